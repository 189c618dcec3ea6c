"""A real Chromium, driven through Playwright: what a page asks for, what it complains of, and how it looks."""

import contextlib
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

PHONE, DESK = (320, 640), (1280, 900)
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = os.environ.get("INCIDENT_SCREENSHOTS", "")
"""A folder into which the tests put pictures of what they saw, for people to look at."""


@contextlib.contextmanager
def chromium():
    """The browser, without a window. Skips where there is none; in CI that is a failure."""
    found = shutil.which("chromium")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is not installed (apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_QUIET)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page in a window of its own, and what went on in it.

    complaints: of the console, of the content security policy, of scripts, of the network; and what no page of ours
    does: dialogs, windows, downloads. asked: the addresses of all requests, those that were refused included.
    """

    def __init__(self, context, home):
        self.home = home
        self.complaints = []
        self.asked = []
        self.page = page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self.complaints.append(f"window: {popup.url}"))
        page.on("download", lambda download: self.complaints.append(f"download: {download.url}"))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", self._response)
        issues = context.new_cdp_session(page)
        issues.on("Audits.issueAdded", lambda found: self.complaints.append(f"issue: {found['issue']['code']}"))
        issues.send("Audits.enable")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _response(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def to(self, path="", until="load"):
        """Open a page of the site, and wait until everything in it has come (`networkidle`: and half a second more)."""
        self.page.goto(f"{self.home}/{path}", wait_until=until)
        return self

    @property
    def elsewhere(self):
        """What was asked of other hosts than the page's own."""
        return [address for address in self.asked if urlsplit(address).netloc != urlsplit(self.home).netloc]

    @property
    def overflow(self):
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
        )

    @property
    def faults(self):
        """What axe finds fault with: its rules, and the elements that break them."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]

    def shot(self, name):
        """A picture of the page, or of the first part of a long one, where somebody wants to look at them."""
        if SHOTS:
            os.makedirs(SHOTS, exist_ok=True)
            width, height = self.page.viewport_size["width"], self.page.evaluate("document.body.scrollHeight")
            part = {"x": 0, "y": 0, "width": width, "height": min(height, 4000)}
            self.page.screenshot(path=Path(SHOTS) / f"{name.strip()}.png", full_page=True, clip=part)


@contextlib.contextmanager
def visit(browser, home, size=DESK, scheme="light", **settings):
    """A visit by somebody who was never here. settings: Playwright's, of a context (`bypass_csp`, `reduced_motion`)."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **settings)
    try:
        yield Visit(context, home)
    finally:
        context.close()
