"""What is known of vulnerabilities: packs and pulled feeds, compiled once into claims and advisories.

Compiling reads every record; the result is kept beside the feeds under a name made of everything that went
into it (feeds, packs, our version), so that the next run reads two small files.
"""

import datetime as dt
import hashlib
import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

import custodes
from custodes import packs
from custodes.concerns.claims import Claim, claims
from custodes.concerns.feeds import csaf, cve5, nvd
from custodes.concerns.feeds.epss import epss
from custodes.concerns.feeds.kev import kev
from custodes.concerns.feeds.records import csaf_documents, cve5_records, nvd_records
from custodes.concerns.feeds.store import Store
from custodes.concerns.prose import text_statements
from custodes.concerns.statements import Advisory, Statement

CLAIMS = pa.schema([(name, pa.int8() if name == "level" else pa.string()) for name in Claim._fields])
ADVISORIES = pa.schema(
    [
        ("advisory", pa.string()),
        ("title", pa.string()),
        ("published", pa.date32()),
        ("cvss", pa.float64()),
        ("severity", pa.string()),
        ("url", pa.string()),
        ("kev_added", pa.date32()),
        ("epss", pa.float64()),
    ]
)


class Knowledge(NamedTuple):
    """Claims and the advisories they are about, as tables (`CLAIMS`, `ADVISORIES`)."""

    claims: pa.Table
    advisories: pa.Table
    edition: str
    scored: dt.date | None = None
    """The day of the EPSS scores."""

    def as_of(self, day: dt.date) -> "Knowledge":
        """What was known on a day: advisories published by then, exploitation listed by then."""
        dates = self.advisories.column("published").to_pylist()
        kept = self.advisories.filter(pa.array([d is None or d <= day for d in dates]))
        listed = [d if d is None or d <= day else None for d in kept.column("kev_added").to_pylist()]
        at = kept.schema.get_field_index("kev_added")
        kept = kept.set_column(at, "kev_added", pa.array(listed, pa.date32()))
        if self.scored and day < self.scored:
            kept = kept.set_column(
                kept.schema.get_field_index("epss"), "epss", pa.nulls(len(kept), pa.float64())
            )
        names = set(kept.column("advisory").to_pylist())
        known = pa.array([a in names for a in self.claims.column("advisory").to_pylist()])
        return Knowledge(self.claims.filter(known), kept, self.edition, self.scored)


def load(store: Store) -> Knowledge:
    """The compiled knowledge of a store and the packs, compiling it first where needed."""
    parts = (custodes.__version__, packs.edition(), store.edition(), _code())
    edition = hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
    folder = store.folder / "compiled" / edition
    try:
        made, about = (pq.read_table(folder / f"{name}.parquet") for name in ("claims", "advisories"))
        return Knowledge(made, about, edition, _scored(store))
    except (OSError, pa.ArrowInvalid):  # not compiled yet, or another run is at it this moment
        compiled = compile_all(store, edition)
    with suppress(OSError):  # no room or no right to keep it: the next run compiles again
        _save(compiled, folder)
    return compiled


def _scored(store: Store) -> dt.date | None:
    """The day of the EPSS scores; None without any."""
    manifest = store.manifest("epss")
    return manifest.as_of if manifest else None


def _code() -> str:
    """The code that compiles, by content: a changed rule must not read an old result."""
    digest = hashlib.sha256()
    root = Path(custodes.__file__).parent
    folders = ("concerns", "register/versions", "identity")
    for file in sorted(file for folder in folders for file in (root / folder).rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _save(knowledge: Knowledge, folder: Path) -> None:
    """Keep what was compiled, in place of earlier editions."""
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(knowledge.advisories, folder / "advisories.parquet")
    partial = folder / "claims.partial"
    pq.write_table(knowledge.claims, partial)
    partial.rename(folder / "claims.parquet")


def compile_all(store: Store, edition: str = "") -> Knowledge:
    """Read every source into claims and advisories. Sorted, so that the same sources give the same tables."""
    found: dict[str, Advisory] = {}
    statements: list[Statement] = []
    for advisory, said in itertools.chain(_from_feeds(store), _from_packs()):
        found[advisory.advisory] = _fuller(found.get(advisory.advisory), advisory)
        statements += said
    made = [claim for claim in claims(statements) if claim.advisory in found]
    return Knowledge(_claims_table(made), _advisories_table(found, store), edition, _scored(store))


def _fuller(one: Advisory | None, other: Advisory) -> Advisory:
    """Two descriptions of one advisory: the first source's word, gaps filled from the second."""
    if one is None:
        return other
    gaps = {name: getattr(other, name) for name, value in one._asdict().items() if value in (None, "")}
    return one._replace(**gaps)


def _from_feeds(store: Store) -> Iterator[tuple[Advisory, list[Statement]]]:
    for record in nvd_records(store):
        said = [*nvd.statements(record), *cve5.statements(record["id"], record.get("affectedV5") or [])]
        yield nvd.advisory(record), [*said, *text_statements(nvd.description(record), said)]
    for record in cve5_records(store):
        name, affected = record["cveMetadata"]["cveId"], record["containers"]["cna"].get("affected") or []
        advisory, said = cve5.advisory(record), list(cve5.statements(name, affected))
        yield advisory, [*said, *text_statements(advisory.description, said)]
    for document in csaf_documents(store):
        said = list(csaf.statements(document))
        for advisory in csaf.advisories(document):
            yield advisory, [s for s in said if s.advisory == advisory.advisory]


def _from_packs() -> Iterator[tuple[Advisory, list[Statement]]]:
    said: dict[str, list[Statement]] = {}
    for row in packs.table("supplements"):
        said.setdefault(row["advisory"], []).append(_supplement(row))
    for row in packs.table("advisories"):
        published = dt.date.fromisoformat(row["published"]) if row["published"] else None
        score = float(row["cvss"]) if row["cvss"] else None
        name = row["advisory"]
        yield (
            Advisory(name, row["title"], published, score, row["severity"], row["source"]),
            said.get(name, []),
        )


def _supplement(row: dict[str, str]) -> Statement:
    low, high = row["low"] or None, row["high"] or None
    return Statement(
        row["advisory"],
        "supplement",
        row["maker"],
        row["product"],
        "not_affected" if row["status"] == "unaffected" else "affected",
        low=low,
        low_inclusive=row["low_inclusive"] != "no",
        high=high,
        high_inclusive=row["high_inclusive"] == "yes",
        all_versions=not low and not high,
        url=row["source"],
    )


def _claims_table(made: Iterable[Claim]) -> pa.Table:
    ordered = sorted(made, key=lambda c: tuple("" if v is None else str(v) for v in c))
    columns = zip(*ordered, strict=True) if ordered else ([] for _ in CLAIMS)
    return pa.table([pa.array(c, t) for c, t in zip(columns, CLAIMS.types, strict=True)], schema=CLAIMS)


def _advisories_table(found: dict[str, Advisory], store: Store) -> pa.Table:
    exploited, likelihood = kev(store), epss(store)
    shipped = {row["advisory"]: row["kev_added"] for row in packs.table("advisories")}
    rows: list[dict[str, Any]] = []
    for name, advisory in sorted(found.items()):
        added = exploited[name].date_added if name in exploited else shipped.get(name, "")
        likely = likelihood.get(name)
        rows.append(
            {
                **{key: value for key, value in advisory._asdict().items() if key != "description"},
                "kev_added": dt.date.fromisoformat(added) if added else None,
                "epss": likely.score if likely else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=ADVISORIES)
