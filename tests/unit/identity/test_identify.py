"""How kinds of evidence combine into one identification. On the packs that ship."""

import datetime as dt

import pytest

from custodes.identity.conclusion import Attribution, Clue, Identification
from custodes.identity.identify import identify

DAHUA_MAC = "3CEF8C123"
HIKVISION_MAC = "4419B6ABC"


def one(
    brand: str = "", model: str = "", mac: str = "", supplier: str = "", as_of: dt.date | None = None
) -> Identification:
    return identify([Clue(brand, model, mac, supplier)], as_of=as_of)[0]


def makers(found: Identification) -> set[tuple[str, str, bool]]:
    return {(a.maker, a.how, a.certain) for a in found.attributions}


def test_one_identification_for_each_clue_in_order() -> None:
    clues = [Clue("Hikvision"), Clue("Dahua"), Clue("Hikvision"), Clue(""), Clue("various")]
    found = identify(clues)
    assert [f.maker or f.status for f in found] == [
        "Hikvision",
        "Dahua Technology",
        "Hikvision",
        "unknown",
        "not_an_answer",
    ]


def test_agreement_raises_confidence() -> None:
    name, model, both = one("Axis"), one(model="P3245-LV"), one("Axis", "P3245-LV")
    assert max(name.confidence, model.confidence) < both.confidence <= 0.99
    assert both.model == "P3245-LV"
    assert both.brand == "Axis Communications"


def test_an_empty_clue_is_unknown_and_says_why() -> None:
    found = one()
    assert (found.status, found.confidence, found.attributions) == ("unknown", 0.0, ())
    assert found.reasons


@pytest.mark.parametrize("brand", ["various", "N/A", "see installer"])
def test_a_non_answer_gives_way_to_a_model_number(brand: str) -> None:
    assert one(brand).status == "not_an_answer"
    found = one(brand, "DS-2CD2143G2-I")
    assert (found.status, found.maker, found.brand) == ("identified", "Hikvision", "")
    assert len(found.reasons) == 2


def test_brand_in_the_model_cell() -> None:
    found = one("", "Hikvision DS-2CD2143G2-I")
    assert (found.maker, found.brand, found.model) == ("Hikvision", "Hikvision", "DS-2CD2143G2-I")


def test_model_in_the_brand_cell() -> None:
    found = one("HIKVISION DS-2CD2143G2-I")
    assert (found.maker, found.model) == ("Hikvision", "DS-2CD2143G2-I")
    assert one("IPC-HDW3441T-ZAS").model == "IPC-HDW3441T-ZAS"


def test_a_model_number_narrows_several_makers() -> None:
    assert one("Hikvision, Axis and Bosch").status == "ambiguous"
    found = one("Hikvision, Axis and Bosch", "P3245-LV")
    assert (found.status, found.maker) == ("identified", "Axis Communications")
    assert makers(found) == {("Axis Communications", "direct", True)}


def test_several_makers_are_all_possible_and_none_is_certain() -> None:
    found = one("Hik/Dahua mix")
    assert (found.status, found.maker) == ("ambiguous", "")
    assert makers(found) == {("Hikvision", "direct", False), ("Dahua Technology", "direct", False)}


def test_label_and_model_that_contradict_each_other_are_a_conflict() -> None:
    found = one("Vicon", "DS-2CD2143G2-I")
    assert (found.status, found.maker, found.conflict) == ("ambiguous", "", True)
    assert {("Vicon Industries", "direct", False), ("Hikvision", "direct", False)} <= makers(found)
    assert any("label says Vicon Industries, model says Hikvision" in reason for reason in found.reasons)


def test_label_and_mac_that_contradict_each_other_are_a_conflict() -> None:
    found = one("Axis", "P3245-LV", HIKVISION_MAC)
    assert (found.status, found.conflict) == ("ambiguous", True)
    assert found.confidence < one("Axis").confidence
    assert any("MAC says Hikvision" in reason for reason in found.reasons)


def test_a_third_witness_does_not_settle_a_conflict() -> None:
    found = one("Vicon", "DS-2CD2143G2-I", HIKVISION_MAC)
    assert (found.status, found.conflict) == ("ambiguous", True)


def test_a_short_number_does_not_contradict_a_label() -> None:
    found = one("Hikvision", "M3057")
    assert (found.status, found.maker, found.conflict) == ("identified", "Hikvision", False)


def test_an_everyday_word_in_the_model_cell_does_not_contradict_a_label() -> None:
    assert one("Hikvision", "Vista").maker == "Hikvision"


def test_relabel_of_this_model() -> None:
    found = one("Honeywell", "HBW2PER1")
    assert (found.maker, found.brand, found.conflict) == ("Dahua Technology", "Honeywell", False)
    assert makers(found) == {("Dahua Technology", "relabel", True), ("Honeywell", "direct", True)}


@pytest.mark.parametrize("brand", ["", "various", "Honeywell and Bosch"])
def test_a_number_that_names_the_label_is_read_as_one(brand: str) -> None:
    found = one(brand, "HBW2PER1")
    assert (found.maker, found.conflict) == ("Dahua Technology", False)
    assert makers(found) == {("Dahua Technology", "relabel", True), ("Honeywell", "direct", True)}


def test_a_mac_that_contradicts_a_relabel_of_this_model_is_a_conflict() -> None:
    found = one("Honeywell", "HBW2PER1", HIKVISION_MAC)
    assert (found.status, found.conflict) == ("ambiguous", True)
    assert {m for m, _, _ in makers(found)} >= {"Honeywell", "Dahua Technology", "Hikvision"}


def test_a_third_maker_joins_a_conflict() -> None:
    assert {m for m, _, _ in makers(one("EZVIZ", "P3245-LV", DAHUA_MAC))} >= {
        "EZVIZ",
        "Axis Communications",
        "Dahua Technology",
    }


@pytest.mark.parametrize(("model", "mac"), [("IPC-HDW3441T-ZAS", ""), ("", DAHUA_MAC)])
def test_relabel_of_the_brand_explains_a_contradiction(model: str, mac: str) -> None:
    found = one("Honeywell", model, mac)
    assert (found.maker, found.conflict) == ("Dahua Technology", False)
    assert any(r.startswith("Label says Honeywell;") and "relabel" in r for r in found.reasons)


def test_relabel_of_the_brand_alone_is_a_possibility() -> None:
    found = one("Amcrest", "IP2M-841B")
    assert found.maker == "Amcrest"
    assert makers(found) == {("Amcrest", "direct", True), ("Dahua Technology", "relabel", False)}


def test_a_brand_relabelled_by_model_may_be_so_when_no_model_is_given() -> None:
    assert ("Hikvision", "relabel", False) in makers(one("HiLook"))
    assert one("HiLook", "IPC-B140H").maker == "Hikvision"


def test_a_relabelling_that_had_not_begun_is_left_out() -> None:
    later = one("Schneider Electric", "IME319-1VP", as_of=dt.date(2020, 1, 1))
    before = one("Schneider Electric", "IME319-1VP", as_of=dt.date(2006, 1, 1))
    assert ("Pelco", "relabel", True) in makers(later)
    assert ("Pelco", "relabel", True) not in makers(before)


def test_owner_and_subsidiary_do_not_contradict_each_other() -> None:
    found = one("EZVIZ", "DS-2CD2143G2-I")
    assert (found.maker, found.conflict) == ("EZVIZ", False)
    assert ("Hikvision", "direct", True) in makers(found)
    assert one("EZVIZ", "", HIKVISION_MAC).conflict is False


@pytest.mark.parametrize("brand", ["EZVIZ (Hikvision)", "Avigilon (Motorola)"])
def test_an_owner_named_beside_its_company_is_no_attribution(brand: str) -> None:
    assert [a.how for a in one(brand).attributions if a.certain] == ["direct"]


def test_a_mac_alone_identifies_with_less_confidence() -> None:
    found = one(mac="00408C123")
    assert (found.status, found.maker, found.brand) == ("identified", "Axis Communications", "")
    assert found.confidence == 0.7


def test_supplier_is_no_evidence_but_is_said() -> None:
    found = one(supplier="Dahua Direct Ltd")
    assert (found.status, found.attributions) == ("unknown", ())
    assert "Only the supplier is known" in found.reasons[-1]
    assert one("Axis", supplier="Dahua Direct Ltd").maker == "Axis Communications"


def test_doubt_leaves_the_maker_open() -> None:
    found = one("Hikvision?")
    assert (found.status, found.maker) == ("ambiguous", "")
    assert found.attributions == (
        Attribution("Hikvision", "direct", False, "", "Hikvision is one of those it may be."),
    )
    assert one("Hikvision?", "DS-2CD2143G2-I").maker == "Hikvision"


@pytest.mark.parametrize("brand", ["", "Hikvision", "various"])
@pytest.mark.parametrize("join", [" / ", "/", " + ", ", ", " & ", " and "])
def test_each_of_several_model_numbers_is_looked_up(brand: str, join: str) -> None:
    cell = f"DS-2CD2143G2-I{join}DS-2CD2032-I"
    found = one(brand, cell)
    assert (found.status, found.maker, found.model) == ("identified", "Hikvision", cell)
    assert [(a.maker, a.certain, a.model) for a in found.attributions] == [
        ("Hikvision", False, "DS-2CD2143G2-I"),
        ("Hikvision", False, "DS-2CD2032-I"),
    ]
    assert "one of 2 model numbers" in found.attributions[0].reason


@pytest.mark.parametrize("model", ["DS-2CD2046G2-IU/SL", "DS-7608NI-K2/8P"])
def test_a_slash_within_a_model_number_parts_nothing(model: str) -> None:
    found = one("Hikvision", model)
    assert [(a.certain, a.model) for a in found.attributions] == [(True, model)]


@pytest.mark.parametrize("brand", ["", "Hikvision", "Axis"])
def test_model_numbers_of_two_makers_leave_the_maker_open(brand: str) -> None:
    found = one(brand, "DS-2CD2143G2-I / P3245-LV")
    assert (found.status, found.maker) == ("ambiguous", "")
    assert {(a.maker, a.certain, a.model) for a in found.attributions} == {
        ("Hikvision", False, "DS-2CD2143G2-I"),
        ("Axis Communications", False, "P3245-LV"),
    }


def test_a_hardware_maker_in_brackets_is_a_possible_relabel() -> None:
    assert makers(one("Amcrest (Dahua OEM)")) == {
        ("Amcrest", "direct", True),
        ("Dahua Technology", "relabel", False),
    }


@pytest.mark.parametrize(
    "brand", ["D-Link, Tapo C200", "Axis & unknown P3245-LV", "Sony and Zxqwv SNC-EB630"]
)
def test_a_number_in_the_brand_cell_does_not_drop_the_second_maker(brand: str) -> None:
    assert one(brand).status == "ambiguous"


def test_two_model_numbers_in_the_brand_cell_are_both_looked_up() -> None:
    found = one("Hikvision DS-2CD2143G2-I / DS-2CD2032-I")
    assert [a.model for a in found.attributions] == ["DS-2CD2143G2-I", "DS-2CD2032-I"]


def test_quantities_are_no_model() -> None:
    assert one("Axis, 2 domes and 4 bullets").model == ""


def test_every_identification_keeps_its_promises() -> None:
    brands = [
        "",
        "Hik",
        "Dahua?",
        "Axis & Sony",
        "Honeywell",
        "various",
        "Smith Ltd",
        "Canon Street",
        "EZVIZ",
    ]
    models = ["", "DS-2CD2143G2-I", "P3245-LV", "HBW2PER1", "dome", "M3057", "Arlo VMB3010"]
    addresses = ["", HIKVISION_MAC, DAHUA_MAC, "02408C123", "nonsense"]
    for found in identify([Clue(b, m, a) for b in brands for m in models for a in addresses]):
        assert (found.maker != "") == (found.status == "identified")
        assert found.reasons
        assert 0 <= found.confidence <= 0.99
        assert bool(found.attributions) == (found.status in ("identified", "ambiguous"))
        certain = {a.maker for a in found.attributions if a.certain}
        assert (found.maker in certain) if found.maker else not certain
        assert not found.conflict or (found.status == "ambiguous" and len(found.attributions) > 1)
