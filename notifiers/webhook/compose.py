"""Changes as events: JSON bodies of type changes.v1, none larger than 20 kB."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from notifiers.lines import measure_url
from notifiers.news import News
from notifiers.parcel import Draft, Parcel, envelope_id
from notifiers.port import NotifyError

EVENT = "changes.v1"

MOST_BYTES = 20_000
"""RELIABILITY.md 65: the largest body of one event."""

LONGEST_STATE = 1_000
"""Characters of `before` and `after` that an event carries; a longer state ends in an ellipsis and the event says `clipped`."""


@dataclass(frozen=True, slots=True)
class WebhookComposer:
    """Makes events of a parcel, as many as the size asks for. public_url: where the pages are."""

    public_url: str

    def __call__(self, parcel: Parcel) -> list[Draft]:
        """One draft or more, every change in exactly one. Raises NotifyError when one change alone is too large."""
        if not parcel.recipient.secret:
            raise NotifyError(f"subscriber {parcel.recipient.id} has no secret to sign with")
        news = sorted(parcel.news, key=lambda step: (step.noticed_at, step.id))
        if not news:
            raise NotifyError("an event of no changes is not sent")
        drafts = []
        for part in self._parts(news, parcel):
            change_ids = tuple(sorted(step.id for step in part))
            drafts.append(Draft(envelope_id(parcel.recipient, change_ids), self._body(part, parcel), change_ids))
        return drafts

    def _parts(self, news: Sequence[News], parcel: Parcel) -> Iterator[list[News]]:
        """As many changes an event as fit, in the order in which they were noticed."""
        part: list[News] = []
        size = len(self._body([], parcel))
        room = MOST_BYTES - size
        for step in news:
            needed = len(_json(self._form(step))) + 1
            if needed > MOST_BYTES - size:
                raise NotifyError(f"change {step.id} alone is larger than an event of {MOST_BYTES} bytes")
            if needed > room:
                yield part
                part, room = [], MOST_BYTES - size
            part.append(step)
            room -= needed
        yield part

    def _body(self, part: Sequence[News], parcel: Parcel) -> bytes:
        stamp = parcel.now.isoformat()
        return _json({"type": EVENT, "timestamp": stamp, "data": {"changes": [self._form(step) for step in part]}})

    def _form(self, step: News) -> dict[str, Any]:
        form = step.public | {"link": measure_url(self.public_url, step.measure_id)}
        clipped = [side for side in ("before", "after") if len(form[side] or "") > LONGEST_STATE]
        for side in clipped:
            form[side] = form[side][: LONGEST_STATE - 1] + "…"
        return form | ({"clipped": clipped} if clipped else {})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
