"""/accounts, /add and /remove: what is watched."""

from pydantic import ValidationError

from bot.seeding import bring_in_agency
from bot.settings import AccountSettings
from bot.telegram.choosing import KEY, chosen, nothing_fits, pick_among
from bot.telegram.conversation import Ask, Button, Keyboard, Reply, Text
from bot.telegram.deep_links import command_link
from bot.telegram.keyboards import page_of, pager
from growth.platform import Platform
from growth.state import AccountState
from report.account_text import account_line, short_name
from report.telegram_html import Html, link
from seeds import UnknownAgency, load
from storage import accounts, agencies
from storage.accounts import StoredAccount
from storage.transaction import Transaction

A_PAGE = 8
ORIGIN = "command"
_YES = "yes"
_WORDS_OF_ADD = 3
_UNREMARKABLE = frozenset({AccountState.OK, AccountState.UNCONFIRMED})


def answer(ask: Ask) -> Reply:
    """The accounts that fit the words, or every one, a button each that leads to its growth."""
    with ask.store.read() as tx:
        found = chosen(tx, ask) if ask.arguments else accounts.accounts(tx)
    if not found:
        return nothing_fits(ask)
    shown = page_of(found, ask, A_PAGE)
    rows = [_row(ask, account) for account in shown]
    title = ask.words.say("accounts.title", accounts=ask.words.counted("accounts", len(found)))
    buttons: Keyboard = tuple((_growth(ask, account),) for account in shown)
    return (Text(Html("\n".join((title, *rows))), (*buttons, *pager(found, ask, A_PAGE))),)


def add(ask: Ask) -> Reply:
    """Watch one more account (``/add x DGSN_MAROC ma_dgsn``)."""
    if len(ask.arguments) != _WORDS_OF_ADD:
        return (Text(ask.words.say("accounts.add_usage")),)
    platform, handle, agency = ask.arguments
    try:
        checked = AccountSettings(platform=platform.casefold(), handle=handle)
    except ValidationError:
        return (Text(ask.words.say("accounts.no_platform", text=platform)),)
    with ask.store.begin() as tx:
        if not _has_agency(tx, agency):
            return (Text(ask.words.say("accounts.no_agency", text=agency)),)
        key = accounts.save_account(
            tx, agency=agency, platform=Platform(checked.platform), handle=checked.handle, origin=ORIGIN, now=ask.now
        )
        accounts.set_enabled(tx, key, enabled=True)
        ask.write_down(tx)
        added = [account_line(one.name, ask.words) for one in accounts.accounts(tx) if one.key == key]
    return tuple(Text(ask.words.say("accounts.added", account=line)) for line in added)


def remove(ask: Ask) -> Reply:
    """Stop watching one account, after asking once; its history stays."""
    words = tuple(word for word in ask.arguments if word != _YES)
    with ask.store.begin() as tx:
        found = chosen(tx, ask, words) if words else ()
        if len(found) != 1:
            return pick_among(ask, found) if found else nothing_fits(ask, words)
        (account,) = found
        line = account_line(account.name, ask.words)
        if _YES not in ask.arguments:
            yes = Button(ask.words.say("button.remove"), ask.command, (f"{KEY}{account.key}", _YES))
            return (Text(ask.words.say("accounts.remove", account=line), ((yes,),)),)
        accounts.set_enabled(tx, account.key, enabled=False)
        ask.write_down(tx, f"{account.platform} {account.handle}")
    return (Text(ask.words.say("accounts.removed", account=line)),)


def _has_agency(tx: Transaction, agency: str) -> bool:
    """Whether the agency is known, or can be brought in from the catalogue."""
    if agency in {known.id for known in agencies.agencies(tx)}:
        return True
    try:
        bring_in_agency(tx, load(), agency)
    except UnknownAgency:
        return False
    return True


def _row(ask: Ask, account: StoredAccount) -> Html:
    words, chart = ask.words, command_link(ask.bot_name, "chart", account.key)
    line = words.say("accounts.row", line=account_line(account.name, words), chart=link("📈", chart))
    if not account.enabled:
        return words.say("accounts.row_state", row=line, state=words.say("accounts.off"))
    if account.state in _UNREMARKABLE:
        return line
    return words.say("accounts.row_state", row=line, state=words.name_of("state", account.state))


def _growth(ask: Ask, account: StoredAccount) -> Button:
    label = short_name(account.name, ask.words, with_handle=True)
    return Button(label, "growth", (f"{KEY}{account.key}",), in_place=False)
