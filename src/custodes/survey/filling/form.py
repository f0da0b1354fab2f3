"""An instrument with its expressions compiled, in the order in which they are worked out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

from custodes.survey.expressions import FORM, Expression, Names, Node, Place, compile
from custodes.survey.instrument import UNASKED, Choice, Group, Instrument, Item, Question, Repeat, columns_of
from custodes.survey.question import straight

_NAMED = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_WORKED_OUT = re.compile(r"\$\{|^[a-z-]+\(.*\)$")
"""A default that is an expression, as the reader of workbooks has it; any other is a text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A question, group or repeat with what decides about it. An expression is None where nothing is decided."""

    item: Item
    place: Place
    section: str
    """The name of the group at the top that it is in, "" outside of any."""
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    count: Expression | None = None
    inside: "tuple[Part, ...]" = ()
    default: Expression | None = None
    """Where the default is worked out; one that is a text stands in the question."""
    read_only: Expression | None = None
    choices: "tuple[tuple[Choice, Node], ...]" = field(default=(), repr=False, compare=False)
    """What a choice filter chooses from, each with the node of its columns."""
    asked: bool = False
    """Whether somebody answers it: `item.asked`, looked up once."""

    @property
    def expressions(self) -> Iterator[Expression]:
        """All that there are."""
        decides = (self.relevant, self.required, self.constraint, self.calculation, self.choice_filter)
        return filter(None, (*decides, self.count, self.default, self.read_only))


@dataclass(frozen=True)
class Form:
    """What a return is filled in by. Made once for an instrument, and used by every return and thread."""

    instrument: Instrument
    parts: tuple[Part, ...] = field(repr=False)

    @classmethod
    def of(cls, instrument: Instrument) -> "Form":
        """Compile every expression. Raises ExpressionError, which an instrument without errors does not have."""
        names = Names(_places(instrument.items, FORM))
        return cls(instrument, tuple(_part(item, FORM, "", names) for item in instrument.items))

    @cached_property
    def by_name(self) -> Mapping[str, Part]:
        """Every question, group and repeat by its name, in the order of the form."""
        return {part.item.name: part for part in _all(self.parts)}

    @cached_property
    def sections(self) -> tuple[Part, ...]:
        """The groups at the top; one without a name stands for questions outside of any."""
        groups = tuple(part for part in self.parts if isinstance(part.item, Group))
        outside = tuple(part for part in self.parts if isinstance(part.item, Question))
        if not outside:
            return groups
        return (Part(Group("", {}, tuple(part.item for part in outside)), FORM, "", inside=outside), *groups)

    @cached_property
    def rests_on(self) -> Mapping[str, frozenset[str]]:
        """By section, those that its expressions and texts speak of, and so on, and itself: what has to be worked
        out for it. All of them where an expression goes by paths, which can lead anywhere.
        """
        every = frozenset(part.section for part in self.parts)
        found = {name: _spoken_of(self, name, every) | {name} for name in every}
        for _ in found:  # a chain of sections is no longer than there are sections
            found = {name: reduce(frozenset.union, map(found.__getitem__, of)) for name, of in found.items()}
        return found

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """By question, the labels of its choices, in the first language, by their names."""
        language = self.instrument.languages[0]
        return {
            name: {choice.name: choice.label.get(language, choice.name) for choice in part.item.choices}
            for name, part in self.by_name.items()
            if isinstance(part.item, Question) and part.item.choices
        }


def _spoken_of(form: Form, section: str, every: frozenset[str]) -> frozenset[str]:
    """The sections that a section speaks of."""
    names: set[str] = set()
    for part in form.by_name.values():
        if part.section != section:
            continue
        item = part.item
        texts = [item.label, item.hint, *([item.constraint_message] if isinstance(item, Question) else ())]
        names.update(name for words in texts for text in words.values() for name in _NAMED.findall(text))
        for expression in part.expressions:
            if "/" in expression.text or ".." in expression.text:
                return every
            names |= expression.names
    return frozenset(form.by_name[name].section for name in names if name in form.by_name)


def _places(items: Iterable[Item], at: Place) -> Iterator[Place]:
    for item in items:
        place = at.inside(item.name, repeat=isinstance(item, Repeat))
        yield place
        if isinstance(item, Group):
            yield from _places(item.items, place)


def _all(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all(part.inside)


def _part(item: Item, at: Place, section: str, names: Names) -> Part:
    place = at.inside(item.name, repeat=isinstance(item, Repeat))
    if isinstance(item, Question):
        return _question(item, place, section, names)

    def compiled(text: str) -> Expression | None:
        return compile(text, names=names, at=place) if text else None

    within = section or (item.name if at is FORM else section)
    inside = tuple(_part(one, place, within, names) for one in item.items)
    count = compiled(item.count) if isinstance(item, Repeat) else None
    return Part(item, place, within, compiled(item.relevant), count=count, inside=inside)


def _question(item: Question, place: Place, section: str, names: Names) -> Part:
    def compiled(text: str, columns: Iterable[str] = ()) -> Expression | None:
        return compile(text, names=names, at=place, columns=tuple(columns)) if text else None

    return Part(
        item,
        place,
        section,
        compiled(item.relevant),
        compiled(item.required) if item.kind not in UNASKED else None,
        compiled(item.constraint),
        compiled(item.calculation),
        compiled(item.choice_filter, columns_of(item.choices)),
        default=compiled(straight(item.default)) if _WORKED_OUT.search(item.default) else None,
        read_only=compiled(item.read_only),
        choices=tuple((choice, _columns(choice)) for choice in item.choices) if item.choice_filter else (),
        asked=item.asked,
    )


def _columns(choice: Choice) -> Node:
    """A choice as its filter looks at it."""
    node = Node("choice")
    node.add("name", choice.name)
    node.add("label", next(iter(choice.label.values()), choice.name))
    for name, value in choice.extra.items():
        node.add(name, value)
    return node
