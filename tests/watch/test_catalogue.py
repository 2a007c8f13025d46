"""The catalogue: what is declared, and how a mistake in it is told."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.watch.catalogue import KNOWN_KEYS, SHIPPED, CatalogueError, load_catalogue, load_catalogues
from monitor.watch.discovery import discover, rules_at
from tests.conftest import ROOT


def _write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


MINISTRIES = """厚生労働省 こども家庭庁 文部科学省 財務省 内閣府 デジタル庁 総務省 国土交通省 経済産業省 農林水産省 環境省 防衛省
外務省 法務省 金融庁 警察庁 消費者庁 内閣官房 復興庁 カジノ管理委員会 内閣法制局 宮内庁"""


def test_the_shipped_catalogue_names_each_ministry_whose_pages_are_known() -> None:
    specs = load_catalogue(SHIPPED)
    assert {spec.ministry for spec in specs} == set(MINISTRIES.split())
    assert {spec.ministry for spec in specs if spec.manual} == {"経済産業省", "外務省", "防衛省", "財務省"}
    for spec in specs:
        assert not spec.manual or re.search(r"[ぁ-ん].* / .*[A-Za-z]", spec.note or ""), "in Japanese, then in English"
        assert not spec.allow_private
        assert urlsplit(spec.url).scheme == "https"


PAGE_TEXTS = "ministry_page_texts.jsonl"
LINK_TABLE = "the table of links that 財務省 published for 令和6年度, as it was on 2026-09-27 (SOURCES.md, E1)"
HUBS = "a public program's list of ministries' hubs: 財務省 予算の成立過程・概算要求から会計年度まで"
MOF = "https://www.mof.go.jp/policy/budget/budger_workflow"
PUT_TOGETHER: dict[str, tuple[str, ...]] = {
    "mhlw-supplementary-fy2025": ("https://www.mhlw.go.jp/wp/yosan/yosan/", "25hosei", "/index.html"),
    "mhlw-press": ("https://www.mhlw.go.jp", "/stf/houdou/index.html"),
    "mof-supplementary-fy2025": (f"{MOF}/budget/", "fy2025/20251128.html"),
    "mof-database": ("https://www.bb.mof.go.jp", "/hdocs/bxsselect.html"),
    "digital-budget": ("https://www.digital.go.jp", "/policies/budget"),
    "meti-budget": ("https://www.meti.go.jp", "/main/yosan.html"),
    "npa-request-fy2027": ("https://www.npa.go.jp/policies/budget/", "R9", "/gaisanyokyu/index.html"),
}
"""Addresses that the ministry's row of SOURCES.md writes in parts; each part stands there as it is here, no year is filled in."""
SEEN_ELSEWHERE = {
    "mhlw-request-fy2026": PAGE_TEXTS,
    "mhlw-draft-fy2026": PAGE_TEXTS,
    "mof-draft-fy2026": PAGE_TEXTS,
    "jcrc-budget": LINK_TABLE,
    "clb-budget": LINK_TABLE,
    "kunaicho-request": LINK_TABLE,
    "mof-budget": HUBS,
}
"""Addresses that no row writes out, and where each was seen whole."""


def test_each_shipped_address_was_seen_and_none_is_made_by_a_rule(shared: Path) -> None:
    rows = (shared / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    texts = (shared / "data" / PAGE_TEXTS).read_text(encoding="utf-8")
    names = {"カジノ管理委員会": "カジノ管理委", "内閣法制局": "法制局"}
    for spec in load_catalogue(SHIPPED):
        body = names.get(spec.ministry or "", spec.ministry or "")
        row = "".join(line for line in rows if re.match(r"\| *\d+ \|", line) and body in line)
        if spec.manual:  # what is told of how servers answer names pages that are not asked by machine
            row += "".join(line for line in rows if line.startswith("- "))
        if spec.id in PUT_TOGETHER:
            parts = PUT_TOGETHER[spec.id]
            assert "".join(parts) == spec.url
            assert [part for part in parts if part not in row] == []
        elif SEEN_ELSEWHERE.get(spec.id) == PAGE_TEXTS:
            assert f'"official_url":"{spec.url}"' in texts
        elif SEEN_ELSEWHERE.get(spec.id) == LINK_TABLE:
            assert spec.url.removeprefix("https://www.") in row, "the row leaves out https://www."
        elif spec.id not in SEEN_ELSEWHERE:
            assert re.search(rf"(?<![^\s(>|]){re.escape(spec.url)}(?![\w/?-]|\.\w)", row), f"{spec.id}: {spec.url}"


def test_a_made_up_address_would_not_pass(shared: Path) -> None:
    sources = (shared / "SOURCES.md").read_text(encoding="utf-8")
    for made_up in ("https://www.mhlw.go.jp/wp/yosan/yosan/27syokan/", f"{MOF}/budget/fy2027/2027yokyuippan_link.html"):
        assert made_up not in sources
        assert made_up not in {spec.url for spec in load_catalogue(SHIPPED)}


def test_pages_of_a_season_that_is_over_are_asked_once_a_week_and_lists_of_news_are_followed_two_pages_deep() -> None:
    specs = {spec.id: spec for spec in load_catalogue(SHIPPED)}
    over = [spec for spec in specs.values() if re.search(r"-fy202[56]$", spec.id)]
    assert len(over) == 5
    assert all((spec.every_seconds, spec.seasons, spec.enabled) == (7 * 86400, (), True) for spec in over)
    assert [specs[ident].depth for ident in ("mhlw-news", "mhlw-press", "mof-news", "mext-news", "maff-press")] == [2] * 5
    assert all(spec.depth for spec in specs.values() if spec.kind == "feed" and not spec.manual)


YEAR_FOLDER = """<title>令和９年度厚生労働省所管予算概算要求関係｜厚生労働省</title><main><ul>
<li><a href=dl/01-01.pdf>令和９年度厚生労働省所管予算概算要求の概要</a></li>
<li><a href=03.html>令和９年度各部局概算要求の概要</a></li>
<li><a href=05.html>令和９年度予算概算要求書</a></li></ul></main>"""


def test_from_a_feed_the_pages_below_a_years_folder_are_reached() -> None:
    spec = next(spec for spec in load_catalogue(SHIPPED) if spec.id == "mhlw-news")
    folder = "https://www.mhlw.go.jp/wp/yosan/yosan/27syokan/"
    feed = f"""<rss version="2.0"><channel><item><title>令和９年度厚生労働省所管予算概算要求の概要</title>
    <link>{folder}</link></item>
    <item><title>会見</title><link>https://www.mhlw.go.jp/stf/kaiken/</link></item></channel></rss>"""
    listed = discover(feed.encode(), spec.url, rules_at(spec))
    below = discover(YEAR_FOLDER.encode(), folder, rules_at(spec, 1), "text/html; charset=utf-8")
    bureaus = "<h1>令和９年度各部局概算要求の概要</h1><a href=dl/03-01.pdf>医政局</a><a href=dl/03-02.pdf>中央労働委員会</a>"
    deepest = discover(bureaus.encode(), f"{folder}03.html", rules_at(spec, 2), "text/html; charset=utf-8")
    assert [link.leads_to for link in listed] == ["page", "elsewhere"]
    assert [link.leads_to for link in below] == ["release", "page", "page"]
    assert [link.release for link in deepest] == [True, True]


def test_a_source_takes_its_defaults(tmp_path: Path) -> None:
    (spec,) = load_catalogue(_write(tmp_path, '[[source]]\nid = "a"\nurl = "https://a.example/"\nevery = "6h"\n'))
    assert (spec.kind, spec.every_seconds, spec.allow_private, spec.manual) == ("index", 21600, False, False)
    assert (spec.depth, spec.hosts, spec.seasons, spec.season_every_seconds, spec.enabled) == (0, (), None, None, True)


OK = '[[source]]\nid = "a"\nurl = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (OK + 'evry = "6h"\n', 4, "unknown key 'evry'; did you mean 'every'"),
        (OK + 'note = """\nevry = "6h"\n"""\nhosts = [\n  "x.example",\n]\ndept = 1\n', 10, "did you mean 'depth'"),
        (OK + "# a\n\n" + OK.replace('"a"', '"b"') + '"kindd" = "feed"\n', 9, "source b: unknown key 'kindd'; did you mean 'kind'"),
        ('[[source]]\nid = "A b"\nurl = "https://a.example/"\n', 2, "id must be"),
        ('[[source]]\n\nid = "a"\nurl = "file:///etc/passwd"\n', 4, "url must be"),
        ('[[source]]\nid = "a"\nurl = "http://[x"\n', 3, "url must be"),
        ('[[source]]\nid = "a"\n', 1, "url must be"),
        (OK + 'kind = "page"\n', 4, "kind must be"),
        (OK + 'pattern = "("\n', 4, "no regular expression"),
        (OK + 'depth = 1\nfollow = "*"\n', 5, "no regular expression"),
        (OK + 'follow = "x"\n', 4, "follow needs a depth"),
        (OK + "depth = 9\n", 4, "depth must be"),
        (OK + "depth = true\n", 4, "depth must be"),
        (OK + 'every = "often"\n', 4, "every must be"),
        (OK + 'season_every = "0h"\n', 4, "season_every must be"),
        (OK + 'seasons = ["summer"]\n', 4, "known are request, supplementary, draft, initial"),
        (OK + 'hosts = "x.example"\n', 4, "list of texts"),
        (OK + 'hosts = ["https://x.example/"]\n', 4, "hosts are names"),
        (OK + 'enabled = "no"\n', 4, "enabled must be true or false"),
        (OK + "manual = true\n", 4, "needs a note"),
        (OK + OK, 5, "used twice, first in line 2"),
        ('[source]\nid = "a"\n', 1, "double brackets"),
        ('\n[sources]\nid = "a"\n', 2, r"unknown key 'sources'; did you mean '\[\[source\]\]'"),
        ("[[source\n", 1, "line 1"),
        ('source = [{id = "a", url = "https://a.example/", evry = "1d"}]\n', 1, "unknown key 'evry'"),
    ],
)
def test_a_mistake_is_told_with_the_file_the_line_and_the_source(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(CatalogueError, match=told) as caught:
        load_catalogue(_write(tmp_path, text))
    assert re.search(rf"^mine\.toml(, line {line}:|: .*line {line}\b)", str(caught.value)), str(caught.value)


def test_own_sources_stand_beside_the_shipped_ones_and_take_their_place(tmp_path: Path) -> None:
    shipped = _write(tmp_path, OK + 'pattern = "x"\n' + OK.replace('"a"', '"b"'), "shipped.toml")
    own = _write(tmp_path, OK + "enabled = false\n" + OK.replace('"a"', '"c"'))
    specs = load_catalogues(shipped, own)
    assert [(spec.id, spec.enabled, spec.pattern) for spec in specs] == [("a", False, None), ("b", True, None), ("c", True, None)]
    assert load_catalogues(shipped, tmp_path / "none.toml") == load_catalogue(shipped)


@pytest.mark.parametrize("page", ["docs/sources.md", "docs/sources.ja.md", "README.md", "README.ja.md"])
def test_the_examples_of_the_documents_are_valid(tmp_path: Path, page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```", text, re.S | re.M)
    assert examples
    for example in examples:
        assert load_catalogue(_write(tmp_path, example))


@pytest.mark.parametrize("page", ["docs/sources.md", "docs/sources.ja.md"])
def test_the_documents_tell_every_key(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [key for key in KNOWN_KEYS if f"| `{key}` |" not in text] == []
