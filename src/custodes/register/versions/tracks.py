"""Release tracks: lines of firmware that are kept alive with fixes of their own beside the newest one.

On a long-term track a lower number can be the fixed one: Axis 9.80.3.5 has the fix that 10.6 lacks. So a range
that an advisory gives for the active track must not be laid over a long-term track. Which prefixes are tracks is
data (`packs/tracks.csv`).
"""

from functools import cache
from typing import NamedTuple

from custodes import packs
from custodes.register.versions import interval
from custodes.register.versions.reading import Interval


class Track(NamedTuple):
    """One line of releases: every version that begins with `prefix`."""

    maker: str
    name: str
    prefix: str
    """Two numbers, as '9.80'."""
    kind: str
    year: int
    """When the track was named."""
    source: str


@cache
def tracks(maker: str) -> tuple[Track, ...]:
    """The tracks of a canonical maker, oldest first; () where none are known."""
    return tuple(
        Track(row["maker"], row["track"], row["prefix"], row["kind"], int(row["from"]), row["source"])
        for row in packs.table("tracks")
        if row["maker"].casefold() == maker.casefold()
    )


def track_interval(maker: str, track: Track) -> Interval:
    """Every version of the track, and no other: [9.80, 9.81) for prefix '9.80'.

    Raises ValueError where the maker's scheme cannot read the prefix: the pack is wrong.
    """
    *front, last = track.prefix.split(".")
    following = ".".join([*front, str(int(last) + 1)])
    found = interval(maker, low=track.prefix, low_inclusive=True, high=following, high_inclusive=False)
    if found is None:
        raise ValueError(f"{track.prefix} is not a version of {maker}")
    return found
