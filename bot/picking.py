"""Which account a person means by the words they typed."""

import difflib
from collections.abc import Iterable, Sequence

from storage.accounts import StoredAccount

_MOST_NAMED = 10

CLOSE_ENOUGH = 0.75
"""Similarity, in ``[0, 1]``, from which a mistyped word is taken for the name (difflib's ratio)."""


class NotOne(LookupError):
    """A text means no account, or several.

    Attributes:
        fitting: The accounts it may mean; empty for none.

    """

    def __init__(self, text: str, fitting: Sequence[StoredAccount], *, known: Sequence[StoredAccount]) -> None:
        names = ", ".join(f"{one.key}: {one.platform}/{one.handle}" for one in (fitting or known)[:_MOST_NAMED])
        said = "fits several accounts" if fitting else "fits no account"
        super().__init__(f"{text} {said}; choose one of {names or 'none yet'}")
        self.fitting = tuple(fitting)


def pick(accounts: Sequence[StoredAccount], words: Sequence[str]) -> tuple[StoredAccount, ...]:
    """The accounts that every word fits, in the order given; all of them when there are no words.

    A word fits an account by its platform, its agency's id, its handle, or a part of its agency's name in any
    language. Only when nothing fits are near spellings taken.
    """
    sought = [_bare(word) for word in words]
    exact = tuple(account for account in accounts if all(_fits(account, word) for word in sought))
    return exact or tuple(account for account in accounts if all(_nearly_fits(account, word) for word in sought))


def pick_one(accounts: Sequence[StoredAccount], text: str) -> StoredAccount:
    """The one account that ``text`` means: its key, ``platform/handle``, or words that fit no other.

    An account whose handle is just that comes before those whose names hold it.

    Raises:
        NotOne: If there is none or more than one.

    """
    keyed = [account for account in accounts if str(account.key) == text]
    words = text.replace("/", " ", 1).split()
    found = tuple(keyed) or (pick(accounts, words) if words else ())
    named = [account for account in found if words and account.handle.casefold() == _bare(words[-1])]
    if len(named) == 1:
        return named[0]
    if len(found) != 1:
        raise NotOne(text, found, known=tuple(accounts))
    return found[0]


def _bare(word: str) -> str:
    return word.removeprefix("@").casefold()


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
