"""JSON of the control API into the simulator's records, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


class BadDocument(ValueError):
    """A document of the control API makes no sense; the message says which part."""


def made(kind: type[Record], document: Mapping[str, object]) -> Record:
    """A record of this kind from the fields of a document.

    Raises:
        BadDocument: When a field is unknown, missing or impossible.

    """
    unknown = set(document) - {field.name for field in fields(kind)}
    if unknown:
        raise BadDocument(f"unknown: {', '.join(sorted(unknown))}")
    try:
        record: Record = _adapter(kind).validate_python(document)
    except ValidationError as error:
        parts = (f"{_place(problem['loc'])}{problem['msg']}" for problem in error.errors())
        raise BadDocument("; ".join(parts)) from None
    return record


def change(record: "DataclassInstance", document: Mapping[str, object]) -> None:
    """Set the fields of a record that a document names; nothing is set when one of them is impossible.

    Raises:
        BadDocument: When a field is unknown or impossible.

    """
    checked = made(type(record), asdict(record) | dict(document))
    for name in document:
        setattr(record, name, getattr(checked, name))


def as_json(value: object) -> object:
    """Any of the simulator's records as JSON: instants in ISO 8601, bytes in base64."""
    return to_jsonable_python(value, bytes_mode="base64", fallback=_fallback)


def _fallback(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


@cache
def _adapter(kind: type[Record]) -> TypeAdapter[Record]:
    return TypeAdapter(kind)


def _place(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""
