"""How gunicorn serves the pages: as `gunicorn --config python:custodes.web.server custodes.web.wsgi` would.

No access log: addresses of pages say what somebody looked at, and the history records what they did.
"""

import atexit
import gc
import signal
import sys
from typing import Any

from custodes.web.processes import end_with_parent

preload_app = True
"""The pages are loaded once and workers forked from that: less time to start and less memory (measured with two
workers: 5.6 s of one core and 165 MB, not 8.0 s and 241 MB), and one that died is replaced in milliseconds. What is
loaded opens no database and starts no thread, as neither survives a fork; those of pyarrow's own it begins anew itself.
"""
worker_class = "gthread"
threads = 4
"""A browser that opens a connection and says nothing keeps a thread waiting, not a whole worker."""
timeout = 120
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
errorlog = "-"
accesslog = None
control_socket_disable = True

LEFT_OVER = 20_000
"""Objects made before Python looks for what is left over: as it comes it looks after 700 or 2,000, in the middle of what it
does. With this a save took 12 to 16% less of a core, a page as much as before (three runs of each, in one process)."""


def post_fork(server: Any, worker: Any) -> None:
    """What gunicorn calls in each worker: what is there already stays, and need not be looked through."""
    gc.freeze()
    gc.set_threshold(LEFT_OVER)


def load() -> None:
    """Load every page before the first visitor comes; one that cannot be loaded shows now."""
    import pyarrow as pa
    import pyarrow.parquet
    from django.urls import get_resolver

    import custodes.web.wsgi

    assert custodes.web.wsgi, (
        pyarrow.parquet
    )  # the problems of an import are read with it, imported where they are
    pa.array([""])  # at the first one pyarrow looks for pandas: a second, for whoever reads a form first
    get_resolver().check()
    gc.collect()
    gc.freeze()  # what is there now stays: who is forked need not look through it, which would copy what is shared
    # at the end all of it is taken down as it was built, without warnings of DuckDB's
    atexit.register(gc.unfreeze)


def serve(listener: int, workers: int) -> None:
    """Answer those who come to an open port, with so many processes, until told to stop."""
    end_with_parent(signal.SIGTERM)
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "--config", f"python:{__name__}", "--workers", str(workers)]
    sys.argv += ["--bind", f"fd://{listener}", "custodes.web.wsgi"]
    run()
