"""Errata: how the figures of a publication differ from those that were published before. Pure.

A figure that is another only because more came in was right when it was published: that is an update. Where anybody who
was counted then counts otherwise now, or it is defined otherwise, it is corrected: that is an erratum, with a reason.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from custodes.publication.figures.counting import Working
from custodes.publication.figures.definitions import ABOUT_UNITS, Unit, reads

Numbers = Mapping[str, Any]
"""A figure as `publication.json` holds it."""
_DECIDES = ("unit", "counts", "belongs", "mixed", "bound")
"""Of a definition, who counts out of whom and what is claimed. What it is called and where it stands is no number."""


class Difference(NamedTuple):
    """A figure that is not what was published before. `before` or `after` is "" where it was not there."""

    figure: str
    title: str
    before: str
    after: str
    update: bool = False
    """Nobody counts otherwise than before; more came in."""


def differences(
    before: Sequence[Numbers], after: Sequence[Numbers], grew: Collection[str] = ()
) -> list[Difference]:
    """What was published before and is another, is gone, or is defined otherwise. What is new is no difference.

    `grew`: names of figures of which `only_grew` holds.
    """
    now = {one["name"]: one for one in after}
    found = (_difference(one, now.get(one["name"]), one["name"] in grew) for one in before)
    return [one for one in found if one]


def only_grew(before: Working, after: Working, late: Collection[str] = ()) -> bool:
    """Whether everybody who was behind a figure is there, and stands where they stood.

    `late`: bodies of which nothing, or not everything, had come in before. They may stand elsewhere where they were
    unknown, or did not count as they had not answered.
    """
    if any(getattr(before.figure, key) != getattr(after.figure, key) for key in _DECIDES):
        return False
    now = {one: group for group, ids in after.who.items() for one in ids}
    known = ((one, group) for group, ids in before.who.items() for one in ids)
    free = late if before.figure.unit is Unit.BODY else ()
    on_response = any(question in ABOUT_UNITS for question in reads(before.figure))
    return all(
        now.get(one) == group or (one in free and (None in group or (on_response and not group.counts)))
        for one, group in known
    )


def _difference(before: Numbers, after: Numbers | None, grew: bool) -> Difference | None:
    if after is None:
        return Difference(before["name"], before["title"], before["says"], "")
    if list(_said(before)) == list(_said(after)):
        return None
    update = grew and _defined(before) == _defined(after)
    return Difference(before["name"], after["title"], before["says"], _told(before, after), update)


def _defined(one: Numbers) -> list[object]:
    return [one["definition"].get(key) for key in _DECIDES]


def _said(one: Numbers) -> Iterator[object]:
    """Everything that a reader may have copied: the number, its parts and groups, and how it is defined."""
    yield from (_defined(one), *_numbers(one))
    for split in ("groups", "parts"):
        yield from ((part["label"], *_numbers(part)) for part in one.get(split, ()))
    yield tuple(_numbers(one["residual"])) if one.get("residual") else None


def _numbers(one: Numbers) -> Iterator[object]:
    yield from (one.get(name) for name in ("says", "of", "unknown", "least_percent", "most_percent", "holds"))


def _told(before: Numbers, after: Numbers) -> str:
    if before["says"] != after["says"]:
        return str(after["says"])
    if _defined(before) != _defined(after):
        return f"{after['says']}, by another definition"
    return f"{after['says']}, made up otherwise"


def errata(
    found: Sequence[Difference],
    reasons: Mapping[str, str],
    earlier: Sequence[Mapping[str, Any]],
    edition: int,
    at: str,
) -> list[dict[str, Any]]:
    """All errata of a wave up to this edition, the newest first; updates are none. `reasons`: by figure, why it changed.

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
        if not one.update
    ]
    return [*new, *map(dict, earlier)]
