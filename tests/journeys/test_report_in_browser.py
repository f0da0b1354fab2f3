"""A chief officer opens the report: on a desk and on a phone, with a keyboard, on paper, without scripts."""

import sys
from collections.abc import Iterator
from pathlib import Path

import accessible
import pytest
from browsing import CHROMIUM, DESK, PHONE, chromium

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "publication"))
import made_up_estate

from custodes.publication.report import write_report

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    devices = made_up_estate.identifications(80)
    write_report(
        devices, made_up_estate.findings(devices), made_up_estate.SUMMARY, path, notice=made_up_estate.NOTICE
    )
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def desk(browser: "playwright.Browser", report: str) -> Iterator["playwright.Page"]:
    """The report without scripts: all it does must work so."""
    page = browser.new_page(viewport=DESK, java_script_enabled=False)
    page.goto(report)
    yield page
    page.close()


def test_no_accessibility_rule_is_broken(browser: "playwright.Browser", report: str) -> None:
    page = browser.new_page()
    page.goto(report)
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        assert accessible.broken_rules(page) == "", viewport
    page.close()


def test_nothing_is_fetched(browser: "playwright.Browser", report: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    page.close()
    assert asked == [report]


@pytest.mark.parametrize("width", [320, 375, 768])
def test_no_page_scrolls_sideways(browser: "playwright.Browser", report: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(report)
    page.evaluate(accessible.UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_from_the_first_number_to_a_device_by_clicks_alone(desk: "playwright.Page") -> None:
    desk.click("main .lead a >> nth=1")
    wanted = desk.url.rsplit("#", 1)[1]
    makers = desk.locator(f"#{wanted}")
    assert "On a watchlist" in makers.locator("h3").inner_text()
    makers.locator("li a").first.click()
    groups = desk.locator("#" + desk.url.rsplit("#", 1)[1])
    groups.locator("li a").first.click()
    group = desk.locator("#" + desk.url.rsplit("#", 1)[1])
    assert "On a list" in group.inner_text()
    assert "Row" in (group.text_content() or "")


def test_by_keyboard_the_skip_link_is_first_and_leads_past_the_contents(desk: "playwright.Page") -> None:
    desk.keyboard.press("Tab")
    skip = desk.locator("a:focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.bounding_box()["y"] >= 0
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.locator("main a:focus").count() == 1


def test_by_keyboard_a_folded_list_opens(desk: "playwright.Page") -> None:
    folded = desk.locator("details", has=desk.locator("summary")).first
    folded.locator("summary").focus()
    desk.keyboard.press("Enter")
    assert folded.locator("ul, table").first.is_visible()


def test_one_picture_at_a_time_wide_at_the_desk_and_narrow_on_a_phone(
    browser: "playwright.Browser", report: str
) -> None:
    for viewport, shown, hidden in ((DESK, "wide", "narrow"), (PHONE, "narrow", "wide")):
        page = browser.new_page(viewport=viewport)
        page.goto(report)
        assert page.locator(f"svg.{shown}").first.is_visible()
        assert not page.locator(f"svg.{hidden}").first.is_visible()
        page.close()


def test_on_paper_the_long_lists_are_left_out_and_it_says_so(desk: "playwright.Page") -> None:
    desk.emulate_media(media="print")
    assert not desk.locator("#devices").is_visible()
    assert desk.locator("text=left out on paper").is_visible()
    assert desk.locator("#t-maker").is_visible()
    assert len(desk.pdf(format="A4")) > 10_000
