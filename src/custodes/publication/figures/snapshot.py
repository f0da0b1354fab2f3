"""What a wave's figures are computed from: everything that was submitted by a moment, as it counts. Pure reads."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from custodes.access.models import Body
from custodes.publication.figures.conditions import NO_RETURN, NOT_REACHED
from custodes.publication.figures.counting import ANSWERS, UNITS
from custodes.publication.figures.definitions import KIND, ON_TIME, SUBMITTED, Unit
from custodes.publication.figures.unreached import Times, questions_of, unreached
from custodes.survey.coded import Kept, codings_of, kept_of
from custodes.survey.filling import State
from custodes.survey.filling.keys import parse
from custodes.survey.keeping import form_of
from custodes.survey.models import BodyAsked, Submission, Wave
from custodes.survey.response import parts_came
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
    came: Mapping[tuple[str, str], dt.datetime]
    """When each part of a body came in with it: `response.parts_came`."""

    @property
    def last(self) -> Submitted:
        return self.history[-1]


def snapshot(wave: Wave, at: dt.datetime | None = None, coded_by: dt.datetime | None = None) -> Snapshot:
    """Everything submitted by `at` (now, where it is left out), with the codings that stand. A few queries.

    `coded_by`: the codings as they stood at another moment.
    """
    at = at or timezone.now()
    came = _came(wave, at)
    kept = kept_of((submitted.submission for one in came for submitted in one.history), at=coded_by)
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
        moments = [(_moment(one.submission), one) for one in history]
        if by_then := [(moment, one) for moment, one in moments if moment <= at]:
            came = parts_came((moment, one.told["covers"]) for moment, one in by_then)
            found.append(Came([one for _, one in by_then], came))
    return sorted(found, key=_name)


def _moment(of: Submission) -> dt.datetime:
    return (of.of.first_submitted_at if of.number == 1 else None) or of.at


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
        form = form_of(wave.instrument)
        self.questions = [name for name, part in form.by_name.items() if part.asked or part.calculation]
        self.depending = questions_of(form)
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
            sections = {section for parts in one.last.told["covers"].values() for section in parts}
            keys = {one: one.last.told["answers"]}
            yield from self._all({one: sections}, keys, Unit.RETURN, name, "")

    def of_body(self, asked: BodyAsked) -> Iterator[Row]:
        body, sections = asked.body.slug, self._sections(asked.body.slug)
        keys = {one: _own(one, parts) for one, parts in sections.items()}
        rows = list(self._all(sections, keys, Unit.BODY, body, body))
        whole = bool(sections) and not any(
            state == NO_RETURN and question in one.last.form.by_name
            for _, _, question, state, _ in rows
            for one in sections
        )
        last = max((one.came[body, part] for one, parts in sections.items() for part in parts), default=None)
        on_time = whole and last is not None and timezone.localdate(last) <= asked.due_on
        for question, value in (
            (SUBMITTED, "yes" if whole else "no"),
            (ON_TIME, "yes" if on_time else "no"),
            (KIND, asked.body.sector or "not said"),
        ):
            yield Unit.BODY, body, question, State.ANSWERED, value
        yield from rows

    def _sections(self, body: str) -> dict[Came, set[str]]:
        """The returns that answer for a body, each with the sections that it answers for it."""
        found: dict[Came, set[str]] = {}
        for section, one in self.of.get(body, {}).items():
            found.setdefault(one, set()).add(section)
        return found

    def _unanswered(self, sections: Mapping[Came, Container[str]], unit: Unit, name: str) -> Iterator[Row]:
        """The questions that no return answers for a unit: in no section of it, or not in the form that was given."""
        forms = [(one.last.form.by_name, answers) for one, answers in sections.items()]
        for question in self.questions:
            if not any((part := form.get(question)) and part.section in answers for form, answers in forms):
                yield unit, name, question, NO_RETURN, ""

    def _all(
        self,
        sections: Mapping[Came, Container[str]],
        keys: Mapping[Came, Iterable[str]],
        unit: Unit,
        name: str,
        body: str,
    ) -> Iterator[Row]:
        """Everything about a unit: what no return answers for it, what was answered, what was not reached."""
        said: dict[str, dict[Times, tuple[str, str]]] = {}
        for row in self._unanswered(sections, unit, name):
            said[row[2]] = {(): (NO_RETURN, "")}
            yield row
        for one, answered in keys.items():
            for key in answered:
                if given := one.last.said(key, body):
                    question, _, _ = key.partition("[")
                    place = parse(key)
                    counted = self._counted(one, key, body, given)
                    said.setdefault(question, {})[place.times if place else ()] = counted
                    yield unit, name, question, *counted
        for question in unreached(self.depending, said):
            yield unit, name, question, NOT_REACHED, ""

    def _counted(self, one: Came, key: str, body: str, said: Said) -> tuple[str, str]:
        """As it was coded, else as it was given."""
        differing = body if body in one.last.differing(key) else ""
        coded = codings_of(one.history, self.kept, key, differing).counts
        if coded is None:
            return said.state, said.value
        return coded.state, coded.reading or (said.value if coded.state is State.ANSWERED else "")


def _own(one: Came, sections: Container[str]) -> Iterator[str]:
    """The keys of what a return says in these sections."""
    for key in one.last.keys:
        if (part := one.last.part(key)) and part.section in sections:
            yield key
