"""How a body stood, what changed since, and that no figure tells of what is not shared."""

import pytest
from small_registers import FLAGGED, NAMELESS, OTHER, PATCHED, assessed, devices, system

from cast import Cast
from custodes.audit.models import Event
from custodes.concerns.actions import refresh_now, run_waiting, tally_body
from custodes.concerns.figures import counts, differences
from custodes.concerns.known import known
from custodes.concerns.models import Scope, SystemConcern, SystemStanding, Tally
from custodes.concerns.tables import tables_of
from custodes.register.actions import (
    change_device,
    share_systems,
    stop_sharing,
    withdraw_devices,
)
from custodes.register.models import Device, System


def latest(cast: Cast, scope: Scope = Scope.ALL) -> Tally:
    return Tally.objects.filter(body=cast.oxmere, scope=scope).latest("pk")


def test_a_tally_counts_what_an_export_holds(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED, {**OTHER, "quantity": 12}, NAMELESS])
    lists = [known_.id for known_ in known().sources.lists]
    assert latest(cast).counts == counts(tables_of(Device.objects.all()), lists)
    assert latest(cast).counts["estate"] == {"devices": 14, "rows": 3}
    assert latest(cast).sources["edition"] == known().edition


def test_the_first_tally_lists_no_changes(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    assert latest(cast).changes.count() == 0


def test_what_changed_since_the_tally_before(cast: Cast) -> None:
    first, _ = assessed(cast.oxmere, cast.lead, [FLAGGED, FLAGGED])
    change_device(by=cast.lead, device=first, said={"firmware": PATCHED["firmware"]}, base=first.revision)
    run_waiting()
    change = latest(cast).changes.get(concern="CVE-2021-36260", verdict="affected")
    assert (change.before, change.after, change.kind) == (2, 1, "vulnerability")
    assert change.title
    assert not latest(cast).changes.filter(kind="watchlist").exists()  # the maker is who it was


def test_concerns_that_go_altogether_are_changes_too(cast: Cast) -> None:
    (only,) = assessed(cast.oxmere, cast.lead, [FLAGGED])
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[only.pk], reason="sold")
    run_waiting()
    gone = latest(cast).changes.get(concern="CVE-2021-36260", verdict="affected")
    assert (gone.before, gone.after) == (1, 0)
    assert latest(cast).counts["estate"]["rows"] == 0


def test_looking_again_without_a_difference_keeps_the_tally(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    before = latest(cast)
    tally_body(cast.oxmere, "looked again")
    after = latest(cast)
    assert (after.pk, after.why, after.at) == (before.pk, before.why, before.at)
    assert after.looked_at > before.looked_at


def test_figures_of_drafts_are_not_among_those_that_are_shared(cast: Cast) -> None:
    """An overseer must not learn of a draft from any figure, nor from what changed."""
    devices(system(cast.oxmere, cast.lead, "Open", shared=True), cast.lead, [OTHER])
    run_waiting()
    shared = latest(cast, Scope.SHARED)
    draft = system(cast.oxmere, cast.lead, "Draft")
    devices(draft, cast.lead, [FLAGGED])
    run_waiting()
    assert latest(cast, Scope.SHARED).pk == shared.pk
    assert latest(cast, Scope.SHARED).counts["by_maker"].keys() == {"Axis Communications"}
    assert latest(cast).counts["estate"]["rows"] == 2
    share_systems(by=cast.lead, body=cast.oxmere, systems=[draft])
    run_waiting()
    assert latest(cast, Scope.SHARED).counts == latest(cast).counts
    stop_sharing(by=cast.lead, system=System.objects.get(pk=draft.pk), reason="not ours")
    run_waiting()
    assert latest(cast, Scope.SHARED).counts == shared.counts


def test_why_figures_were_worked_out_is_not_told_of_what_is_shared(cast: Cast) -> None:
    """It may have been for a draft, or for an import that an overseer knows nothing of."""
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    assert latest(cast).why == "a device was added"
    assert latest(cast, Scope.SHARED).why == ""


def test_figures_by_system_add_up_to_those_of_the_body(cast: Cast) -> None:
    devices(
        system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED, OTHER, {**FLAGGED, "quantity": 5}]
    )
    devices(system(cast.oxmere, cast.lead, "Gate", technology="anpr"), cast.lead, [FLAGGED, NAMELESS])
    run_waiting()
    counted = latest(cast).counts
    for kind, section in (("watchlist", "by_entry"), ("vulnerability", "by_vulnerability")):
        assert counted[section]
        for concern, verdicts in counted[section].items():
            for verdict, count in verdicts.items():
                cells = SystemConcern.objects.filter(
                    concern__kind=kind, concern__concern=concern, verdict=verdict
                )
                assert sum(cells.values_list("devices", flat=True)) == count["devices"]
                assert sum(cells.values_list("rows", flat=True)) == count["rows"]
    for standing, count in counted["vulnerabilities"].items():
        cells = SystemStanding.objects.filter(vulnerable=standing)
        assert sum(cells.values_list("devices", flat=True)) == count["devices"]


def test_figures_by_system_follow_the_register(cast: Cast) -> None:
    first, _ = assessed(cast.oxmere, cast.lead, [FLAGGED, OTHER])
    change_device(by=cast.lead, device=first, said={"firmware": PATCHED["firmware"]}, base=first.revision)
    run_waiting()
    assert not SystemConcern.objects.filter(concern__concern="CVE-2021-36260", verdict="affected").exists()
    assert SystemConcern.objects.filter(concern__concern="CVE-2021-36260", verdict="not_affected").exists()


def test_one_event_tells_of_a_run(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED, OTHER])
    event = Event.objects.filter(action="concerns.assess").get()
    assert (event.person, event.body, event.person_name) == (None, cast.oxmere.pk, "Custodes")
    assert event.said["products"] == event.said["products_changed"] == 2
    assert (event.said["devices"], event.said["sources"]["edition"]) == (2, known().edition)
    refresh_now(cast.oxmere, "again")
    assert Event.objects.filter(action="concerns.assess").latest("sequence").said["products"] == 0


def test_what_changed_is_recorded_once(cast: Cast) -> None:
    def changes() -> int:
        number: int = Event.objects.filter(action="concerns.assess").latest("sequence").said["changes"]
        return number

    first, _ = assessed(cast.oxmere, cast.lead, [FLAGGED, OTHER])
    change_device(by=cast.lead, device=first, said={"firmware": PATCHED["firmware"]}, base=first.revision)
    tally = refresh_now(cast.oxmere, "a change")
    assert changes() == tally.changes.count() > 0
    assert refresh_now(cast.oxmere, "again").pk == tally.pk
    assert changes() == 0


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({}, {"a": 2}, [("a", 0, 2)]),
        ({"a": 2}, {}, [("a", 2, 0)]),
        ({"a": 2, "b": 1}, {"a": 3, "b": 1}, [("a", 2, 3)]),
    ],
)
def test_differences(
    before: dict[str, int], after: dict[str, int], wanted: list[tuple[str, int, int]]
) -> None:
    def counted(of: dict[str, int]) -> dict[str, object]:
        return {"by_entry": {name: {"unknown": {"devices": n, "rows": 1}} for name, n in of.items()}}

    found = [(d.concern, d.before, d.after) for d in differences(counted(before), counted(after))]
    assert found == wanted
