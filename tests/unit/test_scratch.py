"""Tables for a moment: nobody sees those of another, and an engine that broke is not asked again."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parent / "publication"))
import made_up_estate

from custodes.publication import report, summary
from custodes.scratch import _engine, scratch

TABLES = (
    "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"
)


def test_what_one_has_another_does_not_see() -> None:
    with scratch() as one, scratch() as other:
        for number, engine in enumerate((one, other)):
            engine.register("given", pa.table({"a": [number]}))
            engine.execute("create temp table held as select * from given")
        assert [engine.sql("from held").fetchall() for engine in (one, other)] == [[(0,)], [(1,)]]
    with scratch() as later:
        assert later.sql(TABLES).fetchall() == []


def test_figures_and_a_report_leave_nothing_for_the_next(tmp_path: Path) -> None:
    devices = made_up_estate.identifications(20)
    findings = made_up_estate.findings(devices)
    with scratch() as beside:
        summary.counts(devices, findings)
        report.write_report(devices, findings, made_up_estate.SUMMARY, tmp_path / "report.html", notice="")
        assert beside.sql(TABLES).fetchall() == []


def test_estates_counted_at_once_are_not_mixed_up() -> None:
    estates = [made_up_estate.identifications(number) for number in (5, 20, 80)] * 4
    alone = [summary.counts(one, made_up_estate.findings(one)) for one in estates]
    with ThreadPoolExecutor(4) as several:
        together = list(several.map(lambda one: summary.counts(one, made_up_estate.findings(one)), estates))
    assert together == alone
    assert alone[0] != alone[1]


@pytest.mark.parametrize("broken", [duckdb.FatalException, duckdb.InternalException])
def test_an_engine_that_broke_is_not_asked_again(broken: type[Exception]) -> None:
    before = _engine(os.getpid(), None)
    with pytest.raises(broken), scratch():
        raise broken("it answers nothing more")
    assert _engine(os.getpid(), None) is not before


def test_a_mistake_in_a_question_breaks_no_engine() -> None:
    before = _engine(os.getpid(), None)
    with pytest.raises(duckdb.CatalogException), scratch() as engine:
        engine.sql("from nowhere")
    assert _engine(os.getpid(), None) is before


def stopped_while_read() -> Iterator[pa.RecordBatch]:
    yield pa.record_batch({"a": [1]})
    raise KeyboardInterrupt


def test_ctrl_c_while_rows_are_read_is_ctrl_c(tmp_path: Path) -> None:
    rows = pa.RecordBatchReader.from_batches(pa.schema({"a": pa.int64()}), stopped_while_read())
    with pytest.raises(KeyboardInterrupt), scratch(threads=1) as engine:
        engine.register("rows", rows).execute(f"copy rows to '{tmp_path / 'rows.csv'}'")


@pytest.mark.parametrize(
    "said",
    [
        "failed: KeyboardInterrupt",
        "failed: KeyboardInterrupt: ",
        "failed: KeyboardInterrupt: \n\nAt:\n  read.py(1)",
    ],
)
def test_however_the_engine_says_it(said: str) -> None:
    """Which of these it is depends on where in the reading Ctrl-C came."""
    with pytest.raises(KeyboardInterrupt), scratch():
        raise duckdb.InvalidInputException(said)


def test_a_mistake_that_only_speaks_of_it_is_no_ctrl_c() -> None:
    with pytest.raises(duckdb.InvalidInputException), scratch() as engine:
        engine.execute("select error('no camera is called KeyboardInterrupt here')")


@contextmanager
def ctrl_c_in_a_moment() -> Iterator[None]:
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    yield


def test_ctrl_c_while_it_counts_is_ctrl_c() -> None:
    """On one core: what several are at is ended first. Who is not interrupted is done in half a minute, and fails."""
    with pytest.raises(KeyboardInterrupt), scratch(threads=1) as engine, ctrl_c_in_a_moment():
        engine.execute("select sum(a.range * b.range) from range(1000000) a, range(30000) b").fetchall()
