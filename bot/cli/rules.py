"""``marsad rules``: what the rules say of the accounts now, and why."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.history import picked
from bot.cli.shared import print_json, print_table, settings_of

if TYPE_CHECKING:
    from bot.rule_findings import RuleFinding
    from bot.settings import Settings
    from storage.accounts import StoredAccount
    from storage.transaction import Transaction

Found = tuple["StoredAccount", "RuleFinding"]


@click.group("rules")
def command() -> None:
    """Explain what the rules say."""


@command.command("test")
@click.argument("account", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule and account.")
@click.pass_context
def test(ctx: click.Context, account: str | None, *, as_json: bool) -> None:
    """Say of each rule whether it fires now, with the numbers and those it would take.

    ACCOUNT is a handle, platform/handle, or key as `marsad accounts` prints it; without it every account is explained.
    Nothing is read from a platform, told or changed.
    """
    from storage import accounts

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        chosen = [picked(ctx, tx, account)] if account else [one for one in accounts.accounts(tx) if one.enabled]
        found = [(one, said) for one in chosen for said in _of(tx, one, settings, now)]
    if as_json:
        print_json(_record(one, said) for one, said in found)
    elif found:
        print_table(("account", "rule", "subject", "status", "why"), (_row(one, said) for one, said in found))
    else:
        click.echo("No account is watched yet; `marsad accounts add` adds one.")


def _of(tx: "Transaction", account: "StoredAccount", settings: "Settings", now: datetime) -> "Iterator[RuleFinding]":
    from dataclasses import replace

    from bot.facts import followers_of, held
    from bot.rule_book import rule_book
    from bot.rule_findings import findings
    from growth.replay import watched
    from storage import alerts, holds, profiles

    followers = followers_of(tx, account, now=now)
    watch = replace(
        watched(followers, platform=account.platform, zone=settings.zone),
        account=account.key,
        state=account.state,
        state_since=account.state_since,
        last_post_at=profile.last_post_at
        if (profile := profiles.known_profiles(tx, [account.key]).get(account.key))
        else None,
    )
    against = held(tx, [account], now=now, zone=settings.zone)
    standings = [prospect.standing for _, one in against for prospect in one.prospects]
    mine = {
        **alerts.alerts(tx, None, account.platform),
        **alerts.alerts_of(tx, [account.key], account.platform)[account.key],
    }
    failing = holds.failures(tx).get(account.platform)
    outage = f"{failing.failure} since {failing.since:%Y-%m-%d %H:%M}, {failing.polls} polls" if failing else ""
    yield from findings(watch, standings, mine, rule_book(tx, settings).of(account), now=now, outage=outage)


def _row(account: "StoredAccount", said: "RuleFinding") -> tuple[str, ...]:
    status = "off" if said.status is None else said.status.value
    return f"{account.platform}/{account.handle}", said.rule.value, said.subject, status, said.why


def _record(account: "StoredAccount", said: "RuleFinding") -> dict[str, object]:
    status = "off" if said.status is None else said.status.value
    return {
        "account": f"{account.platform}/{account.handle}",
        "rule": said.rule.value,
        "subject": said.subject,
        "status": status,
        "why": said.why,
    }
