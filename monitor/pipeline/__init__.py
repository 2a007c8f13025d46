"""One capture through read → parse → match → compare: the only place that joins the steps."""

from monitor.pipeline.intake import Ingested, Outcome, ingest

__all__ = ["Ingested", "Outcome", "ingest"]
