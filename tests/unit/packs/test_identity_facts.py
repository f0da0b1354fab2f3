"""The identity tables hold together: every name resolves, every pattern works, every fact is cited."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from custodes import packs

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
PRODUCTS = SHARED / "data" / "nvd" / "camera_cpe_products.csv"
CASES = SHARED / "cases" / "vendor_cases.csv"

HEADERS = {
    "makers": "maker,legal_name,kind,country,cpe_vendors,source",
    "aliases": "alias,maker,kind,needs_context,source",
    "model_patterns": "maker,pattern,meaning,example,source",
    "ownership": "maker,owner,owner_country,relation,from,to,source",
    "relabels": "brand,model_pattern,maker,maker_model,from,to,source,note",
    "suppliers": "supplier,aliases,source",
    "oui": "prefix,maker,registrant,source",
    "not_answers": "pattern,meaning,example",
    "noise_words": "word,kind",
    "model_noise": "maker,pattern,meaning,example",
}
CITED = ("makers", "model_patterns", "ownership", "relabels", "suppliers", "oui")
ALIAS_KINDS = {"name", "legal", "short", "former", "translation", "line", "abbreviation", "typo"}
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

CPE_VENDORS_BEYOND_THE_SAMPLE = {
    "4xem": "CVE-2008-4771",
    "brickcom": "CVE-2013-3689",
    "camtron": "CVE-2010-4230",
    "dahua": "CVE-2019-3948",
    "linearcorp": "CVE-2010-2465",
    "lorex_technology": "CVE-2014-1201",
    "milesight": "CVE-2016-2356",
    "ovislink": "CVE-2013-3539",
    "sonitrol": "CVE-2010-2465",
}
"""CPE vendor names that the sampled product list does not hold, each with a record that uses it."""


def rows(name: str) -> tuple[dict[str, str], ...]:
    return packs.table(name)


def makers() -> set[str]:
    return {row["maker"] for row in rows("makers")}


def spelt_alike(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def product_codes() -> list[tuple[str, str]]:
    """(CPE vendor, model as patterns see it) for every product NVD lists, without the word firmware."""
    with PRODUCTS.open(encoding="utf-8", newline="") as lines:
        listed = [(row["vendor"], row["product"].replace("\\", "").upper()) for row in csv.DictReader(lines)]
    plain = {(vendor, product.removesuffix("_FIRMWARE")) for vendor, product in listed}
    return sorted(plain | {(vendor, product.replace("_", "")) for vendor, product in plain})


needs_products = pytest.mark.skipif(not PRODUCTS.exists(), reason="the shared NVD product list is not here")
needs_cases = pytest.mark.skipif(not CASES.exists(), reason="the shared vendor cases are not here")


@pytest.mark.parametrize("name", HEADERS)
def test_tables_have_their_columns_and_no_stray_space(name: str) -> None:
    assert list(rows(name)[0]) == HEADERS[name].split(",")
    for row in rows(name):
        assert None not in row, f"too many cells: {row}"
        assert all(cell is not None and cell == cell.strip() for cell in row.values()), row


@pytest.mark.parametrize("name", HEADERS)
def test_no_row_stands_twice(name: str) -> None:
    counted = Counter(tuple(row.values()) for row in rows(name))
    assert [row for row, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", CITED)
def test_every_fact_is_cited(name: str) -> None:
    assert [row for row in rows(name) if len(row["source"]) < 8] == []


@pytest.mark.parametrize("name", ["makers", "aliases", "model_patterns", "oui"])
def test_tables_are_sorted_by_maker(name: str) -> None:
    order = [row["maker"].casefold() for row in rows(name)]
    assert all(before <= after for before, after in pairwise(order))


def test_makers_are_many_and_each_stands_once() -> None:
    assert len(rows("makers")) >= 180
    alike = Counter(spelt_alike(row["maker"]) for row in rows("makers"))
    assert [name for name, times in alike.items() if times > 1] == []


def test_makers_have_known_kinds_and_countries() -> None:
    for row in rows("makers"):
        assert row["kind"] in {"manufacturer", "brand", "software", "investor"}, row
        assert re.fullmatch(r"([A-Z]{2})?", row["country"]), row


def test_every_maker_named_anywhere_exists() -> None:
    for table, columns in (
        ("aliases", ["maker"]),
        ("model_patterns", ["maker"]),
        ("ownership", ["maker"]),
        ("relabels", ["brand", "maker"]),
        ("oui", ["maker"]),
        ("model_noise", ["maker"]),
    ):
        named = {row[column] for row in rows(table) for column in columns} - {""}
        assert named - makers() == set(), table


@needs_products
def test_cpe_vendors_are_real() -> None:
    listed = {vendor for vendor, _ in product_codes()}
    used = {vendor for row in rows("makers") for vendor in row["cpe_vendors"].split(";") if vendor}
    assert used - listed - set(CPE_VENDORS_BEYOND_THE_SAMPLE) == set()


@needs_products
def test_every_cpe_vendor_of_the_sample_has_a_maker() -> None:
    used = {vendor for row in rows("makers") for vendor in row["cpe_vendors"].split(";")}
    assert {vendor for vendor, _ in product_codes()} - used == set()


@needs_cases
def test_every_canonical_name_of_the_cases_is_a_maker() -> None:
    with CASES.open(encoding="utf-8", newline="") as lines:
        wanted = {row["canonical"] for row in csv.DictReader(lines)} - {"NONE", "*AMBIG*"}
    assert wanted - makers() == set()


ONE_SPELLING_OF_TWO = {"provision": {"Pro-Vision", "Provision-ISR"}}
"""Aliases that leave two makers open, on purpose: each is what people call both."""


def test_an_alias_means_one_maker() -> None:
    meant = defaultdict(set)
    for row in rows("aliases"):
        meant[spelt_alike(row["alias"])].add(row["maker"])
    assert {alias: names for alias, names in meant.items() if len(names) > 1} == ONE_SPELLING_OF_TWO


def test_aliases_have_known_kinds_and_marks() -> None:
    for row in rows("aliases"):
        assert row["kind"] in ALIAS_KINDS, row
        assert row["needs_context"] in {"", "yes"}, row
        assert spelt_alike(row["alias"]), row


def test_aliases_are_cited_unless_they_are_misspellings() -> None:
    assert [row for row in rows("aliases") if row["kind"] != "typo" and not row["source"]] == []


def test_every_maker_goes_by_its_own_name() -> None:
    own = {(spelt_alike(row["alias"]), row["maker"]) for row in rows("aliases")}
    for row in rows("makers"):
        assert (spelt_alike(row["maker"]), row["maker"]) in own
        assert not row["legal_name"] or (spelt_alike(row["legal_name"]), row["maker"]) in own


@pytest.mark.parametrize(
    "word",
    [
        "Ring",
        "Axis",
        "Canon",
        "Nest",
        "Swan",
        "Parrot",
        "Arlo",
        "Flock",
        "Spectra",
        "Phantom",
        "Inspire",
        "Reveal",
        "Yi",
        "Mi",
        "Vista",
        "Blink",
        "Hive",
        "Halo",
    ],
)
def test_words_with_another_meaning_need_context(word: str) -> None:
    marks = [row["needs_context"] for row in rows("aliases") if row["alias"] == word]
    assert marks == ["yes"]


@pytest.mark.parametrize(
    ("written", "maker"),
    [
        ("海康威视", "Hikvision"),
        ("大华股份", "Dahua Technology"),
        ("宇视", "Uniview"),
        ("华为", "Huawei"),
        ("大疆", "DJI"),
        ("天地伟业", "Tiandy"),
        ("海能达", "Hytera"),
        ("中兴", "ZTE"),
        ("科达", "Kedacom"),
        ("雄迈", "Xiongmai"),
        ("同为", "TVT Digital"),
        ("萤石", "EZVIZ"),
        ("乐橙", "Imou"),
        ("商汤", "SenseTime"),
        ("旷视", "Megvii"),
        ("한화비전", "Hanwha Vision"),
        ("ソニー", "Sony"),
        ("キヤノン", "Canon"),
        ("Samsung Techwin", "Hanwha Vision"),
        ("Edesix", "Motorola Solutions"),
        ("TASER", "Axon"),
    ],
)
def test_other_scripts_and_former_names(written: str, maker: str) -> None:
    assert [row["maker"] for row in rows("aliases") if row["alias"] == written] == [maker]


def test_suppliers_are_no_makers() -> None:
    known = {spelt_alike(row["alias"]) for row in rows("aliases")}
    named = {n for row in rows("suppliers") for n in (row["supplier"], *row["aliases"].split(";")) if n}
    assert {name for name in named if spelt_alike(name) in known} == set()
    assert {"Chubb", "ADT", "G4S", "Mitie"} <= named


def test_model_patterns_match_their_own_example() -> None:
    for row in rows("model_patterns"):
        code = "".join(row["example"].upper().split())
        assert re.match(row["pattern"], code), row


def test_model_patterns_are_specific() -> None:
    """None matches an empty text, an everyday word, a bare number, or what people type for "unknown"."""
    ordinary = [
        "UNKNOWN",
        "N/A",
        "TBC",
        "CCTV",
        "CAMERA",
        "DOME",
        "BULLET",
        "PTZ",
        "NVR",
        "DVR",
        "RING",
        "1",
        "16",
        "2021",
        "1080P",
        "4K",
        "H264",
        "A1",
        "X",
        "V2",
    ]
    for row in rows("model_patterns"):
        assert not any(re.match(row["pattern"], word) for word in ["", *ordinary]), row


def test_an_example_is_claimed_by_its_own_maker_only() -> None:
    patterns = [(row["maker"], re.compile(row["pattern"])) for row in rows("model_patterns")]
    for row in rows("model_patterns"):
        code = "".join(row["example"].upper().split())
        assert {maker for maker, pattern in patterns if pattern.match(code)} == {row["maker"]}, row


@needs_products
def test_model_patterns_claim_no_other_vendors_products() -> None:
    vendors = {row["maker"]: set(row["cpe_vendors"].split(";")) for row in rows("makers")}
    patterns = [(row["maker"], re.compile(row["pattern"])) for row in rows("model_patterns")]
    claims = [(v, code, maker) for v, code in product_codes() for maker, p in patterns if p.match(code)]
    assert [(v, code, maker) for v, code, maker in claims if v not in vendors[maker]] == []
    assert len({code for _, code, _ in claims}) > 1200  # and they are not so narrow as to match little


def test_relabel_patterns_compile_and_name_two_companies() -> None:
    for row in rows("relabels"):
        assert row["brand"] != row["maker"], row
        assert not row["model_pattern"] or not re.match(row["model_pattern"], ""), row


def test_ownership_relations() -> None:
    for row in rows("ownership"):
        assert row["relation"] in {"parent", "state_holding", "former_parent"}, row
        assert re.fullmatch(r"([A-Z]{2})?", row["owner_country"]), row
        assert row["owner"] != row["maker"], row
        assert bool(row["to"]) == (row["relation"] == "former_parent"), row


@pytest.mark.parametrize("name", ["ownership", "relabels"])
def test_dates_are_iso_and_in_order(name: str) -> None:
    for row in rows(name):
        for day in (row["from"], row["to"]):
            assert not day or PARTIAL_DATE.fullmatch(day), row
        assert not (row["from"] and row["to"]) or row["from"] <= row["to"], row


def test_mac_prefixes_are_registry_blocks() -> None:
    for row in rows("oui"):
        assert re.fullmatch(r"[0-9A-F]{6}|[0-9A-F]{7}|[0-9A-F]{9}", row["prefix"]), row
        assert int(row["prefix"][1], 16) & 0b11 == 0, f"no globally assigned block: {row}"
    assert len({row["prefix"] for row in rows("oui")}) == len(rows("oui"))


def test_non_answers_match_their_examples() -> None:
    for row in rows("not_answers"):
        assert re.search(row["pattern"], row["example"].lower(), re.IGNORECASE), row


@pytest.mark.parametrize(
    "typed",
    [
        "unknown", "various", "several", "mixed", "tbc", "n/a", "n\\a", "none", "not held", "see installer",
        "exempt s.24", "exempt under section 31", "s.31(1)(a)", "cctv", "camera", "cameras", "analogue",
        "ip camera", "?", "-", "as per contract", "refer to supplier", "commercially sensitive", "will advise",
        "multiple", "misc", "other", "x", "yes", "no", "information not held", "unknown - see installer",
        "n/a - no cctv", "various manufacturers", "don't know", "withheld", "not recorded", "to be confirmed",
        "neither confirm nor deny", "section 24 and section 31", "multiple suppliers", "null", "as above",
        "procurement followed policy", "not known at this time", "do not hold this information",
    ],
)  # fmt: skip
def test_what_is_no_answer(typed: str) -> None:
    assert any(re.search(row["pattern"], typed, re.IGNORECASE) for row in rows("not_answers"))


@pytest.mark.parametrize(
    "typed",
    [
        "smith security installations ltd", "chubb", "acme vision", "unknown soldier optics", "nonesuch cameras",
        "othello imaging", "variovision", "xavier electronics", "p3245-lv", "canon street depot", "none such ltd",
        "ring road cameras (council)",
    ],
)  # fmt: skip
def test_what_is_not_a_non_answer(typed: str) -> None:
    assert not any(re.search(row["pattern"], typed, re.IGNORECASE) for row in rows("not_answers"))


def test_no_pattern_for_non_answers_takes_a_makers_name() -> None:
    patterns = [re.compile(row["pattern"], re.IGNORECASE) for row in rows("not_answers")]
    assert [m for m in makers() if any(p.search(m.lower()) for p in patterns)] == []


def test_noise_words_are_nobodys_name() -> None:
    known = {spelt_alike(row["alias"]) for row in rows("aliases")}
    for row in rows("noise_words"):
        assert row["kind"] in {"legal", "product", "place"}, row
        assert spelt_alike(row["word"]) not in known, row


def test_words_that_spoil_a_name_are_no_noise() -> None:
    """ "Ring road", "Canon Street", "Axis of evil": as noise these would leave a maker standing alone."""
    noise = {row["word"] for row in rows("noise_words")}
    assert noise.isdisjoint({"road", "street", "lane", "council", "depot", "station", "main", "evil"})


def stripped(model: str, maker: str = "") -> str:
    for row in rows("model_noise"):
        if row["maker"] in ("", maker):
            model = re.sub(row["pattern"], " ", model, flags=re.IGNORECASE)
    return " ".join(model.split())


def test_model_noise_matches_its_examples() -> None:
    for row in rows("model_noise"):
        assert re.search(row["pattern"], row["example"], re.IGNORECASE) or re.search(
            row["pattern"], f"P3245-LV {row['example']}", re.IGNORECASE
        ), row


@pytest.mark.parametrize(
    ("typed", "maker", "model"),
    [
        ("DS-2CD2143G2-I (2.8mm)", "", "DS-2CD2143G2-I"),
        ("DS-2CD2143G2-I 2.8-12mm", "", "DS-2CD2143G2-I"),
        ("DS-2CD2143G2-I-2.8MM", "", "DS-2CD2143G2-I"),
        ("DS-2CD2143G2-I BLACK", "", "DS-2CD2143G2-I"),
        ("4 x DS-2CD2143G2-I 4MP", "", "DS-2CD2143G2-I"),
        ("P3245-LV dome camera (x2)", "", "P3245-LV"),
        ("P3245-LV (01593-001)", "Axis Communications", "P3245-LV"),
        ("IPC-HFW2231S-S-0280B-S2", "Dahua Technology", "IPC-HFW2231S-S -S2"),
        ("Tapo C200(EU)", "TP-Link", "Tapo C200"),
        ("DS-2CD2186G2-ISU (hardware spare, no firmware)", "", "DS-2CD2186G2-ISU"),
        ("XRN-2010 16 channel 8TB HDD", "", "XRN-2010"),
        ("Model: P3245-LV", "", "P3245-LV"),
    ],
)
def test_noise_comes_off_a_model(typed: str, maker: str, model: str) -> None:
    assert stripped(typed, maker) == model


@pytest.mark.parametrize(
    "model",
    [
        "M3046-V 1.8mm", "HERO9 BLACK", "Skydio X2", "Mavic 3 Enterprise", "IPC TL-IPC223(P)-6", "P3245-LV",
        "DS-2CD2583G2-I(S)", "Companion Recorder 8CH", "Axon Body 3", "2.0C-H5A-BO1-IR", "IP2M-841B", "Anafi",
        "DS-7608NI-K2/8P", "C200 V3", "FLEXIDOME IP 8000i", "UniFi G4 Dome", "H4W2PER2", "EVO II Pro",
    ],
)  # fmt: skip
def test_noise_leaves_whole_models_alone(model: str) -> None:
    assert stripped(model) == model


@needs_products
def test_noise_leaves_every_listed_model_number_its_own() -> None:
    """Stripping never makes two listed products of one vendor one: that would hide the other's advisories."""
    kept = defaultdict(set)
    for vendor, code in product_codes():
        if "_" not in code:
            kept[vendor, stripped(code)].add(code)
    assert {key: codes for key, codes in kept.items() if len(codes) > 1} == {}
