"""What a person saw, what they typed, and what somebody else saved meanwhile."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from custodes.audit.models import Event
from custodes.errors import Invalid
from custodes.register.models import Kept

MINE, THEIRS = "mine", "theirs"


class Versions(NamedTuple):
    """Values by column, as the register holds them."""

    base: int
    """The revision that the person has seen."""
    seen: Mapping[str, Any]
    """How it stood when they opened the form."""
    mine: Mapping[str, Any]
    """What they want to save."""
    choices: Mapping[str, str] = {}
    """By column, once they have chosen: MINE or THEIRS."""


class Difference(NamedTuple):
    """A column on which both versions differ, in words."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str
    """MINE, THEIRS, or "" while the person has to choose."""
    problem: str


class Page(NamedTuple):
    """What the page of two versions needs to know of a kind of record."""

    labels: Mapping[str, str]
    in_words: Callable[[str, Any], str]
    back: str
    section: str


def seen_of(values: Mapping[str, Any]) -> str:
    """How a record stands, for the form to carry along."""
    return json.dumps(dict(values))


def versions_of(given: QueryDict, mine: Mapping[str, Any]) -> Versions:
    """From a form that carried `base` and `seen`. Without them every difference has to be chosen."""
    return Versions(_number(given.get("base")), _values(given.get("seen")), mine)


def chosen_versions(given: QueryDict) -> Versions:
    """From the page of two versions."""
    choices = {name.removeprefix("choice-"): str(given[name]) for name in given if name.startswith("choice-")}
    mine = _values(given.get("mine"))
    return Versions(_number(given.get("base")), _values(given.get("seen")), mine, choices)


def decided(versions: Versions, theirs: Mapping[str, Any]) -> dict[str, Any] | None:
    """The values that were chosen; None where one that differs was not."""
    different = _different(versions, theirs)
    if any(versions.choices.get(name) not in (MINE, THEIRS) for name in different):
        return None
    own = {name: value for name, value in versions.mine.items() if versions.choices.get(name) != THEIRS}
    return own | {name: theirs[name] for name in different if versions.choices[name] == THEIRS}


def show(
    request: HttpRequest,
    record: Kept,
    versions: Versions,
    theirs: Mapping[str, Any],
    about: Page,
    problem: Invalid | None = None,
) -> HttpResponse:
    """Both versions of each column that differs, to choose from. Nothing that was typed is lost.

    A column that only one of both has changed is set to that change; the person can still turn it round.
    """
    asked_again = bool(versions.choices)
    differences = [_difference(name, versions, theirs, about) for name in _different(versions, theirs)]
    last = Event.objects.filter(subject_kind=record._meta.model_name, subject=str(record.pk)).last()
    context = {
        "body": getattr(request, "body_", None),
        "section": about.section,
        "record": record,
        "differences": differences,
        "by": last,
        "back": about.back,
        "problems": [
            *_told(problem),
            *((d.problem, f"choice-{d.name}-theirs") for d in differences if d.problem),
        ],
        "base": record.revision,
        "seen": seen_of(versions.seen),
        "mine": seen_of(versions.mine),
    }
    return render(request, "conflict/versions.html", context, status=422 if asked_again else 409)


def _different(versions: Versions, theirs: Mapping[str, Any]) -> list[str]:
    return [name for name, value in versions.mine.items() if name in theirs and theirs[name] != value]


def _difference(name: str, versions: Versions, theirs: Mapping[str, Any], about: Page) -> Difference:
    mine, other = versions.mine[name], theirs[name]
    if versions.choices:
        chosen = versions.choices.get(name, "")
    elif name not in versions.seen:
        chosen = ""
    else:
        chosen = THEIRS if mine == versions.seen[name] else MINE if other == versions.seen[name] else ""
    label = about.labels.get(name, name)
    missing = f"{label}: choose which to keep" if versions.choices and chosen not in (MINE, THEIRS) else ""
    return Difference(name, label, about.in_words(name, mine), about.in_words(name, other), chosen, missing)


def _told(problem: Invalid | None) -> list[tuple[str, str]]:
    if problem is None:
        return []
    said = [(text, f"choice-{name}-mine") for name, text in problem.fields.items()]
    return said or [(f"{problem.message} {problem.mend}", "")]


def _values(text: str | None) -> dict[str, Any]:
    """What the page carried; nothing where somebody put something else there."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
