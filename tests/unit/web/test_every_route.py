"""Every page, asked by everybody: whoever may, gets it; whoever may not, is refused. New pages are met by themselves.

A page under bodies/<slug>/ is asked in Oxmere and in Thornby, by everybody in the cast, by GET and by POST. What it
should answer follows from `access.standing.permissions`. Things that addresses name by number are once one of that
body and once one of the other, which must not be there. Oxmere and Thornby keep what they have to themselves here:
who reads a body's register from outside finds none of it. Pages for those who run surveys are asked in two offices.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from waves import answered, kept, wave

from cast import Cast, sign_in
from custodes import clock
from custodes.access import actions
from custodes.access.models import Body, Invitation, Membership, Oversight, Person
from custodes.access.permissions import Permission, Scope
from custodes.access.roles import Role
from custodes.access.standing import permissions, reaches, standing
from custodes.concerns.actions import tally_body
from custodes.evidence import actions as evidence
from custodes.evidence.models import Import, Observation
from custodes.identity.models import Judgement
from custodes.publication import actions as publication
from custodes.publication.information import actions as information_actions
from custodes.publication.information.answering import prepared
from custodes.publication.models import Draft, InformationRequest
from custodes.publication.preparing import open_draft
from custodes.register.models import Device, ProductVersion, System, SystemUse
from custodes.survey import actions as survey
from custodes.survey.models import Coding, Letting, Query, Return, Wave

pytestmark = pytest.mark.django_db
UNDECLARED = ("api/",)
"""Where pages need not say a permission: calls of the API are asked one by one in tests/unit/web/api."""
SECRETS = {"uidb36": "1", "key": "x", "provider_id": "oidc", "code": "x", "secret": "x", "address": "x"}
"""What links carry instead of a permission, or any address of the public site. Their pages are open, and find nothing."""


class Route(NamedTuple):
    """A page: its name, what varies in its address (by name, what it is a number of), and what it says it needs."""

    name: str
    parts: dict[str, str]
    permission: Permission

    @property
    def things(self) -> dict[str, str]:
        plain = {"slug", *SECRETS, *(key.split(".")[1] for key in WORDS if key.split(".")[0] == self.name)}
        return {part: what for part, what in self.parts.items() if part not in plain}


VARYING = re.compile(r"([\w-]*)/?<(?:\w+:)?(\w+)>")
PLAIN = {"pk", "number"}
"""Names that say nothing: such a part is what the address says before it."""


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, address)
        else:
            yield address, each


def routes() -> Iterator[Route]:
    for address, each in patterns(get_resolver()):
        if hasattr(each.callback, "permission"):
            found = {part: before if part in PLAIN else part for before, part in VARYING.findall(address)}
            yield Route(str(each.name), found, each.callback.permission)


ROUTES = list(routes())
OF_BODIES = [route for route in ROUTES if "slug" in route.parts]
ELSEWHERE = [route for route in ROUTES if "slug" not in route.parts]
by_name = pytest.mark.parametrize("route", OF_BODIES, ids=lambda route: route.name)


def device(body: Body) -> Device:
    """A device nobody outside the body can see."""
    product, _ = ProductVersion.objects.get_or_create(key=f"of {body.slug}")
    system, _ = System.objects.get_or_create(body=body, name="Kept to ourselves")
    return Device.objects.get_or_create(body=body, system=system, product=product, brand="Axis")[0]


def lead(body: Body) -> Person:
    return Membership.objects.get(body=body, role=Role.SURVEILLANCE_LEAD).person


def imported(body: Body) -> Import:
    """A list with one row that can be read and one that cannot, waiting for a choice."""
    held = Import.objects.filter(body=body).first()
    if held:
        return held
    path = Path(settings.DATA_FOLDER) / f"{body.slug}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Make,Model,Quantity\nAxis,P3245-LV,2\nAxis,P3245-LV,many\n", encoding="utf-8")
    day = dt.date(2026, 2, 1)
    made = evidence.upload(by=lead(body), body=body, files=[(path.name, path)], observed_on=day)
    evidence.read(made.pk)
    return made


def judgement(body: Body) -> Judgement:
    return Judgement.objects.get_or_create(device=device(body), about="maker", value="Axis", by=lead(body))[0]


def observation(body: Body) -> Observation:
    held = device(body)
    found = held.observations.first()
    return found or Observation.objects.create(
        device=held, source="person", observed_on="2026-01-01", said="{}"
    )


def invitation(body: Body) -> Invitation:
    held = Invitation.objects.filter(body=body).first()
    return held or actions.invite(by=lead(body), email="kit@example.test", body=body, role=Role.READER)


def reader(body: Body) -> Membership:
    return body.memberships.exclude(role=Role.SURVEILLANCE_LEAD).first() or body.memberships.get()


def use(body: Body) -> SystemUse:
    other, _ = Body.objects.get_or_create(slug="fenwick", name="Fenwick")
    return SystemUse.objects.get_or_create(system=device(body).system, body=other)[0]


def survey_wave(office: Body) -> Wave:
    """A wave that the office runs, of a body that nobody of the cast is in."""
    held = Wave.objects.filter(office=office).first()
    asked, _ = Body.objects.get_or_create(slug="fenwick", name="Fenwick")
    by = Person.objects.earliest("pk")
    return held or wave(kept(office, by), by, [asked])


def survey_return(body: Body) -> Return:
    """A return that was submitted and is being corrected: of the body; of an office, one in its wave."""
    office = body if body.is_office else Body.objects.get(slug="commissioner")
    run = survey_wave(office)
    of = run.asked.get(body__slug="fenwick").body if body.is_office else body
    held = Return.objects.filter(body=of, wave=run).first()
    if held:
        return held
    by = Person.objects.earliest("pk")
    Oversight.objects.get_or_create(office=office, body=of, ended_at=None)
    survey.ask_bodies(by=by, wave=run, bodies=[of])
    made = answered(survey.start_return(by=by, wave=run, body=of), by, {"runs": "no"})
    survey.submit(by=by, of=made, base=made.revision)
    return survey.begin_correction(by=by, of=made, reason="Counted again")


def query(body: Body) -> Query:
    of, by = survey_return(body), Person.objects.earliest("pk")
    return of.queries.first() or survey.open_query(by=by, of=of, key="runs", text="Since when?")


def coding(body: Body) -> Coding:
    """What somebody read an answer as."""
    read, by = survey_return(body).submissions.get(), Person.objects.earliest("pk")
    given = {"key": "runs", "state": "non_answer", "rationale": "It says nothing."}
    return read.codings.first() or survey.code_answer(by=by, submission=read, **given)


def asking(body: Body) -> Wave:
    """A wave that asks the body, and Fenwick, of which nobody of the cast is."""
    office, by = Body.objects.get(slug="commissioner"), Person.objects.earliest("pk")
    title = f"Of {body.slug}"
    held = Wave.objects.filter(office=office, title=title).first()
    asked, _ = Body.objects.get_or_create(slug="fenwick", name="Fenwick")
    return held or wave(kept(office, by, version=body.slug), by, [body, asked], title=title)


def letting(body: Body, *, to: bool) -> Letting:
    """What a neighbour lets the return of the body answer; without `to`, what the body lets that of Fenwick answer."""
    by = Person.objects.earliest("pk")
    if not to:
        run, fenwick = asking(body), Body.objects.get(slug="fenwick")
        return survey.let_cover(by=by, wave=run, body=body, to=fenwick, sections=["about"])
    run = survey_return(body).wave
    near, _ = Body.objects.get_or_create(slug=f"near-{body.slug}", name=f"Near {body}")
    Oversight.objects.get_or_create(office=run.office, body=near, ended_at=None)
    survey.ask_bodies(by=by, wave=run, bodies=[near])
    return survey.let_cover(by=by, wave=run, body=near, to=body, sections=["about"])


def draft(of: Wave) -> Draft:
    """A publication that is prepared of a wave, to which bodies can reply."""
    by = Person.objects.earliest("pk")
    there = open_draft(of)
    made = there or publication.begin_draft(by=by, wave=of, title="Autumn")
    return publication.change_draft(by=by, draft=made, base=made.revision, reply_until=clock.today())


def information(body: Body) -> InformationRequest:
    """A request for information of the body, with an answer."""
    held = InformationRequest.objects.filter(body=body).first()
    if held:
        return held
    by, about = lead(body), {"reference": "FOI 1", "received_on": clock.today(), "asked": "How many?"}
    device(body)
    tally_body(body, "a test")
    made = information_actions.record_request(by=by, body=body, **about)
    seen = prepared(made, ["devices"])
    information_actions.keep_answer(by=by, request=made, figures=["devices"], reasons={}, base=seen.mark)
    return made


THINGS: dict[str, Callable[[Body], Any]] = {
    "devices": lambda body: device(body).pk,
    "systems": lambda body: device(body).system_id,
    "imports": lambda body: imported(body).pk,
    "judgements": lambda body: judgement(body).pk,
    "observation": lambda body: observation(body).pk,
    "membership": lambda body: reader(body).pk,
    "invitation": lambda body: invitation(body).pk,
    "use": lambda body: use(body).pk,
    "wave": lambda body: draft(survey_wave(body)).wave_id if body.is_office else asking(body).pk,
    "letting": lambda body: letting(body, to=True).pk,
    "let": lambda body: letting(body, to=False).pk,
    "asked": lambda body: survey_wave(body).asked.earliest("pk").pk,
    "instruments": lambda body: survey_wave(body).instrument_id,
    "returns": lambda body: survey_return(body).pk,
    "query": lambda body: query(body).pk,
    "coding": lambda body: coding(body).pk,
    "other": lambda body: body.slug,
    "requests": lambda body: information(body).pk,
    "draft": lambda body: draft(asking(body)).pk,
}
"""What stands at each varying part of an address under bodies/<slug>/: something of that body.

By the name of the part; where that is only pk or number, by what the address says before it.
"""
WORDS = {
    "picture.number": 1,
    "picture.name": "list",
    "picture.kind": "wide",
    "export.name": "devices.csv",
    "finding.kind": "watchlist",
    "finding.concern": "nobody/knows",
    "judge.about": "maker",
    "response_picture.kind": "wide",
    "wave_bodies.suffix": "csv",
    "compare_waves_file.suffix": "csv",
    "compare_figures_file.suffix": "csv",
    "answers_to_question.key": "runs",
    "submitted_answer.key": "runs",
    "open_query.key": "runs",
    "code_answer.key": "runs",
    "settle_coding.key": "runs",
    "receipt.number": 1,
    "submission.number": 1,
    "submission_contents.number": 1,
    "return_section.section": "about",
    "save_section.section": "about",
    "answer_history.key": "runs",
    "differing_bodies.key": "runs",
    "differing_answer.key": "runs",
    "delegate_section.section": "about",
    "take_back_section.section": "about",
    "section_done.section": "about",
    "stop_covering.covered": "fenwick",
    "print_submission.number": 1,
    "figure_of_wave.name": "many",
    "edition_file.number": 1,
    "information_answer.number": 1,
    "information_answer_file.number": 1,
    "print_information_answer.number": 1,
    "preview_page.address": "feed.atom",
}
"""Parts that are not something of a body, by `page.part`."""
KEPT_INSIDE = {"devices", "systems"}
"""Kept by the body to itself here, so not there for anybody from outside."""
MAY_BE_EMPTY = {
    "compare_waves_file",
    "compare_figures_file",
    "take_back_section",
    "section_done",
    "stop_covering",
    "changes",
    "picture",
    "finding",
    "compare_instrument",
    "response_picture",
    "create_population",
    "figure_of_wave",
    "edition_file",
}
"""Pages that are not there before there are figures or findings: their own tests have some."""


def places(route: Route, cast: Cast) -> tuple[Body, Body]:
    """Where a page is asked, and where else things are that must not be there."""
    if route.permission not in (Permission.RUN_SURVEYS, Permission.PUBLISH):
        return cast.oxmere, cast.thornby
    kind = Body.Kind.OFFICE
    return cast.office, Body.objects.get_or_create(slug="inspectorate", name="Inspectorate", kind=kind)[0]


def of_body(route: Route, body: Body, things_of: Body) -> str:
    missing = set(route.things.values()) - set(THINGS)
    assert not missing, f"{route.name}: say in THINGS or WORDS what {missing} is"
    words = {part: WORDS[key] for part in route.parts if (key := f"{route.name}.{part}") in WORDS}
    parts = words | {part: THINGS[what](things_of) for part, what in route.things.items()}
    return reverse(route.name, kwargs={**parts, "slug": body.slug})


def asked(client: Client, address: str) -> list[int]:
    """The status of a GET and of an empty POST; what they do is undone."""
    found = []
    for ask in (client.get, client.post):
        with transaction.atomic():
            answer = ask(address)
            found.append(answer.status_code)
            if (
                answer.streaming
            ):  # Django's client closes it then; closed by hand, it takes PostgreSQL's transaction along
                assert answer.getvalue() is not None
            transaction.set_rollback(True)
    return found


KEY = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
REFUSED, NOT_THERE, SENT_AWAY = [403, 403], [404, 404], [302, 302]


def test_every_page_says_what_permission_it_needs() -> None:
    undeclared = [
        address
        for address, each in patterns(get_resolver())
        if not hasattr(each.callback, "permission") and not address.startswith(UNDECLARED)
    ]
    assert undeclared == []
    assert len(OF_BODIES) > 5


def test_no_two_pages_have_a_name() -> None:
    """A link to one would lead to the other, where both take as many things."""
    pages = ((address, each.name) for address, each in patterns(get_resolver()))
    names = Counter(name for address, name in pages if name and not address.startswith(UNDECLARED))
    ours = {route.name for route in ROUTES}
    assert [name for name, number in names.items() if number > 1 and name in ours] == []


def test_pages_open_to_everybody_are_those_meant_to_be() -> None:
    told = {route.name for route in ROUTES if route.permission is Permission.PUBLIC}
    assert told <= OPEN, "Say here that this page is meant to be open to everybody"


OPEN = {
    "about_api",
    "accessibility",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "first_run",
    "healthz",
    "invitation",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "public",
    "public_page",
}


def judged(route: Route, answer: list[int], who: Person, body: Body) -> bool:
    """Whether a page of a body answered as it should to them: allowed it or not, in the body or from outside."""
    there, may, inside = stands(route, who, body)
    if not there:
        return answer == NOT_THERE
    if not may:
        return answer == REFUSED
    if KEPT_INSIDE & set(route.things.values()) and not inside:
        return set(answer) <= {404, 405}
    wrong = {401, 403, 500} if route.name in MAY_BE_EMPTY else {401, 403, 404, 500}
    return not wrong & set(answer)


def who_asks(route: Route, cast: Cast) -> dict[str, Person]:
    """By part: everybody; on PostgreSQL, one of all whose answers should be alike.

    Who may what is worked out alike on both: only what they then open asks the database something else.
    """
    if connection.vendor == "sqlite":
        return cast.people
    alike: dict[tuple[tuple[bool, ...], ...], str] = {}
    for part, who in cast.people.items():
        alike.setdefault(tuple(stands(route, who, body) for body in places(route, cast)), part)
    return {part: cast.people[part] for part in alike.values()}


def stands(route: Route, who: Person, body: Body) -> tuple[bool, ...]:
    """Whether a body is there for somebody, whether they may open the page, and whether they are of the body."""
    held = standing(who)
    inside = who.memberships.filter(body=body).exists()
    return reaches(held, body), route.permission in permissions(held, body), inside


@by_name
def test_a_page_of_a_body_is_for_those_who_may(route: Route, cast: Cast) -> None:
    addresses = {body: of_body(route, body, body) for body in places(route, cast)}
    for part, who in who_asks(route, cast).items():
        client = sign_in(Client(), who)
        for body, address in addresses.items():
            answer = asked(client, address)
            assert judged(route, answer, who, body), f"{part} at {route.name} of {body}: {answer}"


def test_a_stranger_cannot_tell_which_bodies_there_are(cast: Cast) -> None:
    """Neither by the status of a page nor by its words."""
    pages = [sign_in(Client(), cast.nobody).get(f"/bodies/{slug}/devices") for slug in ("oxmere", "atlantis")]
    assert [page.status_code for page in pages] == [404, 404]
    there, nowhere = (KEY.sub("", page.content.decode()) for page in pages)
    assert there.replace("oxmere", "atlantis") == nowhere
    assert "Constabulary" not in there


@by_name
def test_without_signing_in_or_in_no_body_there_is_nothing(route: Route, cast: Cast) -> None:
    body, _ = places(route, cast)
    address = of_body(route, body, body)
    assert asked(Client(), address) == SENT_AWAY
    assert Client().get(address)["Location"].startswith("/sign-in?next=")
    nowhere = address.replace(f"/{body.slug}", "/atlantis", 1)
    for who in (cast.lead, cast.administrator):
        assert asked(sign_in(Client(), who), nowhere) == NOT_THERE


@pytest.mark.parametrize(
    "route", [route for route in OF_BODIES if route.things], ids=lambda route: route.name
)
def test_a_thing_of_another_body_is_not_there(route: Route, cast: Cast) -> None:
    here, elsewhere = places(route, cast)
    able = [who for who in who_asks(route, cast).values() if stands(route, who, here)[1]]
    assert able
    address = of_body(route, here, elsewhere)
    for who in able:
        answer = asked(sign_in(Client(), who), address)
        assert sorted(set(answer)) in ([404], [404, 405]), (who, answer)


OWN: dict[str, Callable[[Person], int]] = {
    "token": lambda who: actions.create_token(by=who, name="t", scopes=[Scope.READ], days=1)[0].pk,
    "session": lambda who: (
        UserSession.objects.create(user=who, session_key=f"of {who.pk}", ip="127.0.0.1", user_agent="x").pk
    ),
}
"""What stands in addresses outside of bodies: something of that person."""
KEPT: dict[str, Callable[[Cast], int]] = {
    "oversight": lambda cast: Oversight.objects.filter(body=cast.oxmere).get().pk,
    "collaboration": lambda cast: (
        actions.create_collaboration(by=None, name="East", lead=cast.oxmere, members=[cast.thornby]).pk
    ),
    "invitation": lambda cast: actions.invite(by=cast.administrator, email="kit@example.test").pk,
    "person": lambda cast: cast.reader.pk,
}
"""... or something administrators keep."""


def outside(route: Route, cast: Cast, who: Person) -> str:
    missing = set(route.things) - {*OWN, *KEPT}
    assert not missing, f"{route.name}: say in OWN or KEPT what {missing} is"
    parts = {part: KEPT[part](cast) if part in KEPT else OWN[part](who) for part in route.things}
    return reverse(route.name, kwargs={**parts, **{k: v for k, v in SECRETS.items() if k in route.parts}})


@pytest.mark.parametrize("route", ELSEWHERE, ids=lambda route: route.name)
def test_a_page_outside_of_bodies_is_for_those_who_may(route: Route, cast: Cast) -> None:
    address = outside(route, cast, cast.nobody)
    if route.permission is Permission.PUBLIC:
        assert not {401, 403, 500} & set(asked(Client(), address)) or route.name == "account_inactive"
        return
    assert asked(Client(), address) == SENT_AWAY
    for part, who in cast.people.items():
        answer = asked(sign_in(Client(), who), address)
        told = f"{part} at {route.name}: {answer}"
        if route.permission not in permissions(standing(who), None):
            assert answer == REFUSED, told
        elif set(route.things) & set(OWN) and who != cast.nobody:
            assert sorted(set(answer)) in ([404], [404, 405]), told
        else:
            assert not set(answer) & {401, 403, 500}, told
