"""What a wave's figures are computed from: everything that was submitted by a moment, as it counts. Pure reads."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from custodes.access.models import Body
from custodes.publication.figures.conditions import NO_RETURN
from custodes.publication.figures.counting import ANSWERS, UNITS
from custodes.publication.figures.definitions import KIND, ON_TIME, SUBMITTED, Unit
from custodes.survey.coded import Kept, codings_of, kept_of
from custodes.survey.filling import State
from custodes.survey.keeping import form_of
from custodes.survey.models import BodyAsked, Wave
from custodes.survey.submitted import Said, Submitted, submitted_in

Row = tuple[str, str, str, str, str]
"""unit, id, question, state, value."""


class Snapshot(NamedTuple):
    """A wave at a moment. `units` and `answers` have the columns of `UNITS` and `ANSWERS`."""

    at: dt.datetime
    units: pa.Table
    answers: pa.Table
    answered_by: Mapping[str, Sequence[str]] = {}
    """By body, whose returns answer any section for it."""


@dataclass(frozen=True, eq=False)
class Came:
    """What stands of a return at the moment: its submissions up to then, the last one counting."""

    history: Sequence[Submitted]
    first_at: dt.datetime

    @property
    def last(self) -> Submitted:
        return self.history[-1]


def snapshot(wave: Wave, at: dt.datetime | None = None) -> Snapshot:
    """Everything submitted by `at` (now, where it is left out), with the codings that stand. A few queries."""
    at = at or timezone.now()
    came = _came(wave, at)
    kept = kept_of(submitted.submission for one in came for submitted in one.history)
    asked = list(BodyAsked.objects.filter(wave=wave).select_related("body", "wave"))
    reader = _Reader(wave, came, kept)
    rows = [*reader.of_returns(), *(row for one in asked for row in reader.of_body(one))]
    units = [(Unit.RETURN, one.last.told["body"], _name(one)) for one in came]
    units += [(Unit.BODY, one.body.slug, one.body.name) for one in asked]
    return Snapshot(at, _table(units, UNITS), _table(rows, ANSWERS), reader.answered_by(asked))


def came_later(then: Snapshot) -> set[str]:
    """The bodies of which not everything had come in at the moment."""
    rows = then.answers.filter(
        pc.and_(pc.equal(then.answers["question"], SUBMITTED), pc.equal(then.answers["value"], "no"))
    )
    return set(rows["id"].to_pylist())


def _came(wave: Wave, at: dt.datetime) -> list[Came]:
    """Returns in the order of their bodies' names. The first submission may have been received before it was entered."""
    found = []
    for history in submitted_in(wave).values():
        first = history[0].submission.of.first_submitted_at or history[0].submission.at
        by_then = [
            one for one in history if (first if one.submission.number == 1 else one.submission.at) <= at
        ]
        if by_then:
            found.append(Came(by_then, first))
    return sorted(found, key=_name)


def _name(one: Came) -> str:
    body: Body = one.last.submission.of.body
    return body.name


def _table(rows: Sequence[tuple[str, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=schema)


class _Reader:
    """Reads answers of returns and bodies, each as it was coded where a coding counts."""

    def __init__(self, wave: Wave, came: Sequence[Came], kept: Kept) -> None:
        self.came, self.kept = came, kept
        self.sections: dict[str, list[str]] = {
            part.item.name: [] for part in form_of(wave.instrument).sections
        }
        for part in form_of(wave.instrument).by_name.values():
            if part.asked:
                self.sections.setdefault(part.section, []).append(part.item.name)
        self.of: dict[str, dict[str, Came]] = {}
        for one in came:
            for body, sections in one.last.told["covers"].items():
                self.of.setdefault(body, {}).update(dict.fromkeys(sections, one))

    def answered_by(self, asked: Iterable[BodyAsked]) -> dict[str, list[str]]:
        """Bodies that any return answers for, each with those returns."""
        return {
            one.body.slug: sorted({came.last.told["body"] for came in parts.values()})
            for one in asked
            if (parts := self.of.get(one.body.slug))
        }

    def of_returns(self) -> Iterator[Row]:
        for one in self.came:
            name = one.last.told["body"]
            yield Unit.RETURN, name, SUBMITTED, State.ANSWERED, "yes"
            yield from self._answers(one, one.last.told["answers"], Unit.RETURN, name, "")

    def of_body(self, asked: BodyAsked) -> Iterator[Row]:
        body, parts = asked.body.slug, self.of.get(asked.body.slug, {})
        whole = bool(parts) and parts.keys() >= self.sections.keys()
        on_time = whole and all(timezone.localdate(one.first_at) <= asked.due_on for one in parts.values())
        for question, value in (
            (SUBMITTED, "yes" if whole else "no"),
            (ON_TIME, "yes" if on_time else "no"),
            (KIND, asked.body.sector or "not said"),
        ):
            yield Unit.BODY, body, question, State.ANSWERED, value
        for section, questions in self.sections.items():
            if section not in parts:
                yield from ((Unit.BODY, body, question, NO_RETURN, "") for question in questions)
        for one in dict.fromkeys(parts.values()):
            yield from self._answers(one, self._own(one, body, parts), Unit.BODY, body, body)

    def _own(self, one: Came, body: str, parts: Mapping[str, Came]) -> Iterable[str]:
        """The keys that a return answers for a body, in the sections that it answers."""
        for key in one.last.keys:
            part = one.last.part(key)
            if parts.get(part.section if part else "") is one:
                yield key

    def _answers(self, one: Came, keys: Iterable[str], unit: Unit, name: str, body: str) -> Iterator[Row]:
        for key in keys:
            if said := one.last.said(key, body):
                state, value = self._counted(one, key, body, said)
                yield unit, name, key.partition("[")[0], state, value

    def _counted(self, one: Came, key: str, body: str, said: Said) -> tuple[str, str]:
        """As it was coded, else as it was given."""
        differing = body if body in one.last.differing(key) else ""
        coded = codings_of(one.history, self.kept, key, differing).counts
        if coded is None:
            return said.state, said.value
        return coded.state, coded.reading or (said.value if coded.state is State.ANSWERED else "")
