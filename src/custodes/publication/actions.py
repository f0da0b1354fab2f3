"""What an office writes on the way to a publication. Each call is one transaction with its event."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from custodes import clock, locks
from custodes.access.models import Body, Person
from custodes.audit import chain
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.publication.defined import figures_of
from custodes.publication.figures.definitions import read
from custodes.publication.models import Draft, Edition, FigureSet, Reply
from custodes.publication.narrative import misnamed
from custodes.publication.package.disclosure import disclosures
from custodes.publication.preparing import (
    chosen,
    last_edition,
    next_draft,
    open_draft,
    replies_awaited,
    sealed_edition,
)
from custodes.survey.actions import ask_for_replies
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave

LONGEST = 500_000
"""Characters of a file of figures: some thousand figures."""
MOST_REPLY = 20_000
CHANGEABLE = ("title", "report", "as_at", "disclosed", "reasons", "reply_until")
"""What can be said of a draft after it was begun."""


@transaction.atomic
def set_figures(*, by: Person | None, wave: Wave, text: str, base: int, reason: str = "") -> FigureSet:
    """Define the figures of a wave anew; earlier definitions stay. The same text again changes nothing.

    `base`: the number of the definitions that were looked at, 0 for none. Raises Conflict where somebody defined others
    meanwhile, and Invalid with everything that is wrong, by figure.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Invalid(f"That is more than {LONGEST:,} characters.", "Leave figures out.")
    locks.held(Wave.objects.filter(pk=wave.pk)).get()
    last = FigureSet.objects.filter(wave=wave).first()
    if last and last.text == text:
        return last
    if (last.number if last else 0) != base:
        raise Conflict(
            "Somebody else changed the figures meanwhile.", "Look at theirs, then change them again."
        )
    try:
        figures = read(text, form_of(wave.instrument).instrument)
    except Invalid as error:  # of a text, the figures are no fields
        raise Invalid(error.message, error.mend, {"text": error.message}) from error
    kept = FigureSet.objects.create(wave=wave, number=base + 1, text=text, reason=reason.strip(), by=by)
    record(
        by=by,
        action="publication.set_figures",
        subject=kept,
        body=wave.office,
        reason=kept.reason,
        wave=wave.title,
        number=kept.number,
        figures=[figure.name for figure in figures],
    )
    return kept


@transaction.atomic
def begin_draft(*, by: Person | None, wave: Wave, title: str) -> Draft:
    """Begin a publication of a wave. Raises Invalid without a title, Conflict where one is being prepared already."""
    locks.held(Wave.objects.filter(pk=wave.pk)).get()
    if open_draft(wave):
        raise Conflict(
            "A publication of this wave is being prepared already.", "Go on with that one, or discard it."
        )
    draft = next_draft(wave)
    draft.title, draft.by = _title(title), by
    draft.save()
    record(
        by=by,
        action="publication.begin_draft",
        subject=draft,
        body=wave.office,
        title=draft.title,
        wave=wave.title,
    )
    return draft


@transaction.atomic
def change_draft(*, by: Person | None, draft: Draft, base: int, **values: Any) -> Draft:
    """Change what `CHANGEABLE` names. Raises Conflict over a revision that was not seen, Invalid for what does not fit."""
    assert values.keys() <= set(CHANGEABLE)
    held = _held(draft, base)
    if "title" in values:
        values["title"] = _title(values["title"])
    if "disclosed" in values:
        new = {name: one for name, one in values["disclosed"].items() if held.disclosed.get(name) != one}
        disclosures(form_of(held.wave.instrument).instrument, chosen(new))
    if values.get("report", held.report) != held.report:
        _refuse_misnamed(values["report"], held.wave)
    if (values.get("as_at") or timezone.now()) > timezone.now():
        said = "The day must be over"
        raise Invalid(f"{said}.", "", {"as_at": said})
    if held.reply_until and values.get("reply_until", held.reply_until) is None:
        said = "Bodies were asked already. A day that is past ends it"
        raise Invalid(f"{said}.", "", {"reply_until": said})
    changed = {name: value for name, value in values.items() if getattr(held, name) != value}
    if not changed:
        return held
    before = {name: _written(getattr(held, name)) for name in changed}
    for name, value in changed.items():
        setattr(held, name, value)
    held.revision += 1
    held.save()
    if until := changed.get("reply_until"):
        ask_for_replies(by=by, wave=held.wave, until=until)
    after = {name: _written(value) for name, value in changed.items()}
    record(
        by=by,
        action="publication.change_draft",
        subject=held,
        body=held.wave.office,
        before=before,
        after=after,
    )
    return held


@transaction.atomic
def discard_draft(*, by: Person | None, draft: Draft, base: int, reason: str) -> None:
    """Stop preparing a publication. The next one goes on from its report, its disclosure and the replies to it."""
    held = _held(draft, base)
    held.discarded_at, held.revision = timezone.now(), held.revision + 1
    held.save()
    record(
        by=by,
        action="publication.discard_draft",
        subject=held,
        body=held.wave.office,
        reason=reason,
        title=held.title,
    )


@transaction.atomic
def reply(*, by: Person, draft: Draft, body: Body, text: str) -> Reply:
    """What a body says to a draft that speaks of it. Raises Conflict when it is too late, Invalid for an empty one."""
    held = locks.held(Draft.objects.filter(pk=draft.pk).select_related("wave__office")).get()
    text = text.strip()
    if (
        not held.reply_until
        or held.reply_until < clock.today()
        or held.discarded_at
        or hasattr(held, "edition")
    ):
        raise Conflict("Replies to this publication are not taken any more.", "Write to the office.")
    if not text or len(text) > MOST_REPLY:
        raise Invalid(
            f"A reply has 1 to {MOST_REPLY:,} characters.",
            "",
            {"text": f"Write up to {MOST_REPLY:,} characters"},
        )
    made = Reply.objects.create(draft=held, body=body, text=text, by=by)
    record(by=by, action="publication.reply", subject=made, body=body, title=held.title, text=text)
    return made


@transaction.atomic
def publish(
    *, by: Person | None, draft: Draft, base: int, mark: str, shown_from: dt.datetime | None = None
) -> Edition:
    """Seal and sign what the draft says, once and for all. It is shown from `shown_from` on, at once where it is None,
    and never before the edition that it goes on from.

    `mark`: of what was looked at (`Prepared.mark`). Raises Conflict where that is not what would be published, and while
    bodies can still reply; Invalid with every figure that cannot be published and every difference to what was published
    before that has no reason.
    """
    held = _held(draft, base)
    if shown_from and timezone.localdate(shown_from) < clock.today():
        raise Invalid("That day is over.", "Choose another.", {"shown_on": "Enter a day that is not over"})
    if awaited := replies_awaited(held):
        raise Conflict(
            awaited, "Publish it on the day after, or set an earlier day on the page of the report."
        )
    edition = sealed_edition(held, timezone.now(), mark)
    last = last_edition(held.wave)
    kept = Edition.objects.create(
        draft=held,
        wave=held.wave,
        number=edition.number,
        slug=edition.slug,
        title=held.title,
        contents=edition.contents,
        digest=edition.digest,
        shown_from=max(one for one in (shown_from, edition.at, last and last.shown_from) if one),
        at=edition.at,
        by=by,
    )
    record(
        by=by,
        action="publication.publish",
        subject=kept,
        body=held.wave.office,
        title=held.title,
        number=kept.number,
        digest=kept.digest,
        shown_from=chain.moment(kept.shown_from),
        errata=[one.figure for one in edition.differences if not one.update],
    )
    return kept


def _held(draft: Draft, base: int) -> Draft:
    drafts = Draft.objects.filter(pk=draft.pk).select_related("wave__office", "wave__instrument")
    found = locks.held(drafts).get()
    if found.discarded_at or Edition.objects.filter(draft=found).exists():
        raise Conflict("This publication is not being prepared any more.", "Begin another one.")
    if found.revision != base:
        raise Conflict("Somebody else changed it meanwhile.", "Look at what it is now.", found.revision)
    return found


def _refuse_misnamed(report: str, wave: Wave) -> None:
    try:
        problems = misnamed(report, figures_of(wave))
    except Invalid as error:
        said = "; ".join(f"{name}: {what}" for name, what in error.fields.items()) or error.message
        problems = [
            f"The figures do not fit the form, so a report cannot be checked. Mend them first. {said}"
        ]
    if problems:
        raise Invalid(" ".join(problems), "Mend the report.", {"report": " ".join(problems)})


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not 1 <= len(title) <= 200:
        raise Invalid(
            "A title has 1 to 200 characters.", "", {"title": "Enter a title of up to 200 characters"}
        )
    return title


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
