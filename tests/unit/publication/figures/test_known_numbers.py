"""The numbers of a wave that figures are held against, read from the database."""

import datetime as dt

import pytest
import waves
from django.utils import timezone

from cast import Cast, body, give
from custodes.access.roles import Role
from custodes.errors import Invalid, NothingFound
from custodes.publication.actions import set_figures
from custodes.publication.figures.checking.known import known_of, wave_called
from custodes.publication.figures.checking.wave import Share, Tier, pairs
from custodes.publication.models import FigureSet
from custodes.survey import actions
from custodes.survey.models import Return, Wave

pytestmark = pytest.mark.django_db

FIGURES = """
[[figure]]
name = "runs"
title = "Run cameras"
counts = "${runs} = 'yes'"
bound = "at_least"
parts = "runs"

[[figure]]
name = "covered"
title = "Answered for"
unit = "body"
counts = "${wave:submitted} = 'yes'"
by = ["wave:kind"]
"""


@pytest.fixture
def asked(cast: Cast) -> Wave:
    """Three bodies are asked. Oxmere answered yes five days ago; Thornby that it does not know, today."""
    third = body("Fenwick", sector="Local authority")
    bodies = [cast.oxmere, cast.thornby, third]
    made = waves.wave(waves.kept(cast.office, cast.analyst), cast.analyst, bodies)
    submitted(cast, made, "yes", 5)
    theirs = actions.start_return(by=cast.stranger, wave=made, body=cast.thornby)
    waves.answered(theirs, cast.stranger, {"runs": "not_known"})
    set_figures(by=cast.analyst, wave=made, text=FIGURES, base=0)
    return made


def submitted(cast: Cast, wave: Wave, runs: str, days_ago: int) -> Return:
    of = actions.start_return(by=cast.lead, wave=wave, body=cast.oxmere)
    of = waves.answered(of, cast.lead, {"runs": runs} | ({"cameras": "0"} if runs == "yes" else {}))
    at = timezone.now() - dt.timedelta(days_ago)
    actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision, received_at=at)
    return of


def named(shares: tuple[Share, ...], words: str) -> Share:
    (one,) = [share for share in shares if share.words == words]
    return one


def test_counts_of_bodies_and_of_returns_are_known_with_their_words(asked: Wave) -> None:
    known = known_of(asked)
    counts = {one.words: one.number for one in known.counts}
    assert (counts["bodies asked"], counts["returns"], counts["bodies that returns answer for"]) == (3, 1, 1)
    assert counts["bodies answered for on time"] == 1
    assert [(day.returns, day.bodies) for day in known.days] == [(1, 1)]
    assert known.wholes >= {3, 1}


def test_figures_are_known_with_their_groups_and_parts(asked: Wave) -> None:
    shares = known_of(asked).shares
    runs = named(shares, "Run cameras")
    assert (runs.number, runs.of, runs.of_words, runs.tier) == (1, 1, "returns", Tier.FIGURE)
    assert named(shares, "Run cameras: Yes").number == 1
    assert named(shares, "Run cameras: in none of these").number == 0
    group = named(shares, "Answered for: Local authority")
    assert (group.number, group.of, group.of_words) == (0, 2, "bodies asked: Local authority")


def test_an_earlier_day_is_worked_out_where_its_number_of_returns_is_meant(asked: Wave, cast: Cast) -> None:
    theirs = Return.objects.get(wave=asked, body=cast.thornby)
    give(cast.stranger, Role.SENIOR_RESPONSIBLE_OFFICER, cast.thornby)
    actions.submit(by=cast.stranger, of=theirs, base=theirs.revision)
    known = known_of(asked, {1})
    assert [day.returns for day in known.days] == [1, 2]
    now, then = (share for share in known.shares if share.words == "Run cameras")
    assert (now.number, now.of, now.most, now.tier) == (1, 2, 2, Tier.FIGURE)
    assert (then.number, then.of, then.most, then.tier) == (1, 1, 1, Tier.INTERIM)
    assert then.of_words == f"returns by the end of {known.days[0].day}"
    assert 1 not in {one.of for one in known_of(asked).shares if one.words == "Run cameras"}


def test_pairs_are_of_something(asked: Wave) -> None:
    found = pairs(known_of(asked))
    assert found
    assert all(0 <= one.number <= one.of and one.of for one in found)


def test_the_wave_that_opened_last_is_meant_unless_one_is_named(asked: Wave, cast: Cast) -> None:
    assert wave_called() == asked
    assert wave_called("AUTUMN") == asked
    with pytest.raises(NothingFound, match="No wave is called “Spring”"):
        wave_called("Spring")


def test_without_any_wave_there_is_none_to_look_at() -> None:
    assert wave_called() is None
    with pytest.raises(NothingFound):
        wave_called("Spring")


def test_parts_are_those_that_are_published(asked: Wave, cast: Cast) -> None:
    """Of those who count: who runs cameras without having said how many is in no part, nor is who runs none."""
    many = FIGURES.replace("counts = \"${runs} = 'yes'\"", 'counts = "${cameras} > 100"')
    set_figures(by=cast.analyst, wave=asked, text=many, base=1)
    give(cast.stranger, Role.SENIOR_RESPONSIBLE_OFFICER, cast.thornby)
    theirs = Return.objects.get(wave=asked, body=cast.thornby)
    theirs = waves.answered(theirs, cast.stranger, {"runs": "yes", "cameras": "500", "makers": "Axis"})
    actions.submit(by=cast.stranger, of=theirs, base=theirs.revision)
    shares = known_of(asked).shares
    parts = {one.words: (one.number, one.of) for one in shares if one.words.startswith("Run cameras: ")}
    assert parts == {
        "Run cameras: Yes": (1, 2),
        "Run cameras: No": (0, 2),
        "Run cameras: in none of these": (0, 2),
    }


def test_parts_of_returns_set_against_bodies_are_told_as_such(asked: Wave, cast: Cast) -> None:
    mixed = FIGURES.replace('bound = "at_least"', 'of = "asked"\nmixed = true')
    set_figures(by=cast.analyst, wave=asked, text=mixed, base=1)
    shares = known_of(asked).shares
    assert {(one.of, one.tier) for one in shares if one.words.startswith("Run cameras")} == {(3, Tier.MIXED)}


def test_figures_that_no_longer_fit_are_an_error_and_not_passed_over(asked: Wave) -> None:
    FigureSet.objects.create(wave=asked, number=2, text=FIGURES.replace("${runs}", "${gone}"))
    with pytest.raises(Invalid, match="no question is called “gone”"):
        known_of(asked)
