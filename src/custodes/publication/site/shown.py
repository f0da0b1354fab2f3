"""The editions that are shown now: the one read of the database behind all public pages."""

import datetime as dt
from functools import lru_cache
from itertools import groupby

from django.utils.text import slugify

from custodes import settings
from custodes.publication.models import Edition
from custodes.publication.site.model import Shown, ShownWave, Site
from custodes.survey.models import Wave

EDITIONS = 16
"""Kept between requests; what was read of one is as large as its file."""


def shown_now(now: dt.datetime, address: str = "") -> Site:
    """All that the public may see at a moment. `address`: where the site is, ending in a slash; else this service's."""
    rows = Edition.objects.filter(shown_from__lte=now).order_by(
        "wave_id", "-number"
    )  # not by the order of waves: two may be alike
    found = rows.values_list("slug", "number", "title", "shown_from", "digest")
    waves = [
        ShownWave(slug, [_shown(*one[1:]) for one in editions])
        for slug, editions in groupby(found, lambda one: one[0])
    ]
    return Site(sorted(waves, key=lambda wave: wave.slug), address or public_address())


def public_address() -> str:
    """Where this service shows its public pages."""
    return f"{settings.address().rstrip('/')}/public/"


def slug_of(wave: Wave) -> str:
    """What a wave is called in addresses; it stays so once something of it is published.

    Of two waves with one title that which was published later has a number.
    """
    called = dict(Edition.objects.values_list("wave_id", "slug"))
    return called.get(wave.pk) or _free(slugify(wave.title), set(called.values()))


def _free(slug: str, taken: set[str]) -> str:
    slug, number = slug or "wave", 2
    if slug not in taken:
        return slug
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


@lru_cache(EDITIONS)
def _shown(number: int, title: str, shown_from: dt.datetime, digest: str) -> Shown:
    def read() -> bytes:
        return bytes(Edition.objects.values_list("contents", flat=True).get(digest=digest))

    return Shown(read, number, title, shown_from, digest)
