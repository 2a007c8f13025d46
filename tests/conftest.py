"""What the tests share: where real releases are, which databases there are, and what happens when something is not there."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from monitor.read import pool, sandbox
from monitor.read.pool import Readers

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("YOSAN_REQUIRE") == "all"


def missing(what: str) -> None:
    """Skip with the reason; where everything is required (CI), fail instead."""
    if REQUIRE_ALL:
        pytest.fail(f"{what}, and YOSAN_REQUIRE=all allows no skip", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real releases, scorers and gold readings, kept outside the project."""
    folder = Path(os.environ.get("YOSAN_SHARED", ROOT.parent / "shared"))
    if not (folder / "data" / "releases").is_dir():
        missing(f"no real releases at {folder.name}/data (set YOSAN_SHARED)")
    return folder


class Plant(Protocol):
    """Puts code into a module of the copy of the program that readers run, in place of what stands there or behind it."""

    def __call__(self, module: str, code: str, *, append: bool = False) -> None: ...


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Plant]:
    """Readers of this test alone, which run a copy of the program, and a way to change that copy before they start."""
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "monitor", copy / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    pool.close_readers()
    readers = Readers(1)
    monkeypatch.setattr(sandbox, "ROOT", str(copy))
    monkeypatch.setattr(pool, "_readers", readers)

    def put(module: str, code: str, *, append: bool = False) -> None:
        with (copy / module).open("a" if append else "w", encoding="utf-8") as source:
            source.write(f"\n\n{code}\n")

    yield put
    readers.close()


def postgres_url() -> str:
    """Where the PostgreSQL for tests is: YOSAN_TEST_POSTGRES, else the local server's default."""
    return os.environ.get("YOSAN_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own: a SQLite file, then a PostgreSQL database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'yosan.db'}"
        return
    server = create_engine(postgres_url(), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"yosan_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        missing(f"no PostgreSQL to test on ({str(error.orig).splitlines()[0]})")
    try:
        yield str(server.url.set(database=name).render_as_string(hide_password=False))
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        server.dispose()
