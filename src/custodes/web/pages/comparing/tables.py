"""What two waves said as tables: of one question for the page, of all of them for a file."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from custodes.survey.comparing import Compared, QuestionCompared
from custodes.survey.comparing.counting import CHOSEN, NUMBERS, Counted
from custodes.survey.comparing.questions import said
from custodes.survey.filling import Form, State
from custodes.survey.filling.given import OTHER
from custodes.survey.instrument import Question
from custodes.survey.sections import section_labels
from custodes.survey.submitted import plain_wording

if TYPE_CHECKING:
    import pyarrow as pa

INSTEAD = {
    State.NOT_KNOWN: "Not known",
    State.NOT_HELD: "Not held",
    State.WITHHELD: "Withheld",
    State.NON_ANSWER: "Non-answer",
    State.BLANK: "No answer",
}
COUNTED = {"returns": "returns", "bodies": "bodies", "panel": "bodies in both waves"}
"""What is counted: the names of what a question has of it, and the words."""
NOT_OFFERED = "Not offered"
Number = int | Decimal | None


class Line(NamedTuple):
    """One answer, and how to find its number in what was counted."""

    answer: str
    number: Callable[[Counted], Number]
    then: bool = True
    """Whether it could be given in the earlier wave."""
    now: bool = True
    of_asked: bool = True
    """Whether it is a part of those asked, so that a percentage means something."""


def lines_of(found: QuestionCompared, now: Form, then: Form) -> list[Line]:
    """The answers to a question, in the order of the form; those that are gone come after those that are there."""
    one, other = found.pair.here, found.pair.there
    assert one
    assert other
    question, before = one.item, other.item
    assert isinstance(question, Question)
    assert isinstance(before, Question)
    lines: list[Line] = []
    if question.kind in CHOSEN:
        labels, earlier = _labels(question, now), _labels(before, then)
        lines += [
            Line(label, _chosen(name), name in earlier, name in labels)
            for name, label in {**labels, **{n: e for n, e in earlier.items() if n not in labels}}.items()
        ]
    else:
        lines.append(Line("Answered", _state(State.ANSWERED)))
    lines += [Line(label, _state(state)) for state, label in INSTEAD.items()]
    if question.kind in NUMBERS:
        lines.append(Line("Together", lambda counted: counted.total, of_asked=False))
        lines.append(Line("Median", lambda counted: counted.middle, of_asked=False))
    return lines


def _labels(question: Question, form: Form) -> dict[str, str]:
    """A choice that is counted as a state stands among those."""
    found = {choice.name: said(choice.label, form) or choice.name for choice in question.choices}
    if question.kind == "select_one":
        found.pop(State.NOT_KNOWN, None)
    if question.or_other:
        found.setdefault(OTHER, "Something else")
    return found


def _chosen(name: str) -> Callable[[Counted], Number]:
    return lambda counted: counted.choices.get(name, 0)


def _state(state: State) -> Callable[[Counted], Number]:
    return lambda counted: counted.states.get(state, 0)


class Shown(NamedTuple):
    """A question on the page."""

    found: QuestionCompared
    wording: str
    rows: list[tuple[str, ...]]
    is_text: bool
    """Whether its answers are told apart by people alone."""


def shown(found: QuestionCompared, compared: Compared) -> Shown:
    """The rows of its table: first of how many, then each answer."""
    now, then = compared.now.form, compared.then.form
    counts = [count for both in (found.returns, found.bodies, found.panel) for count in both]
    rows: list[tuple[str, ...]] = [
        ("Covered", *(f"{one.covered:,}" for one in counts)),
        ("Asked, of those", *(f"{one.asked:,}" for one in counts)),
    ]
    for line in lines_of(found, now, then):
        cells = [_cell(line, one, at % 2 == 1) for at, one in enumerate(counts)]
        rows.append((line.answer, *cells))
    assert found.pair.here
    question = found.pair.here.item
    assert isinstance(question, Question)
    return Shown(found, plain_wording(question, now), rows, question.kind not in CHOSEN | NUMBERS)


def _cell(line: Line, counted: Counted, is_now: bool) -> str:
    if not (line.now if is_now else line.then):
        return NOT_OFFERED
    number = line.number(counted)
    if number is None:
        return "–"
    if line.of_asked and counted.asked:
        return f"{number:,} ({percent(int(number), counted.asked)})"
    return in_figures(number)


def percent(number: int, of: int) -> str:
    """Rounded half up; what is not all is never 100%, and what is something never 0%."""
    found = (200 * number + of) // (2 * of)
    if found == 100 and number < of:
        return "over 99%"
    return "under 1%" if found == 0 and number else f"{found}%"


def in_figures(number: int | Decimal) -> str:
    """1,200 or 12.5."""
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def table_of(compared: Compared) -> "pa.Table":
    """A row for each answer and each unit that is counted; a row without numbers for what cannot be compared."""
    import pyarrow as pa

    text, whole = pa.string(), pa.float64()
    numbers = ("then", "then_asked", "then_covered", "now", "now_asked", "now_covered")
    rows = [*_apart(compared), *(row for found in compared.questions for row in _rows(found, compared))]
    words = ("section", "question", "wording", "standing", "what_differs", "answer", "counted")
    return pa.table(
        {name: pa.array([row.get(name, "") for row in rows], text) for name in words}
        | {name: pa.array([_plain(row.get(name)) for row in rows], whole) for name in numbers}
    )


def _plain(number: Any) -> float | None:
    return None if number is None else float(number)


def _apart(compared: Compared) -> Iterator[Mapping[str, Any]]:
    for pair in compared.apart:
        form = compared.now.form if pair.here else compared.then.form
        question = pair.part.item
        assert isinstance(question, Question)
        yield {
            "section": section_labels(form).get(pair.part.section, ""),
            "question": pair.name,
            "wording": plain_wording(question, form),
            "standing": pair.likeness.label,
            "what_differs": " ".join(pair.why),
        }


def _rows(found: QuestionCompared, compared: Compared) -> Iterator[Mapping[str, Any]]:
    now, then = compared.now.form, compared.then.form
    pair = found.pair
    question = pair.part.item
    assert isinstance(question, Question)
    about = {
        "section": section_labels(now).get(pair.part.section, ""),
        "question": pair.name,
        "wording": plain_wording(question, now),
        "standing": pair.likeness.label,
        "what_differs": " ".join(pair.why),
    }
    for name, words in COUNTED.items():
        both = getattr(found, name)
        of = {
            "then_asked": both.then.asked,
            "then_covered": both.then.covered,
            "now_asked": both.now.asked,
            "now_covered": both.now.covered,
        }
        for line in lines_of(found, now, then):
            yield {
                **about,
                **of,
                "answer": line.answer,
                "counted": words,
                "then": line.number(both.then) if line.then else None,
                "now": line.number(both.now) if line.now else None,
            }
