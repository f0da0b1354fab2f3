"""A reader walks the static site from a plain file server: every page, on a desk and a phone, with scripts switched off."""

import http.server
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import accessible
import public_sites
import pytest
from browsing import CHROMIUM, DESK, PHONE, chromium

from custodes.publication.site import addresses, find_pages
from custodes.publication.site.exporting import export

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")
LARGEST = 200_000
"""Bytes of a page."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of two waves, below a folder of a file server."""
    root = tmp_path_factory.mktemp("served")
    site = public_sites.site(public_sites.two_editions(), public_sites.with_technologies())
    export(site, root / "cameras")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find_pages, "NAMES", 3)
        export(public_sites.site(public_sites.two_editions()), root / "large")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/cameras/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def test_every_page_is_reached_by_links_is_small_and_asks_nobody_else(browser: Any, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, asked, wrong = context.new_page(), set(), []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("response", lambda response: response.status < 400 or wrong.append(response.url))
    waiting, seen = [served], {served}
    while waiting:
        address = waiting.pop()
        response = page.goto(address)
        assert len(response.body()) < LARGEST, address
        assert page.locator("h1").count() == 1, address
        for link in page.locator("a").evaluate_all("links => links.map(link => link.href)"):
            found = link.partition("#")[0]
            if found.startswith(served) and found.endswith("/") and found not in seen:
                seen.add(found)
                waiting.append(found)
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            assert page.locator(".custodes-fictional").is_visible(), (address, viewport)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"], (address, viewport)
    context.close()
    assert wrong == []
    assert {url for url in asked if not url.startswith((served, "data:"))} == set()
    site = public_sites.site(public_sites.two_editions(), public_sites.with_technologies())
    pages = {served + one for one in addresses(site) if one.endswith("/") or not one}
    assert pages == seen


KINDS = [
    "",
    "autumn/",
    "autumn/figures/",
    "autumn/figures/many/",
    "autumn/figures/said/",
    "autumn/bodies/",
    "autumn/bodies/aldbourne/",
    "autumn/errata/",
    "autumn/find/",
    "autumn/data/",
    "autumn/print/",
    "autumn/editions/",
    "autumn/editions/1/",
    "autumn/editions/1/figures/said/",
    "technologies/inventory/",
    "technologies/makers/",
    "technologies/makers/hikvision/",
    "technologies/watchlists/",
    "technologies/watchlists/survey-2022/",
    "technologies/transparency/",
    "technologies/technologies/",
    "technologies/technologies/cctv_external/",
    "technologies/themes/use/",
]


def test_no_accessibility_rule_is_broken(browser: Any, served: str) -> None:
    context = browser.new_context(bypass_csp=True)  # the rules come as a script
    page = context.new_page()
    for address in KINDS:
        page.goto(served + address)
        for viewport in (DESK, PHONE):
            page.set_viewport_size(viewport)
            assert accessible.broken_rules(page) == "", (address, viewport)
    context.close()


def test_from_the_report_to_a_correction_to_a_body_to_the_data_by_keyboard_and_clicks(
    browser: Any, served: str
) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto(served)
    page.get_by_role("link", name="Autumn survey").click()
    page.wait_for_url(f"{served}autumn/")  # or the key is pressed on the page that goes away
    page.keyboard.press("Tab")
    assert page.locator("a:focus").inner_text() == "Skip to main content"
    page.keyboard.press("Enter")  # or it goes away between the press and the release of the next click
    page.locator(".custodes-tile a").first.click()
    page.wait_for_url(f"{served}autumn/figures/many/")
    assert page.locator("main h2").first.inner_text() == "Correction"
    assert page.locator("img").evaluate("image => image.naturalWidth") > 100
    page.get_by_role("link", name="Aldbourne").click()
    page.wait_for_url("**/bodies/**")
    assert page.get_by_role(
        "heading", name=re.compile("^[0-9]+ corrections? of figures that it is in")
    ).is_visible()
    page.get_by_text("Why", exact=True).click()
    assert page.get_by_text("Counted again").is_visible()
    page.get_by_role("link", name="Data", exact=True).click()
    page.wait_for_url(f"{served}autumn/data/")
    with page.expect_download() as got:
        page.get_by_role("link", name="publication-autumn-2.zip").click()
    shown = public_sites.two_editions().now
    assert Path(got.value.path()).read_bytes() == shown.contents
    context.close()


def test_a_body_is_found_by_a_part_of_its_name_and_without_scripts_the_list_is_whole(
    browser: Any, served: str
) -> None:
    for scripts in (True, False):
        context = browser.new_context(viewport=PHONE, java_script_enabled=scripts)
        page, wrong = context.new_page(), []
        page.on("console", lambda message, wrong=wrong: wrong.append(message.text))
        page.goto(f"{served}autumn/")
        page.get_by_role("link", name="Find", exact=True).click()
        page.wait_for_url(f"{served}autumn/find/")
        names = page.locator("#names a")
        every = names.count()
        assert page.get_by_role("searchbox").is_visible() == scripts
        if scripts:
            page.get_by_role("searchbox").fill("ÁLD bourne")
            page.get_by_role("status").filter(has_text="1 of ").wait_for()
            assert [one.inner_text() for one in names.all() if one.is_visible()] == ["Aldbourne"]
            assert page.get_by_role("status").inner_text() == f"1 of {every}"
        else:
            assert all(one.is_visible() for one in names.all())
        names.filter(has_text="Aldbourne").click()
        page.wait_for_url("**/bodies/aldbourne/")
        assert wrong == []
        context.close()


def test_what_stands_on_another_page_of_the_list_is_found_too(browser: Any, served: str) -> None:
    context = browser.new_context(viewport=DESK)
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(served.replace("cameras", "large") + "autumn/find/")
    names = page.locator("#names a")
    assert names.count() == 3
    assert names.filter(has_text="Corvedale").count() == 0
    page.get_by_role("searchbox").fill("corve")
    page.get_by_role("status").filter(has_text="1 of ").wait_for()
    names.filter(has_text="Corvedale").click()
    page.wait_for_url("**/large/autumn/bodies/corvedale/")
    page.go_back()
    page.get_by_role("searchbox").fill("nobody at all")
    page.get_by_role("status").filter(has_text="Try fewer words").wait_for()
    page.get_by_role("searchbox").fill("")
    page.locator("#names li:nth-child(3)").wait_for()
    assert wrong == []
    page.route("**/names.json", lambda route: route.abort())
    page.reload()
    page.get_by_role("searchbox").fill("corve")
    page.get_by_role("status").filter(has_text="Look through the pages").wait_for()
    assert names.count() == 3
    context.close()
