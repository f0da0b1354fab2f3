"""What the database refuses by itself, and that it does so again after every migration."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from small_registers import FLAGGED, devices, system
from tampering import by_hand, problems, sql

from cast import Cast
from custodes.audit import guards
from custodes.audit.actions import record
from custodes.audit.chain import COLUMNS
from custodes.audit.models import Event

SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def some(cast: Cast) -> list[Event]:
    """Three events at the end of the chain; a device with an observation."""
    devices(system(cast.oxmere, cast.lead, "Town"), cast.lead, [FLAGGED])
    return [record(by=cast.lead, action="a.b", subject=cast.oxmere, number=n) for n in range(3)]


def refused(statement: str, *values: object) -> str:
    """What the database says of it. Fails where it lets it happen."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        sql(statement, *values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update audit_event set reason = 'x'", "events are never changed or deleted"),
        ("update audit_event set sequence = sequence + 1000", "events are never changed or deleted"),
        ("delete from audit_event", "events are never changed or deleted"),
        ("update evidence_observation set said = '{}'", "observations are never changed or deleted"),
        ("delete from evidence_observation", "observations are never changed or deleted"),
        ("update audit_head set sequence = sequence - 1", "the end of the history only moves on"),
        ("update audit_head set sequence = sequence + 1", "the end of the history only moves on"),
        ("update audit_head set digest = 'x'", "the end of the history only moves on"),
        ("delete from audit_head", "the end of the history is never deleted"),
    ],
)
def test_the_database_refuses(some: list[Event], statement: str, said: str) -> None:
    assert said in refused(statement)


@pytest.mark.skipif(not SQLITE, reason="only SQLite has it")
@pytest.mark.parametrize("table", ["audit_event", "evidence_observation", "audit_head"])
def test_insert_or_replace_is_refused(some: list[Event], table: str) -> None:
    """It deletes the row that is in its way, and asks no trigger for deletes."""
    refused(f"insert or replace into {table} select * from {table}")


@pytest.mark.skipif(not SQLITE, reason="only SQLite has it")
def test_an_event_is_not_replaced_by_way_of_its_digest(some: list[Event]) -> None:
    columns = ", ".join(COLUMNS)
    taken = ", ".join("sequence + 1" if name == "sequence" else name for name in COLUMNS)
    last = some[-1].sequence
    refused(
        f"insert or replace into audit_event ({columns}) select {taken} from audit_event where sequence = {last}"
    )


@pytest.mark.skipif(SQLITE, reason="SQLite has no truncate")
@pytest.mark.parametrize("table", ["audit_event", "evidence_observation", "audit_head"])
def test_truncate_is_refused(some: list[Event], table: str) -> None:
    refused(f"truncate {table} cascade")


@pytest.mark.parametrize("sequence", [1, 0, -5, 2**40])
def test_an_event_out_of_line_is_refused(some: list[Event], sequence: int) -> None:
    columns = ", ".join(COLUMNS)
    taken = ", ".join({"sequence": str(sequence), "digest": "'d'"}.get(name, name) for name in COLUMNS)
    refused(
        f"insert into audit_event ({columns}) select {taken} from audit_event where sequence = {some[-1].sequence}"
    )


def test_a_second_end_is_refused(some: list[Event]) -> None:
    refused("insert into audit_head (id, sequence, digest) values (2, 0, 'x')")


def test_a_guard_that_was_taken_off_or_altered_is_told_and_put_back_by_a_migration(some: list[Event]) -> None:
    assert guards.missing(connection) == []
    on = "" if SQLITE else " on audit_event"
    sql(f"drop trigger audit_event_update{on}")
    (said,) = problems()
    assert "audit_event_update" in said
    if not SQLITE:
        sql("alter table audit_event disable trigger audit_event_delete")
        assert len(problems()) == 2
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []
    assert "never changed" in refused("update audit_event set reason = 'x'")


def test_guards_can_be_taken_off_for_a_moment(some: list[Event]) -> None:
    with by_hand():
        sql("update audit_event set reason = 'x' where sequence = %s", some[0].sequence)
    assert guards.missing(connection) == []
    assert len(problems()) == 1
