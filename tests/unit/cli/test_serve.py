"""`custodes serve` as an administrator meets it: a real server, on a data folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest
from service_process import CUSTODES, PATIENCE, Service

import custodes.cli.serve as serving
from custodes import settings

ON_NOTHING = True
"""It makes its tables itself: see the fixture `service`."""


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def refused(environment: dict[str, str], *options: str) -> str:
    """What `custodes serve` says when it will not start."""
    done = subprocess.run(
        [*CUSTODES, "serve", *options],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def parts(service: Service) -> dict[str, int]:
    """What runs for this service: `gunicorn` (the first of them) and `worker`, by process number."""
    found = psutil.Process(service.pid).children()
    ours = [process for process in found if process.status() != psutil.STATUS_ZOMBIE]
    return {"worker" if p.name() == "custodes worker" else "gunicorn": p.pid for p in ours}


def test_help_needs_no_django() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import custodes.cli, sys; print([m for m in sys.modules if 'django' in m])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"


def test_the_web_server_loads_nothing_that_only_the_worker_needs() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import custodes.web.wsgi, custodes.web.urls, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"pandas", "ibis", "sqlglot", "altair", "vl_convert"} & set(said.stdout.split())


def test_what_is_loaded_before_anything_is_forked_has_no_connection_and_no_thread(tmp_path: Path) -> None:
    """Two who share a connection would mix up what they are told; threads are not there after a fork."""
    code = (
        "import socket, threading; from custodes.cli import service; from custodes.cli.serve import _keep_up; "
        "from custodes.web import processes; "
        "processes.supervise = lambda parts: print(threading.active_count(), connections()); "
        "connections = lambda: [one.connection for one in django.db.connections.all()]; "
        "service.set_up(); service.migrate(); import django.db; _keep_up(socket.socket(), 2)"
    )
    environment = os.environ | {"CUSTODES_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1 [None]"


def test_it_is_healthy_and_says_where_it_is(service: Service) -> None:
    answer = httpx.get(f"{service.url}/healthz", timeout=PATIENCE)
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert f"Custodes is at {service.url}" in service.output()


def test_nobody_can_sign_in_so_a_link_is_printed_that_opens_the_first_page(service: Service) -> None:
    link = re.search(rf"{service.url}/first-run/\S+", service.output())
    assert link
    assert httpx.get(link[0], timeout=PATIENCE).status_code == 200
    assert httpx.get(f"{service.url}/first-run/another-code", timeout=PATIENCE).status_code == 404


def test_a_second_service_on_the_same_folder_is_refused(service: Service, free_port: int) -> None:
    said = refused(service.environment, "--port", str(free_port))
    assert f"Custodes is already running on {service.data}." in said


def test_a_port_in_use_is_refused(service: Service, tmp_path: Path) -> None:
    said = refused({"CUSTODES_DATA": str(tmp_path)}, "--port", str(service.port))
    assert f"Port {service.port} of 127.0.0.1 cannot be opened" in said
    assert f"custodes serve --port {service.port + 1}" in said


@pytest.mark.parametrize("part", ["gunicorn", "worker"])
def test_a_part_that_dies_is_started_again(service: Service, part: str) -> None:
    before = parts(service)
    os.kill(before[part], signal.SIGKILL)
    for _ in range(int(PATIENCE * 10)):
        time.sleep(0.1)
        now = parts(service)
        if len(now) == 2 and now[part] != before[part]:
            break
    assert now.get(part, before[part]) != before[part]
    assert httpx.get(f"{service.url}/healthz", timeout=PATIENCE).status_code == 200


def test_it_stops_as_a_whole_and_starts_on_the_same_data(service: Service) -> None:
    for _ in range(int(PATIENCE * 10)):  # it may be loading still, after the test before
        family = psutil.Process(service.pid).children(recursive=True)
        if len(family) >= 4:  # the web server, its two, the worker
            break
        time.sleep(0.1)
    assert len(family) >= 4
    assert service.stop() == 0
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
    assert not list(service.data.glob("register.sqlite3-*"))  # the register is one file again
    service.start()
    assert httpx.get(f"{service.url}/healthz", timeout=PATIENCE).status_code == 200


def test_a_killed_service_leaves_nothing_behind(service: Service) -> None:
    family = psutil.Process(service.pid).children(recursive=True)
    os.kill(service.pid, signal.SIGKILL)
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
    service.stop()
    service.start()


def test_no_key_and_no_code_is_in_the_log_of_requests(service: Service) -> None:
    """What is printed is printed once, on the terminal; nothing is said of requests."""
    httpx.get(f"{service.url}/first-run/somebody-tries-this", timeout=PATIENCE)
    assert "somebody-tries-this" not in service.output()
    assert service.environment["CUSTODES_SECRET_KEY"] not in service.output()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "cameras.example.test"])
def test_the_demo_is_for_this_machine_only(host: str) -> None:
    assert "is not opened on" in refused({}, "--demo", "--host", host)
    assert "is not opened on" in refused({"CUSTODES_DEMO": "1"}, "--host", host)


def test_without_a_demo_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "custodes demo" in refused({"CUSTODES_DATA": str(tmp_path)}, "--demo")


def test_listening_everywhere_needs_an_address(tmp_path: Path) -> None:
    assert "Set CUSTODES_ADDRESS" in refused({"CUSTODES_DATA": str(tmp_path)}, "--host", "0.0.0.0")


def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path, free_port: int) -> None:
    url = "postgresql://camera:hunter-two@127.0.0.1:1/register"
    said = refused({"CUSTODES_DATA": str(tmp_path), "DATABASE_URL": url}, "--port", str(free_port))
    assert "The database cannot be used" in said
    assert "hunter-two" not in said


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    said = refused({"CUSTODES_DATA": str(tmp_path), "DATABASE_URL": "mysql://root@localhost/x"})
    assert "DATABASE_URL names no database that Custodes knows" in said


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written to" in refused({"CUSTODES_DATA": str(tmp_path / "file" / "data")})


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("cctv.test", "http://cctv.test:8000"),
    ],
)
def test_links_lead_to_where_it_listens(monkeypatch: pytest.MonkeyPatch, host: str, address: str) -> None:
    monkeypatch.setenv("CUSTODES_ADDRESS", "")
    serving._name_ourselves(host, 8000)
    assert settings.address() == address


def test_an_address_of_ones_own_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTODES_ADDRESS", "https://cameras.example.test/")
    serving._name_ourselves("0.0.0.0", 8000)
    assert settings.address() == "https://cameras.example.test"


def test_it_also_runs_as_a_module() -> None:
    said = subprocess.run([sys.executable, "-m", "custodes", "--help"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "Usage: custodes" in said.stdout
