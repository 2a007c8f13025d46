"""`subscribe`, `subscriptions`, `deliver`, `deliveries` and `replay`, as an operator runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook
from typer.testing import CliRunner, Result

from monitor.cli import app
from monitor.commands.opening import open_home
from monitor.settings import Settings
from notifiers.port import NotifyError
from tests.notifiers.samples import Ledger, MailServer, a_change


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    monkeypatch.setenv("YOSAN_PUBLIC_URL", "https://yosan.example.jp")
    monkeypatch.setenv("YOSAN_MAIL_FROM", "予算ウォッチ <watch@yosan.example.jp>")
    return Ledger(open_home(Settings()).database)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def told(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def rows(*arguments: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in told(*arguments, "--format", "jsonl").splitlines()]


def test_a_subscriber_is_mailed_what_changed(home: Ledger, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is told of ministry 厚生労働省" in told("subscribe", "kaikei@city.example.jp", "--ministry", "厚生労働省")
    home.record(a_change(1), a_change(2, ministry="こども家庭庁"))
    assert "nothing is mailed: no mail server is set" in told("deliver", "--due")
    assert not mail_server.taken
    monkeypatch.setenv("YOSAN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("YOSAN_SMTP_PORT", str(mail_server.port))
    assert "1 done" in told("deliver", "--due")
    (mail,) = mail_server.mails
    assert mail["to"] == "kaikei@city.example.jp"
    assert [row["state"] for row in rows("deliveries")] == ["done"]
    assert told("deliver") == "nothing was due\n"


def test_a_webhook_is_posted_what_changed_under_the_secret_that_was_shown(
    home: Ledger, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOSAN_ALLOW_PRIVATE_WEBHOOKS", "true")
    httpserver.expect_request("/in").respond_with_data("")
    output = told("subscribe", httpserver.url_for("/in"), "--kind", "amount")
    secret = re.search(r"whsec_\S+", output)
    assert secret is not None
    home.record(a_change(1), a_change(2, kind="text"))
    told("deliver")
    ((request, _),) = httpserver.log
    event = Webhook(secret[0]).verify(request.get_data(), dict(request.headers))
    assert [change["kind"] for change in event["data"]["changes"]] == ["amount"]


def test_dead_letters_are_listed_and_replayed(home: Ledger, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOSAN_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("YOSAN_SMTP_PORT", str(mail_server.port))
    told("subscribe", "kaikei@city.example.jp")
    home.record(a_change(1))
    mail_server.answer = "554 never"
    assert "deliveries --dead" in told("deliver")
    (dead,) = rows("deliveries", "--dead")
    assert "554" in str(dead["reason"])
    mail_server.answer = "250 taken"
    assert told("replay", str(dead["id"])) == "1 deliveries are due again\n"
    assert "1 done" in told("deliver")
    assert rows("deliveries", "--dead") == []
    assert isinstance(run("replay", str(dead["id"])).exception, NotifyError)


def test_subscriptions_are_listed_and_ended(home: Ledger) -> None:
    told("subscribe", "kaikei@city.example.jp", "--keyword", "医師", "--language", "en")
    (listed,) = rows("subscriptions", "list")
    assert (listed["address"], listed["keyword"], listed["language"]) == ("kaikei@city.example.jp", "医師", "en")
    assert told("subscriptions", "end", str(listed["id"])) == f"subscription {listed['id']} has ended\n"
    assert rows("subscriptions", "list") == []
    assert len(rows("subscriptions", "list", "--ended")) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("subscribe", "nobody"),
        ("subscribe", "http://127.0.0.1/in"),
        ("subscribe", "https://127.0.0.1/in"),
        ("subscribe", "a@example.jp", "--language", "fr"),
        ("subscribe", "a@example.jp", "--kind", "everything"),
        ("subscriptions", "end", "one"),
        ("replay",),
    ],
)
def test_wrong_usage_is_told_as_such(home: Ledger, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
