"""What a source says about a product's versions, before makers and versions are understood.

Every source of vulnerabilities (NVD, the assigner, CSAF, our supplements, a record's own prose) is read
into the same two shapes. Nothing is interpreted here: `claims.py` turns statements into comparable claims.
"""

import datetime as dt
from typing import Literal, NamedTuple

Source = Literal["supplement", "nvd", "cna", "csaf", "text"]
Status = Literal["affected", "not_affected", "unknown"]


class Advisory(NamedTuple):
    """A published vulnerability."""

    advisory: str
    title: str
    published: dt.date | None
    cvss: float | None
    severity: str
    url: str
    description: str = ""


class Statement(NamedTuple):
    """One source's sentence about one product. Bounds are text as the source has them, None where open.

    `exact` holds a single version; `all_versions` says whether the source states every version (True) or
    names none at all (False), when there is neither bound nor exact version.
    """

    advisory: str
    source: Source
    vendor: str
    product: str
    status: Status = "affected"
    exact: str | None = None
    low: str | None = None
    low_inclusive: bool = True
    high: str | None = None
    high_inclusive: bool = False
    all_versions: bool = False
    hardware: str = ""
    """Hardware revision the statement is limited to; "" for any."""
    component: str = ""
    """The firmware or part as the source names it: versions of two of them are not one list."""
    url: str = ""

    def says(self) -> str:
        """The versions in words."""
        if self.exact is not None:
            return f"version {self.exact}"
        low = f"from {self.low}" if self.low_inclusive else f"after {self.low}"
        high = f"up to and including {self.high}" if self.high_inclusive else f"before {self.high}"
        parts = [low if self.low else "", high if self.high else ""]
        bounded = " ".join(p for p in parts if p)
        return f"versions {bounded}" if bounded else "all versions" if self.all_versions else "no version"
