"""Letters set below each other: the label of some rows, a page in vertical writing. Each stack is one line of text, read downwards.

A stack is taken out of the page, so that its letters do not get into the rows beside it; letters set wide with nothing beside them
are rows of their own. Its brackets and marks may be the forms of
Unicode for vertical writing; they are left as they are. A letter in each row of a table, on the row's own baseline, is no stack.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from monitor.read.pdf.characters import Run

FEWEST_LETTERS = 3
SAME_MIDDLE = 0.25  # em
SAME_SIZE = 0.08
NEAREST, TIGHT, WIDEST = 0.8, 1.3, 2.6  # em between two letters of a stack: from, usual up to, with nothing beside up to
SAME_LEADING = 0.12  # of the first distance
SAME_BASELINE = 0.15  # em
MOSTLY = 0.75  # of the letters on a baseline of something beside: cells of a table
LETTERS_SHARE = 0.6  # of what is stacked; the others are brackets, digits, a dot


def stacks_of(pieces: Sequence[Run]) -> tuple[list[str], list[Run]]:
    """The texts of a page's stacks, from right to left where they begin at one height, and the pieces in no stack."""
    single = [number for number, piece in enumerate(pieces) if len(text := piece.text.strip()) == 1 and not text.isascii()]
    if len(single) < FEWEST_LETTERS:
        return [], list(pieces)
    others = sorted(piece.baseline for piece in pieces if len(piece.text.strip()) > 1)
    every = sorted(piece.baseline for piece in pieces if not piece.text.isspace())
    stacks = [stack for stack in _chains(pieces, single) if _is_stack([pieces[number] for number in stack], others, every)]
    taken = {number for stack in stacks for number in stack}
    ordered = sorted(
        stacks, key=lambda stack: (-round(pieces[stack[0]].baseline / (2 * pieces[stack[0]].em)), -_middle(pieces[stack[0]]))
    )
    texts = ["".join(pieces[number].text.strip() for number in stack) for stack in ordered]
    return texts, [piece for number, piece in enumerate(pieces) if number not in taken]


def _middle(piece: Run) -> float:
    return (piece.starts[0] + piece.ends[0]) / 2


def _chains(pieces: Sequence[Run], single: Sequence[int]) -> Iterator[list[int]]:
    """Letters below each other at equal distances, each as long as it goes on."""
    for column in _columns(pieces, single):
        chain: list[int] = []
        for number in sorted(column, key=lambda number: -pieces[number].baseline):
            if not _goes_on([pieces[each] for each in chain[:2] + chain[-1:]], pieces[number]):
                yield chain
                chain = []
            chain.append(number)
        yield chain


def _columns(pieces: Sequence[Run], single: Sequence[int]) -> Iterator[list[int]]:
    """Letters of one size whose middles stand above each other."""
    column: list[int] = []
    for number in sorted(single, key=lambda number: (round(pieces[number].em, 1), _middle(pieces[number]))):
        piece, first = pieces[number], pieces[column[0]] if column else None
        near = first and abs(_middle(piece) - _middle(first)) <= SAME_MIDDLE * piece.em
        if not near or abs(piece.em - pieces[column[0]].em) > SAME_SIZE * piece.em:
            yield column
            column = []
        column.append(number)
    yield column


def _goes_on(chain: Sequence[Run], piece: Run) -> bool:
    """Whether a letter stands as far below a chain's last as its second below its first; of a chain: those three."""
    if not chain:
        return True
    distance = chain[-1].baseline - piece.baseline
    leading = chain[0].baseline - chain[1].baseline if len(chain) > 2 else distance
    return NEAREST * piece.em <= distance <= WIDEST * piece.em and abs(distance - leading) <= SAME_LEADING * leading


def _is_stack(chain: Sequence[Run], others: Sequence[float], every: Sequence[float]) -> bool:
    """Whether letters below each other are a word. others: baselines of longer pieces, every: of all, both rising."""
    if len(chain) < FEWEST_LETTERS or len({piece.text for piece in chain}) < FEWEST_LETTERS - 1:
        return False
    if sum(piece.text.strip().isalpha() for piece in chain) < LETTERS_SHARE * len(chain):
        return False
    if chain[0].baseline - chain[1].baseline <= TIGHT * chain[0].em:
        return sum(_stands_beside(piece, others, 1) for piece in chain) < MOSTLY * len(chain)
    is_beside_rows = bisect_left(others, chain[0].baseline) > bisect_left(others, chain[-1].baseline)
    return is_beside_rows and not any(_stands_beside(piece, every, 2) for piece in chain)


def _stands_beside(piece: Run, baselines: Sequence[float], times: int) -> bool:
    """Whether so many of the rising baselines are a piece's own."""
    first = bisect_left(baselines, piece.baseline - SAME_BASELINE * piece.em)
    return first + times <= len(baselines) and baselines[first + times - 1] <= piece.baseline + SAME_BASELINE * piece.em
