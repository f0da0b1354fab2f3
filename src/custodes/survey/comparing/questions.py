"""The questions of two versions of an instrument side by side: which are the same, and what differs of the others."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from custodes.survey.filling import Form
from custodes.survey.filling.form import Part
from custodes.survey.instrument import Question, Words

OF_OTHERS = "It was asked of others."
"""What is said where the question is the same, and who is asked it is not."""
MOST_TOLD = 5
"""Choices that are named in a sentence."""


class Likeness(StrEnum):
    """How a question stands to the one it is compared with. `ONLY_HERE`: the later version alone has it."""

    SAME = "same"
    WORDING = "wording"
    CHOICES = "choices"
    NOT_COMPARABLE = "not_comparable"
    ONLY_HERE = "only_here"
    ONLY_THERE = "only_there"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def comparable(self) -> bool:
        """Whether answers to both can stand side by side, with what changed said beside them."""
        return self in (Likeness.SAME, Likeness.WORDING, Likeness.CHOICES)


LABELS = {
    Likeness.SAME: "Same question",
    Likeness.WORDING: "Wording changed",
    Likeness.CHOICES: "Choices changed",
    Likeness.NOT_COMPARABLE: "Not comparable",
    Likeness.ONLY_HERE: "New",
    Likeness.ONLY_THERE: "No longer asked",
}
_KINDS: Mapping[str, str] = {
    "text": "text",
    "integer": "a whole number",
    "decimal": "a number",
    "range": "a number in a range",
    "select_one": "one choice",
    "select_multiple": "several choices",
    "rank": "choices in order",
    "date": "a day",
    "time": "a time",
    "dateTime": "a day and a time",
    "acknowledge": "a tick",
}


class Pair(NamedTuple):
    """A question of the later version (`here`) and of the earlier one (`there`); one of them may be missing."""

    likeness: Likeness
    here: Part | None
    there: Part | None
    why: tuple[str, ...] = ()
    """What differs, each a sentence about how it was before."""
    named: bool = False
    """Whether the author says that they can be compared."""
    reworded: bool = False
    """Whether its label or hint is another."""

    @property
    def part(self) -> Part:
        """The later one, if there is one."""
        found = self.here or self.there
        assert found
        return found

    @property
    def name(self) -> str:
        return self.part.item.name


def pairs(here: Form, there: Form, *, by_name: bool = False) -> list[Pair]:
    """Every question that somebody answers, in the order of the later form; those that are gone come last.

    A question is compared with the one that its column `custodes::comparable` names of that version, else with
    the one of its name; with `by_name`, with the latter alone: that is where its answers are.
    """
    before = {name: part for name, part in there.by_name.items() if part.asked}
    now = {name: part for name, part in here.by_name.items() if part.asked}
    named = {name: "" if by_name else _named(part, there, before) for name, part in now.items()}
    claimed = set(filter(None, named.values()))
    found, taken = [], set()
    for name, part in now.items():
        other = named[name] or (name if name in before and name not in claimed else "")
        taken.add(other)
        found.append(
            _pair(part, before[other], here, there, bool(named[name]))
            if other
            else Pair(Likeness.ONLY_HERE, part, None)
        )
    gone = (part for name, part in before.items() if name not in taken)
    return [*found, *(Pair(Likeness.ONLY_THERE, None, part) for part in gone)]


def _named(part: Part, there: Form, before: Mapping[str, Part]) -> str:
    """The question of the earlier version that this one says it can be compared with, "" where it says none."""
    assert isinstance(part.item, Question)
    start = f"{there.instrument.version}/"
    told = (one.removeprefix(start) for one in part.item.comparable if one.startswith(start))
    return next((name for name in told if name in before), "")


def _pair(here: Part, there: Part, now: Form, before: Form, named: bool) -> Pair:
    """`named`: the author says that they can be compared."""
    one, other = here.item, there.item
    assert isinstance(one, Question)
    assert isinstance(other, Question)
    apart = [*_measured(here, there)]
    if one.technology != other.technology and not named:
        apart.append("It was about another technology.")
    choices = [*_choices(one, other, now, before)]
    wording = [*_wording(one, other, now, before)]
    asked_of = [] if _conditions(here, now) == _conditions(there, before) else [OF_OTHERS]
    why = (*apart, *choices, *wording, *asked_of)
    if apart:
        return Pair(Likeness.NOT_COMPARABLE, here, there, why, named, bool(wording))
    likeness = Likeness.CHOICES if choices else Likeness.WORDING if wording else Likeness.SAME
    return Pair(likeness, here, there, why, named, bool(wording))


def _measured(here: Part, there: Part) -> Iterator[str]:
    """What makes one answer no measure of the other."""
    one, other = here.item, there.item
    assert isinstance(one, Question)
    assert isinstance(other, Question)
    if one.kind != other.kind:
        yield f"It was asked as {_KINDS.get(other.kind, other.kind)}."
    if one.unit != other.unit:
        yield f"It counted {other.unit}." if other.unit else "It was not said what it counts."
    if len(here.place.repeats) != len(there.place.repeats):
        yield "It was asked once." if here.place.repeats else "It was asked for each of several things."


def _choices(one: Question, other: Question, now: Form, before: Form) -> Iterator[str]:
    labels = {choice.name: said(choice.label, now) or choice.name for choice in one.choices}
    earlier = {choice.name: said(choice.label, before) or choice.name for choice in other.choices}
    if new := [label for name, label in labels.items() if name not in earlier]:
        yield f"{_listed(new)} could not be chosen."
    if gone := [label for name, label in earlier.items() if name not in labels]:
        yield f"{_listed(gone)} could be chosen."
    for name, label in labels.items():
        if name in earlier and _plain(earlier[name]) != _plain(label):
            yield f"“{label}” was called “{earlier[name]}”."
    if one.or_other != other.or_other:
        yield f"Something else could {'not ' if one.or_other else ''}be written."


def _listed(labels: list[str]) -> str:
    more = len(labels) - MOST_TOLD
    return ", ".join(f"“{label}”" for label in labels[:MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


def _wording(one: Question, other: Question, now: Form, before: Form) -> Iterator[str]:
    label, earlier = said(one.label, now), said(other.label, before)
    if _plain(label) != _plain(earlier):
        yield f"The question was: “{earlier}”"
    hint, earlier = said(one.hint, now), said(other.hint, before)
    if _plain(hint) != _plain(earlier):
        yield f"The hint was: “{earlier}”" if earlier else "There was no hint."


def _plain(text: str) -> str:
    return " ".join(text.split())


def said(texts: Words, form: Form) -> str:
    """A text in the first language of its form that it has."""
    return next((texts[one] for one in form.instrument.languages if texts.get(one)), "")


def _conditions(part: Part, form: Form) -> tuple[str, ...]:
    """What has to be so that it is asked: its own condition, and those of what it is in."""
    around = (form.by_name[name].item.relevant for name in part.place.path)
    return tuple(_plain(text) for text in around if text)
