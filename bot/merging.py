"""Brings what the settings name into the store: agencies, accounts, baselines. Nothing there is ever deleted by it."""

from datetime import datetime

from bot.settings import AccountSettings, AgencySettings, Settings
from growth.platform import Platform
from storage import accounts, agencies, baselines
from storage.agencies import Agency
from storage.transaction import Transaction

ORIGIN = "settings"


def merge_settings(tx: Transaction, settings: Settings, *, now: datetime) -> None:
    """Keep every agency, account and baseline of the settings. Repeating changes nothing."""
    for agency in settings.agencies:
        agencies.save_agency(tx, _agency(agency))
        for account in agency.accounts:
            _merge_account(tx, agency.id, account, now)


def _agency(agency: AgencySettings) -> Agency:
    return Agency(
        id=agency.id,
        names={str(language): name for language, name in agency.names.items()},
        country=agency.country,
        staff=agency.staff,
        staff_year=agency.staff_year,
        population=agency.population,
        population_year=agency.population_year,
        source=agency.source,
    )


def _merge_account(tx: Transaction, agency: str, account: AccountSettings, now: datetime) -> None:
    key = accounts.save_account(
        tx,
        agency=agency,
        platform=Platform(account.platform),
        handle=account.handle,
        platform_id=account.platform_id,
        launched=account.launched,
        origin=ORIGIN,
        now=now,
    )
    for baseline in account.baselines:
        baselines.save(tx, key, baseline.to_baseline(), ORIGIN)
