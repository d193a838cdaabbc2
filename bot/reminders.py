"""Says alerts again that still fire and that nobody has acknowledged."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.alert_settings import AlertSettings
from bot.announce import standing_over
from bot.quiet import is_quiet
from bot.wanted import listeners
from growth.condition import Subject
from growth.event import Severity
from growth.inhibition import Inhibitors
from growth.platform import Platform
from growth.reminder import reminder_due
from storage import acks, alerts, ledger, tellings
from storage.ledger import StoredEvent
from storage.tellings import Grouping
from storage.transaction import Transaction


def open_reminders(tx: Transaction, settings: AlertSettings, *, now: datetime) -> int:
    """Put every reminder that is due into the outbox; how many there were. Repeating changes nothing.

    Only chats that were told of the alert, and want to be reminded now, are. What flaps, and what something larger says
    already, is not said again.
    """
    every = remind_after(settings)
    grouping = Grouping(settings.group_wait, settings.group_interval)
    opened = 0
    for one in _unacknowledged(tx, now, min((pause for pause in every.values() if pause), default=timedelta.max)):
        nth = reminder_due(one.event.at, now, every=every[one.event.severity])
        for chat in listeners(tx, one.event, now) if nth else ():
            if chat.reminds and not is_quiet(chat, one.event, now) and tellings.was_told(tx, chat.key, one.key):
                letter = tellings.tell(tx, chat=chat.key, event=one.key, now=now, grouping=grouping, nth=nth)
                opened += letter is not None
    return opened


def remind_after(settings: AlertSettings) -> Mapping[Severity, timedelta]:
    """Time from one reminder to the next, by severity; zero for never."""
    return {
        Severity.CRITICAL: settings.remind_critical,
        Severity.WARNING: settings.remind_warning,
        Severity.INFO: settings.remind_info,
    }


def _unacknowledged(tx: Transaction, now: datetime, least: timedelta) -> Iterator[StoredEvent]:
    """The events of the alerts that have fired for ``least`` and that somebody might be reminded of."""
    over: dict[Platform, Inhibitors] = {}
    for platform, account, key, alert in alerts.firing(tx):
        if now - alert.since < least or alert.unstable_since is not None:
            continue
        found = ledger.named(tx, Subject(platform, account).firing_name(key, alert))
        if found is None or acks.acknowledged(tx, [found.key]):
            continue
        over[platform] = over.get(platform) or standing_over(tx, platform)
        if not over[platform].cover(found.event):
            yield found
