"""The catalogue of sources: which pages and feeds are watched, declared in a TOML file."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from monitor.budget import YosanError
from monitor.watch.seasons import NAMES

SHIPPED = Path(__file__).parent / "sources.toml"
"""The catalogue that comes with the package."""

OWN_NAME = "sources.toml"
"""A user's own sources, in YOSAN_HOME, beside the shipped ones."""

KNOWN_KEYS = (
    *("id", "url", "kind", "ministry", "pattern", "follow", "depth", "hosts", "every", "season_every", "seasons"),
    *("allow_private", "manual", "enabled", "note"),
)
DEEPEST = 4
DAY_SECONDS = 86400
EVERY = re.compile(r"(?P<number>\d{1,6}) \s* (?P<unit>[smhd])", re.X)
UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
HOST_NAME = re.compile(r"[a-z0-9.:-]{1,253}")


class CatalogueError(YosanError):
    """A catalogue that cannot be used: file, line, source and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One declared source.

    kind: index (an HTML page of links) or feed. pattern: a regular expression that the URL or the text of a link must match to be a
    release; None takes what reads like one. follow: the same for links that are index pages themselves; None, with a depth, takes
    what reads like one. depth: how many pages deep links are followed. hosts: that may be reached beside the URL's own.
    every_seconds: how often to look; season_every_seconds: how often in its seasons; seasons: their names, None for all.
    allow_private: it may live at a private address. manual: the site turns robots away; `ingest` is the way. enabled: False
    switches it off, and what is known of it stays.
    """

    id: str
    url: str
    kind: str = "index"
    ministry: str | None = None
    pattern: str | None = None
    follow: str | None = None
    depth: int = 0
    hosts: tuple[str, ...] = ()
    every_seconds: int = DAY_SECONDS
    season_every_seconds: int | None = None
    seasons: tuple[str, ...] | None = None
    allow_private: bool = False
    manual: bool = False
    enabled: bool = True
    note: str | None = None


def load_catalogues(shipped: Path, own: Path | None) -> tuple[SourceSpec, ...]:
    """The shipped sources and a user's own, where that file is there: one of the same id takes the shipped one's place.

    An own source is taken whole: what it does not say is the default, and not what the shipped one said. Raises CatalogueError.
    """
    specs = {spec.id: spec for spec in load_catalogue(shipped)}
    specs |= {spec.id: spec for spec in (load_catalogue(own) if own and own.exists() else ())}
    return tuple(specs.values())


def load_catalogue(path: Path) -> tuple[SourceSpec, ...]:
    """Every [[source]] of a TOML file. Raises CatalogueError on syntax, unknown keys, bad values or an id used twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    lines = _Lines(text)
    if unknown := sorted(data.keys() - {"source"}):
        raise CatalogueError(f"{path.name}, line {lines.top(unknown[0])}: {_unknown(unknown[0], ('[[source]]',))}")
    rows = data.get("source", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CatalogueError(f"{path.name}, line {lines.top('source')}: write [[source]], with double brackets")
    specs: dict[str, SourceSpec] = {}
    for number, row in enumerate(rows):
        declaration = _Declaration(path.name, number, row, lines)
        spec = declaration.spec()
        if spec.id in specs:
            first = lines.of([*specs].index(spec.id), "id")
            raise declaration.wrong("id", f"the id {spec.id!r} is used twice, first in line {first}")
        specs[spec.id] = spec
    return tuple(specs.values())


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, known, 1, 0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"unknown key {key!r}; {hint}known are {', '.join(known)}"


class _Lines:
    """In which line each key stands. tomllib does not tell, so a file that it took is given to it once more statement by statement:
    a statement is the fewest lines that are TOML by themselves, so that no line within a text or a list is taken for a key."""

    def __init__(self, text: str) -> None:
        self._tables: list[tuple[int, dict[str, int]]] = []
        self._top: dict[str, int] = {}
        pending, begun = "", 1
        for number, line in enumerate(text.splitlines(keepends=True), 1):
            pending, begun = (pending + line, begun) if pending else (line, number)
            try:
                said = tomllib.loads(pending)
            except tomllib.TOMLDecodeError:
                continue  # a statement that goes on
            self._note(pending.lstrip(), said, begun)
            pending = ""

    def _note(self, statement: str, said: dict[str, object], line: int) -> None:
        if statement.startswith("["):
            for key in said:
                self._top.setdefault(key, line)
            self._tables.append((line, {}))
            return
        keys = self._tables[-1][1] if self._tables else self._top
        for key in said:
            keys.setdefault(key, line)

    def top(self, key: str) -> int:
        """The line of a key or table at the top."""
        return self._top.get(key, 1)

    def of(self, number: int, key: str) -> int:
        """The line of a key of a source, by the source's number from 0; of its header where it does not have the key."""
        if number >= len(self._tables):
            return self.top("source")  # declared as a list in one statement
        header, keys = self._tables[number]
        return keys.get(key, header)


@dataclass(frozen=True, slots=True)
class _Declaration:
    """One [[source]] as it was written, and how a mistake in it is told."""

    file: str
    number: int
    row: dict[str, object]
    lines: _Lines

    def wrong(self, key: str, what: str) -> CatalogueError:
        """The error that tells what is wrong with a key, and where."""
        name = self.row.get("id") or f"number {self.number + 1}"
        return CatalogueError(f"{self.file}, line {self.lines.of(self.number, key)}: source {name}: {what}")

    def spec(self) -> SourceSpec:
        """The source. Raises CatalogueError."""
        unknown = [key for key in self.row if key not in KNOWN_KEYS]
        if unknown:
            raise self.wrong(unknown[0], _unknown(unknown[0], KNOWN_KEYS))
        kind = self.text("kind") or "index"
        if kind not in ("index", "feed"):
            raise self.wrong("kind", f"kind must be index or feed, not {kind!r}")
        made = SourceSpec(
            id=self.ident(),
            url=self.url(),
            kind=kind,
            ministry=self.text("ministry"),
            pattern=self.expression("pattern"),
            follow=self.expression("follow"),
            depth=self.depth(),
            hosts=self.hosts(),
            every_seconds=self.seconds("every") or DAY_SECONDS,
            season_every_seconds=self.seconds("season_every"),
            seasons=self.seasons(),
            allow_private=self.flag("allow_private", False),
            manual=self.flag("manual", False),
            enabled=self.flag("enabled", True),
            note=self.text("note"),
        )
        if made.follow is not None and made.depth == 0:
            raise self.wrong("follow", "follow needs a depth: how many pages deep links are followed, 1 for most sites")
        if made.manual and not made.note:
            raise self.wrong("manual", "a manual source needs a note that says why, as readers see it")
        return made

    def ident(self) -> str:
        """The id."""
        ident = self.text("id")
        if ident is None or not SOURCE_ID.fullmatch(ident):
            raise self.wrong("id", "id must be lower-case letters, digits and hyphens")
        return ident

    def url(self) -> str:
        """The address of the index page or feed."""
        url = self.text("url") or ""
        try:
            usable = urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
        except ValueError:
            usable = None
        if not usable:
            raise self.wrong("url", "url must be an http or https address")
        return url

    def text(self, key: str) -> str | None:
        """A text that may be missing."""
        value = self.row.get(key)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, f"{key} must be a text")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """A switch."""
        value = self.row.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"{key} must be true or false")
        return value

    def expression(self, key: str) -> str | None:
        """A regular expression that may be missing."""
        text = self.text(key)
        try:
            re.compile(text or "")
        except re.error as error:
            raise self.wrong(key, f"{key} is no regular expression: {error}") from error
        return text

    def depth(self) -> int:
        """How many pages deep links are followed."""
        value = self.row.get("depth", 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= DEEPEST:
            raise self.wrong("depth", f"depth must be a number from 0 to {DEEPEST}")
        return value

    def names(self, key: str) -> tuple[str, ...] | None:
        """A list of texts that may be missing."""
        value = self.row.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(name, str) for name in value)):
            raise self.wrong(key, f"{key} must be a list of texts")
        return None if value is None else tuple(value)

    def hosts(self) -> tuple[str, ...]:
        """Names of further hosts."""
        names = self.names("hosts") or ()
        for name in names:
            if not HOST_NAME.fullmatch(name):
                raise self.wrong("hosts", f"hosts are names such as www.example.go.jp, in small letters, not {name!r}")
        return names

    def seasons(self) -> tuple[str, ...] | None:
        """Names of seasons."""
        names = self.names("seasons")
        for name in names or ():
            if name not in NAMES:
                raise self.wrong("seasons", f"no season has the name {name!r}; known are {', '.join(NAMES)}")
        return names

    def seconds(self, key: str) -> int | None:
        """A span of time."""
        text = self.text(key)
        if text is None:
            return None
        m = EVERY.fullmatch(text)
        if not m or int(m["number"]) == 0:
            raise self.wrong(key, f"{key} must be a span such as 30s, 15m, 6h or 1d, not {text!r}")
        return int(m["number"]) * UNIT_SECONDS[m["unit"]]
