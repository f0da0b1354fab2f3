"""What a workbook would change, conflicts to choose from, and saving."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.survey import actions
from custodes.survey.actions import AnswerConflict, Merging
from custodes.survey.keeping import form_of
from custodes.survey.models import Covered, Return
from custodes.survey.offline.comparing import Compared, Kind, compare
from custodes.survey.problems import Problem
from custodes.survey.returns import bodies_of
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import the_return
from custodes.web.pages.workbooks.kept import Kept, forget, kept
from custodes.web.pages.workbooks.shown import Wording
from custodes.web.pages.workbooks.uploading import sections_to_fill

MINE, THEIRS, EACH = "mine", "theirs", "each"
MOST_CHOICES = 500
"""Conflicts that are asked one by one: those after them come up when the workbook is uploaded again."""
ELSEWHERE = "Give it in the return that does."
CHANGED_MEANWHILE = (
    "Answers were changed while you looked at this page. It shows them as they are now: choose again."
)


@page(Permission.ANSWER)
def check_workbook(request: Asked, pk: int) -> HttpResponseBase:
    """Nothing is saved before the person says so, and nothing that they have not seen is written over."""
    of = the_return(request, pk)
    sections = sections_to_fill(request, of)
    upload = kept(request, of)
    if upload is None:
        return redirect("upload_workbook", request.body_.slug, of.pk)
    _give_up_sections(of, upload, sections)
    compared = compare(of, upload.edits)
    if request.method == "POST":
        if request.POST.get("token") != upload.token:
            messages.warning(
                request, "Another workbook was uploaded since: this is what that one would change."
            )
            return redirect("check_workbook", request.body_.slug, of.pk)
        if "discard" in request.POST:
            forget(request)
            return redirect("upload_workbook", request.body_.slug, of.pk)
        return _chosen(request, of, upload, compared)
    return _page(request, of, upload, compared, {}, [])


def _give_up_sections(of: Return, upload: Kept, sections: Collection[str]) -> None:
    """Since the upload, a section may have been given to others, the form may ask something no more, or the return may
    not answer for a body any more."""
    form, edits = form_of(of.wave.instrument), upload.edits
    covered = set(Covered.objects.filter(of=of).values_list("body__slug", "section"))
    answered = {section for _, section in covered}
    upload.edits = []
    for edit in edits:
        part = form.by_name.get(edit.key.partition("[")[0])
        what, mend = "", "Upload it again."
        if part is None or not part.asked or part.section not in sections:
            what = "This is not yours to fill in any more."
        elif part.section not in answered:
            what, mend = "This return does not answer this section any more.", ELSEWHERE
        elif edit.body and (edit.body, part.section) not in covered:
            what, mend = f"This return does not answer this for “{edit.body}” any more.", ELSEWHERE
        if what:
            upload.problems.append(Problem("error", edit.sheet, edit.row, "", "", what, mend))
        else:
            upload.edits.append(edit)


def _chosen(request: Asked, of: Return, upload: Kept, compared: list[Compared]) -> HttpResponseBase:
    conflicts = _conflicts(compared)
    sent = {name: str(value) for name, value in request.POST.items()}
    choices = {one.name: _choice(one, at, sent) for at, one in enumerate(conflicts)}
    words = Wording(of, [])
    problems = [
        (f"Choose which answer to {words.label(one)} stands", f"choice-{at}-mine")
        for at, one in enumerate(conflicts)
        if not choices[one.name]
    ]
    if sent.get("seen") != _seen(compared):
        problems = [(CHANGED_MEANWHILE, "")]
    if problems:
        return _page(request, of, upload, compared, choices, problems)
    taken = [one for one in compared if _is_taken(one, choices)]
    try:
        changed = actions.merge(by=request.user, of=of, answers=_merging(of, taken))
    except (AnswerConflict, Invalid) as error:
        told = CHANGED_MEANWHILE if isinstance(error, AnswerConflict) else f"{error.message} {error.mend}"
        return _page(request, of, upload, compare(of, upload.edits), choices, [(told, "")])
    forget(request)
    left = (
        f" {count(len(upload.problems) + upload.more_problems, 'answer')} could not be read."
        if upload.problems
        else ""
    )
    messages.success(request, f"{count(changed, 'answer')} from {upload.name} {_was(changed)} saved.{left}")
    return redirect("return", request.body_.slug, of.pk)


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _conflicts(compared: list[Compared]) -> list[Compared]:
    return [one for one in compared if one.kind is Kind.CONFLICT][:MOST_CHOICES]


def _choice(one: Compared, at: int, sent: Mapping[str, str]) -> str:
    """Whose answer stands: `MINE`, `THEIRS`, or "" where nothing was chosen."""
    for_all = sent.get("all", EACH)
    found = sent.get(f"choice-{at}", "") if for_all == EACH else for_all
    return found if found in (MINE, THEIRS) else ""


def _is_taken(one: Compared, choices: Mapping[str, str]) -> bool:
    if one.kind is Kind.CONFLICT:
        return choices.get(one.name) == MINE
    return one.kind is not Kind.SAME


def _merging(of: Return, taken: list[Compared]) -> list[Merging]:
    """Raises Invalid for a body that left a moment ago: what is for one body is never the answer of all."""
    bodies = {body.slug: body for body in bodies_of(of)}
    gone = sorted({one.edit.body for one in taken if one.edit.body} - bodies.keys())
    if gone:
        raise Invalid(f"This return does not answer for “{gone[0]}” any more.", "Look at this page again.")
    return [
        Merging(one.edit.key, one.edit.given, one.revision, bodies[one.edit.body] if one.edit.body else None)
        for one in taken
    ]


def _seen(compared: list[Compared]) -> str:
    """Tells whether what stands is still what the page showed."""
    told = [(one.name, one.kind.value, one.revision, one.taken_out) for one in compared]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def _page(
    request: Asked,
    of: Return,
    upload: Kept,
    compared: list[Compared],
    choices: Mapping[str, str],
    problems: list[tuple[str, str]],
) -> HttpResponse:
    numbers = Counter(one.kind for one in compared)
    conflicts = _conflicts(compared)
    for_all = request.POST.get("all", EACH)
    words = Wording(of, conflicts)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "returns",
        "of": of,
        "upload": upload,
        "problems": problems,
        "seen": _seen(compared),
        "all": for_all if for_all in (MINE, THEIRS, EACH) else EACH,
        "choices": [(words.shown(one), choices.get(one.name, "")) for one in conflicts],
        "more_conflicts": numbers[Kind.CONFLICT] - len(conflicts),
        "changes": [words.shown(one) for one in compared if one.kind in (Kind.NEW, Kind.CHANGED)],
        "saves": numbers[Kind.NEW] + numbers[Kind.CHANGED],
        "told": _told(upload, numbers),
        "same": upload.unchanged + numbers[Kind.SAME],
    }
    return render(request, "workbooks/check.html", context)


def _told(upload: Kept, numbers: Mapping[Kind, int]) -> str:
    """12 new, 3 changed, 2 changed on both sides, 1 that cannot be read."""
    unread = len(upload.problems) + upload.more_problems
    parts = [
        (numbers[Kind.NEW], "new"),
        (numbers[Kind.CHANGED], "changed"),
        (numbers[Kind.CONFLICT], "changed on both sides"),
        (unread, "that cannot be read"),
    ]
    said = [f"{number:,} {text}" for number, text in parts if number]
    return ", ".join(said)
