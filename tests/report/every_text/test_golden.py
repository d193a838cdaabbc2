"""Every text as a reader gets it, one file a language, with the marks that cannot be seen spelled out.

After a change of words, write the files anew and read the difference before keeping it:

    pytest tests/report/every_text -n0 --regenerate-golden
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"
MARKS = str.maketrans(
    {
        "\u2068": "⟨FSI⟩",
        "\u2069": "⟨PDI⟩",
        "\u200e": "⟨LRM⟩",
        "\u200f": "⟨RLM⟩",
        "\u00a0": "⟨NBSP⟩",
        "\u202f": "⟨NNBSP⟩",
    }
)


def page(messages: Mapping[str, str]) -> str:
    """All messages one after the other, their names above them."""
    return "\n\n".join(f"=== {name}\n{text}" for name, text in messages.items()).translate(MARKS) + "\n"


@pytest.fixture
def approved(request: pytest.FixtureRequest, messages: Mapping[str, str], language: str) -> str:
    """The language's file, written anew first when the switch asks for it."""
    path = GOLDEN / f"{language}.txt"
    if request.config.getoption("--regenerate-golden", default=False):
        path.write_text(page(messages), "utf-8")
    return path.read_text("utf-8")


def test_every_text_reads_as_it_was_approved(messages: Mapping[str, str], approved: str) -> None:
    written = page(messages)

    assert written == approved
