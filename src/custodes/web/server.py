"""How gunicorn serves the pages: `gunicorn --config python:custodes.web.server custodes.web.wsgi`.

No access log: addresses of pages say what somebody looked at, and the history records what they did.
"""

import gc
import signal
from typing import Any

from custodes.web.processes import end_with_parent

preload_app = True
"""The pages are loaded once and workers forked from that: half the time to start and half the memory (measured with two
workers: 2.9 s of one core and 137 MB, not 5.9 s and 239 MB), and one that died is replaced in milliseconds. What is
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
    import pyarrow.parquet  # noqa: F401  (the problems of an import are read with it, imported where they are)
    from django.urls import get_resolver

    get_resolver().check()
    gc.collect()
    gc.freeze()  # what is there now stays: workers need not look through it, which would copy the memory they share
