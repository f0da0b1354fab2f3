"""“Check your answers”: everything of a return on one page, what keeps it from sign-off, and what comes next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from custodes.access.models import Membership
from custodes.access.permissions import GRANTS, Permission, Reach
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.actions.submitting import Look, look_at
from custodes.survey.checking.contradictions import Contradiction, Kind
from custodes.survey.checking.found import Result
from custodes.survey.contents import uncounted
from custodes.survey.filling import Standing
from custodes.survey.filling.keys import Key
from custodes.survey.filling.seeing import shown_of
from custodes.survey.models import Return
from custodes.survey.returns import bodies_of
from custodes.survey.sections import answered_in
from custodes.web.page import Asked, page
from custodes.web.pages.returns.failing import not_worked_out
from custodes.web.pages.returns.finding import Part, part_of, the_return, word_of
from custodes.web.pages.returns.wording import label_of, standing_in_words, title_of
from custodes.web.pages.submitting.finding import led_return, seen_sections
from custodes.web.pages.submitting.forms import ExplainForm, SignOffForm
from custodes.web.pages.submitting.rows import Rows, anchor

STEPS = ("survey.say_ready", "survey.not_ready", "survey.send_back", "survey.begin_correction")
"""What somebody said when a return last went from hand to hand."""


class Step(NamedTuple):
    """A line under “what keeps it from sign-off”, or under what is to be looked at again. `href`: "" for nowhere."""

    text: str
    href: str


class Contradicted(NamedTuple):
    """A contradiction or a doubt, with its box for an explanation; None where the person cannot explain it."""

    label: str
    said: Contradiction
    id: str
    href: str
    form: ExplainForm | None


@page(Permission.READ_RETURNS)
def check_return(request: Asked, pk: int) -> HttpResponse:
    """All answers with their states and sources; what is in the way; who can do what next."""
    return shown(request, the_return(request, pk))


def shown(
    request: Asked,
    of: Return,
    sign: SignOffForm | None = None,
    explain: Mapping[str, ExplainForm] | None = None,
    typed: Sequence[str] = (),
) -> HttpResponse:
    """The page, with what was sent and not taken: forms of explanations by digest; `typed`: those that have no form."""
    look, mine, seen = look_at(of), part_of(request, of), seen_sections(request, of)
    look = look._replace(outcome=shown_of(look.outcome, mine.seen))
    rows = Rows(look, request.body_.slug, mine.sections, None if mine.leads else request.body_.pk, mine.seen)
    context: dict[str, Any] = {
        "body": request.body_,
        "section": "returns",
        "of": of,
        "mine": mine,
        "sections": rows.sections(seen),
        "kept": _kept(look, seen),
        "again": _again(request, look, seen, mine) if of.is_open else [],
        "failing": not_worked_out(look.outcome, seen & answered_in(look.coverage)),
        "steps": [],
        "contradictions": [],
        "doubts": [],
        "last_step": _last_step(of) if mine.leads else None,
        "submissions": list(of.submissions.order_by("number").defer("contents").select_related("by")),
        "forms": [form for form in (sign, *(explain or {}).values()) if form and form.errors],
        "typed": typed,
    }
    if mine.leads:
        context |= _to_do(request, look, explain or {}) | _next(request, look, sign)
    return render(request, "submitting/check.html", context)


def _again(request: Asked, look: Look, seen: frozenset[str], mine: Part) -> list[Step]:
    """Answers whose questions were changed since they were given, in the order of the form."""
    found = []
    bodies = {body.pk: body for body in bodies_of(look.of)}
    for key, one in look.outcome.standings.items():
        section = one.part.section
        if not one.applies or section not in seen & answered_in(look.coverage):
            continue
        label = label_of(look.outcome, key, one.question)
        href = anchor(request.body_.slug, look.of.pk, one) if section in mine.sections else ""
        common = look.answers.common.get(str(key))
        if common and common.look_again:
            found.append(Step(label, href))
        for body, own in look.answers.of_bodies.items():
            answer = own.get(str(key))
            sees = body in bodies and (mine.leads or body == request.body_.pk)
            if answer and answer.look_again and sees:
                at = [request.body_.slug, look.of.pk, str(key), bodies[body].slug]
                there = reverse("differing_answer", args=at) if href else ""
                found.append(Step(f"{label} ({bodies[body].name})", there))
    return found


def _kept(look: Look, seen: frozenset[str]) -> list[tuple[str, str]]:
    """What was answered and does not count, with why."""
    return [
        (label_of(look.outcome, one.key, one.question), standing_in_words(look.outcome, one))
        for one in uncounted(look.outcome, answered_in(look.coverage))
        if one.part.section in seen
    ]


def _to_do(request: Asked, look: Look, sent_forms: Mapping[str, ExplainForm]) -> dict[str, Any]:
    """Obstacles as links, contradictions with their boxes, and what was held against the evidence at all."""
    explained = _contradicted(request, look, look.contradictions, sent_forms)
    doubts = (one.found for one in look.checks if one.found and one.found.kind is Kind.DOUBT)
    results = [one.result for one in look.checks]
    return {
        "steps": list(_steps(request, look, explained)) if look.of.is_open else [],
        "contradictions": explained,
        "doubts": _contradicted(request, look, doubts, {}),
        "checked": {result: results.count(result) for result in Result},
    }


class Unanswered(NamedTuple):
    """The questions that apply and of which nothing is said, with the sections that they are in."""

    left: int
    of: int
    sections: tuple[Step, ...]


def _unanswered(request: Asked, look: Look) -> Unanswered:
    """What is not answered keeps nobody from signing, and whoever signs is told of it."""
    counted = answered_in(look.coverage)
    asked = [one for one in look.outcome.asked if one.part.section in counted]
    left = [one for one in asked if not one.done]
    numbers = Counter(one.part.section for one in left)
    steps = (
        Step(
            f"{title_of(look.outcome.form, part)} ({numbers[name]})",
            reverse("return_section", args=[request.body_.slug, look.of.pk, word_of(name)]),
        )
        for part in look.outcome.form.sections
        if (name := part.item.name) in numbers
    )
    return Unanswered(len(left), len(asked), tuple(steps))


def _steps(request: Asked, look: Look, explained: Iterable[Contradicted]) -> "list[Step]":
    def step(what: str, one: Standing) -> Step:
        label = label_of(look.outcome, one.key, one.question)
        return Step(f"{what}: {label}", anchor(request.body_.slug, look.of.pk, one))

    found = look.obstacles
    return [
        *(step("To answer", one) for one in found.missing),
        *(step(f"To correct ({one.wrong})", one) for one in found.wrong),
        *_to_explain(explained),
    ]


def _to_explain(explained: Iterable[Contradicted]) -> Iterator[Step]:
    """A line for each question, to its first contradiction, with how many there are where it is not one."""
    by_question: dict[Key, list[Contradicted]] = {}
    for one in explained:
        if not one.said.explanation:
            by_question.setdefault(one.said.standing.key, []).append(one)
    for found in by_question.values():
        number = f" ({len(found)} contradictions)" if len(found) > 1 else ""
        yield Step(f"To explain or correct: {found[0].label}{number}", f"#{found[0].id}")


def _contradicted(
    request: Asked, look: Look, found: Iterable[Contradiction], sent_forms: Mapping[str, ExplainForm]
) -> list[Contradicted]:
    may = Permission.ANSWER in request.may and look.of.is_open
    made = []
    for number, one in enumerate(found, start=1):
        standing = one.standing
        form = (
            _explain_form(number, one, sent_forms.get(one.digest))
            if may and one.kind is Kind.CONTRADICTION
            else None
        )
        label = label_of(look.outcome, standing.key, standing.question)
        href = anchor(request.body_.slug, look.of.pk, standing)
        made.append(Contradicted(label, one, f"{one.kind}-{number}", href, form))
    return made


def _explain_form(number: int, one: Contradiction, sent_form: ExplainForm | None) -> ExplainForm:
    """Its own, or the one that was sent for it and not taken. Ids of several on a page differ."""
    if sent_form is not None:
        sent_form.auto_id = f"explain_{number}_%s"
        return sent_form
    said = one.explanation.text if one.explanation else ""
    return ExplainForm(initial={"text": said}, prefix=one.digest, auto_id=f"explain_{number}_%s")


def _next(request: Asked, look: Look, sign: SignOffForm | None) -> dict[str, Any]:
    """Who can do what with the return as it stands."""
    of = look.of
    free = of.is_open and not look.obstacles and bool(look.coverage)
    may_sign = Permission.SIGN_OFF in request.may
    return {
        "nobody": not look.coverage,
        "sign": (sign or sign_off_form(look)) if free and may_sign else None,
        "may_hand_over": free
        and not may_sign
        and Permission.ANSWER in request.may
        and of.state != Return.State.READY,
        "may_hand_back": may_sign and of.state == Return.State.READY,
        "may_correct": may_sign and of.state == Return.State.SUBMITTED,
        "signers": _signers(of),
        "unanswered": _unanswered(request, look),
    }


def sign_off_form(look: Look, data: Any = None) -> SignOffForm:
    """The declaration about what is shown now."""
    correcting = look.of.first_submitted_at is not None
    names = ", ".join(body.name for body in bodies_of(look.of))
    before = _last_step(look.of) if correcting else None
    reason = before.reason if before and before.action == "survey.begin_correction" else ""
    initial = {"base": look.of.revision, "seen": look.sealed()[1], "reason": reason}
    return SignOffForm(data, initial=initial, names=names, correcting=correcting)


def _signers(of: Return) -> list[str]:
    """Who can sign it off."""
    roles = [role for role, may in GRANTS[Reach.OWN].items() if Permission.SIGN_OFF in may]
    here = Membership.objects.filter(body=of.body_id, role__in=roles, ended_at=None, person__is_active=True)
    return [str(one.person) for one in here.select_related("person").order_by("person__name")]


def _last_step(of: Return) -> Event | None:
    """How the return came to be as it is: with the reason why it was handed back, sent back or opened again."""
    steps = Event.objects.filter(subject_kind="return", subject=str(of.pk), action__in=(*STEPS, *DONE))
    last = steps.order_by("sequence").last()
    return last if last and last.action in STEPS and of.is_open else None


DONE = ("survey.submit", "survey.correct")


@page(Permission.ANSWER)
def explain_answer(request: Asked, pk: int) -> HttpResponseBase:
    """Say why answers stand: all that were typed at once. What is not kept is shown as it was typed."""
    of = led_return(request, pk)
    back = reverse("check_return", args=[request.body_.slug, pk])
    if request.method != "POST":
        return redirect(back)
    found = {one.digest: one for one in look_at(of).contradictions}
    typed = {
        name.removesuffix("-text"): str(text)
        for name, text in request.POST.items()
        if name.endswith("-text") and str(text).strip()
    }
    forms = {
        digest: ExplainForm(request.POST, prefix=digest)
        for digest, one in found.items()
        if digest in typed and not _says(one, typed[digest])
    }
    gone = [text for digest, text in typed.items() if digest not in found]
    if not typed:
        forms = {digest: ExplainForm(request.POST, prefix=digest) for digest in list(found)[:1]}
    kept = [_explained(request, of, found[digest], form) for digest, form in forms.items()]
    if any(kept):
        number = sum(kept)
        said = "The explanation is kept, and goes with the answer."
        several = f"{number} explanations are kept, and go with their answers."
        messages.success(request, said if number == 1 else several)
    if gone:
        messages.warning(request, "The answer or the register has changed meanwhile. Look at it again.")
    if all(kept) and not gone:
        return redirect(back)
    left = {digest: form for (digest, form), done in zip(forms.items(), kept, strict=True) if not done}
    return shown(request, the_return(request, pk), explain=left, typed=gone)


def _says(one: Contradiction, text: str) -> bool:
    """Whether it was explained in just these words: its box holds them when the others are sent."""
    return one.explanation is not None and one.explanation.text == "\n".join(text.strip().splitlines())


def _explained(request: Asked, of: Return, one: Contradiction, form: ExplainForm) -> bool:
    """Whether an explanation is kept; what is wrong with it is put on its form."""
    if not form.is_valid():
        return False
    key, text = str(one.standing.key), form.cleaned_data["text"]
    try:
        actions.explain(by=request.user, of=of, key=key, contradiction=one.digest, text=text)
    except Invalid as error:
        form.add_error("text", f"{error.message} {error.mend}".strip())
        return False
    return True


@page(Permission.ANSWER)
def hand_over(request: Asked, pk: int) -> HttpResponseBase:
    """The return waits for whoever signs it off."""
    of = led_return(request, pk)
    if request.method == "POST":
        try:
            actions.say_ready(by=request.user, of=of)
        except (Invalid, Conflict) as error:
            messages.warning(request, f"{error.message} {error.mend}".strip())
        else:
            messages.success(request, "The return is handed over for sign-off.")
    return redirect("check_return", request.body_.slug, pk)
