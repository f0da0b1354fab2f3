"""What the feed tests share: a store of their own, a fetcher that does not wait, made-up records."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "fakes"))

from feed_server import FeedServer

from custodes.concerns.feeds.fetch import Fetcher, client
from custodes.concerns.feeds.store import Store, open_store


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_TODAY", "2026-03-01")
    monkeypatch.delenv("NVD_API_KEY", raising=False)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data" / "feeds")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with client() as http:
        yield Fetcher(http, backoff=0.001)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = Path(__file__).parents[4].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside the repository")
    return folder
