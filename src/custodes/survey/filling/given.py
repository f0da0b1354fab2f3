"""One answer as it was given, and the text that stands for it."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """What an answer is. `NON_ANSWER` is only ever the reading of an analyst."""

    ANSWERED = "answered"
    NOT_KNOWN = "not_known"
    NOT_HELD = "not_held"
    WITHHELD = "withheld"
    NON_ANSWER = "non_answer"
    BLANK = "blank"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


SAID_INSTEAD = (State.NOT_KNOWN, State.NOT_HELD, State.WITHHELD)
"""What can be said in place of an answer."""
NOT_KNOWN = "not_known"
"""A choice of this name is the state of that name."""
OTHER = "other"
"""The choice by which somebody says that it is something else, where `or_other` allows it."""


class Given(NamedTuple):
    """An answer. `value`: the text as XForms has it: names of choices with spaces between, dates as 2026-03-01."""

    state: State = State.BLANK
    value: str = ""
    other: str = ""
    """What else it is, where `OTHER` is chosen."""
    exemption: str = ""
    """Why it is withheld: the exemption that is relied on."""
    note: str = ""
    """What the holder says about the answer."""

    @property
    def counted(self) -> State:
        """The state that is counted: who chooses “We do not know” has not answered with a fact."""
        return State.NOT_KNOWN if self.state is State.ANSWERED and self.value == NOT_KNOWN else self.state


BLANK = Given()
