"""Shares by who is paid: 補助率：小規模企業者２／３、その他の企業１／２ names recipients; the State pays each its share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from monitor.budget import FLAT, Rate, Share
from monitor.parse.width import fold

STATE = "国"
NAMES_STATE = re.compile(
    r"(?<![全外各本両自入出帰])国(?!庫(?:補助|負担|支出)|の(?:補助|負担)(?:率|割合))(?![立民際土産内外道家境籍勢防語])"
)
"""国 as a party, not as a part of another word (folded text)."""
SUBSIDY_LABEL = re.compile(r"(?:補[ ]?助|助[ ]?成|交[ ]?付|国[庫の]負担)[ ]?(?:率|割[ ]?合)")
"""補助率, 国の負担割合, not 負担割合 alone: the rate at which the State subsidises (folded text)."""
GAP_BEFORE_FLAT = re.compile(r"\S (?: [ ]+ | [ ]* : [ ]* ) 定額", re.X)
"""独立行政法人等　定額, 初めて整備する市町村：定額: who gets a flat sum; nobody but the State gives one (folded text)."""
WHOLE = Fraction(1)


def by_recipient(rates: Sequence[Rate], text: str) -> tuple[Rate, ...]:
    """The rates of a statement, the parties made scopes where it names only recipients.

    A budget of the State states what the State pays. So a statement that never names 国 gives each party's share as 国's, under
    the word 補助率 or where one party has the whole. Parties that share out the whole among them stay who they are.
    """
    if NAMES_STATE.search(fold(text)):
        return tuple(_exception(rate) for rate in rates)
    labelled = bool(SUBSIDY_LABEL.search(fold(text)))
    return tuple(one for rate in rates for one in _of_the_state(rate, labelled=labelled))


def _of_the_state(rate: Rate, *, labelled: bool) -> tuple[Rate, ...]:
    parties = [party for party, _ in rate.shares if party != STATE]
    whole = _sum([share for _, share in rate.shares]) == WHOLE
    alone = len(rate.shares) == 1
    if alone and rate.shares[0][1] == FLAT and GAP_BEFORE_FLAT.search(fold(rate.text)):
        whole = True
    if not parties or (whole and not alone) or not (labelled or (whole and alone)):
        return (rate,)
    return tuple(_paid_to(rate, party, share) for party, share in rate.shares)


def _exception(rate: Rate) -> Rate:
    """A rate of one party with は before its share (…の市町村は1/3), or of all: what the State pays in that party's case."""
    (party, share), *others = rate.shares
    said = re.search(rf"{re.escape(party)}等?(?:に(?:ついて|対して))?は[ ]*[0-9定]", fold(rate.text))
    flat = share == FLAT and GAP_BEFORE_FLAT.search(fold(rate.text)) is not None
    whole = share == WHOLE and STATE not in rate.text
    return _paid_to(rate, party, share) if (said or flat or whole) and not others and party != STATE else rate


def _paid_to(rate: Rate, party: str, share: Share) -> Rate:
    if party == STATE:
        return Rate(rate.scope, ((STATE, share),), rate.text)
    scope = f"{rate.scope}{party}" if rate.scope else party
    return Rate(scope if not rate.scope or scope in fold(rate.text) else f"{rate.scope} {party}", ((STATE, share),), rate.text)


def _sum(shares: Sequence[Share]) -> Fraction | None:
    known = [share for share in shares if isinstance(share, Fraction)]
    return sum(known, Fraction(0)) if len(known) == len(shares) else None
