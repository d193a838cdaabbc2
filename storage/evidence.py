"""The log of answers that counts were read from: only ever added to, and chained, so that a change shows.

Each entry's link hashes the entry and the link before it, and the link at the end of every UTC day is kept: an entry
that was changed, taken out or put in gives its day another link than the one that was kept. Who can write to the
database can forge the log from end to end; then it no longer goes through a link that somebody wrote down elsewhere,
such as ``Verified.head`` once was.
"""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Row, select, type_coerce

from storage import evidence_schema
from storage.columns import seconds
from storage.transaction import Transaction

_BEGINNING: Final = bytes(32)
"""The link before the first entry."""
_PAGE: Final = 10_000
"""Entries looked at together."""


@dataclass(frozen=True, slots=True)
class Link:
    """The log up to one of its entries.

    Attributes:
        number: The entry; 0 before the first.
        link: What it and everything before it hash to; 32 bytes.

    """

    number: int = 0
    link: bytes = _BEGINNING

    def __str__(self) -> str:
        """As it is written down, such as ``1234:9f86d0...``: the number and 32 hexadecimal digits."""
        return f"{self.number}:{self.link.hex()[:32]}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What holding the log against its links found.

    Attributes:
        head: Its end, computed anew.
        problems: In words, the earliest first; empty when it is sound.

    """

    head: Link
    problems: tuple[str, ...]


def append(tx: Transaction, answers: Sequence[tuple[str, bytes]], reader: str, at: datetime) -> None:
    """Log answers.

    Args:
        tx: A writing transaction, the one in which their counts are kept.
        answers: Address and SHA-256 of each, in the order in which they came.
        reader: What read them, and its version.
        at: When they were read (UTC).

    """
    if not answers:
        return
    table, second = evidence_schema.evidence, seconds(at)
    keys = {address: _endpoint(tx, address, reader) for address in dict.fromkeys(address for address, _ in answers)}
    last = tx.first(select(evidence_schema.seal).order_by(evidence_schema.seal.c.day.desc()).limit(1))
    head = Link() if last is None else Link(last.number, bytes(last.link))
    rows: list[dict[str, object]] = []
    for address, digest in answers:
        head = _next(head, second, address, reader, digest)
        rows.append({"number": head.number, "at": second, "endpoint": keys[address], "digest": digest})
    tx.change(table.insert(), rows)
    today = at.astimezone(UTC).date()
    day = today if last is None else max(today, last.day)  # a clock that was set back
    tx.upsert(evidence_schema.seal, [{"day": day, "number": head.number, "link": head.link}], key=["day"])


def verify(tx: Transaction, earlier: str | None = None) -> Verified:
    """Compute every link anew and hold it against those that were kept.

    Args:
        tx: A transaction.
        earlier: A head that was written down once, as ``Link`` prints it; None for none.

    """
    problems: list[str] = []
    head, noted = Link(), Link()
    seals = _seals(tx)
    waiting = {sealed.number: (day, sealed) for day, sealed in seals}
    is_found = earlier is None or earlier == str(head)
    for row in _entries(tx):
        if row.number != head.number + 1:
            problems.append(f"entries {head.number + 1} to {row.number - 1} of the log of answers are missing")
            head = Link(row.number - 1, head.link)
        head = _next(head, row.second, row.address, row.reader, bytes(row.digest))
        is_found = is_found or earlier == str(head)
        if row.number in waiting:
            day, sealed = waiting.pop(row.number)
            if sealed.link != head.link:
                problems.append(_changed(noted.number + 1, sealed.number, day))
                head = sealed  # so that a later day is only named for its own sake
            noted = sealed
    problems += [f"the log of answers should go on to entry {number}, of {day}" for number, (day, _) in waiting.items()]
    if head.number > noted.number:
        problems.append(f"entries {noted.number + 1} to {head.number} of the log of answers were never sealed")
    if not is_found:
        problems.append(f"the log of answers does not go through {earlier}")
    return Verified(head, tuple(problems))


def _changed(first: int, last: int, day: date) -> str:
    return f"the log of answers of {day} (entries {first} to {last}) is not what was logged"


def _next(before: Link, second: int, address: str, reader: str, digest: bytes) -> Link:
    words = b"\0".join((address.encode(), reader.encode()))
    entry = struct.pack(">qq", before.number + 1, second) + digest + words
    return Link(before.number + 1, hashlib.sha256(before.link + entry).digest())


def _endpoint(tx: Transaction, address: str, reader: str) -> int:
    table = evidence_schema.endpoint
    wanted = select(table.c.key).where(table.c.address == address, table.c.reader == reader)
    found = tx.first(wanted)
    return tx.insert(table, {"address": address, "reader": reader}) if found is None else int(found.key)


def _seals(tx: Transaction) -> list[tuple[date, Link]]:
    """Every day's end, oldest first."""
    table = evidence_schema.seal
    return [(row.day, Link(row.number, bytes(row.link))) for row in tx.rows(select(table).order_by(table.c.day))]


def _entries(tx: Transaction) -> Iterator[Row[Any]]:
    """Every entry with its endpoint, in order, a page at a time."""
    table, endpoint = evidence_schema.evidence, evidence_schema.endpoint
    statement = select(
        table.c.number,
        type_coerce(table.c.at, BigInteger).label("second"),
        table.c.digest,
        endpoint.c.address,
        endpoint.c.reader,
    ).join(endpoint, endpoint.c.key == table.c.endpoint)
    after = 0
    while True:
        page = tx.rows(statement.where(table.c.number > after).order_by(table.c.number).limit(_PAGE))
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].number
