"""Every verdict says why in words: who says it, of which versions, and how the recorded firmware stands to that."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_estates import knowledge, said

from custodes.concerns import reference
from custodes.concerns.expressions import CNA, CSAF, NVD, SUPPLEMENT, TEXT, UNSAID
from custodes.concerns.index import Index
from custodes.concerns.reasons import (
    BASIS,
    DISAGREE,
    INFERRED_CLEAN,
    MOST_RANGES,
    NOT_CLEAN,
    WHO,
    Reason,
    Said,
    explain,
)
from custodes.concerns.vulnerabilities import Version, assess
from custodes.identity.conclusion import Attribution


def say(level: int | None = 2, source: int = NVD, says: str = "versions before 2.0", **more: Any) -> Said:
    words = {"certain": True, "inferred": False, "maker": "D-Link", "product": "dcs-100", "hardware": ""}
    return Said(source, level, says=says, url=f"https://example.org/{source}", **{**words, **more})


def reason(
    verdict: int, *heard: Said, firmware: str = "1.9", disagree: bool = False, inferred: bool = False
) -> Reason:
    return explain(verdict, disagree, inferred, firmware, heard)


NAMES = "NVD names dcs-100 (versions before 2.0). "
ONE_CLAIM = [
    (2, say(2), "1.9", NAMES + "The recorded firmware “1.9” is one of them."),
    (0, say(0), "2.1", NAMES + "The recorded firmware “2.1” is not among them."),
    (0, say(0, hardware="2"), "1.9", NAMES + "It is about hardware revision 2."),
    (1, say(1), "", NAMES + "No firmware version was recorded, so it cannot be ruled out."),
    (1, say(1, says="no version"), "1.9", "NVD names dcs-100 (no version). Without a version nothing can be ruled out."),
    (
        1,
        say(1, certain=False),
        "1.9",
        NAMES + "The recorded model may be that product or another: it cannot be ruled out.",
    ),
    (1, say(1, hardware="2"), "1.9", NAMES + "It is about hardware revision 2; none was recorded."),
    (1, say(1), "latest", NAMES + "“latest” does not name a firmware version. It cannot be ruled out."),
    (1, say(1), "1.9", NAMES + "The recorded firmware “1.9” cannot be placed against that. It cannot be ruled out."),
    (1, say(1), "44197", NAMES + "“44197” may be a date or number that a spreadsheet made of something else. It cannot be ruled out."),
    (1, say(1, UNSAID, "No model was recorded, and so on."), "1.9", "No model was recorded, and so on."),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "claim", "firmware", "text"), ONE_CLAIM)
def test_the_sentence_of_one_claim(verdict: int, claim: Said, firmware: str, text: str) -> None:
    assert reason(verdict, claim, firmware=firmware) == (BASIS[claim.source], text, claim.url)


@pytest.mark.parametrize(("source", "who"), WHO.items())
def test_who_says_it(source: int, who: str) -> None:
    assert reason(2, say(2, source)).text.startswith(f"{who} names dcs-100 (")


def test_the_strongest_source_that_agrees_is_the_one_told() -> None:
    given = [
        say(2, CSAF, "versions before 3.0"),
        say(2, CNA, "versions before 2.5"),
        say(0, NVD),
        say(0, SUPPLEMENT),
    ]
    assert reason(2, *given)[0::2] == ("cna", f"https://example.org/{CNA}")
    assert "versions before 2.5" in reason(2, *given).text
    assert reason(0, *given)[0] == "supplement"


def test_what_says_nothing_is_not_told_where_something_is_said() -> None:
    silent = say(None, SUPPLEMENT, "versions before 9.9")
    assert reason(2, silent, say(2)).basis == "nvd"
    assert reason(1, silent).basis == "supplement"  # nothing else bore on it


def test_every_range_is_told_where_a_version_is_outside_all_of_them() -> None:
    two = [say(0, says="versions from 1.0 before 1.5"), say(0, says="versions from 1.7 before 2.0"), say(0)]
    text = reason(0, *two, say(0, product="other", says="versions before 7")).text
    assert "(versions from 1.0 before 1.5; from 1.7 before 2.0; before 2.0)" in text
    assert "before 7" not in text
    many = [say(0, says=f"versions before {n}.0") for n in range(MOST_RANGES + 3)]
    assert f"before {MOST_RANGES - 1}.0; 3 more)" in reason(0, *many).text


def test_the_range_a_version_is_inside_of_is_told_alone() -> None:
    assert reason(
        2, say(0, says="versions before 1.0"), say(2, says="versions from 1.5 before 2.0")
    ).text == (
        "NVD names dcs-100 (versions from 1.5 before 2.0). The recorded firmware “1.9” is one of them."
    )


def test_sources_that_disagree_are_all_told() -> None:
    found = reason(1, say(0, NVD, "versions before 1.0"), say(2, CNA), disagree=True)
    assert found.basis == "sources disagree"
    assert "NVD names" in found.text
    assert "The CVE's assigner names" in found.text
    assert found.text.endswith(f"{DISAGREE} {NOT_CLEAN}")


def test_disagreement_is_not_said_to_prevent_clean_where_the_verdict_is_affected() -> None:
    text = reason(2, say(2, NVD), say(0, CNA), disagree=True).text
    assert DISAGREE in text
    assert NOT_CLEAN not in text


def test_a_relabel_says_whose_hardware_it_is() -> None:
    text = reason(2, say(2, inferred=True, maker="Hikvision"), inferred=True).text
    assert "hardware is believed to be made by Hikvision (a relabel)" in text
    assert INFERRED_CLEAN not in text
    assert reason(1, say(0, inferred=True), inferred=True).text.endswith(INFERRED_CLEAN)


@pytest.mark.parametrize("says", ["version 2.1", "all versions"])
def test_a_version_that_a_source_names_as_fixed_is_not_said_to_be_missing_from_its_list(
    engine: Any, says: str
) -> None:
    more = {"all_versions": True} if says == "all versions" else {"exact": "2.1"}
    fixed = said(source="csaf", status="not_affected", **more)
    device = Version((Attribution("D-Link", "direct", True, "DCS-100", ""),), "2.1", "")
    (finding,) = assess(engine, Index(knowledge([fixed])), [device]).findings.to_pylist()
    assert finding["verdict"] == "not_affected"
    assert "not among them" not in finding["reasons"]


SAYS = ["versions before 2.0", "no version", "all versions", "version 1.2"]
CLAIM = st.builds(
    say,
    st.none() | st.integers(0, 2),
    st.sampled_from([SUPPLEMENT, NVD, CNA, CSAF, TEXT]),
    st.sampled_from(SAYS),
    certain=st.booleans(),
    inferred=st.booleans(),
    hardware=st.sampled_from(["", "2"]),
)
PRODUCT_NOT_KNOWN = st.just(say(1, UNSAID, "No model was recorded.", certain=False))


@settings(max_examples=300)
@given(
    st.lists(CLAIM | PRODUCT_NOT_KNOWN, min_size=1, max_size=6),
    st.sampled_from(["1.9", "latest", "V5.5.800 build 210628", "44197", "-"]),
)
def test_there_is_always_a_reason(given_claims: list[Said], firmware: str) -> None:
    """Whatever is said, with the verdict that follows from it."""
    bearing = reference.bearing([(s.source, s.level, s.inferred, s.certain) for s in given_claims])
    verdict = reference.conclude(0, 0, bearing)
    found = explain(verdict.verdict, verdict.disagree, verdict.inferred, firmware, given_claims)
    assert "None" not in found.text
    assert found.text.endswith(".")
    assert all(found)
