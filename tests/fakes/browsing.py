"""A person at a real browser, on the real service: what they read, type, press and follow.

Waiting is always for something to be so, never for time to pass; how long depends on the machine.
"""

import email
import html
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urldefrag, urljoin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Response
    from playwright.sync_api import Request as Sent
    from service_process import Service

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    # no page stays for as long as it takes to compile its scripts well
    "--js-flags=--no-maglev --no-turbofan",
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 700}
READABLE = ("text/", "application/json", "application/jsonl")
PATIENCE = 120.0
"""Seconds a busy machine may take to do what takes an idle one a moment."""
MOMENT = 20.0
"""Seconds in which what is on a page that has come can be found and used."""


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Debian's browser, for a module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class App:
    """An authenticator app. Each code is good once, so the same one is never given twice."""

    key: str
    _last: str = ""

    def code(self) -> str:
        """What it shows, as soon as that is another than the last."""
        from signing_in import code_of

        while (shown := code_of(self.key)) == self._last:
            time.sleep(0.2)
        self._last = shown
        return shown


@dataclass
class Account:
    """What somebody signs in with."""

    email: str
    password: str
    app: App


@dataclass
class Visitor:
    """Somebody with a browser of their own. `wrong`: what broke in it, which is to stay empty."""

    browser: "Browser"
    address: str
    options: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(**{"viewport": DESK, **self.options})
        self.context.set_default_timeout(MOMENT * 1000)
        self.context.set_default_navigation_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _heard(self, message: "ConsoleMessage") -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _failed(self, request: "Sent") -> None:
        if request.failure != "net::ERR_ABORTED":  # by leaving the page, or for a download
            self.wrong.append(f"{self.page.url} did not get {request.url}")

    def _answered(self, response: "Response") -> None:
        worst = 499 if response.request.is_navigation_request() else 399
        if response.status > worst:
            self.wrong.append(f"{response.status} {response.url}")

    def open(self, path: str) -> int:
        """Go to an address of the service; its status is returned."""
        response = self.page.goto(path if path.startswith("http") else self.address + path)
        assert response
        return response.status

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.address)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.page.locator("main").inner_text()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """What is done ends on the next page."""
        with self.page.expect_navigation():
            yield

    def section(self, heading: str) -> str:
        """What stands under a heading of the second level, up to the next."""
        below = "e => { let t = ''; while ((e = e.nextElementSibling) && e.tagName !== 'H2') t += e.innerText + '\\n'; return t }"
        found: str = self.found(self.page.locator("main h2", has_text=heading)).evaluate(below)
        return found

    def press(self, name: str | re.Pattern[str]) -> None:
        """A button that sends a form."""
        button = self.found(self.page.get_by_role("button", name=name, exact=isinstance(name, str)))
        with self.leaving():
            button.click()

    def follow(self, name: str, within: str = "body") -> None:
        """The first link of this name, also one that looks like a button."""
        link = self.found(self.link(name, within))
        with self.leaving():
            link.click()

    def link(self, name: str, within: str = "body") -> "Locator":
        """Links of this name."""
        place = self.page.locator(within)
        like_button = place.locator("a[role=button]", has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        return place.get_by_role("link", name=name, exact=True).or_(like_button)

    def found(self, wanted: "Locator", patience: float = MOMENT) -> "Locator":
        """The first such thing, once it is there. Raises AssertionError with what the page says instead."""
        from playwright.sync_api import TimeoutError as TooLate

        try:
            wanted.first.wait_for(timeout=patience * 1000)
        except TooLate:
            raise AssertionError(f"{wanted} is not on {self.path}:\n{self.text}") from None
        return wanted.first

    def answer(self, label: str, value: str = "") -> None:
        """Type into a field, choose from a list, or tick."""
        asked = self.found(self.page.get_by_label(label, exact=True))
        kind = asked.evaluate("e => e.type || ''")
        if kind.startswith("select"):
            asked.select_option(label=value)
        elif kind in ("radio", "checkbox"):
            asked.check()
        else:
            asked.fill(value)

    def sees(self, text: str) -> None:
        """Wait until the page says so."""
        self.found(self.page.locator("main").get_by_text(text))

    def looks_again_until(self, holds: Callable[[], bool]) -> None:
        """Load the page again, as somebody who waits for work in the background."""
        give_up = time.monotonic() + 2 * PATIENCE
        while not holds():
            assert time.monotonic() < give_up, f"{self.path} stayed as it was:\n{self.text}"
            self.page.wait_for_timeout(250)
            self.page.reload()

    def tab_to(self, wanted: "Locator") -> None:
        """Press Tab until it has the focus."""
        self.found(wanted)
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"{wanted} cannot be reached by keyboard on {self.path}")

    def type(self, label: str, value: str) -> None:
        """Reach a field with Tab and type, without a mouse."""
        self.tab_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(value)

    def enter(self, name: str) -> None:
        """Reach a link or a button with Tab and press Enter."""
        wanted = self.link(name).or_(self.page.get_by_role("button", name=name, exact=True)).first
        self.tab_to(wanted)
        with self.leaving():
            self.page.keyboard.press("Enter")

    def status(self, address: str) -> int:
        """How the service answers this person, without opening it in the browser."""
        return self.context.request.get(self.address + address, max_redirects=0).status

    def walk(self, start: str) -> dict[str, "Answer"]:
        """Follow every link from a page on, without the browser; what is found, by address.

        Of addresses that differ by their numbers alone two are opened, and one of those that ask for something.
        """
        found: dict[str, Answer] = {}
        shapes: Counter[str] = Counter()
        waiting = [start]
        while waiting:
            address = waiting.pop(0)
            path, _, asked = address.partition("?")
            shape = re.sub(r"\d+", "#", path) + ("?" if asked else "")
            if address in found or shapes[shape] >= (1 if asked else 2):
                continue
            shapes[shape] += 1
            found[address] = answer = self.asked_for(address)
            waiting += links(answer.text, address) if answer.is_page else []
        return found

    def asked_for(self, address: str) -> "Answer":
        """What the service answers this person, without the browser."""
        got = self.context.request.get(self.address + address)
        kind = got.headers.get("content-type", "")
        is_page = kind.startswith("text/html") and "content-disposition" not in got.headers
        return Answer(got.status, is_page, got.text() if kind.startswith(READABLE) else "")

    def download(self, name: str) -> bytes:
        """Follow a link to a file, and return what is in it."""
        link = self.found(self.link(name))
        with self.page.expect_download() as waiting:
            link.click()
        return Path(waiting.value.path()).read_bytes()


class Answer(NamedTuple):
    """What the service answers to an address. `text` also of files that are text."""

    status: int
    is_page: bool
    text: str


def links(page: str, here: str) -> list[str]:
    """Addresses of the service that a page leads to, in their order."""
    found = (
        urldefrag(urljoin(here, html.unescape(each)))[0]
        for each in re.findall(r'<a [^>]*href="([^"]*)"', page)
    )
    return list(dict.fromkeys(each for each in found if each.startswith("/")))


def sign_in(at: Visitor, who: Account) -> None:
    """By password and app, until one is at home."""
    at.open("/sign-in")
    at.answer("E-mail address", who.email)
    at.answer("Password", who.password)
    at.press("Sign in")
    give_code(at, who.app)
    at.page.wait_for_url(f"{at.address}/")


def give_code(at: Visitor, app: App, label: str = "Code") -> None:
    """Type what the app shows. Whoever is too slow for it types the next one."""
    for _ in range(3):
        asked = at.page.url
        at.answer(label, app.code())
        at.press("Continue")
        if at.page.url != asked:
            return
    raise AssertionError(at.text)


def set_up_second_factor(at: Visitor) -> App:
    """By typing the key that is shown into an app; ends at the recovery codes."""
    shown = at.page.locator("p", has_text="Key:").locator("strong").inner_text()
    app = App(shown.replace(" ", ""))
    give_code(at, app, "Code that the app shows now")
    return app


def link_in_mail(service: "Service", to: str) -> str:
    """The link in the last mail to somebody."""
    for file in sorted((service.data / "mail").iterdir(), key=lambda file: file.stat().st_mtime_ns)[::-1]:
        for text in file.read_text().split("-" * 79):
            mail = email.message_from_string(text.lstrip())
            if mail["To"] == to:
                body = mail.get_payload(decode=True)
                assert isinstance(body, bytes)
                return re.findall(r"http\S+", body.decode())[-1]
    raise AssertionError(f"There is no mail to {to}")


def settle_in(service: "Service", story: str = "") -> dict[str, Account]:
    """Put the cast into the service, each with a second factor; what they sign in with, by part.

    `story`: a module with a function `tell(cast)`, run beside the service, for what else there is; it returns
    who else there is, by part.
    """
    here = Path(__file__).parent
    ours = (str(here.parent), str(here), str(here.parent / "journeys"), os.environ.get("PYTHONPATH", ""))
    path = os.pathsep.join(filter(None, ours))
    told = subprocess.run(
        [sys.executable, "-c", f"import browsing; browsing.tell({story!r})"],
        env=service.environment | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "custodes.web.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    return {part: Account(email, password, App(key)) for part, (email, password, key) in found.items()}


def tell(story: str) -> None:
    """Run as a process of its own: the cast, in the database of a service."""
    from importlib import import_module

    import django
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    django.setup()
    PBKDF2PasswordHasher.iterations = 1  # whoever signs in gets a slow one
    from signing_in import authenticator

    from cast import PASSWORD, assemble

    cast = assemble()
    people = dict(cast.people)
    people |= import_module(story).tell(cast) if story else {}
    keys = {part: (who.email, PASSWORD, authenticator(who)) for part, who in people.items()}
    print(json.dumps(keys))
