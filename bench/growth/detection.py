"""Alerts held against labels: which were right, which were false, what was missed.

**Tolerance.** An alert answers a label from the label's start until three days after its end, or until the third fresh
reading after its end where that is later: two polls must agree before anything is told, and nobody can tell what no
reading has shown. Fresh readings are those that show the truth; a frozen counter is none.

**Once.** A label is answered once; a second alert for it is false.

**Excused.** An alert on a purge or surge that is smaller than what must be found or lies within the first two months,
on a rise that does not stand out, a turn of the pace, a return after a purge or the ebb after a burst is neither right
nor false.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.growth.corpus import Case
from bench.growth.labels import Kind, Label
from bench.growth.parameters import MEASURE
from bench.growth.replay import Told
from growth.tally import Tally, matched

DAY_S: Final = 86_400
ANSWERS: Final = {Kind.PURGE: ("drop", "purge"), Kind.SURGE: ("surge",)}
"""The rules that answer a label."""

EXCUSES: Final = {Kind.PURGE: (Kind.EBB,), Kind.SURGE: (Kind.RISE, Kind.PACE, Kind.RECOVERY)}
"""The labels that excuse an alert of the first kind."""


def tally(case: Case, told: Sequence[Told], kind: Kind, least_share: float) -> Tally:
    """One detector on one series.

    Args:
        case: The series.
        told: What the detector told.
        kind: Purge or surge.
        least_share: The smallest that must be found, as a share of the count.

    """
    due = [label for label in case.labels if label.kind is kind]
    excuses = [label for label in case.labels if label.kind in EXCUSES[kind]]
    alerts = [one.at for one in told if one.rule in ANSWERS[kind]]
    found, others = matched(alerts, [(label.start, last_answer(case, label)) for label in due])
    answered = {due[index] for index in found}
    false = sum(not any(_is_excuse(case, one, at) for one in excuses) for at in others)
    must = [label for label in due if label.share >= least_share and _can_be_found(case, label)]
    right = sum(label in answered for label in must)
    return Tally(right, len(must) - right, false, case.years)


def quiet(case: Case, told: Sequence[Told]) -> Tally:
    """Every purge and surge told of a series in which nothing happened is false."""
    rules = {rule for answers in ANSWERS.values() for rule in answers}
    return Tally(false=sum(one.rule in rules for one in told), years=case.years)


def _is_excuse(case: Case, label: Label, at: int) -> bool:
    return label.start <= at <= max(last_answer(case, label), label.end + int(MEASURE.excuse_days * DAY_S))


def last_answer(case: Case, label: Label) -> int:
    """Until when an alert answers a label, in seconds since 1970."""
    late = label.end + int(MEASURE.late_days * DAY_S)
    third = _readings_after(case, label)
    return max(late, third) if third is not None else late


def _readings_after(case: Case, label: Label) -> int | None:
    """The reading that is the last to count on; None when the series ends before it."""
    fresh = case.series.at[case.is_fresh]
    index = int(np.searchsorted(fresh, label.end)) + MEASURE.late_readings - 1
    return int(fresh[index]) if index < len(fresh) else None


def _can_be_found(case: Case, label: Label) -> bool:
    """Whether it lies behind the first weeks and was shown often enough before the series ends."""
    is_known = label.start >= int(case.series.at[0]) + MEASURE.warm_up_days * DAY_S
    return is_known and _readings_after(case, label) is not None
