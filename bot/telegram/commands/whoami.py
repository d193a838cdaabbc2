"""/whoami: what the bot knows of whoever asks."""

from bot.telegram.conversation import Ask, Reply, Text
from report.telegram_html import Html, code


def answer(ask: Ask) -> Reply:
    """Numbers, role, language and zone."""
    words = ask.words
    number = "-" if ask.asker.telegram_id is None else str(ask.asker.telegram_id)
    lines = (
        words.say("whoami.person", person=code(number), name=ask.asker.name),
        words.say("whoami.role", role=words.say(f"role.{ask.asker.role}")),
        words.say("whoami.chat", chat=code(str(ask.chat.telegram_id))),
        words.say("whoami.speaks", language=words.say(f"language.{ask.chat.language}"), zone=ask.zone.key),
    )
    return (Text(Html("\n".join(lines))),)
