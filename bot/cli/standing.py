"""How a standing is written as JSON: the objects README documents."""

from typing import TYPE_CHECKING

from growth.baseline import PaceState, Standing

if TYPE_CHECKING:
    from growth.prospect import Prospect  # numpy


def standing_json(standing: Standing) -> dict[str, object]:
    """A count against a baseline. What no longer means anything is null: nobody is behind a target that is reached."""
    baseline, is_reached = standing.baseline, standing.state is PaceState.REACHED
    return {
        "name": baseline.name,
        "kind": baseline.kind.value,
        "state": standing.state.value,
        "target": baseline.target,
        "deadline": baseline.deadline.isoformat(),
        "share_of_target": round(standing.count.value / baseline.target, 4),
        "expected": None if is_reached else round(standing.expected),
        "ratio": None if is_reached else _rounded(standing.ratio, 4),
        "days_ahead": None if is_reached else _rounded(standing.days_ahead, 1),
        "extrapolated": standing.extrapolated and not is_reached,
        "projected": standing.projected.isoformat() if standing.projected else None,
        "reached_on": standing.reached_on.isoformat() if standing.reached_on else None,
        "days_early": (baseline.deadline - standing.reached_on).days if standing.reached_on else None,
    }


def prospect_json(prospect: "Prospect") -> dict[str, object]:
    """The same with what may become of it."""
    is_reached = prospect.standing.state is PaceState.REACHED
    return {
        **standing_json(prospect.standing),
        "low": None if is_reached else _rounded(prospect.low, 0),
        "high": None if is_reached else _rounded(prospect.high, 0),
        "needed_per_day": _rounded(prospect.needed, 1),
        "pace_per_day": _rounded(prospect.pace, 1),
        "catches_up": prospect.catches_up.isoformat() if prospect.catches_up else None,
        "catches_up_past_end": prospect.is_past_end,
        "chance_in_time": _rounded(prospect.chance, 2),
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits or None)
