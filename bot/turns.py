"""Who is asked for first."""

from datetime import UTC, datetime

from storage import polls
from storage.accounts import StoredAccount
from storage.polls import PollRun
from storage.transaction import Transaction

_NEVER = datetime.min.replace(tzinfo=UTC)


def by_turn(tx: Transaction, watched: list[StoredAccount]) -> list[StoredAccount]:
    """Whoever was not asked for longest comes first, so that a limit or a failure never leaves the same ones out.

    Known ids come before handles among those equally overdue.
    """
    last = polls.last_polls(tx, [account.key for account in watched])
    return sorted(watched, key=lambda account: _turn(account, last.get(account.key)))


def _turn(account: StoredAccount, last: PollRun | None) -> tuple[datetime, bool]:
    return (_NEVER if last is None else last.last_at), account.platform_id is None
