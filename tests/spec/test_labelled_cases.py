"""Labelled cases through the whole system: makers as people type them, devices and their vulnerabilities.

`own_*_cases.csv` are ours and answered from the packs alone; `../shared/cases` is used when it is there.
The expected answers of `own_match_cases.csv` are what the named source says.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
OWN = Path(__file__).parent


def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cases_benchmark", ROOT / "benchmarks" / "cases.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cases = _benchmark()


@pytest.fixture(scope="module")
def packs_alone(tmp_path_factory):
    return cases.known(None, tmp_path_factory.mktemp("empty-store"))


@pytest.fixture(scope="module")
def with_feeds(tmp_path_factory):
    if not (SHARED / "cases").is_dir():
        pytest.skip("the shared cases are not beside the repository")
    return cases.known(SHARED / "data", tmp_path_factory.mktemp("store"))


def _misses(outcomes) -> str:
    wrong = [o for o in outcomes if not o.right]
    return "\n".join(f"{o.case}: expected {o.expected}, got {o.got}. {o.reasons}" for o in wrong)


def _good_enough(outcomes) -> None:
    assert cases.accuracy(outcomes) >= cases.LEAST_RIGHT, _misses(outcomes)


def _no_false_clean(outcomes) -> None:
    clean = [o for o in outcomes if o.false_clean]
    assert not clean, _misses(clean)


def test_own_makers(packs_alone):
    _good_enough(cases.vendor_outcomes(cases.read_cases(OWN / "own_vendor_cases.csv"), packs_alone))


def test_own_verdicts(packs_alone):
    outcomes = cases.match_outcomes(cases.read_cases(OWN / "own_match_cases.csv"), packs_alone)
    _no_false_clean(outcomes)
    _good_enough(outcomes)
    assert cases.score(outcomes).f1 >= cases.LEAST_F1, _misses(outcomes)


def test_shared_makers(with_feeds):
    _good_enough(cases.vendor_outcomes(cases.read_cases(SHARED / "cases" / "vendor_cases.csv"), with_feeds))


def test_shared_verdicts(with_feeds):
    outcomes = cases.match_outcomes(cases.read_cases(SHARED / "cases" / "match_cases.csv"), with_feeds)
    _no_false_clean(outcomes)
    _good_enough(outcomes)
    assert cases.score(outcomes).f1 >= cases.LEAST_F1, _misses(outcomes)


def test_a_false_clean_is_counted_and_fails_the_score():
    case = {"id": "1"}
    said = [
        cases.Outcome(case, "a", "affected", "not_affected", ""),
        cases.Outcome(case, "a", "unknown", "not_affected", ""),
        cases.Outcome(case, "a", "affected", "unknown", ""),
        cases.Outcome(case, "b", "affected", "affected", ""),
        cases.Outcome(case, "b", "not_affected", "affected", ""),
    ]
    assert [o.false_clean for o in said] == [True, True, False, False, False]
    assert cases.score(said).precision == pytest.approx(1 / 2)
    assert cases.score(said).recall == pytest.approx(1 / 3)
    assert cases.accuracy(said) == pytest.approx(1 / 5)
    assert list(cases.by_category(said)) == ["a", "b"]
