"""The numbers of a wave, read from the database: what a claim is held against."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils import timezone

from custodes import packs
from custodes.errors import NothingFound
from custodes.publication.figures.checking.wave import Count, Day, Known, Share, Tier
from custodes.publication.figures.counting import Working, work_out
from custodes.publication.figures.definitions import KIND, Figure, Unit, read
from custodes.publication.figures.snapshot import Snapshot, snapshot
from custodes.survey.editions import first
from custodes.survey.filling import State
from custodes.survey.instrument import Instrument
from custodes.survey.keeping import instrument_of
from custodes.survey.models import Wave
from custodes.survey.response import Day as DayOf
from custodes.survey.response import Response, Stage, over_time, response_of
from custodes.survey.vocabulary import nearest

MOST_DAYS = 3
"""So many earlier days are worked out, each as long as today."""
MOST_TOLD = 10


def known_of(wave: Wave, figures: Sequence[Figure] | None = None, returns: Collection[int] = ()) -> Known:
    """A wave as it stands. `figures`: those that ship for its instrument, unless others are given.

    `returns`: numbers of returns; where that many had come in by the end of an earlier day, the figures of that day are
    known, too.
    """
    figures = shipped_for(wave) if figures is None else figures
    taken, response = snapshot(wave), response_of(wave)
    days = over_time(wave, response)
    counts = tuple(_counts(wave, response, taken, days))
    shares = list(_Shares(wave, taken).of(figures))
    for day in _days_of(days, returns):
        shares += _of_day(wave, figures, day)
    said = tuple(Day(_day(one.day), one.returns, one.bodies) for one in days)
    return Known(wave.title, _day(timezone.localdate(taken.at)), counts, tuple(shares), said, response.asked)


def shipped_for(wave: Wave) -> tuple[Figure, ...]:
    """The figures that ship for an instrument, none where none do."""
    file = packs.FOLDER / "figures" / f"{wave.instrument.name}.toml"
    return read(file.read_text(encoding="utf-8"), instrument_of(wave.instrument)) if file.is_file() else ()


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
    for one in _Shares(wave, snapshot(wave, next_day - dt.timedelta(microseconds=1))).of(figures):
        if one.tier is Tier.FIGURE:
            words = f"{one.of_words} by the end of {_day(day.day)}"
            yield one._replace(of_words=words, tier=Tier.INTERIM)


class _Shares:
    """Figures with their groups and parts as shares."""

    def __init__(self, wave: Wave, taken: Snapshot) -> None:
        self.taken = taken
        self.labels = _labels(instrument_of(wave.instrument))
        self.values: dict[tuple[str, str], dict[str, list[str]]] = {}

    def of(self, figures: Sequence[Figure]) -> Iterator[Share]:
        split = {question for one in figures for question in (*one.by, one.parts) if question}
        self._read(split)
        for one in work_out(figures, self.taken.units, self.taken.answers):
            figure = one.figure
            tier = Tier.MIXED if figure.mixed else Tier.FIGURE
            yield Share(one.number, one.of, figure.title, figure.of_words, tier, one.most, figure.unit)
            for question in figure.by:
                yield from self._groups(one, question)
            if figure.parts:
                yield from self._parts(one)

    def _read(self, questions: Collection[str]) -> None:
        """Who chose what, of these questions."""
        rows = zip(
            *(self.taken.answers[name].to_pylist() for name in ("unit", "id", "question", "state", "value")),
            strict=True,
        )
        for unit, name, question, state, value in rows:
            if question in questions and state == State.ANSWERED:
                choices = [value] if question == KIND else value.split()
                of = self.values.setdefault((unit, question), {})
                of.setdefault(name, []).extend(choices)

    def _groups(self, one: Working, question: str) -> Iterator[Share]:
        for choice, who in self._by_choice(one, question).items():
            number = len(who & set(one.among(True, True)))
            unknown = len(who & set(one.among(True, None)))
            title = f"{one.figure.title}: {self._label(question, choice)}"
            words = f"{one.figure.of_words}: {self._label(question, choice)}"
            yield Share(number, len(who), title, words, Tier.FIGURE, number + unknown, one.figure.unit)

    def _parts(self, one: Working) -> Iterator[Share]:
        question = one.figure.parts
        asked = self.labels.get(question, {}).get("", question)
        in_any: set[str] = set()
        for choice, who in self._by_choice(one, question).items():
            in_any |= who
            words = f"{asked} {self._label(question, choice)}"
            yield Share(len(who), one.of, words, one.figure.of_words, Tier.FIGURE, len(who), one.figure.unit)
        rest = one.of - len(in_any)
        words = f"{asked} No choice of it"
        yield Share(rest, one.of, words, one.figure.of_words, Tier.FIGURE, rest, one.figure.unit)

    def _by_choice(self, one: Working, question: str) -> dict[str, set[str]]:
        """Who is in the denominator, by what they chose."""
        values = self.values.get((one.figure.unit, question), {})
        found: dict[str, set[str]] = {}
        for counts in (True, False, None):
            for name in one.among(True, counts):
                for choice in values.get(name, ()):
                    found.setdefault(choice, set()).add(name)
        return found

    def _label(self, question: str, choice: str) -> str:
        return choice if question == KIND else self.labels.get(question, {}).get(choice, choice)


def _labels(instrument: Instrument) -> Mapping[str, Mapping[str, str]]:
    """What questions ("") and their choices are called."""
    return {
        one.name: {"": first(one.label), **{choice.name: first(choice.label) for choice in one.choices}}
        for one in instrument.questions()
        if one.choices
    }


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
