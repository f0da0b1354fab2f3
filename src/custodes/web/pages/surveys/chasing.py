"""Inviting and reminding by hand. Mails go out in the background; what could not be sent is told on the wave's page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from custodes import clock
from custodes.access.mail import not_sent
from custodes.access.models import Membership
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.actions.chasing import Posted
from custodes.survey.chasing import addresses_of, in_words, invitation, not_reached, reminder
from custodes.survey.models import BodyAsked, Wave
from custodes.survey.response import BodyStage, Stage, response_of
from custodes.web.govuk.fields import Hinted
from custodes.web.govuk.wording import count, date
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.pages.surveys.forms import ChosenForm

NOWHERE = "Nobody to write to: set a contact first"


@page(Permission.RUN_SURVEYS)
def invite_bodies(request: Asked, wave: int) -> HttpResponseBase:
    """Whom to invite: everybody who is not yet, unless somebody chooses otherwise."""
    held = the_wave(request, wave)
    rows = [one.asked for one in response_of(held).bodies if not one.submitted]
    offered = not_reached(rows)
    form = ChosenForm(
        sent(request), label="Whom do you want to invite?", choices=_choices(offered), chosen=True
    )
    told = {
        "heading": f"Invite to {held.title}",
        "letter": invitation(offered[0]) if offered else None,
        "nothing": "Everybody is invited." if rows else "No body is asked yet.",
        "without_people": _without_people(offered),
        "button": "Send the invitations",
    }
    return _send(request, held, form, offered, actions.invite_bodies, told)


@page(Permission.RUN_SURVEYS)
def remind_bodies(request: Asked, wave: int) -> HttpResponseBase:
    """Whom to remind: chosen one by one, or by the stage in the address."""
    held = the_wave(request, wave)
    stages = [one for one in response_of(held).bodies if not one.submitted and one.asked.invited_at]
    wanted = request.GET.get("stage", "")
    if wanted in tuple(Stage):
        stages = [one for one in stages if one.stage == wanted]
    offered = [one.asked for one in stages]
    today = clock.today()
    form = ChosenForm(
        sent(request), label="Whom do you want to remind?", choices=_choices(offered, stages), chosen=True
    )
    told = {
        "heading": f"Remind bodies of {held.title}",
        "letter": reminder(offered[0], stages[0], today) if stages else None,
        "nothing": "There is nobody to remind: who is invited has submitted.",
        "stages": [(stage.value, stage.label) for stage in (Stage.NOT_STARTED, Stage.STARTED, Stage.PARTLY)],
        "wanted": wanted,
        "rules": [in_words(days) for days in held.reminders],
        "button": "Send the reminders",
    }
    return _send(request, held, form, offered, actions.remind_bodies, told)


def _choices(rows: Sequence[BodyAsked], stages: Sequence[BodyStage] = ()) -> list[tuple[str, Any]]:
    """Each body with its stage, and who would be written to."""
    to = addresses_of(rows)
    where = {one.asked.pk: f"{one.stage.label}. Last day: {date(one.asked.due_on)}. " for one in stages}
    return [
        (str(one.pk), Hinted(one.body.name, where.get(one.pk, "") + _to(one, to[one.pk]))) for one in rows
    ]


def _to(asked: BodyAsked, addresses: Sequence[str]) -> str:
    """Addresses of people who are there stand on the page of the body: here they would be many."""
    if asked.contact or not addresses:
        return asked.contact or NOWHERE
    return f"To {count(len(addresses), 'person')} who lead or sign off there".replace("persons", "people")


def _without_people(rows: Sequence[BodyAsked]) -> list[str]:
    """Names of bodies in which nobody can sign in yet."""
    bodies = [one.body_id for one in rows]
    peopled = set(
        Membership.objects.filter(body__in=bodies, ended_at=None, person__is_active=True).values_list(
            "body", flat=True
        )
    )
    return [one.body.name for one in rows if one.body_id not in peopled]


def _send(
    request: Asked,
    held: Wave,
    form: ChosenForm,
    offered: Sequence[BodyAsked],
    action: Callable[..., Posted],
    told: dict[str, Any],
) -> HttpResponseBase:
    back = reverse("survey_wave", args=[request.body_.slug, held.pk])
    posted: list[Posted] = []

    def act(given: dict[str, Any]) -> None:
        chosen = [one for one in offered if str(one.pk) in given["bodies"]]
        posted.append(action(by=request.user, wave=held, asked=chosen))

    if done(request, form, act):
        _tell(request, posted[0])
        return redirect(back)
    context = {"body": request.body_, "section": "surveys", "wave": held, "form": form, "back": back}
    context |= {
        "not_sent": not_sent(),
        "offered": offered,
        "letter": None,
        "without_people": [],
        "stages": [],
        **told,
    }
    return render(request, "surveys/send.html", context)


def _tell(request: Asked, posted: Posted) -> None:
    """How many mails are on their way, or only written where no mail server is, and who was left out and why."""
    unsent = not_sent()
    if posted.mails:
        said = f"{count(posted.mails, 'mail')} to {count(posted.bodies, 'body')}"
        verb = "is" if posted.mails == 1 else "are"
        way = "written" if unsent else f"on {'its' if posted.mails == 1 else 'their'} way"
        messages.success(request, f"{said} {verb} {way}.")
    for why, names in posted.left.items():
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        messages.warning(request, f"Not written to, as each {why}: {shown}.")
    if unsent and posted.mails:
        messages.warning(request, unsent)


@page(Permission.RUN_SURVEYS)
@require_POST
def send_again(request: Asked, wave: int) -> HttpResponse:
    """Try at once what could not be sent."""
    held = the_wave(request, wave)
    number = actions.send_again(by=request.user, wave=held)
    if number:
        messages.success(request, f"{count(number, 'mail')} will be tried again at once.")
    return redirect("survey_wave", request.body_.slug, wave)
