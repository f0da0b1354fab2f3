"""Answers of a wave side by side: one row for each return and each body that differs."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import NamedTuple

from custodes.access.models import Person
from custodes.survey.coded import CodedAnswer, Codings, Kept, Status, codings_of, kept_of
from custodes.survey.filling import Form, State
from custodes.survey.in_words import STATES, in_words, value_in_words
from custodes.survey.instrument import Question
from custodes.survey.keeping import form_of
from custodes.survey.models import Return, Wave
from custodes.survey.submitted import Said, Submitted, submitted_in
from custodes.web.pages.reading.finding import names_of

NOT_ASKED = "not_asked"
"""In place of a state: the question was not put to the return, or another return covers that part."""
STATE_WORDS: Mapping[str, str] = {
    **{str(state): text for state, text in STATES.items()},
    NOT_ASKED: "Not asked",
}
NUMBERS = ("integer", "decimal", "range")


class Row(NamedTuple):
    """An answer of a return, as somebody of the office may see it now."""

    now: Submitted
    key: str
    body: str
    """The slug of a body whose answer differs, "" for the answer in common."""
    said: Said | None
    codings: Codings
    shown: CodedAnswer | None
    """The reading that counts, where the person may see it."""
    names: Mapping[str, str]
    """Of bodies by their slugs."""

    @property
    def bodies(self) -> tuple[str, ...]:
        """Names of those whom it is for."""
        slugs = [self.body] if self.body else self.now.bodies(self.key)
        return tuple(self.names.get(slug, slug) for slug in slugs)

    @property
    def of(self) -> Return:
        return self.now.submission.of

    @property
    def time(self) -> str:
        """Which time of a repeat it is of: "Sites 2", "" outside of any."""
        return self.now.time_in_words(self.key)

    @property
    def state(self) -> str:
        """As it counts."""
        if self.said is None:
            return NOT_ASKED
        return str(self.shown.state if self.shown else self.said.state)

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def words(self) -> str:
        """The answer as it was given."""
        question = self.now.question(self.key)
        if self.said is None:
            return "Not asked" if self.now.covers(self.key) else "Not asked: another return covers this part"
        return in_words(question, self.said, self.now.form) if question else self.said.value

    @property
    def read_as(self) -> str:
        """The category that it was read as, in words."""
        if self.shown is None or not self.shown.reading:
            return ""
        question = self.now.question(self.key)
        return value_in_words(question, self.shown.reading, self.now.form) if question else self.shown.reading

    @property
    def categories(self) -> list[str]:
        """By which it is counted among the answers: none where it is not answered, or free text that is not coded.

        Of several that were chosen, each.
        """
        question = self.now.question(self.key)
        if self.state != State.ANSWERED or self.said is None or question is None:
            return []
        is_choice = bool(question.choices) or question.kind == "acknowledge"
        value = (self.shown.reading if self.shown else "") or (self.said.value if is_choice else "")
        parts = value.split() if question.kind == "select_multiple" else [value]
        return [value_in_words(question, part, self.now.form) for part in parts if part]

    @property
    def numbers(self) -> list[Decimal]:
        """The number that was answered, where one is asked for."""
        question = self.now.question(self.key)
        if self.state != State.ANSWERED or self.said is None or not question or question.kind not in NUMBERS:
            return []
        value = (self.shown.reading if self.shown else "") or self.said.value
        try:
            return [Decimal(value)]
        except InvalidOperation:
            return []

    @property
    def asks_for_coding(self) -> bool:
        """Whether it passes for an answer and nobody has read it."""
        waits = self.codings.status in (Status.UNCODED, Status.AGAIN)
        return waits and self.said is not None and self.said.state is State.ANSWERED


class Answers:
    """Everything that was submitted in a wave, as one person sees it."""

    def __init__(self, wave: Wave, person: Person, name: str = "") -> None:
        """`name`: the only question that is looked at, where there is one. At most six queries."""
        self.wave, self.person = wave, person
        self.histories = submitted_in(wave)
        every = (one.submission for history in self.histories.values() for one in history)
        self.kept: Kept = kept_of(every, name)
        self.form: Form = form_of(wave.instrument)

    @property
    def returns(self) -> int:
        """How many were submitted."""
        return len(self.histories)

    @cached_property
    def _names(self) -> dict[str, str]:
        told = (history[-1].told for history in self.histories.values())
        return names_of({slug for one in told for slug in (*one["covers"], *one["differences"])})

    def rows(self, name: str) -> list[Row]:
        """The answers to a question by the names of the returns' bodies; several of a return in a repeat."""
        return [row for history in self._sorted for row in self._of_return(history, name)]

    @cached_property
    def _sorted(self) -> list[list[Submitted]]:
        return sorted(self.histories.values(), key=lambda history: history[-1].submission.of.body.name)

    def _of_return(self, history: Sequence[Submitted], name: str) -> Iterable[Row]:
        for key in history[-1].keys_of(name) or [name]:
            yield self._row(history, key, "")
            for slug in history[-1].differing(key):
                yield self._row(history, key, slug)

    def _row(self, history: Sequence[Submitted], key: str, body: str) -> Row:
        now = history[-1]
        said = now.said(key, body) if now.covers(key) else None
        codings = codings_of(history, self.kept, key, body)
        shown = codings.counts if codings.open_to(self.person) else None
        return Row(now, key, body, said, codings, shown, self._names)

    def question(self, name: str) -> Question | None:
        """One that is asked in the wave as it is now."""
        part = self.form.by_name.get(name)
        return part.item if part and isinstance(part.item, Question) and part.item.kind != "note" else None

    def is_repeated(self, name: str) -> bool:
        """Whether a return can answer it several times."""
        return bool(self.form.by_name[name].place.repeats)


def states_of(rows: Iterable[Row]) -> Counter[str]:
    """How many answers in common are in each state. What differs for one body is not counted beside it."""
    return Counter(row.state for row in rows if not row.body)


class Numbers(NamedTuple):
    """What numbers were answered, in figures."""

    answers: int
    least: str
    median: str
    most: str
    total: str


def numbers_of(rows: Iterable[Row]) -> Numbers | None:
    """Of answers in common, as they were given or read; None where there is no number among them."""
    found = sorted(number for row in rows if not row.body for number in row.numbers)
    if not found:
        return None
    middle = statistics.median(found)
    return Numbers(
        len(found), *(f"{one.normalize():,f}" for one in (found[0], middle, found[-1], sum(found, Decimal())))
    )


def categories_of(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """How many answers in common say what, the most frequent first."""
    found = Counter(category for row in rows if not row.body for category in row.categories)
    return sorted(found.items(), key=lambda one: (-one[1], one[0].casefold()))
