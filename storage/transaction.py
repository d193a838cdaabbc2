"""One transaction: the only way into the tables, and the only place that knows how the two databases differ in it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Row,
    Select,
    Table,
    TextClause,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import Executable
from sqlalchemy.sql.dml import UpdateBase

from storage.columns import Keys, keys_as_json
from storage.errors import StorageError
from storage.translation import translated

_ROWS_AT_ONCE = 100
"""Rows in one statement: SQLite takes 32,766 values in one, and gains nothing beyond a hundred rows."""

Values = Mapping[str, object]
"""A row to write, by column."""


def named(row: Row[Any]) -> dict[str, Any]:
    """A row's values by column, to change some and write them back."""
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a row's names is spelled so


class Transaction:
    """What ``Store.begin`` and ``Store.read`` hand out; callers pass it on and do not look inside.

    Every method raises a ``StorageError`` where the database refuses.

    Args:
        connection: A connection with a transaction begun on it.
        writes: Whether it may write.

    """

    __slots__ = ("_connection", "_writes")

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Every row the statement yields, given the values of its parameters."""
        with translated():
            return self._connection.execute(statement, values).all()

    def numbers(self, statement: Select[Any], values: Mapping[str, int | str | Collection[int]]) -> NDArray[np.int64]:
        """What a statement yields that is made once and yields whole numbers alone; shape ``(n, columns)``, n may be 0.

        Several times as quick as ``rows`` where there are thousands: no object is made of a row, or of a number in it.

        Args:
            statement: It; kept with its text for as long as the program runs.
            values: Of its parameters; keys for ``among`` as a collection.

        """
        text, names, width = _compiled(self._connection.dialect, statement)
        sent = {name: one if isinstance(one, int | str) else self._as_sent(one) for name, one in values.items()}
        with translated():
            result = self._connection.exec_driver_sql(text, tuple(sent[name] for name in names) if names else sent)
            found = result.cursor.fetchall()
            result.close()
        return np.fromiter(chain.from_iterable(found), np.int64, len(found) * width).reshape(-1, width)

    def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row the statement yields, given the values of its parameters; None when it yields none."""
        with translated():
            return self._connection.execute(statement, values).first()

    def change(self, statement: UpdateBase, rows: Sequence[Values] | None = None) -> int:
        """Write, once or once for each of ``rows``; the number of rows changed where the driver tells it."""
        self._refuse_in_a_read()
        if rows is not None and not rows:
            return 0
        with translated():
            return self._connection.execute(statement, rows).rowcount

    def run(self, statement: TextClause) -> None:
        """Carry out a statement that makes or drops a table."""
        self._refuse_in_a_read()
        with translated():
            self._connection.execute(statement)

    def returning(self, statement: UpdateBase) -> Row[Any] | None:
        """Write, and give the first row of the statement's RETURNING; None when nothing was written."""
        self._refuse_in_a_read()
        with translated():
            return self._connection.execute(statement).first()

    def insert(self, table: Table, row: Values) -> int:
        """Insert one row; the key it got."""
        new = self.returning(table.insert().values(row).returning(table.c.key))
        if new is None:
            raise StorageError(f"The database took a row of {table.name} and gave no key for it.")
        return int(new[0])

    def insert_rows(self, table: Table, rows: NDArray[np.int64]) -> None:
        """Insert many rows of whole numbers as the database keeps them, shape ``(n, columns in the table's order)``.

        A hundred rows a statement, which is twice as quick as a row at a time.
        """
        self._refuse_in_a_read()
        whole = len(rows) // _ROWS_AT_ONCE * _ROWS_AT_ONCE
        with translated():
            for some, number in ((rows[:whole], _ROWS_AT_ONCE), (rows[whole:], 1)):
                if len(some):
                    statement = _insert_of(self._dialect, table, number)
                    values = some.reshape(-1, number * len(table.c)).tolist()
                    self._connection.exec_driver_sql(statement, [tuple(row) for row in values])

    def insert_once(self, table: Table, row: Values, *, key: Collection[str]) -> int | None:
        """Insert one row unless one with the same columns ``key`` is there; the key it got, None when one was."""
        statement = _insert(self._dialect, table).values(row).on_conflict_do_nothing(index_elements=key)
        new = self.returning(statement.returning(table.c.key))
        return None if new is None else int(new[0])

    def keep_first(self, table: Table, rows: Sequence[Values], *, key: Collection[str]) -> None:
        """Insert those of ``rows`` whose columns ``key`` are not there yet; the others stay as they were."""
        if rows:
            is_many = len(rows) > 1 and not self.is_sqlite
            self._write(_keep_first(self._dialect, table, tuple(rows[0]), tuple(key), is_many=is_many), rows)

    def upsert(self, table: Table, rows: Sequence[Values], *, key: Collection[str]) -> None:
        """Insert ``rows``, which name the same columns; where the columns ``key`` are there, the others change."""
        if rows:
            is_many = len(rows) > 1 and not self.is_sqlite
            last = list({tuple(row[name] for name in key): row for row in rows}.values()) if is_many else rows
            self._write(_upsert(self._dialect, table, tuple(rows[0]), tuple(key), is_many=is_many), last)

    def _as_sent(self, keys: Collection[int]) -> str | list[int]:
        """Keys as one value."""
        return keys_as_json(keys) if self.is_sqlite else list(keys)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self._dialect == "sqlite"

    @property
    def _dialect(self) -> str:
        """The database at hand, as SQLAlchemy names it."""
        return self._connection.dialect.name

    def _write(self, statement: UpdateBase, rows: Sequence[Values]) -> None:
        """Insert rows: one after the other, or on PostgreSQL many in one statement, as columns."""
        if self.is_sqlite or len(rows) == 1:
            self.change(statement, rows)
        else:
            self.change(statement, [{name: [row[name] for row in rows] for name in rows[0]}])

    def _refuse_in_a_read(self) -> None:
        """A write inside a read would be rolled back without a word."""
        if not self._writes:
            raise TypeError("this transaction only reads: write inside Store.begin()")


@cache
def _compiled(dialect: Dialect, statement: Select[Any]) -> tuple[str, tuple[str, ...], int]:
    """A statement's text, the order of its parameters where they have no names, and how many columns it has."""
    compiled = statement.compile(dialect=dialect)
    return compiled.string, tuple(getattr(compiled, "positiontup", None) or ()), len(statement.selected_columns)


def among(column: Column[Any], name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """The condition that picks rows by any number of keys, all in the one parameter ``name``, a list of them."""
    keys = bindparam(name, type_=Keys)
    if is_sqlite:
        return column.in_(select(func.json_each(keys).table_valued("value").c.value))
    return column == func.any(keys)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The insert of a database, which knows its ON CONFLICT."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _insert_many(table: Table, columns: Sequence[str]) -> postgresql.Insert:
    """The insert of many rows on PostgreSQL, from one array a column: twice as quick as a row at a time.

    Source: https://www.postgresql.org/docs/current/functions-array.html (``unnest`` of several arrays)
    """
    arrays = [bindparam(name, type_=ARRAY(table.c[name].type)) for name in columns]
    rows = func.unnest(*arrays).table_valued(*columns).render_derived()
    return postgresql.insert(table).from_select(list(columns), select(*(rows.c[name] for name in columns)))


@cache
def _keep_first(
    dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...], *, is_many: bool
) -> UpdateBase:
    """Made once a kind, since every poll writes the same ones: making it costs as much as carrying it out."""
    statement = _insert_many(table, columns) if is_many else _insert(dialect, table)
    return statement.on_conflict_do_nothing(index_elements=key)


@cache
def _insert_of(dialect: str, table: Table, number: int) -> str:
    """The statement that inserts so many whole rows, as the driver wants it."""
    mark = "?" if dialect == "sqlite" else "%s"
    names = ", ".join(f'"{column.name}"' for column in table.c)
    row = f"({', '.join(mark for _ in table.c)})"
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * number)}'  # noqa: S608 - names from our schema


@cache
def _upsert(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...], *, is_many: bool) -> UpdateBase:
    """Likewise."""
    statement = _insert_many(table, columns) if is_many else _insert(dialect, table)
    change = {column: statement.excluded[column] for column in columns if column not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=change)
