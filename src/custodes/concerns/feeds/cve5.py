"""CVE 5 records -> statements, from what the assigner (the CNA, usually the maker) says is affected.

Also read where a record in NVD's shape carries that data beside it (`affectedV5`).
Source of the rules: the CVE record format 5, `affected` and `versions`
(https://cveproject.github.io/cve-schema/schema/docs/).
"""

import re
from collections.abc import Iterator
from typing import Any

from custodes.concerns.feeds.nvd import date_of, title
from custodes.concerns.prose import read_field
from custodes.concerns.statements import Advisory, Statement, Status

PAGE = "https://www.cve.org/CVERecord?id="
_BOUND = re.compile(r"(<=|>=|<|>|=)\s*([^\s,|<>=]+(?:\s+build\s+\S+)?)", re.I)
_ONE_VERSION = re.compile(
    r"(?:(?:axis os|firmware|version|ver\.?|v)\s*)?\S*\d\S*(?:\s+(?:build|rel)\S*\s*\S+)*", re.I
)
_SAYS_ALL = re.compile(r"\ball\b.*\bversions?\b", re.I)
_ALL = frozenset({"all", "*", "all versions", "vers:all/*", "any"})
_NONE = frozenset({"", "-", "n/a", "unspecified", "unknown", "none"})
STATUS: dict[str, Status] = {"affected": "affected", "unaffected": "not_affected", "unknown": "unknown"}


def advisory(record: dict[str, Any]) -> Advisory:
    """What the assigner says of the vulnerability itself."""
    cna, meta = record["containers"]["cna"], record["cveMetadata"]
    text = next((d["value"] for d in cna.get("descriptions", []) if d.get("lang", "en")[:2] == "en"), "")
    scores = [v for m in cna.get("metrics", []) for k, v in m.items() if k.startswith("cvssV")]
    number = float(scores[0]["baseScore"]) if scores else None
    severity = str(scores[0].get("baseSeverity", "")) if scores else ""
    name = meta["cveId"]
    published = date_of(meta.get("datePublished"))
    return Advisory(name, title(text), published, number, severity, PAGE + name, text)


def statements(advisory: str, affected: list[dict[str, Any]]) -> Iterator[Statement]:
    """Statements of an `affected` array: one per product (and platform) and version entry."""
    for entry in affected:
        vendor, product = str(entry.get("vendor", "")), str(entry.get("product", ""))
        if product.lower() in _NONE:
            continue
        for name in _products(product, entry.get("platforms") or []):
            base = Statement(advisory, "cna", vendor, name, url=PAGE + advisory)
            yield from _versions(base, entry)


def _products(product: str, platforms: list[str]) -> list[str]:
    """The models an entry is about: its platforms when it names firmware shared by several, else each
    name of a list ("IPC-HX8XXX and NVR4XXX")."""
    models = [p for p in platforms if any(c.isdigit() for c in p)]
    if models and "firmware" in product.lower():
        return models
    names = [n for n in re.split(r"\s*,\s*|\s+and\s+", product) if n]
    return names if all(any(c.isdigit() for c in n) for n in names) else [product]


def _versions(base: Statement, entry: dict[str, Any]) -> Iterator[Statement]:
    """Every version entry, then what the default status says of all others."""
    versions = entry.get("versions") or []
    for version in versions:
        yield from read_version(base._replace(status=STATUS[version.get("status", "unknown")]), version)
    yield from _default(base, versions, entry.get("defaultStatus", ""))


def _default(base: Statement, versions: list[dict[str, Any]], default: str) -> Iterator[Statement]:
    """ "affected" beside versions that are not: all before them. Beside affected ones nobody can tell what the
    default adds, and some assigners mean nothing by it: unknown, which ranges of other sources outrank."""
    clean = [v for v in versions if v.get("status") == "unaffected"]
    if default == "affected" and not versions:
        yield base._replace(all_versions=True)
    elif default == "affected" and clean:
        starts = (str(v.get("version", "")) for v in clean)
        yield from (base._replace(high=low) for low in starts if low.lower() not in _NONE | _ALL | {"0"})
    elif default in ("affected", "unknown"):
        yield base._replace(status="unknown", all_versions=True)


def read_version(base: Statement, version: dict[str, Any]) -> Iterator[Statement]:
    """One entry of `versions`: a range (with changes of status inside it), one version, all, or text."""
    text = str(version.get("version", "")).strip()
    high = str(version.get("lessThan") or version.get("lessThanOrEqual") or "").strip()
    low = None if text.lower() in _NONE | _ALL | {"0"} else text
    if not high:
        yield from written(base, text)
        return
    for change in version.get("changes") or []:
        at = str(change.get("at", ""))
        yield _range(base, low, at, False)
        base, low = base._replace(status=STATUS[change.get("status", "unknown")]), at
    yield _range(base, low, None if high == "*" else high, "lessThanOrEqual" in version)


def _range(base: Statement, low: str | None, high: str | None, inclusive: bool) -> Statement:
    return base._replace(low=low, high=high, high_inclusive=inclusive, all_versions=not low and not high)


def written(base: Statement, text: str) -> Iterator[Statement]:
    """Bounds written as text: `< 1.36.34`, `>= 5.3.1 build 150410 | <= 5.4.4 Build 161125`, `all`."""
    lowered = text.lower().strip()
    bounds = dict.fromkeys(_BOUND.findall(text))
    if lowered in _ALL:
        yield base._replace(all_versions=True)
    elif lowered in _NONE:
        yield base
    elif bounds and any(c.isdigit() for c in _BOUND.sub("", text)):
        yield base._replace(status="unknown", all_versions=True)  # bounds, and something else besides
    elif bounds:
        yield _bounded(base, list(bounds))
    elif any(prose := list(read_field(base, text))):
        yield from prose
    elif _SAYS_ALL.search(text):
        yield base._replace(all_versions=True)
    elif _ONE_VERSION.fullmatch(text):
        yield base._replace(exact=text)
    else:
        yield base._replace(status="unknown")


def _bounded(base: Statement, bounds: list[tuple[str, str]]) -> Statement:
    for sign, bound in bounds:
        if sign == "=":
            base = base._replace(exact=bound)
        elif sign.startswith(">"):
            base = base._replace(low=bound, low_inclusive=sign == ">=")
        else:
            base = base._replace(high=bound, high_inclusive=sign == "<=")
    return base
