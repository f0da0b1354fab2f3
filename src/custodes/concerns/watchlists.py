"""Watchlists: dated, cited, scoped lists of concerns about makers, and what they say of a device.

A list names makers (entries) or a property of makers (criteria). An entry reaches a device through the
maker, through the label, through an owner where the list includes affiliates, or through a relabel.
Where a list's scope asks for something nobody recorded, the verdict is unknown.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from custodes import packs
from custodes.concerns.feeds.lists import ListedEntry
from custodes.errors import PackError
from custodes.evidence.words import TECHNOLOGIES
from custodes.identity.compare.ownership import canonical_owner
from custodes.identity.conclusion import Identification
from custodes.identity.names import makers_in

Verdict = Literal["affected", "unknown", "not_affected"]
SITE_CLASSES = frozenset(("sensitive", "not_sensitive"))
BASES = ("security", "ethical", "legal")
UNIDENTIFIED = "Who made it is not known, so this list cannot be ruled out."


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


class Finding(NamedTuple):
    """What one entry (or a whole list, where nobody knows the maker) says of one device."""

    concern: str
    title: str
    verdict: Verdict
    basis: str
    inferred: bool
    reasons: str
    source: str


class Link(NamedTuple):
    """How an entry reaches a device."""

    certain: bool
    inferred: bool
    reason: str


class Context(NamedTuple):
    """What a list may ask of a device besides its maker. "" where nobody recorded it."""

    technology: str
    site_class: str


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
    if entry.maker and entry.maker not in _countries():
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
    countries = [data.get("values") or [], data.get("values_not") or []]
    if not entry.maker and not any(countries):
        yield "a criterion needs values or values_not"
    if any(isinstance(c, str) or not all(re.fullmatch("[A-Z]{2}", str(x)) for x in c) for c in countries):
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
def _countries() -> dict[str, str]:
    return {row["maker"]: row["country"] for row in packs.table("makers")}


class Owner(NamedTuple):
    """An owner of a maker on a day, near or far."""

    name: str
    country: str
    chain: str


@cache
def owners(maker: str, day: dt.date) -> tuple[Owner, ...]:
    """Everyone who owned a maker on a day, with the chain of sentences that shows it."""
    found: list[Owner] = []
    for row in packs.table("ownership"):
        if row["maker"] == maker and _held(row, day):
            name = canonical_owner(row["owner"])
            step = f"{maker} is owned by {row['owner']} ({row['source']})."
            found.append(Owner(name, row["owner_country"] or _countries().get(name, ""), step))
            above = owners(name, day) if name in _countries() and name != maker else ()
            found += [o._replace(chain=f"{step} {o.chain}") for o in above]
    return tuple(found)


def _held(row: Mapping[str, str], day: dt.date) -> bool:
    """ISO dates of any precision compare as text: "2018" is before "2018-02-10"."""
    today = day.isoformat()
    return row["from"] <= today and (not row["to"] or today < row["to"])


def findings(
    lists: Sequence[Watchlist], identity: Identification, context: Context, day: dt.date
) -> list[Finding]:
    """What every list in force on a day says of a device so identified, in a place of that kind."""
    found: list[Finding] = []
    for watchlist in lists:
        live = [entry for entry in watchlist.entries if entry.in_force(day)]
        if live and not identity.attributions:
            found.append(_unidentified(watchlist, live))
        else:
            reached = (_finding(watchlist, entry, identity, context, day) for entry in live)
            found += [finding for finding in reached if finding]
    return found


def _unidentified(watchlist: Watchlist, live: Sequence[Entry]) -> Finding:
    return Finding(
        watchlist.id, watchlist.title, "unknown", live[0].basis, False, UNIDENTIFIED, watchlist.source
    )


def _finding(
    watchlist: Watchlist, entry: Entry, identity: Identification, context: Context, day: dt.date
) -> Finding | None:
    links = [link for link in _links(entry, identity, day) if link]
    if not links:
        return None
    link = max(links, key=lambda link: (link.certain, not link.inferred))
    verdict, scope = _scoped(entry, context)
    if verdict == "not_affected" and not entry.maker:
        return None  # a criterion that names nobody, on something else: nothing is said of this device
    if verdict == "affected" and not link.certain:
        verdict = "unknown"
    words = f"{watchlist.title} ({watchlist.issuer}): {link.reason} {scope}".strip()
    title = f"{watchlist.title}: {entry.maker or entry.id.replace('-', ' ')}"
    concern = f"{watchlist.id}/{entry.id}"
    return Finding(
        concern, title, verdict, entry.basis, link.inferred, words, entry.source or watchlist.source
    )


def _links(entry: Entry, identity: Identification, day: dt.date) -> Iterator[Link | None]:
    """Every way in which the entry reaches the device."""
    for a in identity.attributions:
        named = _named(entry, a.maker, day)
        if named:
            certain, why = named
            yield Link(
                certain and a.certain,
                a.how == "relabel",
                why if a.certain and a.how == "direct" else f"{why} {a.reason}",
            )
    if identity.brand and identity.brand == entry.maker and identity.brand != identity.maker:
        yield Link(True, False, f"It names {entry.maker}, whose label the device carries.")


def _named(entry: Entry, maker: str, day: dt.date) -> tuple[bool, str] | None:
    """Whether an entry is about a maker on a day: (certain, why), None where it is not."""
    if entry.maker == maker:
        return True, f"It names {maker}."
    above = owners(maker, day)
    if entry.maker:
        owned = next((o for o in above if entry.affiliates and o.name == entry.maker), None)
        return (True, f"It names {entry.maker} with its affiliates. {owned.chain}") if owned else None
    return _has_property(entry, maker, above)


def _has_property(entry: Entry, maker: str, above: Sequence[Owner]) -> tuple[bool, str] | None:
    """A criterion on the country of the maker or of those who own it."""
    country = _countries().get(maker, "")
    if country in entry.values or (country and entry.values_not and country not in entry.values_not):
        return True, f"{maker} has its head office in {country}."
    if owner := next((o for o in above if o.country in entry.values), None):
        return True, f"{owner.chain} Its country is {owner.country}."
    if not country:
        return False, f"The country of {maker} is not known."
    unknown = next((o for o in above if not o.country and entry.values), None)
    return (False, f"{unknown.chain} The country of {unknown.name} is not known.") if unknown else None


def _scoped(entry: Entry, context: Context) -> tuple[Verdict, str]:
    """Whether a device is in an entry's scope: (verdict, sentence). Where any part is out, it is out."""
    asked = (
        ("technology", entry.technologies, context.technology, _is_technology(context.technology)),
        ("site class", entry.site_classes, context.site_class, bool(context.site_class)),
    )
    answers = [_in_scope(what, allowed, given, known) for what, allowed, given, known in asked if allowed]
    verdicts = [verdict for verdict, _ in answers]
    verdict: Verdict = next((v for v in ("not_affected", "unknown") if v in verdicts), "affected")
    sentences = [sentence for _, sentence in answers if sentence]
    if entry.uses and verdict == "affected":
        sentences.append(f"Uses in scope: {entry.uses.rstrip('.')}.")
    return verdict, " ".join(sentences)


def _is_technology(given: str) -> bool:
    """Whether the technology is one of the vocabulary: what nobody recognised is in no list and out of none."""
    return given in TECHNOLOGIES


def _in_scope(what: str, allowed: tuple[str, ...], given: str, known: bool) -> tuple[Verdict, str]:
    names = ", ".join(allowed).replace("_", " ")
    plain = given.replace("_", " ")
    if given in allowed:
        return "affected", ""
    if not given:
        return "unknown", f"It is about {what} {names}; none was recorded."
    if not known or any(
        name.startswith(f"{given}_") for name in allowed
    ):  # "cctv": indoors or out nobody said
        return "unknown", f"It is about {what} {names}; “{plain}” does not say whether this is."
    return "not_affected", f"It is about {what} {names}; this is {plain}."
