"""``python -m bench.storage``: every goal of the storage layer, in a few minutes and half a gigabyte."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.line import Line
from bench.storage.large import large_lines
from bench.storage.recording import recording_lines
from bench.table import table

ACCOUNTS, CYCLES = 1_000, 288
SAMPLES, WATCHED = 10_000_000, 10_000
QUICK: Final = 20
"""A quick run does one part in so many: a smoke test, not a measurement."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; a missed goal is a line of the table, not a failure of the run."""
    parser = argparse.ArgumentParser(prog="make bench-storage", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the lines as JSON")
    parser.add_argument("--quick", action="store_true", help=f"one part in {QUICK}: a smoke test, not a measurement")
    parser.add_argument("--folder", type=Path, help="where to put the databases (default: the temporary folder)")
    asked = parser.parse_args(arguments)
    share = QUICK if asked.quick else 1
    with TemporaryDirectory(prefix="marsad-bench-", dir=asked.folder) as folder:
        lines = measured(Path(folder), share)
    print(json.dumps([line.record() for line in lines], indent=1) if asked.json else table(lines))
    return 0


def measured(folder: Path, share: int) -> list[Line]:
    """Every line; ``share`` is the one part in so many to do."""
    recorded = recording_lines(
        folder, accounts=ACCOUNTS, cycles=max(CYCLES // share, 2), watch=_watch("polls recorded")
    )
    return [
        *recorded,
        *large_lines(folder, samples=SAMPLES // share, accounts=WATCHED // share, watch=_watch("counters")),
    ]


def _watch(what: str) -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:,} of {total:,} {what} ", end="", file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    raise SystemExit(main())
