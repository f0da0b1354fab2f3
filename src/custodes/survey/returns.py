"""Returns as they stand: what was answered, by section and body. Pure reads."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS

from custodes import clock
from custodes.access.models import Body
from custodes.prepared import Prepared, columns
from custodes.survey.filling import Given, Outcome, work_out
from custodes.survey.keeping import form_of
from custodes.survey.models import Answer, Covered, InstrumentVersion, Return, Wave

_RETURN, _WAVE, _BODY, _ANSWER = columns(Return), columns(Wave), columns(Body), columns(Answer)
_INSTRUMENT = columns(InstrumentVersion, "workbook")
"""The workbook is read when the form is, once in a process."""


def _below(path: str, names: Sequence[str]) -> list[str]:
    return [f"{path}__{name}" for name in names]


_AROUND = "_around"
"""Where a return has the rows that were read with it."""
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


def return_of(pk: int, before: Return | None = None) -> Return | None:
    """A return with its wave, instrument, office and body. One query.

    `before`: as it was read a moment ago. What is around it is taken from there where nothing of that has changed.
    """
    rows = _by_pk(pk) if pk < 2**63 else []
    if not rows:
        return None
    row, around = list(rows[0]), rows[0][len(_RETURN) :]

    def taken(model: Any, columns: list[str]) -> Any:
        values, row[:] = row[: len(columns)], row[len(columns) :]
        return model.from_db(DEFAULT_DB_ALIAS, columns, values)

    found: Return = taken(Return, _RETURN)
    if before is not None and vars(before).get(_AROUND) == around:
        found.wave, found.body = before.wave, before.body
    else:
        found.wave = taken(Wave, _WAVE)
        found.wave.instrument = taken(InstrumentVersion, _INSTRUMENT)
        found.wave.office = taken(Body, _BODY)
        found.body = taken(Body, _BODY)
    vars(found)[_AROUND] = around
    return found


_in_common = Prepared(
    lambda of, key: Answer.objects.filter(of=of, key=key, body=None).values_list(*_ANSWER), "of", "key:text"
)
_of_body = Prepared(
    lambda of, key, body: Answer.rows.filter(of=of, key=key, body=body).values_list(*_ANSWER),
    "of",
    "key:text",
    "body",
)


def answer_of(of: Return, key: str, body: Body | None = None) -> Answer | None:
    """The row of the answer in common, or of that of a body that differs or did (`as_all`). One query."""
    rows = _of_body(of.pk, key, body.pk) if body else _in_common(of.pk, key)
    return Answer.from_db(DEFAULT_DB_ALIAS, _ANSWER, rows[0]) if rows else None


class Answers(NamedTuple):
    """All answers of a return by their keys: those in common, and by body those in which it differs."""

    common: Mapping[str, Answer]
    of_bodies: Mapping[int, Mapping[str, Answer]]

    def given(self, body: int | None = None) -> dict[str, Given]:
        """The answers that hold for a body: in common, but where it differs."""
        own = self.of_bodies.get(body, {}) if body else {}
        return {key: answer.given for key, answer in {**self.common, **own}.items()}


def answers_of(of: Return) -> Answers:
    """One query."""
    common: dict[str, Answer] = {}
    of_bodies: dict[int, dict[str, Answer]] = {}
    for answer in Answer.objects.filter(of=of):
        kept = common if answer.body_id is None else of_bodies.setdefault(answer.body_id, {})
        kept[answer.key] = answer
    return Answers(common, of_bodies)


def outcome_of(of: Return, answers: Answers | None = None, body: int | None = None) -> Outcome:
    """How every question of a return stands today; with `body`, as it stands for one that differs."""
    found = answers or answers_of(of)
    return work_out(form_of(of.wave.instrument), found.given(body), clock.today())


def bodies_of(of: Return, sections: Collection[str] | None = None) -> list[Body]:
    """The bodies that any section of a return covers, or any of these sections, by name."""
    covered = Covered.objects.filter(of=of)
    here = covered if sections is None else covered.filter(section__in=sections)
    return list(Body.objects.filter(pk__in=here.values("body")).order_by("name"))
