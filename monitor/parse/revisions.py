"""改定率, the rates by which a price list is revised (DOMAIN.md, Money): where a document states them, each with its label.

Seen in 第174回社会保障審議会医療保険部会 資料3, once in a paper of its own and once beside a measure. What makes a percentage a
revision rate is its form, a label, a sign and a number that end a clause, and that 改定 is what the lines around it are about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from monitor.budget import Entry, Level, RevisionRate
from monitor.parse.layouts.span import Ground
from monitor.parse.names import clean_name, read_marker
from monitor.parse.width import fold
from monitor.read.document import Line

SIGNED = re.compile(r"(?P<sign> [+▲△\-] ) [ ]? (?P<number> \d{1,2} (?: \. \d{1,3} )? ) [ ]? % (?P<about> [ ]? 程度 )?", re.X)
"""＋0.88％, ▲0.97%, ＋0.28％程度 (folded text). The sign is always printed."""

IN_SENTENCE = re.compile(r"[ ]? (?: [をにがではのとも] | する | した | し、 | 以上 | 以下 | 未満 )", re.X)
"""What goes on behind a percentage that only a sentence speaks of: ベア＋2.5％を実施, ▲20％以上の."""
CLAUSE_BEFORE = re.compile(r"[がで] [ ]* $", re.X)
"""改定率は全体で, 処遇改善分が: how a clause comes to its percentage; a label is a noun."""
CHAIN = re.compile(r"[ ]* [、,・] [^。]{1,40} $", re.X)
"""What stands between two percentages of one sentence: 、R7年度にベア."""

CLAUSE_EDGE = re.compile(r"^ [ )]* [、,。]? [ ]*", re.X)
OPENING = re.compile(r"^ [ (]* (?: ※ (?: \d{1,2} (?=[ う]) )? [ ]* )? (?: うち [、,]? [ ]* )?", re.X)
"""(※40歳未満…, ※１ うち、※２～４を除く…, うち各科改定率 (folded text)."""
ASIDE_BEHIND = re.compile(r"(?<= \S ) \( [^()]* (?: うち | 、 | \d 月 \d+ 日 ) [^()]* \) [ :]* $", re.X)
"""…の対応（うち、患者負担については、…10～20円）: what is said aside between a label and its rate."""
GROUP = re.compile(r"^ (?P<group> [^:]{2,30} ) : [ ]* (?P<label> [^:]+ ) $", re.X)
"""各科改定率：医科 — what holds for the next labels of the chain, too."""

ABOUT_REVISION = re.compile(r"改[ ]?定", re.X)
STATISTIC = re.compile(r"伸び | 増減 | 前年 | 対前 | 比 $ | 金利 | 削減 | 達成", re.X)
"""What is compared with another year or is a target is no price list: 対前年度比 +3.2%."""

LONGEST_LABEL = 120
MOST_LINES = 4
"""Lines that one label goes on for."""
WIDEST_GAP = 8
"""Lines between two rates of one revision."""
AROUND, SHORT_LINE = 4, 0.4
"""A line of less than this share of the longest of so many lines above and below did not break at the page's edge."""
CONTEXT = 3
"""Written lines above the first rate that tell what is revised."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a document states of one revision. line: number of the line of its first rate; title: what is revised."""

    line: int
    title: str
    rates: tuple[RevisionRate, ...]
    page: int | None = None


def revisions(lines: Sequence[Line]) -> list[Revision]:
    """The revisions that the lines state, in order of place; a percentage that is no revision rate gives nothing."""
    if not any("%" in line.text or "％" in line.text for line in lines):
        return []
    written = [line for line in lines if line.text.strip()]
    found: list[list[tuple[int, tuple[RevisionRate, ...]]]] = []
    for place, text in _statements(written):
        if not (rates := read_revision_rates(text)):
            continue
        if found and written[place].number - written[found[-1][-1][0]].number <= WIDEST_GAP:
            found[-1].append((place, rates))
        else:
            found.append([(place, rates)])
    return [revision for run in found if (revision := _revision(written, run)) is not None]


def with_revisions(entries: Sequence[Entry], found: Sequence[Revision], read: Ground) -> list[Entry]:
    """The entries with the rates of revisions: of the measure that they stand below in its list, else of a total of their own.

    entries: in order of place. found: too. read: the spans that the entries were read from.
    """
    measures = sorted((entry.line, -place) for place, entry in enumerate(entries) if entry.level is Level.MEASURE and entry.line)
    lines = sorted(entry.line or 0 for entry in entries)
    told = list(entries)
    own: list[tuple[int, Entry]] = []
    for revision in found:
        span = read.at(revision.line)
        last = bisect_right(measures, (revision.line, 0)) - 1
        if span is not None and last >= 0 and measures[last][0] >= span.first:
            place = -measures[last][1]
            told[place] = replace(told[place], revision_rates=told[place].revision_rates + revision.rates)
        else:
            own.append((bisect_right(lines, revision.line), _total(revision)))
    for count, (at, total) in enumerate(own):
        told.insert(at + count, total)
    return told


def _total(revision: Revision) -> Entry:
    """The entry of a revision that stands below no measure."""
    return Entry("", revision.title, level=Level.TOTAL, page=revision.page, line=revision.line, revision_rates=revision.rates)


def _revision(written: Sequence[Line], run: Sequence[tuple[int, tuple[RevisionRate, ...]]]) -> Revision | None:
    """The run of rates as a revision; None where neither a label nor a line above says that anything is revised."""
    first = run[0][0]
    rates = tuple(rate for _, some in run for rate in some)
    above = [
        clean_name(line.text.strip(" 　*＊"))
        for line in reversed(written[max(0, first - CONTEXT) : first])
        if "。" not in line.text
    ]
    title = next((text for text in above if ABOUT_REVISION.search(text)), None)
    if title is None and not any(ABOUT_REVISION.search(rate.label) for rate in rates):
        return None
    return Revision(written[first].number, title or rates[0].label, rates, written[first].page)


def _statements(written: Sequence[Line]) -> Iterable[tuple[int, str]]:
    """Every written line that states a percentage, with the lines above that its label began on. place: of the first of them."""
    free = 0
    for place, line in enumerate(written):
        if "%" not in line.text and "％" not in line.text:
            continue
        if _goes_on(fold(line.text), written[place + 1] if place + 1 < len(written) else None):
            continue
        begun = place
        while begun > max(free, place - MOST_LINES + 1) and not _begins(fold(written[begun].text)):
            if _is_told(fold(written[begun - 1].text)) or _is_heading(written, begun - 1):
                break
            begun -= 1
        yield begun, "".join(one.text.strip() for one in written[begun : place + 1])
        free = place + 1


def _begins(folded: str) -> bool:
    return read_marker(folded)[0] is not None or folded.lstrip().startswith(("※", "うち", "(", "＊", "*", "【", "<"))


def _is_heading(written: Sequence[Line], place: int) -> bool:
    """Whether a numbered line ends long before its page's edge, so that nothing of it goes on below: ２．薬価等."""
    around = written[max(0, place - AROUND) : place + AROUND + 1]
    width = max(len(line.text.strip()) for line in around)
    return read_marker(written[place].text)[0] is not None and len(written[place].text.strip()) < width * SHORT_LINE


def _is_told(folded: str) -> bool:
    """Whether a line ends what it says: no label goes on from there."""
    return folded.rstrip().endswith(("。", "%", "%)", "】"))


def _goes_on(folded: str, below: Line | None) -> bool:
    """Whether the sentence of a percentage goes on in the next line: …措置分（＋0.28％程度）を | 含む."""
    unfinished = folded.count("(") > folded.count(")") or IN_SENTENCE.search(folded.rstrip()[-1:]) is not None
    return unfinished and below is not None and not _begins(fold(below.text))


def read_revision_rates(text: str) -> tuple[RevisionRate, ...]:
    """The rates of one statement: `薬価等：▲1.00％（薬価：▲0.97%、材料価格：▲0.02％）`, label by label.

    A percentage that the sentence goes on from is part of a label: ベア＋2.5％を実施していくための対応 ＋0.61％ states one rate.
    """
    folded = fold(text)
    marker, _ = read_marker(folded)
    at = len(folded) - len(read_marker(folded)[1]) if marker else 0
    matches = list(SIGNED.finditer(folded))
    spoken = _in_sentences(folded, matches)
    rates: list[RevisionRate] = []
    group: str | None = None
    for m in matches:
        if m.start() in spoken:
            continue
        before, at = folded[at : m.start()], m.end()
        label, group = _label(before, group if before.lstrip().startswith(("、", ",")) else None)
        if label and len(label) <= LONGEST_LABEL and not STATISTIC.search(label):
            rates.append(RevisionRate(label, (1 if m["sign"] == "+" else -1) * Decimal(m["number"])))
    return tuple(rates)


def _in_sentences(folded: str, matches: Sequence[re.Match[str]]) -> set[int]:
    """Where the percentages stand that only a sentence speaks of; one that a spoken one follows in a chain is spoken too."""
    spoken: set[int] = set()
    for index in range(len(matches) - 1, -1, -1):
        m = matches[index]
        begun = matches[index - 1].end() if index else 0
        chained = index + 1 < len(matches) and matches[index + 1].start() in spoken
        if (
            IN_SENTENCE.match(folded, m.end())
            or CLAUSE_BEFORE.search(folded, begun, m.start())
            or (chained and CHAIN.fullmatch(folded[m.end() : matches[index + 1].start()]))
        ):
            spoken.add(m.start())
    return spoken


def _label(before: str, group: str | None) -> tuple[str, str | None]:
    """The label of a rate from the words before it, with its group; and the group that the next of the chain is in."""
    words = CLAUSE_EDGE.sub("", before)
    words = ASIDE_BEHIND.sub("", words[-4 * LONGEST_LABEL :].split("。")[-1])
    words = OPENING.sub("", words).strip(" :、・|(")
    m = GROUP.match(words)
    if m is not None:
        group, words = m["group"].strip(), m["label"].strip()
    return " ".join(f"{group or ''} {words}".split()) if words else "", group
