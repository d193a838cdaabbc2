"""Every text as a reader gets it, one file a language, with the marks that cannot be seen spelled out.

After a change of words, write the files anew and read the difference before keeping it:

    pytest tests/report/every_text -n0 --regenerate-golden
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.golden import approved_page, page

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture
def approved(request: pytest.FixtureRequest, messages: Mapping[str, str], language: str) -> str:
    """The language's file, written anew first when the switch asks for it."""
    return approved_page(request.config, GOLDEN / f"{language}.txt", messages)


def test_every_text_reads_as_it_was_approved(messages: Mapping[str, str], approved: str) -> None:
    written = page(messages)

    assert written == approved
