"""The pages and feeds as one ASGI application. GET and HEAD change nothing; the only POST ends a subscription."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException

from monitor import __version__
from monitor.budget import Basis, ChangeKind
from monitor.settings import Settings
from monitor.watch.seasons import Season, japanese_day, read_declared, seasons_of
from monitor.web import feeds, queries
from monitor.web.metrics import MEDIA_TYPE as METRICS_TYPE
from monitor.web.metrics import Pulse, all_metrics, exposition
from monitor.web.readiness import faults
from notifiers.lines import line
from notifiers.subscribers import end_subscriber, holder_of_token
from notifiers.words import BASES, LABELS, RELATIONS
from storage.captures import CaptureError, CaptureStore
from storage.database import Database
from storage.health import unchecked_sources
from storage.history import reading_as_of
from templates import environment

STYLE = (Path(__file__).resolve().parent.parent.parent / "templates" / "pages" / "style.css").read_bytes()
FEED_SIZE = 200
"""How many of the newest changes the feed of everything holds."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

JST = ZoneInfo("Asia/Tokyo")
Page = Annotated[int, Query(ge=1, le=10000)]
Day = Annotated[date | None, Query(le=date(9999, 12, 30))]  # the day after it is one too
Token = Annotated[str, PathParameter(max_length=100)]
Sha256 = Annotated[str, PathParameter(pattern="^[0-9a-f]{64}$")]


class Site:
    """What every page needs: the ledger, the captures and the settings."""

    def __init__(self, database: Database, captures: CaptureStore, settings: Settings) -> None:
        self.database = database
        self.captures = captures
        self.settings = settings
        self.declared = read_declared(settings.seasons)

    def seasons(self, now: datetime) -> tuple[Season, ...]:
        """The seasons that it is, in Japan."""
        return seasons_of(japanese_day(now), self.declared)

    def page(self, name: str, request: Request, status: int = 200, language: str = "ja", **values: Any) -> HTMLResponse:
        """A rendered page in the language the reader asked for, else in `language`."""
        asked = request.query_params.get("lang")
        language = asked if asked in ("ja", "en") else language
        other = dict(request.query_params) | {"lang": "en" if language == "ja" else "ja"}

        def t(japanese: str, english: str) -> str:
            return english if language == "en" else japanese

        def link(path: str, **query: Any) -> str:
            given = {key: value for key, value in query.items() if value not in (None, "")}
            if language == "en":
                given["lang"] = "en"
            return f"{path}?{urlencode(given)}" if given else path

        body = (
            environment()
            .get_template(f"pages/{name}.html")
            .render(
                t=t,
                link=link,
                lang=language,
                other_language=f"{request.url.path}?{urlencode(other)}",
                version=__version__,
                labels=LABELS[language],
                describe=partial(line, language=language),
                basis_words=BASES[language],
                relation_words=RELATIONS[language],
                kinds=[kind.value for kind in ChangeKind],
                bases=[basis.value for basis in Basis],
                **values,
            )
        )
        return HTMLResponse(body, status_code=status)


def create_app(database: Database, captures: CaptureStore, settings: Settings, pulse: Pulse | None = None) -> FastAPI:
    """The application over an opened and migrated ledger. pulse: of the schedule that runs beside it, None where none does."""
    app = FastAPI(title="yosan-watch", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    site = Site(database, captures, settings)
    _add_headers(app)
    _add_errors(app, site)
    _add_pages(app, site)
    _add_measure_pages(app, site)
    _add_release_pages(app, site)
    _add_feeds(app, site)
    _add_unsubscribe(app, site)
    _add_health(app, site, pulse)
    return app


def _add_headers(app: FastAPI) -> None:
    @app.middleware("http")
    async def headers(request: Request, onward: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await onward(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _add_errors(app: FastAPI, site: Site) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return site.page("error", request, status=error.status_code, status_code=error.status_code)

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, _: RequestValidationError) -> Response:
        return site.page("error", request, status=422, status_code=422)


def _add_pages(app: FastAPI, site: Site) -> None:
    @app.api_route("/", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def changes(
        request: Request,
        ministry: str | None = None,
        kind: str | None = None,
        basis: str | None = None,
        page: Page = 1,
        as_of: Day = None,
    ) -> Response:
        with reading_as_of(site.database, _end_of(as_of)) as session:
            news, more = queries.latest_changes(session, ministry=ministry, kind=kind, basis=basis, page=page)
            stale = unchecked_sources(session, datetime.now(UTC))
            names = queries.ministries(session)
        chosen = {"ministry": ministry, "kind": kind, "basis": basis, "as_of": as_of}
        return site.page("changes", request, news=news, more=more, page=page, chosen=chosen, ministries=names, stale=stale)

    @app.api_route("/sources", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def sources(request: Request) -> Response:
        now = datetime.now(UTC)
        with site.database.reading() as session:
            found = queries.list_sources(session, site.declared)
            late = {one.source_id for one in unchecked_sources(session, now)}
        held = sum(source.holds for source in found)
        return site.page(
            "sources", request, sources=found, late=late, today=japanese_day(now), held=held, seasons=site.seasons(now)
        )

    @app.api_route("/style.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _end_of(day: date | None) -> datetime | None:
    """When a day in Japan is over; None without one."""
    return datetime.combine(day + timedelta(days=1), time(), JST) if day is not None else None


def _add_measure_pages(app: FastAPI, site: Site) -> None:
    @app.api_route("/measures", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def measures(request: Request, q: Annotated[str, Query(max_length=200)] = "", page: Page = 1) -> Response:
        with site.database.reading() as session:
            found, more = queries.find_measures(session, q, page)
            rows = [(m.id, m.name, m.level, m.parent_name, m.ministry, m.bureau) for m in found]
        return site.page("measures", request, measures=rows, more=more, page=page, q=q)

    @app.api_route("/measures/{measure_id}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def measure(request: Request, measure_id: str, as_of: Day = None) -> Response:
        with reading_as_of(site.database, _end_of(as_of)) as session:
            history = queries.measure_history(session, measure_id, then=as_of is not None)
        if history is None:
            raise HTTPException(404)
        if history.id != measure_id:
            return _moved(request, f"/measures/{history.id}")
        return site.page("measure", request, measure=history)


def _add_release_pages(app: FastAPI, site: Site) -> None:
    @app.api_route("/releases", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def releases(request: Request) -> Response:
        with site.database.reading() as session:
            found, holds = queries.list_releases(session), queries.open_holds(session)
        return site.page("releases", request, releases=found, holds=holds)

    @app.api_route("/releases/{release_id}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def release(request: Request, release_id: Annotated[int, PathParameter(ge=1, le=2**31)]) -> Response:
        with site.database.reading() as session:
            view = queries.release_view(session, release_id)
        if view is None:
            raise HTTPException(404)
        return site.page("release", request, release=view, page_address=queries.page_address)

    @app.api_route("/captures/{sha256}", methods=["GET", "HEAD"])
    def capture(sha256: Sha256) -> Response:
        """The very bytes that were read. Always a download: what a ministry's server gave us is not ours to show as our page."""
        try:
            body = site.captures.get(sha256)
        except CaptureError as error:
            raise HTTPException(404) from error
        headers = {"Content-Disposition": f'attachment; filename="{sha256[:16]}"', "Cache-Control": "max-age=31536000, immutable"}
        return Response(body, media_type="application/octet-stream", headers=headers)


def _add_feeds(app: FastAPI, site: Site) -> None:
    @app.api_route(feeds.CHANGES_PATH, methods=["GET", "HEAD"])
    def changes_feed(request: Request) -> Response:
        with site.database.reading() as session:
            news, _ = queries.latest_changes(session, size=FEED_SIZE)
        return _conditional(request, feeds.changes_feed(news, site.settings.public_url))

    @app.api_route(feeds.measure_path("{measure_id}"), methods=["GET", "HEAD"])
    def measure_feed(request: Request, measure_id: str) -> Response:
        with site.database.reading() as session:
            history = queries.measure_history(session, measure_id)
        if history is None:
            raise HTTPException(404)
        if history.id != measure_id:
            return _moved(request, feeds.measure_path(history.id))
        public_url = site.settings.public_url
        sure = [one for one in (*history.changes, *history.kin_changes) if not one.is_unsure]
        return _conditional(request, feeds.measure_feed(history.id, history.name, sure, public_url, history.created_at))


def _moved(request: Request, path: str) -> Response:
    """The way from the id of a measure that was joined into another one; no cache keeps it, since a join can be taken back."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{path}{query}", status_code=307)


def _conditional(request: Request, body: bytes) -> Response:
    """A feed with a strong ETag of its bytes; 304 for a reader that has them."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in held or "*" in held:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type=feeds.MEDIA_TYPE, headers={"ETag": etag, "Cache-Control": "no-cache"})


def _add_unsubscribe(app: FastAPI, site: Site) -> None:
    @app.api_route("/u/{token}", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def ask(request: Request, token: Token) -> Response:
        """A page with a button: mail scanners follow links, and a look must not end a subscription."""
        with site.database.reading() as session:
            holder = holder_of_token(session, token)
        if holder is None:
            raise HTTPException(404)
        return site.page("unsubscribe", request, language=holder.language, ended=holder.status == "unsubscribed")

    @app.post("/u/{token}", response_class=HTMLResponse)
    def end(request: Request, token: Token) -> Response:
        """One-click (RFC 8058): done before the answer, the same answer the second time; the form's fields do not matter."""
        with site.database.session() as session:
            holder = holder_of_token(session, token)
            if holder is None:
                raise HTTPException(404)
            end_subscriber(session, holder, datetime.now(UTC))
        return site.page("unsubscribe", request, language=holder.language, ended=True)


def _add_health(app: FastAPI, site: Site, pulse: Pulse | None) -> None:
    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def alive() -> Response:
        return PlainTextResponse("ok\n")

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    def ready() -> Response:
        """Whether the ledger answers, captures can be kept, the schedule wakes and the clock can be right."""
        found = faults(site.database, site.settings.captures, datetime.now(UTC), pulse, site.settings.tick_seconds)
        return PlainTextResponse("".join(f"{fault}\n" for fault in found) or "ok\n", status_code=503 if found else 200)

    @app.api_route("/metrics", methods=["GET", "HEAD"])
    def metrics() -> Response:
        with site.database.reading() as session:
            told = exposition(all_metrics(session, datetime.now(UTC), pulse))
        return Response(told, media_type=METRICS_TYPE, headers={"Cache-Control": "no-store"})
