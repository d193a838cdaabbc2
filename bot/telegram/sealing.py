"""What a button carries, sealed: Telegram's clients may send any data they like for a message's buttons.

The seal holds for one chat, by the store's key, which survives the move to a supergroup. Rights are checked when a
button is pressed, so that an old button does no more than its presser may do today.
Source: https://core.telegram.org/bots/api#inlinekeyboardbutton (``callback_data`` of 1 to 64 bytes).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from bot.settings import Settings

LONGEST_DATA: Final = 64
"""Bytes of ``callback_data``."""

_SEAL_BYTES: Final = 8
_SEAL_LENGTH: Final = 11  # of them in base64 without padding
_IN_PLACE, _ANEW = "=", "+"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a pressed button asks.

    Attributes:
        command: The command's name.
        arguments: The words after it.
        in_place: Whether the answer takes the place of the message.

    """

    command: str
    arguments: tuple[str, ...]
    in_place: bool


class Seal:
    """Seals what buttons carry, and tells what carries a seal from what does not.

    Args:
        token: The bot's token; the key is made from it, so that buttons outlive a restart and end with the token.

    """

    def __init__(self, token: SecretStr) -> None:
        self._key = hmac.digest(token.get_secret_value().encode(), b"marsad: buttons, first kind", "sha256")

    @classmethod
    def of(cls, settings: Settings) -> "Seal":
        """The seal of the bot that the settings name.

        Raises:
            ValueError: Without a token.

        """
        if settings.telegram.token is None:
            raise ValueError("telegram.token is missing")
        return cls(settings.telegram.token)

    def close(self, chat: int, sealed: Sealed) -> str:
        """The data of a button in a chat.

        Raises:
            ValueError: If it would be longer than Telegram takes, or a word of it has a space.

        """
        words = (sealed.command, *sealed.arguments)
        if any(not word or word.split() != [word] for word in words):
            raise ValueError(f"a button's words are not blank and have no spaces: {words}")
        body = (_IN_PLACE if sealed.in_place else _ANEW) + " ".join(words)
        data = body + self._of(chat, body)
        if len(data.encode()) > LONGEST_DATA:
            raise ValueError(f"a button carries at most {LONGEST_DATA} bytes: {words}")
        return data

    def open(self, chat: int, data: str) -> Sealed | None:
        """What a button asks; None when its data was not sealed for this chat."""
        body, seal = data[:-_SEAL_LENGTH], data[-_SEAL_LENGTH:]
        if not hmac.compare_digest(seal.encode(), self._of(chat, body).encode()) or body[:1] not in {_IN_PLACE, _ANEW}:
            return None
        command, *arguments = body[1:].split()
        return Sealed(command, tuple(arguments), in_place=body[0] == _IN_PLACE)

    def _of(self, chat: int, body: str) -> str:
        digest = hmac.digest(self._key, f"{chat}\n{body}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_SEAL_BYTES]).decode().rstrip("=")

    def __repr__(self) -> str:
        """Nothing of the key."""
        return "Seal()"
