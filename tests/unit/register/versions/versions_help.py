"""Shorthand the scheme tests share: order and agreement as the rest of the software sees them."""

from itertools import pairwise

from custodes.register.versions import interval, readings
from custodes.register.versions.reading import Place, place


def scheme_of(maker: str, text: str) -> str:
    """The name of the best reading's scheme, "" where there is none."""
    found = readings(maker, text)
    return found[0].scheme if found else ""


def key(maker: str, text: str) -> tuple[str, str, str]:
    """The best reading."""
    return tuple(readings(maker, text)[0])


def where(
    maker: str, device: str, below: str, inclusive: bool = False, above: str | None = None
) -> Place | None:
    """Where a device's version lies in the interval from `above` (included) to `below`; None: not comparable."""
    span = interval(maker, low=above, low_inclusive=True, high=below, high_inclusive=inclusive)
    assert span is not None, f"{above} to {below} does not read"
    same = [reading for reading in readings(maker, device) if reading.scheme == span.scheme]
    return place(same[0], span) if same else None


def in_order(maker: str, *texts: str) -> bool:
    """Whether each string is wholly before the next, in one scheme."""
    found = [readings(maker, text)[0] for text in texts]
    return all(a.scheme == b.scheme and a.high < b.low for a, b in pairwise(found))
