"""Who else sees a system: the offices that oversee the body, and bodies that use it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.access.standing import visible_systems
from custodes.register import actions
from custodes.register.models import SystemUse
from custodes.web.govuk.wording import count, rows
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done
from custodes.web.pages.sign_in.forms import Nothing
from custodes.web.pages.systems.figures import figures_of
from custodes.web.pages.systems.finding import the_system
from custodes.web.pages.systems.forms import ShareForm, UserForm, WhyForm
from custodes.web.pages.systems.views import address, offices_of


@page(Permission.SHARE)
def share_systems(request: Asked) -> HttpResponseBase:
    """Which are drafts and which are shared; the drafts can be ticked."""
    systems = list(visible_systems(request.standing, request.body_).order_by("name"))
    drafts = [system for system in systems if not system.shared_at]
    figures = figures_of([system.pk for system in systems])
    offered = [(str(s.pk), f"{s.name} ({rows(figures[s.pk].rows)})") for s in drafts]
    form = ShareForm(request.POST if request.method == "POST" else None, drafts=offered)

    def act(given: dict[str, Any]) -> None:
        wanted = [system for system in drafts if str(system.pk) in given["systems"]]
        number = actions.share_systems(by=request.user, body=request.body_, systems=wanted)
        messages.success(request, f"{count(number, 'system')} {'is' if number == 1 else 'are'} shared.")

    if done(request, form, act):
        return redirect("systems", request.body_.slug)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "systems",
        "form": form,
        "drafts": drafts,
        "shared": [system for system in systems if system.shared_at],
        "offices": offices_of(request.body_.pk),
        "figures": figures,
    }
    return render(request, "systems/share.html", context)


@page(Permission.SHARE)
def stop_sharing(request: Asked, pk: int) -> HttpResponseBase:
    """With a reason: what an office has seen stays seen."""
    held = the_system(request, pk)
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        label="Why is it no longer shared?",
        missing="Say why it is no longer shared",
        hint="Kept in the history",
    )

    def act(given: dict[str, Any]) -> None:
        actions.stop_sharing(by=request.user, system=held, reason=given["reason"])

    back = address(held, request.body_.slug)
    if done(request, form, act):
        messages.success(request, f"{held.name} is a draft again.")
        return redirect(back)
    lead = "It becomes a draft again: the offices that oversee the body no longer see it or its devices."
    more: dict[str, Any] = {"body": request.body_, "section": "systems", "lead": lead}
    return ask(request, form, f"Stop sharing {held.name}", button="Stop sharing", back=back, **more)


@page(Permission.SHARE)
def let_use(request: Asked, pk: int) -> HttpResponseBase:
    """Another body that uses the system: its people see it and its devices."""
    held = the_system(request, pk)
    users = SystemUse.objects.filter(system=held, ended_at=None).values("body")
    others = Body.objects.filter(kind=Body.Kind.HOLDER).exclude(pk=held.body_id).exclude(pk__in=users)
    form = UserForm(request.POST if request.method == "POST" else None, others=others)

    def act(given: dict[str, Any]) -> None:
        actions.let_use(by=request.user, system=held, user=given["user"])

    back = address(held, request.body_.slug)
    if done(request, form, act):
        messages.success(request, f"{form.cleaned_data['user']} now uses {held.name}.")
        return redirect(back)
    lead = "Its people will see this system and its devices, with what is found. They cannot change them."
    more: dict[str, Any] = {"body": request.body_, "section": "systems", "lead": lead}
    heading = f"Let another body use {held.name}"
    return ask(request, form, heading, button="Let them use it", back=back, **more)


@page(Permission.SHARE)
def end_use(request: Asked, pk: int, use: int) -> HttpResponseBase:
    """Another body no longer uses the system."""
    held = the_system(request, pk)
    ending = SystemUse.objects.filter(system=held, pk=use, ended_at=None).select_related("body").first()
    if ending is None:
        raise Http404
    form = Nothing(request.POST if request.method == "POST" else None)
    back = reverse("system", args=[request.body_.slug, pk])

    def act(given: dict[str, Any]) -> None:
        actions.end_use(by=request.user, use=ending)

    if done(request, form, act):
        messages.success(request, f"{ending.body} no longer uses {held.name}.")
        return redirect(back)
    more: dict[str, Any] = {"body": request.body_, "section": "systems"}
    more["lead"] = (
        "Its people will no longer see this system and its devices, unless they do for another reason."
    )
    heading = f"{ending.body} no longer uses {held.name}?"
    return ask(request, form, heading, button="End the use", back=back, **more)
