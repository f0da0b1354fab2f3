"""The figures of a publication, worked out again from what it publishes, with the plain walk."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from custodes.audit.chain import canonical
from custodes.publication.figures import reference
from custodes.publication.figures.definitions import KIND, Figure, Unit
from custodes.publication.package.defining import splits
from custodes.publication.package.disclosure import from_answers, is_public
from custodes.publication.package.numbers import (
    Tally,
    conditions_in_words,
    groups_of,
    of_tally,
    of_working,
)
from custodes.publication.package.querying import query
from custodes.publication.package.reading import CONTENTS, Problem, Read
from custodes.publication.package.tabled import TALLIES, UNITS

_SAID = (
    "condition",
    "denominator",
    "number",
    "of",
    "percent",
    "most",
    "least_percent",
    "most_percent",
    "unknown",
    "unknown_ids",
    "holds",
    "suppressed",
    "says",
    "query",
    "checked_by",
)
"""What is compared. Where a figure has no such thing, it must not say it."""


@dataclass
class Recomputed:
    """What came out."""

    problems: list[Problem] = field(default_factory=list)
    checked: int = 0
    from_totals: int = 0


def figures_of(found: Read) -> Recomputed:
    """Every figure, group and part against the answers, or against the totals where answers are not public."""
    out = Recomputed()
    names: set[str] = set()
    for one in found.figures:
        name = str(one.said.get("name", "one without a name"))
        if name in names:
            out.problems.append(Problem(CONTENTS, f"figure {name}", "it is there twice"))
        names.add(name)
        if one.figure is None:
            out.problems.append(Problem(CONTENTS, f"figure {name}", "its definition cannot be read"))
            continue
        _check(found, one.figure, one.said, out)
        if not one.split:
            out.problems += _splits(found, one.figure, one.said)
    others = sorted(found.tallies.keys() - names)
    out.problems += (Problem(TALLIES, f"figure {name}", f"it is not in {CONTENTS}") for name in others)
    out.problems += _counted_units(found)
    return out


def _check(found: Read, figure: Figure, said: Mapping[str, Any], out: Recomputed) -> None:
    place = f"figure {figure.name}"
    if from_answers(figure, found.disclosures):
        numbers = of_working(reference.work_out(figure, found.units), ids=True)
        by = "answers"
    else:
        known = found.tallies.get(figure.name)
        if known is None or set(known.cells) != set(groups_of(figure)):
            out.problems.append(Problem(TALLIES, place, "its totals are not all there"))
            return
        out.problems += _adds_up(found, figure, known)
        numbers, by = of_tally(figure, known), "tallies"
        out.from_totals += 1
    out.checked += 1
    comes_out = {
        **conditions_in_words(figure),
        **numbers,
        "query": query(figure, from_answers=by == "answers"),
        "checked_by": by,
    }
    for key in _SAID:
        if key == "query" and key not in said:
            continue  # publications of the time before figures had one
        if said.get(key) != comes_out.get(key):
            what = f"{key} is {_shown(said.get(key))}, and comes out as {_shown(comes_out.get(key))}"
            out.problems.append(Problem(CONTENTS, place, what))


def _shown(value: Any) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _adds_up(found: Read, figure: Figure, known: Tally) -> Iterator[Problem]:
    """Totals against the number of units and of those that belong."""
    place, total = f"figure {figure.name}", len(found.units[figure.unit])
    inside = [number for group, number in known.cells.items() if group.belongs]
    there = sum(number or 0 for number in known.cells.values())
    if there > total:
        yield Problem(TALLIES, place, f"its units are {there}, and {UNITS} has {total}")
    if figure.belongs is None and not figure.mixed and known.of != total:
        yield Problem(TALLIES, place, f"{_shown(known.of)} units belong, and {UNITS} has {total}")
    if not figure.mixed and None not in inside and sum(number or 0 for number in inside) != known.of:
        yield Problem(
            TALLIES, place, f"{_shown(known.of)} units belong, and its groups do not add up to that"
        )


def _splits(found: Read, figure: Figure, said: Mapping[str, Any]) -> Iterator[Problem]:
    """Groups and parts that cannot overlap, against the whole; and the digest of the definition."""
    place = f"figure {figure.name}"
    digest = hashlib.sha256(canonical(figure.as_data()).encode()).hexdigest()
    versions = said.get("versions")
    if not isinstance(versions, dict) or versions.get("definition") != digest:
        yield Problem(CONTENTS, place, "the digest of its definition is another")
    for role, question in (*(("by", one) for one in figure.by), ("part", figure.parts)):
        if not question or not _single(found, figure.unit, question):
            continue
        begins = f"{figure.name}/{role}/{question}/"
        numbers = [one.get("number") for one in splits(said) if str(one.get("name")).startswith(begins)]
        whole = [number for number in numbers if isinstance(number, int)]
        if len(whole) == len(numbers) and sum(whole) != said.get("number"):
            what = f"split by {question} it adds up to {sum(whole)}, and it is {_shown(said.get('number'))}"
            yield Problem(CONTENTS, place, what)


def _single(found: Read, unit: Unit, question: str) -> bool:
    """Whether it is known from the answers that each unit is in one group at most."""
    if question == KIND:
        return True
    if not is_public(question, found.disclosures):
        return False
    answers = (states.get(question, ()) for states in found.units[unit].values())
    return all(len(said) <= 1 and all(" " not in value for _, value in said) for said in answers)


def _counted_units(found: Read) -> Iterator[Problem]:
    counted = {str(unit): len(ones) for unit, ones in found.units.items() if ones}
    if found.data and found.data.get("units") != counted:
        yield Problem(
            CONTENTS, "units", f"it says {_shown(found.data.get('units'))}, {UNITS} has {canonical(counted)}"
        )
