"""Statements made comparable: makers, tracks, lists of single versions, unreadable bounds."""

from typing import Any

from custodes.concerns.claims import AFFECTED, NOT_AFFECTED, UNKNOWN, Claim, claims, makers_of
from custodes.concerns.statements import Statement
from custodes.register.versions import readings
from custodes.register.versions.reading import Interval, place


def nvd(product: str = "p-100", vendor: str = "dlink", **more: Any) -> Statement:
    return Statement("CVE-1", "nvd", vendor, product, **more)


def levels(found: list[Claim], maker: str, firmware: str) -> set[int]:
    """The levels of the claims that a firmware is inside of."""
    inside = set()
    for claim in found:
        for reading in readings(maker, firmware):
            interval = Interval(claim.scheme, claim.low, claim.high)
            if not claim.scheme or (claim.scheme == reading.scheme and place(reading, interval) == "inside"):
                inside.add(claim.level)
    return inside


def test_one_cpe_vendor_may_be_several_makers_and_one_maker_several_vendors() -> None:
    assert set(makers_of("netgear")) == {"Netgear", "Arlo"}
    assert makers_of("d-link") == makers_of("dlink") == ("D-Link",)
    assert makers_of("Dahua Technology Co., Ltd") == ("Dahua Technology",)
    assert makers_of("no such company at all") == ()


def test_statements_about_unknown_makers_make_no_claim() -> None:
    assert claims([nvd(vendor="no_such_vendor", all_versions=True)]) == []


def test_no_version_and_unreadable_bounds_are_unknown_of_every_version() -> None:
    for statement in (nvd(), nvd(high="whenever"), nvd(exact="-")):
        assert {(c.level, c.scheme) for c in claims([statement])} == {(UNKNOWN, "")}


def test_prose_with_unreadable_bounds_says_nothing() -> None:
    assert claims([nvd(high="whenever")._replace(source="text")]) == []


def test_a_single_version_says_nothing_of_others() -> None:
    found = claims([nvd(exact="1.2.0")])
    assert levels(found, "D-Link", "1.2.0") == {AFFECTED, UNKNOWN}
    assert levels(found, "D-Link", "1.1.0") == levels(found, "D-Link", "1.3.0") == {UNKNOWN}


def test_a_list_of_versions_ends_but_leaves_older_ones_open() -> None:
    found = claims([nvd(exact="1.2.0"), nvd(exact="1.4.0")])
    assert levels(found, "D-Link", "1.1.0") == levels(found, "D-Link", "1.3.0") == {UNKNOWN}
    assert AFFECTED in levels(found, "D-Link", "1.4.0")
    assert levels(found, "D-Link", "1.5.0") == set()


AXIS = [
    nvd("axis_os", "axis", high="10.7"),
    nvd("axis_os_2020", "axis", high="9.80.3.5"),
    nvd("axis_os_2016", "axis", high="6.50.5.5"),
]


def test_a_long_term_track_has_its_own_fix() -> None:
    found = claims(AXIS)
    maker = "Axis Communications"
    assert levels(found, maker, "9.80.2.2") == {AFFECTED}
    assert levels(found, maker, "9.80.3.5") == set()
    assert levels(found, maker, "6.50.5.5") == set()
    assert levels(found, maker, "6.49.1") == {AFFECTED}
    assert levels(found, maker, "10.6.0") == levels(found, maker, "9.70.1") == {AFFECTED}
    assert levels(found, maker, "10.12.182") == set()


def test_a_track_that_the_advisory_does_not_name_is_not_cut_out() -> None:
    assert levels(claims(AXIS[:1]), "Axis Communications", "9.80.3.5") == {AFFECTED}


def test_a_cited_supplement_says_of_every_track_what_it_says() -> None:
    cited = nvd("axis_os", "axis", low="8.41", high="9.80.3.5")._replace(source="supplement")
    assert levels(claims([*AXIS, cited]), "Axis Communications", "9.80.2.2") == {AFFECTED}
    assert len([c for c in claims([*AXIS, cited]) if c.source == "supplement"]) == 1


def test_not_affected_is_kept_only_for_versions_that_are_named() -> None:
    (named,) = claims([nvd(exact="2.0", status="not_affected")])
    assert named.level == NOT_AFFECTED
    assert claims([nvd(status="not_affected")]) == []


def test_the_same_claim_twice_is_one() -> None:
    assert len(claims([nvd(high="1.0"), nvd(high="1.0")])) == 1
