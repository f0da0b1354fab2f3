"""What whoever reads a publication can know of a unit whose answers are not public: what it may have answered."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import prod

from custodes.publication.figures.conditions import NO_RETURN, NOT_REACHED, Condition, leaves, truth
from custodes.publication.figures.reference import States
from custodes.survey.filling.given import NOT_KNOWN, OTHER, State
from custodes.survey.instrument import Question

MOST = 20_000
"""Ways to answer that are gone through for a unit."""
_MOST_TOGETHER = 8
Answer = tuple[str, str]
Fits = Callable[[States], Hashable]


class TooMany(Exception):
    """More answers that are not public are read together than can be gone through."""


class Guesses:
    """Everything that can be so of units, given their public answers.

    It is taken as known whom a question was put to, since that mostly follows from public answers.
    """

    def __init__(self, conditions: Iterable[Condition], secret: Mapping[str, Question]) -> None:
        """`secret`: the questions that are not public among those that the conditions read."""
        read = list(chain.from_iterable(leaves(one) for one in conditions))
        self._open = [leaf for leaf in read if leaf[2] not in secret]
        self._may_say = {
            name: list(_answers(question, [leaf for leaf in read if leaf[2] == name]))
            for name, question in secret.items()
        }
        if prod(map(len, self._may_say.values())) > MOST:
            raise TooMany
        self._known: dict[Hashable, frozenset[Hashable]] = {}

    def possible(self, states: States, found: Fits) -> frozenset[Hashable]:
        """Everything that `found` may say of a unit, of which only the public answers are known."""
        asked = {name: self._asked(name, states) for name in self._may_say}
        key = (tuple(truth(leaf, states) for leaf in self._open), tuple(asked.values()))
        if key not in self._known:
            known = {name: said for name, said in states.items() if name not in self._may_say}
            self._known[key] = frozenset(found({**known, **guess}) for guess in self._guesses(asked))
        return self._known[key] | {found(states)}

    def _asked(self, name: str, states: States) -> str:
        said = states.get(name)
        if not said:
            return ""
        return said[0][0] if said[0][0] in (NO_RETURN, NOT_REACHED) else "asked"

    def _guesses(self, asked: Mapping[str, str]) -> Iterator[dict[str, Sequence[Answer]]]:
        names = [name for name, how in asked.items() if how == "asked"]
        unanswered = {name: [(how, "")] for name, how in asked.items() if how not in ("", "asked")}
        for guess in product(*(self._may_say[name] for name in names)):
            yield {**unanswered, **{name: [one] for name, one in zip(names, guess, strict=True)}}


def _answers(question: Question, read: Sequence[Condition]) -> Iterator[Answer]:
    """One answer of each kind that these comparisons tell apart."""
    yield from ((str(state), "") for state in State if state is not State.ANSWERED)
    compared = {leaf[3] for leaf in read if leaf[0] == "is"}
    words = sorted(one for one in compared if isinstance(one, str))
    for value in dict.fromkeys([*_values(question, words), *_numbers(compared)]):
        yield str(State.ANSWERED), value


def _values(question: Question, words: Sequence[str]) -> Iterator[str]:
    choices = [choice.name for choice in question.choices if choice.name != NOT_KNOWN]
    if question.or_other:
        choices.append(OTHER)
    if question.kind == "select_one" and choices:
        yield from choices
        return
    rest = [name for name in choices if name not in words][:1] if choices else [""]
    together = [*words[:_MOST_TOGETHER], *rest]
    for size in range(1, len(together) + 1):
        yield from (" ".join(some).strip() for some in combinations(together, size))
    yield from words


def _numbers(compared: Iterable[object]) -> Iterator[str]:
    for one in sorted(one for one in compared if isinstance(one, int | float)):
        yield from (f"{one - 1:.12g}", f"{one:.12g}", f"{one + 1:.12g}")
