"""Signs that stand for a kanji in what some programs print."""

from __future__ import annotations

from collections.abc import Mapping

RADICALS: Mapping[str, str] = dict(zip("⺟⺠⻁⻄⻑⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲", "母民虎西長青食骨鬼麦黄斉歯竜亀", strict=True))
"""Radicals of a PDF's font that are whole kanji and that NFKC leaves alone: ⻭科 is 歯科 (PDF.md, section 2)."""
