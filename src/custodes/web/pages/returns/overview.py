"""A return: its sections and how far each is, who is holding it up, and what can be done with it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.survey.filling_in import Progress, Waiting, delegated, undecided
from custodes.survey.models import BodyAsked, Delegation, Return
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import Part, as_seen, asked_of, part_of, the_return, word_of
from custodes.web.pages.returns.laying_out import not_counted
from custodes.web.pages.returns.lists import days_left
from custodes.web.pages.returns.reading import Changed, Filled, changes_of, filled
from custodes.web.pages.returns.wording import in_words, label_of, title_of

LATEST = 5
"""Changes that are listed."""
COLOURS = {"There is a problem": "red", "In progress": "light-blue", "Not yet started": "blue"}
"""Tags of the task list; what is completed, or not asked, is plain text, as the pattern has it."""


class Latest(NamedTuple):
    """An answer that was changed lately."""

    label: str
    value: str
    at: dt.datetime
    who: str


@page(Permission.READ_RETURNS)
def return_(request: Asked, pk: int) -> HttpResponse:
    """Every section with its state; who has which; what is kept and not counted; what was done last."""
    of = the_return(request, pk)
    mine = part_of(request, of)
    whole = as_seen(filled(of), mine)
    waiting = delegated(of)
    standing = {section: one.delegation for section, one in waiting.items()}
    seen = {part.item.name: None for part in whole.form.sections if mine.sees(part.item.name)}
    progress = [one for one in _progress(whole) if one.section in seen]
    changed = changes_of(of)
    asked = BodyAsked.objects.filter(wave=of.wave_id, body=of.body_id).first()
    items = [_item(request, whole, one, waiting.get(one.section), changed, mine) for one in progress]
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "returns",
        "of": of,
        "mine": mine,
        "items": items,
        "taken_back": [item for item in items if item["delegated"]],
        "answered": sum(one.done for one in progress),
        "questions": sum(one.asked for one in progress),
        "wrong": sum(one.wrong for one in progress),
        "missing": sum(one.missing for one in progress),
        "asked_of_me": _asked_of_me(request, whole, standing) if of.is_open else [],
        "holding_up": _holding_up(progress, waiting),
        "asked": asked,
        "left": days_left(_due(of, asked)),
        "due_on": _due(of, asked),
        "covers": sorted({one.name for section in seen for one in whole.covers.get(section, ())}),
        "parts": _parts(whole, seen),
        "kept": [pair for section in seen for pair in not_counted(whole, section)],
        "changes": _latest(whole, changed, seen),
        "submissions": list(of.submissions.order_by("number").select_related("by").defer("contents")),
        "queries": of.queries.count() if mine.leads else 0,
        "open_queries": of.queries.filter(state="open").count() if mine.leads else 0,
        "may_sign": Permission.SIGN_OFF in request.may and mine.leads,
        "may_answer": Permission.ANSWER in request.may,
    }
    return render(request, "returns/return.html", context)


def _asked_of_me(
    request: Asked, whole: Filled, standing: Mapping[str, Delegation]
) -> list[tuple[str, str, bool]]:
    """The sections that this person, or the body as one of which they came, was asked to fill in, and whether it was
    said that they are done: title, word of the address, done."""
    if Permission.ANSWER not in request.may:
        return []
    mine = asked_of(request, standing)
    return [
        (title_of(whole.form, part), word_of(name), bool(mine[name].done_at))
        for part in whole.form.sections
        if (name := part.item.name) in mine
    ]


def _due(of: Return, asked: BodyAsked | None) -> dt.date:
    return asked.extended_to or of.wave.closes_on if asked else of.wave.closes_on


def _progress(whole: Filled) -> list[Progress]:
    """How far each section is, in the order of the form."""
    found = []
    for part in whole.form.sections:
        name = part.item.name
        standings = whole.outcome.of_section(name) if whole.covers.get(name) else []
        asked = [one for one in standings if one.applies and one.question.asked]
        found.append(
            Progress(
                name,
                len(asked),
                sum(one.done for one in asked),
                sum(bool(one.wrong) for one in asked),
                sum(one.missing for one in asked),
                bool(asked),
                bool(whole.covers.get(name)) and undecided(whole.outcome, name),
            )
        )
    return found


def _item(
    request: Asked,
    whole: Filled,
    one: Progress,
    waiting: Waiting | None,
    changed: Sequence[Changed],
    mine: Part,
) -> dict[str, Any]:
    """A line of the task list."""
    part = next(part for part in whole.form.sections if part.item.name == one.section)
    hints = [f"{one.done} of {count(one.asked, 'question')} answered"] if one.asked else []
    if not whole.covers.get(one.section):
        hints.append("another return answers it")
    if waiting:
        done = waiting.delegation.done_at
        hints.append(f"{waiting.name} says that it is done" if done else f"with {waiting.name}")
    keys = {str(standing.key) for standing in whole.outcome.of_section(one.section)}
    last = next((change for change in reversed(changed) if change.key in keys), None)
    if last:
        hints.append(f"last changed by {last.who}")
    return {
        "text": title_of(whole.form, part),
        "href": reverse("return_section", args=[request.body_.slug, whole.of.pk, word_of(one.section)]),
        "hint": _sentence(hints),
        "status": one.status,
        "colour": COLOURS.get(one.status, ""),
        "word": word_of(one.section),
        "delegated": waiting is not None,
        "is_mine": one.section in mine.sections,
    }


def _sentence(parts: Sequence[str]) -> str:
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _holding_up(progress: Sequence[Progress], waiting: Mapping[str, Waiting]) -> list[str]:
    """Who still has something to do, with how many sections: those with the most come first."""
    found: dict[str, int] = {}
    for one in progress:
        if one.status not in ("Completed", "Depends on answers", "Not applicable"):
            with_whom = waiting.get(one.section)
            who = with_whom.name if with_whom and not with_whom.delegation.done_at else ""
            found[who] = found.get(who, 0) + 1
    return [
        f"{who or 'Not given to anybody'}: {count(number, 'section')}"
        for who, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _parts(whole: Filled, seen: Collection[str]) -> list[tuple[str, str]]:
    """Bodies of which the return answers some sections and not others, with those that the person sees."""
    every = {part.item.name: title_of(whole.form, part) for part in whole.form.sections}
    held: dict[str, list[str]] = {}
    for section, bodies in whole.covers.items():
        for body in bodies if section in seen else ():
            held.setdefault(body.name, []).append(section)
    return [
        (name, ", ".join(every.get(one, one) for one in every if one in sections))
        for name, sections in sorted(held.items())
        if len(sections) < len(every)
    ]


def _latest(whole: Filled, changed: Sequence[Changed], seen: Collection[str]) -> list[Latest]:
    """The answers that were changed last."""
    stands = {str(key): one for key, one in whole.outcome.standings.items()}
    held = [
        (change, stands[change.key])
        for change in reversed(changed)
        if change.key in stands and stands[change.key].part.section in seen
    ]
    return [
        Latest(
            label_of(whole.outcome, standing.key, standing.question),
            in_words(whole.form, standing.question, standing.given),
            change.at,
            change.who,
        )
        for change, standing in held[:LATEST]
    ]
