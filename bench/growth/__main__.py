"""``python -m bench.growth``: the whole measurement, on two processes, in a few minutes."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

from bench.growth import ours
from bench.growth.corpus import Case, Split, case, corpus
from bench.growth.detection import Tally, quiet, tally
from bench.growth.detectors import DETECTORS, alarms
from bench.growth.forecasting import Outcome, outcomes
from bench.growth.goals import Line, detection_lines, forecast_lines, milestone_lines
from bench.growth.labels import Kind
from bench.growth.milestones import Arrival, arrivals
from bench.growth.parameters import MEASURE
from bench.growth.replay import Told, replay
from bench.growth.table import table

PROCESSES: Final = 2
FORECASTS, DETECTIONS = 140, 175
QUICK: Final = 7
"""A quick run looks at one series in so many."""

Task = tuple[str, int]


@dataclass(slots=True)
class Found:
    """What was found so far.

    Attributes:
        outcomes: Of forecasts.
        arrivals: At milestones.
        tallies: Of alerts, by measure and detector.

    """

    outcomes: list[Outcome] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    tallies: dict[str, dict[str, Tally]] = field(default_factory=dict)

    def add(self, other: "Found") -> None:
        """Takes in what another series gave."""
        self.outcomes += other.outcomes
        self.arrivals += other.arrivals
        for measure, by_detector in other.tallies.items():
            sums = self.tallies.setdefault(measure, {})
            for name, one in by_detector.items():
                sums[name] = sums.get(name, Tally()) + one


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
    parser.add_argument("--forecasts", type=int, default=FORECASTS, help="series to forecast (default %(default)s)")
    parser.add_argument("--detections", type=int, default=DETECTIONS, help="series to replay (default %(default)s)")
    return parser


def _measured(tasks: Sequence[Task]) -> Found:
    found = Found()
    with get_context("spawn").Pool(PROCESSES) as pool:
        for done, part in enumerate(pool.imap_unordered(measure, tasks, chunksize=2), start=1):
            found.add(part)
            print(f"\r{done} of {len(tasks)} series", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def measure(task: Task) -> Found:
    """One series, forecast or replayed."""
    what, seed = task
    one = case(seed)
    if what == "forecast":
        return Found(outcomes=outcomes(one), arrivals=list(arrivals(one, ours.dates)))
    told = {ours.NAME: replay(one.series, platform=one.platform, zone=one.zone)}
    told |= {name: alarms(name, one.series) for name in DETECTORS}
    return Found(tallies=_tallies(one, told))


def _tallies(one: Case, told: dict[str, tuple[Told, ...]]) -> dict[str, dict[str, Tally]]:
    purge = MEASURE.purge_rounded if one.is_rounded else MEASURE.purge_exact
    measures = {
        "purge rounded" if one.is_rounded else "purge exact": (Kind.PURGE, purge),
        "surge rounded" if one.is_rounded else "surge": (Kind.SURGE, MEASURE.surge),
    }
    found = {
        measure: {name: tally(one, alerts, kind, least) for name, alerts in told.items()}
        for measure, (kind, least) in measures.items()
    }
    if one.is_quiet:
        found["quiet"] = {name: quiet(one, alerts) for name, alerts in told.items()}
    return found


def _lines(found: Found) -> list[Line]:
    lines: Iterable[Line] = forecast_lines(found.outcomes) if found.outcomes else ()
    return [*lines, *milestone_lines(found.arrivals), *detection_lines(found.tallies)]


if __name__ == "__main__":
    raise SystemExit(main())
