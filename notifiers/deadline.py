"""Running one conversation with the network to its end, or to its deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


def converse(conversation: Coroutine[Any, Any, None]) -> None:
    """Run the conversation in this thread, beside whatever loop another thread has.

    Unlike `asyncio.run` it does not wait for a name look-up that the conversation has given up on: the system's resolver may sit on
    one for half a minute.
    """
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(conversation)
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
