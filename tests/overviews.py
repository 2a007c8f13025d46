"""A bureau's overview written by us, for tests that need one to ingest."""

from __future__ import annotations

from collections.abc import Sequence


def overview(year: int, rows: Sequence[tuple[str, int, int]], *, stage: str = "概算要求", bureau: str = "医政局") -> str:
    """The text of a budget: numbered measures by name, million yen of the year and of the year before, a line of prose each."""
    title = f"令和{year - 2018}年度 {stage}の概要"
    out = [title, "", f"厚生労働省{bureau}", "", "主要施策", "", "1. 医療提供体制の確保", "", "(1) 人材の確保", ""]
    for number, (name, amount, prior) in enumerate(rows, start=1):
        out += [str(number), "", name, "", f"{amount:,}百万円({prior:,}百万円)", "", f"{name}に必要な経費を支援する。", ""]
    return "\n".join(out)
