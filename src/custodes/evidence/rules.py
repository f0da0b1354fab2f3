"""What one cell may hold: a function for each kind, from text to what it was read as and what was wrong."""

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from custodes.evidence import addresses, words
from custodes.evidence.dates import read_date
from custodes.evidence.text import clean

_FORMULA_ERROR = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)(?!\w)", re.IGNORECASE
)
_MENDS = {
    "mac": "Type it as twelve hexadecimal digits, such as 44:19:B6:01:02:03.",
    "ip": "Type one address, such as 10.0.0.5.",
    "technology": "Use one of: cctv_external, cctv_internal, anpr, body_worn, drone, helicopter, facial_recognition, other.",
    "site_class": "Use sensitive or not_sensitive.",
    "quantity_basis": "Use counted, estimated or not held.",
}
_CELL_MEND = "Check the cell."


class Outcome(NamedTuple):
    """What one value was read as, and what was wrong with it ("" where nothing was)."""

    value: str | int
    problem: str = ""
    mend: str = ""
    rejects: bool = False


Rule = Callable[[str], Outcome]


def tidy(text: str) -> Outcome:
    """Any cell: without invisible characters and gaps, without the errors of formulas."""
    if _FORMULA_ERROR.match(text):
        return Outcome(
            "", "is the error of a formula and was read as blank", "Mend the formula, or type the value."
        )
    tidy, problem = clean(text)
    return Outcome(tidy, problem, _CELL_MEND if problem else "")


def mac(text: str) -> Outcome:
    """Twelve hexadecimal digits, or nothing."""
    value, problem = addresses.read_mac(text)
    return Outcome(value, problem, _MENDS["mac"] if problem else "")


def ip(text: str) -> Outcome:
    """One address, or nothing."""
    value, problem = addresses.read_ip(text)
    return Outcome(value, problem, _MENDS["ip"] if problem else "")


def word(text: str, column: str) -> Outcome:
    """Our word for a technology or a site class."""
    ours = words.our_word(column, text)
    if ours is not None:
        return Outcome(ours)
    if column == "technology":
        return Outcome(text, "is not a technology we know; it was kept as typed", _MENDS[column])
    return Outcome("", "says neither sensitive nor not; it was read as not known", _MENDS[column])


def connectivity(text: str, header: str) -> Outcome:
    """Our word, or the text as typed. `header` may be a question that the cell answers."""
    answer = words.answered(header, text)
    ours = words.our_word("connectivity", answer)
    return Outcome(answer if ours is None else ours)


def date(text: str, latest: dt.date) -> Outcome:
    """An ISO date as precise as it was typed; not believed after `latest`."""
    return Outcome(*read_date(text, latest))


_BASES = {
    "counted": "counted", "count": "counted", "actual": "counted", "exact": "counted", "known": "counted",
    "audited": "counted", "estimated": "estimated", "estimate": "estimated", "approximate": "estimated",
    "approx": "estimated", "guess": "estimated", "est": "estimated", "not held": "not_held", "none held": "not_held",
    "assumed": "assumed",
}  # fmt: skip


def basis(text: str) -> Outcome:
    """How a number is known."""
    found = _BASES.get(words.plain(text), "")
    if found or words.plain(text) in {"", "unknown", "not known", "n k", "n a"}:
        return Outcome(found)
    return Outcome("", "does not say how the number is known", _MENDS["quantity_basis"])
