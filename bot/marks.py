"""What a file's ``event`` column says happened, and alerts held against it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from bot.series_file import Mark
from growth.event import Rule
from growth.series import Series
from growth.tally import Tally, Window, matched

Told = tuple[Rule, int]
"""A rule that spoke, and when, in seconds since 1970."""

TOLERANCE: Final = timedelta(days=3)
"""How late an alert may be, unless said otherwise: two polls must agree before anything is told."""

_EARLY_S: Final = 86_400
"""A label may be dated a day late: by its local day, or by whoever noticed."""

_LATE_READINGS: Final = 3
"""An alert may come with the so-manieth reading after a label, however late that is."""

_FALL: Final = frozenset({Rule.DROP})
_RISE: Final = frozenset({Rule.SURGE})
EITHER: Final = _FALL | _RISE
"""What answers a word that does not say which way the count went."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DENIALS: Final = _words("no not none non false without")
_NOTHING_WORDS: Final = _words(
    "0 normal usual ordinary quiet ok nothing nan na null n organic glitch gap outage error missing"
)
_FALL_WORDS: Final = _words(
    "purge purged drop dropped fall loss losses decline crash cleanup cleaning removal removed ban banned unfollow"
    " unfollows down negative dip baisse chute perte nettoyage حذف انخفاض تراجع هبوط"
)
_RISE_WORDS: Final = _words(
    "surge viral spike rise gain jump campaign burst boost bought up positive peak promotion news broadcast shoutout"
    " hausse pic campagne ارتفاع قفزة حملة زيادة"
)
_EITHER_WORDS: Final = _words("1 true yes y x event anomaly anomalous outlier shock change")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"(?P<sign>[-+\u2212]?)\d+([.,]\d+)?%?")
_YEAR_S: Final = 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class Label:
    """Something that happened, by the word of a file.

    Attributes:
        rules: The rules of which any one answers it.
        start: The first row that names it, in seconds since 1970.
        end: The last row that does, of those that follow close on one another.

    """

    rules: frozenset[Rule]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Score:
    """Alerts held against the labels of one kind.

    Attributes:
        rules: The rules that answer such a label.
        tally: What was right, missed and false.

    """

    rules: frozenset[Rule]
    tally: Tally

    @property
    def kind(self) -> str:
        """The rules' names."""
        return " or ".join(sorted(self.rules))


def rules_of(word: str) -> frozenset[Rule]:
    """The rules of which any one answers a label; empty where the word says that nothing happened."""
    said = word.strip().casefold()
    number = _NUMBER.fullmatch(said)
    words = set(_WORD.findall(said))
    if number is not None and float(re.sub(r"[^\d.]", "", said.replace(",", "."))):
        return {"": EITHER, "+": _RISE}.get(number["sign"], _FALL)
    if not words or number is not None or words & _DENIALS:
        return frozenset()
    if bool(words & _FALL_WORDS) != bool(words & _RISE_WORDS):
        return _FALL if words & _FALL_WORDS else _RISE
    if said.replace(" ", "_") in set(Rule):
        return frozenset({Rule(said.replace(" ", "_"))})
    return frozenset() if words & _NOTHING_WORDS else EITHER


def unknown_words(marks: Iterable[Mark]) -> tuple[str, ...]:
    """Words that are taken for a change of either direction for want of knowing them, in alphabetical order."""
    said = {mark.event.strip().casefold() for mark in marks}
    return tuple(sorted(one for one in said if rules_of(one) == EITHER and not set(_WORD.findall(one)) & _EITHER_WORDS))


def labels_of(marks: Iterable[Mark], tolerance: timedelta) -> tuple[Label, ...]:
    """What happened, by start; rows that say the same within the tolerance of one another speak of one thing."""
    known = [(rules_of(mark.event), int(mark.at.timestamp())) for mark in marks]
    found: list[Label] = []
    for rules in {rules for rules, _ in known if rules}:
        at = np.array([instant for meant, instant in known if meant == rules], dtype=np.int64)
        breaks = np.flatnonzero(np.diff(at) > tolerance.total_seconds()) + 1
        found += [Label(rules, int(part[0]), int(part[-1])) for part in np.split(at, breaks)]
    return tuple(sorted(found, key=lambda label: label.start))


def scores(
    told: Iterable[Told], labels: Sequence[Label], series: Series, *, tolerance: timedelta = TOLERANCE
) -> Iterator[Score]:
    """Alerts held against labels, one score per kind of label; surges and drops are scored even without a label.

    An alert answers a label from a day before its start until the tolerance after its end, or until the third reading
    after it where that is later. A label is answered once. Labels that do not say which way the count went come last
    and are answered by what is left of drops and surges; where there are any, what is left over is false for them.

    Args:
        told: What was told.
        labels: What happened.
        series: The readings.
        tolerance: How late an alert may be.

    """
    years = float(series.at[-1] - series.at[0]) / _YEAR_S if len(series) else 0.0
    kinds = sorted({label.rules for label in labels} | {_FALL, _RISE}, key=lambda rules: (len(rules), sorted(rules)))
    left = {(rule, at) for rule, at in told if any(rule in rules for rules in kinds)}
    has_either = any(label.rules == EITHER for label in labels)
    for rules in kinds:
        due = [label for label in labels if label.rules == rules]
        alerts = [at for rule, at in left if rule in rules]
        found, others = matched(alerts, [_window(label, series, tolerance) for label in due])
        if rules != EITHER and not due and has_either:
            continue
        left = {(rule, at) for rule, at in left if rule not in rules or at in others}
        is_shared = rules != EITHER and rules <= EITHER and has_either
        yield Score(rules, Tally(len(found), len(due) - len(found), 0 if is_shared else len(others), years))


def _window(label: Label, series: Series, tolerance: timedelta) -> Window:
    late = label.end + int(tolerance.total_seconds())
    third = int(np.searchsorted(series.at, label.end, side="right")) + _LATE_READINGS - 1
    return label.start - _EARLY_S, max(late, int(series.at[third]) if third < len(series) else late)
