"""Names are found however they are typed; what is no maker's name stays unknown. On the packs that ship."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from custodes import packs
from custodes.identity.compare.name import read
from custodes.identity.conclusion import Clue
from custodes.identity.identify import identify

UNLISTED = (Path(__file__).parent / "unlisted.txt").read_text(encoding="utf-8").splitlines()
NAMES = [row for row in packs.table("aliases") if row["kind"] in ("name", "short")]
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Change = Callable[[str, random.Random], str]


def respaced(name: str, chance: random.Random) -> str:
    if " " in name:
        return name.replace(" ", chance.choice(["", "-", "_", "  "]))
    at = chance.randrange(2, len(name) - 1) if len(name) > 4 else 0
    return name[:at] + chance.choice([" ", "-"]) + name[at:] if at else name


def mistyped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name))
    letter = chance.choice(LETTERS)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    return chance.choice([name[:at] + name[at + 1 :], name[:at] + letter + name[at:], swapped])


HARMLESS: dict[str, Change] = {
    "as it is": lambda name, chance: name,
    "case": lambda name, chance: chance.choice([str.upper, str.lower, str.title])(name),
    "spacing": respaced,
    "suffix": lambda name, chance: name + chance.choice([" Ltd", " UK Ltd", ", Inc.", " GmbH", " Co., Ltd."]),
    "noise": lambda name, chance: (
        name + chance.choice([" cameras", " CCTV", " NVR", " IP cameras", " (dome)"])
    ),
}


def makers(texts: list[str]) -> list[str]:
    return [found.maker or found.status for found in identify([Clue(brand=text) for text in texts])]


@pytest.mark.parametrize("change", HARMLESS)
def test_every_name_survives_a_harmless_change(change: str) -> None:
    chance = random.Random(change)
    texts = [HARMLESS[change](row["alias"], chance) for row in NAMES]
    wrong = [
        (text, row["maker"], got)
        for text, row, got in zip(texts, NAMES, makers(texts), strict=True)
        if got != row["maker"]
    ]
    assert len(wrong) <= 0.005 * len(NAMES), wrong


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_typing_error_is_mostly_understood_and_hardly_ever_taken_for_another(seed: int) -> None:
    chance = random.Random(seed)
    texts = [mistyped(row["alias"], chance) for row in NAMES]
    got = makers(texts)
    meant = [row["maker"] for row in NAMES]
    right = sum(a == b for a, b in zip(got, meant, strict=True))
    kept = sum(maker in read(text).makers for text, maker in zip(texts, meant, strict=True))
    other = [
        (text, a, b)
        for text, a, b in zip(texts, got, meant, strict=True)
        if a not in (b, "unknown", "not_an_answer", "ambiguous")
    ]
    assert right > 0.74 * len(NAMES)  # the rest are short or everyday words, and those are not guessed
    assert kept > 0.8 * len(NAMES)  # short ones are at least kept as possible
    assert len(other) < 0.012 * len(NAMES), other


def test_companies_places_and_phrases_that_are_no_makers_stay_unknown() -> None:
    assert len(UNLISTED) > 200
    assert [(t, got) for t, got in zip(UNLISTED, makers(UNLISTED), strict=True) if got in MAKERS] == []


MAKERS = {row["maker"] for row in packs.table("makers")} | {"ambiguous"}


@pytest.mark.parametrize("row", packs.table("not_answers"), ids=lambda row: row["example"])
def test_every_listed_non_answer_is_one(row: dict[str, str]) -> None:
    assert read(row["example"]).says == "not_an_answer"


def test_every_supplier_alone_is_no_maker() -> None:
    listed = [row["supplier"] for row in packs.table("suppliers")]
    assert [(s, got) for s, got in zip(listed, makers(listed), strict=True) if got in MAKERS] == []


@pytest.mark.parametrize(
    ("text", "says", "named"),
    [
        (
            "Hikvision, Axis and Bosch",
            "several",
            ("Hikvision", "Axis Communications", "Bosch Security Systems"),
        ),
        ("EZVIZ (Hikvision)", "one", ("EZVIZ",)),
        ("Hikvision and EZVIZ", "several", ("Hikvision", "EZVIZ")),
        ("Avigilon (Motorola)", "one", ("Avigilon",)),
        ("Dahua and Hikvison", "several", ("Dahua Technology", "Hikvision")),
        ("Possibly Dahua", "several", ("Dahua Technology",)),
        ("Various inc Dahua", "several", ("Dahua Technology",)),
        ("Various Dahua cameras", "one", ("Dahua Technology",)),
        ("formerly Dahua", "several", ("Dahua Technology",)),
        ("not Dahua", "unknown", ()),
        ("Axis, not Dahua", "one", ("Axis Communications",)),
        ("Honeywell House", "unknown", ()),
        ("Hik Vison", "one", ("Hikvision",)),
        ("Digital Barirers", "one", ("Digital Barriers",)),
        ("Mitsubishi Eletric", "one", ("Mitsubishi Electric",)),
        ("hikvisioncameras", "one", ("Hikvision",)),
        ("Action", "unknown", ()),
        ("Bosch & unknown", "several", ("Bosch Security Systems",)),
        ("Bosch / not known", "several", ("Bosch Security Systems",)),
        ("Bosch, generic", "several", ("Bosch Security Systems",)),
        ("Sony and Zxqwv", "several", ("Sony",)),
        ("Axis + 3 Chinese", "several", ("Axis Communications",)),
        ("Axis & HK", "several", ("Axis Communications",)),
        ("Axis & unknown", "several", ("Axis Communications",)),
        ("hikvision uk & ireland", "one", ("Hikvision",)),
        ("Hikvision / Zorblax", "several", ("Hikvision",)),
        ("Hikvision/Zorblax", "several", ("Hikvision",)),
        ("Hikvision DS-2CD2046G2-IU/SL", "one", ("Hikvision",)),
        ("Hikvision, installed by Zorblax", "one", ("Hikvision",)),
        ("Hikvision, 14 Zorblax Road", "one", ("Hikvision",)),
        ("Hikvision, model unknown", "one", ("Hikvision",)),
        ("Hikvision - models not known", "one", ("Hikvision",)),
        ("Hikvision cameras and NVRs", "one", ("Hikvision",)),
        ("Axis 4MP dome, lobby", "one", ("Axis Communications",)),
        ("Sony - not verified", "several", ("Sony",)),
        ("Axis not", "several", ("Axis Communications",)),
        ("Bosch not confirmed", "several", ("Bosch Security Systems",)),
        ("Bosch/equiv", "several", ("Bosch Security Systems",)),
        ("fake Bosch", "several", ("Bosch Security Systems",)),
        ("dummy Hikvision", "several", ("Hikvision",)),
        ("Hikvision is not used here", "several", ("Hikvision",)),
        ("no Hikvision", "unknown", ()),
        ("Axis instead of Hikvision", "several", ("Axis Communications", "Hikvision")),
        ("all Axis apart from Hikvision lobby", "several", ("Axis Communications", "Hikvision")),
        ("Sony chip", "unknown", ()),
        ("Sony CMOS", "unknown", ()),
        ("Sony image sensor", "unknown", ()),
        ("Hikvision (Sony sensor)", "one", ("Hikvision",)),
        ("HiSilicon chipset", "unknown", ()),
        ("Sony Centre", "unknown", ()),
        ("Amcrest (Dahua OEM)", "one", ("Amcrest",)),
        ("Axis (Dahua OEM)", "several", ("Axis Communications", "Dahua Technology")),
        ("Netvue", "unknown", ()),
        ("Provision", "several", ("Pro-Vision", "Provision-ISR")),
        ("Provision ISR", "one", ("Provision-ISR",)),
        ("Cantek", "several", ("Johnson Controls",)),
        ("Merak", "several", ("Cisco Meraki",)),
        ("Wyse", "several", ("Wyze",)),
        ("Idisk", "several", ("IDIS",)),
        ("", "silent", ()),
        (" ", "silent", ()),
        ("--", "not_an_answer", ()),
    ],
)
def test_what_the_words_round_a_name_do(text: str, says: str, named: tuple[str, ...]) -> None:
    reading = read(text)
    assert (reading.says, reading.makers) == (says, named)


def test_a_clearer_form_of_a_name_weighs_more() -> None:
    texts = ("Hikvision", "Hikvison", "Axis", "Hikvision at Gate 4", "Hikvisionn", "Panesomic", "Hikvision?")
    weights = [read(text).weight for text in texts]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Axis of evil", "another meaning"),
        ("Ring road cameras", "as an address"),
        ("Chubb", "sells and installs"),
        ("not Dahua", "rule it out"),
        ("Zorblax", "not a maker's name we know"),
        ("Sony sensor", "made a part inside"),
        ("HiSilicon chipset", "made a part inside"),
        ("Wyse", "perhaps a name nobody lists"),
        ("Bosch & unknown", "beside another"),
    ],
)
def test_why_nothing_was_concluded_is_said(text: str, part: str) -> None:
    assert part in read(text).reason
