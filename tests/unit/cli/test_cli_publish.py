"""`custodes publish --static` as somebody meets it who keeps a site: what it writes, says, and refuses."""

from pathlib import Path

import public_sites
import pytest
from typer.testing import CliRunner, Result

from custodes.cli import app
from custodes.publication.site import Site
from custodes.publication.site.exporting import MANIFEST


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register in which a small wave is published."""
    site = public_sites.site()
    monkeypatch.setattr("custodes.cli.existing.open_register", lambda: None)
    monkeypatch.setattr(
        "custodes.publication.site.shown.shown_now",
        lambda now, address: Site(site.waves, address or site.address),
    )


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, ["publish", *words], env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.usefixtures("published")
def test_it_writes_the_site_and_says_what_it_did_on_standard_error(tmp_path: Path) -> None:
    first = run("--static", str(tmp_path / "site"), "--address", "https://here.example/figures")
    files = len((tmp_path / "site" / MANIFEST).read_text().splitlines())
    assert (first.exit_code, first.stdout) == (0, "")
    assert f"{files} files" in first.stderr
    assert f"{files} written, 0 removed" in first.stderr
    feed = (tmp_path / "site" / "feed.atom").read_text()
    assert "https://here.example/figures/autumn/figures/many/" in feed
    assert public_sites.ADDRESS not in feed
    again = run("--static", str(tmp_path / "site"), "--address", "https://here.example/figures/")
    assert "0 written, 0 removed" in again.stderr


@pytest.mark.usefixtures("published")
def test_it_refuses_what_is_no_address_and_a_folder_with_files_of_somebody(tmp_path: Path) -> None:
    assert "is no web address" in run("--static", str(tmp_path), "--address", "here.example").stderr
    (tmp_path / "feed.atom").write_text("mine")
    refused = run("--static", str(tmp_path))
    assert refused.exit_code == 8
    assert "was not written by an export" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["feed.atom"]


def test_without_a_register_it_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        from custodes.errors import NothingFound

        raise NothingFound("There is no register.", "Set CUSTODES_DATA.")

    monkeypatch.setattr("custodes.cli.existing.open_register", none)
    refused = run("--static", str(tmp_path / "site"))
    assert refused.exit_code == 5
    assert "Set CUSTODES_DATA" in refused.stderr
    assert not (tmp_path / "site").exists()
