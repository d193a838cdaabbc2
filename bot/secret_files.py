"""Secrets given as files: ``token_file = "/run/credentials/marsad/token"`` in place of ``token``.

Files suit systemd credentials (https://systemd.io/CREDENTIALS/) and container secrets; an environment variable is
inherited by every child process and a settings file is easily copied.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SUFFIX = "_file"
"""What a key's twin that names a file ends in."""

_ANYONE = 0o007
_CONTAINER_SECRETS = Path("/run/secrets")
"""Container engines mount secrets here, readable inside the container only, whatever their mode says."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Stands where a secret should: there is none to be had.

    Attributes:
        why: What is wrong and how to mend it, without the secret.

    """

    why: str


def with_files_read(table: Mapping[str, object], secrets: Iterable[str]) -> dict[str, object]:
    """``table`` with each ``<secret>_file`` replaced by ``<secret>`` and the file's text, or by why it is unusable."""
    result = dict(table)
    for name in secrets:
        if name + SUFFIX in result:
            path = result.pop(name + SUFFIX)
            is_twice = result.get(name) is not None
            result[name] = Unusable(_TWICE.format(name=name)) if is_twice else _text_of(path)
    return result


_TWICE = "and {name}_file are both given; keep one of them"


def _text_of(path: object) -> str | Unusable:
    if not isinstance(path, str) or not path.strip():
        return Unusable("has a twin ending in _file that names no file; write the file's path in quotes")
    try:
        return read_secret(Path(path))
    except ValueError as error:
        return Unusable(str(error))


def read_secret(path: Path) -> str:
    """The text of a secret's file without surrounding white space.

    A relative path is looked for among the credentials systemd hands over first, then where Marsad was started. A path
    that names no file is not repeated: it may be the secret itself, given behind the wrong key.

    Raises:
        ValueError: If it cannot be read, is empty, or may be read by anyone.

    """
    try:
        path = _handed_over(path)
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"has a file that cannot be read ({error.strerror}); name one this process may read") from None
    except ValueError:
        raise ValueError("has a file that is not text; write the secret into it as plain text") from None
    if mode & _ANYONE and not _is_guarded(path):
        raise ValueError(f"stands in {path}, which anyone on this machine may use; run: chmod 600 {path}")
    if not text:
        raise ValueError(f"stands in {path}, which is empty; write the secret into it")
    return text


def _handed_over(path: Path) -> Path:
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    inside = Path(directory, path) if directory else path
    return inside if inside.exists() else path


def _is_guarded(path: Path) -> bool:
    """Whether it lies where only this process, or this container, can get at it."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    homes = [_CONTAINER_SECRETS, *([Path(directory)] if directory else [])]
    return any(path.resolve().is_relative_to(home.resolve()) for home in homes)
