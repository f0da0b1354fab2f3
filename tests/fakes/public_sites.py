"""Small public sites: a made-up wave in two editions, of which the second corrects the first."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import publications
import waves

from custodes.publication.errata import differences, errata
from custodes.publication.figures.definitions import read
from custodes.publication.figures.splitting import work_out_split
from custodes.publication.package import sealed, signing
from custodes.publication.package.contents import Published
from custodes.publication.package.disclosure import Disclosed, Disclosure, disclosures
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
    files = signing.signed(publications.unsigned(of), publications.KEY)
    data = sealed.seal(files)
    return Shown(lambda: data, number, of.about.title, at, hashlib.sha256(data).hexdigest())


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


TECHNOLOGIES = """
type                        | name      | label                           | custodes::technology | custodes::register | custodes::unit | custodes::theme
begin_group                 | outside   | Cameras outside                 |                      |                    |                |
select_one yes_no           | ext_run   | Do you run cameras outside?     | cctv_external        | operated           |                | use
integer                     | ext_count | How many do you run?            | cctv_external        | devices            | devices        | inventory
select_one yes_no           | ext_dpia  | Was the impact assessed?        | cctv_external        |                    |                | dpia
text                        | ext_why   | What are they for?              | cctv_external        |                    |                | capability
text                        | ext_made  | Who made them?                  | cctv_external        | makers             |                | inventory
end_group                   |           |                                 |                      |                    |                |
begin_group                 | faces     | Matching faces                  |                      |                    |                |
select_one yes_no           | fr_run    | Do you match faces?             | facial_recognition   | operated           |                | use
integer                     | fr_count  | With how many cameras?          | facial_recognition   | devices            | devices        | inventory
select_one yes_no           | fr_dpia   | Was that impact assessed?       | facial_recognition   |                    |                | dpia
end_group                   |           |                                 |                      |                    |                |
"""
RUNNING = """
[[figure]]
name = "ext_run"
title = "Run cameras outside"
counts = "${ext_run} = 'yes'"
of = "asked"
parts = "ext_dpia"
by = ["wave:kind"]
unit = "body"
"""
HELD: Mapping[str, publications.Said] = {
    "aldbourne": {"ext_run": "yes", "ext_count": "1200", "ext_dpia": "yes", "ext_why": "Theft *and* |fire|", "ext_made": "Hikvision; Axis; as far as labels say", "fr_run": "no"},
    "brantham": {"ext_run": "yes", "ext_count": ("not_known", ""), "ext_dpia": "no", "ext_why": "=1+1", "ext_made": "hikvision and <b>Own</b>", "fr_run": "yes", "fr_count": "3", "fr_dpia": "no"},
    "corvedale": {"ext_run": "no", "fr_run": ("withheld", "yes")},
}  # fmt: skip


def with_technologies(chosen: Mapping[str, Disclosed] | None = None) -> ShownWave:
    """A wave about technologies, of which two bodies have cameras and one does not say whether it matches faces."""
    form = waves.instrument(TECHNOLOGIES)
    at = publications.snapshot(HELD)
    wholes = work_out_split(read(RUNNING, form), form, at.units, at.answers)
    said = dict.fromkeys(("ext_why", "ext_made"), Disclosed(Disclosure.PUBLIC))
    about = replace(publications.ABOUT, title="Technologies", wave="Technologies", name="technologies-1")
    of = Published(
        about,
        at,
        form,
        wholes,
        disclosures(form, said if chosen is None else chosen),
        "# Technologies\n\n{{ ext_run }}\n",
        replies=[
            {"body": "brantham", "text": "We <b>object</b>:\ntwice.", "at": "2026-10-01T09:00:00+00:00"},
            {"body": "aldbourne", "text": "Nothing to add.", "at": ""},
        ],
    )
    return ShownWave("technologies", [shown(of, name="technologies-1")])
