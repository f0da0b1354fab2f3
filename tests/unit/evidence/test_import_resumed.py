"""Work that did not end well: nobody waits for ever, and nothing is half done."""

from pathlib import Path
from typing import Any

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from import_stories import as_it_is, checked, listed, uploaded

from cast import Cast
from custodes.audit.models import Event
from custodes.evidence import actions, tasks
from custodes.evidence.actions import adding, reading
from custodes.evidence.models import Import, Observation
from custodes.evidence.uploads import INCOMING
from custodes.register.models import Device

AXIS = ("Axis", "P3245-LV", "ACCC8E000001", "", "Town centre", 1)


def queued(of: Import) -> int:
    return DBTaskResult.objects.filter(args_kwargs={"args": [of.pk], "kwargs": {}}, status="READY").count()


def test_what_is_queued_stays_queued_once(cast: Cast, tmp_path: Path) -> None:
    of = uploaded(cast, listed(tmp_path, AXIS))
    assert actions.resume_imports() == 0
    assert queued(of) == 1


@pytest.mark.parametrize("status", [None, TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL])
def test_what_a_dead_worker_left_is_queued_again(cast: Cast, tmp_path: Path, status: str | None) -> None:
    of = uploaded(cast, listed(tmp_path, AXIS))
    if status:
        DBTaskResult.objects.update(status=status)
    else:
        DBTaskResult.objects.all().delete()
    assert actions.resume_imports() == 1
    assert actions.resume_imports() == 0
    assert queued(of) == 1


def test_adding_is_queued_again_as_adding(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    actions.decide(by=cast.lead, of=of, choice="all")
    DBTaskResult.objects.all().delete()
    assert actions.resume_imports() == 1
    task = DBTaskResult.objects.get()
    assert task.task_path == "custodes.evidence.tasks.add_import"
    task.task.func(*task.args_kwargs["args"])
    assert as_it_is(of).state == Import.State.ADDED
    assert Event.objects.get(action="evidence.add_import").through == "task"


def test_work_that_kills_its_workers_is_given_up_and_says_so(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    actions.decide(by=cast.lead, of=of, choice="all")
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    assert actions.resume_imports() == 0
    found = as_it_is(of)
    assert (found.state, queued(of)) == (Import.State.CHECKED, 0)
    assert "stopped several times" in found.message
    actions.decide(by=cast.lead, of=of, choice="all")
    assert as_it_is(of).message == ""


def test_what_is_done_is_left_alone(cast: Cast, tmp_path: Path) -> None:
    checked(cast, listed(tmp_path, AXIS))
    DBTaskResult.objects.all().delete()
    assert actions.resume_imports() == 0


def test_a_mistake_of_ours_surfaces_and_the_import_can_be_read_again(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = uploaded(cast, listed(tmp_path, AXIS))
    with monkeypatch.context() as broken:
        broken.setattr(reading, "take_in", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.read_import.func(of.pk)
    found = as_it_is(of)
    assert (found.state, "ours" in found.message) == (Import.State.UNREADABLE, True)
    actions.map_again(by=cast.lead, of=of, mapping={})
    tasks.read_import.func(of.pk)
    assert as_it_is(of).state == Import.State.CHECKED


def test_adding_that_fails_half_way_adds_nothing(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    actions.decide(by=cast.lead, of=of, choice="all")
    with monkeypatch.context() as broken:
        broken.setattr(adding, "seal_of", lambda number: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.add_import.func(of.pk)
    assert not Device.objects.exists()
    assert not Observation.objects.exists()
    found = as_it_is(of)
    assert (found.state, "Nothing was added" in found.mend) == (Import.State.CHECKED, True)
    actions.decide(by=cast.lead, of=of, choice="all")
    tasks.add_import.func(of.pk)
    assert Observation.objects.count() == Device.objects.count() == 1


def test_uploads_that_never_came_to_an_end_are_removed(cast: Cast, settings: Any) -> None:
    import os

    old, new = (settings.UPLOADS / f"{INCOMING}{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    actions.resume_imports()
    assert (old.exists(), new.exists()) == (False, True)
