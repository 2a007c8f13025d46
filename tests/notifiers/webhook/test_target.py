"""A webhook goes to a public host by its name, whatever spelling an attacker tries (RELIABILITY.md, 68)."""

from __future__ import annotations

import pytest

from notifiers.port import NotifyError
from notifiers.webhook.target import vet_url


@pytest.mark.parametrize(
    "url",
    ["https://hooks.example.jp/in?x=1", "https://hooks.example.jp:443/", "https://xn--u9j5h1btf.example.jp/%E4%BA%88"],
)
def test_a_public_name_is_taken(url: str) -> None:
    assert vet_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.jp/",
        "ftp://hooks.example.jp/",
        "https://hooks.example.jp:8443/",
        "https://hooks.example.jp:0/",
        "https://hooks.example.jp:99999/",
        "https://user@hooks.example.jp/",
        "https://user:password@hooks.example.jp/",
        "https://@hooks.example.jp/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://hooks.example.jp./",
        "https://hooks。example。jp/",
        "https://１２７.0.0.1/",
        "https://ⓛocalhost/",
        "https://localhost/",
        "https://intranet/",
        "https://hooks..example.jp/",
        "https://hooks.example.jp\\@127.0.0.1/",
        "https://hooks.example.jp/\r\nHost: evil",
        "https:///path",
        "https://[broken/",
        "https://hooks.example.jp/" + "a" * 2000,
        "",
    ],
)
def test_every_other_spelling_is_refused(url: str) -> None:
    with pytest.raises(NotifyError):
        vet_url(url)


def test_an_intranet_can_be_allowed() -> None:
    for url in ("http://127.0.0.1:8080/in", "https://intranet/in", "http://localhost:9/"):
        assert vet_url(url, allow_private=True) == url
    for url in ("ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://"):
        with pytest.raises(NotifyError):
            vet_url(url, allow_private=True)
