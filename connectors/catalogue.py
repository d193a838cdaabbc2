"""The platforms there are: the one table from a platform to the module that reads it.

A new platform is one module and one line here. Nothing is imported before it is asked for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Final

from connectors.connector import Connector
from growth.platform import FACEBOOK, Platform, X


@dataclass(frozen=True, slots=True)
class Entry:
    """One platform.

    Attributes:
        platform: Its name.
        module: The module whose ``connect`` reads it.
        secrets: Credentials it cannot do without, named as ``connect`` and the settings name them.
        optional_secrets: Credentials it uses when there are any.
        options: Settings of its own, beside those that every platform has; no secrets.

    """

    platform: Platform
    module: str
    secrets: tuple[str, ...] = ()
    optional_secrets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def missing(self, given: Collection[str]) -> tuple[str, ...]:
        """The credentials that are needed and not among ``given``, in the table's order; empty when it can be on."""
        return tuple(name for name in self.secrets if name not in given)

    def connect(self, **options: object) -> Connector:
        """A connector.

        Args:
            options: What the module's ``connect`` takes: credentials, ``base_url``, ``timeout_s``, options of its own.

        Raises:
            TypeError: If one of them is not among the module's, or one it needs is missing.

        """
        connector: Connector = import_module(self.module).connect(**options)
        return connector


CATALOGUE: Final[Mapping[Platform, Entry]] = MappingProxyType(
    {
        entry.platform: entry
        for entry in (
            Entry(X, "connectors.x", ("bearer_token",)),
            Entry(FACEBOOK, "connectors.facebook", ("access_token",), ("app_secret",), ("version",)),
        )
    }
)
"""Every platform that can be read, by name, in the order they are shown."""
