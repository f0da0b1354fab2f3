"""How numbers, stages and builds become text that sorts in byte order.

A number is a letter for how many digits it has, then the digits: 9 is "a9" and 10 is "b10", so 9 sorts
first. A version is its numbers, then a stage: "#" before release, "." released. A build follows "-".
All of these sort above AFTER ("!") and below END ("~"), and every digit, "#", "-" and "." sorts below
every letter, so that a version sorts before the versions that only add numbers to it.
"""

from collections.abc import Iterable

END = "~"
BEFORE_RELEASE = "#"
RELEASED = "."
BUILD = "-"


def number(digits: str) -> str:
    """The key of one decimal number: leading zeros do not count. At most 26 digits sort rightly."""
    bare = digits.lstrip("0") or "0"
    return chr(96 + len(bare)) + bare


def numbers(parts: Iterable[str]) -> str:
    """The key of a run of numbers, zeros at its end left off: 5.2 and 5.2.0 are the same."""
    keys = [number(part) for part in parts]
    while keys and keys[-1] == "a0":
        keys.pop()
    return "".join(keys)


def beginning(parts: Iterable[str]) -> tuple[str, str]:
    """Low and high over every version that begins with these numbers, whatever follows them."""
    keys = [number(part) for part in parts]
    return numbers(parts) + RELEASED, "".join(keys) + END
