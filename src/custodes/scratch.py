"""Tables for a moment, in DuckDB: each block has its own, and all blocks share the engine of this process.

An engine takes 14 ms to open, which is longer than most of what is asked of it; a connection to one takes 0.2 ms.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import duckdb

_CTRL_C = re.compile(r"(?m)(?:^|: )KeyboardInterrupt\s*(?::|$)|Query interrupted\s*$")
"""How the engine says that Ctrl-C came: as "KeyboardInterrupt", "KeyboardInterrupt: " and with where it was, or in its own words."""


@contextmanager
def scratch(threads: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for a block. What it registers and its temporary tables are seen by nobody else and end with it.

    So tables are made by `create temp table`: another would be there for everybody. `threads`: on how many cores
    its engine works, on all if not given. Ctrl-C that comes while the engine reads rows of ours is Ctrl-C still:
    the engine passes it on as an error of its own, of one kind or another.
    """
    try:
        with _engine(os.getpid(), threads).cursor() as connection:
            yield connection
    except (duckdb.InvalidInputException, RuntimeError) as error:
        if _CTRL_C.search(str(error)):
            raise KeyboardInterrupt from None
        raise
    except (duckdb.FatalException, duckdb.InternalException):  # after these an engine answers nothing more
        _engine.cache_clear()
        raise


@cache
def _engine(process: int, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Of a process, as the threads of an engine are not there in a fork."""
    return duckdb.connect(config={"threads": threads} if threads else {})
