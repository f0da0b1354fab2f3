"""Figures worked out: one pass over the answers, whoever counts, does not, or cannot be said (ADR 0021)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

import duckdb
import pyarrow as pa

from custodes.publication.figures.conditions import (
    ALWAYS,
    NOT_ASKED,
    NUMBER,
    Condition,
)
from custodes.publication.figures.definitions import Bound, Figure, Unit
from custodes.scratch import scratch

UNITS = pa.schema([("unit", pa.string()), ("id", pa.string()), ("name", pa.string())])
"""Returns and bodies."""
ANSWERS = pa.schema(
    [
        ("unit", pa.string()),
        ("id", pa.string()),
        ("question", pa.string()),
        ("state", pa.string()),
        ("value", pa.string()),
    ]
)
"""One row for each answer that counts, several for a question in a repeat; what was not asked has none."""
Truth = bool | None
_TRUTHS: Mapping[int, Truth] = {2: True, 1: None, 0: False}


class Group(NamedTuple):
    """Units that are alike: whether they are in the denominator, and whether they count."""

    belongs: Truth
    counts: Truth


MAY_COUNT = (Group(True, None), Group(None, True), Group(None, None))
"""Whoever may be in the number besides those who certainly are."""
DOUBTFUL = (*MAY_COUNT, Group(None, False))
"""Of whom it cannot be said whether they count, or whether they are in the denominator."""


@dataclass(frozen=True)
class Working:
    """A figure with everybody behind it. `who`: the ids of its units by group, in order."""

    figure: Figure
    who: Mapping[Group, tuple[str, ...]]
    base: int | None = None
    """Of a figure that sets returns against bodies: how many bodies these are."""

    def among(self, belongs: Truth, counts: Truth) -> tuple[str, ...]:
        """Who is in a group."""
        return self.who.get(Group(belongs, counts), ())

    def only(self, ids: Collection[str]) -> "Working":
        """The figure among some of its units, as it would be worked out over them alone. Not of returns over bodies."""
        kept = {group: tuple(one for one in who if one in ids) for group, who in self.who.items()}
        return replace(self, who={group: who for group, who in kept.items() if who})

    @property
    def number(self) -> int:
        """How many certainly belong and count."""
        return len(self.among(True, True))

    @property
    def of(self) -> int:
        """How many certainly belong."""
        if self.base is not None:
            return self.base
        return self.number + len(self.among(True, False)) + len(self.among(True, None))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Of whom it cannot be said whether they count, or whether they belong."""
        return tuple(sorted(one for group in DOUBTFUL for one in self.among(*group)))

    @property
    def may_belong(self) -> int:
        """Of how many it cannot be said whether they are in the denominator."""
        return sum(len(who) for group, who in self.who.items() if group.belongs is None)

    @property
    def most(self) -> int:
        """The number there may be at most."""
        return self.number + sum(len(self.among(*group)) for group in MAY_COUNT)

    @property
    def least_share(self) -> Fraction | None:
        """The share there is at least, whatever the unknown ones are; None where nobody belongs."""
        return _share(self.number, self.of + len(self.among(None, False)) + len(self.among(None, None)))

    @property
    def most_share(self) -> Fraction | None:
        """The share there is at most."""
        return _share(self.most, self.of + len(self.among(None, True)) + len(self.among(None, None)))

    @property
    def share(self) -> Fraction | None:
        """The number over its denominator, as published; None where nobody belongs."""
        return _share(self.number, self.of)

    @property
    def percent(self) -> str:
        """The share as it is printed, "" where there is none."""
        return "" if self.share is None else percent(self.share, self.figure.decimals)

    @property
    def least_percent(self) -> str:
        """The least share as it is printed, which is never more than it is."""
        return self._bound(self.least_share, floor)

    @property
    def most_percent(self) -> str:
        """The share there is at most as it is printed, which is never less than it is."""
        return self._bound(self.most_share, ceil)

    def _bound(self, share: Fraction | None, rounded: "Rounded") -> str:
        if self.least_share == self.most_share:  # no range
            rounded = half_up
        return "" if share is None else percent(share, self.figure.decimals, rounded)

    @property
    def holds(self) -> bool:
        """Whether it is what it claims to be: exact with nobody unknown, or a lower bound."""
        return self.figure.bound is Bound.AT_LEAST or not self.unknown


def _share(number: int, of: int) -> Fraction | None:
    return Fraction(number, of) if of else None


Rounded = Callable[[Fraction], int]


def half_up(number: Fraction) -> int:
    """Rounded as school does it: 30.5 is 31."""
    return floor(number + Fraction(1, 2))


def percent(share: Fraction, decimals: int = 0, rounded: Rounded = half_up) -> str:
    """A share in percent: 11 of 36 is 31."""
    whole, rest = divmod(rounded(share * 100 * 10**decimals), 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def work_out(figures: Sequence[Figure], units: pa.Table, answers: pa.Table) -> list[Working]:
    """Every figure in one statement. `units` and `answers` have the columns of `UNITS` and `ANSWERS`."""
    if not figures:
        return []
    with scratch(threads=2) as engine:
        engine.register("units", units)
        engine.register("answers", answers)
        return work_out_in(engine, figures)


def work_out_in(engine: duckdb.DuckDBPyConnection, figures: Sequence[Figure]) -> list[Working]:
    """The same, on an engine that has `units` and `answers`, wherever they come from."""
    leaf = _Leaves()
    asked = [*figures, *(_other_side(figure) for figure in figures if figure.mixed)]
    counted = [_counted(number, figure, leaf) for number, figure in enumerate(asked)]
    who: list[dict[Group, tuple[str, ...]]] = [{} for _ in asked]
    for number, belongs, counts, ids in engine.execute(leaf.statement(counted)).fetchall():
        who[number][Group(_TRUTHS[belongs], _TRUTHS[counts])] = tuple(ids)
    bases = (len(found.get(Group(True, True), ())) for found in who[len(figures) :])
    return [
        Working(figure, found, next(bases) if figure.mixed else None)
        for figure, found in zip(figures, who, strict=False)
    ]


def _other_side(figure: Figure) -> Figure:
    """The denominator of a figure that sets returns against bodies, counted by itself."""
    return replace(figure, unit=Unit.BODY, counts=figure.belongs or ALWAYS, belongs=None, mixed=False)


def _counted(number: int, figure: Figure, leaf: "_Leaves") -> str:
    belongs = leaf.sql(figure.belongs) if figure.belongs and not figure.mixed else "true"
    return (
        f"select {number} as figure, {_number(belongs)} as belongs, {_number(leaf.sql(figure.counts))} as counts, "
        f"list(id order by id) as ids from wide where unit = '{figure.unit}' group by 1, 2, 3"
    )


def _number(truth: str) -> str:
    return f"case when {truth} then 2 when ({truth}) is null then 1 else 0 end"


class _Leaves:
    """The comparisons of all figures, each a column that is worked out once."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._leaves: list[Condition] = []

    def sql(self, of: Condition) -> str:
        """A condition over the columns, with SQL's own yes, no and unknown."""
        match of[0]:
            case "not":
                return f"not {self.sql(of[1])}"
            case "and" | "or":
                return f"({f' {of[0]} '.join(self.sql(one) for one in of[1:])})" if of != ALWAYS else "true"
            case _:
                return f"l{self._column(of)}"

    def _column(self, leaf: Condition) -> int:
        key = repr(leaf)
        if key not in self._columns:
            self._columns[key] = len(self._leaves)
            self._leaves.append(leaf)
        return self._columns[key]

    def statement(self, counted: Iterable[str]) -> str:
        """2 is yes, 1 unknown, 0 no: of several answers in a repeat the highest is the truth of an `or`."""
        worked_out = "".join(
            f", max(case when question = {_text(leaf[2])} then {_sql(leaf)} end) as w{number}"
            for number, leaf in enumerate(self._leaves)
        )
        columns = "".join(
            f", case coalesce(w{number}, {_absent(leaf)}) when 2 then true when 0 then false end as l{number}"
            for number, leaf in enumerate(self._leaves)
        )
        read = ", ".join(sorted({_text(leaf[2]) for leaf in self._leaves})) or "null"
        return f"""
            with worked_out as (select unit, id{worked_out} from answers where question in ({read}) group by unit, id),
            wide as materialized (select units.unit, units.id{columns}
                                  from units left join worked_out using (unit, id))
            {" union all ".join(counted)}
            order by figure"""


def _sql(leaf: Condition) -> str:
    """One comparison as 2, 1 or 0."""
    kind, symbol, _, wanted = leaf
    if kind == "state":
        return f"if(state {symbol} {_text(wanted)}, 2, 0)"
    return f"case state when 'answered' then {_compared(symbol, wanted)} when '{NOT_ASKED}' then 0 else 1 end"


def _compared(symbol: str, wanted: str | float) -> str:
    if symbol == "selected":
        return f"if(list_contains(string_split(value, ' '), {_text(wanted)}), 2, 0)"
    if symbol == "contains":
        return f"if(contains(value, {_text(wanted)}), 2, 0)"
    if isinstance(wanted, str):
        return f"if(value {symbol} {_text(wanted)}, 2, 0)"
    number = f"case when regexp_full_match(value, '{NUMBER}') then value::double end"
    return f"case when {number} {symbol} {wanted} then 2 when ({number}) is null then 1 else 0 end"


def _absent(leaf: Condition) -> int:
    """What a comparison is of a question that was not asked."""
    return 2 if leaf[0] == "state" and (leaf[3] == NOT_ASKED) is (leaf[1] == "=") else 0


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
