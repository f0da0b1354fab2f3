"""What the claims of a text say of each other: parts that do not make their whole, subgroups larger than it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from custodes.publication.figures.checking.statements import Statement


class Finding(NamedTuple):
    """Something about several claims at once."""

    kind: str
    words: str
    line: int
    column: int
    is_fault: bool = True
    """False where it is worth knowing, and may be right."""


def findings(text: str, found: Sequence[Statement]) -> Iterator[Finding]:
    """In the order of the text."""
    return iter(())
