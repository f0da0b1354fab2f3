"""Taking an import back: what it said no longer counts, what others said does."""

import datetime as dt
from pathlib import Path

import pytest
from import_stories import DAY, added, as_it_is, checked, listed

from cast import Cast
from custodes.audit.models import Event
from custodes.audit.seal import seal_of
from custodes.errors import Conflict, Invalid
from custodes.evidence import actions
from custodes.evidence.actions.undoing import what_undoing_does
from custodes.evidence.models import Import, Observation
from custodes.register.actions import add_device, add_system, change_device, share_systems
from custodes.register.models import Device, System

AXIS = ("Axis", "P3245-LV", "ACCC8E000001", "", "Town centre", 1)
HIK = ("Hikvision", "DS-2CD2143G2-I", "DS20210101AAWR1", "", "Custody suite", 1)
WRONG = ("Dahua", "IPC-HFW1230S", "ACCC8E000001", "", "Town centre", 1)
LATER = DAY + dt.timedelta(30)


def undone(cast: Cast, of: Import) -> Import:
    return actions.undo(by=cast.lead, of=of, reason="The wrong list")


def test_what_only_it_spoke_of_goes_with_the_systems_it_made(cast: Cast, tmp_path: Path) -> None:
    add_system(by=cast.lead, body=cast.oxmere, values={"name": "Town centre"})
    of = added(cast, listed(tmp_path, AXIS, HIK))
    assert what_undoing_does(of) == {"withdrawn": 2, "staying": 0}
    assert undone(cast, of).state == Import.State.UNDONE
    assert {d.withdrawn_reason for d in Device.objects.all()} == {
        f"Import {of.pk} was undone: The wrong list"
    }
    assert set(System.objects.filter(withdrawn_at=None).values_list("name", flat=True)) == {"Town centre"}
    assert Observation.objects.count() == 2, "what was said stays on record"
    assert as_it_is(of).seal == seal_of(of.pk)
    event = Event.objects.get(action="evidence.undo_import")
    assert (event.reason, event.said["withdrawn"], event.said["systems"]) == ("The wrong list", 2, 1)


def test_what_another_list_said_counts_again(cast: Cast, tmp_path: Path) -> None:
    first = added(cast, listed(tmp_path, AXIS))
    second = added(cast, listed(tmp_path, WRONG, name="wrong.csv"), day=LATER)
    device = Device.objects.get()
    assert (device.brand, device.disagreement) == ("Dahua", True)
    assert what_undoing_does(second) == {"withdrawn": 0, "staying": 1}
    undone(cast, second)
    device.refresh_from_db()
    assert (device.brand, device.model, device.disagreement) == ("Axis", "P3245-LV", False)
    assert (device.product.brand, device.withdrawn_at) == ("Axis", None)
    undone(cast, first)
    device.refresh_from_db()
    assert device.withdrawn_at


def test_the_import_that_made_a_device_can_go_and_the_device_stays(cast: Cast, tmp_path: Path) -> None:
    first = added(cast, listed(tmp_path, AXIS, HIK))
    added(cast, listed(tmp_path, WRONG, name="later.csv"), day=LATER)
    undone(cast, first)
    assert [(d.brand, d.disagreement) for d in Device.objects.filter(withdrawn_at=None)] == [("Dahua", False)]
    assert System.objects.get(name="Town centre").withdrawn_at is None
    assert System.objects.get(name="Custody suite").withdrawn_at


def test_what_a_person_said_keeps_a_device(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS))
    device = Device.objects.get()
    change_device(by=cast.lead, device=device, said={"model": "P3245-V"}, base=device.revision)
    undone(cast, of)
    device.refresh_from_db()
    assert (device.withdrawn_at, device.model, device.brand) == (None, "P3245-V", "")


def test_devices_of_others_are_not_touched(cast: Cast, tmp_path: Path) -> None:
    system = add_system(by=cast.lead, body=cast.oxmere, values={"name": "Fleet"})
    own = add_device(by=cast.lead, system=system, said={"brand": "Sony", "serial": "SN-0000123"})
    undone(cast, added(cast, listed(tmp_path, AXIS)))
    own.refresh_from_db()
    assert (own.withdrawn_at, own.revision) == (None, 1)


def test_a_system_that_is_shared_or_used_otherwise_stays(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS, HIK))
    share_systems(by=cast.lead, body=cast.oxmere, systems=[System.objects.get(name="Town centre")])
    add_device(by=cast.lead, system=System.objects.get(name="Custody suite"), said={"brand": "Sony"})
    undone(cast, of)
    assert System.objects.filter(withdrawn_at=None).count() == 2


def test_an_undone_list_can_come_in_again(cast: Cast, tmp_path: Path) -> None:
    path = listed(tmp_path, AXIS)
    undone(cast, added(cast, path))
    again = checked(cast, path)
    assert (again.report["plan"]["new"], again.report["plan"]["returning"]) == (1, 1)
    assert added(cast, path).state == Import.State.ADDED
    assert Device.objects.filter(withdrawn_at=None).count() == 1


def test_it_needs_a_reason_and_something_to_undo(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS))
    with pytest.raises(Invalid):
        actions.undo(by=cast.lead, of=of, reason="  ")
    undone(cast, of)
    with pytest.raises(Conflict):
        undone(cast, of)
    with pytest.raises(Conflict):
        undone(cast, checked(cast, listed(tmp_path, HIK, name="b.csv")))
