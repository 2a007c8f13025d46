"""One change in words and links, ready for a mail, a page or a feed entry. Every text in it is on one line and safe to show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from monitor.budget import ChangeKind
from notifiers.digest import NO_OWN_FIGURE, Item, direction, figures, label, revision
from notifiers.news import Evidence, News
from notifiers.words import BASES, LABELS, REVISIONS, WORDS
from templates.filters import delta, era, href, stage, yen
from templates.text import one_line

LONGEST = 240
"""Characters of one state that are shown; a longer one is cut with an ellipsis."""

TONES = {
    "appeared": "new",
    "disappeared": "down",
    "withdrawn": "down",
    "returned": "new",
    "split_from": "new",
    "merged_into": "down",
    "decrease": "down",
    "increase": "up",
}
"""How a label is coloured in a summary; one that is not here is plain."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state is printed: the link to the page and its words; the document's own link and the SHA-256 of what was read."""

    link: str
    words: str
    document: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step. tone: new, up, down or plain. difference: yen and per cent, empty where no money moved.

    context: fiscal year, stage and basis.
    """

    label: str
    tone: str
    before: str
    after: str
    difference: str
    context: str
    places: tuple[Place, ...]


def line(step: News, language: str = "ja") -> Line:
    """The change in words."""
    key = label(step)
    words = WORDS[language]
    millions = _in_millions(step)
    return Line(
        label=LABELS[language].get(key, key),
        tone=tone(step),
        before=_state(step.before, None if _printed(step, step.before) else step.before_yen, millions, language),
        after=_state(step.after, None if _printed(step, step.after) else step.after_yen, millions, language),
        difference=delta(*figures(step), language, millions=millions),
        context=context(step, language),
        places=tuple(
            place
            for place in (
                _place(step.evidence.get("after"), words["page"], words["document"]),
                _place(step.evidence.get("before"), words["before_page"], words["before_document"]),
            )
            if place
        ),
    )


def tone(step: News) -> str:
    """new, up, down or plain: what it means for who gets the money."""
    if step.kind == ChangeKind.UNIT_AMOUNT:
        return {1: "up", -1: "down", 0: "plain"}[direction(step)]
    return TONES.get(label(step), "plain")


def item_tone(item: Item) -> str:
    """The tone of a measure's entry: of what its steps come to, else of the first step that has one."""
    if item.net is not None:
        moved = item.net.after_yen - item.net.before_yen
        return "up" if moved > 0 else "down" if moved < 0 else "plain"
    return next((found for found in map(tone, item.steps) if found != "plain"), "plain")


def context(step: News, language: str = "ja") -> str:
    """令和8年度 概算要求・前年度との比較; FY2026 budget request · against the year before."""
    basis = REVISIONS[language].get(revision(step), BASES[language].get(step.basis, step.basis))
    budget = " ".join(part for part in (era(step.fiscal_year, language), stage(step.stage, language)) if part)
    dot = "・" if language == "ja" else " · "
    return dot.join(part for part in (budget, basis) if part)


def net_line(item: Item, language: str = "ja") -> str:
    """What several steps come to, in words; empty when there is one step only."""
    if item.net is None:
        return ""
    words = WORDS[language]
    begin, end = item.net.before_yen, item.net.after_yen
    result = words["unchanged_net"] if begin == end else delta(begin, end, language)
    return f"{words['net']} {yen(begin, language)} {words['arrow']} {yen(end, language)} {result}"


def measure_url(public_url: str, measure_id: str, language: str = "ja") -> str:
    """The measure's own page, in the reader's language."""
    return f"{public_url.rstrip('/')}/measures/{quote(measure_id, safe='')}" + ("?lang=en" if language == "en" else "")


def _in_millions(step: News) -> bool:
    """Whether both figures are whole millions of a budget; a step is told in one unit, and unit amounts in 万円."""
    known = [amount for amount in (step.before_yen, step.after_yen) if amount is not None]
    return step.kind != ChangeKind.UNIT_AMOUNT and all(amount % 10**6 == 0 for amount in known)


def _printed(step: News, words: str | None) -> bool:
    """Whether a state is told in its printed words: unit amounts with what they are for, parts by their names, 内数, 事項要求."""
    by_name = (ChangeKind.UNIT_AMOUNT, ChangeKind.SPLIT, ChangeKind.MERGED)
    return step.kind in by_name or bool(NO_OWN_FIGURE.search(words or ""))


def _state(printed: str | None, amount: int | None, millions: bool, language: str) -> str:
    """One state: the amount where it is given, the printed words otherwise."""
    if amount is not None:
        return yen(amount, language, millions=millions)
    words = one_line(printed or "")
    if not words:
        return WORDS[language]["nothing"]
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _place(evidence: Evidence | None, with_page: str, without: str) -> Place | None:
    if not evidence or evidence.get("missing_since"):
        return None  # nothing is there any more that a reader could look at
    page = evidence.get("page")
    number = page if isinstance(page, int) and page > 0 else None
    digest = str(evidence.get("sha256") or "")
    return Place(
        link=href(evidence.get("url"), number),
        words=with_page.format(page=number) if number else without,
        document=href(evidence.get("url")),
        sha256=digest if re.fullmatch("[0-9a-f]{64}", digest) else "",
    )
