import pytest

from custodes.evidence.words import TECHNOLOGIES, answered, our_word


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("ANPR", "anpr"),
        ("Number plate reader", "anpr"),
        ("Automatic Number-Plate Recognition (fixed)", "anpr"),
        ("ALPR", "anpr"),
        ("CCTV int", "cctv_internal"),
        ("CCTV (int.)", "cctv_internal"),
        ("int. CCTV", "cctv_internal"),
        ("Interior cameras", "cctv_internal"),
        ("internal cameras", "cctv_internal"),
        ("CCTV ext", "cctv_external"),
        ("CCTV/ext", "cctv_external"),
        ("Ext. CCTV", "cctv_external"),
        ("external cameras", "cctv_external"),
        ("Exterior", "cctv_external"),
        ("BWV", "body_worn"),
        ("Body-worn video", "body_worn"),
        ("body worn cameras", "body_worn"),
        ("Drones", "drone"),
        ("UAS", "drone"),
        ("Helicopter", "helicopter"),
        ("LFR", "facial_recognition"),
        ("Live facial recognition", "facial_recognition"),
        ("CCTV - external", "cctv_external"),
        ("External CCTV", "cctv_external"),
        ("cctv_internal", "cctv_internal"),
        ("Indoor dome", "cctv_internal"),
        ("Outdoor PTZ", "cctv_external"),
        ("Dome camera", "cctv"),
        ("PTZ", "cctv"),
        ("CCTV", "cctv"),
        ("other", "other"),
        ("External CCTV / street", "cctv_external"),
        ("PTZ, external", "cctv_external"),
        ("CCTV/camera", "cctv"),
        ("24/7 CCTV", "cctv"),
        ("ANPR bullet camera", "anpr"),
        ("", ""),
    ],
)
def test_technologies_in_our_words(typed: str, ours: str) -> None:
    assert our_word("technology", typed) == ours
    assert ours in TECHNOLOGIES | {""}


@pytest.mark.parametrize(
    "typed",
    [
        "wombat", "ANPR and drone", "internal and external", "Axis", "ANPR & CCTV", "CCTV and drone", "CCTV/ANPR",
        "BWV + drone", "CCTV ANPR", "drone, camera", "Camera plus drone", "BWC drone", "External CCTV; LFR",
        "ANPR / PTZ", "drone and wombat", "CCTV\\nBWV", "LFR ANPR", "CCTV with facial recognition", "drone\\\\cctv",
        "CCTV-ANPR", "CCTV (ANPR)", "CCTV int/ext", "int. and ext. CCTV",
    ],
)  # fmt: skip
def test_a_technology_that_is_unknown_or_two_at_once_is_not_guessed(typed: str) -> None:
    assert our_word("technology", typed) is None


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("Yes", "sensitive"),
        ("Sensitive", "sensitive"),
        ("CNI", "sensitive"),
        ("no", "not_sensitive"),
        ("Non-sensitive", "not_sensitive"),
        ("not sensitive", "not_sensitive"),
        ("n/k", ""),
        ("perhaps", None),
    ],
)
def test_site_classes_in_our_words(typed: str, ours: str | None) -> None:
    assert our_word("site_class", typed) == ours


@pytest.mark.parametrize(
    ("typed", "ours"),
    [
        ("Networked", "networked"),
        ("Corporate LAN", "networked"),
        ("4G", "cellular"),
        ("Cloud", "internet"),
        ("air-gapped", "closed_network"),
        ("Stand alone", "standalone"),
        ("not networked", "standalone"),
        ("string and two cans", None),
    ],
)
def test_connectivity_in_our_words(typed: str, ours: str | None) -> None:
    assert our_word("connectivity", typed) == ours


@pytest.mark.parametrize(
    ("header", "typed", "means"),
    [
        ("Standalone?", "Yes", "standalone"),
        ("Stand-alone", "N", "networked"),
        ("Networked", "no", "standalone"),
        ("Connected to network", "Y", "networked"),
        ("Connected to internet", "Yes", "internet"),
        ("Connected to internet", "No", "No"),
        ("Connectivity", "4G", "4G"),
    ],
)
def test_yes_and_no_are_read_as_the_header_asks(header: str, typed: str, means: str) -> None:
    assert answered(header, typed) == means
