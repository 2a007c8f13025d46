"""Names of measures in forms that can be compared: what is the same in print, and what is the same measure by its name alone.

DOMAIN.md, "Same measure or not": width, brackets, spaces, old kanji and endings such as 事業 or 経費 do not tell
measures apart. What does (Ⅰ/Ⅱ, 国実施分/都道府県実施分, 年度) stays in the normalised name and is read by `monitor.match.marks`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from monitor.budget.kanji import RADICALS

_OLD_KANJI = (
    "亞惡壓圍醫爲壹隱營榮衞驛圓艷鹽奧應歐毆假價畫會囘懷繪擴殼覺學嶽樂罐關勸觀氣歸龜僞戲犧舊據擧峽狹曉區驅勳薰羣莖惠溪經繼螢輕鷄藝擊"
    "縣儉劍險圈檢權獻驗嚴廣恆鑛號國濟碎劑櫻册雜參慘蠶棧贊殘絲齒兒辭濕實舍寫釋壽收從澁獸縱肅處緖敍將燒奬條狀乘剩壤孃讓釀觸囑眞寢愼盡圖粹醉隨髓樞數聲靜"
    "齊攝專戰淺潛纖錢踐禪雙壯搜插爭總聰莊裝騷臟藏屬續墮體對帶滯臺瀧擇澤擔單膽團彈斷癡遲晝蟲鑄廳聽遞鐵轉點傳黨盜燈當鬪獨讀屆繩貳惱腦霸廢拜賣麥發髮拔蠻祕"
    "濱拂佛竝變邊邉辨瓣辯寶豐襃沒飜槇萬滿默彌藥譯豫餘與譽搖樣謠來賴亂覽兩獵綠壘勵禮隸靈齡戀爐勞樓祿灣瘦髙﨑"
)
_NEW_KANJI = (
    "亜悪圧囲医為壱隠営栄衛駅円艶塩奥応欧殴仮価画会回懐絵拡殻覚学岳楽缶関勧観気帰亀偽戯犠旧拠挙峡狭暁区駆勲薫群茎恵渓経継蛍軽鶏芸撃"
    "県倹剣険圏検権献験厳広恒鉱号国済砕剤桜冊雑参惨蚕桟賛残糸歯児辞湿実舎写釈寿収従渋獣縦粛処緒叙将焼奨条状乗剰壌嬢譲醸触嘱真寝慎尽図粋酔随髄枢数声静"
    "斉摂専戦浅潜繊銭践禅双壮捜挿争総聡荘装騒臓蔵属続堕体対帯滞台滝択沢担単胆団弾断痴遅昼虫鋳庁聴逓鉄転点伝党盗灯当闘独読届縄弐悩脳覇廃拝売麦発髪抜蛮秘"
    "浜払仏並変辺辺弁弁弁宝豊褒没翻槙万満黙弥薬訳予余与誉揺様謡来頼乱覧両猟緑塁励礼隷霊齢恋炉労楼禄湾痩高崎"
)

_FORMS = str.maketrans(dict(zip(_OLD_KANJI + "ヶ", _NEW_KANJI + "ケ", strict=True)) | dict(RADICALS))

_PUNCTUATION = re.compile(
    r"""
    [\s\u200b-\u200f\ufeff]                  # blanks of every width
    | [()\[\]{}<>「」『』【】〔〕〈〉《》“”‘’"'`´]   # brackets and quotes: their content stays
    | [・,、.。:;!?…‥*※~〜/\\|_]
    | [-‐‑‒–—―−]                             # hyphens; the long vowel ー is a letter
    """,
    re.X,
)
_ENDING = re.compile(
    r"""
    (?: 等? の? (?: に (?: 必要な | 要する | 係る ) 等? )?
        (?: 事業経費 | 事業費 | 事業 | 経費 ) 等?
      | 等
    ) $
    """,
    re.X,
)
_SHORTEST = 2
"""A name of fewer characters says nothing: 事業 alone keeps its ending."""


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """The name without what print alone decides: width, case, blanks, brackets, punctuation, old kanji. Idempotent."""
    text, before = name, None
    while text != before:
        before, text = text, unicodedata.normalize("NFKC", text).translate(_FORMS).casefold()
        text = _PUNCTUATION.sub("", text)
    return text


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """The name by which the same measure is recognised: `plain_name` less the endings 事業, 経費, 等 and their like. Idempotent."""
    text = plain_name(name)
    while True:
        shorter = _ENDING.sub("", text)
        if shorter == text or len(shorter) < _SHORTEST:
            return text
        text = shorter
