"""A list from upload to register and back, all through the API."""

from collections.abc import Callable

import pytest
from api_programs import Program
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Cast
from custodes.evidence import actions
from custodes.register.models import Device

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db

LIST = b"brand,model,system,quantity\nHikvision,DS-2CD2143G2-I,Town centre,3\nAxis,P3245-LV,Town centre,2\n,,Town centre,1\n"


def _upload(ask: Program, content: bytes = LIST) -> str:
    data = {
        "body": "oxmere",
        "observed_on": "2026-03-01",
        "files": [SimpleUploadedFile("cameras.csv", content)],
    }
    answer = ask("POST", "/imports", data=data)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "reading"
    return f"/imports/{answer.json()['id']}"


def test_from_upload_to_register_and_back(cast: Cast, program: Programs) -> None:
    ask = program(cast.it_security)
    path = _upload(ask)
    number = int(path.rpartition("/")[2])
    assert ask("GET", f"{path}/problems").status_code == 404
    actions.read(number)
    found = ask("GET", path).json()
    assert (found["state"], found["report"]["rows_in"], found["report"]["rejected"]) == ("checked", 3, 1)
    rejected = ask("GET", f"{path}/problems?kind=rejected").json()["items"]
    assert [one["line"] for one in rejected] == [4]
    assert rejected[0]["mend"]
    mend = ask("GET", f"{path}/mend.csv")
    assert b"Town centre" in mend.getvalue()
    assert ask("POST", f"{path}/decide", {"choice": "all"}).status_code == 422
    assert ask("POST", f"{path}/decide", {"choice": "valid"}).json()["state"] == "adding"
    actions.add(number)
    assert ask("GET", path).json()["state"] == "added"
    assert Device.objects.filter(body=cast.oxmere, withdrawn_at=None).count() == 2
    assert ask("POST", f"{path}/undo", {"reason": "Wrong year"}).status_code == 403
    undone = program(cast.lead)("POST", f"{path}/undo", {"reason": "Wrong year"})
    assert undone.json()["state"] == "undone"
    assert not Device.objects.filter(body=cast.oxmere, withdrawn_at=None).exists()


def test_columns_are_as_the_program_says(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    path = _upload(ask, b"gadget,make\nDS-2CD2143G2-I,Hikvision\n")
    number = int(path.rpartition("/")[2])
    actions.read(number)
    answer = ask("POST", f"{path}/columns", {"mapping": {"cameras.csv": {"gadget": "model"}}})
    assert answer.json()["state"] == "reading"
    actions.read(number)
    columns = ask("GET", path).json()["report"]["files"][0]["sheets"][0]["columns"]
    assert {one["header"]: one["canonical"] for one in columns}["gadget"] == "model"


def test_what_is_decided_is_decided_once(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    path = _upload(ask)
    actions.read(int(path.rpartition("/")[2]))
    assert ask("POST", f"{path}/decide", {"choice": "nothing"}).json()["state"] == "refused"
    answer = ask("POST", f"{path}/decide", {"choice": "valid"})
    assert answer.status_code == 409
    assert answer.json()["mend"]


def test_a_day_that_is_to_come_is_refused(cast: Cast, program: Programs) -> None:
    data = {"body": "oxmere", "observed_on": "2999-01-01", "files": [SimpleUploadedFile("a.csv", LIST)]}
    answer = program(cast.lead)("POST", "/imports", data=data)
    assert answer.status_code == 422
    assert "observed_on" in answer.json()["fields"]


def test_what_is_no_list_says_so(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    path = _upload(ask, b"\x00\x01\x02")
    actions.read(int(path.rpartition("/")[2]))
    found = ask("GET", path).json()
    assert found["state"] == "unreadable"
    assert found["message"]
    assert found["mend"]


def test_imports_are_listed_latest_first_for_their_own_people(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    paths = [_upload(ask) for _ in range(2)]
    assert [f"/imports/{one['id']}" for one in ask("GET", "/imports").json()["items"]] == paths[::-1]
    assert program(cast.stranger)("GET", "/imports").json()["items"] == []
    assert program(cast.reader)("GET", "/imports?body=oxmere").status_code == 403
