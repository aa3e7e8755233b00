"""A real browser for pages that are opened from a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, without a sandbox (CI runs as root). A test without one fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("no Chromium on this machine: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Reader:
    """A page on its way: what it asked for and complained of is written down."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def count(self, kind: str) -> int:
        """The number on a verdict's button."""
        return int(self.page.locator(f"[data-kind={kind}] .count").inner_text().replace(",", ""))

    def choose(self, *kinds: str) -> None:
        """Press the buttons of these verdicts, release all others."""
        for button in self.page.locator("[data-kind]").all():
            wanted = button.get_attribute("data-kind") in kinds
            if (button.get_attribute("aria-pressed") == "true") != wanted:
                button.dispatch_event("click")
