"""Whole histories, judged poll by poll: every event in order, against files a person can read."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from growth.baseline import Baseline
from growth.event import Event
from growth.series import Series
from growth.span import Span

CASES = sorted(Path(__file__).parent.glob("cases/*.json"))
GIVEN = [case for case in CASES if not case.name.endswith(".expected.json")]


def baseline_from(given: dict[str, object]) -> Baseline:
    """A baseline as a case writes it."""
    texts = {"start": date.fromisoformat(str(given["start"])), "within": Span.parse(str(given["within"]))}
    return Baseline(**{**given, **texts})


def as_lines(event: Event) -> dict[str, object]:
    """An event as an expectation writes it."""
    facts = {name: str(value) if isinstance(value, date) else value for name, value in asdict(event.facts).items()}
    return {"at": str(event.at), "key": event.key, "severity": event.severity, **facts}


def rounded(value: object) -> object:
    """Floats as far as a reader sees them."""
    return json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 3))


def events_of(case: Path, grown: Callable[..., Series], told: Callable[..., list[Event]], **how: object) -> object:
    """The events of a case, as its expectation writes them."""
    given = json.loads(case.read_text(encoding="utf-8"))
    targets = tuple(baseline_from(one) for one in given.get("baselines", ()))
    first = given.get("first_poll", 1)
    zone = ZoneInfo("Africa/Casablanca")
    events = told(grown(**given["presence"]), baselines=targets, zone=zone, first_poll=first, **how)
    return rounded([as_lines(event) for event in events])


@pytest.mark.parametrize("case", GIVEN, ids=lambda case: case.stem)
def test_a_history_tells_exactly_these_events(
    case: Path, grown: Callable[..., Series], told: Callable[..., list[Event]]
) -> None:
    expected = json.loads(case.with_suffix(".expected.json").read_text(encoding="utf-8"))

    assert events_of(case, grown, told) == expected


@pytest.mark.parametrize("case", GIVEN, ids=lambda case: case.stem)
def test_a_history_kept_as_runs_tells_the_same(
    case: Path,
    grown: Callable[..., Series],
    told: Callable[..., list[Event]],
    runs_of: Callable[[Series], Series],
) -> None:
    expected = json.loads(case.with_suffix(".expected.json").read_text(encoding="utf-8"))

    assert events_of(case, grown, told, keep=runs_of) == expected
