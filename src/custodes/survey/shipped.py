"""The instruments that ship, as rows of text in `packs/instruments`: docs/reference/instruments.md has their format.

A section with `each` is asked once for each table of that name, `<word>` in its texts standing for the word of the
table; so what is asked of every technology is written once.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from custodes import packs
from custodes.errors import NothingFound, PackError
from custodes.survey.instrument import ALWAYS, Choice, Group, Instrument, Item, Question, Words
from custodes.survey.types import understand
from custodes.survey.vocabulary import nearest

Table = Mapping[str, Any]
_FOLDER = packs.FOLDER / "instruments"
_PLACE = re.compile(r"<([a-z_]+)>")
_TRANSLATED = ("label", "hint", "constraint_message")
_KEYS = frozenset(field.name for field in fields(Question)) - {"kind", "list_name", "choices"} | {"type"}
_GROUP_KEYS = frozenset(("each", "name", "label", "hint", "relevant", "question", "group"))


def names() -> list[str]:
    """What the instruments are called, in order."""
    return sorted(
        file.name.removesuffix(".toml") for file in _FOLDER.iterdir() if file.name.endswith(".toml")
    )


@cache
def load(name: str) -> Instrument:
    """An instrument that ships. Raises NothingFound; PackError where its file is not as it should be."""
    if name not in names():
        near = nearest(name, names())
        mend = f"Write “{near}” if that is meant." if near else f"There are {', '.join(names())}."
        raise NothingFound(f"No instrument “{name}” ships with Custodes.", mend)
    return parse((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Instrument:
    """An instrument from TOML. Raises PackError naming what cannot be read."""
    try:
        return _Reader(tomllib.loads(text)).instrument()
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PackError(f"{name}: this instrument cannot be read ({error}).", "See the format.") from error


class _Reader:
    """What one file holds, and the language that all of its texts are in."""

    def __init__(self, data: Table) -> None:
        self.data = data
        self.language = str(data["language"])
        self.lists = {name: self._choices(choices) for name, choices in data.get("lists", {}).items()}

    def instrument(self) -> Instrument:
        data = self.data
        sections = [made for section in data["section"] for made in self._sections(section)]
        return Instrument(
            data["id"],
            data["title"],
            data["version"],
            (self.language,),
            tuple(sections),
            data.get("about", ""),
            data.get("source", ""),
        )

    def _choices(self, choices: Mapping[str, str]) -> tuple[Choice, ...]:
        return tuple(Choice(name, self._words(label)) for name, label in choices.items())

    def _words(self, text: str) -> Words:
        return {self.language: text} if text else {}

    def _sections(self, section: Table) -> Iterator[Group]:
        """The section, or one for each table that it is asked of."""
        if "each" not in section:
            yield self._group(section, {})
            return
        for of in self.data[section["each"]]:
            yield self._group(section, of)

    def _group(self, table: Table, of: Table) -> Group:
        _refuse_others(table, _GROUP_KEYS)
        inside: list[Item] = [self._question(question, of) for question in table.get("question", [])]
        inside += [self._group(group, of) for group in table.get("group", [])]
        filled = _filled(table, of)
        return Group(
            filled["name"],
            self._words(filled.get("label", "")),
            tuple(inside),
            self._words(filled.get("hint", "")),
            filled.get("relevant", ""),
        )

    def _question(self, table: Table, of: Table) -> Question:
        own = of.get(table["name"].removeprefix("<prefix>_"), {})
        given = _filled({**table, **(own if isinstance(own, Mapping) else {})}, of)
        _refuse_others(given, _KEYS)
        found = understand(given.pop("type"))
        if found is None or found.kind is None:
            raise ValueError(f"{given['name']}: no such type")
        if given.get("required") is True:
            given["required"] = ALWAYS
        given["comparable"] = tuple(str(given.get("comparable", "")).split())
        given |= {column: self._words(given.get(column, "")) for column in _TRANSLATED}
        chosen = self.lists[found.list_name] if found.from_list else ()
        return Question(
            found.kind.name, list_name=found.list_name, choices=chosen, or_other=found.or_other, **given
        )


def _filled(table: Table, of: Table) -> dict[str, Any]:
    """The texts of a table with `<word>` replaced."""

    def word(found: re.Match[str]) -> str:
        return str(of[found[1]])

    return {
        key: _PLACE.sub(word, value) if isinstance(value, str) else value
        for key, value in table.items()
        if not isinstance(value, Sequence) or isinstance(value, str)
    }


def _refuse_others(table: Table, known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"“{key}” is not a key of {table.get('name', 'it')}")
