"""Small public sites: a made-up wave in two editions, of which the second corrects the first."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import publications

from custodes.publication.errata import differences, errata
from custodes.publication.package import sealed, signing
from custodes.publication.package.contents import Published, contents
from custodes.publication.site import Shown, ShownWave, Site

ADDRESS = "https://cameras.example/"
FIRST, SECOND = dt.datetime(2026, 10, 5, 8, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
REPORT = """# Autumn

{{ covered }} were covered; {{ many.number }} run many ({{ many.percent }}%).

![A picture](https://elsewhere.example/spy.png) <script>alert(1)</script>

| a | b |
|---|---|
| 1 | {{ said }} |
"""


def shown(of: Published | None = None, number: int = 1, at: dt.datetime = FIRST, **changes: Any) -> Shown:
    """An edition of a small publication. `changes`: of its `about`."""
    of = of or replace(publications.published(), report=REPORT)
    of = replace(of, about=replace(of.about, **{"fictional": True, "name": f"autumn-{number}", **changes}))
    files = signing.signed(contents(of), publications.KEY)
    data = sealed.seal(files)
    return Shown(files, number, of.about.title, at, hashlib.sha256(data).hexdigest(), data)


def corrected(first: Shown, of: Published, why: str = "Counted again") -> Shown:
    """The edition after, with errata for everything that differs."""
    after = shown(of).data["figures"]
    found = differences(first.data["figures"], after)
    told = errata(found, {one.figure: why for one in found}, [], 2, SECOND.isoformat())
    return shown(replace(of, errata=told), 2, SECOND, corrects=first.digest)


def two_editions(returns: Mapping[str, publications.Said] | None = None) -> ShownWave:
    """In the second, one return less runs many cameras, and a figure is gone."""
    first = shown()
    changed = {**publications.RETURNS, "aldbourne": {**publications.RETURNS["aldbourne"], "cameras": "2"}}
    figures = publications.FIGURES.partition('\n[[figure]]\nname = "said"')[0]
    again = publications.published(figures, of=publications.snapshot(returns or changed))
    second = corrected(first, replace(again, report="# Autumn\n\n{{ many }}\n"))
    return ShownWave("autumn", [second, first])


def site(*waves: ShownWave) -> Site:
    """A site of these waves, or of the one with two editions."""
    return Site(list(waves) or [two_editions()], ADDRESS)
