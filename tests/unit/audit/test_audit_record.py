"""Adding to the chain: what is kept, on either database, and what is refused."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from tampering import by_hand, problems, sql

from cast import Cast
from custodes.audit import chain, reading
from custodes.audit.actions import record
from custodes.audit.context import through
from custodes.audit.models import Event, Head
from custodes.errors import BrokenChain


def test_an_event_keeps_who_did_what_how_and_why(cast: Cast) -> None:
    with through("api:12", "r1"):
        made = record(
            by=cast.lead, action="register.change_device", subject=cast.oxmere, body=cast.oxmere,
            reason="typed wrong", changed={"brand": ["Hikvison", "Hikvision"]},
        )  # fmt: skip
    kept = Event.objects.get(pk=made.pk)
    assert (kept.person, kept.person_name, kept.through, kept.request) == (
        cast.lead.pk, "Ida Marlowe", "api:12", "r1",
    )  # fmt: skip
    assert (kept.body, kept.subject_kind, kept.subject) == (cast.oxmere.pk, "body", str(cast.oxmere.pk))
    assert kept.said == {"changed": {"brand": ["Hikvison", "Hikvision"]}}
    assert kept.at == made.at
    assert problems() == []


def test_events_stand_in_one_line(cast: Cast) -> None:
    before = Head.objects.get()
    first, second = (record(by=None, action="concerns.assess", subject=cast.oxmere) for _ in range(2))
    assert (first.sequence, first.previous) == (before.sequence + 1, before.digest)
    assert (second.sequence, second.previous) == (first.sequence + 1, first.digest)
    after = Head.objects.get()
    assert (after.sequence, after.digest) == (second.sequence, second.digest)
    assert second.person_name == "Custodes"


@pytest.mark.parametrize(
    "reason",
    ["", "línea “ñ” 街头 🎥", "two\nlines\ttab", 'quote " and \\', "nul\x00inside", "half \ud83d sign", "x" * 100_000],
)  # fmt: skip
def test_any_text_is_kept_so_that_it_still_verifies(cast: Cast, reason: str) -> None:
    made = record(by=cast.lead, action="a.b", subject=cast.oxmere, reason=reason, note=reason)
    assert Event.objects.get(pk=made.pk).reason == made.reason
    assert problems() == []


@pytest.mark.parametrize("micro", [0, 1, 999_999, 120_000])
def test_times_come_back_to_the_microsecond(cast: Cast, monkeypatch: pytest.MonkeyPatch, micro: int) -> None:
    moment = dt.datetime(2026, 10, 25, 1, 30, 0, micro, tzinfo=dt.UTC)  # the hour that comes twice in London

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Any":
            return moment

    monkeypatch.setattr("custodes.audit.actions.dt.datetime", Clock)
    record(by=cast.lead, action="a.b", subject=cast.oxmere)
    (row,) = [row for row in reading.in_database() if row[0] == Head.objects.get().sequence]
    assert row[1] == chain.moment(moment) == f"2026-10-25T01:30:00.{micro:06}+00:00"
    assert problems() == []


def test_a_long_address_in_place_of_a_name_fits(cast: Cast) -> None:
    cast.nobody.name, cast.nobody.email = "", f"{'n' * 230}@example.test"
    assert len(record(by=cast.nobody, action="a.b", subject=cast.oxmere).person_name) == 200
    assert problems() == []


def test_days_and_times_can_be_details_but_not_what_json_cannot_hold(cast: Cast) -> None:
    at = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
    made = record(by=None, action="a.b", subject=cast.oxmere, day=dt.date(2026, 7, 1), at=at)
    assert made.said == {"day": "2026-07-01", "at": "2026-07-01T12:00:00.000000+00:00"}
    for value in (object(), float("nan"), dt.datetime(2026, 7, 1)):
        with pytest.raises((TypeError, ValueError)):
            record(by=None, action="a.b", subject=cast.oxmere, value=value)


def test_what_is_rolled_back_leaves_no_event_and_no_gap(cast: Cast) -> None:
    before = Head.objects.get().sequence
    with transaction.atomic():
        record(by=None, action="a.b", subject=cast.oxmere)
        transaction.set_rollback(True)
    assert record(by=None, action="a.b", subject=cast.oxmere).sequence == before + 1
    assert problems() == []


def test_no_event_without_a_transaction(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custodes.audit.actions.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(ImproperlyConfigured):
        record(by=None, action="a.b", subject=cast.oxmere)


def test_no_event_where_the_end_is_gone(cast: Cast) -> None:
    with by_hand():
        sql("delete from audit_head")
    with pytest.raises(BrokenChain):
        record(by=None, action="a.b", subject=cast.oxmere)


def test_the_digest_of_a_given_event_is_the_same_on_every_machine() -> None:
    covered = (1, "2026-03-01T10:00:00.000000+00:00", "a.b", None, "Ida", "page", "", 3, "body", "3", "Õ", "{}", "0" * 64)  # fmt: skip
    assert chain.digest(covered) == "92e724b7168b6e4fde661dd15d813b00b783cc9fb7e36372a44e594a592786d7"
