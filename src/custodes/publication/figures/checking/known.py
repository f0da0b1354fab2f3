"""The numbers of a wave, read from the database: what a claim is held against."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from custodes import packs
from custodes.errors import NothingFound
from custodes.publication.figures.checking.wave import Count, Day, Known, Share, Tier
from custodes.publication.figures.counting import Working, work_out
from custodes.publication.figures.definitions import Figure, Unit, read
from custodes.publication.figures.snapshot import Snapshot, snapshot
from custodes.survey.keeping import instrument_of
from custodes.survey.models import Wave
from custodes.survey.response import Response, Stage, over_time, response_of
from custodes.survey.vocabulary import nearest


def known_of(wave: Wave, figures: Sequence[Figure] | None = None) -> Known:
    """A wave as it stands. `figures`: those that ship for its instrument, unless others are given."""
    taken, response = snapshot(wave), response_of(wave)
    workings = work_out(shipped_for(wave) if figures is None else figures, taken.units, taken.answers)
    days = tuple(Day(_day(one.day), one.returns, one.bodies) for one in over_time(wave, response))
    return Known(
        title=wave.title,
        at=_day(taken.at.date()),
        counts=tuple(_counts(wave, response, taken)),
        shares=tuple(_shares(workings)),
        days=days,
        asked=response.asked,
    )


def shipped_for(wave: Wave) -> tuple[Figure, ...]:
    """The figures that ship for an instrument, none where none do."""
    file = packs.FOLDER / "figures" / f"{wave.instrument.name}.toml"
    return read(file.read_text(encoding="utf-8"), instrument_of(wave.instrument)) if file.is_file() else ()


def _counts(wave: Wave, response: Response, taken: Snapshot) -> Iterator[Count]:
    returns = sum(unit == Unit.RETURN for unit in taken.units["unit"].to_pylist())
    days = over_time(wave, response)
    in_window = [one for one in days if one.day <= wave.closes_on]
    yield Count(response.asked, Unit.BODY, "bodies asked")
    yield Count(returns, Unit.RETURN, "returns that came in")
    yield Count(response.bodies_covered, Unit.BODY, "bodies that submitted returns cover")
    yield Count(response.number(Stage.ON_TIME), Unit.BODY, "bodies covered on time", is_whole=False)
    if in_window:
        words = f"returns that came in by the last day, {_day(wave.closes_on)}"
        yield Count(in_window[-1].returns, Unit.RETURN, words)


def _shares(workings: Iterable[Working]) -> Iterator[Share]:
    for one in workings:
        figure = one.figure
        tier = Tier.MIXED if figure.mixed else Tier.FIGURE
        yield Share(one.number, one.of, figure.title, figure.of_words, tier, one.most, figure.unit)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def wave_called(title: str = "") -> Wave | None:
    """The wave of this title, or the one that opened last; None where there is none at all.

    Raises NothingFound where none has the title.
    """
    waves = list(Wave.objects.select_related("instrument"))
    found = [one for one in waves if one.title == title] if title else waves
    if title and not found:
        titles = ", ".join(f"“{one.title}”" for one in waves[:MOST_TOLD]) or "none"
        near = nearest(title, [one.title for one in waves])
        mend = f"Write “{near}” if that is meant." if near else f"There are: {titles}."
        raise NothingFound(f"No wave is called “{title}”.", mend)
    return found[0] if found else None


MOST_TOLD = 10
