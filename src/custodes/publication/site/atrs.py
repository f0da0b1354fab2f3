"""Records of facial recognition in the shape of the UK's Algorithmic Transparency Recording Standard.

What public answers say is filled in; everything else that the standard asks is there and “not stated”, so that a body
can complete its record, and readers see what nobody has said.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from custodes.audit.chain import canonical
from custodes.publication.package import cells
from custodes.publication.site.drawing import Draw, Here, Page, day, html

if TYPE_CHECKING:
    from custodes.publication.site.inventory import Line

TECHNOLOGY = "facial_recognition"
STANDARD = "Algorithmic Transparency Recording Standard"
NOT_STATED, NOT_PUBLIC = "not stated", "not published"
"""Nobody said it; and it was asked, and the office does not publish it."""
FIELDS: Mapping[str, Mapping[str, str]] = {
    "Tier 1: overview": {
        "name": "Name",
        "description": "Description",
        "website_url": "Website URL",
        "contact_email": "Contact email",
    },
    "Tier 2: owner and responsibility": {
        "organisation": "Organisation or department",
        "team": "Team",
        "senior_responsible_owner": "Senior responsible owner",
        "third_party_involvement": "Third party involvement",
        "third_party": "Third party",
        "third_party_role": "Third party role",
        "procurement_procedure_type": "Procurement procedure type",
        "third_party_data_access_terms": "Third party data access terms",
    },
    "Tier 2: description and rationale": {
        "detailed_description": "Detailed description",
        "benefits": "Benefits",
        "previous_process": "Previous process",
        "alternatives_considered": "Alternatives considered",
    },
    "Tier 2: decision making process": {
        "process_integration": "Process integration",
        "provided_information": "Provided information",
        "frequency_and_scale_of_usage": "Frequency and scale of usage",
        "human_decisions_and_review": "Human decisions and review",
        "required_training": "Required training",
        "appeals_and_review": "Appeals and review",
    },
    "Tier 2: tool specification": {
        "system_architecture": "System architecture",
        "phase": "Phase",
        "maintenance": "Maintenance",
        "models": "Models",
        "data_sources": "Data, and where it comes from",
        "data_sharing": "Data sharing",
        "storage_and_retention": "Data storage and retention",
    },
    "Tier 2: risks, mitigations and impact assessments": {
        "impact_assessments": "Impact assessments",
        "risks_and_mitigations": "Risks and mitigations",
    },
}
"""What the standard asks, by section."""


def pages(here: Here, lines: "Sequence[Line]") -> Iterator[tuple[str, Draw]]:
    """A list of the bodies, and of each its record as JSON, as a table, and as Markdown. `lines`: of facial
    recognition, of those who run or use it, or do not say that they do not."""
    if not lines:
        return
    at = here.at("transparency/")
    yield at.address, partial(html, at, "transparency.html", lines=lines, standard=STANDARD)
    for line in lines:
        for suffix, draw in (("json", _json), ("csv", _csv), ("md", _markdown)):
            own = here.at(f"transparency/{line.body.id}.{suffix}")
            yield own.address, partial(draw, own, line)


def record(here: Here, line: "Line") -> dict[str, dict[str, str]]:
    """What is known of a body's facial recognition, by section and field of the standard."""
    told = _known(here, line)
    return {
        section: {name: told.get(name) or NOT_STATED for name in fields} for section, fields in FIELDS.items()
    }


def _known(here: Here, line: "Line") -> dict[str, str]:
    aspects = {name: said for name, said in line.aspects.items() if said not in (NOT_STATED, NOT_PUBLIC)}
    scale = f"{aspects['devices']} devices" if "devices" in aspects else ""
    checks = {
        "Impact assessment": aspects.get("impact_assessment", ""),
        "Surveillance Camera Code of Practice": aspects.get("code", ""),
        "Certification": aspects.get("certification", ""),
    }
    return {
        "name": f"Facial recognition of {line.body.name}",
        "description": f"Asked whether it runs or uses facial recognition, it answered: {line.operated}.",
        "website_url": here.full(f"bodies/{line.body.id}/"),
        "organisation": line.body.name,
        "third_party_involvement": f"Makers: {aspects['makers']}" if "makers" in aspects else "",
        "detailed_description": aspects.get("purpose", ""),
        "provided_information": aspects.get("capabilities", ""),
        "frequency_and_scale_of_usage": scale,
        "system_architecture": aspects.get("connection", ""),
        "data_sharing": aspects.get("sharing", ""),
        "storage_and_retention": aspects.get("data", ""),
        "impact_assessments": "; ".join(f"{what}: {said}" for what, said in checks.items() if said),
    }


def _about(here: Here) -> dict[str, str]:
    """Where a record comes from, which stands in each."""
    about, edition = here.shown.about, here.shown
    source = f"{about['office']}, {edition.title}, edition {edition.number}, {day(edition.shown_from)}"
    found = {"standard": STANDARD, "source": source, "sha256": edition.digest, "licence": about["licence"]}
    notice = "FICTIONAL: made up for demonstration."
    return {**found, "notice": notice} if edition.fictional else found


def _json(here: Here, line: "Line") -> Page:
    data = canonical({"about": _about(here), "record": record(here, line)})
    return Page(data.encode() + b"\n", "application/json")


def _csv(here: Here, line: "Line") -> Page:
    rows = [["About", name, said] for name, said in _about(here).items()]
    rows += [[section, name, said] for section, name, said in _rows(here, line)]
    return Page(cells.table(("section", "field", "said"), cells.safe_rows(rows)), "text/csv")


def _rows(here: Here, line: "Line") -> Iterator[tuple[str, str, str]]:
    for section, fields in record(here, line).items():
        for name, said in fields.items():
            yield section, FIELDS[section][name], said


def _markdown(here: Here, line: "Line") -> Page:
    parts = [f"# {_plain(record(here, line)['Tier 1: overview']['name'])}", ""]
    parts += [f"- {name}: {_plain(said)}" for name, said in _about(here).items()]
    last = ""
    for section, name, said in _rows(here, line):
        if section != last:
            parts += ["", f"## {section}"]
            last = section
        parts += ["", f"### {name}", "", _plain(said)]
    return Page(("\n".join(parts) + "\n").encode(), "text/markdown")


def _plain(text: str) -> str:
    """Text that is nothing else in Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in " ".join(text.split()))
