"""The public site as files: the same bytes again, nothing of others touched, what no longer belongs removed."""

import os
from pathlib import Path

import public_sites
import pytest

from custodes.errors import OutputError
from custodes.publication.site import ShownWave, Site, addresses, draw
from custodes.publication.site.exporting import MANIFEST, export, file_of


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def one_edition() -> Site:
    wave = public_sites.two_editions()
    return public_sites.site(ShownWave("autumn", wave.editions[1:]))


def test_every_page_is_a_file_with_the_bytes_that_the_service_serves(tmp_path: Path) -> None:
    site = public_sites.site()
    done = export(site, tmp_path)
    found = contents(tmp_path)
    manifest = found.pop(MANIFEST).decode().splitlines()
    assert found == {file_of(address): draw(site, address).data for address in addresses(site)}
    assert manifest == sorted(found)
    assert (done.files, done.changed, done.removed) == (len(found), len(found), 0)


def test_again_it_writes_nothing_and_elsewhere_the_same(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    export(public_sites.site(), here)
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*")}
    again = export(public_sites.site(), here)
    assert (again.changed, again.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in here.rglob("*")} == before
    export(public_sites.site(), there)
    assert contents(here) == contents(there)


def test_a_web_server_can_read_it_however_strictly_the_register_is_kept(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        export(one_edition(), tmp_path / "site")
        (tmp_path / "site" / "index.html").chmod(0o600)
        again = export(one_edition(), tmp_path / "site")
    finally:
        os.umask(before)
    assert again.changed == 0
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in (tmp_path / "site").rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o755


def test_what_no_longer_belongs_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    export(public_sites.site(), tmp_path)
    (tmp_path / "robots.txt").write_text("mine")
    (tmp_path / "autumn" / "notes.txt").write_text("mine")
    done = export(one_edition(), tmp_path)
    found = contents(tmp_path)
    assert done.removed > 5
    assert not (tmp_path / "autumn" / "editions" / "2").exists()
    assert found.pop("robots.txt") == found.pop("autumn/notes.txt") == b"mine"
    found.pop(MANIFEST)
    assert found.keys() == {file_of(address) for address in addresses(one_edition())}


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(OutputError, match=r"index\.html is there"):
        export(public_sites.site(), tmp_path)
    assert contents(tmp_path) == {"index.html": b"mine"}


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def tell(what: str, share: float | None) -> None:
        if share and share > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        export(public_sites.site(), tmp_path, tell)
    half = len(contents(tmp_path))
    done = export(public_sites.site(), tmp_path)
    assert 0 < done.changed < done.files
    assert half > 10
    assert not [name for name in contents(tmp_path) if name.endswith(".part")]


def test_a_manifest_cannot_make_it_remove_what_is_elsewhere(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    (outside / "mine.txt").write_text("mine")
    export(one_edition(), folder)
    os.symlink(outside, folder / "linked")
    with (folder / MANIFEST).open("a") as manifest:
        manifest.write("../outside/mine.txt\n/etc/hostname\nlinked/mine.txt\nnot/there.txt\n")
    done = export(one_edition(), folder)
    assert done.removed == 0
    assert (outside / "mine.txt").read_text() == "mine"


def test_what_cannot_be_a_file_is_refused() -> None:
    for address in ("../x", "a//b", "a/../b/", "a\nb", MANIFEST, "/a"):
        with pytest.raises(OutputError):
            file_of(address)
