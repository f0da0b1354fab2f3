"""All figures of a wave with their workings, beside one scan of the same answers.

10,000 returns of the police survey that ships, every question answered or, now and then, not; as bodies, too. What is
worked out are the figures that ship for it, each with the list of who counts, who does not, and who is unknown.

    csv, csv_scan         the answers as a publication holds them, read from the file each time
    memory, memory_scan   the answers as the service has them, in memory

A scan reads every answer once and counts: how many there are of each question and state.

Run: python benchmarks/figures.py csv 10000
"""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import measure
from measure import Row, alternately, clocked, prepared

if TYPE_CHECKING:
    import duckdb

    from custodes.survey.instrument import Question

RETURNS, SEED, TARGET = 10_000, 2022, 3.0
INSTRUMENT = "police-survey"
SCAN = "select question, state, count(*), sum(length(value)) from answers group by question, state"
WRITE = "copy (select * from {name}) to '{path}' (format csv, header)"


def said(question: "Question", rng: random.Random) -> tuple[str, str]:
    """State and value of a made-up answer."""
    if rng.random() < 0.05:
        return rng.choice(("not_known", "withheld", "blank")), ""
    if not question.choices:
        return "answered", str(
            rng.randrange(5000)
        ) if question.kind == "integer" else f"As in our policy, part {rng.randrange(99)}"
    return "answered", rng.choice([choice.name for choice in question.choices])


def _make(folder: Path, size: int) -> None:
    import duckdb
    import pyarrow as pa

    from custodes.publication.figures.counting import ANSWERS, UNITS
    from custodes.survey.shipped import load

    rng = random.Random(SEED)
    questions = [question for question in load(INSTRUMENT).questions() if question.asked]
    columns: list[list[str]] = [[] for _ in ANSWERS]
    for number in range(size):
        for question in questions:
            row = ("return", f"body-{number:05}", question.name, *said(question, rng))
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    units = [["return"] * size, *[[f"body-{number:05}" for number in range(size)]] * 2]
    folder.mkdir(parents=True)
    engine = duckdb.connect()
    for name, found, schema in (("answers", columns, ANSWERS), ("units", units, UNITS)):
        engine.register(name, pa.table([pa.array(column) for column in found], schema=schema))
        engine.execute(WRITE.format(name=name, path=folder / f"{name}.csv"))


def _engine(size: int, *, memory: bool) -> "duckdb.DuckDBPyConnection":
    import duckdb

    place = prepared(f"figures-{size}", lambda folder: _make(folder, size))
    engine = duckdb.connect(config={"threads": 2})
    for name in ("units", "answers"):
        found = f"read_csv('{place / name}.csv', all_varchar = true, header = true)"
        if memory:
            engine.register(name, engine.sql(f"select * from {found}").to_arrow_table())
        else:
            engine.execute(f"create view {name} as select * from {found}")
    return engine


def _ours(size: int, *, memory: bool) -> dict[str, Any]:
    from custodes.publication.figures.counting import work_out_in
    from custodes.publication.figures.definitions import read
    from custodes.publication.figures.shipped import shipped
    from custodes.survey.shipped import load

    engine = _engine(size, memory=memory)
    figures = read(shipped(INSTRUMENT), load(INSTRUMENT))
    told: dict[str, Any] = {}
    with clocked(told):
        found = work_out_in(engine, figures)
    told["figures"] = len(found)
    told["behind"] = sum(len(ids) for one in found for ids in one.who.values())
    return told


def _scan(size: int, *, memory: bool) -> dict[str, Any]:
    engine = _engine(size, memory=memory)
    told: dict[str, Any] = {}
    with clocked(told):
        rows = engine.execute(SCAN).fetchall()
    told["answers"] = sum(row[2] for row in rows)
    return told


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "csv": lambda size: _ours(size, memory=False),
    "csv_scan": lambda size: _scan(size, memory=False),
    "memory": lambda size: _ours(size, memory=True),
    "memory_scan": lambda size: _scan(size, memory=True),
}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """From the file of a publication, and from memory, each beside a scan."""
    return [row for size in sizes or (RETURNS,) for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    csv, csv_scan, memory, memory_scan = alternately("figures", tuple(PARTS), size)
    for what, ours, scan in (("csv", csv, csv_scan), ("memory", memory, memory_scan)):
        reached = ours.seconds <= TARGET * scan.seconds
        told = ours.told
        note = f"{told['figures']} figures, {told['behind']:,} lines of workings, {scan.told['answers']:,} answers"
        yield Row(f"figures with workings, from {what}", size, ours, scan, f"{TARGET:g}x", reached, note)


if __name__ == "__main__":
    measure.main(PARTS)
