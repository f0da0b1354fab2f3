"""The words of the report: one phrase for each figure, dates and numbers as British readers expect them."""

import datetime as dt

TECHNOLOGIES = {
    "cctv_external": "CCTV, outside",
    "cctv_internal": "CCTV, inside",
    "cctv": "CCTV, inside or outside not recorded",
    "anpr": "Number-plate readers (ANPR)",
    "body_worn": "Body-worn video",
    "drone": "Drones",
    "helicopter": "Helicopter-borne cameras",
    "facial_recognition": "Facial recognition",
    "other": "Other",
    "": "Technology not given",
}

MEASURES = {
    "devices": "all devices",
    "listed_affected": "on a watchlist",
    "listed_unknown": "cannot be ruled out of a watchlist",
    "listed_not_affected": "on no watchlist",
    "vulnerable_affected": "affected by a known vulnerability",
    "vulnerable_unknown": "a known vulnerability cannot be ruled out",
    "vulnerable_not_affected": "not affected by any vulnerability the sources list",
    "vulnerable_not_covered": "product not covered by any vulnerability source",
    "vulnerable_not_identified": "not identified, so not checked for vulnerabilities",
    "unchecked": "not covered by any vulnerability source",
    "exploited_affected": "affected by a vulnerability known to be exploited",
    "exploited_unknown": "a vulnerability known to be exploited cannot be ruled out",
    "no_maker": "maker not known",
    "no_model": "maker known, but not the product, so no source could be asked",
    "no_firmware": "no firmware version recorded, so a known vulnerability cannot be ruled out",
    "undecided": "firmware recorded, but a known vulnerability still cannot be ruled out",
    "exploited_not_affected": "not affected by any vulnerability known to be exploited",
}

STATUSES = {
    "identified": "maker known",
    "ambiguous": "several makers possible",
    "not_an_answer": "the entry is not the name of a maker",
    "unknown": "a name or model that nobody lists",
}

LISTED = {"affected": "on the list", "unknown": "cannot be ruled out", "not_affected": "not on the list"}
AFFECTED = {"affected": "affected", "unknown": "cannot be ruled out", "not_affected": "not affected"}

HOMES = {
    "estate": "summary",
    "list": "watchlists",
    "watchlist": "watchlists",
    "vulnerability": "vulnerabilities",
    "maker": "makers",
    "made_by": "makers",
    "technology": "technologies",
    "body": "bodies",
    "conflict": "conflicts",
    "status": "unknowns",
    "coverage": "unknowns",
    "gap": "unknowns",
}
"""The part of the report (its id) that a section's numbers stand in."""


def subject(section: str, name: str) -> str:
    """A maker, technology, body, list or concern as the report names it; "" for the whole estate."""
    if section == "technology":
        return TECHNOLOGIES.get(name, name.replace("_", " "))
    if section == "maker":
        return name or "Maker not known"
    if section == "body":
        return name or "Body not given"
    if section == "made_by":
        return f"Hardware by {name}"
    return name


def phrase(section: str, name: str, measure: str) -> str:
    """What a figure counts, as a heading: "Hikvision: on a watchlist"."""
    words = {
        "list": LISTED,
        "watchlist": LISTED,
        "vulnerability": AFFECTED,
        "status": STATUSES,
        "coverage": {
            "covered": "product covered by a vulnerability source",
            "not_covered": MEASURES["unchecked"],
        },
        "conflict": {"devices": "label and other evidence disagree"},
        "made_by": {"devices": "sold under another name"},
    }.get(section, MEASURES)
    what = words.get(measure) or MEASURES.get(measure) or measure.replace("_", " ")
    named = subject(section, name)
    return f"{named}: {what}" if named else what[:1].upper() + what[1:]


def number(value: int) -> str:
    """12,345."""
    return f"{value:,}"


def share(part: int, whole: int) -> str:
    """A whole percentage; "less than 1%" and "over 99%" rather than a false nought or hundred."""
    if not whole or part in (0, whole):
        return "100%" if part and part == whole else "0%"
    percent = round(100 * part / whole)
    return "less than 1%" if percent < 1 else "over 99%" if percent > 99 else f"{percent}%"


def date(iso: str) -> str:
    """24 November 2022, from an ISO date or time; whatever else it is, as it came."""
    try:
        day = dt.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"
