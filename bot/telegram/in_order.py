"""The order in which updates are dealt with."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 8
"""Updates dealt with beside each other: a picture must not hold up a line of text."""

_MOST_WAITING = 1_024
"""Updates that wait for their turn; more are left in the library's queue."""


class InOrder(BaseUpdateProcessor):
    """Updates of one chat one after the other, chats beside each other.

    Otherwise "/language fr" and the question after it, or being thrown out and let in again, could change places.
    """

    def __init__(self) -> None:
        super().__init__(_MOST_WAITING)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then for a free hand."""
        chat = update.effective_chat if isinstance(update, Update) else None
        turn = self._turns.setdefault(chat.id if chat is not None else 0, asyncio.Lock())
        async with turn, self._at_once:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""
