"""Which account a person means by the words they typed."""

import difflib
from collections.abc import Iterable, Sequence

from storage.accounts import StoredAccount

CLOSE_ENOUGH = 0.75
"""Similarity, in ``[0, 1]``, from which a mistyped word is taken for the name (difflib's ratio)."""


def pick(accounts: Sequence[StoredAccount], words: Sequence[str]) -> tuple[StoredAccount, ...]:
    """The accounts that every word fits, in the order given; all of them when there are no words.

    A word fits an account by its platform, its agency's id, its handle, or a part of its agency's name in any
    language. Only when nothing fits are near spellings taken.
    """
    sought = [word.removeprefix("@").casefold() for word in words]
    exact = tuple(account for account in accounts if all(_fits(account, word) for word in sought))
    return exact or tuple(account for account in accounts if all(_nearly_fits(account, word) for word in sought))


def _fits(account: StoredAccount, word: str) -> bool:
    names = _names(account)
    return word in names or any(word in name for name in names if len(word) > 2)  # noqa: PLR2004 - two letters fit anything


def _nearly_fits(account: StoredAccount, word: str) -> bool:
    close = difflib.get_close_matches(word, _parts(_names(account)), n=1, cutoff=CLOSE_ENOUGH)
    return bool(close) or _fits(account, word)


def _names(account: StoredAccount) -> list[str]:
    names = [account.platform, account.agency, account.handle, *account.names.values()]
    return [name.casefold() for name in names]


def _parts(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in (name, *name.replace("_", " ").split())]
