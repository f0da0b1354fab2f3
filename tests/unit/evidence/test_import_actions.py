"""Lists on their way into the register: what is said beforehand is what is done, and no row is lost."""

import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django_tasks_db.models import DBTaskResult
from evidence_files import written_text, written_xlsx
from import_stories import DAY, HEADERS, added, as_it_is, checked, listed, uploaded

from cast import Cast
from custodes.audit.models import Event
from custodes.audit.seal import seal_of
from custodes.concerns.models import Refresh
from custodes.errors import Conflict, Invalid
from custodes.evidence import actions, files
from custodes.evidence.checked import Chosen, Problems
from custodes.evidence.intake import take_in
from custodes.evidence.models import Import, Observation
from custodes.register.models import Device, System

AXIS = ("Axis", "P3245-LV", "ACCC8E000001", "AC:CC:8E:00:00:01", "Town centre", 1)
HIK = ("Hikvision", "DS-2CD2143G2-I", "DS20210101AAWR1", "44:19:B6:01:02:03", "Custody suite", 1)
NOTHING = ("", "", "", "", "Custody suite", 3)


def events(of: Import) -> list[str]:
    return list(
        Event.objects.filter(subject_kind="import", subject=str(of.pk))
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def test_an_upload_is_kept_as_it_came_and_queued(cast: Cast, tmp_path: Path) -> None:
    path = listed(tmp_path, AXIS)
    of = uploaded(cast, path)
    file = of.files.get()
    assert (of.uploaded / "estate.csv").read_bytes() == path.read_bytes()
    assert (file.name, file.size) == ("estate.csv", path.stat().st_size)
    assert of.state == Import.State.READING
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[of.pk]]
    assert events(of) == ["evidence.upload"]
    assert Event.objects.get().said["files"][0]["digest"] == file.digest


@pytest.mark.parametrize(
    ("names", "day", "field"),
    [
        ([], DAY, "lists"),
        ([f"{number}.csv" for number in range(21)], DAY, "lists"),
        (["a.csv"], dt.date(2999, 1, 1), "observed_on"),
        (["a.csv"], dt.date(26, 1, 1), "observed_on"),
    ],
)
def test_what_cannot_be_uploaded_is_refused_and_leaves_nothing(
    cast: Cast, settings: Any, names: list[str], day: dt.date, field: str
) -> None:
    lists = [(name, BytesIO(b"Make\nAxis\n")) for name in names]
    with pytest.raises(Invalid) as error:
        actions.upload(by=cast.lead, body=cast.oxmere, files=lists, observed_on=day)
    assert set(error.value.fields) == {field}
    assert not Import.objects.exists()
    assert not settings.UPLOADS.exists()


@pytest.mark.parametrize("sizes", [[2_000_000], [600_000, 600_000], [0]])
def test_files_too_large_together_or_empty_are_refused_and_leave_nothing(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    monkeypatch.setenv("CUSTODES_UPLOAD_MB", "1")
    lists = [(f"{number}.csv", BytesIO(b"x" * size)) for number, size in enumerate(sizes)]
    with pytest.raises(Invalid):
        actions.upload(by=cast.lead, body=cast.oxmere, files=lists, observed_on=DAY)
    assert list(settings.UPLOADS.iterdir()) == []
    assert not Import.objects.exists()


def test_an_office_holds_no_cameras(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="oversight office"):
        uploaded(cast, listed(tmp_path, AXIS), body=cast.office, by=cast.head)


def test_reading_is_the_command_lines_own_dry_run(cast: Cast, tmp_path: Path) -> None:
    from custodes.cli.assess import _write_check

    path = listed(tmp_path, AXIS, NOTHING, HIK, (*HIK[:3], "44:19", "", "lots"))
    of = checked(cast, path)
    intake = take_in([path])
    reading = files.kept(of.folder, of.report)
    assert pq.read_table(reading / files.ACCEPTED) == intake.table
    assert Problems(reading, Chosen())[:] == list(intake.problems)
    cli = tmp_path / "out"
    cli.mkdir()
    _write_check(cli, intake)
    for name in ("problems.csv", "mend.csv"):
        assert (reading / name).read_bytes() == (cli / name).read_bytes()


def test_what_the_check_says_is_what_is_added(cast: Cast, tmp_path: Path) -> None:
    added(cast, listed(tmp_path, AXIS, name="first.csv"))
    of = checked(cast, listed(tmp_path, AXIS, HIK, NOTHING, HIK, ("Bosch", "NBE-3502", "", "", "", 7)))
    actions.decide(by=cast.lead, of=of, choice="valid")
    before = Device.objects.count(), System.objects.count(), Observation.objects.count()
    actions.add(of.pk)
    after = Device.objects.count(), System.objects.count(), Observation.objects.count()
    plan, done = of.report["plan"], as_it_is(of).report["added"]
    assert {name: done[name] for name in plan} == plan
    grown = [now - then for now, then in zip(after, before, strict=True)]
    assert grown == [plan["new"], plan["new_systems"], of.report["accepted"]] == [2, 2, 4]
    assert (plan["units"], plan["further"], plan["held"], plan["again"]) == (8, 1, 1, 1)
    assert of.report["rows_in"] == of.report["accepted"] + of.report["rejected"] == 5


def test_what_was_added_is_what_the_rows_said(cast: Cast, tmp_path: Path) -> None:
    headers = (*HEADERS, "Technology", "Date installed", "Supported until", "Firmware")
    row = (*AXIS[:5], "approx 40", "External CCTV", "2019", "May 2027", "10.12.182")
    of = added(cast, listed(tmp_path, row, headers=headers))
    device = Device.objects.select_related("system", "product").get()
    assert (device.brand, device.model, device.mac, device.firmware) == (
        "Axis",
        "P3245-LV",
        "ACCC8E000001",
        "10.12.182",
    )
    assert (device.quantity, device.quantity_basis) == (40, "estimated")
    assert (device.installed, device.supported_until) == (dt.date(2019, 1, 1), dt.date(2027, 5, 31))
    assert (device.system.name, device.system.technology) == ("Town centre", "cctv_external")
    assert device.product.technology == "cctv_external"
    observation = Observation.objects.get()
    assert json.loads(observation.said)["installed"] == "2019"
    assert (observation.of, observation.file, observation.line) == (of, "estate.csv", 2)
    assert (observation.observed_on, observation.by, observation.source) == (DAY, cast.lead, "list")
    assert device.product.assessed_at is None, "nobody has looked at it yet"


def test_texts_longer_than_their_columns_stay_whole_in_the_observation(cast: Cast, tmp_path: Path) -> None:
    long = "a wombat detector of the newest kind, on a pole"
    added(cast, listed(tmp_path, ("Axis", long, long), headers=("Make", "Technology", "Connectivity")))
    device, said = Device.objects.get(), json.loads(Observation.objects.get().said)
    assert said["technology"] == said["connectivity"] == long
    assert device.technology.endswith("…")
    assert device.product.technology == device.technology, "and is in no scope that we know"


def test_a_number_nobody_gave_does_not_replace_one_that_somebody_gave(cast: Cast, tmp_path: Path) -> None:
    added(cast, listed(tmp_path, AXIS))
    added(cast, listed(tmp_path, (*AXIS[:5], "n/k"), name="b.csv"), day=DAY + dt.timedelta(1))
    assert [
        json.loads(said).get("quantity")
        for said in Observation.objects.order_by("id").values_list("said", flat=True)
    ] == [1, None]
    assert Device.objects.get().quantity == 1


def test_a_row_with_a_serial_number_and_no_number_is_one_device(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS[:3], ("Axis", "P1", ""), headers=HEADERS[:3]))
    held = Device.objects.order_by("id").values_list("serial", "quantity", "quantity_basis")
    assert list(held) == [("ACCC8E000001", 1, "counted"), ("", None, "")]
    assert (of.report["added"]["units"], of.report["added"]["uncounted"]) == (2, 1)


def test_systems_are_found_by_their_names_or_made(cast: Cast, tmp_path: Path) -> None:
    from custodes.register.actions import add_system

    held = add_system(by=cast.lead, body=cast.oxmere, values={"name": "Town Centre"})
    add_system(by=cast.stranger, body=cast.thornby, values={"name": "Fleet"})
    headers = ("Make", "System", "Technology")
    rows = [
        ("Axis", "town  centre", "ANPR"),
        ("Bosch", "Fleet", "Drone"),
        ("DJI", "", "Drone"),
        ("Sony", "Fleet", "CCTV"),
        ("Canon",),
    ]
    of = added(cast, listed(tmp_path, *rows, headers=headers))
    homes = {
        d.brand: (d.system.name, d.system.technology, d.system.body)
        for d in Device.objects.select_related("system__body")
    }
    assert homes == {
        "Axis": ("Town Centre", "", cast.oxmere),
        "Bosch": ("Fleet", "", cast.oxmere),  # of two technologies it has none
        "Sony": ("Fleet", "", cast.oxmere),
        "DJI": ("Not sorted yet: Drone", "drone", cast.oxmere),
        "Canon": ("Not sorted yet", "", cast.oxmere),
    }
    assert held.devices.count() == 1
    assert of.report["added"]["new_systems"] == 3
    assert Event.objects.filter(action="register.add_system", body=cast.oxmere.pk).count() == 4


def test_the_import_is_sealed_and_its_event_says_so(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS, HIK, NOTHING))
    assert events(of) == ["evidence.upload", "evidence.read_import", "evidence.decide", "evidence.add_import"]
    said = Event.objects.get(action="evidence.add_import").said
    assert of.seal == said["seal"] == seal_of(of.pk) != ""
    assert (said["rows_in"], said["accepted"], said["rejected"], said["new"]) == (3, 2, 1, 2)
    assert said["files"] == {"estate.csv": of.files.get().digest}
    assert Refresh.objects.get().why == f"import {of.pk}"


def test_adding_and_reading_again_do_nothing(cast: Cast, tmp_path: Path) -> None:
    of = added(cast, listed(tmp_path, AXIS))
    actions.add(of.pk)
    actions.read(of.pk)
    assert as_it_is(of).state == Import.State.ADDED
    assert Observation.objects.count() == Device.objects.count() == 1
    assert len(events(of)) == 4


def test_nothing_can_be_chosen_and_nothing_then_happens(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    actions.decide(by=cast.lead, of=of, choice="nothing")
    actions.add(of.pk)
    assert as_it_is(of).state == Import.State.REFUSED
    assert not Device.objects.exists()
    assert not System.objects.exists()
    assert not Observation.objects.exists()


@pytest.mark.parametrize("choice", ["all", "everything", ""])
def test_all_cannot_be_chosen_while_a_row_is_rejected(cast: Cast, tmp_path: Path, choice: str) -> None:
    of = checked(cast, listed(tmp_path, AXIS, NOTHING))
    with pytest.raises(Invalid) as error:
        actions.decide(by=cast.lead, of=of, choice=choice)
    assert set(error.value.fields) == {"choice"}
    assert as_it_is(of).state == Import.State.CHECKED


def test_where_no_row_can_be_added_only_nothing_can_be_chosen(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, NOTHING))
    with pytest.raises(Invalid):
        actions.decide(by=cast.lead, of=of, choice="valid")
    assert actions.decide(by=cast.lead, of=of, choice="nothing").state == Import.State.REFUSED


def test_the_second_to_choose_is_told(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    actions.decide(by=cast.lead, of=of, choice="nothing")
    with pytest.raises(Conflict):
        actions.decide(by=cast.it_security, of=of, choice="all")
    with pytest.raises(Conflict):
        actions.map_again(by=cast.it_security, of=of, mapping={})


def test_what_cannot_be_read_says_why_and_stays(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, written_text(tmp_path, "%PDF-1.4 not a table", "estate.pdf"), listed(tmp_path, AXIS))
    assert of.state == Import.State.UNREADABLE
    assert "estate.pdf is a PDF" in of.message
    assert of.mend
    assert sorted(path.name for path in of.uploaded.iterdir()) == ["estate.csv", "estate.pdf"]


UNKNOWN = ("Kit", "Ref", "Number")


def test_columns_can_be_said_and_are_remembered_for_the_same_columns(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, ("Zanzibar Optics", "The tall one", 3), headers=UNKNOWN))
    assert of.report["accepted"] == 0
    actions.map_again(
        by=cast.lead, of=of, mapping={"estate.csv": {"Kit": "brand", "Ref": "model", "Number": "quantity"}}
    )
    actions.read(of.pk)
    of = as_it_is(of)
    assert (of.report["accepted"], of.report["plan"]["units"]) == (1, 3)
    actions.decide(by=cast.lead, of=of, choice="all")
    actions.add(of.pk)
    again = checked(
        cast, listed(tmp_path, ("Zanzibar Optics", "The small one", 4), headers=UNKNOWN, name="next.csv")
    )
    assert (again.report["accepted"], again.report["remembered"]) == (1, of.pk)
    assert again.mapping == {"next.csv": {"Kit": "brand", "Ref": "model", "Number": "quantity"}}
    other = checked(
        cast,
        listed(
            tmp_path,
            ("Zanzibar Optics", "The small one", 4, "x"),
            headers=(*UNKNOWN, "Remarks"),
            name="c.csv",
        ),
    )
    assert (other.report["accepted"], other.report["remembered"]) == (0, None)


def test_what_another_body_said_of_its_columns_is_not_remembered_here(cast: Cast, tmp_path: Path) -> None:
    path = listed(tmp_path, ("Zanzibar Optics", "The tall one", 3), headers=UNKNOWN)
    theirs = uploaded(cast, path, by=cast.stranger, body=cast.thornby)
    actions.read(theirs.pk)
    actions.map_again(by=cast.stranger, of=theirs, mapping={"estate.csv": {"Kit": "brand"}})
    actions.read(theirs.pk)
    actions.decide(by=cast.stranger, of=theirs, choice="all")
    actions.add(theirs.pk)
    assert as_it_is(theirs).state == Import.State.ADDED
    assert checked(cast, path).report["remembered"] is None


def test_a_mapping_without_anything_to_go_by_can_be_mended(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, ("Axis",), headers=("Make",)))
    actions.map_again(by=cast.lead, of=of, mapping={"estate.csv": {"Make": "ignore"}})
    actions.read(of.pk)
    of = as_it_is(of)
    assert of.state == Import.State.UNREADABLE
    assert "No column gives a brand" in of.message
    assert of.report["files"], "what was read before is still there to choose from"
    actions.map_again(by=cast.lead, of=of, mapping={"estate.csv": {"Make": "model"}})
    actions.read(of.pk)
    assert as_it_is(of).report["accepted"] == 1


def test_a_column_there_is_not_is_refused(cast: Cast, tmp_path: Path) -> None:
    of = checked(cast, listed(tmp_path, AXIS))
    with pytest.raises(Invalid, match="password"):
        actions.map_again(by=cast.lead, of=of, mapping={"estate.csv": {"Make": "password"}})


def test_a_reading_that_was_overtaken_is_thrown_away(cast: Cast, tmp_path: Path) -> None:
    of = uploaded(cast, listed(tmp_path, AXIS))

    def meanwhile(what: str, share: float) -> None:
        Import.objects.filter(pk=of.pk).update(mapping={"estate.csv": {"Make": "supplier"}})

    actions.read(of.pk, meanwhile)
    assert as_it_is(of).state == Import.State.READING
    actions.read(of.pk)
    found = as_it_is(of)
    assert found.state == Import.State.CHECKED
    assert found.report["files"][0]["sheets"][0]["columns"][0]["canonical"] == "supplier"
    assert len(list(found.folder.glob("read-*"))) == 1


def test_passwords_are_kept_nowhere(cast: Cast, tmp_path: Path) -> None:
    password = "Lamp!Post77"
    rows = [(*AXIS[:2], password), ("Axis", f"admin:{password}", "")]
    of = checked(
        cast,
        listed(tmp_path, *rows, headers=("Make", "Model", "Admin password")),
        listed(tmp_path, HIK, name="b.csv"),
    )
    assert [file["held_secrets"] for file in of.report["files"]] == [True, False]
    assert of.report["files"][0]["refused"] == ["Admin password"]
    actions.decide(by=cast.lead, of=of, choice="all")
    actions.add(of.pk)
    assert [(file.name, file.kept) for file in of.files.order_by("id")] == [
        ("estate.csv", False),
        ("b.csv", True),
    ]
    actions.resume_imports()  # what a transaction that is rolled back at the end of this test has not done
    assert not any(password.encode() in path.read_bytes() for path in of.folder.rglob("*") if path.is_file())
    assert (of.uploaded / "b.csv").exists()
    stored = [str(row) for model in (Import, Observation, Device, Event) for row in model.objects.values()]
    assert not any(password in row for row in stored)


def test_samples_never_show_a_refused_column_nor_a_shifted_cell(cast: Cast, tmp_path: Path) -> None:
    text = "Make,Password,Site\nAxis,first-secret,Town hall\nBosch,x,second-secret,Town hall\n"
    of = checked(cast, written_text(tmp_path, text))
    assert "-secret" not in json.dumps(of.report)
    columns = of.report["files"][0]["sheets"][0]["columns"]
    assert {column["header"]: column["samples"] for column in columns} == {
        "Make": ["Axis"],
        "Site": ["Town hall"],
        "column D": [],
    }


def test_rows_of_another_body_are_kept_and_told_of(cast: Cast, tmp_path: Path) -> None:
    headers = ("Organisation", "Make")
    rows = [
        ("OXMERE CONSTABULARY", "Axis"),
        ("The Thornby Council", "Bosch"),
        ("", "Sony"),
        ("The Thornby Council", "Canon"),
    ]
    of = added(cast, listed(tmp_path, *rows, headers=headers))
    assert of.report["plan"]["bodies"] == {"The Thornby Council": 2}
    assert Device.objects.filter(body=cast.oxmere).count() == 4


def test_every_sheet_of_every_file_counts(cast: Cast, tmp_path: Path) -> None:
    sheets = {"North": [HEADERS, AXIS], "South": [HEADERS, HIK, NOTHING], "Notes": [["Ask Ida"]]}
    of = added(cast, written_xlsx(tmp_path, sheets), listed(tmp_path, ("Sony", "SNC-EB600")))
    places = Observation.objects.order_by("id").values_list("file", "sheet", "line")
    assert list(places) == [("estate.xlsx", "North", 2), ("estate.xlsx", "South", 2), ("estate.csv", "", 2)]
    assert of.report["rows_in"] == 4


def test_progress_is_told_and_forgotten(cast: Cast, tmp_path: Path) -> None:
    told: list[float] = []
    of = uploaded(cast, listed(tmp_path, AXIS))
    actions.read(of.pk, lambda what, share: told.append(share))
    actions.decide(by=cast.lead, of=of, choice="all")
    assert told == sorted(told)
    actions.add(of.pk)
    assert (as_it_is(of).progress, as_it_is(of).share) == ("", 0.0)
