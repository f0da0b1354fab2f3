"""The harness itself: the right database, history that cannot be rewritten, everybody on stage."""

import os
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cast import Cast
from custodes.audit.actions import record
from custodes.audit.models import Event

REFUSING = {"audit_event", "evidence_observation"}
"""Tables to which rows are only added."""


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(request: pytest.FixtureRequest) -> None:
    wanted = {"sqlite": "sqlite", "postgres": "postgresql"}[request.config.getoption("--database")]
    assert connection.vendor == wanted


@pytest.mark.django_db
def test_every_append_only_table_has_its_triggers() -> None:
    sql = {
        "sqlite": "select tbl_name from sqlite_master where type = 'trigger'",
        "postgresql": "select event_object_table from information_schema.triggers",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert {row[0] for row in cursor.fetchall()} >= REFUSING


@pytest.mark.parametrize("statement", ["update audit_event set action = 'x'", "delete from audit_event"])
def test_events_are_never_changed_or_deleted(cast: Cast, statement: str) -> None:
    with transaction.atomic():
        record(by=cast.lead, action="access.tested", subject=cast.oxmere, body=cast.oxmere)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Event.objects.get().action == "access.tested"


@pytest.mark.django_db
def test_uploads_and_data_belong_to_this_test(tmp_path: object) -> None:
    assert str(settings.UPLOADS).startswith(str(tmp_path))
    assert os.environ["CUSTODES_DATA"].startswith(str(tmp_path))


def test_what_is_not_run_on_postgresql_is_counted(request: pytest.FixtureRequest) -> None:
    (harness,) = (one for one in request.config.pluginmanager.get_plugins() if hasattr(one, "leave_out"))
    told: list[Any] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: told.extend(items))
    here, elsewhere = (SimpleNamespace(get_closest_marker=lambda name, out=out: out) for out in (None, "it"))
    items = [here, elsewhere]
    harness.leave_out(SimpleNamespace(hook=hook), items)
    assert (items, told) == ([here], [elsewhere])
