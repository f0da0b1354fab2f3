"""Lists of bodies that somebody pastes or uploads: a name in each line, and a contact behind it where there is one."""

import csv
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from custodes.errors import Invalid
from custodes.publication.cells import plain_cell
from custodes.survey.vocabulary import nearest

T = TypeVar("T")
HEADINGS = frozenset(("body", "bodies", "name", "names", "organisation"))
MOST_LINES = 5_000
LONGEST = 1_000
"""Characters of a line that are read."""
LARGEST = 1_000_000
"""Bytes of a list that is read."""


class Named(NamedTuple, Generic[T]):
    """What a list names."""

    found: list[tuple[T, str]]
    """Each with its contact, "" where none is given."""
    problems: list[str]
    """Everything that is wrong, in the order of the lines."""


def decoded(data: bytes) -> str:
    """The text of an uploaded list. Raises Invalid where it is too large, or no text."""
    if len(data) > LARGEST:
        raise Invalid("The list is larger than 1 MB.", "Leave out what is not a name or a contact.")
    if b"\0" in data:
        raise Invalid("This is no csv file.", "Save the list as csv, or paste it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def named_in(text: str, known: Mapping[str, T], of: str) -> Named[T]:
    """The things that a list names. `known`: by name; `of`: what they are, as problems say it.

    Capitals and spaces do not matter. Every line that cannot be taken is a problem; none is passed over but blank
    ones and a heading.
    """
    by_name = {_plain(name): (name, one) for name, one in known.items()}
    found: list[tuple[T, str]] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in _lines(text):
        if number > MOST_LINES:
            problems.append(f"There are more than {MOST_LINES:,} lines. The rest was not read.")
            break
        name, contact = cells[0], cells[1] if len(cells) > 1 else ""
        wrong = _wrong(name, contact, by_name, seen, of)
        if wrong:
            problems += [f"Line {number}: {one}" for one in wrong]
        else:
            found.append((by_name[_plain(name)][1], contact))
        seen.setdefault(_plain(name), number)
    return Named(found, problems)


def _wrong(
    name: str, contact: str, known: Mapping[str, tuple[str, T]], seen: Mapping[str, int], of: str
) -> list[str]:
    wrong = []
    plain = _plain(name)
    if not plain:
        wrong.append(f"there is no name before “{contact}”")
    elif plain in seen:
        wrong.append(f"“{name}” is in line {seen[plain]} already")
    elif plain not in known:
        near = nearest(plain, list(known))
        meant = f". Is “{known[near][0]}” meant?" if near else ""
        wrong.append(f"“{name[:200]}” is none of {of}{meant}")
    if contact and not _is_address(contact):
        wrong.append(f"“{contact[:200]}” is no e-mail address")
    return wrong


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """Lines that say something, with their numbers, as cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((one for one in ("\t", ";") if one in first), ",")
    begun = False
    for number, line in enumerate(text.splitlines(), 1):
        cells = next(csv.reader([line[:LONGEST]], delimiter=separator), [])
        tidy = [" ".join(plain_cell(cell).split()) for cell in cells]
        if not any(tidy):
            continue
        heading, begun = not begun and tidy[0].casefold() in HEADINGS, True
        if not heading:
            yield number, tidy
