"""Reads one batch, whatever it takes: again for what was left unanswered, by halves around what spoils a request."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from connectors.connector import Answer, Connector, Quota
from connectors.errors import ConnectorError, MalformedAnswer
from connectors.price import requests_of
from growth.reading import AccountRef, Reading, Unread, UnreadReason

_log = structlog.get_logger("marsad.poll")

NEARLY_USED = 0.95
"""Share of a rate limit after which we stop by ourselves: calls over the limit lengthen a block."""


@dataclass(slots=True)
class _Asking:
    """The requests of one batch.

    Attributes:
        connector: How they are made.
        requests: How many were, as they are paid for.
        quota: What the latest answer said is left; None when none said.

    """

    connector: Connector
    requests: int = 0
    quota: Quota | None = None

    async def read(self, refs: Sequence[AccountRef]) -> list[Reading]:
        """One request's readings, counted whatever comes of it."""
        try:
            answer = await self.connector.read(refs)
        except ConnectorError:
            self.requests += requests_of(refs)
            raise
        self.requests += requests_of(refs) if answer.requests is None else answer.requests
        self.quota = answer.quota or self.quota
        return list(answer.readings)


async def ask(connector: Connector, refs: Sequence[AccountRef]) -> Answer:
    """One reading per account.

    Accounts left unanswered are asked for once more, by themselves. When an answer makes no sense, the one account that
    spoils it is looked for by halves and answered as malformed: it costs the request without it and the binary
    logarithm of the batch, whatever became of the others.

    Raises:
        ConnectorError: When the request as a whole failed, and not for one account's sake.

    """
    asking = _Asking(connector)
    try:
        readings = await asking.read(refs)
    except MalformedAnswer as error:
        if len(refs) == 1:
            raise
        found = await _around(asking, refs, error)
        readings = [found[ref] for ref in refs]
    again = [index for index, reading in enumerate(readings) if _is_unanswered(reading)]
    if again and not is_nearly_used(asking.quota):
        for index, reading in zip(again, await _once_more(asking, [refs[index] for index in again]), strict=False):
            readings[index] = reading
    return Answer(tuple(readings), asking.quota, asking.requests)


async def _once_more(asking: _Asking, refs: Sequence[AccountRef]) -> Sequence[Reading]:
    """What a second request says; nothing when it fails, which may be the fault of one server among many."""
    try:
        return await asking.read(refs)
    except ConnectorError as error:
        _log.info("still unanswered", platform=asking.connector.platform, accounts=len(refs), detail=str(error))
        return ()


async def _around(asking: _Asking, refs: Sequence[AccountRef], error: MalformedAnswer) -> dict[AccountRef, Reading]:
    """Every account's reading although one of them, or several, spoil the request.

    Raises:
        ConnectorError: When nothing at all can be read, so that the request itself is at fault.

    """
    readings: dict[AccountRef, Reading] = {}
    waiting = [tuple(refs)]
    while waiting:
        suspects, unread = waiting.pop(), list[AccountRef]()
        while len(suspects) > 1:
            half, other = suspects[: len(suspects) // 2], suspects[len(suspects) // 2 :]
            try:
                readings |= zip(half, await asking.read(half), strict=True)
                suspects = other
            except MalformedAnswer as still:
                error, suspects = still, half
                unread += other
        readings[suspects[0]] = Unread(UnreadReason.MALFORMED, str(error))
        try:
            readings |= zip(unread, await asking.read(unread) if unread else (), strict=True)
        except MalformedAnswer:
            waiting.append(tuple(unread))
        if len(readings) == 1:  # the one blamed: nothing could be read of so many, the others do not deserve it
            raise error
    return readings


def is_nearly_used(quota: Quota | None) -> bool:
    """Whether the next request could be one too many."""
    if quota is None:
        return False
    return quota.remaining == 0 or (quota.used is not None and quota.used >= NEARLY_USED)


def _is_unanswered(reading: Reading) -> bool:
    return isinstance(reading, Unread) and reading.reason is UnreadReason.UNANSWERED
