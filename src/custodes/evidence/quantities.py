"""How many, as people type it: a number, and whether it was counted or estimated."""

import re
import unicodedata
from typing import Literal, NamedTuple

Basis = Literal["counted", "estimated", "not_held", "assumed"]

LARGEST = 1_000_000
"""Devices in one row. All CCTV in the UK together is put at about 21 million."""

_MEND = 'Type a whole number such as 12, or "approx 40", or 0 where none are held.'

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_ROUGHLY = {"couple": 2, "pair": 2, "half a dozen": 6, "half dozen": 6, "dozen": 12, "a hundred": 100}
_NOT_HELD = re.compile(
    r"(?:not held|none held|no cameras|nil|none|zero|no devices|we have none|none in use|0+(?:\.0+)?)\.?"
)
_NOT_KNOWN = re.compile(
    r"(?:n/?k|not known|unknown|n/?a|not applicable|not available|tbc|tba|tbd|\?+|-+|–|—|not recorded|don'?t know|\.+|to be confirmed|not counted|unsure)\.?"
)
_UNITS = r"(?:\s*(?:x|no\.?|nos\.?|nr\.?|off|units?|cameras?|cams?|devices?|pcs\.?|pieces|each|ea\.?|in total|total))?"
_DIGITS = r"(\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.0+)?"
_PLAIN = re.compile(rf"(?:x\s*|qty:?\s*)?{_DIGITS}{_UNITS}")
_ABOUT = (
    r"(?:approx(?:\.|imately)?|about|around|circa|ca?\.?|c\.|~|≈|est(?:\.|imated?)?:?|roughly|some|at least|over|more than|"
    r"nearly|almost|up to|under|less than|fewer than|min(?:\.|imum)?|max(?:\.|imum)?|>=?|<=?|≥|≤|±|\+/-)"
)
_ESTIMATE = re.compile(rf"{_ABOUT}\s*{_DIGITS}{_UNITS}")
_AFTERTHOUGHT = re.compile(
    rf"{_DIGITS}{_UNITS}\s*(?:\+|ish|-ish|\?|or so|or more|approx\.?|approximately|est\.?|estimated?|\((?:approx|est|estimated?|approximate|approximately|c|\?)\.?\)|plus|\+/-.*)"
)
_RANGE = re.compile(rf"{_DIGITS}\s*(?:-|–|—|to|or)\s*{_DIGITS}{_UNITS}")
_IN_WORDS = re.compile(
    rf"(?:{_ABOUT}\s+)?(?:(a|{'|'.join(_WORDS)})\s+)?({'|'.join(_ROUGHLY)}|[a-z]+)(?:\s+(?:of|or so))?{_UNITS}"
)


_SAYS_COUNT = re.compile(
    r"\b(?:approx|approximately|about|around|circa|c\.|est|estimated|roughly|some|at least|over|more than|nearly|almost|"
    r"up to|under|less than|fewer than|cameras?|cams?|units?|devices?|pcs|pieces|in total|dozen)(?!\w)|[~≈]|\bc\. ?\d"
)
"""What makes a count of a number: alone it may be a name, such as 360."""


class Quantity(NamedTuple):
    """`problem` is "" where the text could be read; `rejects` where the row cannot stand without it."""

    value: int
    basis: Basis
    problem: str = ""
    mend: str = ""
    rejects: bool = False


def read_quantity(text: str) -> Quantity:
    """Read one cell. A blank one is one device, assumed.

    "not known" is also one device, assumed, and said so: the device is there whatever their number. A range
    is its middle, rounded up, estimated. What cannot be read rejects the row.
    """
    plain = _plain(text)
    if not plain:
        return Quantity(1, "assumed")
    if _NOT_HELD.fullmatch(plain):
        return Quantity(0, "not_held")
    if _NOT_KNOWN.fullmatch(plain):
        return Quantity(1, "assumed", "says that the number is not known; one device was assumed", _MEND)
    found = _in_digits(plain) or _in_words(plain)
    if found is None:
        return _unreadable("is not a number of devices")
    return found if found.value <= LARGEST else _unreadable(f"is more than {LARGEST:,} devices in one row")


def is_a_count(text: str) -> bool:
    """Whether a cell under another heading says how many: "approx 40", "40 cameras".

    "360" and "C40" may be names, and a "360 camera" sees all round.
    """
    plain = _plain(text)
    return (
        not plain.startswith("360 ")
        and bool(_SAYS_COUNT.search(plain))
        and (_in_digits(plain) or _in_words(plain)) is not None
    )


def is_a_number(text: str) -> bool:
    """Whether a cell says how many, or is a number that may be a name."""
    plain = _plain(text)
    return _in_digits(plain) is not None or is_a_count(plain)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _unreadable(problem: str) -> Quantity:
    return Quantity(1, "assumed", problem, _MEND, rejects=True)


def _in_digits(plain: str) -> Quantity | None:
    if found := _PLAIN.fullmatch(plain):
        return _counted(_number(found[1]), "counted")
    if found := _ESTIMATE.fullmatch(plain) or _AFTERTHOUGHT.fullmatch(plain):
        return _counted(_number(found[1]), "estimated")
    if found := _RANGE.fullmatch(plain):
        low, high = _number(found[1]), _number(found[2])
        return _counted((low + high + 1) // 2, "estimated") if low < high else None
    return None


def _counted(number: int, basis: Basis) -> Quantity:
    return Quantity(number, basis) if number else Quantity(0, "not_held")


def _number(digits: str) -> int:
    return int(re.sub(r"\D", "", digits)[:30])


def _in_words(plain: str) -> Quantity | None:
    if plain in _WORDS:
        return Quantity(_WORDS[plain], "counted")
    about = _IN_WORDS.fullmatch(plain)
    if about is None:
        return None
    rough = _ROUGHLY.get(about[2])
    if rough is not None:
        return Quantity(_WORDS.get(about[1] or "", 1) * rough, "estimated")
    return Quantity(_WORDS[about[2]], "estimated") if about[2] in _WORDS and re.match(_ABOUT, plain) else None
