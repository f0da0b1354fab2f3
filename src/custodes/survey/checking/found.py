"""What comes of holding an answer against the evidence."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from custodes.survey.checking.held import Held, total
from custodes.survey.checking.words import DEVICE, Noun, amount, systems
from custodes.survey.filling import Standing, State


class Result(StrEnum):
    """How an answer stands to the evidence. What was not looked at never agrees."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    DOUBTFUL = "doubtful"
    UNCHECKED = "cannot_be_checked"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Result.AGREES: "Agrees with the register",
    Result.CONTRADICTS: "Contradicted",
    Result.DOUBTFUL: "Doubtful",
    Result.UNCHECKED: "Cannot be checked",
}


class Finding(NamedTuple):
    """What a rule finds. Both sentences hold totals alone: the office is told them."""

    result: Result
    answer: str
    """What is answered, "" where nothing can be checked."""
    evidence: str
    """What the register holds, or why nothing can be checked."""
    detail: str = ""
    """Names that help the holder to find it. The office is never told."""


def unchecked(why: str) -> Finding:
    """Nothing can be said of the answer."""
    return Finding(Result.UNCHECKED, "", why)


class Asked(NamedTuple):
    """A question with its answer, and for whom it speaks."""

    standing: Standing
    whose: str = "Your register"
    several: bool = False
    """Whether `whose` are several registers."""
    of: str = ""
    """The name of the body, where one answers otherwise than the others."""

    @property
    def value(self) -> str:
        return self.standing.value

    @property
    def chosen(self) -> frozenset[str]:
        """The choices of the answer, without those that say nothing."""
        return frozenset(self.value.split()) - {"not_known", "mixed"}

    @property
    def noun(self) -> Noun:
        return Noun.of(self.standing.question.technology)

    def says(self, that: str) -> str:
        """“You answer that there are 120 drones.”"""
        return f"You answer{f' for {self.of}' if self.of else ''} that {that}."

    def register(self, singular: str, plural: str, rest: str) -> str:
        """“Your register holds 147.”"""
        return f"{self.whose} {plural if self.several else singular} {rest}."

    def names(self, what: str) -> str:
        """“You name 2 makers of drones.”"""
        return f"You name{f' for {self.of}' if self.of else ''} {what}."

    def holds(self, rest: str) -> str:
        return self.register("holds", "hold", rest)

    def is_silent(self, rest: str) -> str:
        return self.register("does not say", "do not say", rest)

    def labels(self, names: Iterable[str]) -> str:
        """Choices as the form shows them."""
        words = {one.name: next(iter(one.label.values()), one.name) for one in self.standing.question.choices}
        return "; ".join(f"“{words.get(name, name)}”" for name in sorted(names))


NONE_ANSWERED = "It is not answered yet."
WITHHELD = "The answer is withheld, so nothing is said of what the register holds."
SEVERAL_TIMES = "It is asked several times over, and the register is not divided in that way."
COVERS_NOBODY = "This return answers that part for no body."


def before_looking(standing: Standing) -> Finding | None:
    """Why an answer cannot be held against anything, whatever the register holds."""
    state = standing.given.counted
    if state is State.WITHHELD:
        return unchecked(WITHHELD)
    if standing.key.times:
        return unchecked(SEVERAL_TIMES)
    if state is State.BLANK and not standing.value:
        return unchecked(NONE_ANSWERED)
    if standing.wrong:
        return unchecked("The answer has to be corrected before it can be checked.")
    return None


def nothing_held(asked: Asked, held: Held) -> Finding | None:
    """Where the registers hold nothing of the technology: that is no agreement."""
    if held.rows or held.systems:
        return None
    if not held.anything:
        return unchecked(f"{asked.whose} {'are' if asked.several else 'is'} empty.")
    if held.maybe or held.maybe_systems:
        unsaid = amount(total(held.maybe), DEVICE) if held.maybe else systems(len(held.maybe_systems))
        return unchecked(
            asked.holds(f"{unsaid} of which it is not recorded whether they are {asked.noun.many}")
        )
    return unchecked(asked.holds(f"nothing that is recorded as {asked.noun.many}"))


def says_instead(asked: Asked) -> str:
    """What is said in place of an answer, as a sentence; "" where there is an answer."""
    said = {State.NOT_KNOWN: "you do not know", State.NOT_HELD: "this is not held"}
    words = said.get(asked.standing.given.counted)
    return asked.says(words) if words else ""


def not_known(asked: Asked, held: Held) -> Finding | None:
    """Who answers that it is not known or held, and has a register that may know."""
    says = says_instead(asked)
    if not says:
        return None
    if nothing := nothing_held(asked, held):
        return nothing
    have = f"{amount(held.devices, asked.noun)} in {systems(len(held.systems))}"
    return Finding(Result.DOUBTFUL, says, asked.holds(f"{have}, which may tell"))


def no_device(asked: Asked) -> str:
    """Why nothing can be said of devices where systems are recorded and nobody has listed what is in them."""
    return asked.holds(f"systems of {asked.noun.many}, and no device in them")
