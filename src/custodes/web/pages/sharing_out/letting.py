"""A body lets the return of another answer for it: nobody is covered who has not said so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.survey import actions
from custodes.survey.models import BodyAsked, Covered, Letting, Wave
from custodes.survey.sections import labels_of
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.sharing_out.covering import in_words
from custodes.web.pages.sharing_out.forms import LetForm
from custodes.web.pages.sharing_out.offered import bodies_for, grouped
from custodes.web.pages.sign_in.forms import Nothing


def the_wave_asked(request: Asked, wave: int) -> Wave:
    """A wave that asks the body in the address, else 404."""
    asked = BodyAsked.objects.filter(wave=wave, body=request.body_).select_related("wave__instrument").first()
    if asked is None:
        raise Http404
    return asked.wave


@page(Permission.ANSWER)
def let_cover(request: Asked, wave: int) -> HttpResponseBase:
    """What other returns answer for the body, what it lets them, and a form to let another."""
    run = the_wave_asked(request, wave)
    labels = labels_of(run)
    rows = Covered.objects.filter(wave=run, body=request.body_).select_related("of__body").order_by("of")
    theirs: dict[int, list[Covered]] = {}
    for row in rows:
        if row.of.body_id != request.body_.pk:
            theirs.setdefault(row.of_id, []).append(row)
    taken = {row.section for some in theirs.values() for row in some}
    lettings = list(Letting.objects.filter(wave=run, body=request.body_, ended_at=None).select_related("to"))
    let = {section for one in lettings for section in one.sections}
    free = [(name, label) for name, label in labels.items() if name not in taken | let]
    form = LetForm(
        sent(request),
        choices=free,
        bodies=grouped(*bodies_for(request.body_, run)),
        initial={"sections": [name for name, _ in free]},
    )

    def act(given: dict[str, Any]) -> None:
        to = Body.objects.get(pk=given["to"])
        both = {*given["sections"], *(s for one in lettings if one.to_id == to.pk for s in one.sections)}
        actions.let_cover(by=request.user, wave=run, body=request.body_, to=to, sections=both)

    if done(request, form, act):  # also where the mail to the other failed, which is told besides
        to = Body.objects.get(pk=form.cleaned_data["to"])
        messages.success(
            request, f"{to.name} can now answer for you. Nothing changes until it takes that up."
        )
        return redirect("let_cover", request.body_.slug, run.pk)
    context = {
        "body": request.body_,
        "section": "returns",
        "wave": run,
        "form": form,
        "free": free,
        "theirs": [(some[0].of, in_words([row.section for row in some], labels)) for some in theirs.values()],
        "lettings": [(one, in_words(one.sections, labels)) for one in lettings],
    }
    return render(request, "sharing_out/letting.html", context)


@page(Permission.ANSWER)
def stop_letting(request: Asked, wave: int, let: int) -> HttpResponseBase:
    """Take back what the other has not taken up."""
    run = the_wave_asked(request, wave)
    mine = Letting.objects.filter(wave=run, body=request.body_, ended_at=None).select_related("to")
    one = mine.filter(pk=let).first()
    if one is None:
        raise Http404
    form = Nothing(sent(request))
    back = reverse("let_cover", args=[request.body_.slug, run.pk])

    def act(given: dict[str, Any]) -> None:
        actions.stop_letting(by=request.user, letting=one)

    if done(request, form, act):
        messages.success(request, f"{one.to.name} can no longer answer for you.")
        return redirect(back)
    more: dict[str, Any] = {"body": request.body_, "section": "returns"}
    heading = f"Is {one.to.name} no longer to answer for you?"
    return ask(request, form, heading, button="Take it back", back=back, **more)
