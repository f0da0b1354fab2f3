"""The demo's wave: a made-up survey of the fictional bodies, carried out by the actions that pages call."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from custodes import clock
from custodes.access.models import Body, Person
from custodes.access.roles import Role
from custodes.demo.answers import INSTRUMENT, PlannedReturn, is_quota, planned_returns, trial_returns
from custodes.survey import actions
from custodes.survey.actions.submitting import obstacles_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Return, Wave

Tell = Callable[[str, float | None], None]
Team = Mapping[Role, Person]
Teams = Mapping[str, tuple[Body, Team]]
"""By slug."""

TITLE = "Survey of police surveillance cameras (made up)"
TRIAL = "Trial of the survey, a year before (made up)"
A_YEAR = 365
OPEN_FOR = 61
"""Days from the first to the last day of the window."""
SINCE_THE_END = 120
"""Days from the last day until today: late returns came more than three months after it."""
FILL_IN = (
    Role.SURVEILLANCE_LEAD,
    Role.IT_SECURITY,
    Role.PROCUREMENT,
    Role.DATA_PROTECTION_OFFICER,
    Role.SENIOR_RESPONSIBLE_OFFICER,
)
"""Who answers, section by section in turn."""
TAKEN = (
    "_devices",
    "_connection",
    "_flagged_detail",
    "int_makers",
    "anpr_makers",
    "bwv_makers",
    "oth_makers",
)
"""Ends of the names of questions that the register answers."""
EXPLAINED = (
    "The label is another maker's; we answered by the label and are asking the supplier (made up).",
    "The register was filled from an old list. It is being counted again (made up).",
    "Those are in store and will not be used again (made up).",
)


def hold_wave(office: Body, staff: Team, teams: Teams, tell: Tell, earlier: Wave | None = None) -> Wave:
    """The wave and its 39 returns of 47 bodies. `teams`: every body with its people."""
    closes = clock.today() - dt.timedelta(SINCE_THE_END)
    wave = _begin(staff[Role.ANALYST], office, TITLE, closes, earlier)
    asked = [body for body, _ in teams.values() if body.sector != "Local authority"]
    _ask(staff[Role.ANALYST], wave, asked)
    _hold(wave, planned_returns(), teams, tell)
    return wave


def hold_trial(office: Body, staff: Team, teams: Teams, tell: Tell) -> Wave:
    """A year before, the same was asked of a few: some of their answers were others then."""
    planned = trial_returns()
    closes = clock.today() - dt.timedelta(SINCE_THE_END + A_YEAR)
    wave = _begin(staff[Role.ANALYST], office, TRIAL, closes, None)
    names = {one.body.name for one in planned}
    _ask(staff[Role.ANALYST], wave, [body for body, _ in teams.values() if body.name in names])
    _hold(wave, planned, teams, tell)
    actions.end_wave(by=staff[Role.ANALYST], wave=wave)
    return wave


def _begin(analyst: Person, office: Body, title: str, closes: dt.date, earlier: Wave | None) -> Wave:
    return actions.add_wave(
        by=analyst,
        instrument=actions.add_shipped(by=analyst, office=office, name=INSTRUMENT),
        title=title,
        opens_on=closes - dt.timedelta(OPEN_FOR),
        closes_on=closes,
        letter="This survey, and everybody who answers it, is made up.",
        reminders=(),
        earlier=earlier,
    )


def _ask(analyst: Person, wave: Wave, bodies: Sequence[Body]) -> None:
    actions.ask_bodies(by=analyst, wave=wave, bodies=bodies)
    opened = dt.datetime.combine(wave.opens_on, dt.time(9), ZoneInfo("Europe/London"))
    actions.note_invited(by=analyst, wave=wave, at=opened)


def _hold(wave: Wave, planned: Sequence[PlannedReturn], teams: Teams, tell: Tell) -> None:
    by_name = {body.name: (body, team) for body, team in teams.values()}
    for number, one in enumerate(planned):
        tell(f"{wave.title}: filling in return {number + 1} of {len(planned)}", number / len(planned))
        _return(wave, one, by_name, _came_in(wave, number, len(planned), one.late))


def _came_in(wave: Wave, number: int, of: int, late: bool) -> dt.datetime:
    """Spread over the window, the last ones more than three months after it."""
    if late:
        day = wave.closes_on + dt.timedelta(95 + of - number)
    else:
        day = wave.opens_on + dt.timedelta(10 + round((OPEN_FOR - 10) * number / of))
    return dt.datetime.combine(day, dt.time(11), ZoneInfo("Europe/London"))


def _return(wave: Wave, planned: PlannedReturn, by_name: Teams, came_in: dt.datetime) -> None:
    body, team = by_name[planned.body.name]
    lead, officer = team[Role.SURVEILLANCE_LEAD], team[Role.SENIOR_RESPONSIBLE_OFFICER]
    of = actions.start_return(by=lead, wave=wave, body=body)
    for name in planned.covers:
        actions.cover(by=lead, of=of, body=by_name[name][0], sections=_sections(of))
    taken = set[str]() if _is_careless(planned) else _from_register(of, team)
    for key, given in planned.answers.items():
        if given.state is not State.BLANK and key not in taken:
            _answer(of, team, key, given)
    _explain(of, lead)
    of.refresh_from_db()
    actions.submit(by=officer, of=of, base=of.revision, received_at=came_in)


def _is_careless(planned: PlannedReturn) -> bool:
    """Every fourth answers without looking at its register: what contradicts it is explained."""
    return planned.body.size % 4 == 0


def _from_register(of: Return, team: Team) -> set[str]:
    """Take what the register suggests, where the totals that were published say nothing else. By which keys."""
    taken = set()
    for one in of.proposals.filter(source=Answer.Source.REGISTER):
        if one.key.endswith(TAKEN) and not is_quota(one.key):
            actions.take_proposal(by=team[Role.SURVEILLANCE_LEAD], proposal=one, base=0)
            taken.add(one.key)
    if "oth_devices" in taken:
        _answer(of, team, "oth_operated", Given(State.ANSWERED, "own"))
        taken.add("oth_operated")
    return taken


def _sections(of: Return) -> list[str]:
    return list(of.covers.filter(body=of.body).values_list("section", flat=True))


def _answer(of: Return, team: Team, key: str, given: Given) -> None:
    by = team[FILL_IN[sum(map(ord, key.partition("_")[0])) % len(FILL_IN)]]
    there = Answer.objects.filter(of=of, key=key, body=None).first()
    actions.save_answer(by=by, of=of, key=key, given=given, base=there.revision if there else 0)


def _explain(of: Return, by: Person) -> None:
    for number, one in enumerate(obstacles_of(of).unexplained):
        text = EXPLAINED[(of.pk + number) % len(EXPLAINED)]
        actions.explain(by=by, of=of, key=str(one.standing.key), contradiction=one.digest, text=text)


BODY_WORN = (
    ("yes", "A delivery note of the supplier names a maker of concern (made up)."),
    ("no", "The supplier has shown that the cameras are of another maker (made up)."),
)
"""As in 2022: none at first, then reported, then found to be none after all."""


def correct_body_worn(wave: Wave, teams: Teams, turn: int) -> None:
    """The first or second correction of the returns that are corrected twice. `turn`: 0 or 1."""
    by_name = {body.name: team for body, team in teams.values()}
    value, why = BODY_WORN[turn]
    for planned in planned_returns():
        if planned.corrected_twice:
            of = Return.objects.get(wave=wave, body__name=planned.body.name)
            _correct(of, by_name[planned.body.name], value, why)


def _correct(of: Return, team: Team, value: str, why: str) -> None:
    officer = team[Role.SENIOR_RESPONSIBLE_OFFICER]
    actions.begin_correction(by=officer, of=of, reason=why)
    _answer(of, team, "bwv_flagged", Given(State.ANSWERED, value))
    _explain(of, officer)
    of.refresh_from_db()
    actions.submit(by=officer, of=of, base=of.revision, reason=why)
