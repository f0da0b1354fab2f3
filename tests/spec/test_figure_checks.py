"""Anyone's figures, a case a line: how they are read, what is wrong with them, which numbers of a wave give them.

`figure_statements.csv`: what is read out of a text. `figure_faults.csv`: what is wrong by the text alone.
`figure_reports.csv`: the same of paragraphs as a report has them, with as many where nothing is.
`figure_wave.csv`: verdict and readings against the wave in `known_wave.py`. In texts `\\n` is a line break, `\\t` a tab.
"""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from known_wave import KNOWN

from custodes.publication.figures.checking.checked import Verdict, check
from custodes.publication.figures.checking.rounding import in_percent
from custodes.publication.figures.checking.statements import statements

HERE = Path(__file__).parent
PUBLISHED = HERE.resolve().parents[1].parent / "shared" / "cases" / "published_figures.csv"
Case = dict[str, str]


def rows(path: Path) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {**row, "text": row.get("text", "").replace("\\n", "\n").replace("\\t", "\t")}
            for row in csv.DictReader(lines)
        ]


STATEMENTS, FAULTS, REPORTS, WAVE = (
    rows(HERE / f"figure_{name}.csv") for name in ("statements", "faults", "reports", "wave")
)


@pytest.mark.parametrize("case", STATEMENTS, ids=lambda case: case["text"])
def test_figures_are_read_out_of_a_text(case: Case) -> None:
    assert "; ".join(one.said for one in statements(case["text"])) == case["figures"]


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["text"])
def test_what_is_wrong_with_a_text_by_itself(case: Case) -> None:
    found = check(case["text"], every_number=True)
    wrong = [words for one in found.results for words in one.arithmetic.wrong]
    wrong += [one.words for one in found.findings if one.is_fault]
    assert "; ".join(wrong) == case["faults"]
    assert bool(found.faults) == bool(case["faults"])


@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case["text"])
def test_what_is_wrong_with_a_paragraph_of_a_report(case: Case) -> None:
    found = check(case["text"])
    wrong = [words for one in found.results for words in one.arithmetic.wrong]
    wrong += [one.words for one in found.findings if one.is_fault]
    assert "; ".join(wrong) == case["faults"]


def test_paragraphs_of_reports_are_right_and_wrong() -> None:
    wrong = sum(bool(case["faults"]) for case in REPORTS)
    assert wrong > 100
    assert len(REPORTS) - wrong > 100


@pytest.mark.parametrize("case", WAVE, ids=lambda case: case["text"])
def test_what_a_wave_says_of_a_figure(case: Case) -> None:
    (one,) = check(case["text"], KNOWN, every_number=True).results
    readings = "; ".join(f"{each.number} of {each.of}" for each in one.against.explanations)
    assert (one.verdict, readings) == (case["verdict"], case["readings"])


def test_no_case_stands_twice() -> None:
    for cases in (STATEMENTS, FAULTS, REPORTS, WAVE):
        texts = [case["text"] for case in cases]
        assert len(set(texts)) == len(texts) > 25


def published() -> list[Case]:
    """Rows of the published figures that give two of number, whole and percent."""
    found = rows(PUBLISHED) if PUBLISHED.exists() else []
    return [
        row
        for row in found
        if row["denominator"].isdigit() and (row["value"].split(" ")[0].isdigit() or row["percent_published"])
    ]


IMPOSSIBLE = {("66%", "66"), ("54%", "73")}
"""Published percents that no whole number of their whole has, unless it was not rounded as usual."""


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the shared cases are not beside this repository")
def test_published_figures_come_out_as_they_were_recomputed() -> None:
    assert len(published()) >= 40
    wrong = set()
    for row in published():
        number, of, percent = row["value"].split(" ")[0], row["denominator"], row["percent_published"]
        text = f"{number} of {of} ({percent})" if number and percent else f"{number or percent} of {of}"
        (one,) = check(text).results
        if row["percent_recomputed_1dp"]:
            assert one.statement.number is not None
            assert one.statement.of is not None
            share = Fraction(one.statement.number, one.statement.of)
            assert in_percent(share, 1) == f"{row['percent_recomputed_1dp']}%", text
        if one.verdict is Verdict.WRONG:
            wrong.add((percent, of))
    assert wrong == {("91%", "47"), ("30%", "36"), *IMPOSSIBLE}
