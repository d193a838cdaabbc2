"""Telegram: channels and groups, by a bot where there is one, and by their public pages where there is none."""

from pydantic import SecretStr

from connectors.connector import Connector


def connect(*, bot_token: SecretStr | None = None, base_url: str | None = None, timeout_s: float = 20.0) -> Connector:
    """A connector to Telegram; nothing is sent before the first ``read``.

    Args:
        bot_token: The token of a bot; None reads the public pages.
        base_url: Where the Bot API is or, without a bot, the pages; None is Telegram's own.
        timeout_s: Seconds for a whole request.

    """
    from connectors import telegram_bot, telegram_web  # noqa: PLC0415 - lxml is imported by its users only

    where = {} if base_url is None else {"base_url": base_url}
    if bot_token is None:
        return telegram_web.connect(timeout_s=timeout_s, **where)
    return telegram_bot.connect(bot_token=bot_token, timeout_s=timeout_s, **where)
