"""Agencies and how an account is named to a reader."""

from collections.abc import Mapping
from dataclasses import dataclass

from growth.platform import Platform


@dataclass(frozen=True, slots=True)
class AccountName:
    """What a reader calls an account.

    Attributes:
        agency: The agency's id, such as ``ma_dgsn``.
        names: The agency's name by language (ar, fr, en); one language at least.
        platform: Where the account is.
        handle: Its handle, without ``@``; hostile until escaped.

    """

    agency: str
    names: Mapping[str, str]
    platform: Platform
    handle: str

    def in_language(self, language: str) -> str:
        """The agency's name in ``language``, else in English, else in whatever language there is."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))
