"""What the log of the service says of requests."""

import logging

from django.urls import Resolver404, resolve


class RoutesOnly(logging.Filter):
    """Pages by their routes: addresses hold the secrets of links, and say what somebody looked at."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            written = request.path.encode("unicode_escape").decode("ascii")  # as Django logs it
            route = _route(request.path_info)
            record.args = tuple(route if told in (request.path, written) else told for told in record.args)
        return True


def _route(path: str) -> str:
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "an address that is none of ours"
