"""Where figures stand in a text, and that no text is too odd to be read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from known_wave import KNOWN

from custodes.publication.figures.checking.checked import as_data, check, returns_meant
from custodes.publication.figures.checking.masking import masked
from custodes.publication.figures.checking.statements import joined, statements

PIECES = st.sampled_from(
    [
        "39",
        "47",
        "91%",
        "of",
        "out",
        "of",
        "the",
        "(",
        ")",
        ",",
        ".",
        ";",
        ":",
        "+",
        "=",
        "|",
        "/",
        "\n",
        "\n\n",
        "-",
        "*",
        "#",
        "£",
        "one",
        "half",
        "two",
        "thirds",
        "at",
        "least",
        "over",
        "none",
        "which",
        "0",
        "1,234",
        "2022",
        "May",
        "section",
        "3",
        "£5",
        "%",
        "per",
        "cent",
        "100",
        "x",
        "é",
        "¤",
        "<b>",
        "total",
        "no",
    ]
)
REPORT = """# A report

39 of 47 bodies answered.
At least 18 of them.

- 11 of 36 (30%)
"""


@given(st.text() | st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join))
def test_every_text_is_read(text: str) -> None:
    found = check(text, KNOWN, every_number=True)
    for one in found.results:
        said = one.statement
        assert 0 <= said.start < said.end <= len(text)
        before = text[: said.start]
        assert (said.line, said.column) == (
            before.count("\n") + 1,
            said.start - (before.rfind("\n") + 1) + 1,
        )
    assert as_data(found)["holds"] is (not found.faults)


@given(st.text() | st.lists(PIECES, max_size=40).map(" ".join))
def test_what_is_masked_keeps_its_place(text: str) -> None:
    found = masked(text)
    assert len(found) == len(text)
    assert [at for at, sign in enumerate(found) if sign == "\n"] == [
        at for at, sign in enumerate(text) if sign == "\n"
    ]


def test_figures_have_their_line_and_sentence() -> None:
    found = statements(REPORT)
    assert [(one.text, one.line, one.column) for one in found] == [
        ("39 of 47", 3, 1),
        ("At least 18", 4, 1),
        ("11 of 36 (30%)", 6, 3),
    ]
    assert found[1].sentence == "At least 18 of them."


def test_short_pieces_belong_together_and_sentences_do_not() -> None:
    assert joined(["39 of 47", "91%"]) == "39 of 47 = 91%"
    assert [one.said for one in statements(joined(["91%", "39 of 47"]))] == ["39 of 47, 91%"]
    assert [one.said for one in statements(joined(["12 of 36", "33%", "11 of 36", "30%"]))] == [
        "12 of 36, 33%",
        "11 of 36, 30%",
    ]
    assert [one.said for one in statements(joined(["18 of 47, 38%", "60%", "143 of 354"]))] == [
        "18 of 47, 38%",
        "60%",
        "143 of 354",
    ]
    long = "Of the 36 forces that had answered by then, 12 use them."
    assert [one.said for one in statements(joined([long, "33%"]))] == ["12 of 36", "33%"]


def test_a_report_passes_over_numbers_that_nobody_worked_out() -> None:
    text = "The 47 hold 60,000 cameras. At least 18 hold some of one maker. Half of the time nobody looks."
    assert [one.statement.said for one in check(text, KNOWN).results] == ["at least 18"]
    assert "60,000" in [one.statement.said for one in check(text, KNOWN, every_number=True).results]


def test_a_percent_alone_may_be_of_an_earlier_day_whose_returns_the_text_names() -> None:
    def verdicts(text: str) -> list[str]:
        return [one.verdict for one in check(text, KNOWN).results]

    assert verdicts("13 of 36 intend to match faces. That is 36%.") == ["holds", "holds"]
    assert verdicts("18 of 39 use such cameras outside. 36% intend to match faces.") == ["holds", "not_found"]


def test_wholes_that_a_text_names_or_implies() -> None:
    assert returns_meant("11 of 36") == {36}
    assert returns_meant("12 (33%) and 13 (36%), 28 (78%) and 26 (72%)") == {36}


@pytest.mark.parametrize(
    "piece", ["1 ", "39 of ", "x", "(", "a@", "1,", "at least ", "1 | ", "- 1\n", "<", "12 a b "]
)
def test_a_long_line_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """Not in proportion to its square: then eight times the text takes 64 times as long, however often it is tried."""

    def seconds(times: int) -> float:
        began = time.process_time()
        statements(piece * times)
        return time.process_time() - began

    assert any(seconds(8000) < 20 * seconds(1000) + 0.02 for _ in range(5))


def test_what_was_read_and_not_understood_is_listed_and_never_called_right() -> None:
    found = check("We visited 31 sites. 12 bodies (33%) had drones. 47% had cameras.")
    assert [one.verdict for one in found.results] == ["not_checked", "not_checked"]
    assert "no such number is in what was given" in found.results[0].arithmetic.notes[0]
    assert [one.text for one in found.alone] == ["31"]
    assert found.looked_at == 0


def test_a_percent_alone_is_held_against_the_wholes_of_its_text() -> None:
    found = check("39 of 47 answered. 91% named a maker.").results[1]
    assert found.arithmetic.notes == ("91% of 47 is 43.",)
    (alone,) = check("91%", every_number=True).results
    assert alone.arithmetic.notes[0].startswith("91% is 10 of 11, 20 of 22, 21 of 23")


TEXTS_OF_OTHERS = [
    ("We wrote to 95 archives; 84 replied. The remaining 33 (39%) do not lend.", ["consistent"] * 2),
    ("Of 29 parks, nearly all, 27, are open.", ["consistent"]),
    ("| Area | Asked | Replied | Rate |\n|--|--|--|--|\n| East | 20 | 15 | 75% |", ["consistent"]),
    ("57 of 93 forms came back. 46% were signed.", ["consistent", "not_checked"]),
    (
        "18 of 39 forces and 73 of 120 trusts agree, as do 30% of schools.",
        ["holds", "consistent", "not_checked"],
    ),
    ("39 replied. 12 (31%) use one. 30% do not.", ["not_found", "not_found"]),
    ("39 of 47 replied. 19 (41%) use one.", ["holds", "not_found"]),
]


@pytest.mark.parametrize(("text", "verdicts"), TEXTS_OF_OTHERS)
def test_a_text_with_none_of_the_wholes_of_a_wave_is_of_another(text: str, verdicts: list[str]) -> None:
    assert [one.verdict for one in check(text, KNOWN).results] == verdicts


@pytest.mark.parametrize(
    "text",
    [
        "Kind,Vans\nFixed,30\nMobile,24\nTotal,45",
        "All 200 devices are in use: 120 in towns and 110 in villages.",
        "20 of 50 (40%) lend, 25 of 50 (50%) sell and 15 of 50 (30%) rent.",
    ],
)
def test_what_adds_up_only_if_one_can_be_in_several_is_said_and_no_fault(text: str) -> None:
    found = check(text)
    assert [(one.kind, one.is_fault) for one in found.findings] == [("overlap", False)]
    assert found.findings[0].words.endswith("right only where one can be in several.")
