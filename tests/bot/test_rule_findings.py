"""The numbers that make a rule fire or keep it from it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from bot.rule_findings import findings
from growth.alert import AlertStatus
from growth.event import Rule
from growth.platform import X
from growth.replay import watched
from growth.series import Series
from growth.thresholds import Thresholds

FIRST = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
DAYS = np.arange(60)


def why(lift: int, rule: Rule, thresholds: Thresholds | None = None) -> str:
    counts = 20_000 + np.random.default_rng(1).poisson(40, 60).cumsum() + lift * (DAYS >= 58)
    series = Series(FIRST + 86_400 * DAYS, counts, np.ones_like(counts))
    watch = watched(series, platform=X, zone=ZoneInfo("UTC"))
    said = findings(watch, (), {}, thresholds or Thresholds(), now=series.time_of(-1))
    return next(one.why for one in said if one.rule is rule)


@pytest.mark.parametrize(
    ("lift", "rule", "told"),
    [
        (-900, Rule.DROP, "(-3."),
        (-60, Rule.DROP, "(-0."),
        (0, Rule.DROP, "no fall of late"),
        (900, Rule.SURGE, "(+4."),
        (250, Rule.SURGE, "(+1."),
        (0, Rule.MILESTONE, "30,000 is next"),
        (0, Rule.STALLED, "0 days without growth; told from 14"),
        (0, Rule.SILENT, "does not say when the last post was"),
    ],
)
def test_the_numbers_stand_beside_those_it_would_take(lift: int, rule: Rule, told: str) -> None:
    assert told in why(lift, rule)


def test_what_it_takes_is_the_operators() -> None:
    assert "told from 2.0% of the count, 50 followers" in why(
        -60, Rule.DROP, Thresholds(drop_share=0.02, drop_followers=50)
    )


def test_a_rule_that_is_off_has_no_status() -> None:
    series = Series(FIRST + 86_400 * DAYS, 1_000 + DAYS, np.ones_like(DAYS))
    watch = watched(series, platform=X, zone=ZoneInfo("UTC"))

    said = findings(watch, (), {}, Thresholds(off=frozenset({Rule.DROP})), now=series.time_of(-1))

    assert {one.rule: one.status for one in said}[Rule.DROP] is None
    assert {one.rule: one.status for one in said}[Rule.SURGE] is AlertStatus.INACTIVE
