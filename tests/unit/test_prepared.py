"""Queries that are written once give what Django gives when it writes them each time."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast
from custodes.access.models import Person
from custodes.prepared import REPEATED, Prepared, run
from custodes.register.models import Device

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "brand", "disagreement", "created_at", "installed", "quantity")


def test_the_same_rows_with_the_same_types(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    rows = [{**FLAGGED, "installed": "2024-05-06"}, {**OTHER, "quantity": 4}]
    devices(home, cast.lead, rows)
    devices(system(cast.thornby, cast.stranger, "Library"), cast.stranger, [OTHER])
    prepared = Prepared(
        lambda body, brand: (
            Device.objects.filter(body=body, brand=brand, withdrawn_at=None)
            .order_by("id")
            .values_list(*COLUMNS)
        ),
        "body",
        "brand:text",
    )
    for body in (cast.oxmere, cast.thornby):
        for brand in ("Hikvision", "Axis", "Nobody"):
            plain = Device.objects.filter(body=body, brand=brand).order_by("id").values_list(*COLUMNS)
            with CaptureQueriesContext(connection) as asked:
                assert prepared(body.pk, brand) == list(plain)
            assert len(asked) == 2


def test_a_mark_that_is_nowhere_in_the_query_is_refused(db: None) -> None:
    careless = Prepared(lambda body: Device.objects.values_list("id"), "body")
    with pytest.raises(AssertionError):
        careless(1)


def test_a_statement_in_plain_sql_is_part_of_the_transaction_and_seen_by_who_looks_on(cast: Cast) -> None:
    told = []
    statement = "update access_body set sector = %s where id = %s"

    def look_on(execute: Any, sql: str, *rest: Any) -> Any:
        told.append(sql)
        return execute(sql, *rest)

    with transaction.atomic():
        assert run(statement, ["seen", cast.oxmere.pk]) == []
        assert run("select sector from access_body where id = %s", [cast.oxmere.pk]) == [("seen",)]
        transaction.set_rollback(True)
    assert run("select sector from access_body where id = %s", [cast.oxmere.pk]) == [(cast.oxmere.sector,)]
    assert not told
    with connection.execute_wrapper(look_on):
        run(statement, ["seen", cast.oxmere.pk])
    assert told == [statement]


def test_nothing_is_asked_in_a_transaction_that_has_failed(db: None) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            run("select 1")


def test_what_is_asked_again_and_again_gets_what_is_there_then(cast: Cast) -> None:
    """Nothing, truths and times, also once PostgreSQL keeps the statement, and after it has let go of it."""
    ended = Prepared(
        lambda pk: Person.objects.filter(pk=pk).values_list("is_active", "last_login", "name"), "pk"
    )
    for times in range(3 * REPEATED):
        cast.lead.is_active, cast.lead.last_login = times % 2 == 0, timezone.now() if times % 3 else None
        cast.lead.save()
        assert ended(cast.lead.pk) == [(cast.lead.is_active, cast.lead.last_login, cast.lead.name)]
        with transaction.atomic():
            transaction.set_rollback(times % 4 == 0)


def test_what_the_database_refuses_is_an_error_of_django(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run("update access_body set slug = %s where id = %s", [cast.thornby.slug, cast.oxmere.pk])
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            run("update access_body set slug = %s where id = %s", [cast.thornby.slug, cast.oxmere.pk])
        assert run("select count(*) from access_body where id = %s", [cast.oxmere.pk]) == [(1,)]
