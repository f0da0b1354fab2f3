"""One workbook for each kind of mistake: what is said, where, and whether the form can be used all the same."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from xlsforms import SETTINGS, YES_NO, Rows, ask, write

from custodes.survey import xlsform
from custodes.survey.problems import Problem


class Mistake(NamedTuple):
    """A workbook with one mistake, and what is said of it."""

    survey: Rows
    severity: str
    place: str
    what: str
    """Words of the sentence that says what is wrong."""
    mend: str = ""
    choices: Rows = ()
    settings: Rows = SETTINGS
    others: Mapping[str, Rows] = MappingProxyType({})


def begin(name: str, what: str = "group", **cells: str) -> dict[str, str | float]:
    return ask(name, f"begin_{what}", **cells)


END: dict[str, str | float] = {"type": "end_group"}
THEME, TECHNOLOGY, UNIT, REGISTER, COMPARABLE = (
    f"custodes::{column}" for column in ("theme", "technology", "unit", "register", "comparable")
)

MISTAKES = {
    "unknown type": Mistake(
        [ask("a", "tekst")], "error", "survey, row 2, type (A2)", "“tekst” is no type", "“text”"
    ),
    "unknown type with a list": Mistake(
        [ask("a", "select_oen yes_no"), ask("b", "select_one yes_no")],
        "error",
        "survey, row 2, type (A2)",
        "“select_oen yes_no” is no type",
        "“select_one”",
        YES_NO,
    ),
    "no type": Mistake([ask("a", ""), ask("b")], "error", "survey, row 2, type (A2)", "There is no type"),
    "no name": Mistake([ask("")], "error", "survey, row 2, name (B2)", "There is no name"),
    "name twice": Mistake(
        [ask("a"), ask("b"), ask("a")],
        "error",
        "survey, row 4, name (B4)",
        "“a” is taken already, by row 2",
    ),
    "name twice in different groups": Mistake(
        [begin("g"), ask("a"), END, begin("h"), ask("a"), END],
        "error",
        "survey, row 6, name (B6)",
        "“a” is taken already, by row 3",
    ),
    "name that is none": Mistake(
        [ask("2 cameras")],
        "error",
        "survey, row 2, name (B2)",
        "“2 cameras” cannot be a name",
        "“q_2_cameras”",
    ),
    "name that is reserved": Mistake([ask("meta")], "error", "survey, row 2, name (B2)", "XForms needs"),
    "group never ended": Mistake(
        [ask("a"), begin("g"), ask("b")],
        "error",
        "survey, row 3, type (A3)",
        "The group “g” that begins here is never ended",
        "end_group",
    ),
    "end of nothing": Mistake([ask("a"), END], "error", "survey, row 3, type (A3)", "none is open"),
    "end of the other kind": Mistake(
        [begin("g", "repeat"), ask("a"), END],
        "error",
        "survey, row 4, type (A4)",
        "Row 4 ends a group, but what is open is the repeat “g”, which row 2 began",
        "end_repeat",
    ),
    "select without a list": Mistake(
        [ask("a", "select_one")], "error", "survey, row 2, type (A2)", "No list of choices is named"
    ),
    "list that is not there": Mistake(
        [ask("a", "select_one yesno"), ask("b", "select_one yes_no")],
        "error",
        "survey, row 2, type (A2)",
        "There is no list “yesno”",
        "“yes_no”",
        YES_NO,
    ),
    "no sheet of choices": Mistake(
        [ask("a", "select_one yes_no")],
        "error",
        "survey, row 2, type (A2)",
        "the workbook has no sheet “choices”",
    ),
    "choice twice": Mistake(
        [ask("a", "select_one yes_no")],
        "error",
        "choices, row 4, name (B4)",
        "“yes” is in the list “yes_no” already, in row 2",
        choices=[*YES_NO, YES_NO[0]],
    ),
    "choice without a name": Mistake(
        [ask("a", "select_one yes_no")],
        "error",
        "choices, row 4, name (B4)",
        "This choice has no name",
        choices=[*YES_NO, {"list_name": "yes_no", "label": "Perhaps"}],
    ),
    "choice without a list": Mistake(
        [ask("a", "select_one yes_no")],
        "error",
        "choices, row 4, list_name (A4)",
        "This choice has no list_name",
        choices=[*YES_NO, {"name": "perhaps", "label": "Perhaps"}],
    ),
    "choice without a label": Mistake(
        [ask("a", "select_one yes_no")],
        "warning",
        "choices, row 4, label (C4)",
        "shown by its name",
        choices=[*YES_NO, {"list_name": "yes_no", "name": "perhaps"}],
    ),
    "space in a choice of several": Mistake(
        [ask("a", "select_multiple yes_no")],
        "error",
        "choices, row 4, name (B4)",
        "has a space in it",
        "“not_known”",
        [*YES_NO, {"list_name": "yes_no", "name": "not known", "label": "Not known"}],
    ),
    "list that nobody uses": Mistake(
        [ask("a")],
        "warning",
        "choices, row 2, list_name (A2)",
        "No question uses the list “yes_no”",
        choices=YES_NO,
    ),
    "no label": Mistake(
        [ask("a", label=""), ask("b")], "error", "survey, row 2, label (C2)", "There is no label"
    ),
    "hint alone": Mistake(
        [ask("a", label="", hint="As you like"), ask("b")],
        "warning",
        "survey, row 2, label (C2)",
        "the hint alone is shown",
    ),
    "required that is none": Mistake(
        [ask("a", required="perhaps")],
        "error",
        "survey, row 2, required (D2)",
        "“perhaps” is neither yes nor no",
    ),
    "read_only that is none": Mistake(
        [ask("a", read_only="x")], "error", "survey, row 2, read_only (D2)", "“x” is neither yes nor no"
    ),
    "unknown column": Mistake(
        [ask("a", wombat="x")],
        "warning",
        "survey, row 1, wombat (D1)",
        "“wombat” is no column",
        "is not read",
    ),
    "column nearly known": Mistake(
        [ask("a", relevent="true()")],
        "warning",
        "survey, row 1, relevent (D1)",
        "“relevent” is no column",
        "“relevant”",
    ),
    "our column nearly known": Mistake(
        [ask("a", **{"custodes::them": "use"})],
        "warning",
        "survey, row 1, custodes::them (D1)",
        "is no column",
        "“custodes::theme”",
    ),
    "column nearly known, of choices": Mistake(
        [ask("a", "select_one yes_no")],
        "warning",
        "choices, row 1, lable (D1)",
        "“lable” is no column",
        "“label”",
        [{**row, "lable": "x"} for row in YES_NO],
    ),
    "column twice": Mistake(
        [ask("a", relevant="true()", relevance="true()")],
        "error",
        "survey, row 1, relevance (E1)",
        "Columns D (“relevant”) and E (“relevance”) are the same one",
    ),
    "unknown name": Mistake(
        [ask("cameras", "integer"), ask("b", relevant="${camera} > 0")],
        "error",
        "survey, row 3, relevant (D3)",
        "“${camera}” is asked for",
        "“${cameras}”",
    ),
    "unknown name in a label": Mistake(
        [ask("a", label="How many of ${nothing}?")],
        "error",
        "survey, row 2, label (C2)",
        "“${nothing}” is asked for",
    ),
    "expression that is none": Mistake(
        [ask("a"), ask("b", relevant="${a} = ")],
        "error",
        "survey, row 3, relevant (D3)",
        "The expression “${a} =” cannot be used",
    ),
    "unknown function": Mistake(
        [ask("a", constraint="slected(., 'x')")],
        "error",
        "survey, row 2, constraint (D2)",
        "“slected”",
        "“selected”",
    ),
    "calculation that goes in a circle": Mistake(
        [
            ask("a", "calculate", calculation="${b} + 1"),
            ask("b", "calculate", calculation="${c} + 1"),
            ask("c", "calculate", calculation="${a} + 1"),
        ],
        "error",
        "survey, row 2, calculation (D2)",
        "a → b → c → a",
    ),
    "question that depends on itself": Mistake(
        [ask("a", relevant="${a} = 1")], "error", "survey, row 2, relevant (D2)", "“a” depends on itself"
    ),
    "group that depends on what is in it": Mistake(
        [begin("g", relevant="${a} = 1"), ask("a"), END],
        "error",
        "survey, row 2, relevant (D2)",
        "g → a → g",
    ),
    "answer that comes later": Mistake(
        [ask("a", relevant="${b} = 1"), ask("b")],
        "warning",
        "survey, row 2, relevant (D2)",
        "“b” comes only in row 3",
    ),
    "choice that is none": Mistake(
        [ask("a", "select_one yes_no"), ask("b", relevant="${a} = 'yess' or selected(${a}, 'no')")],
        "warning",
        "survey, row 3, relevant (D3)",
        "“yess” is no choice of “a”",
        "“yes”",
        YES_NO,
    ),
    "choice that is none, selected": Mistake(
        [ask("a", "select_multiple yes_no"), ask("b", relevant='not(selected( ${a}, "never" ))')],
        "warning",
        "survey, row 3, relevant (D3)",
        "“never” is no choice of “a”",
        "Its choices are yes, no",
        YES_NO,
    ),
    "answer of an earlier return": Mistake(
        [ask("a", default="${last-saved#a}")],
        "error",
        "survey, row 2, default (D2)",
        "last-saved# is not supported",
    ),
    "gap that others stop at": Mistake(
        [ask("a"), *[{} for _ in range(61)], ask("b")],
        "warning",
        "survey, row 64, type (A64)",
        "61 blank rows above",
    ),
    "nothing that is asked": Mistake([ask("a", "note")], "warning", "survey", "It asks nothing"),
    "nothing to calculate": Mistake(
        [ask("a", "calculate"), ask("b")], "error", "survey, row 2, calculation", "nothing to calculate"
    ),
    "unknown theme": Mistake(
        [ask("a", **{THEME: "inventry"})],
        "error",
        "survey, row 2, custodes::theme (D2)",
        "“inventry” is no theme",
        "“inventory”",
    ),
    "unknown technology": Mistake(
        [ask("a", **{TECHNOLOGY: "submarine"})],
        "error",
        "survey, row 2, custodes::technology (D2)",
        "“submarine” is no technology",
        "body_worn",
    ),
    "unknown unit": Mistake(
        [ask("a", "integer", **{UNIT: "furlongs"})],
        "error",
        "survey, row 2, custodes::unit (D2)",
        "“furlongs” is no unit",
    ),
    "unit of a text": Mistake(
        [ask("a", **{UNIT: "devices"})],
        "warning",
        "survey, row 2, custodes::unit (D2)",
        "“text” is no number",
    ),
    "unknown part of the register": Mistake(
        [ask("a", "integer", **{REGISTER: "device"})],
        "error",
        "survey, row 2, custodes::register (D2)",
        "“device” is no part of the register",
        "“devices”",
    ),
    "number of devices asked as text": Mistake(
        [ask("a", **{REGISTER: "devices"})],
        "error",
        "survey, row 2, custodes::register (D2)",
        "cannot be checked against an answer of type “text”",
        "integer",
    ),
    "operated, and no technology": Mistake(
        [ask("a", "select_one yes_no", **{REGISTER: "operated"})],
        "error",
        "survey, row 2, custodes::register (D2)",
        "needs to know of which technology",
        choices=YES_NO,
    ),
    "comparable with nothing": Mistake(
        [ask("a", **{COMPARABLE: "last time"})],
        "error",
        "survey, row 2, custodes::comparable (D2)",
        "“last time” names no question",
        "2019/ext_devices",
    ),
    "picture": Mistake(
        [ask("a", "image"), ask("b")], "warning", "survey, row 2, type (A2)", "“image” is left out"
    ),
    "barcode": Mistake([ask("a", "barcode")], "warning", "survey, row 2, type (A2)", "is asked as text"),
    "choices in a file": Mistake(
        [ask("a", "select_one_from_file places.csv")],
        "warning",
        "survey, row 2, type (A2)",
        "choices in another file are not read",
    ),
    "media": Mistake(
        [ask("a", **{"media::image": "map.png"})],
        "warning",
        "survey, row 1, media::image (D1)",
        "pages of a return show no media",
    ),
    "sheet of entities": Mistake(
        [ask("a")],
        "warning",
        "entities",
        "entities are not kept",
        others={"entities": [{"list_name": "sites", "label": "concat('Site ', ${a})"}]},
    ),
    "sheet nearly known": Mistake(
        [ask("a")], "warning", "choises", "No sheet of this name", "“choices”", others={"choises": YES_NO}
    ),
    "no version": Mistake(
        [ask("a")],
        "warning",
        "settings, row 2",
        "no version",
        settings=[{"form_title": "A form", "form_id": "a"}],
    ),
    "no settings": Mistake(
        [ask("a")], "warning", "the workbook", "no form_title, no form_id, no version", settings=()
    ),
    "settings twice": Mistake(
        [ask("a")],
        "warning",
        "settings, row 3, form_title (A3)",
        "Only row 2",
        settings=[*SETTINGS, *SETTINGS],
    ),
    "translation that is missing": Mistake(
        [
            {"type": "text", "name": "a", "label::English (en)": "A?", "label::Cymraeg (cy)": "A?"},
            {"type": "text", "name": "b", "label::English (en)": "B?"},
        ],
        "warning",
        "survey, row 3, label::English (en) (C3)",
        "There is no label in Cymraeg (cy) here",
        "label::Cymraeg (cy)",
    ),
    "what only pyxform refuses": Mistake(
        [ask("a", "range", parameters="start=1 end=5 step=wombat")],
        "error",
        "survey, row 2",
        "pyxform, which ODK and Kobo read forms with, refuses",
    ),
}


def read(mistake: Mistake, folder: Path) -> xlsform.Reading:
    form = write(folder / "form.xlsx", mistake.survey, mistake.choices, mistake.settings, **mistake.others)
    return xlsform.read(form)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_said_once_with_its_place_and_how_to_mend_it(
    mistake: Mistake, tmp_path: Path
) -> None:
    reading = read(mistake, tmp_path)
    (problem,) = reading.problems
    assert (problem.severity, problem.place) == (mistake.severity, mistake.place)
    assert mistake.what in problem.what
    assert mistake.mend in problem.mend
    assert problem.mend
    assert (reading.instrument is None) == (problem.severity == "error")


def test_all_mistakes_of_one_workbook_are_said_at_once(tmp_path: Path) -> None:
    survey = [
        ask("ok"),
        ask("a", "tekst"),
        ask("a", required="perhaps"),
        ask("b c", "select_one nothing"),
        begin("g", relevant="${nobody} = 1"),
        ask("d", label="", relevant="${ok} ="),
        ask("e", "select_one yes_no", **{THEME: "nothing"}),
        ask("f", "calculate", calculation="${h}"),
        ask("h", "calculate", calculation="${f}"),
        {"type": "end_repeat", "relevent": "x"},
    ]
    reading = xlsform.read(write(tmp_path / "form.xlsx", survey, [*YES_NO, YES_NO[0]], others=()))
    assert places(reading.problems) == {
        "survey, row 1, relevent (H1)",
        "survey, row 3, type (A3)",
        "survey, row 4, name (B4)",
        "survey, row 4, required (D4)",
        "survey, row 5, type (A5)",
        "survey, row 5, name (B5)",
        "survey, row 6, relevant (E6)",
        "survey, row 7, label (C7)",
        "survey, row 7, relevant (E7)",
        "survey, row 8, custodes::theme (F8)",
        "survey, row 9, calculation (G9)",
        "survey, row 11, type (A11)",
        "choices, row 4, name (B4)",
    }
    assert [p.row for p in reading.problems if p.sheet == "survey"] == sorted(
        p.row for p in reading.problems if p.sheet == "survey"
    )


def places(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.place for problem in problems}


@pytest.mark.parametrize("missing", ["type", "name", "label"])
def test_a_column_that_is_missing_is_said_once(missing: str, tmp_path: Path) -> None:
    rows = [{key: value for key, value in ask(name).items() if key != missing} for name in "abc"]
    (problem,) = xlsform.read(write(tmp_path / "form.xlsx", rows)).problems
    assert problem.place == "survey"
    assert f"There is no column “{missing}”" in problem.what


def test_a_workbook_without_a_survey_names_the_sheets_that_are_there(tmp_path: Path) -> None:
    reading = xlsform.read(write(tmp_path / "form.xlsx", [], Cameras=[{"Make": "Axis"}]))
    (problem,) = [p for p in reading.problems if p.severity == "error"]
    assert "There is no sheet “survey”, only “settings”, “Cameras”" in problem.what


def test_a_survey_without_questions_is_no_form(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        book.add_worksheet("survey").write_row(0, 0, ["type", "name", "label"])
    assert any("There is no question" in p.what for p in xlsform.read(tmp_path / "form.xlsx").problems)


def test_merged_cells_are_said_since_others_find_them_blank(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "form.xlsx")) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["text", "a", "A?"])
        sheet.write_row(2, 0, ["text", "b"])
        sheet.merge_range("C2:C3", "A and B?")
    reading = xlsform.read(tmp_path / "form.xlsx")
    assert any("Cells C2:C3 are merged" in p.what for p in reading.problems)


def test_more_than_a_thousand_problems_are_not_looked_for(tmp_path: Path) -> None:
    rows = [ask(f"q{number}", "tekst") for number in range(1_200)]
    reading = xlsform.read(write(tmp_path / "form.xlsx", rows))
    assert len(reading.problems) == 1_001
    assert reading.problems[0].what == "There are more than 1,000 problems. The rest was not looked for."
    assert reading.instrument is None


def test_groups_in_groups_without_end_are_no_crash(tmp_path: Path) -> None:
    rows = [*(begin(f"g{n}") for n in range(3_000)), ask("a"), *[END] * 3_000]
    (problem,) = xlsform.read(write(tmp_path / "form.xlsx", rows)).problems
    assert problem.place == "survey, row 22, type (A22)"
    assert "more than 20 deep" in problem.what


def test_a_long_cell_is_not_told_whole(tmp_path: Path) -> None:
    reading = xlsform.read(write(tmp_path / "form.xlsx", [ask("a", relevant="1 +" * 5_000)]))
    (problem,) = reading.problems
    assert len(problem.what) < 450
    assert problem.what.startswith("The expression “1 +1 +")
    assert "…" in problem.what


def test_a_long_chain_is_no_circle_and_a_long_circle_is_one(tmp_path: Path) -> None:
    rows = [ask("q0", "integer")]
    rows += [ask(f"q{n}", "calculate", calculation=f"${{q{n - 1}}} + 1") for n in range(1, 3_000)]
    assert xlsform.read(write(tmp_path / "form.xlsx", rows)).problems == ()
    rows[0] = ask("q0", "calculate", calculation="${q2999}")
    (problem,) = xlsform.read(write(tmp_path / "form.xlsx", rows)).problems
    assert problem.what.startswith("It goes round in a circle: q0 → q2999 → q2998 → ")
    assert problem.what.endswith(" → … → q1 → q0.")
