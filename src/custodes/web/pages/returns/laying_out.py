"""What stands in a section: its questions, groups and repeats as blocks, in the order of the form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from custodes.survey.filling import BLANK, Given, Standing, State
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key, times_of
from custodes.survey.instrument import Group, Question, Repeat
from custodes.survey.models import Answer, Proposal
from custodes.web.pages.returns.asked import asked, shown
from custodes.web.pages.returns.blocks import (
    Differs,
    More,
    NotCounted,
    Placed,
    Suggested,
    Told,
    Typed,
    id_of,
    placed,
)
from custodes.web.pages.returns.fields import Base, base_of
from custodes.web.pages.returns.reading import Filled, Kept
from custodes.web.pages.returns.wording import (
    in_words,
    label_of,
    value_in_words,
    worded,
)


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
        return placed(more, _base_of(part.item, stored.given if stored else BLANK, stored))

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
            block = asked(self.filled, standing, typed)._replace(
                source=answer.origin if answer else "",
                look_again=answer.look_again if answer else "",
                suggested=self._suggested(standing),
                differs=self._differs(standing),
                several=len(self.filled.covers.get(standing.part.section, ())) > 1,
            )
            base = None if standing.told else _base_of(question, standing.given, answer, typed)
            yield placed(block, base, shown(self.filled, standing, typed), typed is not None)

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
                found.append(Differs(self.names[body].name, self.names[body].slug, said, answer.look_again))
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


def alone(filled: Filled, standing: Standing, typed: Typed | None, base: Base, look_again: str) -> Placed:
    """The block of a question on a page of its own, such as for one body."""
    block = asked(filled, standing, typed)._replace(alone=True, look_again=look_again)
    sent = typed.base if typed else base
    return placed(block, lambda: sent, shown(filled, standing, typed), typed is not None)


def _base_of(
    question: Question | Repeat, given: Given, stored: Kept | None, typed: Typed | None = None
) -> Callable[[], Base]:
    """What a page that shows this answer has to send along, worked out when the page is."""
    if typed:
        return lambda: typed.base
    return partial(base_of, question, given, stored.revision if stored else 0)


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
