"""What an answer counts as when it was coded: settled, else agreed, else read by one. Pure reads.

A coding hangs on the submission that was read. It holds for later ones for as long as the answer stays the same; once
it was corrected, it has to be coded again, and the earlier coding stays with what was read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from django.db.models import Q

from custodes.access.models import Body, Person
from custodes.survey.filling import State
from custodes.survey.models import Coding, Submission, Wave
from custodes.survey.submitted import Submitted, history_of, submitted_in

MOST_CODERS = 2
"""Who read an answer independently: percent and kappa are of two."""
Kept = Mapping[tuple[int, str, str], Sequence[Coding]]
"""Codings that stand, by submission, key and the slug of the body that differs ("" for the answer in common)."""


class Basis(StrEnum):
    """Why a reading counts."""

    SETTLED = "settled"
    AGREED = "agreed"
    SINGLE = "single"


class CodedAnswer(NamedTuple):
    """The reading of an answer that counts."""

    state: State
    reading: str
    """The category; "" where the state is not answered, or the answer counts as it was given."""
    basis: Basis
    coding: Coding
    """The one that settles, or the last of those that agree."""


class Status(StrEnum):
    """How far the coding of an answer is."""

    UNCODED = "uncoded"
    AGAIN = "again"
    ONCE = "once"
    AGREED = "agreed"
    DIFFER = "differ"
    SETTLED = "settled"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Status.UNCODED: "Not coded",
    Status.AGAIN: "Needs coding again",
    Status.ONCE: "Coded by one",
    Status.AGREED: "Two readings agree",
    Status.DIFFER: "Readings differ",
    Status.SETTLED: "Settled",
}


BASES = {Status.SETTLED: Basis.SETTLED, Status.AGREED: Basis.AGREED, Status.ONCE: Basis.SINGLE}


class Codings(NamedTuple):
    """All that was read into one answer, as it stands now."""

    given: tuple[Coding, ...] = ()
    """One of each coder, in order of time; without those that were taken back."""
    settled: Coding | None = None
    outdated: tuple[Coding, ...] = ()
    """Of earlier submissions, in which the answer was another."""

    @property
    def status(self) -> Status:
        if self.settled:
            return Status.SETTLED
        if len(self.given) > 1:
            return Status.AGREED if len({reading(one) for one in self.given}) == 1 else Status.DIFFER
        if self.given:
            return Status.ONCE
        return Status.AGAIN if self.outdated else Status.UNCODED

    @property
    def counts(self) -> CodedAnswer | None:
        """The reading that counts: the settled one, else the one that all give, else none."""
        if self.status not in BASES:
            return None
        one = self.settled or self.given[-1]
        return CodedAnswer(*reading(one), BASES[self.status], one)

    def of(self, person: Person) -> Coding | None:
        """What this person read it as."""
        return next((one for one in self.given if one.by_id == person.pk), None)

    def open_to(self, person: Person) -> bool:
        """Whether the person may see what others read: a second coder has not been shown what the first one read."""
        return len(self.given) != 1 or self.given[0].by_id == person.pk


NOTHING = Codings()


def reading(coding: Coding) -> tuple[State, str]:
    """What two readings are alike in: the rationale is each one's own."""
    return State(coding.state), coding.reading


def kept_of(submissions: Iterable[Submission], name: str = "", at: dt.datetime | None = None) -> Kept:
    """The codings of submissions that were not taken back; of one question alone, where it is named. One query.

    `at`: as they stood at a moment.
    """
    found: dict[tuple[int, str, str], list[Coding]] = defaultdict(list)
    standing = Coding.objects.filter(submission__in=submissions)
    if at:
        standing = standing.filter(Q(taken_back_at=None) | Q(taken_back_at__gt=at), at__lte=at)
    else:
        standing = standing.filter(taken_back_at=None)
    if name:
        standing = standing.filter(Q(key=name) | Q(key__startswith=f"{name}["))
    for one in standing.select_related("by", "body").order_by("at", "pk"):
        found[one.submission_id, one.key, one.body.slug if one.body else ""].append(one)
    return found


def unchanged(history: Sequence[Submitted], key: str, body: str = "") -> list[Submitted]:
    """The last submission, and those before it for as long as the answer was the same."""
    now = history[-1].said(key, body)

    def is_same(one: Submitted) -> bool:
        said = one.said(key, body)
        return said.same(now) if said else now is None

    return list(takewhile(is_same, reversed(history)))


def codings_of(history: Sequence[Submitted], kept: Kept, key: str, body: str = "") -> Codings:
    """How an answer of the last submission of a history stands. `body`: the slug of one that differs."""
    if not any((one.submission.pk, key, body) in kept for one in history):
        return NOTHING
    run = {one.submission.pk for one in unchanged(history, key, body)}
    standing: list[Coding] = []
    outdated: list[Coding] = []
    for one in history:
        found = kept.get((one.submission.pk, key, body), ())
        (standing if one.submission.pk in run else outdated).extend(found)
    settled = next((one for one in standing if one.settles), None)
    given = sorted((one for one in standing if not one.settles), key=lambda one: (one.at, one.pk))
    return Codings(tuple(given), settled, tuple(outdated))


def coded_answer(submission: Submission, key: str, body: Body | None = None) -> CodedAnswer | None:
    """The reading of an answer that counts: settled, else agreed by two, else that of the only one, else None.

    None means that the answer counts as it was submitted: nobody has coded it, it was corrected since, or two readings
    differ and nobody has settled that. `body`: one that the return covers; where it differs from what is in common,
    its own answer is meant. Figures of a whole wave use `submitted_in`, `kept_of` and `codings_of`, which ask once.
    """
    history = [one for one in history_of(submission.of) if one.submission.number <= submission.number]
    differing = body.slug if body and body.slug in history[-1].differing(key) else ""
    return codings_of(history, kept_of(one.submission for one in history), key, differing).counts


def differing_in(wave: Wave) -> int:
    """How many answers of a wave two read differently, and nobody has settled. One query where there are none."""
    read: dict[tuple[int, str, str], set[tuple[str, str]]] = defaultdict(set)
    standing = Coding.objects.filter(submission__of__wave=wave, taken_back_at=None, settles=False)
    for of, key, body, *said in standing.values_list(
        "submission__of", "key", "body__slug", "state", "reading"
    ):
        read[of, key, body or ""].add((said[0], said[1]))
    maybe = [place for place, readings in read.items() if len(readings) > 1]
    if not maybe:
        return 0
    histories = submitted_in(wave)
    kept = kept_of(one.submission for history in histories.values() for one in history)
    found = (codings_of(histories[of], kept, key, body).status for of, key, body in maybe)
    return sum(status is Status.DIFFER for status in found)
