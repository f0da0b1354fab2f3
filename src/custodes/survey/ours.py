"""Our own columns of the sheet `survey`: what a question is about, and what it can be held against."""

import re
from typing import NamedTuple

from custodes.survey import vocabulary
from custodes.survey.sheets import Row
from custodes.survey.vocabulary import OURS, nearest

NUMBERS = frozenset(("integer", "decimal", "range", "calculate"))
"""Kinds that can have a unit."""
_EARLIER = re.compile(r"[^/\s]+/[^/\s]+")


class Ours(NamedTuple):
    """The values of our columns for one question, "" where nothing is said."""

    theme: str
    technology: str
    unit: str
    register: str
    comparable: tuple[str, ...]


def columns(row: Row, kind: str) -> Ours:
    """Our columns of one row. A value that is not known is said, and not taken."""
    found = Ours(
        _term(row, "theme"),
        _term(row, "technology"),
        _term(row, "unit"),
        _term(row, "register"),
        _comparable(row),
    )
    if found.unit and kind not in NUMBERS:
        what = f"A unit says what a number counts, and “{kind}” is no number."
        row.warn(f"{OURS}unit", what, "Ask for an integer or decimal, or take the unit out.")
    if found.register:
        _look_at_link(row, kind, found)
    return found


def _term(row: Row, column: str) -> str:
    text = row.text(OURS + column)
    known = vocabulary.terms(column)
    if not text or text in known:
        return text
    near = nearest(text, known)
    mend = f"Write “{near}” if that is meant." if near else f"Write one of {', '.join(known)}."
    row.error(OURS + column, f"“{text}” is no {_CALLED.get(column, column)} that is known.", mend)
    return ""


_CALLED = {"register": "part of the register"}


def _comparable(row: Row) -> tuple[str, ...]:
    given = [part.strip() for part in row.text(f"{OURS}comparable").split(",") if part.strip()]
    for part in given:
        if not _EARLIER.fullmatch(part):
            what = f"“{part}” names no question of an earlier version."
            row.error(f"{OURS}comparable", what, "Write its version and its name, as “2019/ext_devices”.")
    return tuple(part for part in given if _EARLIER.fullmatch(part))


def _look_at_link(row: Row, kind: str, found: Ours) -> None:
    link = vocabulary.links()[found.register]
    if kind not in link.kinds:
        what = f"“{found.register}” ({link.means}) cannot be checked against an answer of type “{kind}”."
        row.error(f"{OURS}register", what, f"Ask for {' or '.join(link.kinds)}, or take the link out.")
    if link.technology and not found.technology:
        what = f"“{found.register}” ({link.means}) needs to know of which technology the question speaks."
        row.error(f"{OURS}register", what, f"Name it in the column “{OURS}technology”.")
