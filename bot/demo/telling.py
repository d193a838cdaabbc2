"""Shows the demonstration in a terminal: progress while it runs, then the chat, the accounts and what to try next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from bot.demo.play import Played, conversation
from growth.digest import AccountStatus
from report.chat_page import ChatMessage
from report.telegram_html import plain
from report.words import Words, words_for

LAST_DIGESTS = 3
"""Weekly digests shown; the page has them all."""

NARROWEST = 100
"""Columns when there is no terminal to ask."""


@contextmanager
def watched(days: tuple[date, ...]) -> Iterator[Callable[[date], None]]:
    """A progress bar over the days; silent when nobody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("replaying", total=len(days), day=days[0].isoformat())
        yield lambda day: progress.update(task, advance=1, day=day.isoformat())


def tell(played: Played, *, language: str) -> None:
    """Print the chat as its reader would see it, a table of the accounts, and where everything lies."""
    console = Console(highlight=False, markup=False)
    console = console if console.is_terminal else Console(highlight=False, markup=False, width=NARROWEST)
    words = words_for(language)
    for message in _shown(played):
        console.print(_bubble(message, words))
    console.print(_table(played.statuses))
    console.print(f"\nChat:     {played.page}", soft_wrap=True)
    for picture in played.pictures:
        console.print(f"Chart:    {picture}", soft_wrap=True)
    console.print(f"Database: {played.database}", soft_wrap=True)
    console.print(f"Settings: {played.config}", soft_wrap=True)
    console.print("\nTry next:")
    year, week, _ = (played.messages[-1].at - timedelta(weeks=1)).isocalendar()
    told = f"--week {year}-W{week:02} --lang {language}"
    for command in ("simulate --chat", f"digest {told}", f"report {told} --out {played.config.parent}"):
        console.print(f"  .venv/bin/marsad --config {played.config} {command}", soft_wrap=True)


def _shown(played: Played) -> list[ChatMessage]:
    """Both sides of the chat without the older digests."""
    older = sorted(played.digests)[:-LAST_DIGESTS]
    return conversation(played.questions, [one for one in played.messages if one.message_id not in older])


def _bubble(message: ChatMessage, words: Words) -> Panel:
    shown = f"🖼 {plain(message.html)}" if message.picture else plain(message.html)
    text = Text(shown, justify="right" if words.is_right_to_left else "left")
    colour = "green" if message.is_own else "cyan"
    return Panel(text, subtitle=f"{message.at:%Y-%m-%d}", subtitle_align="right", border_style=colour, width=NARROWEST)


def _table(statuses: tuple[AccountStatus, ...]) -> Table:
    table = Table("agency", "platform", "handle", "state", "followers", "7 days", "baseline", box=None, pad_edge=False)
    for status in statuses:
        standing = status.standing
        table.add_row(
            status.name.in_language("en"),
            status.name.platform,
            status.name.handle,
            status.state.value,
            f"{status.followers.value:,}" if status.followers else "",
            f"{status.net_week:+,}" if status.net_week is not None else "",
            f"{standing.baseline.name}: {standing.state.value}" if standing else "",
        )
    return table
