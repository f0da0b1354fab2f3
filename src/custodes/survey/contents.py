"""What a submission holds: everything of a return that counts, as canonical JSON. docs/reference/returns.md."""

import hashlib
from collections.abc import Container, Mapping, Sequence
from typing import Any

from custodes.audit.chain import canonical
from custodes.survey.filling import Given, Outcome, Standing, State
from custodes.survey.instrument import TOLD
from custodes.survey.models import Answer, Covered, Return
from custodes.survey.returns import Answers, bodies_of, outcome_of
from custodes.survey.sections import answered_in, coverage_of

FORMAT = 1
"""Counts up when what stands in a submission changes its meaning."""


def contents_of(of: Return, answers: Answers, checks: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A return as it stands now. `checks`: contradictions of the evidence with what was said of them."""
    outcome, coverage = outcome_of(of, answers), coverage_of(of)
    sections = answered_in(coverage)
    instrument = of.wave.instrument
    return {
        "format": FORMAT,
        "wave": {"id": of.wave_id, "title": of.wave.title},
        "instrument": {
            "name": instrument.name,
            "version": instrument.version,
            "digest": instrument.digest,
        },
        "body": of.body.slug,
        "covers": _covers(of),
        "answers": _answers(outcome, answers.common, sections),
        "not_counted": sorted({*(str(one.key) for one in uncounted(outcome, sections)), *outcome.left_over}),
        "differences": {
            body.slug: _differences(of, answers, body.pk, outcome, coverage[body.pk])
            for body in bodies_of(of)
            if answers.of_bodies.get(body.pk)
        },
        "checks": list(checks),
    }


def uncounted(outcome: Outcome, sections: Container[str]) -> list[Standing]:
    """What was answered and does not count: it no longer applies, or another return answers that section."""
    return [
        one
        for one in outcome.standings.values()
        if one.not_counted or (one.part.section not in sections and one.given.state is not State.BLANK)
    ]


def _covers(of: Return) -> dict[str, list[str]]:
    """Body to the sections that the return answers for it."""
    found: dict[str, list[str]] = {}
    for slug, section in Covered.objects.filter(of=of).values_list("body__slug", "section"):
        found.setdefault(slug, []).append(section)
    return {slug: sorted(sections) for slug, sections in sorted(found.items())}


def _answers(outcome: Outcome, stored: Mapping[str, Answer], sections: Container[str]) -> dict[str, Any]:
    """Every question that applies, blank ones included: not asked and not answered are two things."""
    found = {}
    for one in outcome.standings.values():
        if not one.applies or one.question.kind == TOLD or one.part.section not in sections:
            continue
        answer = stored.get(str(one.key))
        found[str(one.key)] = _counted(one.given, one.value) | (
            {"source": answer.source} if answer and answer.state != State.BLANK else {}
        )
    return found


def _counted(given: Given, value: str) -> dict[str, Any]:
    """An answer as it counts. What is calculated was answered by the form."""
    state = State.ANSWERED if value and given.state is State.BLANK else given.counted
    kept = {"value": value, "other": given.other, "exemption": given.exemption, "note": given.note}
    return {"state": str(state)} | {name: text for name, text in kept.items() if text}


def _differences(
    of: Return, answers: Answers, body: int, common: Outcome, sections: Container[str]
) -> dict[str, Any]:
    """What stands otherwise for one body: its own answers, and what applies otherwise because of them."""
    own = outcome_of(of, answers, body)
    mine = _answers(own, {**answers.common, **answers.of_bodies[body]}, sections)
    shared = _answers(common, answers.common, sections)
    return {
        key: mine.get(key) for key in sorted(mine.keys() | shared.keys()) if mine.get(key) != shared.get(key)
    }


def sealed(contents: Mapping[str, Any]) -> tuple[str, str]:
    """The text of a submission and its SHA-256."""
    text = canonical(contents)
    return text, hashlib.sha256(text.encode()).hexdigest()


def digest_of(text: str) -> str:
    """The SHA-256 that a submission of this text has."""
    return hashlib.sha256(text.encode()).hexdigest()
