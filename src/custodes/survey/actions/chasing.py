"""Inviting and reminding the bodies of a wave, by hand and by rule. Mails go out in the background."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from custodes import clock, locks
from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Invalid, UserError
from custodes.survey import tasks
from custodes.survey.actions.waves import hold_wave
from custodes.survey.chasing import AFTER_THE_END, INVITATION, REMINDER, REPLY, addresses_of, rule_for
from custodes.survey.models import BodyAsked, Notice, Wave
from custodes.survey.response import response_of

FIRST = "first"
"""The rule of invitations: each address is invited once."""
NOBODY = "has nobody to write to"
ALREADY = "was written to already"
SUBMITTED = "has submitted"
NOT_INVITED = "is not invited yet"


class Posted(NamedTuple):
    """What inviting or reminding came to."""

    bodies: int
    mails: int
    left: Mapping[str, Sequence[str]]
    """Why some were not written to, and their names."""


@transaction.atomic
def invite_bodies(*, by: Person | None, wave: Wave, asked: Iterable[BodyAsked]) -> Posted:
    """Ask bodies by mail to make their return; an address is invited once, and again only where that failed.

    Raises Invalid where the wave has ended.
    """
    held = hold_wave(wave)
    rows = _held(held, asked)
    posted = _post(by, rows, INVITATION, {one.pk: FIRST for one in rows})
    now = timezone.now()
    left = {name for names in posted.left.values() for name in names}
    new = [one.pk for one in rows if one.invited_at is None and one.body.name not in left]
    BodyAsked.objects.filter(pk__in=new).update(invited_at=now)
    if new and held.opened_at is None:
        held.opened_at = now
        held.save(update_fields=["opened_at"])
    _told(by, held, "survey.invite_bodies", posted, rows)
    return posted


@transaction.atomic
def note_invited(*, by: Person, wave: Wave, at: dt.datetime) -> int:
    """Record that every body of a wave that was not invited yet was invited otherwise than from here, and when. No mail
    is sent. Returns how many. Raises Invalid where the wave has ended."""
    held = hold_wave(wave)
    rows = _held(held, BodyAsked.objects.filter(wave=held, invited_at=None))
    if not rows:
        return 0
    BodyAsked.objects.filter(pk__in=[one.pk for one in rows]).update(invited_at=at)
    if held.opened_at is None:
        held.opened_at = at
        held.save(update_fields=["opened_at"])
    names = [one.body.name for one in rows]
    record(by=by, action="survey.invite_bodies", subject=held, body=held.office, bodies=names, mails=0)
    return len(rows)


@transaction.atomic
def remind_bodies(*, by: Person, wave: Wave, asked: Iterable[BodyAsked]) -> Posted:
    """Remind bodies that have not submitted, once a day at most. Raises Invalid where the wave has ended, or not begun."""
    held = hold_wave(wave)
    today = clock.today()
    if today < held.opens_on:
        raise Invalid(f"{held.title} is not open yet.", f"It opens on {held.opens_on:%-d %B %Y}.")
    rows = _held(held, asked)
    done = {one.asked.pk for one in response_of(held).bodies if one.submitted}
    left: dict[str, list[str]] = {}
    for one in rows:
        if one.pk in done:
            left.setdefault(SUBMITTED, []).append(one.body.name)
        elif one.invited_at is None:
            left.setdefault(NOT_INVITED, []).append(one.body.name)
    fit = [one for one in rows if one.pk not in done and one.invited_at]
    posted = _post(by, fit, REMINDER, {one.pk: f"by hand {today.isoformat()}" for one in fit})
    _told(by, held, "survey.remind_bodies", posted, fit)
    return posted._replace(left={**left, **posted.left})


@transaction.atomic
def ask_for_replies(*, by: Person | None, wave: Wave, until: dt.date) -> Posted:
    """Tell every body of a wave, also of one that has ended, until when it can reply to what will be published.

    An address is told once of each day.
    """
    held = locks.held(Wave.objects.filter(pk=wave.pk).select_related("office")).get()
    rows = _held(held, BodyAsked.objects.filter(wave=held))
    posted = _post(by, rows, REPLY, {one.pk: until.isoformat() for one in rows})
    _told(by, held, "survey.ask_for_replies", posted, rows)
    return posted


def follow_rules() -> int:
    """Note the reminders that the rules of all waves ask for today. Returns for how many bodies that is."""
    waves = Wave.objects.filter(ended_at=None, opened_at__isnull=False, opens_on__lte=clock.today())
    number = 0
    for wave in waves.order_by("pk"):
        try:
            number += _follow(wave)
        except UserError as error:  # one wave that cannot be read does not keep the others from being chased
            logging.getLogger(__name__).error("wave %s: %s %s", wave.pk, error.message, error.mend)
    return number


@transaction.atomic
def _follow(wave: Wave) -> int:
    held = hold_wave(wave)
    today = clock.today()
    done = {one.asked.pk for one in response_of(held).bodies if one.submitted}
    rows = [one for one in _held(held, BodyAsked.objects.filter(wave=held)) if one.pk not in done]
    found = {one.pk: rule.name for one in rows if (rule := rule_for(one, held.reminders, today))}
    followed = set(Notice.objects.filter(asked__in=found, kind=REMINDER).values_list("asked", "rule"))
    new = {pk: rule for pk, rule in found.items() if (pk, rule) not in followed}
    due = [one for one in rows if one.pk in new]
    posted = _post(None, due, REMINDER, new)
    _told(None, held, "survey.remind_by_rule", posted, due)
    return posted.bodies


def _held(wave: Wave, asked: Iterable[BodyAsked]) -> list[BodyAsked]:
    """These of the wave as they are now, kept from other writers, by name."""
    rows = BodyAsked.objects.filter(wave=wave, pk__in=[one.pk for one in asked])
    found = locks.held(rows.select_related("body", "wave__office"))
    return sorted(found, key=lambda one: one.body.name)


def _post(by: Person | None, rows: Sequence[BodyAsked], kind: str, rules: Mapping[int, str]) -> Posted:
    """Note a mail to each address of each body, unless it was written to by that rule; what failed is tried again."""
    addresses = addresses_of(rows)
    there = {
        (one.asked_id, one.rule, one.address): one for one in Notice.objects.filter(asked__in=rows, kind=kind)
    }
    mails, bodies, left = 0, 0, dict[str, list[str]]()
    for one in rows:
        made = sum(_note(by, one, kind, rules[one.pk], to, there) for to in addresses[one.pk])
        mails, bodies = mails + made, bodies + bool(made)
        if not made:
            left.setdefault(ALREADY if addresses[one.pk] else NOBODY, []).append(one.body.name)
    if mails:
        tasks.send_mails.enqueue()
    return Posted(bodies, mails, left)


def _note(
    by: Person | None,
    asked: BodyAsked,
    kind: str,
    rule: str,
    address: str,
    there: Mapping[tuple[int, str, str], Notice],
) -> bool:
    """Whether there is a mail to send now."""
    notice = there.get((asked.pk, rule, address))
    waiting = {"state": Notice.State.WAITING, "sent_at": None, "by": by}
    if notice is None:
        Notice.objects.create(asked=asked, kind=kind, rule=rule, address=address, **waiting)
        return True
    if notice.state not in (Notice.State.FAILED, Notice.State.NOT_NEEDED):
        return False
    again = Notice.objects.filter(pk=notice.pk, state=notice.state)  # it may be on its way just now
    return bool(again.update(**waiting, tries=0))


def _told(by: Person | None, wave: Wave, action: str, posted: Posted, rows: Sequence[BodyAsked]) -> None:
    """One event for all of them."""
    if not posted.mails:
        return
    left = {name for names in posted.left.values() for name in names}
    names = [one.body.name for one in rows if one.body.name not in left]
    record(by=by, action=action, subject=wave, body=wave.office, bodies=names, mails=posted.mails)


@transaction.atomic
def send_again(*, by: Person, wave: Wave) -> int:
    """Try at once what could not be sent, however often it failed: after the end, those of `AFTER_THE_END`. Returns how many mails."""
    held = locks.held(Wave.objects.select_related("office")).get(pk=wave.pk)
    failed = Notice.objects.filter(asked__wave=held, state=Notice.State.FAILED)
    if held.ended_at:
        failed = failed.filter(kind__in=AFTER_THE_END)
    number = failed.update(state=Notice.State.WAITING, tries=0)
    if number:
        tasks.send_mails.enqueue()
        record(by=by, action="survey.send_again", subject=held, body=held.office, mails=number)
    return number


def keep_chasing() -> None:
    """Look now, and from now on daily, what rules ask for. The worker asks this at its start."""
    if not DBTaskResult.objects.ready().filter(task_path=tasks.follow_reminders.module_path).exists():
        tasks.follow_reminders.enqueue()


def look_tomorrow() -> None:
    """Look again in a day; nothing where that is arranged already."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    if not waiting.filter(task_path=tasks.follow_reminders.module_path).exists():
        tasks.follow_reminders.using(run_after=timezone.now() + dt.timedelta(days=1)).enqueue()
