"""The charts of a body's page: drawn once for each tally, kept beside the data, and given as pictures.

A picture has an address of its own because the page lets no style stand in it (Content-Security-Policy).
"""

import contextlib
import os
import textwrap
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from custodes.concerns.models import Scope, Tally
from custodes.publication import wording

NAMES = ("list", "technology", "maker")
KINDS = ("wide", "narrow")
MOST_BARS = 15
LONGEST_NAME = 32
"""Characters of a name beside a bar."""

VERDICTS = tuple(wording.AFFECTED)
ON_LIST = {answer: words.capitalize() for answer, words in wording.LISTED.items()}
ANSWERS = {answer: words.capitalize() for answer, words in wording.AFFECTED.items()} | {
    "not_covered": "Not covered"
}

Counts = Mapping[str, Any]


class Bar(NamedTuple):
    """One bar: what it is about, and devices for each answer."""

    name: str
    devices: dict[str, int]


class Drawing(NamedTuple):
    """What `publication.charts` draws. It is not asked for this: drawing takes seconds to load, pages do without."""

    name: str
    title: str
    description: str
    answers: dict[str, str]
    bars: list[Bar]


def chart(name: str, tally: Tally) -> Drawing | None:
    """One of NAMES. None where there is nothing to compare: the table beside it says the same."""
    found = _lists(tally) if name == "list" else _vulnerable(name, tally.counts)
    return found if len(found.bars) > 1 else None


def drawn(name: str, kind: str, tally: Tally) -> Path | None:
    """The file with the picture; drawn where it is not there yet. None where there is no such chart."""
    path = _folder(tally) / f"{tally.pk}-{name}-{kind}.svg"
    if path.exists():
        return path
    found = chart(name, tally)
    if found is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(_image(found, kind), encoding="utf-8")
    part.replace(path)
    _forget_older(path.parent, tally.pk)
    return path


def draw_latest(body: int) -> None:
    """Every picture of the body's latest tallies, so that nobody waits for one."""
    for scope in Scope.values:
        tally = Tally.objects.filter(body=body, scope=scope).order_by("-pk").first()
        if tally is None:
            continue
        for name, kind in product(NAMES, KINDS):
            drawn(name, kind, tally)


def _image(found: Drawing, kind: str) -> str:
    from custodes.publication import charts

    bars = [charts.Bar(*bar) for bar in found.bars]
    return charts.image(charts.Chart(*found[:-1], bars), kind)


def _folder(tally: Tally) -> Path:
    return Path(settings.DATA_FOLDER) / "pictures" / f"{tally.body_id}-{tally.scope}"


def _forget_older(folder: Path, latest: int) -> None:
    """Pictures of tallies that nobody is shown any more."""
    for path in folder.glob("*.svg"):
        if int(path.name.partition("-")[0]) < latest:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _lists(tally: Tally) -> Drawing:
    counts = tally.counts["by_list"]
    names = sorted(counts, key=lambda name: (-counts[name]["affected"]["devices"], name))
    titles = {known["id"]: known["title"] for known in tally.sources["watchlists"]}
    bars = [
        Bar(_short(titles.get(name, name)), _devices(counts[name], VERDICTS)) for name in names[:MOST_BARS]
    ]
    return Drawing("list", "Devices by watchlist", _told(bars, ON_LIST), ON_LIST, bars)


def _short(title: str) -> str:
    """A title that fits beside a bar: whole words of it."""
    return textwrap.shorten(title, LONGEST_NAME, placeholder="…")


def _vulnerable(section: str, counts: Counts) -> Drawing:
    found = counts[f"by_{section}"]
    bars = [Bar(named(section, name), _standing(found[name])) for name in worst_first(found)[:MOST_BARS]]
    return Drawing(section, f"Known vulnerabilities by {section}", _told(bars, ANSWERS), ANSWERS, bars)


def _standing(found: Counts) -> dict[str, int]:
    """What no source could be asked about stands together: the table beside tells why."""
    counts = found["vulnerabilities"]
    unchecked = counts["not_covered"]["devices"] + counts["not_identified"]["devices"]
    return _devices(counts, VERDICTS) | {"not_covered": unchecked}


def _devices(found: Counts, answers: Sequence[str]) -> dict[str, int]:
    return {answer: found[answer]["devices"] for answer in answers}


def named(section: str, name: str) -> str:
    """A maker or technology in words."""
    if name in ("not known", "not given"):
        return "Maker not known" if section == "maker" else "Not recorded"
    return wording.subject(section, name)


def worst_first(found: Counts) -> list[str]:
    """By devices with an exploited vulnerability, on a watchlist, with a known one, not ruled out; then all."""

    def key(name: str) -> tuple[Any, ...]:
        one = found[name]
        worst = (
            one["exploited"]["affected"],
            one["watchlists"]["affected"],
            one["vulnerabilities"]["affected"],
            one["vulnerabilities"]["unknown"],
            one["devices"],
        )
        return (*(-count["devices"] for count in worst), name)

    return sorted(found, key=key)


def _told(bars: list[Bar], answers: Mapping[str, str]) -> str:
    """The picture in words for the three worst bars; the table beside it has them all."""
    told = [
        f"{bar.name}: "
        + ", ".join(f"{words.lower()} {bar.devices.get(a, 0):,}" for a, words in answers.items())
        for bar in bars[:3]
    ]
    more = f" and {len(bars) - 3} more bars" if len(bars) > 3 else ""
    return "Stacked bars, worst first. " + "; ".join(told) + more + ". The table has every number."
