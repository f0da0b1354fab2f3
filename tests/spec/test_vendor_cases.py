"""Maker names as people type them: `vendor_cases.csv` beside this file, and the shared cases where present."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from custodes.identity.conclusion import Clue, Identification
from custodes.identity.identify import identify

OURS = Path(__file__).parent / "vendor_cases.csv"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "vendor_cases.csv"
LEAST_RIGHT = 0.97

Case = dict[str, str]


def answer(found: Identification) -> str:
    """An identification as the case files write it."""
    return {"identified": found.maker, "ambiguous": "*AMBIG*"}.get(found.status, "NONE")


def outcomes(path: Path) -> list[tuple[Case, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines))
    found = identify([Clue(brand=case["text"]) for case in cases])
    return [(case, answer(one)) for case, one in zip(cases, found, strict=True)]


def show(results: list[tuple[Case, str]]) -> None:
    of = Counter(case["category"] for case, _ in results)
    right = Counter(case["category"] for case, got in results if got == case["canonical"])
    for category in sorted(of):
        print(f"{category:<16}{right[category]:>4} of {of[category]}")


def test_our_own_cases_all_come_out() -> None:
    results = outcomes(OURS)
    show(results)
    assert len(results) > 150
    assert [(c["text"], c["canonical"], got) for c, got in results if got != c["canonical"]] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside this repository")
def test_shared_cases_come_out_as_often_as_promised() -> None:
    results = outcomes(SHARED)
    show(results)
    wrong = [(c["text"], c["canonical"], got) for c, got in results if got != c["canonical"]]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(results), wrong
    taken_for_another = [w for w in wrong if w[2] not in ("*AMBIG*", "NONE")]
    assert taken_for_another == []
