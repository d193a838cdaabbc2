"""What every table is made of: our column types, and the names of keys and indexes."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Dialect, Integer, MetaData, Text, func, literal
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest instant stored; as a due date it means "at once", whatever the clock says."""

KEY: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Generated keys: SQLite numbers rows by itself only where the type is spelled INTEGER."""


metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def seconds(at: datetime) -> int:
    """Whole seconds from 1970 to ``at``, rounded down.

    Raises:
        ValueError: If ``at`` has no time zone and could mean any of 38 hours.

    """
    if at.utcoffset() is None:
        raise ValueError(f"an instant needs a time zone: {at.isoformat()}")
    return (at - EPOCH) // timedelta(seconds=1)


def instant(whole_seconds: int) -> datetime:
    """The instant (UTC) that many seconds after 1970."""
    return datetime.fromtimestamp(whole_seconds, UTC)


def whole(at: datetime) -> datetime:
    """``at`` as the tables will give it back: in UTC, without a fraction of a second.

    Raises:
        ValueError: If ``at`` has no time zone.

    """
    return instant(seconds(at))


def clean(words: str) -> str:
    """Other people's words as both databases can hold them: no NUL, and ``?`` for halves of surrogate pairs.

    A platform's JSON may carry either; PostgreSQL refuses the first and no driver can encode the second.
    """
    return words.replace("\0", "").encode("utf-8", "replace").decode()


def or_epoch(column: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """An instant column with 1970 in place of NULL."""
    return func.coalesce(column, literal(EPOCH, Instant))


def keys_as_json(keys: Collection[int]) -> str:
    """Keys as one JSON list."""
    return "[" + ",".join(map(str, keys)) + "]"


class Prose(TypeDecorator[str]):
    """Text of any length that others wrote, made fit to be kept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """What is written for a text."""
        return None if value is None else clean(value)


class Keys(TypeDecorator[Collection[int]]):
    """Keys to look for, as one value: an array on PostgreSQL, a JSON list on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database takes it for."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> str | list[int]:
        """What is sent for it."""
        keys = list(value or ())
        return keys_as_json(keys) if dialect.name == "sqlite" else keys


class Instant(TypeDecorator[datetime]):
    """Aware instants outside, whole UTC seconds inside; a naive datetime is a ``ValueError``.

    Whoever has the seconds at hand may write them as they are.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """What is written for an instant."""
        return seconds(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - likewise
        """What is read back: aware, in UTC."""
        return None if value is None else instant(value)
