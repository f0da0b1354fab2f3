"""What of a question is published: its answers, totals only, or nothing but what a figure says."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from custodes.errors import Invalid
from custodes.publication.figures.definitions import ABOUT_UNITS, Figure, reads
from custodes.survey.instrument import Instrument, Question
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
_WORKED_OUT = "It is worked out from other answers, which may not be public."


def default(question: Question) -> Disclosed:
    """Choices, numbers and dates are public. Free text and files are withheld; what is calculated is only counted."""
    if question.kind in _PUBLIC_KINDS:
        return Disclosed(Disclosure.PUBLIC)
    if question.kind == "calculate":
        return Disclosed(Disclosure.AGGREGATED, "", _WORKED_OUT)
    return Disclosed(Disclosure.WITHHELD, "", _WORDS)


def disclosures(instrument: Instrument, chosen: Disclosures) -> dict[str, Disclosed]:
    """What is published of every question: what was chosen, else the default.

    Raises Invalid for a question that is not there, and where a choice not to publish has no exemption or reason.
    """
    found = {question.name: default(question) for question in instrument.questions()}
    wrong = {name: said for name, one in chosen.items() if (said := _wrong(name, one, found))}
    if wrong:
        said = "\n".join(f"{name}: {what}" for name, what in wrong.items())
        raise Invalid(said, "Mend these; nothing was published.", wrong)
    return found | dict(chosen)


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
