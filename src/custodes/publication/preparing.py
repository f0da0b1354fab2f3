"""A publication on its way: what it would hold, how it differs from the one before. Pure reads."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import custodes
from custodes import clock, settings
from custodes.audit.chain import canonical, moment
from custodes.errors import Conflict, Invalid
from custodes.publication.defined import figures_of
from custodes.publication.errata import Difference, differences, errata, only_grew
from custodes.publication.figures.counting import Working
from custodes.publication.figures.snapshot import came_later, snapshot
from custodes.publication.figures.splitting import Whole, work_out_split
from custodes.publication.models import Draft, Edition, Reply
from custodes.publication.narrative import misnamed
from custodes.publication.package import sealed, signing
from custodes.publication.package.contents import About, Published, contents, drawn
from custodes.publication.package.disclosure import (
    Disclosed,
    Disclosure,
    Disclosures,
    disclosures,
)
from custodes.publication.site.shown import public_address, slug_of
from custodes.survey.instrument import Instrument
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave

FEW = 5
"""Units that somebody may know by name: from fewer than these a total tells what single ones answered."""


class Prepared(NamedTuple):
    """What an edition would be. `files`: without key, hashes and signature."""

    number: int
    slug: str
    at: dt.datetime
    files: Mapping[str, bytes]
    figures: Sequence[Whole]
    differences: Sequence[Difference]
    """To the edition before it."""
    misnamed: Sequence[str]
    """What its report names that is no figure any more."""

    @property
    def told(self) -> dict[str, Any]:
        """publication.json: every number as it is published, what is too small left out."""
        found: dict[str, Any] = json.loads(self.files["publication.json"])
        return found

    @property
    def small(self) -> list[str]:
        """Titles of figures that say how few there are where single answers are not public, as they have no `below`."""
        return [
            one["title"]
            for one in self.told["figures"]
            if not one["definition"].get("below")
            and any(map(_is_small, (one, *one.get("groups", ()), *one.get("parts", ()))))
        ]

    @property
    def mark(self) -> str:
        """Another one wherever anything that is published is: who publishes signs what they saw."""
        told = self.told
        parts = canonical([told["figures"], told["replies"], told["not_public"]]).encode()
        rest = (data for name, data in sorted(self.files.items()) if not name.endswith(".json"))
        return hashlib.sha256(b"\n".join((parts, *rest))).hexdigest()


def _is_small(said: Mapping[str, Any]) -> bool:
    counts = (said["number"], said["of"] - said["number"])
    return said["checked_by"] == "tallies" and any(0 < number < FEW for number in counts)


class Obstacle(NamedTuple):
    """What keeps a publication from being published."""

    about: str
    """The name of a figure, or "report"."""
    text: str
    mended_in: Literal["figures", "changes", "report"]


class Sealed(NamedTuple):
    """An edition, ready to be kept."""

    number: int
    slug: str
    at: dt.datetime
    contents: bytes
    digest: str
    differences: Sequence[Difference]


def open_draft(wave: Wave) -> Draft | None:
    """The publication of a wave that is being prepared."""
    return Draft.objects.filter(wave=wave, discarded_at=None, edition=None).first()


def next_draft(wave: Wave) -> Draft:
    """One to go on with, not kept yet: with the report and the disclosure of the last one, published or discarded."""
    last = Draft.objects.filter(wave=wave).first()
    return Draft(wave=wave, report=last.report if last else "", disclosed=last.disclosed if last else {})


def replies_of(wave: Wave) -> list[Reply]:
    """The last reply of each body, by its name. It stands with every edition until the body sends another."""
    told = Reply.objects.filter(draft__wave=wave).select_related("body", "by")
    last = {one.body_id: one for one in told}
    return sorted(last.values(), key=lambda one: one.body.name)


def last_edition(wave: Wave) -> Edition | None:
    """The newest one, also one under embargo."""
    return (
        Edition.objects.filter(wave=wave).select_related("draft", "wave__instrument", "wave__office").first()
    )


def chosen(disclosed: Mapping[str, Mapping[str, str]]) -> Disclosures:
    """What was decided on disclosure, by question, from how a draft keeps it. Raises Invalid for what is no decision."""
    found = {}
    for question, one in disclosed.items():
        if one.get("disclosure") not in list(Disclosure):
            raise Invalid(
                f"{question}: say {', '.join(Disclosure)}.",
                "",
                {"disclosed": f"{question}: no such disclosure"},
            )
        found[question] = Disclosed(
            Disclosure(one["disclosure"]), one.get("exemption", ""), one.get("reason", "")
        )
    return found


def decided(draft: Draft) -> dict[str, Disclosed]:
    """What is published of every question. What was decided of one that an amended form has no more decides nothing."""
    instrument = form_of(draft.wave.instrument).instrument
    asked = {question.name for question in instrument.questions()}
    return disclosures(
        instrument, {name: one for name, one in chosen(draft.disclosed).items() if name in asked}
    )


def prepared(draft: Draft, at: dt.datetime) -> Prepared:
    """What would be published at a moment. Reasons for differences may be missing, which a preview shows.

    Raises Invalid for figures that cannot be published, by figure.
    """
    wave = draft.wave
    instrument = form_of(wave.instrument).instrument
    now = snapshot(wave, draft.as_at or at)
    wholes = work_out_split(figures_of(wave), instrument, now.units, now.answers)
    last = last_edition(wave)
    before = _published(last)
    number, slug = last.number + 1 if last else 1, slug_of(wave)
    published = Published(
        about=_about(draft, number, slug, last),
        snapshot=now,
        instrument=instrument,
        figures=wholes,
        disclosures=decided(draft),
        report=draft.report,
        replies=[{"body": one.body.slug, "text": one.text, "at": moment(one.at)} for one in replies_of(wave)],
        custodes=custodes.__version__,
    )
    shown = drawn(published)
    grew = set(_grown(last, before["figures"], wholes, instrument)) if last else ()
    found = differences(before.get("figures", ()), shown.figures, grew)
    told = errata(
        found, _reasons(draft, found), before.get("errata", ()), number, at.isoformat(timespec="seconds")
    )
    files = contents(replace(published, errata=told), shown)
    wrong = misnamed(draft.report, (whole.figure for whole in wholes))
    return Prepared(number, slug, at, files, wholes, found, wrong)


def sealed_edition(draft: Draft, at: dt.datetime, mark: str) -> Sealed:
    """The signed file of a draft. Raises Invalid with everything that keeps it from being published, and Conflict where
    it is not what was looked at (`Prepared.mark`)."""
    found = prepared(draft, at)
    if found.mark != mark:
        raise Conflict(
            "What would be published is no longer what you saw: an answer, a figure or a reply came in meanwhile.",
            "Look at it as it is now, then publish it.",
        )
    wrong = {one.about: one.text for one in obstacles(draft, found)}
    if wrong:
        raise Invalid("\n".join(wrong.values()), "Mend these; nothing was published.", wrong)
    data = sealed.seal(signing.signed(found.files, settings.publication_key()))
    return Sealed(found.number, found.slug, at, data, hashlib.sha256(data).hexdigest(), found.differences)


def obstacles(draft: Draft, found: Prepared) -> list[Obstacle]:
    """Everything in what was prepared that keeps it from being published."""
    inexact = (
        Obstacle(
            one.figure.name,
            f"“{one.figure.title}” claims to be exact, and of {len(one.working.unknown)} it cannot be said.",
            "figures",
        )
        for one in found.figures
        if not one.working.holds
    )
    unexplained = (
        Obstacle(
            one.figure, f"“{one.title}” was {one.before} and is {one.after or 'gone'}: say why.", "changes"
        )
        for one in found.differences
        if not one.update and not draft.reasons.get(one.figure, "").strip()
    )
    misnamed = [Obstacle("report", " ".join(found.misnamed), "report")] if found.misnamed else []
    return [*inexact, *unexplained, *misnamed]


def replies_awaited(draft: Draft) -> str:
    """Until when bodies can reply, in words; "" where they cannot, or not any more."""
    until = draft.reply_until
    return f"Bodies can reply until {until:%-d %B %Y}." if until and until >= clock.today() else ""


def _reasons(draft: Draft, found: Sequence[Difference]) -> dict[str, str]:
    return {one.figure: draft.reasons.get(one.figure, "") for one in found}


def _published(edition: Edition | None) -> Mapping[str, Any]:
    if edition is None:
        return {}
    found: dict[str, Any] = json.loads(sealed.unseal(bytes(edition.contents))["publication.json"])
    return found


def _grown(
    last: Edition, published: Sequence[Mapping[str, Any]], now: Sequence[Whole], instrument: Instrument
) -> Iterator[str]:
    """The figures that are others only because more came in since the last edition: they, their groups and parts.

    What it was worked out from is looked up again as it was then, with the codings as they stood. Where that does not
    give what was published, it is no mere update.
    """
    then = snapshot(last.wave, last.draft.as_at or last.at, coded_by=last.at)
    figures = [one.figure for one in now]
    said = {one["name"]: one for one in published}
    late = came_later(then)
    for before, after in zip(work_out_split(figures, instrument, then.units, then.answers), now, strict=True):
        told = said.get(before.figure.name)
        if told and _is_as_published(before.working, told) and _all_grew(before, after, late):
            yield before.figure.name


def _is_as_published(working: Working, told: Mapping[str, Any]) -> bool:
    """Whether it gives what was published, as far as that was."""
    if told.get("suppressed"):
        return True
    return (working.number, working.of, len(working.unknown)) == (told["number"], told["of"], told["unknown"])


def _all_grew(before: Whole, after: Whole, late: Collection[str]) -> bool:
    now = {one.working.figure.name: one.working for one in after.splits}
    splits = ((one.working, now.get(one.working.figure.name)) for one in before.splits)
    return only_grew(before.working, after.working, late) and all(
        other is not None and only_grew(one, other, late) for one, other in splits
    )


def _about(draft: Draft, number: int, slug: str, last: Edition | None) -> About:
    wave = draft.wave
    return About(
        name=f"{slug}-{number}",
        title=draft.title,
        office=wave.office.name,
        wave=wave.title,
        opened_on=wave.opens_on.isoformat(),
        closed_on=wave.closes_on.isoformat(),
        address=f"{public_address()}{slug}/",
        corrects=last.digest if last else "",
        fictional=wave.office.fictional,
    )
