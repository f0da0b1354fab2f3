"""Where one of the bodies that a return covers answers otherwise than the others."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.errors import Conflict
from custodes.survey import actions
from custodes.survey.filling import BLANK, Outcome, Standing
from custodes.survey.filling.keys import parse
from custodes.survey.instrument import Question
from custodes.survey.models import Return
from custodes.web.page import Asked, page
from custodes.web.pages.returns.blocks import Typed
from custodes.web.pages.returns.fields import BASE, Base, base_from, base_of
from custodes.web.pages.returns.finding import as_seen, part_of, the_return, word_of
from custodes.web.pages.returns.laying_out import alone
from custodes.web.pages.returns.reading import CoveredBody, Filled, filled, outcome_for
from custodes.web.pages.returns.saving import question_of, save_sent
from custodes.web.pages.returns.wording import in_words, label_of


class Found(NamedTuple):
    """A question of a return, and what the person may do with it."""

    whole: Filled
    key: str
    question: Question
    section: str
    bodies: Sequence[CoveredBody]
    """Those for which the return answers this section."""
    may_fill_in: bool


def _found(request: Asked, of: Return, key: str) -> Found:
    mine = part_of(request, of)
    whole = as_seen(filled(of), mine)
    question = question_of(whole, key)
    if not isinstance(question, Question):
        raise Http404
    section = whole.form.by_name[question.name].section
    if not mine.sees(section):
        raise Http404
    may_fill_in = section in mine.sections
    bodies = whole.covers.get(section, ())
    if not (mine.leads or may_fill_in):
        bodies = [body for body in bodies if body.pk == request.body_.pk]
    return Found(whole, key, question, section, bodies, may_fill_in)


def _label(outcome: Outcome, key: str, question: Question) -> str:
    found = parse(key)
    return label_of(outcome, found, question) if found else question.name


def _context(request: Asked, found: Found) -> dict[str, Any]:
    return {
        "body": request.body_,
        "section": "returns",
        "of": found.whole.of,
        "label": _label(found.whole.outcome, found.key, found.question),
        "word": word_of(found.section),
        "name": found.key,
        "may_fill_in": found.may_fill_in,
    }


@page(Permission.READ_RETURNS)
def differing_bodies(request: Asked, pk: int, key: str) -> HttpResponse:
    """What each of the bodies answers to a question: as all, or otherwise."""
    found = _found(request, the_return(request, pk), key)
    rows = []
    for body in found.bodies:
        own = found.whole.answers.of_bodies.get(body.pk, {}).get(key)
        said = in_words(found.whole.form, found.question, own.given) if own else "The same as for all"
        if own and own.look_again:
            said = f"{said}. Look at this again: {own.look_again}"
        href = reverse("differing_answer", args=[request.body_.slug, pk, key, body.slug])
        change = [("Change", href, f"what {body.name} answers")] if found.may_fill_in else []
        rows.append({"key": body.name, "value": said, "actions": change})
    common = found.whole.answers.common.get(key)
    context = _context(request, found) | {
        "rows": rows,
        "common": in_words(found.whole.form, found.question, common.given if common else BLANK),
    }
    return render(request, "returns/bodies.html", context)


@page(Permission.ANSWER)
def differing_answer(request: Asked, pk: int, key: str, other: str) -> HttpResponseBase:
    """The answer of one of the bodies alone, or again what is common."""
    of = the_return(request, pk)
    found = _found(request, of, key)
    body = next((one for one in found.bodies if one.slug == other), None)
    if body is None:
        raise Http404
    section = reverse("return_section", args=[request.body_.slug, pk, word_of(found.section)])
    if not found.may_fill_in:
        return redirect(section)
    typed = None
    if request.method == "POST":
        try:
            typed = _save(request, found, Body.objects.get(pk=body.pk))
        except Conflict as error:
            messages.warning(request, f"{error.message} {error.mend}")
            return redirect(request.path)
        if typed is None:
            return redirect(section)
    outcome = outcome_for(found.whole, body.pk)
    standing = _standing(outcome, key)
    own = found.whole.answers.of_bodies.get(body.pk, {}).get(key)
    base = base_of(found.question, standing.given, own.revision if own else 0)
    context = _context(request, found) | {
        "other": body,
        "block": alone(found.whole, standing, typed, base, own.look_again if own else ""),
        "applies": standing.applies,
        "differs": own is not None,
        "problem": typed.problem or "Two answers were given at the same time: choose one" if typed else "",
    }
    return render(request, "returns/differing.html", context)


def _standing(outcome: Outcome, key: str) -> Standing:
    found = parse(key)
    standing = outcome.standings.get(found) if found else None
    if standing is None:
        raise Http404
    return standing


def _save(request: Asked, found: Found, body: Body) -> Typed | None:
    """What could not be saved, if anything. Raises Conflict."""
    base = base_from(request.POST.get(BASE + found.key, "")) or Base(0, "")
    of, key = found.whole.of, found.key
    if "same" in request.POST:
        actions.same_for_all(by=request.user, of=of, key=key, body=body, base=base.revision)
        messages.success(request, f"{body.name} answers the same as all again")
        return None
    saved = save_sent(request.user, found.whole, {found.section}, request.POST, body)
    own = found.whole.answers.of_bodies.get(body.pk, {}).get(key)
    if saved.answers:
        messages.success(request, f"Saved for {body.name} alone")
    elif own and own.look_again and not saved.typed:  # whoever saves it as it is has looked at it
        actions.confirm_answer(by=request.user, of=of, key=key, base=base.revision, body=body)
        messages.success(request, f"What {body.name} answers stands")
    return saved.typed.get(key)
