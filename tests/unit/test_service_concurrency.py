"""Two writers at once, each with a connection of its own: nobody fails, and nothing that either did is lost."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_programs import Program
from committing import PATIENCE, Beside, copied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast, assemble, body, give, person
from custodes import locks
from custodes.access import actions as access
from custodes.access.models import Body, Membership
from custodes.access.permissions import Scope
from custodes.access.roles import Role
from custodes.audit.actions import record
from custodes.audit.context import through
from custodes.audit.verify import verify_database
from custodes.concerns.actions import ask_refresh, refresh
from custodes.concerns.models import Refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence import actions as evidence
from custodes.evidence.actions import uploading
from custodes.evidence.models import Import
from custodes.evidence.uploads import received
from custodes.identity import actions as identity
from custodes.register import actions
from custodes.register.actions import devices as changing
from custodes.register.models import Device, System
from custodes.web.api import repeats
from custodes.web.worker import turn

pytestmark = pytest.mark.service


@pytest.fixture(scope="module", autouse=True)
def database(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """One in which these tests commit. In the end its history is sound."""
    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("copy")):
        yield
        assert not verify_database(None, lambda what, share: None).problems


@pytest.fixture(scope="module")
def cast(database: None) -> Cast:
    return assemble()


@pytest.fixture
def town(cast: Cast, request: pytest.FixtureRequest) -> System:
    """A system of the test's own."""
    return system(cast.oxmere, cast.lead, request.node.name)


@pytest.fixture
def camera(cast: Cast, town: System) -> Device:
    return devices(town, cast.lead, [FLAGGED])[0]


def now(device: Device) -> Device:
    return Device.objects.select_related("product", "system").get(pk=device.pk)


def change(cast: Cast, device: Device, **said: str) -> Beside:
    """Somebody who is about to say something of a device."""
    return Beside(
        lambda: actions.change_device(by=cast.lead, device=device, said=said, base=now(device).revision)
    )


def body_worn(cast: Cast, town: System) -> Beside:
    """Somebody who is about to say that a system is another kind of cameras."""
    values = {"technology": "body_worn"}
    return Beside(lambda: actions.change_system(by=cast.lead, system=town, values=values, base=town.revision))


def listed(cast: Cast, folder: Path, where: System, serial: str) -> Import:
    """A list of one camera; it is chosen to be added."""
    path = folder / "list.csv"
    path.write_text(f"Make,Model,Serial number,System\nAxis,P3245-LV,{serial},{where.name}\n")
    day = dt.date(2026, 2, 1)
    of = evidence.upload(by=cast.lead, body=cast.oxmere, files=[(path.name, path)], observed_on=day)
    evidence.read(of.pk)
    return evidence.decide(by=cast.lead, of=of, choice="all")


class Between:
    """Has another writer come in, once, and get as far as it can."""

    def __init__(self, other: Beside) -> None:
        self.other, self.waited = other, None

    waited: bool | None
    """Whether it had to wait; None before it came."""

    def come(self, *args: object) -> None:
        if self.waited is None:
            self.waited = False
            self.other.begin()
            self.waited = self.other.waits()

    def after(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, after which the other comes in."""

        def called(*args: Any, **kwargs: Any) -> Any:
            found = function(*args, **kwargs)
            self.come()
            return found

        return called


@pytest.mark.parametrize("step", ["record", "ask_refresh"])
def test_two_edits_of_one_body(
    cast: Cast, town: System, camera: Device, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ask for a refresh and record: each in another order, they would hold what the other needs."""
    elsewhere = system(cast.oxmere, cast.lead, f"Elsewhere, {step}")
    other = change(cast, camera, site="North")
    monkeypatch.setattr(changing, step, Between(other).after(getattr(changing, step)))
    actions.add_device(by=cast.lead, system=elsewhere, said=OTHER)
    other.done()
    assert now(camera).site == "North"


@pytest.mark.parametrize("step", ["record", "ask_refresh"])
def test_a_judgement_and_an_edit_of_one_body(
    cast: Cast, town: System, camera: Device, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = devices(system(cast.oxmere, cast.lead, f"Judged, {step}"), cast.lead, [OTHER])[0]
    other = change(cast, camera, site="North")
    monkeypatch.setattr(identity, step, Between(other).after(getattr(identity, step)))
    identity.judge(by=cast.lead, device=judged, about="model", value="P3245-LVE", reason="The label", base=1)
    other.done()
    assert (now(camera).site, now(judged).model) == ("North", "P3245-LVE")


def test_while_an_import_is_added_others_are_let_in(cast: Cast, town: System, tmp_path: Path) -> None:
    """What points to the body (here a role in it) is added meanwhile, and both come to their end."""
    of, newcomer = listed(cast, tmp_path, town, "ACCC8E00A001"), person("Vera Holt")
    between = Between(
        Beside(lambda: access.give_role(by=cast.lead, person=newcomer, body=cast.oxmere, role=Role.READER))
    )
    evidence.add(of.pk, lambda what, share: between.come() if "rows" in what else None)
    between.other.done()
    assert Import.objects.get(pk=of.pk).state == Import.State.ADDED
    assert Membership.objects.filter(person=newcomer).count() == 1
    if connection.vendor == "postgresql":
        assert between.waited is False


def test_a_body_that_is_renamed_and_a_role_in_it(cast: Cast) -> None:
    """Another name locks the row for all that points to it: that is found out before the history is held."""
    marlow, newcomer = body("Marlow Transport"), person("Odo Finch")
    other = Beside(lambda: access.give_role(by=cast.lead, person=newcomer, body=marlow, role=Role.READER))
    with transaction.atomic():
        Body.objects.filter(pk=marlow.pk).update(name="Marlow Trams (fictional)")
        assert other.begin().waits()
        record(by=cast.lead, action="access.change_body", subject=marlow, body=marlow)
    other.done()


def test_the_technology_changes_while_a_device_does(cast: Cast, town: System, camera: Device) -> None:
    other = body_worn(cast, town)
    with transaction.atomic():
        actions.change_device(by=cast.lead, device=camera, said={"firmware": "9.9"}, base=camera.revision)
        assert other.begin().waits()
    other.done()
    assert now(camera).product.technology == now(camera).system.technology == "body_worn"


def test_the_technology_changes_while_devices_are_imported(cast: Cast, town: System, tmp_path: Path) -> None:
    of, between = listed(cast, tmp_path, town, "ACCC8E00A002"), Between(body_worn(cast, town))
    evidence.add(of.pk, lambda what, share: between.come() if "rows" in what else None)
    between.other.done()
    assert now(Device.objects.get(serial="ACCC8E00A002")).product.technology == "body_worn"


def test_an_import_is_undone_while_somebody_speaks_of_its_device(
    cast: Cast, town: System, tmp_path: Path
) -> None:
    of = listed(cast, tmp_path, town, "ACCC8E00A003")
    evidence.add(of.pk)
    device = Device.objects.get(serial="ACCC8E00A003")
    other = Beside(lambda: evidence.undo(by=cast.lead, of=of, reason="The wrong list"))
    with transaction.atomic():
        actions.change_device(by=cast.lead, device=device, said={"site": "North"}, base=device.revision)
        assert other.begin().waits()
    other.done()
    assert (now(device).withdrawn_at, now(device).site, now(device).serial) == (None, "North", "")


def test_somebody_speaks_of_a_device_while_its_import_is_undone(
    cast: Cast, town: System, tmp_path: Path
) -> None:
    of = listed(cast, tmp_path, town, "ACCC8E00A004")
    evidence.add(of.pk)
    device = Device.objects.get(serial="ACCC8E00A004")
    other = Beside(lambda: actions.change_device(by=cast.lead, device=device, said={"site": "North"}, base=1))
    with transaction.atomic():
        evidence.undo(by=cast.lead, of=of, reason="The wrong list")
        assert other.begin().waits()
    with pytest.raises(Invalid, match="withdrawn"):
        other.done()


def test_a_device_that_moves_while_somebody_is_about_to_change_it(
    cast: Cast, town: System, camera: Device
) -> None:
    """Its system has to be held before it is, and is another one by then."""
    elsewhere = system(cast.oxmere, cast.lead, "Where it moves to")
    other = Beside(lambda: actions.change_device(by=cast.lead, device=camera, said={"site": "North"}, base=1))
    with transaction.atomic():
        actions.change_device(by=cast.lead, device=camera, said={}, base=1, system=elsewhere)
        assert other.begin().waits()
    with pytest.raises(Conflict):
        other.done()
    assert now(camera).system == elsewhere


def test_two_leads_who_end_each_others_role(cast: Cast) -> None:
    """One of them has to stay."""
    harbour = body("Harbour Trust")
    one, two = (give(person(name), Role.SURVEILLANCE_LEAD, harbour) for name in ("Ana Reed", "Bo Lark"))
    first, second = one.memberships.get(), two.memberships.get()
    other = Beside(lambda: access.end_role(by=two, membership=first, reason="Left"))
    with transaction.atomic():
        access.end_role(by=one, membership=second, reason="Left")
        assert other.begin().waits()
    with pytest.raises(Conflict, match="only"):
        other.done()


def test_somebody_is_shut_out_while_a_role_of_theirs_ends(cast: Cast) -> None:
    leaver = give(give(person("Iris Vole"), Role.READER, cast.oxmere), Role.READER, cast.thornby)
    membership = leaver.memberships.get(body=cast.thornby)
    other = Beside(
        lambda: access.deactivate_person(by=cast.administrator, person=leaver, reason="Left the force")
    )
    with transaction.atomic():
        locks.held(Membership.objects.filter(pk=membership.pk)).get()
        assert other.begin().waits()
        access.end_role(by=cast.stranger, membership=membership, reason="Moved on")
    other.done()
    assert not leaver.memberships.filter(ended_at=None).exists()


def post(program: Program, home: System, brand: str) -> Beside:
    given, key = {"system": home.pk, "brand": brand}, {"Idempotency-Key": f"a key of {brand}"}
    return Beside(lambda: program("POST", "/devices", given, headers=key).json()["id"])


def test_a_request_with_a_key_and_one_without(cast: Cast, town: System) -> None:
    other = post(Program(cast.lead, tuple(Scope)), town, "Bosch")
    with transaction.atomic():
        locks.held(System.objects.filter(pk=town.pk)).get()
        assert other.begin().waits()
        actions.add_device(by=cast.lead, system=town, said=OTHER)
    assert other.done()


def test_while_a_request_with_a_key_takes_in_files_others_write(
    cast: Cast, town: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Beside(lambda: actions.add_device(by=cast.lead, system=town, said=OTHER))

    def taken_in(files: Any) -> Any:
        other.begin().done()
        return received(files)

    monkeypatch.setattr(uploading, "received", taken_in)
    sent = {"body": cast.oxmere.slug, "observed_on": "2026-02-01"}
    lists = {"files": SimpleUploadedFile("list.csv", b"Make\nAxis\n")}
    key = {"Idempotency-Key": "a key of a list"}
    answer = Program(cast.lead, tuple(Scope))("POST", "/imports", data=sent | lists, headers=key)
    assert (answer.status_code, other.result.system) == (201, town)


def test_earlier_requests_are_looked_up(database: None) -> None:
    """However long the history is."""
    with CaptureQueriesContext(connection) as asked:
        repeats._made("0123456789" * 4)
    with transaction.atomic(), connection.cursor() as cursor:
        _many_events(500)
        cursor.execute("analyze")
        cursor.execute(f"explain {'query plan ' * (connection.vendor == 'sqlite')}{asked[0]['sql']}")
        assert "event_request" in str(cursor.fetchall())
        transaction.set_rollback(True)


def _many_events(number: int) -> None:
    """Enough for an index to be worth looking into."""
    about = Body.objects.create(name="Looked up", slug="looked-up")
    for at in range(number):
        with through("page", hashlib.sha256(str(at).encode()).hexdigest()[:40]):
            record(by=None, action="tests.looked_up", subject=about)


def test_the_same_request_twice_at_once(cast: Cast, town: System) -> None:
    program = Program(cast.lead, tuple(Scope))
    with transaction.atomic():
        locks.held(System.objects.filter(pk=town.pk)).get()
        both = [post(program, town, "Hanwha").begin(), post(program, town, "Hanwha").begin()]
        assert all(one.waits() for one in both)
    assert len({one.done() for one in both}) == 1
    assert Device.objects.filter(brand="Hanwha").count() == 1


def test_two_of_one_name_at_once_one_of_them_alone(database: None) -> None:
    with locks.alone("something"):
        other = Beside(lambda: _alone("something")).begin()
        assert other.waits()
        assert other.result is None
    assert other.done() == "done"


def _alone(what: str) -> str:
    with locks.alone(what):
        return "done"


def test_a_task_that_is_begun_before_its_refresh_is_committed(cast: Cast) -> None:
    on_postgres_alone()
    mine = DBTaskResult.objects.filter(args_kwargs={"args": [], "kwargs": {"body": cast.thornby.pk}})

    def work() -> None:
        mine.update(status=TaskResultStatus.RUNNING)
        refresh(cast.thornby.pk)

    with transaction.atomic():
        ask_refresh(cast.thornby, "a test")
    Refresh.objects.filter(body=cast.thornby).delete()  # worked out by somebody else; the task is still there
    with transaction.atomic():
        ask_refresh(cast.thornby, "a test")
        assert not Beside(work).begin().waits()
    assert Refresh.objects.filter(body=cast.thornby).exists()
    assert mine.filter(status=TaskResultStatus.READY).exists()


def test_one_worker_at_a_time(database: None, capfd: pytest.CaptureFixture[str]) -> None:
    on_postgres_alone()
    with turn():
        other = Beside(_turn).begin()
        until_it_says(capfd, "this one waits")
        assert not other.result
    assert other.done() == "worked"


def _turn() -> str:
    with turn():
        return "worked"


def on_postgres_alone() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, and a folder of its own that one service holds")


def until_it_says(capfd: pytest.CaptureFixture[str], words: str) -> None:
    said, until = "", time.monotonic() + PATIENCE
    while words not in said:
        assert time.monotonic() < until
        said += capfd.readouterr().err
        time.sleep(0.01)
