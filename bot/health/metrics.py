"""The same in Prometheus' words; names and units follow https://prometheus.io/docs/practices/naming/."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot.telegram.outcome import BadMarkup, Delivered, Migrated, NotSent, Outcome, Refused, Unknown, Unreachable
from growth.health import Health
from growth.platform import Platform

_DELIVERIES: Mapping[str, type[Outcome]] = {
    "delivered": Delivered,
    "not_sent": NotSent,
    "unknown": Unknown,
    "bad_markup": BadMarkup,
    "migrated": Migrated,
    "unreachable": Unreachable,
    "refused": Refused,
}
"""Outcomes of a delivery by their label; each is shown from zero, so that the first one is seen as a rise."""


def render(
    health: Health,
    *,
    polls: Mapping[tuple[Platform, str], int],
    deliveries: Mapping[str, int],
    database_bytes: int | None,
) -> bytes:
    """A page for Prometheus, in its text format.

    Args:
        health: How the watch is doing.
        polls: Polls of accounts since the start, by platform and outcome.
        deliveries: Attempts to send since the start, by the outcome's class name.
        database_bytes: What the database takes; None when it does not lie on this machine.

    """
    registry = CollectorRegistry(auto_describe=False)
    counts = _Counts(polls, deliveries, database_bytes)
    registry.register(_Collected(lambda: _metrics(health, counts)))
    return generate_latest(registry)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is not a matter of health, as ``render`` takes it."""

    polls: Mapping[tuple[Platform, str], int]
    deliveries: Mapping[str, int]
    database_bytes: int | None


class _Collected(Collector):
    """What a page shows, made when it is asked for."""

    def __init__(self, metrics: Callable[[], Iterator[Metric]]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        return self._metrics()


def _metrics(health: Health, counts: _Counts) -> Iterator[Metric]:
    yield InfoMetricFamily("marsad", "The version that runs.", {"version": version("marsad")})
    yield from _of_platforms(health)
    yield from _of_messages(health)
    polls = CounterMetricFamily("marsad_polls", "Polls of accounts.", labels=("platform", "outcome"))
    for (platform, outcome), count in sorted(counts.polls.items()):
        polls.add_metric((platform, outcome), count)
    yield polls
    sent = CounterMetricFamily("marsad_deliveries", "Attempts to send a message.", labels=("outcome",))
    for label, kind in _DELIVERIES.items():
        sent.add_metric((label,), counts.deliveries.get(kind.__name__, 0))
    yield sent
    if counts.database_bytes is not None:
        yield GaugeMetricFamily("marsad_database_bytes", "What the database's files take.", counts.database_bytes)


def _of_platforms(health: Health) -> Iterator[Metric]:
    accounts = GaugeMetricFamily(
        "marsad_accounts", "Watched accounts by what they last answered.", labels=("platform", "outcome")
    )
    overdue = GaugeMetricFamily(
        "marsad_accounts_overdue", "Accounts not asked for three intervals.", labels=("platform",)
    )
    lag = GaugeMetricFamily("marsad_poll_age_seconds", "Time since any account was asked for.", labels=("platform",))
    failing = GaugeMetricFamily(
        "marsad_failing_seconds", "How long every poll has failed; 0 when the last did not.", labels=("platform",)
    )
    held = GaugeMetricFamily(
        "marsad_held_seconds", "How much longer the platform is left alone; 0 when it is not.", labels=("platform",)
    )
    for one in health.platforms:
        label = (str(one.platform),)
        for outcome, count in sorted(one.outcomes.items()):
            accounts.add_metric((*label, outcome), count)
        overdue.add_metric(label, one.overdue)
        if one.last_at is not None:
            lag.add_metric(label, (health.at - one.last_at).total_seconds())
        failing.add_metric(label, 0 if one.failing_since is None else (health.at - one.failing_since).total_seconds())
        held.add_metric(label, 0 if one.held_until is None else (one.held_until - health.at).total_seconds())
    yield from (accounts, overdue, lag, failing, held)


def _of_messages(health: Health) -> Iterator[Metric]:
    letters = GaugeMetricFamily("marsad_messages", "Messages that have not reached their chat.", labels=("state",))
    for state, count in sorted(health.letters.items()):
        letters.add_metric((state,), count)
    yield letters
    age = 0.0 if health.oldest is None else (health.at - health.oldest).total_seconds()
    yield GaugeMetricFamily("marsad_message_oldest_seconds", "Age of the oldest message that could go out.", age)
    chats = GaugeMetricFamily("marsad_chats", "Chats by state.", labels=("state",))
    for standing, number in sorted(health.chats.items()):
        chats.add_metric((standing,), number)
    yield chats
