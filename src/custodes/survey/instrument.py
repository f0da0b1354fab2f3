"""An instrument: a versioned questionnaire as data. Nothing in it knows of a workbook, a page or a database.

Expressions are kept as the XPath text that the form has (docs/reference/instruments.md), "" where there is none.
Texts that people read are kept by language: {"English (en)": "..."}, or {"": "..."} in a form of one language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str]
"""Language to text, in the order of the form. Empty where nothing is said."""

ALWAYS = "true()"
"""What stands in `required` or `read_only` for a plain yes; "" is a plain no."""
TOLD = "note"
UNASKED = frozenset((TOLD, "calculate", "hidden"))
"""Kinds that nobody answers."""


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. `extra`: columns of its own, which a choice filter may look at."""

    name: str
    label: Words
    extra: Mapping[str, str] = field(default_factory=dict)


def columns_of(choices: Iterable[Choice]) -> tuple[str, ...]:
    """What a filter of these choices may look at."""
    extra = (column for choice in choices for column in choice.extra)
    return tuple(dict.fromkeys(("name", "label", *extra)))


@dataclass(frozen=True)
class Question:
    """One question, text or calculation, in the words and order of its form."""

    kind: str
    """As in `kinds.csv`: "text", "select_one", ..."""
    name: str
    label: Words
    hint: Words = field(default_factory=dict)
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: Words = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    list_name: str = ""
    choices: tuple[Choice, ...] = ()
    or_other: bool = False
    """Whether something else than the choices can be written."""
    choice_filter: str = ""
    parameters: str = ""
    appearance: str = ""
    read_only: str = ""
    theme: str = ""
    technology: str = ""
    unit: str = ""
    """What a number counts."""
    register: str = ""
    """What the answer can be checked against in the register of the body: a key of `terms.toml`."""
    comparable: tuple[str, ...] = ()
    """Questions of earlier versions that can be compared with this one, as "2019/ext_devices"."""

    @property
    def asked(self) -> bool:
        """Whether somebody answers it."""
        return self.kind not in UNASKED


@dataclass(frozen=True)
class Group:
    """Questions that stand together. One at the top of an instrument is called a section."""

    name: str
    label: Words
    items: "tuple[Item, ...]" = ()
    hint: Words = field(default_factory=dict)
    relevant: str = ""
    appearance: str = ""

    def questions(self) -> Iterator[Question]:
        """Every question in it, at any depth, in order."""
        return questions(self.items)


@dataclass(frozen=True)
class Repeat(Group):
    """A group that is answered once for each of several things. `count`: an expression, "" for as often as needed."""

    count: str = ""


Item = Question | Group


@dataclass(frozen=True)
class Instrument:
    """A versioned questionnaire."""

    id: str
    title: str
    version: str
    """ "" where the form has none: then two editions of it cannot be told apart."""
    languages: tuple[str, ...]
    """Names of languages in the order of the form, the default one first; ("",) where none is named."""
    items: tuple[Item, ...]
    about: str = ""
    source: str = ""
    """What it was made after, for those who want to check."""

    def questions(self) -> Iterator[Question]:
        """Every question, text and calculation, at any depth, in order."""
        return questions(self.items)

    def sections(self) -> Iterator[tuple[Words, int]]:
        """What each section is called and how many questions it asks; questions outside of any come as one
        section without a name."""
        outside = sum(item.asked for item in self.items if isinstance(item, Question))
        if outside:
            yield {}, outside
        for item in self.items:
            if isinstance(item, Group):
                yield item.label or {"": item.name}, sum(q.asked for q in item.questions())


def questions(items: "tuple[Item, ...]") -> Iterator[Question]:
    """Every question, text and calculation among items, at any depth, in order."""
    for item in items:
        if isinstance(item, Question):
            yield item
        else:
            yield from item.questions()
