"""A digest's accounts as a table for spreadsheets; its columns have the same names in every language."""

from typing import Final

from growth.baseline import Standing
from growth.digest import AccountStatus, Digest
from report.csv_table import Cell, csv_table

COLUMNS: Final = (
    "period",
    "agency",
    "platform",
    "handle",
    "state",
    "followers",
    "resolution",
    "observed_at",
    "net",
    "net_previous",
    "baseline",
    "baseline_state",
    "expected",
    "ratio",
    "days_ahead",
    "next_milestone",
    "missing",
    "projected",
)


def digest_table(digest: Digest) -> str:
    """The table as CSV: an account a row, most followed first. What is not known is an empty cell."""
    return csv_table(COLUMNS, (_row(digest.period, status) for status in digest.accounts))


def _row(period: str, status: AccountStatus) -> tuple[Cell, ...]:
    count, standing, ahead = status.followers, status.standing, status.next_milestone
    return (
        period,
        status.name.agency,
        status.name.platform,
        status.name.handle,
        status.state,
        *((count.value, count.resolution, status.observed_at) if count else (None, None, None)),
        status.net_week,
        status.net_previous_week,
        *_against(standing),
        *((ahead.threshold, ahead.missing, ahead.projected) if ahead else (None, None, None)),
    )


def _against(standing: Standing | None) -> tuple[Cell, ...]:
    if standing is None:
        return (None,) * 5
    ratio, days = _rounded(standing.ratio, 4), _rounded(standing.days_ahead, 1)
    return standing.baseline.name, standing.state, round(standing.expected), ratio, days


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)
