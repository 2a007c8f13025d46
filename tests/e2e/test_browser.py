"""The pages in a real browser, at phone and desktop width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import missing
from tests.web.conftest import site  # noqa: F401 - the fixture

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing("no Chromium at its Debian place")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_screen_nor_complains(browser: Browser, site: httpx.Client, width: int, scheme: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for path in ("/", "/measures", "/releases", "/releases/3", "/sources", "/?lang=en"):
        page.goto(f"{site.base_url}".rstrip("/") + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [text for text in complaints if "favicon" not in text] == []
    page.close()


def test_a_reader_finds_a_measure_and_follows_it_to_its_history(browser: Browser, site: httpx.Client) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{site.base_url}")
    page.get_by_label("変化の種類").select_option(label="補助率")
    page.get_by_role("button", name="しぼり込む").click()
    assert page.locator("article.change").count() == 1
    page.get_by_role("link", name="施策・事業をさがす").click()
    page.get_by_role("searchbox").fill("見守り")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="見守り機器貸与事業").click()
    assert "国 1/3" in page.inner_text("main")
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "What was stated" in page.inner_text("main")
    page.close()
