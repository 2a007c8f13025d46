"""A ledger in which the pretend ministry's two years and the silent replacement stand, and the pages over it on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from monitor.commands.opening import open_home, utc_now
from monitor.demo import PretendMinistry, watch_three_acts
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.web.app import create_app


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the pages, served over HTTP."""
    home = open_home(
        Settings(home=tmp_path_factory.mktemp("web"), database_url=None, gap_seconds=0, public_url="https://yosan.example")
    )
    with PretendMinistry().open() as ministry:
        watch_three_acts(home.database, home.captures, home.settings, ministry, utc_now)
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(home.database, home.captures, home.settings)
    with serving(app, listener), httpx.Client(base_url=address, trust_env=False) as client:
        client.database = home.database  # type: ignore[attr-defined]
        yield client
    home.database.close()
