"""``python -m bench.growth.real FOLDER``: the same questions to real series, one CSV file each.

The files have the columns ``marsad backtest`` reads. Nobody labelled them, so that alerts are counted, not judged, and
the truth of a forecast is the last reading of its day.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.growth import forecasting, ours, yardsticks
from bench.growth.cleaning import DAY_S, daily, without_errors
from bench.growth.forecasting import Outcome, judged
from bench.growth.parameters import MEASURE
from bench.growth.replay import Told, replay
from bot.series_file import read_series_file
from growth.platform import MANUAL
from growth.series import Series

FIRST_DAYS: Final = 60
STEP_DAYS: Final = 14
LATEST_S: Final = DAY_S + DAY_S // 2
"""A reading older than this does not tell what the count was on a day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one file.

    Attributes:
        file: Its name.
        days: Length of the series.
        outcomes: Of every forecast.
        told: What the rules would have told.

    """

    file: str
    days: int
    outcomes: tuple[Outcome, ...]
    told: tuple[Told, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line a file and the sums."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth.real", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of CSV files, one series each")
    parser.add_argument("--json", action="store_true", help="print one object a file")
    asked = parser.parse_args(arguments)
    found = [finding(path) for path in sorted(asked.folder.glob("*.csv"))]
    if asked.json:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        print("\n".join(lines(found)))
    return 0


def finding(path: Path) -> Finding:
    """Forecasts and alerts of one file."""
    read = read_series_file(path)
    told = replay(read.series, platform=read.platform or MANUAL, zone="UTC")
    days = int(read.series.at[-1] - read.series.at[0]) // DAY_S
    return Finding(path.stem, days, tuple(outcomes(read.series)), told)


def outcomes(series: Series) -> Iterator[Outcome]:
    """Every forecaster from every origin of a series; origins Marsad refuses are left out for all."""
    clean = without_errors(series)
    for seed, at in enumerate(range(int(series.at[0]) + FIRST_DAYS * DAY_S, int(series.at[-1]), STEP_DAYS * DAY_S)):
        known = series.where(series.at <= at)
        own = ours.guesses(known, at)
        if own is None:
            continue
        values = daily(known, at)
        scale = float(np.abs(np.diff(values)).mean())
        truths = {days: _count_at(clean, at + days * DAY_S) for days in MEASURE.horizons_days}
        for method, guesses in {ours.NAME: own, **yardsticks.guesses(values)}.items():
            yield from judged(seed, method, guesses, truths, scale=scale)


def _count_at(series: Series, second: int) -> float | None:
    """The last reading at or before an instant; None where it is too old, or the series ends before."""
    index = int(np.searchsorted(series.at, second, side="right")) - 1
    is_known = second <= series.at[-1] and second - series.at[index] <= LATEST_S
    return float(series.value[index]) if is_known else None


def lines(found: Sequence[Finding]) -> Iterator[str]:
    """A table of the findings, and their sums."""
    yield f"{'file':32}{'days':>6}  {'error over naive / over AutoETS, by days ahead':52}  alerts"
    for one in found:
        ratios = "  ".join(f"{days:>3} d {_ratio(one.outcomes, days):>12}" for days in MEASURE.horizons_days)
        rules = sorted({told.rule for told in one.told})
        counts = ", ".join(f"{rule} {sum(told.rule == rule for told in one.told)}" for rule in rules)
        yield f"{one.file:32}{one.days:>6}  {ratios:52}  {counts}"
    pooled = [outcome for one in found for outcome in one.outcomes]
    for level in MEASURE.levels:
        held = (
            f"{days} d {forecasting.coverage(pooled, ours.NAME, days, level):.3f}" for days in MEASURE.horizons_days
        )
        yield f"{level} % intervals hold: {', '.join(held)}"


def _ratio(found: Sequence[Outcome], days: int) -> str:
    own, naive, ets = (forecasting.mase(found, name, days) for name in (ours.NAME, "naive", "auto_ets"))
    return f"{own / naive:.2f} / {own / ets:.2f}" if naive and ets else "-"


if __name__ == "__main__":
    raise SystemExit(main())
