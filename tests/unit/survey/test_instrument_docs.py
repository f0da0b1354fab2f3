"""The documents about instruments say what the tables have, no less and no more."""

import re
from pathlib import Path

import pytest
from xlsforms import write

from custodes.survey import shipped, vocabulary, xlsform

DOCS = Path(__file__).parents[3] / "docs"
REFERENCE = (DOCS / "reference" / "instruments.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "write-a-questionnaire.md").read_text(encoding="utf-8")


def tables(document: str) -> list[list[list[str]]]:
    """Every table as rows of cells, the headings first."""
    found = re.findall(r"(?:^\|.*\|\n)+", document, re.MULTILINE)
    return [
        [
            [cell.strip() for cell in line.strip("|\n").split("|")]
            for line in text.splitlines()
            if "---" not in line
        ]
        for text in found
    ]


def words(document: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", document))


@pytest.mark.parametrize("column", ["theme", "unit", "register"])
def test_every_value_of_our_columns_is_documented_with_its_meaning_and_no_other(column: str) -> None:
    part = REFERENCE.split(f"### `custodes::{column}`")[1].split("###")[0]
    (table,) = tables(part)
    assert {row[0].strip("`"): row[1] for row in table[1:]} == vocabulary.terms(column)


def test_every_technology_type_and_column_is_documented() -> None:
    kinds = {kind.name for kind in vocabulary.kinds().values()}
    known = {
        column.name
        for sheet in ("survey", "choices", "settings")
        for column in vocabulary.columns(sheet).values()
        if column.use != "unused"
    }
    quiet = {"public_key", "entity_version", "list_name"}
    assert kinds | set(vocabulary.terms("technology")) | known - quiet <= words(REFERENCE)


def test_what_each_link_can_be_asked_as_is_documented() -> None:
    (table,) = tables(REFERENCE.split("### `custodes::register`")[1].split("###")[0])
    told = {row[0].strip("`"): tuple(words(row[2])) for row in table[1:]}
    assert {name: set(kinds) for name, kinds in told.items()} == {
        name: set(link.kinds) for name, link in vocabulary.links().items()
    }


def test_every_instrument_that_ships_is_documented_with_the_number_of_its_questions() -> None:
    told = {row[0].strip("`"): row[1] for row in tables(REFERENCE)[0][1:]}
    assert sorted(told) == shipped.names()
    for name, asks in told.items():
        assert asks.startswith(f"{sum(q.asked for q in shipped.load(name).questions())} questions")


def test_the_form_of_the_how_to_is_one_without_fault(tmp_path: Path) -> None:
    sheets = [[dict(zip(table[0], row, strict=True)) for row in table[1:]] for table in tables(HOW_TO)]
    reading = xlsform.read(write(tmp_path / "form.xlsx", *sheets))
    assert reading.problems == ()
    assert [question.name for question in reading.found.questions()] == ["drones_operated", "drones_devices"]
