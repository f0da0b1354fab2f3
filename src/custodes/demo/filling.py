"""What happens in the demo's register: who joins, what they bring in, share, settle and take back."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

from custodes.access.actions import begin_oversight, create_body, create_collaboration
from custodes.access.models import Body, Person
from custodes.access.roles import HOLDER_ROLES, OFFICE_ROLES, Role
from custodes.concerns.actions import assess_products, run_waiting
from custodes.concerns.models import Refresh
from custodes.demo import sign_ins
from custodes.demo.actions import Company
from custodes.demo.answering import answer_first, answer_next
from custodes.demo.names import Body as Planned
from custodes.demo.names import bodies
from custodes.demo.publishing import leave_public, publish_wave
from custodes.demo.register import OBSERVED_ON
from custodes.demo.wave import hold_trial, hold_wave
from custodes.evidence.actions import add, decide, read, undo, upload
from custodes.evidence.models import Import
from custodes.identity.actions import judge
from custodes.identity.models import Judgement
from custodes.register.actions import change_system, let_use, share_systems
from custodes.register.models import Device, ProductVersion, System
from custodes.register.terms import Operator

Tell = Callable[[str, float | None], None]
Team = dict[Role, Person]

PARTNERS = ("northmarrow-police", "kingsmarrow-police", "southmarrow-constabulary", "saltmarrow-police")
"""A lead body, and those that use a system of its."""
SECTORS = {"council": "Local authority", "agency": "National agency"}
WRONG_LIST = ("larkmere-district-council", "silverfell-police")
"""A body that was given the list of another one at first."""

SETTLED = (
    ("northmarrow-police", "ACCC8E", "Axis Communications"),
    ("garrison-lands-constabulary", "001C44", "Bosch Security Systems"),
    ("yarrowmoor-police", "ACCC8E", "Axis Communications"),
)
"""Bodies where somebody looked at a device whose label and MAC contradict each other: MAC prefix, and what it was."""
ASKED = "northmarrow-police"
"""A body that is asked about its cameras, before and after somebody looked closer."""
PURPOSES = {
    "anpr": "Find vehicles that are wanted, stolen or not insured (made up)",
    "cctv_external": "Deter and detect crime around our buildings and car parks (made up)",
    "cctv_internal": "Keep people in our care, visitors and staff safe (made up)",
    "": "Keep our buildings, car parks and the people in them safe (made up)",
    "drone": "Search for missing people and look at scenes from above (made up)",
}
"""Technology to what a body says its systems are for."""
DESCRIBED = ("northmarrow-police", "larkmere-district-council")
"""Bodies that have described their systems; the others have not got round to it."""


def fill(folder: Path, tell: Tell) -> None:
    """Everything, in an empty register."""
    company = Company()
    administrator = company.administrator()
    office = create_body(
        by=administrator,
        name="Office of the Camera Commissioner (fictional)",
        kind=Body.Kind.OFFICE,
        fictional=True,
    )
    staff = {role: company.join(by=administrator, body=office, role=role) for role in sorted(OFFICE_ROLES)}
    teams: dict[str, tuple[Body, Team]] = {}
    everyone = bodies()
    for number, planned in enumerate(everyone):
        tell(f"Body {number + 1} of {len(everyone)}: letting its people in", number / len(everyone))
        body = _body(planned, administrator)
        begin_oversight(by=administrator, office=office, body=body)
        teams[planned.slug] = (body, _team(company, body, administrator))
    sign_ins.write(folder, company.sign_ins)
    _lists(folder / "estates", teams, tell)
    _share(teams)
    _work_together(administrator, teams)
    _assess(tell)
    answer_first(teams[ASKED][0], teams[ASKED][1][Role.DATA_PROTECTION_OFFICER])
    _look_closer(teams)
    _count(tell)
    answer_next(teams[ASKED][0], teams[ASKED][1][Role.DATA_PROTECTION_OFFICER])
    trial = hold_trial(office, staff, teams, tell)
    publish_wave(hold_wave(office, staff, teams, tell, trial), staff, teams, tell)
    leave_public(folder, tell)


def _body(planned: Planned, by: Person) -> Body:
    sector = SECTORS.get(planned.kind, "Police force")
    return create_body(by=by, name=planned.name, sector=sector, fictional=True)


def _team(company: Company, body: Body, administrator: Person) -> Team:
    """The administrator lets the lead in, who lets in the others."""
    lead = company.join(by=administrator, body=body, role=Role.SURVEILLANCE_LEAD)
    others = [role for role in HOLDER_ROLES if role is not Role.SURVEILLANCE_LEAD]
    return {Role.SURVEILLANCE_LEAD: lead} | {
        role: company.join(by=lead, body=body, role=role) for role in others
    }


def _lists(estates: Path, teams: dict[str, tuple[Body, Team]], tell: Tell) -> None:
    """Every body brings in its list; one brings in another's first, and takes it back."""
    there = {path.name.removeprefix("fictional-").split(".")[0]: path for path in estates.iterdir()}
    wronged, other = WRONG_LIST
    body, team = teams[wronged]
    wrong = _import(body, team, there[other])
    undo(
        by=team[Role.SURVEILLANCE_LEAD],
        of=wrong,
        reason="This was the list of another body, sent by mistake.",
    )
    for number, (slug, (body, team)) in enumerate(teams.items()):
        tell(f"Body {number + 1} of {len(teams)}: importing its list", number / len(teams))
        _import(body, team, there[slug])


def _import(body: Body, team: Team, path: Path) -> Import:
    by = team[Role.SURVEILLANCE_LEAD]
    of = upload(by=by, body=body, files=[(path.name, path)], observed_on=OBSERVED_ON)
    read(of.pk, _silent)
    decide(by=by, of=of, choice="valid")
    add(of.pk, _silent)
    of.refresh_from_db()
    assert of.state == Import.State.ADDED, f"{path}: {of.message}"
    return of


def _silent(what: str, share: float) -> None:
    """The bar tells of bodies, not of rows."""


def _share(teams: dict[str, tuple[Body, Team]]) -> None:
    """Most have shown the office most: every fifth body nothing yet, the others all but their last system."""
    for number, (body, team) in enumerate(teams.values()):
        held = list(System.objects.filter(body=body, withdrawn_at=None).order_by("name"))
        if number % 5 != 3:
            _show(team, body, held if len(held) == 1 else held[:-1])


def _show(team: Team, body: Body, systems: Sequence[System]) -> None:
    share_systems(by=team[Role.SENIOR_RESPONSIBLE_OFFICER], body=body, systems=systems)


def _work_together(administrator: Person, teams: dict[str, tuple[Body, Team]]) -> None:
    """One force runs a system that others use."""
    (lead, team), *others = (teams[slug] for slug in PARTNERS)
    create_collaboration(
        by=administrator,
        name="Marrow Valley Camera Partnership (fictional)",
        lead=lead,
        members=[body for body, _ in others],
    )
    system = System.objects.filter(body=lead, withdrawn_at=None).order_by("name")[0]
    for body, _ in others:
        let_use(by=team[Role.SURVEILLANCE_LEAD], system=system, user=body)


def _look_closer(teams: dict[str, tuple[Body, Team]]) -> None:
    """What people add to what lists say: purposes, and whom a device is really from."""
    for slug in DESCRIBED:
        body, team = teams[slug]
        for system in System.objects.filter(body=body, withdrawn_at=None, technology__in=PURPOSES):
            said = {"purpose": PURPOSES[system.technology], "operator": Operator.OWN}
            change_system(by=team[Role.SURVEILLANCE_LEAD], system=system, values=said, base=system.revision)
    for slug, prefix, maker in SETTLED:
        body, team = teams[slug]
        _settle(body, team, prefix, maker)


def _settle(body: Body, team: Team, prefix: str, maker: str) -> None:
    """One such device, where the body has any: a small demo may have none."""
    device = Device.objects.filter(
        body=body, withdrawn_at=None, mac__startswith=prefix, product__conflict=True
    ).first()
    if device is not None:
        judge(
            by=team[Role.IT_SECURITY],
            device=device,
            about=Judgement.About.MAKER,
            value=maker,
            reason=f"Looked at on site: the housing and the web page say {maker} (made up).",
            base=device.revision,
        )


def _assess(tell: Tell) -> None:
    """What all bodies hold is assessed together, then each is counted."""
    held = Device.objects.filter(withdrawn_at=None).values("product")
    versions = ProductVersion.objects.filter(pk__in=held).values_list("pk", flat=True)
    assess_products(versions, on_progress=lambda done, of: tell("Working out findings", done / max(of, 1)))
    _count(tell)


def _count(tell: Tell) -> None:
    """The figures of every body in which something changed."""
    waiting, done = Refresh.objects.count(), itertools.count()

    def on_body(body: Body) -> None:
        number = next(done)
        tell(f"Body {number + 1} of {waiting}: working out its figures", number / waiting)

    run_waiting(on_body)
