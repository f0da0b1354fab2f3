"""The main job: evidence in, identifications and findings out.

Rows are numbered by their distinct clue, product version and context; people's texts are read once per
distinct value, and the rows themselves are only ever joined by integer.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes import packs
from custodes.concerns import listings, vulnerabilities, watchlists
from custodes.concerns.engines import connect
from custodes.concerns.feeds.lists import listed, own_lists
from custodes.concerns.feeds.registry import mac_registry
from custodes.concerns.feeds.store import Store
from custodes.concerns.index import Index
from custodes.concerns.knowledge import Knowledge, load
from custodes.concerns.watchlists import Watchlist
from custodes.identity.conclusion import Clue, Identification
from custodes.identity.identify import identify

Progress = Callable[[str], None]


class Sources(NamedTuple):
    """Everything an assessment rests on besides the evidence, as of one day."""

    knowledge: Knowledge
    lists: tuple[Watchlist, ...]
    registry: dict[str, str]
    as_of: dt.date


class Assessment(NamedTuple):
    """`identifications` and `findings` as docs/reference/outputs.md describes them."""

    identifications: pa.Table
    findings: pa.Table


def sources(store: Store, as_of: dt.date, own: Sequence[Watchlist] = ()) -> Sources:
    """What is known on a day: packs, pulled feeds, and one's own lists."""
    lists = [*watchlists.shipped(), *watchlists.own(own_lists(store)), *own]
    known = watchlists.with_feed(lists, listed(store))
    return Sources(load(store).as_of(as_of), tuple(known), mac_registry(store), as_of)


def assess(rows: pa.Table, given: Sources, on_progress: Progress = lambda step: None) -> Assessment:
    """Identify every row (`evidence.intake.Intake.table`, by ascending `row`) and find what is wrong with it.

    A column `judged_maker`, where there is one, holds whom a person settled on as the maker ("" for nobody).
    """
    _check_order(rows["row"])
    engine = connect()
    on_progress("who made it")
    judged = {"judged": JUDGED} if JUDGED in rows.column_names else {}
    clues, clue_of = _distinct(engine, rows, CLUE | judged)
    identities = identify(list(_clues(clues)), as_of=given.as_of, registry=given.registry)
    rows = rows.drop_columns([JUDGED]) if judged else rows
    on_progress("which vulnerabilities apply")
    known, version_of = _known(engine, rows, identities, clue_of, given.knowledge)
    on_progress("which watchlists name it")
    listed_, context_of = _listed(engine, rows, identities, clue_of, given)
    on_progress("every device with its findings")
    coverage = pa.array(known.coverage, pa.string()).dictionary_encode().take(version_of)
    return Assessment(
        _identifications(rows, identities, clue_of, coverage),
        _findings(engine, rows, (listed_, context_of), (known.findings, version_of)),
    )


def _check_order(numbers: pa.ChunkedArray) -> None:
    """What is concluded is put beside its row by place: rows in another order would get each other's findings."""
    whole = numbers.combine_chunks()
    if not pc.all(pc.less(whole[:-1], whole[1:])).as_py() and len(whole) > 1:
        raise ValueError("rows are not in ascending order of their number")


def _known(
    engine: Any, rows: pa.Table, identities: Sequence[Identification], clue_of: pa.Array, knowledge: Knowledge
) -> tuple[vulnerabilities.Result, pa.Array]:
    """Findings of every distinct product version, and for each row the number of its version."""
    numbers = _numbered([identity.attributions for identity in identities])
    products = dict(zip(numbers.to_pylist(), (i.attributions for i in identities), strict=True))
    keyed = rows.append_column("product_id", numbers.take(clue_of))
    versions, version_of = _distinct(engine, keyed, VERSION)
    found = vulnerabilities.assess_table(engine, Index(knowledge), list(products.values()), versions)
    return found, version_of


def _listed(
    engine: Any, rows: pa.Table, identities: Sequence[Identification], clue_of: pa.Array, given: Sources
) -> tuple[pa.Table, pa.Array]:
    """Watchlist findings of every distinct identity in its context, and for each row its number."""
    standings = _numbered([(i.attributions, i.brand, i.maker) for i in identities])
    identity = dict(zip(standings.to_pylist(), identities, strict=True))
    keyed = rows.append_column("standing", standings.take(clue_of))
    contexts, context_of = _distinct(engine, keyed, CONTEXT)
    flagged = [
        listings.findings(
            given.lists, identity[standing], listings.Context(technology, site_class), given.as_of
        )
        for standing, technology, site_class in _tuples(contexts)
    ]
    return _watchlist_table(flagged), context_of


CLUE = {
    "brand": "brand",
    "model": "model",
    "mac": "left(mac, 9)",
    "supplier": "if(brand = '' and model = '', supplier, '')",
}
JUDGED = "judged_maker"
VERSION = {"product_id": "product_id", "firmware": "firmware", "hardware": "hardware"}
CONTEXT = {"standing": "standing", "technology": "technology", "site_class": "site_class"}


def _distinct(engine: Any, rows: pa.Table, columns: dict[str, str]) -> tuple[pa.Table, pa.Array]:
    """The distinct values of some expressions, sorted, and for each row the number of its own."""
    chosen = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    names = ", ".join(columns)
    engine.con.register("given_rows", rows)
    engine.con.execute(f"create or replace temp table keyed as select row, {chosen} from given_rows")
    engine.con.execute(
        "create or replace temp table numbered as select row_number() over (order by "
        f"{names}) - 1 as number, {names} from (select distinct {names} from keyed)"
    )
    values = engine.con.sql(f"select {names} from numbered order by number").to_arrow_table()
    own = engine.con.sql(f"select number from keyed join numbered using ({names}) order by row")
    numbers = own.to_arrow_table()["number"].combine_chunks().cast(pa.int32())
    engine.con.unregister("given_rows")
    return values, numbers


def _tuples(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _clues(table: pa.Table) -> Iterator[Clue]:
    return (Clue(**dict(zip(table.column_names, values, strict=True))) for values in _tuples(table))


def _numbered(values: Sequence[object]) -> pa.Array:
    """Equal values get one number."""
    numbers: dict[object, int] = {}
    return pa.array([numbers.setdefault(value, len(numbers)) for value in values], pa.int32())


def _identifications(
    rows: pa.Table, identities: Sequence[Identification], clue_of: pa.Array, coverage: pa.Array
) -> pa.Table:
    concluded: dict[str, list[Any]] = {
        "maker": [i.maker for i in identities],
        "brand": [i.brand for i in identities],
        "model": [i.model for i in identities],
        "made_by": [made_by(i) for i in identities],
        "status": [i.status for i in identities],
        "confidence": [i.confidence for i in identities],
        "conflict": [i.conflict for i in identities],
        "reasons": [" ".join(i.reasons) for i in identities],
    }
    found = {name: _encoded(values).take(clue_of) for name, values in concluded.items()}
    table = rows.rename_columns([GIVEN.get(name, name) for name in rows.column_names])
    for name, values in {**found, "coverage": coverage}.items():
        table = table.append_column(name, values)
    return table.select([*COLUMNS_FIRST, *(n for n in table.column_names if n not in COLUMNS_FIRST)])


GIVEN = {name: f"{name}_as_given" for name in ("brand", "model", "firmware", "hardware")}
COLUMNS_FIRST = (
    "row",
    "body",
    "system",
    "brand_as_given",
    "model_as_given",
    "firmware_as_given",
    "maker",
    "status",
)


def made_by(identity: Identification) -> str:
    """Who makes the hardware under the label, where that is another: surely, or possibly."""
    relabels = [a for a in identity.attributions if a.how == "relabel"]
    return "; ".join(a.maker if a.certain else f"possibly {a.maker}" for a in relabels)


def _encoded(values: Sequence[Any]) -> pa.Array:
    array = pa.array(values)
    return array.dictionary_encode() if pa.types.is_string(array.type) else array


FINDING = pa.schema(
    [
        ("number", pa.int32()),
        ("kind", pa.string()),
        ("concern", pa.string()),
        ("title", pa.string()),
        ("verdict", pa.string()),
        ("basis", pa.string()),
        ("inferred", pa.bool_()),
        ("exploited", pa.bool_()),
        ("cvss", pa.float64()),
        ("epss", pa.float64()),
        ("reasons", pa.string()),
        ("source", pa.string()),
    ]
)


def _watchlist_table(flagged: Sequence[Sequence[listings.Finding]]) -> pa.Table:
    found = [
        {"number": number, "kind": "watchlist", "exploited": False, "cvss": None, "epss": None, **f._asdict()}
        for number, findings in enumerate(flagged)
        for f in findings
    ]
    return pa.Table.from_pylist(found, schema=FINDING)


def _findings(
    engine: Any, rows: pa.Table, listed: tuple[pa.Table, pa.Array], known: tuple[pa.Table, pa.Array]
) -> pa.Table:
    """Every row with its findings: numbers are joined, then the texts are taken by number."""
    vulnerable = known[0].rename_columns(["number", *known[0].column_names[1:]])
    kind = pa.array(["vulnerability"] * vulnerable.num_rows, pa.string())
    both = pa.concat_tables(
        [listed[0], vulnerable.append_column("kind", kind).select(FINDING.names).cast(FINDING)]
    )
    order = pc.sort_indices(both, [("kind", "descending"), ("concern", "ascending"), ("number", "ascending")])
    both = both.take(order)
    owners = pa.table({"row": rows["row"], "watchlist": listed[1], "vulnerability": known[1]})
    engine.con.register("owners", owners)
    engine.con.register(
        "found",
        both.select(["kind", "number"]).append_column("place", pa.array(range(len(both)), pa.int32())),
    )
    of_kind = (
        "select row, place from owners join found on number = {0} where kind = '{0}'"  # each a hash join
    )
    pairs = engine.con.sql(
        f"{of_kind.format('watchlist')} union all {of_kind.format('vulnerability')} order by row, place"
    ).to_arrow_table()
    at = pairs["place"].combine_chunks()
    taken = {n: _dictionary(both[n]).take(at) for n in FINDING.names[1:]}
    return pa.table({"row": pairs["row"], **taken})


def _dictionary(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.dictionary_encode() if pa.types.is_string(whole.type) else whole


def summary_sources(given: Sources) -> dict[str, Any]:
    """The versions an assessment rests on, for summary.json and the report."""
    return {
        "as_of": given.as_of.isoformat(),
        "packs": packs.edition(),
        "knowledge": given.knowledge.edition,
        "advisories": given.knowledge.advisories.num_rows,
        "watchlists": [{"id": w.id, "title": w.title, "entries": len(w.entries)} for w in given.lists],
    }
