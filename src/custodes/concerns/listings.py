"""What watchlists say of a device.

An entry reaches a device through the maker, through the label, through an owner where the list includes
affiliates, or through a relabel. Where a list's scope asks for something nobody recorded, the verdict is unknown.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from custodes import packs
from custodes.concerns.watchlists import Entry, Watchlist, countries
from custodes.evidence.words import TECHNOLOGIES
from custodes.identity.compare.ownership import canonical_owner
from custodes.identity.conclusion import Identification

Verdict = Literal["affected", "unknown", "not_affected"]
UNIDENTIFIED = "Who made it is not known, so this list cannot be ruled out."


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
            found.append(Owner(name, row["owner_country"] or countries().get(name, ""), step))
            above = owners(name, day) if name in countries() and name != maker else ()
            found += [o._replace(chain=f"{step} {o.chain}") for o in above]
    return tuple(found)


def _held(row: Mapping[str, str], day: dt.date) -> bool:
    """Dates of any precision compare as text; what ended in "2018" is taken to have lasted to its end."""
    today, until = day.isoformat(), row["to"]
    return row["from"] <= today and (not until or today[: len(until)] <= until)


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
            sure = a.certain or (a.how == "direct" and a.maker == identity.maker)  # which model is no matter
            yield Link(
                certain and sure,
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
    country = countries().get(maker, "")
    if country in entry.values or (country and entry.values_not and country not in entry.values_not):
        return True, f"{maker} has its head office in {country}."
    if owner := next((o for o in above if o.country in entry.values), None):
        return True, f"{owner.chain} Its country is {owner.country}."
    foreign = next((o for o in above if entry.values_not and o.country not in entry.values_not), None)
    if foreign:
        return False, f"{foreign.chain} Its country is {foreign.country or 'not known'}."
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
