"""The name that was probably meant by one that is not known."""

import difflib
from collections.abc import Iterable


def near(name: str, known: Iterable[str]) -> str:
    """``did you mean 'interval'? `` where a known name is close, else nothing; upper and lower case are one."""
    spelt = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold(), spelt, n=1)
    return f"did you mean {spelt[found[0]]!r}? " if found else ""
