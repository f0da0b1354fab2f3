"""`custodes explain`: the chain of reasons for one device, in plain words."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from rich.markup import escape

from custodes.cli import terminal
from custodes.errors import NothingFound, UnreadableInput

ROW = r"[0-9]{1,18}"
KEYS = ("serial", "mac", "ip", "hostname", "model_as_given", "model")
HEADINGS = {
    "affected": "Applies",
    "unknown": "Cannot be ruled out",
    "not_affected": "Does not apply",
}
MOST_LISTED = 20
Row = dict[str, Any]


def run(out: Path, device: str) -> None:
    """Find the device by row number, serial, MAC, IP, hostname or model, and explain it."""
    with terminal.user_errors("Stopped."):
        row = find(out, device)
        findings = _query(out / "findings.parquet", "row = $value", row["row"], "kind desc, concern")
        for line in [
            *_identity(row),
            *_section(findings, "watchlist"),
            *_section(findings, "vulnerability"),
            *_ending(row),
        ]:
            terminal.console().print(line)


def find(out: Path, device: str) -> Row:
    """The one device that is meant. Raises NothingFound where there is none, or more than one,
    UnreadableInput where the assessment is damaged."""
    path = out / "identifications.parquet"
    if not path.exists():
        raise NothingFound(
            f"There is no assessment in {out}.", "Run `custodes assess FILES --out DIR` first."
        )
    if re.fullmatch(ROW, device) and (found := _query(path, "row = $value", int(device), "row")):
        return found[0]
    for key in KEYS:
        asked = "".join(c for c in device if c.isalnum()) if key == "mac" else device.strip()
        found = _query(path, f"lower({key}) = lower($value)", asked, "row") if asked else []
        if len(found) == 1:
            return found[0]
        if found:
            rows = ", ".join(str(row["row"]) for row in found[:MOST_LISTED])
            more = " ..." if len(found) > MOST_LISTED else ""
            raise NothingFound(
                f"{len(found):,} rows have {key} “{device}”.", f"Name one by its row: {rows}{more}"
            )
    raise NothingFound(f"No device “{device}” in {out}.", "Give a row number from identifications.csv.")


def _query(path: Path, where: str, value: object, order: str) -> list[Row]:
    query = f"select * from read_parquet($path) where {where} order by {order}"
    try:
        with duckdb.connect() as engine:
            found = engine.execute(query, {"path": str(path), "value": value})
            names = [column[0] for column in found.description or []]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    except (duckdb.IOException, duckdb.InvalidInputException):
        raise UnreadableInput(
            f"{path} is missing or damaged.", "Run `custodes assess` again into that folder."
        ) from None


def _identity(row: Row) -> list[str]:
    place = f"{row['file']}" + (f", sheet {row['sheet']}" if row["sheet"] else "") + f", line {row['line']}"
    given = [
        f"{what} “{row[f'{what}_as_given']}”"
        for what in ("brand", "model", "firmware")
        if row[f"{what}_as_given"]
    ]
    maker = row["maker"] or "not known"
    label = f", sold as {row['brand']}" if row["brand"] and row["brand"] != row["maker"] else ""
    hardware = f"\n  Hardware: {row['made_by']}" if row["made_by"] and row["made_by"] != row["maker"] else ""
    where = ", ".join(f"{k} {row[k]}" for k in ("body", "site", "system", "serial", "mac", "ip") if row[k])
    return [
        f"[bold]Row {row['row']}[/]: {escape(place)}",
        escape(f"  As given: {', '.join(given) or 'no brand, model or firmware'}"),
        *([escape(f"  {where}")] if where else []),
        "\n[bold]Who made it[/]",
        escape(
            f"  Maker: {maker}{label} ({row['status'].replace('_', ' ')}, confidence {row['confidence']:.2f}){hardware}"
        ),
        escape(f"  {row['reasons']}"),
    ]


def _section(findings: list[Row], kind: str) -> list[str]:
    """Findings of one kind by verdict, worst first; those with one reason stand together."""
    lines = [f"\n[bold]{'Watchlists' if kind == 'watchlist' else 'Vulnerabilities'}[/]"]
    for verdict, heading in HEADINGS.items():
        chosen = [f for f in findings if f["kind"] == kind and f["verdict"] == verdict]
        lines += [f"  {heading} ({len(chosen)})"] if chosen else []
        for reason, group in groupby(sorted(chosen, key=_order), key=lambda f: f["reasons"]):
            lines += _group(reason, list(group))
    return lines if len(lines) > 1 else [*lines, "  None found."]


def _order(finding: Row) -> tuple[bool, str, str]:
    return (not finding["exploited"], finding["reasons"], finding["concern"])


def _group(reason: str, group: list[Row]) -> list[str]:
    """Concerns with one reason: on one line where one source says it, else each with its own."""
    told, more = group[:MOST_LISTED], len(group) - MOST_LISTED
    sources = list(dict.fromkeys(f["source"] for f in told))
    lines = [
        f"    {escape(', '.join(_name(f) for f in told if f['source'] == s))} [dim]{escape(s)}[/]"
        for s in sources
    ]
    lines += [f"    and {more} more"] if more > 0 else []
    return [*lines, f"      {escape(reason)}"]


def _name(finding: Row) -> str:
    if finding["kind"] == "watchlist":
        return f"{finding['concern']} ({finding['basis']})"
    scores = [f"CVSS {finding['cvss']}"] if finding["cvss"] is not None else []
    scores += [f"EPSS {finding['epss']:.3f}"] if finding["epss"] is not None else []
    scores += ["known exploited"] if finding["exploited"] else []
    return f"{finding['concern']} ({', '.join(scores)})" if scores else str(finding["concern"])


def _ending(row: Row) -> list[str]:
    if row["coverage"] == "covered":
        return []
    why = {
        "not_covered": "No source of vulnerabilities lists this product: nothing is known of it, which is not clean.",
        "not_identified": "The product is not known well enough to look it up: nothing is known, which is not clean.",
    }
    return [f"\n[yellow]{why[row['coverage']]}[/]"]
