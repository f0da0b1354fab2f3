"""Errata: how the figures of a publication differ from those that were published before. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Numbers = Mapping[str, Any]
"""A figure as `publication.json` holds it."""


class Difference(NamedTuple):
    """A figure that is not what was published before. `before` or `after` is "" where it was not there."""

    figure: str
    title: str
    before: str
    after: str


def differences(before: Sequence[Numbers], after: Sequence[Numbers]) -> list[Difference]:
    """What was published before and is another, is gone, or is defined otherwise. What is new is no erratum."""
    now = {one["name"]: one for one in after}
    return [found for one in before if (found := _difference(one, now.get(one["name"])))]


def _difference(before: Numbers, after: Numbers | None) -> Difference | None:
    if after is None:
        return Difference(before["name"], before["title"], before["says"], "")
    if list(_said(before)) == list(_said(after)):
        return None
    return Difference(before["name"], after["title"], before["says"], _told(before, after))


def _said(one: Numbers) -> Iterator[object]:
    """Everything that a reader may have copied: the number, its parts and groups, and how it is defined."""
    yield from (one["says"], one["definition"], one["unknown"])
    for split in ("groups", "parts"):
        yield from ((part["label"], part["says"]) for part in one.get(split, ()))
    yield (one.get("residual") or {}).get("says")


def _told(before: Numbers, after: Numbers) -> str:
    if before["says"] != after["says"]:
        return str(after["says"])
    if before["definition"] != after["definition"]:
        return f"{after['says']}, by another definition"
    return f"{after['says']}, made up otherwise"


def errata(
    found: Sequence[Difference],
    reasons: Mapping[str, str],
    earlier: Sequence[Mapping[str, Any]],
    edition: int,
    at: str,
) -> list[dict[str, Any]]:
    """All errata of a wave up to this edition, the newest first. `reasons`: by figure, why it changed.

    `earlier`: those of the edition before. `at`: when this one is published, as ISO text.
    """
    new = [
        {
            "figure": one.figure,
            "title": one.title,
            "from": one.before,
            "to": one.after,
            "why": reasons[one.figure],
            "edition": edition,
            "at": at,
        }
        for one in found
    ]
    return [*new, *map(dict, earlier)]
