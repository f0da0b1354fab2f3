"""Model numbers tell their makers, and come out of their cells clean."""

import re

import pytest

from custodes import packs
from custodes.identity.compare.model import numberings
from custodes.identity.compare.model_text import code_in, in_label, several, tidy
from custodes.identity.compare.text import model_key

PATTERNS = packs.table("model_patterns")


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row["example"])
def test_filing_by_first_characters_loses_no_pattern(row: dict[str, str]) -> None:
    by_looking_at_all = {
        (other["maker"], other["pattern"])
        for other in PATTERNS
        if re.match(other["pattern"], model_key(row["example"]))
    }
    found = {(n.maker, n.pattern.pattern) for n in numberings(row["example"])}
    assert (row["maker"], row["pattern"]) in found
    assert found == by_looking_at_all


@pytest.mark.parametrize(
    ("text", "makers", "expected"),
    [
        ("DS-2CD2583G2-IS", ("Hikvision",), "DS-2CD2583G2-IS"),
        ("Hikvision DS-2CD2143G2-I", ("Hikvision",), "DS-2CD2143G2-I"),
        ("HIKVISION/DS-2CD2143G2-I", ("Hikvision",), "DS-2CD2143G2-I"),
        ("Arlo VMB3010", ("Arlo", "Netgear"), "VMB3010"),
        ("Mavic 3 Classic", ("DJI",), "Mavic 3 Classic"),
        ("DJI Mavic 3 Classic", ("DJI",), "Mavic 3 Classic"),
        ("Tapo C200", ("TP-Link",), "Tapo C200"),
        ("DS-2CD2143G2-I (2.8mm)", ("Hikvision",), "DS-2CD2143G2-I"),
        ("DS-2CD2186G2-ISU (hardware spare, no firmware)", ("Hikvision",), "DS-2CD2186G2-ISU"),
        ("Hikvision", ("Hikvision",), ""),
        ("Bosch thing", ("Hikvision",), "Bosch thing"),
    ],
)
def test_tidy_model(text: str, makers: tuple[str, ...], expected: str) -> None:
    assert tidy(text, makers) == expected


@pytest.mark.parametrize(
    ("text", "makers", "expected"),
    [
        ("HIKVISION DS-2CD2143G2-I", ("Hikvision",), "DS-2CD2143G2-I"),
        ("IPC-HDW3441T-ZAS", ("Dahua Technology",), "IPC-HDW3441T-ZAS"),
        ("Tapo C200", ("TP-Link",), "Tapo C200"),
        ("Pelco Spectra IV", ("Pelco",), "Spectra IV"),
        ("UniFi Protect G4", ("Ubiquiti",), "UniFi Protect G4"),
        ("Hikvision cameras and NVRs", ("Hikvision",), ""),
        ("Hikvision at the depot since we moved in 2019 or so", ("Hikvision",), ""),
    ],
)
def test_model_beside_a_name(text: str, makers: tuple[str, ...], expected: str) -> None:
    assert in_label(text, *code_in(text), makers) == expected


@pytest.mark.parametrize("text", ["illustrated guide", "12", "", "Lobby", "Camera 14", "2019"])
def test_words_and_bare_numbers_are_no_model(text: str) -> None:
    assert code_in(text) == ("", ())


A, B, C = "DS-2CD2143G2-I", "DS-2CD2032-I", "P3245-LV"


@pytest.mark.parametrize("join", [" / ", "/", ", ", " + ", " & ", " and ", "; "])
def test_a_list_of_models_is_taken_apart(join: str) -> None:
    assert several(f"{A}{join}{B}") == (A, B)
    assert several(f"Hikvision {A}{join}{C}")[-1] == C


@pytest.mark.parametrize(
    "text",
    [
        A,
        "DS-2CD2046G2-IU/SL",
        "DS-7608NI-K2/8P",
        "IU/SL",
        f"{A} / spare",
        f"{A} and 2 brackets",
        "",
        "4MP, 2.8mm",
    ],
)
def test_one_model_stays_whole(text: str) -> None:
    assert several(text) == ()


def test_a_model_of_a_form_we_do_not_know_is_kept_beside_two_that_we_do() -> None:
    assert several(f"{A}, {B}, ZX-99") == (A, B, "ZX-99")
    assert several(f"{A} / DS-2CD2046G2-IU/SL") == (A, "DS-2CD2046G2-IU/SL")
