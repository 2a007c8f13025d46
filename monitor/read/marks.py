"""The marks that begin a new item or heading in Japanese official prose: where a line must not be joined to the one before."""

from __future__ import annotations

import re

ITEM = re.compile(
    r"""
    \s*(?:
        [・･○●◎◯□■◇◆△▲▽▼☆★※➢➤▶►→⇒✓✔◦•‣–]    # a bullet, a remark
      | [*＊](?![*＊\w])                             # an asterisk as a bullet, and not the **bold** of a converted text
      | [-－‐−]\s                                  # a dash as a bullet
      | [-=_─━]{3} | \|                            # a ruled line, a table in a converted text
      | [0-9０-９]{1,3}\s*$                         # the number of a heading, on a line of its own
      | [①-⑳㉑-㉟㊱-㊿❶-❿⓪⑴-⒇⒈-⒛ⅰ-ⅹⅠ-Ⅻ]          # a number in a circle, in brackets, with a point; a Roman one
      | [(（［\[]\s?(?:[0-9０-９]{1,2}|[ア-ンa-zａ-ｚ一二三四五六七八九十]|注[0-9０-９]?|参考)\s?[)）］\]]  # (1) （ア） （注１）
      | [0-9０-９]{1,2}\s?[.．](?![0-9０-９])         # 1. and not 1.5
      | [0-9０-９]{1,2}[)）]                         # 1)
      | [0-9０-９]{1,2}[\s　]+(?![\s0-9０-９年月日時回人名件床か億万千百円%％])   # 3 救急医療体制の推進, and not 27 年
      | [ア-ンa-z一二三四五六七八九十][.．] | [一二三四五六七八九十]、  # ア. a. 一、
      | [ア-ンa-z][)）]                              # ア） a)
      | 第[0-9０-９一二三四五六七八九十]+(?:\s|　|章|節|条|款|項|部|編|[.．])
      | 【(?!(?:一部)?(?:新規|拡充|再掲|組替))       # a heading in brackets, and not a badge
      | [〔≪《＜]
    )
    """,
    re.X,
)


SURE = re.compile(
    r"""
    \s*(?:
        [・･○●◎◯□■◇◆▽▼☆★※➢➤▶►⇒✓✔◦•]    # a bullet; none of them begins a row by chance, as typesetters do not let ・ do so
      | [-－‐−]\s[・･○●※]
      | 【(?!(?:一部)?(?:新規|拡充|再掲|組替))
      | [一-龥]{2,6}[:：]                          # a label: 施策名：, 実施主体：
    )
    """,
    re.X,
)


def begins_item_surely(text: str) -> bool:
    """Whether a line begins with a mark that never stands inside a sentence by chance."""
    return SURE.match(text) is not None


def begins_item(text: str) -> bool:
    """Whether a line begins a list item, a numbered heading or a remark: ・研修の事業, （1） 体制の整備, ③基金, 【内訳】, ※注記."""
    return ITEM.match(text) is not None
