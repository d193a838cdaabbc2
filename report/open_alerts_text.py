"""What /alerts answers: each alert that fires, since when, and who has seen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.event import Event
from report.account_text import account_line
from report.alert_text import alert_text
from report.telegram_html import Html
from report.words import Words


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that fires.

    Attributes:
        number: By which people speak of it.
        event: What was told when it fired.
        name: Whose account it is about; None when a whole platform is meant.
        seen_by: Who has seen it; hostile. None when nobody has.

    """

    number: int
    event: Event
    name: AccountName | None
    seen_by: str | None


def open_alerts_text(alerts: Sequence[OpenAlert], words: Words, *, zone: ZoneInfo, total: int) -> str:
    """Some of ``total`` alerts in the order given, as Telegram HTML; says so when there is none."""
    if not alerts:
        return words.say("alerts.none")
    blocks = ("\n".join(_lines(alert, words, zone)) for alert in alerts)
    return "\n\n".join((words.say("alerts.title", n=words.number(total)), *blocks))


def _lines(alert: OpenAlert, words: Words, zone: ZoneInfo) -> list[Html]:
    headline = Html(alert_text(alert.event, alert.name, words, zone=zone).partition("\n")[0])
    account = [] if alert.name is None else [account_line(alert.name, words)]
    since = words.say("alerts.since", number=str(alert.number), instant=words.instant(alert.event.at, zone))
    seen = words.say("alerts.unseen") if alert.seen_by is None else words.say("alerts.seen", by=alert.seen_by)
    return [headline, *account, since, seen]
