"""Events in plain words: who did what, and what it was before and after.

What is said of an action is a line of `sentences.csv`; an action without one is told by its name.
"""

import csv
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, TextChoices

from custodes.access.roles import Role
from custodes.audit.models import Event
from custodes.register import terms

SELF_EVIDENT = frozenset(
    {
        "seal",
        "revision",
        "said",
        "observed_on",
        "before",
        "after",
        "changed",
        "user",
        "office",
        "to",
        "of",
        "wave",
    }
)
"""Details that are told otherwise, or that only a program asks for."""
WAYS = {"page": "", "command": "on the command line", "task": "in the background", "api": "through the API"}
CHOICES: Mapping[str, type[TextChoices]] = {
    "technology": terms.Technology,
    "operator": terms.Operator,
    "site_class": terms.SiteClass,
    "connectivity": terms.Connectivity,
    "capabilities": terms.Capability,
    "volume_unit": terms.Volume,
    "quantity_basis": terms.QuantityBasis,
}
CHOSEN = {"all": "all rows", "valid": "the valid rows", "nothing": "nothing"}
LABELS = {
    "mac": "MAC address",
    "ip": "IP address",
    "rows_in": "Rows",
    "new": "New devices",
    "further": "Devices known before",
    "held": "Rows that said nothing new",
    "of_body": "For",
    "number": "Submission",
    "digest": "SHA-256",
}
CALLED = {
    "system": "the system {}",
    "return": "the return {}",
    "wave": "the survey {}",
    "instrumentversion": "the questionnaire {}",
}
"""Things that are called by their names; others by their number, with the name behind it."""
LONGEST = 300
"""Characters of one value that are shown; the exports have all of it."""


class Change(NamedTuple):
    """One thing that was otherwise before; "" where there was nothing."""

    label: str
    before: str
    after: str


class Told(NamedTuple):
    """An event as people read it."""

    sequence: int
    at: dt.datetime
    who: str
    sentence: str
    """What they did: "changed device 12 (Axis P3245-LV)"."""
    way: str
    """How: "through the API"; "" for a page."""
    kind: str
    """What it was about: system, device, import ..."""
    subject: str
    """... and its number."""
    changes: Sequence[Change]
    facts: Sequence[tuple[str, str]]
    """What else the event says, as label and value."""
    reason: str
    action: str
    digest: str


@cache
def sentences() -> Mapping[str, tuple[str, str]]:
    """By action: its label in lists, and the sentence after the name of who did it."""
    text = files("custodes.audit").joinpath("sentences.csv").read_text(encoding="utf-8")
    return {row["action"]: (row["label"], row["sentence"]) for row in csv.DictReader(text.splitlines())}


def label(action: str) -> str:
    """An action in a list to choose from: "Changed a device"."""
    return sentences()[action][0] if action in sentences() else _plain(action.rpartition(".")[2])


def tell(events: Iterable[Event]) -> list[Told]:
    """Events in words, in their order. A few queries, however many there are: what things are called now."""
    from custodes.audit.survey_words import with_words

    read = with_words([(event, _said(event)) for event in events])
    names = _names(read)
    return [_told(event, said, names) for event, said in read]


def _said(event: Event) -> dict[str, Any]:
    """The details; none where somebody made them unreadable, which `custodes audit verify` reports."""
    try:
        said = json.loads(event.details)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _told(event: Event, said: dict[str, Any], names: "Names") -> Told:
    sentence, used = _sentence(event, said, names)
    way = WAYS.get(event.through.partition(":")[0], event.through)
    facts = [
        (_column(name), shown)
        for name, value in said.items()
        if name not in SELF_EVIDENT | used and (shown := _value(name, value, names))
    ]
    return Told(
        event.sequence,
        event.at,
        event.person_name,
        sentence,
        way,
        event.subject_kind,
        event.subject,
        _changes(said, names),
        facts,
        event.reason,
        event.action,
        event.digest,
    )


class Names:
    """What devices and systems are called now, by kind and number; others are called by their number."""

    def __init__(self, known: Mapping[tuple[str, str], str]) -> None:
        self._known = known

    def of(self, kind: str, number: object) -> str:
        plain = kind.replace("_", " ")
        known = self._known.get((kind, str(number)))
        if not known:
            return f"{plain} {number}"
        return CALLED[kind].format(known) if kind in CALLED else f"{plain} {number} ({known})"


def _names(read: Sequence[tuple[Event, dict[str, Any]]]) -> Names:
    from custodes.register.models import Device, System
    from custodes.survey.models import InstrumentVersion, Return, Wave

    asked: dict[str, set[str]] = defaultdict(set)
    for event, said in read:
        asked[event.subject_kind].add(event.subject)
        asked["system"] |= {str(n) for n in (said.get("system"), *_moved(said)) if isinstance(n, int)}
    bodies = {event.body for event, _ in read}  # never the name of something of another body
    rows: dict[str, QuerySet[Any]] = {
        "device": Device.objects.filter(body__in=bodies),
        "system": System.objects.filter(body__in=bodies),
        "return": Return.objects.filter(Q(body__in=bodies) | Q(wave__office__in=bodies)).select_related(
            "wave", "body"
        ),
        "wave": Wave.objects.filter(Q(office__in=bodies) | Q(asked__body__in=bodies)).distinct(),
        "instrumentversion": InstrumentVersion.objects.filter(office__in=bodies).defer("workbook"),
    }
    return Names(
        {
            (kind, str(one.pk)): str(one)[:LONGEST]
            for kind, found in rows.items()
            if (numbers := [n for n in asked[kind] if n.isascii() and n.isdigit() and len(n) < 19])
            for one in found.filter(pk__in=numbers)
        }
    )


def _moved(said: dict[str, Any]) -> Sequence[Any]:
    """The systems that a device went from and to."""
    changed = said.get("changed")
    pair = changed.get("system") if isinstance(changed, dict) else None
    return pair if isinstance(pair, list) else ()


def _sentence(event: Event, said: dict[str, Any], names: Names) -> tuple[str, set[str]]:
    """The sentence, and the details that it has told."""
    subject = names.of(event.subject_kind, event.subject)
    known = sentences().get(event.action)
    if known:
        values = {name: _value(name, value, names) for name, value in said.items()}
        try:
            return known[1].format_map({**values, "subject": subject}), {
                n for n in said if f"{{{n}}}" in known[1]
            }
        except KeyError:  # an older event that does not say as much
            return f"{known[0].lower()}: {subject}", set()
    return f"{_plain(event.action.rpartition('.')[2]).lower()}: {subject}", set()


def _changes(said: dict[str, Any], names: Names) -> list[Change]:
    """What differs: from `changed` (column to [before, after]), or from `before` and `after`."""
    pairs = said.get("changed")
    if not isinstance(pairs, dict):
        before, after = (_columns(said.get(when)) for when in ("before", "after"))
        pairs = {name: [before.get(name), after.get(name)] for name in (*before, *after)}
    return [
        Change(_column(name), *(_value(name, value, names) for value in pair))
        for name, pair in pairs.items()
        if isinstance(pair, list) and len(pair) == 2 and (pair[0] or None) != (pair[1] or None)
    ]


def _columns(said: Any) -> dict[str, Any]:
    if said is None:
        return {}
    return said if isinstance(said, dict) else {"value": said}


def _value(name: str, value: Any, names: Names) -> str:
    """A value as people read it: labels for codes, names for systems, days as days."""
    if value is None or value == "" or value is False:
        return ""
    if name == "files":
        return _short(", ".join(_file_names(value)))
    if isinstance(value, list):
        return _short(", ".join(filter(None, (_value(name, each, names) for each in value))))
    if isinstance(value, dict):
        parts = ((str(key).replace("_", " "), _value(str(key), each, names)) for key, each in value.items())
        return _short("; ".join(f"{key}: {shown}" for key, shown in parts if shown))
    if name == "system" and isinstance(value, int):
        return names.of("system", value)
    return _short(_word(name, value))


def _file_names(value: Any) -> list[str]:
    """Files by their names: their digests are for programs."""
    given = list(value) if isinstance(value, dict | list) else [value]
    return [str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in given]


def _word(name: str, value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    if name == "role" and text in set(Role):
        return Role(text).label.replace("Surv", "surv", 1) if text else text
    if name == "choice":
        return CHOSEN.get(text, text)
    if name in CHOICES and text in CHOICES[name].values:
        return str(CHOICES[name](text).label)
    return _day(text)


def _day(text: str) -> str:
    """An ISO date as "3 November 2026"; anything else as it is."""
    try:
        day = dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    return f"{day.day} {day:%B %Y}" if day else text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _column(name: str) -> str:
    return LABELS.get(name) or _plain(name)


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
