"""A bureau's overview written by us, for tests that need one to ingest."""

from __future__ import annotations

from collections.abc import Sequence


def overview(year: int, rows: Sequence[tuple[str, int, int]]) -> str:
    """The text of a request of 医政局: numbered measures by name, million yen of the year and of the year before."""
    out = [
        f"令和{year - 2018}年度 概算要求の概要",
        "",
        "厚生労働省医政局",
        "",
        "主要施策",
        "",
        "1. 医療提供体制の確保",
        "",
        "(1) 確保",
        "",
    ]
    for number, (name, amount, prior) in enumerate(rows, start=1):
        out += [str(number), "", name, "", f"{amount:,}百万円({prior:,}百万円)", "", f"{name}に必要な経費を支援する。", ""]
    return "\n".join(out)
