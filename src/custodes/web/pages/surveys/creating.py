"""Bringing a population that ships into the service: for administrators, who alone create bodies."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from custodes import settings
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.populations import offered, population
from custodes.web.govuk.fields import Hinted
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent


class PopulationForm(forms.Form):
    which = forms.ChoiceField(
        label="Which bodies?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the bodies"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (one.name, Hinted(one.title, f"{len(one.entries)} bodies. Source: {one.source}"))
            for one in offered()
        ]


@page(Permission.MANAGE_BODIES)
def create_population(request: Asked) -> HttpResponseBase:
    """Create the bodies that are not here yet, and record that the office oversees each."""
    if not request.body_.is_office:
        raise Http404
    if settings.demo():
        raise actions.in_a_demo()
    form = PopulationForm(sent(request))

    def act(given: dict[str, Any]) -> None:
        entries = population(given["which"]).entries
        made = actions.create_population(by=request.user, office=request.body_, entries=entries)
        said = f"{count(made.new, 'body')} created. {request.body_.name} now oversees {made.new + made.overseen} more"
        messages.success(request, f"{said}; {made.there} of them it did already.")

    if done(request, form, act):
        may = Permission.RUN_SURVEYS in request.may
        return redirect("surveys", request.body_.slug) if may else redirect("administration")
    lead = (
        f"Bodies that are not here yet are created, without people: invite somebody into each. {request.body_.name} "
        "oversees them from then on, and sees what they share."
    )
    more: dict[str, Any] = {"body": request.body_, "section": "surveys", "lead": lead}
    return ask(
        request,
        form,
        "Create the bodies of a population",
        button="Create them",
        back="/administration",
        **more,
    )
