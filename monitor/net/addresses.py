"""Which addresses are public. An own table: `ipaddress.is_global` of Python 3.11 lets translated and multicast ones through."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from monitor.budget import YosanError


class NetworkRefusal(YosanError):
    """A host that may not be reached: its name, and that it is private, not which address it has."""


DENIED_V4 = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
DENIED_V6 = tuple(
    ip_network(net)
    for net in (
        "2001::/23",  # IETF assignments, Teredo, benchmarking, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address
        "3fff::/20",
    )
)
GLOBAL_V6 = ip_network("2000::/3")
"""The only IPv6 space that is given out to the public; loopback, mapped, NAT64, local and multicast all lie outside it."""


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet. Raises ValueError when it is not an address."""
    ip = ip_address(address) if isinstance(address, str) else address
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in DENIED_V4)
    return ip in GLOBAL_V6 and not any(ip in net for net in DENIED_V6)
