"""A digest as a mail: text and HTML, headers that no ministry's text can break, bytes that are the same for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from notifiers.digest import Digest, Item, digest, first
from notifiers.lines import TONES, Line, item_tone, line, measure_url, net_line
from notifiers.parcel import Draft, Parcel, Recipient, envelope_id
from notifiers.port import NotifyError
from notifiers.tokens import TOKEN_CHARACTERS, token
from notifiers.words import LABELS, WORDS, language_of
from templates import environment
from templates.filters import JST, delta, jst
from templates.text import one_line

MOST_MEASURES = 200
MOST_BYTES = 100_000
"""RELIABILITY.md 30: a mail of more is cut by mail programs; the rest is behind a link."""

LONGEST_LINK = 75
"""RELIABILITY.md 32: a longer List-Unsubscribe line is folded on the way and breaks (python/cpython #85725)."""

LINK = re.compile(r"https?://[A-Za-z0-9.\-:\[\]]+(?:/[A-Za-z0-9._~\-]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")

LONGEST_SUBJECT_NAME = 40

MOST_UNCHECKED = 5
"""Sources that a mail names as not checked; where our own line was down it would be all of them."""


@dataclass(frozen=True, slots=True)
class MailComposer:
    """Makes one mail of a parcel. public_url: where the pages are; sender: the From header (name <address>)."""

    public_url: str
    sender: str

    def __post_init__(self) -> None:
        """Refuse settings that could make no valid mail, before anything is owed to anyone. Raises NotifyError."""
        _link(self.public_url, "x" * TOKEN_CHARACTERS)
        if not DOMAIN.fullmatch(_domain(self.sender)):
            raise NotifyError(f"YOSAN_MAIL_FROM must be an address or a name with one (name <address>), it is {self.sender!r}")

    def __call__(self, parcel: Parcel) -> list[Draft]:
        """One draft with every change. Raises NotifyError when the subscriber has no secret to make its link from."""
        whole = digest(parcel.news)
        change_ids = tuple(sorted(step.id for step in parcel.news))
        identity = envelope_id(parcel.recipient, change_ids)
        limit = MOST_MEASURES
        while True:
            body = self._mail(identity, parcel, first(whole, limit))
            if len(body) <= MOST_BYTES or limit == 1:
                return [Draft(identity, body, change_ids)]
            limit = max(1, min(limit, len(whole.items)) * MOST_BYTES // len(body) * 9 // 10)

    def _mail(self, identity: str, parcel: Parcel, shown: Digest) -> bytes:
        recipient = parcel.recipient
        language = language_of(recipient.language)
        name, address = parseaddr(self.sender)
        subject = subject_line(shown, language)
        link = unsubscribe_link(self.public_url, recipient)
        fields = _fields(shown, parcel, language, self.public_url) | {"subject": subject, "unsubscribe_link": link}
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(display_name=name, addr_spec=address)
        message["To"] = recipient.address
        message["Subject"] = subject
        message.set_content(_render("mail/digest.txt", fields), cte="base64")
        message.add_alternative(_render("mail/digest.html", fields), subtype="html", cte="base64")
        message.set_boundary(f"=_{identity}")
        return _own_headers(identity, self.sender, link, parcel) + message.as_bytes(policy=SMTP)


def _own_headers(identity: str, sender: str, link: str, parcel: Parcel) -> bytes:
    """The headers that must stand on one line as they are; the library would fold or encode them."""
    domain = _domain(sender)
    lines = (
        f"Message-ID: <{identity}@{domain}>",
        f"Date: {format_datetime(parcel.now.astimezone(UTC))}",
        "Auto-Submitted: auto-generated",
        f"List-Id: <changes.{domain}>",
        f"List-Unsubscribe: <{link}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def unsubscribe_link(public_url: str, recipient: Recipient) -> str:
    """The address that ends the subscription: PUBLIC_URL/u/TOKEN, at most 75 characters of ASCII.

    Raises NotifyError when the public URL is too long for it, or the subscriber has no secret to make a token from.
    """
    if not recipient.secret:
        raise NotifyError(f"subscriber {recipient.id} has no secret to make an unsubscribe link from")
    return _link(public_url, token(recipient.secret, "unsubscribe"))


def _link(public_url: str, unsubscribe_token: str) -> str:
    link = f"{public_url.rstrip('/')}/u/{unsubscribe_token}"
    if len(link) > LONGEST_LINK or not LINK.fullmatch(link):
        longest = LONGEST_LINK - len("/u/") - TOKEN_CHARACTERS
        raise NotifyError(f"YOSAN_PUBLIC_URL must be a plain web address of at most {longest} characters, it is {public_url!r}")
    return link


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def subject_line(shown: Digest, language: str) -> str:
    """One measure by its name, several by their counts: 【予算ウォッチ】減額 3件、新規 2件（厚生労働省ほか）."""
    words = WORDS[language]
    if len(shown.items) == 1 and not shown.hidden:
        told = _one_measure(shown.items[0], language)
    else:
        ministry = shown.groups[0].ministry
        others = shown.ministries > 1
        more = (words["and_more"] if language == "ja" else f" {words['and_more']}") if others else ""
        about = f"{one_line(ministry)}{more}" if ministry else ""
        told = summary_line(shown, language, most=3)
        told += (f"（{about}）" if language == "ja" else f" ({about})") if about else ""
    return f"【{words['site']}】{told}" if language == "ja" else f"[{words['site']}] {told}"


def _one_measure(item: Item, language: str) -> str:
    heaviest = line(item.steps[-1], language)
    name = one_line(item.name)
    short = name if len(name) <= LONGEST_SUBJECT_NAME else name[: LONGEST_SUBJECT_NAME - 1] + "…"
    colon = "：" if language == "ja" else ": "
    net = delta(item.net.before_yen, item.net.after_yen, language) if item.net else heaviest.difference
    return f"{short}{colon}{heaviest.label} {net}".rstrip()


def summary_line(shown: Digest, language: str, most: int | None = None) -> str:
    """新規 2件、終了 1件、減額 3件; the first `most` counts only, with ほか when there are more."""
    words = WORDS[language]
    parts = [f"{LABELS[language].get(key, key)} {number}{words['unit']}" for key, number in shown.counts]
    more = f" {words['and_more']}" if most and len(parts) > most else ""
    return words["between"].join(parts[:most]) + more


def _fields(shown: Digest, parcel: Parcel, language: str, public_url: str) -> dict[str, Any]:
    words = WORDS[language]
    groups = [
        {
            "ministry": one_line(group.ministry or words["other_ministries"]),
            "items": [_item_fields(item, language, public_url) for item in group.items],
        }
        for group in shown.groups
    ]
    return {
        "language": language,
        "words": words,
        "date": jst(parcel.now, language),
        "period": _period(shown, language),
        "summary": summary_line(shown, language),
        "counts": [
            {"label": LABELS[language].get(key, key), "number": number, "tone": TONES.get(key, "plain")}
            for key, number in shown.counts
        ],
        "groups": groups,
        "originals": _originals(shown, language, public_url),
        "more": words["more"].format(count=shown.hidden) if shown.hidden else "",
        "changes_link": f"{public_url.rstrip('/')}/",
        "unchecked": _unchecked(parcel, language),
        "sources_link": f"{public_url.rstrip('/')}/sources" + ("?lang=en" if language == "en" else ""),
        "why": words["why"].format(address=one_line(parcel.recipient.address)),
    }


def _period(shown: Digest, language: str) -> str:
    """From when to when, where the changes were not all noticed on one day (in Japan)."""
    if shown.since.astimezone(JST).date() == shown.until.astimezone(JST).date():
        return ""
    return WORDS[language]["period"].format(since=jst(shown.since, language), until=jst(shown.until, language))


def _unchecked(parcel: Parcel, language: str) -> list[str]:
    """厚生労働省（mhlw-news）：2026年8月28日 10:00 から: what was not checked for a while, and how many more there are."""
    words = WORDS[language]
    told = []
    for one in parcel.unchecked[:MOST_UNCHECKED]:
        ident = f"（{one.source_id}）" if language == "ja" else f" ({one.source_id})"
        name = one_line(one.ministry) + ident if one.ministry else one.source_id
        form = words["unchecked_since"] if one.since else words["never_checked"]
        told.append(form.format(name=name, since=jst(one.since, language) if one.since else ""))
    more = len(parcel.unchecked) - len(told)
    return [*told, words["more_unchecked"].format(count=more)] if more else told


def _originals(shown: Digest, language: str, public_url: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Every document that the mail cites, once, by its address and hash: its number in the mail and where our copy of it is."""
    cited = dict.fromkeys(
        (place.document, place.sha256)
        for item in shown.items
        for step in item.steps
        for place in line(step, language).places
        if place.sha256
    )
    return {
        key: {"number": number, "document": key[0], "sha256": key[1], "link": f"{public_url.rstrip('/')}/captures/{key[1]}"}
        for number, key in enumerate(cited, start=1)
    }


def _item_fields(item: Item, language: str, public_url: str) -> dict[str, Any]:
    words = WORDS[language]
    lines = _places_once([line(step, language) for step in item.steps])
    aside = [
        one_line(item.bureau or ""),
        words["breakdown"] if item.level == "breakdown" else "",
        f"{words['formerly']} {one_line(item.old_name)}" if item.old_name else "",
    ]
    return {
        "name": one_line(item.name),
        "aside": " / ".join(part for part in aside if part),
        "tone": item_tone(item),
        "lines": lines,
        "net": net_line(item, language),
        "link": measure_url(public_url, item.measure_id, language),
    }


def _places_once(lines: list[Line]) -> list[Line]:
    """Steps that are printed at the same place name it once, under the last of them."""
    return [
        replace(this, places=()) if after is not None and after.places == this.places else this
        for this, after in zip(lines, [*lines[1:], None], strict=True)
    ]


def _render(template: str, fields: dict[str, Any]) -> str:
    return environment().get_template(template).render(fields)
