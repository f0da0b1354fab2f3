"""Instruments on pages: taken in with every problem said, looked at, compared, previewed, downloaded."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from parsed import parsed
from waves import SMALL, kept, workbook

from cast import Cast, sign_in
from custodes.survey.actions.instruments import LARGEST
from custodes.survey.models import InstrumentVersion

HERE = "/bodies/commissioner/surveys/instruments"


@pytest.fixture
def analyst(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.analyst)


def text_of(answer: Any) -> str:
    return parsed(answer.content.decode()).text


def upload(client: Client, data: bytes, name: str = "form.xlsx", **more: str) -> Any:
    return client.post(f"{HERE}/add", {"which": "upload", "workbook": SimpleUploadedFile(name, data), **more})


def test_a_workbook_is_kept_and_shown(cast: Cast, analyst: Client) -> None:
    answer = upload(analyst, workbook("Plates and places"))
    version = InstrumentVersion.objects.get()
    assert answer["Location"] == f"{HERE}/{version.pk}"
    page = text_of(analyst.get(answer["Location"]))
    assert "Plates and places" in page
    assert "5 questions in 2 sections" in page
    assert "Who made the ${cameras}?" in page
    assert (version.added_by, version.office) == (cast.analyst, cast.office)


def test_the_same_form_again_is_the_one_that_is_there(analyst: Client) -> None:
    for _ in range(2):
        answer = upload(analyst, workbook("Plates"))
        assert answer.status_code == 302
    assert InstrumentVersion.objects.count() == 1


def test_another_form_of_the_same_version_is_refused(analyst: Client) -> None:
    upload(analyst, workbook("Plates"))
    answer = upload(analyst, workbook("Plates", SMALL.replace("How many?", "How few?")))
    assert "There is a version 1 of this form already, and it differs." in text_of(answer)
    assert InstrumentVersion.objects.count() == 1


BROKEN = """
type               | name    | label   | relevant        | colour
select_one nowhere | where   | Where?  |                 |
integer            | where   | Again?  | ${nobody} = 'x' | red
"""


def test_every_problem_of_a_workbook_is_said_by_its_place_and_nothing_is_kept(analyst: Client) -> None:
    answer = upload(analyst, workbook("Broken", BROKEN))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "It cannot be used yet: 3 errors" in page
    for said in ("survey, row 2", "“nowhere”", "survey, row 3", "relevant (D3)", "nobody"):
        assert said in page
    assert "Warnings" in page
    assert "Nothing was kept" in page
    assert not InstrumentVersion.objects.exists()


def test_only_checking_keeps_nothing(analyst: Client) -> None:
    answer = upload(analyst, workbook("Plates"), check="yes")
    assert "It can be used: no errors" in text_of(answer)
    assert not InstrumentVersion.objects.exists()


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 80_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a", "is not a workbook"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (b"PK\x03\x04" + b"x" * LARGEST, "larger than 10 MB"),
        (zip_bomb(), "would unpack to over 64 MB"),
    ],
)
def test_what_is_no_form_is_refused_and_said(analyst: Client, data: bytes, said: str) -> None:
    answer = upload(analyst, data)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not InstrumentVersion.objects.exists()


def test_a_name_that_would_leave_its_folder_is_only_a_name(analyst: Client) -> None:
    assert upload(analyst, workbook("Plates"), name="../../etc/form.xlsx").status_code == 302


def test_a_choice_and_a_file_are_asked_for(analyst: Client) -> None:
    assert "Choose an instrument" in text_of(analyst.post(f"{HERE}/add", {}))
    assert "Select the workbook" in text_of(analyst.post(f"{HERE}/add", {"which": "upload"}))


def test_a_file_says_by_itself_that_it_is_a_workbook_of_your_own(analyst: Client) -> None:
    assert upload(analyst, workbook("Plates"), which="").status_code == 302
    assert InstrumentVersion.objects.get().title == "Plates"


def test_a_file_is_not_left_aside_silently_where_one_that_ships_is_chosen(analyst: Client) -> None:
    page = text_of(upload(analyst, workbook("Plates"), which="police-survey"))
    assert "Choose either the workbook that you selected, or one that ships" in page
    assert not InstrumentVersion.objects.exists()


@pytest.mark.parametrize("name", ["police-survey", "council-survey", "annual-surveillance-report"])
def test_what_ships_can_be_taken_previewed_and_downloaded(analyst: Client, name: str) -> None:
    for _ in range(2):  # the second time it is there
        answer = analyst.post(f"{HERE}/add", {"which": name})
    here = answer["Location"]
    assert analyst.get(here).status_code == 200
    page = analyst.get(f"{here}/preview")
    assert "Nothing can be filled in here" in text_of(page)
    assert "<form class" not in page.content.decode()
    downloaded = analyst.get(f"{here}/workbook")
    assert downloaded["Content-Disposition"].startswith(
        f'attachment; filename="{name.replace("-", "_")}'
    ) or (name in downloaded["Content-Disposition"])
    assert downloaded.content == bytes(InstrumentVersion.objects.get().workbook)


def test_every_section_can_be_previewed_and_no_other(cast: Cast, analyst: Client) -> None:
    version = kept(cast.office, cast.analyst)
    here = f"{HERE}/{version.pk}/preview"
    assert "Do you run cameras?" in text_of(analyst.get(here))
    plates = text_of(analyst.get(f"{here}?section=plates"))
    assert "Do they read plates?" in plates
    assert "Asked only where ${runs} = 'yes'" in plates
    assert analyst.get(f"{here}?section=nowhere").status_code == 404


def test_the_preview_says_which_question_cannot_be_worked_out(cast: Cast, analyst: Client) -> None:
    rows = """
    type         | name  | label    | calculation                | repeat_count
    begin_group  | about | About    |                            |
    calculate    | fine  |          | 1 + 1                      |
    begin_repeat | many  | Cameras  |                            | 1000
    text         | where | Where?   |                            |
    end_repeat   |       |          |                            |
    end_group    |       |          |                            |
    """
    version = kept(cast.office, cast.analyst, rows)
    page = text_of(analyst.get(f"{HERE}/{version.pk}/preview"))
    assert page.count("This cannot be worked out") == 1
    assert "Cameras (once for each) This cannot be worked out" in page
    whole = kept(cast.office, cast.analyst, rows.replace("1000", "3"), version="2")
    assert "cannot be worked out" not in text_of(analyst.get(f"{HERE}/{whole.pk}/preview"))


def test_the_name_of_a_download_is_plain(cast: Cast, analyst: Client) -> None:
    version = kept(cast.office, cast.analyst, form_id='a"b\r\nc/../d', version="1;2")
    name = analyst.get(f"{HERE}/{version.pk}/workbook")["Content-Disposition"]
    assert name == 'attachment; filename="ab-cd-12.xlsx"'


def test_versions_stand_beside_each_other(cast: Cast, analyst: Client) -> None:
    kept(cast.office, cast.analyst)
    rows = SMALL.replace("How many?", "How many cameras?").replace("| makers ", "| brands ")
    later = kept(cast.office, cast.analyst, rows, version="2")
    page = text_of(analyst.get(f"{HERE}/{later.pk}/changes"))
    assert "3 questions the same, 1 asked otherwise, 1 added, 1 taken out" in page
    assert "How many? How many cameras? Wording" in page
    assert "Version 2 beside 1" in page


def test_what_an_author_writes_is_text(cast: Cast, analyst: Client) -> None:
    rows = SMALL.replace("Do you run cameras?", "<script>alert(1)</script>")
    version = kept(cast.office, cast.analyst, rows)
    for path in ("", "/preview"):
        assert b"<script>alert" not in analyst.get(f"{HERE}/{version.pk}{path}").content


@pytest.mark.parametrize("who", ["lead", "senior_responsible_officer", "stranger", "nobody", "administrator"])
def test_nobody_but_the_office_sees_its_instruments(cast: Cast, client: Client, who: str) -> None:
    version = kept(cast.office, cast.analyst)
    asked = sign_in(client, cast.people[who])
    status = {403, 404}
    for path in ("", "/add", f"/{version.pk}", f"/{version.pk}/preview", f"/{version.pk}/workbook"):
        assert asked.get(f"{HERE}{path}").status_code in status, path
    assert upload(asked, workbook("Another", form_id="other")).status_code in status
    assert InstrumentVersion.objects.count() == 1
