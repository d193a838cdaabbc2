"""``marsad accounts show``: what is known of an account's existence, and from what."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import FAILED
from bot.cli.shared import print_json, settings_of

if TYPE_CHECKING:
    from bot.evidence import Evidence


@click.command("show")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object an account.")
@click.pass_context
def show(ctx: click.Context, words: tuple[str, ...], *, as_lines: bool) -> None:
    """Say what is known of the accounts that WORDS fit (or the key that `marsad accounts` prints), and from what.

    States, the last polls, and profile changes.
    """
    from bot.evidence import evidence_of
    from bot.picking import pick
    from storage import accounts

    with stored(ctx, settings_of(ctx)) as (tx, _):
        every = accounts.accounts(tx)
        keyed = tuple(account for account in every if (str(account.key),) == words)
        found = [evidence_of(tx, account) for account in keyed or pick(every, words)]
    if not found:
        click.echo("No account fits; `marsad accounts list` shows them all.", err=True)
        ctx.exit(FAILED)
    if as_lines:
        print_json(_as_json(evidence) for evidence in found)
    else:
        click.echo("\n\n".join("\n".join(_lines(evidence)) for evidence in found))


def _as_json(evidence: "Evidence") -> dict[str, object]:
    account, last = evidence.account, evidence.last
    return {
        "platform": account.platform,
        "handle": account.handle,
        "platform_id": account.platform_id,
        "state": account.state.value,
        "since": account.state_since.isoformat(),
        "states": [
            {"state": spell.state.value, "since": spell.since.isoformat(), "said": spell.detail}
            for spell in evidence.spells
        ],
        "last_poll": (
            {
                "outcome": last.outcome,
                "since": last.first_at.isoformat(),
                "until": last.last_at.isoformat(),
                "polls": last.polls,
                "because_of": evidence.cause.value if evidence.cause else None,
            }
            if last
            else None
        ),
        "changes": [
            {"at": at.isoformat(), "field": change.field, "before": change.before, "after": change.after}
            for at, change in evidence.changes
        ],
    }


def _lines(evidence: "Evidence") -> Iterator[str]:
    account, last = evidence.account, evidence.last
    yield f"{account.platform} {account.handle} (id {account.platform_id or 'not known'})"
    yield f"  state     {account.state} since {_shown(account.state_since)}"
    for spell in evidence.spells:
        yield f"            {_shown(spell.since)} {spell.state}" + (f": {_clean(spell.detail)}" if spell.detail else "")
    if last is None:
        yield "  last poll never"
    else:
        cause = f", because of {evidence.cause}" if evidence.cause else ""
        span = f"{_shown(last.first_at)} to {_shown(last.last_at)}"
        yield f"  last poll {last.outcome}{cause}: {last.polls} in a row, {span}"
    for at, change in evidence.changes:
        yield f"  changed   {_shown(at)} {change.field}: {_clean(change.before)} -> {_clean(change.after)}"


def _clean(text: str | None) -> str:
    """Others' words on one line, without what could move a terminal's cursor."""
    return "nothing" if text is None else "".join(letter if letter.isprintable() else " " for letter in text)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
