"""``marsad annotate``: what happened to accounts and agencies."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from bot.cli.database import stored
from bot.cli.exit_codes import WRONG_USE
from bot.cli.history import picked
from bot.cli.shared import KEY, print_json, print_table, settings_of

if TYPE_CHECKING:
    from growth.note import Effect, Note

ORIGIN = "command"


@click.group("annotate", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, add and remove notes on what happened."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_notes)


@command.command("list")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a note.")
@click.pass_context
def list_notes(ctx: click.Context, *, as_lines: bool = False) -> None:
    """List every note, oldest first."""
    from storage import accounts, notes

    with stored(ctx, settings_of(ctx)) as (tx, _):
        found = notes.notes(tx)
        handles = {one.key: f"{one.platform}/{one.handle}" for one in accounts.accounts(tx)}
    rows = [(one.key, one.note, handles.get(one.note.account or 0, "")) for one in found]
    if as_lines:
        print_json({"key": key, **_as_json(note, handle)} for key, note, handle in rows)
    else:
        columns = ("key", "agency", "account", "date", "what", "source")
        print_table(
            columns, ((str(key), n.agency, handle, str(n.day), n.text, n.source or "") for key, n, handle in rows)
        )


@command.command("add")
@click.argument("account")
@click.argument("text")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day it happened.")
@click.option("--source", help="Where it is told: an address, or a citation.")
@click.option("--agency", "is_whole", is_flag=True, help="Note it of the account's whole agency.")
@click.pass_context
def add(ctx: click.Context, account: str, text: str, day: datetime, source: str | None, *, is_whole: bool) -> None:
    """Note on ACCOUNT (its key, platform/handle, or words that fit it) what happened: TEXT."""
    from bot.annotating import NoteError, noted
    from storage import notes

    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        found = picked(ctx, tx, account)
        try:
            note = noted(found, day=day.date(), text=text, source=source, is_whole=is_whole)
        except NoteError as error:
            raise click.UsageError(str(error)) from None
        key = notes.save_note(tx, note, ORIGIN)
    whose = found.agency if is_whole else f"{found.platform}/{found.handle}"
    click.echo(f"note {key}: {whose}, {note.day}: {note.text}")


@command.command("effect")
@click.argument("account")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a note.")
@click.pass_context
def effect(ctx: click.Context, account: str, *, as_lines: bool = False) -> None:
    """Tell of each note on ACCOUNT how growth went before and after, beside its peers'."""
    from bot.annotating import effects, notes_on
    from report.note_text import notes_text
    from report.telegram_html import plain
    from report.words import words_for

    settings = settings_of(ctx)
    with stored(ctx, settings) as (tx, now):
        found = picked(ctx, tx, account)
        told = notes_on(tx, found)
        seen = effects(tx, found, told, now=now, zone=settings.zone)
    if as_lines:
        print_json({**_as_json(note, f"{found.platform}/{found.handle}"), **_effect(seen[note])} for note in told)
    else:
        groups = [(found.name, [(note, seen[note]) for note in told])] if told else []
        click.echo(plain(notes_text(groups, words_for(settings.digest.language))))


@command.command("remove")
@click.argument("key", type=KEY)
@click.pass_context
def remove(ctx: click.Context, key: int) -> None:
    """Forget the note KEY, as `marsad annotate list` prints it."""
    from storage import notes

    with stored(ctx, settings_of(ctx), writes=True) as (tx, _):
        is_known = notes.remove_note(tx, key)
    if not is_known:
        click.echo(f"there is no note {key}; `marsad annotate list` lists them", err=True)
        ctx.exit(WRONG_USE)


def _as_json(note: "Note", handle: str) -> dict[str, object]:
    return {
        "agency": note.agency,
        "account": handle or None,
        "date": note.day.isoformat(),
        "text": note.text,
        "source": note.source,
    }


def _effect(found: "Effect | None") -> dict[str, object]:
    if found is None:
        return {"days": None}
    low, high = found.interval or (None, None)
    shares = {"before": found.before, "after": found.after, "peers": found.peers, "beyond": found.beyond}
    return {"days": found.days, **shares, "low": low, "high": high}
