"""A headless Chromium, and pages that are watched: no error on the console, no request that leaves the page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

ROOT = Path(__file__).parents[2]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A new page, 1440 pixels wide; after the test nothing may have gone wrong in it."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="ru-RU", accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(15_000)

    def said(message: "ConsoleMessage") -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:  # an answer that refuses
            wrong.append(f"console: {message.text}")

    def asked(dialog: "Dialog") -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def sent(request: "Request") -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            wrong.append(f"request: {request.url}")

    opened.on("console", said)
    opened.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    opened.on("dialog", asked)
    opened.on("request", sent)
    yield opened
    context.close()
    assert wrong == []
