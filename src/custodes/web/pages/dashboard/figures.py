"""Whose figures of a body somebody is shown, and the page they make. Pure reads."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Abs
from django.template.loader import render_to_string
from markupsafe import Markup

from custodes.access.models import Body
from custodes.access.permissions import Reach
from custodes.access.standing import Standing, reaches
from custodes.concerns.models import Change, Scope, Tally
from custodes.publication import wording
from custodes.web.pages.dashboard.contents import Contents, contents
from custodes.web.pages.dashboard.pictures import NAMES, chart

MOST_CHANGES = 10
KEPT = 64
"""Pages kept in memory by each process: some 50 KB each."""


class Shown(NamedTuple):
    """The part of a body's page that follows from a tally alone."""

    told: Contents
    behind: list[str]
    """What the figures do not rest on, in sentences; empty where every feed was up to date."""
    html: Markup


def figures_scope(who: Standing, body: Body) -> Scope | None:
    """All figures for people of the body, those of what is shared for who oversees it, none for others.

    People of a body that uses some systems see those systems: a figure of theirs would be one of others' too.
    """
    if body.pk in who.roles:
        return Scope.ALL
    return Scope.SHARED if Reach.OVERSEEN in reaches(who, body) else None


def latest(body: Body, scope: Scope) -> Tally | None:
    """How the body stood at its last assessment; None where there has been none. Its figures are read when asked for."""
    return Tally.objects.filter(body=body, scope=scope).defer("counts", "sources").order_by("-pk").first()


def why(tally: Tally) -> str:
    """Why it was worked out, for a body's own people: the words may name what it has not shared."""
    return tally.why if tally.scope == Scope.ALL else ""


def shown(tally: Tally) -> Shown:
    """A tally never changes but for what it rests on, and says then when it was looked at: so it is kept."""
    return _shown(tally.pk, tally.looked_at)


@lru_cache(maxsize=KEPT)
def _shown(number: int, looked_at: dt.datetime) -> Shown:
    tally = Tally.objects.select_related("body").get(pk=number)
    told = contents(tally, tally.body)
    changes = largest_first(tally)
    context = {
        "body": tally.body,
        "tally": tally,
        "why": why(tally),
        "told": told,
        "charts": {name: found for name in NAMES if (found := chart(name, tally))},
        "changes": list(changes[:MOST_CHANGES]),
        "all_changes": changes.count(),
        "as_of": dt.date.fromisoformat(tally.sources["as_of"]),
    }
    html = Markup(render_to_string("dashboard/figures.html", context))
    return Shown(told, _behind(tally.sources), html)


BEHIND = {
    "missing": "Never pulled: {feeds}. Of what they publish, these figures know only the facts that come with "
    "Custodes, edition {packs}.",
    "old": "Out of date: {feeds}. What was published since those days is in none of these figures.",
    "damaged": "Damaged, and not used: {feeds}.",
}


def _behind(sources: Mapping[str, Any]) -> list[str]:
    names: dict[str, list[str]] = {state: [] for state in BEHIND}
    for feed in sources["feeds"]:
        if feed["state"] in names:
            since = f" (pulled {wording.date(feed['pulled'])})" if feed["state"] == "old" else ""
            names[feed["state"]].append(feed["name"] + since)
    return [
        BEHIND[state].format(feeds=", ".join(found), packs=sources["packs"])
        for state, found in names.items()
        if found
    ]


def largest_first(tally: Tally) -> QuerySet[Change]:
    """What changed since the tally before: what affects devices first, and of those the most devices."""
    return tally.changes.order_by(
        Case(When(verdict="affected", then=0), default=1),
        Abs(F("after") - F("before")).desc(),
        "concern",
        "verdict",
    )
