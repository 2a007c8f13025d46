"""A mail is complete in two languages, valid on the wire, and nothing that a ministry prints can break it."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from lxml import html

from notifiers.email.compose import MOST_BYTES, MailComposer
from notifiers.news import News
from notifiers.parcel import Parcel, Recipient
from notifiers.port import NotifyError
from notifiers.tokens import new_secret, token, token_hash
from storage.health import Unchecked
from tests.notifiers.samples import NOW, OKU, some_news

PUBLIC = "https://yosan.example.jp"
SENDER = "予算ウォッチ <watch@yosan.example.jp>"


def reader(language: str = "ja", secret: str = "whsec_c2VjcmV0") -> Recipient:
    return Recipient(7, "email", "kaikei@city.example.jp", language, secret)


def written(*news: News, language: str = "ja") -> bytes:
    (draft,) = MailComposer(PUBLIC, SENDER)(Parcel(reader(language), news, NOW))
    return draft.body


def parsed(body: bytes) -> EmailMessage:
    return message_from_bytes(body, policy=default)  # type: ignore[return-value]


def text_of(body: bytes) -> str:
    part = parsed(body).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(body: bytes) -> str:
    part = parsed(body).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_a_japanese_mail_says_what_changed_by_how_much_and_where_it_is_printed() -> None:
    body = written(some_news(1))
    assert parsed(body)["subject"] == "【予算ウォッチ】地域医療確保推進事業その1：減額 ▲16億円（▲15.7％）"
    for shown in (text_of(body), html.fromstring(html_of(body)).text_content()):
        flat = " ".join(shown.split())
        assert "減額 1件" in flat.replace("\xa0", " ")
        assert "102億円 → 86億円" in flat
        assert "▲16億円（▲15.7％）" in flat
        assert "令和8年度 概算要求・前年度との比較" in flat
        assert "kaikei@city.example.jp あてに" in flat
    assert "https://www.example.go.jp/r8.pdf#page=12" in text_of(body)
    assert "a" * 64 in text_of(body)
    links = html.fromstring(html_of(body)).xpath("//a/@href")
    assert "https://www.example.go.jp/r8.pdf#page=12" in links
    assert f"{PUBLIC}/measures/mhlw-2025-0001" in links
    assert f"{PUBLIC}/captures/{'a' * 64}" in links
    assert "資料 12ページ [1]: https://" in text_of(body)


def test_changes_of_several_days_say_so() -> None:
    assert "までに見つかった変化" not in text_of(written(some_news(1), some_news(2)))
    body = written(some_news(1), some_news(2, noticed_at=NOW - timedelta(days=3)))
    for shown in (text_of(body), html_of(body)):
        assert "2026年11月19日 7:30 から 2026年11月22日 6:30 までに見つかった変化" in shown


def test_an_english_mail_is_english_but_for_names() -> None:
    body = written(some_news(1), some_news(2, kind="appeared", before=None, before_yen=None), language="en")
    assert parsed(body)["subject"] == "[yosan-watch] New 1, Cut 1 (厚生労働省)"
    text = text_of(body)
    assert "¥10,200 million → ¥8,600 million  −¥1,600 million (−15.7%)" in text
    assert "FY2026 budget request · against the year before" in text
    assert "Unsubscribe: https://" in text
    assert not re.search(r"[ぁ-ん]{4}", text)
    assert 'lang="en"' in html_of(body)


def test_the_same_debt_makes_the_same_message_id_and_other_debts_another() -> None:
    one, again, other = written(some_news(1)), written(some_news(1)), written(some_news(2))
    assert one == again
    assert parsed(one)["message-id"] != parsed(other)["message-id"]
    assert re.fullmatch(r"<msg_[0-9a-f]{32}@yosan\.example\.jp>", parsed(one)["message-id"])


def test_the_mail_says_that_it_is_automatic_and_when_it_was_made() -> None:
    mail = parsed(written(some_news(1)))
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["date"] == "Sat, 21 Nov 2026 22:30:00 +0000"
    assert mail["from"].addresses[0].display_name == "予算ウォッチ"
    assert mail["to"] == "kaikei@city.example.jp"


UNSUBSCRIBE = re.compile(rb"^List-Unsubscribe: <(https://[!-~]+)>\r$", re.M)


def test_the_unsubscribe_header_is_one_plain_line_for_every_token() -> None:
    compose = MailComposer(PUBLIC, SENDER)
    for _ in range(1000):
        recipient = reader(secret=new_secret())
        (draft,) = compose(Parcel(recipient, (some_news(1),), NOW))
        head = draft.body.partition(b"\r\n\r\n")[0] + b"\r\n"
        (link,) = UNSUBSCRIBE.findall(head)
        assert len(link) <= 75
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head
        assert link.decode() == f"{PUBLIC}/u/{token(recipient.secret or '', 'unsubscribe')}"


def test_the_unsubscribe_token_is_derived_and_bound_to_its_purpose() -> None:
    secret = new_secret()
    assert token(secret, "unsubscribe") == token(secret, "unsubscribe")
    assert token(secret, "unsubscribe") != token(secret, "manage")
    assert len(token_hash(token(secret, "unsubscribe"))) == 64


@pytest.mark.parametrize(
    "name",
    [
        "事業\r\nBcc: everyone@example.jp",
        "事業\nList-Unsubscribe: <https://evil.example>",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
    ],
)
def test_a_name_cannot_become_a_header_or_markup(name: str) -> None:
    body = written(some_news(1, name=name, old_name=name, bureau=name, ministry=name, before=name, before_yen=None))
    mail = parsed(body)
    assert mail["bcc"] is None
    assert len(mail.get_all("list-unsubscribe", [])) == 1
    assert len(mail.get_all("subject", [])) == 1
    page = html.fromstring(html_of(body))
    assert not page.xpath("//script | //img")
    assert not page.xpath("//@onerror")
    assert " ".join(name.split()) in " ".join(page.text_content().split())


def test_a_link_of_another_kind_is_not_made() -> None:
    evidence = {"before": None, "after": {"url": "javascript:alert(1)", "sha256": "x", "page": 3, "box": None}}
    body = written(some_news(1, evidence=evidence))
    assert "javascript:" not in html_of(body)
    assert "javascript:" not in text_of(body)


def test_bidi_controls_are_written_out() -> None:
    body = written(some_news(1, name="事業\u202e円001\u202c"))
    for shown in (text_of(body), html_of(body), str(parsed(body)["subject"])):
        assert "\u202e" not in shown
        assert "[U+202E]" in shown


def test_japanese_subjects_survive_the_wire() -> None:
    for length in range(1, 62):
        name = "医師偏在対策推進事業"[: length % 10 + 1] * (length // 10 + 1)
        mail = parsed(written(some_news(1, name=name)))
        assert mail["subject"].startswith(f"【予算ウォッチ】{name[:39]}")


def test_a_burst_is_one_valid_mail_of_at_most_100_kilobytes() -> None:
    news = [some_news(n, before_yen=n * OKU, after_yen=0) for n in range(1, 5001)]
    body = written(*news)
    assert MOST_BYTES / 2 < len(body) <= MOST_BYTES
    text = text_of(body)
    assert "減額 5000件" in text
    assert "すべての変化を見る: https://yosan.example.jp/\r\n" in text
    told = len(re.findall(r"^● ", text, re.M))
    assert f"ほか{5000 - told}件" in text
    assert max(len(line) for line in body.split(b"\r\n")) <= 998


def test_settings_that_can_make_no_valid_mail_are_refused_at_the_start() -> None:
    with pytest.raises(NotifyError, match="YOSAN_PUBLIC_URL"):
        MailComposer("https://" + "long." * 20 + "example.jp", SENDER)
    with pytest.raises(NotifyError, match="YOSAN_PUBLIC_URL"):
        MailComposer("https://予算.example.jp", SENDER)
    with pytest.raises(NotifyError, match="YOSAN_MAIL_FROM"):
        MailComposer(PUBLIC, "予算ウォッチ")


def test_a_hostile_address_cannot_add_a_header() -> None:
    recipient = Recipient(7, "email", f"a@example.jp\r\nX-Evil: {secrets.token_hex(4)}", "ja", new_secret())
    with pytest.raises(ValueError, match="linefeed"):
        MailComposer(PUBLIC, SENDER)(Parcel(recipient, (some_news(1),), NOW))


LATE = (
    Unchecked("mhlw-budget", "厚生労働省", NOW - timedelta(days=3)),
    Unchecked("soumu-news", None, None),
    *(Unchecked(f"other-{n}", "見本省", NOW - timedelta(days=2)) for n in range(5)),
)


def test_the_foot_of_a_mail_names_the_sources_that_were_not_checked() -> None:
    (draft,) = MailComposer(PUBLIC, SENDER)(Parcel(reader(), (some_news(1),), NOW, LATE))
    for shown in (text_of(draft.body), html.fromstring(html_of(draft.body)).text_content()):
        assert "しばらく確認できていない情報源" in shown
        assert "厚生労働省（mhlw-budget）：2026年11月19日 7:30 から" in shown
        assert "soumu-news：まだ一度も確認できていません" in shown
        assert "ほか2件" in shown
    assert f"{PUBLIC}/sources" in html_of(draft.body)


def test_an_english_mail_names_them_in_english() -> None:
    (draft,) = MailComposer(PUBLIC, SENDER)(Parcel(reader("en"), (some_news(1),), NOW, LATE))
    assert "Not checked for a while" in text_of(draft.body)
    assert "厚生労働省 (mhlw-budget): since 19 Nov 2026, 07:30 JST" in text_of(draft.body)
    assert f"{PUBLIC}/sources?lang=en" in text_of(draft.body)


def test_a_mail_says_nothing_of_the_sources_when_all_were_checked() -> None:
    assert "確認できていない" not in text_of(written(some_news(1))) + html_of(written(some_news(1)))
