"""Files are known by what is in them, whatever they are called."""

import gzip
import json
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import feed_files as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes import packs
from custodes.concerns.feeds import detect, files
from custodes.concerns.feeds.files import Damaged

NVD_LINE = json.dumps(made.nvd("CVE-2025-0001")).encode()

KINDS = {
    "nvd_page": made.nvd_page([made.nvd("CVE-2025-0001")]),
    "nvd_lines": NVD_LINE + b"\n" + NVD_LINE,
    "cve5_lines": made.cve5("CVE-2025-0001"),
    "cve5": json.dumps(json.loads(made.cve5("CVE-2025-0001")), indent=2).encode(),
    "csaf": made.csaf("ICSA-26-001-01"),
    "kev": made.kev(),
    "epss": made.EPSS,
    "ieee": made.MA_S,
    "manuf": made.MANUF,
    "fcc": made.FCC,
    "entities": made.NDAA,
    "own_list": made.OWN_LIST,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrap", ["plain", "gzip", "byte-order mark"])
def test_each_kind_is_known_by_content(kind: str, wrap: str, tmp_path: Path) -> None:
    body = KINDS[kind]
    path = tmp_path / "download (3)"
    path.write_bytes(
        {"plain": body, "gzip": gzip.compress(body), "byte-order mark": b"\xef\xbb\xbf" + body}[wrap]
    )
    assert detect.kind_of(path) == kind


@pytest.mark.parametrize(
    "file", [file for file in packs.files() if file.name.endswith(".toml")], ids=lambda f: f.name
)
def test_our_own_watchlists_are_in_the_form_we_ask_for(file: Traversable) -> None:
    with resources.as_file(file) as path:
        assert detect.kind_of(path) == "own_list"


def test_every_kind_has_a_feed() -> None:
    assert set(KINDS) <= set(detect.FEED_OF)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\n  <!DOCTYPE html><p>Log in", "web page"),
        (b'{"CVE_Items": []}', "retired"),
        (b"part,vendor,product\na,acti,nvr\n", "not a kind"),
        (b'{"vulnerabilities": []}', "not a kind"),
        (b"[1, 2", "not a kind"),
        (b"PK\x03\x04rest of an archive", "not a kind"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "kev.json"
    path.write_bytes(body)
    assert detect.kind_of(path) is None
    assert reason in detect.why_not(path)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (made.kev()[:-40], "meant to be CISA KEV: line 1, column"),
        (made.csaf("ICSA-26-001-01")[:-9], "meant to be CSAF advisories: line"),
        (made.nvd_page([made.nvd("CVE-2025-0001")])[:-30], "meant to be NVD: line"),
        (gzip.compress(made.EPSS)[:-20], "cut short"),
        (made.kev().replace(b"Made-up", b"Made\xff"), "line 1 is not UTF-8"),
        (made.OWN_LIST.replace(b"issuer", b"publisher"), "lacks issuer"),
        (made.OWN_LIST + b"= 3", "meant to be a watchlist"),
        (b'{"csaf_version":' + b"[" * 100_000, "too deeply"),
    ],
)
def test_a_broken_feed_is_not_taken_for_no_feed(body: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(body)
    with pytest.raises(Damaged, match=reason):
        detect.kind_of(path)


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_DOCUMENT", 1 << 16)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b'{"catalogVersion": "' + b" " * (1 << 24) + b'"}'))
    with pytest.raises(Damaged, match="more than"):
        files.document(path)


@given(body=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_no_content_is_a_crash(body: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(body)
    with suppress(Damaged):
        assert detect.kind_of(path) in {None, *detect.FEED_OF}
        assert detect.why_not(path)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\\b\\c d.json", "c_d.json"),
        (".hidden", "hidden"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("x" * 300, "x" * 100),
        ("liste\x1b[31m.csv", "liste_31m.csv"),
    ],
)
def test_a_name_cannot_leave_its_folder(given: str, safe: str) -> None:
    assert files.safe_name(given) == safe
