"""/export: every count of an account's followers as a file for a spreadsheet."""

import csv
import io

from bot.facts import followers_of
from bot.telegram.choosing import chosen, nothing_fits, pick_among
from bot.telegram.conversation import Ask, File, Reply, Text
from growth.series import Series
from report.account_text import account_line
from storage.accounts import StoredAccount


def answer(ask: Ask) -> Reply:
    """The history of the one account the words fit; where several do, buttons to choose one."""
    with ask.store.read() as tx:
        found = chosen(tx, ask)
        if len(found) != 1:
            return pick_among(ask, found) if found else nothing_fits(ask)
        series = followers_of(tx, found[0], now=ask.now)
    if not len(series):
        return (Text(ask.words.say("reply.no_history")),)
    return (File(_name(found[0]), _table(series), account_line(found[0].name, ask.words)),)


def _name(account: StoredAccount) -> str:
    """A file's name of nothing that any system minds."""
    handle = "".join(char for char in account.handle if char.isascii() and (char.isalnum() or char in "-_"))
    return f"{account.platform}-{handle or account.key}.csv"


def _table(series: Series) -> bytes:
    """The counts as CSV (RFC 4180) in UTF-8, oldest first: numbers and instants alone, which no spreadsheet runs."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(("observed_at", "followers", "resolution"))
    for index in range(len(series)):
        count = series[index]
        table.writerow((series.time_of(index).isoformat(), count.value, count.resolution))
    return out.getvalue().encode()
