"""Says what is wrong with a setting, where, and how to mend it, in sentences and without the value that was given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.secret_files import SUFFIX
from bot.settings import PlatformSettings, Settings, StorageSettings, TelegramSettings
from bot.spelling import near
from connectors.catalogue import CATALOGUE
from growth.platform import Platform

_HIDDEN = frozenset({"credentials", "options", "switches"})
"""Fields under which a platform's own keys are kept; nobody writes them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake.

    Attributes:
        key: Where, such as ``platforms.x.interval``; empty when the file as a whole is meant.
        wrong: What is wrong, as the end of a sentence that begins with the key.
        mend: What to do.

    """

    key: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        """One line for the terminal."""
        said = f"{self.wrong}; {self.mend}"
        return f"{self.key}: {said}" if self.key else said


def problems(error: ValidationError) -> tuple[Problem, ...]:
    """Every mistake, in the order of the settings."""
    found = error.errors(include_url=False, include_input=False)
    return tuple(_problem(one) for one in found)


def _problem(found: ErrorDetails) -> Problem:
    place = _place(found["loc"])
    said = _sentence(found, place)
    wrong, _, mend = said.partition("; ")
    return Problem(_shown(place), wrong, mend)


def _place(loc: Sequence[str | int]) -> tuple[str | int, ...]:
    return tuple(
        part
        for index, part in enumerate(loc)
        if part != "[key]" and not (index == 2 and loc[0] == "platforms" and part in _HIDDEN)  # noqa: PLR2004 - platforms.NAME.HIDDEN
    )


def _shown(place: Sequence[str | int]) -> str:
    """``agencies#1.accounts#2.handle``: entries of a list are counted from one."""
    return "".join(f"#{part + 1}" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


_KINDS: Mapping[str, str] = {
    "missing": "is missing; add it",
    "literal_error": "is none of the words it may be; write {expected}",
    "enum": "is none of the words it may be; write {expected}",
    "greater_than": "is too small; write more than {gt}",
    "greater_than_equal": "is too small; write at least {ge}",
    "less_than": "is too large; write less than {lt}",
    "less_than_equal": "is too large; write at most {le}",
    "string_too_short": "is empty; write something, or delete the key",
    "string_too_long": "is too long; write at most {max_length} characters",
    "too_short": "is empty; write at least one entry",
    "too_long": "is too long; write at most {max_length} entries",
    "bool": "is neither yes nor no; write true or false, without quotes",
    "int": "is not a whole number; write one such as 45000, without quotes",
    "float": "is not a number; write one such as 0.005, without quotes",
    "finite": "is not a number; write one such as 0.005, without quotes",
    "string": "is not text; write it in double quotes",
    "date": "is not a day; write year, month and day such as 2019-02-15, without quotes",
    "time": 'is not a time of day; write it such as "09:00"',
    "tuple": "is not a list; write [...], or [[agencies]] with two brackets for each entry",
    "model": "is not a table; write its name in brackets and its keys below",
    "dict": "is not a table; write its name in brackets and its keys below",
}
"""Sentences by pydantic's kind of error, or by its first word; source:
https://docs.pydantic.dev/latest/errors/validation_errors/. A test tries every key with every kind of value."""


def _sentence(found: ErrorDetails, place: Sequence[str | int]) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        hint = near(str(place[-1]), known_keys(place[:-1]))
        return f"is not a key Marsad knows; {hint}config.example.toml has them all"
    if kind == "value_error":
        return found["msg"].removeprefix("Value error, ")
    if found["loc"][-1] == "[key]":
        return f"is not a key Marsad knows here; write {context['expected']}"
    sentence = _KINDS.get(kind) or _KINDS.get(
        kind.partition("_")[0], f"cannot be used ({kind}); see config.example.toml"
    )
    return sentence.format(**context)


def known_keys(place: Sequence[str | int]) -> tuple[str, ...]:
    """The keys the table at a place may have, each secret with its twin that names a file."""
    model: type[BaseModel] = Settings
    for part in place:
        field = model.model_fields.get(str(part))
        inner = next(_models(field.annotation), None) if field is not None else None
        model = inner or model
    names = tuple(name for name in model.model_fields if name not in _HIDDEN)
    secrets = _secrets(model, place)
    return (*names, *secrets, *(name + SUFFIX for name in secrets), *_options(model, place))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - what a field's annotation is
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _secrets(model: type[BaseModel], place: Sequence[str | int]) -> tuple[str, ...]:
    if model is PlatformSettings:
        entry = CATALOGUE[Platform(str(place[-1]))]
        return (*entry.secrets, *entry.optional_secrets)
    return {TelegramSettings: ("token",), StorageSettings: ("url",)}.get(model, ())


def _options(model: type[BaseModel], place: Sequence[str | int]) -> tuple[str, ...]:
    if model is not PlatformSettings:
        return ()
    entry = CATALOGUE[Platform(str(place[-1]))]
    return (*entry.options, *entry.switches)
