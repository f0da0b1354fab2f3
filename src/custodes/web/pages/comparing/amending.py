"""Another version of its instrument for a wave that runs: chosen, looked at, then done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.survey import actions
from custodes.survey.actions.amending import refuse_version
from custodes.survey.actions.instruments import LARGEST, FormRefused, read_upload
from custodes.survey.amendment import Amendment, amendment_of
from custodes.survey.comparing import Pair
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import InstrumentVersion, Wave
from custodes.survey.problems import Problem
from custodes.survey.sections import section_labels
from custodes.survey.submitted import plain_wording
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done, sent
from custodes.web.pages.comparing.forms import UPLOAD, AmendForm, VersionForm
from custodes.web.pages.comparing.views import COLOURS
from custodes.web.pages.surveys.finding import the_wave
from custodes.web.pages.surveys.taking_in import taken

MOST_SHOWN = 50


@page(Permission.RUN_SURVEYS)
def amend_wave(request: Asked, wave: int) -> HttpResponseBase:
    """First which version; then, with `?version=`, what it would do, before it is done."""
    held = the_wave(request, wave)
    kept = InstrumentVersion.objects.filter(office=request.body_, name=held.instrument.name)
    others = list(kept.exclude(pk=held.instrument_id).select_related("added_by").defer("workbook"))
    number = request.GET.get("version", "")
    if not number or held.ended_at:
        return _choose(request, held, others)
    version = next((one for one in others if str(one.pk) == number), None)
    if version is None:
        raise Http404
    return _confirm(request, held, version)


def _choose(request: Asked, wave: Wave, kept: list[InstrumentVersion]) -> HttpResponseBase:
    form = VersionForm(sent(request), request.FILES or None, kept=kept)
    chosen: list[int] = []
    problems: list[Problem] = []

    def act(given: dict[str, Any]) -> None:
        try:
            chosen.append(
                _take_in(request, wave, given) if given["version"] == UPLOAD else int(given["version"])
            )
        except FormRefused as error:
            problems.extend(one for one in error.reading.problems if one.severity == "error")
            raise Invalid(error.message, error.mend, {"workbook": f"{error.message} {error.mend}"}) from None

    if taken(request, form, act) and chosen:
        return redirect(f"{_here(request, wave)}?version={chosen[0]}")
    context = {
        **_about(request, wave),
        "form": form,
        "problems": problems[:MOST_SHOWN],
        "more": len(problems),
    }
    return render(request, "comparing/choose.html", context, status=422 if problems else 200)


def _take_in(request: Asked, wave: Wave, given: dict[str, Any]) -> int:
    """Keep the version in a workbook, if it is one of this form."""
    upload = given["workbook"]
    workbook = upload.read(LARGEST + 1)
    found = read_upload(workbook, upload.name).instrument
    if found and found.id != wave.instrument.name:
        text = f"This is the form “{found.id}”, and the survey runs on “{wave.instrument.name}”"
        mend = "A version of the same form has the same form_id in the sheet “settings”."
        raise Invalid(f"{text}.", mend, {"workbook": f"{text}. {mend}"})
    made = actions.add_instrument(by=request.user, office=request.body_, workbook=workbook, name=upload.name)
    if made.pk == wave.instrument_id:
        text = "The survey runs on this version already"
        raise Invalid(f"{text}.", "Choose another one.", {"workbook": text})
    return made.pk


def _confirm(request: Asked, wave: Wave, version: InstrumentVersion) -> HttpResponseBase:
    refuse_version(wave, version)
    form = AmendForm(sent(request), initial={"base": wave.revision})

    def act(given: dict[str, Any]) -> None:
        found = actions.amend(
            by=request.user, wave=wave, instrument=version, reason=given["reason"], base=given["base"]
        )
        messages.success(request, f"{wave.title} runs on {version} from now on. {_done(found)}")

    if done(request, form, act):
        return redirect("survey_wave", request.body_.slug, wave.pk)
    return _shown(request, wave, version, form)


def _done(found: Amendment) -> str:
    again = sum(len(one.again) for one in found.touched if one.of.is_open)
    return f"{count(again, 'answer')} {'is' if again == 1 else 'are'} to be looked at again."


def _shown(request: Asked, wave: Wave, version: InstrumentVersion, form: AmendForm) -> HttpResponse:
    found = amendment_of(wave, version)
    labels = {**section_labels(form_of(wave.instrument)), **section_labels(form_of(version))}
    context = {
        **_about(request, wave),
        "version": version,
        "form": form,
        "found": found,
        "again": _counted([len(one.again) for one in found.touched if one.of.is_open]),
        "later": _counted([len(one.again) for one in found.touched if not one.of.is_open]),
        "gone": _counted([len(one.gone) for one in found.touched]),
        "open": sum(one.of.is_open for one in found.touched),
        "rows": [(_wording(pair, wave, version), pair) for pair in found.changed],
        "labels": labels,
        "colours": COLOURS,
        "choose": _here(request, wave),
    }
    return render(request, "comparing/amend.html", context)


def _counted(numbers: list[int]) -> tuple[int, int]:
    """How many answers, in how many returns."""
    return sum(numbers), sum(number > 0 for number in numbers)


def _wording(pair: Pair, wave: Wave, version: InstrumentVersion) -> str:
    question = pair.part.item
    assert isinstance(question, Question)
    return plain_wording(question, form_of(version if pair.here else wave.instrument))


def _about(request: Asked, wave: Wave) -> dict[str, Any]:
    return {"body": request.body_, "section": "surveys", "wave": wave}


def _here(request: Asked, wave: Wave) -> str:
    return reverse("amend_wave", args=[request.body_.slug, wave.pk])
