"""Small, made-up feed files of every kind, in the shapes the publishers use."""

import gzip
import json
from typing import Any

Record = dict[str, Any]


def nvd(cve: str, changed: str = "2026-01-01T00:00:00.000", **more: Any) -> Record:
    """An NVD 2.0 CVE object."""
    return {
        "id": cve,
        "lastModified": changed,
        "vulnStatus": "Analyzed",
        "descriptions": [{"lang": "en", "value": f"A flaw in a made-up camera ({cve})."}],
        "configurations": [],
    } | more


CONFIGURATION = {
    "nodes": [{"operator": "OR", "cpeMatch": [{"vulnerable": True, "criteria": "cpe:2.3:o:acme:cam:-"}]}]
}


def nvd_page(records: list[Record], start: int = 0, total: int | None = None) -> bytes:
    """A page of NVD's API 2.0."""
    page = {
        "resultsPerPage": len(records),
        "startIndex": start,
        "totalResults": start + len(records) if total is None else total,
        "format": "NVD_CVE",
        "version": "2.0",
        "vulnerabilities": [{"cve": record} for record in records],
    }
    return json.dumps(page, indent=1).encode()


def cve5(cve: str) -> bytes:
    """A CVE 5 record."""
    about = {"cveId": cve, "dateUpdated": "2026-02-02T00:00:00.000Z", "state": "PUBLISHED"}
    affected = [{"vendor": "Acme", "product": "Cam", "versions": []}]
    return json.dumps(
        {"dataType": "CVE_RECORD", "cveMetadata": about, "containers": {"cna": {"affected": affected}}}
    ).encode()


def csaf(identity: str, released: str = "2026-02-03T00:00:00Z") -> bytes:
    """A CSAF 2.0 document."""
    return json.dumps(
        {
            "document": {
                "csaf_version": "2.0",
                "publisher": {"namespace": "https://example.org"},
                "tracking": {"id": identity, "current_release_date": released},
            },
            "vulnerabilities": [],
        },
        indent=1,
    ).encode()


def kev(version: str = "2026.02.20", *cves: str, count: int | None = None) -> bytes:
    """A catalogue of known exploited vulnerabilities."""
    entries = [
        {
            "cveID": cve,
            "dateAdded": "2026-02-01",
            "dueDate": "2026-02-22",
            "knownRansomwareCampaignUse": "Known",
            "vulnerabilityName": "Made-up camera command injection",
        }
        for cve in cves or ("CVE-2025-0001",)
    ]
    return json.dumps(
        {
            "catalogVersion": version,
            "count": len(entries) if count is None else count,
            "vulnerabilities": entries,
        }
    ).encode()


EPSS = (
    b"#model_version:v2025.03.14,score_date:2026-02-28T00:00:00+0000\n"
    b"cve,epss,percentile\nCVE-2025-0001,0.94321,0.9991\nCVE-2025-0002,0.00042,0.05\n"
)
EPSS_GZ = gzip.compress(EPSS, mtime=0)
MA_L = (
    b"Registry,Assignment,Organization Name,Organization Address\r\n"
    b'MA-L,00abcd,"Acme Cameras, Ltd","1 Road, Town"\r\nMA-L,001122,IEEE Registration Authority,Here\r\n'
)
MA_M = b"Registry,Assignment,Organization Name,Organization Address\r\nMA-M,0011223,Small Maker,There\r\n"
MA_S = b"Registry,Assignment,Organization Name,Organization Address\r\nMA-S,001122334,Tiny Maker,There\r\n"
MANUF = (
    b"# manuf\n00:AB:CD\tAcme\tAcme Cameras, Ltd\n00:11:22:30:00:00/28\tSmall\tSmall Maker\n"
    b"00:11:22:33:40:00/36\tTiny\tTiny Maker\n01:80:C2:00:00:00/48\tBridges\n"
)
FCC = (
    b"covered_equipment_or_services,date_of_inclusion_on_covered_list\n"
    b'"Video equipment produced by Acme ""Cams"", and others.","December 22, 2025Updated:January 7, 2026"\n'
    b'"Routers made by Nobody.","March 12, 2021"\n'
)
NDAA = (
    b"schema,name,aliases,topics,program,authority,reason,report-date,start-date,end-date,country,notes,source_url\n"
    b"Company,Acme Cameras,,debarment,Section 889 of some Act,Congress,,,2018-08-13,,,,https://example.org/act\n"
)
OWN_LIST = (
    b'id = "our-own"\ntitle = "Our own list"\nissuer = "A council"\nsource = "https://example.org/own"\n'
    b'\n[[entry]]\nid = "one"\nmaker = "Hikvision"\n\n[[entry]]\nid = "two"\nmaker = "Uniview"\n'
)
