"""A home that watches pretend ministries, with a reader who wants to hear of everything, and short ways to ask what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select, update

from monitor.commands.opening import Home
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import poll, register
from monitor.watch.report import PollReport
from storage.tables import Check, Delivery, Release, Source, StoredChange, Subscriber, Subscription
from tests.e2e.ministry import INDEX, Ministry
from tests.overviews import overview
from tests.watch.conftest import FakeClock

MINISTRY = "厚生労働省"
Row = tuple[str, int, int]
R8: tuple[Row, ...] = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
    ("病院情報基盤整備事業", 610, 600),
    ("小児患者搬送調整事業", 45, 45),
)
"""Name, million yen of the year, million yen of the year before."""
R9: tuple[Row, ...] = (
    ("医師確保支援事業", 150, 120),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1500),
    ("離島診療支援事業", 30, 30),
    ("病院情報基盤整備事業", 610, 610),
    ("遠隔画像診断普及調査", 12, 0),
)
"""The year after: one amount is another, one measure ended, one is new."""
NEWS_OF_R9 = [("amount", "医師確保支援事業"), ("appeared", "遠隔画像診断普及調査"), ("disappeared", "小児患者搬送調整事業")]
PATH_R8, PATH_R9 = "/yosan/r8/gaiyou.pdf", "/yosan/r9/gaiyou.pdf"


def with_amounts(rows: Iterable[Row], **amounts: int) -> list[Row]:
    """The rows with other amounts."""
    return [(name, amounts.get(name, amount), prior) for name, amount, prior in rows]


def publish_r8(ministry: Ministry) -> str:
    """The request of 令和8年度, linked on the index page; gives its path."""
    ministry.publish(PATH_R8, overview(2026, R8), "令和8年度 概算要求の概要（医政局）", "令和7年8月29日")
    return PATH_R8


def publish_other(ministry: Ministry) -> str:
    """The request of another bureau, so that the index page is never without a link."""
    rows = [("歯科口腔保健推進事業", 33, 30), ("受動喫煙対策促進事業", 12, 12)]
    ministry.publish("/yosan/r8/hoka.pdf", overview(2026, rows, bureau="健康局"), "令和8年度 概算要求の概要（健康局）")
    return "/yosan/r8/hoka.pdf"


def publish_r9(ministry: Ministry, rows: Iterable[Row] = R9) -> str:
    """The request of 令和9年度, which brings the changes of NEWS_OF_R9."""
    ministry.publish(PATH_R9, overview(2027, list(rows)), "令和9年度 概算要求の概要（医政局）", "令和8年8月28日")
    return PATH_R9


def source(ministry: Ministry, ident: str = "mihon", path: str = INDEX, **more: object) -> SourceSpec:
    """An index page of the ministry as a source, looked at every six hours."""
    told: dict[str, object] = {"ministry": MINISTRY, "every_seconds": 21600, "allow_private": True} | more
    return SourceSpec(ident, ministry.url(path), **told)  # type: ignore[arg-type]


class Watching:
    """A home, the moment it is there, and one reader of everything."""

    def __init__(self, home: Home, *specs: SourceSpec) -> None:
        self.home, self.clock = home, FakeClock()
        register(home.database, specs, self.clock())
        with home.database.session() as session:
            reader = Subscriber(channel="email", address="a@example.jp", status="active", created_at=self.clock())
            session.add(reader)
            session.flush()
            session.add(Subscription(subscriber_id=reader.id, created_at=self.clock()))

    def poll(self, *, now_all: bool = True) -> PollReport:
        """One round, over all sources unless only those are wanted that are due."""
        return poll(self.home.database, self.home.captures, self.home.settings, self.clock, now_all=now_all)

    def round(self, hours: float = 0, *, now_all: bool = True) -> dict[str, str]:
        """What came of each release in a round some hours later: path → outcome."""
        self.clock.forward(hours=hours)
        report = self.poll(now_all=now_all)
        return {path_of(target.url): str(target.outcome) for target in report.targets}

    def errors(self, hours: float = 0) -> dict[str, str | None]:
        """What was wrong with each source in a round some hours later."""
        self.clock.forward(hours=hours)
        return {report.source_id: report.error for report in self.poll().sources}

    def day(self, looks: int = 4) -> tuple[dict[str, set[str]], list[str]]:
        """A day of so many rounds over what is due: what came of each release beside `unchanged`, and errors of sources."""
        outcomes: dict[str, set[str]] = {}
        errors: list[str] = []
        for _ in range(looks):
            report = self.poll(now_all=False)
            errors += [one.error for one in report.sources if one.error]
            for target in report.targets:
                if target.outcome != "unchanged":
                    outcomes.setdefault(path_of(target.url), set()).add(str(target.outcome))
            self.clock.forward(hours=24 / looks)
        return outcomes, errors

    def changes(self, **where: object) -> list[tuple[str, str]]:
        """Kind and name of the changes on record that hold, in order."""
        with self.home.database.reading() as session:
            rows = session.scalars(select(StoredChange).filter_by(superseded_at=None, **where)).all()
        return sorted((row.kind, row.name) for row in rows)

    def owed(self) -> list[tuple[str, str]]:
        """Kind and name of the changes that the reader is owed, once for each delivery, in order."""
        query = select(StoredChange.kind, StoredChange.name).join(Delivery, Delivery.change_id == StoredChange.id)
        with self.home.database.reading() as session:
            return sorted((kind, name) for kind, name in session.execute(query))

    def told(self) -> tuple[int, int]:
        """How many changes are on record, and how many deliveries."""
        with self.home.database.reading() as session:
            counted = [session.scalar(select(func.count()).select_from(table)) or 0 for table in (StoredChange, Delivery)]
        return counted[0], counted[1]

    def releases(self) -> dict[str, Release]:
        """What is known of each release, by path."""
        with self.home.database.reading() as session:
            return {path_of(row.url): row for row in session.scalars(select(Release))}

    def source(self, ident: str = "mihon") -> Source:
        """How a source stands."""
        with self.home.database.reading() as session:
            return session.get_one(Source, ident)

    def checks(self) -> Counter[str]:
        """How often each outcome is on record."""
        with self.home.database.reading() as session:
            return Counter(session.scalars(select(Check.outcome)))

    def due_now(self) -> None:
        """Bring every source's next look forward to this moment."""
        with self.home.database.session() as session:
            session.execute(update(Source).values(next_check_at=self.clock()))


def path_of(url: str) -> str:
    """The path of an address, with its query."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


START = datetime(2026, 8, 28, 5, 0, tzinfo=UTC)
"""When the clock of a test begins: 14 o'clock in Japan, the week in which requests are published."""
DAY = timedelta(days=1)

Watch = Callable[..., Watching]
"""Begins to watch sources from an empty home."""
