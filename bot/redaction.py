"""Takes secrets out of text: the exact ones of the settings in every spelling, and whatever is shaped like a token."""

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

SHORTEST = 4
"""Characters of the shortest secret that is taken out by itself; shorter ones would blank out ordinary words."""

HEAD = 16
"""Characters at a secret's beginning that give it away where the rest was cut off."""

_SHAPES = (
    r"\d{5,16}(?::|%3[Aa])[A-Za-z0-9_-]{30,}"  # Telegram bot token
    r"|EAA\w{20,}"  # Graph API access token
    r"|AIza[\w-]{35}"  # Google API key
    r"|(?<=Bearer )[^\s'\"]+"
    r"|(?<=access_token=)[^\s&'\"]+"
    r"|(?<=appsecret_proof=)[^\s&'\"]+"
)
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}
_INVISIBLE = {
    code: f"\\u{code:04x}" for code in (0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
}
_WRITTEN_OUT = _CONTROLS | _INVISIBLE


class Redaction:
    """Cleans text.

    Args:
        secrets: What no text may show.

    """

    def __init__(self, secrets: Iterable[SecretStr]) -> None:
        forms = {form for secret in secrets for form in _forms(secret.get_secret_value())}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join((*map(_exactly, longest_first), *map(_cut_off, longest_first), _SHAPES)))

    def clean(self, text: str) -> str:
        """``text`` with every secret as ``***``, and what is invisible or moves the cursor written out; lines stay."""
        return self._pattern.sub("***", text).translate(_WRITTEN_OUT)

    def line(self, text: str) -> str:
        """The same on one line, so that nobody's name forges another."""
        return self.clean(text).replace("\n", "\\n")


def _forms(secret: str) -> Iterator[str]:
    """A secret as texts spell it: as it is, in an address, in JSON, in a ``repr``."""
    if len(secret) < SHORTEST:
        return
    yield from (secret, quote(secret), quote(secret, safe=""), quote_plus(secret))
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    doubled = secret.replace("\\", "\\\\")
    yield from (doubled, doubled.replace("'", "\\'"))


def _exactly(form: str) -> str:
    """The form itself, its percent escapes in upper and lower case."""
    return re.sub(r"%[0-9A-Fa-f]{2}", lambda escape: f"(?i:{escape[0]})", re.escape(form))


def _cut_off(form: str) -> str:
    """The first characters and whatever could be more of the same."""
    if len(form) <= HEAD:
        return _exactly(form)
    more = form[HEAD:]
    alphabet = "".join(sorted(re.escape(letter) for letter in {*more, *more.swapcase()}))
    return f"{_exactly(form[:HEAD])}[{alphabet}]*"
