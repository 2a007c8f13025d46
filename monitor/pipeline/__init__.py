"""What the watch gave through read → parse → match → compare: the only place that joins the steps."""

from monitor.compare.hold import Limits
from monitor.pipeline.intake import Ingested, Outcome
from monitor.pipeline.releases import reading_version
from monitor.pipeline.rounds import Parcel, ingest, take_in
from monitor.pipeline.verdicts import Released, dismiss_hold, release_hold
from monitor.pipeline.withdrawal import Gone, find_moved, put_back, withdraw

__all__ = [
    "Gone",
    "Ingested",
    "Limits",
    "Outcome",
    "Parcel",
    "Released",
    "dismiss_hold",
    "find_moved",
    "ingest",
    "put_back",
    "reading_version",
    "release_hold",
    "take_in",
    "withdraw",
]
