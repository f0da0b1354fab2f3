"""Refreshes are asked for inside other actions, done once, and never lost."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from small_registers import FLAGGED, OTHER, assessed, devices, system

from cast import Cast
from custodes.audit.models import Event
from custodes.concerns.actions import (
    ask_refresh,
    keep_looking,
    refresh,
    refresh_all,
    refresh_now,
    refreshing,
    run_waiting,
)
from custodes.concerns.actions.assessing import Assessed
from custodes.concerns.actions.refreshing import stale
from custodes.concerns.feeds.pull import from_folder
from custodes.concerns.feeds.store import open_store
from custodes.concerns.known import known
from custodes.concerns.models import Refresh, Scope, Tally
from custodes.concerns.tasks import look_for_changes
from custodes.concerns.waiting import has_failed
from custodes.register.models import ProductVersion


def a_worker() -> Worker:
    """One that does a task at a time. (Its command closes connections, and with them the test's.)"""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="a test",
        excluded_queue_names=[],
    )


def run_one() -> "DBTaskResult[..., Any]":
    """The next task that is due, as it ended."""
    due = DBTaskResult.objects.ready()[0]
    due.claim("a test")
    a_worker().run_task(due)
    due.refresh_from_db()
    return due


def work() -> None:
    """What a background worker does until nothing is due."""
    while DBTaskResult.objects.ready().exists():
        done = run_one()
        assert done.status == TaskResultStatus.SUCCESSFUL, done.traceback


def waiting() -> int:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def test_a_change_of_the_register_is_worked_out_in_the_background(cast: Cast) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    assert ProductVersion.objects.get().assessed_at is None
    work()
    assert ProductVersion.objects.get().maker == "Hikvision"
    assert not Refresh.objects.exists()
    assert Event.objects.filter(action="concerns.assess").get().through == "task"


def test_asking_a_thousand_times_is_done_once(cast: Cast) -> None:
    for number in range(1_000):
        ask_refresh(cast.oxmere, f"change {number}")
    assert (Refresh.objects.get().why, waiting()) == ("change 999", 1)
    work()
    assert Event.objects.filter(action="concerns.assess").count() == 1


def test_what_is_not_committed_is_not_asked_for(cast: Cast) -> None:
    with transaction.atomic():
        ask_refresh(cast.oxmere, "a change that fails")
        transaction.set_rollback(True)
    assert (Refresh.objects.count(), waiting()) == (0, 0)


def test_asked_again_while_it_runs_it_is_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edit that was made after the run had read the register is not forgotten."""
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    really, runs = refreshing.refresh_now, []

    def edited_meanwhile(body: object, why: str) -> Tally:
        done = really(cast.oxmere, why)
        runs.append(why)
        if len(runs) == 1:
            ask_refresh(cast.oxmere, "another edit")
        return done

    monkeypatch.setattr(refreshing, "refresh_now", edited_meanwhile)
    refresh(cast.oxmere.pk)
    assert runs == ["a device was added", "another edit"]
    assert not Refresh.objects.exists()


def test_bodies_wait_for_themselves(cast: Cast) -> None:
    ask_refresh(cast.oxmere, "a change")
    ask_refresh(cast.thornby, "a change")
    assert waiting() == 2
    told: list[str] = []
    assert run_waiting(lambda body: told.append(body.name)) == 2
    assert told == [cast.oxmere.name, cast.thornby.name]
    work()  # what was queued for them finds nothing left to do
    assert Event.objects.filter(action="concerns.assess").count() == 2


def test_only_what_is_not_up_to_date_is_assessed(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    before = ProductVersion.objects.get().assessed_at
    assessed(cast.oxmere, cast.lead, [OTHER], name="Gate")
    assert ProductVersion.objects.get(brand="Hikvision").assessed_at == before
    assert Event.objects.filter(action="concerns.assess").latest("sequence").said["products"] == 1


def test_bodies_that_are_up_to_date_are_left_alone(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    assert refresh_all("feeds or packs have changed") == []


def test_a_body_never_looked_at_is_not_up_to_date(cast: Cast) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    Refresh.objects.all().delete()
    assert refresh_all("feeds or packs have changed") == [cast.oxmere]  # Thornby holds nothing


OWN_LIST = """
id = "oxmere-own"
title = "What Oxmere avoids"
issuer = "Oxmere Constabulary (fictional)"
source = "https://example.org/oxmere"

[[entry]]
id = "axis"
maker = "Axis Communications"
"""


def pull_a_list(folder: Path, title: str = "What Oxmere avoids") -> None:
    """As `custodes feeds pull --from FOLDER` does."""
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(OWN_LIST.replace("What Oxmere avoids", title))
    from_folder(open_store(), folder, "a test")


def test_new_feeds_make_every_body_wait(cast: Cast, tmp_path: Path) -> None:
    assessed(cast.oxmere, cast.lead, [OTHER])
    before = known().edition
    pull_a_list(tmp_path / "lists")
    assert refresh_all("feeds were pulled") == [cast.oxmere]
    run_waiting()
    assert ProductVersion.objects.get().edition == known().edition != before
    tally = Tally.objects.filter(scope=Scope.ALL).latest("pk")
    assert (tally.why, tally.sources["edition"]) == ("feeds were pulled", known().edition)
    listed = tally.changes.get(concern="oxmere-own/axis")
    assert (listed.verdict, listed.before, listed.after) == ("affected", 0, 1)
    assert refresh_all("again") == []


def test_a_new_day_is_a_new_edition_only_where_something_begins_on_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edition_on(day: str) -> str:
        monkeypatch.setenv("CUSTODES_TODAY", day)
        return known().edition

    assert edition_on("2026-03-01") == edition_on("2026-03-02")
    assert edition_on("2022-11-23") != edition_on("2022-11-24")  # the Cabinet Office's instruction


def test_what_a_dead_worker_left_is_queued_again(cast: Cast) -> None:
    ask_refresh(cast.oxmere, "a change")
    DBTaskResult.objects.all().delete()
    refresh_all("the worker starts")
    work()
    assert not Refresh.objects.exists()


def test_what_is_over_is_forgotten_daily(cast: Cast) -> None:
    """Sessions that have ended, and work of long ago; those that go on and work of today are kept."""
    past, future = (timezone.now() + dt.timedelta(days=days) for days in (-1, 1))
    for key, end in (("over", past), ("open", future)):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    ask_refresh(cast.oxmere, "a change")
    run_one()
    DBTaskResult.objects.update(finished_at=timezone.now() - dt.timedelta(days=31))
    look_for_changes.enqueue()
    work()
    assert [one.session_key for one in Session.objects.all()] == ["open"]
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL)
    assert [one.task_path for one in done] == [look_for_changes.module_path]


def test_the_worker_looks_once_a_day(cast: Cast) -> None:
    """However often it is started."""
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    Refresh.objects.all().delete()
    DBTaskResult.objects.all().delete()
    for _ in range(2):
        keep_looking()
        work()
    assert Tally.objects.filter(body=cast.oxmere).exists()
    (tomorrow,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert dt.timedelta(hours=23) < tomorrow.run_after - timezone.now() < dt.timedelta(hours=25)


def test_a_feed_pulled_during_a_run_is_not_claimed_by_it(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the figures rest on is what the devices were assessed with; the run is done again at once."""
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [OTHER])
    really, with_what, titles = refreshing.assess_products, list[str](), ["One", "Two"]

    def pulled_meanwhile(*given: Any) -> Assessed:
        done = really(*given)
        with_what.append(ProductVersion.objects.get().edition)
        if titles:
            pull_a_list(tmp_path / "lists", titles.pop())
        return done

    monkeypatch.setattr(refreshing, "assess_products", pulled_meanwhile)
    refresh_now(cast.oxmere, "a first run")
    tally = Tally.objects.filter(scope=Scope.ALL).get()
    assert tally.sources["edition"] == with_what[0] != known().edition
    assert "Two" not in str(tally.sources["watchlists"])
    assert stale() == [cast.oxmere]
    refresh(cast.oxmere.pk)
    assert len(set(with_what)) == len(with_what) == 3
    assert with_what[-1] == known().edition
    assert stale() == []
    assert not Refresh.objects.exists()


def test_a_body_with_devices_that_nobody_has_looked_at_is_not_up_to_date(cast: Cast) -> None:
    """Also where its figures are of today: the edition of a tally says nothing of what came after it."""
    assessed(cast.oxmere, cast.lead, [FLAGGED])
    assert stale() == []
    ProductVersion.objects.update(edition="another one")
    assert stale() == [cast.oxmere]
    assessed(cast.oxmere, cast.lead, [], name="Gate")
    ProductVersion.objects.update(assessed_at=None)
    assert stale() == [cast.oxmere]


def test_two_threads_that_read_what_is_known_at_once_both_have_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Emptied(dict[Any, Any]):
        """As another thread leaves it, which begins to read a moment later."""

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            self.clear()

    monkeypatch.setattr("custodes.concerns.known._held", Emptied())
    assert known().edition == known().edition


def test_a_run_that_fails_is_tried_again_a_few_times_and_said_to_have_failed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    assert not has_failed(Refresh.objects.get())
    with monkeypatch.context() as broken:
        broken.setattr(refreshing, "refresh_now", lambda body, why: 1 / 0)
        for wait in (1, 10, 60, None):
            run_one()
            assert has_failed(Refresh.objects.get())
            later = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
            assert [round((one.run_after - timezone.now()).total_seconds() / 60) for one in later] == (
                [wait] if wait else []
            )
            DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    ask_refresh(cast.oxmere, "another edit")  # which is a task at once, whatever waits for later
    assert not has_failed(Refresh.objects.get())
    work()
    assert not Refresh.objects.exists()


def test_an_edit_does_not_wait_for_a_try_that_is_due_later(cast: Cast) -> None:
    ask_refresh(cast.oxmere, "a change")
    DBTaskResult.objects.update(run_after=timezone.now() + dt.timedelta(hours=1))
    ask_refresh(cast.oxmere, "another edit")
    work()
    assert not Refresh.objects.exists()
