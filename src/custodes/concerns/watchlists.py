"""Watchlists: dated, cited, scoped lists of concerns, which name makers (entries) or a property of makers
(criteria). They come from the package, from pulled feeds, and from files of one's own. What they say of a
device is in `listings.py`.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from custodes import packs
from custodes.concerns.feeds.lists import ListedEntry
from custodes.errors import PackError
from custodes.evidence.words import TECHNOLOGIES
from custodes.identity.names import makers_in

SITE_CLASSES = frozenset(("sensitive", "not_sensitive"))
BASES = ("security", "ethical", "legal")


class Entry(NamedTuple):
    """One concern of a list: about a maker, or (maker "") about makers with a property."""

    id: str
    maker: str
    basis: str
    since: dt.date | None
    until: dt.date | None
    technologies: tuple[str, ...]
    site_classes: tuple[str, ...]
    values: tuple[str, ...]
    values_not: tuple[str, ...]
    affiliates: bool
    uses: str
    source: str
    note: str

    def in_force(self, day: dt.date) -> bool:
        """Whether the list held this entry on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Watchlist(NamedTuple):
    """One list, with the entries in the order it gives them."""

    id: str
    title: str
    issuer: str
    source: str
    about: str
    binds: str
    entries: tuple[Entry, ...]


def shipped() -> list[Watchlist]:
    """The lists in the package, by id."""
    files = [f for f in packs.files() if f.name.endswith(".toml")]
    return [parse(f.read_text(encoding="utf-8"), f.name) for f in files]


def own(paths: Iterable[Path]) -> list[Watchlist]:
    """One's own lists, in the same format. Raises PackError naming the file and what is wrong."""
    return [parse(_text(path), path.name) for path in paths]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (
            "is not UTF-8 text"
            if isinstance(error, UnicodeDecodeError)
            else f"cannot be read: {error.strerror}"
        )
        raise PackError(f"{path.name} {why}.", "Give a watchlist in TOML, saved as UTF-8.") from None


def parse(text: str, name: str) -> Watchlist:
    """A list from TOML (docs/reference/packs-concerns.md). Raises PackError."""
    try:
        data = tomllib.loads(text)
        shared = {
            key: data.get(key) for key in ("basis", "source", "technologies", "site_classes", "affiliates")
        }
        raw = [*data.get("entry", []), *data.get("criterion", [])]
        entries = tuple(_entry({**shared, **entry}) for entry in raw)
        head = {key: str(data.get(key, "")) for key in ("title", "issuer", "source", "about", "binds")}
        found = Watchlist(id=data["id"], entries=entries, **head)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise PackError(
            f"{name}: this watchlist cannot be read ({error}).", "See the format of a pack."
        ) from error
    _check(found, data, name)
    return found


def _entry(data: Mapping[str, Any]) -> Entry:
    if "maker" not in data and data.get("property") != "country":
        raise KeyError("maker, or property = “country”")
    return Entry(
        data["id"],
        data.get("maker", ""),
        data.get("basis") or "security",
        data.get("from"),
        data.get("to"),
        tuple(data.get("technologies") or ()),
        tuple(data.get("site_classes") or ()),
        tuple(data.get("values") or ()),
        tuple(data.get("values_not") or ()),
        bool(data.get("affiliates")),
        data.get("uses", ""),
        data.get("source") or "",
        data.get("note", ""),
    )


LIST_KEYS = frozenset(
    [
        "id",
        "title",
        "issuer",
        "basis",
        "source",
        "published",
        "about",
        "binds",
        "affiliates",
        "technologies",
        "site_classes",
        "entry",
        "criterion",
    ]
)
ENTRY_KEYS = frozenset(
    [
        "id",
        "maker",
        "from",
        "to",
        "basis",
        "technologies",
        "site_classes",
        "uses",
        "source",
        "note",
        "affiliates",
        "property",
        "values",
        "values_not",
    ]
)


def _check(found: Watchlist, data: Mapping[str, Any], name: str) -> None:
    """Everything wrong with a list, at once. A list that can name nobody would make devices look clear."""
    raw = [*data.get("entry", []), *data.get("criterion", [])]
    wrong = [] if raw else ["it has no entry and no criterion"]
    wrong += [f"“{key}” is not a key of a list" for key in sorted(data.keys() - LIST_KEYS)]
    ids = [entry.id for entry in found.entries]
    wrong += [f"{id_}: this id stands twice" for id_ in dict.fromkeys(ids) if ids.count(id_) > 1]
    for entry, given in zip(found.entries, raw, strict=True):
        wrong += [f"{entry.id}: {problem}" for problem in _problems(entry, {**data, **given}, given)]
    if wrong:
        raise PackError(f"{name}: " + "; ".join(wrong), "Spell makers as in makers.csv and cite each entry.")


def _problems(entry: Entry, data: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one entry, in words."""
    yield from (f"“{key}” is not a key of an entry" for key in sorted(given.keys() - ENTRY_KEYS))
    if entry.maker and entry.maker not in countries():
        yield f"“{entry.maker}” is not a maker we know"
    if entry.basis not in BASES:
        yield f"basis “{entry.basis}” is not one of {', '.join(BASES)}"
    if not entry.source:
        yield "no source"
    for key in ("from", "to"):
        if given.get(key) is not None and type(given[key]) is not dt.date:
            yield f"“{key}” is not a date such as 2022-11-24, without quotation marks"
    for key, known in (("technologies", TECHNOLOGIES), ("site_classes", SITE_CLASSES)):
        listed = data.get(key) or []
        odd = [listed] if isinstance(listed, str) else [x for x in listed if x not in known]
        yield from (f"{key}: “{x}” is not one of {', '.join(sorted(known))}" for x in odd)
    values = [data.get("values") or [], data.get("values_not") or []]
    if not entry.maker and not any(values):
        yield "a criterion needs values or values_not"
    if any(isinstance(c, str) or not all(re.fullmatch("[A-Z]{2}", str(x)) for x in c) for c in values):
        yield "values are a list of two-letter country codes, as [“CN”]"


def with_feed(lists: Sequence[Watchlist], listed: Mapping[str, Sequence[ListedEntry]]) -> list[Watchlist]:
    """The lists with what pulled feeds name besides: newer entries than the package knows of, and lists
    that no pack describes."""
    known = {found.id for found in lists}
    new = [Watchlist(id_, id_, "", "", "", "", ()) for id_ in listed if id_ not in known]
    return [
        found._replace(entries=(*found.entries, *_added(found, listed.get(found.id, ()))))
        for found in [*lists, *new]
    ]


def _added(found: Watchlist, listed: Iterable[ListedEntry]) -> Iterator[Entry]:
    """Entries for makers that a feed names and the list does not, in the list's own way."""
    known = {entry.maker for entry in found.entries}
    basis = found.entries[0].basis if found.entries else "legal"
    affiliates = any(entry.affiliates for entry in found.entries)
    for item in listed:
        for maker in makers_in(item.text):
            if maker not in known:
                known.add(maker)
                id_, source = maker.lower().replace(" ", "-"), item.source or found.source
                yield Entry(
                    id_, maker, basis, item.from_date, None, (), (), (), (), affiliates, "", source, item.text
                )


@cache
def countries() -> dict[str, str]:
    """Maker -> country of its head office (ISO 3166 alpha-2), "" where not known."""
    return {row["maker"]: row["country"] for row in packs.table("makers")}
