"""Which advisories bear on which product versions, and what is concluded of each.

Distinct identities and versions come in; devices are not seen here. Models are matched to products and
firmware read into keys once per distinct text; the engine then joins integers (`expressions`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa
from ibis.backends import BaseBackend

from custodes.concerns import expressions
from custodes.concerns.catalogue import Catalogue, Named
from custodes.concerns.knowledge import Knowledge
from custodes.concerns.products import split_revision
from custodes.concerns.reasons import Said, explain
from custodes.identity.conclusion import Attribution
from custodes.register import versions as firmware_versions

VERDICTS = ("not_affected", "unknown", "affected")


class Version(NamedTuple):
    """One distinct product version: who made it by which conclusion, with what firmware and hardware."""

    attributions: tuple[Attribution, ...]
    firmware: str
    hardware: str


class Result(NamedTuple):
    """`findings`: version_id, concern, title, verdict, basis, inferred, exploited, cvss, epss, reasons,
    source. `coverage`: one of covered, not_covered, not_identified for each version, in order."""

    findings: pa.Table
    coverage: list[str]


class Index:
    """The knowledge, indexed for matching: catalogues by maker, claims by number."""

    def __init__(self, knowledge: Knowledge) -> None:
        claims = knowledge.claims
        self.advisories = knowledge.advisories
        self.makers: dict[str, int] = {}
        numbers: dict[tuple[str, str], int] = {}
        pairs = list(zip(claims["maker"].to_pylist(), claims["product"].to_pylist(), strict=True))
        patterns = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
        products: dict[str, dict[int, str]] = defaultdict(dict)
        for (maker, product), number in numbers.items():
            products[maker][number] = product
        self.catalogues = {maker: Catalogue(maker, named) for maker, named in products.items()}
        self._claims = _claims_table(claims, patterns, knowledge.advisories)
        self.said = claims.select(["maker", "product", "says", "hardware", "url"]).to_pylist()
        self._advisories_of: dict[str, set[int]] = defaultdict(set)
        for (maker, _), advisory in zip(pairs, self._claims["advisory_id"].to_pylist(), strict=True):
            self._advisories_of[maker].add(advisory)
        self._patterns = len(numbers)
        self._unsaid: dict[tuple[str, str], int] = {}
        self._more: list[dict[str, Any]] = []
        self._found: dict[tuple[str, str], tuple[Named, ...]] = {}

    @property
    def claims(self) -> pa.Table:
        """The engine's claims, with those about makers whose product is not known (`unsaid`)."""
        return pa.concat_tables([self._claims, pa.Table.from_pylist(self._more, schema=self._claims.schema)])

    def find(self, maker: str, model: str) -> tuple[Named, ...]:
        """The patterns a model of a maker is or may be."""
        key = maker, model
        if key not in self._found:
            catalogue = self.catalogues.get(maker)
            self._found[key] = tuple(catalogue.find(split_revision(model)[0])) if catalogue else ()
        return self._found[key]

    def unsaid(self, maker: str, label: str = "") -> tuple[Named, ...]:
        """The pattern "some product of this maker, nobody knows which": no advisory can be ruled out.

        Under a label of another company, advisories that speak of that company's own products are left
        out: those say which they are.
        """
        key = maker, label
        advisories = sorted(self._advisories_of.get(maker, set()) - self._advisories_of.get(label, set()))
        if advisories and key not in self._unsaid:
            self._unsaid[key] = self._patterns + len(self._unsaid)
            for advisory in advisories:
                self._add_unsaid(self._unsaid[key], advisory, maker, label)
        return (Named(self._unsaid[key], False),) if advisories else ()

    def _add_unsaid(self, pattern: int, advisory: int, maker: str, label: str) -> None:
        which = (
            f"Which {maker} product is under the label {label} is not known"
            if label
            else "No model was recorded"
        )
        row = {"claim_id": len(self.said), "pattern_id": pattern, "advisory_id": advisory, "level": 1}
        self._more.append(
            {**row, "source": expressions.UNSAID, "scheme": "", "low": None, "high": None, "hardware": ""}
        )
        says = f"{which}, and this advisory is about products of {maker}."
        url = self.advisories["url"][advisory].as_py()
        self.said.append({"maker": maker, "product": "", "says": says, "hardware": "", "url": url})

    def maker_id(self, maker: str) -> int:
        """The number of a maker, for joins."""
        return self.makers.setdefault(maker, len(self.makers))


def says_which(model: str) -> bool:
    """Whether a recorded model says which product it is: "bullet camera" does not, "PTZ 2" hardly."""
    return any(c.isdigit() for c in model) and len(re.sub(r"\W", "", model)) > 2


def _claims_table(claims: pa.Table, patterns: Sequence[int], advisories: pa.Table) -> pa.Table:
    number = {name: n for n, name in enumerate(advisories["advisory"].to_pylist())}
    sources = [expressions.SOURCES[s] for s in claims["source"].to_pylist()]
    return pa.table(
        {
            "claim_id": pa.array(range(claims.num_rows), pa.int32()),
            "pattern_id": pa.array(patterns, pa.int32()),
            "advisory_id": pa.array([number[a] for a in claims["advisory"].to_pylist()], pa.int32()),
            "source": pa.array(sources, pa.int8()),
            "level": claims["level"],
            "scheme": claims["scheme"],
            "low": claims["low"],
            "high": claims["high"],
            "hardware": pa.array([tidy_revision(h) for h in claims["hardware"].to_pylist()], pa.string()),
        }
    )


def revision(version: Version) -> str:
    """The hardware revision recorded in its own column, else after the model: `C1 V3`."""
    model = version.attributions[0].model if version.attributions else ""
    return tidy_revision(version.hardware or split_revision(model)[1])


@cache
def tidy_revision(text: str) -> str:
    """A hardware revision as people and sources write it: `v2`, `Rev. 2`, `2.0` and `2` are one."""
    found = re.sub(r"^(?:hw|hardware|revision|rev|version|ver|v)[\s.]*", "", text.strip().lower())
    return re.sub(r"(?:\.0)+$", "", found)


class Tables(NamedTuple):
    """The engine's four tables (see `expressions`), and coverage of each version."""

    versions: pa.Table
    applicability: pa.Table
    readings: pa.Table
    coverage: list[str]


Link = tuple[int, int, bool, bool]


def tables(index: Index, given: Sequence[Version]) -> Tables:
    """Match every distinct product once and read every distinct firmware once per maker."""
    products: dict[tuple[Attribution, ...], int] = {}
    links: list[tuple[Link, ...]] = []
    covered: list[str] = []
    firmwares: dict[str, int] = {}
    rows: list[tuple[int, int, int, bool, str]] = []
    for number, version in enumerate(given):
        product = products.setdefault(version.attributions, len(products))
        if product == len(links):
            links.append(tuple(_links(index, version.attributions)))
            covered.append(_coverage(index, version.attributions))
        firmware = firmwares.setdefault(version.firmware, len(firmwares))
        rows.append((number, product, firmware, bool(version.firmware), revision(version)))
    return Tables(
        _versions_table(rows),
        _applicability_table(links),
        _readings_table(index, rows, links, list(firmwares)),
        [covered[row[1]] for row in rows],
    )


def _links(index: Index, attributions: Sequence[Attribution]) -> Iterator[Link]:
    """(pattern, maker, certain, inferred), the surest link to each pattern."""
    label = next((a.maker for a in attributions if a.how == "direct"), "")
    best: dict[int, Link] = {}
    for a in sorted(attributions, key=lambda a: (a.how == "relabel", not a.certain)):
        for named in index.find(a.maker, a.model) or _unknown_product(index, a, label):
            link = named.pattern_id, index.maker_id(a.maker), named.certain and a.certain, a.how == "relabel"
            best.setdefault(named.pattern_id, link)
    yield from best.values()


def _unknown_product(index: Index, a: Attribution, label: str) -> tuple[Named, ...]:
    """What an attribution means when its model is no product of any source: nothing, unless the model is
    not known, or is the label's own number and says nothing in the hardware maker's numbering."""
    if a.how == "relabel":
        return index.unsaid(a.maker, label)
    return () if says_which(a.model) else index.unsaid(a.maker)


def _coverage(index: Index, attributions: Sequence[Attribution]) -> str:
    """Whether any source lists the product: covered, not_covered, or not_identified well enough to say."""
    if any(index.find(a.maker, a.model) for a in attributions):
        return "covered"
    return "not_covered" if any(a.model and says_which(a.model) for a in attributions) else "not_identified"


def _versions_table(rows: Sequence[tuple[int, int, int, bool, str]]) -> pa.Table:
    version, product, firmware, has, hardware = zip(*rows, strict=True) if rows else ((),) * 5
    return pa.table(
        {
            "version_id": pa.array(version, pa.int32()),
            "product_id": pa.array(product, pa.int32()),
            "firmware_id": pa.array(firmware, pa.int32()),
            "has_firmware": pa.array(has, pa.bool_()),
            "hardware": pa.array(hardware, pa.string()),
        }
    )


def _applicability_table(links: Sequence[Sequence[Link]]) -> pa.Table:
    flat = [(product, *link) for product, found in enumerate(links) for link in found]
    product, pattern, maker, certain, inferred = zip(*flat, strict=True) if flat else ((),) * 5
    return pa.table(
        {
            "product_id": pa.array(product, pa.int32()),
            "pattern_id": pa.array(pattern, pa.int32()),
            "maker_id": pa.array(maker, pa.int32()),
            "certain": pa.array(certain, pa.bool_()),
            "inferred": pa.array(inferred, pa.bool_()),
        }
    )


def _readings_table(
    index: Index,
    rows: Sequence[tuple[int, int, int, bool, str]],
    links: Sequence[Sequence[Link]],
    texts: list[str],
) -> pa.Table:
    makers_of = [tuple({link[1] for link in found}) for found in links]
    pairs = sorted({(maker, row[2]) for row in rows if row[3] for maker in makers_of[row[1]]})
    names = {number: name for name, number in index.makers.items()}
    read = [
        (maker, firmware, *reading)
        for maker, firmware in pairs
        for reading in firmware_versions.readings(names[maker], texts[firmware])
    ]
    maker, firmware, scheme, low, high = zip(*read, strict=True) if read else ((),) * 5
    return pa.table(
        {
            "maker_id": pa.array(maker, pa.int32()),
            "firmware_id": pa.array(firmware, pa.int32()),
            "scheme": pa.array(scheme, pa.string()),
            "low": pa.array(low, pa.string()),
            "high": pa.array(high, pa.string()),
        }
    )


def assess(engine: BaseBackend, index: Index, given: Sequence[Version]) -> Result:
    """Every advisory that bears on each version, with its verdict and reasons."""
    ready = tables(index, given)
    names = ("versions", "applicability", "claims", "readings")
    parts = (ready.versions, ready.applicability, index.claims, ready.readings)
    loaded = [engine.create_table(n, t, overwrite=True, temp=True) for n, t in zip(names, parts, strict=True)]
    placed = engine.create_table("placed", expressions.placed(*loaded), overwrite=True, temp=True)
    concluded = expressions.verdicts(placed).order_by("version_id", "advisory_id")
    heard = placed.order_by("version_id", "advisory_id", "source", "claim_id")
    findings = _findings(index, given, engine.to_pyarrow(concluded), engine.to_pyarrow(heard))
    return Result(findings, ready.coverage)


def _findings(index: Index, given: Sequence[Version], concluded: pa.Table, heard: pa.Table) -> pa.Table:
    rows = [_row(index, given, v, said) for v, said in _paired(concluded, heard)]
    about = index.advisories.take(concluded["advisory_id"])
    basis, reasons, urls = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "version_id": concluded["version_id"],
            "concern": about["advisory"],
            "title": about["title"],
            "verdict": pa.array([VERDICTS[v] for v in concluded["verdict"].to_pylist()], pa.string()),
            "basis": pa.array(basis, pa.string()),
            "inferred": concluded["inferred"],
            "exploited": about["kev_added"].is_valid(),
            "cvss": about["cvss"],
            "epss": about["epss"],
            "reasons": pa.array(reasons, pa.string()),
            "source": pa.array(urls, pa.string()),
        }
    )


def _paired(concluded: pa.Table, heard: pa.Table) -> Iterator[tuple[dict[str, Any], list[tuple[Any, ...]]]]:
    """Each verdict with the placed claims it came from; both tables are in the same order."""
    columns = [heard[c].to_pylist() for c in heard.column_names]
    groups = groupby(zip(*columns, strict=True), key=lambda row: (row[0], row[1]))
    for verdict, (key, said) in zip(concluded.to_pylist(), groups, strict=True):
        if key != (verdict["version_id"], verdict["advisory_id"]):
            raise AssertionError(f"verdict and evidence are out of step at {key}")
        yield verdict, list(said)


def _row(
    index: Index, given: Sequence[Version], verdict: dict[str, Any], heard: Sequence[tuple[Any, ...]]
) -> tuple[str, str, str]:
    said = []
    for _, _, claim, source, certain, inferred, level in heard:
        words = index.said[claim]
        said.append(Said(source, level, certain, inferred, **words))
    firmware = given[verdict["version_id"]].firmware
    return explain(verdict["verdict"], verdict["disagree"], verdict["inferred"], firmware, said)
