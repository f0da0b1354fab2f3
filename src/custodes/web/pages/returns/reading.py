"""What a return holds, read with few queries that are written once, and worked out once while nothing changes."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from custodes import clock
from custodes.access.models import Body, Person
from custodes.prepared import Prepared
from custodes.survey.filling import Form, Outcome, work_out
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Covered, Delegation, InstrumentVersion, Proposal, Return, Wave
from custodes.survey.returns import Answers

KEPT = 100
"""Returns that are kept as they were worked out last."""


def _columns(model: type[Model], *without: str) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in without]


_RETURN, _WAVE, _BODY = _columns(Return), _columns(Wave), _columns(Body)
_INSTRUMENT = _columns(InstrumentVersion, "workbook")
"""The workbook is read when the form is, once in a process."""
_ANSWER, _PROPOSAL, _DELEGATION = _columns(Answer), _columns(Proposal), _columns(Delegation)


def _below(path: str, columns: Sequence[str]) -> list[str]:
    return [f"{path}__{column}" for column in columns]


_by_pk = Prepared(
    lambda pk: Return.objects.filter(pk=pk).values_list(
        *_RETURN,
        *_below("wave", _WAVE),
        *_below("wave__instrument", _INSTRUMENT),
        *_below("wave__office", _BODY),
        *_below("body", _BODY),
    ),
    "pk",
)


def return_of(pk: int) -> Return | None:
    """A return with its wave, instrument, office and body. One query."""
    rows = _by_pk(pk) if pk < 2**63 else []
    if not rows:
        return None
    row = list(rows[0])

    def taken(model: Any, columns: list[str]) -> Any:
        values, row[:] = row[: len(columns)], row[len(columns) :]
        return model.from_db(DEFAULT_DB_ALIAS, columns, values)

    found: Return = taken(Return, _RETURN)
    found.wave = taken(Wave, _WAVE)
    found.wave.instrument = taken(InstrumentVersion, _INSTRUMENT)
    found.wave.office = taken(Body, _BODY)
    found.body = taken(Body, _BODY)
    return found


_answers = Prepared(lambda of: Answer.objects.filter(of=of).order_by("pk").values_list(*_ANSWER), "of")
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
_delegated = Prepared(
    lambda of: (
        Delegation.objects.filter(of=of, ended_at=None)
        .order_by("pk")
        .values_list(*_DELEGATION, "person__name", "body__name")
    ),
    "of",
)


class CoveredBody(NamedTuple):
    """A body that a return answers for."""

    pk: int
    name: str
    slug: str


class Filled(NamedTuple):
    """A return with its answers, as it stands."""

    of: Return
    form: Form
    answers: Answers
    outcome: Outcome
    proposals: Mapping[str, Sequence[Proposal]]
    """By key: those that are neither taken nor refused."""
    covers: Mapping[str, Sequence[CoveredBody]]
    """By section."""

    def revision(self, key: str, body: int | None = None) -> int:
        """Of the answer that stands there, 0 for none."""
        kept = self.answers.of_bodies.get(body, {}) if body else self.answers.common
        found = kept.get(key)
        return found.revision if found else 0


def filled(of: Return) -> Filled:
    """Three queries; worked out anew only where an answer, or the day, is another."""
    form = form_of(of.wave.instrument)
    answers = answers_of(of)
    proposals: dict[str, list[Proposal]] = {}
    for row in _proposals(of.pk):
        one = Proposal.from_db(DEFAULT_DB_ALIAS, _PROPOSAL, row)
        proposals.setdefault(one.key, []).append(one)
    covers: dict[str, list[CoveredBody]] = {}
    for section, *body in _covers(of.pk):
        covers.setdefault(section, []).append(CoveredBody(*body))
    return Filled(of, form, answers, outcome_of(of, form, answers), proposals, covers)


def answers_of(of: Return) -> Answers:
    """As `custodes.survey.returns.answers_of`, with a query that is written once."""
    common: dict[str, Answer] = {}
    of_bodies: dict[int, dict[str, Answer]] = {}
    for row in _answers(of.pk):
        answer = Answer.from_db(DEFAULT_DB_ALIAS, _ANSWER, row)
        kept = common if answer.body_id is None else of_bodies.setdefault(answer.body_id, {})
        kept[answer.key] = answer
    return Answers(common, of_bodies)


_worked_out: OrderedDict[tuple[int, int | None], tuple[Any, Outcome]] = OrderedDict()


def outcome_of(of: Return, form: Form, answers: Answers, body: int | None = None) -> Outcome:
    """How every question stands; what was worked out last of the same answers on the same day, where there is that."""
    given, today = answers.given(body), clock.today()
    what = (form, given, today)
    kept = _worked_out.get((of.pk, body))
    if kept and kept[0][0] is form and kept[0][1:] == what[1:]:
        return kept[1]
    found = work_out(form, given, today)
    _worked_out[of.pk, body] = (what, found)
    _worked_out.move_to_end((of.pk, body))
    while len(_worked_out) > KEPT:
        _worked_out.popitem(last=False)
    return found


class Waiting(NamedTuple):
    """Who was asked to fill a section in."""

    delegation: Delegation
    name: str


def delegated(of: Return) -> dict[str, Waiting]:
    """By section; one query. A person's name, or a body's."""
    found = {}
    for *row, person, body in _delegated(of.pk):
        one = Delegation.from_db(DEFAULT_DB_ALIAS, _DELEGATION, row)
        found[one.section] = Waiting(one, person or body)
    return found


def names_of(people: "set[int | None]") -> dict[int, str]:
    """What people are called, by id. One query, none for nobody."""
    wanted = [pk for pk in people if pk]
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
