"""Questions that were not asked, as what they depend on is not known: of them, too, nothing is known. Pure.

A form asks "how many?" of those who answered that they have some. Who does not know whether they have any is asked
nothing further, and is no more known to have none than before. So a question without an answer is a no only where
what was answered shows that it did not apply: where its condition, or that of a group it is in, is certainly not so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from custodes.publication.figures.conditions import NOT_ASKED, Condition, condition, truth
from custodes.survey.expressions import Expression, ExpressionError
from custodes.survey.filling import Form, State
from custodes.survey.filling.form import Part

Times = tuple[int, ...]
"""Which time of which repeat, from the outermost one inwards; () outside of any."""
Said = Mapping[str, Mapping[Times, tuple[str, str]]]
"""By question and time, state and value."""


class Depends(NamedTuple):
    """What one expression says of whether a question applies. `of`: None where it is more than a condition."""

    of: Condition | None
    names: frozenset[str]


class Asked(NamedTuple):
    """A question with everything that decides whether it applies, and the innermost repeat that it is in."""

    name: str
    depends: Sequence[Depends]
    repeat: tuple[str, ...]


def questions_of(form: Form) -> list[Asked]:
    """Every question in the order of the form, as each depends on earlier ones, as a rule."""
    return [_asked(form, part) for part in form.by_name.values() if part.asked or part.calculation]


def _asked(form: Form, part: Part) -> Asked:
    inside = [form.by_name[name] for name in part.place.path if name in form.by_name]
    depends = [_depends(one.relevant) for one in inside if one.relevant]
    return Asked(part.item.name, depends, part.place.path[: max(part.place.repeats, default=0)])


def _depends(of: Expression) -> Depends:
    try:
        return Depends(condition(of.text), of.names)
    except ExpressionError:
        return Depends(None, of.names)


def unreached(questions: Sequence[Asked], said: Said) -> Iterator[str]:
    """The names of questions of which nothing is known, once for each time that they were not asked."""
    found = {name: dict(times) for name, times in said.items()}
    if all(state in (State.ANSWERED, NOT_ASKED) for times in found.values() for state, _ in times.values()):
        return
    begun: dict[tuple[str, ...], set[Times]] = defaultdict(set)
    for one in questions:
        begun[one.repeat] |= found.setdefault(one.name, {}).keys()
    for one in questions:
        there = found[one.name]
        for time in sorted((begun[one.repeat] or {()}) - there.keys()):
            if _may_apply(one, found, time):
                there[time] = (State.BLANK, "")  # whatever depends on it is not known either
                yield one.name


def _may_apply(one: Asked, said: Said, time: Times) -> bool:
    """Whether it may be that a question without an answer applies: nothing that it depends on is certainly not so."""
    return bool(one.depends) and all(_may_be(depends, said, time) for depends in one.depends)


def _may_be(depends: Depends, said: Said, time: Times) -> bool:
    near = {name: _near(said.get(name, {}), time) for name in depends.names}
    if depends.of is not None:
        return truth(depends.of, near) is not False
    return any(state != State.ANSWERED for answers in near.values() for state, _ in answers)


def _near(answers: Mapping[Times, tuple[str, str]], time: Times) -> list[tuple[str, str]]:
    """The answer of that time, or of the time that it is in; else of all times."""
    for depth in range(len(time), -1, -1):
        if found := answers.get(time[:depth]):
            return [found]
    return list(answers.values())
