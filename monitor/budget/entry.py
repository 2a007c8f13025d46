"""An entry: one measure, or one breakdown line, as one document states it (EXPORT.md, An entry)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from monitor.budget.amount import Amount, AmountKind
from monitor.budget.fiscal_year import FiscalYear
from monitor.budget.rate import FLAT, Rate, RevisionRate, Share, UnitAmount
from monitor.budget.stage import Stage

Json = dict[str, Any]

MOST_YEN = 10**24
"""What is more is no money, and no figure to reckon with."""


class Level(StrEnum):
    """What an entry stands for. The values are public."""

    MEASURE = "measure"
    BREAKDOWN = "breakdown"
    TOTAL = "total"


REVIEW_BELOW = 0.5
"""An entry that the reader is less sure of than this is kept and waits for a person: what it would change is sent to nobody."""

FLAGS: tuple[str, ...] = (
    "new",
    "new_part",
    "priority",
    "priority_part",
    "digital",
    "digital_part",
    "expanded",
    "expanded_part",
    "reprise",
    "unknown_badge",
)
"""The badges an entry can carry, in the order they are exported."""


class Box(NamedTuple):
    """A rectangle on a page in PDF points, origin at the lower left of the upright page: x0 ≤ x1, y0 ≤ y1.

    A ruled page has hundreds, and a dataclass takes four times as long to make.
    """

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an amount that is told apart: うち、推510百万円, 国 73,299百万円."""

    label: str
    yen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure or breakdown line as one document states it.

    id: unique in its document. page, line: 1-based, where the name starts. parent: name of the measure a breakdown line belongs to.
    section: headings above it, outermost first. round: number of the supplementary budget. confidence: 0 to 1.
    reprise_of: of a 再掲, id of the entry that the same document states first as its own.
    """

    id: str
    name: str
    fiscal_year: FiscalYear | None = None
    stage: Stage | None = None
    doc: str | None = None
    page: int | None = None
    line: int | None = None
    box: Box | None = None
    level: Level = Level.MEASURE
    parent: str | None = None
    section: tuple[str, ...] = ()
    ministry: str | None = None
    bureau: str | None = None
    division: str | None = None
    phone_ext: str | None = None
    round: int | None = None
    amount: Amount = field(default_factory=Amount.none)
    prior: Amount = field(default_factory=Amount.none)
    of_which: tuple[Part, ...] = ()
    flags: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    revision_rates: tuple[RevisionRate, ...] = ()
    unit_amounts: tuple[UnitAmount, ...] = ()
    implementers: tuple[str, ...] = ()
    account: str | None = None
    overview: str | None = None
    confidence: float = 1.0
    reprise_of: str | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError(f"entry {self.id} has no name")
        if self.flags and (unknown := set(self.flags) - set(FLAGS)):
            raise ValueError(f"entry {self.id} has unknown flags {sorted(unknown)}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"entry {self.id} has a confidence of {self.confidence}")


_PLACES = {field.name: place for place, field in enumerate(fields(Entry))}
_values = attrgetter(*_PLACES)


def with_fields(entry: Entry, **changes: Any) -> Entry:
    """What dataclasses.replace makes of it, in less time: an entry has many fields, and a document many entries."""
    values = list(_values(entry))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Entry(*values)


def entry_to_json(entry: Entry) -> Json:
    """The entry in the public form of EXPORT.md, ready for json.dumps."""
    return {
        "id": entry.id,
        "doc": entry.doc,
        "page": entry.page,
        "line": entry.line,
        "box": [entry.box.x0, entry.box.y0, entry.box.x1, entry.box.y1] if entry.box else None,
        "name": entry.name,
        "level": entry.level.value,
        "parent": entry.parent,
        "section": list(entry.section),
        "ministry": entry.ministry,
        "bureau": entry.bureau,
        "division": entry.division,
        "phone_ext": entry.phone_ext,
        "fiscal_year": entry.fiscal_year.year if entry.fiscal_year else None,
        "stage": entry.stage.value if entry.stage else None,
        "round": entry.round,
        "amount_yen": entry.amount.yen,
        "amount_kind": entry.amount.kind.value,
        "amount_step": entry.amount.step,
        "prior_amount_yen": entry.prior.yen,
        "prior_kind": entry.prior.kind.value,
        "prior_step": entry.prior.step,
        "of_which": [{"label": part.label, "amount_yen": part.yen} for part in entry.of_which],
        "flags": list(entry.flags),
        "rates": [
            {"scope": rate.scope, "shares": {who: _share_text(part) for who, part in rate.shares}, "text": rate.text}
            for rate in entry.rates
        ],
        "revision_rates": [{"label": r.label, "percent": float(r.percent)} for r in entry.revision_rates],
        "unit_amounts": [
            {"label": unit.label, "amount_yen": unit.yen, "per": unit.per, "text": unit.text} for unit in entry.unit_amounts
        ],
        "implementers": list(entry.implementers),
        "account": entry.account,
        "overview": entry.overview,
        "confidence": round(entry.confidence, 4),
        "reprise_of": entry.reprise_of,
    }


def entry_from_json(row: Json) -> Entry:
    """The entry that a row of EXPORT.md's form states; only id and name are required.

    Raises ValueError on a row that cannot be one.
    """
    try:
        return _entry(row)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not an entry: {error!r} in {str(row)[:200]}") from error


def _entry(row: Json) -> Entry:
    box = row.get("box")
    return Entry(
        id=str(row["id"]),
        name=str(row["name"]),
        doc=row.get("doc"),
        page=row.get("page"),
        line=row.get("line"),
        box=Box(*map(float, box)) if box else None,
        level=Level(row.get("level") or "measure"),
        parent=row.get("parent"),
        section=tuple(row.get("section") or ()),
        ministry=row.get("ministry"),
        bureau=row.get("bureau"),
        division=row.get("division"),
        phone_ext=row.get("phone_ext"),
        fiscal_year=FiscalYear(int(row["fiscal_year"])) if row.get("fiscal_year") else None,
        stage=Stage(row["stage"]) if row.get("stage") else None,
        round=row.get("round"),
        amount=_amount(row, "amount_yen", "amount_kind", "amount_step"),
        prior=_amount(row, "prior_amount_yen", "prior_kind", "prior_step"),
        of_which=tuple(Part(p["label"], int(p["amount_yen"])) for p in row.get("of_which") or ()),
        flags=tuple(row.get("flags") or ()),
        rates=tuple(
            Rate(r.get("scope"), tuple((w, _share(s)) for w, s in (r.get("shares") or {}).items()), r.get("text") or "")
            for r in row.get("rates") or ()
        ),
        revision_rates=tuple(RevisionRate(r["label"], Decimal(str(r["percent"]))) for r in row.get("revision_rates") or ()),
        unit_amounts=tuple(
            UnitAmount(u.get("label") or "", u.get("amount_yen"), u.get("per"), u.get("text") or "")
            for u in row.get("unit_amounts") or ()
        ),
        implementers=tuple(row.get("implementers") or ()),
        account=row.get("account"),
        overview=row.get("overview"),
        confidence=float(row.get("confidence", 1.0)),
        reprise_of=row.get("reprise_of"),
    )


def _amount(row: Json, yen: str, kind: str, step: str) -> Amount:
    value = row.get(yen)
    if value is None:
        return Amount.none()
    if abs(int(value)) > MOST_YEN:
        raise ValueError(f"{yen} is more money than there is")
    return Amount(int(value), AmountKind(row.get(kind) or "exact"), row.get(step))


def _share_text(share: Share) -> str:
    return share if isinstance(share, str) else f"{share.numerator}/{share.denominator}"


def _share(text: object) -> Share:
    return FLAT if text == FLAT else Fraction(str(text).replace("／", "/"))
