"""The network at arm's length: which addresses may be reached, and connections and an HTTP transport that reach no other."""

from monitor.net.addresses import NetworkRefusal, is_public
from monitor.net.line import Line, origin_of
from monitor.net.transport import GuardedTransport, VettedBackend

__all__ = ["GuardedTransport", "Line", "NetworkRefusal", "VettedBackend", "is_public", "origin_of"]
