"""The catalogue: what is declared, and how a mistake in it is told."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from monitor.watch.catalogue import KNOWN_KEYS, SHIPPED, CatalogueError, load_catalogue, load_catalogues
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


def test_the_shipped_addresses_are_those_that_were_seen(shared: Path) -> None:
    seen = (shared / "SOURCES.md").read_text(encoding="utf-8") + (shared / "data" / "ministry_page_texts.jsonl").read_text("utf-8")
    forms = (
        re.sub(r"\{yyyy\}", "2026", re.sub(r"\{yy\}", "26", seen)).replace("r{n}", "R9") + " 26syokanyosan 25hosei fy2025/20251128"
    )
    for spec in load_catalogue(SHIPPED):
        for part in [urlsplit(spec.url).hostname, *urlsplit(spec.url).path.split("/")]:
            assert part in forms, f"{spec.id}: {part}"


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
