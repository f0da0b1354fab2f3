"""Waves and whom they ask."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Oversight, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.models import REMINDERS, BodyAsked, Covered, InstrumentVersion, Return, Wave

COLUMNS = ("title", "opens_on", "closes_on", "letter", "reminders")
"""What can be said of a wave after it was made."""
MOST_DAYS = 365


@transaction.atomic
def add_wave(
    *,
    by: Person | None,
    instrument: InstrumentVersion,
    title: str,
    opens_on: dt.date,
    closes_on: dt.date,
    letter: str = "",
    reminders: Sequence[int] = REMINDERS,
    earlier: Wave | None = None,
) -> Wave:
    """A wave of the office that keeps the instrument; nobody is asked yet. Raises Invalid with what does not fit."""
    office = instrument.office
    values = fitting_wave(
        {
            "title": title,
            "opens_on": opens_on,
            "closes_on": closes_on,
            "letter": letter,
            "reminders": list(reminders),
        }
    )
    locks.held(Body.objects.filter(pk=office.pk)).get()  # two of one title at once stand in line
    _refuse_same_title(office, values["title"])
    if earlier and earlier.office_id != office.pk:
        raise Invalid("The wave before it is of another office.", "Choose one of your own.")
    wave = Wave.objects.create(office=office, instrument=instrument, created_by=by, earlier=earlier, **values)
    after = {**_written(values), "instrument": str(instrument), "earlier": earlier.title if earlier else ""}
    record(by=by, action="survey.add_wave", subject=wave, body=office, after=after)
    return wave


def fitting_wave(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a wave, tidy. Raises Invalid naming every field that does not fit."""
    fitting = dict(values)
    wrong: dict[str, str] = {}
    fitting["title"] = str(values["title"]).strip()
    if not 0 < len(fitting["title"]) <= 200:
        wrong["title"] = "Enter a title of at most 200 characters"
    if values["closes_on"] < values["opens_on"]:
        wrong["closes_on"] = "The last day must not be before the first day"
    days = sorted(set(values["reminders"]))
    if any(abs(day) > MOST_DAYS for day in days):
        wrong["reminders"] = f"A reminder can be at most {MOST_DAYS} days from the last day"
    fitting["reminders"] = days
    fitting["letter"] = str(values.get("letter", "")).strip()
    if wrong:
        raise Invalid("Some values do not fit.", "Correct them and try again.", wrong)
    return fitting


def _refuse_same_title(office: Body, title: str) -> None:
    if Wave.objects.filter(office=office, title=title).exists():
        text = f"There is already a wave called {title}"
        raise Invalid(f"{text}.", "Choose another title.", {"title": text})


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """As an event holds them."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }


@transaction.atomic
def change_wave(*, by: Person, wave: Wave, values: Mapping[str, Any], base: int) -> Wave:
    """Another title, window, letter or reminders. Raises Invalid, and Conflict where it changed since `base`."""
    locks.held(Body.objects.filter(pk=wave.office_id)).get()
    held = hold_wave(wave)
    if held.revision != base:
        raise Conflict("Somebody else changed this wave while you did.", "Look at it again.", held.revision)
    before = {column: getattr(held, column) for column in COLUMNS}
    after = fitting_wave({**before, **values})
    if after == before:
        return held
    if after["title"] != before["title"]:
        _refuse_same_title(held.office, after["title"])
    for column in COLUMNS:
        setattr(held, column, after[column])
    held.revision += 1
    held.save()
    record(
        by=by,
        action="survey.change_wave",
        subject=held,
        body=held.office,
        before=_written(before),
        after=_written(after),
        revision=held.revision,
    )
    return held


def hold_wave(wave: Wave) -> Wave:
    """The wave as it is now, kept from other writers. Raises Invalid where it has ended."""
    held = locks.held(Wave.objects.select_related("office", "instrument")).get(pk=wave.pk)
    if held.ended_at:
        raise Invalid(f"{held.title} has ended.", "Returns can still be corrected, and nothing else changed.")
    return held


@transaction.atomic
def ask_bodies(*, by: Person | None, wave: Wave, bodies: Iterable[Body]) -> int:
    """Put bodies into the population. Those that are in it stay. Returns how many came in.

    Raises Invalid for bodies that the office does not oversee.
    """
    held = hold_wave(wave)
    chosen = {body.pk: body for body in bodies}
    overseen = set(
        Oversight.objects.filter(office=held.office, ended_at=None, body__in=chosen).values_list(
            "body", flat=True
        )
    )
    others = [body.name for pk, body in chosen.items() if pk not in overseen]
    if others:
        raise Invalid(
            f"The office does not oversee {', '.join(sorted(others)[:10])}.",
            "Ask an administrator to record that it does.",
        )
    there = set(BodyAsked.objects.filter(wave=held).values_list("body", flat=True))
    new = [body for pk, body in sorted(chosen.items()) if pk not in there]
    BodyAsked.objects.bulk_create([BodyAsked(wave=held, body=body) for body in new])
    if new:
        names = [body.name for body in new]
        record(by=by, action="survey.ask_bodies", subject=held, body=held.office, bodies=names)
    return len(new)


@transaction.atomic
def leave_out(*, by: Person, asked: BodyAsked, reason: str) -> None:
    """Take a body out of the population. Raises Invalid without a reason, and once it has begun to answer."""
    held = hold_wave(asked.wave)
    if not reason.strip():
        raise Invalid("Say why the body is left out.", fields={"reason": "Say why the body is left out"})
    one = locks.held(BodyAsked.objects.select_related("body")).get(pk=asked.pk)
    if Covered.objects.filter(wave=held, body=one.body).exists() or one.notices.exists():
        raise Invalid(
            f"{one.body.name} was invited or has begun to answer.",
            "It stays in the population, as whoever counts must know that it was asked.",
        )
    one.delete()
    record(
        by=by,
        action="survey.leave_out",
        subject=held,
        body=held.office,
        reason=reason.strip(),
        name=one.body.name,
    )


@transaction.atomic
def set_contact(*, by: Person, asked: BodyAsked, contact: str) -> BodyAsked:
    """To which address a body's invitation and reminders go; "" for its people who sign off and lead."""
    held = hold_wave(asked.wave)
    one = locks.held(BodyAsked.objects.select_related("body", "wave")).get(pk=asked.pk)
    address = contact.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        text = "Enter an e-mail address in the correct format, like name@example.org"
        raise Invalid(f"{text}.", fields={"contact": text}) from None
    before, one.contact = one.contact, address
    if address != before:
        one.save(update_fields=["contact"])
        record(
            by=by,
            action="survey.set_contact",
            subject=held,
            body=held.office,
            name=one.body.name,
            before={"contact": before},
            after={"contact": address},
        )
    return one


@transaction.atomic
def set_contacts(*, by: Person, wave: Wave, contacts: Mapping[int, str]) -> int:
    """Contacts of several bodies at once, by the id of the body asked. Returns how many changed; all or none.

    Raises Invalid as `set_contact` does, and for a body that is not asked in the wave.
    """
    held = hold_wave(wave)
    rows = {one.pk: one for one in locks.held(BodyAsked.objects.filter(wave=held, pk__in=contacts))}
    if rows.keys() != contacts.keys():
        raise Invalid("One of the bodies is not asked any more.", "Look at the list again.")
    changed = [pk for pk, address in contacts.items() if rows[pk].contact != address.strip()]
    for pk in changed:
        set_contact(by=by, asked=rows[pk], contact=contacts[pk])
    return len(changed)


@transaction.atomic
def extend(*, by: Person, asked: BodyAsked, until: dt.date, reason: str) -> BodyAsked:
    """Give one body longer. Raises Invalid without a reason, or for a day not after the last one."""
    held = hold_wave(asked.wave)
    one = locks.held(BodyAsked.objects.select_related("body", "wave")).get(pk=asked.pk)
    wrong = {}
    if until <= held.closes_on:
        wrong["until"] = "An extension must end after the last day of the window"
    if not reason.strip():
        wrong["reason"] = "Say why the body has longer"
    if wrong:
        raise Invalid("Some values do not fit.", "Correct them and try again.", wrong)
    before = one.due_on
    one.extended_to, one.extension_reason = until, reason.strip()
    one.save(update_fields=["extended_to", "extension_reason"])
    record(
        by=by,
        action="survey.extend",
        subject=held,
        body=held.office,
        reason=reason.strip(),
        name=one.body.name,
        before={"due_on": before.isoformat()},
        after={"due_on": until.isoformat()},
    )
    return one


@transaction.atomic
def end_wave(*, by: Person, wave: Wave) -> Wave:
    """Take no more returns. What is submitted can still be corrected; what is not stays unsubmitted."""
    held = hold_wave(wave)
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    unsubmitted = Return.objects.filter(wave=held, first_submitted_at=None).count()
    record(by=by, action="survey.end_wave", subject=held, body=held.office, unsubmitted=unsubmitted)
    return held
