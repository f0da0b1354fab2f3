"""What tests of several folders share: facts from the packs alone, a day that is fixed, a folder of one's own.

Django is set up once, on a temporary folder and on the database that `--database` names. Tests that use
the service are marked `service` by what they ask for, so that the same ones run on both databases.
"""

import atexit
import datetime as dt
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from ibis.backends import BaseBackend

from custodes.assessment import Sources, sources
from custodes.concerns.engines import connect
from custodes.concerns.feeds.store import open_store

if TYPE_CHECKING:
    from service_process import Service

    from cast import Cast

hypothesis.settings.register_profile(
    "untimed", deadline=None
)  # a test is never timed: a busy machine is no fault
hypothesis.settings.load_profile("untimed")
DAY = dt.date(2026, 3, 1)
POSTGRES = "CUSTODES_TEST_POSTGRES"
"""The environment variable that tells the other test processes where PostgreSQL is."""
LONG = (
    "test_every_route.py",
    "test_cli_assess.py",
    "test_cli_refresh.py",
    "test_import_killed.py",
    "test_judgements.py",
)
"""Files that take a minute without a service of their own: many tests, or many programs that they start."""
FOREIGN = (
    "CUSTODES_MAIL",
    "CUSTODES_OIDC_URL",
    "CUSTODES_ADDRESS",
    "CUSTODES_DEMO",
    "DATABASE_URL",
    "UV_RUN_RECURSION_DEPTH",
)
"""Settings of whoever runs the tests, which no test may depend on; nor on whether `uv run` runs them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="what the service keeps its data in",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # what is started in the background ignores Ctrl-C, and so would the programs that tests stop by it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "service: uses the service's database (put on by itself)")
    config.addinivalue_line(
        "markers",
        "one_database: what is looked at is made by no database, and was asked of PostgreSQL elsewhere",
    )
    if not hasattr(config, "workerinput"):  # the other test processes inherit what the first one set
        _environment(config.getoption("--database"))
    from django.conf import settings

    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # slow ones are slow on purpose
    # styles and scripts are looked for when somebody asks for one, and not listed for each of ten thousand clients
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many as there are cores on SQLite, and beside them half of that for the smaller part on PostgreSQL.

    More would do no more: they would be late for each other.
    """
    cores = len(os.sched_getaffinity(0))
    return max(1, cores // 2) if config.getoption("--database") == "postgres" else cores


def _environment(database: str) -> None:
    """Before Django reads its settings: where the service of the tests keeps its things."""
    loaded = sys.modules.get("django.conf")
    if database == "postgres" and loaded and loaded.settings.configured:
        raise pytest.UsageError("Django was set up before --database was read: unset DJANGO_SETTINGS_MODULE")
    for name in FOREIGN:
        os.environ.pop(name, None)
    # else each of the hundred programs that tests start would compile Django and us anew: most of its time
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["DJANGO_SETTINGS_MODULE"] = "custodes.web.settings"
    os.environ["CUSTODES_DATA"] = folder = tempfile.mkdtemp(prefix="custodes-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["CUSTODES_SECRET_KEY"] = "a key of the tests alone"
    os.environ["CUSTODES_TEST_MIGRATED"] = migrated = tempfile.mkdtemp(prefix="custodes-migrated-")
    atexit.register(shutil.rmtree, migrated, ignore_errors=True)
    os.environ.pop(POSTGRES, None)
    if database == "postgres":
        import postgres

        os.environ["DATABASE_URL"] = os.environ[POSTGRES] = postgres.start()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests of the service, and refuse those that would empty tables which refuse to be emptied.

    Files that take a minute, most as they start services of their own, come first: at the end one process would be
    left with them, and the others idle.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        marker = item.get_closest_marker("django_db")
        if {"transactional_db", "live_server"} & names or (marker and marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: history cannot be flushed; use the `service` fixture")
        if marker or {"db", "service"} & names:
            item.add_marker(pytest.mark.service)
    if config.getoption("--database") == "postgres":
        leave_out(config, items)
    yield  # by now pytest-django has put them in an order of its own
    items.sort(key=lambda item: not _takes_long(item))


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those that are run on one database alone, which pytest then counts as deselected."""
    out = [item for item in items if item.get_closest_marker("one_database")]
    items[:] = [item for item in items if not item.get_closest_marker("one_database")]
    config.hook.pytest_deselected(items=out)


def _takes_long(item: pytest.Item) -> bool:
    rolls_back = item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ())
    own_service = item.get_closest_marker("service") and not rolls_back
    return bool(own_service) or "demo" in item.path.parts or item.path.name in LONG


@pytest.fixture(autouse=True)
def _own_service_folder(request: pytest.FixtureRequest) -> None:
    """A test of the service has uploads, mail and feeds of its own."""
    if not request.node.get_closest_marker("service") or "service" in request.fixturenames:
        return
    folder: Path = request.getfixturevalue("tmp_path") / "service"
    settings: Any = request.getfixturevalue("settings")
    settings.DATA_FOLDER, settings.UPLOADS = folder, folder / "uploads"
    request.getfixturevalue("monkeypatch").setenv("CUSTODES_DATA", str(folder))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The database that tests roll back is not migrated for each test process, but copied."""
    import migrated

    migrated.for_rolling_back(os.environ.get(POSTGRES))


@pytest.fixture
def cast(db: None) -> "Cast":
    """The people and bodies of our stories: see tests/cast.py."""
    from cast import assemble

    return assemble()


@pytest.fixture(scope="module")
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Service"]:
    """The real `custodes serve` with a database and a data folder of its own: see tests/fakes/service_process.py.

    The database has its tables already, but for a module with ON_NOTHING = True.
    """
    import migrated
    import postgres
    from service_process import Service

    folder = tmp_path_factory.mktemp("service") / "data"
    server = os.environ.get(POSTGRES)
    name = f"journey_{request.module.__name__.rpartition('.')[2]}_{os.getpid()}"[:60]
    if getattr(request.module, "ON_NOTHING", False):
        running = Service(folder, postgres.fresh(server, name) if server else None)
    else:
        running = Service(folder, migrated.register(folder, server, name))
    failed_before = request.session.testsfailed
    try:
        running.start()
        yield running
    finally:
        running.stop()
        if request.session.testsfailed > failed_before:
            print(running.output())


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
