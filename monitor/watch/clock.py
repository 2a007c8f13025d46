"""The present moment as an argument: tests and a service that was asleep give another one."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""
