"""The knowledge, indexed for matching: every maker's catalogue, every claim by number."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from custodes.concerns import expressions
from custodes.concerns.catalogue import Catalogue, Named
from custodes.concerns.knowledge import Knowledge
from custodes.concerns.products import split_revision


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
        self.said = claims.select(["maker", "product", "says", "hardware", "url", "level"]).to_pylist()
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
        return (Named(self._unsaid[key], False, broad=True),) if advisories else ()

    def _add_unsaid(self, pattern: int, advisory: int, maker: str, label: str) -> None:
        which = (
            f"Which {maker} product is under the label {label} is not known"
            if label
            else "No model was recorded"
        )
        row = {"claim_id": len(self.said), "pattern_id": pattern, "advisory_id": advisory, "level": 1}
        self._more.append(
            {
                **row,
                "source": expressions.UNSAID,
                "scheme": "",
                "line": "",
                "low": None,
                "high": None,
                "hardware": "",
            }
        )
        says = f"{which}, and this advisory is about products of {maker}."
        url = self.advisories["url"][advisory].as_py()
        self.said.append(
            {"maker": maker, "product": "", "says": says, "hardware": "", "url": url, "level": 1}
        )

    def maker_id(self, maker: str) -> int:
        """The number of a maker, for joins."""
        return self.makers.setdefault(maker, len(self.makers))


@cache
def line_of(scheme: str) -> str:
    """Whose lines a scheme is one of: "uniview" of `uniview:dipc-b1213`, "" of a scheme without lines."""
    base, colon, _ = scheme.partition(":")
    return base if colon and base != "text" else ""


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
            "line": pa.array([line_of(scheme) for scheme in claims["scheme"].to_pylist()], pa.string()),
            "low": claims["low"],
            "high": claims["high"],
            "hardware": pa.array([tidy_revision(h) for h in claims["hardware"].to_pylist()], pa.string()),
        }
    )


@cache
def tidy_revision(text: str) -> str:
    """A hardware revision as people and sources write it: `v2`, `Rev. 2`, `2.0` and `2` are one; "" where
    the text names none ("n/a", "IP66 dome")."""
    bare = re.sub(r"^(?:hw|hardware|revision|rev|version|ver|v)[\s.]*", "", text.strip().lower())
    number = re.fullmatch(r"0*(\d{1,2})(?:\.\d+)*", bare)  # 3, 03, 3.0 and 3.20 are all of revision 3
    letter = re.fullmatch(r"([a-z]\d{1,2})(?:\.\d+)*", bare)
    return number[1] if number else letter[1] if letter else ""
