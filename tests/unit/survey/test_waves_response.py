"""How a wave stands: returns and bodies, parts and wholes, on time and late, and what it says of a share."""

import datetime as dt

import pytest
from waves import answered, kept, wave

from cast import Cast
from custodes import clock
from custodes.survey import actions
from custodes.survey.models import Covered, Return, Wave
from custodes.survey.response import Stage, over_time, response_of, share

DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


def submitted(cast: Cast, of: Return, at: dt.datetime | None = None) -> Return:
    answered(of, cast.lead, DONE)
    actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision, received_at=at)
    of.refresh_from_db()
    return of


def stages(of: Wave) -> dict[str, Stage]:
    return {one.asked.body.slug: one.stage for one in response_of(of).bodies}


def covered(by: Return, body: object, *sections: str) -> None:
    for section in sections:
        Covered.objects.create(of=by, wave=by.wave, body=body, section=section)


@pytest.mark.parametrize(
    ("number", "of", "said"),
    [
        (39, 47, "39 of 47 bodies (83%)"),
        (43, 47, "43 of 47 bodies (91%)"),
        (999, 1000, "999 of 1,000 bodies (over 99%)"),
        (1, 1000, "1 of 1,000 bodies (under 1%)"),
        (1, 8, "1 of 8 bodies (13%)"),  # 12.5: half up
        (0, 47, "0 of 47 bodies (0%)"),
        (47, 47, "47 of 47 bodies (100%)"),
        (0, 0, "0 of 0 bodies"),
    ],
)
def test_a_share_names_its_unit_and_its_denominator(number: int, of: int, said: str) -> None:
    assert share(number, of, "bodies") == said


def test_a_wave_that_asks_nobody_has_no_rate(cast: Cast) -> None:
    found = response_of(wave(kept(cast.office, cast.analyst), cast.analyst, []))
    assert (found.asked, found.bodies_covered, found.returns_started) == (0, 0, 0)


def test_a_return_goes_from_started_to_submitted(cast: Cast, autumn: Wave) -> None:
    assert stages(autumn) == {"oxmere": Stage.NOT_STARTED, "thornby": Stage.NOT_STARTED}
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    assert stages(autumn)["oxmere"] is Stage.STARTED
    submitted(cast, begun)
    found = response_of(autumn)
    assert stages(autumn)["oxmere"] is Stage.ON_TIME
    assert (found.returns_started, found.returns_submitted, found.bodies_covered, found.asked) == (1, 1, 1, 2)


def test_one_return_that_covers_two_bodies_is_one_return_and_two_bodies(cast: Cast, autumn: Wave) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    covered(begun, cast.thornby, "about", "plates")
    submitted(cast, begun)
    found = response_of(autumn)
    assert (found.returns_submitted, found.bodies_covered) == (1, 2)


def test_a_body_of_which_only_a_part_is_covered_by_a_submitted_return_has_not_submitted(
    cast: Cast, autumn: Wave
) -> None:
    """Its lead body answers one section for it, and nobody the other."""
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    covered(begun, cast.thornby, "plates")
    submitted(cast, begun)
    assert stages(autumn)["thornby"] is Stage.PARTLY
    assert response_of(autumn).bodies_covered == 1
    own = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    assert stages(autumn)["thornby"] is Stage.PARTLY
    submitted(cast, own)
    assert stages(autumn)["thornby"] is Stage.ON_TIME


def test_late_and_overdue_go_by_the_last_day_of_the_body(
    cast: Cast, autumn: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {one.body_id: one for one in autumn.asked.all()}
    longer = autumn.closes_on + dt.timedelta(10)
    actions.extend(by=cast.analyst, asked=asked[cast.oxmere.pk], until=longer, reason="Somebody is ill")
    begun = {
        body: actions.start_return(by=cast.lead, wave=autumn, body=body)
        for body in (cast.oxmere, cast.thornby)
    }
    day = autumn.closes_on + dt.timedelta(5)
    assert {one.asked.body_id: one.overdue(day) for one in response_of(autumn).bodies} == {
        cast.oxmere.pk: False,
        cast.thornby.pk: True,
    }
    came_in = dt.datetime.combine(day, dt.time(12), dt.UTC)
    for of in begun.values():
        submitted(cast, of, came_in)
    assert stages(autumn) == {"oxmere": Stage.ON_TIME, "thornby": Stage.LATE}
    late = next(one for one in response_of(autumn).bodies if one.stage is Stage.LATE)
    assert (late.days_late, late.days_over(clock.today()), late.overdue(day)) == (5, 5, False)


def test_a_return_that_comes_in_late_in_the_evening_of_the_last_day_is_on_time(
    cast: Cast, autumn: Wave
) -> None:
    """By the clock of the service's country, not by that of its machine."""
    actions.change_wave(
        by=cast.analyst,
        wave=autumn,
        values={"opens_on": dt.date(2026, 6, 1), "closes_on": dt.date(2026, 6, 30)},
        base=1,
    )
    begun = {
        body: actions.start_return(by=cast.lead, wave=autumn, body=body)
        for body in (cast.oxmere, cast.thornby)
    }
    submitted(cast, begun[cast.oxmere], dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC))
    submitted(cast, begun[cast.thornby], dt.datetime(2026, 6, 30, 23, 0, tzinfo=dt.UTC))  # midnight in London
    assert stages(autumn) == {"oxmere": Stage.ON_TIME, "thornby": Stage.LATE}


def test_a_correction_takes_nothing_from_the_response(cast: Cast, autumn: Wave) -> None:
    of = submitted(cast, actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere))
    actions.begin_correction(by=cast.senior_responsible_officer, of=of, reason="Counted again")
    assert stages(autumn)["oxmere"] is Stage.ON_TIME


def test_over_time_returns_and_bodies_are_counted_by_the_end_of_each_day(cast: Cast, autumn: Wave) -> None:
    first = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    covered(first, cast.thornby, "plates")
    days = [dt.datetime(2026, 6, day, 12, tzinfo=dt.UTC) for day in (3, 5)]
    submitted(cast, first, days[0])
    submitted(cast, actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby), days[1])
    assert over_time(autumn, response_of(autumn)) == [
        (dt.date(2026, 6, 3), 1, 1),
        (dt.date(2026, 6, 5), 2, 2),
    ]
