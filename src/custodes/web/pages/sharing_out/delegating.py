"""Sections that a colleague or another body is asked to fill in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from custodes.access import mail
from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.errors import Refused
from custodes.survey import actions
from custodes.survey.keeping import form_of
from custodes.survey.mails import asked_by_mail
from custodes.survey.models import Delegation, Return
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.returns.finding import asked_of, the_return, the_section, word_of
from custodes.web.pages.returns.wording import title_of
from custodes.web.pages.sharing_out.forms import DelegateForm
from custodes.web.pages.sharing_out.offered import bodies_for, colleagues, grouped
from custodes.web.pages.sign_in.forms import Nothing
from custodes.web.pages.submitting.finding import led_return

OF_PERSON, OF_BODY = "person-", "body-"


def standing_in(of: Return, section: str) -> Delegation | None:
    """Who has a section now."""
    found = Delegation.objects.filter(of=of, section=section, ended_at=None)
    return found.select_related("person", "body", "by").first()


@page(Permission.ANSWER)
def delegate_section(request: Asked, pk: int, section: str) -> HttpResponseBase:
    """To a colleague who may answer, or to another body that is asked."""
    of = led_return(request, pk)
    part = the_section(of, section)
    title, back = (
        title_of(form_of(of.wave.instrument), part),
        reverse("return", args=[request.body_.slug, pk]),
    )
    people = {f"{OF_PERSON}{one.pk}": one for one in colleagues(of)}
    together, others = bodies_for(of.body, of.wave)
    choices = [("", "Choose"), ("Colleagues", [(key, str(one)) for key, one in people.items()])]
    form = DelegateForm(sent(request), choices=[*choices, *grouped(together, others, OF_BODY)])

    def act(given: dict[str, Any]) -> None:
        to = people.get(given["to"]) or Body.objects.get(pk=given["to"].removeprefix(OF_BODY))
        asked = f"{to} is asked to fill in “{title}”"
        try:
            made = actions.delegate(by=request.user, of=of, section=part.item.name, to=to, note=given["note"])
        except mail.MailFailed:  # that it was not sent is told besides
            messages.success(request, f"{asked}. Ask again to send the mail again.")
            raise
        messages.success(request, asked + _told(made))

    if done(request, form, act):
        return redirect(back)
    there = standing_in(of, part.item.name)
    lead = f"{mail.not_sent() or 'They are told by mail.'} You can still fill it in as well. People of another body see this section, and not the others."
    more: dict[str, Any] = {"body": request.body_, "section": "returns", "lead": lead}
    if there:
        more["careful"] = f"{_whom(there)} has this section now, and will have it no more."
    return ask(request, form, f"Who is to fill in “{title}”?", button="Ask them", back=back, **more)


def _told(made: Delegation) -> str:
    """How they come to know of it."""
    if not asked_by_mail(made):
        return ". Nobody leads there yet, so nobody could be written to: tell them."
    if unsent := mail.not_sent():
        return f". {unsent}"
    return ", and told so by mail."


def _whom(one: Delegation) -> Person | Body | None:
    return one.person or one.body


def _the_delegation(request: Asked, of: Return, section: str) -> Delegation:
    found = standing_in(of, the_section(of, section).item.name)
    if found is None:
        raise Http404
    return found


@page(Permission.ANSWER)
def take_back_section(request: Asked, pk: int, section: str) -> HttpResponseBase:
    """The body's own people fill it in again."""
    of = led_return(request, pk)
    one = _the_delegation(request, of, section)
    title = title_of(form_of(of.wave.instrument), the_section(of, section))
    form = Nothing(sent(request))
    back = reverse("return", args=[request.body_.slug, pk])

    def act(given: dict[str, Any]) -> None:
        actions.take_back(by=request.user, delegation=one)

    if done(request, form, act):
        messages.success(request, f"“{title}” is with your own people again.")
        return redirect(back)
    lead = f"{_whom(one)} no longer has it to fill in. What was answered stays."
    more: dict[str, Any] = {"body": request.body_, "section": "returns", "lead": lead}
    return ask(request, form, f"Take “{title}” back?", button="Take it back", back=back, **more)


@page(Permission.ANSWER)
def section_done(request: Asked, pk: int, section: str) -> HttpResponseBase:
    """Who was asked to fill a section in says that it is done, or (`done=no`) that it is not after all."""
    of = the_return(request, pk)
    one = _the_delegation(request, of, section)
    if not asked_of(request, {one.section: one}):
        raise Refused(f"{_whom(one)} was asked to fill this section in.", "They say when it is done.")
    back = reverse("return_section", args=[request.body_.slug, pk, word_of(one.section)])
    if request.method != "POST":
        return redirect(back)
    finished = request.POST.get("done") != "no"
    actions.say_done(by=request.user, delegation=one, done=finished)
    said = (
        f"{of.body.name} sees that this section is done."
        if finished
        else "This section is yours to fill in again."
    )
    messages.success(request, said)
    return redirect("return", request.body_.slug, pk)
