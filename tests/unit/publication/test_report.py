import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import made_up_estate
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from custodes.publication import behind, holdings
from custodes.publication.report import write_report
from custodes.publication.summary import counts

DEVICES = made_up_estate.identifications(1500)
FINDINGS = made_up_estate.findings(DEVICES)


class Page(HTMLParser):
    """What the tests ask of a page: ids, links, headings, and the text inside an element of an id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.tags.add(tag)
        if facts.get("id"):
            self.ids.append(str(facts["id"]))
        if tag == "a":
            self.links.append(str(facts["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.addresses += [str(facts[name]) for name in ("src", "srcset", "action", "data") if name in facts]


def written(devices: pa.Table, findings: pa.Table, folder: Path, notice: str = "") -> str:
    write_report(devices, findings, made_up_estate.SUMMARY, folder / "report.html", notice=notice)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(DEVICES, FINDINGS, tmp_path_factory.mktemp("report"), made_up_estate.NOTICE)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def behind_of(text: str, label: str) -> str:
    """The list whose heading (or list of same devices) says `label`."""
    return next(part for part in text.split('<div class="set"')[1:] if label in part)


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert len(inside) > 100
    assert inside <= set(page.ids)


def test_it_needs_no_other_file_no_script_and_no_network(text: str, page: Page) -> None:
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert page.addresses == []
    assert not re.findall(r"url\((?!#)|@import|@font-face", text)
    assert "GDS Transport" not in text


def test_headings_never_skip_a_level(page: Page) -> None:
    assert page.headings.count(1) == 1
    levels = page.headings[page.headings.index(1) :]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_notice_stands_above_the_first_number(text: str) -> None:
    assert text.index(made_up_estate.NOTICE) < text.index('class="lead"')


def test_the_headline_numbers_are_those_of_summary_json(text: str) -> None:
    found = counts(DEVICES, FINDINGS)
    brief = text[text.index('class="lead"') : text.index('id="todo"')]
    for count in (found["estate"], found["watchlists"]["affected"], found["exploited"]["affected"]):
        assert f">{count['devices']:,}</a>" in brief
    assert f">{found['vulnerabilities']['unknown']['devices']:,}</a>" in brief
    unchecked = (
        found["vulnerabilities"]["not_covered"]["devices"]
        + found["vulnerabilities"]["not_identified"]["devices"]
    )
    assert f">{unchecked:,}</a>" in brief


def test_every_number_that_is_a_link_is_the_sum_of_its_list(text: str) -> None:
    """Also where a list is by maker: each part leads on, and the parts add up."""
    for part in text.split('<div class="set"')[1:]:
        whole = int(re.search(r"<strong>([\d,]+) devices", part)[1].replace(",", ""))  # type: ignore[index]
        lines = re.findall(r"<span>(?:<a[^>]*>)?([\d,]+)(?:</a>)?</span>", part.split('<p class="up">')[0])
        assert sum(int(line.replace(",", "")) for line in lines) == whole
    number_of = dict(re.findall(r'id="(n\d+)"><h3>.*?</h3>\n<p><strong>([\d,]+) devices', text))
    for target, shown in re.findall(r'<a href="#(n\d+)">([\d,]+)</a>', text):
        assert number_of[target] == shown


def test_every_device_row_is_listed_exactly_once(text: str) -> None:
    rows = [int(row) for row in re.findall(r"<b>Row (\d+)</b>", text)]
    assert sorted(rows) == DEVICES["row"].to_pylist()


def test_a_number_leads_through_its_list_to_the_devices_themselves(text: str) -> None:
    """Northshire Police's Axon cameras: from the body's list to the row numbers in that body."""
    part = behind_of(text, "<h3>Northshire Police: all devices")
    anchor = re.search(r"<a href=#(d\d+-\d+)>Axon Body", part)[1]  # type: ignore[index]
    held = text[text.index(f'id="{anchor}"') :]
    rows = {
        int(row)
        for row in re.findall(r"<b>Row (\d+)</b>", held[: re.search(r"</details>|</p>\n", held).start()])
    }  # type: ignore[union-attr]
    chosen = pc.and_(pc.equal(DEVICES["maker"], "Axon"), pc.equal(DEVICES["body"], "Northshire Police"))
    assert rows
    assert rows <= set(DEVICES.filter(chosen)["row"].to_pylist())


def test_a_list_that_was_asked_and_found_nothing_has_its_line(text: str) -> None:
    watchlists = text[text.index('id="t-lists"') : text.index('id="vulnerabilities"')]
    assert "A list that names nobody here" in watchlists
    assert re.search(
        r'<th scope="row">Hikvision</th>', watchlists
    )  # the entry, without the list's title again


def test_sources_that_are_old_or_missing_are_named_where_it_matters(text: str) -> None:
    assert "Not up to date: kev, csaf." in text[: text.index('id="todo"')]


def test_evidence_that_disagrees_is_quoted_with_its_devices(text: str) -> None:
    part = text[text.index('id="t-conflicts"') : text.index('id="unknowns"')]
    assert part.count("The MAC address says Hikvision.") == 1
    numbers = re.findall(r'<a href="#g\d+">(\d+)</a>', part)
    conflicts = counts(DEVICES, FINDINGS)["conflicts"]["devices"]
    assert numbers
    assert sum(map(int, numbers)) <= conflicts
    assert f">{conflicts}</a> devices two kinds of evidence" in text


def test_a_brand_that_the_model_repeats_is_said_once() -> None:
    assert holdings.name({"brand": "Axis", "model": "AXIS P3245"}) == "AXIS P3245"
    assert holdings.name({"brand": "Axis", "model": "P3245"}) == "Axis P3245"
    assert holdings.name({"brand": "", "model": ""}) == "No brand or model recorded"


def test_what_people_typed_cannot_become_markup(tmp_path: Path) -> None:
    hostile = '<img src=x onerror="alert(1)">&"\'</svg><script>'
    plain = made_up_estate.identifications(2)
    for column in ("body", "site", "system", "technology", "brand_as_given", "brand", "model_as_given", "firmware_as_given", "serial", "maker", "made_by", "reasons"):  # fmt: skip
        plain = plain.set_column(plain.column_names.index(column), column, pa.array([hostile, hostile + "2"]))
    finding = made_up_estate.findings(made_up_estate.identifications(400)).slice(0, 2)
    finding = finding.set_column(0, "row", pa.array([1, 2]))
    for column in ("concern", "title", "source", "reasons", "basis"):
        finding = finding.set_column(
            finding.column_names.index(column), column, pa.array([hostile, "javascript:1"])
        )
    text = written(plain, finding, tmp_path, notice=hostile)
    page = Page(text)
    assert not page.tags & {"img", "script"}
    assert not [link for link in page.links if not link.startswith(("#", "https://", "http://"))]


def test_pictures_are_well_formed_and_have_words(text: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 10
    for picture in pictures:
        root = ET.fromstring(picture)
        named = {
            element.get("id"): "".join(element.itertext()) for element in root.iter() if element.get("id")
        }
        assert all(named[name] for name in str(root.get("aria-labelledby")).split())
        assert root.get("role") == "img"


def test_the_same_estate_gives_the_same_bytes(text: str, tmp_path: Path) -> None:
    assert written(DEVICES, FINDINGS, tmp_path, made_up_estate.NOTICE) == text


def test_an_empty_register_says_nothing_was_assessed(tmp_path: Path) -> None:
    text = written(DEVICES.slice(0, 0), FINDINGS.slice(0, 0), tmp_path)
    assert "Nothing has been assessed" in text
    page = Page(text)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_an_estate_without_findings_is_not_shown_as_clean(tmp_path: Path) -> None:
    unlisted = DEVICES.filter(pc.equal(DEVICES["coverage"], "not_covered"))
    text = written(unlisted, FINDINGS.slice(0, 0), tmp_path)
    assert "(100%) could not be looked up" in text
    assert ">Not affected</strong>" not in text[text.index('id="devices"') :]


def test_a_large_register_is_listed_by_ranges_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "MOST_ROWS_LISTED", 1000)
    text = written(DEVICES, FINDINGS, tmp_path)
    assert "more than 1,000 rows, so rows are given as ranges" in text
    listed: list[int] = []
    for ranges in re.findall(r"<p class=\"small\">Rows ([\d, –]+)", text):
        for span in ranges.split(", "):
            first, _, last = span.strip().partition("–")
            listed += range(int(first), int(last or first) + 1)
    assert sorted(listed) == DEVICES["row"].to_pylist()


def test_lists_that_are_cut_say_how_much_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "MOST_LINES", 3000)
    text = written(DEVICES, FINDINGS, tmp_path)
    assert re.search(r"and [\d,]+ more groups, in findings.parquet", text)
    page = Page(text)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
