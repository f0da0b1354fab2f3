"""The tables of a publication: answers, units, questions, tallies. docs/reference/publications.md has their columns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from custodes.audit.chain import canonical
from custodes.publication.figures.definitions import ABOUT_UNITS, KIND, ON_TIME, SUBMITTED, Unit
from custodes.publication.package import cells
from custodes.publication.package.cells import Digests
from custodes.publication.package.disclosure import Disclosures, is_public
from custodes.publication.package.numbers import WORDS, Tally
from custodes.survey.editions import first
from custodes.survey.filling.given import State
from custodes.survey.instrument import Group, Instrument, Question

if TYPE_CHECKING:
    from custodes.publication.figures.snapshot import Snapshot

ANSWERS, UNITS, QUESTIONS, TALLIES = "answers.csv", "units.csv", "questions.csv", "tallies.csv"
LISTED = "listed.csv"
NOT_LISTED = "not_listed"
"""In place of a verdict: no watchlist that was looked at names this maker. Nothing else follows from it."""
VERDICTS = ("affected", "unknown", "not_affected", NOT_LISTED)
ABOUT = {"submitted": SUBMITTED, "on_time": ON_TIME, "kind": KIND}
"""Columns of units.csv, and what conditions call them."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ANSWERS: ("unit", "id", "question", "state", "value"),
    UNITS: ("unit", "id", "name", *ABOUT, "sha256"),
    QUESTIONS: (
        "question",
        "label",
        "kind",
        "choices",
        "section",
        "theme",
        "technology",
        "counts",
        "disclosure",
        "exemption",
        "reason",
        "sha256",
    ),
    TALLIES: ("figure", "belongs", "counts", "units"),
    LISTED: (
        "technology",
        "named",
        "maker",
        "watchlist",
        "concern",
        "verdict",
        "basis",
        "reasons",
        "source",
    ),
}
ANY = "any"
"""In tallies, what `counts` is in the line of the denominator."""


def of_unit(unit: str, name: str) -> str:
    """What digests call a unit; no question has a blank in its name."""
    return f"{unit} {name}"


def tables(snapshot: "Snapshot", instrument: Instrument, of: Disclosures) -> dict[str, bytes]:
    """answers.csv, units.csv and questions.csv.

    Each unit and each question has a digest over its own line and the answers of it that are published: where one
    answer is changed, one unit and one question do not fit, which is the line.
    """
    digests = Digests()
    units = list(cells.safe_rows(_units(snapshot)))
    questions = list(cells.safe_rows(_questions(instrument, of)))
    for one in units:
        digests.add((of_unit(one[0], one[1]),), one)
    for one in questions:
        digests.add((one[0],), one)
    answers = cells.safe_rows(_answers(snapshot, instrument, of))
    return {
        ANSWERS: cells.table(COLUMNS[ANSWERS], _digested(answers, digests)),
        UNITS: cells.table(COLUMNS[UNITS], ([*one, digests.of(of_unit(one[0], one[1]))] for one in units)),
        QUESTIONS: cells.table(COLUMNS[QUESTIONS], ([*one, digests.of(one[0])] for one in questions)),
    }


def _digested(answers: Iterable[list[str]], digests: Digests) -> Iterator[list[str]]:
    for one in answers:
        digests.add((of_unit(one[0], one[1]), one[2]), one)
        yield one


def _answers(snapshot: "Snapshot", instrument: Instrument, of: Disclosures) -> Iterator[tuple[str, ...]]:
    """Only what was answered has a value: what stands beside “withheld” is not said."""
    names = [one.name for one in instrument.questions() if is_public(one.name, of)]
    place = pc.index_in(snapshot.answers["question"], value_set=pa.array(names, pa.string()))
    table = snapshot.answers.append_column("place", place).append_column("row", pa.array(range(len(place))))
    table = table.filter(pc.is_valid(table["place"]))
    table = table.sort_by(
        [("unit", "descending"), ("id", "ascending"), ("place", "ascending"), ("row", "ascending")]
    )
    said = pc.equal(table["state"], str(State.ANSWERED))
    values = pc.if_else(said, table["value"], "")
    table = table.set_column(table.column_names.index("value"), "value", values)
    return _rows(table, *COLUMNS[ANSWERS])


def _units(snapshot: "Snapshot") -> Iterator[list[str]]:
    """Returns and bodies, with what is known of each besides its answers."""
    known = snapshot.answers.filter(
        pc.is_in(snapshot.answers["question"], value_set=pa.array(list(ABOUT_UNITS)))
    )
    about = {row[:3]: row[3] for row in _rows(known, "unit", "id", "question", "value")}
    for unit, name, called in sorted(
        _rows(snapshot.units, "unit", "id", "name"), key=lambda one: (one[0] != Unit.RETURN, one[1])
    ):
        yield [unit, name, called, *(about.get((unit, name, question), "") for question in ABOUT.values())]


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[str, ...]]:
    return zip(*(table[column].to_pylist() for column in columns), strict=True)


def _questions(instrument: Instrument, of: Disclosures) -> Iterator[list[str]]:
    """Every question of the form with its words, and what is published of it."""
    for item in instrument.items:
        group = isinstance(item, Group)
        for question in item.questions() if isinstance(item, Group) else [item]:
            yield _question(question, item.name if group else "", of)


def _question(question: Question, section: str, of: Disclosures) -> list[str]:
    disclosed = of[question.name]
    choices = [[choice.name, first(choice.label)] for choice in question.choices]
    return [
        question.name,
        first(question.label),
        question.kind,
        canonical(choices) if choices else "",
        section,
        question.theme,
        question.technology,
        question.unit,
        *disclosed,
    ]


def tallies(found: Mapping[str, Tally]) -> bytes:
    """tallies.csv: how many units are in each group, and in the denominator; blank where that is suppressed."""
    rows = (row for name, known in found.items() for row in _tally(name, known))
    return cells.table(COLUMNS[TALLIES], cells.safe_rows(rows))


def _tally(name: str, known: Tally) -> Iterator[list[str]]:
    yield [name, WORDS[True], ANY, _number(known.of)]
    for group, number in known.cells.items():
        yield [name, WORDS[group.belongs], WORDS[group.counts], _number(number)]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
