"""What an answer says, what the register holds, and what the holder says about the difference. Pure reads."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from custodes.access.models import Body
from custodes.survey.checking.consistency import inconsistencies
from custodes.survey.checking.found import Asked, Finding, Result, before_looking
from custodes.survey.checking.reading import Evidence, evidence_of
from custodes.survey.checking.rules import look
from custodes.survey.filling import Outcome, Standing, State
from custodes.survey.models import Explanation, Return
from custodes.survey.returns import answers_of, outcome_of


class Kind(StrEnum):
    """What stands between an answer and the evidence."""

    CONTRADICTION = "contradiction"
    """Both cannot be true: it is corrected, or explained."""
    DOUBT = "doubt"
    """The evidence cannot tell, or not wholly: worth a look, and need not be explained."""


class Contradiction(NamedTuple):
    """An answer that the evidence contradicts or doubts. Both sentences are whole, so that each can be read by itself.

    They hold totals alone: of a contradiction the office is told them (`told`), and of the register nothing else.
    """

    standing: Standing
    answer: str
    """“You answer that no external camera is of a maker on a watchlist.”"""
    evidence: str
    """“Your register holds 14 that are, of which 9 carry another brand's name.”"""
    explanation: Explanation | None = None
    kind: Kind = Kind.CONTRADICTION
    detail: str = ""
    """Names that help the holder to find it. The office is never told."""
    body: str = ""
    """The slug of the body whose answer it is, where it answers otherwise than the others."""

    @property
    def digest(self) -> str:
        """Tells this contradiction from another of the same answer: an explanation holds for one alone."""
        parts = (str(self.standing.key), self.answer, self.evidence, self.detail, self.body)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def told(self) -> dict[str, Any]:
        """As a submission holds it."""
        said = self.explanation.text if self.explanation else ""
        key = str(self.standing.key)
        told = {"question": key, "answer": self.answer, "evidence": self.evidence, "explanation": said}
        return told | ({"body": self.body} if self.body else {})


class Check(NamedTuple):
    """What came of holding one answer against the register, or against the other answers."""

    standing: Standing
    result: Result
    why: str
    """What the register holds, or why nothing can be checked: a sentence."""
    found: Contradiction | None = None
    """Where it contradicts or doubts."""
    body: Body | None = None
    """Whose answer it is, where one body answers otherwise than the others."""


def contradictions_of(of: Return, outcome: Outcome) -> list[Contradiction]:
    """Every contradiction of a return as it stands, with what was said of it. Doubts are none."""
    return [one.found for one in checks_of(of, outcome) if one.found and one.found.kind is Kind.CONTRADICTION]


def checks_of(of: Return, outcome: Outcome) -> list[Check]:
    """What came of each question that applies and can be checked, in the order of the form.

    One that another answer contradicts as well stands twice. Answers of a body that differs come last. At most
    twelve queries, none where no question can be checked.
    """
    if not any(question.register for question in outcome.form.instrument.questions()):
        return []
    answers = answers_of(of)
    evidence = evidence_of(of, suppliers=_links(outcome, "suppliers"))
    differing = {body: frozenset(some) for body, some in answers.of_bodies.items()}
    order = {key: at for at, key in enumerate(outcome.standings)}
    found = sorted(_checks(outcome, evidence, differing), key=lambda one: order[one.standing.key])
    bodies = Body.objects.in_bulk(differing) if differing else {}
    for pk, keys in differing.items():
        found += _checks_of_body(outcome_of(of, answers, pk), evidence, bodies[pk], keys)
    explained = {
        (one.key, one.contradiction): one for one in Explanation.objects.filter(of=of).order_by("at")
    }
    return [_explained(one, explained) for one in found]


def _links(outcome: Outcome, link: str) -> bool:
    return any(one.question.register == link for one in outcome.standings.values())


def _checks(outcome: Outcome, evidence: Evidence, differing: Mapping[int, frozenset[str]]) -> Iterator[Check]:
    """What is answered in common, for the bodies that do not answer otherwise."""
    linked = []
    for standing in _linked(outcome):
        without = {body for body, keys in differing.items() if str(standing.key) in keys}
        asked, check = _check(standing, evidence, without)
        linked.append(asked)
        yield check
    yield from _inconsistent(linked)


def _checks_of_body(
    outcome: Outcome, evidence: Evidence, body: Body, keys: frozenset[str]
) -> Iterator[Check]:
    """What one body answers otherwise."""
    linked = []
    for standing in _linked(outcome):
        others = {pk for some in evidence.covered.values() for pk in some} - {body.pk}
        asked, check = _check(standing, evidence, others, body)
        linked.append(asked)
        if str(standing.key) in keys:
            yield check
    for check in _inconsistent(linked, body):
        if str(check.standing.key) in keys:
            yield check


def _linked(outcome: Outcome) -> list[Standing]:
    return [one for one in outcome.asked if one.question.register]


def _check(
    standing: Standing, evidence: Evidence, without: set[int], body: Body | None = None
) -> tuple[Asked, Check]:
    section = standing.part.section
    bodies = evidence.bodies(section, without)
    asked = _asked(standing, list(bodies.values()), evidence.own, body)
    held = evidence.held(bodies, standing.question.technology)
    return asked, _as_check(asked, look(asked, held, len(bodies)), body)


def _asked(standing: Standing, names: Sequence[str], own: Body, body: Body | None) -> Asked:
    """`names`: of the bodies that are answered for, and whose registers count."""
    of = body.name if body else ""
    if len(names) > 1:
        return Asked(standing, f"The registers of the {len(names)} bodies that this answers for", True, of)
    if names in ([], [own.name]):
        return Asked(standing, of=of)
    return Asked(standing, f"The register of {names[0]}", of=of)


def _inconsistent(linked: Sequence[Asked], body: Body | None = None) -> Iterator[Check]:
    """Answers that another of the same return contradicts."""
    readable = [
        one
        for one in linked
        if before_looking(one.standing) is None and one.standing.given.counted is State.ANSWERED
    ]
    for asked, found in inconsistencies(readable):
        yield _as_check(asked, found, body)


KINDS = {Result.CONTRADICTS: Kind.CONTRADICTION, Result.DOUBTFUL: Kind.DOUBT}


def _as_check(asked: Asked, found: Finding, body: Body | None) -> Check:
    kind = KINDS.get(found.result)
    slug = body.slug if body else ""
    told = (
        Contradiction(asked.standing, found.answer, found.evidence, None, kind, found.detail, slug)
        if kind
        else None
    )
    return Check(asked.standing, found.result, found.evidence, told, body)


def _explained(check: Check, explained: Mapping[tuple[str, str], Explanation]) -> Check:
    if check.found is None:
        return check
    said = explained.get((str(check.standing.key), check.found.digest))
    return check._replace(found=check.found._replace(explanation=said))
