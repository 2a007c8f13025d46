"""Who is in charge of a measure, as lists and sheets print it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """A division, its bureau and telephone as far as they are told; or a bureau alone. phone_ext: extensions joined by 、."""

    bureau: str | None = None
    division: str | None = None
    phone_ext: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether anybody is told to be in charge at all."""
        return self.bureau is not None or self.division is not None or self.phone_ext is not None

    def within(self, above: Office) -> Office:
        """This office, completed by the one above it: a division alone is of the bureau above."""
        if self.bureau is not None:
            return self
        if not self.is_told and above.phone_ext is None:
            return above
        return Office(above.bureau, self.division or above.division, self.phone_ext)


NOBODY = Office()
