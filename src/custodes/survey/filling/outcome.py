"""One pass over a form with the answers of a return: what applies, what is wrong, what is calculated.

In the order of the form, as ADR 0018 has it: an expression sees the answers above it as they count, and those below as
they were given. Source of the semantics: https://getodk.github.io/xforms-spec/ (relevance, constraint, calculate).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from custodes.survey.expressions import Context, Expression, ExpressionError, Node
from custodes.survey.expressions.nodes import DOCUMENT
from custodes.survey.filling.fitting import wrong_with
from custodes.survey.filling.form import Form, Part
from custodes.survey.filling.given import BLANK, Given, State
from custodes.survey.filling.keys import Key, times_of
from custodes.survey.instrument import TOLD, Choice, Question, Repeat

MOST_TIMES = 200
"""Times that a repeat is asked for at most."""


class Standing(NamedTuple):
    """How a question stands in a return."""

    key: Key
    part: Part
    applies: bool
    given: Given
    """As it was given; kept, and not counted, where it does not apply."""
    value: str
    """The text that counts: given, or calculated; "" where it does not apply or was not answered."""
    wrong: str
    """What is wrong with the answer, "" where nothing is."""
    required: bool
    choices: tuple[Choice, ...]
    """Those that are offered, which a choice filter narrows."""

    @property
    def question(self) -> Question:
        assert isinstance(self.part.item, Question)
        return self.part.item

    @property
    def missing(self) -> bool:
        """Whether it must be answered and is not."""
        return self.required and self.given.state is State.BLANK

    @property
    def not_counted(self) -> bool:
        """Whether something was answered that no longer applies."""
        return not self.applies and self.given.state is not State.BLANK


class Opened(NamedTuple):
    """A group, or one time of a repeat, as it stands among the questions."""

    key: Key
    part: Part
    applies: bool
    times: tuple[int, ...] = ()
    """Of a repeat: the numbers of its times."""


@dataclass
class Outcome:
    """Everything of one return, in the order of the form."""

    form: Form
    standings: dict[Key, Standing] = field(default_factory=dict)
    opened: dict[Key, Opened] = field(default_factory=dict)
    _nodes: dict[Key, Node] = field(default_factory=dict)

    @cached_property
    def asked(self) -> list[Standing]:
        """The questions that apply and that somebody answers."""
        return [one for one in self.standings.values() if one.applies and one.question.asked]

    def of_section(self, name: str) -> list[Standing]:
        """The questions of a section, also those that do not apply."""
        return [one for one in self.standings.values() if one.part.section == name]

    def text(self, key: Key, words: str) -> str:
        """A label or hint with the answers that it names: `${name}` becomes the answer, by the label of its choice."""
        if "${" not in words or key not in self._nodes:
            return words
        return _filled_in(words, self._nodes[key], self.form)


def work_out(form: Form, given: Mapping[str, Given], today: dt.date) -> Outcome:
    """How every question of a return stands. `given`: answers by the text of their keys; `today`: the day of today()."""
    pass_ = _Pass(form, given, today)
    pass_.build(form.parts, pass_.top, ())
    pass_.judge(form.parts, pass_.top, (), True)
    return pass_.outcome


class _Pass:
    """The tree that expressions look at, and what is found on the way down."""

    def __init__(self, form: Form, given: Mapping[str, Given], today: dt.date) -> None:
        self.given, self.today = given, today
        self.outcome = Outcome(form)
        self.top = Node(DOCUMENT).add("data")

    def build(self, parts: tuple[Part, ...], node: Node, times: tuple[int, ...]) -> None:
        """Put in everything that was given."""
        for part in parts:
            if isinstance(part.item, Repeat):
                for time in self._times(part, times):
                    self.build(part.inside, node.add(part.item.name), (*times, time))
            elif part.inside or not isinstance(part.item, Question):
                self.build(part.inside, node.add(part.item.name), times)
            else:
                kept = "" if part.item.asked else part.item.default
                node.add(part.item.name, self._of(part, times).value or kept)

    def judge(self, parts: tuple[Part, ...], node: Node, times: tuple[int, ...], applies: bool) -> None:
        """From top to bottom: what does not apply is blank for all that comes after it."""
        for part in parts:
            if isinstance(part.item, Question):
                self._question(part, node.child(part.item.name), times, applies)
            elif isinstance(part.item, Repeat):
                self._repeat(part, node, times, applies)
            else:
                inner = node.child(part.item.name)
                here = applies and self._true(part.relevant, inner)
                self.outcome.opened[Key(part.item.name, times)] = Opened(
                    Key(part.item.name, times), part, here
                )
                self.judge(part.inside, inner, times, here)

    def _repeat(self, part: Part, node: Node, times: tuple[int, ...], applies: bool) -> None:
        nodes = node.children.get(part.item.name, [])
        here = applies and self._true(part.relevant, nodes[0] if nodes else node)
        wanted = self._times(part, times)
        if part.count:
            wanted = tuple(range(1, self._counted(part.count, node) + 1))
        for _ in range(len(nodes), len(wanted)):  # counted by an answer that was worked out on the way
            inner = node.add(part.item.name)
            self.build(part.inside, inner, (*times, wanted[len(node.children[part.item.name]) - 1]))
        key = Key(part.item.name, times)
        self.outcome.opened[key] = Opened(key, part, here, wanted)
        for at, inner in enumerate(node.children.get(part.item.name, [])):
            time = wanted[at] if at < len(wanted) else self._times(part, times)[at]
            self.judge(part.inside, inner, (*times, time), here and at < len(wanted))

    def _question(self, part: Part, node: Node, times: tuple[int, ...], applies: bool) -> None:
        question = part.item
        assert isinstance(question, Question)
        key = Key(question.name, times)
        self.outcome._nodes[key] = node
        given = self._of(part, times)
        if not (applies and self._true(part.relevant, node)):
            node.value = ""
            self.outcome.standings[key] = Standing(key, part, False, given, "", "", False, question.choices)
            return
        if part.calculation and not question.asked:
            node.value = self._calculated(part.calculation, node)
        offered = self._offered(part, node)
        required = question.kind != TOLD and self._true(part.required, node, without=False)
        wrong = wrong_with(question, given, [choice.name for choice in offered]) or self._refused(part, node)
        self.outcome.standings[key] = Standing(key, part, True, given, node.value, wrong, required, offered)

    def _refused(self, part: Part, node: Node) -> str:
        """What the form says where its constraint does not hold. It is not asked of what is blank."""
        question = part.item
        assert isinstance(question, Question)
        if not node.value or self._true(part.constraint, node):
            return ""
        return next(iter(question.constraint_message.values()), "This is not an answer that the form allows")

    def _offered(self, part: Part, node: Node) -> tuple[Choice, ...]:
        question, narrow = part.item, part.choice_filter
        assert isinstance(question, Question)
        if narrow is None:
            return question.choices
        context = Context(node, self.today, self.outcome.form.labels)
        return tuple(choice for choice in question.choices if narrow.fits(_as_node(choice), context))

    def _true(self, expression: Expression | None, node: Node, without: bool = True) -> bool:
        """Whether it holds; `without`: where there is none. What cannot be worked out hides nothing."""
        if expression is None:
            return without
        try:
            return expression.as_boolean(Context(node, self.today, self.outcome.form.labels))
        except ExpressionError:
            return True

    def _calculated(self, expression: Expression, node: Node) -> str:
        try:
            return expression.as_answer(Context(node, self.today, self.outcome.form.labels))
        except ExpressionError:
            return ""

    def _counted(self, expression: Expression, node: Node) -> int:
        try:
            number = expression.as_number(Context(node, self.today, self.outcome.form.labels))
        except ExpressionError:
            return 0
        return max(0, min(MOST_TIMES, int(number))) if number == number else 0

    def _of(self, part: Part, times: tuple[int, ...]) -> Given:
        return self.given.get(str(Key(part.item.name, times)), BLANK)

    def _times(self, part: Part, times: tuple[int, ...]) -> tuple[int, ...]:
        """The times that were begun. One without a count is asked at least once, as ODK does."""
        begun = times_of(self._of(part, times).value)[:MOST_TIMES]
        return begun or (() if part.count else (1,))


def _as_node(choice: Choice) -> Node:
    node = Node("choice")
    node.add("name", choice.name)
    node.add("label", next(iter(choice.label.values()), choice.name))
    for name, value in choice.extra.items():
        node.add(name, value)
    return node


def _filled_in(words: str, node: Node, form: Form) -> str:
    """`${name}` in a text, resolved as in an expression that stands at the question."""
    return "".join(_pieces(words, node, form))


def _pieces(words: str, node: Node, form: Form) -> Iterator[str]:
    while "${" in words:
        before, _, rest = words.partition("${")
        name, _, words = rest.partition("}")
        yield before
        yield _answer_of(name.strip(), node, form)
    yield words


def _answer_of(name: str, node: Node, form: Form) -> str:
    """The nearest answer of that name: in the same time of a repeat, else anywhere above."""
    at: Node | None = node
    while at is not None:
        for one in at.descendants():
            if one.name == name and not one.children:
                labels = form.labels.get(name, {})
                return (
                    ", ".join(labels.get(word, word) for word in one.value.split()) if labels else one.value
                )
        at = at.parent
    return ""
