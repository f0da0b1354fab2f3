"""What stands in a downloaded workbook: the right cells open, lists to choose from, and no formula anywhere."""

import io
import re
import zipfile

import pytest
from offline_returns import EVERY_KIND, downloaded
from refilled import KEY, sheets_of
from waves import answered, instrument, kept, wave

from cast import Cast
from custodes.survey import actions
from custodes.survey.filling import Form
from custodes.survey.models import Return
from custodes.survey.offline.conditions import in_words
from custodes.survey.offline.writing import sheet_name


@pytest.fixture
def begun(cast: Cast) -> Return:
    run = wave(kept(cast.office, cast.analyst, EVERY_KIND), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def unlocked(data: bytes, sheet: int) -> set[str]:
    """The cells of a sheet that are open to be filled in."""
    formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", part(data, "xl/styles.xml").partition("<cellXfs")[2])
    open_ = {str(at) for at, one in enumerate(formats) if 'locked="0"' in one}
    cells = re.findall(r'<c r="(\w+)" s="(\d+)"', part(data, f"xl/worksheets/sheet{sheet}.xml"))
    return {cell for cell, style in cells if style in open_}


def hidden(data: bytes, sheet: int) -> set[int]:
    """The columns of a sheet that are hidden, from 1."""
    columns = re.findall(
        r'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', part(data, f"xl/worksheets/sheet{sheet}.xml")
    )
    return {at for first, last in columns for at in range(int(first), int(last) + 1)}


def test_people_write_where_they_answer_and_nowhere_else(cast: Cast, begun: Return) -> None:
    data = downloaded(begun, sections=["general"])
    assert 'sheet="1"' in part(data, "xl/worksheets/sheet2.xml")
    assert "password" not in part(data, "xl/worksheets/sheet2.xml")
    rows = sheets_of(data)["1 General"]
    number = {row[rows[2].index(KEY)]: at for at, row in enumerate(rows, 1) if row[rows[2].index(KEY)]}
    found = unlocked(data, 2)
    assert {f"{column}{number['words']}" for column in "CDEG"} <= found
    assert f"F{number['words']}" not in found  # nothing else can be said of a text
    assert f"F{number['shares']}" in found
    assert f"C{number['several']}" not in found
    assert f"C{number['several#yes']}" in found
    assert not any(cell[0] in "ABHIJK" for cell in found)
    assert hidden(data, 2) == {8, 9, 10, 11}
    assert hidden(data, 3) == {6, 8, 9, 10, 11}  # in no question of it something else can be said
    assert unlocked(data, 1) == unlocked(data, 3) == set()


def test_lists_numbers_and_days_are_offered_by_the_program(begun: Return) -> None:
    sheet = part(downloaded(begun), "xl/worksheets/sheet2.xml")
    rules = re.findall(r'<dataValidation type="(\w+)"', sheet)
    assert {"list", "whole", "decimal", "date"} <= set(rules)
    assert "choices!$A$1:$A$3" in sheet
    assert sheets_of(downloaded(begun))["choices"][0][0] == "Yes"


def test_no_text_is_a_formula(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"words": '=HYPERLINK("http://x.test")', "place[1]": "@SUM(1)", "runs": "+1"})
    data = downloaded(begun, name="=cmd|' /C calc'!A0")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)


def test_what_is_not_asked_says_so_and_when_it_is(cast: Cast, begun: Return) -> None:
    condition = "Asked if the answer to “Do you run them?” is “Yes”."
    for runs, asked in (("no", False), ("yes", True)):
        answered(begun, cast.lead, {"runs": runs})
        rows = sheets_of(downloaded(begun))["1 General"]
        said = next(row[1] for row in rows if "several" in row)
        assert condition in said
        assert ("Not asked as the answers stand now." in said) is not asked


def test_the_first_sheet_says_what_it_is_and_by_when(cast: Cast, begun: Return) -> None:
    first = next(iter(sheets_of(downloaded(begun)).values()))
    told = {row[0]: row[1] for row in first if row[1]}
    assert told["Return of"] == "Oxmere Constabulary (fictional)"
    assert told["You fill in"] == "All sections"
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}", told["To be submitted by"])


CONDITIONS = [
    ("", ""),
    ("${runs} = 'yes'", "Asked if the answer to “Do you run them?” is “Yes”."),
    ("${runs} = 'yes' or ${runs} = 'no'", "Asked if the answer to “Do you run them?” is “Yes” or “No”."),
    (
        "${runs} = 'yes' or ${cameras} > 3",
        "Asked if the answer to “Do you run them?” is “Yes” or the answer to “How many?” is more than 3.",
    ),
    ("selected(${several}, 'no')", "Asked if “No” is among the answers to “Which of these?”."),
    ("not(selected(${several}, 'no'))", "Asked if “No” is not among the answers to “Which of these?”."),
    ("${words} != ''", "Asked if “What do you do?” has an answer."),
    ("${cameras} = 1 or ${cameras} = 2", "Asked if the answer to “How many?” is 1 or 2."),
    (
        "(${runs} = 'yes' and ${cameras} > 3) or ${cost} < 2",
        "Asked depending on the answers to “Do you run them?”, “How many?”, “What does it cost?”.",
    ),
    (
        "${runs} = 'yes' and ${cameras} > 3 or ${cost} < 2",
        "Asked depending on the answers to “Do you run them?”, “How many?”, “What does it cost?”.",
    ),
    ("today() > '2026-01-01'", "Not asked of everybody."),
]


@pytest.mark.parametrize(("relevant", "said"), CONDITIONS, ids=lambda text: text[:30])
def test_conditions_are_put_in_words_where_that_is_safe(relevant: str, said: str) -> None:
    assert in_words(FORM, relevant) == said


FORM = Form.of(instrument(EVERY_KIND))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("What [we]: hold / run?", "3 What  we   hold   run"),
        ("A very long section that no tab can hold", "3 A very long section that no t"),
        ("'Quoted'", "3  Quoted"),
        ("", "3"),
    ],
)
def test_sheets_have_names_that_programs_take(label: str, name: str) -> None:
    assert sheet_name(3, label) == name
    assert len(name) <= 31
