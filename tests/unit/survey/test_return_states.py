"""Every action from every state of a return: what it becomes, what is refused, and that nothing comes twice."""

from collections.abc import Callable

import pytest
from waves import answered, kept, wave

from cast import Cast
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid, UserError
from custodes.survey import actions
from custodes.survey.actions.submitting import look_at
from custodes.survey.filling import Given, State
from custodes.survey.models import Covered, Return, Submission, Wave

pytestmark = pytest.mark.django_db
DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}
FILLING, READY, SUBMITTED, CORRECTING = (str(state) for state in Return.State)
AGAIN = "ready to be corrected"
"""Waiting for sign-off, having been submitted before."""
STATES = (FILLING, READY, SUBMITTED, CORRECTING, AGAIN)


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def done(cast: Cast, autumn: Wave) -> Return:
    """A return in which everything is answered."""
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    return answered(begun, cast.lead, DONE)


def now(of: Return) -> Return:
    of.refresh_from_db()
    return of


def brought_to(state: str, cast: Cast, of: Return) -> Return:
    """The return in that state, by the way that people take."""
    officer = cast.senior_responsible_officer
    if state in (READY, SUBMITTED, CORRECTING, AGAIN):
        actions.say_ready(by=cast.lead, of=of)
    if state in (SUBMITTED, CORRECTING, AGAIN):
        actions.submit(by=officer, of=of, base=now(of).revision)
    if state in (CORRECTING, AGAIN):
        actions.begin_correction(by=officer, of=of, reason="Counted again")
    if state == AGAIN:
        actions.say_ready(by=cast.lead, of=of)
    return now(of)


def answer(cast: Cast, of: Return) -> object:
    base = of.answers.get(key="cameras").revision
    return actions.save_answer(
        by=cast.lead, of=of, key="cameras", given=Given(State.ANSWERED, "121"), base=base
    )


def submit(cast: Cast, of: Return) -> object:
    return actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision, reason="Counted again")


Act = Callable[[Cast, Return], object]
ACTS: dict[str, Act] = {
    "answer": answer,
    "explain": lambda cast, of: actions.explain(
        by=cast.lead, of=of, key="cameras", contradiction="x", text="So"
    ),
    "cover": lambda cast, of: actions.cover(by=cast.lead, of=of, body=cast.thornby, sections=["plates"]),
    "delegate": lambda cast, of: actions.delegate(by=cast.lead, of=of, section="about", to=cast.it_security),
    "say_ready": lambda cast, of: actions.say_ready(by=cast.lead, of=of),
    "not_ready": lambda cast, of: actions.not_ready(
        by=cast.senior_responsible_officer, of=of, reason="Count again"
    ),
    "submit": submit,
    "begin_correction": lambda cast, of: actions.begin_correction(
        by=cast.senior_responsible_officer, of=of, reason="Wrong"
    ),
    "send_back": lambda cast, of: actions.send_back(by=cast.analyst, of=of, reason="Which makers?"),
}
EDITED = {FILLING: FILLING, READY: FILLING, SUBMITTED: Conflict, CORRECTING: CORRECTING, AGAIN: CORRECTING}
BECOMES: dict[str, dict[str, str | type[UserError]]] = {
    "answer": EDITED,
    "explain": EDITED,
    "cover": EDITED,
    "delegate": {FILLING: FILLING, READY: READY, SUBMITTED: Conflict, CORRECTING: CORRECTING, AGAIN: READY},
    "say_ready": {FILLING: READY, READY: READY, SUBMITTED: Conflict, CORRECTING: READY, AGAIN: READY},
    "not_ready": EDITED,
    "submit": dict.fromkeys(STATES, SUBMITTED),
    "begin_correction": {
        FILLING: Invalid,
        READY: Invalid,
        SUBMITTED: CORRECTING,
        CORRECTING: CORRECTING,
        AGAIN: READY,
    },
    "send_back": {
        FILLING: Invalid,
        READY: Invalid,
        SUBMITTED: CORRECTING,
        CORRECTING: Invalid,
        AGAIN: Invalid,
    },
}
"""What a return becomes by each action from each state, or how that is refused."""


def as_kept(of: Return) -> tuple[object, ...]:
    counted = (Submission.objects.count(), Covered.objects.count(), Event.objects.count())
    return (now(of).state, of.revision, *counted)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_every_action_from_every_state(cast: Cast, done: Return, act: str, state: str) -> None:
    of, expected = brought_to(state, cast, done), BECOMES[act][state]
    if isinstance(expected, str):
        ACTS[act](cast, of)
        assert now(of).state == expected
        return
    before = as_kept(of)
    with pytest.raises(expected):
        ACTS[act](cast, of)
    assert as_kept(of) == before


TAKEN = [
    (act, state)
    for act, becomes in BECOMES.items()
    for state, expected in becomes.items()
    if isinstance(expected, str) and act != "send_back"
]
"""Where something happens, and may be asked for twice."""


@pytest.mark.parametrize(("act", "state"), TAKEN)
def test_a_second_click_changes_nothing(cast: Cast, done: Return, act: str, state: str) -> None:
    of = brought_to(state, cast, done)
    ACTS[act](cast, of)
    after = as_kept(of)
    ACTS[act](cast, now(of))
    assert as_kept(of) == after


def test_a_return_that_is_sent_back_is_approved_no_more(cast: Cast, done: Return) -> None:
    """Reopened, it has to be handed over and signed off again, by the same return and with both submissions."""
    of = brought_to(SUBMITTED, cast, done)
    actions.send_back(by=cast.analyst, of=of, reason="Which makers?")
    assert now(of).state == CORRECTING
    assert Return.objects.filter(wave=of.wave).count() == 1
    with pytest.raises(Invalid, match="corrected"):
        actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision)
    submit(cast, of)
    assert list(of.submissions.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("reason", ["", "  \n"])
@pytest.mark.parametrize(
    "act",
    [
        lambda cast, of, reason: actions.not_ready(by=cast.lead, of=of, reason=reason),
        lambda cast, of, reason: actions.begin_correction(by=cast.lead, of=of, reason=reason),
        lambda cast, of, reason: actions.send_back(by=cast.analyst, of=of, reason=reason),
    ],
)
def test_whoever_hands_a_return_back_says_why(
    cast: Cast, done: Return, act: Callable[[Cast, Return, str], object], reason: str
) -> None:
    of = brought_to(CORRECTING, cast, done)
    with pytest.raises(Invalid) as error:
        act(cast, of, reason)
    assert list(error.value.fields) == ["reason"]


def test_what_was_signed_is_what_was_seen(cast: Cast, done: Return) -> None:
    """Also while a return is filled in, when an answer does not count its revision up."""
    seen = look_at(done).sealed()[1]
    answer(cast, done)
    with pytest.raises(Conflict):
        actions.submit(by=cast.senior_responsible_officer, of=done, base=now(done).revision, seen=seen)
    made = actions.submit(
        by=cast.senior_responsible_officer, of=done, base=done.revision, seen=look_at(done).sealed()[1]
    )
    assert made.digest == look_at(done).sealed()[1]


def test_a_wave_that_ended_takes_corrections_and_no_new_returns(
    cast: Cast, autumn: Wave, done: Return
) -> None:
    other = answered(
        actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby), cast.stranger, {"runs": "no"}
    )
    of = brought_to(SUBMITTED, cast, done)
    actions.end_wave(by=cast.analyst, wave=autumn)
    for act in (lambda: actions.say_ready(by=cast.stranger, of=other), lambda: submit(cast, other)):
        with pytest.raises(Invalid, match="has ended"):
            act()
    actions.begin_correction(by=cast.senior_responsible_officer, of=of, reason="Wrong")
    submit(cast, now(of))
    assert of.submissions.count() == 2


def test_a_late_return_is_taken(cast: Cast) -> None:
    over = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere], days=-2)
    of = answered(actions.start_return(by=cast.lead, wave=over, body=cast.oxmere), cast.lead, {"runs": "no"})
    submit(cast, of)
    assert now(of).state == SUBMITTED


def test_a_return_that_answers_for_nobody_is_not_signed_off(cast: Cast, autumn: Wave, done: Return) -> None:
    other = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    actions.cover(by=cast.lead, of=done, body=cast.thornby, sections=["about", "plates"])
    with pytest.raises(Invalid, match="nobody"):
        submit(cast, now(other))
