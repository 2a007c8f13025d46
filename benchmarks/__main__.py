"""`python -m benchmarks`: a small table of times, each as a ratio to a peer in the same run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clock import Figure, table
from benchmarks.matching import match_figures, match_growth
from benchmarks.parsing import parse_figures, parse_growth
from benchmarks.reading import pdf_figures, pdf_growth, real_figures, text_figures
from benchmarks.releases import AS_REAL_OVERVIEW, AS_REAL_SLIDES, overview, slides
from benchmarks.watching import watch_unchanged, watching_figures, watching_memory

REAL = Path("..", "shared", "data")


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print. A ratio says more than a time: the peer ran on the same machine, in the same minute."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--measures", type=int, default=400, help="measures in each release (default 400)")
    asked.add_argument("--rounds", type=int, default=5, help="runs of each, the fastest counts (default 5)")
    asked.add_argument("--pages", type=int, default=600, help="pages of the long PDF (default 600)")
    asked.add_argument("--real", type=Path, default=REAL, help=f"folder of real releases, .txt and .pdf (default {REAL})")
    asked.add_argument(
        "--programs", type=int, default=5200, help="programs of each of the two years that are matched (default 5,200)"
    )
    asked.add_argument("--sources", type=int, default=1000, help="sources that are watched (default 1,000)")
    asked.add_argument("--response", type=int, default=100, help="megabytes of the large response (default 100)")
    options = asked.parse_args(argv)
    measures, rounds = options.measures, options.rounds
    watched = watch_unchanged(options.sources, options.response)
    grown = [*parse_growth(measures, rounds), *pdf_growth(options.pages, rounds), *match_growth(options.programs, min(rounds, 3))]
    grown += watching_memory(watched, options.response)
    timed = [*figures(measures, rounds, options.real), *match_figures(options.programs, rounds)]
    print("\n".join([*table([*timed, *watching_figures(watched, options.sources)]), *grown]))


def figures(measures: int, rounds: int, real: Path) -> list[Figure]:
    """Every figure, peers first within each subject. real: a folder of real ones, which may be missing."""
    numbered, deck = overview(measures, sentences=AS_REAL_OVERVIEW), slides(measures, sentences=AS_REAL_SLIDES)
    return [
        *real_figures(real, rounds),
        *text_figures(numbered, "overview", "made overview", rounds),
        *text_figures(overview(measures), "overview", "made overview, hardly any prose", rounds),
        *text_figures(deck, "slide", "made slides", rounds),
        *text_figures(slides(measures), "slide", "made slides, hardly any prose", rounds),
        *parse_figures(measures, rounds),
        *pdf_figures(numbered, "overview", rounds),
    ]


if __name__ == "__main__":
    main()
