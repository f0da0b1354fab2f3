"""Whom a wave asks: all that the office oversees, by sector, one by one, by a list, or a population that ships."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access import mail
from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.models import BodyAsked, Wave
from custodes.survey.populations import Population, offered
from custodes.web.govuk.fields import Hinted
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.pages.surveys.forms import ChosenForm, ListForm
from custodes.web.pages.surveys.pasting import pasted

ALL, SECTORS, SINGLE, LIST = "all", "sectors", "single", "list"
FURTHER = (SECTORS, SINGLE, LIST)
"""Ways that ask something more, on a page of their own: `?how=`."""
NO_SECTOR = "No sector recorded"


@page(Permission.RUN_SURVEYS)
def ask_bodies(request: Asked, wave: int) -> HttpResponseBase:
    """How the bodies are chosen; then which."""
    held = the_wave(request, wave)
    overseen = _overseen(held)
    asked = set(BodyAsked.objects.filter(wave=held).values_list("body", flat=True))
    left = [body for body in overseen if body.pk not in asked]
    how = request.GET.get("how", "")
    if how in (SECTORS, SINGLE):
        return _choose(request, held, left, how)
    if how == LIST:
        return _by_list(request, held, overseen)
    shipped = next((one for one in offered() if one.name == how), None)
    return _by_population(request, held, shipped, overseen) if shipped else _how(request, held, left)


def _overseen(wave: Wave) -> list[Body]:
    return list(Body.objects.filter(overseen_by__office=wave.office_id, overseen_by__ended_at=None))


class HowForm(forms.Form):
    how = forms.ChoiceField(
        label="Whom does it ask?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom it asks"},
    )

    def __init__(self, *args: Any, left: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)
        every = (
            f"{count(left, 'body')} not asked in this wave yet" if left else "All of them are asked already"
        )
        field.choices = [
            (ALL, Hinted("All bodies that your office oversees", every)),
            (SECTORS, "Those of one sector, or of several"),
            (SINGLE, "One by one"),
            (LIST, Hinted("By a list of names", "Pasted, or a csv file; with contacts if there are any")),
            *((one.name, Hinted(one.title, "Ships with Custodes")) for one in offered()),
        ]


def _how(request: Asked, held: Wave, left: Sequence[Body]) -> HttpResponseBase:
    form = HowForm(sent(request), left=len(left))
    here = reverse("ask_bodies", args=[request.body_.slug, held.pk])
    if form.is_valid() and form.cleaned_data["how"] != ALL:
        return redirect(f"{here}?how={form.cleaned_data['how']}")
    if done(request, form, lambda given: _add(request, held, left)):
        return redirect(_wave(request, held))
    heading = f"Choose whom {held.title} asks"
    return ask(request, form, heading, button="Continue", back=_wave(request, held), **_told(request))


def _wave(request: Asked, held: Wave) -> str:
    return reverse("survey_wave", args=[request.body_.slug, held.pk])


def _told(request: Asked) -> dict[str, Any]:
    return {"body": request.body_, "section": "surveys"}


def _add(request: Asked, held: Wave, bodies: Sequence[Body]) -> None:
    number = actions.ask_bodies(by=request.user, wave=held, bodies=bodies)
    there = len(bodies) - number
    said = f"{count(number, 'body')} added" if number else "Nobody was added"
    messages.success(request, f"{said}{f'; {there:,} asked already' if there else ''}.")


def _choose(request: Asked, held: Wave, left: Sequence[Body], how: str) -> HttpResponseBase:
    if how == SECTORS:
        sectors = Counter(body.sector or NO_SECTOR for body in left)
        choices = [(name, f"{name} ({count(number, 'body')})") for name, number in sorted(sectors.items())]
    else:
        choices = [(str(body.pk), body.name) for body in left]
    label = "Which sectors does it ask?" if how == SECTORS else "Which bodies does it ask?"
    form = ChosenForm(sent(request), label=label, choices=choices)

    def act(given: dict[str, Any]) -> None:
        wanted = set(given["bodies"])
        chosen = [
            b for b in left if {str(b.pk)} & wanted or (how == SECTORS and (b.sector or NO_SECTOR) in wanted)
        ]
        _add(request, held, chosen)

    if done(request, form, act):
        return redirect(_wave(request, held))
    back = reverse("ask_bodies", args=[request.body_.slug, held.pk])
    more = _told(request)
    if not left:
        more["lead"] = "Every body that your office oversees is asked already."
    return ask(request, form, f"Choose whom {held.title} asks", button="Ask them", back=back, **more)


def _by_list(request: Asked, held: Wave, overseen: Sequence[Body]) -> HttpResponseBase:
    form = ListForm(
        sent(request),
        request.FILES or None,
        label="Names of bodies",
        hint="One in each line, as they are called here. A contact may stand behind a name, after a comma",
    )
    found = pasted(
        request, form, {body.name: body for body in overseen}, "the bodies that your office oversees"
    )
    if found and done(request, form, lambda given: _add_named(request, held, found.found)):
        return redirect(_wave(request, held))
    back = reverse("ask_bodies", args=[request.body_.slug, held.pk])
    context = {"form": form, "heading": f"List whom {held.title} asks", "button": "Ask them", "back": back}
    return render(request, "surveys/list.html", {**context, **_told(request)})


def _add_named(request: Asked, held: Wave, named: Sequence[tuple[Body, str]]) -> None:
    """With the contacts that the list gives; others stay as they are."""
    _add(request, held, [body for body, _ in named])
    given = {body.pk: contact for body, contact in named if contact}
    rows = BodyAsked.objects.filter(wave=held, body__in=given).values_list("pk", "body")
    actions.set_contacts(by=request.user, wave=held, contacts={pk: given[body] for pk, body in rows})


def _by_population(
    request: Asked, held: Wave, shipped: Population, overseen: Sequence[Body]
) -> HttpResponseBase:
    here = {body.name.casefold(): body for body in overseen}
    ready = [here[entry.name.casefold()] for entry in shipped.entries if entry.name.casefold() in here]
    missing = [entry.name for entry in shipped.entries if entry.name.casefold() not in here]
    form = forms.Form(sent(request))
    if ready and done(request, form, lambda given: _add(request, held, ready)):
        return redirect(_wave(request, held))
    context = {
        **_told(request),
        "form": form,
        "wave": held,
        "population": shipped,
        "as_of": dt.date.fromisoformat(shipped.as_of),
        "ready": ready,
        "missing": missing,
        "administrators": list(Person.objects.filter(is_administrator=True, is_active=True).order_by("name")),
        "page_to_open": mail.link("create_population", request.body_.slug),
        "may_create": Permission.MANAGE_BODIES in request.may,
    }
    return render(request, "surveys/population.html", context)


@page(Permission.RUN_SURVEYS)
def set_contacts(request: Asked, wave: int) -> HttpResponseBase:
    """Contacts of many bodies at once, by a list of names and addresses."""
    held = the_wave(request, wave)
    rows: Mapping[str, BodyAsked] = {
        one.body.name: one for one in BodyAsked.objects.filter(wave=held).select_related("body")
    }
    form = ListForm(
        sent(request),
        request.FILES or None,
        label="Names and contacts",
        hint="One body in each line, its name first, then its e-mail address. A name without an address takes its contact away",
    )
    found = pasted(request, form, rows, "the bodies that this wave asks")

    def act(given: dict[str, Any]) -> None:
        assert found
        contacts = {one.pk: contact for one, contact in found.found}
        number = actions.set_contacts(by=request.user, wave=held, contacts=contacts)
        messages.success(request, f"{count(number, 'contact')} changed.")

    if found and done(request, form, act):
        return redirect(_wave(request, held))
    context = {
        "form": form,
        "heading": f"Set contacts of {held.title}",
        "button": "Save the contacts",
        "back": _wave(request, held),
        "template": reverse("contacts_csv", args=[request.body_.slug, held.pk]),
    }
    return render(request, "surveys/list.html", {**context, **_told(request)})
