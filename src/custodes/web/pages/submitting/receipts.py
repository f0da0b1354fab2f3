"""What was submitted: receipts, the whole of a submission, and what each changed of the one before."""

from collections import Counter
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.survey.filling import State
from custodes.survey.filling.seeing import NOT_SHOWN, hidden_from
from custodes.survey.in_words import STATES, in_words
from custodes.survey.models import Return
from custodes.survey.sections import section_labels
from custodes.survey.submitted import Check, Said, Submitted, concerns
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import the_return
from custodes.web.pages.submitting.finding import Kept, seen_sections, submissions_of, the_submission

NOT_ASKED = "Not asked"


class Differing(NamedTuple):
    """What a body answered otherwise."""

    body: str
    said: str


class Told(NamedTuple):
    """A question as it was submitted."""

    wording: str
    said: str
    state: str
    note: str
    differs: list[Differing]
    checks: list[Check]


class Change(NamedTuple):
    """What a submission changed of the one before. `body`: its name, where only its answer changed."""

    wording: str
    body: str
    before: str
    after: str


class View:
    """A submission as people of one body see it: the sections that are theirs, and their own differences."""

    def __init__(self, request: Asked, one: Submitted) -> None:
        of = one.submission.of
        self.one, self.seen = one, seen_sections(request, of)
        self.leads = leads = of.body_id == request.body_.pk
        differing = one.told["differences"]
        self.bodies = [slug for slug in differing if leads or slug == request.body_.slug]
        self.hidden = frozenset[str]() if leads else hidden_from(one.form, self.seen)
        self.keys = [key for key in one.keys if (part := one.part(key)) is None or part.section in self.seen]

    def said(self, key: str, slug: str = "") -> str:
        if self.one.unseen(key, self.hidden):
            return NOT_SHOWN
        said, question = self.one.said(key, slug), self.one.question(key)
        if said is None:
            return NOT_ASKED
        return in_words(question, said, self.one.form) if question else said.value or STATES[said.state]

    def checks(self, key: str) -> list[Check]:
        """What the register of a body says is for its own people, and for who signs."""
        common = self.one.checks(key) if self.leads else ()
        return [*common, *(check for slug in self.bodies for check in self.one.checks(key, slug))]

    def covers(self) -> list[tuple[str, str]]:
        """The bodies that it answers for, with the sections of those that are covered in part; to people of another
        body those alone for which it answers what they see."""
        names, labels = names_of(self.one), section_labels(self.one.form)
        found = []
        for slug, covered in self.one.told["covers"].items():
            sections = [name for name in covered if name in self.seen]
            whole = self.leads and set(sections) >= set(labels)
            if sections:
                part = "" if whole else ", ".join(labels.get(name, name) for name in sections)
                found.append((names.get(slug, slug), part))
        return sorted(found)

    def wording(self, key: str) -> str:
        return self.one.wording(key, self.hidden)


def names_of(*some: Submitted) -> dict[str, str]:
    """What the bodies in submissions are called, by slug."""
    slugs = {slug for one in some for slug in (*one.told["covers"], *one.told["differences"])}
    return dict(Body.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _about(request: Asked, of: Any) -> dict[str, Any]:
    return {"body": request.body_, "section": "returns", "of": of, "leads": of.body_id == request.body_.pk}


@page(Permission.READ_RETURNS)
def receipt(request: Asked, pk: int, number: int) -> HttpResponse:
    """When, by whom and what was signed off, with its SHA-256."""
    of, kept, one = the_submission(request, pk, number)
    context = {**_about(request, of), "one": one, "kept": kept, "is_last": one is kept[-1]}
    context["reason"] = _reason(request, of, kept, one)
    if one.read:
        view = View(request, one.read)
        context |= {"covers": view.covers(), "states": _states(view)}
    return render(request, "submitting/receipt.html", context)


def _states(view: View) -> list[tuple[str, int]]:
    """How many answers of each state there are, in common and of bodies that differ."""
    said = [view.one.said(key) for key in view.keys]
    counted = Counter(one.state for one in said if one)
    differing = sum(key in view.one.told["differences"][slug] for slug in view.bodies for key in view.keys)
    found = [(STATES[state], counted[state]) for state in State if counted[state]]
    return [*found, ("In which a body differs", differing)] if differing else found


@page(Permission.READ_RETURNS)
def submission(request: Asked, pk: int, number: int) -> HttpResponse:
    """The whole of it, as it was signed off."""
    of, _, one = the_submission(request, pk, number)
    context = {**_about(request, of), "one": one}
    if one.read:
        view, names = View(request, one.read), names_of(one.read)
        labels = section_labels(one.read.form)
        context |= {
            "sections": [
                (label, _told(view, name, names)) for name, label in labels.items() if name in view.seen
            ],
            "not_counted": [view.wording(key) for key in one.read.told["not_counted"] if _shown(view, key)],
        }
    return render(request, "submitting/submission.html", context)


def _shown(view: View, key: str) -> bool:
    part = view.one.part(key)
    return part is None or part.section in view.seen


def _told(view: View, section: str, names: dict[str, str]) -> list[Told]:
    found = []
    for key in view.keys:
        part, said = view.one.part(key), view.one.said(key)
        if part is None or part.section != section:
            continue
        differs = [
            Differing(names.get(slug, slug), view.said(key, slug))
            for slug in view.bodies
            if key in view.one.told["differences"][slug]
        ]
        found.append(
            Told(
                view.wording(key),
                view.said(key),
                _state(said),
                said.note if said else "",
                differs,
                view.checks(key),
            )
        )
    return found


def _state(said: Said | None) -> str:
    return STATES[said.state] if said and said.value and said.state is not State.ANSWERED else ""


@page(Permission.READ_RETURNS)
def submissions(request: Asked, pk: int) -> HttpResponse:
    """Every submission of a return, with what it changed of the one before."""
    of = the_return(request, pk)
    kept = submissions_of(of)
    rows = [
        (one, _changes(request, _before(kept, one), one), _reason(request, of, kept, one)) for one in kept
    ]
    return render(request, "submitting/submissions.html", {**_about(request, of), "rows": rows})


def _before(kept: list[Kept], one: Kept) -> Kept | None:
    at = kept.index(one)
    return kept[at - 1] if at else None


def _reason(request: Asked, of: Return, kept: list[Kept], one: Kept) -> str:
    """Why it was corrected, for those who lead it, and those for whose body that changed anything."""
    before = _before(kept, one)
    if of.body_id == request.body_.pk:
        return one.row.reason
    theirs = one.read and before and concerns(before.read, one.read, request.body_.slug)
    return one.row.reason if theirs else ""


def _changes(request: Asked, before: Kept | None, after: Kept) -> list[Change]:
    if before is None or before.read is None or after.read is None:
        return []
    was, now = View(request, before.read), View(request, after.read)
    names = names_of(was.one, now.one)
    found = [Change(_wording(was, now, key), "", was.said(key), now.said(key))
             for key in dict.fromkeys([*now.keys, *was.keys]) if _differ(was, now, key)]  # fmt: skip
    for slug in dict.fromkeys([*was.bodies, *now.bodies]):
        keys = {**was.one.told["differences"].get(slug, {}), **now.one.told["differences"].get(slug, {})}
        found += [
            Change(_wording(was, now, key), names.get(slug, slug), was.said(key, slug), now.said(key, slug))
            for key in keys
            if _shown(now, key) and _differ(was, now, key, slug)
        ]
    covers = [
        ", ".join(f"{name} ({part})" if part else name for name, part in one.covers()) for one in (was, now)
    ]
    return ([Change("Bodies that it answers for", "", *covers)] if covers[0] != covers[1] else []) + found


def _wording(was: View, now: View, key: str) -> str:
    """As it was asked last."""
    return (now if now.one.question(key) else was).wording(key)


def _differ(was: View, now: View, key: str, slug: str = "") -> bool:
    if was.one.unseen(key, was.hidden) and now.one.unseen(key, now.hidden):
        return False
    before, after = was.one.said(key, slug), now.one.said(key, slug)
    return not before.same(after) if before else after is not None


@page(Permission.READ_RETURNS)
def submission_contents(request: Asked, pk: int, number: int) -> HttpResponse:
    """The very text that was signed, for whoever leads the return: its SHA-256 is the one on the receipt."""
    of, _, one = the_submission(request, pk, number)
    if of.body_id != request.body_.pk:
        raise Http404
    answer = HttpResponse(one.row.contents.encode("utf-8", "surrogatepass"), content_type="application/json")
    name = f"{of.body.slug}-{slugify(of.wave.title)}-{number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
