"""What the service knows to assess with: read once in a process, and again when feeds, packs or the day change."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from custodes import clock
from custodes.concerns.feeds.store import open_store

if TYPE_CHECKING:  # reading it takes the engine with it, which pages do without
    from custodes.assessment import Sources


class Known(NamedTuple):
    """`edition`: twelve hex digits over everything that a conclusion can depend on."""

    sources: "Sources"
    edition: str


_held: dict[tuple[str, dt.date], Known] = {}


def known() -> Known:
    """What is known today. Asking again is cheap: seven small files tell whether anything was pulled."""
    from custodes.assessment import sources

    store = open_store()
    key = (store.edition(), clock.today())
    held = _held.get(key)
    if held is None:
        read = sources(store, key[1])
        held = Known(read, _edition(read, key[0]))
        _held.clear()  # of other threads, too: none of them looks here again for what it has read
        _held[key] = held
    return held


def known_and_summary() -> tuple[Known, dict[str, Any]]:
    """What is known, and what a tally that rests on it says of that: of one moment, also while feeds are pulled."""
    while True:
        now = known()
        told = summary(now)
        if known().edition == now.edition:
            return now, told


def _edition(read: "Sources", feeds: str) -> str:
    """Days differ only where something begins or ends on them: a listing, an owner, a relabelling, an advisory."""
    day = read.as_of
    advisories = read.knowledge.advisories
    exploited = advisories.num_rows - advisories["kev_added"].null_count
    scored = advisories.num_rows - advisories["epss"].null_count
    live = [[entry for entry in one.entries if entry.in_force(day)] for one in read.lists]
    parts = (read.knowledge.edition, feeds, advisories.num_rows, exploited, scored, live, _begun(day))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _begun(day: dt.date) -> list[int]:
    """How many rows of the packs that hold from a day, or until one, have got there."""
    from custodes import packs

    dates = [
        row[end] for name in ("ownership", "relabels") for row in packs.table(name) for end in ("from", "to")
    ]
    today = day.isoformat()
    return [sum(1 for date in dates if date and date <= today[: len(date)])]


def summary(now: Known | None = None) -> dict[str, Any]:
    """What a tally rests on: `assessment.summary_sources`, the edition over it, and the state of each feed.

    `now`: what is known, by default today.
    """
    from custodes.assessment import summary_sources
    from custodes.concerns.feeds.status import overview

    now = now or known()
    feeds = [
        {
            "name": feed.facts.title,
            "state": feed.state,
            "edition": feed.manifest.edition if feed.manifest else "",
            "pulled": feed.manifest.pulled.isoformat() if feed.manifest else "",
            "age_days": feed.age_days,
            "records": feed.manifest.records if feed.manifest else 0,
        }
        for feed in overview(open_store())
    ]
    return {**summary_sources(now.sources), "edition": now.edition, "feeds": feeds}
