"""Every package an installation brings has a licence that may be used beside ours, and is named in docs/licences.md.

After a change of the lock file, write the page anew and read the difference before keeping it:

    pytest tests/docs/test_licences.py -n0 --regenerate-golden
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"
PINNED = re.compile(r"(?m)^([A-Za-z0-9_.-]+)==[^ ]+(?: ; (?P<where>[^\\]+))?")

MAY_BE_USED = {
    "0BSD",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "LGPL-3.0-only",
    "MIT",
    "MIT License",
    "MIT-CMU",
    "Mozilla Public License 2.0 (MPL 2.0)",
    "PSF-2.0",
    "Python Software Foundation License",
    "Zlib",
}
"""Licences that let a program under the MIT licence use, and name, a package as it is."""

HEAD = """# Licences
Marsad is under the [MIT licence](../LICENSE). These are the packages an ordinary installation brings
(requirements.lock), with the licence each states. The two under the LGPL and the two under the MPL are used as they
come, installed beside the program and replaceable there, as those licences ask.

| package | licence |
|---|---|
"""


def packages() -> list[str]:
    """What is installed on this kind of system."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = [(match[1], match["where"] or "") for match in PINNED.finditer(text)]
    return sorted({name for name, where in found if "win32" not in where and "emscripten" not in where})


def licence(about: PackageMetadata) -> str:
    stated = about.get("License-Expression")
    listed = [
        one.rpartition("::")[2].strip() for one in about.get_all("Classifier", []) if one.startswith("License ::")
    ]
    return stated or (listed or [about.get("License") or "none stated"])[0]


def rows() -> Iterator[str]:
    return (f"| {name} | {licence(metadata(name))} |\n" for name in packages())


@pytest.mark.parametrize("name", packages())
def test_a_package_may_be_used(name: str) -> None:
    parts = set(re.split(r" (?:AND|OR) ", licence(metadata(name))))

    assert parts <= MAY_BE_USED


def test_the_page_names_every_package(request: pytest.FixtureRequest) -> None:
    page = HEAD + "".join(rows())
    if request.config.getoption("--regenerate-golden"):
        PAGE.write_text(page, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page
