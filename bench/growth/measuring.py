"""One series measured: what its forecasts, milestone dates and alerts came to.

A module of its own, since other processes look a task's function up by its module's name.
"""

from dataclasses import dataclass, field

from bench.growth import ours
from bench.growth.corpus import Case, case
from bench.growth.detection import quiet, tally
from bench.growth.detectors import DETECTORS, alarms
from bench.growth.forecasting import Outcome, outcomes
from bench.growth.labels import Kind
from bench.growth.milestones import Arrival, arrivals
from bench.growth.parameters import MEASURE
from bench.growth.replay import Told, replay
from growth.tally import Tally

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
