"""The made-up wave, carried out."""

import json
from collections import Counter

import pytest
from django.utils import timezone

from cast import body, give, person
from custodes.access.models import Body, Oversight
from custodes.access.roles import Role
from custodes.demo.names import bodies
from custodes.demo.wave import FILL_IN, hold_wave
from custodes.survey.models import BodyAsked, Notice, Submission, Wave
from custodes.survey.response import Stage, response_of


@pytest.fixture
def wave(db: None) -> Wave:
    office = body("Office of the Camera Commissioner", Body.Kind.OFFICE)
    staff = {Role.ANALYST: give(person("Anselm Birch"), Role.ANALYST, office)}
    people = {role: person(f"Somebody {role}") for role in FILL_IN}
    teams = {}
    for number, planned in enumerate(bodies()):
        sector = "Local authority" if planned.kind == "council" else "Police force"
        made = Body.objects.create(name=planned.name, slug=f"body-{number}", sector=sector, fictional=True)
        Oversight.objects.create(office=office, body=made)
        for role, who in people.items():
            give(who, role, made)
        teams[made.slug] = (made, people)
    return hold_wave(office, staff, teams, lambda what, share: None)


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
