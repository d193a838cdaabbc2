"""Golden files: every message one after the other, with the marks that cannot be seen spelled out."""

from collections.abc import Mapping
from pathlib import Path

import pytest

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


def approved_page(config: pytest.Config, path: Path, messages: Mapping[str, str]) -> str:
    """The approved page, written anew from ``messages`` first when ``--regenerate-golden`` asks for it."""
    if config.getoption("--regenerate-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(messages), "utf-8")
    return path.read_text("utf-8")
