"""The times of repeats that a return lists, and those that an answer of a workbook would add."""

from typing import NamedTuple

from custodes.survey.filling import Form
from custodes.survey.filling.given import SAID_INSTEAD
from custodes.survey.filling.keys import Key, parse, times_of
from custodes.survey.models import Answer
from custodes.survey.offline.walking import repeats_around
from custodes.survey.returns import Answers


class Unlisted(NamedTuple):
    """A time of a repeat that the return does not list."""

    key: str
    """Of the repeat."""
    listed: str
    """What it would list with it."""
    before: Answer | None
    """What it lists now, None where nobody has begun any."""


def unlisted(form: Form, key: str, answers: Answers) -> list[Unlisted]:
    """The times that a question is in and the return does not list, from the outermost repeat.

    A repeat that another answer counts lists nothing: its times are there as soon as the count says so.
    """
    parsed = parse(key)
    assert parsed is not None  # as it was read
    found = []
    for depth, name in enumerate(repeats_around(form.by_name[parsed.name]), 1):
        listing = str(Key(name, parsed.times[: depth - 1]))
        there = answers.common.get(listing)
        times = _times(there)
        if form.by_name[name].count is None and parsed.times[depth - 1] not in times:
            found.append(Unlisted(listing, " ".join(map(str, (*times, parsed.times[depth - 1]))), there))
    return found


def _times(listing: Answer | None) -> tuple[int, ...]:
    """As the form is worked out: one is there without being begun, unless it was said that there is none."""
    if listing is not None and listing.state in SAID_INSTEAD:
        return ()
    return times_of(listing.value if listing else "") or (1,)
