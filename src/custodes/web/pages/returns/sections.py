"""A section of a return: its questions on one page, filled in with or without scripts."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from custodes.access.permissions import Permission
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.filling import Given, Standing, State
from custodes.survey.filling.form import Part as FormPart
from custodes.survey.filling.keys import Key, parse
from custodes.survey.filling_in import delegations_of
from custodes.survey.instrument import Group, Question
from custodes.survey.models import Proposal
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.returns import unsaved
from custodes.web.pages.returns.blocks import Typed, id_of
from custodes.web.pages.returns.failing import not_worked_out
from custodes.web.pages.returns.fields import BASE, Base, base_from
from custodes.web.pages.returns.finding import (
    Part,
    as_seen,
    asked_of,
    part_of,
    the_return,
    the_section,
    word_of,
)
from custodes.web.pages.returns.laying_out import blocks_of, not_counted
from custodes.web.pages.returns.reading import Filled, filled
from custodes.web.pages.returns.saving import Saved, save_sent, set_times
from custodes.web.pages.returns.saving import unsaved as not_saved
from custodes.web.pages.returns.wording import in_words, label_of, title_of, worded

LOOKED = "looked"
"""In an address: somebody has just saved here, and is told what is wrong."""

LOST = (
    "You were signed out before what you sent from this page could be saved, and it could not be kept: it was too long, "
    "or the page had been open for too long. These are the answers that are saved. Your browser may still show what you "
    "typed if you go back."
)


@page(Permission.READ_RETURNS)
def return_section(request: Asked, pk: int, section: str) -> HttpResponse:
    """Its questions with their answers: to be filled in by those whose part it is, to be read by others."""
    of = the_return(request, pk)
    part = the_section(of, section)
    mine = part_of(request, of)
    if not mine.sees(part.item.name):
        raise Http404
    whole = as_seen(filled(of, part.item.name), mine)
    if part.item.name not in mine.sections or not whole.covers.get(part.item.name):
        return _read(request, whole, part, mine)
    if unsaved.was_lost(request, request.path):
        messages.warning(request, LOST)
    before = unsaved.sent_before(request, request.path)
    typed = not_saved(whole, {part.item.name}, before) if before else {}
    if before and not typed:
        unsaved.forget(request, request.path)  # a script has saved it
    return _fill_in(request, whole, part, mine, typed, after_sign_in=bool(typed))


def _fill_in(
    request: Asked,
    whole: Filled,
    part: FormPart,
    mine: Part,
    typed: Mapping[str, Typed],
    *,
    after_sign_in: bool = False,
) -> HttpResponse:
    name = part.item.name
    blocks = blocks_of(whole, name, typed)
    looked = LOOKED in request.GET or (bool(typed) and not after_sign_in)
    context = _context(request, whole, part, mine) | {
        "blocks": blocks,
        "applies": any(block.key for block in blocks),
        "problems": problems(whole, name, typed),
        "looked": looked,
        "after_sign_in": after_sign_in,
        "who": unsaved.whose(request),
        "asked": asked_of(request, delegations_of(whole.of)).get(name),
    }
    return render(request, "returns/section.html", context)


def _context(request: Asked, whole: Filled, part: FormPart, mine: Part) -> dict[str, Any]:
    sections = whole.form.sections
    at = [one.item.name for one in sections].index(part.item.name)
    return {
        "body": request.body_,
        "section": "returns",
        "of": whole.of,
        "word": word_of(part.item.name),
        "heading": title_of(whole.form, part),
        "hint": _hint(whole, part),
        "number": at + 1,
        "sections": len(sections),
        "mine": mine,
        "failing": not_worked_out(whole.outcome, {part.item.name}),
    }


def _hint(whole: Filled, part: FormPart) -> str:
    assert isinstance(part.item, Group)
    return whole.outcome.text(Key(part.item.name), worded(whole.form, part.item.hint))


def _next(whole: Filled, part: FormPart, among: Collection[str]) -> FormPart | None:
    """The next section of those that a person fills in that applies."""
    sections = list(whole.form.sections)
    for one in sections[sections.index(part) + 1 :]:
        name = one.item.name
        if name in among and whole.covers.get(name) and _applies(whole, one):
            return one
    return None


def _applies(whole: Filled, part: FormPart) -> bool:
    return any(one.applies for one in whole.outcome.of_section(part.item.name))


def problems(whole: Filled, section: str, typed: Mapping[str, Typed]) -> list[dict[str, str]]:
    """What is wrong in a section, each with where it is."""
    found = []
    for standing in whole.outcome.of_section(section):
        if not standing.applies:
            continue
        sent = typed.get(str(standing.key))
        both = "Two answers were given at the same time: choose one" if sent and sent.theirs else ""
        wrong = (sent.problem or both) if sent else standing.wrong
        if wrong:
            label = label_of(whole.outcome, standing.key, standing.question)
            found.append({"text": f"{label}: {wrong}", "href": f"#q-{id_of(standing.key)}"})
    return found


def _read(request: Asked, whole: Filled, part: FormPart, mine: Part) -> HttpResponse:
    name = part.item.name
    rows = [
        {
            "key": label_of(whole.outcome, standing.key, standing.question),
            "value": in_words(whole.form, standing.question, standing.given),
            "note": standing.given.note,
            "wrong": standing.wrong,
            "name": str(standing.key),
            "changed": standing.given.state != "blank",
            "differs": _differing(request, whole, mine, standing),
        }
        for standing in whole.outcome.of_section(name)
        if standing.applies and standing.question.asked
    ]
    context = _context(request, whole, part, mine) | {
        "rows": rows,
        "elsewhere": not whole.covers.get(name),
        "kept": not_counted(whole, part.item.name),
        "may_answer": Permission.ANSWER in request.may,
    }
    return render(request, "returns/read_section.html", context)


def _differing(request: Asked, whole: Filled, mine: Part, standing: Standing) -> list[tuple[str, str]]:
    """What bodies answer otherwise: all of them to whoever leads the return, to others what theirs does."""
    found = []
    for body in whole.covers.get(standing.part.section, ()):
        own = whole.answers.of_bodies.get(body.pk, {}).get(str(standing.key))
        if own and (mine.leads or body.pk == request.body_.pk):
            found.append((body.name, in_words(whole.form, standing.question, own.given)))
    return found


@csrf_exempt  # who signed in again has a new key, and must not lose what they typed before: `is_stale` checks it
@page(Permission.ANSWER, signed_out=unsaved.keep)
def save_section(request: Asked, pk: int, section: str) -> HttpResponseBase:
    """Save what was changed, then go on; or show again what could not be saved, with all that was typed."""
    of = the_return(request, pk)
    part = the_section(of, section)
    address = reverse("return_section", args=[request.body_.slug, pk, section])
    if request.method != "POST":
        return redirect(address)
    mine = part_of(request, of)
    whole = as_seen(filled(of), mine)
    name = part.item.name
    if not mine.sees(name):
        raise Http404
    if name not in mine.sections or not whole.covers.get(name):
        return _too_late(request, whole, part, mine)
    if unsaved.is_stale(request):
        return _fill_in(
            request, whole, part, mine, not_saved(whole, {name}, request.POST), after_sign_in=True
        )
    try:
        saved = save_sent(request.user, whole, {name}, request.POST)
        pressed = _pressed(request, whole, saved, name)
    except Conflict:  # it was submitted a moment ago
        return _too_late(request, as_seen(filled(the_return(request, pk)), mine), part, mine)
    unsaved.forget(request, address)
    now = as_seen(filled(of), mine)
    if saved.typed:
        return _fill_in(request, now, part, mine, saved.typed)
    return redirect(_onwards(request, whole, now, part, mine, saved, pressed, address))


def _pressed(request: Asked, whole: Filled, saved: Saved, section: str) -> str:
    """What else the button did that was pressed; returned is where the person goes on, "" for nowhere in particular.

    What a button names in another section is not theirs to change here: nothing is done.
    """
    sent: QueryDict = request.POST

    def here(key: str) -> bool:
        part = whole.form.by_name.get(key.partition("[")[0])
        return part is not None and part.section == section

    for name, there in (("add", True), ("take_out", False)):
        if (wanted := sent.get(name, "")) and here(wanted.partition("/")[0]):
            try:
                set_times(request.user, whole, sent, wanted, there)
            except Invalid as error:
                messages.warning(request, f"{error.message} {error.mend}")
            key, _, number = wanted.rpartition("/")
            return f"#q-{_id(key)}:{number}" if there else f"#q-{_id(key)}"
    if (key := sent.get("confirm", "")) and here(key):
        return _confirm(request, whole, saved, key)
    for name in ("take", "refuse"):
        if (wanted := sent.get(name, "")) and here(_suggested_for(whole, wanted)):
            return _decide(request, whole, saved, name, wanted)
        if wanted.isdecimal() and not _suggested_for(whole, wanted):
            return _no_longer_suggested(request, whole, name, wanted)
    return ""


def _no_longer_suggested(request: Asked, whole: Filled, name: str, wanted: str) -> str:
    """A page that was loaded before shows it. A second click asks for what is so already."""
    decided = Q(taken_at=None) if name == "refuse" else Q(refused_at=None)
    mine = Proposal.objects.filter(of=whole.of, decided_by=request.user).filter(decided)
    if not mine.filter(pk=int(wanted[:18])).exists():
        messages.warning(
            request, "What was suggested has changed, or was decided on since. Look at what it is now."
        )
    return "#main-content"


def _suggested_for(whole: Filled, wanted: str) -> str:
    """The key of the question that a suggestion is for; what the form suggests is named by that key."""
    keys = (key for key, several in whole.proposals.items() for one in several if str(one.pk) == wanted)
    return next(keys, "") if wanted.isdigit() else wanted


def _id(key: str) -> str:
    found = parse(key)
    return id_of(found) if found else ""


def _decide(request: Asked, whole: Filled, saved: Saved, name: str, wanted: str) -> str:
    """Take what was suggested, or refuse it. What the form suggests is named by its question."""
    if name == "take" and not wanted.isdigit():
        return _take_default(request, whole, saved, wanted)
    found = [one for several in whole.proposals.values() for one in several if str(one.pk) == wanted]
    (proposal,) = found
    key = proposal.key
    base = base_from(request.POST.get(BASE + key, "")) or Base(0, "")
    revision = saved.answers[key].revision if key in saved.answers else base.revision
    try:
        if name == "refuse":
            actions.refuse_proposal(by=request.user, proposal=proposal)
        else:
            actions.take_proposal(by=request.user, proposal=proposal, base=revision)
    except Conflict as error:
        messages.warning(request, f"{error.message} Look at what it is now, then decide.")
    return f"#b-{_id(key)}"


def _confirm(request: Asked, whole: Filled, saved: Saved, key: str) -> str:
    """An answer stands although its question was changed since; what was changed with the same press stands anyway."""
    base = base_from(request.POST.get(BASE + key, ""))
    if base and key in whole.answers.common and key not in saved.answers:
        try:
            actions.confirm_answer(by=request.user, of=whole.of, key=key, base=base.revision)
        except Conflict as error:
            messages.warning(request, f"{error.message} Look at what it is now.")
    return f"#b-{_id(key)}"


def _take_default(request: Asked, whole: Filled, saved: Saved, key: str) -> str:
    found = parse(key)
    standing = whole.outcome.standings.get(found) if found else None
    if found is None or standing is None or not standing.suggested or key in saved.answers:
        return "#main-content"
    given = Given(State.ANSWERED, standing.suggested)
    with suppress(Conflict):  # it was answered meanwhile: that is shown
        actions.save_answer(by=request.user, of=whole.of, key=key, given=given, base=whole.revision(key))
    return f"#b-{id_of(found)}"


def _onwards(
    request: Asked,
    before: Filled,
    now: Filled,
    part: FormPart,
    mine: Part,
    saved: Saved,
    pressed: str,
    address: str,
) -> str:
    """Where to: on only where nothing here is left to see."""
    name = part.item.name
    came = _asked(now, name) - _asked(before, name)
    _tell(request, before, now, name, len(came), saved, pressed)
    if pressed:
        return address + pressed
    done = "done" in request.POST
    if any(
        one.wrong and (str(one.key) in saved.answers or (done and one.applies))
        for one in now.outcome.of_section(name)
    ):
        return f"{address}?{LOOKED}=1"
    if came or not (done or "next" in request.POST):
        return address
    return _leave(request, now, part, mine, done)


def _tell(
    request: Asked, before: Filled, now: Filled, section: str, came: int, saved: Saved, pressed: str
) -> None:
    """Say what was saved, and what is asked now, or no longer. `came`: how many questions are asked besides."""
    gone = [one for one in not_counted(now, section) if one not in not_counted(before, section)]
    if gone:
        told = "; ".join(f"“{label}” ({value})" for label, value in gone)
        messages.warning(request, f"No longer asked, so kept and not counted: {told}")
    if pressed:
        return
    if came:
        more = count(came, "more question")
        messages.success(request, f"Saved. {more} to answer, because of what you answered")
    elif saved.answers:
        messages.success(request, "Saved")


def _leave(request: Asked, now: Filled, part: FormPart, mine: Part, done: bool) -> str:
    """To the next section. Who was asked for this one says, with `done`, that it is; they go on to the next that they
    were asked for and have not said to be done."""
    name, asked = part.item.name, asked_of(request, delegations_of(now.of))
    if done and name in asked:
        actions.say_done(by=request.user, delegation=asked[name])
        messages.success(request, f"{now.of.body.name} sees that this section is done.")
    left = {other for other, one in asked.items() if not one.done_at}
    after = _next(now, part, left & mine.sections if name in asked else mine.sections)
    slug, pk = request.body_.slug, now.of.pk
    if after is None:
        return reverse("return", args=[slug, pk])
    return reverse("return_section", args=[slug, pk, word_of(after.item.name)])


def _asked(whole: Filled, section: str) -> set[str]:
    standings = whole.outcome.of_section(section)
    return {str(one.key) for one in standings if one.applies and one.question.asked}


def _too_late(request: Asked, whole: Filled, part: FormPart, mine: Part) -> HttpResponse:
    """The return takes no answers from this person any more: what they typed is shown, so that it is not lost."""
    typed = not_saved(whole, {part.item.name}, request.POST)
    rows = []
    for key, one in typed.items():
        item = whole.form.by_name[key.partition("[")[0]].item
        assert isinstance(item, Question)
        found = parse(key)
        label = label_of(whole.outcome, found, item) if found else item.name
        note = f" ({one.given.note})" if one.given.note else ""
        rows.append({"key": label, "value": in_words(whole.form, item, one.given) + note})
    context = _context(request, whole, part, mine) | {"rows": rows}
    return render(request, "returns/too_late.html", context, status=409)
