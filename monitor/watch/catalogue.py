"""The catalogue of sources: which pages and feeds are watched, declared in a TOML file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from monitor.budget import YosanError

SHIPPED = Path(__file__).parent / "sources.toml"
"""The catalogue that comes with the package."""

KNOWN_KEYS = {
    *("id", "url", "kind", "ministry", "pattern", "follow", "depth", "hosts", "every", "season_every", "seasons"),
    *("allow_private", "manual", "enabled", "note"),
}
DEEPEST = 4
EVERY = re.compile(r"(?P<number>\d+) \s* (?P<unit>[smhd])", re.X)
UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class CatalogueError(YosanError):
    """A catalogue that cannot be used: file, source and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One declared source.

    kind: index (an HTML page of links) or feed. pattern: a regular expression that the URL or the text of a link must match to be a
    release; None takes what reads like one. follow: the same for links that are index pages themselves; None, with a depth, takes
    what reads like one. depth: how many pages deep links are followed. hosts: that may be reached beside the URL's own.
    every_seconds: how often to look; season_every_seconds: how often in its seasons; seasons: their names, None for all.
    allow_private: it may live at a private address. manual: the site turns robots away; `ingest` is the way.
    """

    id: str
    url: str
    kind: str = "index"
    ministry: str | None = None
    pattern: str | None = None
    follow: str | None = None
    depth: int = 0
    hosts: tuple[str, ...] = ()
    every_seconds: int = 86400
    season_every_seconds: int | None = None
    seasons: tuple[str, ...] | None = None
    allow_private: bool = False
    manual: bool = False
    enabled: bool = True
    note: str | None = None


def load_catalogue(path: Path) -> tuple[SourceSpec, ...]:
    """Every [[source]] of a TOML file. Raises CatalogueError on syntax, unknown keys, bad values or an id used twice."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if unknown := sorted(data.keys() - {"source"}):
        raise CatalogueError(f"{path.name}: unknown key {unknown[0]!r}; only [[source]] tables are known")
    rows = data.get("source", [])
    if not isinstance(rows, list):
        raise CatalogueError(f"{path.name}: write [[source]], with double brackets")
    specs = tuple(_spec(path.name, number, row) for number, row in enumerate(rows, 1))
    seen: set[str] = set()
    for spec in specs:
        if spec.id in seen:
            raise CatalogueError(f"{path.name}: the id {spec.id!r} is used twice")
        seen.add(spec.id)
    return specs


def load_catalogues(shipped: Path, own: Path | None) -> tuple[SourceSpec, ...]:
    """The shipped sources and a user's own: one of the same id replaces the shipped one, in its place. Raises CatalogueError."""
    specs = {spec.id: spec for spec in load_catalogue(shipped)}
    specs |= {spec.id: spec for spec in (load_catalogue(own) if own else ())}
    return tuple(specs.values())


def _spec(file: str, number: int, row: dict[str, object]) -> SourceSpec:
    where = f"{file}: source {row.get('id') or f'number {number}'}"
    if unknown := sorted(row.keys() - KNOWN_KEYS):
        raise CatalogueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(KNOWN_KEYS))}")
    ident, url = _text(where, row, "id"), _text(where, row, "url")
    if ident is None or not SOURCE_ID.fullmatch(ident):
        raise CatalogueError(f"{where}: id must be lower-case letters, digits and hyphens")
    if url is None or urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise CatalogueError(f"{where}: url must be an http or https address")
    kind = _text(where, row, "kind") or "index"
    if kind not in ("index", "feed"):
        raise CatalogueError(f"{where}: kind must be index or feed, not {kind!r}")
    season_every = _text(where, row, "season_every")
    return SourceSpec(
        id=ident,
        url=url,
        kind=kind,
        ministry=_text(where, row, "ministry"),
        pattern=_expression(where, row, "pattern"),
        follow=_expression(where, row, "follow"),
        depth=_depth(where, row),
        hosts=_names(where, row, "hosts") or (),
        every_seconds=_seconds(where, _text(where, row, "every") or "1d"),
        season_every_seconds=_seconds(where, season_every) if season_every else None,
        seasons=_names(where, row, "seasons"),
        allow_private=_flag(where, row, "allow_private"),
        manual=_flag(where, row, "manual"),
        enabled=_flag(where, row, "enabled", default=True),
        note=_text(where, row, "note"),
    )


def _text(where: str, row: dict[str, object], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise CatalogueError(f"{where}: {key} must be a text")
    return value


def _expression(where: str, row: dict[str, object], key: str) -> str | None:
    text = _text(where, row, key)
    try:
        re.compile(text or "")
    except re.error as error:
        raise CatalogueError(f"{where}: {key} is no regular expression: {error}") from error
    return text


def _names(where: str, row: dict[str, object], key: str) -> tuple[str, ...] | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise CatalogueError(f"{where}: {key} must be a list of texts")
    return tuple(value)


def _depth(where: str, row: dict[str, object]) -> int:
    value = row.get("depth", 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= DEEPEST:
        raise CatalogueError(f"{where}: depth must be a number from 0 to {DEEPEST}")
    return value


def _flag(where: str, row: dict[str, object], key: str, *, default: bool = False) -> bool:
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise CatalogueError(f"{where}: {key} must be true or false")
    return value


def _seconds(where: str, text: str) -> int:
    m = EVERY.fullmatch(text)
    if not m or int(m["number"]) == 0:
        raise CatalogueError(f"{where}: every must be a span such as 30s, 15m, 6h or 1d, not {text!r}")
    return int(m["number"]) * UNIT_SECONDS[m["unit"]]
