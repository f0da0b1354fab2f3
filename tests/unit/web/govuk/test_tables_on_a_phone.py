"""Tables whose rows become blocks on a phone: they stay tables, and each cell says what column it is of."""

from django.template import engines
from markupsafe import Markup
from parsed import Element, parsed

PIECES = (
    '{% import "govuk/macros.html" as govuk %}{{ govuk.table("Devices", headers, rows, numeric=numeric) }}'
)


def drawn(headers: list[str], rows: list[tuple[object, ...]], numeric: tuple[int, ...] = ()) -> Element:
    given = {"headers": headers, "rows": rows, "numeric": numeric}
    return parsed(engines["jinja2"].from_string(PIECES).render(given))


def test_each_cell_says_what_it_is_of() -> None:
    tree = drawn(
        ["Maker", "Devices", "Watchlists"], [("Axis", 3, "On none"), ("Dahua", 1_200, "On one")], (1,)
    )
    assert [cell.attrs["data-label"] for cell in tree.all("td")] == ["Devices", "Watchlists"] * 2
    assert tree.one("table").has(class_="custodes-stacked")


def test_a_heading_with_markup_is_a_plain_label() -> None:
    tree = drawn(["Maker", Markup("<b>Known &amp; listed</b>"), "Site"], [("Axis", "3", "Gate")])
    assert tree.all("td")[0].attrs["data-label"] == "Known & listed"


def test_it_stays_a_table_to_those_who_hear_it() -> None:
    tree = drawn(["Maker", "Country", "Site"], [("Axis", "SE", "Gate")])
    assert [(e.tag, e.attrs["role"]) for e in tree.all("table", "thead", "tbody", "tr", "th", "td")] == [
        ("table", "table"),
        *(("thead", "rowgroup"), ("tr", "row"), *[("th", "columnheader")] * 3),
        *(("tbody", "rowgroup"), ("tr", "row"), ("th", "rowheader"), *[("td", "cell")] * 2),
    ]


def test_what_is_all_numbers_stays_as_it_is_to_be_compared() -> None:
    tree = drawn(["Maker", "Devices", "Affected"], [("Axis", 3, 1)], (1, 2))
    assert not tree.one("table").has(class_="custodes-stacked")
    assert not tree.all("td")[0].attrs.get("data-label")
