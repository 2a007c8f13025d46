"""What `make bench` measures is right: the releases it makes are read whole, and every figure names its peer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.clock import Figure, best_of, table
from benchmarks.matching import two_years
from benchmarks.parsing import hostile
from benchmarks.reading import MisreadError, text_figures
from benchmarks.releases import AS_REAL_OVERVIEW, AS_REAL_SLIDES, Release, names, overview, slides
from monitor.match import match
from monitor.typeset import typeset


def test_a_run_prints_a_ratio_for_everything_but_the_peers_and_how_long_texts_fare(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "request.txt").write_bytes(overview(5).data)
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "draft.pdf").write_bytes(typeset(overview(5).text))
    small = ["--measures", "30", "--rounds", "1", "--pages", "60", "--programs", "40", "--sources", "5", "--response", "2"]
    main([*small, "--real", str(tmp_path)])
    head, *rows, overviews, decks, made_slow, growth, memory, programs, flat, held = capsys.readouterr().out.splitlines()
    for line, name in ((overviews, "overview"), (decks, "slide"), (made_slow, "hostile")):
        assert re.fullmatch(rf"parse: of a text ten times as long a line takes \d+\.\d\d times as long \({name}\)", line)
    assert head.split() == ["ms", "x", "peer", "speed", "rate"]
    assert re.fullmatch(r"PDF: read, parse: of \d\d pages one takes \d\.\d\d times as long as of \d\d", growth)
    megabytes = re.search(r"take (\d+) MB of memory", memory)
    assert megabytes
    assert int(megabytes[1]) > 20
    assert re.fullmatch(r"match: four times as many programs \(40\) take \d+\.\d\d times as long", programs)
    assert re.fullmatch(r"watch: memory after round 10 is \d\.\d\d times that after round 2 \(\d+ MB\)", flat)
    assert re.fullmatch(r"watch: a response of 2 MB is kept in \d+ MB of memory", held)
    assert len(rows) == 33
    assert sum(" peer " in row for row in rows) == 12
    assert sum("sources/s" in row for row in rows) == 2
    assert sum("pages/s" in row for row in rows) == 8
    assert sum("(request.txt)" in row for row in rows) == 3
    assert sum("(draft.pdf)" in row for row in rows) == 4


@pytest.mark.parametrize(
    ("made", "real"),
    [
        (overview(100, sentences=AS_REAL_OVERVIEW), "mhlw-iseikyoku-fy2025-request"),
        (slides(100, sentences=AS_REAL_SLIDES), "cfa-shougaiji-fy2025-request"),
    ],
)
def test_a_made_release_holds_as_many_entries_a_kilobyte_as_the_real_one_of_its_family(
    made: Release, real: str, shared: Path
) -> None:
    entries = (shared / "data" / "gold" / f"{real}.jsonl").read_text(encoding="utf-8").count("\n")
    printed = (shared / "data" / "releases" / f"{real}.txt").read_bytes()
    assert made.entries / len(made.data) == pytest.approx(entries / len(printed), rel=0.1)


def test_hardly_a_sentence_of_a_made_release_is_like_another() -> None:
    prose = [line for line in overview(200, sentences=3).text.splitlines() if line.endswith("。")]
    assert len(prose) > 600
    assert len(set(prose)) > 0.99 * len(prose)


def test_a_release_that_is_misread_is_not_timed() -> None:
    with pytest.raises(MisreadError, match="release"):
        text_figures(Release("令和8年度の概要", 3), "overview", "overview", 1)


def test_the_same_seed_makes_the_same_release() -> None:
    assert hostile(50) == hostile(50) != hostile(50, seed=2)
    assert overview(20) == overview(20) != overview(20, seed=2)
    assert slides(5) == slides(5)
    assert len(set(names(500))) == 500


def test_a_ratio_is_time_over_the_peers_time() -> None:
    figures = [Figure("bare", 0.5, (("MB", 1.0),)), Figure("ours", 2.0, (("MB", 1.0),), "bare")]
    assert table(figures)[2].split() == ["ours", "2000.0", "4.0", "0.25", "0.500", "MB/s"]


def test_the_first_run_warms_up_and_is_not_counted() -> None:
    runs: list[int] = []
    assert best_of(3, lambda: runs.append(1)) < 1
    assert len(runs) == 4


def test_two_years_differ_as_real_ones_do() -> None:
    before, after = two_years(60)
    links = match(before, after)
    assert len(before) == len(after) == 60
    assert 45 <= len(links) < 60
