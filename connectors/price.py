"""What reading a platform costs: money, or units of an allowance that renews every day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from growth.cost import Unit
from growth.reading import AccountRef

__all__ = ["MICROS", "Per", "Price", "Unit", "in_micros", "requests_of", "whole_units"]

MICROS: Final = 1_000_000
"""Amounts are whole millionths of a dollar or of a unit, so that they add up exactly."""


class Per(StrEnum):
    """What is paid for."""

    ACCOUNT = "account"
    """Each account returned, once a day however often it is read."""
    REQUEST = "request"
    """Each request. A read makes one for all its accounts with a known id, and one for each account without; where
    it made another number, its answer says so."""


@dataclass(frozen=True, slots=True)
class Price:
    """What reading costs.

    Attributes:
        unit: What is paid with.
        per: What is paid for.
        micros: The price of one, in millionths of the unit.
        daily: What the platform itself allows a day, in whole units; None where only the operator sets a limit.
        zone: The zone whose midnight renews the allowance, or makes an account cost again.
        batch: Accounts with a known id that one request takes, where requests are paid for.

    """

    unit: Unit
    per: Per
    micros: int = MICROS
    daily: int | None = None
    zone: str = "UTC"
    batch: int = 1

    def day(self, at: datetime) -> date:
        """The day an instant is paid on."""
        return at.astimezone(ZoneInfo(self.zone)).date()


def whole_units(micros: int) -> Decimal:
    """Millionths as dollars or units."""
    return Decimal(micros) / MICROS


def in_micros(units: Decimal | int) -> int:
    """Dollars or units as millionths, rounded down."""
    return int(units * MICROS)


def requests_of(accounts: Sequence[AccountRef]) -> int:
    """Requests that a read of these makes where requests are paid for; see ``Per.REQUEST``."""
    unknown = sum(account.platform_id is None for account in accounts)
    return unknown + (len(accounts) > unknown)
