"""/forget: keep nothing of whoever asks and, where it is theirs, of the chat."""

from bot.telegram.conversation import Ask, Button, Reply, Text
from storage import forgetting
from storage.chats import Role

_YES, _CHAT = "yes", "chat"


def answer(ask: Ask) -> Reply:
    """Ask first; then forget the person with the private chat they ask in, or a group for an administrator."""
    wants_chat = _CHAT in ask.arguments
    if wants_chat and (ask.chat.kind == "private" or ask.asker.role is not Role.ADMIN):
        return (Text(ask.words.say("reply.not_allowed")),)
    if _YES not in ask.arguments:
        what = (_CHAT,) if wants_chat else ()
        yes = Button(ask.words.say("button.forget"), ask.command, (*what, _YES))
        return (Text(ask.words.say("forget.chat" if wants_chat else "forget.person"), ((yes,),)),)
    with ask.store.begin() as tx:
        if wants_chat or ask.chat.kind == "private":
            forgetting.forget_chat(tx, ask.chat.key)
        if not wants_chat and ask.asker.telegram_id is not None:
            forgetting.forget_person(tx, ask.asker.telegram_id)
    return (Text(ask.words.say("forget.done")),)
