"""Puts letters into the words of their chat, at the moment they are first sent."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.digests import DigestLetter
from bot.facts import digest_of, name_of
from bot.settings import Settings
from bot.telegram.alert_message import alert_keyboard
from bot.telegram.conversation import Keyboard
from report.alerts_text import Told, alerts_text
from report.digest_text import digest_text
from report.telegram_html import MESSAGE_LIMIT, Html, split
from report.words import Words, words_for
from storage import accounts, chats, ledger, tellings
from storage.chats import Chat
from storage.letters import Letter, LetterKind
from storage.transaction import Transaction

_ROOM_FOR_REPEAT = 200
"""UTF-16 units kept free for the line that says a message may be a repeat."""


class Unwritable(Exception):
    """A letter that cannot be put into words: what it tells is gone, or its payload makes no sense."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes letters.

    Attributes:
        settings: The operator's settings.
        now: The clock.

    """

    settings: Settings
    now: Callable[[], datetime]

    def write(self, tx: Transaction, letter: Letter) -> tuple[Html, ...]:
        """The parts of a letter as Telegram HTML, each short enough to send; never empty.

        Raises:
            Unwritable: When it cannot be worded, now or ever.

        """
        try:
            return self._write(tx, letter)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise Unwritable(f"{type(error).__name__}: {error}") from error

    def _write(self, tx: Transaction, letter: Letter) -> tuple[Html, ...]:
        chat = _chat_of(tx, letter)
        words = words_for(chat.language, chat.region)
        match letter.kind:
            case LetterKind.ALERT:
                text = self._alert(tx, letter, chat, words)
            case LetterKind.DIGEST:
                text = self._digest(tx, letter, chat, words)
            case LetterKind.NOTICE:
                text = _notice(letter, words)
        return split(text, limit=MESSAGE_LIMIT - _ROOM_FOR_REPEAT)

    def marked(self, tx: Transaction, letter: Letter, part: Html) -> Html:
        """A part as it is sent: with a line above it when an earlier copy may have arrived."""
        if not letter.is_repeat:
            return part
        chat = _chat_of(tx, letter)
        return Html(f"{words_for(chat.language, chat.region).say('alert.repeat')}\n{part}")

    def buttons(self, tx: Transaction, letter: Letter, parts: Sequence[str]) -> Keyboard:
        """What stands under a letter's next part: an alert's buttons under its last, nothing under others."""
        is_last = letter.parts_sent + 1 >= len(parts)
        if letter.kind is not LetterKind.ALERT or not is_last:
            return ()
        return alert_keyboard(tx, letter, _chat_of(tx, letter), self.now())

    def _alert(self, tx: Transaction, letter: Letter, chat: Chat, words: Words) -> str:
        told = [(one, ledger.event(tx, one.event)) for one in tellings.told_in(tx, letter)]
        found = [Told(event, name_of(tx, event), one.nth) for one, event in told if event is not None]
        if not found:
            raise LookupError(f"letter {letter.key} tells an event that is not kept")
        text = alerts_text(found, words, zone=chat.zone)
        return text if letter.payload is None else f"{words.say('alert.held')}\n\n{text}"

    def _digest(self, tx: Transaction, letter: Letter, chat: Chat, words: Words) -> str:
        asked = DigestLetter.from_json(letter.payload or "{}")
        digest = digest_of(
            tx,
            accounts.followed_by(tx, chat.key),
            self.settings,
            asked.week(chat.zone),
            now=self.now(),
            zone=chat.zone,
            covers=asked.covers,
            is_late=asked.is_late,
        )
        return digest_text(digest, words, zone=chat.zone)


def _chat_of(tx: Transaction, letter: Letter) -> Chat:
    chat = chats.chat(tx, letter.chat)
    if chat is None:
        raise LookupError(f"letter {letter.key} belongs to a chat that is not kept")
    return chat


def _notice(letter: Letter, words: Words) -> str:
    """A notice's payload is the key of its text and the values in it."""
    key, values = json.loads(letter.payload or "[]")
    return words.say(key, **values)
