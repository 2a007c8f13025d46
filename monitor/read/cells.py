"""The text of a table's cell as one line, whatever its lines were."""

from __future__ import annotations

import re

from monitor.read.marks import begins_item

WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


def one_line(cell: str) -> str:
    """The lines of a cell as one: a name broken between two wide letters is whole again, list items stay apart."""
    if cell.isprintable():
        return cell.strip()
    whole = ""
    for part in LINE_END.split(cell):
        piece = part.strip().replace("\t", " ")
        if not piece:
            continue
        tight = whole and WIDE.match(whole[-1]) and WIDE.match(piece[0]) and not begins_item(piece)
        whole = whole + piece if not whole or tight else f"{whole} {piece}"
    return whole
