"""People with browsers of their own, in front of the real service."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from browsing import CHROMIUM, Visitor, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from service_process import Service

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Debian's chromium; without it there are no journeys."""
    pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def arrive(browser: "Browser", service: "Service") -> Iterator[Arrive]:
    """`arrive(**options)`: somebody opens a browser of their own. Whatever broke in one is an error at the end."""
    visitors: list[Visitor] = []

    def arrived(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, service.url, options))
        return visitors[-1]

    yield arrived
    wrong = [problem for visitor in visitors for problem in visitor.wrong]
    for visitor in visitors:
        visitor.context.close()
    assert wrong == []
