"""NVD 2.0 CVE records -> advisories and statements.

A configuration joined by AND pairs firmware with the hardware it runs on. The pairs are found by name
(`x_firmware` on `x`); where the firmware has a name of its own (`arlo_base_station_firmware`), the
statement is about each piece of hardware listed with it.
Source of the rules: NVD CVE API 2.0 documentation and NIST IR 7695/7696 (CPE naming and matching).
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from custodes.concerns.products import plain
from custodes.concerns.statements import Advisory, Statement

PAGE = "https://nvd.nist.gov/vuln/detail/"
_UNESCAPED_COLON = re.compile(r"(?<!\\):")
_SAYS_ALL = re.compile(r"\ball (?:firmware |software )?(?:versions|releases|firmware)\b", re.I)
_METRICS = ("cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2")


class Cpe(NamedTuple):
    """The parts of a CPE 2.3 name that we use."""

    part: str
    vendor: str
    product: str
    version: str
    update: str

    @property
    def release(self) -> str:
        """Version and update in one: `1.6.18` and `p12` are 1.6.18-p12."""
        return self.version if self.update in "*-" else f"{self.version}-{self.update}"


def cpe(criteria: str) -> Cpe:
    """A `cpe:2.3:` formatted string, taken apart and unescaped."""
    parts = [p.replace("\\", "") for p in _UNESCAPED_COLON.split(criteria)]
    parts += ["*"] * (13 - len(parts))
    return Cpe(*parts[2:7])


def date_of(text: str | None) -> dt.date | None:
    """The day of an ISO timestamp; None when there is none."""
    return dt.date.fromisoformat(text[:10]) if text else None


def description(record: dict[str, Any]) -> str:
    """The English description."""
    texts = {d.get("lang"): d.get("value", "") for d in record.get("descriptions", [])}
    return str(texts.get("en") or next(iter(texts.values()), ""))


def score(record: dict[str, Any]) -> tuple[float | None, str]:
    """Base score and severity of the newest CVSS version given, NVD's own before others'."""
    metrics = record.get("metrics") or {}
    for name in _METRICS:
        given = sorted(metrics.get(name, []), key=lambda m: m.get("type") != "Primary")
        if given:
            data = given[0]["cvssData"]
            return float(data["baseScore"]), str(data.get("baseSeverity") or given[0].get("baseSeverity", ""))
    return None, ""


def title(text: str, length: int = 120) -> str:
    """The first sentence of a description, cut at a word."""
    first = re.split(r"(?<=[a-z0-9)])\.\s", " ".join(text.split()), maxsplit=1)[0]
    return first if len(first) <= length else first[:length].rsplit(" ", 1)[0] + " …"


def advisory(record: dict[str, Any]) -> Advisory:
    """What is said of the vulnerability itself."""
    number, severity = score(record)
    text = description(record)
    url = PAGE + record["id"]
    return Advisory(record["id"], title(text), date_of(record.get("published")), number, severity, url, text)


def statements(record: dict[str, Any]) -> Iterator[Statement]:
    """Every statement of the record's configurations, each firmware on each hardware once."""
    says_all = bool(_SAYS_ALL.search(description(record)))
    seen = set()
    for configuration in record.get("configurations") or []:
        for found in _configuration(record["id"], configuration, says_all):
            if found not in seen:
                seen.add(found)
                yield found


def _configuration(advisory: str, configuration: dict[str, Any], says_all: bool) -> Iterator[Statement]:
    matches = [(cpe(m["criteria"]), m) for n in configuration["nodes"] for m in n["cpeMatch"]]
    joined = configuration.get("operator") == "AND" and len(configuration["nodes"]) > 1
    carriers = [c for c, m in matches if joined and _is_carrier(c, m)]
    vulnerable = [(c, m) for c, m in matches if m["vulnerable"] and not (joined and c in carriers)]
    if joined and not vulnerable:  # hardware on hardware: the flagged part is the product itself
        vulnerable, carriers = [(c, m) for c, m in matches if m["vulnerable"]], []
    for name, match in vulnerable:
        for product, hardware in _products(name, carriers):
            yield _statement(advisory, name, product, hardware, match, says_all)


def _is_carrier(name: Cpe, match: dict[str, Any]) -> bool:
    """Hardware that firmware runs on: unbounded, whether or not the record also flags it."""
    bounded = any(key.startswith("version") for key in match)
    return name.part == "h" and not bounded


def _products(name: Cpe, carriers: list[Cpe]) -> list[tuple[str, str]]:
    """(product, hardware revision) pairs: the firmware's own name if it is among the hardware, else all."""
    same = [c for c in carriers if plain(c.product) == plain(name.product)]
    chosen = same or [c for c in carriers if c.vendor == name.vendor] or carriers
    pairs = [(c.product, "" if c.version in "*-" else c.version) for c in chosen]
    return pairs or [(name.product, "")]


def _statement(
    advisory: str, name: Cpe, product: str, hardware: str, match: dict[str, Any], says_all: bool
) -> Statement:
    low = match.get("versionStartIncluding") or match.get("versionStartExcluding")
    high = match.get("versionEndIncluding") or match.get("versionEndExcluding")
    bounded = bool(low or high)
    named = name.version not in ("*", "-", "0")
    return Statement(
        advisory,
        "nvd",
        name.vendor,
        product,
        exact=name.release if named and not bounded else None,
        low=low,
        low_inclusive="versionStartIncluding" in match,
        high=high,
        high_inclusive="versionEndIncluding" in match,
        all_versions=not bounded and (name.version == "*" or (name.version == "-" and says_all)),
        hardware=hardware,
        component=plain(name.product),
        url=PAGE + advisory,
    )
