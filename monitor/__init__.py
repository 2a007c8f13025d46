"""yosan-watch: the pipeline from a ministry's release to a subscriber's digest, and the service around it."""

__version__ = "0.1.0"
