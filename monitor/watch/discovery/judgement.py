"""Judging a link: does it lead to a budget release, to a page that lists some, or elsewhere, and why."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.watch.discovery.address import is_above, is_same_page
from monitor.watch.discovery.links import LeadsTo, Link, Rules, Seen
from monitor.watch.discovery.wording import Says, is_file, is_unread_file, is_year_or_form, names_stage_or_year, says
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

    Where its name speaks of a budget and leaves open what it is, the document decides: to read one too many tells nobody anything,
    and to leave one out may hide a cut.
    """
    told = says(seen.text)
    if told is Says.BUDGET:
        return "release", f"a file that is named a budget: {_short(seen.text)}"
    if told is Says.OTHER:
        return "elsewhere", f"is something else: {_short(seen.text)}"
    for heading in reversed(seen.headings):
        match says(heading):
            case Says.BUDGET:
                return "release", f"a file under the heading {_short(heading)}"
            case Says.OTHER | Says.UNSURE:
                return "elsewhere", f"a file under a heading of something else: {_short(heading)}"
    if told is Says.UNSURE:
        return "release", f"a file that speaks of a budget: {_short(seen.text)}"
    return "elsewhere", "does not speak of a budget"


def _page(seen: Seen, base_url: str, rules: Rules) -> tuple[LeadsTo, str]:
    """A page is judged by its own words. Where pages may be followed a budget's page lists releases; where not, it is one."""
    told = says(seen.text)
    deeper = rules.depth > 0 and rules.follow is None and not is_above(seen.url, base_url)
    if told is Says.BUDGET and deeper:
        return "page", f"reads like the page of a budget: {_short(seen.text)}"
    if told is Says.BUDGET and rules.pattern is None and names_stage_or_year(seen.text):
        return "release", f"is named a budget: {_short(seen.text)}"
    if told is Says.BUDGET:
        return "elsewhere", "names neither a year nor a stage of a budget"
    if told in (Says.OTHER, Says.UNSURE):
        return (
            "elsewhere",
            "speaks of a budget and is something else" if told is Says.UNSURE else f"is something else: {_short(seen.text)}",
        )
    if deeper and is_year_or_form(seen.text) and any(says(heading) is Says.BUDGET for heading in seen.headings):
        return "page", f"a year or part under a heading of a budget: {_short(seen.text)}"
    return "elsewhere", "does not speak of a budget"


def _short(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"
