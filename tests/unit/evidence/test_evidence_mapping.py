from pathlib import Path

import pytest
from evidence_files import column, mapped, taken, taken_text, written_text

from custodes.errors import MappingError, OutputError
from custodes.evidence.intake import take_in
from custodes.evidence.mapping import Mapping, combine, load, parse, save, used

TEXT = "Kamera,Typ,Ort\nAxis,P1,Halle\n"


def test_pairs_say_what_columns_are(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, TEXT, parse(["Kamera=brand", "Typ = model", "Ort=SITE"]))
    assert mapped(intake) == {"brand": "Kamera", "model": "Typ", "site": "Ort"}
    assert {match.how for match in intake.files[0].sheets[0].mapping} == {"given"}


def test_a_header_may_hold_an_equals_sign(tmp_path: Path) -> None:
    assert parse(["a=b=model"]).columns == {"a=b": "model"}


def test_a_mapping_outranks_names(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "Make,Model,Code\nDome,PTZ,P1\n", parse(["code=model", "Make=ignore"]))
    assert (column(intake, "model"), column(intake, "brand")) == (["P1"], [""])
    assert intake.files[0].sheets[0].unmapped == ("Make", "Model")


def test_columns_without_a_header_can_be_mapped(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "1,A1,x\n2,A2,y\n", parse(["column B=model"]))
    assert column(intake, "model") == ["A1", "A2"]


def test_two_columns_given_one_meaning_are_read_first_come(tmp_path: Path) -> None:
    intake = taken_text(tmp_path, "A,B\nAxis,\n,Bosch\nSony,x\n", parse(["A=brand", "B=brand"]))
    assert column(intake, "brand") == ["Axis", "Bosch", "Sony"]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = written_text(tmp_path, TEXT)
    mapping = Mapping({"Kamera": "wombat", "Absent": "model"}, {"estate.csv": {"Gone": "site"}})
    with pytest.raises(MappingError) as caught:
        take_in([path], mapping)
    for part in (
        '"Kamera" is mapped to "wombat"',
        'No file has a column "Absent"',
        'estate.csv has no column "Gone"',
        "No column gives a brand, a model or a MAC",
    ):
        assert part in caught.value.message or part == "No column gives a brand, a model or a MAC"
    assert '"Typ"' in caught.value.mend
    assert "supported_until" in caught.value.mend


def test_a_mapping_that_leaves_nothing_to_go_by(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="No column gives a brand"):
        take_in([written_text(tmp_path, "Foo,Bar\nx,y\n")], parse(["Foo=site"]))


def test_pairs_that_are_none_are_all_named() -> None:
    with pytest.raises(MappingError) as caught:
        parse(["Make", "=model", "Fine=model", "Empty="])
    assert caught.value.message.count("is not of the form") == 3


def test_a_header_need_only_be_in_one_of_the_files(tmp_path: Path) -> None:
    paths = [written_text(tmp_path, TEXT, "a.csv"), written_text(tmp_path, "Make\nBosch\n", "b.csv")]
    intake = take_in(paths, parse(["Kamera=brand"]))
    assert column(intake, "brand") == ["Axis", "Bosch"]


def test_a_part_for_one_file(tmp_path: Path) -> None:
    paths = [written_text(tmp_path, "Make,X\nAxis,P1\n", name) for name in ("a.csv", "b.csv")]
    intake = take_in(paths, Mapping({}, {"b.csv": {"X": "model"}, "absent.csv": {"Y": "model"}}))
    assert column(intake, "model") == ["", "P1"]


def test_the_mapping_of_a_run_saved_and_used_again(tmp_path: Path) -> None:
    text = 'Vendor,Wombat,"The ""best"" \\ café",Notes\nAxis,44:19:B6:01:02:03,x,y\n'
    path = written_text(tmp_path, text)
    first = taken(path, parse(['The "best" \\ café=model']))
    save(used(first.files), tmp_path / "mapping.toml")
    again = taken(path, load(tmp_path / "mapping.toml"))
    assert again.table.equals(first.table)
    assert mapped(again) == mapped(first)
    assert {match.how for match in again.files[0].sheets[0].mapping} == {"given"}


def test_headers_that_differ_in_meaning_are_saved_by_file(tmp_path: Path) -> None:
    paths = [
        written_text(tmp_path, "Vendor,Model\nAxis,P1\n", "a.csv"),
        written_text(tmp_path, "Vendor,Make\nADT,Axis\n", "b.csv"),
    ]
    mapping = used(take_in(paths).files)
    assert mapping.columns == {"Model": "model", "Make": "brand"}
    assert mapping.files == {"a.csv": {"Vendor": "brand"}, "b.csv": {"Vendor": "supplier"}}
    save(mapping, tmp_path / "mapping.toml")
    assert load(tmp_path / "mapping.toml") == mapping


def test_one_mapping_over_another() -> None:
    first = Mapping({"A": "brand", "B": "model"}, {"a.csv": {"C": "site"}})
    assert combine(first, parse(["B=ignore", "C=system"])) == Mapping(
        {"A": "brand", "B": "ignore", "C": "system"}, {"a.csv": {"C": "system", "B": "ignore"}}
    )


@pytest.mark.parametrize(
    "text", ["not toml [", "[columns]\nA = 1\n", "[wombat]\n", 'columns = "x"\n', "files = 3\n"]
)
def test_a_file_that_is_no_mapping(tmp_path: Path, text: str) -> None:
    with pytest.raises(MappingError):
        load(written_text(tmp_path, text, "mapping.toml"))


def test_places_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(MappingError):
        load(tmp_path / "absent.toml")
    with pytest.raises(OutputError):
        save(Mapping({}), tmp_path / "absent" / "mapping.toml")
