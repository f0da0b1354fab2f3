"""The API over all schemes: bounds, exact versions, what is no version, and every bound of the real records."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from custodes.register.versions import exactly, interval, readings, why_unreadable
from custodes.register.versions.reading import Interval, Reading, place

RECORDS = Path(__file__).parents[4].parent / "shared" / "data" / "nvd" / "camera_cves.jsonl"


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "*", "n/a", "N\\A", "unknown", "Latest", "up to date", "v", "all", "TBC"]
)
def test_no_version_at_all(text: str) -> None:
    assert readings("Hikvision", text) == ()
    assert interval("Hikvision", low=None, low_inclusive=False, high=text, high_inclusive=True) is None
    assert why_unreadable("Hikvision", text)


def test_why() -> None:
    assert why_unreadable("Hikvision", "V5.5.800") == ""
    assert why_unreadable("Hikvision", "") == "No firmware version was recorded."
    assert "spreadsheet" in why_unreadable("Hikvision", "43921")


def test_bounds_follow_inclusion() -> None:
    def inside(text: str, low_in: bool, high_in: bool) -> bool:
        span = interval("", low="1.2", low_inclusive=low_in, high="1.4", high_inclusive=high_in)
        assert span
        return place(readings("", text)[0], span) == "inside"

    assert inside("1.2", True, False)
    assert not inside("1.2", False, False)
    assert inside("1.4", True, True)
    assert not inside("1.4", True, False)
    assert inside("1.4-77", True, True)
    assert not inside("1.4.0.1", True, True)


def test_zero_is_no_lower_bound() -> None:
    assert interval("", low="0", low_inclusive=True, high="2", high_inclusive=False) == Interval(
        "dotted", None, "a2."
    )


@pytest.mark.parametrize(("low", "high"), [("2.0", "1.0"), ("1.0", "2021-01-01"), (None, None), ("-", "1.0")])
def test_no_interval_rather_than_an_empty_one(low: str | None, high: str | None) -> None:
    assert interval("", low=low, low_inclusive=True, high=high, high_inclusive=False) is None


def test_what_nothing_can_order_still_equals_itself() -> None:
    listed = exactly("QNAP", "RS_b4631")
    assert listed
    assert place(readings("QNAP", "rs_b4631")[0], listed) == "inside"
    assert all(reading.scheme != listed.scheme for reading in readings("QNAP", "rs_b4632"))


def test_two_schemes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        place(Reading("dahua", "a", "a"), Interval("build", None, "b"))


def matches(node: dict[str, list[dict[str, str]]]) -> Iterator[dict[str, str]]:
    yield from node.get("cpeMatch", [])


@pytest.mark.skipif(not RECORDS.exists(), reason="the sample of real records is not beside this repository")
def test_nearly_every_bound_of_the_real_records_reads() -> None:
    bounds = []
    for line in RECORDS.read_text(encoding="utf-8").splitlines():
        for configuration in json.loads(line).get("configurations", []):
            for node in configuration["nodes"]:
                for match in matches(node):
                    vendor = re.split(r"(?<!\\):", match["criteria"])[3]
                    bounds += [(vendor, text) for name, text in match.items() if name.startswith("version")]
    names = {"hikvision": "Hikvision", "dahuasecurity": "Dahua Technology", "axis": "Axis Communications"}
    names |= {"bosch": "Bosch Security Systems", "tp-link": "TP-Link", "dji": "DJI", "vivotek": "VIVOTEK"}
    names |= {"uniview": "Uniview", "johnsoncontrols": "Johnson Controls", "motioneye_project": "motionEye"}
    unread = [
        (vendor, text)
        for vendor, text in bounds
        if (span := exactly(names.get(vendor, vendor), text)) is None or span.scheme.startswith("text:")
    ]
    assert len(bounds) > 4000
    # a signature, a board name, the four parts of an image, a date of 2003 or a number, and nothing at all
    assert {text for _, text in unread} <= {
        "1.6.18p12_sign5",
        "3.2.0.p-3520a-03",
        "030312",
        "030720",
        "-",
        "1017-1003-1009-1003",
    }
