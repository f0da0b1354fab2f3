"""The evidence for a device: every observation, what it said, and where it came from."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from custodes.evidence.models import Import, Observation
from custodes.identity.models import Judgement
from custodes.prepared import Prepared
from custodes.register.models import Device
from custodes.register.projection import COMPARED, Said, plain, project
from custodes.web.pages.device.columns import LABELS, in_words

MOST = 200
"""Observations that are read; a device that was listed every week for years has no more."""


class Evidence(NamedTuple):
    """One observation, in words."""

    number: int
    observed_on: dt.date
    at: dt.datetime
    source: str
    place: str
    by: str
    undone: bool
    values: Mapping[str, Any]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Label and value of each column it speaks of."""
        return [(LABELS[name], in_words(name, self.values[name])) for name in LABELS if name in self.values]


class Disagreement(NamedTuple):
    """A column on which sources differ: what each of them says, the last word first."""

    column: str
    label: str
    sides: list[tuple[str, list[Evidence]]]


_observations = Prepared(
    lambda device: (
        Observation.objects.filter(device=device)
        .order_by("-observed_on", "-id")
        .values_list(
            "id",
            "observed_on",
            "at",
            "source",
            "file",
            "sheet",
            "line",
            "by__name",
            "of__by__name",
            "of__state",
            "said",
        )[:MOST]
    ),
    "device",
)


def evidence_of(device: Device) -> list[Evidence]:
    """The latest first. One query."""
    return [_evidence(*row) for row in _observations(device.pk)]


class Settled(NamedTuple):
    """A standing judgement."""

    id: int
    about: str
    value: str
    reason: str
    by: str
    at: dt.datetime

    @property
    def label(self) -> str:
        """What it is about, in words."""
        return str(Judgement.About(self.about).label)


_judgements = Prepared(
    lambda device: (
        Judgement.objects.filter(device=device, taken_back_at=None)
        .order_by("id")
        .values_list("id", "about", "value", "reason", "by__name", "at")
    ),
    "device",
)


def settled_of(device: Device) -> list[Settled]:
    """What people settled about it and have not taken back. One query."""
    return [Settled._make(row) for row in _judgements(device.pk)]


def _evidence(
    number: int,
    observed_on: dt.date,
    at: dt.datetime,
    source: str,
    file: str,
    sheet: str,
    line: int,
    by: str | None,
    importer: str | None,
    state: str | None,
    said: str,
) -> Evidence:
    place = ", ".join(part for part in (file, sheet and f"sheet {sheet}", line and f"line {line:,}") if part)
    return Evidence(
        number,
        observed_on,
        at,
        Observation.Source(source).label,
        place,
        by or importer or "",
        state == Import.State.UNDONE,
        json.loads(said),
    )


def disagreements(evidence: Sequence[Evidence], judged: Sequence[Settled]) -> list[Disagreement]:
    """Columns on which the evidence differs and nobody has settled it."""
    counted = [one for one in evidence if not one.undone]
    by_person = Observation.Source.PERSON.label
    said = [Said(one.values, one.source == by_person, one.observed_on, one.number) for one in counted]
    settled = {judgement.about: judgement.value for judgement in judged}
    return [
        Disagreement(column, LABELS[column], _sides(counted, column))
        for column in COMPARED
        if column in project(said, settled).disagreements
    ]


def _sides(evidence: Sequence[Evidence], column: str) -> list[tuple[str, list[Evidence]]]:
    sides: dict[str, tuple[str, list[Evidence]]] = {}
    for one in evidence:
        value = str(one.values.get(column) or "")
        if value:
            sides.setdefault(plain(value), (value, []))[1].append(one)
    return list(sides.values())
