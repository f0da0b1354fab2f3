"""CSAF 2.0 advisories -> advisories and statements.

The product tree is walked from vendor to leaf; a leaf is a version, a range written as text, or (as many
real advisories have it) a model. Product status gives the sentence: known affected, fixed, not affected.
Source of the rules: OASIS CSAF 2.0, section 3.2.2 (product tree) and 3.2.3.9 (product status).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from custodes.concerns.feeds.cve5 import written
from custodes.concerns.feeds.nvd import date_of, title
from custodes.concerns.statements import Advisory, Statement, Status

STATUSES: dict[str, Status] = {
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
    "known_not_affected": "not_affected",
    "fixed": "not_affected",
    "first_fixed": "not_affected",
    "under_investigation": "unknown",
}
_VERSION = re.compile(
    r"\s*(?:all versions|vers:|[<>=*]|(?:version |firmware |[vm])?\d+(?:[._-]\w+)+\s*$|v\d)", re.I
)
_NOTE = re.compile(r"\s*\([^)]*\)|,?\s+and$|,$")
_PREFIX = re.compile(r"^(?:all versions|vers:all/|version|firmware)\s*(?=[<>=])", re.I)


class Leaf(NamedTuple):
    """A product of the tree: who makes it, what it is called, which versions ("" where not said)."""

    vendor: str
    product: str
    version: str


def leaves(document: dict[str, Any]) -> dict[str, list[Leaf]]:
    """Product id -> its leaves (several where a product stands for a list of models)."""
    found: dict[str, list[Leaf]] = {}
    for branch in document.get("product_tree", {}).get("branches", []):
        _walk(branch, (), found)
    for relationship in document.get("product_tree", {}).get("relationships", []):
        _relate(relationship, found)
    return found


def _relate(relationship: dict[str, Any], found: dict[str, list[Leaf]]) -> None:
    """Firmware installed on hardware is a product of its own: the hardware, in the firmware's versions."""
    carriers = found.get(relationship.get("relates_to_product_reference", ""), [])
    parts = found.get(relationship.get("product_reference", ""), [])
    name = relationship.get("full_product_name", {}).get("product_id")
    if name and carriers and parts:
        found.setdefault(name, []).extend(
            carrier._replace(version=part.version or part.product) for carrier in carriers for part in parts
        )


def _walk(branch: dict[str, Any], path: tuple[str, ...], found: dict[str, list[Leaf]]) -> None:
    path = (*path, str(branch.get("name", "")))
    if product := branch.get("product"):
        found.setdefault(product["product_id"], []).append(_leaf(path))
    for below in branch.get("branches", []):
        _walk(below, path, found)


def _leaf(path: tuple[str, ...]) -> Leaf:
    vendor, *middle, last = path if len(path) > 1 else ("", *path)
    if middle and _VERSION.match(last):
        return Leaf(vendor, _NOTE.sub("", middle[-1]), _PREFIX.sub("", last.strip()))
    return Leaf(vendor, _NOTE.sub("", last), "")


def page(document: dict[str, Any]) -> str:
    """The advisory's own page, else the document it was read from."""
    urls = [r["url"] for r in document["document"].get("references", []) if r.get("category") == "self"]
    return str(urls[-1]) if urls else ""


def advisories(document: dict[str, Any]) -> Iterator[Advisory]:
    """One advisory per vulnerability that carries a CVE number."""
    tracking = document["document"]["tracking"]
    published = date_of(tracking.get("initial_release_date"))
    for vulnerability in document.get("vulnerabilities", []):
        if name := vulnerability.get("cve"):
            scores = [s.get("cvss_v3") or s.get("cvss_v2") or {} for s in vulnerability.get("scores", [])]
            best = max(scores, key=lambda s: s.get("baseScore", 0), default={})
            text = " ".join(n["text"] for n in vulnerability.get("notes", []) if n["category"] == "summary")
            heading = title(text or document["document"]["title"])
            severity = str(best.get("baseSeverity", ""))
            yield Advisory(name, heading, published, best.get("baseScore"), severity, page(document), "")


def statements(document: dict[str, Any]) -> Iterator[Statement]:
    """Every product status of every vulnerability, as statements."""
    tree, url = leaves(document), page(document)
    for vulnerability in document.get("vulnerabilities", []):
        for key, products in vulnerability.get("product_status", {}).items():
            status = STATUSES.get(key)
            for leaf in [leaf for p in products if status for leaf in tree.get(p, [])]:
                yield from _said(vulnerability.get("cve", ""), leaf, status or "unknown", url)


def _said(advisory: str, leaf: Leaf, status: Status, url: str) -> Iterator[Statement]:
    base = Statement(advisory, "csaf", leaf.vendor, leaf.product, status, url=url)
    if not advisory or not leaf.product:
        return
    if leaf.version.lower().startswith(("vers:all/*", "all versions")):
        yield base._replace(all_versions=True)
        return
    for part in re.split(r"\s+\|\s+(?=\d)", leaf.version):
        yield from written(base, part)
