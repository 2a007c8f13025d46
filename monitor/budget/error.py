"""The one error that every room's own error descends from."""


class YosanError(Exception):
    """Work that failed for a reason an operator can act on. The message is one line and names source, capture, page or line."""
