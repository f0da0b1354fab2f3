"""NVD, CVE 5 and CSAF records in the shapes they really come in, read into statements."""

from typing import Any

import pytest

from custodes.concerns.feeds import csaf, cve5, nvd
from custodes.concerns.statements import Statement


def match(criteria: str, vulnerable: bool = True, **bounds: str) -> dict[str, Any]:
    return {"vulnerable": vulnerable, "criteria": f"cpe:2.3:{criteria}:*:*:*:*:*:*", **bounds}


def configuration(*nodes: list[dict[str, Any]], operator: str = "AND") -> dict[str, Any]:
    return {"operator": operator, "nodes": [{"operator": "OR", "cpeMatch": node} for node in nodes]}


def record(*configurations: dict[str, Any], text: str = "A flaw.", **more: Any) -> dict[str, Any]:
    return {
        "id": "CVE-2020-1",
        "descriptions": [{"lang": "en", "value": text}],
        "published": "2020-02-03T04:05:06.000",
        "configurations": list(configurations),
        **more,
    }


def read(*configurations: dict[str, Any], **more: Any) -> list[Statement]:
    return list(nvd.statements(record(*configurations, **more)))


def test_firmware_on_its_own_hardware_is_one_statement_about_the_model() -> None:
    (found,) = read(
        configuration(
            [match("o:dlink:dcs-2530l_firmware:*:*", versionEndIncluding="1.05.05")],
            [match("h:dlink:dcs-2530l:-:*", vulnerable=False)],
        )
    )
    assert (found.vendor, found.product, found.says()) == (
        "dlink",
        "dcs-2530l",
        "versions up to and including 1.05.05",
    )


def test_shared_firmware_is_a_statement_about_each_hardware_listed_with_it_and_no_other() -> None:
    found = read(
        configuration(
            [match("o:sony:snc_series_firmware:*:*", versionEndExcluding="1.86.00")],
            [
                match("h:sony:snc-ch115:-:*", vulnerable=False),
                match("h:sony:snc-ch120:-:*", vulnerable=False),
            ],
        )
    )
    assert [s.product for s in found] == ["snc-ch115", "snc-ch120"]


def test_many_firmwares_and_hardwares_in_one_configuration_are_paired_by_name() -> None:
    names = ["ds-2cd2732f-i\\(s\\)", "ds-2cd2212-i5"]
    found = read(
        configuration(
            [match(f"o:hikvision:{n}_firmware:-:*") for n in names],
            [match(f"h:hikvision:{n}:-:*", vulnerable=False) for n in names],
        )
    )
    assert [s.product for s in found] == [
        "ds-2cd2732f-i(s)_firmware".removesuffix("_firmware"),
        "ds-2cd2212-i5",
    ]
    assert {s.says() for s in found} == {"no version"}


def test_hardware_flagged_with_its_firmware_is_still_the_carrier() -> None:
    found = read(
        configuration([match("o:zmodo:zp-ne_firmware:1.0:*")], [match("h:zmodo:zp-ne:-:*")]),
    )
    assert [(s.product, s.exact) for s in found] == [("zp-ne", "1.0")]


@pytest.mark.parametrize(
    ("version", "text", "all_versions"),
    [
        ("*", "A flaw.", True),
        ("-", "A flaw.", False),
        ("-", "All firmware versions are open.", True),
        ("0", "A flaw.", False),
    ],
)
def test_any_version_and_no_version_are_told_apart(version: str, text: str, all_versions: bool) -> None:
    (found,) = read(configuration([match(f"h:loftek:nexus_543:{version}:*")], operator="OR"), text=text)
    assert (found.exact, found.all_versions) == (None, all_versions)


def test_hardware_revision_is_kept_and_the_edition_is_no_part_of_the_name() -> None:
    (revised,) = read(
        configuration(
            [match("o:nightowlsp:wdb-20_firmware:20190314:*")],
            [match("h:nightowlsp:wdb-20:v2:*", vulnerable=False)],
        )
    )
    assert revised.hardware == "v2"
    active = {
        "vulnerable": True,
        "criteria": "cpe:2.3:o:axis:axis_os:*:*:*:*:active:*:*:*",
        "versionEndExcluding": "10.7",
    }
    (tracked,) = read(configuration([active], operator="OR"))
    assert tracked.high == "10.7"


def test_the_same_statement_twice_is_one() -> None:
    one = configuration([match("h:axis:207w_network_camera:*:*")], operator="OR")
    assert len(read(one, one)) == 1


def test_score_prefers_the_newest_cvss_and_nvds_own() -> None:
    metrics = {
        "cvssMetricV2": [{"type": "Primary", "cvssData": {"baseScore": 5.0}, "baseSeverity": "MEDIUM"}],
        "cvssMetricV31": [
            {"type": "Secondary", "cvssData": {"baseScore": 7.0, "baseSeverity": "HIGH"}},
            {"type": "Primary", "cvssData": {"baseScore": 9.8, "baseSeverity": "CRITICAL"}},
        ],
    }
    found = nvd.advisory(record(metrics=metrics))
    assert (found.cvss, found.severity, str(found.published)) == (9.8, "CRITICAL", "2020-02-03")
    assert nvd.advisory(record()).cvss is None


AFFECTED = [
    ({"version": "0", "status": "affected", "lessThan": "01.00.0500"}, "versions before 01.00.0500"),
    (
        {"version": "1.0", "status": "affected", "lessThan": "1.0.7-0298"},
        "versions from 1.0 before 1.0.7-0298",
    ),
    (
        {"version": "0", "status": "affected", "lessThanOrEqual": "0.13.2"},
        "versions up to and including 0.13.2",
    ),
    ({"version": "all", "status": "affected"}, "all versions"),
    ({"version": "all firmware versions", "status": "affected"}, "all versions"),
    ({"version": "n/a", "status": "affected"}, "no version"),
    ({"version": ">= 1.37.0, < 1.37.61", "status": "affected"}, "versions from 1.37.0 before 1.37.61"),
    ({"version": "AXIS OS 6.50 – 11.5", "status": "affected"}, "versions from 6.50 up to and including 11.5"),
    ({"version": "3.05.62 and prior versions", "status": "affected"}, "versions up to and including 3.05.62"),
    (
        {"version": "V4.30.096build221220 and the versions prior to it", "status": "affected"},
        "versions up to and including 4.30.096build221220",
    ),
    ({"version": "1.06.01", "status": "affected"}, "version 1.06.01"),
]


@pytest.mark.parametrize(("version", "says"), AFFECTED)
def test_what_assigners_write_as_versions(version: dict[str, Any], says: str) -> None:
    (found,) = cve5.statements("CVE-2024-1", [{"vendor": "V", "product": "P-1", "versions": [version]}])
    assert (found.source, found.status, found.says()) == ("cna", "affected", says)


def test_two_bounds_without_saying_for_which_product_are_unknown() -> None:
    versions = [{"version": "Prior to version 1.41.16;Prior to version 2.22.00;", "status": "affected"}]
    found = list(cve5.statements("CVE-2024-1", [{"vendor": "V", "product": "P-1", "versions": versions}]))
    assert {s.status for s in found} == {"unknown"}


def test_platforms_of_shared_firmware_and_lists_of_names_are_products() -> None:
    shared = {
        "vendor": "S",
        "product": "Camera Firmware",
        "platforms": ["BC500", "TC500"],
        "versions": [{"version": "all", "status": "affected"}],
    }
    listed = {
        "vendor": "D",
        "product": "IPC-HX8XXX and NVR4XXX",
        "versions": [{"version": "all", "status": "affected"}],
    }
    found = cve5.statements("CVE-2024-1", [shared, listed])
    assert [s.product for s in found] == ["BC500", "TC500", "IPC-HX8XXX", "NVR4XXX"]


def document(branches: list[dict[str, Any]], status: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "document": {"title": "T", "tracking": {"id": "A-1", "initial_release_date": "2021-01-02T00:00:00Z"}},
        "product_tree": {"branches": branches},
        "vulnerabilities": [{"cve": "CVE-2021-1", "product_status": status}],
    }


def branch(vendor: str, product: str, leaf: str, category: str = "product_version_range") -> dict[str, Any]:
    last = {"category": category, "name": leaf, "product": {"name": leaf, "product_id": leaf}}
    middle = {"category": "product_name", "name": product, "branches": [last]}
    return {"category": "vendor", "name": vendor, "branches": [middle]}


LEAVES = [
    (
        ("Hikvision", "DS-2CD2xx2FWD Series", ">=  5.3.1 build 150410 | <= 5.4.4  Build 161125"),
        "DS-2CD2xx2FWD Series",
        "versions from 5.3.1 build 150410 up to and including 5.4.4  Build 161125",
    ),
    (
        ("Siemens", "Siveillance VMS 2016 R2", "All versions < V10.1a"),
        "Siveillance VMS 2016 R2",
        "versions before V10.1a",
    ),
    (
        ("Siemens", "Siveillance Control", ">=V2.8<V3.1.1"),
        "Siveillance Control",
        "versions from V2.8 before V3.1.1",
    ),
    (("Xiongmai", "XMeye P2P Cloud Server", "vers:all/*"), "XMeye P2P Cloud Server", "all versions"),
    (("Reolink", "P2P protocol", "RLC-4XX series"), "RLC-4XX series", "no version"),
    (("Zavio", "CF7500", "M2.1.6.05"), "CF7500", "version M2.1.6.05"),
]


@pytest.mark.parametrize(("path", "product", "says"), LEAVES)
def test_leaves_of_real_advisories(path: tuple[str, str, str], product: str, says: str) -> None:
    (found,) = csaf.statements(document([branch(*path)], {"known_affected": [path[2]]}))
    assert (found.product, found.says(), found.status) == (product, says, "affected")


def test_fixed_is_not_affected_and_a_product_without_cve_says_nothing() -> None:
    given = document([branch("V", "P-1", "2.0", "product_version")], {"fixed": ["2.0"]})
    (found,) = csaf.statements(given)
    assert (found.status, found.exact) == ("not_affected", "2.0")
    given["vulnerabilities"][0].pop("cve")
    assert list(csaf.statements(given)) == []


def read_entry(*versions: dict[str, Any], default: str = "") -> list[tuple[str, str]]:
    entry = {"vendor": "V", "product": "P-1", "versions": list(versions), "defaultStatus": default}
    return [(s.status, s.says()) for s in cve5.statements("CVE-2024-1", [entry])]


def test_a_change_of_status_inside_a_range_is_followed() -> None:
    changing = {
        "version": "1.0",
        "lessThan": "3.0",
        "status": "unaffected",
        "changes": [{"at": "2.0", "status": "affected"}],
    }
    assert read_entry(changing) == [
        ("not_affected", "versions from 1.0 before 2.0"),
        ("affected", "versions from 2.0 before 3.0"),
    ]


@pytest.mark.parametrize("default", ["affected", "unknown"])
def test_what_the_default_leaves_open_is_unknown(default: str) -> None:
    ranged = {"version": "1.0", "lessThan": "1.1", "status": "affected"}
    assert read_entry(ranged, default=default)[1:] == [("unknown", "all versions")]
    assert (
        read_entry(ranged, default="unaffected")
        == read_entry(ranged)
        == [("affected", "versions from 1.0 before 1.1")]
    )


def test_affected_by_default_up_to_the_fix() -> None:
    fixed = {"version": "2.0", "lessThan": "*", "status": "unaffected"}
    assert ("affected", "versions before 2.0") in read_entry(fixed, default="affected")


def test_bounds_with_something_else_beside_them_are_unknown() -> None:
    assert read_entry({"version": "< 1.1, 2.0", "status": "affected"}) == [("unknown", "all versions")]


def test_firmware_installed_on_hardware_is_the_hardware_in_those_versions() -> None:
    given = document(
        [branch("V", "CAM-1", "CAM-1", "product_name"), branch("V", "CAM-1 firmware", "< 2.0")],
        {"known_affected": ["both"]},
    )
    given["product_tree"]["relationships"] = [
        {
            "category": "installed_on",
            "product_reference": "< 2.0",
            "relates_to_product_reference": "CAM-1",
            "full_product_name": {"product_id": "both", "name": "CAM-1 with < 2.0"},
        }
    ]
    (found,) = csaf.statements(given)
    assert (found.product, found.says()) == ("CAM-1", "versions before 2.0")
