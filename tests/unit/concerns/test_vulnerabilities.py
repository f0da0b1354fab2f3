"""The rules of docs/reference/verdicts.md, one case each: a device, what sources say, what is concluded."""

import datetime as dt
from typing import Any

import pytest
from small_estates import knowledge, said

from custodes.concerns import vulnerabilities
from custodes.concerns.index import Index, tidy_revision
from custodes.concerns.matching import says_which
from custodes.concerns.statements import Statement
from custodes.concerns.vulnerabilities import Result, Version
from custodes.identity.conclusion import Attribution

CVE = "CVE-2020-0001"
BOUND = said(high="2.0")


def maker(
    name: str = "D-Link", model: str = "DCS-100", how: Any = "direct", certain: bool = True
) -> Attribution:
    return Attribution(name, how, certain, model, f"The evidence names {name}.")


def device(*attributions: Attribution, firmware: str = "", hardware: str = "") -> Version:
    return Version(attributions or (maker(),), firmware, hardware)


def assess(engine: Any, statements: list[Statement], *devices: Version, **about: Any) -> Result:
    return vulnerabilities.assess(engine, Index(knowledge(statements, **about)), devices)


def found(engine: Any, statements: list[Statement], given: Version) -> dict[str, dict[str, Any]]:
    result = assess(engine, statements, given).findings.to_pylist()
    assert all(f["reasons"] and f["source"] and f["basis"] for f in result)
    return {f["concern"]: f for f in result}


def verdict(engine: Any, statements: list[Statement], given: Version) -> str:
    return str(found(engine, statements, given)[CVE]["verdict"])


BY_FIRMWARE = [
    ([BOUND], "1.9", "affected"),
    ([BOUND], "2.0", "not_affected"),
    ([BOUND], "2.0.1", "not_affected"),
    ([BOUND], "", "unknown"),
    ([BOUND], "latest", "unknown"),
    ([said(low="1.0", high="1.5"), said(low="1.7", high="2.0")], "1.6", "not_affected"),
    ([said(low="1.0", high="1.5"), said(low="1.7", high="2.0")], "1.8", "affected"),
    ([said(all_versions=True)], "9.9", "affected"),
    ([said(all_versions=True)], "latest", "affected"),
    ([said(all_versions=True)], "", "unknown"),
    ([said()], "9.9", "unknown"),
    ([said(exact="-")], "9.9", "unknown"),
    ([said(high="whenever")], "1.0", "unknown"),
    ([said(exact="1.2")], "1.2", "affected"),
    ([said(exact="1.2")], "1.1", "unknown"),
    ([said(exact="1.2"), said(exact="1.4")], "1.5", "not_affected"),
    ([said(high="2.0", high_inclusive=True)], "2.0", "affected"),
    ([said(high="2.0", high_inclusive=True)], "2.0.0.7", "unknown"),
]


@pytest.mark.parametrize(("statements", "firmware", "expected"), BY_FIRMWARE)
def test_by_firmware(engine: Any, statements: list[Statement], firmware: str, expected: str) -> None:
    assert verdict(engine, statements, device(firmware=firmware)) == expected


BY_SOURCE = [
    ([BOUND, said(source="supplement", high="1.0")], "1.5", "not_affected", "supplement"),
    ([said(high="1.0"), said(source="supplement", high="2.0")], "1.5", "affected", "supplement"),
    ([said(), said(source="cna", high="2.0")], "2.5", "not_affected", "cna"),
    ([said(), said(source="cna", high="2.0")], "1.5", "affected", "cna"),
    ([said(high="1.0"), said(source="cna", high="2.0")], "1.5", "unknown", "sources disagree"),
    ([BOUND, said(source="cna", high="1.0")], "1.5", "affected", "sources disagree"),
    ([BOUND, said(source="text", high="3.0")], "2.5", "unknown", "sources disagree"),
    ([BOUND, said(source="text", high="1.0")], "1.5", "affected", "nvd"),
    ([said(), said(source="text", high="3.0")], "2.5", "affected", "record text"),
    ([said(), said(source="text", high="3.0")], "3.5", "unknown", "nvd"),
    ([said(exact="2.0", status="not_affected")], "2.0", "not_affected", "nvd"),
]


@pytest.mark.parametrize(("statements", "firmware", "expected", "basis"), BY_SOURCE)
def test_by_source(
    engine: Any, statements: list[Statement], firmware: str, expected: str, basis: str
) -> None:
    finding = found(engine, statements, device(firmware=firmware))[CVE]
    assert (finding["verdict"], finding["basis"]) == (expected, basis)


def test_a_model_that_may_be_the_product_is_unknown_where_the_product_would_be_affected(engine: Any) -> None:
    longer = device(maker(model="DCS-100-W"), firmware="1.0")
    assert verdict(engine, [BOUND], longer) == "unknown"


def test_the_very_product_beats_those_it_may_be(engine: Any) -> None:
    other = said("DCS-100-W", high="9.0")
    assert verdict(engine, [BOUND, other], device(firmware="3.0")) == "not_affected"
    assert verdict(engine, [BOUND, other], device(firmware="1.0")) == "affected"


def test_another_product_is_not_heard_of(engine: Any) -> None:
    result = assess(engine, [BOUND], device(maker(model="DCS-200"), firmware="1.0"))
    assert (result.findings.num_rows, result.coverage) == (0, ["not_covered"])


SOURCES = ("supplement", "nvd", "cna", "csaf")


@pytest.mark.parametrize("fix", ["3.0", None])
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("other", SOURCES)
def test_of_two_products_it_may_be_a_clean_one_does_not_hide_the_other(
    engine: Any, source: Any, other: Any, fix: str | None
) -> None:
    """The register says DCS-3411. It may be DCS-3411-A, which is past its flaw, or DCS-3411-B, which is not."""
    clean, open_ = said("DCS-3411-A", source=source, high="1.0"), said("DCS-3411-B", source=other, high=fix)
    assert verdict(engine, [clean, open_], device(maker(model="DCS-3411"), firmware="2.0")) == "unknown"


def test_one_of_several_makers_is_unknown_where_it_would_be_affected(engine: Any) -> None:
    either = device(maker(certain=False), maker("Hikvision", certain=False), firmware="1.0")
    assert verdict(engine, [BOUND], either) == "unknown"


RELABELLED = (maker("Swann", "SWN-1"), maker("D-Link", "DCS-100", "relabel"))


def test_a_relabelled_device_inherits_and_says_so(engine: Any) -> None:
    finding = found(engine, [BOUND], device(*RELABELLED, firmware="1.0"))[CVE]
    assert (finding["verdict"], finding["inferred"]) == ("affected", True)
    assert "hardware is believed to be made by D-Link (a relabel)" in finding["reasons"]


def test_a_relabel_alone_never_makes_clean(engine: Any) -> None:
    finding = found(engine, [BOUND], device(*RELABELLED, firmware="9.0"))[CVE]
    assert (finding["verdict"], finding["inferred"]) == ("unknown", True)
    assert "nothing is ruled out" in finding["reasons"]


def test_the_label_itself_is_not_inferred(engine: Any) -> None:
    own = said("SWN-1", vendor="swann", high="2.0")
    finding = found(engine, [own], device(*RELABELLED, firmware="9.0"))[CVE]
    assert (finding["verdict"], finding["inferred"]) == ("not_affected", False)


def test_a_label_whose_hardware_model_is_not_known_may_be_any_product_of_the_hardware_maker(
    engine: Any,
) -> None:
    unknown = (maker("Swann", "SWN-1"), maker("D-Link", "", "relabel", certain=False))
    two = [BOUND, said("DCS-900", "CVE-2020-0002", high="2.0")]
    answers = found(engine, two, device(*unknown, firmware="9.0"))
    assert {f["verdict"] for f in answers.values()} == {"unknown"}
    assert {(f["inferred"], f["basis"]) for f in answers.values()} == {(True, "product not known")}
    assert "under the label Swann is not known" in answers[CVE]["reasons"]


def test_advisories_that_name_the_labels_own_products_speak_for_them(engine: Any) -> None:
    unknown = (maker("Swann", "SWN-1"), maker("D-Link", "", "relabel", certain=False))
    both = [BOUND, said("SWN-2", vendor="swann", high="2.0")]
    result = assess(engine, both, device(*unknown, firmware="1.0"))
    assert result.findings.num_rows == 0
    assert result.coverage == ["not_covered"]


@pytest.mark.parametrize("model", ["", "bullet camera", "PTZ"])
def test_without_a_model_every_advisory_of_the_maker_is_unknown(engine: Any, model: str) -> None:
    two = [BOUND, said("DCS-900", "CVE-2020-0002", all_versions=True)]
    result = assess(engine, two, device(maker(model=model), firmware="9.0"))
    verdicts = {f["concern"]: (f["verdict"], f["basis"]) for f in result.findings.to_pylist()}
    assert verdicts == dict.fromkeys([CVE, "CVE-2020-0002"], ("unknown", "product not known"))
    assert result.coverage == ["not_identified"]


@pytest.mark.parametrize(
    ("hardware", "model", "expected"),
    [
        ("2", "DCS-100", "affected"),
        ("Rev. 2", "DCS-100", "affected"),
        ("v2.0", "DCS-100", "affected"),
        ("", "DCS-100 V2", "affected"),
        ("1", "DCS-100", "not_affected"),
        ("", "DCS-100 V1", "not_affected"),
        ("2", "DCS-100 V1", "unknown"),
        ("A1", "DCS-100", "unknown"),
        ("", "DCS-100", "unknown"),
    ],
)
def test_hardware_revisions(engine: Any, hardware: str, model: str, expected: str) -> None:
    revised = said(high="2.0", hardware="v2")
    given = device(maker(model=model), firmware="1.0", hardware=hardware)
    assert verdict(engine, [revised], given) == expected


@pytest.mark.parametrize("hardware", ["unknown", "n/a", "TBC", "various", "?", "IP66 dome", "-"])
def test_a_hardware_cell_that_names_no_revision_rules_nothing_out(engine: Any, hardware: str) -> None:
    given = device(firmware="1.0", hardware=hardware)
    assert verdict(engine, [said(high="2.0", hardware="v2")], given) == "unknown"


def test_a_product_name_may_carry_the_revision(engine: Any) -> None:
    revised = said("tapo_c200_v3", vendor="tp-link", high="2.0")
    for model, expected in (("Tapo C200 V3", "affected"), ("C200 v1", "not_affected"), ("C200", "unknown")):
        given = device(maker("TP-Link", model), firmware="1.0")
        assert verdict(engine, [revised], given) == expected


@pytest.mark.parametrize(
    ("attributions", "expected"),
    [
        ((maker(),), "covered"),
        ((maker(model="DCS-100-W"),), "covered"),
        ((maker(model="DCS-200"),), "not_covered"),
        ((maker("Axon", "Body 3"),), "not_covered"),
        ((maker(model=""),), "not_identified"),
        ((maker(model="camera"),), "not_identified"),
        ((), "not_identified"),
    ],
)
def test_coverage(engine: Any, attributions: tuple[Attribution, ...], expected: str) -> None:
    assert assess(engine, [BOUND], Version(attributions, "", "")).coverage == [expected]


def test_nothing_given_and_nothing_known(engine: Any) -> None:
    assert assess(engine, [BOUND]).findings.num_rows == 0
    empty = assess(engine, [], device(firmware="1.0"))
    assert (empty.findings.num_rows, empty.coverage) == (0, ["not_covered"])


def test_each_version_has_its_own_answer_whatever_stands_beside_it(engine: Any) -> None:
    given = [device(firmware=f) for f in ("1.0", "", "3.0", "latest")]
    alone = [verdict(engine, [BOUND], one) for one in given]
    together = assess(engine, [BOUND], *given).findings.to_pylist()
    assert [f["verdict"] for f in together] == alone == ["affected", "unknown", "not_affected", "unknown"]
    assert [f["version_id"] for f in together] == [0, 1, 2, 3]


def test_scores_and_exploitation_are_carried(engine: Any) -> None:
    result = assess(
        engine, [BOUND], device(firmware="1.0"), kev_added=dt.date(2022, 1, 1), cvss=9.8, epss=0.5
    )
    (finding,) = result.findings.to_pylist()
    assert (finding["exploited"], finding["cvss"], finding["epss"]) == (True, 9.8, 0.5)
    (finding,) = assess(engine, [BOUND], device(firmware="1.0")).findings.to_pylist()
    assert (finding["exploited"], finding["cvss"], finding["epss"]) == (False, None, None)


def test_revisions_as_written() -> None:
    assert {tidy_revision(t) for t in ("2", "v2", "V2.0", "Rev 2", "rev. 2", "hw 2", "version 2.0.0")} == {
        "2"
    }


def test_which_models_say_which_product_it_is() -> None:
    assert [says_which(m) for m in ("DS-2CD2032-I", "C200", "bullet camera", "PTZ", "", "4")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_a_whole_range_covers_no_model_and_never_says_clean(engine: Any) -> None:
    """ "ip camera before 2.0" is said of no model in particular."""
    result = assess(engine, [said("ip_camera", high="2.0")], device(maker(model="ZZ-9000"), firmware="3.0"))
    assert result.coverage == ["not_covered"]
    assert [f["verdict"] for f in result.findings.to_pylist()] == ["unknown"]
