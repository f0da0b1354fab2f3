"""What `custodes.locks` says of the order holds for every write: the end of the history last, nothing after it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, OTHER, devices, system

import custodes
from cast import Cast, give
from custodes.access import actions as access
from custodes.access.permissions import Scope
from custodes.access.roles import Role
from custodes.concerns.actions.refreshing import refresh_now
from custodes.evidence import actions as evidence
from custodes.evidence.models import Import
from custodes.identity import actions as identity
from custodes.identity.models import Judgement
from custodes.register import actions
from custodes.register.models import Device, System

pytestmark = pytest.mark.django_db

HISTORY = ("audit_head", "audit_event")
BY_THE_WAY = ("SAVEPOINT", "RELEASE", "set constraints", "SELECT")
"""What takes no lock. A SELECT ... FOR UPDATE does."""


@contextmanager
def history_last() -> Iterator[None]:
    """Inside, something is recorded, and nothing but the history is written from then on."""
    with CaptureQueriesContext(connection) as asked:
        yield
    said = [one["sql"] for one in asked]
    first = next(number for number, sql in enumerate(said) if HISTORY[0] in sql)
    after = [sql for sql in said[first:] if not any(table in sql for table in HISTORY)]
    assert [sql for sql in after if not sql.startswith(BY_THE_WAY) or " FOR " in sql] == []


class Scene(NamedTuple):
    """Who is there, two systems with a device each, and a list that waits to be added."""

    cast: Cast
    town: System
    park: System
    camera: Device
    of: Import


@pytest.fixture
def scene(cast: Cast, tmp_path: Path) -> Scene:
    town, park = (system(cast.oxmere, cast.lead, name) for name in ("Town centre", "Park"))
    camera = devices(town, cast.lead, [FLAGGED])[0]
    path = tmp_path / "list.csv"
    path.write_text("Make,Model,Serial number,System\nAxis,P3245-LV,ACCC8E00A001,Park\nAxis,M3,,Pier\n")
    day = dt.date(2026, 2, 1)
    of = evidence.upload(by=cast.lead, body=cast.oxmere, files=[(path.name, path)], observed_on=day)
    evidence.read(of.pk)
    return Scene(cast, town, park, camera, evidence.decide(by=cast.lead, of=of, choice="all"))


WRITES: dict[str, Callable[[Scene], object]] = {
    "add a device": lambda s: actions.add_device(by=s.cast.lead, system=s.town, said=OTHER),
    "change a device": lambda s: actions.change_device(
        by=s.cast.lead, device=s.camera, said={"site": "North"}, base=1, system=s.park
    ),
    "change devices": lambda s: actions.change_devices(
        by=s.cast.lead, body=s.cast.oxmere, ids=[s.camera.pk], said={"site": "North"}
    ),
    "withdraw": lambda s: actions.withdraw_devices(
        by=s.cast.lead, body=s.cast.oxmere, ids=[s.camera.pk], reason="Sold"
    ),
    "add a system": lambda s: actions.add_system(
        by=s.cast.lead, body=s.cast.oxmere, values={"name": "Harbour"}
    ),
    "change a system": lambda s: actions.change_system(
        by=s.cast.lead, system=s.town, values={"name": "Centre", "technology": "body_worn"}, base=1
    ),
    "share": lambda s: actions.share_systems(by=s.cast.lead, body=s.cast.oxmere, systems=[s.town, s.park]),
    "let use": lambda s: actions.let_use(by=s.cast.lead, system=s.town, user=s.cast.thornby),
    "judge": lambda s: identity.judge(
        by=s.cast.lead, device=s.camera, about="model", value="DS-1", reason="The label", base=1
    ),
    "add an import": lambda s: evidence.add(s.of.pk),
    "end a role": lambda s: access.end_role(
        by=s.cast.administrator, membership=s.cast.reader.memberships.get(), reason="Moved on"
    ),
    "work out": lambda s: refresh_now(s.cast.oxmere, "a test"),
}


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_once_the_history_is_held(scene: Scene, write: str) -> None:
    with history_last():
        WRITES[write](scene)


def test_nor_when_it_is_taken_back(scene: Scene) -> None:
    lead, camera = scene.cast.lead, scene.camera
    identity.judge(by=lead, device=camera, about="model", value="DS-1", reason="The label", base=1)
    actions.share_systems(by=lead, body=scene.cast.oxmere, systems=[scene.town])
    with history_last():
        identity.take_back(by=lead, judgement=Judgement.objects.get(), reason="Misread")
    with history_last():
        actions.stop_sharing(by=lead, system=scene.town, reason="Not yet")
    actions.withdraw_devices(by=lead, body=scene.cast.oxmere, ids=[camera.pk], reason="Sold")
    with history_last():
        actions.restore_device(by=lead, device=camera, reason="It was not")


def test_nor_when_somebody_is_shut_out(cast: Cast) -> None:
    """Of two roles and a token."""
    give(cast.reader, Role.READER, cast.thornby)
    access.create_token(by=cast.reader, name="A program", scopes=[Scope.READ], days=7)
    with history_last():
        access.deactivate_person(by=cast.administrator, person=cast.reader, reason="Left the force")


def test_rows_are_held_without_their_keys() -> None:
    """By `locks.held`: a plain lock has everybody wait who adds what points to the row."""
    source = Path(custodes.__file__).parent
    plain = [
        f"{path.relative_to(source)}: {line.strip()}"
        for path in source.rglob("*.py")
        for line in path.read_text().splitlines()
        if "select_for_update(" in line and "no_key=True" not in line
    ]
    assert plain == []
