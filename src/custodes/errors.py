"""What a user may see. Everything else is a bug, and surfaces as one.

Each class has its own exit code, so a script can tell "your file is unreadable" from "this device is
not in the findings"; and its own HTTP status, for pages and the API.
"""

from collections.abc import Mapping


class UserError(Exception):
    """Something the user can mend. `message` says what is wrong, `mend` what to do next."""

    exit_code = 1
    status = 400

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
    status = 404


class FeedError(UserError):
    """A feed that cannot be fetched, is incomplete, or is not what it says it is."""

    exit_code = 6


class PackError(UserError):
    """A pack of facts (ours or one's own) that is malformed or uncited."""

    exit_code = 7


class OutputError(UserError):
    """A place that cannot be written to."""

    exit_code = 8


class Refused(UserError):
    """Something this person may not do."""

    exit_code = 9
    status = 403


class Conflict(UserError):
    """Somebody else changed the record meanwhile. `current` is its revision now."""

    exit_code = 10
    status = 409

    def __init__(self, message: str, mend: str = "", current: int = 0) -> None:
        super().__init__(message, mend)
        self.current = current


class Invalid(UserError):
    """Values that do not fit. `fields`: what is wrong with each, all at once."""

    exit_code = 11
    status = 422

    def __init__(self, message: str, mend: str = "", fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message, mend)
        self.fields = dict(fields or {})


class BrokenChain(UserError):
    """A history in which an event was changed, removed or moved."""

    exit_code = 12
    status = 500


class BrokenPublication(UserError):
    """A publication in which something was changed, removed or added, or does not come out."""

    exit_code = 13
    status = 500
