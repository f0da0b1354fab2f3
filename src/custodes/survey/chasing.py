"""Whom a wave writes to, when its rules ask for a reminder, and what mails say. Pure reads."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import NoReverseMatch
from django.utils import timezone

from custodes.access import mail
from custodes.access.models import Membership
from custodes.access.roles import Role
from custodes.survey.models import BodyAsked, Notice, QueryMessage, Wave
from custodes.survey.response import BodyStage

INVITATION, REMINDER, QUERY, REPLY = "invitation", "reminder", "query", "reply"
"""Kinds of notices."""
AFTER_THE_END = (QUERY, REPLY)
"""Those that are sent when the wave has ended, too."""
WRITTEN_TO = (Role.SURVEILLANCE_LEAD, Role.SENIOR_RESPONSIBLE_OFFICER)
"""Who is written to in a body that has no contact of its own."""
CATCH_UP_DAYS = 3
"""Days after which a rule that was not followed on its day, as no service ran, is passed over."""


def addresses_of(asked: Iterable[BodyAsked]) -> dict[int, list[str]]:
    """By id of a body asked, to which addresses its mails go: its contact, else who leads there and who signs off.

    None where there is neither. One query.
    """
    rows = list(asked)
    people = Membership.objects.filter(
        body__in=[one.body_id for one in rows if not one.contact],
        role__in=WRITTEN_TO,
        ended_at=None,
        person__is_active=True,
    )
    of_bodies: dict[int, set[str]] = {}
    for body, address in people.values_list("body", "person__email"):
        of_bodies.setdefault(body, set()).add(address)
    return {one.pk: [one.contact] if one.contact else sorted(of_bodies.get(one.body_id, ())) for one in rows}


def not_reached(asked: Iterable[BodyAsked]) -> list[BodyAsked]:
    """Those that nobody has invited, or none of whose addresses of today an invitation went to. Two queries."""
    rows = list(asked)
    to = addresses_of(rows)
    gone = (Notice.State.FAILED, Notice.State.NOT_NEEDED)
    sent = Notice.objects.filter(asked__in=[one.pk for one in rows], kind=INVITATION).exclude(state__in=gone)
    reached = set(sent.values_list("asked", "address"))
    return [
        one
        for one in rows
        if one.invited_at is None or not any((one.pk, address) in reached for address in to[one.pk])
    ]


class Rule(NamedTuple):
    """A reminder that is to be sent so many days from a last day: it is followed once for that day."""

    days: int
    due_on: dt.date

    @property
    def on(self) -> dt.date:
        """The day it is followed."""
        return self.due_on + dt.timedelta(self.days)

    @property
    def name(self) -> str:
        """As notices have it. Another last day, as after an extension, makes another rule."""
        return f"{self.days:+d} {self.due_on.isoformat()}"


def rule_for(asked: BodyAsked, days: Sequence[int], today: dt.date) -> Rule | None:
    """The latest rule of a body whose day has come; None where there is none, or it is over.

    A rule whose day was before the body was invited, or the wave open, or is more than `CATCH_UP_DAYS` ago, is
    passed over, as are earlier ones once a later one's day has come.
    """
    if asked.invited_at is None:
        return None
    known_since = max(timezone.localdate(asked.invited_at), asked.wave.opens_on)
    come = [rule for one in days if (rule := Rule(one, asked.due_on)).on <= today]
    latest = max(come, default=None)
    if latest is None or latest.on <= known_since or (today - latest.on).days > CATCH_UP_DAYS:
        return None
    return latest


def in_words(days: int) -> str:
    """A rule as people say it: "3 days before the last day"."""
    if days == 0:
        return "on the last day"
    number = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return f"{number} {'before' if days < 0 else 'after'} the last day"


class Letter(NamedTuple):
    """A mail as it is sent."""

    subject: str
    text: str


def invitation(asked: BodyAsked) -> Letter:
    """Asks a body to make a return: the office's own words, the window, and where to begin."""
    wave = asked.wave
    opens = f"It opens on {_day(wave.opens_on)}. " if wave.opens_on > timezone.localdate() else ""
    letter = f"{wave.letter}\n\n" if wave.letter else ""
    return Letter(
        f"{_line(wave.title)}: please answer by {_day(asked.due_on)}",
        f"{wave.office.name} asks {asked.body.name} to make a return to “{wave.title}”.\n\n"
        f"{letter}"
        f"{opens}A return that is submitted by {_day(asked.due_on)} is on time.\n\n"
        f"{_where(asked)}",
    )


def reminder(asked: BodyAsked, stage: BodyStage, today: dt.date) -> Letter:
    """Says how long there is, or since when it is late, and what is waited for."""
    wave, due = asked.wave, asked.due_on
    if today <= due:
        left = (due - today).days
        when = "today is the last day" if not left else f"{left} {'day is' if left == 1 else 'days are'} left"
        subject = f"{_line(wave.title)}: {when}"
        said = f"The last day on which the return of {asked.body.name} is on time is {_day(due)}."
    else:
        subject = f"{_line(wave.title)}: the return of {_line(asked.body.name)} is late"
        said = (
            f"The last day for the return of {asked.body.name} was {_day(due)}. It can still be submitted, and "
            "counts as late. If you need longer, say so to the office."
        )
    return Letter(
        subject, f"{wave.office.name}: “{wave.title}”.\n\n{said}\n\n{_waits(stage)}\n\n{_where(asked)}"
    )


def asks_back(message: QueryMessage) -> Letter:
    """Says that the office asks about an answer, and where. What it asks stands on the page alone."""
    of = message.query.of
    link = mail.link("queries_of_return", of.body.slug, str(of.pk))
    return Letter(
        f"a query about your return to {_line(of.wave.title)}",
        f"{of.wave.office.name} asks about an answer in the return of {of.body.name} to {of.wave.title}.\n\n"
        f"Read the query and answer it:\n{link}\n",
    )


def asks_for_reply(asked: BodyAsked, until: dt.date) -> Letter:
    """Says that something will be published that speaks of the body, and until when it can reply. Not what it says."""
    wave = asked.wave
    link = mail.link("to_reply", asked.body.slug)
    return Letter(
        f"{_line(wave.title)}: reply by {_day(until)} to what will be published",
        f"{wave.office.name} is about to publish figures from “{wave.title}”, in which {asked.body.name} is counted.\n\n"
        f"Read what they say of you. What your senior responsible officer replies by {_day(until)} is published with "
        f"them:\n{link}\n",
    )


def _waits(stage: BodyStage) -> str:
    """How far it is, as far as the office can see: that it was begun, and who leads. Never what was answered."""
    others = [one.body.name for one in stage.waits_for if one.body_id != stage.asked.body_id]
    if not stage.covered_by:
        return "It has not been started yet."
    if others and len(others) == len(stage.waits_for):
        return (
            f"Its answers are part of the return of {' and '.join(others)}, which has not been submitted yet."
        )
    if others:
        return f"It has been started. Parts of it are in the return of {' and '.join(others)}. Neither is submitted yet."
    return "It has been started, and not been submitted yet."


def _where(asked: BodyAsked) -> str:
    return (
        f"Your return is here:\n\n{returns_page(asked)}\n\n"
        "You sign in there with your own account. Several of you can fill it in, over days or weeks: every answer is "
        f"kept as it is given. If you have no account, ask the surveillance lead of {asked.body.name} to invite you.\n"
    )


def returns_page(asked: BodyAsked) -> str:
    """The public address of the page with the returns of a body."""
    try:
        return mail.link("returns", asked.body.slug)
    except NoReverseMatch:
        return mail.link("body", asked.body.slug)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _line(text: str) -> str:
    """What may stand in a heading of a mail."""
    return " ".join(text.split())


def reminders_in_words(wave: Wave) -> list[str]:
    """The rules of a wave, in the order of their days."""
    return [in_words(days) for days in sorted(wave.reminders)]


def nobody_to_write_to(asked: Iterable[BodyAsked], addresses: Mapping[int, Sequence[str]]) -> list[str]:
    """The names of bodies that no mail can reach."""
    return [one.body.name for one in asked if not addresses.get(one.pk)]
