"""``python -m bench.growth``: the whole measurement, on two processes, in a few minutes."""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from bench.growth.corpus import Split, corpus
from bench.growth.goals import detection_lines, forecast_lines, milestone_lines
from bench.growth.measuring import Found, Task, measure
from bench.line import Line
from bench.table import table

PROCESSES: Final = 2
FORECASTS, DETECTIONS = 140, 175
QUICK: Final = 7
"""A quick run looks at one series in so many."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; a missed goal is a line of the table, not a failure of the run."""
    asked = _parser().parse_args(arguments)
    share = QUICK if asked.quick else 1
    split = Split.TRAIN if asked.train else Split.HOLD_OUT
    tasks = [("forecast", seed) for seed in corpus(split, asked.forecasts // share)]
    tasks += [("detect", seed) for seed in corpus(split, asked.detections // share)]
    lines = _lines(_measured(sorted(tasks, key=lambda task: task[1])))
    print(json.dumps([line.record() for line in lines], indent=1) if asked.json else table(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-growth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the lines as JSON")
    parser.add_argument("--quick", action="store_true", help=f"one series in {QUICK}: a smoke test, not a measurement")
    parser.add_argument("--train", action="store_true", help="the half to tune on, instead of the hold-out")
    parser.add_argument(
        "--forecasts", type=int, default=FORECASTS, help="series to forecast (default %(default)s; 0 for none)"
    )
    parser.add_argument(
        "--detections", type=int, default=DETECTIONS, help="series to replay (default %(default)s; 0 for none)"
    )
    return parser


def _measured(tasks: Sequence[Task]) -> Found:
    found = Found()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for done, part in enumerate(pool.map(measure, tasks, chunksize=2), start=1):
            found.add(part)
            print(f"\r{done} of {len(tasks)} series", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def _lines(found: Found) -> list[Line]:
    return [*forecast_lines(found.outcomes), *milestone_lines(found.arrivals), *detection_lines(found.tallies)]


if __name__ == "__main__":
    raise SystemExit(main())
