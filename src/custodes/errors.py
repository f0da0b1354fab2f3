"""What a user may see. Everything else is a bug, and surfaces as one.

Each class has its own exit code, so a script can tell "your file is unreadable" from "this device is
not in the findings". HTTP statuses join them when there is a service.
"""


class UserError(Exception):
    """Something the user can mend. `message` says what is wrong, `mend` what to do next."""

    exit_code = 1

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


class UnreadableInput(UserError):
    """A file that is missing, damaged, locked, or not of a kind we read."""

    exit_code = 3


class MappingError(UserError):
    """A column mapping that names what is not there, or gives no brand, model or MAC."""

    exit_code = 4


class NothingFound(UserError):
    """A device, list or concern that was asked for by name and is not there."""

    exit_code = 5


class FeedError(UserError):
    """A feed that cannot be fetched, is incomplete, or is not what it says it is."""

    exit_code = 6


class PackError(UserError):
    """A pack of facts (ours or one's own) that is malformed or uncited."""

    exit_code = 7


class OutputError(UserError):
    """A place that cannot be written to."""

    exit_code = 8
