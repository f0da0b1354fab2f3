"""What was answered for a body in the wave before, for the questions that are the same or said to be comparable."""

from typing import NamedTuple

from custodes.survey.comparing.questions import Pair, pairs, said
from custodes.survey.filling import Form, State
from custodes.survey.instrument import Choice, Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Return
from custodes.survey.submitted import Said, Submitted, latest_of


class Earlier(NamedTuple):
    """An answer of the wave before. `by`: the name of the body whose return it is, "" for its own."""

    said: Said
    by: str


def earlier_answers(of: Return) -> dict[str, Earlier]:
    """What was answered for the body that makes a return, by the name of the question that it answers now.

    Last time its own return may have answered, or that of another body, or each a part: what counts is for whom each
    section was submitted. What a body answered for others alone is no answer of its own. At most three queries.
    """
    if of.wave.earlier is None:
        return {}
    now, slug = form_of(of.wave.instrument), of.body.slug
    found: dict[str, Earlier] = {}
    for one in latest_of(of.wave.earlier, slug):
        by = one.submission.of.body
        for name, answer in _answers(one, now, slug).items():
            found.setdefault(name, Earlier(answer, "" if by == of.body else by.name))
    return found


def _answers(one: Submitted, now: Form, slug: str) -> dict[str, Said]:
    """What a submission says for a body, of the sections that it answers for it."""
    covered, found = one.told["covers"][slug], {}
    for pair in pairs(now, one.form):
        if pair.here is None or pair.there is None or pair.there.section not in covered or not _is_same(pair):
            continue
        answer = one.said(pair.there.item.name, slug)
        if (
            answer
            and answer.state is State.ANSWERED
            and answer.value
            and _offered(answer, pair, now, one.form)
        ):
            found[pair.name] = answer
    return found


def _is_same(pair: Pair) -> bool:
    """Whether it is asked once, in the same words or by a question that the author says can be compared."""
    once = not any(part.place.repeats for part in (pair.here, pair.there) if part)
    return once and pair.likeness.comparable and (pair.named or not pair.reworded)


def _offered(answer: Said, pair: Pair, now: Form, before: Form) -> bool:
    """Whether what was chosen is offered still, in the same words."""
    here, there = (part.item for part in (pair.here, pair.there) if part)
    assert isinstance(here, Question)
    assert isinstance(there, Question)
    labels, earlier = _labels(here.choices, now), _labels(there.choices, before)
    chosen = answer.value.split() if there.choices else []
    return all(labels.get(one) == earlier.get(one) for one in chosen)


def _labels(choices: tuple[Choice, ...], form: Form) -> dict[str, str]:
    return {one.name: " ".join(said(one.label, form).split()) for one in choices}
