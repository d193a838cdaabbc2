"""What became of one attempt to send, sorted by what to do next.

Outcome
├── Delivered     done
├── NotSent       certainly did not reach Telegram: try again, no harm possible
├── Unknown       may have reached Telegram: send again, marked as a possible repeat
├── BadMarkup     Telegram cannot read the markup: send the same as plain text
├── Migrated      the group became a supergroup: same chat, new number
├── Unreachable   the chat is closed to us (blocked, kicked, gone): park its letters
└── Refused       this message can never be sent; keep it for a person to see
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram accepted it.

    Attributes:
        message_id: Its number in the chat.

    """

    message_id: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not reach Telegram.

    Attributes:
        reason: Why, for the log.
        after: The pause Telegram asked of this chat; None when it asked for none.

    """

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have reached Telegram: the answer was lost.

    Attributes:
        reason: Why, for the log.

    """

    reason: str


@dataclass(frozen=True, slots=True)
class BadMarkup:
    """Telegram could not parse the markup.

    Attributes:
        reason: Telegram's words.

    """

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup.

    Attributes:
        telegram_id: The chat's number from now on.

    """

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The chat is closed to the bot.

    Attributes:
        reason: Telegram's words.

    """

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message.

    Attributes:
        reason: Telegram's words.

    """

    reason: str


Outcome = Delivered | NotSent | Unknown | BadMarkup | Migrated | Unreachable | Refused
"""One attempt's end."""
