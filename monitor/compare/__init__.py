"""Two statements of a measure, two lists of measures: what changed between them, told in words and yen."""

from monitor.budget import MERGE, SPLIT
from monitor.compare.comparable import Heading, comparable
from monitor.compare.lists import compare_lists
from monitor.compare.money import amounts_differ
from monitor.compare.parts import Compared
from monitor.compare.statement import compare
from monitor.compare.words import amount_words, rate_words, unit_amount_words, yen_words

__all__ = [
    "MERGE",
    "SPLIT",
    "Compared",
    "Heading",
    "amount_words",
    "amounts_differ",
    "comparable",
    "compare",
    "compare_lists",
    "rate_words",
    "unit_amount_words",
    "yen_words",
]
