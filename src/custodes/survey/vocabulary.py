"""The words of a form that are known: kinds of questions, columns, and values of our own columns.

All are tables beside this file (`kinds.csv`, `columns.csv`, `terms.toml`); nothing else lists them.
"""

import csv
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple

from custodes.evidence.words import TECHNOLOGIES

Treatment = Literal["asked", "told", "worked_out", "as_text", "left_out"]
Use = Literal["read", "warned", "unused"]
OURS = "custodes::"
"""Columns of our own start so; other programs pass over them."""

MOST_COMPARED = 500
LONGEST_COMPARED = 100
"""Words, and characters of one, that are looked at for the word that was meant."""

_FOLDER = resources.files(__package__)
_BEGINS = {"group": ("group", "lgroup"), "repeat": ("repeat", "looped group", "loop")}


class Kind(NamedTuple):
    """A type of question of XLSForm, and what becomes of it here."""

    name: str
    treatment: Treatment
    spellings: tuple[str, ...]
    """Every way to write it, lower case, with spaces for underscores."""
    why: str


class Column(NamedTuple):
    """A column of a sheet, and what becomes of it here."""

    sheet: str
    name: str
    use: Use
    spellings: tuple[str, ...]
    translated: bool
    why: str


class Link(NamedTuple):
    """What an answer can be checked against in the register."""

    means: str
    kinds: tuple[str, ...]
    technology: bool
    """Whether the question has to say of which technology it speaks."""


@cache
def kinds() -> dict[str, Kind]:
    """Every type of question, by each way to write it."""
    found = [
        Kind(row["kind"], row["treatment"], tuple(row["spellings"].split("|")), row["why"])  # type: ignore[arg-type]
        for row in _table("kinds.csv")
    ]
    return {spelling: kind for kind in found for spelling in kind.spellings}


@cache
def columns(sheet: str) -> dict[str, Column]:
    """Every column of a sheet, by each way to write its heading."""
    found = [
        Column(
            sheet,
            row["column"],
            row["treatment"],  # type: ignore[arg-type]
            (row["column"], *filter(None, row["spellings"].split("|"))),
            row["translated"] == "yes",
            row["why"],
        )
        for row in _table("columns.csv")
        if row["sheet"] == sheet
    ]
    return {spelling: column for column in found for spelling in column.spellings}


@cache
def terms(column: str) -> dict[str, str]:
    """Value to meaning for "theme", "unit", "technology" and "register"."""
    if column == "technology":
        return dict.fromkeys(sorted(TECHNOLOGIES), "")
    if column == "register":
        return {name: link.means for name, link in links().items()}
    return {str(word): str(means) for word, means in _terms()[column].items()}


@cache
def links() -> dict[str, Link]:
    """What an answer can be checked against, by the word for it."""
    return {
        name: Link(link["means"], tuple(link["kinds"]), bool(link.get("technology")))
        for name, link in _terms()["register"].items()
    }


def plain(text: str) -> str:
    """A type as it is looked up: lower case, single spaces, no underscores."""
    return " ".join(text.lower().replace("_", " ").split())


@cache
def begins_and_ends() -> dict[str, tuple[str, str]]:
    """ "begin group" -> ("begin", "group"), for every way to write it."""
    return {
        f"{verb} {spelling}": (verb, what)
        for verb in ("begin", "end")
        for what, spellings in _BEGINS.items()
        for spelling in spellings
    }


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was surely meant, or ""; "" too among more than `MOST_COMPARED`, which would take long."""
    lower = {one.lower(): one for one in known}
    if len(lower) > MOST_COMPARED or len(word) > LONGEST_COMPARED:
        return ""
    return next((lower[one] for one in get_close_matches(word.lower(), lower, 1, 0.65)), "")


def spelt(spelling: str) -> str:
    """A type as people write it: "select one" is "select_one"."""
    return spelling.replace(" ", "_")


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((_FOLDER / name).read_text(encoding="utf-8").splitlines()))


@cache
def _terms() -> dict[str, dict[str, Any]]:
    return tomllib.loads((_FOLDER / "terms.toml").read_text(encoding="utf-8"))
