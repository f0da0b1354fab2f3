"""What the files of a publication say, read without trusting them: what cannot be read is a problem, never an error."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from custodes.publication.figures.conditions import STATES
from custodes.publication.figures.counting import Group
from custodes.publication.figures.definitions import Figure, Unit
from custodes.publication.package import cells
from custodes.publication.package.cells import Digests
from custodes.publication.package.defining import definition, needed, splits
from custodes.publication.package.disclosure import Disclosed, Disclosure
from custodes.publication.package.numbers import TRUTHS, Tally
from custodes.publication.package.tabled import (
    ABOUT,
    ANSWERS,
    ANY,
    COLUMNS,
    LISTED,
    NOT_LISTED,
    QUESTIONS,
    TALLIES,
    UNITS,
    VERDICTS,
    of_unit,
)
from custodes.survey.filling.given import State

CONTENTS = "publication.json"
Answer = tuple[str, str]
Lines = list[tuple[int, list[str]]]


class Problem(NamedTuple):
    """One thing that is wrong. `place`: a line or a figure, "" for the file as a whole."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}{f', {self.place}' if self.place else ''}: {self.what}"


class Entry(NamedTuple):
    """A figure, group or part as a publication says it, with its definition: None where that is none."""

    said: dict[str, Any]
    figure: Figure | None
    split: bool
    """Whether it is a group or part of another."""


@dataclass
class Read:
    """A publication as it is there. What could not be read is empty, and among the problems."""

    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    figures: list[Entry] = field(default_factory=list)
    lines: dict[str, Lines] = field(default_factory=dict)
    """By table, its lines with their numbers, cells as in the file; of the answers only how many there are."""
    answers: int = 0
    digests: Digests = field(default_factory=Digests)
    """Of every unit and question, from the lines about it."""
    units: dict[Unit, dict[str, dict[str, list[Answer]]]] = field(default_factory=dict)
    disclosures: dict[str, Disclosed] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def say(self, file: str, place: str, what: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, place, what))


def read(files: Mapping[str, bytes]) -> Read:
    """Everything that the tables and publication.json say."""
    found = Read(files)
    found.data = _data(found)
    found.figures = list(_figures(found))
    for name in (UNITS, QUESTIONS, TALLIES):
        found.lines[name] = list(lines(found, name))
    _read_units(found)
    _read_questions(found)
    _read_answers(found)
    _read_tallies(found)
    _read_listed(found)
    return found


def _data(found: Read) -> dict[str, Any]:
    if CONTENTS not in found.files:
        return {}
    try:
        data = json.loads(found.files[CONTENTS])
    except (ValueError, RecursionError) as error:
        found.say(CONTENTS, "", f"it is no JSON ({error})")
        return {}
    if not isinstance(data, dict) or not isinstance(data.get("figures"), list):
        found.say(CONTENTS, "", "it holds no figures")
        return {}
    return data


def lines(found: Read, name: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a table with their numbers, cells as in the file."""
    if name not in found.files:
        return
    try:
        yield from cells.rows(found.files[name], COLUMNS[name])
    except ValueError as error:
        found.say(name, "", f"it cannot be read: {error}")


def _read_units(found: Read) -> None:
    found.units = {unit: {} for unit in Unit}
    plain = cells.plain_cells()
    for number, row in found.lines[UNITS]:
        unit, name, *_ = row
        found.digests.add((of_unit(unit, name),), row[:-1])
        if unit not in list(Unit):
            found.say(UNITS, f"line {number}", f"“{unit}” is neither a return nor a body")
            continue
        ones = found.units[Unit(unit)]
        if plain[name] in ones:
            found.say(UNITS, f"line {number}", f"the {unit} {name} is there twice")
        known = zip(ABOUT.values(), row[3:-1], strict=True)
        ones[plain[name]] = {
            question: [(str(State.ANSWERED), plain[value])] for question, value in known if value
        }


def _read_questions(found: Read) -> None:
    plain = cells.plain_cells()
    names = COLUMNS[QUESTIONS]
    for number, cell in found.lines[QUESTIONS]:
        found.digests.add((cell[0],), cell[:-1])
        row = dict(zip(names, map(plain.__getitem__, cell), strict=True))
        if row["disclosure"] not in list(Disclosure):
            found.say(QUESTIONS, f"line {number}", f"“{row['disclosure']}” is no disclosure")
            continue
        if row["question"] in found.disclosures:
            found.say(QUESTIONS, f"line {number}", f"{row['question']} is there twice")
        disclosed = Disclosed(Disclosure(row["disclosure"]), row["exemption"], row["reason"])
        found.disclosures[row["question"]] = disclosed


def _read_answers(found: Read) -> None:
    """Every line is looked at; what no figure reads is not kept."""
    plain = cells.plain_cells()
    public = {name for name, one in found.disclosures.items() if one.disclosure is Disclosure.PUBLIC}
    kept = {question for entry in found.figures if entry.figure for question in needed(entry.figure)}
    units: dict[str, dict[str, dict[str, list[Answer]]]] = {
        str(unit): ones for unit, ones in found.units.items()
    }
    once: dict[Answer, Answer] = {}
    for number, row in lines(found, ANSWERS):
        unit, name, question, state, value = row
        found.answers += 1
        found.digests.add((of_unit(unit, name), question), row)
        one = units.get(unit, {}).get(plain[name])
        if one is None:
            found.say(ANSWERS, f"line {number}", f"the {unit} {name} is not in {UNITS}")
        elif question not in public:
            found.say(ANSWERS, f"line {number}", f"{question} is no public question")
        elif state not in STATES:
            found.say(ANSWERS, f"line {number}", f"“{state}” is no state of an answer")
        elif question in kept:
            answer = (state, plain[value])
            one.setdefault(sys.intern(question), []).append(once.setdefault(answer, answer))


def _read_tallies(found: Read) -> None:
    cells_of: dict[str, dict[Group, int | None]] = defaultdict(dict)
    bases: dict[str, int | None] = {}
    for number, (name, belongs, counts, units) in found.lines[TALLIES]:
        known = belongs in TRUTHS and (counts in TRUTHS or (belongs == "yes" and counts == ANY))
        if not known or not (units == "" or units.isdecimal()):
            found.say(TALLIES, f"line {number}", "it is no tally")
            continue
        group = None if counts == ANY else Group(TRUTHS[belongs], TRUTHS[counts])
        if name in bases if group is None else group in cells_of[name]:
            found.say(TALLIES, f"line {number}", "these units were counted before")
        counted = int(units) if units else None
        if group is None:
            bases[name] = counted
        else:
            cells_of[name][group] = counted
    for name, base in bases.items():
        found.tallies[name] = Tally(cells_of[name], base)
    for name in cells_of.keys() - bases.keys():
        found.say(TALLIES, name, "its denominator is missing")


def _read_listed(found: Read) -> None:
    known = {one.get("id") for one in found.data.get("watchlists", ()) if isinstance(one, dict)}
    for number, (_, _, _, watchlist, _, verdict, *_) in lines(found, LISTED):
        if verdict not in VERDICTS:
            found.say(LISTED, f"line {number}", f"“{verdict}” is no verdict")
        elif (verdict == NOT_LISTED) is bool(watchlist) or (watchlist and watchlist not in known):
            found.say(LISTED, f"line {number}", f"“{watchlist}” is none of the watchlists of {CONTENTS}")


def _figures(found: Read) -> Iterator[Entry]:
    for figure in found.data.get("figures", ()):
        if not isinstance(figure, dict):
            found.say(CONTENTS, "", "one of its figures is none")
            continue
        yield Entry(figure, definition(figure), False)
        yield from (Entry(one, definition(one), True) for one in splits(figure))
