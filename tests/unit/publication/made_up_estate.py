"""An estate with every variant the outputs must show: made up, but shaped like what registers hold.

Real maker and model names, invented bodies and devices. Vulnerability numbers of the year 2099 do not
exist; the others do.
"""

import random
from typing import Any

import pyarrow as pa

NOTICE = "These are fictional bodies. Nothing here describes what any real body holds."
SUMMARY: dict[str, Any] = {
    "notice": NOTICE,
    "custodes": "0.1.0",
    "as_of": "2022-11-24",
    "packs": "0123456789ab",
    "watchlists": [
        {"id": "ndaa-889", "title": "Section 889", "entries": 5},
        {"id": "quiet-list", "title": "A list that names nobody here", "entries": 1},
    ],
    "feeds": [
        {"name": "nvd", "edition": "2022-11-24T02:00", "pulled": "2022-11-24", "age_days": 0, "records": 726, "state": "ok"},
        {"name": "kev", "edition": "2022.11.20", "pulled": "2022-11-20", "age_days": 4, "records": 868, "state": "old"},
        {"name": "csaf", "edition": "", "pulled": "", "age_days": None, "records": 0, "state": "missing"},
    ],
    "files": [
        {"name": "estate.xlsx", "rows_in": 5010, "rows_accepted": 5000, "rows_rejected": 10, "refused_columns": ["Admin password"]},
        {"name": "more.csv", "rows_in": 0, "rows_accepted": 0, "rows_rejected": 0, "refused_columns": []},
    ],
}  # fmt: skip

# maker, brand, hardware by, spellings, model stem, technology, how many variants
PRODUCTS = [
    (
        "Hikvision",
        "Hikvision",
        "",
        ["HIK vision", "Hikvision", "海康威视"],
        "DS-2CD2{}43G2-I",
        "cctv_external",
        9,
    ),
    ("Dahua", "Dahua", "", ["Dahua", "DAHUA TECH"], "IPC-HFW{}431S", "cctv_external", 7),
    ("Honeywell", "Honeywell", "Dahua", ["Honeywell"], "HBW{}PER1", "cctv_internal", 3),
    ("Axis", "Axis", "", ["Axis", "AXIS Communications AB"], "P32{}5-LVE", "cctv_external", 8),
    ("Bosch", "Bosch", "", ["Bosch"], "NBE-{}502-AL", "cctv_internal", 5),
    ("Hanwha Vision", "Wisenet", "", ["Samsung (Wisenet)"], "XNV-{}081R", "cctv_internal", 5),
    ("DJI", "DJI", "", ["DJI"], "Mavic {} Enterprise", "drone", 2),
    ("Axon", "Axon", "", ["Axon"], "Body {}", "body_worn", 2),
    ("", "", "", ["various", "see installer", "", "<b>unknown</b>"], "", "cctv_external", 1),
    ("", "", "", ["Canon Street depot", "=HYPERLINK(1)"], "CAM-{}", "anpr", 2),
]
FIRMWARE = ["V5.5.800 build 210628", "V5.5.82", "2.800.0000000.27.R", "", "9.80.3.5", "10.6"]
KEV = {"CVE-2021-36260": "Hikvision", "CVE-2017-7921": "Hikvision", "CVE-2021-33044": "Dahua"}
OTHERS = {
    f"CVE-2099-{1000 + n}": maker
    for n, maker in enumerate(["Hikvision", "Dahua", "Axis", "Bosch", "DJI"] * 8)
}
COVERED = {"Hikvision", "Dahua", "Axis", "Bosch", "DJI", "Honeywell"}
LISTED = {"Hikvision": ("survey-2022", "ndaa-889"), "Dahua": ("survey-2022", "ndaa-889"), "Honeywell": ("survey-2022",), "DJI": ("survey-2022",)}  # fmt: skip
BODIES = [f"{a} {b}" for a in ("Northshire", "Wealdmere", "Saltmarsh & Fen", "Eastvale") for b in ("Police", "City Council", "Fire")]  # fmt: skip
ORDER = "row file sheet line body site system technology brand_as_given model_as_given firmware_as_given hardware_as_given mac ip hostname serial quantity quantity_basis connectivity site_class supplier installed supported_until maker brand made_by status confidence conflict coverage reasons".split()  # noqa: SIM905


def identifications(rows: int = 5000, bodies: int = len(BODIES), variety: int = 1) -> pa.Table:
    """A table of `rows` device rows; `variety` multiplies the number of models of each product."""
    chance = random.Random(2022)
    weights = [p[-1] for p in PRODUCTS]
    columns: dict[str, list[Any]] = {name: [] for name in ORDER}
    for row in range(1, rows + 1):
        device = _device(row, chance, chance.choices(PRODUCTS, weights)[0], bodies, variety)
        for name in ORDER:
            columns[name].append(device.get(name, ""))
    arrays = {name: pa.array(values) for name, values in columns.items()}
    return pa.table(
        {name: a.dictionary_encode() if pa.types.is_string(a.type) else a for name, a in arrays.items()}
    )


def _device(
    row: int, chance: random.Random, product: tuple[Any, ...], bodies: int, variety: int
) -> dict[str, Any]:
    maker, brand, made_by, spellings, stem, technology, variants = product
    body = f"{BODIES[row % len(BODIES)]}" if bodies <= len(BODIES) else f"Body {row % bodies}"
    status = "identified" if maker else chance.choice(["ambiguous", "not_an_answer", "unknown"])
    coverage = "covered" if maker in COVERED else "not_covered" if maker else "not_identified"
    conflict = maker == "Axis" and row % 50 == 0
    return {
        "row": row, "file": "estate.xlsx", "sheet": "Cameras", "line": row + 1, "body": body,
        "site": f"Site {row % 40}", "system": f"{technology} {row % 3}", "technology": technology,
        "brand_as_given": chance.choice(spellings), "model_as_given": stem.format(chance.randrange(variants * variety)),
        "firmware_as_given": chance.choice(FIRMWARE) + (f".{chance.randrange(variety)}" if variety > 1 else ""),
        "serial": f"SN{row:07}" if row % 3 else "", "ip": f"10.0.{row // 256 % 256}.{row % 256}" if row % 5 else "",
        "mac": "", "hostname": "", "quantity": 12 if row % 97 == 0 else 1, "quantity_basis": "counted",
        "maker": maker, "brand": brand, "made_by": made_by, "status": status, "confidence": 0.97 if maker else 0.0,
        "conflict": conflict, "coverage": coverage,
        "reasons": f'The label says {brand or "nothing we know"}.' + (" The MAC address says Hikvision." if conflict else ""),
    }  # fmt: skip


def findings(devices: pa.Table) -> pa.Table:
    """What a run would find on `devices`: lists by maker, verdicts by whether firmware is given."""
    found: list[dict[str, Any]] = []
    for device in devices.select(
        ["row", "maker", "made_by", "firmware_as_given", "status", "site"]
    ).to_pylist():
        found += _listed(device) + _vulnerable(device)
    found.sort(key=lambda f: (f["row"], f["kind"], f["concern"]))
    table = pa.Table.from_pylist(found, SCHEMA)
    return table.set_column(1, "kind", table["kind"].dictionary_encode())


SCHEMA = pa.schema(
    dict.fromkeys(["row"], pa.int64())
    | dict.fromkeys(["kind", "concern", "title", "verdict", "basis"], pa.string())
    | dict.fromkeys(["inferred", "exploited"], pa.bool_())
    | dict.fromkeys(["cvss", "epss"], pa.float64())
    | dict.fromkeys(["reasons", "source"], pa.string())
)


def _listed(device: dict[str, Any]) -> list[dict[str, Any]]:
    if device["status"] == "ambiguous":
        return [_entry(device, "ndaa-889", "Hikvision", "unknown", False)]
    makers = {device["maker"]: False, device["made_by"]: True}
    return [_entry(device, name, maker, "affected", by) for maker, by in makers.items() for name in LISTED.get(maker, ())]  # fmt: skip


def _entry(device: dict[str, Any], name: str, maker: str, verdict: str, inferred: bool) -> dict[str, Any]:
    basis = "legal" if name == "ndaa-889" else "ethical"
    return {
        "row": device["row"], "kind": "watchlist", "concern": f"{name}/{maker.lower()}", "title": f"Section 889: {maker}" if name == "ndaa-889" else f"{maker} on {name}",
        "verdict": verdict, "basis": basis, "inferred": inferred, "exploited": False,
        "reasons": f"The maker is {maker}.", "source": "https://example.org/list",
    }  # fmt: skip


def _vulnerable(device: dict[str, Any]) -> list[dict[str, Any]]:
    makers = {device["maker"], device["made_by"]} - {""}
    return [_record(device, cve, number) for number, (cve, maker) in enumerate((KEV | OTHERS).items()) if maker in makers]  # fmt: skip


def _record(device: dict[str, Any], cve: str, number: int) -> dict[str, Any]:
    firmware = device["firmware_as_given"]
    verdict = (
        "unknown" if not firmware else "affected" if (len(firmware) + number) % 3 == 0 else "not_affected"
    )
    return {
        "row": device["row"], "kind": "vulnerability", "concern": cve, "title": f"A weakness & how it is used, no. {number}",
        "verdict": verdict, "basis": "nvd", "inferred": bool(device["made_by"]), "exploited": cve in KEV,
        "cvss": None if number % 7 == 0 else 5 + number % 5, "epss": number / 50 if number % 4 else None,
        "reasons": f"Firmware {firmware or 'not given'} against the record.", "source": f"https://nvd.nist.gov/vuln/detail/{cve}",
    }  # fmt: skip
