"""An instrument that is written and read again is the same; so are those that ship, and what others wrote is read."""

import datetime as dt
import os
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert
from xlsforms import YES_NO, ask, write

from custodes.errors import NothingFound, PackError
from custodes.evidence.words import TECHNOLOGIES
from custodes.survey import shipped, vocabulary, writing, xlsform
from custodes.survey.expressions import FORM, Context, Names, compile, tree
from custodes.survey.instrument import ALWAYS, Choice, Group, Instrument, Question, Repeat
from custodes.survey.types import understand

ENGLISH, WELSH = "English (en)", "Cymraeg (cy)"


def both(text: str) -> dict[str, str]:
    return {ENGLISH: text, WELSH: f"{text} (cy)"}


PLACES = (
    Choice("north", both("North"), {"part": "upper"}),
    Choice("south", both("South"), {"part": "lower"}),
)
EVERYTHING = Instrument(
    "everything",
    "Everything at once (fictional)",
    "2026.1",
    (ENGLISH, WELSH),
    (
        Question("text", "first", both("=1+1 is what?"), both("+44 and so on"), required=ALWAYS),
        Group(
            "section",
            both("A section"),
            (
                Question(
                    "select_one",
                    "part",
                    both("Which part?"),
                    list_name="parts",
                    choices=(Choice("upper", both("Upper")), Choice("lower", both("Lower"))),
                    or_other=True,
                    theme="use",
                    technology="drone",
                    register="operated",
                    comparable=("2019/part", "2022/which"),
                ),
                Question(
                    "select_multiple",
                    "places",
                    both("Which places?"),
                    list_name="places",
                    choices=PLACES,
                    choice_filter="part = ${part}",
                    appearance="minimal",
                ),
                Repeat(
                    "cameras",
                    both("Cameras"),
                    (
                        Question(
                            "integer",
                            "number",
                            both("How many?"),
                            constraint=". >= 0",
                            constraint_message=both("0 or more"),
                            default="0",
                            required="${part} = 'upper'",
                            unit="devices",
                            technology="drone",
                            register="devices",
                        ),
                    ),
                    relevant="count-selected(${places}) > 0",
                    count="count-selected(${places})",
                ),
            ),
            both("What to know"),
            relevant="${first} != ''",
            appearance="field-list",
        ),
        Question("calculate", "sum", {}, calculation="sum(${number})", unit="devices"),
        Question("range", "how_sure", both("How sure?"), parameters="start=1 end=5 step=1"),
        Question("note", "thanks", both("Thanks: ${sum}"), read_only=ALWAYS),
        Question("date", "day", both("Which day?"), relevant="${sum} > 0"),
    ),
    "What it is about",
    "Where it is from",
)


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    writing.write(EVERYTHING, tmp_path / "form.xlsx")
    reading = xlsform.read(tmp_path / "form.xlsx")
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert reading.instrument == EVERYTHING


def test_the_same_instrument_is_written_as_the_same_sheets(tmp_path: Path) -> None:
    """And once read, it is written the same again."""
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    writing.write(EVERYTHING, first)
    writing.write(xlsform.read(first).found, second)
    assert cells(first) == cells(second)


def cells(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    import zipfile

    writing.write(EVERYTHING, tmp_path / "form.xlsx")
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"<f>" not in sheets
    assert b"=1+1 is what?" in sheets


def test_the_headings_stay_in_view_and_columns_are_wide_enough(tmp_path: Path) -> None:
    import zipfile

    writing.write(EVERYTHING, tmp_path / "form.xlsx")
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        survey = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in survey
    assert 'ySplit="1"' in survey


@pytest.mark.parametrize("name", shipped.names())
def test_every_instrument_that_ships_is_without_fault_and_pyxform_accepts_it(
    name: str, tmp_path: Path
) -> None:
    found = shipped.load(name)
    writing.write(found, tmp_path / "form.xlsx")
    reading = xlsform.read(tmp_path / "form.xlsx")
    assert reading.problems == ()
    assert reading.instrument == found
    said: list[str] = []
    convert(tmp_path / "form.xlsx", warnings=said)
    assert said == []


@pytest.mark.parametrize("name", shipped.names())
def test_every_instrument_that_ships_says_what_it_is_and_what_each_question_is_about(name: str) -> None:
    found = shipped.load(name)
    assert found.id == name
    assert found.version
    assert found.about
    assert "http" in found.source
    assert all(question.theme for question in found.questions())


def test_the_police_survey_asks_119_questions_the_same_of_each_technology() -> None:
    found = shipped.load("police-survey")
    assert [asked for _, asked in found.sections()] == [15] + [13] * 8
    assert sum(question.asked for question in found.questions()) == 119
    blocks: dict[str, list[tuple[str, str, str, str]]] = {}
    for question in found.questions():
        if question.technology:
            ending = question.name.partition("_")[2]
            blocks.setdefault(question.technology, []).append(
                (ending, question.kind, question.theme, question.register)
            )
    assert set(blocks) == TECHNOLOGIES - {"cctv"}
    assert len({tuple(block) for block in blocks.values()}) == 1


def test_a_block_of_a_technology_is_asked_where_it_is_operated_alone() -> None:
    found = shipped.load("police-survey")
    sections = [item for item in found.items if isinstance(item, Group)]
    for section in sections[1:]:
        (details,) = [item for item in section.items if isinstance(item, Group)]
        assert details.relevant == (
            f"${{{section.name}_operated}} = 'own' or ${{{section.name}_operated}} = 'shared'"
        )


@pytest.mark.parametrize(
    ("answer", "asked"), [("own", True), ("shared", True), ("lead_body", False), ("no", False), ("", False)]
)
def test_what_is_asked_of_a_technology_depends_on_who_operates_it(answer: str, asked: bool) -> None:
    """The expressions of the survey, worked out over answers."""
    found = shipped.load("police-survey")
    drones = next(item for item in found.items if isinstance(item, Group) and item.name == "uav")
    details = next(item for item in drones.items if isinstance(item, Group))
    operated = FORM.inside("uav").inside("uav_operated")
    relevant = compile(details.relevant, names=Names([operated]), at=FORM.inside("uav").inside(details.name))
    answers = tree({"uav": {"uav_operated": answer}})
    assert relevant.as_boolean(Context(answers, dt.date(2026, 6, 1))) is asked


def test_a_council_is_asked_about_25_questions() -> None:
    assert sum(question.asked for question in shipped.load("council-survey").questions()) == 25


def test_an_instrument_that_does_not_ship_is_not_found_and_the_nearest_is_named() -> None:
    with pytest.raises(NothingFound) as caught:
        shipped.load("police-survy")
    assert "“police-survey”" in caught.value.mend


@pytest.mark.parametrize(
    "text",
    [
        "id = ",
        'id = "a"',
        'id = "a"\ntitle = "A"\nversion = "1"\nlanguage = ""\n[[section]]\nname = "s"\nwombat = 1',
        'id = "a"\ntitle = "A"\nversion = "1"\nlanguage = ""\n[[section]]\nname = "s"\n[[section.question]]\nname = "q"\ntype = "tekst"',
    ],
)
def test_a_pack_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(PackError):
        shipped.parse(text, "a.toml")


def test_every_type_that_pyxform_knows_is_known() -> None:
    not_types = {"select one external"}  # only with the name of its list behind it
    unknown = [
        kind
        for kind in sorted(set(QUESTION_TYPE_DICT) - not_types)
        if understand(kind) is None and understand(f"{kind} a_list") is None
    ]
    assert unknown == []


def test_every_column_of_a_term_has_terms_and_every_link_kinds_that_are_there() -> None:
    names = {kind.name for kind in vocabulary.kinds().values()}
    assert all(vocabulary.terms(column) for column in ("theme", "technology", "unit", "register"))
    assert all(set(link.kinds) <= names for link in vocabulary.links().values())


def test_old_ways_to_write_a_form_are_read(tmp_path: Path) -> None:
    """Headings and types as forms of ten years ago have them."""
    form = write(
        tmp_path / "form.xlsx",
        [
            {"command": "begin group", "tag": "g", "caption": "A group"},
            {"command": "select all that apply from yes_no", "tag": "a", "caption": "A?", "relevance": ""},
            {"command": "int", "tag": "b", "caption": "B?", "relevance": "selected(${a}, ‘yes’)"},
            {"command": "end group"},
        ],
        YES_NO,
    )
    reading = xlsform.read(form)
    assert reading.problems == ()
    first, second = reading.found.questions()
    assert (first.kind, [choice.name for choice in first.choices]) == ("select_multiple", ["yes", "no"])
    assert (second.kind, second.relevant) == ("integer", "selected(${a}, 'yes')")


def test_numbers_in_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    choices = [{"list_name": "n", "name": number, "label": f"{number}"} for number in (1, 2)]
    settings = [{"form_title": "A", "form_id": "a", "version": 2026}]
    reading = xlsform.read(write(tmp_path / "form.xlsx", [ask("a", "select_one n")], choices, settings))
    assert reading.problems == ()
    assert reading.found.version == "2026"
    assert [choice.name for choice in next(reading.found.questions()).choices] == ["1", "2"]


def examples() -> list[Path]:
    """Forms that others wrote: the folder that XLSFORM_EXAMPLES names, such as pyxform's own examples."""
    folder = os.environ.get("XLSFORM_EXAMPLES", "")
    return sorted(Path(folder).glob("*.xls*")) if folder else []


@pytest.mark.skipif(not examples(), reason="XLSFORM_EXAMPLES names no folder with forms")
def test_what_pyxform_accepts_is_read() -> None:
    refused = {}
    for path in examples():
        try:
            convert(path.read_bytes())
        except Exception:
            continue
        wrong = [p for p in xlsform.read(path).problems if p.severity == "error"]
        if wrong:
            refused[path.name] = wrong
    assert refused == {}
