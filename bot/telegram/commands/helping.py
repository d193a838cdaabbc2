"""/help: what can be asked."""

from bot.telegram.conversation import Ask, Reply, Text
from report.reply_text import help_text
from report.telegram_html import Html


def answer(ask: Ask) -> Reply:
    """Every command with what it does."""
    return (Text(Html(help_text(ask.words))),)
