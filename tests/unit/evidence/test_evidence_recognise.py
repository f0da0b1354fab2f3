from pathlib import Path

import pytest
from evidence_files import column, mapped, taken_text

MACS = "44:19:B6:01:02:03", "44:19:B6:01:02:04"


def of(tmp_path: Path, *rows: str) -> dict[str, str]:
    return mapped(taken_text(tmp_path, "\n".join(rows) + "\n"))


def test_vendor_is_the_brand_where_nothing_else_is(tmp_path: Path) -> None:
    assert of(tmp_path, "Vendor,Model", "Axis,P1") == {"brand": "Vendor", "model": "Model"}


def test_vendor_is_the_supplier_beside_a_make(tmp_path: Path) -> None:
    found = of(tmp_path, "Vendor,Make,Model", "ADT,Axis,P1")
    assert found == {"supplier": "Vendor", "brand": "Make", "model": "Model"}


def test_vendor_is_neither_beside_a_make_and_a_supplier(tmp_path: Path) -> None:
    found = of(tmp_path, "Vendor,Make,Supplier", "x,Axis,ADT")
    assert found == {"brand": "Make", "supplier": "Supplier"}


def test_type_holds_models_or_technologies(tmp_path: Path) -> None:
    assert of(tmp_path, "Make,Type", "Hik,DS-2CD2143G2-I", "Axis,P3245-LV")["model"] == "Type"
    assert of(tmp_path, "Make,Type", "Hik,Dome", "Axis,PTZ")["technology"] == "Type"


def test_of_two_models_the_one_that_holds_models(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model,Model number\nHik,Dome,DS-2CD2143G2-I\nAxis,Bullet,P3245-LV\n")
    assert column(intake, "model") == ["DS-2CD2143G2-I", "P3245-LV"]
    (beaten,) = intake.problems
    assert (beaten.column, beaten.problem) == ("Model", 'could be the model too; "Model number" was taken')
    assert "--map" in beaten.mend
    assert intake.files[0].sheets[0].unmapped == ("Model",)


def test_of_two_alike_the_filled_one(tmp_path: Path) -> None:
    assert of(tmp_path, "Manufacturer,Make,Model", "Axis,,P1", "Bosch,,N1")["brand"] == "Manufacturer"


def test_make_and_model_in_one_column_are_read_as_both(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make/Model,Qty\nHikvision DS-2CD2143G2-I,1\n")
    assert column(intake, "brand") == column(intake, "model") == ["Hikvision DS-2CD2143G2-I"]


@pytest.mark.parametrize(
    ("values", "canonical"),
    [
        (MACS, "mac"),
        (("10.0.0.5", "10.0.0.6"), "ip"),
        (("V5.5.800 build 210628", "V5.5.82 build 190909"), "firmware"),
        (("2.800.0000000.27.R", "2.622.0000000.7.R"), "firmware"),
        (("blue", "red"), None),
        (("2019-04-03", "2020-01-01"), None),
        (("Axis", "Bosch"), None),
    ],
)
def test_a_column_of_unknown_name_is_known_by_what_it_holds(
    tmp_path: Path, values: tuple[str, str], canonical: str | None
) -> None:
    found = of(tmp_path, "Make,Model,Wombat", f"Axis,P1,{values[0]}", f"Bosch,N1,{values[1]}")
    assert [name for name, header in found.items() if header == "Wombat"] == (
        [canonical] if canonical else []
    )


def test_an_address_may_be_of_a_network_or_of_a_building(tmp_path: Path) -> None:
    assert of(tmp_path, "Make,Address", "Axis,10.0.0.5")["ip"] == "Address"
    assert of(tmp_path, "Make,Address", "Axis,1 High Street")["site"] == "Address"


def test_a_column_of_numbers_is_not_the_number_of_cameras(tmp_path: Path) -> None:
    found = of(tmp_path, "No.,Make,Model", *(f"{n},Axis,P1" for n in range(1, 9)))
    assert "quantity" not in found


def test_a_date_of_something_unsaid_is_the_installation_only_if_it_holds_dates(tmp_path: Path) -> None:
    assert of(tmp_path, "Make,Date", "Axis,03/04/2019")["installed"] == "Date"
    assert "installed" not in of(tmp_path, "Make,Date", "Axis,daily")


def test_blank_columns_keep_the_meaning_of_their_name(tmp_path: Path) -> None:
    assert of(tmp_path, "Make,MAC address,FW", "Axis,,") == {
        "brand": "Make",
        "mac": "MAC address",
        "firmware": "FW",
    }
