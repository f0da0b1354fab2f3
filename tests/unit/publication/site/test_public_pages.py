"""What the public sees: every page from the files alone, corrections first, nothing fetched, nothing that is not public."""

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree

import public_sites
import publications
import pytest

from custodes.errors import NothingFound
from custodes.publication.package.disclosure import Disclosed, Disclosure
from custodes.publication.site import Shown, ShownWave, Site, addresses, bars, draw, not_found, site_of
from custodes.publication.site.drawing import Here
from custodes.publication.site.paper import paper

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "check-a-publication.md"
MARKER = "Zebedee"
"""In answers that are not public."""
WITHHELD = {
    "flagged": Disclosed(Disclosure.AGGREGATED, "section 24", "It would show where to look."),
    "cameras": Disclosed(Disclosure.WITHHELD, "section 31", "It would show how many."),
}


@pytest.fixture(scope="module")
def site() -> Site:
    return public_sites.site()


def text(site: Site, address: str) -> str:
    return draw(site, address).data.decode()


def one(shown: Shown) -> Site:
    return public_sites.site(ShownWave("autumn", [shown]))


class Links(HTMLParser):
    """Everything that a page leads to or fetches, and every id in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.fetches: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.names |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a":
            self.leads.append(given.get("href", ""))
        elif tag == "link" or "src" in given:
            self.fetches.append(given.get("href") or given.get("src", ""))


def pages(site: Site) -> dict[str, Links]:
    drawn = {address: draw(site, address) for address in addresses(site)}
    return {address: Links(page.data.decode()) for address, page in drawn.items() if page.kind == "text/html"}


def target(address: str, link: str) -> str:
    """What a relative link on a page leads to, as an address of the site."""
    path = link.partition("#")[0]
    found = normpath("/" + address.rpartition("/")[0] + "/" + path).lstrip("/")
    return f"{found}/" if found and (path.endswith("/") or path in (".", "..", "./")) else found


def test_every_link_leads_to_a_page_and_nothing_is_fetched_from_elsewhere(site: Site) -> None:
    there = set(addresses(site))
    for address, page in pages(site).items():
        own = [link for link in page.leads if not link.startswith(("https://elsewhere.example", "#"))]
        assert {target(address, link) for link in own} <= there, address
        fetched = [link for link in page.fetches if link != "data:,"]
        assert fetched
        assert {target(address, link) for link in fetched} <= there, address


def test_pages_have_no_script_no_inline_style_and_no_id_twice(site: Site) -> None:
    for address, page in pages(site).items():
        assert not page.tags & {"style", "iframe", "form"}, address
        assert ("script" in page.tags) == ("/find/" in address), address
        assert not {name for name in page.names if name == "style" or name.startswith("on")}, address
        assert len(page.ids) == len(set(page.ids)), address


def test_every_page_is_drawn_the_same_again_below_200_kb_and_says_that_it_is_fictional(site: Site) -> None:
    again = public_sites.site()
    for address in addresses(site):
        page = draw(site, address)
        assert page == draw(again, address), address
        if page.kind == "text/html":
            assert len(page.data) < 200_000
            assert b"<strong>Fictional:</strong>" in page.data, address
        if page.kind == "image/svg+xml":
            assert b"FICTIONAL" in page.data
        if page.kind == "application/atom+xml":
            assert b"FICTIONAL" in page.data


def test_what_is_not_made_up_does_not_say_so() -> None:
    real = one(public_sites.shown(fictional=False))
    drawn = {address: draw(real, address) for address in addresses(real)}
    told = [
        address for address, page in drawn.items() if b"Fictional" in page.data or b"FICTIONAL" in page.data
    ]
    assert told == []


def test_a_corrected_figure_shows_the_correction_before_anything_else(site: Site) -> None:
    page = text(site, "autumn/figures/many/")
    main = page[page.index("<main") :]
    for said in ("Correction", "at least 2 of 4", "at least 1 of 4", "Counted again", "2 November 2026"):
        assert said in main
    assert main.index("Counted again") < main.index("<h1")
    report = text(site, "autumn/")
    assert report.index("Counted again") < report.index('class="custodes-tiles"')


def test_a_correction_is_on_the_errata_the_feeds_and_the_page_of_the_body(site: Site) -> None:
    for address in ("autumn/errata/", "autumn/feed.atom", "feed.atom", "autumn/bodies/aldbourne/"):
        assert "Counted again" in text(site, address), address
    assert "Counted again" not in text(site, "autumn/editions/1/figures/many/")


def test_a_body_has_each_correction_in_sight_and_only_its_reason_folded(site: Site) -> None:
    page = text(site, "autumn/bodies/aldbourne/")
    folded = re.search("<details.*?</details>", page, re.DOTALL)
    assert folded
    seen = " ".join(re.sub("<[^>]*>", "", page.replace(folded[0], "")).split())
    assert re.search("was at least 2 of 4 .* and is now at least 1 of 4 ", seen)
    assert "corrected 2 November 2026, in edition 2" in seen
    assert "Counted again" in folded[0]
    assert "Counted again" not in seen


def test_a_body_that_did_not_answer_is_said_not_to_have_and_has_no_table_of_nothing(site: Site) -> None:
    page = text(site, "autumn/bodies/farley/")
    assert "It was asked and did not answer" in page
    for other in ("no submitted return", "Its public answers", "not shown where it stands", "one by one"):
        assert other not in page
    assert "did not answer" not in text(site, "autumn/bodies/aldbourne/")


def test_pages_of_bodies_lead_to_corrections_of_figures_in_which_nobody_is_named() -> None:
    first = public_sites.shown(publications.published(chosen=WITHHELD))
    changed = {**publications.RETURNS, "aldbourne": {**publications.RETURNS["aldbourne"], "cameras": "2"}}
    again = publications.published(chosen=WITHHELD, of=publications.snapshot(changed))
    site = public_sites.site(ShownWave("autumn", [public_sites.corrected(first, again), first]))
    page = text(site, "autumn/bodies/dunmere/")
    assert "Counted again" not in page
    assert re.search(r'href="../../../autumn/errata/">1 correction</a> is of a figure', page)
    assert "not shown where it stands" not in text(
        public_sites.site(ShownWave("autumn", [first])), "autumn/bodies/dunmere/"
    )


def test_a_correction_has_the_day_on_which_it_was_shown_everywhere_and_line_ends_become_blanks() -> None:
    first = public_sites.shown()
    figures = publications.FIGURES.partition('\n[[figure]]\nname = "said"')[0]
    changed = public_sites.corrected(first, publications.published(figures), "First line.\r\nSecond\tone")
    embargoed = replace(changed, shown_from=dt.datetime(2026, 12, 24, 8, tzinfo=dt.UTC))
    wave = ShownWave("autumn", [embargoed, first])
    site = public_sites.site(wave)
    for address in ("autumn/", "autumn/errata/", "autumn/print/", "autumn/figures/said/"):
        assert "24 December 2026, in edition 2" in text(site, address), address
        assert "2 November 2026" not in text(site, address), address
    (told,) = paper(Here(site, "autumn/report.pdf", wave, wave.now, "autumn/"))["errata"]
    assert ["Corrected", "24 December 2026, in edition 2"] in told["rows"]
    feed = text(site, "autumn/feed.atom")
    assert "2026-12-24T08:00:00Z" in feed
    assert "First line. Second one" in feed


def test_a_figure_that_is_gone_keeps_its_address_and_leads_to_what_it_was(site: Site) -> None:
    page = text(site, "autumn/figures/said/")
    assert "No longer published" in page
    assert 'href="../../../autumn/editions/1/figures/said/"' in page
    assert "said" not in site.waves[0].now.figures


def test_an_earlier_edition_stays_and_says_that_it_is_superseded(site: Site) -> None:
    first, now = text(site, "autumn/editions/1/figures/many/"), text(site, "autumn/editions/2/figures/many/")
    assert "at least 2 of 4" in first
    assert "Superseded" in first
    assert 'href="../../../../../autumn/figures/many/"' in first
    assert "Superseded" not in now
    earlier = draw(site, "autumn/editions/1/data/publication-autumn-1.zip").data
    assert earlier == site.waves[0].editions[1].contents


def test_a_permalink_has_unit_denominator_bound_and_everybody_behind_it(site: Site) -> None:
    page = re.sub(r"\s+", " ", text(site, "autumn/editions/1/figures/many/"))
    for said in (
        "at least 2 of 4",
        "Between 2 and 3 (from 50.0% to 75.0%)",
        "“Do you run cameras?” is “Yes”",
        "“How many?” is at least “5”",
        "Counts (2)",
        "Cannot be said (1)",
        "“How many?”: says that it is not known",
        "0 of 2 in no category",
        "Cite it as",
        "https://cameras.example/autumn/figures/many/chart.svg",
    ):
        assert said in page, said


def test_the_report_has_figures_as_links_and_no_picture_or_html_of_elsewhere() -> None:
    page = text(one(public_sites.shown()), "autumn/")
    assert re.search(r'<a class="govuk-link" href="../autumn/figures/covered/">5 of 6 bodies', page)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<img" not in page
    assert page.count("<h1") == 1


def test_links_of_the_report_lead_to_the_same_pages_wherever_it_is_shown() -> None:
    report = "[all](figures/), [top](#x), [mail](mailto:a@b.example), [bad](javascript:alert(1)), [out](https://x.example)"
    site = one(public_sites.shown(replace(publications.published(), report=report)))
    for address, link in (("autumn/", "../autumn/figures/"), ("autumn/print/", "../../autumn/figures/")):
        page = text(site, address)
        assert f'<a href="{link}">all</a>' in page
        for kept in ("#x", "mailto:a@b.example", "https://x.example"):
            assert f'<a href="{kept}">' in page
        assert 'href="javascript' not in page


def test_figures_stand_in_sentences_and_never_break_a_link_or_what_was_typed() -> None:
    report = """
[title](https://x.example "so {{ covered.number }}") [out]({{covered}}) [in {{ covered.of }} of](figures/)
[old](ftp://x.example) <intent:foo> *{{ covered.number }}* \ue0000\ue001 `{{ covered.number }}` {{ no_such.number }}

    {{ covered.number }} <b>
"""
    page = text(one(public_sites.shown(replace(publications.published(), report=report))), "autumn/")
    inside = page[page.index('class="public-report"') : page.index("Who answered")]
    figure = '<a class="govuk-link" href="../autumn/figures/covered/">'
    for drawn in (
        '<a href="https://x.example" title="so 5">title</a>',
        f"[out]({figure}5 of 6 bodies asked (83%)</a>)",
        '<a href="../autumn/figures/">in 6 of</a>',
        "[old](ftp://x.example) &lt;intent:foo&gt;",
        f"<em>{figure}5</a></em> \ue0000\ue001 <code>{figure}5</a></code> [no_such: no such figure]",
        f"<pre><code>{figure}5</a> &lt;b&gt;",
    ):
        assert drawn in inside, drawn


@pytest.mark.parametrize(
    ("report", "levels"),
    [("## A\n\n#### B\n\n# C\n", [2, 3, 2]), ("###### A\n", [2]), ("# A\n\n## B\n\nB\n=\n", [2, 3, 2])],
)
def test_headings_of_the_report_stand_below_that_of_the_page_and_skip_none(
    report: str, levels: list[int]
) -> None:
    page = text(one(public_sites.shown(replace(publications.published(), report=report))), "autumn/")
    inside = page[page.index('class="public-report"') : page.index("Who answered")]
    assert [int(level) for level in re.findall(r"<h([1-6])>", inside)] == levels


def test_response_says_who_answered_and_who_did_not(site: Site) -> None:
    page = re.sub(r"\s+", " ", text(site, "autumn/bodies/"))
    assert (
        "Of 6 bodies asked, submitted returns answer for 5: 5 on time, 0 late. For 1 nothing complete" in page
    )
    assert "Not answered for" in text(site, "autumn/bodies/farley/")


def test_nothing_that_is_not_public_is_on_any_page() -> None:
    returns = {
        name: {**said, "makers": f"{MARKER} {name}", "cameras": "7741"}
        for name, said in publications.RETURNS.items()
    }
    of = publications.published(chosen=WITHHELD, of=publications.snapshot(returns))
    hidden = one(public_sites.shown(replace(of, report="# R\n{{ many }} {{ said }}")))
    for address in addresses(hidden):
        data = draw(hidden, address).data
        assert MARKER.encode() not in data, address
        assert b"7741" not in data, address
    page = text(hidden, "autumn/figures/many/")
    assert "not published one by one" in page
    assert "Counts (" not in page


def test_what_is_suppressed_is_said_to_be_so() -> None:
    shown = public_sites.shown(replace(publications.published(chosen=WITHHELD), report="{{ many.number }}"))
    gone = {"number": None, "percent": None, "unknown": None, "most": None, "least_percent": None}
    shown.data["figures"][2] |= {**gone, "most_percent": None, "suppressed": True, "says": "suppressed: few"}
    drawn = one(shown)
    for address in addresses(drawn):
        draw(drawn, address)
    assert "suppressed: too few" in text(drawn, "autumn/figures/many/")
    assert ">suppressed</a>" in text(drawn, "autumn/")


def test_a_reply_of_a_body_is_on_its_page() -> None:
    shown = public_sites.shown()
    shown.data["replies"] = [
        {"body": "brantham", "text": "We <b>object</b>.", "at": "2026-10-01T09:00:00+00:00"}
    ]
    drawn = one(shown)
    assert "We &lt;b&gt;object&lt;/b&gt;." in text(drawn, "autumn/bodies/brantham/")
    assert "object" not in text(drawn, "autumn/bodies/aldbourne/")


def test_replies_stand_with_the_report_on_paper_and_to_print() -> None:
    shown = public_sites.shown()
    assert "autumn/replies/" not in set(addresses(one(shown)))
    assert "say to it" not in text(one(shown), "autumn/") + text(one(shown), "autumn/print/")
    shown.data["replies"] = [
        {"body": name, "text": f"We <b>object</b>,\n{name}.", "at": "2026-10-01T09:00:00+00:00"}
        for name in ("brantham", "aldbourne")
    ]
    site = one(shown)
    assert 'href="../autumn/replies/">2 bodies replied</a>' in text(site, "autumn/")
    for address in ("autumn/replies/", "autumn/editions/1/replies/", "autumn/print/"):
        page = text(site, address)
        assert "We &lt;b&gt;object&lt;/b&gt;,\naldbourne." in page, address
        assert page.index(">Aldbourne</a>") < page.index(">Brantham</a>"), address
        assert "1 October 2026" in page
    found = paper(Here(site, "autumn/report.pdf", site.waves[0], shown, "autumn/"))["replies"]
    assert found[1] == {"name": "Brantham", "text": "We <b>object</b>,\nbrantham.", "day": "1 October 2026"}
    assert draw(site, "autumn/report.pdf").data.startswith(b"%PDF-")


def test_replies_to_an_earlier_edition_lead_to_the_report_of_the_one_that_stands() -> None:
    wave = public_sites.two_editions()
    wave.editions[1].data["replies"] = [{"body": "brantham", "text": "No.", "at": ""}]
    site = public_sites.site(wave)
    assert "autumn/replies/" not in set(addresses(site))
    leads = Links(text(site, "autumn/editions/1/replies/")).leads
    assert {target("autumn/editions/1/replies/", link) for link in leads if link[:1] != "#"} <= set(
        addresses(site)
    )


def test_long_replies_are_split_and_none_is_left_out() -> None:
    shown = public_sites.shown()
    shown.data["replies"] = [
        {"body": name, "text": f"{name} " + "&" * 9_000, "at": ""} for name in publications.RETURNS
    ]
    site = one(shown)
    pages = [address for address in addresses(site) if address.startswith("autumn/replies/")]
    assert len(pages) == len(publications.RETURNS)
    assert all(
        f"{name} &amp;" in text(site, page) for name, page in zip(publications.RETURNS, pages, strict=True)
    )
    assert max(len(text(site, page)) for page in pages) < 200_000
    assert 'href="../../autumn/replies/">what all of them say</a>' in text(site, "autumn/print/")


def test_long_lists_are_split() -> None:
    returns = {f"body-{number:04}": {"runs": "yes", "cameras": "9", "flagged": "no"} for number in range(450)}
    site = one(public_sites.shown(publications.published(of=publications.snapshot(returns))))
    sizes = {address: len(draw(site, address).data) for address in addresses(site) if address.endswith("/")}
    assert max(sizes.values()) < 200_000
    assert {"autumn/bodies/~3/", "autumn/figures/many/everybody/~3/"} <= sizes.keys()
    everybody = "".join(text(site, f"autumn/figures/many/everybody/{at}") for at in ("", "~2/", "~3/"))
    assert all(f">Body-{number:04}<" in everybody for number in range(450))


def test_the_feed_is_atom_with_ids_that_stay(site: Site) -> None:
    ns = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(draw(site, "autumn/feed.atom").data)
    entries = feed.findall("a:entry", ns)
    assert [entry.findtext("a:title", "", ns).partition(":")[0] for entry in entries].count("Correction") == 2
    for entry in (feed, *entries):
        assert entry.findtext("a:id", "", ns).startswith("urn:uuid:")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext("a:updated", "", ns))
    ids = [entry.findtext("a:id", "", ns) for entry in entries]
    assert len(set(ids)) == len(ids) == 4
    before = one(site.waves[0].editions[1])
    first = ElementTree.fromstring(draw(before, "autumn/feed.atom").data)
    assert {entry.findtext("a:id", "", ns) for entry in first.findall("a:entry", ns)} <= set(ids)


def test_the_script_that_is_offered_is_the_one_in_the_documents(site: Site) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text(site, "autumn/data/check.py") == code


def test_where_nothing_is_nothing_is_drawn(site: Site) -> None:
    for address in ("autumn", "autumn/bodies/nobody/", "../secret", "autumn/data/../data/", "x/" * 50):
        with pytest.raises(NothingFound):
            draw(site, address)
        assert b"Page not found" in not_found(site, address).data


def test_a_site_without_publications_has_a_first_page() -> None:
    empty = Site([], public_sites.ADDRESS)
    assert "Nothing is published yet" in text(empty, "")
    assert set(addresses(empty)) == {"", "feed.atom", "_look/custodes.css", "_look/site.css", "_look/find.js"}


def test_a_preview_is_marked_and_needs_no_signature() -> None:

    site = site_of(
        publications.unsigned(publications.published()),
        number=1,
        title="Autumn",
        slug="autumn",
        address=public_sites.ADDRESS,
        at=public_sites.FIRST,
    )
    for address in addresses(site):
        page = draw(site, address)
        assert page.kind != "text/html" or b"Preview:" in page.data, address
    assert "Not published yet" in text(site, "")
    assert "not signed" in text(site, "autumn/data/")


def test_who_answered_is_a_picture_with_its_table_beside_it(site: Site) -> None:
    page, picture = text(site, "autumn/bodies/"), text(site, "autumn/bodies/response.svg")
    asked = site.waves[0].now.bodies.values()
    on_time = sum(one.on_time == "yes" for one in asked)
    late = sum(one.submitted == "yes" for one in asked) - on_time
    assert f"{on_time} on time, {late} late, of {len(asked)}" in picture
    assert 'src="response.svg"' in page
    kinds = {one.kind for one in asked}
    assert len(kinds) > 1
    assert picture.count(" on time, ") == 2 + len(kinds), "in words, of all, and of each kind"
    assert all(f">{kind}</" in page for kind in kinds)


@pytest.mark.parametrize(
    ("number", "of", "unknown", "between", "drawn"),
    [
        (12, 36, 40, ("15", "69"), (0.15, 0.54)),
        (2, 4, 1, ("50.0", "75.0"), (0.5, 0.25)),
        (1, 3, 0, ("33", "34"), (0.3333, 0)),
        (7, 5, 0, ("140", "140"), (1, 0)),
        (5, 10, 2, (None, None), (0.5, 0.2)),
        (0, 0, 3, (None, None), (0, 0)),
        (None, 9, None, (None, None), (0, 0)),
    ],
)
def test_a_bar_is_as_long_as_its_words_say_whoever_else_may_belong(
    number: int | None,
    of: int,
    unknown: int | None,
    between: tuple[str | None, str | None],
    drawn: tuple[float, float],
) -> None:
    said = {
        "title": "T",
        "number": number,
        "of": of,
        "unknown": unknown,
        "least_percent": between[0],
        "most_percent": between[1],
        "says": "7 of 9",
    }
    said |= {"definition": {"of_words": "bodies asked"}}
    (bar,) = bars.bars(said)
    assert (round(bar.counts, 4), round(bar.unknown, 4)) == drawn
    long = {
        **said,
        "number": 1,
        "says": "at least 1 of 4 bodies asked (at least 12%: 1,204 more may be among them)",
    }
    picture = bars.svg(long, "Source", fictional=False).decode()
    assert max(len(line) for line in re.findall(r"<text[^>]*>([^<]*)<", picture)) <= bars.LETTERS


def test_tables_have_the_share_that_the_sentence_has() -> None:
    words = {"of_words": "returns that fly drones", "bound": "at_least"}
    said = {"number": 2, "of": 4, "percent": "50", "definition": words}
    assert bars.short({**said, "says": "at least 2 of 4 returns that fly drones (at least 33%)"}) == (
        "at least 2 of 4 (at least 33%)"
    )
