"""The page of a body, for each who may open it, at each stage."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from api_programs import Estate, estate_of
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cast import Cast, give, person, sign_in
from custodes.access.models import Body
from custodes.access.roles import Role
from custodes.concerns.actions import refresh_now
from custodes.concerns.models import Change, Refresh, Scope, Tally
from custodes.register import actions
from custodes.register.models import Device
from custodes.web.worker import draw_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(cast: Cast) -> Estate:
    return estate_of(cast)


def _page(client: Client, who: object, path: str = "/bodies/oxmere/") -> str:
    answer = sign_in(client, who).get(path)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_register_says_how_to_begin(cast: Cast, client: Client) -> None:
    page = _page(client, cast.lead)
    assert "Nothing is in this register yet" in page
    assert "Import a list" in page
    assert "Import a list" not in _page(client, cast.reader)


def test_nothing_is_said_before_somebody_has_looked(cast: Cast, estate: Estate, client: Client) -> None:
    page = _page(client, cast.lead)
    assert "being worked out for the first time" in page
    assert "custodes-tile" not in page
    Refresh.objects.all().delete()
    assert "nothing is known of it" in _page(client, cast.lead)


def test_figures_that_are_behind_say_so(cast: Cast, estate: Estate, client: Client) -> None:
    refresh_now(cast.oxmere, "a test")
    assert "Being worked out again" in _page(client, cast.lead)
    Refresh.objects.all().delete()
    assert "Being worked out again" not in _page(client, cast.lead)


def test_work_that_failed_is_told(
    cast: Cast, estate: Estate, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first figures and after them; whoever reads them has to know that they may stay behind."""
    assert "has failed" not in _page(client, cast.lead)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    assert "Working it out has failed" in _page(client, cast.lead)
    refresh_now(cast.oxmere, "a test")
    assert "Working it out has failed" in _page(client, cast.analyst)
    Refresh.objects.all().delete()
    assert "has failed" not in _page(client, cast.lead)


def test_feeds_that_are_old_or_missing_are_named(cast: Cast, estate: Estate, client: Client) -> None:
    refresh_now(cast.oxmere, "a test")
    page = _page(client, cast.lead)
    assert "Not up to date. Never pulled: NVD" in page
    assert "these figures know only the facts that come with Custodes, edition" in page
    assert "custodes feeds pull" in page[page.index('id="pull"') :]
    assert "Never pulled" in page


def test_an_overseer_is_shown_what_is_shared(cast: Cast, estate: Estate, client: Client) -> None:
    refresh_now(cast.oxmere, "a test")
    page = _page(client, cast.analyst)
    assert "1 device in 1 row of the register and 1 system" in page
    assert "what it holds besides is in none of these figures" in page
    assert "Hikvision" not in page.replace("survey-2022/hikvision", "")
    assert "2 devices in 2 rows" in _page(client, cast.lead)


def test_why_figures_were_worked_out_is_the_bodys_own(cast: Cast, estate: Estate, client: Client) -> None:
    """The words name systems, also those that are not shared."""
    refresh_now(cast.oxmere, "the first time")
    for system in (estate.system, estate.shared):
        said = {"brand": "Hikvision", "model": "DS-2CD2143G2-I", "serial": system.name}
        actions.add_device(by=cast.lead, system=system, said=said)
    refresh_now(cast.oxmere, "Town centre was changed")
    Refresh.objects.update(why="Town centre was changed")
    for path in ("/bodies/oxmere/", "/bodies/oxmere/changes"):
        assert "Town centre" in _page(client, cast.lead, path)
        assert "Town centre" not in _page(client, cast.analyst, path)
    tallies = client.get("/api/bodies/oxmere/tallies").json()["items"]
    assert [one["why"] for one in tallies] == ["", ""]


def test_a_user_is_shown_the_systems_it_uses(cast: Cast, estate: Estate, client: Client) -> None:
    refresh_now(cast.oxmere, "a test")
    user = give(person("Bram Holt"), Role.READER, Body.objects.get(slug="marlbank"))
    page = _page(client, user)
    assert "Custody suite" in page
    assert "Town centre" not in page
    assert "custodes-tile" not in page


def test_an_office_has_no_register(cast: Cast, client: Client) -> None:
    assert "holds no cameras of its own" in _page(client, cast.analyst, "/bodies/commissioner/")


@pytest.mark.parametrize("path", ["", "changes", "pictures/1/list-wide.svg"])
def test_a_stranger_is_refused(path: str, cast: Cast, estate: Estate, client: Client) -> None:
    assert sign_in(client, cast.stranger).get(f"/bodies/oxmere/{path}").status_code == 404
    assert client.get("/bodies/nowhere/").status_code == 404


def test_what_is_due_is_counted_in_devices_and_leads_to_them(
    cast: Cast, estate: Estate, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-01")
    for day, number in (("2025-12-31", 4), ("2026-02-28", 1), ("2026-03-01", 20), ("2027-03-02", 300)):
        said = {"brand": "Axis", "supported_until": day, "quantity": number}
        actions.add_device(by=cast.lead, system=estate.system, said=said)
    page = _page(client, cast.lead)
    assert ">5 devices</a> out of their maker’s support" in page
    assert ">20 devices</a> whose support ends within 12 months" in page
    assert "5 devices in all" in client.get("/bodies/oxmere/devices?support=ended").content.decode()
    assert "20 devices in all" in client.get("/bodies/oxmere/devices?support=ending").content.decode()


def test_what_is_due_follows_the_register(cast: Cast, estate: Estate, client: Client) -> None:
    assert "Nothing that is recorded" in _page(client, cast.lead)
    said = {"supported_until": "2020-01-01"}
    actions.change_device(by=cast.lead, device=estate.device, said=said, base=1)
    assert ">1 device</a> out of their maker’s support" in _page(client, cast.lead)


def test_what_changed_is_told_with_its_reason(cast: Cast, estate: Estate, client: Client) -> None:
    refresh_now(cast.oxmere, "the first time")
    assert "What changed" not in _page(client, cast.lead)
    for serial in ("K2", "K3"):
        said = {"brand": "Hikvision", "model": "DS-2CD2143G2-I", "serial": serial}
        actions.add_device(by=cast.lead, system=estate.system, said=said)
    tally = refresh_now(cast.oxmere, "two were added")
    page = _page(client, cast.lead)
    assert "two were added" in page
    changed = page[page.index('id="changed"') :]
    assert page.index('id="held"') < page.index('id="changed"')
    assert "Figures last changed" in changed
    concern = tally.changes.filter(concern="survey-2022/hikvision", verdict="affected").get()
    href = f"/bodies/oxmere/findings/{concern.kind}/{concern.concern}?verdict=affected"
    assert f'<a class="govuk-link" href="{href}">{concern.title}</a>' in changed
    assert client.get(href).status_code == 200
    assert "two were added" in _page(client, cast.lead, "/bodies/oxmere/changes")


def test_changes_of_affected_devices_come_first(cast: Cast, estate: Estate, client: Client) -> None:
    tally = refresh_now(cast.oxmere, "a test")
    more = {"kind": "vulnerability", "before": 0}
    for concern, verdict, after in (
        ("CVE-1", "unknown", 90),
        ("CVE-2", "affected", 1),
        ("CVE-3", "affected", 5),
    ):
        Change.objects.create(tally=tally, concern=concern, verdict=verdict, after=after, **more)
    page = _page(client, cast.lead, "/bodies/oxmere/changes")
    assert page.index("CVE-3") < page.index("CVE-2") < page.index("CVE-1")


def test_who_cannot_settle_a_conflict_is_not_asked_to(cast: Cast, estate: Estate, client: Client) -> None:
    Device.objects.update(disagreement=True)
    refresh_now(cast.oxmere, "a test")
    assert "whose evidence disagrees, to settle" in _page(client, cast.lead)
    page = _page(client, cast.analyst)
    assert "whose evidence disagrees" in page
    assert "to settle" not in page


def test_an_office_is_not_offered_a_register(cast: Cast, client: Client) -> None:
    page = _page(client, cast.head, "/bodies/commissioner/")
    assert "/bodies/commissioner/people" in page
    for place in ("systems", "devices", "findings"):
        assert f"/bodies/commissioner/{place}" not in page


def test_a_picture_is_drawn_once_and_kept(cast: Cast, estate: Estate, client: Client) -> None:
    tally = refresh_now(cast.oxmere, "a test")
    sign_in(client, cast.lead)
    first = client.get(f"/bodies/oxmere/pictures/{tally.pk}/maker-wide.svg")
    drawn = b"".join(first)  # type: ignore[call-overload]
    assert drawn.startswith(b"<svg ")
    assert b"Hikvision" in drawn
    assert "immutable" in first.headers["Cache-Control"]
    kept = list((Path(settings.DATA_FOLDER) / "pictures").rglob("*.svg"))
    assert [one.name for one in kept] == [f"{tally.pk}-maker-wide.svg"]
    kept[0].write_bytes(b"<svg kept")
    assert b"".join(client.get(first.request["PATH_INFO"])) == b"<svg kept"  # type: ignore[call-overload]


def test_pictures_are_drawn_before_anybody_looks(cast: Cast, estate: Estate) -> None:
    tally = refresh_now(cast.oxmere, "a test")
    draw_ahead()
    worker = {"worker_id": "w", "queue_names": ["*"], "interval": 0, "batch": True, "backend_name": "default"}
    for _ in ("the refresh", "its pictures"):
        waiting = DBTaskResult.objects.ready().order_by("enqueued_at").last()
        assert waiting
        Worker(**worker, startup_delay=False, max_tasks=1, excluded_queue_names=[]).run_task(waiting)
    kept = {one.name for one in (Path(settings.DATA_FOLDER) / "pictures").rglob("*.svg")}
    assert f"{tally.pk}-maker-wide.svg" in kept


def test_pictures_of_figures_that_are_over_are_forgotten(cast: Cast, estate: Estate, client: Client) -> None:
    first = refresh_now(cast.oxmere, "a test")
    sign_in(client, cast.lead)
    client.get(f"/bodies/oxmere/pictures/{first.pk}/maker-wide.svg").getvalue()
    actions.add_device(by=cast.lead, system=estate.system, said={"brand": "Dahua"})
    second = refresh_now(cast.oxmere, "another")
    client.get(f"/bodies/oxmere/pictures/{second.pk}/maker-wide.svg").getvalue()
    kept = (Path(settings.DATA_FOLDER) / "pictures").rglob("*.svg")
    assert [one.name for one in kept] == [f"{second.pk}-maker-wide.svg"]


@pytest.mark.parametrize("name", ["maker-huge", "colour-wide", "maker-wide/../x"])
def test_there_are_no_other_pictures(name: str, cast: Cast, estate: Estate, client: Client) -> None:
    tally = refresh_now(cast.oxmere, "a test")
    assert sign_in(client, cast.lead).get(f"/bodies/oxmere/pictures/{tally.pk}/{name}.svg").status_code == 404


def test_pictures_of_everything_are_not_for_overseers(cast: Cast, estate: Estate, client: Client) -> None:
    tally = refresh_now(cast.oxmere, "a test")
    shared = Tally.objects.get(body=cast.oxmere, scope=Scope.SHARED)
    sign_in(client, cast.analyst)
    assert client.get(f"/bodies/oxmere/pictures/{tally.pk}/list-wide.svg").status_code == 404
    answer = client.get(f"/bodies/oxmere/pictures/{shared.pk}/list-wide.svg")
    assert answer.status_code == 200
    answer.getvalue()


def test_the_page_takes_as_many_queries_however_large_the_register(
    cast: Cast, estate: Estate, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        said = {"brand": f"Brand {number}", "supported_until": dt.date(2020, 1, 1).isoformat()}
        actions.add_device(by=cast.lead, system=estate.system, said=said)
    refresh_now(cast.oxmere, "a test")
    _page(client, cast.lead)
    with django_assert_max_num_queries(16):
        client.get("/bodies/oxmere/")
