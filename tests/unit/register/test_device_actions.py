"""Devices: what people say is added to what was said, each change with its event, withdrawn and put back."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast
from custodes.audit.models import Event
from custodes.concerns.models import Refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence.models import Import, Observation
from custodes.identity.models import Judgement
from custodes.register import actions
from custodes.register.actions import devices as module
from custodes.register.models import Device, ProductVersion, System

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Cast) -> System:
    return system(cast.oxmere, cast.lead, "Town centre")


@pytest.fixture
def camera(cast: Cast, town: System) -> Device:
    return devices(town, cast.lead, [FLAGGED])[0]


def now(device: Device) -> Device:
    return Device.objects.select_related("product", "system").get(pk=device.pk)


def listed(device: Device, day: str, state: str = Import.State.ADDED, **said: str) -> Observation:
    """A line of a list that came in."""
    came = Import.objects.create(
        body=device.body, by=device.body.memberships.first().person, observed_on=day, state=state
    )
    return Observation.objects.create(
        device=device, of=came, source="list", observed_on=day, said=json.dumps(said)
    )


def test_what_a_person_says_becomes_an_observation_and_the_device(cast: Cast, town: System) -> None:
    said = {**FLAGGED, "mac": "44:19:b6:01:02:03", "quantity": 4, "installed": "2024-05-06", "site": ""}
    made = actions.add_device(by=cast.lead, system=town, said=said)
    held = now(made)
    assert (held.mac, held.quantity, held.installed) == ("4419B6010203", 4, dt.date(2024, 5, 6))
    observation = Observation.objects.get()
    assert (observation.source, observation.by, observation.of) == ("person", cast.lead, None)
    assert json.loads(observation.said) == {
        **FLAGGED,
        "mac": "4419B6010203",
        "quantity": 4,
        "installed": "2024-05-06",
    }
    assert (held.product.brand, held.product.mac_block) == ("Hikvision", "4419B6010")
    assert held.product.technology == "cctv_external"
    assert held.product.assessed_at is None
    assert Event.objects.last().action == "register.add_device"  # type: ignore[union-attr]
    assert Refresh.objects.filter(body=cast.oxmere).exists()


def test_devices_that_say_the_same_share_a_product_version(cast: Cast, town: System) -> None:
    first, second, other = devices(town, cast.lead, [FLAGGED, {**FLAGGED, "site": "Weir Street"}, OTHER])
    assert first.product_id == second.product_id != other.product_id
    assert ProductVersion.objects.count() == 2


def test_a_device_says_what_it_is(cast: Cast, town: System) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_device(by=cast.lead, system=town, said={"site": "Weir Street", "serial": "123"})
    assert set(refused.value.fields) == {"brand"}
    assert not Device.objects.exists()


def test_a_change_is_said_and_told_and_only_what_differs(cast: Cast, camera: Device) -> None:
    said = {"firmware": "V5.7.1 build 220801", "model": camera.model, "site": "Weir Street"}
    changed = actions.change_device(by=cast.it_security, device=camera, said=said, base=1, reason="Updated")
    assert (changed.firmware, changed.site, changed.revision) == ("V5.7.1 build 220801", "Weir Street", 2)
    assert json.loads(Observation.objects.latest("id").said) == {
        "firmware": "V5.7.1 build 220801",
        "site": "Weir Street",
    }
    event = Event.objects.latest("sequence")
    assert event.said["changed"] == {
        "firmware": [FLAGGED["firmware"], "V5.7.1 build 220801"],
        "site": ["", "Weir Street"],
    }
    assert (event.reason, event.said["revision"]) == ("Updated", 2)
    assert now(camera).product.firmware == "V5.7.1 build 220801"


def test_a_person_can_take_a_value_back(cast: Cast, camera: Device) -> None:
    actions.change_device(by=cast.lead, device=camera, said={"firmware": ""}, base=1)
    assert now(camera).firmware == ""


def test_saying_what_it_says_already_changes_nothing(cast: Cast, camera: Device) -> None:
    counted = Observation.objects.count(), Event.objects.count()
    same = actions.change_device(by=cast.lead, device=camera, said=FLAGGED, base=1, system=camera.system)
    assert same.revision == 1
    assert (Observation.objects.count(), Event.objects.count()) == counted


def test_nobody_overwrites_what_they_have_not_seen(cast: Cast, camera: Device) -> None:
    actions.change_device(by=cast.it_security, device=camera, said={"site": "Depot"}, base=1)
    with pytest.raises(Conflict) as conflict:
        actions.change_device(by=cast.lead, device=camera, said={"site": "Station"}, base=1)
    assert conflict.value.current == 2
    assert now(camera).site == "Depot"


def test_a_device_moves_only_within_its_body(cast: Cast, camera: Device) -> None:
    depot = system(cast.oxmere, cast.lead, "Depot", technology="anpr")
    library = system(cast.thornby, cast.stranger, "Library")
    with pytest.raises(Invalid) as refused:
        actions.change_device(by=cast.lead, device=camera, said={}, base=1, system=library)
    assert set(refused.value.fields) == {"system"}
    moved = actions.change_device(by=cast.lead, device=camera, said={}, base=1, system=depot)
    assert (moved.system_id, now(moved).product.technology) == (depot.pk, "anpr")
    assert Event.objects.latest("sequence").said["changed"] == {"system": [camera.system_id, depot.pk]}


def test_what_a_judgement_settled_is_not_said_over(cast: Cast, camera: Device) -> None:
    Judgement.objects.create(device=camera, about="brand", value="Hikvision", reason="Seen", by=cast.lead)
    with pytest.raises(Invalid) as refused:
        actions.change_device(by=cast.lead, device=camera, said={"brand": "Dahua", "site": "Depot"}, base=1)
    assert set(refused.value.fields) == {"brand"}
    assert now(camera).site == ""


def test_without_its_event_nothing_stands(
    cast: Cast, camera: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**told: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "record", broken)
    before = Device.objects.count(), Observation.objects.count(), Event.objects.count()
    for act in (
        lambda: actions.add_device(by=cast.lead, system=camera.system, said=OTHER),
        lambda: actions.change_device(by=cast.lead, device=camera, said={"site": "Depot"}, base=1),
        lambda: actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[camera.pk], reason="Sold"),
    ):
        with pytest.raises(RuntimeError):
            act()
    assert (Device.objects.count(), Observation.objects.count(), Event.objects.count()) == before
    assert (now(camera).site, now(camera).withdrawn_at, now(camera).revision) == ("", None, 1)


def test_a_withdrawn_device_keeps_everything_and_comes_back(cast: Cast, camera: Device) -> None:
    with pytest.raises(Invalid):
        actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[camera.pk], reason=" ")
    assert actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[camera.pk], reason="Sold") == 1
    assert actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[camera.pk], reason="Again") == 0
    gone = now(camera)
    assert (gone.withdrawn_reason, gone.withdrawn_by, gone.revision) == ("Sold", cast.lead, 2)
    with pytest.raises(Invalid):
        actions.change_device(by=cast.lead, device=gone, said={"site": "Depot"}, base=2)
    with pytest.raises(Invalid):
        actions.restore_device(by=cast.lead, device=gone, reason="")
    back = actions.restore_device(by=cast.lead, device=gone, reason="The sale fell through")
    assert (back.withdrawn_at, back.withdrawn_reason, back.revision) == (None, "", 3)
    assert Event.objects.latest("sequence").said == {"was": "Sold"}
    with pytest.raises(Invalid):
        actions.restore_device(by=cast.lead, device=back, reason="Twice")


def test_a_device_does_not_come_back_into_a_withdrawn_system(cast: Cast, camera: Device) -> None:
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[camera.pk], reason="Sold")
    actions.withdraw_system(by=cast.lead, system=camera.system, reason="Closed")
    with pytest.raises(Invalid) as refused:
        actions.restore_device(by=cast.lead, device=camera, reason="Found again")
    assert "Town centre, is withdrawn" in refused.value.message


def test_devices_of_another_body_are_never_among_those_changed(cast: Cast, camera: Device) -> None:
    theirs = devices(system(cast.thornby, cast.stranger, "Library"), cast.stranger, [OTHER])[0]
    ids = [camera.pk, theirs.pk]
    changed = actions.change_devices(by=cast.lead, body=cast.oxmere, ids=ids, said={"site": "Depot"})
    assert [device.pk for device in changed] == [camera.pk]
    assert actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=ids, reason="Sold") == 1
    assert (now(theirs).site, now(theirs).withdrawn_at) == ("", None)


def test_many_are_changed_at_once_each_with_its_event(cast: Cast, town: System) -> None:
    several = devices(town, cast.lead, [{**FLAGGED, "serial": str(n)} for n in range(3)])
    actions.change_device(by=cast.lead, device=several[0], said={"site_class": "sensitive"}, base=1)
    ids = [device.pk for device in several]
    changed = actions.change_devices(
        by=cast.lead, body=cast.oxmere, ids=ids, said={"site_class": "sensitive"}, reason="Surveyed"
    )
    assert [device.pk for device in changed] == ids[1:]  # the first said so already
    assert {now(device).product.site_class for device in several} == {"sensitive"}
    events = Event.objects.filter(action="register.change_device", reason="Surveyed")
    assert sorted(events.values_list("subject", flat=True)) == sorted(str(pk) for pk in ids[1:])
    with pytest.raises(Invalid):
        actions.change_devices(by=cast.lead, body=cast.oxmere, ids=ids, said={})


def test_changing_more_devices_takes_more_events_and_no_other_queries(cast: Cast, town: System) -> None:
    made = devices(town, cast.lead, [{**FLAGGED, "serial": str(n)} for n in range(8)])

    def queries(several: list[Device], site: str) -> int:
        ids = [device.pk for device in several]
        with CaptureQueriesContext(connection) as asked:
            actions.change_devices(by=cast.lead, body=cast.oxmere, ids=ids, said={"site": site})
        return len(asked)

    one, many = queries(made[:1], "Depot"), queries(made, "Station")
    assert (
        many - one <= 7 * 4
    )  # an event locks the end of the chain, is added, moves the end; a row is written


def test_undone_imports_do_not_count_and_a_judgement_outranks_lists(cast: Cast, camera: Device) -> None:
    listed(camera, "2099-01-02", brand="Dahua")
    listed(camera, "2099-01-03", Import.State.UNDONE, brand="Axis", site="Nowhere")
    actions.project_again([camera.pk])
    held = now(camera)
    assert (held.brand, held.site, held.disagreement, held.revision) == ("Dahua", "", True, 2)
    Judgement.objects.create(device=camera, about="brand", value="Honeywell", reason="Seen", by=cast.lead)
    Judgement.objects.create(device=camera, about="maker", value="Dahua", reason="Opened", by=cast.lead)
    actions.project_again([camera.pk])
    held = now(camera)
    assert (held.brand, held.disagreement) == ("Honeywell", False)
    assert (held.product.brand, held.product.judged_maker) == ("Honeywell", "Dahua")


def test_projecting_again_gives_the_same_device(cast: Cast, camera: Device) -> None:
    listed(camera, "2099-01-02", firmware="V6", installed="2024-02", supported_until="2031")
    actions.project_again([camera.pk])
    columns = [*Device.SAID, "disagreement", "product_id"]
    before = Device.objects.values(*columns).get()
    actions.project_again([camera.pk])
    assert Device.objects.values(*columns).get() == before
    assert (before["firmware"], before["installed"], before["supported_until"]) == (
        "V6",
        dt.date(2024, 2, 1),
        dt.date(2031, 12, 31),
    )


def test_a_device_of_which_nothing_is_said_any_more_stays_as_it_was(cast: Cast, town: System) -> None:
    number = actions.number_products([])
    assert number == []
    product = ProductVersion.objects.create(key="x", brand="Axis")
    silent = Device.objects.create(body=cast.oxmere, system=town, product=product, brand="Axis")
    listed(silent, "2024-01-01", Import.State.UNDONE, brand="Axis", site="Depot")
    actions.project_again([silent.pk])
    assert (now(silent).brand, now(silent).site) == ("Axis", "")
