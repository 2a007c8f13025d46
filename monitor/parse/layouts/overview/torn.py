"""Names that a converter set one below the other, and their money below all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count, takewhile

from monitor.parse.layouts.names_apart import FEWEST, ROWS_OF_NAME, names_above
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.layouts.overview.sections import BRANCH
from monitor.parse.places import places_of
from monitor.parse.statements import read_statement

TREE = re.compile(r"\s* (?P<sign> [┌├└┏┣┗│┃] ) [─━┬]* \s*", re.X)
TREE_SIGNS = frozenset("┌├└┏┣┗│┃")
TRUNKS = frozenset("│┃")
TWO_PART_NUMBER = re.compile(r"\s* [0-9０-９]{1,2} [-－.．] [0-9０-９]{1,2} \s*", re.X)
TREE_SIGN = re.compile(r"\n[^\S\n]*[┌├└┏┣┗│┃]")
NUMBER_SIGN = re.compile(r"\n[^\S\n]*[0-9０-９]{1,2}[-－.．][0-9０-９]{1,2}[^\S\n]*(?=\n)")
"""TWO_PART_NUMBER among the rows of a text."""
AMOUNT_SIGN = re.compile(r"\n[^\S\n]*\d[^円\n]*円")
"""How a row of one amount begins."""
LONGEST_NUMBER = 6


def with_branches(rows: Sequence[Row]) -> list[Row]:
    """The rows: parts that are drawn as a tree behind one sign, a number of two parts, alone on its row, before its name."""
    texts = [row.text for row in rows]
    trees = places_of(TREE_SIGN, texts)
    below = [place + 1 for place in (*trees, *places_of(NUMBER_SIGN, texts)) if place + 1 < len(rows)]
    told: list[Row] = []
    at = 0
    for place in sorted({*trees, *below}):
        told += rows[at:place]
        at = place + 1
        row, text, above = rows[place], texts[place], told[-1] if told else None
        if text.lstrip()[:1] in TREE_SIGNS and (m := TREE.match(text)) is not None:
            told.append(row.with_text(text[m.end() :] if m["sign"] in TRUNKS else f"{BRANCH}{text[m.end() :]}"))
        elif above is not None and len(above.text.strip()) < LONGEST_NUMBER and _is_name_of(above, row):
            told[-1] = above.with_text(f"{above.text.strip()}　{text.strip()}", row.last)
        else:
            told.append(row)
    return [row for row in (*told, *rows[at:]) if row.text.strip()] if trees else [*told, *rows[at:]]


def _is_name_of(number: Row, row: Row) -> bool:
    """Whether a row is the name behind a number of two parts that stands alone on the row above."""
    return TWO_PART_NUMBER.fullmatch(number.text) is not None and "円" not in row.text and "。" not in row.text


def with_money_beside_names(rows: Sequence[Row]) -> list[Row]:
    """The rows, each bulleted name with its money below it; money that is not as often there as names is nobody's."""
    told: list[Row] = []
    at = 0
    amounts = {place for place in places_of(AMOUNT_SIGN, [row.text for row in rows]) if _is_money(rows[place])}
    for place in sorted(amounts):
        if place < at:
            continue
        told += rows[at:place]
        money = [rows[amount] for amount in takewhile(amounts.__contains__, count(place))]
        at = place + len(money)
        names = names_above([row.text for row in told[-ROWS_OF_NAME * (len(money) + 1) :]]) if len(money) >= FEWEST else []
        if len(names) < FEWEST:
            told += money
        elif len(names) == len(money):
            own, told = told[-sum(map(len, names)) :], told[: -sum(map(len, names))]
            for name, amount in zip(names, money, strict=True):
                told += [*own[: len(name)], amount]
                own = own[len(name) :]
    return [*told, *rows[at:]]


def _is_money(row: Row) -> bool:
    """Whether a row that begins as one amount is that and nothing else."""
    text = row.text.strip()
    statement = read_statement(text)
    return statement is not None and (statement.start, statement.end) == (0, len(text)) and not statement.prior.is_stated
