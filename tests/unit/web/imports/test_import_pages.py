"""The pages of imports, from upload to undoing, and who is refused."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from thirty_mistakes import PASSWORDS, thirty_mistakes

from cast import Cast, sign_in
from custodes.evidence import actions
from custodes.evidence.models import Import, Observation
from custodes.register.models import Device

GOOD = b"Make,Model,Serial number,System\nAxis,P3245-LV,ACCC8E000001,Town centre\n"
MIXED = GOOD + b",,,Town centre\n"
DAY = {"observed_on_day": "1", "observed_on_month": "2", "observed_on_year": "2026"}
PAGES = ("imports", "import_new", "import_template")
PAGES_OF_ONE = (
    "import",
    "import_columns",
    "import_problems",
    "import_problems_csv",
    "import_mend",
    "undo_import",
)


@pytest.fixture
def ida(client: Client, cast: Cast) -> Client:
    """Signed in as the surveillance lead of Oxmere."""
    return sign_in(client, cast.lead)


def made(
    cast: Cast, content: bytes = GOOD, name: str = "estate.csv", *, read: bool = True, choice: str = ""
) -> Import:
    file = SimpleUploadedFile(name, content)
    day = dt.date(2026, 2, 1)
    of = actions.upload(by=cast.lead, body=cast.oxmere, files=[(name, file)], observed_on=day)
    if read:
        actions.read(of.pk)
    if choice:
        actions.decide(by=cast.lead, of=of, choice=choice)
        actions.add(of.pk)
    return Import.objects.get(pk=of.pk)


def at(name: str, of: Import | None = None, slug: str = "oxmere") -> str:
    return reverse(name, args=[slug, of.pk] if of else [slug])


def shown(client: Client, url: str) -> str:
    """The text of a page, without its marks."""
    response = client.get(url)
    assert response.status_code == 200
    return words(response.content)


def words(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["stranger", "nobody", "reader", "procurement", "analyst", "head", "administrator"]
)
def test_whoever_may_not_import_sees_no_upload(client: Client, cast: Cast, part: str) -> None:
    of = made(cast, choice="all")
    sign_in(client, cast.people[part])
    urls = [at(name) for name in PAGES] + [at(name, of) for name in PAGES_OF_ONE]
    refused = {cast.refusal(cast.people[part])}
    assert {client.get(url).status_code for url in urls} == refused
    assert {client.post(url).status_code for url in urls} == refused


def test_whoever_has_not_signed_in_signs_in_first(client: Client, cast: Cast) -> None:
    for url in [*map(at, PAGES), *(at(name, made(cast)) for name in PAGES_OF_ONE)]:
        assert client.get(url).status_code == 302


def test_another_bodys_import_is_not_there(client: Client, cast: Cast) -> None:
    of = made(cast)
    sign_in(client, cast.stranger)
    for name in PAGES_OF_ONE:
        assert client.get(at(name, of, "thornby")).status_code == 404
        assert client.post(at(name, of, "thornby"), {"choice": "all"}).status_code in (404, 405)
    assert "estate.csv" not in shown(client, at("imports", slug="thornby"))
    assert Import.objects.get().state == Import.State.CHECKED


def test_it_security_imports_and_does_not_undo(client: Client, cast: Cast) -> None:
    of = made(cast, choice="all")
    sign_in(client, cast.it_security)
    assert "Undo this import" not in shown(client, at("import", of))
    assert client.post(at("undo_import", of), {"reason": "x"}).status_code == 403
    assert Import.objects.get().state == Import.State.ADDED


# --- upload -------------------------------------------------------------------------------------------------


def test_several_lists_are_uploaded_at_once(ida: Client, cast: Cast) -> None:
    lists = [SimpleUploadedFile("a.csv", GOOD), SimpleUploadedFile("b.csv", MIXED)]
    response = ida.post(at("import_new"), {"lists": lists, **DAY})
    of = Import.objects.get()
    assert (response.status_code, response.url) == (302, at("import", of))
    assert [file.name for file in of.files.order_by("id")] == ["a.csv", "b.csv"]
    assert (of.by, of.body, of.observed_on) == (cast.lead, cast.oxmere, dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (DAY, "Select at least one file"),
        ({"lists": SimpleUploadedFile("a.csv", GOOD)}, "Enter the day that the lists tell of"),
        ({"lists": SimpleUploadedFile("a.csv", b""), **DAY}, "a.csv is empty"),
        (
            {"lists": SimpleUploadedFile("a.csv", GOOD), **DAY, "observed_on_year": "2999"},
            "today or in the past",
        ),
    ],
)
def test_what_is_wrong_with_an_upload_is_said_with_a_link_to_it(
    ida: Client, sent: dict[str, Any], said: str
) -> None:
    response = ida.post(at("import_new"), sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error:" in page
    assert said in page
    for landing in re.findall(r'<li><a href="#([^"]+)">', page):
        assert f'id="{landing}"' in page
    assert not Import.objects.exists()


def test_a_request_that_is_too_large_is_not_kept_and_is_told(
    ida: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("CUSTODES_UPLOAD_MB", "1")
    large = SimpleUploadedFile("a.csv", b"x" * 2_500_000)
    response = ida.post(at("import_new"), {"lists": large, **DAY})
    assert "The files must be smaller than 1 MB together" in words(response.content)
    assert not Import.objects.exists()
    assert not settings.UPLOADS.exists()


# --- while it is being read ---------------------------------------------------------------------------------


def test_while_it_is_read_the_page_looks_again_by_itself(ida: Client, cast: Cast) -> None:
    of = made(cast, read=False)
    response = ida.get(at("import", of))
    assert response.headers["Refresh"].isdigit()
    assert "Reading the lists" in words(response.content)
    for name in PAGES_OF_ONE[2:5]:
        assert ida.get(at(name, of)).status_code == 404
    actions.read(of.pk)
    assert "Refresh" not in ida.get(at("import", of)).headers


def test_what_cannot_be_read_says_why_and_can_be_read_again(ida: Client, cast: Cast) -> None:
    of = made(cast, b"%PDF-1.4", "estate.pdf")
    page = shown(ida, at("import", of))
    assert "estate.pdf is a PDF, not a table." in page
    assert "Ask for the spreadsheet" in page
    assert ida.post(at("import", of)).status_code == 302
    assert Import.objects.get().state == Import.State.READING


# --- the check ----------------------------------------------------------------------------------------------


def test_the_check_says_what_would_happen_and_choosing_does_it(ida: Client, cast: Cast) -> None:
    of = made(cast, MIXED)
    page = shown(ida, at("import", of))
    assert "2 rows came in: 1 can be added, 1 cannot" in page
    assert "Only the 1 row that can be added" in page
    assert "Has neither a brand nor a model" in page
    assert not Device.objects.exists()
    assert ida.post(at("import", of), {"choice": "valid"}).status_code == 302
    assert Import.objects.get().state == Import.State.ADDING
    actions.add(of.pk)
    assert "1 row of 2 added; 1 left out" in shown(ida, at("import", of))
    assert Observation.objects.get().by == cast.lead


@pytest.mark.parametrize("choice", ["", "all", "nonsense"])
def test_what_is_not_offered_cannot_be_chosen(ida: Client, cast: Cast, choice: str) -> None:
    of = made(cast, MIXED)
    response = ida.post(at("import", of), {"choice": choice})
    assert "There is a problem" in words(response.content)
    assert Import.objects.get().state == Import.State.CHECKED


def test_whoever_chooses_second_is_shown_what_became_of_it(ida: Client, cast: Cast) -> None:
    of = made(cast)
    actions.decide(by=cast.it_security, of=of, choice="nothing")
    assert "Nothing was added" in words(ida.post(at("import", of), {"choice": "all"}).content)
    assert not Device.objects.exists()


def test_a_file_that_came_before_is_told_of(ida: Client, cast: Cast) -> None:
    first = made(cast, choice="all")
    page = shown(ida, at("import", made(cast, name="again.csv")))
    assert f"again.csv is the very file that came with import {first.pk}" in page
    assert "1 row of the lists about 1 row already in the register" in page


def test_names_and_cells_are_shown_as_text(ida: Client, cast: Cast) -> None:
    evil = "<script>alert(1)</script>"
    content = f'Make,Serial number,"{evil}",MAC\n{evil},{evil},{evil},{evil}\n'.encode()
    of = made(cast, content, f"{evil}.csv")
    for name in ("import", "import_columns", "import_problems"):
        assert evil not in ida.get(at(name, of)).content.decode()
    assert evil not in ida.get(at("imports")).content.decode()


def test_passwords_are_on_no_page(ida: Client, cast: Cast, tmp_path: Path) -> None:
    thirty_mistakes(tmp_path / "estate.xlsx")
    of = made(cast, (tmp_path / "estate.xlsx").read_bytes(), "estate.xlsx")
    pages = [ida.get(at(name, of)) for name in PAGES_OF_ONE[:5]]
    for page in pages:
        content = page.getvalue() if page.streaming else page.content
        assert not any(password.encode() in content for password in PASSWORDS)
    assert "Refused, never read: Admin password" in words(pages[0].content)


# --- columns ------------------------------------------------------------------------------------------------


def test_columns_are_changed_by_choosing_from_lists(ida: Client, cast: Cast) -> None:
    of = made(cast, b"Make,Lamp post,Note\nAxis,LP-7,Mind the step\n")
    page = ida.get(at("import_columns", of)).content.decode()
    names = re.findall(r'<select[^>]* name="([^"]+)"', page)
    assert len(names) == 3
    assert "Mind the step" in page
    sent = {names[0]: "brand", names[1]: "site", names[2]: "ignore"}
    assert ida.post(at("import_columns", of), sent).status_code == 302
    of.refresh_from_db()
    assert (of.state, of.mapping) == (Import.State.READING, {"estate.csv": {"Lamp post": "site"}})
    actions.read(of.pk)
    assert "somebody’s choice" in shown(ida, at("import", of))


def test_make_and_model_in_one_column_stay_so_unless_somebody_says_otherwise(ida: Client, cast: Cast) -> None:
    of = made(cast, b"Make/Model,MAC\nAxis P3245-LV,AC:CC:8E:00:00:01\n")
    page = ida.get(at("import_columns", of)).content.decode()
    assert "Brand and model, as it is" in page
    name = re.findall(r'<select[^>]* name="([^"]+)"', page)[0]
    ida.post(at("import_columns", of), {name: ""})
    of.refresh_from_db()
    assert of.mapping == {}


def test_a_refused_column_is_not_offered_and_cannot_be_had(ida: Client, cast: Cast) -> None:
    of = made(cast, b"Make,Password\nAxis,hunter2-of-the-yard\n")
    page = ida.get(at("import_columns", of)).content.decode()
    assert page.count("<select") == 1
    assert "hunter2" not in page
    assert "Password" in page


# --- problems -----------------------------------------------------------------------------------------------


def test_problems_are_listed_filtered_and_paged(ida: Client, cast: Cast) -> None:
    rows = b"".join(b"Axis,44:19\n" for _ in range(60)) + b",\n" + b",44:19\n"
    of = made(cast, b"Make,MAC\n" + rows)
    page = shown(ida, at("import_problems", of))
    assert "1 to 50 of 62" in page
    assert "line 2 " in page
    assert "51 to 62 of 62" in shown(ida, at("import_problems", of) + "?page=2")
    rejected = shown(ida, at("import_problems", of) + "?kind=rejected")
    assert "1 to 1 of 1" in rejected
    assert "line 63" in rejected
    about_mac = ida.get(
        at("import_problems", of), {"problem": of.report["problems"]["groups"][-1]["problem"]}
    )
    assert "of 61" in words(about_mac.content)
    assert "of 62" in shown(ida, at("import_problems", of) + "?kind=nonsense&problem=nonsense")


def test_problems_and_rows_to_mend_can_be_downloaded_safely(ida: Client, cast: Cast) -> None:
    of = made(cast, b'Make,Model,Site\n,,=HYPERLINK("http://evil.test")\n')
    for name, start in (
        ("import_problems_csv", b"kind,row,file"),
        ("import_mend", "\ufeffreason,mend".encode()),
    ):
        response = ida.get(at(name, of))
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Type"].startswith("text/csv")
        assert response.getvalue().startswith(start)
    assert b"'=HYPERLINK" in ida.get(at("import_mend", of)).getvalue()


def test_the_mend_file_corrected_is_added(ida: Client, cast: Cast) -> None:
    of = made(cast, b"Vendor,Product,Place\nAxis,P3245-LV,Hall\n,,Yard\n", choice="valid")
    mend = ida.get(at("import_mend", of)).getvalue().decode("utf-8-sig")
    mended = mend.replace(",,Yard", ",Bosch,Yard") if ",,Yard" in mend else mend
    assert mended != mend
    made(cast, mended.encode(), "mended.csv", choice="all")
    assert set(Device.objects.values_list("site", flat=True)) == {"Hall", "Yard"}


def test_the_template_is_a_workbook(ida: Client) -> None:
    response = ida.get(at("import_template"))
    assert response.content.startswith(b"PK")
    assert "attachment" in response.headers["Content-Disposition"]


# --- undo ---------------------------------------------------------------------------------------------------


def test_rows_without_a_number_make_the_number_of_devices_a_lower_bound(ida: Client, cast: Cast) -> None:
    page = shown(ida, at("import", made(cast, b"Make,Model,Quantity\nAxis,P3245-LV,4\nAxis,M1065,\n")))
    assert (
        "2 rows of the register, standing for at least 5 devices; for 1 row the number is not known" in page
    )
    page = shown(ida, at("import", made(cast, b"Make,Model,Quantity\nAxis,P3245-LV,4\n", "b.csv")))
    assert "1 row of the register, standing for 4 devices" in page
    assert "the number is not known" not in page


def test_undoing_says_what_it_would_do_and_needs_a_reason(ida: Client, cast: Cast) -> None:
    of = made(cast, choice="all")
    assert "1 row of the register. They leave the register." in shown(ida, at("undo_import", of))
    assert "Say why it is undone" in words(ida.post(at("undo_import", of), {"reason": ""}).content)
    assert ida.post(at("undo_import", of), {"reason": "The wrong list"}).status_code == 302
    page = shown(ida, at("import", of))
    assert "This import was undone" in page
    assert "The wrong list" in page
    assert Device.objects.get().withdrawn_at
    assert ida.post(at("undo_import", of), {"reason": "Again"}).status_code == 302
    assert Import.objects.get().undone_reason == "The wrong list"


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_shows_every_import_in_a_bounded_number_of_queries(
    ida: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    assert "Nothing has been imported yet" in shown(ida, at("imports"))
    for number in range(5):
        made(cast, name=f"list-{number}.csv")
    with django_assert_max_num_queries(12):
        page = shown(ida, at("imports"))
    assert all(f"list-{number}.csv" in page for number in range(5))
    assert "Waiting for your choice" in page


def test_devices_of_an_import_can_be_listed(ida: Client, cast: Cast) -> None:
    of = made(cast, choice="all")
    made(
        cast,
        GOOD.replace(b"ACCC8E000001", b"ACCC8E000002").replace(b"P3245-LV", b"M3106"),
        "b.csv",
        choice="all",
    )
    page = shown(ida, f"{at('devices')}?import={of.pk}")
    assert "P3245-LV" in page
    assert "M3106" not in page
