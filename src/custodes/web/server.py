"""How gunicorn serves the pages: `gunicorn --config python:custodes.web.server custodes.web.wsgi`.

No access log: addresses of pages say what somebody looked at, and the history records what they did.
"""

import atexit
import gc
import signal
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


def on_starting(server: Any) -> None:
    """Ask to be stopped when `custodes serve` is gone."""
    end_with_parent(signal.SIGTERM)


def when_ready(server: Any) -> None:
    """Load every page before the first visitor comes; one that cannot be loaded shows now."""
    import pyarrow as pa
    import pyarrow.parquet
    from django.urls import get_resolver

    assert pyarrow.parquet  # the problems of an import are read with it, imported where they are
    pa.array([""])  # at the first one pyarrow looks for pandas: a second, for whoever reads a form first
    get_resolver().check()
    gc.collect()
    gc.freeze()  # what is there now stays: workers need not look through it, which would copy the memory they share
    # at the end all of it is taken down as it was built, without warnings of DuckDB's
    atexit.register(gc.unfreeze)
