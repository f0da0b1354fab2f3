"""What a return holds, read with few queries that are written once, and worked out once while nothing changes."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from custodes import clock
from custodes.access.models import Person
from custodes.prepared import Prepared, columns
from custodes.survey.filling import Form, Given, Outcome, State, work_out
from custodes.survey.filling.seeing import shown_of
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Covered, Proposal, Return

KEPT = 100
"""Returns that are kept as they were worked out last."""


_PROPOSAL = columns(Proposal)
_ANSWER = (
    "key",
    "body_id",
    "state",
    "value",
    "other",
    "exemption",
    "note",
    "source",
    "look_again",
    "revision",
    "changed_by_id",
)


_answers = Prepared(lambda of: Answer.objects.filter(of=of).order_by("pk").values_list(*_ANSWER), "of")
_changed = Prepared(
    lambda of: (
        Answer.objects.filter(of=of, body=None)
        .order_by("changed_at")
        .values_list("key", "changed_at", "changed_by__name")
    ),
    "of",
)
_proposals = Prepared(
    lambda of: (
        Proposal.objects.filter(of=of, taken_at=None, refused_at=None).order_by("pk").values_list(*_PROPOSAL)
    ),
    "of",
)
_covers = Prepared(
    lambda of: (
        Covered.objects.filter(of=of)
        .order_by("body__name", "section")
        .values_list("section", "body", "body__name", "body__slug")
    ),
    "of",
)


class CoveredBody(NamedTuple):
    """A body that a return answers for."""

    pk: int
    name: str
    slug: str


class Kept(NamedTuple):
    """An answer as it stands: less than its row, as pages read all of a return's."""

    key: str
    given: Given
    source: str
    look_again: str
    revision: int
    changed_by: int | None

    @property
    def origin(self) -> str:
        """Where it was taken from, in words; "" where somebody gave it on a page."""
        return "" if self.source == Answer.Source.PERSON else str(Answer.Source(self.source).label)


class Answers(NamedTuple):
    """All answers of a return by their keys: those in common, and by body those in which it differs."""

    common: Mapping[str, Kept]
    of_bodies: Mapping[int, Mapping[str, Kept]]

    def given(self, body: int | None = None) -> dict[str, Given]:
        """The answers that hold for a body: in common, but where it differs."""
        own = self.of_bodies.get(body, {}) if body else {}
        return {key: answer.given for key, answer in {**self.common, **own}.items()}


@dataclass
class Stands:
    """The answers of a return as its rows are, on a day; worked out when somebody asks how its questions stand."""

    form: Form
    today: dt.date
    rows: list[tuple[Any, ...]]
    outcomes: dict[str | None, Outcome] = field(default_factory=dict)

    @cached_property
    def answers(self) -> Answers:
        return _answers_in(self.rows)

    def outcome(self, section: str | None = None) -> Outcome:
        """Of the whole return, or, which is soon done, of a section and what that rests on."""
        found = self.outcomes.get(section)
        if found is None:
            found = self.outcomes[section] = work_out(self.form, self.answers.given(), self.today, section)
        return found

    def with_answer(self, answer: Answer) -> "Stands":
        """As they are once this answer, of all bodies in common, is saved."""
        row = tuple(getattr(answer, column) for column in _ANSWER)
        at = next((at for at, one in enumerate(self.rows) if one[:2] == row[:2]), len(self.rows))
        return Stands(self.form, self.today, [*self.rows[:at], row, *self.rows[at + 1 :]])


@dataclass(frozen=True)
class Filled:
    """A return with its answers, as it stands."""

    of: Return
    stands: Stands
    proposals: Mapping[str, Sequence[Proposal]]
    """By key: those that are neither taken nor refused."""
    covers: Mapping[str, Sequence[CoveredBody]]
    """By section."""
    section: str | None = None
    """What `outcome` is of; None: of all."""
    seen: frozenset[str] | None = None
    """The sections that are shown; None: all. What others hold is in no outcome."""

    @property
    def form(self) -> Form:
        return self.stands.form

    @property
    def answers(self) -> Answers:
        return self.stands.answers

    @cached_property
    def outcome(self) -> Outcome:
        """How every question stands, at least those of the `section`."""
        return shown_of(self.stands.outcome(self.section), self.seen)

    def revision(self, key: str, body: int | None = None) -> int:
        """Of the answer that stands there, 0 for none."""
        kept = self.answers.of_bodies.get(body, {}) if body else self.answers.common
        found = kept.get(key)
        return found.revision if found else 0

    def after_saving(self, answer: Answer) -> "Filled":
        """With an answer that was saved; what others save meanwhile is seen the next time."""
        return replace(self, stands=_keep(self.of, self.stands.with_answer(answer)))


def filled(of: Return, section: str | None = None) -> Filled:
    """Three queries; worked out anew only where an answer, or the day, is another. `section`: where only that is looked at."""
    proposals: dict[str, list[Proposal]] = {}
    for row in _proposals(of.pk):
        one = Proposal.from_db(DEFAULT_DB_ALIAS, _PROPOSAL, row)
        proposals.setdefault(one.key, []).append(one)
    covers: dict[str, list[CoveredBody]] = {}
    for covered, *body in _covers(of.pk):
        covers.setdefault(covered, []).append(CoveredBody(*body))
    return Filled(of, _stands(of), proposals, covers, section)


_kept: OrderedDict[int, Stands] = OrderedDict()


def _stands(of: Return) -> Stands:
    """One query; what was found of the same rows today is used again."""
    found = Stands(form_of(of.wave.instrument), clock.today(), _answers(of.pk))
    there = _kept.get(of.pk)
    if there and there.form is found.form and (there.today, there.rows) == (found.today, found.rows):
        found = there
    return _keep(of, found)


def _keep(of: Return, found: Stands) -> Stands:
    _kept.pop(of.pk, None)  # put in again at the end: another thread may take out what is the oldest
    _kept[of.pk] = found
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found


def worked_out(of: Return) -> tuple[Answers, Outcome]:
    """The answers, and how every question stands. One query."""
    found = _stands(of)
    return found.answers, found.outcome()


def _answers_in(rows: Sequence[tuple[Any, ...]]) -> Answers:
    common: dict[str, Kept] = {}
    of_bodies: dict[int, dict[str, Kept]] = {}
    for key, body, state, value, other, exemption, note, *more in rows:
        answer = Kept(key, Given(_STATES[state], value, other, exemption, note), *more)
        (common if body is None else of_bodies.setdefault(body, {}))[key] = answer
    return Answers(common, of_bodies)


_STATES = {str(state): state for state in State}


def outcome_for(whole: Filled, body: int) -> Outcome:
    """How every question stands for a body that differs."""
    return shown_of(work_out(whole.form, whole.answers.given(body), clock.today()), whole.seen)


class Changed(NamedTuple):
    """When an answer was changed last, and by whom."""

    key: str
    at: dt.datetime
    who: str


def changes_of(of: Return) -> list[Changed]:
    """The last change of each answer, the latest at the end. One query."""
    return [Changed(key, at, who or "Custodes") for key, at, who in _changed(of.pk)]


def names_of(people: "set[int | None]") -> dict[int, str]:
    """What people are called, by id. One query, none for nobody."""
    wanted = [pk for pk in people if pk]
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
