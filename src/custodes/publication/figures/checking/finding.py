"""Something that several claims of a text say of each other."""

from typing import NamedTuple


class Finding(NamedTuple):
    """A sentence about several claims at once, and where the first of them stands."""

    kind: str
    """"sum", "overlap", "subgroup", "denominator", "change" or "repeated"."""
    words: str
    line: int
    column: int
    sentence: str
    is_fault: bool = True
    """False where it is worth knowing, and may be right."""


def number_of(count: int, what: str) -> str:
    """12 percents; 1 percent."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def listed(words: list[str]) -> str:
    """1, 13, 6 and 9."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
