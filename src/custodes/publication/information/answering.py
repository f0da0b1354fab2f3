"""An answer as it would be given now, set beside what was given before. Pure reads."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from custodes.access.models import Body
from custodes.audit.chain import canonical, moment
from custodes.audit.models import Head
from custodes.audit.snapshot import snapshot
from custodes.concerns.models import Refresh, Scope, Tally
from custodes.concerns.waiting import has_failed
from custodes.errors import Conflict
from custodes.publication.information.figures import BY_NAME, WHOLES, Numbers, numbers
from custodes.publication.information.shapes import Before, Figure, Given, List, Row, Since, WorkedOut
from custodes.publication.information.since import happened, moved, technologies
from custodes.publication.information.small import without_small
from custodes.publication.models import InformationAnswer, InformationRequest
from custodes.register.models import System
from custodes.register.terms import SiteClass

FORMAT = "custodes-information-answer/1"
KEPT_OF_SOURCES = ("as_of", "packs", "edition", "watchlists", "feeds")


class Prepared(NamedTuple):
    """An answer that is not kept yet."""

    given: Given
    worked_out: WorkedOut

    @property
    def differing(self) -> list[Figure]:
        """The figures that an earlier answer gave otherwise: each needs a reason."""
        return [one for one in self.given["figures"] if one["before"] and one["before"]["differs"]]

    @property
    def mark(self) -> int:
        """A number that is another one where any figure is: whoever keeps an answer keeps what they saw."""
        return zlib.crc32(canonical(self.given["figures"]).encode())


def prepared(request: InformationRequest, names: Collection[str]) -> Prepared:
    """The figures of these names as the register has them now, each beside the last answer that gave it.

    They are those of the body's overview (`concerns.models.Tally`). Raises Conflict where there are none, or where they
    are being worked out again: what is given is what the register says, not what it said a while ago.
    """
    with snapshot():
        return _prepared(request, names, timezone.now())


def _prepared(request: InformationRequest, names: Collection[str], at: dt.datetime) -> Prepared:
    body = request.body
    tally = _settled(body)
    systems = System.objects.filter(body=body, withdrawn_at=None)
    found = numbers(tally.counts, technologies(systems))
    safe = without_small(found, _flagged(tally.counts), _harmless(systems))
    earlier = _earlier(body, names)
    figures = [_figure(name, safe, earlier.get(name)) for name in BY_NAME if name in names]
    sources = {name: tally.sources[name] for name in KEPT_OF_SOURCES}
    given = Given(
        format=FORMAT,
        body=body.name,
        fictional=body.fictional,
        reference=request.reference,
        received_on=request.received_on.isoformat(),
        asked=request.asked,
        as_at=moment(at),
        as_of=sources["as_of"],
        watchlists=[List(id=one["id"], title=one["title"]) for one in sources["watchlists"]],
        uncounted=bool(tally.counts["rows_without_quantity"]),
        figures=figures,
    )
    worked_out = WorkedOut(
        sequence=Head.objects.get().sequence,
        sources=sources,
        since=_since(body, figures, found, sources),
    )
    return Prepared(given, worked_out)


def _settled(body: Body) -> Tally:
    """The figures of the body, if they are those of its register as it is."""
    waiting = Refresh.objects.filter(body=body).first()
    if waiting and has_failed(waiting):
        raise Conflict(
            "The findings of this register could not be worked out, so its figures are not those of today.",
            "Ask whoever runs the service to look at its background work.",
        )
    if waiting:
        raise Conflict(
            "The register was changed, and its figures are being worked out again.", "Try again in a minute."
        )
    tally = Tally.objects.filter(body=body, scope=Scope.ALL).first()
    if tally is None:
        raise Conflict("This register has no figures yet.", "Add devices to it first.")
    return tally


def _flagged(counts: Mapping[str, Any]) -> list[str]:
    """Makers of whose devices some are on a watchlist, or may be."""
    return [
        name
        for name, one in counts["by_maker"].items()
        if one["watchlists"]["affected"]["devices"] or one["watchlists"]["unknown"]["devices"]
    ]


def _harmless(systems: "QuerySet[System]") -> list[str]:
    """Technologies all of whose systems are said to be on no sensitive site. Not said is not harmless."""
    others = technologies(systems.exclude(site_class=SiteClass.NOT_SENSITIVE))
    return [name for name in technologies(systems) if name not in others]


Given_ = Mapping[str, Mapping[str, int | None]]


def _figure(name: str, safe: Given_, last: InformationAnswer | None) -> Figure:
    figure = BY_NAME[name]
    rows = [
        Row(name=row, label=figure.words(row), number=number, unknown=row in figure.unknown)
        for row, number in safe[name].items()
    ]
    before = _before(last, name, safe[name]) if last else None
    return Figure(
        name=name,
        title=figure.title,
        unit=figure.unit,
        of=safe[WHOLES[figure.unit]]["all"],
        rows=rows,
        before=before,
    )


def _earlier(body: Body, names: Collection[str]) -> dict[str, InformationAnswer]:
    """By figure, the last answer of the body that gave it."""
    found: dict[str, InformationAnswer] = {}
    answers = InformationAnswer.objects.filter(request__body=body).select_related("request").order_by("-pk")
    for answer in answers.iterator(chunk_size=50):
        for one in answer.given["figures"]:
            if one["name"] in names:
                found.setdefault(one["name"], answer)
        if len(found) == len(set(names)):
            break
    return found


def _before(last: InformationAnswer, name: str, now: Mapping[str, int | None]) -> Before:
    """A row that an answer does not have is of what was not in the register: none."""
    (rows,) = (one["rows"] for one in last.given["figures"] if one["name"] == name)
    then = {row["name"]: row["number"] for row in rows}
    return Before(
        answer=last.pk,
        number=last.number,
        reference=last.request.reference,
        at=last.given["as_at"],
        rows=then,
        labels={row["name"]: row["label"] for row in rows},
        differs=[row for row in {**now, **then} if now.get(row, 0) != then.get(row, 0)],
        reason="",
    )


def _since(
    body: Body, figures: Sequence[Figure], now: Mapping[str, Numbers], sources: Mapping[str, Any]
) -> dict[str, Since]:
    """What happened since each earlier answer from which a figure differs, by the number of that answer."""
    differing = [
        (one["name"], one["before"]) for one in figures if one["before"] and one["before"]["differs"]
    ]
    found = {}
    for pk in {before["answer"] for _, before in differing}:
        last = InformationAnswer.objects.get(pk=pk)
        then = {name: before["rows"] for name, before in differing if before["answer"] == pk}
        since = dt.datetime.fromisoformat(last.given["as_at"])
        lists = [one["id"] for one in sources["watchlists"]]
        found[str(pk)] = Since(
            moved=moved(body, since, then, now, lists),
            happened=happened(body, last.worked_out["sequence"], last.worked_out["sources"], sources),
        )
    return found


def digest(given: Mapping[str, Any], worked_out: Mapping[str, Any]) -> str:
    """SHA-256 over an answer and what was worked out beside it, as canonical JSON."""
    return hashlib.sha256(canonical([given, worked_out]).encode()).hexdigest()
