"""Whether a number's money is its section's: that of all the measures that stand below it (DOMAIN.md, Who and what)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

from monitor.budget import Amount, AmountKind
from monitor.parse.around_figures import Statement
from monitor.parse.layouts.overview.forms import is_rated, is_year_sum
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.names import MarkerKind, clean_name

NUMBERS = (MarkerKind.NUMBER, MarkerKind.BARE_NUMBER, MarkerKind.PAREN_NUMBER, MarkerKind.SUB_NUMBER)
FEWEST = 2
"""Measures of which a sum is told."""
FEWEST_EXPLAINED = 3
"""With fewer figures that prose explains, a bullet is not known to be that of measures."""
FARTHEST_PART = 60
"""Items in which the parts of a sum stand."""
FARTHEST = 5
"""Items below a figure among which its prose begins."""
_NAMED = (ItemKind.HEADING, ItemKind.FIGURE)
_BELOW = (ItemKind.PROSE, ItemKind.TEXT, ItemKind.NOTE)
BRANCH = "├"
"""What stands before the parts of a measure that are drawn as a tree."""
TITLED = frozenset("<＜〈○◯〇●◎■□◆◇")
"""What stands before the name of a budget that heads a list: ○ 令和7年度補正予算 5億円, <令和7年度補正予算> 5億円."""
ROUNDED = 0.02
"""Of the whole. Measures that are rounded one by one can add up to so much more or less, or to one printed unit of the whole."""


def is_sum(index: int, items: Sequence[Item], kinds: Collection[MarkerKind]) -> bool:
    """Whether the figure there states its section's sum: of measures, most of which are explained one by one, as parts are not.

    They add up to it in both years; or, where only the main ones are printed, numbered headings without money stand between.
    kinds: of the markers that end the section.
    """
    whole = items[index].statement
    if whole is None or not whole.prior.is_stated or not whole.amount.yen:
        return False
    below = section_below(index, items, kinds)
    members = members_of(below, items)
    if len(members) < FEWEST or 2 * sum(is_explained(place, items) for place in members) <= len(members):
        return False
    return makes_up(whole, [items[place] for place in members]) or heads_headings(below, items, kinds)


def has_parts_that_add_up(whole: Statement, first: int, items: Sequence[Item]) -> bool:
    """Whether the figure there and those of its rank right behind it make up the whole."""
    own = rank_of(items[first])
    named = [item for item in items[first : first + FARTHEST_PART] if item.kind in _NAMED]
    return makes_up(whole, list(takewhile(lambda item: rank_of(item) == own, named)))


def heads_headings(below: range, items: Sequence[Item], kinds: Collection[MarkerKind]) -> bool:
    """Whether the first number in a section is that of a heading without money, of a kind that counts inside of it."""
    first = next((items[place] for place in below if items[place].marker and items[place].kind in _NAMED), None)
    if first is None or first.marker is None or first.kind is not ItemKind.HEADING:
        return False
    return first.marker.kind in NUMBERS and first.marker.kind not in kinds and first.marker.ordinal == 1


def makes_up(whole: Statement, figures: Sequence[Item]) -> bool:
    """Whether figures add up to the whole in both years."""
    told = [figure.statement for figure in figures if figure.statement]
    return adds_up(whole.amount, [one.amount for one in told]) and adds_up(whole.prior, [one.prior for one in told])


def is_whole(index: int, items: Sequence[Item], kinds: Collection[MarkerKind]) -> bool:
    """Whether the figure there, which has no number, states as much as all numbers behind it: 老人保健福祉関係予算 over 1., 2., 3.

    kinds: of the markers that number.
    """
    whole = items[index].statement
    numbered = [item for item in items[index + 1 :] if item.kind is ItemKind.FIGURE and item.marker and item.marker.kind in kinds]
    if whole is None or not whole.amount.yen or not whole.prior.is_stated or len(numbered) < FEWEST:
        return False
    first = [item.statement for item in numbered if rank_of(item) == rank_of(numbered[0])]
    told = [one.amount.yen or 0 for one in first if one is not None]
    return len(told) >= FEWEST and sum(told) <= whole.amount.yen * (1 + ROUNDED)


def section_below(index: int, items: Sequence[Item], kinds: Collection[MarkerKind]) -> range:
    """The places of the items behind the one there, up to the next heading or figure with a marker of these kinds."""
    for place in range(index + 1, len(items)):
        item = items[place]
        if item.marker is not None and item.marker.kind in kinds and item.kind in _NAMED:
            return range(index + 1, place)
    return range(index + 1, len(items))


def members_of(below: range, items: Sequence[Item]) -> list[int]:
    """The places of the figures of the highest rank in a section, which is that of its first; those of another budget left out."""
    figures = [place for place in below if items[place].kind is ItemKind.FIGURE and states_both_years(items[place])]
    return [place for place in figures if rank_of(items[place]) == rank_of(items[figures[0]])]


def heads_other_budget(index: int, items: Sequence[Item], *, exactly: bool = False) -> bool:
    """Whether the budget that the item there names, and nothing else, has the bulleted measures right below: 【令和7年度補正予算】.

    They state no year before, and together no more than the sum that stands beside the budget's name; exactly as much if asked.
    """
    head = items[index]
    if "補正" not in head.text or not is_year_sum(clean_name(head.text)):
        return False
    told: list[Amount] = []
    rank = None
    for item in items[index + 1 :]:
        if (
            item.kind is ItemKind.FIGURE
            and item.marker is not None
            and item.statement is not None
            and rank in (None, rank_of(item))
        ):
            if item.marker.kind is not MarkerKind.BULLET or states_both_years(item):
                break
            rank = rank_of(item)
            told.append(item.statement.amount)
        elif rank is None or item.kind in _NAMED:
            break
    if exactly:
        return head.statement is not None and bool(told) and adds_up(head.statement.amount, told)
    whole = head.statement.amount.yen if head.statement else None
    return bool(told) and (whole is None or sum([amount.yen or 0 for amount in told]) <= whole * (1 + ROUNDED))


def heads_list_of_budget(index: int, items: Sequence[Item]) -> bool:
    """Whether another budget's sum below a measure has the list below it: it adds up to it, or a title's sign stands before."""
    return heads_other_budget(index, items, exactly=items[index].row.text.lstrip()[:1] not in TITLED)


def is_list_of_one_year(index: int, items: Sequence[Item], first: Item, above: Item) -> bool:
    """Whether the figure there and those of its rank behind it are parts of the one above, as which their section begins.

    They state one year alone, have another bullet, and are together no more than the whole. first: of the section.
    """
    own, whole = rank_of(items[index]), above.statement.amount.yen if above.statement else None
    if whole is None or rank_of(first) != rank_of(above) or own == rank_of(above):
        return False
    figures = [item for item in items[index : index + FARTHEST_PART] if item.kind is ItemKind.FIGURE]
    run = list(takewhile(lambda item: rank_of(item) == own, figures))
    told = [item.statement.amount.yen or 0 for item in run if item.statement]
    return not any(map(states_both_years, run)) and sum(told) <= whole


def states_both_years(item: Item) -> bool:
    """Whether a figure states the year before, were it that there was nothing."""
    return item.statement is not None and item.statement.prior.kind is not AmountKind.NONE


def rank_of(item: Item) -> tuple[MarkerKind, str] | None:
    """What items of one rank have in common: the kind of their number, or their bullet."""
    if item.marker is None:
        return None
    return item.marker.kind, item.marker.text if item.marker.kind is MarkerKind.BULLET else ""


def is_explained(place: int, items: Sequence[Item]) -> bool:
    """Whether prose stands below a figure and above the next row of a kind that has a name, or who pays which share of it."""
    for item in items[place + 1 : place + FARTHEST]:
        if item.kind not in _BELOW:
            return False
        if item.kind is ItemKind.PROSE or is_rated(item.text):
            return True
    return False


def measures_bullets(items: Sequence[Item]) -> frozenset[str]:
    """The bullets that measures stand behind: most figures behind one tell both years, and most of these are explained.

    Parts of a measure are a list without a word between them; what is explained one by one are measures.
    """
    found: dict[str, list[bool]] = {}
    for index, item in enumerate(items):
        if item.marker is not None and item.marker.kind is MarkerKind.BULLET and item.kind is ItemKind.FIGURE:
            if item.marker.text == BRANCH:
                continue
            found.setdefault(item.marker.text, []).append(states_both_years(item) and is_explained(index, items))
    return frozenset(bullet for bullet, those in found.items() if sum(those) >= max(FEWEST_EXPLAINED, len(those) / 2))


def adds_up(whole: Amount, parts: Sequence[Amount]) -> bool:
    """Whether the parts make the whole, each rounded on its own; with or without those that are only inside of another figure."""
    if whole.yen is None:
        return False
    rounding = max(whole.step or 1, ROUNDED * whole.yen)
    exact = sum([part.yen or 0 for part in parts if part.kind is AmountKind.EXACT])
    inside = sum([part.yen or 0 for part in parts if part.kind is AmountKind.WITHIN])
    return abs(exact - whole.yen) <= rounding or abs(exact + inside - whole.yen) <= rounding
