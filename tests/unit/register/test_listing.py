"""Finding devices: search in any writing, each filter, each order, on either database."""

import random
from collections.abc import Sequence

import pytest
from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, PATCHED, assessed, devices, system

from cast import Cast
from custodes.register.listing import FILTERS, RESULTS, SORTS, chosen_of, in_order, matching
from custodes.register.models import Device

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(cast: Cast) -> dict[str, Device]:
    """One device of each kind, by what it shows; the last is not assessed yet."""
    rows = {
        "flagged": {
            **FLAGGED,
            "serial": "SN-0042",
            "site": "Weir Street",
            "quantity": 4,
            "quantity_basis": "counted",
        },
        "patched": {**PATCHED, "mac": "44:19:B6:01:02:03", "supported_until": "2020-01-01"},
        "other": {**OTHER, "hostname": "cam-café-01", "ip": "10.1.2.3", "quantity_basis": "estimated"},
        "nameless": {**NAMELESS, "quantity_basis": "not_held", "quantity": 0},
        "conflict": {**CONFLICT, "supported_until": "2026-06-01"},
    }
    made = dict(zip(rows, assessed(cast.oxmere, cast.lead, list(rows.values())), strict=True))
    depot = system(cast.oxmere, cast.lead, "Depot", technology="anpr")
    made["new"] = devices(depot, cast.lead, [{"model": "Alpha", "firmware": "", "site_class": "sensitive"}])[
        0
    ]
    return made


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-01")


def found(estate: dict[str, Device], chosen: dict[str, str] | None = None, words: str = "") -> set[str]:
    ids = set(matching(Device.objects.all(), chosen or {}, words).values_list("pk", flat=True))
    return {kind for kind, device in estate.items() if device.pk in ids}


SEARCHES: Sequence[tuple[str, set[str]]] = (
    ("", {"flagged", "patched", "other", "nameless", "conflict", "new"}),
    ("hikvision", {"flagged", "patched"}),
    ("HIKVISION ds-2cd2186", {"flagged", "patched"}),
    ("ds-2cd2186 weir", {"flagged"}),
    ("sn-0042", {"flagged"}),
    ("4419b6010203", {"patched", "conflict"}),
    ("44-19-B6-01-02-03", {"patched", "conflict"}),
    ("44 19 b6 01 02 03", {"patched", "conflict"}),
    ("4419.b601.0203", {"patched", "conflict"}),
    ("44:19:b6", {"patched", "conflict"}),
    ("10.1.2.3", {"other"}),
    ("CAM-CAFÉ", {"other"}),
    ("cafe%", set()),
    ("_", set()),
    ("build 210115", {"flagged"}),
    ("nothing of the kind", set()),
)

CHOICES: Sequence[tuple[dict[str, str], set[str]]] = (
    ({"technology": "anpr"}, {"new"}),
    ({"technology": "none"}, set()),
    ({"maker": "Hikvision"}, {"flagged", "patched"}),
    ({"listed": "affected"}, {"flagged", "patched"}),
    ({"listed": "not_assessed"}, {"new"}),
    ({"vulnerable": "not_assessed"}, {"new"}),
    ({"vulnerable": "not_identified"}, {"nameless"}),
    ({"status": "not_an_answer"}, {"nameless"}),
    ({"status": "not_assessed"}, {"new"}),
    ({"conflict": "yes"}, {"conflict"}),
    ({"firmware": "none"}, {"nameless", "conflict", "new"}),
    ({"firmware": "recorded"}, {"flagged", "patched", "other"}),
    ({"site_class": "sensitive"}, {"new"}),
    ({"quantity": "counted"}, {"flagged"}),
    ({"quantity": "not_held"}, {"nameless"}),
    ({"quantity": "none"}, {"patched", "conflict", "new"}),
    ({"support": "ended"}, {"patched"}),
    ({"support": "ending"}, {"conflict"}),
    ({"concern": "ndaa-889/hikvision"}, {"flagged", "patched", "conflict"}),
    ({"concern": "nobody/knows"}, set()),
    ({"system": "0"}, set()),
    ({"system": "everywhere"}, set()),
    ({"maker": "Hikvision", "quantity": "counted"}, {"flagged"}),
)


def test_search(estate: dict[str, Device]) -> None:
    wrong = {
        words: found(estate, words=words) for words, right in SEARCHES if found(estate, words=words) != right
    }
    assert wrong == {}


def test_filters(estate: dict[str, Device]) -> None:
    wrong = {
        str(chosen): found(estate, chosen) for chosen, right in CHOICES if found(estate, chosen) != right
    }
    assert wrong == {}


def test_every_choice_that_is_offered_can_be_asked(estate: dict[str, Device]) -> None:
    for name, one in FILTERS.items():
        for value in one.choices:
            assert found(estate, chosen_of({name: value})) <= set(estate)


def test_a_system_is_chosen_by_its_number(estate: dict[str, Device]) -> None:
    assert found(estate, {"system": str(estate["new"].system_id)}) == {"new"}


def test_nothing_that_is_not_known_hides_among_what_is_clean(estate: dict[str, Device]) -> None:
    not_known = found(estate, {"vulnerable": "not_known"})
    assert {"nameless", "new"} <= not_known
    assert not not_known & found(estate, {"vulnerable": "not_affected"})
    results = [found(estate, {"result": result}) for result in RESULTS]
    assert sum(map(len, results)) == len(estate) == len(set().union(*results))
    assert {"nameless", "new"} <= found(estate, {"result": "not_known"})
    assert "flagged" in found(estate, {"result": "flagged"})


def test_what_is_no_filter_is_left_out_of_an_address() -> None:
    asked = {"listed": "affected", "vulnerable": "perhaps", "colour": "red", "maker": " Axis ", "status": ""}
    assert chosen_of(asked) == {"listed": "affected", "maker": "Axis"}


def test_every_order_has_everything_and_turns_round(estate: dict[str, Device]) -> None:
    Device.objects.filter(quantity=None).update(quantity=1)  # where nulls go differs between databases
    for sort in SORTS:
        for few in (False, True):
            up = list(in_order(Device.objects.all(), sort, few).values_list("pk", flat=True))
            down = list(in_order(Device.objects.all(), f"-{sort}", few).values_list("pk", flat=True))
            assert set(up) == {device.pk for device in estate.values()}, sort
            assert up == down[::-1], sort


def test_names_sort_without_regard_to_case_and_nonsense_sorts_by_name(estate: dict[str, Device]) -> None:
    names = [" ".join((d.brand, d.model)).lower() for d in in_order(Device.objects.all(), "device")]
    assert names == sorted(names)
    assert [d.pk for d in in_order(Device.objects.all(), "colour")] == [
        d.pk for d in in_order(Device.objects.all(), "device")
    ]


def test_the_worst_comes_first(estate: dict[str, Device]) -> None:
    kinds = [d.product.vulnerable for d in in_order(Device.objects.select_related("product"), "vulnerable")]
    assert kinds.index("affected") < kinds.index("not_identified") < kinds.index("")


def test_texts_as_long_as_they_may_be_are_kept_and_sorted(cast: Cast) -> None:
    """PostgreSQL refuses what is too long for one of its indexes, when it cannot be made shorter."""
    draw = random.Random(3)
    long = "".join(chr(draw.randrange(0x4E00, 0x9FFF)) for _ in range(1000))
    texts = dict.fromkeys(("brand", "model", "firmware", "serial", "site"), long)
    devices(system(cast.oxmere, cast.lead, "Attic"), cast.lead, [texts, OTHER])
    for sort in SORTS:
        assert in_order(Device.objects.all(), sort).count() == 2
    assert Device.objects.get(serial=long).site == long
