"""A date in three boxes: what people type, and what they are told."""

import datetime as dt

import pytest
from django import forms
from parsed import parsed

from custodes.web.govuk.fields import DateField


class Bought(forms.Form):
    bought = DateField(label="Date bought")


class MaybeBought(forms.Form):
    bought = DateField(label="Date bought", required=False)


def typed(day: str, month: str, year: str, kind: type[forms.Form] = Bought) -> forms.Form:
    return kind({"bought_day": day, "bought_month": month, "bought_year": year})


@pytest.mark.parametrize(
    ("day", "month", "year", "meant"),
    [
        ("27", "3", "2024", dt.date(2024, 3, 27)),
        ("07", "03", "2024", dt.date(2024, 3, 7)),
        (" 1 ", " 9 ", " 2024 ", dt.date(2024, 9, 1)),
        ("1", "sept", "2024", dt.date(2024, 9, 1)),
        ("1", "November", "2024", dt.date(2024, 11, 1)),
        ("29", "2", "2024", dt.date(2024, 2, 29)),
    ],
)
def test_what_is_understood(day: str, month: str, year: str, meant: dt.date) -> None:
    form = typed(day, month, year)
    assert form.is_valid()
    assert form.cleaned_data["bought"] == meant


@pytest.mark.parametrize(
    ("day", "month", "year", "told", "wrong"),
    [
        ("", "", "", "Enter the date bought", ("day", "month", "year")),
        ("27", "", "2024", "Date bought must include a month", ("month",)),
        ("", "3", "", "Date bought must include a day and a year", ("day", "year")),
        ("27", "3", "24", "Date bought: the year must be 4 numbers, like 2024", ("year",)),
        ("27", "3", "soon", "Date bought: the year must be 4 numbers, like 2024", ("year",)),
        ("27", "13", "2024", "Date bought: the month must be between 1 and 12, or its name", ("month",)),
        ("27", "ma", "2024", "Date bought: the month must be between 1 and 12, or its name", ("month",)),
        ("30", "2", "2024", "Date bought must be a real date", ("day",)),
        ("first", "2", "2024", "Date bought must be a real date", ("day",)),
        ("0", "2", "2024", "Date bought must be a real date", ("day",)),
        ("٣", "2", "2024", "Date bought must be a real date", ("day",)),
        ("1", "1", "0000", "Date bought must be a real date", ("day",)),
    ],
)
def test_what_is_told(day: str, month: str, year: str, told: str, wrong: tuple[str, ...]) -> None:
    field = typed(day, month, year)["bought"]
    assert field.problems == [told]
    assert field.wrong_parts == wrong


def test_optional_and_blank_is_no_date_but_half_of_one_is_an_error() -> None:
    blank = typed("", "", "", MaybeBought)
    assert blank.is_valid()
    assert blank.cleaned_data["bought"] is None
    assert not typed("1", "", "", MaybeBought).is_valid()


def test_a_form_without_the_boxes_has_no_date() -> None:
    form = MaybeBought({})
    assert form.is_valid()
    assert form.cleaned_data["bought"] is None


def test_a_known_date_fills_the_boxes() -> None:
    tree = parsed(Bought(initial={"bought": dt.date(2024, 3, 27)}).render())
    assert [box.attrs["value"] for box in tree.all("input")] == ["27", "3", "2024"]
    assert [label.text for label in tree.all("label")] == ["Day", "Month", "Year"]


@pytest.mark.parametrize(
    ("month", "changed"), [("3", False), ("March", False), ("4", True), ("", True), ("nonsense", True)]
)
def test_whether_it_was_changed(month: str, changed: bool) -> None:
    data = {"bought_day": "27", "bought_month": month, "bought_year": "2024"}
    form = Bought(data, initial={"bought": dt.date(2024, 3, 27)})
    assert form.has_changed() is changed
