"""Judging a link: does it lead to a budget release, to a page that lists some, or elsewhere, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.watch.discovery.address import is_above, is_same_page
from monitor.watch.discovery.links import LeadsTo, Link, Rules, Seen
from monitor.watch.discovery.wording import Says, is_file, is_unread_file, is_year_or_form, names_a_paper, names_stage_or_year, says
from monitor.watch.discovery.years import budget_year

SHOWN_HEADINGS = 3


def judged(seen: Seen, base_url: str, rules: Rules) -> Link:
    """The link with where it leads, why, and the year it names."""
    leads_to, reason = _judgement(seen, base_url, rules)
    above = seen.headings[-SHOWN_HEADINGS:]
    return Link(
        url=seen.url,
        text=seen.text,
        heading=" > ".join(above) or None,
        published=seen.published,
        leads_to=leads_to,
        reason=reason,
        continues=leads_to == "page" and seen.turns,
        year=budget_year(seen.text, above),
    )


def _judgement(seen: Seen, base_url: str, rules: Rules) -> tuple[LeadsTo, str]:
    """What the address says first, then the source's own patterns, then the words. A pattern that the URL matches also finds what
    stands in a menu; the words of a menu say nothing, as menus repeat them on every page."""
    host = urlsplit(seen.url).hostname
    if host not in rules.hosts:
        return "elsewhere", f"leads to another host ({host})"
    if is_same_page(seen.url, base_url):
        return "elsewhere", "the source itself"
    if is_unread_file(seen.url):
        return "elsewhere", "a kind of file that is not read"
    if _matches(rules.pattern, seen):
        return "release", "matches the pattern"
    if seen.turns:
        return "page", "goes on with this list"
    if _matches(rules.follow, seen):
        return "page", "matches the pattern of pages to follow"
    if rules.pattern is not None and (rules.follow is not None or rules.depth <= 0):
        return "elsewhere", "does not match the pattern"
    if seen.menu:
        return "elsewhere", seen.menu
    if is_file(seen.url) or seen.says_file:
        return _file(seen) if rules.pattern is None else ("elsewhere", "does not match the pattern")
    return _page(seen, base_url, rules)


def _matches(pattern: str | None, seen: Seen) -> bool:
    if pattern is None:
        return False
    words = " ".join((seen.text, *seen.headings[-SHOWN_HEADINGS:]))
    return bool(re.search(pattern, seen.url) or (not seen.menu and re.search(pattern, words)))


def _file(seen: Seen) -> tuple[LeadsTo, str]:
    """A file is a budget release where its name says so, or where that says nothing and the nearest heading that speaks does.

    Where its name or the headings speak of a budget and leave open what it is, the document decides: to read one too many tells
    nobody anything, and to leave one out may hide a cut. Below a budget's heading a body or a programme is its part of the budget.
    """
    told = says(seen.text)
    if told is Says.BUDGET:
        return "release", f"a file that is named a budget: {_short(seen.text)}"
    if told is Says.OTHER:
        return "elsewhere", f"is something else: {_short(seen.text)}"
    above, heading = _nearest(seen.headings)
    if above is Says.BUDGET:
        return "release", f"a file under the heading {_short(heading)}"
    if above is Says.OTHER:
        return "elsewhere", f"a file under a heading of something else: {_short(heading)}"
    if told is Says.PART:
        return "elsewhere", f"is something else: {_short(seen.text)}"
    if told is Says.UNSURE:
        return "release", f"a file that speaks of a budget: {_short(seen.text)}"
    unsure = next((heading for heading in reversed(seen.headings) if says(heading) is Says.UNSURE), "")
    if names_stage_or_year(unsure):
        return "release", f"a file under a heading that speaks of a budget: {_short(unsure)}"
    return "elsewhere", "does not speak of a budget"


def _nearest(headings: Sequence[str]) -> tuple[Says, str]:
    """The nearest heading that says whether what stands under it is a budget, and what it says."""
    for heading in reversed(headings):
        if (told := says(heading)) in (Says.BUDGET, Says.OTHER):
            return told, heading
    return Says.NOTHING, ""


def _page(seen: Seen, base_url: str, rules: Rules) -> tuple[LeadsTo, str]:
    """A page is judged by its own words. Where pages may be followed a budget's page lists releases; where not, it is one.

    One that leaves open what it is, is looked at like a file where it stands under a budget's heading and may be followed.
    """
    told = says(seen.text)
    deeper = rules.depth > 0 and rules.follow is None and not is_above(seen.url, base_url)
    if told is Says.BUDGET:
        return _budget_page(seen, deeper, rules)
    if told in (Says.OTHER, Says.PART):
        return "elsewhere", f"is something else: {_short(seen.text)}"
    above, heading = _nearest(seen.headings)
    if told is Says.UNSURE:
        if deeper and above is Says.BUDGET:
            return "page", f"a page that speaks of a budget under the heading {_short(heading)}"
        return "elsewhere", "speaks of a budget and is something else"
    if deeper and is_year_or_form(seen.text) and any(says(heading) is Says.BUDGET for heading in seen.headings):
        return "page", f"a year or part under a heading of a budget: {_short(seen.text)}"
    return "elsewhere", "does not speak of a budget"


def _budget_page(seen: Seen, deeper: bool, rules: Rules) -> tuple[LeadsTo, str]:
    """A page that is named a budget. Below the source's own page, what names no more than a year and a stage is a list of releases
    that lies too deep, and no release: 令和8年度予算, as against 令和8年度予算案の概要."""
    if deeper:
        return "page", f"reads like the page of a budget: {_short(seen.text)}"
    if rules.pattern is not None or not names_stage_or_year(seen.text):
        return "elsewhere", "names neither a year nor a stage of a budget"
    if rules.level > 0 and not names_a_paper(seen.text):
        return "elsewhere", f"reads like a list of releases, deeper than pages of this source are followed: {_short(seen.text)}"
    return "release", f"is named a budget: {_short(seen.text)}"


def _short(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"
