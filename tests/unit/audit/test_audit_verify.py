"""Verifying a real database that somebody edited by hand, its exports, and the seals of imports."""

import datetime as dt
import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from small_registers import FLAGGED, devices, system
from tampering import by_hand, problems, sql, verified

from cast import Cast
from custodes.audit.actions import record
from custodes.audit.chain import COVERED
from custodes.audit.export import export, part_of
from custodes.audit.history import Wanted
from custodes.audit.models import Event, Head
from custodes.audit.seal import seal
from custodes.audit.verify import Verdict, verify_file
from custodes.errors import UnreadableInput
from custodes.evidence import actions
from custodes.evidence.models import Import, Observation
from custodes.register.actions import change_device, change_devices
from custodes.register.models import Device

SQLITE = connection.vendor == "sqlite"
HISTORY_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "history.md"


@pytest.fixture
def five(cast: Cast) -> list[Event]:
    """Five events at the end of the chain."""
    return [
        record(by=cast.lead, action="a.b", subject=cast.oxmere, body=cast.oxmere, number=n) for n in range(5)
    ]


OTHERWISE: dict[str, Any] = {
    "at": "2020-01-01 00:00:00",
    "person": 4711,
    "body": None,
}


@pytest.mark.parametrize("column", [name for name in COVERED if name != "sequence"] + ["digest"])
def test_a_change_by_hand_of_any_column_is_found(five: list[Event], column: str) -> None:
    with by_hand():
        where = f"update audit_event set {column} = %s where sequence = %s"
        sql(where, OTHERWISE.get(column, "other"), five[2].sequence)
    said = problems()
    assert said[0].startswith(f"Event {five[2].sequence} (")
    assert len(said) == (2 if column == "digest" else 1)


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL keeps columns to their types")
@pytest.mark.parametrize("value", ["x'00ff'", "cast(x'ff41' as text)", "12", "'yesterday'"])
@pytest.mark.parametrize("column", ["at", "details", "body"])
def test_what_only_sqlite_would_store_is_found_and_is_no_crash(
    five: list[Event], column: str, value: str
) -> None:
    with by_hand():
        sql(f"update audit_event set {column} = {value} where sequence = %s", five[2].sequence)
    (said,) = problems()
    assert said.startswith(f"Event {five[2].sequence} (")


def test_removed_events_are_found_in_the_middle_and_at_the_end(five: list[Event]) -> None:
    with by_hand():
        sql("delete from audit_event where sequence in (%s, %s)", five[1].sequence, five[4].sequence)
    assert problems() == [
        f"Event {five[1].sequence} is missing.",
        f"Event {five[4].sequence} is missing at the end.",
    ]


def test_the_end_moved_back_with_its_events_shows_only_against_an_export(
    five: list[Event], tmp_path: Path
) -> None:
    written = tmp_path / "history.jsonl.gz"
    export(written, quiet)
    with by_hand():
        sql("delete from audit_event where sequence > %s", five[1].sequence)
        sql("update audit_head set sequence = %s, digest = %s", five[1].sequence, five[1].digest)
    assert problems() == []
    (said,) = verified(written).problems
    assert "has 3 more events" in said
    assert "removed" in said


def test_an_event_that_was_rewritten_shows_what_it_was_against_an_export(
    five: list[Event], tmp_path: Path
) -> None:
    written = tmp_path / "history.jsonl.gz"
    export(written, quiet)
    with by_hand():
        sql("update audit_event set person_name = 'Silas Crane' where sequence = %s", five[3].sequence)
    first, second = verified(written).problems
    assert "was changed after it was recorded" in first
    assert "person_name “Ida Marlowe” became “Silas Crane”" in second


def quiet(what: str, share: float | None) -> None:
    """Nobody is told."""


def checked(path: Path, against: Path | None = None) -> Verdict:
    return verify_file(path, against, quiet)


def test_an_export_verifies_without_a_database_and_says_where_it_ends(
    five: list[Event], tmp_path: Path
) -> None:
    written = tmp_path / "history.jsonl.gz"
    header = export(written, quiet)
    verdict = checked(written)
    head = Head.objects.get()
    assert verdict.problems == []
    assert (
        (verdict.sequence, verdict.digest) == (header.sequence, header.digest) == (head.sequence, head.digest)
    )
    assert verdict.events == Event.objects.count()


def test_an_edited_export_names_the_line_or_the_event(five: list[Event], tmp_path: Path) -> None:
    written, edited = tmp_path / "history.jsonl.gz", tmp_path / "edited.jsonl"
    export(written, quiet)
    lines = gzip.decompress(written.read_bytes()).decode().splitlines(keepends=True)
    event = json.loads(lines[-1]) | {"reason": "made up"}
    tampered = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for text, said in (
        ("".join([*lines[:-1], tampered + "\n"]), f"Event {five[4].sequence} ("),
        ("".join([*lines[:-1], lines[-1].replace(":", ": ", 1)]), f"Line {len(lines)}"),
        ("".join([*lines[:-1], '{"sequence": 3}\n']), f"Line {len(lines)}"),
        ("".join(lines[:-1]), f"Event {five[4].sequence} is missing at the end"),
        ("".join([*lines[:-1], lines[-1][:40]]), f"Line {len(lines)}"),
    ):
        edited.write_text(text, encoding="utf-8")
        assert any(problem.startswith(said) for problem in checked(edited).problems), said


def test_an_export_that_breaks_off_says_so(five: list[Event], tmp_path: Path) -> None:
    written, half = tmp_path / "history.jsonl.gz", tmp_path / "half.jsonl.gz"
    export(written, quiet)
    half.write_bytes(written.read_bytes()[:-30])
    assert any("breaks off" in problem for problem in checked(half).problems)


@pytest.mark.parametrize("content", [b"", b"name,brand\n", b'{"kind": "custodes history", "format": 99}\n', b"\x1f\x8b\x08"])  # fmt: skip
def test_another_file_is_no_history(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        checked(path)
    with pytest.raises(UnreadableInput):
        checked(tmp_path / "absent")


def test_two_exports_are_compared(five: list[Event], cast: Cast, tmp_path: Path) -> None:
    early, late = tmp_path / "early.jsonl.gz", tmp_path / "late.jsonl.gz"
    export(early, quiet)
    record(by=cast.lead, action="a.b", subject=cast.oxmere)
    export(late, quiet)
    assert checked(late, early).problems == []
    assert checked(early, late).problems == []
    assert "1 more event than" in checked(late, early).notes[0]


def test_the_part_of_a_body_verifies_as_a_part(five: list[Event], cast: Cast, tmp_path: Path) -> None:
    record(by=cast.stranger, action="a.b", subject=cast.thornby, body=cast.thornby)
    path = tmp_path / "oxmere.jsonl"
    path.write_text("".join(part_of(cast.oxmere, Wanted(), cast.oxmere.name)), encoding="utf-8")
    verdict = checked(path)
    assert verdict.problems == []
    assert verdict.part == cast.oxmere.name
    assert verdict.events == Event.objects.filter(body=cast.oxmere.pk).count() > 0
    assert verified(path).problems == []


def test_the_lines_in_the_docs_verify_an_export_and_refuse_an_edited_one(
    five: list[Event], tmp_path: Path
) -> None:
    page = HISTORY_PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    export(tmp_path / "history.jsonl.gz", quiet)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True
        )

    assert f"{five[4].sequence} events, the last with digest {five[4].digest}" in run().stdout
    shutil.copy(tmp_path / "history.jsonl.gz", tmp_path / "kept.gz")
    text = gzip.decompress((tmp_path / "kept.gz").read_bytes()).decode()
    for edited in (text.replace('"a.b"', '"a.c"', 1), "".join(text.splitlines(keepends=True)[:-1])):
        (tmp_path / "history.jsonl.gz").write_bytes(gzip.compress(edited.encode()))
        assert "AssertionError" in run().stderr


@pytest.fixture
def imported(cast: Cast, tmp_path: Path) -> Import:
    """A list of three cameras that was added to the register."""
    path = tmp_path / "estate.csv"
    path.write_text("Make,Model,Serial number\n" + "".join(f"Axis,P3245-LV,S{n}00001\n" for n in range(3)))
    of = actions.upload(
        by=cast.lead, body=cast.oxmere, files=[("estate.csv", path)], observed_on=dt.date(2026, 2, 1)
    )
    actions.read(of.pk)
    of.refresh_from_db()
    actions.decide(by=cast.lead, of=of, choice="all")
    actions.add(of.pk)
    of.refresh_from_db()
    return of


def test_an_import_is_sealed_over_its_observations_in_its_event(imported: Import) -> None:
    rows = Observation.objects.filter(of=imported).order_by("id")
    by_hand_again = seal(
        (o.device_id, o.observed_on.isoformat(), o.file, o.sheet, o.line, o.said) for o in rows
    )
    event = Event.objects.get(action="evidence.add_import")
    assert imported.seal == event.said["seal"] == by_hand_again
    verdict = verified()
    assert (verdict.problems, verdict.imports, verdict.observations) == ([], 1, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "update evidence_observation set said = '{}' where id = (select max(id) from evidence_observation)",
        "update evidence_observation set observed_on = '2026-01-01' where line = 2",
        "update evidence_observation set line = 9 where line = 3",
        "delete from evidence_observation where line = 4",
    ],
)
def test_an_observation_that_was_edited_by_hand_is_found(imported: Import, statement: str) -> None:
    with by_hand():
        sql(statement)
    (said,) = problems()
    assert said.startswith(f"The observations of import {imported.pk} are not those of event")


def test_an_observation_that_was_slipped_in_is_found(imported: Import) -> None:
    first = Observation.objects.filter(of=imported).first()
    assert first
    first.pk = None
    first.save(force_insert=True)
    assert len(problems()) == 1


def test_a_seal_made_to_fit_is_found_by_the_event(imported: Import) -> None:
    with by_hand():
        sql("update evidence_observation set said = '{}' where line = 2")
        from custodes.audit.seal import seal_of

        Import.objects.filter(pk=imported.pk).update(seal=seal_of(imported.pk))
    assert len(problems()) == 2


def test_an_undone_import_stays_sealed(imported: Import, cast: Cast) -> None:
    actions.undo(by=cast.lead, of=imported, reason="wrong list")
    assert problems() == []
    with by_hand():
        sql("delete from evidence_observation where line = 4")
    assert len(problems()) == 1


def test_an_import_added_without_an_event_is_found(imported: Import) -> None:
    second = Import.objects.create(
        body=imported.body, by=imported.by, state=Import.State.ADDED, observed_on=imported.observed_on
    )
    assert problems() == [f"Import {second.pk} was added to the register, and no event tells of it."]


@pytest.fixture
def spoken_of(cast: Cast) -> Device:
    """A device that a person added and then corrected twice, once together with another one."""
    home = system(cast.oxmere, cast.lead, "Town centre")
    one, other = devices(home, cast.lead, [FLAGGED | {"installed": "2024-05-01", "quantity": 3}, FLAGGED])
    change_device(by=cast.lead, device=one, said={"site": "Depot “Õ”"}, base=one.revision)
    change_devices(by=cast.lead, body=cast.oxmere, ids=[one.pk, other.pk], said={"supplier": "Fenwick Ltd"})
    assert Observation.objects.filter(device=one).count() == 3
    return one


def test_what_people_say_is_held_against_their_events(spoken_of: Device) -> None:
    verdict = verified()
    assert verdict.problems == []
    assert verdict.observations == 5


@pytest.mark.parametrize(
    "statement",
    [
        "update evidence_observation set said = '{\"site\":\"Elsewhere\"}' where said like '%%Depot%%'",
        "delete from evidence_observation where device_id = %s and said like '%%Depot%%'",
        "delete from evidence_observation where device_id = %s",
        "update evidence_observation set observed_on = '2031-01-01' where said like '%%Depot%%'",
        "update evidence_observation set by_id = null where said like '%%Depot%%'",
        "insert into evidence_observation (device_id, source, observed_on, at, file, sheet, line, said) "
        "select device_id, source, observed_on, at, file, sheet, line, said from evidence_observation where said like '%%Depot%%'",
    ],
)
def test_what_a_person_never_said_is_found(spoken_of: Device, statement: str) -> None:
    with by_hand():
        sql(statement, *([spoken_of.pk] if "= %s" in statement else []))
    (said,) = problems()
    assert said.startswith(
        f"What people said of device {spoken_of.pk} is not what the history says they said"
    )
