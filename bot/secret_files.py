"""Secrets given as files: ``token_file = "/run/credentials/marsad/token"`` in place of ``token``.

Files suit systemd credentials (https://systemd.io/CREDENTIALS/) and container secrets; an environment variable is
inherited by every child process and a settings file is easily copied.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_SUFFIX = "_file"
_ANYONE = 0o007
_CONTAINER_SECRETS = Path("/run/secrets")
"""Container engines mount secrets here, readable inside the container only, whatever their mode says."""


def with_files_read(table: Mapping[str, object], secrets: Iterable[str]) -> dict[str, object]:
    """``table`` with each ``<secret>_file`` replaced by ``<secret>`` and the file's text.

    Raises:
        ValueError: If a file cannot be read, is empty, may be read by anyone, or stands beside the value itself.

    """
    result = dict(table)
    for name in secrets:
        if name + _SUFFIX in result:
            path = Path(str(result.pop(name + _SUFFIX)))
            if result.get(name) is not None:
                raise ValueError(f"{name} and {name}{_SUFFIX} are both given; keep one of them")
            result[name] = read_secret(path)
    return result


def read_secret(path: Path) -> str:
    """The text of a secret's file without surrounding white space.

    Raises:
        ValueError: If it cannot be read, is empty, or may be read by anyone.

    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot read {path}: {type(error).__name__}; name a file this process may read") from error
    if mode & _ANYONE and not _is_handed_over(path):
        raise ValueError(f"{path} may be read by anyone on this machine; run: chmod 600 {path}")
    if not text:
        raise ValueError(f"{path} is empty; write the secret into it")
    return text


def _is_handed_over(path: Path) -> bool:
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    homes = [_CONTAINER_SECRETS, *([Path(directory)] if directory else [])]
    return any(path.resolve().is_relative_to(home.resolve()) for home in homes)
