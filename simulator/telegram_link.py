"""Web addresses as Telegram tidies them before it keeps a link."""

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]*|(?:\d{1,3}\.){3}\d{1,3}|\[[0-9A-Fa-f:.]+\])"
    r"(?P<port>:\d{1,5})?"
    r"(?P<rest>[/?#].*)?",
    re.DOTALL,
)
_DEEP_LINK: Final = re.compile(r"(?:tg|ton|tonsite)://\S+|tg:\S+", re.IGNORECASE)


def web_address(text: str) -> str | None:
    """The address Telegram keeps for ``text``: lower-case scheme and host, a scheme and a path added where missing.

    None when it is no address, such as a host without a dot: Telegram then drops the link and keeps its text.
    """
    if _DEEP_LINK.fullmatch(text):
        return text
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or (found["scheme"] or "http").lower() not in ("http", "https"):
        return None
    scheme = (found["scheme"] or "http").lower()
    rest = found["rest"] or "/"
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{found['host'].lower()}{found['port'] or ''}{path}"
