"""Why a link is thought to hold, in words a person reads: name 0.91, amount stated = stored, same bureau."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any

NO_REASON = frozenset({"base", "rival", "rivals"})
"""Parts of the evidence that say nothing of the two entries themselves."""
SUBJECTS = {"name": "name", "lone": "name", "amount": "amount", "text": "prose"}
"""What the features are about, by their first word where that is not it itself: bureau and bureau_differs are about the bureau."""
WORDS = {
    "amount_agrees": "amount stated = stored",
    "amount_rare": "amount stated = stored",
    "amount_gap": "amounts differ",
    "amount_ended": "only the older states money",
    "amount_begun": "only the newer states money",
    "amount_size": "amounts of one size",
    "name_taken_older": "the older name stands in the newer list too",
    "name_taken_newer": "the newer name stood in the older list too",
    "name_remark": "name equal but for a remark",
    "name_part": "one name is part of the other",
    "lone_mark": "one name has a mark that the other lacks",
    "text_both": "both are explained",
    "order": "stands between the same neighbours",
    "other_level": "a measure here, a breakdown line there",
    "reprise_differs": "a reprise on one side",
    "unit_amounts": "unit amounts agree",
    "rates": "rates agree",
    "sum": "the parts' money adds up",
    "room": "the money left has room for it",
    "main_agrees": "the main part's money agrees without it",
    "main_gap": "the main part's money differs",
}
MOST = 3
"""How many reasons are told."""


def reasons(evidence: Mapping[str, Any]) -> list[str]:
    """The reasons that weigh most, for or against, the heaviest first; features of one subject count together."""
    subjects: dict[str, dict[str, Mapping[str, float]]] = {}
    for feature, part in evidence.items():
        if feature not in NO_REASON and isinstance(part, Mapping) and "adds" in part:
            subject = SUBJECTS.get(feature.split("_")[0], feature.split("_")[0])
            subjects.setdefault(subject, {})[feature] = part
    heaviest = sorted(subjects.values(), key=lambda parts: -abs(_adds(parts)))
    return [f"{_words(parts)}{'' if _adds(parts) >= 0 else ' (against)'}" for parts in heaviest[:MOST]]


def _adds(parts: Mapping[str, Mapping[str, float]]) -> float:
    return sum(part["adds"] for part in parts.values())


def _words(parts: Mapping[str, Mapping[str, float]]) -> str:
    """What the heaviest feature of a subject says."""
    feature = max(parts, key=lambda name: abs(parts[name]["adds"]))
    value = parts[feature].get("value", 0.0)
    if feature.startswith("name_equal") and value >= 1:
        return "same name"
    if feature.startswith(("name_ratio", "name_rare", "name_equal")):
        return f"name {parts.get('name_ratio', parts[feature]).get('value', 0.0):.2f}"
    subject = feature.split("_")[0]
    if feature == f"{subject}_differs" and feature not in WORDS:
        return f"another {subject}"
    if feature in ("bureau", "division", "section", "parent"):
        return f"same {feature}" if value >= 1 else f"{feature} {value:.2f}"
    if feature == "likeness":
        return f"likeness {1 / (1 + exp(-value)):.2f}"
    if feature == "text":
        return f"prose {value:.2f}"
    return WORDS.get(feature, WORDS.get(feature.removesuffix("_alone"), f"{feature.replace('_', ' ')} {value:.2f}"))
