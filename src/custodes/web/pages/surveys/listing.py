"""The bodies of a wave as a list: filtered, each with what is known of it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from custodes.survey.chasing import REMINDER, addresses_of
from custodes.survey.models import Notice, Return, Wave
from custodes.survey.response import BodyStage, Response, Stage

Wanted = Callable[[BodyStage, dt.date], bool]
FILTERS: Mapping[str, tuple[str, Wanted]] = {
    "": ("All bodies", lambda one, today: True),
    **{
        stage.value: (stage.label, lambda one, today, wanted=stage: one.stage is wanted)  # type: ignore[misc]
        for stage in Stage
    },
    "missing": ("Not submitted, or not all of it", lambda one, today: not one.submitted),
    "overdue": ("Past their last day, not submitted", lambda one, today: one.overdue(today)),
    "extended": ("With an extension", lambda one, today: one.asked.extended_to is not None),
}
"""By the value of `?stage=`: what it is called, and which bodies it leaves."""


def stage_filter(value: str) -> tuple[str, Wanted]:
    """The filter of an address; all bodies for one that is none."""
    name = value if value in FILTERS else ""
    return name, FILTERS[name][1]


def chosen_bodies(response: Response, wanted: Wanted, today: dt.date) -> list[BodyStage]:
    """The bodies that a filter leaves, by name."""
    return [one for one in response.bodies if wanted(one, today)]


class Row(NamedTuple):
    """A body of a wave, as it is listed."""

    stage: BodyStage
    to: Sequence[str]
    """Addresses that its mails go to."""
    days_over: int
    """Days from its last day until it submitted, or until today."""
    overdue: bool
    reminded_at: dt.datetime | None
    returns: Sequence[Return]


def rows_of(wave: Wave, bodies: Sequence[BodyStage], today: dt.date) -> list[Row]:
    """What is known of these bodies. Two queries. What has ended is not overdue any more."""
    to = addresses_of([one.asked for one in bodies])
    reminded = _reminded(bodies)
    until = wave.ended_at.date() if wave.ended_at else today
    return [
        Row(
            one,
            to[one.asked.pk],
            one.days_over(until),
            one.overdue(today) and not wave.ended_at,
            reminded.get(one.asked.pk),
            one.covered_by,
        )
        for one in bodies
    ]


def _reminded(bodies: Sequence[BodyStage]) -> dict[int, dt.datetime]:
    """When each was reminded last."""
    sent = Notice.objects.filter(
        asked__in=[one.asked.pk for one in bodies], kind=REMINDER, state=Notice.State.SENT
    )
    pairs = sent.order_by("sent_at").values_list("asked", "sent_at")
    return {asked: at for asked, at in pairs if at}
