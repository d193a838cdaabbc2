"""What words in an event column mean, and alerts held against them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.marks import EITHER, labels_of, rules_of, scores, unknown_words
from bot.series_file import Mark
from growth.event import Rule
from growth.series import Series

T0 = datetime(2025, 1, 1, tzinfo=UTC)
DAY_S = 86_400
DAYS3 = timedelta(days=3)


def marks(*said: tuple[float, str]) -> tuple[Mark, ...]:
    return tuple(Mark(T0 + timedelta(days=day), word) for day, word in said)


def daily(days: int, every: int = 1) -> Series:
    at = int(T0.timestamp()) + DAY_S * np.arange(0, days, every, dtype=np.int64)
    return Series(at, np.full_like(at, 1_000), np.ones_like(at))


def second(day: float) -> int:
    return int(T0.timestamp()) + int(day * DAY_S)


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        (["purge", "bot_purge", "Drop", "mass unfollow", "bot-purge (2 %)", "-1", "-0.03", "-2%", "حذف"], {Rule.DROP}),
        (
            ["surge", "viral", "organic surge", "VIRAL POST", "campaign_start", "spike", "+1", "hausse", "حملة"],
            {Rule.SURGE},
        ),
        (["1", "true", "event", "anomaly", "2", "parade", "purge, then surge"], EITHER),
        (["", "0", "0.0", "none", "False", "no event", "no_purge", "normal", "glitch", "gap", "nan", "-", "—"], set()),
        (["stalled"], {Rule.STALLED}),
        (["milestone"], {Rule.MILESTONE}),
    ],
)
def test_a_word_names_the_rules_that_answer_it(words: Sequence[str], rules: set[Rule]) -> None:
    assert [rules_of(word) for word in words] == [rules] * len(words)


def test_words_that_are_not_known_are_named() -> None:
    assert unknown_words(marks((1, "parade"), (2, "1"), (3, "viral"), (4, "Parade"))) == ("parade",)


def test_rows_close_together_are_one_label() -> None:
    found = labels_of(marks((10, "purge"), (11, "drop"), (12, "purge"), (30, "purge"), (31, "viral")), DAYS3)

    assert [(set(one.rules), one.start, one.end) for one in found] == [
        ({Rule.DROP}, second(10), second(12)),
        ({Rule.DROP}, second(30), second(30)),
        ({Rule.SURGE}, second(31), second(31)),
    ]


@pytest.mark.parametrize(
    ("said", "told", "expected"),
    [
        ([(50, "purge")], [(Rule.DROP, 51)], {"drop": (1, 0, 0), "surge": (0, 0, 0)}),
        ([(50, "purge")], [(Rule.DROP, 49)], {"drop": (1, 0, 0), "surge": (0, 0, 0)}),
        ([(50, "purge")], [(Rule.DROP, 54)], {"drop": (0, 1, 1), "surge": (0, 0, 0)}),
        ([(50, "purge")], [(Rule.SURGE, 51)], {"drop": (0, 1, 0), "surge": (0, 0, 1)}),
        ([(50, "1")], [(Rule.SURGE, 51), (Rule.DROP, 80)], {"drop or surge": (1, 0, 1)}),
        (
            [(50, "1"), (70, "viral")],
            [(Rule.SURGE, 51), (Rule.SURGE, 71)],
            {"surge": (1, 0, 0), "drop or surge": (1, 0, 0)},
        ),
        ([(50, "stalled")], [(Rule.MILESTONE, 51)], {"drop": (0, 0, 0), "stalled": (0, 1, 0), "surge": (0, 0, 0)}),
        ([], [(Rule.DROP, 51)], {"drop": (0, 0, 1), "surge": (0, 0, 0)}),
    ],
)
def test_alerts_are_held_against_labels(
    said: list[tuple[float, str]], told: list[tuple[Rule, float]], expected: dict[str, tuple[int, int, int]]
) -> None:
    alerts = [(rule, second(day)) for rule, day in told]

    found = scores(alerts, labels_of(marks(*said), DAYS3), daily(100))

    assert {one.kind: (one.tally.right, one.tally.missed, one.tally.false) for one in found} == expected


def test_where_readings_are_rare_the_third_after_a_label_may_answer() -> None:
    labels = labels_of(marks((49, "purge")), DAYS3)

    found = {one.kind: one.tally for one in scores([(Rule.DROP, second(70))], labels, daily(100, every=7))}

    assert found["drop"].right == 1
