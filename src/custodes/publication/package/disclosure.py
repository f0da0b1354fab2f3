"""What of a question is published: its answers, totals only, or nothing but what a figure says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from custodes.errors import Invalid
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, reads
from custodes.survey.instrument import Group, Instrument, Item, Question, Repeat
from custodes.survey.vocabulary import nearest


class Disclosure(StrEnum):
    """How much of the answers is published."""

    PUBLIC = "public"
    AGGREGATED = "aggregated"
    """Totals only."""
    WITHHELD = "withheld"
    """Nothing, but what a figure over it expressly counts."""


class Disclosed(NamedTuple):
    """What is published of a question, and why not more: the exemption that is relied on, and the reason."""

    disclosure: Disclosure
    exemption: str = ""
    reason: str = ""


Disclosures = Mapping[str, Disclosed]
"""By question."""

_PUBLIC_KINDS = frozenset(
    (
        "integer",
        "decimal",
        "range",
        "select_one",
        "select_multiple",
        "rank",
        "date",
        "time",
        "dateTime",
        "acknowledge",
    )
)
_WORDS = "Words of their own may name people, places or weaknesses, and nobody has said that they may be published."
_SINGLY = "It is answered for each of several sites or things, and a sensitive one is not to appear singly."
_NAMED = re.compile(r"\$\{([^}]+)\}")
_WORKED_OUT = "It is worked out from other answers, which may not be public."


def default(question: Question, inside: Iterable[Group] = ()) -> Disclosed:
    """Choices, numbers and dates are public. Free text and files are withheld; what is calculated, or answered for one
    site at a time, is only counted."""
    if question.kind in _PUBLIC_KINDS and any(isinstance(one, Repeat) for one in inside):
        return Disclosed(Disclosure.AGGREGATED, "", _SINGLY)
    if question.kind in _PUBLIC_KINDS:
        return Disclosed(Disclosure.PUBLIC)
    if question.kind == "calculate":
        return Disclosed(Disclosure.AGGREGATED, "", _WORKED_OUT)
    return Disclosed(Disclosure.WITHHELD, "", _WORDS)


def disclosures(instrument: Instrument, chosen: Disclosures) -> dict[str, Disclosed]:
    """What is published of every question: what was chosen, else the default; totals only, where more would tell an
    answer that is not public.

    Raises Invalid for a question that is not there, where a choice not to publish has no exemption or reason, and where
    what is chosen to be public would tell what is not.
    """
    questions = {one.name: (one, inside) for one, inside in placed(instrument.items)}
    found = {name: default(question, inside) for name, (question, inside) in questions.items()}
    wrong = {name: said for name, one in chosen.items() if (said := _wrong(name, one, found))}
    found |= {name: one for name, one in chosen.items() if name not in wrong}
    for name, (question, inside) in questions.items():
        secret = _tells(question, inside, found, questions)
        if secret and found[name].disclosure is Disclosure.PUBLIC:
            told = f"Whom it was put to, or what it says, would tell of {secret}, which is not public."
            found[name] = Disclosed(Disclosure.AGGREGATED, "", told)
            wrong |= {name: told} if name in chosen else {}
    if wrong:
        said = "\n".join(f"{name}: {what}" for name, what in wrong.items())
        raise Invalid(said, "Mend these; nothing was published.", wrong)
    return found


Placed = tuple[Question, tuple[Group, ...]]
"""A question, and the groups that it is in, from the outermost one inwards."""


def placed(items: Iterable[Item], inside: tuple[Group, ...] = ()) -> Iterator[Placed]:
    """Every question with the groups that it is in."""
    for item in items:
        if isinstance(item, Group):
            yield from placed(item.items, (*inside, item))
        else:
            yield item, inside


def _tells(
    question: Question, inside: Iterable[Group], found: Disclosures, questions: Mapping[str, Placed]
) -> str:
    """The question of which its being asked or its value tells, and that is not public; "" where there is none."""
    texts = (
        question.relevant,
        question.calculation,
        question.choice_filter,
        *(one.relevant for one in inside),
    )
    names = dict.fromkeys(name.strip() for text in texts for name in _NAMED.findall(text))
    return next((one for name in names if (one := _secret(name, found, questions, set()))), "")


def _secret(name: str, found: Disclosures, questions: Mapping[str, Placed], seen: set[str]) -> str:
    """A calculation is as secret as what it is worked out from."""
    if name not in questions or name in seen:
        return ""
    question, _ = questions[name]
    if question.kind != "calculate":
        return "" if found[name].disclosure is Disclosure.PUBLIC else name
    sources = (source.strip() for source in _NAMED.findall(question.calculation))
    return next((one for source in sources if (one := _secret(source, found, questions, seen | {name}))), "")


def _wrong(name: str, one: Disclosed, found: Iterable[str]) -> str:
    if name not in found:
        near = nearest(name, list(found))
        return f"No question is called “{name}”.{f' “{near}” is one.' if near else ''}"
    if one.disclosure is not Disclosure.PUBLIC and not (one.exemption.strip() and one.reason.strip()):
        return f"It is {one.disclosure} without an exemption and a reason."
    return ""


def is_public(question: str, of: Disclosures) -> bool:
    """Whether single answers are published. What is known of a unit besides its answers is."""
    return question in ABOUT_UNITS or (question in of and of[question].disclosure is Disclosure.PUBLIC)


def from_answers(figure: Figure, of: Disclosures) -> bool:
    """Whether a figure can be worked out from answers that are published."""
    return all(is_public(question, of) for question in reads(figure))
