"""Subsidy rates (補助率, 負担割合), by party and alternative (DOMAIN.md, Rates and unit amounts)."""

from __future__ import annotations

import re
from fractions import Fraction

from monitor.budget import FLAT, Rate, Share
from monitor.parse.memo import remembered
from monitor.parse.places import matches
from monitor.parse.width import fold, plain

_BODY = r"""(?:
    (?: 第?[12]号 )? 保険料 | 国 | 都道府県 | 道府県 | 市区町村 | 区市町村 | 市町村 | 政令指定都市 | 指定都市 | 政令市 | 中核市
  | 特別区 | 町村 | 保健所設置市 | 保健所政令市 | 自治体 | 地方公共団体 | 地方 | 実施主体 | 民間事業者 | 受入事業所 | 事業者
  | 事業主 | 設置者 | 医療機関 | 学校法人 | 法人 | 保険者 | 広域連合 | 利用者 | 本人 | 患者 | 民間 | 県 | 市
) 等?"""

PARTY = re.compile(
    rf"(?P<party> {_BODY} (?: [ ]? (?: ・ | 及び | または | 又は | / ) [ ]? {_BODY} )* )"
    r" (?: の? 負担 )? [ ]* (?: [:=はが)] | ・{2,} )? [ ]* $",
    re.X,
)
"""国, 都道府県・指定都市・中核市, (国), 事業主負担 right before a share (folded text)."""

_COMPOUND = r"""(?: (?<![一-龥ァ-ヶー]) | (?<=率) | (?<=割合) ) (?! 補助 | 負担 | 助成 ) [一-龥ァ-ヶー]{1,12}?
    (?: 市 | 県 | 区 | 町村 | 自治体 | 団体 | 機関 | 法人 | 事業者 | 事業所 | 企業 | 組合 | 施設 | 病院 | 大学 | 学校 | 者 ) 等?"""

_AND = r"(?: [ ]? (?: ・ | 及び | または | 又は ) [ ]? )"
_END = r"(?: [ ]* [:=はが]? [ ]* $ )"
COMPOUND_PARTY = re.compile(
    rf"(?P<party> (?: {_BODY} {_AND} )*? {_COMPOUND}"
    rf" (?: {_AND} (?> (?: {_COMPOUND} | {_BODY} ) (?= {_AND} | {_END} ) ) )*+ ) {_END}",
    re.X,
)
"""都道府県・指定都市・児童相談所設置市: parties by the word that bodies end with, whole from a word's beginning (folded text).

A body ends where the next one or the end is, so that none is read in two ways: a long list without an end would take ages.
"""

SHARE = re.compile(
    r"(?<![\d/.,]) (?P<over> \d{1,3} (?: \.\d{1,2} )? ) [ ]? / [ ]? (?P<under> \d{1,3} ) (?! [\d/] | ,\d )"
    r" | (?<!\d) (?P<parts> \d{1,2} ) [ ]? 分の [ ]? (?P<taken> \d{1,2} ) (?!\d) | (?P<flat> 定[ ]?額 )",
    re.X,
)
"""1/2, ９／１０, 1 / 2, 10/10, 38.5/100, 2分の1, 定額 (folded text)."""

SIGNS_OF_SHARE = ("/", "分の", "定")
"""What every such share has one of (folded text)."""

PER_HUNDRED = re.compile(
    r"""
    (?<! [\d/.,] ) (?: (?P<percent> \d{1,3} (?: \.\d{1,2} )? ) [ ]? %
      | (?P<tenths> \d{1,2} (?: \.\d )? ) [ ]? 割 (?: [ ]? (?P<hundredths> \d ) [ ]? 分 )? (?! [合引増減り当] ) )
    """,
    re.X,
)
"""国 38.5％, 補助率：８割, 県 ２割５分: a share only where a label or several parties say so (folded text)."""

ANY_SHARE = re.compile(rf"{SHARE.pattern} | {PER_HUNDRED.pattern}", re.X)
SHARE_SIGN = re.compile("[/分定%割]")
"""A line without any of these states no share."""
SHARE_BEGIN = re.compile(r"[\d定] (?<! \d\d )", re.X)
"""Where a share can begin."""

DATE_BEHIND = re.compile(r"[ ]* (?: まで | 迄 | 付 | 〆 | 締 | に (?! [引改] ) | [(] [月火水木金土日] [)] )", re.X)
DATE_BEFORE = re.compile(r"(?: 期限 | 期日 | 締め?切り? | 〆切 ) [はが]? [ :]* $", re.X)
"""6/30までに, 期限 9/30: days, nobody's shares (folded text)."""
LAST_DAYS = range(28, 32)
"""What a share of a month's last days has below its stroke."""

LEFT_BEHIND = re.compile(r"[ ]* (?: 以内 )? [ ]* (?: (?P<word> から ) | [→⇒] ) [ ]* (?= \d )", re.X)
RAISED_TO = re.compile(r"[ ]* (?: 以内 )? [ ]* [にへ]", re.X)
"""1/40から1/4に引き上げる, 1/2→2/3: what a share was, then what it is (folded text)."""

CHANGES = re.compile(
    r"""
    [ ]* (?: ポイント | pt | の? (?: 増 | 減 | 伸び | 上昇 | 低下 | 改定 )
      | [にへを]? (?: 引 き? [上下] | 超 ) )
    """,
    re.X,
)
"""国50％増, 補助率50％引上げ: how much something changes, nobody's share (folded text)."""

PARTY_ENDS = frozenset("料国県市区村体方者所主関人合間業設院学校等担")
"""What PARTY and COMPOUND_PARTY end with, signs aside."""
PARTY_SIGNS = " :=はが)・"

EXCLUDED = re.compile(r"[ ]? [(] [^()]{1,30} を除く 。? [)] [ ]* [:=はが]? [ ]* $", re.X)
"""、市町村（指定都市・中核市を除く）：1/4: who of a further party pays (folded text)."""
NAMED_PARTY = re.compile(r"^ [ ]* [、,・] [ ]* (?P<party> [^\s、,:()\[\]【】※]{1,20}? ) [ :]* $", re.X)
ALTERNATIVE = re.compile(r"^ [ ]* (?: 又は | または | もしくは ) ", re.X)
EQUIVALENT = re.compile(r"^ (?:補助)? [ ]? [(] [^)]{0,12} $ ", re.X)
REST_OF_EQUIVALENT = re.compile(r"[^()]{0,12} [)] ", re.X)
"""定額（10/10相当）: the fraction is what the flat sum comes to, no rate of its own (folded text)."""
AS_FLAT = re.compile(r"[ ]? 相当 (?: 額? の )? [ ]? 定[ ]?額", re.X)
"""1/2相当定額: a flat sum, the same said the other way round (folded text)."""

BEHIND_SHARE = re.compile(r"(?P<part> [ ]* (?: 以内 | 以下 | 相当 ) )? (?: [ ]* 補助 (?! [一-龥] ) )?", re.X)
"""1/3以内（離島は1/2）: what qualifies a share belongs to it, not to the words of the next (folded text)."""

SCOPE_BEHIND = re.compile(r"[ ]? [(] (?P<scope> [^()]{2,30} ) [)] (?= [ ]* (?: [、,;] | $ ) )", re.X)
"""国10/10（発災から３年目まで）、国3/4（４年目以降）: where each rate has one, it says when or for whom it holds (folded text)."""

EXCEPTION = re.compile(r"^ [^()]{0,8} (?: [(] | ただし | 但し ) .* は [ ]* $", re.X)
"""（財政力指数0.5以下の市町村は２／３）, （ただし離島は…）: for whom the State pays another share (folded text)."""

BUT = re.compile(r"^ [(]? [ ]* (?: ただし | 但し | なお | また ) [、, ]*", re.X)
SENTENCE = re.compile(r"[をがに] .* (?: [るうすたく] | ない ) [ (]* $", re.X)
"""…を支援する: a sentence before a label is no scope."""
RATE_LABEL = re.compile(
    r"""
    [【\[(<]? \s* (?: 国庫 | 国の )?
    (?: (?: 補[ ]?助 | 助[ ]?成 | 交[ ]?付 | (?<![己民者人]) 負[ ]?担 ) [ ]? (?: 割[ ]?合 | 率 ) ) 等?
    (?P<scope> \s* [(] [^()]+ [)] )? \s* [】\])>]? [ :]*
    """,
    re.X,
)
CLOSED_BEFORE = re.compile(r"^ [)）] [\s、,・]*", re.X)
"""）、通所部分（… after the bracket of the scope before."""

REST_OF_BRACKET = re.compile(r"^ [^(]* [)] [ 、,]*", re.X)
SCOPE_EDGE = " 　、。,:・()[]【】※〇○◯-–…\t|"
SCOPE_END = re.compile(r"(?: については | に対しては | に対して | の場合(?=[は、]) | ^ を | は | が | 、 | [:・…\s] )+ $", re.X)


LABEL_RIGHT_BEFORE = re.compile(rf"(?: {RATE_LABEL.pattern} ) [はが]? [ ]* $", re.X)
NOTHING_BEFORE = re.compile(r"[\s・○〇◯●◆■:()※-]*")

OTHER_FIELD = re.compile(r"[\s・○〇◯●◆■※(【]* (?: 実施主体 | 補助先 | 交付先 ) [】)]? [ ]* : [ ]* [^:]+ $", re.X)
"""実施主体：都道府県、市町村 before 補助率：国2/3: another field's label and value are no scope (folded text)."""

NEAR = 60
"""How many characters before a share or a figure can hold the words that belong to it."""


@remembered
def shares_in(text: str) -> tuple[re.Match[str], ...]:
    """The fractions and flat sums that a text states, in order; where they stand in it, they do in the folded text too."""
    folded = fold(text)
    return tuple(SHARE.finditer(folded)) if any(sign in folded for sign in SIGNS_OF_SHARE) else ()


def read_rates(text: str, scope: str | None = None, *, labelled: bool = False) -> tuple[Rate, ...]:
    """Who pays which share, as the text behind 補助率 or 負担割合 states it; one Rate a scope and alternative.

    scope: what it holds for where the text names nothing itself. A share whose party is not named is 国's.
    labelled: whether such a label stands above the text; 50％ and ８割 are shares under a label or of several parties only.
    """
    rates: list[Rate] = []
    for line in text.splitlines():
        rates += _rates_below_label(line) if labelled else _rates(line)
    if scope is not None:
        rates = [Rate(scope, rate.shares, rate.text) if rate.scope is None else rate for rate in rates]
    return tuple(rates)


@remembered
def _rates(line: str) -> tuple[Rate, ...]:
    return tuple(_RateLine(line, headed=False).read()) if SHARE_SIGN.search(fold(line)) else ()


@remembered
def _rates_below_label(line: str) -> tuple[Rate, ...]:
    return tuple(_RateLine(line, headed=True).read()) if SHARE_SIGN.search(fold(line)) else ()


class _RateLine:
    """The reading of one line of shares, from left to right."""

    def __init__(self, line: str, *, headed: bool) -> None:
        self.line, self.plain = line, fold(line)
        self.headed = headed
        self.labelled = headed or (may_be_label(self.plain) and RATE_LABEL.search(self.plain) is not None)
        self.is_named = False
        self.rates: list[Rate] = []
        self.shares: list[tuple[str, Share]] = []
        self.scope: str | None = None
        self.behind: list[re.Match[str] | None] = []
        self.start = self.end = self.text_end = 0

    def read(self) -> list[Rate]:
        """The rates of the line."""
        left: str | None = None
        for m in matches(ANY_SHARE, SHARE_BEGIN, self.plain):
            share = _share(m)
            gap = self.plain[self.end : m.start()] if left is None else left
            if share is None or m.start() < self.end or ((m["percent"] or m["tenths"]) and not self._is_share(gap, m)):
                continue
            if self._is_date(gap, m):
                continue
            left = gap if self._is_left_behind(m) else None
            if left is not None:
                continue
            if self.shares and self.shares[-1][1] == FLAT and EQUIVALENT.match(gap):
                rest = REST_OF_EQUIVALENT.match(self.plain, m.end())
                self.end = self.text_end = rest.end() if rest else m.end()
                continue
            flat = AS_FLAT.match(self.plain, m.end())
            self._take(FLAT if flat else share, gap, m)
            if flat:
                self.end = self.text_end = flat.end()
        self._close()
        return self._with_scopes_behind() or self.rates

    def _with_scopes_behind(self) -> list[Rate]:
        """The rates with the scopes behind them; none where one has no such scope, or the first has one before it."""
        if len(self.rates) < 2 or self.rates[0].scope is not None or not all(self.behind):
            return []
        found: list[Rate] = []
        at = self.plain.find(fold(self.rates[0].text))
        for rate, behind in zip(self.rates, self.behind, strict=True):
            if behind is not None:
                found.append(Rate(plain(behind["scope"]), rate.shares, self.line[at : behind.end()].strip(" 　、,;")))
                at = behind.end()
        return found

    def _is_share(self, gap: str, m: re.Match[str]) -> bool:
        """Whether a percentage is a share: right behind its label, or a party's under a label or beside another party's."""
        if CHANGES.match(self.plain, m.end()):
            return False
        if _party(gap, False)[0] is not None:
            return self.labelled or bool(self.shares) or self._goes_on(m.end())
        if not self.labelled:
            return False
        if self.shares:
            return bool(ALTERNATIVE.fullmatch(gap) or EXCEPTION.match(gap))
        return bool(LABEL_RIGHT_BEFORE.search(gap, max(0, len(gap) - NEAR)) or (self.headed and NOTHING_BEFORE.fullmatch(gap)))

    def _is_date(self, gap: str, m: re.Match[str]) -> bool:
        """Whether a month and a day are meant: words beside them say so, or the last days of a month and nobody who pays."""
        if not m["under"] or not m["over"].isdecimal() or int(m["over"]) > 12 or int(m["under"]) > LAST_DAYS[-1]:
            return False
        if "期" in gap or "切" in gap:
            return DATE_BEFORE.search(gap, max(0, len(gap) - NEAR)) is not None
        is_last = int(m["under"]) in LAST_DAYS
        return is_last and (DATE_BEHIND.match(self.plain, m.end()) is not None or not (self.labelled or _party(gap, False)[0]))

    def _is_left_behind(self, m: re.Match[str]) -> bool:
        """Whether another share stands behind that takes this one's place."""
        change = LEFT_BEHIND.match(self.plain, m.end())
        now = ANY_SHARE.match(self.plain, change.end()) if change else None
        return now is not None and change is not None and not (change["word"] and RAISED_TO.match(self.plain, now.end()) is None)

    def _goes_with(self, party: str | None, share: Share, before: str, at: int) -> bool:
        """Whether a share belongs to the rate that those before it began."""
        if party is None or party in dict(self.shares) or not _fits(self.shares, share):
            return False
        return party != "国" or self._completes(share, before, at)

    def _completes(self, share: Share, before: str, at: int) -> bool:
        """Whether the State's share goes on a list that others began: with the parties behind it all make exactly 1."""
        if before.strip(" 、,・") or not isinstance(share, Fraction):
            return False
        total = sum((part for _, part in self.shares if isinstance(part, Fraction)), share)
        while total < 1 and (m := ANY_SHARE.search(self.plain, at, at + NEAR)) is not None:
            party, words = _party(self.plain[at : m.start()], False)
            part = _share(m)
            if party in (None, "国") or words.strip(" 、,・") or not isinstance(part, Fraction):
                return False
            total, at = total + part, m.end()
        return total == 1

    def _goes_on(self, at: int) -> bool:
        """Whether another party's share follows."""
        following = ANY_SHARE.search(self.plain, at, at + NEAR)
        return following is not None and _party(self.plain[at : following.start()], False)[0] is not None

    def _take(self, share: Share, gap: str, m: re.Match[str]) -> None:
        alternative = ALTERNATIVE.match(gap)
        if alternative and self.shares:
            gap = gap[alternative.end() :]
        party, before = _party(gap, bool(self.shares))
        if party and self._is_exception(party, share, gap, before):
            party, before = None, gap
        if alternative and self.shares and party:
            kept = [] if party in dict(self.shares[:-1]) else self.shares[:-1]
            self._close()
            self.shares = kept
        elif self.shares and not self._goes_with(party, share, before, m.end()):
            self._close()
        if not self.shares:
            self.start = self.end + gap.rfind("。") + 1 if "。" in before and not alternative else self.end
            self.scope = _scope(before)
            self.is_named = party is not None
        self.shares.append((party or "国", share))
        behind = BEHIND_SHARE.match(self.plain, m.end())
        self.end = behind.end() if behind else m.end()
        self.text_end = behind.end("part") if behind and behind["part"] else m.end()

    def _is_exception(self, party: str, share: Share, gap: str, before: str) -> bool:
        """Whether a party with は in a bracket behind the State's share is for whom the State pays another one."""
        if not self.shares or party == "国" or not EXCEPTION.match(gap):
            return False
        return not self.is_named or bool(before.strip(" (、,")) or not _fits(self.shares, share)

    def _close(self) -> None:
        if self.shares:
            text = self.line[self.start : self.text_end].strip(" 　、,・")
            if text.startswith((")", "）")):
                text = CLOSED_BEFORE.sub("", text)
            folded = fold(text)
            if folded.count("(") > folded.count(")") and self.plain[self.text_end : self.text_end + 1] == ")":
                text += self.line[self.text_end]
            self.rates.append(Rate(self.scope, tuple(self.shares), text))
            self.behind.append(SCOPE_BEHIND.match(self.plain, self.text_end))
        self.shares = []


def _share(m: re.Match[str]) -> Share | None:
    if m["flat"]:
        return FLAT
    printed, under = m["over"] or m["taken"] or m["percent"], int(m["under"] or m["parts"] or 100)
    if printed and printed.isdecimal():
        return Fraction(int(printed), under) if 0 < int(printed) <= under else None
    over = Fraction(printed) if printed else Fraction(m["tenths"]) * 10 + int(m["hundredths"] or 0)
    return over / under if 0 < over <= under else None


def _party(gap: str, is_inside: bool) -> tuple[str | None, str]:
    """The party at the end of the text before a share, and what stands before it."""
    if is_inside and "除く" in gap and (without := EXCLUDED.search(gap)) and gap[: without.start()][-1:] in PARTY_ENDS:
        gap = gap[: without.start()]
    if gap.rstrip(PARTY_SIGNS)[-1:] in PARTY_ENDS:
        near = max(0, len(gap) - NEAR)
        m = COMPOUND_PARTY.search(gap, near)
        plainly = PARTY.search(gap, near)
        if m is None or (plainly and plainly.start() < m.start()):
            m = plainly
        if m:
            return m["party"].replace(" ", ""), gap[: m.start()]
    if is_inside and len(gap) <= NEAR and (named := NAMED_PARTY.match(gap)):
        return named["party"], ""
    return None, gap


def _fits(shares: list[tuple[str, Share]], share: Share) -> bool:
    """Whether one more share still leaves the whole at most 1."""
    parts = [part for _, part in shares] + [share]
    known = [part for part in parts if isinstance(part, Fraction)]
    return len(known) == len(parts) and sum(known, Fraction(0)) <= 1


def may_be_label(plain: str) -> bool:
    """Whether a folded text has a sign without which there is no RATE_LABEL."""
    return "率" in plain or "割" in plain


def _scope(before: str) -> str | None:
    """What a rate holds for, from the words before its first party."""
    before = before.rpartition("。")[2]
    if (behind := SCOPE_BEHIND.match(before)) is not None and behind.end() < len(before.rstrip()):
        before = before[behind.end() :]
    if not before.strip(" 、,:・"):
        return None
    labels: list[str] = []
    if may_be_label(before):
        label = RATE_LABEL.search(before)
        if label and (SENTENCE.search(before[: label.start()]) or OTHER_FIELD.match(before[: label.start()])):
            before = before[label.start() :]
        before = BUT.sub("", before)
        labels = [m["scope"] for m in RATE_LABEL.finditer(before) if m["scope"]]
        words = RATE_LABEL.sub(" ", before)
    else:
        words = BUT.sub("", before)
    words = REST_OF_BRACKET.sub("", words) if words.lstrip().startswith(")") else words
    words = SCOPE_END.sub("", plain(words).strip(SCOPE_EDGE.replace("(", "").replace(")", "")))
    words = _balanced(words.strip(" 　、。,:・※〇○◯●◎◇◆□■-…→|"))
    return words or (plain(labels[0]).strip(" ()") if labels else None)


def _balanced(words: str) -> str:
    """The words without a bracket that is opened or closed alone, and without one pair around everything."""
    while words.endswith(("(", "[")):
        words = words[:-1].rstrip()
    while words.startswith((")", "]")):
        words = words[1:].lstrip()
    if words.startswith("(") and words.endswith(")") and words.count("(") == 1:
        words = words[1:-1].strip()
    if words.startswith("(") and ")" not in words:
        words = words[1:].strip()
    return words
