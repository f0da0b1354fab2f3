"""What the files of a publication say, read without trusting them: what cannot be read is a problem, never an error."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from custodes.publication.figures.conditions import STATES
from custodes.publication.figures.counting import Group
from custodes.publication.figures.definitions import Unit
from custodes.publication.figures.reference import States
from custodes.publication.package import cells
from custodes.publication.package.disclosure import Disclosed, Disclosure
from custodes.publication.package.numbers import TRUTHS, Tally
from custodes.publication.package.tabled import ABOUT, ANSWERS, ANY, COLUMNS, QUESTIONS, TALLIES, UNITS
from custodes.survey.filling.given import State

CONTENTS = "publication.json"
Lines = list[tuple[int, list[str]]]


class Problem(NamedTuple):
    """One thing that is wrong. `place`: a line or a figure, "" for the file as a whole."""

    file: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}{f', {self.place}' if self.place else ''}: {self.what}"


@dataclass
class Read:
    """A publication as it is there. What could not be read is empty, and among the problems."""

    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    """By table, its lines with their numbers, cells as in the file."""
    units: dict[Unit, dict[str, dict[str, list[tuple[str, str]]]]] = field(default_factory=dict)
    disclosures: dict[str, Disclosed] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def say(self, file: str, place: str, what: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, place, what))

    def states(self) -> Mapping[Unit, Mapping[str, States]]:
        """Who answered what, as the plain walk over figures takes it."""
        return self.units


def read(files: Mapping[str, bytes]) -> Read:
    """Everything that the tables and publication.json say."""
    found = Read(files)
    found.data = _data(found)
    for name, columns in COLUMNS.items():
        found.lines[name] = _lines(found, name, columns)
    _read_units(found)
    _read_questions(found)
    _read_answers(found)
    _read_tallies(found)
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


def _lines(found: Read, name: str, columns: tuple[str, ...]) -> Lines:
    lines: Lines = []
    if name not in found.files:
        return lines
    try:
        lines.extend(cells.rows(found.files[name], columns))
    except ValueError as error:
        found.say(name, "", f"it cannot be read: {error}")
    return lines


def _read_units(found: Read) -> None:
    found.units = {unit: {} for unit in Unit}
    plain = cells.plain_cells()
    for number, row in found.lines[UNITS]:
        unit, name, *_ = row
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
        row = dict(zip(names, map(plain.__getitem__, cell), strict=True))
        if row["disclosure"] not in list(Disclosure):
            found.say(QUESTIONS, f"line {number}", f"“{row['disclosure']}” is no disclosure")
            continue
        if row["question"] in found.disclosures:
            found.say(QUESTIONS, f"line {number}", f"{row['question']} is there twice")
        disclosed = Disclosed(Disclosure(row["disclosure"]), row["exemption"], row["reason"])
        found.disclosures[row["question"]] = disclosed


def _read_answers(found: Read) -> None:
    plain = cells.plain_cells()
    public = {name for name, one in found.disclosures.items() if one.disclosure is Disclosure.PUBLIC}
    units: dict[str, Any] = {str(unit): ones for unit, ones in found.units.items()}
    for number, (unit, name, question, state, value) in found.lines[ANSWERS]:
        one = units.get(unit, {}).get(plain[name])
        if one is None:
            found.say(ANSWERS, f"line {number}", f"the {unit} {name} is not in {UNITS}")
        elif question not in public:
            found.say(ANSWERS, f"line {number}", f"{question} is no public question")
        elif state not in STATES:
            found.say(ANSWERS, f"line {number}", f"“{state}” is no state of an answer")
        elif question in one:
            one[question].append((state, plain[value]))
        else:
            one[question] = [(state, plain[value])]


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


def figures(found: Read) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Every figure, group, part and residual of a publication, each with the figure that it splits."""
    for figure in found.data.get("figures", ()):
        if not isinstance(figure, dict):
            found.say(CONTENTS, "", "one of its figures is none")
            continue
        yield figure, None
        for one in splits(figure):
            yield one, figure


def splits(figure: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a figure is split into."""
    for key in ("groups", "parts"):
        found = figure.get(key, ())
        yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
    if isinstance(residual := figure.get("residual"), dict):
        yield residual
