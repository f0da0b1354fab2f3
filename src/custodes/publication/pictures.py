"""Which charts the report shows, and the figures in them."""

from markupsafe import Markup

from custodes.publication import wording
from custodes.publication.behind import Numbers
from custodes.publication.charts import Bar, Chart, picture

MOST_BARS = 15

ANSWERS = {
    "affected": "Affected",
    "unknown": "Cannot be ruled out",
    "not_affected": "Not affected",
    "not_covered": "Not covered",
}
ON_LIST = {"affected": "On the list", "unknown": "Cannot be ruled out", "not_affected": "Not on the list"}
EITHER = ANSWERS | {"affected": "Affected, or on a list", "not_affected": "Not affected, or on no list"}
_FEWEST = {"list": 1}
TITLES = {"maker": "maker", "technology": "technology", "body": "body"}


def drawn(numbers: Numbers) -> dict[str, Markup]:
    """Pictures by name: overall, list, and maker, technology and body where there are two or more; else ""."""
    charts = [_overall(numbers), _lists(numbers), *(_section(numbers, name) for name in TITLES)]
    return {
        chart.name: picture(chart) if len(chart.bars) >= _FEWEST.get(chart.name, 2) else Markup("")
        for chart in charts
    }


def _overall(numbers: Numbers) -> Chart:
    vulnerable = _standing(numbers, "estate", "")
    exploited = {m: numbers.count("estate", "", f"exploited_{m}") for m in ("affected", "unknown")}
    listed = {m: numbers.count("estate", "", f"listed_{m}") for m in ON_LIST}
    rest = numbers.count("estate", "", "devices") - sum(exploited.values()) - vulnerable["not_covered"]
    bars = [
        Bar("On a watchlist", listed),
        Bar(
            "Exploited weakness", exploited | {"not_affected": rest, "not_covered": vulnerable["not_covered"]}
        ),
        Bar("Any known weakness", vulnerable),
    ]
    title = "All devices: watchlists, weaknesses known to be exploited, and any known weakness"
    return Chart("overall", title, _told(bars, EITHER), EITHER, bars)


def _lists(numbers: Numbers) -> Chart:
    names = sorted(
        numbers.totals.get("list", {}), key=lambda name: (-numbers.count("list", name, "affected"), name)
    )
    bars = [Bar(name, {m: numbers.count("list", name, m) for m in ON_LIST}) for name in names[:MOST_BARS]]
    return Chart("list", "Devices by watchlist", _told(bars, ON_LIST), ON_LIST, bars)


def _section(numbers: Numbers, section: str) -> Chart:
    names = worst_first(numbers, section)[:MOST_BARS]
    bars = [Bar(wording.subject(section, name), _standing(numbers, section, name)) for name in names]
    return Chart(section, f"Known vulnerabilities by {TITLES[section]}", _told(bars, ANSWERS), ANSWERS, bars)


def _standing(numbers: Numbers, section: str, name: str) -> dict[str, int]:
    found = {
        m: numbers.count(section, name, f"vulnerable_{m}") for m in ("affected", "unknown", "not_affected")
    }
    return found | {"not_covered": numbers.count(section, name, "unchecked")}


def _told(bars: list[Bar], answers: dict[str, str]) -> str:
    """The picture in words, for the three worst bars; the table beside it has them all."""
    told = [f"{bar.name}: " + ", ".join(f"{words.lower()} {bar.devices.get(a, 0):,}" for a, words in answers.items()) for bar in bars[:3]]  # fmt: skip
    more = f" and {len(bars) - 3} more bars" if len(bars) > 3 else ""
    return "Stacked bars, worst first. " + "; ".join(told) + more + ". The table has every number."


def worst_first(numbers: Numbers, section: str) -> list[str]:
    """Subjects by devices affected by an exploited vulnerability, on a watchlist, affected, open; then name."""
    measures = (
        "exploited_affected",
        "listed_affected",
        "vulnerable_affected",
        "vulnerable_unknown",
        "devices",
    )
    subjects = numbers.totals.get(section, {})
    return sorted(subjects, key=lambda name: ([-numbers.count(section, name, m) for m in measures], name))
