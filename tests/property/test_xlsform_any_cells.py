"""Whatever stands in the cells of a workbook: it is read or its faults are said, and what is read can be written."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsforms import write

from custodes.survey import writing, xlsform
from custodes.survey.instrument import ALWAYS, Choice, Group, Instrument, Question, Repeat, Words

NAMES = st.sampled_from(["a", "b", "c", "g", "yes_no", "", "a b", "ä", "1", "meta", "${a}"])
TYPES = st.sampled_from(
    [
        "text",
        "integer",
        "select_one yes_no",
        "select_multiple yes_no or_other",
        "select_one ${a}",
        "rank yes_no",
        "begin_group",
        "begin repeat",
        "end_group",
        "end repeat",
        "calculate",
        "note",
        "image",
        "range",
        "tekst",
        "",
    ]
)
EXPRESSIONS = st.sampled_from(
    ["", "${a} = 'yes'", "${b} > ", ". > 1", "selected(${a}, 'x')", "count(${g})", "${ }", "yes", "=1", "’"]
)
ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
SURVEY = st.lists(
    st.fixed_dictionaries(
        {"type": TYPES | ANY, "name": NAMES | ANY, "label": ANY},
        optional=dict.fromkeys(
            ("relevant", "constraint", "calculation", "required", "default", "choice_filter"),
            EXPRESSIONS | ANY,
        )
        | {f"custodes::{column}": ANY | st.just("devices") for column in ("theme", "register", "comparable")},
    ),
    min_size=1,
    max_size=8,
)
CHOICES = st.lists(
    st.fixed_dictionaries(
        {"list_name": NAMES, "name": NAMES | ANY, "label": ANY}, optional={"part": ANY, "label::Welsh": ANY}
    ),
    max_size=4,
)
SETTINGS = st.lists(st.fixed_dictionaries({"form_title": ANY, "form_id": NAMES, "version": ANY}), max_size=2)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(SURVEY, CHOICES, SETTINGS)
def test_any_workbook_is_read_or_its_faults_are_said(
    survey: list[dict[str, str]], choices: list[dict[str, str]], head: list[dict[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reading = xlsform.read(write(Path(folder) / "form.xlsx", survey, choices, head))
        assert all(problem.what and problem.mend and problem.place for problem in reading.problems)
        if reading.instrument is None:
            return
        writing.write(reading.instrument, Path(folder) / "again.xlsx")
        again = xlsform.read(Path(folder) / "again.xlsx")
        assert again.errors == 0
        assert list(again.found.questions()) == list(reading.instrument.questions())


WORDS = st.text(
    st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="$"), min_size=1, max_size=30
)
LABEL = WORDS.map(lambda text: " ".join(text.split())).filter(lambda text: text.strip("’‘“”") != "")
LANGUAGES = ("English (en)", "Cymraeg (cy)")
LISTS = {
    "yes_no": (("yes", "Yes"), ("no", "No"), ("not_known", "Not known")),
    "places": (("north", "North"), ("1", "One")),
}


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """An instrument without fault, up to three groups deep."""
    languages = draw(st.sampled_from([("",), LANGUAGES, LANGUAGES[::-1]]))
    names = iter(range(1_000))

    def words() -> Words:
        return {language: draw(LABEL) for language in languages}

    def question(name: str) -> Question:
        list_name = draw(st.sampled_from(["", *LISTS]))
        kinds = (
            ["select_one", "select_multiple", "rank"] if list_name else ["text", "integer", "date", "note"]
        )
        kind = draw(st.sampled_from(kinds))
        choices = tuple(
            Choice(value, {language: f"{label} {language}".strip() for language in languages})
            for value, label in LISTS.get(list_name, ())
        )
        return Question(
            kind,
            name,
            words(),
            words() if draw(st.booleans()) else {},
            required=draw(st.sampled_from(["", ALWAYS])),
            relevant=draw(st.sampled_from(["", "true()", "1 < 2 and 'a' != \"b\""])),
            list_name=list_name,
            choices=choices,
            or_other=bool(list_name) and kind != "rank" and draw(st.booleans()),
            theme=draw(st.sampled_from(["", "use", "costs"])),
            unit="devices" if kind == "integer" and draw(st.booleans()) else "",
            comparable=draw(st.sampled_from([(), ("2019/a",), ("2019/a", "2022/b")])),
        )

    def items(depth: int, least: int) -> tuple[Question | Group, ...]:
        found: list[Question | Group] = [
            question(f"q{next(names)}") for _ in range(draw(st.integers(least, 3)))
        ]
        if depth and draw(st.booleans()):
            kind = draw(st.sampled_from([Group, Repeat]))
            found.append(kind(f"g{next(names)}", words(), items(depth - 1, 1)))
        return tuple(found)

    return Instrument("made_up", draw(LABEL), draw(LABEL), languages, items(3, 1), draw(LABEL))


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(instruments())
def test_any_instrument_is_written_and_read_as_it_was(made: Instrument) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writing.write(made, Path(folder) / "form.xlsx")
        reading = xlsform.read(Path(folder) / "form.xlsx")
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert reading.instrument == made
