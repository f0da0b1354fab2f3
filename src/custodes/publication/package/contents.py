"""The files of a publication, from what was submitted and how it is published. Pure; equal input gives equal bytes."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from custodes.audit.chain import canonical, moment
from custodes.publication.figures.counting import Working
from custodes.publication.figures.splitting import Role, Split, Whole
from custodes.publication.package import described, tabled
from custodes.publication.package.disclosure import Disclosure, Disclosures, from_answers
from custodes.publication.package.listed import listed, watchlists
from custodes.publication.package.numbers import (
    Tally,
    conditions_in_words,
    of_tally,
    of_working,
)
from custodes.publication.package.protecting import protected
from custodes.publication.package.querying import query
from custodes.survey.instrument import Instrument

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot

FORMAT = "custodes-publication/1"


@dataclass(frozen=True)
class About:
    """What a publication is. Texts as they are shown; days as ISO dates."""

    name: str
    """What it is called in addresses: "autumn-2026-1"."""
    title: str
    office: str
    wave: str
    opened_on: str
    closed_on: str
    address: str = ""
    """Where it is published."""
    licence: str = "Open Government Licence v3.0"
    corrects: str = ""
    """SHA-256 of the publication that this one corrects."""
    fictional: bool = False
    """Every body, answer and figure is made up, and everything that is drawn from it says so."""


@dataclass(frozen=True)
class Published:
    """Everything that a publication is drawn up from."""

    about: About
    snapshot: "Snapshot"
    instrument: Instrument
    figures: Sequence[Whole]
    disclosures: Disclosures
    """Of every question: `disclosure.disclosures` has them."""
    report: str
    """Markdown."""
    errata: Sequence[Mapping[str, Any]] = field(default=())
    replies: Sequence[Mapping[str, str]] = field(default=())
    """What bodies say to it: body, text, at."""
    custodes: str = ""
    """The version of the program."""


class Drawn(NamedTuple):
    """The figures as they are published. `tallies`: by name, those of which only totals are."""

    tallies: Mapping[str, Tally]
    figures: Sequence[Mapping[str, Any]]


def drawn(of: Published) -> Drawn:
    """The figures with what is too small taken out. Raises Invalid for what cannot be published so, by figure."""
    tallies = protected(of.figures, of.snapshot, of.instrument, of.disclosures)
    figures = [_whole(whole, of, tallies) for whole in of.figures]
    return Drawn(
        tallies, json.loads(canonical(figures))
    )  # as they are read again: a pair is a list in a file


def contents(of: Published, figures: Drawn) -> dict[str, bytes]:
    """Every file but the key, the hashes and the signature (`signing.signed` adds these)."""
    day = of.snapshot.at.astimezone(dt.UTC).date()
    files = {
        **tabled.tables(of.snapshot, of.instrument, of.disclosures),
        tabled.TALLIES: tabled.tallies(figures.tallies),
        tabled.LISTED: listed(of.snapshot, of.instrument, of.disclosures, day),
        "publication.json": _json(_publication(of, figures.figures, day)),
        "report.md": of.report.encode(),
    }
    return files | described.metadata(asdict(of.about), files)


def _json(data: Any) -> bytes:
    return canonical(data).encode() + b"\n"


def _publication(of: Published, figures: Sequence[Mapping[str, Any]], day: dt.date) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "about": asdict(of.about),
        "at": moment(of.snapshot.at.astimezone(dt.UTC)),
        "versions": _versions(of),
        "answered_by": {body: list(returns) for body, returns in of.snapshot.answered_by.items()},
        "links": {one.name: one.register for one in of.instrument.questions() if one.register},
        "watchlists": watchlists(day),
        "units": Counter(of.snapshot.units["unit"].to_pylist()),
        "figures": list(figures),
        "not_public": [
            {"question": name, **one._asdict()}
            for name, one in of.disclosures.items()
            if one.disclosure is not Disclosure.PUBLIC
        ],
        "errata": list(of.errata),
        "replies": list(of.replies),
    }


def _versions(of: Published) -> dict[str, str]:
    return {"instrument": of.instrument.id, "version": of.instrument.version, "custodes": of.custodes}


def _whole(whole: Whole, of: Published, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """A figure with its groups, parts and residual."""
    definition = canonical(whole.figure.as_data()).encode()
    groups = [one for one in whole.splits if one.of.role is Role.GROUP]
    parts = [one for one in whole.splits if one.of.role is Role.PART]
    found = {
        **_figure(whole.working, of, tallies),
        "title": whole.figure.title,
        "note": whole.figure.note,
        "theme": whole.figure.theme,
        "technology": whole.figure.technology,
        "versions": {**_versions(of), "definition": hashlib.sha256(definition).hexdigest()},
    }
    if groups:
        found["groups"] = [_split(one, of, tallies) for one in groups]
    if parts:
        found["parts"] = [_split(one, of, tallies) for one in parts[:-1]]
        found["residual"] = _split(parts[-1], of, tallies)
    return found


def _split(one: Split, of: Published, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {
        **_figure(one.working, of, tallies),
        "label": one.of.label,
        "question": one.of.question,
        "choice": one.of.choice,
    }


def _figure(working: Working, of: Published, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """A definition with its numbers: from the tally where it has one, since there some may be suppressed."""
    figure = working.figure
    is_open = from_answers(figure, of.disclosures)
    known = tallies.get(figure.name)
    numbers = of_working(working, ids=True) if known is None else of_tally(figure, known)
    return {
        "name": figure.name,
        "definition": figure.as_data(),
        **conditions_in_words(figure),
        "query": query(figure, from_answers=is_open),
        "checked_by": "answers" if is_open else "tallies",
        **numbers,
    }
