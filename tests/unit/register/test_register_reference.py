"""docs/reference/register.md says what the register has, no less and no more."""

import re
from pathlib import Path

import pytest

from custodes.register.checks import SYSTEM_COLUMNS
from custodes.register.listing import FILTERS, SORTS
from custodes.register.models import Device
from custodes.register.terms import Capability, Connectivity, Operator, SiteClass, Technology, Volume

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "register.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return re.split(r"^## ", PAGE.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(heading: str) -> dict[str, str]:
    """First cell to second, of the table under a heading."""
    return dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section(heading), re.MULTILINE))


def test_every_column_is_told_and_no_other() -> None:
    assert tuple(rows("Systems")) == SYSTEM_COLUMNS
    assert tuple(rows("Devices")) == Device.SAID


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("operator", Operator),
        ("site_class", SiteClass),
        ("connectivity", Connectivity),
        ("capabilities", Capability),
        ("volume_unit", Volume),
    ],
)
def test_every_word_of_a_column_is_told(column: str, words: type[Operator]) -> None:
    assert set(re.findall(r"`(\w+)`", rows("Systems")[column])) == set(words.values)


def test_every_technology_is_told() -> None:
    told = re.split(r"\n\n", section("Systems").split("Technologies: ")[1])[0]
    assert set(re.findall(r"`(\w+)`", told)) == set(Technology.values)


def test_every_filter_and_order_is_told_and_no_other() -> None:
    told = rows("Filters of the list")
    assert set(told) == set(FILTERS)
    for name in ("result", "listed", "vulnerable", "exploited", "conflict", "status", "firmware", "support"):
        assert set(re.findall(r"`(\w+)`", told[name])) >= set(FILTERS[name].choices), name
    besides = section("Filters of the list").split("`sort` (")[1].split(";")[0]
    assert set(re.findall(r"`(\w+)`", besides)) == set(SORTS)
