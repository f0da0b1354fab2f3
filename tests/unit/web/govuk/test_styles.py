"""The compiled styles: nothing is fetched by them, nothing in the pages is without them, nothing of gov.uk's own."""

import gzip
import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[4]
WEB = ROOT / "src" / "custodes" / "web"
BUILT = WEB / "static" / "build"
NO_STYLE = {
    *("govuk-table__head", "govuk-table__row", "govuk-table__body", "govuk-checkboxes", "govuk-radios"),
    *("govuk-template__header", "govuk-template__footer", "govuk-password-input", "custodes-devices"),
}
"""Classes without rules of their own: the Design System's that scripts look for, ours that name a table."""


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("styles_build", ROOT / "styles" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def css() -> str:
    return (BUILT / "custodes.css").read_text(encoding="utf-8-sig")


def test_they_are_made_from_what_is_committed(build: ModuleType) -> None:
    """Where this fails: `make setup`."""
    assert (BUILT / "made-from.txt").read_text() == build.stamp()


def test_they_fetch_nothing(css: str) -> None:
    assert re.findall(r"url\(([^)]*)\)|@import|@font-face", css) == []


def test_the_typeface_and_crest_of_gov_uk_are_not_in_them(css: str) -> None:
    assert "font-family:arial,helvetica,sans-serif" in css
    assert "transport" not in css.lower()
    assert "crest" not in css


def used() -> dict[str, str]:
    """Every class in a page or piece, with one file that has it; names put together by a template are left out."""
    found = {}
    for page in [*WEB.rglob("*.html")]:
        for classes in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', page.read_text()):
            plain = re.sub(r"[\w-]*(\{\{.*?\}\}|\{%.*?%\})[\w-]*", " ", classes)
            found.update(dict.fromkeys(plain.split(), page.name))
    return found


def test_every_class_in_the_pages_is_in_them(css: str) -> None:
    known = set(re.findall(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)", css))
    known = {name.replace("\\", "") for name in known} | NO_STYLE
    names = used()
    assert len(names) > 60
    assert {name: page for name, page in names.items() if name not in known and "-js-" not in name} == {}


def test_what_is_served_compressed_is_the_same() -> None:
    packed = sorted(BUILT.glob("*.gz"))
    assert len(packed) == 3
    assert all(gzip.decompress(file.read_bytes()) == file.with_suffix("").read_bytes() for file in packed)


def test_what_is_up_to_date_is_not_made_again(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "node_and_npm", lambda: pytest.fail("it was made again"))
    build.main()


def test_a_changed_source_is_out_of_date(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = build.stamp()
    for source in (ROOT / "styles").glob("*.scss"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(build, "HERE", tmp_path)
    assert build.stamp() != before


def test_without_node_on_the_machine_that_of_the_wheel_is_used(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    node, npm = build.node_and_npm()
    assert build.node_version(node[0]) >= build.OLDEST_NODE
    said = subprocess.run([*npm, "--version"], capture_output=True, text=True, check=True)
    assert re.match(r"\d+\.", said.stdout)


def test_a_node_that_is_too_old_is_not_used(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.4\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert Path(build.node_and_npm()[0][0]).parent != tmp_path


def test_no_registry_is_named_in_the_lock() -> None:
    lock = (ROOT / "styles" / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert "://" not in re.sub(r'"url": "[^"]*"', "", lock)
