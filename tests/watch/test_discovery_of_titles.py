"""What links are called at real ministries, and where each leads: the forms of titles of SOURCES.md, sections 1 and 2, and of the
releases in ministry_page_texts.jsonl, with what stands beside them and is no budget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.watch.discovery import Link, Rules, discover
from monitor.watch.discovery.wording import Says, says

HOSTS = frozenset({"www.ministry.example"})
BASE = "https://www.ministry.example/j/budget/index.html"


def links(page: str, depth: int = 0, level: int = 0, kind: str = "index") -> list[Link]:
    rules = Rules(kind, hosts=HOSTS, depth=depth, level=level)
    return discover(f'<!doctype html><meta charset="utf-8">{page}'.encode(), BASE, rules)


def listed(names: list[str]) -> str:
    return "<ul>" + "".join(f"<li><a href={number}.pdf>{name}</a></li>" for number, name in enumerate(names)) + "</ul>"


BUDGETS = [
    "令和8年度厚生労働省予算概算要求の主要事項",
    "令和９年度厚生労働省所管予算概算要求の概要",
    "令和9年度文部科学省概算要求等について",
    "令和9年度概算要求のポイント",
    "令和９年度 要求・要望額の概要",
    "令和8年度歳出概算要求額等説明資料",
    "令和9年度一般会計歳出概算要求額明細表",
    "予定経費要求書",
    "国庫債務負担行為要求書",
    "国土交通省関係予算概算要求概要について",
    "令和9年度 道路関係予算概算要求概要",
    "金融庁の令和９年度予算、機構・定員要求等について",
    "防衛力抜本的強化の進捗と予算－令和9年度概算要求の概要－",
    "令和９年度環境省重点施策及び概算要求の公表について",
    "令和9年度予算概算要求 主要事業PR資料",
    "令和8年度概算要求の概要（老健局）参考資料",
    "令和9年度概算要求の概要＜医政局＞",
    "令和8年度厚生労働省予算案の主要事項",
    "令和8年度 経済産業省関係予算案等の概要",
    "令和8年度予算（政府案）の概要",
    "令和8年度予算（案）事項別表",
    "令和8年度こども家庭庁当初予算案のポイント",
    "R8予算案",
    "社会保障関係予算",
    "「令和９年度予算案」の閣議決定について",
    "令和8年度国土交通省予算決定概要",
    "令和9年度航空局関係予算決定概要",
    "令和8年度農林水産予算概算決定の概要",
    "令和７年度補正予算案の主要施策集",
    "令和８年度一般会計補正予算（第１号）及び特別会計補正予算（特第１号）",
    "令和9年度暫定予算について",
    "令和8年度予算案の主要事業 個票",
]
NO_BUDGETS = [
    "概算要求基準",
    "令和9年度の概算要求に当たっての基本的な方針について",
    "令和9年度予算に向けた資源配分の方針",
    "令和7年度補正予算 交付決定",
    "令和8年度予算の箇所付け",
    "令和7年度予算執行状況",
    "令和7年度予算の執行に関する情報",
    "令和6年度歳出決算報告書",
    "令和9年度税制改正要望事項",
    "予算委員会における答弁",
    "予算監視・効率化チーム",
    "令和7年度補正予算事業の公募について",
    "行政事業レビューシート",
    "令和9年度概算要求について（大臣会見）",
]


@pytest.mark.parametrize("title", BUDGETS)
def test_titles_of_budgets_are_known(title: str) -> None:
    assert says(title) is Says.BUDGET


@pytest.mark.parametrize("title", NO_BUDGETS)
def test_titles_of_what_becomes_of_a_budget_and_what_is_said_of_it_are_none(title: str) -> None:
    assert says(title) is Says.OTHER


def test_each_release_whose_pages_are_kept_is_found_on_its_page(shared: Path) -> None:
    lines = (shared / "data" / "ministry_page_texts.jsonl").read_text("utf-8").splitlines()
    kept = {(row["doc"], row["stage"]) for row in map(json.loads, lines)}
    assert len(kept) == 5
    for doc, stage in kept:
        (link,) = links(f"<title>令和8年度{stage}｜見本省</title><main><a href=a.pdf>{doc}[PDF形式：1,024KB]</a></main>")
        assert link.release, doc


@pytest.mark.parametrize("site", ["農林水産省", "金融庁", "警察庁Webサイト", "文部科学省"])
def test_a_title_that_ends_with_the_site_is_what_stands_before_it(site: str) -> None:
    assert says(f"令和9年度概算要求：{site}") is Says.BUDGET
    assert says(f"報道発表資料：{site}") is Says.NOTHING
    assert says(f"令和7年度予算執行状況：{site}") is Says.OTHER
    assert says("令和8年度予算：予算委員会") is Says.OTHER


PARTS = [
    "日本学術会議",
    "原子力委員会",
    "中央労働委員会[PDF形式：1,024KB]",
    "行政評価",
    "新規就農者への支援（PDF：1KB）",
    "官民連携基盤整備推進調査費補助金",
    "農地集積・集約化の効率化",
    "水産多面的機能発揮対策交付金",
    "総括表",
]
NEVER = ["予算執行状況", "令和6年度決算書", "税制改正要望項目", "職員の採用", "物品の調達", "委託事業の公募", "箇所付け"]


@pytest.mark.parametrize(
    "title", ["<h1>令和8年度概算要求書</h1>", "<title>令和9年度農林水産予算概算要求の概要：農林水産省</title>"]
)
def test_below_a_budgets_heading_files_of_bodies_and_programmes_are_its_parts(title: str) -> None:
    found = links(
        title + "<ul>" + "".join(f"<li><a href={n}.pdf>{name}</a></li>" for n, name in enumerate(PARTS + NEVER)) + "</ul>"
    )
    assert [link.release for link in found] == [True] * len(PARTS) + [False] * len(NEVER)


def test_elsewhere_bodies_and_programmes_are_none() -> None:
    found = links(
        "<h1>報道発表</h1><ul>" + "".join(f"<li><a href={n}.pdf>{name}</a></li>" for n, name in enumerate(PARTS)) + "</ul>"
    )
    assert not any(link.release for link in found)


def test_a_heading_that_leaves_open_what_it_is_vetoes_nothing() -> None:
    (below,) = links("<h1>令和9年度概算要求</h1><h2>令和9年度予算 くらしの安心に向けて</h2><a href=a.pdf>老健局</a>")
    (alone,) = links("<h1>令和9年度予算 くらしの安心に向けて</h1><a href=a.pdf>老健局</a>")
    (other,) = links("<h1>予算を身近に</h1><a href=a.pdf>キャラクター</a>")
    assert (below.release, alone.release, other.release) == (True, True, False)


UNSURE = "令和9年度予算 くらしの安心に向けて"


def test_a_page_that_leaves_open_what_it_is_is_looked_at_below_a_budgets_heading_as_deep_as_pages_are_followed() -> None:
    page = f"<h2>令和9年度概算要求</h2><a href=a.html>{UNSURE}</a><h2>報道発表</h2>"
    assert [link.leads_to for link in links(page, depth=1)] == ["page"]
    assert [link.leads_to for link in links(page, depth=0)] == ["elsewhere"]
    assert [link.leads_to for link in links(f"<h1>報道発表</h1><a href=a.html>{UNSURE}</a>", depth=1)] == ["elsewhere"]


def test_where_pages_are_followed_no_further_a_years_list_is_no_release_and_a_paper_is() -> None:
    page = """<h1>過去の予算</h1><a href=r8.html>令和8年度予算</a><a href=r7.html>令和7年度概算要求</a>
    <a href=p.html>令和6年度予算</a><a href=jigyou.html>令和8年度概算要求 事業一覧</a><a href=g.html>令和8年度予算案の概要</a>"""
    assert [link.leads_to for link in links(page, depth=1, level=1)] == ["page"] * 5
    assert [link.leads_to for link in links(page, depth=0, level=1)] == ["elsewhere"] * 3 + ["release"] * 2
    assert [link.leads_to for link in links(page)] == ["release"] * 5, "a source without depth takes its pages for releases"
