"""The imports of a body, and one of them: how far it is, what was found, what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.permissions import Permission
from custodes.errors import Refused
from custodes.evidence import actions
from custodes.evidence.actions.undoing import what_undoing_does
from custodes.evidence.models import Import, ImportFile
from custodes.web.govuk.wording import date, rows
from custodes.web.page import Asked, page
from custodes.web.pages.asking import ask, done
from custodes.web.pages.imports import wording
from custodes.web.pages.imports.finding import the_import
from custodes.web.pages.imports.forms import ChoiceForm
from custodes.web.pages.systems.forms import WhyForm
from custodes.web.paging import page_of

LOOK_AGAIN = 3
"""Seconds after which the page of an import that is being worked on is loaded again."""


@page(Permission.IMPORT)
def imports(request: Asked) -> HttpResponse:
    """Every import of the body, the latest first."""
    found = Import.objects.filter(body=request.body_).select_related("by").prefetch_related("files")
    context = {
        "body": request.body_,
        "section": "imports",
        "page": page_of(found.order_by("-pk"), request),
        "colours": wording.COLOURS,
    }
    return render(request, "imports/imports.html", context)


@page(Permission.IMPORT)
def import_(request: Asked, pk: int) -> HttpResponseBase:
    """One import as it stands."""
    of = the_import(request, pk)
    if of.working:
        response = _shown(request, of, "imports/working.html", {})
        # as a header: a page that is read aloud is not cut short by what stands in it
        response.headers["Refresh"] = str(LOOK_AGAIN)
        return response
    if of.state == Import.State.UNREADABLE:
        return _unreadable(request, of)
    if of.state == Import.State.CHECKED:
        return _check(request, of)
    proofs = [{"key": f"SHA-256 of {file.name}", "value": file.digest} for file in of.files.order_by("id")]
    more = {"may_undo": Permission.WITHDRAW in request.may, "proofs": proofs}
    return _shown(request, of, "imports/result.html", more)


def _unreadable(request: Asked, of: Import) -> HttpResponseBase:
    """Why, and what to do; it can be read again, for what was wrong may not be wrong any more."""
    if request.method == "POST":
        actions.map_again(by=request.user, of=of, mapping=of.mapping)
        return redirect("import", request.body_.slug, of.pk)
    return _shown(request, of, "imports/unreadable.html", {})


def _check(request: Asked, of: Import) -> HttpResponseBase:
    counted = {name: of.report[name] for name in ("accepted", "rejected")}
    form = ChoiceForm(request.POST or None, **counted)

    def act(given: dict[str, Any]) -> None:
        actions.decide(by=request.user, of=of, choice=given["choice"])

    if done(request, form, act):
        return redirect("import", request.body_.slug, of.pk)
    notes = wording.notes(of.report, of.report["plan"], _seen_before(of))
    return _shown(request, of, "imports/check.html", {"form": form, "notes": notes})


def _seen_before(of: Import) -> list[str]:
    """Files of it that came in another import of the body which is in the register, or may yet be."""
    mine = {file.digest: file.name for file in of.files.all()}
    counting = (Import.State.CHECKED, Import.State.ADDING, Import.State.ADDED)
    same = ImportFile.objects.filter(digest__in=mine, of__body=of.body_id, of__state__in=counting)
    return [
        f"{mine[file.digest]} is the very file that came with import {file.of_id} on {date(file.of.at)} "
        f"({file.of.get_state_display().lower()}). Added again, it makes new rows of whatever has no serial number "
        "or MAC address."
        for file in same.exclude(of=of).select_related("of").order_by("of")
    ]


def _shown(request: Asked, of: Import, template: str, more: dict[str, Any]) -> HttpResponse:
    context = {
        "body": request.body_,
        "section": "imports",
        "of": of,
        "files": list(of.files.order_by("id")),
        "heading": wording.HEADINGS[Import.State(of.state)],
        "said": wording,
        **more,
    }
    return render(request, template, context)


@page(Permission.WITHDRAW)
def undo_import(request: Asked, pk: int) -> HttpResponseBase:
    """Take an import back, with a reason."""
    if Permission.IMPORT not in request.may:
        raise Refused("You cannot open this page.", "Whoever undoes an import needs to be able to import.")
    of = the_import(request, pk)
    back = reverse("import", args=[request.body_.slug, of.pk])
    if of.state != Import.State.ADDED:
        return redirect(back)
    form = WhyForm(
        request.POST or None,
        label="Why is it undone?",
        missing="Say why it is undone",
        hint="Such as: the wrong list, another body’s devices, the wrong columns",
    )

    def act(given: dict[str, Any]) -> None:
        actions.undo(by=request.user, of=of, reason=given["reason"])

    if done(request, form, act):
        messages.success(request, f"Import {of.pk} is undone.")
        return redirect(back)
    context = {"body": request.body_, "section": "imports", "warning": True, "rows": _undoing(of)}
    return ask(request, form, f"Undo import {of.pk}", button="Undo the import", back=back, **context)


def _undoing(of: Import) -> list[dict[str, Any]]:
    would = what_undoing_does(of)
    stay = "They stay, and are what the rest of their evidence says."
    return [
        {
            "key": "Only it speaks of",
            "value": f"{rows(would['withdrawn'])}. They leave the register.",
        },
        {"key": "Others speak of as well", "value": f"{rows(would['staying'])}. {stay}"},
        {"key": "What the lists said", "value": "It is kept on record, and no longer counts."},
    ]
