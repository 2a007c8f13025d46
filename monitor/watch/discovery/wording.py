"""What a link's words say that the thing is: a budget release, something that only speaks of a budget, or nothing of either.

Japanese puts the thing itself last: 予算案の概要 is of a budget, 予算委員会 is a committee, 予算事業の公募 a call. What follows the
last budget word decides: where that is only the form of a paper (の概要, 一覧, 説明資料, について) the thing is the budget.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.watch.discovery.days import DAY, folded

READ = (".pdf", ".xlsx", ".xlsm", ".xls", ".csv", ".docx", ".zip", ".txt")
NOT_READ = (
    *(
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".svg",
        ".ico",
        ".webp",
        ".css",
        ".js",
        ".mp3",
        ".mp4",
        ".wmv",
        ".xml",
        ".rdf",
        ".rss",
        ".json",
    ),
    *(".ppt", ".pptx", ".doc", ".jtd", ".rtf", ".lzh", ".7z", ".exe", ".ods", ".odt", ".ics", ".kml"),
)


class Says(StrEnum):
    """What words say that a thing is."""

    BUDGET = "budget"
    UNSURE = "unsure"  # speaks of a budget, and the thing itself is something that is not known
    OTHER = "other"  # is known to be something else, wherever it stands
    PART = "part"  # a body or a programme: below a budget's heading its part of the budget, else something else
    NOTHING = "nothing"


_BUDGET = r"""
    概算要求 | (?: 補正 | 暫定 | 当初 | 本 )? 予算 (?: 政府 )? (?: 案 | 書 | 額 | 要求 )? | 政府 予算? 案 | 要求・要望 | 要求書
    | 予定経費要求 | 歳出概算
    | 各目明細
"""
BUDGET_WORD = re.compile(_BUDGET, re.X)
DISTINCT = re.compile(
    r"""概算要求 | 概算要望 | 補正予算 | 暫定予算 | 当初予算 | 予算案 | 予算政府案 | 政府予算案 | 予算書 | 要求書 | 予算要求
    | 各目明細""",
    re.X,
)
"""A stage of the budget, which says what it is also without a year."""
FORM_WORDS = """
    の に関する に係る にかかる に関して について における 関係 関連 等 など 及び および 並びに ならびに と 主な 主要な 概要
    概算 要旨 要約 要点 ポイント あらまし 骨子 全体像 姿 フレーム 主要 重点 新規 事項 施策 項目 経費 事業 集 編 資料 参考
    説明 補足 発表 公表 配布 決定 内訳 一覧 表 総括 総額 総 明細 書 各目 別 計数 比較 対前年度 増減 額 案 要求 要望 政府 原案
    編成 内示 成立 閣議決定 修正 訂正 正誤 差し替え 版 速報 詳細 分割 一括 全体 本文 本体 個票 表紙 目次 別添 別紙 別冊 付属 附属
    その 第 部局 各 府省 組織 分野 項 目 一般会計 特別会計 会計 勘定 歳入 歳出 財政投融資 財投 所管 計画 部 章 前半 後半
    内閣 財務省 省 庁 局 課 官房 税制改正 機構 定員 財務書類 決算 過去 以前 年度 年 月 日 分 令和 平成 元 予算 補正 暫定
    当初 国会 提出 形式 ファイル ページ 頁 こちら 全文 概算要求 pdf excel kb mb 差替 差替え
"""
FORMS = re.compile(
    rf"""(?: {" | ".join(sorted(FORM_WORDS.split(), key=len, reverse=True))} | \d+ | [a-z]+
    | [\s・、,/.:~〜\-–—_|()\[\]【】「」『』〈〉<>《》※●■○◆◇→“”"'’] )++""",
    re.X | re.I,
)
"""The forms of papers and the words that join them: what may follow a budget word and leave the thing a budget.

Longer words stand first and nothing is tried twice: a hostile text costs no more than another."""
OTHER = re.compile(
    r"""(?:
    議事録 | 議事要旨 | 議事次第 | 会合 | 公募 | 募集 | 要領 | 要綱 | 要項 | 入札 | 公告 | 落札 | 契約 | 調達 | 執行 | 決算 | 決算書
    | レビュー | レビューシート | シート | 採用 | 人事 | 職員 | 会見 | 答弁 | 質疑 | 演説 | 説明会 | セミナー | シンポジウム
    | 交付決定 | 法律 | 法案 | 政令 | 省令 | 告示 | 訓令 | 通知 | 事務連絡 | 白書 | 建議 | 意見 | 提言 | 要請 | 支出 | 支出先
    | 様式 | マニュアル | 手引き? | 繰越し? | 箇所付け | 税制改正 | 税制改正要望 (?: 事項 | 項目 )? | 財務書類 | 開催 | 傍聴 | 開始
    | 報告書? | 状況 | 結果 | 基準 | 方針 | 速記録 | 名簿 | リンク | サイト | マップ | 問い?合わ?せ先? | 会計令 | 会計法
    | (?: 執行 | 決算 | 契約 | 調達 | 繰越 | 公募 ) \w{0,12} (?: 調査 | 評価 | 一覧 | 情報 | 監視 | 効率化 )
    )$""",
    re.X,
)
"""What the thing itself is, where that is known to be no budget: its execution, settlement, contracts, taxes, recruitment, words
about it. (One of these in its heading makes a file no release.)"""
PART = re.compile(
    r"""(?:
    委員会 | 部会 | 分科会 | 審議会 | 会議 | 懇談会 | 検討会 | 研究会 | 研修 | 交付 | 補助金 | 調査 | 統計 | 評価 | 広報 | 動画
    | パンフレット | リーフレット | チラシ | 監視 | 効率化 | 支援
    )$""",
    re.X,
)
"""What is no budget by itself, and as a file below a budget's heading the part of a body or a programme: 日本学術会議,
新規就農者への支援."""
NOT_ITSELF = re.compile(r"等? の? (?: 執行 | 決算 | 監視 | 契約 | 調達 | 繰越 | 支出 | 委員会 )", re.X)
"""Behind a budget word: 予算の執行に関する情報, 予算監視・効率化チーム are of what becomes of a budget."""
SITE = re.compile(
    r"""\s* : \s* [^:|()「」]{0,30} (?: 省 | 庁 | 府 | 院 | 局 | 官房 | 会議 | 委員会 | 本部 | ホームページ | サイト
    | Website ) \s* $""",
    re.X | re.I,
)
"""What a page's title ends with: 概算要求の概要：農林水産省, 概算要求：警察庁Webサイト."""
TRAILING = re.compile(
    r"""(?: \s | [・、。.,!:;|/]
    | について(?:のお知らせ|の公表)? | に関して | に関するお知らせ | のお知らせ
    | の(?:公表|掲載|発表|更新|公開|概要|一覧|資料|結果概要) | 等 | など | の件
    | [(\[【〈<《] [^()\[\]【】〈〉<>《》]{0,40} [)\]】〉>》] | [〜~] [^〜~]{1,40} [〜~] | [「」『』“”"'] )+ $""",
    re.X,
)
IN_BRACKETS = re.compile(r"\([^()]{0,40}\)|【[^【】]{0,40}】|\[[^\[\]]{0,40}\]")
REPORTED = re.compile(
    r"""^(?P<thing> .* (?: [^をがは] ) ) (?: を | が | は | について | に関して | のページを ) (?P<done> [^をが]{1,30} (?: ます
    | ました | です | しました ) ) [。!]* (?: \( [^()]{0,40} \) )? $""",
    re.X,
)
"""予算案の概要を公表しました: the thing, and what is told to be done with it."""
PUBLISHING = re.compile(
    r"""公表 | 発表 | 掲載 | 公開 | 更新 | 決定 | 提出 | まとめ | 纏め | 策定 | 成立 | 知らせ | 訂正 | 修正 | 差し?替え | 追加
    | 作成 | 編成 | 行い | 行っ""",
    re.X,
)
YEAR_WORDS = re.compile(r"(?: (?: 令和 | 平成 | 昭和 | [RHS] ) \s* (?: \d{1,2} | 元 ) | (?:19|20)\d{2} ) \s* 年? 度?", re.X)
PAPER = re.compile(
    r"""概要 | 要旨 | 要約 | 要点 | ポイント | あらまし | 骨子 | 主要 | 重点 | 事項 | 事業 | 施策 | 説明 | 内訳 | 明細 | 計数 | 総括
    | 書 | について""",
    re.X,
)
"""The form of one paper, as against a year's or a stage's list of them."""
YEAR_ALONE = re.compile(rf"\W* (?: 過去の )? (?: {YEAR_WORDS.pattern} \s* \W* )+ (?: 分 | 以前 | 以降 | 版 | まで )? \W*", re.X)
_SIZE = r"[\d,.]+ \s* [KMG]?i?B(?:ytes?)?"
BARE = re.compile(
    rf"""(?: {_SIZE} | PDF | HTML? | EXCEL | エクセル | XLSX? | CSV | WORD | ワード | DOCX? | ZIP | ファイル | 形式 | 版 | 分割
    | 一括 | 全体 | 全文 | 詳細 | 本文 | 本体
    | こちら | 表示 | ダウンロード | 開く | 見る | 別(?:添|紙|冊)? | 資料 | 参考 | その | [\d\W一二三四五六七八九十全約第]
    | ページ | 頁 | p\.? | 新(?:しい)?(?:ウィンドウ|タブ)(?:で(?:開き?く?ます?)?)? | _ | を | で )*+""",
    re.X | re.I,
)
"""A link text that names only the form, the part or the size of a file (SOURCES.md, HTML)."""
FILE_TEXT = re.compile(
    rf"\b PDF \b | (?<![A-Za-z]) PDF (?![A-Za-z]) | エクセル | \b Excel \b | \d \s* [KM]B \b | {_SIZE} \s* [)\]]", re.X | re.I
)
LONGEST = 300


def is_bare(text: str) -> bool:
    """Whether a link text names only the form of the file: PDF, [PDF 1,024KB], 分割版1, （1.2MB）, こちら."""
    return BARE.fullmatch(folded(text)) is not None


def says_file(text: str) -> bool:
    """Whether the words beside a link say that it leads to a file."""
    return FILE_TEXT.search(folded(text[:LONGEST])) is not None


def is_file(url: str) -> bool:
    """Whether a URL ends like a file that is read: in its path, or in a value of its query."""
    head, _, query = url.partition("#")[0].partition("?")
    return head.lower().endswith(READ) or query.lower().endswith(READ)


def is_unread_file(url: str) -> bool:
    """Whether a URL ends like a file that no reader reads: a picture, an old Word file."""
    return urlsplit(url).path.lower().endswith(NOT_READ)


def tells_a_budget_or_year(text: str) -> bool:
    """Whether words work as a heading of a budget's or a year's releases wherever they stand: 【令和９年度予算】, 令和９年度."""
    return YEAR_ALONE.fullmatch(folded(text)) is not None or says(text) is Says.BUDGET


def is_year_or_form(text: str) -> bool:
    """Whether words name nothing but a year or a form: 令和8年度, 過去の資料, 一般会計."""
    told = folded(text[:LONGEST])
    return bool(told) and (YEAR_ALONE.fullmatch(told) is not None or FORMS.fullmatch(told) is not None)


def names_stage_or_year(text: str) -> bool:
    """Whether words name a stage of the budget or a year: enough for a release; 予算 alone is only a section of a site."""
    told = folded(text[:LONGEST])
    return DISTINCT.search(told) is not None or YEAR_WORDS.search(told) is not None


def names_a_paper(text: str) -> bool:
    """Whether words name the form of a paper: 令和8年度予算案の概要, and not 令和8年度予算, 過去の予算."""
    return PAPER.search(folded(text[:LONGEST])) is not None


@lru_cache(maxsize=1024)
def says(text: str) -> Says:
    """What words say that a thing is; of a page's title, whose parts are joined by | or ｜, the part that says most."""
    told = folded(text[:LONGEST])
    if (site := SITE.search(told)) and not BUDGET_WORD.search(site[0]):
        told = told[: site.start()]
    parts = [part for part in re.split(r"\s[-–—:]\s|[|｜]", told) if part.strip()]
    said = [_says(part) for part in parts]
    return next((each for each in Says if each in said), Says.NOTHING)


def _says(text: str) -> Says:
    reported = REPORTED.match(text)
    thing = reported["thing"] if reported else text
    named = _head(thing)
    words = list(BUDGET_WORD.finditer(named))
    if not words:
        return _ending(named, Says.NOTHING)
    rest = IN_BRACKETS.sub(" ", DAY.sub(" ", named[words[-1].end() :]))
    if not rest or FORMS.fullmatch(rest):
        if reported and not PUBLISHING.search(reported["done"]):
            return Says.UNSURE
        return Says.BUDGET
    return Says.OTHER if NOT_ITSELF.match(rest) else _ending(named, Says.UNSURE)


def _ending(named: str, otherwise: Says) -> Says:
    """What the last word of a phrase makes it."""
    if OTHER.search(named):
        return Says.OTHER
    return Says.PART if PART.search(named) else otherwise


def _head(thing: str) -> str:
    """The noun phrase without what may stand behind it: について, （PDF：1MB）, quotation marks."""
    named = re.sub(r"[「」『』“”\"']", "", thing)
    while (m := TRAILING.search(named)) and m.start() > 0:
        inner = re.sub(r"\W", "", m[0])
        if OTHER.search(inner) or PART.search(inner):
            return named[: m.start()] + inner
        named = named[: m.start()]
    return named
