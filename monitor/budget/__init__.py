"""The vocabulary: fiscal years, stages, amounts, rates, entries, measures and changes. No input, no output, nothing third-party."""

from monitor.budget.amount import Amount, AmountKind, Interval, WithinError
from monitor.budget.change import Basis, Change, ChangeKind, Origin
from monitor.budget.entry import FLAGS, REVIEW_BELOW, Box, Entry, Level, Part, entry_from_json, entry_to_json, with_fields
from monitor.budget.error import YosanError
from monitor.budget.fiscal_year import FiscalYear, fiscal_years_in
from monitor.budget.kinship import IDENTITY, MERGE, SPLIT
from monitor.budget.measure import MINISTRY_CODES, Measure, ministry_code
from monitor.budget.rate import FLAT, Rate, RevisionRate, Share, UnitAmount
from monitor.budget.stage import Stage, budget_order

__all__ = [
    "FLAGS",
    "FLAT",
    "IDENTITY",
    "MERGE",
    "MINISTRY_CODES",
    "REVIEW_BELOW",
    "SPLIT",
    "Amount",
    "AmountKind",
    "Basis",
    "Box",
    "Change",
    "ChangeKind",
    "Entry",
    "FiscalYear",
    "Interval",
    "Level",
    "Measure",
    "Origin",
    "Part",
    "Rate",
    "RevisionRate",
    "Share",
    "Stage",
    "UnitAmount",
    "WithinError",
    "YosanError",
    "budget_order",
    "entry_from_json",
    "entry_to_json",
    "fiscal_years_in",
    "ministry_code",
    "with_fields",
]
