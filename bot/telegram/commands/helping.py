"""/help: what can be asked."""

from bot.telegram.conversation import Ask, Reply, Text
from report.reply_text import help_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """Every command that whoever asks may use here, with what it does."""
    from bot.telegram.commands import COMMANDS  # noqa: PLC0415 - the table lists this very module

    mine = [name for name, command in COMMANDS.items() if command.allows(ask.asker.role, ask.chat, ask.settings)]
    return (Text(Html(help_text(ask.words, mine))),)
