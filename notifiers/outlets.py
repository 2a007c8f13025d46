"""The outlets that the settings open: mail where there is a mail server, webhooks always."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr

from notifiers.attempts import Rules
from notifiers.deliver import Outlet
from notifiers.email.compose import MailComposer
from notifiers.email.transport import MailTransport
from notifiers.schedule import MAIL, WEBHOOK
from notifiers.webhook.compose import WebhookComposer
from notifiers.webhook.transport import WebhookTransport

MAIL_RULES = Rules(MAIL, resends=1)
"""A reader sees every copy, so a mail whose answer was lost is sent again once."""

WEBHOOK_RULES = Rules(WEBHOOK, resends=len(WEBHOOK))
"""A receiver knows a repeated event by its webhook-id, so only the schedule ends the attempts."""


class OutletSettings(Protocol):
    """What the outlets ask of the settings (monitor.settings.Settings)."""

    @property
    def public_url(self) -> str: ...
    @property
    def smtp_host(self) -> str: ...
    @property
    def smtp_port(self) -> int: ...
    @property
    def smtp_username(self) -> str: ...
    @property
    def smtp_password(self) -> SecretStr: ...
    @property
    def smtp_tls(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def allow_private_webhooks(self) -> bool: ...


def open_outlets(settings: OutletSettings) -> dict[str, Outlet]:
    """The outlets by channel. Without a mail server (smtp_host) there is no email: nothing is mailed by default.

    Raises NotifyError when the settings could make no valid mail.
    """
    outlets = {
        "webhook": Outlet(WebhookComposer(settings.public_url), WebhookTransport(settings.allow_private_webhooks), WEBHOOK_RULES)
    }
    if settings.smtp_host:
        transport = MailTransport(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_from,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            tls=settings.smtp_tls,
        )
        outlets["email"] = Outlet(MailComposer(settings.public_url, settings.mail_from), transport, MAIL_RULES)
    return outlets
