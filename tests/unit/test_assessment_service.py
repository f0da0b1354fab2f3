"""An assessment with a column of settled makers: they outrank the rest, and nobody else's row changes."""

import pyarrow as pa
import pytest
from small_estates import by_row

from custodes.assessment import JUDGED, Assessment, Sources, assess
from custodes.concerns.conclusions import as_intake

GIVEN = dict.fromkeys(
    (
        "brand",
        "model",
        "mac_block",
        "supplier",
        "firmware",
        "hardware",
        "technology",
        "site_class",
        "judged_maker",
    ),
    "",
)
ROWS = [
    {"brand": "Axis", "model": "DS-2CD2143G2-I", "mac_block": "4419B6010"},
    {"brand": "Axis", "model": "DS-2CD2143G2-I", "mac_block": "4419B6010", "judged_maker": "Hikvision"},
    {"brand": "Honeywell", "model": "unmarked dome", "judged_maker": "Dahua Technology"},
    {"brand": "various", "judged_maker": "Vantage Optics of Thornby"},
    {"brand": "Hikvision", "model": "DS-2CD2143G2-I", "judged_maker": "Axis Communications"},
]


def rows() -> pa.Table:
    return as_intake([{**GIVEN, **row, "id": number} for number, row in enumerate(ROWS, 1)])


@pytest.fixture(scope="module")
def found(packs_alone: Sources) -> Assessment:
    return assess(rows(), packs_alone)


def test_the_settled_maker_is_concluded(found: Assessment) -> None:
    made = [(row["maker"], row["status"], row["conflict"]) for row in found.identifications.to_pylist()]
    assert made == [
        ("", "ambiguous", True),
        ("Hikvision", "identified", False),
        ("Dahua Technology", "identified", False),
        ("Vantage Optics of Thornby", "identified", False),
        ("Axis Communications", "identified", False),
    ]


def test_the_column_is_no_output(found: Assessment) -> None:
    assert JUDGED not in found.identifications.column_names
    assert JUDGED in rows().column_names


def verdicts(found: Assessment, row: int, of: str) -> set[str]:
    return {f["verdict"] for name, f in by_row(found)[row].items() if name.endswith(f"/{of}")}


def test_watchlists_follow_the_settled_maker(found: Assessment) -> None:
    assert verdicts(found, 1, "hikvision") == {"unknown"}
    assert verdicts(found, 2, "hikvision") == {"affected"}
    assert verdicts(found, 3, "dahua") == {"affected"}


def test_a_label_that_is_on_a_watchlist_stays_on_it(found: Assessment) -> None:
    """Whoever made it, it carries that name."""
    assert verdicts(found, 5, "hikvision") == {"affected"}
    assert verdicts(found, 3, "honeywell") == {"affected"}


def test_a_maker_that_nobody_lists_is_covered_by_nothing(found: Assessment) -> None:
    row = found.identifications.to_pylist()[3]
    assert row["coverage"] != "covered"
    assert not any(f["kind"] == "vulnerability" for f in by_row(found)[4].values())
    criteria = {f["verdict"] for f in by_row(found)[4].values()}
    assert criteria == {"unknown"}  # its country is not known


def test_settled_by_nobody_everything_is_as_without_the_column(packs_alone: Sources) -> None:
    nobody = as_intake([{**GIVEN, **row, "judged_maker": "", "id": n} for n, row in enumerate(ROWS, 1)])
    for ours, wanted in zip(
        assess(nobody, packs_alone), assess(nobody.drop_columns([JUDGED]), packs_alone), strict=True
    ):
        assert ours.to_pylist() == wanted.to_pylist()
