"""Speed beside its floors, in the same run.

    python benchmarks/run.py [names] [workbook] [known] [engine] [web] [importing] [expressions] [filling]
        [answering] [figures] [publishing]
        [--sizes N ...] [--json FILE]

Without names all are run. Each measurement runs in a process of its own (so that its peak memory is its own),
three times, ours and the floor in turn; the median counts. The floors that are not part of Custodes are
installed by `uv run --with-requirements benchmarks/requirements.txt` (`make bench`). docs/reference/benchmarks.md says
how to read the table.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import Failed, Measured, Row, alternately, machine

MODULES = (
    "names",
    "workbook",
    "known",
    "engine",
    "web",
    "importing",
    "expressions",
    "filling",
    "answering",
    "figures",
    "publishing",
)
ENGINE_SIZES = (20_000, 200_000, 2_000_000, 21_000_000)
HEADINGS = (
    "what",
    "size",
    "ours s",
    "floor s",
    "ours/floor",
    "ours MB",
    "floor MB",
    "target",
    "met",
)


def engine(sizes: Sequence[int] | None) -> list[Row]:
    """The engine's two questions; `engine.py` measures one part at a time."""
    rows = []
    for size in sizes or ENGINE_SIZES:
        runs = 1 if size > 2_000_000 else 3
        for part, most, memory in (("text", 1.8, 3000), ("ids", 2.0, 1000)):
            ours, floor = alternately("engine", (f"ours_{part}", f"floor_{part}"), size, runs)
            reached = ours.seconds <= most * floor.seconds and ours.peak_mb < memory
            target = f"{most}x, under {memory / 1000:.0f} GB"
            same = "" if ours.told["verdicts"] == floor.told["verdicts"] else "VERDICTS DIFFER"
            rows.append(Row(f"verdicts from {part}", size, ours, floor, target, reached, same))
    return rows


def table(rows: Sequence[Row]) -> str:
    """Lines of text, columns aligned; a note stands under its row."""
    cells = [HEADINGS, *map(_cells, rows)]
    widths = [max(len(line[n]) for line in cells) for n in range(len(HEADINGS))]
    lines = []
    for line, row in zip(cells, [None, *rows], strict=True):
        numbers = [text.rjust(width) for text, width in zip(line[1:7], widths[1:7], strict=True)]
        lines.append(
            "  ".join([line[0].ljust(widths[0]), *numbers, line[7].ljust(widths[7]), line[8]]).rstrip()
        )
        lines += [f"    {note}" for note in (row.note.splitlines() if row else ())]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    floor = row.floor or Measured(0.0, 0, {})
    return (
        row.what,
        f"{row.size:,}",
        f"{row.ours.seconds:.3f}",
        f"{floor.seconds:.3f}" if row.floor else "-",
        f"{row.ratio:.3g}" if row.ratio else "-",
        f"{row.ours.peak_mb:,}",
        f"{floor.peak_mb:,}" if row.floor else "-",
        row.target,
        {True: "yes", False: "NO", None: ""}[row.reached],
    )


def main() -> int:
    """Run what was asked for; exit 1 where a target was missed."""
    parser = argparse.ArgumentParser(description="Speed beside its floors, in the same run.")
    parser.add_argument("what", nargs="*", choices=[*MODULES, []], help="which benchmarks (all)")
    parser.add_argument("--sizes", nargs="+", type=int, help="how many devices, rows or names")
    parser.add_argument("--json", type=Path, help="write every measurement to this file too")
    asked = parser.parse_args()
    print(machine(), flush=True)
    rows: list[Row] = []
    for name in asked.what or MODULES:
        run = engine if name == "engine" else importlib.import_module(name).run
        try:
            found = run(asked.sizes)
        except Failed as failure:
            print(f"\n{name} could not be run: {failure}", file=sys.stderr)
            return 2
        rows += found
        print(f"\n{name}\n{table(found)}", flush=True)
    if asked.json:
        asked.json.write_text(json.dumps([_record(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return 1 if any(row.reached is False for row in rows) else 0


def _record(row: Row) -> dict[str, object]:
    ours, floor = row.ours._asdict(), row.floor._asdict() if row.floor else None
    return {**row._asdict(), "ours": ours, "floor": floor, "ratio": row.ratio}


if __name__ == "__main__":
    sys.exit(main())
