"""What tests of several folders share: facts from the packs alone, a day that is fixed, a folder of one's own."""

import datetime as dt
from pathlib import Path

import pytest
from ibis.backends import BaseBackend

from custodes.assessment import Sources, sources
from custodes.concerns.engines import connect
from custodes.concerns.feeds.store import open_store

DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records beside the repository."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def packs_alone(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """What is known on `DAY` without any pulled feed."""
    return sources(open_store(tmp_path_factory.mktemp("no-feeds") / "feeds"), DAY)


@pytest.fixture(scope="session")
def engine() -> BaseBackend:
    """One embedded engine for all tests that only read what they put in."""
    return connect()


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and a day that belong to this test; the data folder is returned."""
    monkeypatch.setenv("CUSTODES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CUSTODES_TODAY", DAY.isoformat())
    monkeypatch.delenv("NVD_API_KEY", raising=False)
    return tmp_path / "data"
