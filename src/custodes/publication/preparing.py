"""A publication on its way: what it would hold, how it differs from the one before. Pure reads."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import custodes
from custodes import settings
from custodes.audit import chain
from custodes.errors import Invalid
from custodes.publication.defined import figures_of
from custodes.publication.errata import Difference, differences, errata
from custodes.publication.figures.snapshot import snapshot
from custodes.publication.figures.splitting import Whole, work_out_split
from custodes.publication.models import Draft, Edition
from custodes.publication.package import sealed, signing
from custodes.publication.package.contents import About, Published, contents
from custodes.publication.package.disclosure import Disclosed, Disclosure, Disclosures, disclosures
from custodes.publication.site.shown import public_address, slug_of
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave


class Prepared(NamedTuple):
    """What an edition would be. `files`: without key, hashes and signature."""

    number: int
    at: dt.datetime
    files: Mapping[str, bytes]
    figures: Sequence[Whole]
    differences: Sequence[Difference]
    """To the edition before it."""


class Sealed(NamedTuple):
    """An edition, ready to be kept."""

    number: int
    at: dt.datetime
    contents: bytes
    digest: str
    differences: Sequence[Difference]


def open_draft(wave: Wave) -> Draft | None:
    """The publication of a wave that is being prepared."""
    return Draft.objects.filter(wave=wave, discarded_at=None, edition=None).first()


def last_edition(wave: Wave) -> Edition | None:
    """The newest one, also one under embargo."""
    return Edition.objects.filter(wave=wave).first()


def chosen(withheld: Mapping[str, Mapping[str, str]]) -> Disclosures:
    """What was decided on disclosure, by question, from how a draft keeps it. Raises Invalid for what is no decision."""
    found = {}
    for question, one in withheld.items():
        if one.get("disclosure") not in list(Disclosure):
            raise Invalid(
                f"{question}: say {', '.join(Disclosure)}.",
                "",
                {"withheld": f"{question}: no such disclosure"},
            )
        found[question] = Disclosed(
            Disclosure(one["disclosure"]), one.get("exemption", ""), one.get("reason", "")
        )
    return found


def prepared(draft: Draft, at: dt.datetime) -> Prepared:
    """What would be published at a moment. Reasons for differences may be missing, which a preview shows.

    Raises Invalid for figures that cannot be published, by figure.
    """
    wave = draft.wave
    instrument = form_of(wave.instrument).instrument
    now = snapshot(wave, draft.as_at)
    wholes = work_out_split(figures_of(wave), instrument, now.units, now.answers)
    last = last_edition(wave)
    before = _published(last)
    number = last.number + 1 if last else 1
    published = Published(
        about=_about(draft, number, last),
        snapshot=now,
        instrument=instrument,
        figures=wholes,
        disclosures=disclosures(instrument, chosen(draft.withheld)),
        report=draft.report,
        replies=_replies(draft),
        custodes=custodes.__version__,
    )
    found = differences(before.get("figures", ()), _read(contents(published))["figures"])
    told = errata(
        found, _reasons(draft, found), before.get("errata", ()), number, at.isoformat(timespec="seconds")
    )
    files = contents(replace(published, errata=told))
    return Prepared(number, at, files, wholes, found)


def sealed_edition(draft: Draft, at: dt.datetime) -> Sealed:
    """The signed file of a draft. Raises Invalid with everything that keeps it from being published."""
    found = prepared(draft, at)
    wrong = {
        one.figure.name: f"“{one.figure.title}” claims to be exact, and of {len(one.working.unknown)} it cannot be said."
        for one in found.figures
        if not one.working.holds
    }
    wrong |= {
        one.figure: f"“{one.title}” was {one.before} and is {one.after or 'gone'}: say why."
        for one in found.differences
        if not draft.reasons.get(one.figure, "").strip()
    }
    if wrong:
        raise Invalid("\n".join(wrong.values()), "Mend these; nothing was published.", wrong)
    data = sealed.seal(signing.signed(found.files, settings.publication_key()))
    return Sealed(found.number, at, data, hashlib.sha256(data).hexdigest(), found.differences)


def _replies(draft: Draft) -> list[dict[str, str]]:
    """The last reply of each body, by its name."""
    last = {one.body: one for one in draft.replies.select_related("body")}
    return [
        {"body": body.slug, "text": last[body].text, "at": chain.moment(last[body].at)}
        for body in sorted(last, key=lambda body: body.name)
    ]


def _reasons(draft: Draft, found: Sequence[Difference]) -> dict[str, str]:
    return {one.figure: draft.reasons.get(one.figure, "") for one in found}


def _published(edition: Edition | None) -> Mapping[str, Any]:
    return _read(sealed.unseal(bytes(edition.contents))) if edition else {}


def _read(files: Mapping[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["publication.json"])
    return found


def _about(draft: Draft, number: int, last: Edition | None) -> About:
    wave = draft.wave
    return About(
        name=f"{slug_of(wave)}-{number}",
        title=draft.title,
        office=wave.office.name,
        wave=wave.title,
        opened_on=wave.opens_on.isoformat(),
        closed_on=wave.closes_on.isoformat(),
        address=f"{public_address()}{slug_of(wave)}/",
        corrects=last.digest if last else "",
        fictional=wave.office.fictional,
    )
