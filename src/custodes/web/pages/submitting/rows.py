"""The answers of a return as rows to check: what is said, how it came in, what differs, what is wrong."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from custodes.survey.filling import Outcome, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.models import Answer
from custodes.survey.submitted import STATES
from custodes.web.pages.returns.blocks import id_of
from custodes.web.pages.returns.finding import word_of
from custodes.web.pages.returns.reading import CoveredBody, Filled, outcome_for
from custodes.web.pages.returns.wording import in_words, label_of, title_of, value_in_words

NOT_ASKED = "Not asked"
CALCULATED = "Worked out from other answers"


class Row(NamedTuple):
    """A question and its answer."""

    label: str
    time: str
    """Which time of a repeat it is of: "Maker 2"; "" outside of any."""
    value: str
    state: str
    """In words; "" where it was simply answered."""
    colour: str
    wrong: str
    notes: tuple[str, ...]
    """What the holder says about it, how it came in, why to look again."""
    differs: tuple[tuple[str, str], ...]
    """Bodies that answer otherwise, and what."""
    href: str
    """Where it is changed, "" where the person cannot."""


class Section(NamedTuple):
    """A section of the form with its rows."""

    name: str
    title: str
    bodies: tuple[str, ...]
    """Names of those that it is answered for; none where other returns answer it."""
    rows: tuple[Row, ...]


def anchor(slug: str, pk: int, standing: Standing) -> str:
    """Where a question is answered."""
    page = reverse("return_section", args=[slug, pk, word_of(standing.part.section)])
    return f"{page}#b-{id_of(standing.key)}"


class Rows:
    """Reads a return once, and makes rows of its sections. `slug`: of the body as which somebody looks at it."""

    def __init__(self, whole: Filled, slug: str, changeable: frozenset[str], only: int | None = None) -> None:
        """`changeable`: the sections that the person fills in. `only`: the one body whose differences they see."""
        self.whole, self.slug, self.changeable = whole, slug, changeable
        self._order = {name: at for at, name in enumerate(whole.form.by_name)}
        bodies = {one.pk: one for some in whole.covers.values() for one in some}
        self.own: Mapping[int, Outcome] = {
            pk: outcome_for(whole, pk)
            for pk in bodies
            if whole.answers.of_bodies.get(pk) and only in (None, pk)
        }

    def sections(self, names: frozenset[str]) -> list[Section]:
        """In the order of the form."""
        parts = [part for part in self.whole.form.sections if part.item.name in names]
        return [self._section(part.item.name, title_of(self.whole.form, part)) for part in parts]

    def _section(self, name: str, title: str) -> Section:
        bodies = self.whole.covers.get(name, ())
        if not bodies:
            return Section(name, title, (), ())
        keys = dict.fromkeys(
            key
            for outcome in (self.whole.outcome, *self.own.values())
            for key, one in outcome.standings.items()
            if one.part.section == name and one.applies and one.question.kind != "note"
        )
        rows = (self._row(key, bodies) for key in sorted(keys, key=self._place))
        return Section(name, title, tuple(one.name for one in bodies), tuple(rows))

    def _place(self, key: Key) -> tuple[int, ...]:
        """In the order of the form, the questions of one time of a repeat together."""
        place: list[int] = []
        for repeat, time in zip(_repeats(self.whole.form.by_name[key.name]), key.times, strict=False):
            place += (self._order[repeat], time)
        return (*place, self._order[key.name])

    def _row(self, key: Key, bodies: Sequence[CoveredBody]) -> Row:
        common = self.whole.outcome.standings.get(key)
        applies = common is not None and common.applies
        shown = (
            common
            if common and applies
            else next(o.standings[key] for o in self.own.values() if key in o.standings)
        )
        answer = self.whole.answers.common.get(str(key)) if applies else None
        state, colour = _state(shown) if applies else ("", "")
        return Row(
            label_of(self.whole.outcome if applies else self._of(key), key, shown.question),
            self._time(shown),
            self._said(common),
            state,
            colour,
            shown.wrong if applies else "",
            tuple(_notes(shown, answer)) if applies else (),
            tuple(self._differs(key, common, bodies)),
            anchor(self.slug, self.whole.of.pk, shown)
            if shown.part.section in self.changeable and shown.question.asked
            else "",
        )

    def _of(self, key: Key) -> Outcome:
        return next(outcome for outcome in self.own.values() if key in outcome.standings)

    def _said(self, standing: Standing | None) -> str:
        if standing is None or not standing.applies:
            return NOT_ASKED
        if standing.given.state is State.BLANK and standing.value:
            return value_in_words(self.whole.form, standing.question, standing.value)
        return in_words(self.whole.form, standing.question, standing.given)

    def _time(self, standing: Standing) -> str:
        """Every repeat that a question is in, with the number of the time among those that there are."""
        said = []
        for depth, name in enumerate(_repeats(standing.part)[: len(standing.key.times)], start=1):
            part = self.whole.form.by_name[name]
            times = self.whole.outcome.opened.get(Key(name, standing.key.times[: depth - 1]))
            number = standing.key.times[depth - 1]
            at = times.times.index(number) + 1 if times and number in times.times else number
            said.append(
                f"{label_of(self.whole.outcome, Key(name, standing.key.times[:depth]), part.item)} {at}"
            )
        return ", ".join(said)

    def _differs(
        self, key: Key, common: Standing | None, bodies: Sequence[CoveredBody]
    ) -> "list[tuple[str, str]]":
        found = []
        for body in bodies:
            own = self.own[body.pk].standings.get(key) if body.pk in self.own else None
            if body.pk in self.own and _counts(own) != _counts(common):
                found.append((body.name, self._said(own)))
        return found


def _repeats(part: Part) -> list[str]:
    """The names of the repeats that a question is in, from the outermost inwards."""
    return [part.place.path[depth - 1] for depth in sorted(part.place.repeats)]


def _counts(standing: Standing | None) -> object:
    if standing is None or not standing.applies:
        return None
    return standing.given, standing.value


def _state(standing: Standing) -> tuple[str, str]:
    """The tag of an answer, where there is more to say than that it was answered."""
    counted = standing.given.counted
    if standing.wrong:
        return "To correct", "red"
    if standing.missing:
        return "To answer", "red"
    if counted is State.BLANK:
        return ("", "") if standing.value or not standing.question.asked else (STATES[counted], "yellow")
    return ("", "") if counted is State.ANSWERED else (STATES[counted], "grey")


def _notes(standing: Standing, answer: Answer | None) -> "list[str]":
    if not standing.question.asked:
        return [CALCULATED]
    if answer is None:
        return []
    source = (
        answer.get_source_display()
        if answer.source != Answer.Source.PERSON and answer.state != State.BLANK
        else ""
    )
    return [
        text for text in (f"Note: {answer.note}" if answer.note else "", source, answer.look_again) if text
    ]
