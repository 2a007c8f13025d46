"""Which URLs a webhook may have: a public host by its name, over https, on port 443."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from notifiers.port import NotifyError

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"(?:{LABEL}\.)+(?=[a-z]){LABEL}")
"""A full host name in ASCII whose last label begins with a letter: no address in any spelling, no trailing dot."""

PLAIN = re.compile(r"[\x21-\x7e]+")

LONGEST = 2000


def vet_url(url: str, *, allow_private: bool = False) -> str:
    """The URL, when a webhook may go there. allow_private admits http, any port, addresses and local names (tests, intranets).

    Raises NotifyError with the rule that it breaks. Names that resolve to private addresses are refused later, at every connection.
    """
    if not PLAIN.fullmatch(url) or len(url) > LONGEST or "\\" in url:
        raise NotifyError(f"a webhook's URL is plain ASCII of at most {LONGEST} characters (write an international name as xn--…)")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotifyError(f"not a URL: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise NotifyError("a webhook's URL carries no user name or password")
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise NotifyError("a webhook's URL begins with https://")
    if not parts.hostname:
        raise NotifyError("a webhook's URL names a host")
    if allow_private:
        return url
    if port not in (None, 443):
        raise NotifyError("a webhook's URL uses port 443")
    if not HOST_NAME.fullmatch(parts.hostname):
        raise NotifyError("a webhook's URL names a public host in full, no address and no local name")
    return url
