"""A POST with an Idempotency-Key, sent again, makes nothing more."""

from collections.abc import Callable
from typing import Any

import pytest
from api_programs import Estate, Program
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Cast
from custodes.evidence.models import Import
from custodes.register.models import Device, System

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db
KEY = {"headers": {"Idempotency-Key": "5f1d2c3b"}}


def test_a_device_is_added_once(cast: Cast, estate: Estate, program: Programs) -> None:
    ask, given = program(cast.lead), {"system": estate.system.pk, "brand": "Bosch"}
    first, second = (ask("POST", "/devices", given, **KEY) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Device.objects.filter(brand="Bosch").count() == 1


def test_without_a_key_it_is_added_each_time(cast: Cast, estate: Estate, program: Programs) -> None:
    ask, given = program(cast.lead), {"system": estate.system.pk, "brand": "Bosch"}
    assert len({ask("POST", "/devices", given).json()["id"] for _ in range(2)}) == 2


def test_a_key_is_for_one_request_alone(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.lead)
    ask("POST", "/devices", {"system": estate.system.pk, "brand": "Bosch"}, **KEY)
    answer = ask("POST", "/devices", {"system": estate.system.pk, "brand": "Axis", "site": "Roof"}, **KEY)
    assert answer.status_code == 409
    assert "Idempotency-Key" in answer.json()["detail"]


def test_keys_of_others_are_others(cast: Cast, estate: Estate, program: Programs) -> None:
    given = {"system": estate.system.pk, "brand": "Bosch"}
    made = [
        program(who)("POST", "/devices", given, **KEY).json()["id"] for who in (cast.lead, cast.procurement)
    ]
    assert len(set(made)) == 2


def test_what_was_refused_can_be_tried_again(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.lead)
    assert ask("POST", "/systems", {"body": "oxmere", "name": ""}, **KEY).status_code == 422
    assert ask("POST", "/systems", {"body": "oxmere", "name": "Car parks"}, **KEY).status_code == 201
    assert System.objects.filter(name="Car parks").count() == 1


def test_a_list_is_uploaded_once_and_another_of_the_same_name_and_size_is_another(
    cast: Cast, estate: Estate, program: Programs
) -> None:
    ask = program(cast.lead)

    def upload(row: bytes) -> Any:
        files = SimpleUploadedFile("list.csv", b"brand,model\n" + row)
        data = {"body": "oxmere", "observed_on": "2026-03-01", "files": files}
        return ask("POST", "/imports", data=data, **KEY)

    first, second = upload(b"Axis,P3245\n"), upload(b"Axis,P3245\n")
    assert first.status_code == 201, first.content
    assert first.json()["id"] == second.json()["id"]
    assert upload(b"Axis,P3246\n").status_code == 409
    assert Import.objects.exclude(pk=estate.imported.pk).count() == 1


def test_a_key_that_is_too_long_is_refused(cast: Cast, estate: Estate, program: Programs) -> None:
    given = {"system": estate.system.pk, "brand": "Bosch"}
    answer = program(cast.lead)("POST", "/devices", given, headers={"Idempotency-Key": "x" * 201})
    assert answer.status_code == 422
