"""What a return submitted, as the office reads it: never its draft, never the register behind it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from custodes.access.models import Person
from custodes.access.permissions import Permission
from custodes.survey.coded import Codings, Kept, codings_of, kept_of
from custodes.survey.in_words import in_words, words
from custodes.survey.instrument import Group
from custodes.survey.models import Query
from custodes.survey.submitted import Check, Said, Submitted, history_of
from custodes.web.page import Asked, page
from custodes.web.pages.reading.finding import about, names_of, the_return_of_wave

SOURCES = {
    "register": "Taken from the register",
    "earlier": "Taken from the wave before",
    "workbook": "Given in a workbook",
}
"""How an answer came in, where somebody did not type it on the page."""


class Told(NamedTuple):
    """An answer of a return as a page shows it."""

    key: str
    wording: str
    said: Said | None
    """None: asked of a body that differs alone."""
    words: str
    source: str
    checks: Sequence[Check]
    differences: Sequence[tuple[str, str, str, Sequence[Check]]]
    """Bodies that differ: slug, name, their answer, and what contradicts it."""
    was: str
    """What the submission before said, "" where that is the same."""
    codings: Codings
    queries: Sequence[Query]


@page(Permission.RUN_SURVEYS)
def submitted_return(request: Asked, wave: int, pk: int) -> HttpResponse:
    """By section: answers, contradictions with their explanations, what a correction changed, queries and codings."""
    of = the_return_of_wave(request, wave, pk)
    history = history_of(of)
    context: dict[str, Any] = {**about(of.wave), "of": of, "history": history, "changes": _changes(history)}
    if history:
        number = request.GET.get("submission", "")
        shown = next((at for at, one in enumerate(history) if str(one.submission.number) == number), -1)
        reached = history[: shown + 1] if shown >= 0 else history
        context |= {
            "now": reached[-1],
            "is_latest": reached[-1] is history[-1],
            **_told(reached, request.user),
        }
    return render(request, "reading/submitted.html", context)


def _changes(history: Sequence[Submitted]) -> list[int]:
    """How many answers each submission changed; 0 for the first one."""
    pairs = pairwise(history)
    return [0, *(len(changed_keys(before, after)) for before, after in pairs)] if history else []


def changed_keys(before: Submitted, after: Submitted) -> list[str]:
    """Questions whose answer a correction changed, for all or for a body."""
    bodies = ("", *before.told["differences"], *after.told["differences"])

    def differs(key: str) -> bool:
        pairs = ((before.said(key, body), after.said(key, body)) for body in dict.fromkeys(bodies))
        return any(not one.same(other) if one else other is not None for one, other in pairs)

    return [key for key in dict.fromkeys([*after.keys, *before.keys]) if differs(key)]


def _told(history: Sequence[Submitted], person: Person) -> dict[str, Any]:
    now = history[-1]
    kept = kept_of(one.submission for one in history)
    names = names_of({*now.told["covers"], *now.told["differences"]})
    asked = Query.objects.filter(of=now.submission.of).select_related("body")
    queries = asked.prefetch_related("messages").order_by("opened_at")
    by_key: dict[str, list[Query]] = {}
    for query in queries:
        by_key.setdefault(query.key, []).append(query)
    told = [_one(history, key, kept, names, by_key.get(key, [])) for key in now.keys if now.covers(key)]
    return {
        "names": names,
        "sections": _by_section(now, told),
        "person_": person,
        "open_queries": [query for query in queries if query.state != Query.State.CLOSED],
        "checks": len(now.told["checks"]),
    }


def _one(
    history: Sequence[Submitted], key: str, kept: Kept, names: dict[str, str], queries: Sequence[Query]
) -> Told:
    now, said = history[-1], history[-1].said(key)
    before = history[-2].said(key) if len(history) > 1 else None
    changed = len(history) > 1 and (not said.same(before) if said else before is not None)
    return Told(
        key,
        wording_of(now, key),
        said,
        said_in_words(now, key, said),
        SOURCES.get(said.source, "") if said else "",
        now.checks(key),
        [
            (slug, names.get(slug, slug), said_in_words(now, key, now.said(key, slug)), now.checks(key, slug))
            for slug in now.differing(key)
        ],
        said_in_words(history[-2], key, before) if changed else "",
        codings_of(history, kept, key),
        queries,
    )


def wording_of(now: Submitted, key: str) -> str:
    """A question as it was asked, with the time of the repeat that it stands in."""
    time = now.time_in_words(key)
    return f"{now.wording(key)} ({time})" if time else now.wording(key)


def said_in_words(now: Submitted, key: str, said: Said | None) -> str:
    """An answer as people read it, also of a question that the form no longer has."""
    if said is None:
        return "Not asked"
    question = now.question(key)
    return in_words(question, said, now.form) if question else said.value


def _by_section(now: Submitted, told: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        part = now.part(one.key)
        found.setdefault(part.section if part else "", []).append(one)
    titles = {part.item.name: part.item for part in now.form.sections if isinstance(part.item, Group)}
    return [
        (words(titles[name].label, now.form) or name or "General" if name in titles else "General", rows)
        for name, rows in found.items()
    ]
