"""The numbers of a wave, read from the database: what a claim is held against."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.utils import timezone

from custodes.errors import NothingFound
from custodes.publication.defined import figures_of
from custodes.publication.figures.checking.wave import Count, Day, Known, Share, Tier
from custodes.publication.figures.definitions import Figure, Unit
from custodes.publication.figures.snapshot import Snapshot, snapshot
from custodes.publication.figures.splitting import work_out_split
from custodes.survey.keeping import instrument_of
from custodes.survey.models import Wave
from custodes.survey.response import Day as DayOf
from custodes.survey.response import Response, Stage, over_time, response_of
from custodes.survey.vocabulary import nearest

MOST_DAYS = 3
"""So many earlier days are worked out, each as long as today."""
MOST_TOLD = 10


def known_of(wave: Wave, returns: Collection[int] = ()) -> Known:
    """A wave as it stands, with the figures that its office defines.

    `returns`: numbers of returns; where that many had come in by the end of an earlier day, the figures of that day are
    known, too. Raises Invalid where the definitions do not fit the instrument: without them, true figures look wrong.
    """
    figures = figures_of(wave)
    taken, response = snapshot(wave), response_of(wave)
    days = over_time(wave, response)
    counts = tuple(_counts(wave, response, taken, days))
    shares = list(_shares(wave, figures, taken))
    for day in _days_of(days, returns):
        shares += _of_day(wave, figures, day)
    said = tuple(Day(_day(one.day), one.returns, one.bodies) for one in days)
    return Known(wave.title, _day(timezone.localdate(taken.at)), counts, tuple(shares), said, response.asked)


def wave_called(title: str = "") -> Wave | None:
    """The wave of this title, or the one that opened last; None where there is none at all.

    Raises NothingFound where none has the title.
    """
    waves = list(Wave.objects.select_related("instrument"))
    found = [one for one in waves if one.title.casefold() == title.casefold()] if title else waves
    if title and not found:
        titles = ", ".join(f"“{one.title}”" for one in waves[:MOST_TOLD])
        near = nearest(title, [one.title for one in waves])
        mend = f"Write “{near}” if that is meant." if near else f"There are: {titles}."
        raise NothingFound(f"No wave is called “{title}”.", mend if waves else "This register has no wave.")
    return found[0] if found else None


def _counts(wave: Wave, response: Response, taken: Snapshot, days: Sequence[DayOf]) -> Iterator[Count]:
    """What figures can be of. Those on time are counted, and nothing is published as of them."""
    returns = sum(unit == Unit.RETURN for unit in taken.units["unit"].to_pylist())
    by_then = [one for one in days if one.day <= wave.closes_on]
    yield Count(response.asked, Unit.BODY, "bodies asked")
    yield Count(returns, Unit.RETURN, "returns")
    yield Count(response.bodies_covered, Unit.BODY, "bodies that returns answer for")
    on_time = response.number(Stage.ON_TIME)
    yield Count(on_time, Unit.BODY, "bodies answered for on time", is_whole=False)
    if by_then:
        words = f"returns that came in by the last day, {_day(wave.closes_on)}"
        yield Count(by_then[-1].returns, Unit.RETURN, words, is_whole=False)


def _days_of(days: Sequence[DayOf], returns: Collection[int]) -> list[DayOf]:
    """The last day of each of these numbers of returns, without the number that it has now."""
    last = {one.returns: one for one in days if one.returns in returns}
    return [day for number, day in last.items() if number != days[-1].returns][-MOST_DAYS:]


def _of_day(wave: Wave, figures: Sequence[Figure], day: DayOf) -> Iterator[Share]:
    """The figures as they were by the end of a day."""
    next_day = dt.datetime.combine(day.day + dt.timedelta(1), dt.time(), timezone.get_current_timezone())
    for one in _shares(wave, figures, snapshot(wave, next_day - dt.timedelta(microseconds=1))):
        if one.tier is Tier.FIGURE:
            words = f"{one.of_words} by the end of {_day(day.day)}"
            yield one._replace(of_words=words, tier=Tier.INTERIM)


def _shares(wave: Wave, figures: Sequence[Figure], taken: Snapshot) -> Iterator[Share]:
    """Figures with their groups and parts, worked out as those that are published."""
    instrument = instrument_of(wave.instrument)
    for whole in work_out_split(figures, instrument, taken.units, taken.answers):
        for one in (whole.working, *(split.working for split in whole.splits)):
            tier = Tier.MIXED if one.figure.mixed else Tier.FIGURE
            title, of_words, unit = one.figure.title, one.figure.of_words, one.figure.unit
            yield Share(one.number, one.of, title, of_words, tier, one.most, unit)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
