"""Alerts against labels: right, false, missed, excused."""

from collections.abc import Callable, Sequence

import pytest

from bench.growth.corpus import Case
from bench.growth.detection import quiet, tally
from bench.growth.labels import Kind, Label
from bench.growth.replay import Told
from growth.tally import Tally

DAY = 86_400
START = 1_700_006_400
Build = Callable[..., Case]


def _label(kind: Kind, day: int, share: float = 0.02) -> Label:
    return Label(kind, START + DAY * day, START + DAY * day + 3_600, share, followers=200)


def _told(rule: str, *days: float) -> tuple[Told, ...]:
    return tuple(Told(rule, START + int(DAY * day)) for day in days)


@pytest.mark.parametrize(
    ("labels", "told", "right", "missed", "false"),
    [
        pytest.param([_label(Kind.PURGE, 100)], _told("drop", 102), 1, 0, 0, id="found"),
        pytest.param([_label(Kind.PURGE, 100)], (), 0, 1, 0, id="missed"),
        pytest.param([], _told("drop", 102), 0, 0, 1, id="for nothing"),
        pytest.param([_label(Kind.PURGE, 100)], _told("drop", 99), 0, 1, 1, id="before it happened"),
        pytest.param([_label(Kind.PURGE, 100)], _told("drop", 110), 0, 1, 1, id="too late"),
        pytest.param([_label(Kind.PURGE, 100)], _told("drop", 101, 102), 1, 0, 1, id="told twice"),
        pytest.param([_label(Kind.PURGE, 100)], _told("surge", 101), 0, 1, 0, id="another rule's alert"),
        pytest.param([_label(Kind.PURGE, 100, 0.003)], _told("drop", 101), 0, 0, 0, id="smaller than must be found"),
        pytest.param([_label(Kind.PURGE, 30)], (), 0, 0, 0, id="within the first weeks"),
        pytest.param([_label(Kind.PURGE, 199)], (), 0, 0, 0, id="at the very end"),
        pytest.param([_label(Kind.EBB, 100)], _told("drop", 101), 0, 0, 0, id="excused"),
        pytest.param([_label(Kind.RECOVERY, 100)], _told("drop", 101), 0, 0, 1, id="not excused by another kind"),
    ],
)
def test_an_alert_is_right_false_or_excused(
    daily_case: Build, labels: Sequence[Label], told: Sequence[Told], right: int, missed: int, false: int
) -> None:
    case = daily_case([10_000] * 201, labels)

    found = tally(case, told, Kind.PURGE, 0.005)

    assert (found.right, found.missed, found.false) == (right, missed, false)


def test_a_quiet_series_excuses_nothing(daily_case: Build) -> None:
    case = daily_case([10_000] * 366)

    found = quiet(case, (*_told("drop", 5), *_told("surge", 9), *_told("milestone", 9)))

    assert found.false_a_year == pytest.approx(2.0, rel=0.01)


def test_tallies_add_up() -> None:
    both = Tally(right=3, missed=1, false=1, years=2.0) + Tally(right=1, missed=1, false=0, years=2.0)

    assert both.precision == pytest.approx(4 / 5)
    assert both.recall == pytest.approx(4 / 6)
    assert both.f1 == pytest.approx(8 / 11)
    assert both.false_a_year == pytest.approx(0.25)
