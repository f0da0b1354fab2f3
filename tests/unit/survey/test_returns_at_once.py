"""Two people at one return at once, each with a connection of their own: nothing comes twice, and nobody waits forever."""

from collections.abc import Iterator
from typing import Any

import pytest
from committing import Beside, copied
from django.db import transaction
from waves import answered, kept, wave

from cast import Cast, assemble
from custodes.audit.verify import verify_database
from custodes.errors import Conflict
from custodes.survey import actions
from custodes.survey.actions.submitting import look_at
from custodes.survey.filling import Given, State
from custodes.survey.models import Covered, Return, Submission, Wave

pytestmark = pytest.mark.service
DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}


@pytest.fixture(scope="module", autouse=True)
def database(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """One in which these tests commit. In the end its history and its submissions are sound."""
    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("copy")):
        yield
        found = verify_database(None, lambda what, share: None)
        assert (found.problems, found.submissions > 0) == ([], True)


@pytest.fixture(scope="module")
def cast(database: None) -> Cast:
    return assemble()


@pytest.fixture
def autumn(cast: Cast, request: pytest.FixtureRequest) -> Wave:
    """A wave of the test's own."""
    name = request.node.name
    version = kept(cast.office, cast.analyst, version=name)
    return wave(version, cast.analyst, [cast.oxmere, cast.thornby], title=name)


@pytest.fixture
def done(cast: Cast, autumn: Wave) -> Return:
    return answered(actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere), cast.lead, DONE)


def test_two_people_sign_at_once_and_there_is_one_submission(cast: Cast, done: Return) -> None:
    seen = look_at(done).sealed()[1]

    def sign() -> Submission:
        return actions.submit(by=cast.senior_responsible_officer, of=done, base=done.revision, seen=seen)

    other = Beside(sign)
    with transaction.atomic():
        first = sign()
        assert other.begin().waits()
    other.done()
    assert other.result == first
    assert Submission.objects.filter(of=done).count() == 1


def test_an_answer_while_the_return_is_signed_is_in_it_or_is_refused(cast: Cast, done: Return) -> None:
    given = Given(State.ANSWERED, "121")
    other = Beside(lambda: actions.save_answer(by=cast.lead, of=done, key="cameras", given=given, base=1))
    with transaction.atomic():
        actions.submit(by=cast.senior_responsible_officer, of=done, base=done.revision)
        assert other.begin().waits()
    with pytest.raises(Conflict):
        other.done()


def test_a_return_is_not_signed_over_an_answer_that_was_just_given(cast: Cast, done: Return) -> None:
    seen = look_at(done).sealed()[1]
    officer = cast.senior_responsible_officer
    other = Beside(lambda: actions.submit(by=officer, of=done, base=done.revision, seen=seen))
    with transaction.atomic():
        given = Given(State.ANSWERED, "121")
        actions.save_answer(by=cast.lead, of=done, key="cameras", given=given, base=1)
        assert other.begin().waits()
    with pytest.raises(Conflict):
        other.done()
    assert not Submission.objects.filter(of=done).exists()


def test_two_bodies_take_each_others_parts_at_once(cast: Cast, autumn: Wave, done: Return) -> None:
    """Each holds its own return and then needs the other's: they stand in line at the wave."""
    theirs = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    to_us = actions.let_cover(by=None, wave=autumn, body=cast.thornby, to=cast.oxmere, sections=["plates"])
    to_them = actions.let_cover(by=None, wave=autumn, body=cast.oxmere, to=cast.thornby, sections=["about"])
    other = Beside(lambda: actions.accept_cover(by=cast.stranger, of=theirs, letting=to_them))
    with transaction.atomic():
        actions.accept_cover(by=cast.lead, of=done, letting=to_us)
        assert other.begin().waits()
    other.done()
    held = Covered.objects.filter(wave=autumn).values_list("body__slug", "section", "of__body__slug")
    assert sorted(held) == [
        ("oxmere", "about", "thornby"),
        ("oxmere", "plates", "oxmere"),
        ("thornby", "about", "thornby"),
        ("thornby", "plates", "oxmere"),
    ]


def test_two_of_one_body_begin_its_return_at_once(cast: Cast, autumn: Wave) -> None:
    def start() -> Return:
        return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)

    other = Beside(start)
    with transaction.atomic():
        first = start()
        assert other.begin().waits()
    other.done()
    assert other.result == first


def test_an_answer_while_another_body_takes_the_part_over(cast: Cast, autumn: Wave, done: Return) -> None:
    """The answer stays in the return in which it was given, whether it counts there or not."""
    one = actions.let_cover(by=None, wave=autumn, body=cast.oxmere, to=cast.thornby, sections=["plates"])
    theirs = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    given = Given(State.ANSWERED, "yes")
    other = Beside(lambda: actions.save_answer(by=cast.lead, of=done, key="reads", given=given, base=1))
    with transaction.atomic():
        actions.accept_cover(by=cast.stranger, of=theirs, letting=one)
        assert other.begin().waits()
    other.done()
    assert done.answers.get(key="reads").value == "yes"
    assert Covered.objects.get(wave=autumn, body=cast.oxmere, section="plates").of == theirs
