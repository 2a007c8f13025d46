"""The forms of an overview's rows: what a note, a list's introduction, a money row or a piece of prose looks like.

Every form is one of typography or of the grammar of Japanese budgets, none of a single release's wording.
"""

from __future__ import annotations

import re

from monitor.budget import AmountKind
from monitor.parse.around_figures import OF_WHICH_WORD, Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.money import OPENING
from monitor.parse.names import Marker, MarkerKind
from monitor.parse.width import fold

LONGEST_NAME = 120
"""Characters. A row longer than this without a sentence's end is still prose."""
LONGEST_BADGES = 20
"""Characters behind a row's money that badges can have."""
LONGEST_ROW = 2000
"""Characters. A row longer than this is prose whatever else it says."""

SMALLEST_AMOUNT, SMALLEST_STEP = 1_000_000, 1000
"""Yen. A smaller figure in a smaller unit is a fee."""

NOTE = re.compile(r"\s*+ (?: [※*＊](?!\*) | (?: [(（〔\[] \s*+ )? 注 \s*+ [0-9０-９]{0,2} \s*+ [)）〕\]:：] )", re.X)
"""「※東日本大震災復興特別会計に計上」, 「(注) 計数には…」"""
REMARK_ROW = re.compile(r"\s* [(（] [^()（）。]{2,40} (?: を?除く | を?含む | 計上分? | 所管分? | と共管 ) [)）] \s*", re.X)
"""「(厚生労働科学研究費補助金を除く)」 between a name and its money."""
INTRODUCTION = re.compile(
    r"""
    \s* (?: [-・○●◎□■◆◇] \s* )?
    (?: [【〔\[<＜〈(（《] [^。]{0,100} 内訳 [^。]{0,20} [】〕\]>＞〉)）》] \s*
      | [(（【\[〔<＜] \s* 参考 \s* [)）】\]〕>＞] .*
      | [^。]{0,60} 内訳 [)）】]? [:：]? \s* )
    """,
    re.X,
)
"""「【救急医療関係の主な予算の内訳】」, 「(参考) 基金の対象事業」"""
BOXED = re.compile(r"\s*(?:[【＜<〈《][^】＞>〉》]*[】＞>〉》]|「[^」]*」[^。、]{0,12}|[○◎■□◆][^。、]{0,15})\s*")
"""A title that stands in brackets, 「【主な改善内容】」, or behind a square, 「○主な事業メニュー」."""
BOX = re.compile(r"\s* 【 [^】]+ 】 \s*", re.X)
"""【離島のサービスの確保】: a title over some of a measure's parts."""
REPRISE_ROW = re.compile(r"\s* [(（【] \s* 再掲 [^)）】]* [)）】] \s*", re.X)
OF_WHICH = re.compile(rf"\s*+ (?: [-・※] \s*+ )? (?: [〔(（\[] \s*+ )? {OF_WHICH_WORD} [、,\s]?", re.X)
"""「うち、デジタル庁計上予算389百万円」, 「〔うち、重要政策推進枠 267億68百万円〕」"""
BRACKET_OF_MONEY = re.compile(r"\s*+ [(（] [^)）。円]*+ 円 [^)）。]*+ [)）] \s*+ (?:の内数)? \s*+", re.X)
"""「（国 73,299百万円、地方 29,567百万円）」, 「(168百万円)」 on a row of its own."""
NOTHING_ALONE = re.compile(
    r"""
    \s*+ [(（〔] \s*+
    (?: [-‐–—―ー－0０] \s*+ (?: [兆億百万千]* 円 \s*+ )?
    | 前年度 [^()（）円]{0,8}? \s* (?: 新 \s* 規 | 皆増 | なし | [-－ー] \s* (?: [兆億百万千]* 円 )? ) \s*+ )
    [)）〕] \s*+
    """,
    re.X,
)
"""「（－）」, 「（前年度予算額　新　規）」 on a row of its own: nothing the year before."""
CONTINUES_MONEY = re.compile(
    rf"{OF_WHICH.pattern} | {BRACKET_OF_MONEY.pattern} (?: うち .* )? $ | {NOTHING_ALONE.pattern} $ | \s*+ →", re.X
)
"""How a row begins that goes on with the money of the row above."""
AFTER_MONEY = re.compile(
    r"""
    \s*+ (?: [)）〕\]】] \s*+ )?
    (?: [(（〔\[《【〈※*] .* | うち .* | [、,]? \s*+ 等 | (?: 及び | [+＋] ) \s*+ [^\s。]{2,60} 内数 )?
    \s*+
    """,
    re.X,
)
"""What may follow a statement that ends its row: brackets, notes, parts, 及び…交付金(78億円)の内数."""
WITHIN_ALONE = re.compile(r"\s* [^\s\d()（）、。]{2,30} の内数 \s*", re.X)
"""「地域生活支援事業等の内数」 below a numbered name: no figure is told."""
ADDITION = re.compile(
    r"(?: (?:上記|この|これら|以上) [^、。]{0,4}? (?:以外|ほか|他) [にでは]* [、,]? | [、,] | ^ ) (?P<name> [^、。]+? ) $", re.X
)
"""「上記以外に有床診療所…整備事業 | 100 百万円を計上」, as far as the money."""
BEGINS_ADDITION = re.compile(r"\s*+ (?: [※・○] \s*+ )? (?:上記|この|これら|以上) [^、。]{0,4}? (?:以外|ほか|他)", re.X)
BOOKED = re.compile(r"\s* [をが] \s* (?:計上|要求|措置|確保)", re.X)
GLUED_BADGES = re.compile(
    r"""
    (?<= [業費金備援進策等組築究査発修営供講保充化度)）」] )
    (?= (?: [新推テデ④㊦①-⑳] (?: \s* \^? \{? 一部 \}? )? \s* )+ $ )
    """,
    re.X,
)
"""「…調査事業新推」, 「…支援事業④^{一部}」: where the space before the badges was, which a PDF's reader may not see."""
MONEY_SIGN = re.compile(rf"[円求{OPENING}] (?: (?<= [円求] ) | [ ]* (?: [-ー0] | 皆増 ) )", re.X)
"""What a row has that states money or that there is none: 円, 事項要求, (－) (folded text)."""
GLUED_ENDS = "新推テデ④㊦①②③⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳部}"
RATED = re.compile(
    r"""
    補\s?助\s?率 | 負担割合 | (?:補助|助成|交付)割合 | (?:助成|交付)率 | 定額 [ ]? (?: 補助 | 助成 )
  | (?<![一-龥]) 国 [ ]* [:がは]? [ ]* \d{1,3} [ ]? / [ ]? \d{1,3}
  | \d [ ]? (?: / | 分の ) [ ]? \d{1,3} [ ]? (?: 以内 | 相当 )? [ ]? (?: を [^。\d]{0,12} )? (?: 補助 | 助成 | 負担 )
  | ^ [ ]* [(] [ ]* (?: 定額 | \d{1,3} / \d{1,3} ) [ ]* [)] [ ]* $
  | ^ [ ]* [^\s:、。\d]{2,20} (?<! [日限] ) [ ]* : [ ]* 10/10 [ ]* $
    """,
    re.X,
)
"""「【補助率】国１／２、…」, 「ある港：１０／１０」, 「（国１／２、都道府県１／２）」: a row that tells who pays which share
(folded text)."""
UNCLOSED = re.compile(r"\^\{?[^}\s]*$")
"""「…事業 **テ**^{」: a raised 一部 that was cut off behind its badge."""
GLUED_NUMBER = re.compile(r"\s* (?P<number> \d{1,2} ) (?= [^\d\s.,:、)/％%・~〜年月日時分人回か所歳世円億万千百者] )", re.X)
"""「2ドクターヘリ導入促進事業」: a number that a converter pushed against its name."""
TAIL_OF_PROSE = re.compile(
    r"""
    ^ \s*+ (?: [をにはがでのもへや] (?=[一-龥ァ-ヶ、]) | と (?=[一-龥ァ-ヶ、]) (?!畜)
           | にお[いけ] | によ[りる] | につい | に対 | ため | こと(?!ば)
           | する | した | して | され | られ | など | てい | である | ます
           | [、。,)）」』】〕ー] )
    """,
    re.X,
)
"""How the rest of a broken sentence begins: 「に携わる看護職員…」; 「がん対策」, 「へき地医療」 are names."""
REFERENCE = re.compile(rf"\s*+ [0-9０-９]{{0,2}} {TAIL_OF_PROSE.pattern.replace('^', '', 1)}", re.X)
"""「(1) | 5に含まれる」: what looks like a marker belongs to a reference."""
UNFINISHED = ("を", "に", "は", "が", "で", "、", ",", "として", "による", "に係る", "のうち")
"""How a name cannot end, but a piece of a sentence before its money can: 「…に要する経費として」."""
NAME_GOES_ON = re.compile(
    r"""
    [のをにへとや及、・たるいびは] (?: (?<! [びは] ) | (?<= 及び ) | (?<= 又は ) ) \s* $
    """,
    re.X,
)
"""How the first row of a name ends that goes on below: 「…の切り出しに関する | 手引きの作成」, 並びに, に係る, に向けた, 又は."""
NAME_GOES_ON_BELOW = re.compile(
    r"(?: [のを] | 及び | 並びに | [、,] | における | に関する | に係る | に向けた | による | に資する | のための ) \s* $", re.X
)
"""「…の生産性の向上に向けた　35億円（29億円） | 取組の支援」: how a name before its money ends that goes on in the next row."""
YEAR_SUM_BEGINS = re.compile(r"[\s\u200b\ufeff]*+ [《<〈(\[【〔]? [\s\u200b\ufeff]*+ [令平RH前\d]", re.X)
YEAR_SUM = re.compile(
    r"""
    (?: [《<〈(\[【〔]? \s*
        (?: (?:令和|平成|[RH]) \s* (?:元|\d{1,2}) \s* (?:\(\d{4}\))? \s* (?:年度)? | 前年度 | (?:20)?\d{1,2}年度 ) \s*
        (?: 概算 | 当初 | 補正 | 予算 | 要求 | 要望 | 政府 | 第\d+号 | 案 | [(]案[)] | 総 | 額 | 一般会計 | 合計 | \s )+
        [)》>〉\]】〕]? [\s→]* )+
    """,
    re.X,
)
"""「令和7年度 概算要求額」, 「(令和6年度予算額) → (令和7年度予算案)」: a budget's or two's, not a measure's (folded)."""
SUM = re.compile(r"[\s|]*+ (?: (?: 合 | 小 | 総 )? \s*+ (?: 計 | 額 ) | \S* [省庁局部課室] \s? 計 ) [\s|]*", re.X)
"""「合　計」, 「老健局計」 (folded text)."""
LABEL_ALONE = re.compile(r"(?: 概算 | 予算 | 要求 | 要望 | ・ )+ 額? (?: [(]案[)] )? [ :]*", re.X)
"""「予算額(案) | 2億35百万円」 below a name (folded text)."""
_POT = r"""[^\s()（）、。]{2,40} (?: 交付金 | 補助金 | 負担金 | 委託費 | 補助費 | 基金 | 勘定 | 特別会計 | 特会 )
    (?: [(（] [^()（）]{1,20} [)）] )?"""
POT = re.compile(rf"\s* {_POT} \s*", re.X)
"""「被災者支援総合交付金（復興庁所管） | 77億円の内数」: whose money a measure is inside of."""
ASKED_FOR = re.compile(r"[^\s。、]{0,20} (?: 経費 | 費用 | 推進枠 )", re.X)
"""緊要な経費: a kind of money."""
POT_BEHIND = re.compile(rf"(?<= \S ) (?: [ ]{{2,}} | [ ]* [\t\u3000] \s* ) {_POT} \s* $", re.X)
"""「介護助手の採用と定着の後押し　　　地域の支え合い基金 | １３４億円の内数」: the same, a gap away from the name."""
REMARK_BEHIND = re.compile(r"(?<= \S ) (?: [ ]{2,} | \u3000{2,} | \t ) \s* [一-龥ァ-ヶー]{2,12} のみ (?:を)? 計上 \s* $", re.X)
"""「…の準備に要する経費　　　事務費のみ計上 | 24億円」: what the money is for, a gap away from the name."""
BOOKED_IN = re.compile(
    r"[(（] \s* (?P<account> [^()（）\s]{2,20} (?: 特別会計 | 特会 | 勘定 ) ) \s* (?: に計上 | 計上 | 分 )? \s* [)）] \s* $", re.X
)
"""「…の復旧・復興（東日本大震災復興特別会計） | 18億円」: the account behind a name."""

ACCOUNT_ALONE = re.compile(r"一般会計 | [^\s()、。]{2,20} (?: 特別会計 | 特会 )", re.X)
"""「東日本大震災復興特別会計 4.2億円」: all that is booked there, no measure (a clean name)."""

ACCOUNT_IN_BOX = re.compile(r"\s* [【〔] \s* [^\s【】〔〕、。]{2,20} 特別会計 \s* [】〕] \s*", re.X)
"""【東日本大震災復興特別会計】 on a row of its own."""
UNIT_SIGN = re.compile("たり|つき|ごとに|[度準限年月日]額|単価|[@＠]|上限|最大")
"""What any of the forms below has."""
ONE_OF = re.compile(
    r"""\S [ ]? (?: 当[ ]?たり | あたり | につき | ごとに ) [ ]* (?: 約 | 最大 | 上限 | [月年日]額 )? [ ]* $
      | [年月日]額 [ ]* (?: [)] | 最大 | 上限 ) [ ]* $ | @ [ ]* $ | [(] [ ]* (?: 上限 | 最大 ) [ ]* $""",
    re.X,
)
"""「第一種指定医療機関　１床当たり | 15,000千円」, 「基準額 @ | 120万円」, 「定額（上限 | １億円」 (folded text)."""
LIMIT_ALONE = re.compile(r"[ ]* [○・(【]? [ ]* (?: 上限 | 最大 ) [ )】:]*", re.X)
"""「・上限 | 100万円」 (folded text)."""
COUNTED = re.compile(r"\s* ×", re.X)
"""「5,000千円 | ×47か所」: how it goes on behind the price of one."""
UNIT_LABEL = re.compile(
    r"""
    [ ]* [○・(【]? (?: 国庫 )? (?: 補助 | 助成 | 交付 | 支給 | 貸付 )?
    (?: (?: 上限 | 基準 | 限度 ) 額 | (?: 基準 )? 単価 ) [ :】)]
    """,
    re.X,
)
"""「上限額　都道府県拠点病院 | 14,000千円」 (folded text)."""

BADGE_SIGNS = re.compile(r"[\W_新規推進枠拡充デジタル庁一括計上テ再組替え継続部①-⑳]*")
"""What badges are made of, and no name is: 「(新) (テ)」, 「推^{一部}」."""


def is_rated(text: str) -> bool:
    """Whether a row tells who pays which share."""
    plain = fold(text)
    may_be = "率" in plain or "割合" in plain or "定額" in plain or "分の" in plain or "/" in plain
    return may_be and RATED.search(plain) is not None


def is_account_below(row: Row) -> bool:
    """Whether a row right below another names the account where its money is booked and nothing else."""
    return "特別会計" in row.text and not row.gap and ACCOUNT_IN_BOX.fullmatch(row.text) is not None


def is_prose(text: str) -> bool:
    """Whether a row is a sentence, or a piece of one."""
    if "。" in text or TAIL_OF_PROSE.match(text) is not None:
        return True
    return len(text) > LONGEST_NAME and len(text.strip()) > LONGEST_NAME


def text_is_badges(text: str) -> bool:
    """Whether nothing but badges stands on the row: 「(新) (テ)」."""
    if not BADGE_SIGNS.fullmatch(text) and "掲" not in text:
        return False
    return bool(badges_alone(text))


def badges_alone(text: str) -> tuple[str, ...]:
    """The flags of a text that is badges and nothing else: 「新規」, 「一部新規」."""
    told = (read_badges(f" {text.strip()}"), read_badges(f"【{text.strip()}】"))
    return next((flags for rest, flags in told if flags and not rest.strip()), ())


def is_year_sum(name: str) -> bool:
    """Whether a clean name is a budget's, not a measure's: 「令和6年度補正予算額」."""
    return YEAR_SUM_BEGINS.match(name) is not None and YEAR_SUM.fullmatch(fold(name)) is not None


def is_of_a_budget(name: str) -> bool:
    """Whether a clean name is a budget's, an account's or a sum's, no measure's: 令和６年度予算額, 一般会計, 合計, 老健局計."""
    is_sum = name.endswith(("計", "額")) and SUM.fullmatch(name) is not None
    return is_sum or is_year_sum(name) or is_account(name)


def is_budget_label(name: str) -> bool:
    """Whether a clean name only says whose budget's the money is, as it stands below a measure's name: 予算額(案)."""
    return is_year_sum(name) or LABEL_ALONE.fullmatch(name) is not None


def is_account(name: str) -> bool:
    """Whether a clean name is that of an account, whose money is no measure's."""
    return name.endswith(("会計", "特会")) and ACCOUNT_ALONE.fullmatch(name) is not None


def is_unfinished(text: str) -> bool:
    """Whether a text cannot be a whole name: 「…に要する経費として」."""
    return text.rstrip().endswith(UNFINISHED)


def is_price(statement: Statement, marker: Marker | None) -> bool:
    """Whether the money is printed to the yen and small: what one pays for something, not what a budget holds.

    What has a number and a year before is a budget however small: (4) 委員手当 99,000円(98,000円). marker: before the name.
    """
    amount = statement.amount
    if amount.yen is None or (statement.prior.is_stated and marker is not None and marker.kind is not MarkerKind.BULLET):
        return False
    return 0 < abs(amount.yen) < SMALLEST_AMOUNT and (amount.step or 1) < SMALLEST_STEP


def is_unit_amount(head: str) -> bool:
    """Whether the words before money say that it is for one of something, or the most that one gets."""
    if UNIT_SIGN.search(head) is None:
        return False
    plain = fold(head)
    return ONE_OF.search(plain) is not None or UNIT_LABEL.match(plain) is not None or LIMIT_ALONE.fullmatch(plain) is not None


def is_pot(text: str, statement: Statement) -> bool:
    """Whether the words before an amount say only what the amount is, whose unstated part is the measure's.

    Words before a bracket that asks for money without an amount say what is asked for: 緊要な経費（事項要求）.
    """
    if statement.amount.kind is AmountKind.NONE:
        return text.rstrip()[-1:] in OPENING and ASKED_FOR.fullmatch(text.rstrip()[:-1].strip()) is not None
    return statement.amount.kind is AmountKind.WITHIN and POT.fullmatch(text) is not None


def with_badges_apart(text: str) -> str:
    """The name with a space before the badges that were pushed against it, without a raised 一部 that was cut off or a remark."""
    if "計上" in text:
        text = REMARK_BEHIND.sub("", text)
    if "^" in text:
        text = UNCLOSED.sub("", text)
    return GLUED_BADGES.sub(" ", text) if text.rstrip()[-1:] in GLUED_ENDS else text


def ends_row(text: str, statement: Statement) -> bool:
    """Whether nothing but notes, brackets and badges stands behind the statement."""
    if statement.end == len(text) or AFTER_MONEY.fullmatch(text, statement.end) is not None:
        return True
    behind = text[statement.end :]
    return len(behind) <= LONGEST_BADGES and text_is_badges(behind)
