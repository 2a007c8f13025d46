"""Releases of a ministry that does not exist, as long as wanted, in two of the families that real ones come in."""

from __future__ import annotations

import random
from dataclasses import dataclass

PLACES = ("離島", "山間部", "都市近郊", "港町", "雪国", "温泉街", "学園都市", "工業地帯", "県境", "半島", "湖畔", "旧市街")
THINGS = (
    "巡回バス",
    "樹木台帳",
    "防災無線",
    "移動図書館",
    "空き店舗",
    "歩道橋",
    "共同浴場",
    "風力発電所",
    "読書室",
    "市民農園",
    "灯台",
    "水車",
)
DEEDS = ("保全", "再生", "共同運営", "見守り", "更新", "点検", "開放", "連携", "実証", "普及", "相談", "記録")
ENDS = ("支援事業", "推進事業", "モデル事業", "整備費補助金", "対策費", "促進事業")
BADGES = ("", "", "", " 新 推", " 推", " 【拡充】")
REASONS = (
    "暮らしに要るものが保たれるよう、必要な経費を補助する",
    "人を育て、道具をそろえるための経費を計上する",
    "効果を確かめながら、ほかの地域へ広げるための調査を行う",
    "市町村や民間団体が行う取組に対し、専門家を派遣して助言を行う",
)
AS_REAL_OVERVIEW, AS_REAL_SLIDES = 2, 8
"""Sentences wherever there is prose, with which a release has as many entries a kilobyte as the real one of its family: 2.4 in
医政局's request, 0.7 in 障害児支援's slides. With one sentence it is a list of names and money, two and four times as dense.
"""


@dataclass(frozen=True, slots=True)
class Release:
    """A text release and how many entries an expert reads in it."""

    text: str
    entries: int

    @property
    def data(self) -> bytes:
        """The release as a file."""
        return self.text.encode()


def names(count: int, seed: int = 1) -> list[str]:
    """That many different names of measures; the same for the same seed. At most 10,368."""
    every = [f"{place}{thing}{deed}{end}" for place in PLACES for thing in THINGS for deed in DEEDS for end in ENDS]
    return random.Random(seed).sample(every, count)


def overview(count: int, seed: int = 1, sentences: int = 1) -> Release:
    """A numbered overview of a bureau's request with that many measures, and sentences below each."""
    rng = random.Random(seed)
    rows = ["令和8年度 概算要求の概要", "", "（見本省地域くらし局）", "", "主要施策", ""]
    for n, name in enumerate(names(count, seed)):
        if n % 24 == 0:
            rows += [f"{n // 24 + 1}. {rng.choice(PLACES)}の{rng.choice(THINGS)}を支える", "", _sentence(rng), ""]
        if n % 6 == 0:
            rows += [f"({n // 6 % 4 + 1}) {rng.choice(PLACES)}における{rng.choice(DEEDS)}の推進", ""]
        money, before = rng.randrange(20, 9_000), rng.randrange(20, 9_000)
        rows += [str(n % 6 + 1), "", name + rng.choice(BADGES), "", f"{money:,}百万円({before:,}百万円)", ""]
        rows += [*_prose(rng, sentences), ""]
    return Release("\n".join(rows), count)


def slides(count: int, seed: int = 1, sentences: int = 1) -> Release:
    """That many slides of a division's request: one measure each, with two breakdown lines, rates, unit amounts, and prose."""
    rng = random.Random(seed)
    rows = ["令和8年度概算要求について", "", "見本省地域くらし局くらし課", ""]
    for name in names(count, seed):
        money, before, unit = rng.randrange(20, 900), rng.randrange(20, 900), rng.randrange(500, 9_000)
        rows += [name, "", f"<地域くらし総合補助金> 令和8年度概算要求額 {money}百万円（{before}百万円）", ""]
        rows += ["事業の目的", "", *(f"- {told}" for told in _prose(rng, sentences)), "", "事業の概要", ""]
        rows += [
            f"① {rng.choice(DEEDS)}員の配置",
            "",
            *_prose(rng, sentences),
            "",
            f"② {rng.choice(THINGS)}の整備",
            "",
            *_prose(rng, sentences),
            "",
        ]
        rows += ["実施主体等", "", "【実施主体】 都道府県・市町村", "", "【負担割合】 国 1/2、市町村 1/2", ""]
        rows += ["【補助基準額】", "", f"1市町村当たり {unit:,}千円", "", "【要求額の内訳】", ""]
        rows += [
            f"- （1）設備費： {money * 400:,}千円（{before * 400:,}千円）",
            f"- （2）運営費： {money * 600:,}千円（{before * 600:,}千円）",
            "",
        ]
    return Release("\n".join(rows), 3 * count)


def _prose(rng: random.Random, sentences: int) -> list[str]:
    """That many lines of prose, a sentence each. Hardly one is like another: a line that repeats is parsed once."""
    return [_sentence(rng) for _ in range(sentences)]


def _sentence(rng: random.Random) -> str:
    place, other = rng.choice(PLACES), rng.choice(PLACES)
    return f"{place}の{rng.choice(THINGS)}の{rng.choice(DEEDS)}や{other}の{rng.choice(THINGS)}について、{rng.choice(REASONS)}。"
