"""What happened in a register between two answers: from its history, and from what devices it had. Pure reads."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.concerns.figures import counts
from custodes.concerns.kinds import kinds_of
from custodes.publication.information.figures import NOT_GIVEN, Numbers, numbers
from custodes.publication.information.shapes import Moved
from custodes.register.models import Device, System

EVENTS: Mapping[str, tuple[str, str]] = {
    "evidence.add_import": ("1 import was added", "{} imports were added"),
    "evidence.undo_import": ("1 import was undone", "{} imports were undone"),
    "register.add_device": ("1 device was added by hand", "{} devices were added by hand"),
    "register.change_device": ("1 change of a device", "{} changes of devices"),
    "register.withdraw_device": ("1 device was withdrawn", "{} devices were withdrawn"),
    "register.restore_device": ("1 device was put back", "{} devices were put back"),
    "identity.judge": ("1 judgement on what a device is", "{} judgements on what devices are"),
    "identity.take_back": ("1 judgement was taken back", "{} judgements were taken back"),
    "register.add_system": ("1 system was added", "{} systems were added"),
    "register.change_system": ("1 change of a system", "{} changes of systems"),
    "register.withdraw_system": ("1 system was withdrawn", "{} systems were withdrawn"),
    "register.restore_system": ("1 system was put back", "{} systems were put back"),
}
"""What can move a figure: the sentence for one event, and for several."""


def technologies(systems: "QuerySet[System]") -> Numbers:
    """How many systems there are of each technology."""
    found = systems.order_by().values("technology").annotate(n=Count("pk")).values_list("technology", "n")
    return {technology or NOT_GIVEN: number for technology, number in found}


def happened(body: Body, after: int, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What may have moved figures since event `after`, in sentences. `before`, `now`: what they rest on (`Tally.sources`)."""
    events = Event.objects.filter(body=body.pk, sequence__gt=after, action__in=EVENTS)
    found = Counter(events.order_by().values_list("action", flat=True))
    told = [
        one if found[action] == 1 else several.format(f"{found[action]:,}")
        for action, (one, several) in EVENTS.items()
        if found[action]
    ]
    return [*told, *_sources(before, now)]


def _sources(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What else than the register is different: feeds, watchlists, and the facts that come with Custodes."""
    was = {feed["name"]: (feed["state"], feed["edition"]) for feed in before["feeds"]}
    for feed in now["feeds"]:
        name, (state, edition) = feed["name"], was.get(feed["name"], ("", ""))
        if edition != feed["edition"]:
            yield f"{name} was pulled again"
        elif (state == "missing") != (feed["state"] == "missing"):
            yield f"{name} is {feed['state']}"
    lists = ({one["id"]: one for one in sources["watchlists"]} for sources in (before, now))
    old, new = lists
    yield from (f"The watchlist “{new[name]['title']}” is new" for name in sorted(new.keys() - old.keys()))
    yield from (
        f"The watchlist “{old[name]['title']}” is no longer followed"
        for name in sorted(old.keys() - new.keys())
    )
    yield from (
        f"The watchlist “{new[name]['title']}” has other entries"
        for name in sorted(new.keys() & old.keys())
        if new[name]["entries"] != old[name]["entries"]
    )
    if before["packs"] != now["packs"]:
        yield f"The facts that come with Custodes are of another edition: {now['packs']}, then {before['packs']}"


def moved(
    body: Body,
    since: dt.datetime,
    then: Mapping[str, Mapping[str, int | None]],
    now: Mapping[str, Numbers],
    lists: Sequence[str],
) -> dict[str, dict[str, Moved]]:
    """How every row that differs came to do so; one that was not given then is not told of.

    What was added since and is there, and what was there and is withdrawn, is counted as everything else is. The rest
    was there then and is there now, and is known otherwise: changed, identified anew, or put back.
    """
    added = _counted(body, lists, created_at__gt=since, withdrawn_at=None)
    withdrawn = _counted(body, lists, created_at__lte=since, withdrawn_at__gt=since)
    found: dict[str, dict[str, Moved]] = {}
    for name, rows in then.items():
        for row in {**rows, **now[name]}:
            was, is_ = rows.get(row, 0), now[name].get(row, 0)
            if was is None or was == is_:
                continue
            came, went = added[name].get(row, 0), withdrawn[name].get(row, 0)
            found.setdefault(name, {})[row] = Moved(
                then=was, now=is_, added=came, withdrawn=went, otherwise=is_ - was - came + went
            )
    return found


def _counted(body: Body, lists: Sequence[str], **chosen: Any) -> dict[str, Numbers]:
    """Every figure of some devices and systems of a body."""
    kinds = kinds_of(Device.objects.filter(body=body, **chosen), body.name)
    systems = technologies(System.objects.filter(body=body, **chosen))
    return numbers(counts(kinds.of(kinds.systems), lists), systems)
