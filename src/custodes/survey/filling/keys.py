"""Keys of answers: `maker`, and in repeats `maker[2]` or `maker[2,1]`, by the numbers of the times.

The answer of a repeat itself lists the numbers of its times, "1 3": one that is taken out keeps its number and its
answers, and no other moves.
"""

import re
from typing import NamedTuple

_NUMBER = "[1-9][0-9]{0,5}"
_KEY = re.compile(rf"([^\W\d][\w.\-]*)(?:\[({_NUMBER}(?:,{_NUMBER})*)\])?")
_TIME = re.compile(_NUMBER)
LONGEST = 300
"""Characters of a key."""


class Key(NamedTuple):
    """A question and, from the outermost repeat inwards, which time it is."""

    name: str
    times: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{','.join(map(str, self.times))}]" if self.times else self.name


def parse(text: str) -> Key | None:
    """A key from its text, or None for what is none. One key has one text: there is no `maker[02]`."""
    found = _KEY.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return None
    return Key(found[1], tuple(map(int, found[2].split(",")))) if found[2] else Key(found[1])


def times_of(value: str) -> tuple[int, ...]:
    """The numbers that the answer of a repeat lists, each once, in their order."""
    return tuple(dict.fromkeys(int(word) for word in value.split() if _TIME.fullmatch(word)))
