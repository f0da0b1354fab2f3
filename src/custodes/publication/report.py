"""The report for a chief officer: one HTML file that needs no network, no script and no other file.

Every number comes from `figures` and links to the list behind it (`behind`), which leads to the groups
with their devices (`holdings`). The words stand in `templates/` and `wording`.
"""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from custodes.publication import behind, estate, estate_figures, holdings, pictures, wording
from custodes.publication.files import write_text

Summary = dict[str, Any]

FIRST_ROWS = 25
"""Lines of a table before the rest is folded away."""
MOST_CONFLICTS = 100


def write_report(
    identifications: pa.Table, findings: pa.Table, summary: Summary, path: Path, *, notice: str = ""
) -> None:
    """Write the report to `path`. `notice` stands in a banner at the top, for instance that bodies are fictional.

    The same input gives the same bytes. Raises OutputError where `path` cannot be written.
    """
    with estate.opened(identifications, findings) as engine:
        estate_figures.prepare(engine, [known["id"] for known in summary.get("watchlists", [])])
        behind.prepare(engine)
        page = _environment().get_template("report.html").render(_contents(engine, summary), notice=notice)
    write_text(path, page)


def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("custodes.publication"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    pages.filters |= {"date": wording.date, "number": wording.number}
    pages.globals |= {"share": wording.share, "words": wording, "name": holdings.name, "web": _web_address}
    return pages


def _web_address(text: str) -> bool:
    """Only these become links: nothing else that a source may say can be followed."""
    return text.startswith(("https://", "http://"))


def _contents(engine: duckdb.DuckDBPyConnection, summary: Summary) -> dict[str, Any]:
    numbers = behind.numbers(engine, estate_figures.totals(engine))
    held = holdings.held_by_group(engine)
    groups = list(holdings.groups(engine, held))
    return {
        "summary": summary,
        "figures": numbers,
        "n": lambda section, subject, measure: _link(numbers, section, subject, measure),
        "leaders": lambda section, measure: _leaders(numbers, section, measure),
        "worst": {
            section: pictures.worst_first(numbers, section) for section in ("maker", "technology", "body")
        },
        "watchlists": _watchlists(engine, numbers),
        "titles": {known["id"]: known["title"] for known in summary.get("watchlists", [])},
        "vulnerabilities": _vulnerabilities(engine),
        "pictures": pictures.drawn(numbers),
        "lists": behind.lists(engine),
        "names": {group.facts["grp"]: group.facts for group in groups},
        "groups": groups,
        "anchors": holdings.anchors(held),
        "conflicts": _conflicts(groups),
        "stale": [feed["name"] for feed in summary.get("feeds", []) if feed.get("state") != "ok"],
        "first_rows": FIRST_ROWS,
        "total": _sizes(engine),
    }


def _link(numbers: behind.Numbers, section: str, subject: str, measure: str) -> Markup | str:
    """A figure in devices, leading to what makes it up."""
    count = wording.number(numbers.count(section, subject, measure))
    number = numbers.behind(section, subject, measure)
    return Markup('<a href="#n{}">{}</a>').format(number, count) if number else count


def _leaders(numbers: behind.Numbers, section: str, measure: str) -> Markup:
    """The three subjects with most devices of a measure, as a sentence; empty where one subject is all there is."""
    subjects = [
        name for name in numbers.totals.get(section, {}) if name and numbers.count(section, name, measure)
    ]
    most = sorted(subjects, key=lambda name: (-numbers.count(section, name, measure), name))[:3]
    if len(subjects) < 2:
        return Markup("")
    named = (Markup("{} ({})").format(name, _link(numbers, section, name, measure)) for name in most)
    return Markup("Most: {}.").format(Markup(", ").join(named))


def _watchlists(
    engine: duckdb.DuckDBPyConnection, numbers: behind.Numbers
) -> dict[str, list[dict[str, Any]]]:
    """Each list with its entries, both by devices affected."""
    entries = estate.dicts(engine, "select * from concern where kind = 'watchlist' order by concern")
    entries.sort(key=lambda entry: -numbers.count("watchlist", entry["concern"], "affected"))
    names = sorted(
        numbers.totals.get("list", {}), key=lambda name: (-numbers.count("list", name, "affected"), name)
    )
    return {name: [entry for entry in entries if entry["list"] == name] for name in names}


def _conflicts(groups: list[holdings.Group]) -> list[tuple[str, list[holdings.Group]]]:
    """What the evidence says, with the groups of which it says so; most devices first."""
    found: dict[str, list[holdings.Group]] = {}
    for group in groups:
        if group.facts["conflict"]:
            found.setdefault(group.facts["reasons"] or "", []).append(group)
    by_devices = sorted(found.items(), key=lambda item: -sum(group.facts["devices"] for group in item[1]))
    return by_devices[:MOST_CONFLICTS]


def _vulnerabilities(engine: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return estate.dicts(
        engine,
        "select c.* from concern c join shown_concern s using (concern) where c.kind = 'vulnerability' order by s.place",
    )


SIZES = """
select (select count(distinct body) from cell where body <> '') as bodies, (select count(*) from grouped) as groups,
       (select count(*) from identification) as "rows", (select count(*) from identification where quantity is null) as uncounted,
       (select count(*) from concern where kind = 'vulnerability') as vulnerabilities,
       (select count(distinct subject) from figure where section = 'vulnerability' and measure <> 'not_affected') as open
"""


def _sizes(engine: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    (sizes,) = estate.dicts(engine, SIZES)
    return sizes | {
        "one_by_one": sizes["rows"] <= holdings.MOST_ROWS_LISTED,
        "most_rows": holdings.MOST_ROWS_LISTED,
    }
