"""docs/reference/outputs.md names every column and figure that is written."""

import re
from pathlib import Path

import made_up_estate
import pytest

from custodes.publication import behind, holdings
from custodes.publication.summary import counts

REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "outputs.md").read_text(encoding="utf-8")


def named(heading: str) -> set[str]:
    """What stands in backticks in the first column of the table under a heading."""
    part = re.split(r"^#+ ", REFERENCE.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("|")]
    return set(re.findall(r"`(\w+)`", " ".join(cells)))


def test_columns_of_identifications_and_findings() -> None:
    assert set(made_up_estate.ORDER) | {"model"} == named("`identifications.csv`")
    assert set(made_up_estate.SCHEMA.names) == named("`findings.csv`")


def test_figures_of_the_summary() -> None:
    devices = made_up_estate.identifications(50)
    found = counts(devices, made_up_estate.findings(devices))
    assert set(found) - {"units"} == named("`counts`")


@pytest.mark.parametrize(
    "limit", [holdings.MOST_ROWS_LISTED, behind.MOST_GROUPS, behind.MOST_CONCERNS, behind.MOST_LINES]
)
def test_limits_of_the_report(limit: int) -> None:
    assert f"| {limit:,} " in REFERENCE
