"""Channels and groups that anyone may read, as a bot finds them that is not in them."""

from collections.abc import Iterator

from simulator.open_world import Channel, ChannelKind
from simulator.telegram_chats import BotStatus, Chat, ChatType
from simulator.world import World

_TYPES = {ChannelKind.CHANNEL: ChatType.CHANNEL, ChannelKind.GROUP: ChatType.SUPERGROUP}


def public_chats(world: World) -> Iterator[Chat]:
    """Every channel and group of the world; people and bots are no address for a bot."""
    for channel in world.all(Channel).values():
        if channel.kind in _TYPES:
            yield Chat(
                id=channel.chat_id,
                type=_TYPES[channel.kind],
                title=channel.title or channel.id,
                username=channel.id,
                description=channel.description or None,
                bot=BotStatus.LEFT,
                member_count=channel.subscribers,
            )
