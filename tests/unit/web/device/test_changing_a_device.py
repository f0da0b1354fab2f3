"""Adding, changing, withdrawing and putting back a device in the browser; two editors of one device."""

import re
from html import unescape

import pytest
from django.test import Client
from small_registers import FLAGGED, devices, system

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.evidence.models import Observation
from custodes.identity.models import Judgement
from custodes.register.models import Device, System

pytestmark = pytest.mark.django_db
ADD = "/bodies/oxmere/devices/add"


@pytest.fixture
def town(cast: Cast) -> System:
    return system(cast.oxmere, cast.lead, "Town centre")


@pytest.fixture
def camera(cast: Cast, town: System) -> Device:
    return devices(
        town, cast.lead, [{**FLAGGED, "site": "Weir Street", "quantity": 1, "quantity_basis": "counted"}]
    )[0]


@pytest.fixture
def ida(cast: Cast) -> Client:
    return sign_in(Client(), cast.lead)


def address(device: Device, way: str = "") -> str:
    return f"/bodies/oxmere/devices/{device.pk}{way}"


def now(device: Device) -> Device:
    return Device.objects.get(pk=device.pk)


def carried(page: str, *names: str) -> dict[str, str]:
    """Hidden fields of a form."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    return {name: unescape(found[name]) for name in names}


def filled(client: Client, device: Device, **changes: str) -> dict[str, str]:
    """The change form as a browser has it when it is opened, with some fields typed over."""
    page = client.get(address(device, "/change")).content.decode()
    held = now(device)
    stands = {
        "brand": held.brand,
        "model": held.model,
        "firmware": held.firmware,
        "site": held.site,
        "system": str(held.system_id),
        "quantity": "1",
        "quantity_basis": "counted",
    }
    return {**stands, **carried(page, "base", "seen"), **changes}


def test_a_device_is_added_to_a_system(ida: Client, town: System) -> None:
    assert f'<option value="{town.pk}" selected>' in ida.get(f"{ADD}?system={town.pk}").content.decode()
    given = {"brand": "Axis", "mac": "44-19-b6-01-02-03", "system": town.pk, "quantity": "2"}
    answer = ida.post(
        ADD, {**given, "installed_day": "1", "installed_month": "march", "installed_year": "2024"}
    )
    made = Device.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(made))
    assert (made.mac, made.quantity, str(made.installed)) == ("4419B6010203", 2, "2024-03-01")


def test_without_a_system_the_system_comes_first(ida: Client, cast: Cast) -> None:
    answer = ida.get(ADD)
    assert (answer.status_code, answer["Location"]) == (302, "/bodies/oxmere/systems/add")


def test_every_mistake_is_told_at_once_and_links_land(ida: Client, cast: Cast, town: System) -> None:
    library = system(cast.thornby, cast.stranger, "Library")
    wrong = {
        "mac": "44:19",
        "ip": "upstairs",
        "quantity": "a few",
        "system": library.pk,
        "site": "password: Hik12345",
        "installed_day": "31",
        "installed_month": "2",
        "installed_year": "2024",
        "technology": "webcam",
    }
    page = ida.post(ADD, wrong).content.decode()
    landings = re.findall(r'<a href="#([^"]+)">', page)
    assert set(landings) == {
        "id_mac",
        "id_ip",
        "id_quantity",
        "id_system",
        "id_site",
        "id_installed_0",
        "id_technology",
    }
    assert all(f'id="{landing}"' in page for landing in landings)
    assert "<title>Error: Add a device" in page
    assert not Device.objects.exists()
    assert "Enter a brand, a model or a MAC address" in ida.post(ADD, {"system": town.pk}).content.decode()


def test_a_change_is_saved_and_nothing_is_nothing(ida: Client, camera: Device) -> None:
    answer = ida.post(address(camera, "/change"), filled(ida, camera, site="Depot", supported_until_day=""))
    assert (answer.status_code, answer["Location"]) == (302, address(camera))
    assert (now(camera).site, now(camera).revision) == ("Depot", 2)
    ida.post(address(camera, "/change"), filled(ida, camera))
    assert now(camera).revision == 2
    assert "Nothing was changed." in ida.get(address(camera)).content.decode()


def test_words_of_a_list_that_are_not_ours_are_not_lost(ida: Client, cast: Cast, camera: Device) -> None:
    Device.objects.filter(pk=camera.pk).update(connectivity="fibre to the depot", technology="webcam")
    page = ida.get(address(camera, "/change")).content.decode()
    assert '<option value="fibre to the depot" selected>' in page
    given = filled(ida, camera, site="Depot", connectivity="fibre to the depot", technology="anpr")
    assert ida.post(address(camera, "/change"), given).status_code == 302
    event = Event.objects.latest("sequence")
    assert event.action == "register.change_device"
    assert Observation.objects.latest("id").said == '{"site":"Depot","technology":"anpr"}'


def test_two_editors_and_nothing_is_lost(ida: Client, cast: Cast, camera: Device) -> None:
    petra, change = sign_in(Client(), cast.procurement), address(camera, "/change")
    mine = filled(ida, camera, site="Depot", firmware="V6", serial="77")
    theirs = filled(petra, camera, site="Station", hostname="cam-1")
    assert petra.post(change, theirs).status_code == 302
    answer = ida.post(change, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert now(camera).site == "Station"
    assert "Petra Lund saved Hikvision" in page
    for value in ("Depot", "Station", "V6", "77", "cam-1"):
        assert f"<strong>{value}</strong>" in page
    checked = dict(re.findall(r'id="choice-(\w+)-\w+" value="(\w+)" checked', page))
    assert checked == {"firmware": "mine", "serial": "mine", "hostname": "theirs"}
    again = carried(page, "settles", "base", "seen", "mine")
    choices = {f"choice-{name}": which for name, which in checked.items()}
    unsettled = ida.post(change, {**again, **choices})
    assert unsettled.status_code == 422
    assert "Site: choose which to keep" in unsettled.content.decode()
    assert 'id="choice-site-theirs"' in unsettled.content.decode()
    assert ida.post(change, {**again, **choices, "choice-site": "mine"}).status_code == 302
    held = now(camera)
    assert (held.site, held.firmware, held.serial, held.hostname) == ("Depot", "V6", "77", "cam-1")
    assert held.revision == 3


def test_a_third_editor_meanwhile_is_seen_as_well(ida: Client, cast: Cast, camera: Device) -> None:
    petra, change = sign_in(Client(), cast.procurement), address(camera, "/change")
    mine = filled(ida, camera, site="Depot")
    petra.post(change, filled(petra, camera, site="Station"))
    again = carried(ida.post(change, mine).content.decode(), "settles", "base", "seen", "mine")
    petra.post(change, filled(petra, camera, site="Harbour"))
    answer = ida.post(change, {**again, "choice-site": "mine"})
    assert answer.status_code == 409
    assert "<strong>Harbour</strong>" in answer.content.decode()
    assert now(camera).site == "Harbour"


def test_what_was_saved_meanwhile_and_is_the_same_needs_no_choice(
    ida: Client, cast: Cast, camera: Device
) -> None:
    petra, change = sign_in(Client(), cast.procurement), address(camera, "/change")
    mine = filled(ida, camera, site="Depot")
    petra.post(change, filled(petra, camera, site="Depot"))
    page = ida.post(change, mine).content.decode()
    assert "there is nothing to choose" in page
    assert ida.post(change, carried(page, "settles", "base", "seen", "mine")).status_code == 302


def test_a_choice_that_does_not_fit_is_refused_and_kept(ida: Client, camera: Device) -> None:
    change = address(camera, "/change")
    given = {"settles": "yes", "base": "1", "seen": "{}", "mine": '{"mac": "nonsense"}', "choice-mac": "mine"}
    answer = ida.post(change, given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter a MAC address of twelve" in page
    assert "nonsense" in page
    for broken in ("", "[1]", "not json"):
        assert ida.post(change, {**given, "mine": broken}).status_code in (302, 422)
    assert now(camera).mac == ""


def test_what_is_settled_by_judgement_is_not_typed_over(ida: Client, cast: Cast, camera: Device) -> None:
    Judgement.objects.create(device=camera, about="brand", value="Hikvision", reason="Seen", by=cast.lead)
    page = ida.post(address(camera, "/change"), filled(ida, camera, brand="Axis")).content.decode()
    assert "A judgement settles this: take that back first" in page
    assert now(camera).brand == "Hikvision"
    assert "settled as <strong>Hikvision</strong> by Ida Marlowe" in ida.get(address(camera)).content.decode()


def test_a_device_is_withdrawn_and_put_back(ida: Client, camera: Device) -> None:
    assert "Say why it is withdrawn" in ida.post(address(camera, "/withdraw")).content.decode()
    assert ida.post(address(camera, "/withdraw"), {"reason": "Sold"}).status_code == 302
    page = ida.get(address(camera)).content.decode()
    assert "Sold" in page
    assert address(camera, "/restore") in page
    assert address(camera, "/change") not in page
    assert ida.get(address(camera, "/change")).status_code == 404
    assert ida.post(address(camera, "/restore"), {"reason": "Back"}).status_code == 302
    assert now(camera).withdrawn_at is None
    assert [event.reason for event in Event.objects.order_by("-sequence")[:2]] == ["Back", "Sold"]


@pytest.mark.parametrize(
    ("who", "changes", "withdraws"),
    [
        ("it_security", 302, 403),
        ("procurement", 302, 403),
        ("reader", 403, 403),
        ("analyst", 403, 403),
        ("stranger", 404, 404),
        ("administrator", 403, 403),
    ],
)
def test_only_those_who_may(
    cast: Cast, ida: Client, camera: Device, who: str, changes: int, withdraws: int
) -> None:
    client = sign_in(Client(), cast.people[who])
    given = filled(ida, camera, site="Depot")
    assert client.post(address(camera, "/change"), given).status_code == changes
    assert client.post(address(camera, "/withdraw"), {"reason": "Sold"}).status_code == withdraws
    assert (now(camera).site == "Depot") == (changes == 302)
    assert now(camera).withdrawn_at is None
