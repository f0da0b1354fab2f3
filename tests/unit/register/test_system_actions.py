"""Systems: each change one transaction with its event, nothing overwritten unseen, withdrawn instead of deleted."""

from typing import Any

import pytest
from small_registers import FLAGGED, devices, system

from cast import Cast
from custodes.access.standing import standing, visible_systems, withdrawn_systems
from custodes.audit.models import Event
from custodes.concerns.models import Refresh
from custodes.errors import Conflict, Invalid
from custodes.register import actions
from custodes.register.actions import systems as module
from custodes.register.models import Device, System, SystemUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Cast) -> System:
    return system(cast.oxmere, cast.lead, "Town centre")


def last() -> Event:
    found = Event.objects.last()
    assert found
    return found


def test_a_new_system_is_a_draft_and_its_event_says_everything(cast: Cast) -> None:
    values = {"name": "Drones", "technology": "drone", "capabilities": ["thermal"]}
    made = actions.add_system(by=cast.lead, body=cast.oxmere, values=values)
    assert (made.shared_at, made.revision) == (None, 1)
    event = last()
    assert (event.action, event.subject, event.body) == (
        "register.add_system",
        str(made.pk),
        cast.oxmere.pk,
    )
    assert event.said["after"] == values
    assert event.person == cast.lead.pk


@pytest.mark.parametrize("values", [{}, {"name": ""}, {"name": "Town centre"}])
def test_a_system_needs_a_name_of_its_own(cast: Cast, town: System, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_system(by=cast.lead, body=cast.oxmere, values=values)
    assert set(refused.value.fields) == {"name"}
    assert actions.add_system(by=cast.stranger, body=cast.thornby, values={"name": "Town centre"}).pk


def test_an_office_has_no_systems(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.add_system(by=cast.head, body=cast.office, values={"name": "Ours"})


def test_a_change_tells_before_and_after(cast: Cast, town: System) -> None:
    changed = actions.change_system(
        by=cast.lead,
        system=town,
        values={"name": "Town", "technology": "cctv_external"},
        base=1,
        reason=" Short ",
    )
    assert (changed.name, changed.revision) == ("Town", 2)
    event = last()
    assert event.said == {"changed": {"name": ["Town centre", "Town"]}, "revision": 2}
    assert event.reason == "Short"


def test_saying_the_same_again_changes_nothing(cast: Cast, town: System) -> None:
    before = last().sequence
    same = actions.change_system(by=cast.lead, system=town, values={"name": "Town centre"}, base=1)
    assert (same.revision, last().sequence) == (1, before)


def test_nobody_overwrites_what_they_have_not_seen(cast: Cast, town: System) -> None:
    actions.change_system(by=cast.it_security, system=town, values={"purpose": "Traffic"}, base=1)
    with pytest.raises(Conflict) as conflict:
        actions.change_system(by=cast.lead, system=town, values={"purpose": "Crime"}, base=1)
    assert conflict.value.current == 2
    assert System.objects.get(pk=town.pk).purpose == "Traffic"


def test_without_its_event_a_change_does_not_stand(
    cast: Cast, town: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**told: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "record", broken)
    events = Event.objects.count()
    for act in (
        lambda: actions.change_system(by=cast.lead, system=town, values={"name": "Lost"}, base=1),
        lambda: actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town]),
        lambda: actions.withdraw_system(by=cast.lead, system=town, reason="Closed"),
        lambda: actions.let_use(by=cast.lead, system=town, user=cast.thornby),
    ):
        with pytest.raises(RuntimeError):
            act()
    held = System.objects.get(pk=town.pk)
    assert (held.name, held.shared_at, held.withdrawn_at) == ("Town centre", None, None)
    assert not SystemUse.objects.exists()
    assert Event.objects.count() == events


def test_another_technology_numbers_its_devices_again(cast: Cast, town: System) -> None:
    plain, own = devices(town, cast.lead, [FLAGGED, {**FLAGGED, "technology": "anpr"}])
    elsewhere = devices(system(cast.oxmere, cast.lead, "Depot"), cast.lead, [FLAGGED])[0]
    Refresh.objects.all().delete()
    actions.change_system(
        by=cast.lead, system=town, values={"technology": "drone", "site_class": "sensitive"}, base=1
    )
    known = {
        device.pk: (device.product.technology, device.product.site_class)
        for device in Device.objects.select_related("product")
    }
    assert known == {
        plain.pk: ("drone", "sensitive"),
        own.pk: ("anpr", "sensitive"),
        elsewhere.pk: ("cctv_external", ""),
    }
    assert set(Device.objects.values_list("revision", flat=True)) == {1}  # nobody's edit is made a conflict
    assert Refresh.objects.filter(body=cast.oxmere).exists()


def test_only_an_empty_system_is_withdrawn_and_with_a_reason(cast: Cast, town: System) -> None:
    device = devices(town, cast.lead, [FLAGGED])[0]
    with pytest.raises(Invalid) as refused:
        actions.withdraw_system(by=cast.lead, system=town, reason="Closed")
    assert "holds 1 row of the register" in refused.value.message
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[device.pk], reason="Sold")
    with pytest.raises(Invalid) as refused:
        actions.withdraw_system(by=cast.lead, system=town, reason="  ")
    assert set(refused.value.fields) == {"reason"}
    gone = actions.withdraw_system(by=cast.lead, system=town, reason="Closed")
    assert gone.withdrawn_by == cast.lead
    assert list(withdrawn_systems(standing(cast.lead), cast.oxmere)) == [gone]
    assert not withdrawn_systems(standing(cast.analyst), cast.oxmere).exists()
    for act in (
        lambda: actions.change_system(by=cast.lead, system=gone, values={"name": "X"}, base=gone.revision),
        lambda: actions.withdraw_system(by=cast.lead, system=gone, reason="Twice"),
        lambda: actions.add_device(by=cast.lead, system=gone, said=FLAGGED),
    ):
        with pytest.raises(Invalid):
            act()


def test_an_office_sees_what_is_shared_while_it_is_shared(cast: Cast, town: System) -> None:
    draft = system(cast.oxmere, cast.lead, "Depot")
    assert actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town]) == 1
    assert actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[town]) == 0
    seen = lambda: set(visible_systems(standing(cast.analyst), cast.oxmere))  # noqa: E731
    assert seen() == {town}
    with pytest.raises(Invalid):
        actions.stop_sharing(by=cast.lead, system=draft, reason="It never was")
    actions.stop_sharing(by=cast.lead, system=town, reason="Shared too early")
    assert seen() == set()
    assert [event.action for event in Event.objects.order_by("-sequence")[:2]] == [
        "register.stop_sharing",
        "register.share_system",
    ]


def test_systems_of_another_body_are_not_shared_with_ones_own(cast: Cast) -> None:
    theirs = system(cast.thornby, cast.stranger, "Library")
    assert actions.share_systems(by=cast.lead, body=cast.oxmere, systems=[theirs]) == 0
    assert System.objects.get(pk=theirs.pk).shared_at is None


def test_a_body_that_uses_a_system_sees_it_until_the_use_ends(cast: Cast, town: System) -> None:
    seen = lambda: set(visible_systems(standing(cast.stranger), cast.oxmere))  # noqa: E731
    assert seen() == set()
    use = actions.let_use(by=cast.lead, system=town, user=cast.thornby)
    assert actions.let_use(by=cast.lead, system=town, user=cast.thornby) == use
    assert seen() == {town}
    actions.end_use(by=cast.lead, use=use)
    count = Event.objects.count()
    actions.end_use(by=cast.lead, use=use)
    assert seen() == set()
    assert Event.objects.count() == count


@pytest.mark.parametrize("whom", ["oxmere", "office"])
def test_neither_the_body_itself_nor_an_office_is_a_user(cast: Cast, town: System, whom: str) -> None:
    with pytest.raises(Invalid):
        actions.let_use(by=cast.lead, system=town, user=getattr(cast, whom))


def test_a_withdrawn_system_is_put_back_with_a_reason(cast: Cast, town: System) -> None:
    actions.withdraw_system(by=cast.lead, system=town, reason="Sold")
    with pytest.raises(Invalid):
        actions.restore_system(by=cast.lead, system=town, reason=" ")
    back = actions.restore_system(by=cast.lead, system=town, reason="It was not sold")
    assert back.withdrawn_at is None
    assert back.revision == town.revision + 2
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.reason) == ("register.restore_system", "It was not sold")
    with pytest.raises(Invalid):
        actions.restore_system(by=cast.lead, system=town, reason="Again")


def test_a_system_whose_name_is_taken_meanwhile_is_not_put_back(cast: Cast, town: System) -> None:
    actions.withdraw_system(by=cast.lead, system=town, reason="Sold")
    system(cast.oxmere, cast.lead, town.name)
    with pytest.raises(Invalid):
        actions.restore_system(by=cast.lead, system=town, reason="It was not sold")
