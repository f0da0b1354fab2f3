"""The answers of a return as rows to check: what is said, how it came in, what differs, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from custodes.access.models import Body
from custodes.survey.actions.submitting import Look
from custodes.survey.filling import Outcome, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.filling.seeing import NOT_SHOWN, shown_of
from custodes.survey.instrument import TOLD
from custodes.survey.models import Answer
from custodes.survey.returns import outcome_of
from custodes.web.pages.returns.blocks import id_of
from custodes.web.pages.returns.finding import word_of
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
    """Makes rows of a return that was looked at: what the page shows and what is signed are one reading."""

    def __init__(
        self, look: Look, slug: str, changeable: frozenset[str], only: int | None, seen: frozenset[str] | None
    ) -> None:
        """`slug`: of the body as which somebody looks at it. `changeable`: the sections that they fill in.
        `only`: the one body whose differences they see, `seen`: the sections; None for all."""
        self.look, self.slug, self.changeable = look, slug, changeable
        self.form, self.common = look.outcome.form, look.outcome
        self._order = {name: at for at, name in enumerate(self.form.by_name)}
        self.bodies = sorted(Body.objects.in_bulk(look.coverage).values(), key=lambda body: body.name)
        self.own: Mapping[int, Outcome] = {
            body.pk: shown_of(outcome_of(look.of, look.answers, body.pk), seen)
            for body in self.bodies
            if look.answers.of_bodies.get(body.pk) and only in (None, body.pk)
        }

    def sections(self, names: frozenset[str]) -> list[Section]:
        """In the order of the form."""
        parts = [part for part in self.form.sections if part.item.name in names]
        return [self._section(part.item.name, title_of(self.form, part)) for part in parts]

    def _section(self, name: str, title: str) -> Section:
        bodies = [body for body in self.bodies if name in self.look.coverage[body.pk]]
        outcomes = (
            [self.common, *(self.own[body.pk] for body in bodies if body.pk in self.own)] if bodies else []
        )
        keys = {
            key: outcome
            for outcome in reversed(outcomes)
            for key, one in outcome.standings.items()
            if one.part.section == name and one.applies and one.question.kind != TOLD
        }
        rows = (self._row(key, keys[key], bodies) for key in sorted(keys, key=self._place))
        return Section(name, title, tuple(body.name for body in bodies), tuple(rows))

    def _place(self, key: Key) -> tuple[int, ...]:
        """In the order of the form, the questions of one time of a repeat together."""
        place: list[int] = []
        for repeat, time in zip(_repeats(self.form.by_name[key.name]), key.times, strict=False):
            place += (self._order[repeat], time)
        return (*place, self._order[key.name])

    def _row(self, key: Key, outcome: Outcome, bodies: Sequence[Body]) -> Row:
        """`outcome`: in which it applies: that in common, else that of a body which alone is asked."""
        shown, in_common = outcome.standings[key], outcome is self.common
        state, colour = _state(shown) if in_common else ("", "")
        changeable = shown.part.section in self.changeable and shown.question.asked
        return Row(
            label_of(outcome, key, shown.question),
            self._time(shown, outcome),
            self._said(shown) if in_common else NOT_ASKED,
            state,
            colour,
            shown.wrong if in_common else "",
            tuple(_notes(shown, self.look.answers.common.get(str(key)))) if in_common else (),
            tuple(self._differs(key, bodies)),
            anchor(self.slug, self.look.of.pk, shown) if changeable else "",
        )

    def _said(self, standing: Standing) -> str:
        if standing.unseen:
            return NOT_SHOWN
        if not standing.applies:
            return NOT_ASKED
        if standing.given.state is State.BLANK and standing.value:
            return value_in_words(self.form, standing.question, standing.value)
        return in_words(self.form, standing.question, standing.given)

    def _time(self, standing: Standing, outcome: Outcome) -> str:
        """Every repeat that a question is in, with the number of the time among those that there are."""
        said, times = [], standing.key.times
        for depth, name in enumerate(_repeats(standing.part)[: len(times)], start=1):
            opened = outcome.opened.get(Key(name, times[: depth - 1]))
            known = opened.times if opened and times[depth - 1] in opened.times else None
            at = known.index(times[depth - 1]) + 1 if known else times[depth - 1]
            said.append(f"{label_of(outcome, Key(name, times[:depth]), self.form.by_name[name].item)} {at}")
        return ", ".join(said)

    def _differs(self, key: Key, bodies: Sequence[Body]) -> Iterator[tuple[str, str]]:
        """Bodies whose answer counts otherwise than that in common, and what is wrong with it."""
        common = self.common.standings.get(key)
        for body in bodies:
            own = self.own[body.pk].standings.get(key) if body.pk in self.own else common
            if _counts(own) != _counts(common):
                said = [self._said(own), own.wrong, own.given.note] if own else [NOT_ASKED]
                yield body.name, " – ".join(filter(None, said))


def _repeats(part: Part) -> list[str]:
    """The names of the repeats that a question is in, from the outermost inwards."""
    return [part.place.path[depth - 1] for depth in sorted(part.place.repeats)]


def _counts(standing: Standing | None) -> object:
    if standing is None or not standing.applies:
        return None
    return standing.given, standing.value


def _state(standing: Standing) -> tuple[str, str]:
    """The tag of an answer that keeps the return from sign-off; the words of all others say what they are."""
    if standing.wrong:
        return "To correct", "red"
    return ("To answer", "red") if standing.missing else ("", "")


def _notes(standing: Standing, answer: Answer | None) -> list[str]:
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
