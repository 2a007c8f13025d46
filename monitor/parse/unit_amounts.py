"""Unit amounts: money for one of something, and limits of it (DOMAIN.md, Rates and unit amounts)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import UnitAmount
from monitor.parse.memo import remembered
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.rates import ANY_SHARE, BEHIND_SHARE, NEAR, RATE_LABEL, SCOPE_EDGE
from monitor.parse.width import fold, plain

PER_BEFORE = re.compile(
    r"""
    (?P<per> (?: \d++ [ ] )? [^\s、。,:;()\[\]【】|～~円]{1,40} ) [ ]? (?: [(] [^()円]{1,20} [)] [ ]? )?
    (?: 当[ ]?たり | あたり | につき | ごとに | 毎に ) [ ]*
    (?: [(] [^()]{0,20} [)] )? [ ]* (?: 、 | 最大 | 上限 | 年額 | 年間 | [月日]額 | 約 | 基準額 | 補助額 | 単価 | の | : | [ ] )* $
    """,
    re.X,
)
"""1市町村当たり, 定員１人あたり, 2人目以降、1人につき, １制度当たり基準額：, 1市町村（特別区を含む。）当たり right before an amount
(folded text)."""
AT_BEFORE = re.compile(r"@ [ ]* $", re.X)
"""＠50千円: so much for each (folded text)."""

TOPIC = re.compile(r".*は(?=\d)")
"""補助の上限は1施設 → 1施設."""

PER_SIGN = re.compile("[たつご毎](?:り|き|とに|に)")
"""What such words have at their end."""

COUNTER = """(?:
    施設 | [箇かカヵヶケ]所 | 事業所 | 病院 | 自治体 | 市町村 | 都道府県 | 団体 | 法人 | 世帯 | 機関 | 地域 | 圏域 | 講座 | チーム
  | [床人名件台回校戸日月室式基棟組班]
)"""
"""What things that get money are counted by."""

ONE_BEFORE = re.compile(rf"(?P<per> 1 [ ]? {COUNTER} ) [ ]* (?:最大|上限)? [ ]* $", re.X)
"""１施設2,000万円 (folded text)."""
ONE_SIGN = re.compile("1")

TIMES_COUNTER = f"""(?:
  (?: {COUNTER} | 診療所 | 薬局 | 拠点 | 地区 | 学級 | 学校 | 大学 | 店舗 | 品目 | 時間 | [箇かカヵヶケ]月
    | クラス | コース | コマ | セット | 単位 | ㎡ | m2 | [市県町村区園社者冊本枚個週泊食頭]
  ) (?! [一-龥ァ-ヶ] (?<! [分程以間] ) )
)"""
"""What a price is multiplied by; a year (×３か年), a share (×8割) and a bare number (×0.5, ×２倍) make no price of a total."""
COUNTED = r"[^\s、。,:;()×\d円]{1,20} (?<! [年度係指倍乗] )"
"""研修の受講者 before 数; 年数 counts years, and 係数 nothing."""

TIMES_BEFORE = re.compile(
    rf"""
    (?P<per> {COUNTED} 数 | (?<! [\d.,/] ) \d{{1,3}} (?: ,\d{{3}} )* [ ]? {TIMES_COUNTER} ) (?:分 | 程度)? [ ]? × [ ]* $
    """,
    re.X,
)
"""許可病床数×４万円, １施設×18万円: so much for each (folded text)."""
TIMES_AFTER = re.compile(
    rf"[ ]? × [ ]? (?: (?P<each> {COUNTED} ) 数 | \d{{1,3}} (?: ,?\d{{3}} )* [ ]? (?P<per> {TIMES_COUNTER} ) )", re.X
)
"""７千円×３台, 30万円×研修の受講者数 (folded text); × １／２ is a share."""

PERIOD_BEFORE = re.compile(
    r"""
    (?: (?<! [一-龥\d] ) | (?<= 毎 | 各 ) | (?<= 一律 ) | (?<! [前昨翌同] ) (?= .額 ) )
    (?P<per> [月年日] ) 額? [ ]* (?: 最大 | 上限 )? [ ]* $
    """,
    re.X,
)
"""月１万円, 日額 5千円, 月額最大4万円; 休日, 前年 and 12月 are words of their own (folded text)."""
PERIOD_SIGN = re.compile("[月年日]")
PER_AFTER = re.compile(
    r"""
    ^ [ ]* (?: / [ ]? (?P<slash> [^\s、。,:;()\[\]【】|～~\d/円]{1,12}+ ) (?! [ ]* : )
      | [(] (?P<period> [月年日] ) 額 [)]
      | [(] [ ]* (?P<one> 1 [ ]? [^()\d円]{1,14}? ) [ ]? (?: 当[ ]?たり | あたり | につき ) [^()円]{0,6} [)] )
    """,
    re.X,
)
"""4,104千円／床, 5万円（月額）, 3,000千円（１施設当たり）;
a label behind a stroke (／ 実施主体：…) is what the next statement is of (folded text)."""
LIMIT_BEFORE = re.compile(
    r"""
    (?P<label>
        (?:補助|助成|交付|貸付|支給|加算)? (?:上限|基準|限度|補助|助成|交付|支給|加算|貸付) 額 | 単価 | 最大 | 上限
    ) [ ]* (?: [(] [^()]{0,12} [)] )? [ :)】]* $
    """,
    re.X,
)
"""補助上限額：, 基準額 , 最大 right before an amount; 概算要求額 is none of them (folded text)."""

LIMIT_SIGN = re.compile("[額単最上]")

LIMIT_AFTER = re.compile(
    r"""
    ^ [ ]* (?:
        [(]上限[)] | [(] [^()]{0,10} に限る [)] | を上(?:限|$) | を限(?:度|$) | (?:以内|まで)(?![でにもの]) | 程度 [ ]? [(]?上限
      | (?:ずつ|を)? (?:加算|上乗せ|支給|助成|補助)
    )
    """,
    re.X,
)
"""1億円（上限）, 28.3万円を上限に補助, 28.3万円を上 at a line's end, 20万円（初回に限る） (folded text)."""
TAKEN_OFF = re.compile(r"[ ]* (?: を (?: 控除 | 差し?引 | 減 | 上回 | 下回 ) | 以上の | 以下の | 未満 | を?超 )", re.X)
"""1泊当たり2,000円を控除した額, 年300万円以下の世帯: what nobody gets (folded text)."""

LIST_LABEL = re.compile(
    r"""
    (?: ^ | (?<= [\s、。,/・○〇◯●◆■※(【\[<|] ) )
    (?P<label> (?:補助|助成|交付|貸付|支給|加算|国庫)* (?: (?:上限|基準|限度|補助|助成|交付|支給|加算|貸付) 額 | (?:基準)? 単価 ) )
    [ ]* (?: [(] [^()]{0,12} [)] )? [ ]* (?: : | [)】\]>] [ ]* :? ) [ ]*
    """,
    re.X,
)
"""補助基準額：Ａ型 1,200千円、Ｂ型 800千円: what labels a list of names and amounts (folded text)."""

LISTED_NAME = re.compile(
    r"""
    [ ]* [、,/]? [ ]* (?: ・ | 及び )? [ ]*
    (?P<name> (?! \S* (?: 年度 | 予算 | 総額 | 合計 | 要求 | うち | 国費 | 事業費 ) )
      [^\s、。,:;()\[\]【】※円]{1,16} ) [ ]* :? [ ]*
    """,
    re.X,
)
"""Ｂ型 between two amounts of such a list (folded text)."""

IN_OTHER_CASE = re.compile(
    r"""
    [ ]* [(]
    (?! [^()]* (?: 総額 | 合計 | 全体 | うち | 国費 | 事業費 | 予算 | 年度 | 平均 | 税 | 負担 | 控除 | 差 | 増 | 減 | 約 | 相当 ) )
    (?: [^()円]{2,24} (?: は | 、 | : | [ ] ) | [^()円\d]{2,24} ) [ ]*
    """,
    re.X,
)
"""20億円（共同利用の設備は５億円）, 60万円（中小企業以外50万円）: what one gets in another case, in the bracket right behind
(folded text)."""

CHAIN = re.compile(r"^ [ ]* (?: [、,～~・→⇒] | から ) [ ]* $", re.X)
FROM, RAISED_TO = re.compile(r"[ ]* から", re.X), re.compile(r"[ ]* [にへ] (?! つき | 対 )", re.X)
"""5,000円から6,000円に引き上げる; 20万円から50万円まで is a range (folded text)."""

ARROW = re.compile(r"[ ]* [→⇒]", re.X)
"""239千円→317千円: what it was, then what it is (folded text)."""

AFTER_FIGURE = re.compile(r"円 (?: [ ]? × [^\s、。()]{1,12} (?= [、。] ) )? (?: [)、] | を加算 )*", re.X)
"""8,625千円（2人目以降、1人につき…: the label of the second figure begins behind the first (folded text)."""

BLANK_AND_LABEL = 2
"""Lines above a figure alone among which its label stands."""
LABEL_EDGE = f"{SCOPE_EDGE}@"


def read_unit_amounts(text: str) -> tuple[UnitAmount, ...]:
    """Money for one of something: `1市町村当たり 5,572千円`, `4,104千円／床`, `月１万円`, `１億円（上限）`.

    An amount with no such word beside it is none; in `20万円、30万円` the words hold for the whole run.
    """
    if "円" not in text:
        return ()
    return tuple([unit for line in text.splitlines() if "円" in line for unit in _line_units(line)])


def is_price_of_one(texts: Sequence[str]) -> bool:
    """Whether the last of some texts, a figure alone, is for one of something, as it or the one right above says: 補助上限額."""
    *above, figure = texts
    label = next((text.strip() for text in reversed(above) if text.strip()), "")
    return bool(read_unit_amounts(figure if "円" in label else f"{label} {figure.strip()}"))


def _line_units(line: str) -> list[UnitAmount]:
    spans = [span for span in money_spans(line) if span.amount.yen]
    if not spans:
        return []
    folded = fold(line)
    may_be_listed = "額" in folded or "単価" in folded
    units: list[UnitAmount] = []
    last: tuple[str | None, int] | None = None
    listed: tuple[str, int] | None = None
    for whole in _runs(folded, spans):
        run = _without_earlier(folded, whole)
        listed = _list_before(folded, whole[0], listed) if may_be_listed else None
        found = [_per(folded, span) for span in whole]
        known: tuple[str | None, str | None] | None = next(((per, label) for per, label in found if per), None) or next(
            ((None, label) for _, label in found if label), None
        )
        if known is None and last and IN_OTHER_CASE.fullmatch(folded[last[1] : whole[0].start]):
            known = (last[0], None)
        name = LISTED_NAME.fullmatch(folded, listed[1], whole[0].start) if listed and known is None else None
        if known is None and name is None:
            last = listed = None
            continue
        per = known[0] if known else None
        last = (per, run[-1].end)
        label = f"{listed[0]}:{plain(name['name'])}" if listed and name else _unit_label(folded, whole[0])
        listed = (listed[0], run[-1].end) if listed else None
        for span in run:
            units.append(UnitAmount(label, span.amount.yen, per, line.strip()))
    return units


def _list_before(folded: str, span: MoneySpan, listed: tuple[str, int] | None) -> tuple[str, int] | None:
    """The label whose list an amount can be in, and where the words before the amount begin: behind it or the amount before."""
    begun = max(listed[1] if listed else 0, span.start - NEAR)
    label = next(iter(reversed(list(LIST_LABEL.finditer(folded, begun, span.start)))), None)
    return (label["label"], label.end()) if label else listed


def _runs(folded: str, spans: list[MoneySpan]) -> list[list[MoneySpan]]:
    runs: list[list[MoneySpan]] = []
    for span in spans:
        if runs and CHAIN.match(folded[runs[-1][-1].end : span.start]):
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def _without_earlier(folded: str, run: list[MoneySpan]) -> list[MoneySpan]:
    """The figures of a run but those that a change leaves behind: 5,000円 → 6,000円."""
    raised = len(run) > 1 and RAISED_TO.match(folded, run[-1].end) is not None
    left = [span for span in run[:-1] if ARROW.match(folded, span.end) or (raised and FROM.match(folded, span.end))]
    return [span for span in run if span not in left]


def _per(folded: str, span: MoneySpan) -> tuple[str | None, str | None]:
    """What one amount is for, and the word that makes it a limit or a base amount."""
    before, after = folded[max(0, span.start - NEAR) : span.start], folded[span.end : span.end + NEAR]
    if TAKEN_OFF.match(after):
        return None, None
    if m := PER_AFTER.match(after):
        return (m["slash"] or m["period"] or m["one"]), None
    if ("×" in before and (m := TIMES_BEFORE.search(before))) or ("×" in after and (m := TIMES_AFTER.match(after))):
        return (m["per"] or m["each"]), None
    if m := _one_before(before) or (PERIOD_BEFORE.search(before) if PERIOD_SIGN.search(before) else None):
        return TOPIC.sub("", "".join(m["per"].split())).lstrip("・○●◯◎◇◆■□-") or None, None
    if LIMIT_SIGN.search(before) and (m := LIMIT_BEFORE.search(before)):
        return None, m["label"]
    if LIMIT_AFTER.match(after):
        return None, "上限"
    if "@" in before and AT_BEFORE.search(before):
        return None, "単価"
    return None, None


@remembered
def _one_before(before: str) -> re.Match[str] | None:
    """The words before an amount that say what one it is for."""
    m = PER_BEFORE.search(before) if PER_SIGN.search(before) else None
    return m or (ONE_BEFORE.search(before) if ONE_SIGN.search(before) else None)


def _unit_label(folded: str, span: MoneySpan) -> str:
    """The words before an amount on its line, without bullets and the per phrase."""
    before = folded[max(0, span.start - 2 * NEAR) : span.start]
    near = max(0, len(before) - NEAR)
    m, at = _one_before(before[near:]), near
    if "×" in before and (times := TIMES_BEFORE.search(before, near)):
        m, at = times, 0
    before = _behind_rates(before[: at + m.start()] if m else before) or before
    words = AFTER_FIGURE.split(before)[-1]
    return plain(words).strip(LABEL_EDGE).removesuffix("は") or plain(before).strip(LABEL_EDGE) or "補助基準額"


def _behind_rates(words: str) -> str:
    """The words behind the shares that the same line states before: 補助率：1/2、補助基準額."""
    label = RATE_LABEL.search(words) if "率" in words or "割" in words else None
    shares = [m.end() for m in ANY_SHARE.finditer(words, label.end())] if label else []
    behind = BEHIND_SHARE.match(words, shares[-1]) if shares else None
    return words[behind.end() :].strip(" 、,)") if behind else words
