"""The makers that public answers name, and what watchlists say of each. Who is on no list is not thereby clean."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from custodes.concerns.listings import Context, findings
from custodes.concerns.watchlists import Watchlist, shipped
from custodes.identity.conclusion import Clue, Identification
from custodes.identity.identify import identify
from custodes.publication.package import cells
from custodes.publication.package.disclosure import Disclosures, is_public
from custodes.publication.package.tabled import COLUMNS, LISTED, NOT_LISTED
from custodes.survey.filling.given import State
from custodes.survey.instrument import Instrument, Question

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot

LINK = "makers"
"""The link to the register of questions that ask who made something."""

LONGEST = 60
"""Letters of a name; what is longer is a sentence."""
_BETWEEN = re.compile(r"\s*[;,\n]\s*|\s+and\s+", re.IGNORECASE)


def names(value: str, choices: Mapping[str, str]) -> Iterator[str]:
    """Whom an answer names: the labels of what is chosen, else what stands between commas and the like.

    `choices`: labels by name, none of a text.
    """
    chosen = [value] if value in choices else value.split(" ")
    found = [choices.get(one, one) for one in chosen] if choices else _BETWEEN.split(value.strip())
    yield from (name for name in found if 1 < len(name) <= LONGEST and re.search(r"\w", name))


def listed(snapshot: "Snapshot", instrument: Instrument, of: Disclosures, day: dt.date) -> bytes:
    """listed.csv: what watchlists say on a day of each maker that a public answer names."""
    return cells.table(COLUMNS[LISTED], cells.safe_rows(_rows(snapshot, instrument, of, day)))


def _rows(snapshot: "Snapshot", instrument: Instrument, of: Disclosures, day: dt.date) -> Iterator[list[str]]:
    named = dict.fromkeys(
        (question.technology, name)
        for question in instrument.questions()
        if question.register == LINK and is_public(question.name, of)
        for value in _values(snapshot, question)
        for name in names(value, _choices(question))
    )
    known = dict(zip(named, identify([Clue(brand=name) for _, name in named], as_of=day), strict=True))
    for (technology, name), identity in sorted(known.items()):
        if identity.status != "not_an_answer" and not (identity.status == "unknown" and _is_prose(name)):
            yield from ([technology, name, *said] for said in _said(technology, identity, day))


def _is_prose(text: str) -> bool:
    """Whether it is a piece of a sentence ("as far as the labels say") rather than a name that nobody knows."""
    return text[:1].islower() and len(text.split()) > 3


def _said(technology: str, identity: Identification, day: dt.date) -> Iterable[list[str]]:
    found = [
        [
            identity.maker,
            one.concern.partition("/")[0],
            one.concern,
            one.verdict,
            one.basis,
            one.reasons,
            one.source,
        ]
        for one in findings(_shipped(), identity, Context(technology, ""), day)
    ]
    return found or [[identity.maker, "", "", NOT_LISTED, "", "", ""]]


def watchlists(day: dt.date) -> list[dict[str, str]]:
    """The lists that are looked at: those that ship, as far as anything of them is in force on a day."""
    return [
        {name: str(getattr(one, name)) for name in ("id", "title", "issuer", "about", "source")}
        for one in _shipped()
        if any(entry.in_force(day) for entry in one.entries)
    ]


@cache
def _shipped() -> Sequence[Watchlist]:
    return tuple(shipped())


def _choices(question: Question) -> dict[str, str]:
    return {one.name: next(iter(one.label.values()), one.name) for one in question.choices}


def _values(snapshot: "Snapshot", question: Question) -> list[str]:
    answered = pc.and_(
        pc.equal(snapshot.answers["question"], question.name),
        pc.equal(snapshot.answers["state"], str(State.ANSWERED)),
    )
    found: pa.ChunkedArray = snapshot.answers.filter(answered)["value"]
    return sorted(found.unique().to_pylist())
