"""Reads the shares (補助率, 負担割合) on a sheet's body, where prose, table cells and the arrows of diagrams lie mixed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.budget import Rate
from monitor.parse.layouts.sheet.shares import LONGEST_TABLE, behind_parties, label_alone_above
from monitor.parse.names import read_marker
from monitor.parse.places import places, text_of
from monitor.parse.rates import PARTY, PER_HUNDRED, RATE_LABEL, SHARE, read_rates, shares_in
from monitor.parse.recipients import by_recipient
from monitor.parse.width import fold
from monitor.read.document import Line

MAY_BE_SHARE = re.compile(r"/ | ／ | 分 | % | ％ | 割 | 定[^\n]?額", re.X)
FLAT_IN_WORD = re.compile(r"(?<=[一ぁ-ん])(?!(?<=は)定[ ]?額\s*(?:[)、,]|$))定[ ]?額|定[ ]?額(?=補?助?費|の|を|化)|の定[ ]?額")
"""定額 that is part of a sentence or another word: 一定額, 一定期間の定額補助, につき定額補助を行う, 定額補助費用;
（標準準拠システムは定額） is none."""

SHARE_OF_A_WHOLE = re.compile(r"\d{1,3}\s?/\s?\d{1,3}\s?(?=程度|以上|以下|未満|超|に|弱|強)")
"""全体の1/2程度: a quantity, nobody's share."""

PAID_OUT = re.compile(r"(?:補助|助成|支給|負担|交付)(?:する|します)?\s*[(]\s*(?:原則\s*)?$")
"""…を支給する（１０／１０）, 定率補助（原則１／２）: words that end in the share they tell of (folded text)."""

STATES_MONEY = re.compile(r"国費[\s(]*$")
"""全額国費（10/10） (folded text)."""
PAYMENT = re.compile(r"(?:国庫)?(?:補助|負担)金?")
"""補助, 国庫補助: the word on a diagram's arrow, whose share stands beside it."""

PAID_AFTER = re.compile(r"\s*+(?:(?:(?:を|の|相当)\s*+)?(?:補\s*助|助\s*成|負\s*担|支\s*援)|[(](?:補助|助成)?上限)")
"""その1/2を補助, ３／４補助, 定額補助, １／２（上限150万円） (folded text)."""

SPACED_SHARE = re.compile(r"(?<=\d) ?/ ?(?=\d)")
NOTHING_ELSE = re.compile(r"[\s()\[\]【】、,・:]|補\s*助|助\s*成|相当|以内")
GOES_ON = re.compile(r"\s*(?:については|の場合|に対して|は)[、 　:]")
RECIPIENT = re.compile(
    r"[(（](?P<who>[^()（）:：]{2,40}|[^:：]{2,40}[)）][^()（）:：]{0,30})[:：]\s*(?P<share>[^:：()（）]{2,8})[)）]\s*$"
)
"""・…の改修（市町村：１／２）: the one in the bracket is paid, and the State pays."""

FROM_STATE = re.compile(r"\s*(?:国|\S{1,6}[省庁])\s*(?:[→⇒➡]\s*(?P<to>[^→⇒➡、。:()\[\]【】\d]{2,40}?)\s*)+[(\[【]?\s*")
"""国 → 指定法人 【: the arrow of a diagram along which the State pays a share (folded text before the share)."""

ARROW_FROM_STATE = re.compile(r"\s*(?:国|\S{1,6}[省庁])\s*[→⇒➡]")

BEHIND_ROW = re.compile(r"[\s)\]】]|以内|相当|補\s*助")
LONGEST_LIST = 6
"""Rows that one label can hold for."""

SENTENCE_BEFORE_LABEL = re.compile(r"^.*[。をはがに].*?(?=[(（\[【]\s*(?:補\s*助|負\s*担|助\s*成)\s*(?:率|割\s*合))")


OTHER_LABEL_BEFORE = re.compile(
    r"^.*(?:実\s*施\s*主\s*体|事業主体|補助対象|補\s*助\s*先|交付先).*?(?=[(（\[【]?\s*(?:補\s*助|負\s*担|助\s*成)\s*(?:率|割\s*合))"
)
"""【実施主体】都道府県　before 【補助率】…: another label's value, no scope of the shares."""


OTHER_QUANTITY = re.compile(
    r"(?P<word>[^\s()\[\]、。:]{0,12}(?:率|割\s*合|進\s*捗|状\s*況|度\s*合い?))\s*(?:[(][^()]{0,12}[)])?[\s:はがの]*$"
)
"""執行率 , 進捗状況：, 受講した割合は before a figure that tells how much of something is done (folded text)."""
OF_PAYING = re.compile(r"(?:補\s*助|負\s*担|助\s*成|交\s*付|支\s*援|充\s*当|国\s*庫|国\s*費)")
FOR_REFERENCE = re.compile(r"[\s※○・(\[【]*参\s*考")


def rates_in(body: Sequence[Line]) -> tuple[Rate, ...]:
    """The shares the body states, in order. A share that an arrow of the diagram only repeats is given once."""
    rates: list[Rate] = []
    known: set[Rate] = set()
    for text, is_label in _statements(body):
        for rate in _read(text):
            if is_label or rate not in known:
                rates.append(rate)
                known.add(rate)
    return _without_echoes(rates)


def _under_price_head(texts: Sequence[str], at: int) -> bool:
    """Whether a line is the row of a table whose head has a column 補助率: 区分 補助率 上限額, then 診療所 ３／４ 320万円.

    The row's share is a cell of its own; between head and row stands no sentence and no other label. A page out of order may
    have the head below.
    """
    cells = SPACED_SHARE.sub("/", fold(texts[at])).split()
    if len(cells) < 2 or not any(SHARE.fullmatch(cell) for cell in cells):
        return False
    above, below = reversed(texts[max(0, at - LONGEST_TABLE) : at]), texts[at + 1 : at + 1 + LONGEST_TABLE]
    return _comes_to_head(above) or _comes_to_head(below)


def _comes_to_head(texts: Iterable[str]) -> bool:
    """Whether the texts, from a table's row on, come to its head before a sentence or another label."""
    for text in map(fold, texts):
        heads = text.split()
        if "。" in text or ":" in text:
            return False
        if len(heads) > 1 and not shares_in(text) and any(RATE_LABEL.fullmatch(head) for head in heads):
            return True
    return False


def _comes_to_label_alone(texts: Iterable[str]) -> bool:
    """The same for a table whose cells stand on a line each: to the head 補助率 on a line of its own."""
    for text in map(fold, texts):
        if "。" in text or ":" in text:
            return False
        if text.strip() and RATE_LABEL.fullmatch(text.strip()):
            return True
    return False


def _statements(body: Sequence[Line]) -> list[tuple[str, bool]]:
    """The texts that state shares, each on one line again; whether its line says what it is (補助率) or names who pays."""
    near = places(MAY_BE_SHARE, text_of(body))
    texts = behind_parties([line.text for line in body]) if near else []
    found = []
    used = -1
    for i in near:
        if i <= used:
            continue
        text = _without_prose(texts[i]) if shares_in(texts[i]) else ""
        if not shares_in(text):
            stated = f"{label_alone_above(texts, i) or ''} {texts[i]}"
            if PER_HUNDRED.search(fold(texts[i])) and read_rates(stated):
                found.append((stated.strip(), True))
            continue
        used = i
        while used + 1 < len(texts) and _is_next_cell(texts[used], texts[used + 1]):
            used += 1
            text = f"{text} {_without_prose(texts[used]).strip()}"
        if GOES_ON.match(fold(text)):
            text = _text_above(texts, i) + text.lstrip()
        if not _has_label(text) and (label := label_alone_above(texts, i) or _label_of_row(text, texts, i)):
            text = f"{label} {text.lstrip()}"
        is_cell = _under_price_head(texts, i)
        if is_cell or _is_stated(text, texts, i, used):
            found.append((text, is_cell or _has_label(text) or _has_party(text)))
    return found


def _without_prose(text: str) -> str:
    """The line with the sentences in it that only look like shares blanked out."""
    folded = fold(text)
    for pattern in (FLAT_IN_WORD, SHARE_OF_A_WHOLE):
        for m in pattern.finditer(folded):
            text = text[: m.start()] + " " * (m.end() - m.start()) + text[m.end() :]
    return text


def _is_next_cell(text: str, below: str) -> bool:
    """Whether the line right below goes on with the next party of the same table cell: 国 １/２, then 自治体 １/４."""
    shares = shares_in(below)
    if not shares or not shares_in(text):
        return False
    party = PARTY.fullmatch(fold(below)[: shares[0].start()].strip())
    return bool(party) and party is not None and party["party"] != "国"


def _text_above(texts: Sequence[str], at: int) -> str:
    return next((text for text in reversed(texts[max(0, at - 2) : at]) if text.strip()), "")


def _is_stated(text: str, texts: Sequence[str], first: int, last: int) -> bool:
    """Whether the shares of a text are a statement of who pays: by label, by party, by verb, or standing alone among such."""
    folded = fold(text)
    if _has_label(text):
        return True
    if _is_other_quantity(folded):
        return False
    if _has_party(text) or _from_state(folded):
        return True
    for m in shares_in(text):
        before, after = folded[: m.start()], folded[m.end() :]
        if before.rstrip().endswith(":") or PAID_AFTER.match(after) or PAID_OUT.search(before) or STATES_MONEY.search(before):
            return True
        if m["flat"] and before.endswith("(") and after.startswith(")"):
            return True
    if NOTHING_ELSE.sub("", SHARE.sub("", folded)):
        return False
    if "以内" in folded or (len(shares_in(text)) > 1 and any(map(_has_label, texts))):
        return True
    if _comes_to_label_alone(reversed(texts[max(0, first - LONGEST_TABLE) : first])):
        return True
    near = [other for other in (*texts[max(0, first - 3) : first], *texts[last + 1 : last + 4]) if other.strip()]
    return any(_has_label(other) or PAYMENT.fullmatch(other.strip()) or ARROW_FROM_STATE.match(other) for other in near)


def _is_other_quantity(folded: str) -> bool:
    """Whether the first share of a text is told of something else than who pays, or only for reference."""
    shares = shares_in(folded)
    m = OTHER_QUANTITY.search(folded, 0, shares[0].start()) if shares and not shares[0]["flat"] else None
    return bool(m and OF_PAYING.search(m["word"]) is None) or FOR_REFERENCE.match(folded) is not None


def _from_state(folded: str) -> re.Match[str] | None:
    """The arrow from the State that ends at the only share of a text: 国 → 市町村 １／２."""
    shares = shares_in(folded)
    if not shares or (len(shares) > 1 and not shares[0]["flat"]) or _has_label(folded):
        return None
    return FROM_STATE.fullmatch(folded, 0, shares[0].start())


def _label_of_row(text: str, texts: Sequence[str], at: int) -> str | None:
    """The label whose list a text goes on with: 補助率 県が行う場合 1/2, and right below it 法人が行う場合 10/10.

    Its words are apart from its share, with which it ends, and tell of no other quantity.
    """
    folded, shares = fold(text), shares_in(text)
    words, behind = folded[: shares[0].start()], folded[shares[-1].end() :]
    if not words.strip() or words[-1] not in " (【[:" or "。" in words or BEHIND_ROW.sub("", behind) or _is_other_quantity(folded):
        return None
    for above in reversed(texts[max(0, at - LONGEST_LIST) : at]):
        if label := RATE_LABEL.search(fold(above)) if _has_label(above) else None:
            return label[0].strip() if shares_in(above) or label[0].strip() == fold(above).strip() else None
        if not shares_in(above):
            return None
    return None


def _has_label(text: str) -> bool:
    return ("率" in text or "合" in text) and RATE_LABEL.search(fold(text)) is not None


def _has_party(text: str) -> bool:
    folded = fold(text)
    return any(PARTY.search(folded[: m.start()]) for m in shares_in(text))


def _read(text: str) -> list[Rate]:
    recipient = RECIPIENT.search(text)
    shares = shares_in(text)
    if recipient and len(shares) == 1 and read_marker(text)[0] is not None and fold(recipient["who"]).strip() != "国":
        scope = read_marker(text[: recipient.start()])[1].strip()
        return [
            replace(rate, scope=f"{scope}({fold(recipient['who'])})", text=text.strip()) for rate in read_rates(recipient["share"])
        ]
    arrow = _from_state(fold(text))
    if arrow:
        return [replace(rate, scope=arrow["to"].strip(), text=text.strip()) for rate in read_rates(text[arrow.end() :])]
    cut = SENTENCE_BEFORE_LABEL.match(text) or OTHER_LABEL_BEFORE.match(text)
    stated = text[cut.end() :] if cut else text
    return list(by_recipient(read_rates(stated), stated))


def _without_echoes(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """Without the State's share alone (補助率：１／２) where the sheet goes on to give everyone's (国１／２、都道府県１／２)."""
    full = {share for rate in rates if len(rate.shares) > 1 and rate.scope is None for share in rate.shares}

    def is_echo(rate: Rate) -> bool:
        return rate.scope is None and len(rate.shares) == 1 and rate.shares[0] in full

    return tuple(rate for rate in rates if not is_echo(rate))
