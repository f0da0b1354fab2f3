"""One answer saved by a script: what was acknowledged is in the database, and what changed because of it comes back."""

from typing import Any

from django.http import HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from custodes.access.permissions import Permission
from custodes.errors import Conflict
from custodes.survey.filling import BLANK
from custodes.survey.filling.keys import parse
from custodes.survey.keeping import form_of
from custodes.web.page import Asked, page
from custodes.web.pages.returns import unsaved
from custodes.web.pages.returns.blocks import Placed, Theirs, Typed
from custodes.web.pages.returns.fields import CHOSEN, THEIRS, base_of, digest_of
from custodes.web.pages.returns.finding import as_seen, part_of, the_return
from custodes.web.pages.returns.laying_out import blocks_of
from custodes.web.pages.returns.reading import Filled, filled
from custodes.web.pages.returns.saving import Change, question_of, questions_sent, save_change
from custodes.web.pages.returns.sections import problems


@page(Permission.ANSWER, signed_out=unsaved.told)
def save_answer(request: Asked, pk: int) -> HttpResponseBase:
    """Save the question that `key` names, from its fields. `have`: the blocks of the page, as "id=mark id=mark"."""
    of = the_return(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    key = request.POST.get("key", "")
    found = parse(key)
    part = form_of(of.wave.instrument).by_name.get(found.name) if found else None
    section = part.section if part else ""
    mine = part_of(request, of)
    whole = as_seen(filled(of, section), mine)
    if question_of(whole, key) is None:
        return _no("This question is not in the form any more. Load the page again.", 422)
    if section not in mine.sections or not whole.covers.get(section):
        return _no(_why_not(of.is_open), 409 if not of.is_open else 403)
    change = next((one for one in questions_sent(whole, {section}, request.POST) if one.key == key), None)
    if change is None or _stands(whole, change, request.POST.get(CHOSEN + key, "")):
        return JsonResponse(_told(request, whole, section, key))
    try:
        saved = save_change(request.user, whole, change)
    except Conflict as error:
        return _no(f"{error.message} {error.mend}", 409)
    if isinstance(saved, Typed):
        return _not_saved(whole, section, key, saved)
    return JsonResponse(_told(request, whole.after_saving(saved), section, key))


def _stands(whole: Filled, change: Change, chosen: str) -> bool:
    """Whether what was sent is what the page showed, and still stands. Where something else does, it is a change like
    any other: of a colleague's answer, or of one's own that was saved while its acknowledgement was lost."""
    if chosen or digest_of(change.question, change.given) != change.base.digest:
        return False
    answer = whole.answers.common.get(change.key)
    return change.base == base_of(
        change.question, answer.given if answer else BLANK, answer.revision if answer else 0
    )


def _why_not(is_open: bool) -> str:
    if is_open:
        return "This section is not yours to fill in any more."
    return "This return was submitted, so its answers cannot be changed."


def _no(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def _not_saved(whole: Filled, section: str, key: str, typed: Typed) -> JsonResponse:
    """Both versions where somebody else answered (409), else what is to be mended (422)."""
    block = next((one for one in blocks_of(whole, section, {key: typed}) if one.key == key), None)
    message = _who_else(typed.theirs) if typed.theirs else typed.problem
    told = {"message": message, "problem": typed.problem, "html": block.html if block else ""}
    return JsonResponse(told, status=409 if typed.theirs else 422)


def _who_else(theirs: Theirs) -> str:
    if theirs.own:
        return "You changed this answer in another window."
    return "Somebody else changed this answer while you did."


def _told(request: Asked, whole: Filled, section: str, key: str) -> dict[str, Any]:
    """How the answer stands, and the blocks that the page does not have as they are now."""
    blocks = blocks_of(whole, section)
    have = dict(one.partition("=")[::2] for one in request.POST.get("have", "").split())
    found, question = parse(key), question_of(whole, key)
    assert found is not None
    assert question is not None
    answer = whole.answers.common.get(key)
    base = base_of(question, answer.given if answer else BLANK, answer.revision if answer else 0)
    standing = whole.outcome.standings.get(found)
    theirs = request.POST.get(CHOSEN + key) == THEIRS
    return {
        "revision": base.revision,
        "digest": base.digest,
        "saved_at": f"{timezone.localtime():%H:%M}",
        "problem": standing.wrong if standing else "",
        "to_correct": problems(whole, section, {}),
        "mark": next((one.mark for one in blocks if one.key == key), ""),
        "order": [one.id for one in blocks],
        "blocks": {one.id: one.html for one in blocks if _is_new(one, have, "" if theirs else key)},
    }


def _is_new(block: Placed, have: dict[str, str], key: str) -> bool:
    """Whether the page lacks it as it is now. What the person has just answered stays as they left it."""
    return have.get(block.id) != block.mark and not (block.key == key and block.id in have)
