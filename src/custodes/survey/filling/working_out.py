"""One pass over a form with the answers of a return: what applies, what is wrong, what is calculated.

In the order of the form, as ADR 0018 has it: an expression sees the answers above it as they count, and those below as
they were given. Source of the semantics: https://getodk.github.io/xforms-spec/ (relevance, constraint, calculate).
"""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from custodes.survey.expressions import Context, Effort, Expression, ExpressionError, Node
from custodes.survey.expressions.nodes import DOCUMENT
from custodes.survey.filling.fitting import LONGEST, wrong_with
from custodes.survey.filling.form import Form, Part
from custodes.survey.filling.given import BLANK, SAID_INSTEAD, Given, State
from custodes.survey.filling.keys import Key, times_of
from custodes.survey.filling.outcome import Opened, Outcome, Standing
from custodes.survey.instrument import Choice, Question, Repeat

MOST_TIMES = 200
"""Times that a repeat is asked for at most."""
MOST_ASKED = 10_000
"""Questions that repeats may add to a form, all together: beyond that no further time is begun."""
MOST_LOOKED_AT = 1_000_000
"""Answers that the expressions of a return may look at, all together: a few seconds at worst."""
NOT_ALLOWED = "This is not an answer that the form allows"


def work_out(form: Form, given: Mapping[str, Given], today: dt.date, section: str | None = None) -> Outcome:
    """How every question of a return stands. `given`: answers by the text of their keys; `today`: the day of today().

    `section`: only how those of that section stand, and of the sections on which it rests. What a return can hold at
    most (`MOST_ASKED`, `MOST_LOOKED_AT`) is then counted among those.
    """
    wanted = None if section is None else form.rests_on[section]
    parts = form.parts if wanted is None else tuple(part for part in form.parts if part.section in wanted)
    pass_ = _Pass(form, given, today)
    pass_.build(parts, pass_.top, ())
    pass_.judge(parts, pass_.top, (), True)
    return pass_.outcome


class _Pass:
    """The tree that expressions look at, and what is found on the way down."""

    def __init__(self, form: Form, given: Mapping[str, Given], today: dt.date) -> None:
        self.given, self.today = given, today
        self.outcome = Outcome(form, given)
        self.top = Node(DOCUMENT).add("data")
        self.labels, self.effort = form.labels, Effort(MOST_LOOKED_AT)
        self.begun = 0

    # The tree

    def build(self, parts: tuple[Part, ...], node: Node, times: tuple[int, ...]) -> None:
        """Put in everything that was given. A repeat that is counted is filled when its count is known."""
        for part in parts:
            item = part.item
            if isinstance(item, Repeat):
                node.children[item.name] = []
                if part.count is None:
                    self._begin(part, node, times, self._begun(part, times))
            elif isinstance(item, Question):
                node.add(item.name, self._value(item.name, times))
            else:
                self.build(part.inside, node.add(item.name), times)

    def _begin(self, part: Part, node: Node, times: tuple[int, ...], wanted: tuple[int, ...]) -> None:
        """So many times of a repeat, as far as a return can hold them."""
        for time in wanted[:MOST_TIMES]:
            if self.begun > MOST_ASKED:
                return
            self.begun += len(part.inside)
            self.build(part.inside, node.add(part.item.name), (*times, time))

    def _begun(self, part: Part, times: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers of the times. One is asked without being begun, as in ODK, unless it is said that there is none."""
        of = self._given(part.item.name, times)
        if of.state in SAID_INSTEAD:
            return ()
        return times_of(of.value) or (1,)

    # From top to bottom: what does not apply is blank for all that comes after it

    def judge(self, parts: tuple[Part, ...], node: Node, times: tuple[int, ...], applies: bool) -> None:
        for part in parts:
            name = part.item.name
            if isinstance(part.item, Question):
                self._question(part, part.item, node.children[name][0], Key(name, times), applies)
            elif isinstance(part.item, Repeat):
                self._repeat(part, node, Key(name, times), applies)
            else:
                self._group(part, node.children[name][0], Key(name, times), applies)

    def _group(self, part: Part, node: Node, key: Key, applies: bool) -> None:
        here = applies and self._holds(part.relevant, node, key)
        self.outcome.opened[key] = Opened(key, part, here)
        self.outcome._nodes[key] = node
        self.judge(part.inside, node, key.times, here)

    def _repeat(self, part: Part, node: Node, key: Key, applies: bool) -> None:
        """Each time by itself. A repeat without any is looked at as if it had one: so its own relevance is known."""
        if part.count is None:
            wanted = self._begun(part, key.times)
        else:
            with _one_more(node, part) as inner:
                number = self._number(part.count, inner, key)
            wanted = tuple(range(1, min(number, MOST_TIMES + 1) + 1))
            self._begin(part, node, key.times, wanted)
        nodes = node.children[part.item.name]
        times = wanted[: len(nodes)]
        here = [applies and self._holds(part.relevant, inner, key) for inner in nodes]
        if not nodes:
            with _one_more(node, part) as inner:
                any_here = applies and self._holds(part.relevant, inner, key)
        else:
            any_here = any(here)
        self.outcome.opened[key] = Opened(key, part, any_here, times, len(times) < len(wanted))
        for time, inner, one in zip(times, nodes, here, strict=True):
            self.outcome._nodes[Key(key.name, (*key.times, time))] = inner
            self.judge(part.inside, inner, (*key.times, time), one)

    def _question(self, part: Part, question: Question, node: Node, key: Key, applies: bool) -> None:
        self.outcome._nodes[key] = node
        given = self._given(key.name, key.times)
        if not applies or not (part.relevant is None or self._holds(part.relevant, node, key)):
            node.value = ""
            self.outcome.standings[key] = Standing(key, part, False, given, "", "", False, question.choices)
            return
        default, told = "", False
        if part.calculation is not None:
            node.value, given, told = self._text(part.calculation, node, key), BLANK, True
        elif given.state is State.BLANK:
            default = question.default and self._default(part, question, node, key)
        if part.read_only is not None and not told:
            told = self._holds(part.read_only, node, key)
        if default and (told or not part.asked):
            node.value, default = default, ""
        offered = question.choices if part.choice_filter is None else self._offered(part, node, key)
        required = part.required is not None and self._holds(part.required, node, key)
        wrong = ""
        if node.value:
            names = [choice.name for choice in offered]
            wrong = wrong_with(question, given, names) or self._refused(part, question, node, key)
        self.outcome.standings[key] = Standing(
            key, part, True, given, node.value, wrong, required, offered, default, told
        )

    def _refused(self, part: Part, question: Question, node: Node, key: Key) -> str:
        """What the form says where its constraint does not hold."""
        if part.constraint is None or self._holds(part.constraint, node, key):
            return ""
        said = question.constraint_message
        return (
            said.get(self.outcome.form.instrument.languages[0])
            or next(iter(said.values()), "")
            or NOT_ALLOWED
        )

    def _offered(self, part: Part, node: Node, key: Key) -> tuple[Choice, ...]:
        assert part.choice_filter is not None
        context = self._context(node)
        try:
            return tuple(
                choice for choice, columns in part.choices if part.choice_filter.fits(columns, context)
            )
        except ExpressionError:
            self.outcome.failed.add(key)
            return tuple(choice for choice, _ in part.choices)

    def _default(self, part: Part, question: Question, node: Node, key: Key) -> str:
        return question.default if part.default is None else self._text(part.default, node, key)

    # Expressions

    def _context(self, node: Node) -> Context:
        return Context(node, self.today, self.labels, self.effort)

    def _holds(self, expression: Expression | None, node: Node, key: Key) -> bool:
        """Whether it holds, or there is none. What cannot be worked out hides nothing, and refuses nothing."""
        if expression is None:
            return True
        try:
            return expression.as_boolean(self._context(node))
        except ExpressionError:
            self.outcome.failed.add(key)
            return True

    def _text(self, expression: Expression, node: Node, key: Key) -> str:
        """What is calculated; nothing where it is longer than an answer can be, which could double on and on."""
        try:
            found = expression.as_answer(self._context(node))
        except ExpressionError:
            found = " " * (LONGEST + 1)
        if len(found) <= LONGEST:
            return found
        self.outcome.failed.add(key)
        return ""

    def _number(self, expression: Expression, node: Node, key: Key) -> int:
        """A count from 0 to just more than can be asked."""
        try:
            number = expression.as_number(self._context(node))
        except ExpressionError:
            self.outcome.failed.add(key)
            return 0
        return 0 if math.isnan(number) else int(max(0, min(MOST_TIMES + 1, number)))

    # Answers

    def _given(self, name: str, times: tuple[int, ...]) -> Given:
        return self.given.get(str(Key(name, times)) if times else name, BLANK)

    def _value(self, name: str, times: tuple[int, ...]) -> str:
        """What stands for an answer in expressions: nothing, where it was said instead that it is not known."""
        given = self._given(name, times)
        return given.value if given.state is State.ANSWERED else ""


@contextmanager
def _one_more(node: Node, part: Part) -> Iterator[Node]:
    """A time of a repeat that is not there, to look at its surroundings from."""
    inner = node.add(part.item.name)
    try:
        yield inner
    finally:
        node.children[part.item.name].pop()
