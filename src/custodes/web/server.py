"""How gunicorn serves the pages: `gunicorn --config python:custodes.web.server custodes.web.wsgi`.

No access log: addresses of pages say what somebody looked at, and the history records what they did.
"""

import signal
from typing import Any

from custodes.web.processes import end_with_parent

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


def post_worker_init(worker: Any) -> None:
    """Load every page before the first visitor comes; one that cannot be loaded shows now."""
    import pyarrow.parquet  # noqa: F401  (the problems of an import are read with it, imported where they are)
    from django.urls import get_resolver

    get_resolver().check()
