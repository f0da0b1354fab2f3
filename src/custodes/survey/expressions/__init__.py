"""Expressions of questionnaires: XPath 1.0 with the functions of ODK XForms, over the answers of a return.

    names = Names([FORM.inside("cameras"), FORM.inside("makers")])
    relevant = compile("${cameras} > 0", names=names, at=FORM.inside("makers"))
    relevant.as_boolean(Context(tree({"cameras": 3, "makers": ""}).child("makers"), today))

An expression is compiled once, for the place of its question, and evaluated over many returns, from any thread. What
is wrong with it is an ExpressionError then; what has been compiled has a value over any answers, unless it looks at
more of them than `parts.MOST_LOOKED_AT`. What is supported stands in docs/reference/expressions.md.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

from custodes.survey.expressions.answers import answer_text, tree
from custodes.survey.expressions.compiling import Scope, part
from custodes.survey.expressions.functions import FUNCTIONS, UNSUPPORTED
from custodes.survey.expressions.grammar import parse, too_deep
from custodes.survey.expressions.nodes import Node
from custodes.survey.expressions.parts import Context, Effort, Focus, Labels, Run
from custodes.survey.expressions.places import CHOICE, FORM, Names, Place
from custodes.survey.expressions.problem import ExpressionError
from custodes.survey.expressions.values import Value, to_boolean, to_number, to_text

__all__ = [
    "FORM",
    "FUNCTIONS",
    "UNSUPPORTED",
    "Context",
    "Effort",
    "Expression",
    "ExpressionError",
    "Labels",
    "Names",
    "Node",
    "Place",
    "Value",
    "answer_text",
    "compile",
    "tree",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that can be evaluated. `names`: the questions it reads, `.` left out; `functions`: what it calls."""

    text: str
    names: frozenset[str]
    functions: frozenset[str]
    _run: Run

    def evaluate(self, context: Context) -> Value:
        """Its value: a bool, a float, a str, or a list of nodes where it is a path."""
        value = self._run(Focus(context, context.node, Effort(within=context.effort)))
        return list(value) if isinstance(value, list) else value  # not the tree's own list

    def fits(self, choice: Node, context: Context) -> bool:
        """Whether a choice filter lets a choice through. `choice`: a node with one in it for each of its columns."""
        return to_boolean(self._run(Focus(context, choice, Effort(within=context.effort))))

    def as_boolean(self, context: Context) -> bool:
        """Its value where true or false is wanted: whether a question applies, whether an answer will do."""
        return to_boolean(self.evaluate(context))

    def as_number(self, context: Context) -> float:
        """Its value where a number is wanted; a date is its days since 1 January 1970."""
        return to_number(self.evaluate(context))

    def as_string(self, context: Context) -> str:
        """Its value as XPath writes it; what is no number is "NaN"."""
        return to_text(self.evaluate(context))

    def as_answer(self, context: Context) -> str:
        """Its value as the answer of a calculated question: "" in place of NaN, as ODK keeps it."""
        value = self.evaluate(context)
        return "" if isinstance(value, float) and math.isnan(value) else to_text(value)


def compile(text: str, *, names: Names, at: Place = FORM, columns: Collection[str] = ()) -> Expression:
    """Read an expression of the question that stands `at` a place of the form. ExpressionError where it means nothing.

    `columns`: of a choice filter, those of the list of choices, which it names without ${}.
    """
    where = CHOICE if columns else names.whole(at)
    scope = Scope(names.of_choices(columns) if columns else names, at, frozenset({where}))
    try:
        run = part(parse(text), scope).run
    except RecursionError:
        raise too_deep(len(text)) from None
    return Expression(text, frozenset(scope.read), frozenset(scope.called), run)
