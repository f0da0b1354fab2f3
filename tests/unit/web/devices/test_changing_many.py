"""Changing many devices at once: those ticked, or all that match; first shown, then done."""

import re

import pytest
from django.test import Client
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.register.actions import withdraw_devices
from custodes.register.models import Device, System
from custodes.web.pages.devices import bulk

pytestmark = pytest.mark.django_db
DEVICES = "/bodies/oxmere/devices"
CHANGE = f"{DEVICES}/change"


@pytest.fixture
def lead(cast: Cast) -> Client:
    return sign_in(Client(), cast.lead)


@pytest.fixture
def cameras(cast: Cast) -> list[Device]:
    town = system(cast.oxmere, cast.lead, "Town centre")
    return devices(town, cast.lead, [FLAGGED, {**FLAGGED, "serial": "2"}, OTHER])


def ticked(cameras: list[Device], **more: str) -> dict[str, object]:
    return {"which": "ticked", "device": [str(one.pk) for one in cameras], "do": "change", **more}


def shown(client: Client, given: dict[str, object]) -> dict[str, object]:
    """The same again, with the mark of the devices that the page of confirmation is about."""
    page = client.post(CHANGE, given).content.decode()
    found = re.search(r'name="confirmed" value="([^"]+)"', page)
    assert found, page
    return {**given, "confirmed": found[1]}


def words_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_as_many_others_are_not_those_that_were_shown(
    lead: Client, cast: Cast, cameras: list[Device]
) -> None:
    given = shown(lead, {"which": "all", "do": "change", "to-connectivity": "internet"})
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[cameras[0].pk], reason="Sold")
    new = devices(cameras[0].system, cast.lead, [{**FLAGGED, "serial": "9"}])[0]
    assert "The list has changed" in lead.post(CHANGE, given).content.decode()
    assert Device.objects.get(pk=new.pk).connectivity == ""


def test_the_ticked_ones_are_changed_after_a_look(lead: Client, cameras: list[Device], cast: Cast) -> None:
    asked = lead.get(CHANGE, {"which": "ticked", "device": [cameras[0].pk, cameras[2].pk]}).content.decode()
    assert "Change 2 rows of the register" in asked
    given = ticked([cameras[0], cameras[2]], **{"to-technology": "anpr", "to-reason": "Surveyed"})
    check = lead.post(CHANGE, given).content.decode()
    assert "Check before you change 2 rows of the register" in check
    assert "Number-plate recognition (ANPR)" in check
    assert words_of(check).count("Why Surveyed") == 1
    assert not Event.objects.filter(action="register.change_device").exists()
    done = lead.post(CHANGE, shown(lead, given))
    assert (done.status_code, done["Location"]) == (302, DEVICES)
    assert [Device.objects.get(pk=one.pk).technology for one in cameras] == ["anpr", "", "anpr"]
    assert "2 rows of the register were changed." in lead.get(DEVICES).content.decode()
    assert Event.objects.filter(action="register.change_device", reason="Surveyed").count() == 2


def test_the_confirmation_carries_everything_again(lead: Client, cameras: list[Device]) -> None:
    page = lead.post(CHANGE, ticked(cameras, **{"to-site_class": "sensitive"})).content.decode()
    form = page.partition("custodes-form")[0] + page
    carried = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    again: dict[str, list[str]] = {}
    for name, value in carried:
        again.setdefault(name, []).append(value)
    assert lead.post(CHANGE, again).status_code == 302
    assert set(Device.objects.values_list("site_class", flat=True)) == {"sensitive"}


def test_all_that_match_are_meant_and_filters_do_not_become_changes(
    lead: Client, cameras: list[Device]
) -> None:
    all_of_them = {"which": "all", "q": "hikvision", "technology": "cctv_external"}
    assert "Change 2 rows of the register" in lead.get(CHANGE, all_of_them).content.decode()
    given = {**all_of_them, "do": "change", "to-connectivity": "internet"}
    done = lead.post(CHANGE, shown(lead, given))
    assert done["Location"] == f"{DEVICES}?q=hikvision&technology=cctv_external"
    held = {one.pk: (one.connectivity, one.technology) for one in Device.objects.all()}
    assert held == {
        cameras[0].pk: ("internet", ""),
        cameras[1].pk: ("internet", ""),
        cameras[2].pk: ("", ""),
    }


def test_what_has_changed_meanwhile_is_shown_again(lead: Client, cast: Cast, cameras: list[Device]) -> None:
    given = {"which": "all", "do": "change", "to-connectivity": "internet", "confirmed": "2"}
    page = lead.post(CHANGE, given).content.decode()
    assert "it is 3 rows of the register now" in page
    assert not Device.objects.exclude(connectivity="").exists()


def test_moving_and_those_that_say_so_already(lead: Client, cast: Cast, cameras: list[Device]) -> None:
    depot = system(cast.oxmere, cast.lead, "Depot")
    devices(depot, cast.lead, [OTHER])
    given = {"which": "all", "do": "change", "to-system": str(depot.pk)}
    assert lead.post(CHANGE, shown(lead, given)).status_code == 302
    assert set(Device.objects.values_list("system", flat=True)) == {depot.pk}
    assert "3 rows of the register were changed. 1 already said so" in lead.get(DEVICES).content.decode()


def test_withdrawing_many_needs_a_reason_and_the_permission(
    lead: Client, cast: Cast, cameras: list[Device]
) -> None:
    given = ticked(cameras[:2]) | {"do": "withdraw"}
    assert "Say why they are withdrawn" in lead.post(CHANGE, given).content.decode()
    given["withdraw-reason"] = "Sold"
    check = lead.post(CHANGE, given).content.decode()
    assert "Check before you withdraw 2 rows of the register" in check
    assert "Why Sold" in words_of(check)
    given = shown(lead, given)
    petra = sign_in(Client(), cast.procurement)
    assert petra.post(CHANGE, given).status_code == 403
    assert "Or withdraw them" not in petra.get(CHANGE, ticked(cameras[:2])).content.decode()
    assert lead.post(CHANGE, given).status_code == 302
    assert set(Device.objects.filter(withdrawn_at=None)) == {cameras[2]}


@pytest.mark.parametrize(
    "given", [{}, {"which": "ticked"}, {"which": "ticked", "device": "x"}, {"which": "all", "q": "elephant"}]
)
def test_nothing_selected_says_so(lead: Client, cameras: list[Device], given: dict[str, str]) -> None:
    answer = lead.get(CHANGE, given)
    assert answer.status_code == 422
    assert "Nothing is selected" in answer.content.decode()


def test_nothing_to_change_and_wrong_days_say_so(lead: Client, cameras: list[Device]) -> None:
    assert "Choose what to change" in lead.post(CHANGE, ticked(cameras)).content.decode()
    wrong = {
        "to-supported_until_day": "31",
        "to-supported_until_month": "2",
        "to-supported_until_year": "2027",
    }
    page = lead.post(CHANGE, ticked(cameras, **wrong)).content.decode()
    landings = re.findall(r'<a href="#([^"]+)">', page)
    assert landings
    assert all(f'id="{landing}"' in page for landing in landings)


def test_too_many_at_once_say_so(
    lead: Client, cameras: list[Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    answer = lead.get(CHANGE, {"which": "all"})
    assert answer.status_code == 422
    assert "3 rows of the register are too many to change at once" in answer.content.decode()


def test_devices_of_another_body_cannot_be_ticked(lead: Client, cast: Cast, cameras: list[Device]) -> None:
    theirs = devices(system(cast.thornby, cast.stranger, "Library"), cast.stranger, [OTHER])[0]
    given = ticked([cameras[0], theirs], **{"to-connectivity": "internet"})
    assert "Check before you change 1 row of the register" in lead.post(CHANGE, given).content.decode()
    assert lead.post(CHANGE, shown(lead, given)).status_code == 302
    assert Device.objects.get(pk=theirs.pk).connectivity == ""
    foreign = system(cast.thornby, cast.stranger, "Town hall")
    bad = ticked(cameras, **{"to-system": str(foreign.pk)})
    assert lead.post(CHANGE, bad).status_code == 200
    assert System.objects.get(pk=foreign.pk).devices.count() == 0


def test_readers_and_strangers_change_nothing(cast: Cast, cameras: list[Device]) -> None:
    for who in (cast.reader, cast.stranger, cast.analyst, cast.nobody):
        given = ticked(cameras, **{"to-connectivity": "internet", "confirmed": "3"})
        assert sign_in(Client(), who).post(CHANGE, given).status_code == cast.refusal(who)
    assert not Device.objects.exclude(connectivity="").exists()
