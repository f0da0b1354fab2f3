"""Who runs which technologies, from public answers: as pages, as a table, as records of facial recognition."""

import csv
import io
import json
import re

import public_sites
import publications
import pyarrow as pa
import pytest
import waves

from custodes.publication.figures.counting import ANSWERS
from custodes.publication.package.contents import Published
from custodes.publication.package.disclosure import Disclosed, Disclosure, disclosures
from custodes.publication.site import ShownWave, Site, addresses, draw
from custodes.publication.site.atrs import FIELDS

WITHHELD = Disclosed(Disclosure.WITHHELD, "section 31", "It would show where to look.")


@pytest.fixture(scope="module")
def site() -> Site:
    return public_sites.site(public_sites.with_technologies())


def table(site: Site, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(draw(site, f"technologies/{address}").data.decode())))


def test_each_technology_of_each_body_has_a_line(site: Site) -> None:
    rows = table(site, "inventory/inventory.csv")
    assert [(row["body"], row["technology"], row["operated"], row["devices"]) for row in rows] == [
        ("aldbourne", "cctv_external", "Yes", "1200"),
        ("brantham", "cctv_external", "Yes", "says that it is not known"),
        ("brantham", "facial_recognition", "Yes", "3"),
        ("corvedale", "facial_recognition", "withholds the answer", "not stated"),
    ]
    assert [row["purpose"] for row in rows] == ["Theft *and* |fire|", "'=1+1", "not stated", "not stated"]
    assert {row["fictional"] for row in rows} == {"yes"}
    page = draw(site, "technologies/inventory/").data.decode()
    assert "For 1 body nothing complete was submitted" in page


def test_a_record_has_every_field_of_the_standard_and_says_what_is_not_stated(site: Site) -> None:
    told = json.loads(draw(site, "technologies/transparency/brantham.json").data)
    record = told["record"]
    assert {section: list(fields) for section, fields in record.items()} == {
        section: sorted(fields) for section, fields in FIELDS.items()
    }
    assert record["Tier 1: overview"]["contact_email"] == "not stated"
    assert record["Tier 2: decision making process"]["frequency_and_scale_of_usage"] == "3 devices"
    (assessed,) = (
        fields["impact_assessments"] for fields in record.values() if "impact_assessments" in fields
    )
    assert assessed == "Impact assessment: No"
    assert "FICTIONAL" in told["about"]["notice"]
    rows = table(site, "transparency/brantham.csv")
    assert [row["said"] for row in rows if row["field"] == "Contact email"] == ["not stated"]
    assert (
        "## Tier 2: decision making process"
        in draw(site, "technologies/transparency/brantham.md").data.decode()
    )


def test_who_says_no_has_no_record_and_who_withholds_the_answer_has(site: Site) -> None:
    records = {
        address for address in addresses(site) if address.endswith(".md") and "transparency" in address
    }
    assert records == {f"technologies/transparency/{body}.md" for body in ("brantham", "corvedale")}


def test_where_use_is_not_public_there_is_no_inventory_of_it() -> None:
    wave = public_sites.with_technologies({"fr_run": WITHHELD})
    site = public_sites.site(wave)
    assert {row["technology"] for row in table(site, "inventory/inventory.csv")} == {"cctv_external"}
    assert "technologies/transparency/" not in set(addresses(site))
    none = public_sites.site(public_sites.with_technologies({"fr_run": WITHHELD, "ext_run": WITHHELD}))
    assert not [address for address in addresses(none) if address.startswith("technologies/inventory/")]


def test_a_technology_has_its_figures_and_how_it_was_answered(site: Site) -> None:
    page = draw(site, "technologies/technologies/cctv_external/").data.decode()
    assert "Run cameras outside" in page
    assert "1 return gave a number, from 1,200 to 1,200, 1,200 together." in page
    assert draw(site, "technologies/themes/use/").kind == "text/html"


REPEATED = """
type               | name  | label        | custodes::technology
begin_group        | fleet | Fleet        |
begin_repeat       | site  | Sites        |
select_one yes_no  | fine  | Is it fine?  | drone
integer            | count | How many?    | drone
decimal            | cost  | At what cost? | drone
text               | ref   | Reference    | drone
end_repeat         |       |              |
end_group          |       |              |
"""


def test_of_a_repeat_returns_are_counted_not_answers_and_only_numbers_are_added_up() -> None:
    form, at = waves.instrument(REPEATED), publications.snapshot({"aldbourne": {}})
    rows = [
        (unit, "aldbourne", question, "answered", value)
        for unit in ("return", "body")
        for number in range(3)
        for question, value in {
            "fine": "yes",
            "count": str(1234567 + number),
            "cost": "0.10",
            "ref": "07123456789",
        }.items()
    ]
    more = pa.table([list(column) for column in zip(*rows, strict=True)], schema=ANSWERS)
    at = at._replace(answers=pa.concat_tables([at.answers, more]))
    public = dict.fromkeys(("fine", "count", "cost", "ref"), Disclosed(Disclosure.PUBLIC))
    of = Published(publications.ABOUT, at, form, [], disclosures(form, public), "# R")
    site = public_sites.site(ShownWave("autumn", [public_sites.shown(of)]))
    page = draw(site, "autumn/technologies/drone/").data.decode()
    assert "1 return gave 3 numbers, from 1,234,567 to 1,234,569, 3,703,704 together." in page
    assert "1 return gave 3 numbers, from 0.10 to 0.10, 0.30 together." in page
    assert re.search(r">Yes<.*?>1<", page, re.DOTALL)
    assert "21,370,370,367" not in page
    assert "gave an answer in words" in page
    assert "07123456789" in draw(site, "autumn/bodies/aldbourne/").data.decode()


def test_makers_that_public_answers_name_have_a_page_with_those_who_name_them(site: Site) -> None:
    found = {one for one in addresses(site) if one.startswith("technologies/makers/")}
    assert found == {
        f"technologies/makers/{one}" for one in ("", "hikvision/", "axis-communications/", "b-own-b/")
    }
    page = draw(site, "technologies/makers/hikvision/").data.decode()
    assert all(f">{name}</a>" in page for name in ("Aldbourne", "Brantham"))
    assert "&lt;b&gt;Own&lt;/b&gt;" in draw(site, "technologies/makers/").data.decode()
    withheld = public_sites.site(public_sites.with_technologies({}))
    assert not [one for one in addresses(withheld) if "/makers/" in one]


def test_makers_whose_names_are_alike_in_addresses_are_not_taken_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {"aldbourne": "Болид; A&B; A-B-2", "brantham": "某某视频; a&b", "corvedale": "A+B"}
    held = {name: {"ext_run": "yes", "ext_made": made} for name, made in said.items()}
    monkeypatch.setattr(public_sites, "HELD", held)
    site = public_sites.site(public_sites.with_technologies())
    listed = draw(site, "technologies/makers/").data.decode()
    found = dict(re.findall(r'href="([^"]*/makers/[^"]*)">([^<]+)</a>', listed))
    assert sorted(found.values()) == ["A&amp;B", "A+B", "A-B-2", "Болид", "某某视频"]
    pages = {name: draw(site, link.removeprefix("../../")).data.decode() for link, name in found.items()}
    assert all(f">{name}</h1>" in page for name, page in pages.items())
    assert [name for name, page in pages.items() if ">Brantham</a>" in page] == ["A&amp;B", "某某视频"]


def test_what_watchlists_say_of_makers_is_on_their_pages_and_on_a_page_of_each_list(site: Site) -> None:
    hikvision = draw(site, "technologies/makers/hikvision/").data.decode()
    assert "On the list" in hikvision
    assert "It names Hikvision." in hikvision
    assert "None of the" in draw(site, "technologies/makers/axis-communications/").data.decode()
    unknown = draw(site, "technologies/makers/b-own-b/").data.decode()
    assert "Cannot be ruled out" in unknown, "nobody knows who that is, which clears it of nothing"
    one = draw(site, "technologies/watchlists/ndaa-889/").data.decode()
    assert re.search(r">Hikvision</a>.*?On the list.*?>2<", one, re.DOTALL), "two bodies name it"
    assert ">Axis<" not in one
    withheld = public_sites.site(public_sites.with_technologies({}))
    assert not [one for one in addresses(withheld) if "/watchlists/" in one]


def test_the_inventory_says_who_made_what(site: Site) -> None:
    rows = table(site, "inventory/inventory.csv")
    assert [row["makers"] for row in rows][:2] == [
        "Hikvision; Axis; as far as labels say",
        "hikvision and <b>Own</b>",
    ]
