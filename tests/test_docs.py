"""The documents say what the code has, no less and no more."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import small_estates
from typer.main import get_command

from custodes import errors, packs
from custodes.assessment import Sources
from custodes.cli import app
from custodes.cli.assess import Request, run
from custodes.concerns.claims import LEVELS
from custodes.concerns.reasons import BASIS

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
REFERENCE = ROOT / "docs" / "reference"
SIGNALLED = {"0", "2", "130"}
"""Exit codes that are no error of ours: done, a wrong command line, Ctrl-C."""
COMMITTED = ("src", "tests", "benchmarks", "docs", ".ci")
TEXT = {".py", ".md", ".csv", ".toml", ".html", ".css", ".txt", ""}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def first_cells(part: str) -> list[str]:
    """The first cell of every line of the tables in `part`, without headings and rules."""
    lines = part.splitlines()
    body = [now for before, now in pairwise(["", *lines]) if now.startswith("|") and before.startswith("|")]
    return [line.split("|")[1].strip() for line in body if not set(line) <= set("|- ")]


def section(document: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank or higher."""
    rank = len(heading) - len(heading.lstrip("#"))
    after = document.split(f"{heading}\n", 1)[1]
    return re.split(rf"^#{{1,{rank}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command as it is typed, with its options and arguments."""
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))
        return
    yield (
        " ".join(path),
        {p.opts[0] if p.opts[0].startswith("-") else p.opts[0].upper() for p in command.params},
    )


def documented() -> dict[str, set[str]]:
    """Every command of commands.md with the options and arguments of its table."""
    found = {}
    page = text(REFERENCE / "commands.md")
    for title in re.findall(r"^## (`custodes .+`)$", page, re.MULTILINE):
        words = title.strip("`").split()[1:]
        cells = first_cells(section(page, f"## {title}"))
        named = {re.sub(r"\W*$", "", cell.strip("`").split()[0]) for cell in cells}
        found[" ".join(word for word in words if word.islower())] = named - {"--help"}
    return found


def test_every_command_and_option_is_documented_and_no_other() -> None:
    assert documented() == dict(commands(get_command(app)))


def test_every_exit_code_is_documented_and_no_other() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.UserError)]
    told = first_cells(section(text(REFERENCE / "commands.md"), "## Exit codes"))
    assert len(classes) > 5
    assert set(told) == {str(c.exit_code) for c in classes} | SIGNALLED


def names_of_outputs() -> set[str]:
    """The files in the first table of outputs.md; `a.csv`, `.parquet` are two files of one name."""
    found: list[str] = []
    for cell in first_cells(text(REFERENCE / "outputs.md").split("## ", 1)[0]):
        for name in re.findall(r"`([^`]+)`", cell):
            found.append(Path(found[-1]).stem + name if name.startswith(".") else name)
    return set(found)


def test_every_output_file_is_documented_and_no_other(tmp_path: Path, own_data: Path) -> None:
    cameras = small_estates.write_csv(tmp_path / "cameras.csv", [{"Make": "Axis", "Model": "P3245-LV"}])
    run(Request([cameras], tmp_path / "out", False, [], None, [], ""))
    assert {path.name for path in (tmp_path / "out").iterdir()} == names_of_outputs()


def slug(heading: str) -> str:
    """The anchor that a heading gets where the documents are shown."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def prose(document: str) -> str:
    """A document without its blocks of code, in which links are no links and hashes no headings."""
    return re.sub(r"^```.*?^```", "", document, flags=re.MULTILINE | re.DOTALL)


def links(document: Path) -> Iterator[str]:
    yield from re.findall(r"\]\(([^)\s]+)\)", prose(text(document)))


@pytest.mark.parametrize("document", DOCS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_links_inside_the_repository_lead_somewhere(document: Path) -> None:
    for link in links(document):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", prose(text(target)), re.MULTILINE)
            assert anchor in map(slug, headings), link


def test_every_document_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    assert {d for d in DOCS if "docs" in d.relative_to(ROOT).parts} - {index} <= reached


@pytest.mark.parametrize("document", DOCS, ids=lambda d: d.relative_to(ROOT).as_posix())
def test_files_that_are_named_exist(document: Path) -> None:
    """`src/...`, `tests/...`, and folders of the package named without it: `evidence/secrets.py`."""
    package = ROOT / "src" / "custodes"
    parts = {folder.name for folder in package.iterdir() if folder.is_dir()}
    for name in re.findall(r"`([\w./-]+/[\w./-]*)`", text(document)):
        if "NAME" in name or name.startswith("."):
            continue
        if name.split("/")[0] in {"src", "tests", "benchmarks", "docs"}:
            assert (ROOT / name).exists(), name
        elif name.split("/")[0] in parts:
            assert (package / name).exists(), name


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^(\w+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {
        name for document in DOCS for name in re.findall(r"(?:`|^)make (\w+)", text(document), re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize(("given", "port"), [((), ""), (("PORT=8001",), " --port 8001")])
def test_make_serve_takes_a_port(given: tuple[str, ...], port: str) -> None:
    # what `make test` tells the programs it starts is not for this make
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    made = subprocess.run(
        ["make", "--dry-run", "serve", *given], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    )
    assert made.stdout.rstrip().endswith(f"custodes serve --demo{port}")


@pytest.mark.parametrize("file", [f.name for f in packs.files()])
def test_every_pack_is_documented(file: str) -> None:
    name = file if file.endswith(".csv") else Path(file).stem
    assert any(f"`{name}" in text(page) for page in REFERENCE.glob("*.md"))


@pytest.mark.parametrize("adr", ADRS, ids=lambda path: path.stem)
def test_decisions_are_short_and_complete(adr: Path) -> None:
    lines = text(adr).splitlines()
    assert 10 <= len(lines) <= 45
    assert lines[0].startswith(f"# {adr.name[:4]}: ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(adr.name[:4]) for adr in ADRS] == list(range(1, len(ADRS) + 1))


def committed() -> Iterator[Path]:
    """Our own text. The lock file is left out: it names where each dependency came from, and has to."""
    for folder in COMMITTED:
        yield from (p for p in (ROOT / folder).rglob("*") if p.is_file() and p.suffix in TEXT)
    yield from (
        p for p in ROOT.glob("*") if p.is_file() and p.suffix in TEXT and p.name not in (".git", ".gitignore")
    )


def test_no_path_of_a_machine_and_no_host_of_a_registry() -> None:
    machine = re.compile(r"(?<![\w.:/])/(?:home|root|work|Users|mnt|tmp)/(?!escape\.json)\w")
    host = re.compile(
        "|".join(("pypi" + r"\.org", "python" + "hosted", r"npmjs\." + "org", "proxy" + r"\.golang"))
    )
    files = [
        path for path in committed() if "__pycache__" not in path.parts and "work" not in path.parts[-2:]
    ]
    assert len(files) > 200
    found = [path for path in files if machine.search(text(path)) or host.search(text(path))]
    assert found == []


def test_levels_and_coverage_in_verdicts() -> None:
    page = text(REFERENCE / "verdicts.md")
    told = first_cells(section(page, "## What one statement says of one device").split("**Inside", 1)[0])
    assert told == [*(str(level) for level in sorted(LEVELS.values(), reverse=True)), "none"]
    assert first_cells(section(page, "## Coverage")) == ["`covered`", "`not_covered`", "`not_identified`"]
    assert all(f"`{basis}`" in page for basis in [*BASIS.values(), "sources disagree"])


def example() -> list[tuple[str, str]]:
    """Firmware and verdict of the first worked example of verdicts.md."""
    part = section(text(REFERENCE / "verdicts.md"), "## What one statement says of one device")
    lines = part.split("| recorded firmware |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.split("|")[1:3]] for line in lines]
    return [("" if firmware == "none" else firmware.strip("`"), verdict) for firmware, verdict in cells]


def test_the_worked_example_of_bounds_comes_out_as_told(tmp_path: Path, packs_alone: Sources) -> None:
    rows = [{"Make": "Hikvision", "Model": "DS-2CD2032-I", "Firmware": firmware} for firmware, _ in example()]
    found = small_estates.by_row(small_estates.assessed(tmp_path, rows, packs_alone))
    verdicts = [found[row]["CVE-2017-7921"]["verdict"].replace("_", " ") for row in sorted(found)]
    assert len(verdicts) == 4
    assert verdicts == [verdict for _, verdict in example()]


def test_the_list_of_ones_own_in_the_how_to_is_one(tmp_path: Path, own_data: Path) -> None:
    page = text(ROOT / "docs" / "how-to" / "assess-an-estate.md")
    written = tmp_path / "own.toml"
    written.write_text(
        re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0], encoding="utf-8"
    )
    cameras = small_estates.write_csv(
        tmp_path / "cameras.csv", [{"Make": "Axis", "Model": "P3245-LV", "Technology": "External CCTV"}]
    )
    run(Request([cameras], tmp_path / "out", False, [], None, [written], "2026-06-01"))
    assert "fenwick/axis" in text(tmp_path / "out" / "findings.csv")


def test_the_list_of_the_how_to_is_read_as_told(tmp_path: Path, own_data: Path) -> None:
    """The columns, the mapping and the count of devices of assess-an-estate.md."""
    page = text(ROOT / "docs" / "how-to" / "assess-an-estate.md")
    blocks = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "vms.csv").write_text(blocks[0], encoding="utf-8")
    first, second = (shutil.copy(tmp_path / "vms.csv", tmp_path / name) for name in ("a.csv", "b.csv"))
    run(Request([Path(first)], tmp_path / "plain", False, [], None, [], ""))
    maps = ["Camera=hostname", "Number=quantity"]
    run(Request([Path(second)], tmp_path / "mapped", False, maps, None, [], ""))
    assert '"devices": 3' in text(tmp_path / "plain" / "summary.json")
    assert '"devices": 14' in text(tmp_path / "mapped" / "summary.json")


def test_sentences_that_the_how_to_explains_are_ones_that_are_written() -> None:
    page = section(text(ROOT / "docs" / "how-to" / "check-a-finding.md"), "## Read them in this order")
    concerns = ROOT / "src" / "custodes" / "concerns"
    code = "".join(
        text(file) for file in sorted([*concerns.glob("*.py"), *(ROOT / "src").rglob("versions/*.py")])
    )
    said = re.sub(r"[“”]?\{[^}]*\}[“”]?", "…", re.sub(r'"\s*\n\s*f?"', "", code))
    for sentence in first_cells(page):
        for part in re.split("…|, and ", sentence):
            assert part.strip().removesuffix(".") in said, sentence
