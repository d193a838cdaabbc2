"""/language: the language of a chat (``/language fr``)."""

from bot.telegram.conversation import Ask, Button, Reply, Text
from report.words import LANGUAGES, words_for
from storage import chats


def answer(ask: Ask) -> Reply:
    """Change the language and say so in the new one; without a known language, a button for each."""
    wanted = ask.arguments[0].casefold() if ask.arguments else ""
    if wanted not in LANGUAGES:
        buttons = tuple(Button(ask.words.say(f"language.{one}"), "language", (one,)) for one in LANGUAGES)
        return (Text(ask.words.say("reply.language_unknown"), (buttons,)),)
    with ask.store.begin() as tx:
        chats.set_language(tx, ask.chat.key, wanted)
        ask.write_down(tx)
    return (Text(words_for(wanted, ask.chat.region).say("reply.language_set")),)
