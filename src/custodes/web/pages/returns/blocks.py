"""A section as a row of blocks, one below the other, each drawn once for all returns in which it says the same.

A block is a tuple of everything that it shows, so that what was drawn of an equal one can be used again, and a page
can be told of those alone that have changed. What differs from return to return without being seen (revisions) is
around it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.template import engines
from markupsafe import Markup, escape

from custodes.survey.filling import BLANK, Given, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.given import OTHER
from custodes.survey.filling.keys import Key, times_of
from custodes.survey.instrument import Group, Question, Repeat
from custodes.survey.models import Answer, Proposal
from custodes.web.pages.returns.fields import Base, base_of, parted, places_of
from custodes.web.pages.returns.reading import Filled
from custodes.web.pages.returns.wording import (
    SOMETHING_ELSE,
    UNITS,
    in_words,
    label_of,
    value_in_words,
    worded,
)

DRAWN = 4_000
"""Blocks that are kept drawn, of about 3 kB each."""
MANY_CHOICES = 15
"""More than these are a list to choose from, not radio buttons."""
TALLEST = 12
"""Rows of a text box."""


class Choice(NamedTuple):
    """`place`: where it is ranked, 0 for nowhere. `gone`: it was chosen, and is not offered any more."""

    value: str
    label: str
    chosen: bool
    place: int = 0
    gone: bool = False


class Suggested(NamedTuple):
    """An answer that nobody has taken or refused yet. `pk`: of its proposal, 0 where the form itself suggests it."""

    pk: int
    source: str
    value: str
    because: str


class Differs(NamedTuple):
    """What a body answers otherwise."""

    body: str
    slug: str
    value: str


class Theirs(NamedTuple):
    """What somebody else answered meanwhile."""

    mine: str
    theirs: str
    who: str


class Typed(NamedTuple):
    """What was sent of a question and is not saved."""

    given: Given
    base: Base
    problem: str = ""
    theirs: Theirs | None = None


class Asked(NamedTuple):
    """A question with its answer."""

    macro: str
    id: str
    key: str
    control: str
    label: str
    hint: str
    required: bool
    given: Given
    choices: tuple[Choice, ...]
    or_other: bool
    parts: tuple[str, ...]
    unit: str
    rows: int
    problem: str
    unsaved: bool
    fixed: bool
    """Whether the form lets nobody change it."""
    source: str = ""
    look_again: str = ""
    suggested: tuple[Suggested, ...] = ()
    differs: tuple[Differs, ...] = ()
    several: bool = False
    theirs: Theirs | None = None
    alone: bool = False
    """Whether it stands on a page of its own."""


class Told(NamedTuple):
    """A text, or the heading of a group or of one time of a repeat. `remove`: what takes that time out."""

    macro: str
    id: str
    text: str
    hint: str = ""
    level: int = 2
    remove: str = ""


class More(NamedTuple):
    """The end of a repeat. `times`: those that there are. `back`: times that were taken out, with answers."""

    macro: str
    id: str
    key: str
    text: str
    times: str
    next: str
    back: tuple[tuple[str, str], ...] = ()


class NotCounted(NamedTuple):
    """What was answered and no longer applies."""

    macro: str
    id: str
    answers: tuple[tuple[str, str], ...]


Block = Asked | Told | More | NotCounted


class Placed(NamedTuple):
    """A block on its page. `mark`: changes with what it shows."""

    id: str
    key: str
    mark: str
    html: Markup


def id_of(key: Key) -> str:
    """As ids of elements and ends of addresses can be: no name of a question has a colon."""
    return ":".join((key.name, *map(str, key.times)))


def placed(block: Block, base: Base | None, unsaved: bool = False) -> Placed:
    """A block with what it has to send along."""
    html, mark = _drawn(block)
    key = block.key if isinstance(block, Asked | More) else ""
    kind = f' custodes-block--asked" data-key="{escape(key)}' if base else ""
    sent = f'<input type="hidden" name="b.{escape(key)}" value="{base}">' if base else ""
    flag = " data-unsaved" if unsaved else ""
    around = f'<div class="custodes-block{kind}" id="b-{block.id}" data-block="{block.id}" data-mark="{mark}"{flag}>'
    return Placed(block.id, key, mark, Markup(f"{around}{sent}{html}</div>"))


@lru_cache(maxsize=DRAWN)
def _drawn(block: Block) -> tuple[Markup, str]:
    pieces = engines["jinja2"].env.get_template("returns/blocks.html").module  # type: ignore[attr-defined]
    html = Markup(str(getattr(pieces, block.macro)(block)).strip())
    return html, hashlib.blake2b(html.encode("utf-8", "replace"), digest_size=6).hexdigest()


def blocks_of(filled: Filled, section: str, typed: Mapping[str, Typed] | None = None) -> list[Placed]:
    """The blocks of a section, in the order of the form. `typed`: by key, what is to be shown in place of answers."""
    part = next(part for part in filled.form.sections if part.item.name == section)
    return list(_Section(filled, typed or {}).blocks(part))


class _Section:
    def __init__(self, filled: Filled, typed: Mapping[str, Typed]) -> None:
        self.filled, self.typed = filled, typed
        self.names = {one.pk: one for bodies in filled.covers.values() for one in bodies}

    def blocks(self, part: Part) -> Iterator[Placed]:
        opened = self.filled.outcome.opened.get(Key(part.item.name))
        if opened is None or opened.applies:
            yield from (
                self._inside(part.inside, (), 2)
                if not isinstance(part.item, Repeat)
                else self._repeat(part, (), 2)
            )
        gone = not_counted(self.filled, part.item.name)
        if gone:
            yield placed(NotCounted("not_counted", "not-counted", tuple(gone)), None)

    def _inside(self, parts: Sequence[Part], times: tuple[int, ...], level: int) -> Iterator[Placed]:
        for part in parts:
            item, key = part.item, Key(part.item.name, times)
            if isinstance(item, Question):
                yield from self._question(self.filled.outcome.standings.get(key))
            elif not self.filled.outcome.opened[key].applies:
                continue
            elif isinstance(item, Repeat):
                yield from self._repeat(part, times, level)
            else:
                yield from self._heading(key, item, level)
                yield from self._inside(part.inside, times, min(level + 1, 4))

    def _heading(self, key: Key, item: Group, level: int) -> Iterator[Placed]:
        if not item.label:
            return
        text, hint = (
            self.filled.outcome.text(key, worded(self.filled.form, words))
            for words in (item.label, item.hint)
        )
        yield placed(Told("heading", id_of(key), text, hint, level), None)

    def _repeat(self, part: Part, times: tuple[int, ...], level: int) -> Iterator[Placed]:
        assert isinstance(part.item, Repeat)
        key = Key(part.item.name, times)
        numbers = self.filled.outcome.opened[key].times
        name = worded(self.filled.form, part.item.label) or part.item.name
        removable = not part.count and len(numbers) > 1
        for place, number in enumerate(numbers, start=1):
            one = Key(key.name, (*times, number))
            remove = f"{key}/{number}" if removable else ""
            text = self.filled.outcome.text(one, name)
            text = text if text != name else f"{name} {place}"
            yield placed(Told("time", id_of(one), text, "", level, remove), None)
            yield from self._inside(part.inside, one.times, min(level + 1, 4))
        if not part.count:
            yield self._more(part, key, name, numbers)

    def _more(self, part: Part, key: Key, name: str, numbers: tuple[int, ...]) -> Placed:
        stored = self.filled.answers.common.get(str(key))
        inside = {one.name for one in part.item.questions()} if isinstance(part.item, Repeat) else set()
        known = _numbers(self.filled, key, inside)
        back = tuple((f"{key}/{one}", f"{name} (number {one})") for one in sorted(known - {*numbers}))
        after = max(known | {*numbers}, default=0) + 1
        listed = " ".join(map(str, numbers))
        more = More("more", id_of(key), str(key), name, listed, f"{key}/{after}", back)
        assert isinstance(part.item, Repeat)
        base = base_of(part.item, stored.given if stored else BLANK, stored.revision if stored else 0)
        return placed(more, base)

    def _question(self, standing: Standing | None) -> Iterator[Placed]:
        if standing is None or not standing.applies:
            return
        question = standing.question
        if question.kind == "note":
            text = label_of(self.filled.outcome, standing.key, question)
            hint = worded(self.filled.form, question.hint) if question.label else ""
            hint = self.filled.outcome.text(standing.key, hint)
            yield placed(Told("note", id_of(standing.key), text, hint), None)
        elif question.asked:
            typed = self.typed.get(str(standing.key))
            answer = self.filled.answers.common.get(str(standing.key))
            block = _asked(self.filled, standing, typed)._replace(
                source=answer.origin if answer else "",
                look_again=answer.look_again if answer else "",
                suggested=self._suggested(standing),
                differs=self._differs(standing),
                several=len(self.filled.covers.get(standing.part.section, ())) > 1,
            )
            base = base_of(question, standing.given, answer.revision if answer else 0)
            yield placed(block, None if standing.told else typed.base if typed else base, typed is not None)

    def _suggested(self, standing: Standing) -> tuple[Suggested, ...]:
        waiting = self.filled.proposals.get(str(standing.key), ())
        found = [_suggestion(self.filled, standing.question, one) for one in waiting]
        if standing.suggested:
            said = value_in_words(self.filled.form, standing.question, standing.suggested)
            found.append(Suggested(0, "by the form", said, ""))
        return tuple(found)

    def _differs(self, standing: Standing) -> tuple[Differs, ...]:
        found = []
        for body, answers in self.filled.answers.of_bodies.items():
            answer = answers.get(str(standing.key))
            if answer and body in self.names:
                said = in_words(self.filled.form, standing.question, answer.given)
                found.append(Differs(self.names[body].name, self.names[body].slug, said))
        return tuple(found)


def _numbers(filled: Filled, key: Key, inside: set[str]) -> set[int]:
    """Which times of a repeat anything was ever said of: their numbers are not given again."""
    depth = len(key.times)
    found = set()
    for text, answer in filled.answers.common.items():
        name, _, rest = text.partition("[")
        numbers = [int(one) for one in rest.rstrip("]").split(",") if one.isdigit()]
        here = name in inside and len(numbers) > depth and tuple(numbers[:depth]) == key.times
        if here and answer.given.state is not State.BLANK:
            found.add(numbers[depth])
    stored = filled.answers.common.get(str(key))
    return found | ({*times_of(stored.given.value)} if stored else set())


def _suggestion(filled: Filled, question: Question, one: Proposal) -> Suggested:
    said = value_in_words(filled.form, question, one.value, one.other)
    sources = {Answer.Source.REGISTER: "from the register", Answer.Source.EARLIER: "from the wave before"}
    return Suggested(one.pk, sources.get(Answer.Source(one.source), ""), said, one.because)


def alone(filled: Filled, standing: Standing, typed: Typed | None, base: Base) -> Placed:
    """The block of a question on a page of its own, such as for one body."""
    block = _asked(filled, standing, typed)._replace(alone=True)
    return placed(block, typed.base if typed else base, typed is not None)


def _asked(filled: Filled, standing: Standing, typed: Typed | None) -> Asked:
    question = standing.question
    given = typed.given if typed else standing.given
    if standing.told:
        given = Given(State.ANSWERED, value_in_words(filled.form, question, standing.value))
    label = label_of(filled.outcome, standing.key, question)
    hint = filled.outcome.text(standing.key, worded(filled.form, question.hint)) if question.label else ""
    unit = UNITS.get(question.unit, question.unit)
    return Asked(
        "question",
        id_of(standing.key),
        str(standing.key),
        _control(question, given, standing),
        label,
        " ".join(filter(None, (hint, _bounds(question)))),
        standing.required,
        given,
        _choices(filled, standing, given),
        question.or_other,
        parted(question.kind, given.value) if question.kind in ("date", "dateTime") else (),
        unit,
        _rows(given.value),
        typed.problem if typed else standing.wrong,
        typed is not None,
        standing.told,
        theirs=typed.theirs if typed else None,
    )


_CONTROLS: Mapping[str, str] = {
    "text": "text",
    "integer": "number",
    "decimal": "decimal",
    "range": "decimal",
    "select_one": "radios",
    "select_multiple": "checkboxes",
    "rank": "rank",
    "date": "date",
    "time": "time",
    "dateTime": "moment",
    "acknowledge": "acknowledge",
}


def _control(question: Question, given: Given, standing: Standing) -> str:
    control = _CONTROLS.get(question.kind, "text")
    if control == "radios" and ("minimal" in question.appearance or len(standing.choices) > MANY_CHOICES):
        return "select"
    if control in ("number", "decimal", "time") and "\n" in given.value:
        return "text"  # a box of one line would lose the others
    return control


def _choices(filled: Filled, standing: Standing, given: Given) -> tuple[Choice, ...]:
    """Those that are offered, and those that were chosen and are not offered any more."""
    question = standing.question
    if not question.choices:
        return ()
    several = question.kind in ("select_multiple", "rank")
    chosen = places_of(given.value) if several else {given.value: 1} if given.value else {}
    offered = {one.name: worded(filled.form, one.label) or one.name for one in standing.choices}
    if question.or_other:
        offered.setdefault(OTHER, SOMETHING_ELSE)
    labels = filled.form.labels.get(question.name, {})
    gone = {word: labels.get(word, word) for word in chosen if word not in offered}
    return tuple(
        Choice(word, label, word in chosen, chosen.get(word, 0), word in gone)
        for word, label in {**offered, **gone}.items()
    )


def _bounds(question: Question) -> str:
    """What the parameters of a range say."""
    if question.kind != "range":
        return ""
    found = dict(one.split("=", 1) for one in question.parameters.split() if "=" in one)
    return f"From {found['start']} to {found['end']}." if {"start", "end"} <= found.keys() else ""


def _rows(value: str) -> int:
    lines = sum(1 + len(line) // 70 for line in value.splitlines())
    return min(TALLEST, max(2, lines + 1 if lines > 1 else lines))


def not_counted(filled: Filled, section: str) -> list[tuple[str, str]]:
    """What was answered in a section and no longer applies: the question, and the answer that is kept."""
    found = []
    for standing in filled.outcome.of_section(section):
        if standing.not_counted:
            label = label_of(filled.outcome, standing.key, standing.question)
            found.append((label, in_words(filled.form, standing.question, standing.given)))
    for text in filled.outcome.left_over:
        part = filled.form.by_name.get(text.partition("[")[0])
        if part and part.section == section and isinstance(part.item, Question):
            words = worded(filled.form, part.item.label) or part.item.name
            found.append(
                (f"{words} (taken out)", in_words(filled.form, part.item, filled.answers.common[text].given))
            )
    return found
