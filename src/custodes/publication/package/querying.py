"""Each figure as the statement in SQL that counts it over the tables of its publication, for whoever has SQLite.

A condition is yes, no or unknown (ADR 0021). Only those are counted of whom it is yes, so two statements are enough, that
it is yes and that it is no: `not` turns one into the other, and who is unknown is in neither.
"""

from custodes.publication.figures.conditions import NOT_ASKED, Condition
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, Unit
from custodes.survey.filling.given import State


def query(figure: Figure, *, from_answers: bool) -> str:
    """A statement with one line: how many count, and how many they are of; null for what is suppressed.

    `from_answers`: whether it reads answers.csv and units.csv; else tallies.csv, where the answers are not public.
    """
    if not from_answers:
        return f"select {_tally(figure, 'yes')}, {_tally(figure, 'any')}"
    counts, belongs = _is(figure.counts, figure.unit), ""
    of = Unit.BODY if figure.mixed else figure.unit
    if figure.belongs:
        belongs = f" and {_is(figure.belongs, of)}"
    inside = "" if figure.mixed else belongs
    return f"select {_units(figure.unit)}{inside} and {counts}), {_units(of)}{belongs})"


def _tally(figure: Figure, counts: str) -> str:
    return (
        "(select nullif(units, '') + 0 from tallies "
        f"where figure = {_text(figure.name)} and belongs = 'yes' and counts = '{counts}')"
    )


def _units(unit: Unit) -> str:
    return f"(select count(*) from units where unit = '{unit}'"


def _is(of: Condition, unit: Unit, yes: bool = True) -> str:
    """That a condition is yes of a unit, or that it is no."""
    kind, *rest = of
    if kind == "not":
        return _is(rest[0], unit, not yes)
    if kind in ("and", "or"):
        joined = f" {kind if yes else 'or' if kind == 'and' else 'and'} ".join(
            _is(one, unit, yes) for one in rest
        )
        return f"({joined})" if rest else str(int((kind == "and") is yes))
    symbol, question, wanted = rest
    if question in ABOUT_UNITS:
        return _fact(kind, symbol, question.partition(":")[2], wanted, yes)
    if kind == "state":
        return _state(symbol, question, wanted, unit, yes)
    so = _compared(symbol, wanted)
    if yes:
        return _among(unit, question, f"state = '{State.ANSWERED}' and {so}")
    unclear = f"state <> '{State.ANSWERED}'" + ("" if isinstance(wanted, str) else f" or not ({_IS_NUMBER})")
    return f"not {_among(unit, question, f'({unclear} or {so})')}"


_IS_NUMBER = "value glob '*[0-9]'" + "".join(
    f" and value not glob '{one}'" for one in ("*[^0-9.-]*", "?*-*", ".*", "-.*", "*.*.*")
)
"""As `conditions.NUMBER` has it: an answer in words, a range, a version is no number."""


def _among(unit: Unit, question: str, so: str) -> str:
    return f"id in (select id from answers where unit = '{unit}' and question = {_text(question)} and {so})"


def _compared(symbol: str, wanted: str | float, column: str = "value") -> str:
    if symbol == "selected":
        return f"instr(' ' || {column} || ' ', {_text(f' {wanted} ')})"
    if symbol == "contains":
        return f"instr({column}, {_text(str(wanted))})"
    if isinstance(wanted, str):
        return f"{column} {symbol} {_text(wanted)}"
    return f"{_IS_NUMBER} and cast(value as real) {symbol} {wanted}"


def _fact(kind: str, symbol: str, fact: str, wanted: str | float, yes: bool) -> str:
    """What is known of a unit besides its answers stands in units.csv; what is blank was not asked."""
    so = f"{fact} <> '' and {_compared(symbol, str(wanted), fact)}"
    if kind == "state":
        state = f"case when {fact} <> '' then '{State.ANSWERED}' else '{NOT_ASKED}' end"
        so = f"{state} {symbol} {_text(str(wanted))}"
    return f"({so})" if yes else f"not ({so})"


def _state(symbol: str, question: str, wanted: str, unit: Unit, yes: bool) -> str:
    """What was not asked has no line in answers.csv."""
    so = _among(unit, question, f"state {symbol} {_text(wanted)}")
    if (wanted == NOT_ASKED) is (symbol == "="):
        so = f"({so} or not {_among(unit, question, '1')})"
    return so if yes else f"not {so}"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
