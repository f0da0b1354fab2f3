"""What the start page says of each body: a few grouped counts, however many bodies there are."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.urls import NoReverseMatch, reverse

from custodes import clock
from custodes.access.models import Body, Membership, Oversight
from custodes.access.permissions import Permission
from custodes.access.roles import Role
from custodes.access.standing import Standing, permissions
from custodes.concerns.models import Scope, Tally
from custodes.evidence.models import Import
from custodes.register.models import Device, System, SystemUse
from custodes.survey.models import BodyAsked, Covered, Return
from custodes.web.govuk.wording import count, date
from custodes.web.govuk.wording import rows as in_register
from custodes.web.pages.home.asked import queries_to, sections_for
from custodes.web.pages.surveys.needs import needs_of as surveys_of_office

Counts = dict[int, int]
CONFLICT = Q(disagreement=True) | Q(product__conflict=True)
"""As the list of devices that it leads to."""


class Need(NamedTuple):
    """Something that waits for this person. `href` is "" where its page is not there."""

    text: str
    href: str


class Own(NamedTuple):
    """A body the person has roles in."""

    body: Body
    roles: str
    held: str
    needs: list[Need]
    may: frozenset[Permission]


class Overseen(NamedTuple):
    """A body that the person's office oversees: what it has shared, not what it holds."""

    body: Body
    systems: int
    rows: int
    figures: "Figures | None"


class Figures(NamedTuple):
    """Devices of what a body has shared, as last worked out. `uncounted`: rows without a number, each one device."""

    devices: int
    listed: int
    not_ruled_out: int
    """Of a watchlist."""
    affected: int
    not_known: int
    uncounted: int
    looked_at: dt.datetime


def own_bodies(who: Standing) -> list[Own]:
    """Bodies the person has roles in, by name. Nine queries, and a few for each open wave of their offices."""
    bodies = list(Body.objects.filter(pk__in=list(who.roles)))
    holders = [body.pk for body in bodies if not body.is_office]
    standing = {"body__in": holders, "withdrawn_at": None}
    systems = _by_body(System.objects.filter(**standing).values_list("body").annotate(Count("pk")))
    devices = Device.objects.filter(**standing)
    rows = _by_body(devices.values_list("body").annotate(Count("pk")))
    torn = _by_body(devices.filter(CONFLICT).values_list("body").annotate(Count("pk")))
    imports = Import.objects.filter(body__in=holders, state=Import.State.CHECKED)
    waiting = _by_body(imports.values_list("body").annotate(Count("pk")))
    answering = [body.pk for body in bodies if Permission.ANSWER in permissions(who, body)]
    returns = _returns(answering)
    for of, text, href in (*queries_to(answering), *sections_for(who.person, answering)):
        returns.setdefault(of, []).append(Need(text, href))
    return [
        Own(
            body,
            ", ".join(role.label for role in Role if role in who.roles[body.pk]),
            _held(body, systems, rows),
            [
                *returns.get(body.pk, ()),
                *_needs(body, permissions(who, body), systems, torn, waiting),
            ],
            permissions(who, body),
        )
        for body in bodies
    ]


def _returns(bodies: Collection[int]) -> dict[int, list[Need]]:
    """Returns to start or to go on with, by body, the one that is due first before the others. Two queries."""
    begun = Q(wave__opens_on__lte=clock.today()) | Q(invited_at__isnull=False)
    asked = BodyAsked.objects.filter(begun, body__in=bodies, wave__ended_at=None).select_related(
        "body", "wave"
    )
    covered = Covered.objects.filter(body__in=bodies).values_list(
        "body", "wave", "of", "of__body", "of__state"
    )
    held: dict[tuple[int, int], tuple[int, int, str]] = {}
    for body, wave, of, leads, state in covered.order_by("of"):
        if (body, wave) not in held or leads == body:
            held[body, wave] = of, leads, state
    found: dict[int, list[Need]] = {}
    for one in sorted(asked, key=lambda one: (one.due_on, one.pk)):
        need = _to_fill_in(one, held.get((one.body_id, one.wave_id)))
        if need:
            found.setdefault(one.body_id, []).append(need)
    return found


def _to_fill_in(asked: BodyAsked, held: tuple[int, int, str] | None) -> Need | None:
    due = f"{asked.wave.title}, due on {date(asked.due_on)}"
    if held is None:
        return Need(f"A return to start: {due}", _page("returns", asked.body))
    of, leads, state = held
    if leads != asked.body_id or state == Return.State.SUBMITTED:
        return None
    what = "A return waits for sign-off" if state == Return.State.READY else "A return to go on with"
    return Need(f"{what}: {due}", reverse("return", args=[asked.body.slug, of]))


def _by_body(pairs: object) -> Counts:
    return dict(pairs)  # type: ignore[call-overload, no-any-return]


def _held(body: Body, systems: Counts, rows: Counts) -> str:
    if body.is_office:
        return ""
    if not systems.get(body.pk):
        return "Nothing is in its register yet"
    return f"{count(systems[body.pk], 'system')} with {in_register(rows.get(body.pk, 0))}"


def _needs(
    body: Body, may: frozenset[Permission], systems: Counts, torn: Counts, waiting: Counts
) -> list[Need]:
    found = []
    if Permission.IMPORT in may and not body.is_office and not systems.get(body.pk):
        found.append(Need("Import a list of your cameras", _page("imports", body)))
    if Permission.IMPORT in may and waiting.get(body.pk):
        found.append(Need(f"{count(waiting[body.pk], 'import')} to decide on", _page("imports", body)))
    if Permission.JUDGE in may and torn.get(body.pk):
        said = f"{in_register(torn[body.pk])} with conflicting evidence to settle"
        found.append(Need(said, _page("devices", body, "?conflict=yes")))
    if Permission.RUN_SURVEYS in may:
        found += [Need(*need) for need in surveys_of_office(body)]
    return found


def _page(name: str, body: Body, query: str = "") -> str:
    try:
        return reverse(name, args=[body.slug]) + query
    except NoReverseMatch:
        return ""


def overseen(who: Standing) -> list[Overseen]:
    """Bodies that the person's offices oversee, with what they have shared. Five queries, or none."""
    if not who.offices:
        return []
    seen = Oversight.objects.filter(office__in=who.offices, ended_at=None).values("body")
    bodies = list(Body.objects.filter(pk__in=seen))
    shared = Q(withdrawn_at=None, body__in=bodies)
    systems = System.objects.filter(shared, shared_at__isnull=False)
    devices = Device.objects.filter(shared, system__in=systems)
    of_systems = _by_body(systems.values_list("body").annotate(Count("pk")))
    rows = _by_body(devices.values_list("body").annotate(Count("pk")))
    figures = _figures(list(of_systems))
    return [
        Overseen(body, of_systems.get(body.pk, 0), rows.get(body.pk, 0), figures.get(body.pk))
        for body in bodies
    ]


COUNTS = (
    "estate__devices",
    "watchlists__affected__devices",
    "watchlists__unknown__devices",
    "vulnerabilities__affected__devices",
    "vulnerabilities__unknown__devices",
    "vulnerabilities__not_covered__devices",
    "vulnerabilities__not_identified__devices",
    "rows_without_quantity",
)


def _figures(bodies: Collection[int]) -> dict[int, Figures]:
    """The latest of what each of these bodies shares, where there are any. Only the counts that are shown are read."""
    shared = Tally.objects.filter(body__in=bodies, scope=Scope.SHARED)
    latest = shared.order_by().values("body").annotate(latest=Max("pk")).values("latest")
    counts = [f"counts__{name}" for name in COUNTS]
    found = Tally.objects.filter(pk__in=latest).values_list("body", "looked_at", *counts)
    return {
        body: Figures(devices, listed, not_ruled_out, affected, sum(not_known), uncounted, looked_at)
        for body, looked_at, devices, listed, not_ruled_out, affected, *not_known, uncounted in found
    }


def used(who: Standing, others: Collection[int]) -> list[Body]:
    """Bodies whose systems the person's bodies use, besides `others`."""
    if not who.holders:
        return []
    uses = SystemUse.objects.filter(body__in=who.holders, ended_at=None, system__withdrawn_at=None)
    return list(Body.objects.filter(pk__in=uses.values("system__body")).exclude(pk__in=[*others]))


def without_keeper() -> list[Body]:
    """Bodies in which nobody could let people in: administrators see to them."""
    keepers = Membership.objects.filter(
        role__in=(Role.SURVEILLANCE_LEAD, Role.HEAD_OF_OFFICE), ended_at=None, person__is_active=True
    )
    return list(Body.objects.exclude(pk__in=keepers.values("body")))
