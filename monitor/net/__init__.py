"""The network at arm's length: which addresses may be reached, and an HTTP transport that reaches no other."""

from monitor.net.addresses import NetworkRefusal, is_public
from monitor.net.transport import GuardedTransport

__all__ = ["GuardedTransport", "NetworkRefusal", "is_public"]
