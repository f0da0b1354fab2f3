"""What is shown: editions as their files say them, waves with their editions, the site with its waves. Pure."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from custodes.publication.figures import reference
from custodes.publication.figures.counting import Working
from custodes.publication.figures.definitions import Unit, from_data
from custodes.publication.package import cells, sealed
from custodes.publication.package.disclosure import Disclosure
from custodes.publication.package.tabled import ABOUT, ANSWERS, COLUMNS, LISTED, QUESTIONS, UNITS
from custodes.survey.filling.given import State

Answers = Mapping[str, Sequence[tuple[str, str]]]
"""Of one unit: by question, each answer as (state, value)."""
Said = Mapping[str, Any]
"""A figure, group, part or erratum as publication.json holds it."""


class Asked(NamedTuple):
    """A question as it is published."""

    name: str
    label: str
    kind: str
    choices: Mapping[str, str]
    section: str
    theme: str
    technology: str
    counts: str
    disclosure: str
    exemption: str
    reason: str

    @property
    def public(self) -> bool:
        """Whether single answers are published."""
        return self.disclosure == Disclosure.PUBLIC

    @property
    def numeric(self) -> bool:
        """Whether it asks for a number; digits in a text may be a reference."""
        return self.kind in ("integer", "decimal", "range")


class OnList(NamedTuple):
    """What a watchlist says of a maker that answers name, for a technology; without a watchlist, that none names it."""

    technology: str
    named: str
    maker: str
    watchlist: str
    concern: str
    verdict: str
    basis: str
    reasons: str
    source: str


class Listed(NamedTuple):
    """A return, or a body that was asked. `kind` is "" of returns."""

    id: str
    name: str
    submitted: str
    on_time: str
    kind: str


@dataclass(frozen=True, eq=False)
class Shown:
    """One edition, as it is shown. Everything is read from its files, when it is first needed."""

    read: Callable[[], bytes]
    """Reads the zip file; not before something of it is shown."""
    number: int
    title: str
    shown_from: dt.datetime
    digest: str
    """SHA-256 of the zip file."""
    preview: bool = False
    """It is not published, and every page says so."""

    @cached_property
    def contents(self) -> bytes:
        """The zip file."""
        return self.read()

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """What is in it, by name."""
        return sealed.unseal(self.contents)

    @cached_property
    def data(self) -> dict[str, Any]:
        """publication.json."""
        found: dict[str, Any] = json.loads(self.files["publication.json"])
        return found

    @property
    def about(self) -> dict[str, Any]:
        """Title, office, wave, days, licence."""
        found: dict[str, Any] = self.data["about"]
        return found

    @property
    def fictional(self) -> bool:
        """Whether everything in it is made up."""
        return bool(self.about.get("fictional"))

    @cached_property
    def figures(self) -> dict[str, Said]:
        """By name, in the order of the office."""
        return {one["name"]: one for one in self.data["figures"]}

    @property
    def errata(self) -> Sequence[Said]:
        """Of the wave up to this edition, the newest first."""
        found: list[Said] = self.data["errata"]
        return found

    @property
    def replies(self) -> Sequence[Said]:
        """What bodies say to it, by name."""
        found: list[Said] = self.data.get("replies", [])
        return sorted(found, key=lambda one: self.called(one["body"]))

    def called(self, body: str) -> str:
        """The name of a body."""
        return self.bodies[body].name if body in self.bodies else body

    def errata_of(self, figure: str) -> list[Said]:
        """What was corrected of a figure, the newest first."""
        return [one for one in self.errata if one["figure"] == figure]

    @cached_property
    def questions(self) -> dict[str, Asked]:
        """By name, in the order of the form."""
        plain, found = cells.plain_cells(), {}
        for _, row in cells.rows(self.files[QUESTIONS], COLUMNS[QUESTIONS]):
            name, label, kind, choices, *rest = (plain[cell] for cell in row[:-1])
            known = dict(json.loads(choices)) if choices else {}
            found[name] = Asked(name, label, kind, known, *rest)
        return found

    @cached_property
    def units(self) -> dict[Unit, dict[str, Listed]]:
        """Returns and bodies by id."""
        plain = cells.plain_cells()
        found: dict[Unit, dict[str, Listed]] = {unit: {} for unit in Unit}
        for _, (unit, *row) in cells.rows(self.files[UNITS], COLUMNS[UNITS]):
            one = Listed(*(plain[cell] for cell in row[:-1]))
            found[Unit(unit)][one.id] = one
        return found

    @property
    def bodies(self) -> dict[str, Listed]:
        """Bodies that were asked, by id."""
        return self.units[Unit.BODY]

    @cached_property
    def answers(self) -> Mapping[Unit, Mapping[str, Answers]]:
        """Public answers of each unit, with what is known of it besides. Equal answers are one object: there are many."""
        plain, alike = cells.plain_cells(), _Alike()
        found: dict[Unit, dict[str, dict[str, Sequence[tuple[str, str]]]]] = {
            unit: {name: dict(_facts(one)) for name, one in units.items()}
            for unit, units in self.units.items()
        }
        kinds = {str(unit): unit for unit in Unit}
        for _, (unit, name, question, state, value) in cells.rows(self.files[ANSWERS], COLUMNS[ANSWERS]):
            one, said = found[kinds[unit]][plain[name]], alike[state, plain[value]]
            asked = plain[question]
            one[asked] = (*one[asked], *said) if asked in one else said
        return found

    @cached_property
    def on_lists(self) -> Mapping[tuple[str, str], Sequence[OnList]]:
        """What watchlists say, by technology and maker as answers name it."""
        plain = cells.plain_cells()
        found: dict[tuple[str, str], list[OnList]] = {}
        for _, row in cells.rows(self.files[LISTED], COLUMNS[LISTED]):
            one = OnList(*(plain[cell] for cell in row))
            found.setdefault((one.technology, one.named), []).append(one)
        return found

    def working(self, name: str) -> Working | None:
        """Who counts and who does not; None where the answers that decide are not public."""
        said = self.figures[name]
        if not tells_who(said):
            return None
        return reference.work_out(from_data(said["definition"]), self.answers)


class _Alike(dict[tuple[str, str], tuple[tuple[str, str]]]):
    """From an answer to the one object that stands for all answers that are equal."""

    def __missing__(self, answer: tuple[str, str]) -> tuple[tuple[str, str]]:
        self[answer] = (answer,)
        return self[answer]


def _facts(one: Listed) -> dict[str, Sequence[tuple[str, str]]]:
    return {
        question: ((str(State.ANSWERED), value),)
        for column, question in ABOUT.items()
        if (value := getattr(one, column))
    }


@dataclass(frozen=True, eq=False)
class ShownWave:
    """A wave of which something is published. `editions`: the newest first."""

    slug: str
    editions: Sequence[Shown]

    @property
    def now(self) -> Shown:
        """The edition that stands."""
        return self.editions[0]

    def corrected(self, erratum: Said) -> dt.datetime:
        """When a correction was there to be seen: with its edition, however long before that was sealed."""
        shown = {edition.number: edition.shown_from for edition in self.editions}
        return shown.get(erratum["edition"]) or dt.datetime.fromisoformat(erratum["at"])

    @cached_property
    def gone(self) -> list[str]:
        """Figures that were published once and are no more; their addresses stay."""
        names = [one["figure"] for one in self.now.errata]
        names += [name for edition in self.editions[1:] for name in edition.figures]
        return [name for name in dict.fromkeys(names) if name not in self.now.figures]


@dataclass(frozen=True, eq=False)
class Site:
    """All that is shown. `address`: where it is, ending in a slash: what feeds, citations and embedding need."""

    waves: Sequence[ShownWave]
    address: str
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    """What pages work out once for all of them."""

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything that is shown does."""
        told = [
            [wave.slug, *((one.number, one.digest, one.shown_from.isoformat()) for one in wave.editions)]
            for wave in self.waves
        ]
        return hashlib.sha256(json.dumps([self.address, told]).encode()).hexdigest()


def tells_who(said: Said) -> bool:
    """Whether it is published who is behind a figure: its answers are public, and nothing of it is suppressed."""
    return said["checked_by"] == "answers" and not said.get("suppressed")


def part(text: str) -> str:
    """A text as a part of an address."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-") or "-"
