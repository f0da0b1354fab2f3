"""Every piece of the look in a real browser: on a desk and a phone, by keyboard, on paper, in forced colours."""

from collections.abc import Callable, Iterator
from pathlib import Path

import accessible
import gallery
import pytest
from browsing import CHROMIUM, DESK, PHONE, chromium

from custodes.web import settings
from custodes.web.middleware import CONTENT_SECURITY

ADDRESS = "http://custodes.test/"
STATIC = Path(settings.STATIC_ROOT)
KINDS = {".css": "text/css", ".js": "text/javascript"}

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")

Open = Callable[..., "playwright.Page"]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The gallery, as it first is and with every field wrong."""
    wrong = gallery.sent({**gallery.WRONG, **gallery.WRONG_DATES})
    return {
        "blank": gallery.gallery(gallery.EveryWidget()),
        "wrong": gallery.gallery(gallery.EveryWidget(wrong)),
    }


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def show(browser: "playwright.Browser", pages: dict[str, str]) -> Iterator[Open]:
    """Opens a page of the gallery under our policy of content; whatever breaks it is an error at the end."""
    opened, wrong = [], []

    def answer(route: "playwright.Route") -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name.startswith("static/"):
            file = STATIC / name.removeprefix("static/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        else:
            policy = {"Content-Security-Policy": CONTENT_SECURITY}
            route.fulfill(body=pages[name], content_type="text/html; charset=utf-8", headers=policy)

    def open_(name: str, viewport: dict[str, int] = DESK, **options: object) -> "playwright.Page":
        page = browser.new_page(viewport=viewport, **options)
        opened.append(page)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.route("**/*", answer)
        page.goto(ADDRESS + name)
        return page

    yield open_
    for page in opened:
        page.close()
    assert wrong == []


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", ["blank", "wrong"])
def test_no_accessibility_rule_is_broken(show: Open, name: str, viewport: dict[str, int]) -> None:
    page = show(name, viewport)
    assert accessible.broken_rules(page) == ""


@pytest.mark.parametrize("width", [320, 375, 768])
def test_no_page_scrolls_sideways(show: Open, width: int) -> None:
    page = show("wrong", {"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_a_row_of_a_wide_table_is_a_block_of_named_cells(show: Open) -> None:
    phone, desk = show("blank", PHONE), show("blank", DESK)
    wide = ".custodes-stacked"
    assert phone.evaluate(f"getComputedStyle(document.querySelector('{wide} td')).display") == "block"
    assert desk.evaluate(f"getComputedStyle(document.querySelector('{wide} td')).display") == "table-cell"
    named = f"getComputedStyle(document.querySelector('{wide} td'), '::before').content"
    assert "Devices: " in phone.evaluate(named)
    assert desk.evaluate(named) == "none"
    assert phone.locator(wide).evaluate("e => e.scrollWidth <= e.clientWidth")
    assert (
        phone.get_by_role("cell", name="Affected").count()
        == desk.get_by_role("cell", name="Affected").count()
    )
    assert phone.get_by_role("table").count() == desk.get_by_role("table").count()
    assert phone.get_by_role("columnheader").count() == desk.get_by_role("columnheader").count()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_every_error_link_puts_its_field_on_the_screen(show: Open, scripts: bool) -> None:
    page = show("wrong", PHONE, java_script_enabled=scripts)
    links = page.locator(".govuk-error-summary a")
    assert links.count() == 13
    for n in range(links.count()):
        link = links.nth(n)
        target = page.locator(link.get_attribute("href") or "")
        if scripts and target.get_attribute("type") == "file":
            continue  # the script puts a button of the same id in its place: see the test of files
        link.click()
        box = target.bounding_box()
        assert box
        assert 0 <= box["y"] <= PHONE["height"]
        if scripts:
            assert target.evaluate("e => e === document.activeElement")


def test_choosing_a_file_is_reached_from_its_error_too(show: Open) -> None:
    page = show("wrong", PHONE)
    page.click(".govuk-error-summary a[href='#id_file']")
    assert page.evaluate("document.activeElement.id") == "id_file"
    assert page.locator("#id_file:focus").is_visible()


def test_with_scripts_the_summary_has_the_focus(show: Open) -> None:
    wrong = show("wrong")
    wrong.wait_for_function("document.activeElement !== document.body")
    assert "There is a problem" in wrong.evaluate(
        "[...document.querySelectorAll('[role=alert]')].map(e => e.innerText).join()"
    )


def test_a_password_can_be_looked_at_and_what_is_left_of_a_text_is_counted(show: Open) -> None:
    page = show("blank")
    page.click("text=Show")
    assert page.get_attribute("#id_password", "type") == "text"
    page.fill("#id_notes", "abc")
    page.wait_for_selector("text=You have 397 characters remaining")


def test_the_skip_link_is_first_and_seen(show: Open) -> None:
    page = show("blank", java_script_enabled=False)
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main a:focus, main input:focus").count() == 1


def test_a_wide_table_scrolls_by_keyboard(show: Open) -> None:
    page = show("blank", {"width": 320, "height": 700}, java_script_enabled=False)
    region = page.get_by_role("region", name="Devices by year")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert region.evaluate("e => e.scrollLeft") > 0


def test_without_scripts_every_tab_is_read_one_below_the_other(show: Open) -> None:
    page = show("blank", java_script_enabled=False)
    assert page.locator("#by-maker").is_visible()
    assert page.locator("#by-site").is_visible()


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}], ids=["forced", "paper"])
def test_a_verdict_keeps_an_edge_without_its_colour(show: Open, media: dict[str, str]) -> None:
    page = show("blank")
    page.emulate_media(**media)
    tag = page.locator(".govuk-tag", has_text="Affected").first
    style = tag.evaluate(
        "e => { const s = getComputedStyle(e); return [s.borderTopWidth, s.borderTopColor] }"
    )
    assert style[0] == "1px"
    assert style[1] not in ("rgba(0, 0, 0, 0)", "transparent")


def test_on_paper_there_is_no_navigation(show: Open) -> None:
    page = show("blank")
    page.emulate_media(media="print")
    for gone in (".custodes-header__places", ".govuk-breadcrumbs", ".govuk-pagination", ".govuk-footer"):
        assert not page.locator(gone).is_visible()
    assert page.locator(".custodes-fictional").is_visible()
    assert page.locator("table").first.is_visible()
