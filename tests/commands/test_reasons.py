"""Every link that the matcher makes is explained in words, whatever weighed in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor import match as matcher
from monitor.commands.reasons import MOST, reasons
from monitor.match import Link, match
from tests.match.test_further import LAST, PARTS, THIS, WHOLE, entry

COEFFICIENTS = json.loads((Path(matcher.__file__).parent / "coefficients.json").read_text(encoding="utf-8"))
FEATURES = sorted({feature for model in ("pairs", "further") for feature in COEFFICIENTS[model]["curves"]})
BODIES = [
    entry("a", "持続可能な循環資源の活用対策", LAST, 72),
    entry("b", "地域循環資源の活用推進", LAST, 56),
    entry("c", "循環資源の利用調査", LAST, 39),
]
BODY = [entry("n", "持続可能な循環資源活用総合対策事業", THIS, 180, 167)]


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_of_the_matcher_has_words(feature: str) -> None:
    assert reasons({feature: {"value": 1.0, "adds": 1.0}}) != [f"{feature.replace('_', ' ')} 1.00"]


@pytest.mark.parametrize("kind", ["same", "renamed", "split", "merge"])
def test_a_link_of_each_kind_is_told_without_the_matchers_own_words(kind: str) -> None:
    link = made(kind)
    told = reasons(link.evidence)
    assert 1 <= len(told) <= MOST
    assert not [reason for reason in told if "rival" in reason or "base" in reason or "_" in reason or " -" in reason]


def test_what_a_split_and_a_merge_are_thought_for_is_the_money() -> None:
    room = "the money left has room for it"
    assert room in reasons(made("split").evidence)
    assert room in reasons(made("merge").evidence)


def made(kind: str) -> Link:
    """A link that the matcher makes of that kind."""
    links = [*match(WHOLE, PARTS), *match(BODIES, BODY)]
    return next(link for link in links if link.kind == kind)
