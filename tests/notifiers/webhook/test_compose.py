"""Events carry the public form of every change, each change once, none larger than 20 kB."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.news import News
from notifiers.parcel import Draft, Parcel, Recipient
from notifiers.port import NotifyError
from notifiers.webhook.compose import MOST_BYTES, WebhookComposer
from tests.notifiers.samples import NOW, some_news

ENDPOINT = Recipient(3, "webhook", "https://hooks.example.jp/in", "ja", "whsec_c2VjcmV0")

FIELDS = {
    *("id", "noticed_at", "measure_id", "name", "old_name", "level", "ministry", "kind", "basis", "field", "before", "after"),
    *("before_yen", "after_yen", "delta_yen", "ratio", "fiscal_year", "stage", "confidence", "origin", "evidence"),
}


def events(*news: News) -> list[Draft]:
    return WebhookComposer("https://yosan.example.jp")(Parcel(ENDPOINT, news, NOW))


def test_an_event_has_the_change_in_the_public_form() -> None:
    (draft,) = events(some_news(1))
    event = json.loads(draft.body)
    assert event["type"] == "changes.v1"
    assert datetime.fromisoformat(event["timestamp"]) == NOW
    (change,) = event["data"]["changes"]
    assert set(change) >= FIELDS
    assert change["delta_yen"] == -1_600_000_000
    assert change["ratio"] == pytest.approx(86 / 102, abs=1e-6)
    assert change["evidence"]["after"] == {
        "url": "https://www.example.go.jp/r8.pdf",
        "sha256": "a" * 64,
        "page": 12,
        "line": 9,
        "box": None,
    }
    assert change["link"] == "https://yosan.example.jp/measures/mhlw-2025-0001"
    assert datetime.fromisoformat(change["noticed_at"]).tzinfo == UTC


def test_japanese_is_sent_as_it_is() -> None:
    assert "地域医療" in events(some_news(1))[0].body.decode()


def test_a_state_that_is_too_long_is_cut_and_the_event_says_so() -> None:
    (draft,) = events(some_news(1, kind="text", before="短い", after="長" * 50_000))
    (change,) = json.loads(draft.body)["data"]["changes"]
    assert change["clipped"] == ["after"]
    assert change["after"].endswith("…")
    assert len(draft.body) <= MOST_BYTES


def test_an_endpoint_without_a_secret_is_not_posted_to() -> None:
    with pytest.raises(NotifyError, match="secret"):
        WebhookComposer("https://yosan.example.jp")(Parcel(Recipient(3, "webhook", "https://a.jp", "ja", None), (), NOW))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_more_changes_make_more_events_and_each_change_is_in_exactly_one(lengths: list[int]) -> None:
    news = [some_news(number, kind="text", before="前" * length, after="後") for number, length in enumerate(lengths)]
    drafts = events(*news)
    told = [change["id"] for draft in drafts for change in json.loads(draft.body)["data"]["changes"]]
    assert told == [step.id for step in news]
    assert sorted(told) == sorted(change_id for draft in drafts for change_id in draft.change_ids)
    assert all(len(draft.body) <= MOST_BYTES for draft in drafts)
    assert len({draft.id for draft in drafts}) == len(drafts)
