"""Which lines of a publication were changed: those whose unit and question both do not fit their digests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from custodes.publication.package.reading import Problem, Read, lines
from custodes.publication.package.tabled import ANSWERS, QUESTIONS, UNITS, of_unit

_MOST = 20
_Row = Sequence[str]


def changed(found: Read) -> Iterator[Problem]:
    """The lines of answers.csv, or else of units.csv or questions.csv, that are not as they were published.

    Several changes at once may name lines beside those that were changed, never fewer.
    """
    digests = found.digests
    units = {of: row for _, row in found.lines[UNITS] if digests.of(of := of_unit(row[0], row[1])) != row[-1]}
    questions = {row[0] for _, row in found.lines[QUESTIONS] if digests.of(row[0]) != row[-1]}
    if units and questions:
        yield from _few([*_altered(found, units, questions), *_gone(found, units, questions)])
    elif units:
        yield from _few(
            [
                Problem(UNITS, f"line {number}", f"this line of the {row[0]} {row[1]} was changed")
                for number, row in found.lines[UNITS]
                if of_unit(row[0], row[1]) in units
            ]
        )
    elif questions:
        yield from _few(
            [
                Problem(QUESTIONS, f"line {number}", f"this line of {row[0]} was changed")
                for number, row in found.lines[QUESTIONS]
                if row[0] in questions
            ]
        )


def _altered(found: Read, units: Mapping[str, _Row], questions: Iterable[str]) -> Iterator[Problem]:
    for number, row in lines(found, ANSWERS):
        if row[2] in questions and of_unit(row[0], row[1]) in units:
            what = f"the answer of the {row[0]} {row[1]} to {row[2]} was changed or added"
            yield Problem(ANSWERS, f"line {number}", what)


def _gone(found: Read, units: Mapping[str, _Row], questions: Iterable[str]) -> Iterator[Problem]:
    """Answers that may have been taken out, where there is none now."""
    there = {(of_unit(row[0], row[1]), row[2]) for _, row in lines(found, ANSWERS)}
    for of in units:
        for question in sorted(questions):
            if (of, question) not in there:
                yield Problem(ANSWERS, f"the {of}", f"it has no answer to {question}: one was taken out")


def _few(problems: Sequence[Problem]) -> Iterator[Problem]:
    yield from problems[:_MOST]
    if len(problems) > _MOST:
        yield Problem(problems[_MOST].file, "", f"and {len(problems) - _MOST:,} more")
