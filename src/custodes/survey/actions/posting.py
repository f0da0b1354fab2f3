"""Mails of waves and of queries on their way. Each is marked before it is given to the mail server: none is ever sent twice.

One whose sending was cut off stays marked as such: nobody knows whether it went out, and the office is told.
"""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from custodes import clock, locks
from custodes.access import mail
from custodes.errors import UserError
from custodes.survey.chasing import (
    INVITATION,
    QUERY,
    REPLY,
    Letter,
    addresses_of,
    asks_back,
    asks_for_reply,
    invitation,
    reminder,
)
from custodes.survey.models import Notice, Query, QueryMessage
from custodes.survey.response import response_of

TRIED_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 10, 60))
"""How long after a failure a mail is tried again: the first time, the second, the third. Then once a day."""
MOST_TRIES = 10
"""Tries after which a mail is left alone until somebody says to try again."""
NOT_SENT_YET = (Notice.State.WAITING, Notice.State.FAILED)


class Sent(NamedTuple):
    """What became of the mails that waited."""

    sent: int
    failed: int
    not_needed: int


def send_waiting() -> Sent:
    """Send every mail that waits or failed before. Outside of transactions: each is noted before and after."""
    waiting = Notice.objects.filter(state__in=NOT_SENT_YET, tries__lt=MOST_TRIES)
    states = [_send(pk) for pk in list(waiting.order_by("pk").values_list("pk", flat=True))]
    return Sent(*(states.count(one) for one in ("sent", "failed", "not_needed")))


def _send(pk: int) -> str:
    """What became of one mail; "" where somebody else sends it just now."""
    taken = _take(pk)
    if taken is None:
        return ""
    notice, letter = taken
    if letter is None:
        return _note(notice, Notice.State.NOT_NEEDED)
    try:
        mail.send(notice.address, letter.subject, letter.text)
    except UserError as error:
        return _note(notice, Notice.State.FAILED, f"{error.message} {error.mend}")
    return _note(notice, Notice.State.SENT)


@transaction.atomic
def _take(pk: int) -> tuple[Notice, Letter | None] | None:
    """Mark a mail as being sent, so that nobody else takes it. Without a letter where it is no longer needed."""
    related = ("asked__wave__office", "asked__wave__instrument", "asked__body")
    notice = locks.held(Notice.objects.filter(pk=pk, state__in=NOT_SENT_YET).select_related(*related)).first()
    if notice is None:
        return None
    letter = _letter(notice)
    notice.state = Notice.State.SENDING
    notice.tries += 1
    notice.save(update_fields=["state", "tries"])
    return notice, letter


def _letter(notice: Notice) -> Letter | None:
    """What it says today; None where the wave has ended, the body has submitted, or others are written to now.

    The end of a wave ends no query, and nothing that is asked of what will be published of it.
    """
    asked = notice.asked
    if notice.address not in addresses_of([asked])[asked.pk]:
        return None
    if notice.kind == QUERY:
        return _asks_back(notice)
    if notice.kind == REPLY:
        until = dt.date.fromisoformat(notice.rule)
        return asks_for_reply(asked, until) if clock.today() <= until else None
    if asked.wave.ended_at:
        return None
    if notice.kind == INVITATION:
        return invitation(asked)
    stage = next(one for one in response_of(asked.wave).bodies if one.asked == asked)
    return None if stage.submitted else reminder(asked, stage, clock.today())


def _asks_back(notice: Notice) -> Letter | None:
    """None where the body has answered, the query is closed, or something further was asked, which has its own mail."""
    related = ("query__of__wave__office", "query__of__body")
    message = QueryMessage.objects.select_related(*related).get(pk=notice.rule)
    later = message.query.messages.filter(pk__gt=message.pk)
    waits = message.query.state == Query.State.OPEN and not later.exists()
    return asks_back(message) if waits else None


def _note(notice: Notice, state: Notice.State, problem: str = "") -> str:
    """Without an event: the event says that it was asked for."""
    sent_at = timezone.now() if state == Notice.State.SENT else None
    Notice.objects.filter(pk=notice.pk).update(state=state, problem=problem, sent_at=sent_at)
    return str(state)


def try_later() -> None:
    """Arrange the next try of what failed; after some, the daily look at the rules tries again."""
    from custodes.survey.tasks import send_mails

    failed = Notice.objects.filter(state=Notice.State.FAILED, tries__lt=MOST_TRIES)
    tries = failed.aggregate(least=Min("tries"))["least"]
    for wait in TRIED_AFTER[tries - 1 : tries] if tries else ():
        send_mails.using(run_after=timezone.now() + wait).enqueue()
