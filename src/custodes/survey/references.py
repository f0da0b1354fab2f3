"""What a form's expressions speak of: names that are there, an order that works, no circles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from custodes.survey import compared
from custodes.survey.choices import ChoiceList
from custodes.survey.expressions import ExpressionError, Names, compile
from custodes.survey.instrument import columns_of
from custodes.survey.question import straight
from custodes.survey.questions import Placed
from custodes.survey.sheets import Row
from custodes.survey.vocabulary import nearest

_NAMED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count")
_SOMETIMES = ("required", "read_only", "default")
"""Columns that hold an expression or something else."""
_TEXTS = ("label", "hint", "constraint_message")
_WORKED_OUT = ("relevant", "calculation", "repeat_count")
"""Columns that decide what is asked or what a value is; the others only look at values that are there."""
_LOOKS_DYNAMIC = re.compile(r"\$\{|^[a-z-]+\(.*\)$")


MOST_SHOWN = 8
"""Names of a circle that are told."""


class _Use(NamedTuple):
    """One place that speaks of a name."""

    by: Placed
    column: str
    of: str


class _Form(NamedTuple):
    """What expressions are read against."""

    by_name: Mapping[str, Placed]
    names: Names
    lists: Mapping[str, ChoiceList]


def look_at(placed: Sequence[Placed], lists: Mapping[str, ChoiceList]) -> None:
    """Say everything that is wrong with the expressions of a form, each at its row."""
    names = {one.name: one for one in placed if one.name}
    form = _Form(names, Names([one.place for one in names.values()]), lists)
    uses = [use for one in placed for use in _uses(one, form)]
    in_circles = _say_circles(placed, uses)
    for use in uses:
        if use.column in _WORKED_OUT and not {use.by.name, use.of} <= in_circles:
            _say_later(use, names[use.of].row)


def _uses(one: Placed, form: _Form) -> Iterator[_Use]:
    """The known names a row speaks of. What is not known, and what cannot be read, is said."""
    for column, text in _texts(one.row):
        spoken_of = _names_in(text)
        unknown = [name for name in spoken_of if name not in form.by_name and not _is_earlier(column, name)]
        for name in unknown:
            _say_unknown(one.row, column, name, form.by_name)
        if column not in _TEXTS and not unknown:
            _parse(one, column, text, form)
            compared.look_at(one, column, straight(text), form.by_name, form.lists)
        yield from (_Use(one, column, name) for name in spoken_of if name in form.by_name)


def _is_earlier(column: str, name: str) -> bool:
    """An answer of an earlier return, of which the reader of expressions says why it cannot be had."""
    return name.startswith("last-saved#") and column not in _TEXTS


def _texts(row: Row) -> Iterator[tuple[str, str]]:
    for column in _EXPRESSIONS:
        if text := row.text(column):
            yield column, text
    for column in _SOMETIMES:
        if (text := row.text(column)) and _LOOKS_DYNAMIC.search(text):
            yield column, text
    for column in _TEXTS:
        yield from ((column, text) for text in row.words(column).values())


def _names_in(text: str) -> list[str]:
    return list(dict.fromkeys(_NAMED.findall(text)))


def _say_unknown(row: Row, column: str, name: str, names: Mapping[str, Placed]) -> None:
    near = nearest(name, names)
    mend = f"Write “${{{near}}}” if that is meant." if near else "Write the name of a question of this form."
    row.error(column, f"“${{{name}}}” is asked for, and no question has that name.", mend)


def _parse(one: Placed, column: str, text: str, form: _Form) -> None:
    columns: tuple[str, ...] = ()
    if column == "choice_filter":
        if one.list_name not in form.lists:
            return  # said elsewhere, and there is nothing to filter
        columns = columns_of(form.lists[one.list_name].choices)
    try:
        compile(straight(text), names=form.names, at=one.place, columns=columns)
    except ExpressionError as error:
        what = f"The expression “{text}” cannot be used. {error.what} (At character {error.position}.)"
        one.row.error(column, what, error.mend or "Correct it.")


def _say_later(use: _Use, other: Row) -> None:
    """Expressions are worked out in one pass from top to bottom (ADR 0018)."""
    row = use.by.row
    if other.number > row.number:
        what = (
            f"“{use.of}” comes only in row {other.number}, so that it is still blank when this is worked out."
        )
        row.warn(use.column, what, f"Move row {other.number} above this one.")


def _say_circles(placed: Sequence[Placed], uses: Sequence[_Use]) -> set[str]:
    """Say each circle once, at the row where it begins; the names that are in one."""
    rests_on: dict[str, list[str]] = {one.name: list(one.place.path[-2:-1]) for one in placed}
    columns: dict[tuple[str, str], str] = {}
    for use in uses:
        if use.column in _WORKED_OUT:
            rests_on[use.by.name].append(use.of)
            columns.setdefault((use.by.name, use.of), use.column)
    rows = {one.name: one.row for one in reversed(placed)}
    found: set[str] = set()
    for circle in circles(rests_on):
        found |= set(circle)
        _say_circle(circle, columns, rows)
    return found


def _say_circle(
    circle: Sequence[str], columns: Mapping[tuple[str, str], str], rows: Mapping[str, Row]
) -> None:
    steps = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    uses = [(by, columns[by, of]) for by, of in steps if (by, of) in columns]
    if not uses:
        return  # groups of one name inside each other, which is said of their names
    by, column = uses[0]
    shown = circle if len(circle) <= MOST_SHOWN else [*circle[: MOST_SHOWN - 1], "…", circle[-1]]
    way = " → ".join([*shown, circle[0]])
    what = f"It goes round in a circle: {way}." if len(circle) > 1 else f"“{by}” depends on itself."
    rows[by].error(column, what, "Take one of these out of the expression of another.")


def circles(rests_on: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The circles that going down a graph depth first comes upon, each by the nodes on it.

    Without recursion: a chain can be as long as a form has rows.
    """
    done: set[str] = set()
    found = []
    for start in rests_on:
        path: dict[str, None] = {}
        ways = [iter([start])]
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if path:
                    done.add(path.popitem()[0])
            elif step in path:
                way = list(path)
                found.append(way[way.index(step) :])
            elif step not in done:
                path[step] = None
                ways.append(iter(rests_on.get(step, ())))
    return found
