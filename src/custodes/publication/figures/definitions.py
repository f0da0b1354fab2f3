"""Figures as data: what is counted, of which units, out of what. docs/reference/figures.md has the format."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from custodes.errors import Invalid
from custodes.publication.figures.conditions import ALWAYS, STATES, Condition, condition, leaves, questions
from custodes.publication.figures.fitting import fact_misfit, misfit
from custodes.survey.expressions import ExpressionError
from custodes.survey.instrument import Instrument, Question
from custodes.survey.vocabulary import nearest

_PLACE = re.compile(r"<([a-z_]+)>")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
SUBMITTED, ON_TIME, KIND = "wave:submitted", "wave:on_time", "wave:kind"
ABOUT_UNITS: Mapping[str, str] = {
    SUBMITTED: "whether submitted returns cover all of it: yes or no",
    ON_TIME: "whether all of it came in on time: yes or no",
    KIND: "what kind of body it is, as its office calls it",
}
"""What is known of a unit besides its answers, read like questions."""
MOST_DECIMALS, MOST_BELOW = 6, 1000
_Word = TypeVar("_Word", bound=StrEnum)


class Unit(StrEnum):
    """What a figure counts."""

    RETURN = "return"
    BODY = "body"


class Bound(StrEnum):
    """What a figure claims. `AT_LEAST`: there may be more among those of whom it cannot be said."""

    EXACT = "exact"
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Figure:
    """A published number, before it is worked out."""

    name: str
    title: str
    unit: Unit
    of: str
    """The denominator: "asked", "returned", "covered", "operates <technology>", "answered <question>" or a condition."""
    of_words: str
    """The denominator as it is said after the number: "returns", "bodies asked", "returns that fly drones"."""
    counts: Condition
    belongs: Condition | None
    """Who is in the denominator; None for every unit."""
    bound: Bound = Bound.EXACT
    decimals: int = 0
    """Of the percent, rounded half up."""
    by: tuple[str, ...] = ()
    """Questions whose choices split the denominator into groups, each with its own share; or `wave:kind`."""
    parts: str = ""
    """A question whose choices split those who count, with who is in none of them as the residual."""
    below: int = 0
    """Counts from 1 to below this are suppressed, and what would give them away."""
    mixed: bool = False
    """Returns are set against bodies, on purpose."""
    theme: str = ""
    technology: str = ""
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """As a publication holds it; `from_data` is the way back. What is not said is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}


def reads(figure: Figure) -> tuple[str, ...]:
    """The questions that a figure reads, each once."""
    return tuple(dict.fromkeys((*questions(figure.counts), *questions(figure.belongs or ALWAYS))))


def from_data(data: Mapping[str, Any]) -> Figure:
    """A figure of a publication."""
    given = {"of": "", "belongs": None, **data}
    given |= {"unit": Unit(given["unit"]), "bound": Bound(given["bound"]), "by": tuple(given.get("by", ()))}
    return Figure(**given)


def read(text: str, instrument: Instrument) -> tuple[Figure, ...]:
    """The figures of a file, for an instrument. Raises Invalid with everything that is wrong, by figure."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"The figures cannot be read: {error}.", "See docs/reference/figures.md.") from error
    if not all(
        isinstance(one, list) and all(isinstance(table, dict) for table in one) for one in data.values()
    ):
        raise Invalid("The figures cannot be read: something is no table.", "Write each as [[figure]].")
    reader = _Reader(instrument)
    found = [figure for table in _tables(data, reader) if (figure := reader.figure(table))]
    if reader.wrong:
        said = [f"{name}: {' '.join(problems)}" for name, problems in reader.wrong.items()]
        raise Invalid(
            "\n".join(said),
            "Mend these figures; nothing was changed.",
            {name: " ".join(problems) for name, problems in reader.wrong.items()},
        )
    return tuple(found)


def _tables(data: Mapping[str, Any], reader: "_Reader") -> Iterator[dict[str, Any]]:
    """Every figure, those with `each` once for each table of that name."""
    if others := data.keys() - {"figure"} - {str(table.get("each")) for table in data.get("figure", ())}:
        reader.say("the file", f"nothing is known of {', '.join(sorted(others))}.")
    for table in data.get("figure", ()):
        for of in data.get(each, [None]) if (each := str(table.get("each", ""))) else [{}]:
            if of is None:
                reader.say(str(table.get("name", "")), f"there is no table “{each}”.")
                continue
            yield {key: _filled(value, of) for key, value in table.items() if key != "each"}


def _filled(value: Any, of: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(one, of) for one in value]
    return (
        _PLACE.sub(lambda found: str(of.get(found[1], found[0])), value) if isinstance(value, str) else value
    )


def _wanted(key: str, value: Any) -> str:
    """What the value of a key has to be, "" where it is that."""
    match key:
        case "decimals" | "below":
            most = MOST_DECIMALS if key == "decimals" else MOST_BELOW
            sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
            what = f"a whole number from 0 to {most}"
        case "mixed":
            sound, what = isinstance(value, bool), "true or false"
        case "by":
            sound = isinstance(value, list) and all(isinstance(one, str) for one in value)
            sound = sound and len(set(value)) == len(value)
            what = "a list of questions, each once"
        case "counts":
            return ""  # looked at as a condition
        case _:
            sound, what = isinstance(value, str), "a text in quotation marks"
    return "" if sound else what


def _in_words(question: Question) -> str:
    """A question as it is put, "" where that would show names of others."""
    said = " ".join(next(iter(question.label.values()), "").split())
    return "" if "${" in said else said


class _Reader:
    """Reads figures one by one and gathers what is wrong with each."""

    def __init__(self, instrument: Instrument) -> None:
        self.questions = {question.name: question for question in instrument.questions()}
        self.wrong: dict[str, list[str]] = {}
        self.names: set[str] = set()

    def say(self, name: str, what: str) -> None:
        self.wrong.setdefault(name or "a figure without a name", []).append(what)

    def figure(self, table: Mapping[str, Any]) -> Figure | None:
        name = str(table.get("name", ""))
        table = self._sound(name, table)
        unit = self._one_of(name, table, "unit", Unit, "return")
        bound = self._one_of(name, table, "bound", Bound, "exact")
        counts = self._condition(name, "counts", table.get("counts"))
        of = table.get("of", "returned" if unit is Unit.RETURN else "asked")
        belongs, of_words = self._denominator(name, of, unit)
        of_words = table.get("of_words", of_words)
        if not of_words:
            self.say(name, f"“{of}”: say in of_words how they are called, as “returns that fly drones”.")
        mixed = table.get("mixed", False)
        self._look_at_units(name, unit, of, mixed)
        if mixed:
            self._look_at_both(name, unit, belongs or ALWAYS)
        by, parts = tuple(table.get("by", ())), table.get("parts", "")
        for question in (*by, *([parts] if parts else ())):
            self._splits(name, question)
        if unit is Unit.RETURN:
            read = (*questions(counts or ALWAYS), *by, parts)
            self._look_at_facts(name, read if mixed else (*read, *questions(belongs or ALWAYS)))
        if name in self.wrong or counts is None:
            return None
        return self._themed(
            Figure(
                name=name,
                title=table["title"],
                unit=unit,
                of=of,
                of_words=of_words,
                counts=counts,
                belongs=belongs,
                bound=bound,
                by=by,
                parts=parts,
                **{
                    key: table[key]
                    for key in ("decimals", "below", "mixed", "theme", "technology", "note")
                    if key in table
                },
            )
        )

    def _sound(self, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
        """Its keys whose values can be what they say."""
        known = {field.name for field in fields(Figure)} - {"belongs"}
        if others := table.keys() - known:
            self.say(name, f"nothing is known of {', '.join(sorted(others))}.")
        if not _NAME.fullmatch(name):
            self.say(name, "a name has small letters, digits and _ only, and begins with a letter.")
        if name in self.names:
            self.say(name, "the name is there twice.")
        self.names.add(name)
        if not table.get("title"):
            self.say(name, "it has no title.")
        wanted = {key: _wanted(key, value) for key, value in table.items()}
        for key, what in wanted.items():
            if what:
                self.say(name, f"{key} is {what}.")
        return {key: value for key, value in table.items() if not wanted[key]}

    def _one_of(
        self, name: str, table: Mapping[str, Any], key: str, kind: type[_Word], otherwise: str
    ) -> _Word:
        value = table.get(key, otherwise)
        if value not in list(kind):
            self.say(name, f"{key} is {' or '.join(kind)}, not “{value}”.")
            value = otherwise
        return kind(value)

    def _condition(self, name: str, key: str, text: object) -> Condition | None:
        if not isinstance(text, str):
            self.say(name, f"{key} is a condition in quotation marks.")
            return None
        try:
            found = condition(text)
        except ExpressionError as error:
            self.say(name, f"{key}: {error.message} {error.mend}")
            return None
        for leaf in leaves(found):
            self._look_at_leaf(name, key, leaf)
        return found

    def _look_at_leaf(self, name: str, key: str, leaf: Condition) -> None:
        if leaf[2] in ABOUT_UNITS:
            what = fact_misfit(leaf, () if leaf[2] == KIND else ("yes", "no"))
        else:
            found = self._question(name, key, leaf[2])
            what = misfit(found, leaf) if found else ""
        if what:
            self.say(name, f"{key}: {what}")

    def _question(self, name: str, key: str, question: str) -> Question | None:
        found = self.questions.get(question)
        if found is None:
            near = nearest(question, self.questions)
            mend = f"Write {near} if that is meant." if near else "Write the name of one."
            self.say(name, f"{key}: no question is called “{question}”. {mend}")
        return found

    def _splits(self, name: str, question: str) -> None:
        found = None if question == KIND else self._question(name, "by or parts", question)
        if found is not None and not found.choices:
            self.say(name, f"{question} has no choices to split by.")

    def _denominator(self, name: str, of: str, unit: Unit) -> tuple[Condition | None, str]:
        """Who is in it, and how it is called: "" where only its author can say that."""
        if of in ("returned", "asked"):
            return None, "returns" if of == "returned" else "bodies asked"
        if of == "covered":
            return ["is", "=", SUBMITTED, "yes"], "bodies that submitted returns cover"
        noun = "returns" if unit is Unit.RETURN else "bodies"
        word, _, rest = of.partition(" ")
        if word == "answered" and rest:
            question = self._question(name, "of", rest)
            asked = _in_words(question) if question else rest
            return ["state", "=", rest, str(STATES[0])], f"{noun} that answered “{asked}”" if asked else ""
        if word == "operates" and rest:
            return self._operates(name, rest), f"{noun} that operate {rest.replace('_', ' ')}"
        return self._condition(name, "of", of), ""

    def _operates(self, name: str, technology: str) -> Condition | None:
        for one in self.questions.values():
            if one.register == "operated" and one.technology == technology:
                return ["is", "!=", one.name, "no"]
        self.say(name, f"of: no question asks whether {technology} is operated.")
        return None

    def _look_at_units(self, name: str, unit: Unit, of: str, mixed: bool) -> None:
        counted = {"returned": Unit.RETURN, "asked": Unit.BODY, "covered": Unit.BODY}.get(of, unit)
        if counted is not unit and not mixed:
            self.say(
                name,
                f"a {unit} is not a {counted}: “{of}” counts the latter. Say mixed = true if that is meant.",
            )

    def _look_at_both(self, name: str, unit: Unit, belongs: Condition) -> None:
        """A denominator of returns set against bodies has no bounds: it has to be known of each body."""
        if unit is not Unit.RETURN:
            self.say(name, "mixed sets returns against bodies: unit is return.")
        if read := set(questions(belongs)).difference(ABOUT_UNITS):
            self.say(
                name,
                f"mixed: who did not answer {', '.join(sorted(read))} would be no body. Set returns against “asked”, "
                f"“covered” or a condition on {', '.join(ABOUT_UNITS)} alone.",
            )

    def _look_at_facts(self, name: str, read: Sequence[str]) -> None:
        for fact in sorted({ON_TIME, KIND}.intersection(read)):
            self.say(
                name, f'{fact} is known of bodies and not of returns. Say unit = "body" if they are meant.'
            )

    def _themed(self, figure: Figure) -> Figure:
        """With the theme and technology of what it reads, where it names none and they are one."""
        read = [self.questions[leaf[2]] for leaf in leaves(figure.counts) if leaf[2] in self.questions]
        return replace(
            figure,
            theme=figure.theme or _single([one.theme for one in read]),
            technology=figure.technology or _single([one.technology for one in read]),
        )


def _single(words: Sequence[str]) -> str:
    return words[0] if words and len(set(words)) == 1 else ""
