from collections.abc import Sequence
from math import isnan

import pytest

from growth.tally import Tally, Window, matched


@pytest.mark.parametrize(
    ("alerts", "windows", "answered", "others"),
    [
        ([5], [(3, 9)], {0}, ()),
        ([2, 10], [(3, 9)], set(), (2, 10)),
        ([5, 6], [(3, 9)], {0}, (6,)),
        ([6, 5], [(3, 9), (4, 9)], {0, 1}, ()),
        ([], [(3, 9)], set(), ()),
        ([5], [], set(), (5,)),
    ],
    ids=["found", "too early and too late", "told twice", "one label each", "nothing told", "nothing happened"],
)
def test_each_label_is_answered_once(
    alerts: Sequence[int], windows: Sequence[Window], answered: set[int], others: Sequence[int]
) -> None:
    assert matched(alerts, windows) == (answered, others)


def test_shares_of_nothing_are_no_numbers() -> None:
    nothing = Tally()

    assert [isnan(share) for share in (nothing.precision, nothing.recall, nothing.f1, nothing.false_a_year)] == [
        True
    ] * 4
