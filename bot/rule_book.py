"""Which of the rules' numbers hold for which account: everyone's, its agency's, or its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.settings import Settings
from bot.thresholds import refined, thresholds_from
from growth.platform import Platform
from growth.thresholds import Thresholds
from storage import accounts
from storage.accounts import StoredAccount
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Which numbers hold for which account.

    Attributes:
        usual: Those for every account and for whole platforms.
        agencies: Those for the accounts of an agency that has its own, by its id.
        accounts: Those for an account that has its own, by the store's key.

    """

    usual: Thresholds
    agencies: Mapping[str, Thresholds] = field(default_factory=dict)
    accounts: Mapping[int, Thresholds] = field(default_factory=dict)

    def of(self, account: StoredAccount) -> Thresholds:
        """The numbers for an account: its own, else its agency's, else the usual ones."""
        return self.accounts.get(account.key) or self.agencies.get(account.agency) or self.usual


def rule_book(tx: Transaction, settings: Settings) -> RuleBook:
    """The numbers of the settings, by the accounts they name as the store knows them, whatever their handle is now."""
    usual = thresholds_from(settings.alerts)
    agencies = {one.id: refined(usual, one.alerts) for one in settings.agencies if one.alerts.model_fields_set}
    own: dict[int, Thresholds] = {}
    for agency in settings.agencies:
        for account in agency.accounts:
            key = accounts.known_key(tx, Platform(account.platform), account.handle, account.platform_id)
            if account.alerts.model_fields_set and key is not None:
                own[key] = refined(agencies.get(agency.id, usual), account.alerts)
    return RuleBook(usual, agencies, own)
