"""The search for cycles is put off, and on again as it was."""

from __future__ import annotations

import gc

import pytest

from monitor.read.garbage import uncollected


def test_cycles_are_not_looked_for_meanwhile() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_search_is_on_again_where_what_was_made_broke() -> None:
    with pytest.raises(ValueError, match="灯台"), uncollected():
        raise ValueError("灯台")
    assert gc.isenabled()


def test_a_search_that_was_off_stays_off() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
