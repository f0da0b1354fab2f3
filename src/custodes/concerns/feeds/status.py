"""What we know, how old it is, and what is missing."""

from dataclasses import dataclass

from custodes import clock
from custodes.concerns.feeds.sources import FACTS, FeedFacts
from custodes.concerns.feeds.store import Manifest, Store
from custodes.errors import FeedError


@dataclass(frozen=True)
class FeedStatus:
    """One feed. `state`: ok, old, damaged or missing; `why` says more of a damaged one.

    `age_days`: from the newest date in the feed, else from the day it was pulled, to today; None when
    it is missing.
    """

    feed: str
    facts: FeedFacts
    state: str
    why: str
    manifest: Manifest | None
    age_days: int | None


def overview(store: Store) -> list[FeedStatus]:
    """Every feed there is, pulled or not, each stored file checked against its hash."""
    return [_of(store, feed, facts) for feed, facts in FACTS.items()]


def _of(store: Store, feed: str, facts: FeedFacts) -> FeedStatus:
    try:
        manifest = store.manifest(feed)
        wrong = store.check(feed)
    except FeedError as error:
        return FeedStatus(feed, facts, "damaged", error.message, None, None)
    if manifest is None:
        return FeedStatus(feed, facts, "missing", "", None, None)
    age = (clock.today() - (manifest.as_of or manifest.pulled)).days
    state = "damaged" if wrong else "old" if age > facts.fresh_days else "ok"
    return FeedStatus(feed, facts, state, "; ".join(wrong), manifest, age)
