"""What a person types: made tidy, or refused with every problem at once."""

from typing import Any

import pytest

from custodes.errors import Invalid
from custodes.register.checks import fitting_device, fitting_system

pytestmark = pytest.mark.usefixtures("_day")


@pytest.fixture
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-01")


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"brand": "  Hik \u200bvision "}, {"brand": "Hik vision"}),
        ({"mac": "44-19-b6-01-02-03"}, {"mac": "4419B6010203"}),
        ({"mac": "4419.b601.0203"}, {"mac": "4419B6010203"}),
        ({"ip": "http://10.0.0.5:8080/"}, {"ip": "10.0.0.5"}),
        ({"quantity": "12"}, {"quantity": 12}),
        ({"quantity": ""}, {"quantity": None}),
        ({"quantity": 0, "quantity_basis": "not_held"}, {"quantity": 0, "quantity_basis": "not_held"}),
        ({"installed": "2024-02-29"}, {"installed": "2024-02-29"}),
        ({"supported_until": ""}, {"supported_until": None}),
        ({"firmware": ""}, {"firmware": ""}),
    ],
)
def test_what_fits_is_kept_in_our_writing(said: dict[str, Any], held: dict[str, Any]) -> None:
    assert fitting_device(said) == held


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mac": "44:19:B6"}, "mac"),
        ({"ip": "next to the door"}, "ip"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": "a few"}, "quantity"),
        ({"quantity": 10**7}, "quantity"),
        ({"quantity": 0, "quantity_basis": "counted"}, "quantity"),
        ({"quantity": 3, "quantity_basis": "not_held"}, "quantity"),
        ({"quantity_basis": "guessed"}, "quantity_basis"),
        ({"technology": "webcam"}, "technology"),
        ({"installed": "2026-03-02"}, "installed"),
        ({"installed": "yesterday"}, "installed"),
        ({"site": "x" * 1_001}, "site"),
        ({"site": "Gate 3, password: Hik12345"}, "site"),
        ({"colour": "white"}, "colour"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        fitting_device(said)
    assert set(refused.value.fields) == {field}


def test_every_problem_of_a_device_is_told_at_once() -> None:
    wrong = {
        "mac": "x1",
        "ip": "x2",
        "quantity": "x3",
        "technology": "x4",
        "installed": "x5",
        "brand": "Axis",
    }
    with pytest.raises(Invalid) as refused:
        fitting_device(wrong)
    assert set(refused.value.fields) == {"mac", "ip", "quantity", "technology", "installed"}


def test_every_problem_of_a_system_is_told_at_once() -> None:
    wrong = {"name": " ", "technology": "webcam", "capabilities": ["x-ray"], "volume": 5, "volume_unit": ""}
    with pytest.raises(Invalid) as refused:
        fitting_system(wrong)
    assert set(refused.value.fields) == {"name", "technology", "capabilities", "volume_unit"}


def test_a_system_is_kept_tidy() -> None:
    given = {"name": " Town  centre ", "capabilities": ["thermal", "audio", "audio"], "volume": None}
    assert fitting_system(given) == {
        "name": "Town centre",
        "capabilities": ["audio", "thermal"],
        "volume": None,
    }


def test_a_system_has_no_columns_but_its_own() -> None:
    with pytest.raises(Invalid) as refused:
        fitting_system({"name": "Town centre", "shared_at": "2026-01-01"})
    assert set(refused.value.fields) == {"shared_at"}
