"""What the files of a publication are, for programs: a Frictionless data package, and CSVW."""

import hashlib
from collections.abc import Mapping
from typing import Any

from custodes.audit.chain import canonical
from custodes.publication.package.tabled import COLUMNS

TITLES: Mapping[str, str] = {
    "answers.csv": "Answers to public questions, as they count",
    "units.csv": "Returns and bodies asked",
    "questions.csv": "Questions, and what is published of each",
    "tallies.csv": "Totals of figures over answers that are not public",
    "listed.csv": "Makers that public answers name, and what watchlists say of each",
}
MEANS: Mapping[str, str] = {
    "unit": "return or body",
    "id": "the body, or the body whose return it is",
    "name": "what the body is called",
    "submitted": "whether submitted returns cover all of it",
    "on_time": "whether all of it came in on time",
    "kind": "what kind of body, or of question, it is",
    "sha256": "digest of this line and of the lines of answers.csv about it",
    "question": "the question's name",
    "state": "answered, not_known, not_held, withheld, non_answer, blank, no_return or not_reached",
    "value": "the answer, where there is one; several choices with blanks between",
    "label": "the question as it was asked",
    "choices": "names and labels of its choices, as JSON",
    "section": "the section of the questionnaire",
    "theme": "what it is about",
    "technology": "which technology it is about",
    "counts": "what a number counts; in tallies, whether these units count: yes, no, unknown, any for the denominator",
    "disclosure": "public, aggregated or withheld",
    "exemption": "the exemption that is relied on, where it is not public",
    "reason": "why it is not public",
    "figure": "the figure, group or part in publication.json",
    "belongs": "whether these units are in the denominator: yes, no or unknown",
    "units": "how many; blank where it is suppressed",
    "named": "the maker as an answer names it",
    "maker": "whom that is taken for; blank where that is not clear",
    "watchlist": "a list of concerns, described in publication.json",
    "concern": "the entry of the list",
    "verdict": "affected, not_affected, unknown (it cannot be ruled out), or not_listed: no list that was looked at names it",
    "basis": "what kind of concern: security, ethical or legal",
    "reasons": "why",
    "source": "where the list can be read",
}
_KEYS: Mapping[str, list[str]] = {
    "units.csv": ["unit", "id"],
    "questions.csv": ["question"],
    "tallies.csv": ["figure", "belongs", "counts"],
    "listed.csv": ["technology", "named", "concern"],
}


FICTIONAL = "FICTIONAL: every body, answer and figure is made up for demonstration."


def metadata(about: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """datapackage.json and csv-metadata.json, which describe the tables among the files."""
    return {
        "datapackage.json": canonical(_package(about, files)).encode() + b"\n",
        "csv-metadata.json": canonical(_csvw(about)).encode() + b"\n",
    }


def _package(about: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        **({"homepage": about["address"]} if about["address"] else {}),
        "profile": "tabular-data-package",
        "name": about["name"],
        "title": about["title"],
        **({"description": FICTIONAL} if about["fictional"] else {}),
        "licenses": [{"title": about["licence"]}],
        "resources": [_resource(name, files[name]) for name in COLUMNS],
    }


def _resource(name: str, data: bytes) -> dict[str, Any]:
    fields = [{"name": one, "type": _type(one), "description": MEANS[one]} for one in COLUMNS[name]]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in _KEYS:
        schema["primaryKey"] = _KEYS[name]
    if name == "answers.csv":
        schema["foreignKeys"] = [
            _key(["unit", "id"], "units", ["unit", "id"]),
            _key("question", "questions", "question"),
        ]
    return {
        "profile": "tabular-data-resource",
        "name": name.removesuffix(".csv"),
        "path": name,
        "title": TITLES[name],
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


def _key(fields: str | list[str], resource: str, there: str | list[str]) -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": resource, "fields": there}}


def _type(column: str) -> str:
    return "integer" if column == "units" else "string"


def _csvw(about: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": about["title"],
        **({"dc:description": FICTIONAL} if about["fictional"] else {}),
        "dc:publisher": about["office"],
        "dc:license": about["licence"],
        "tables": [
            {
                "url": name,
                "dc:title": TITLES[name],
                "tableSchema": {
                    "columns": [
                        {
                            "name": one,
                            "titles": one,
                            "datatype": _type(one),
                            "dc:description": MEANS[one],
                        }
                        for one in columns
                    ],
                    **({"primaryKey": _KEYS[name]} if name in _KEYS else {}),
                },
            }
            for name, columns in COLUMNS.items()
        ],
    }
