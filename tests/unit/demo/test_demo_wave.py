"""The made-up wave, carried out."""

import json
from collections import Counter

import pytest
from django.utils import timezone

from cast import body, give, person
from custodes.access.models import Body, Oversight
from custodes.access.roles import Role
from custodes.demo.names import bodies
from custodes.demo.publishing import publish_wave
from custodes.demo.wave import FILL_IN, hold_wave
from custodes.publication.models import Edition
from custodes.publication.package.sealed import unseal
from custodes.publication.package.verifying import verify
from custodes.survey.models import BodyAsked, Notice, Submission, Wave
from custodes.survey.response import Stage, response_of

pytestmark = pytest.mark.one_database  # the demo is always in a file


@pytest.fixture
def wave(db: None) -> Wave:
    office = body("Office of the Camera Commissioner", Body.Kind.OFFICE)
    staff = {
        Role.ANALYST: give(person("Anselm Birch"), Role.ANALYST, office),
        Role.HEAD_OF_OFFICE: give(person("Merit Sallow"), Role.HEAD_OF_OFFICE, office),
    }
    people = {role: person(f"Somebody {role}") for role in FILL_IN}
    teams = {}
    for number, planned in enumerate(bodies()):
        sector = "Local authority" if planned.kind == "council" else "Police force"
        made = Body.objects.create(name=planned.name, slug=f"body-{number}", sector=sector, fictional=True)
        Oversight.objects.create(office=office, body=made)
        for role, who in people.items():
            give(who, role, made)
        teams[made.slug] = (made, people)
    held = hold_wave(office, staff, teams, lambda what, share: None)
    publish_wave(held, staff, teams, lambda what, share: None)
    return held


def figures_of(edition: Edition) -> dict[str, str]:
    told = json.loads(unseal(bytes(edition.contents))["publication.json"])
    return {one["name"]: one["says"] for one in told["figures"]}


def test_it_has_the_response_of_2022_and_two_returns_that_are_corrected_twice(wave: Wave) -> None:
    response = response_of(wave)
    assert Counter(one.stage for one in response.bodies) == {
        Stage.ON_TIME: 40,
        Stage.LATE: 3,
        Stage.NOT_STARTED: 4,
    }
    assert (response.returns_submitted, response.bodies_covered, len(response.bodies)) == (39, 43, 47)
    assert all(one.days_late > 90 for one in response.bodies if one.stage is Stage.LATE)
    asked = BodyAsked.objects.filter(wave=wave)
    assert {timezone.localdate(one.invited_at) for one in asked if one.invited_at} == {wave.opens_on}
    assert not asked.filter(invited_at=None).exists()
    assert not Notice.objects.exists()  # nobody is written to
    wave.refresh_from_db()
    assert wave.opened_at
    said: dict[int, list[str]] = {}
    for one in Submission.objects.filter(of__wave=wave).order_by("of", "number"):
        said.setdefault(one.of_id, []).append(json.loads(one.contents)["answers"]["bwv_flagged"]["value"])
    assert Counter(map(tuple, said.values())) == {("no",): 37, ("no", "yes", "no"): 2}
    first, second, third = Edition.objects.filter(wave=wave).order_by("number")
    assert not any(verify(bytes(one.contents)).problems for one in (first, second, third))
    interim, full, corrected = map(figures_of, (first, second, third))
    assert interim["external_foreign"].startswith("at least 12 of 36 returns (33%)")
    assert interim["external_hikvision"].startswith("at least 11 of 36 returns (31%)")
    assert interim["live_intended"].startswith("at least 13 of 36 returns (36%)")
    assert interim["uav_operated"].startswith("28 of 36 returns (78%)")
    published = {
        "returns_for_bodies": "39 returns for 47 bodies asked (83%)",
        "bodies_answered_for": "43 of 47",
        "ext_flagged": "at least 18 of 39",
        "int_flagged": "at least 24 of 39",
        "anpr_flagged": "at least 11 of 39",
        "hel_flagged": "0 of 39",
        "fr_flagged": "0 of 39",
        "uav_operated": "31 of 39",
        "drone_awareness": "at least 23 of 31",
        "ext_standalone": "at least 5 of 39",
    }
    assert {name: says for name, says in published.items() if not full[name].startswith(says)} == {}
    assert [one["bwv_flagged"].split(" of ")[0] for one in (interim, full, corrected)] == ["0", "2", "0"]
    errata = json.loads(unseal(bytes(third.contents))["publication.json"])["errata"]
    assert [(one["figure"], one["edition"]) for one in errata] == [("bwv_flagged", 3), ("bwv_flagged", 2)]
