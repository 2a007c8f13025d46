"""Makes the pictures of the README from the demonstration's own pages: python -m docs.pictures (needs Debian's chromium)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from monitor.commands.opening import open_home, utc_now
from monitor.demo import PretendMinistry, watch_three_acts
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.web.app import create_app

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE = {"width": 960, "height": 760}, {"width": 390, "height": 760}


@contextmanager
def pages() -> Iterator[str]:
    """The demonstration's pages on loopback; their address."""
    with tempfile.TemporaryDirectory() as folder, PretendMinistry().open() as ministry:
        home = open_home(Settings(home=Path(folder), database_url=None, gap_seconds=0))
        watch_three_acts(home.database, home.captures, home.settings, ministry, utc_now)
        listener = listen("127.0.0.1", 0)
        with serving(create_app(home.database, home.captures, home.settings), listener):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        home.database.close()


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with pages() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for language in ("ja", "en"):
            for name, size in (("changes", DESKTOP), ("changes-phone", PHONE)):
                page = browser.new_page(viewport=size)  # type: ignore[arg-type]
                page.goto(f"{address}/?lang={language}")
                page.screenshot(path=FOLDER / f"{name}-{language}.png")
                page.close()
        page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
        page.goto(f"{address}/")
        page.get_by_role("link", name="自動運転送迎車両導入実証事業").first.click()
        page.screenshot(path=FOLDER / "measure-ja.png")
        browser.close()


if __name__ == "__main__":
    main()
