"""What cannot be read of a workbook is named with its place; everything else is kept, and nothing is guessed."""

from typing import Any

import pytest
from offline_returns import EVERY_KIND, downloaded, kinds, merged, standing, uploaded
from refilled import KEY, Sheets, as_xlsx, filled_in, sheets_of
from waves import answered, kept, wave

from cast import Cast
from custodes.errors import UnreadableInput
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Return, Wave
from custodes.survey.offline import opening
from custodes.survey.offline.comparing import compare
from custodes.survey.offline.opening import open_return


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst, EVERY_KIND), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def row_of(data: bytes, key: str) -> tuple[str, int]:
    """The sheet and the number of the row of a question, as people see them."""
    for name, rows in sheets_of(data).items():
        for number, row in enumerate(rows, 1):
            if key in row:
                return name, number
    raise AssertionError(key)


UNCLEAR: list[tuple[dict[str, Any], str]] = [
    ({"runs": "Maybe"}, "“Maybe” is not among the choices."),
    ({"several#no": "perhaps"}, "“perhaps” does not say whether this is chosen."),
    ({"order#yes": "first"}, "A place is a whole number."),
    ({"order#yes": 1, "order#no": 1}, "Two choices have the same place."),
    (
        {"words": {"Your answer": "Much", "State": "Not known"}},
        "There is an answer, and the state says “Not known”.",
    ),
    ({"words": {"State": "Perhaps"}}, "“Perhaps” is no state of an answer."),
    ({"words": {"State": "Withheld"}}, "Say which exemption applies."),
    (
        {"words": {"Your answer": "Much", "Exemption, if withheld": "s.31"}},
        "An exemption stands beside an answer that is not withheld.",
    ),
    (
        {"shares": {"Your answer": "Yes", "If something else, what": "the county"}},
        "It says what else it is, and “Something else” is not chosen.",
    ),
    ({"words": "x" * 20_001}, "An answer can have 20,000 characters."),
]


@pytest.mark.parametrize(("cells", "what"), UNCLEAR, ids=lambda value: str(value)[:30])
def test_what_is_unclear_is_named_with_its_place_and_the_rest_is_kept(
    cast: Cast, begun: Return, cells: dict[str, Any], what: str
) -> None:
    data = filled_in(downloaded(begun), {**cells, "cameras": 7})
    reading = uploaded(begun, data)
    (problem,) = reading.problems
    assert problem.what == what
    assert problem.mend
    assert (problem.sheet, problem.row) == row_of(data, next(iter(cells)).partition("#")[0])
    assert [edit.key for edit in reading.edits] == ["cameras"]


def without(sheets: Sheets, column: str) -> bytes:
    """Every sheet without a column."""
    for rows in sheets.values():
        head = next((row for row in rows if column in row), None)
        at = head.index(column) if head else None
        for row in rows if at is not None else ():
            del row[at]
    return as_xlsx(sheets)


@pytest.mark.parametrize("column", [KEY, "custodes::digest", "Note", "State"])
def test_a_column_that_was_deleted_is_named_once_for_a_sheet(cast: Cast, begun: Return, column: str) -> None:
    answered(begun, cast.lead, {"words": Given(State.ANSWERED, "Much", note="Asked before")})
    reading = uploaded(begun, without(sheets_of(filled_in(downloaded(begun), {"cameras": 7})), column))
    assert reading.edits == []
    assert [(one.sheet, f"“{column}”" in one.what) for one in reading.problems] == [
        ("1 General", True),
        ("2 Parts", True),
    ]


def test_the_row_of_a_choice_that_was_deleted_takes_nothing_out(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "several": "yes no"})
    sheets = sheets_of(downloaded(begun))
    sheets["1 General"] = [row for row in sheets["1 General"] if "several#no" not in row]
    reading = uploaded(begun, as_xlsx(sheets))
    assert reading.edits == []
    assert [one.what for one in reading.problems] == [
        "The row of the choice “No” is missing, so nobody can say whether it is chosen."
    ]


def test_a_workbook_of_another_return_is_named_and_not_read(cast: Cast, autumn: Wave, begun: Return) -> None:
    other = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    reading = uploaded(begun, filled_in(downloaded(other), {"cameras": 7}))
    assert (reading.edits, reading.questions) == ([], 0)
    assert {one.what for one in reading.problems} == {"From this row on, questions are of another return."}
    assert [one.sheet for one in reading.problems] == ["1 General", "2 Parts"]


def test_of_an_earlier_version_of_the_form_what_is_asked_the_same_is_read(
    cast: Cast, autumn: Wave, begun: Return
) -> None:
    data = filled_in(downloaded(begun), {"cameras": 7, "words": "Much"})
    amended = EVERY_KIND.replace("What do you do?", "What do you do now?")
    autumn.instrument = kept(cast.office, cast.analyst, amended, version="2")
    autumn.save()
    begun.refresh_from_db()
    reading = uploaded(begun, data)
    assert [edit.key for edit in reading.edits] == ["cameras"]
    assert [(one.sheet, one.row) for one in reading.problems] == [row_of(data, "words")]
    assert "earlier version" in reading.problems[0].what


def test_an_answer_beside_no_question_is_named(cast: Cast, begun: Return) -> None:
    sheets = sheets_of(downloaded(begun))
    head = next(row for row in sheets["2 Parts"] if KEY in row)
    stray = [""] * len(head)
    stray[head.index("Your answer")] = "And a further site"
    sheets["2 Parts"].append(stray)
    (problem,) = uploaded(begun, as_xlsx(sheets)).problems
    assert (problem.sheet, problem.row) == ("2 Parts", len(sheets["2 Parts"]))


def test_a_copied_sheet_counts_once_and_two_answers_are_asked_about(cast: Cast, begun: Return) -> None:
    first, second = (
        sheets_of(filled_in(downloaded(begun), {"cameras": number, "words": "Much"})) for number in (7, 8)
    )
    copied = as_xlsx({**first, "Copy": sheets_of(downloaded(begun))["1 General"]})
    assert kinds(begun, copied) == {"words": "new", "cameras": "new"}
    reading = uploaded(begun, as_xlsx({**first, "Copy": second["1 General"]}))
    assert [one.sheet for one in reading.problems] == ["Copy"]
    assert {edit.key: edit.given.value for edit in reading.edits} == {"words": "Much", "cameras": "7"}


def test_sections_of_others_are_read_by_nobody_else(cast: Cast, begun: Return) -> None:
    data = filled_in(downloaded(begun), {"cameras": 7, "place[1]": "Mill Lane"})
    reading = uploaded(begun, data, sections=["general"])
    assert [edit.key for edit in reading.edits] == ["cameras"]
    assert [one.what for one in reading.problems] == [
        "“Parts” is filled in by others, so this answer is not taken."
    ]


def test_what_a_body_says_otherwise_goes_out_and_comes_back(cast: Cast, begun: Return) -> None:
    from custodes.survey.models import Answer, Covered

    Covered.objects.create(of=begun, wave=begun.wave, body=cast.thornby, section="general")
    answered(begun, cast.lead, {"cameras": "120"})
    actions.save_answer(
        by=cast.lead, of=begun, key="cameras", given=Given(State.ANSWERED, "3"), base=0, body=cast.thornby
    )
    assert kinds(begun, downloaded(begun)) == {}
    data = filled_in(downloaded(begun), {"cameras@thornby": 4})
    (one,) = compare(begun, uploaded(begun, data).edits)
    assert (one.name, one.kind.value, one.now.value) == ("cameras@thornby", "changed", "3")
    taken = [actions.Merging("cameras", one.edit.given, one.revision, cast.thornby)]
    actions.merge(by=cast.lead, of=begun, answers=taken)
    assert Answer.objects.get(body=cast.thornby).value == "4"
    assert standing(begun) == {"cameras": "120"}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is not a workbook"),
        (b"name,answer\n", "is not a workbook"),
        (b"PK\x03\x04 and then nothing", "is damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableInput, match=what):
        open_return(data, "answers.xlsx")


def test_a_workbook_that_would_unpack_too_large_is_refused_unread(
    begun: Return, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGEST", 10_000)
    with pytest.raises(UnreadableInput, match="would unpack to over"):
        open_return(downloaded(begun), "answers.xlsx")


def test_a_workbook_without_any_sheet_of_a_return_says_so(begun: Return) -> None:
    reading = uploaded(begun, as_xlsx({"Sheet1": [["Camera", "Site"], ["1", "Quay"]]}))
    assert [one.what for one in reading.problems] == ["There is no sheet of a return in this workbook."]


def test_merging_takes_what_fits_a_return_that_is_open_alone(cast: Cast, begun: Return) -> None:
    from custodes.errors import Conflict

    data = filled_in(downloaded(begun), {"cameras": 7})
    seen = compare(begun, uploaded(begun, data).edits)
    answered(begun, cast.lead, {"words": "Much"})
    begun.refresh_from_db()
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    with pytest.raises(Conflict):
        merged(begun, cast.lead, seen)
    assert standing(begun) == {"words": "Much"}
