"""How far those who coded the answers of a wave agree, and where somebody has to settle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from custodes.access.models import Person
from custodes.access.permissions import Permission
from custodes.survey.agreement import Agreement, Pair, agreement_of
from custodes.survey.coded import Status, reading
from custodes.survey.submitted import plain_wording
from custodes.web.page import Asked, page
from custodes.web.pages.reading.finding import about
from custodes.web.pages.reading.rows import Answers, Row
from custodes.web.pages.surveys.finding import the_wave

Coders = tuple[Person, Person]
"""Two people, always in the same order."""
SEVERAL = "Kappa is of two people, and more have coded: it is shown for each two of them."


class OfQuestion(NamedTuple):
    """A question of which answers were coded."""

    name: str
    wording: str
    once: int
    agreement: Agreement


@page(Permission.RUN_SURVEYS)
def agreement_of_wave(request: Asked, wave: int) -> HttpResponse:
    """Percent and kappa over the wave, by who coded, and by question; then what is to be settled."""
    run = the_wave(request, wave)
    answers = Answers(run, request.user)
    rows = {name: answers.rows(name) for name in _coded_names(answers)}
    pairs = {name: _pairs(of) for name, of in rows.items()}
    by_coders: dict[Coders, list[Sequence[Pair]]] = defaultdict(list)
    for of in pairs.values():
        for coders, found in of.items():
            by_coders[coders].append(found)
    flat = [row for of in rows.values() for row in of]
    context = {
        **about(run),
        "whole": _together(by_coders),
        "by_coders": [(coders, agreement_of(found)) for coders, found in by_coders.items()],
        "questions": [_of_question(name, answers, rows[name], pairs[name]) for name in rows],
        "differ": [row for row in flat if row.codings.status is Status.DIFFER],
        "again": [row for row in flat if row.codings.status is Status.AGAIN],
        "settled": [row for row in flat if row.codings.status is Status.SETTLED],
        "once": sum(row.codings.status is Status.ONCE for row in flat),
    }
    return render(request, "coding/agreement.html", context)


def _coded_names(answers: Answers) -> list[str]:
    """Questions that any coding stands of, in the order of the form."""
    coded = {key.partition("[")[0] for _, key, _ in answers.kept}
    return [name for name in answers.form.by_name if name in coded and answers.question(name)]


def _pairs(rows: Sequence[Row]) -> Mapping[Coders, Sequence[Pair]]:
    """What two people read each answer as that both coded."""
    found: dict[Coders, list[Pair]] = defaultdict(list)
    for row in rows:
        if len(row.codings.given) == 2:
            one, other = sorted(row.codings.given, key=lambda coding: coding.by_id)
            found[(one.by, other.by)].append((reading(one), reading(other)))
    return found


def _together(by_coders: Mapping[Coders, Sequence[Sequence[Pair]]]) -> Agreement:
    """Of everybody: percent always, kappa where only two people have coded."""
    agreement = agreement_of([pairs for found in by_coders.values() for pairs in found])
    return agreement if len(by_coders) < 2 else agreement._replace(kappa=None, why=SEVERAL)


def _of_question(
    name: str, answers: Answers, rows: Sequence[Row], pairs: Mapping[Coders, Sequence[Pair]]
) -> OfQuestion:
    question = answers.question(name)
    assert question is not None
    agreement = _together({coders: [found] for coders, found in pairs.items()})
    once = sum(row.codings.status is Status.ONCE for row in rows)
    return OfQuestion(name, plain_wording(question, answers.form), once, agreement)
