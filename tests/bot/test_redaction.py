import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.redaction import HEAD, Redaction

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=HEAD, max_size=80)
"""Whatever the settings take for a token."""

SPELLINGS = st.sampled_from(
    [
        str,
        quote,
        lambda text: quote(text, safe=""),
        lambda text: quote(text, safe="").replace("%2F", "%2f"),
        quote_plus,
        lambda text: json.dumps({"token": text}),
        lambda text: f"https://host/bot{text}/getMe?x=1",
        lambda text: f"'{text}'",
        str.encode,
    ]
)


@given(TOKENS, SPELLINGS, st.data())
def test_a_secret_is_taken_out_in_every_spelling_and_when_its_end_is_cut_off(
    secret: str, spell: object, data: st.DataObject
) -> None:
    kept = secret[: data.draw(st.integers(HEAD, len(secret)))]
    text = f"before {spell(kept)} after"  # type: ignore[operator]  # one of the functions above

    cleaned = Redaction([SecretStr(secret)]).clean(text)

    assert "***" in cleaned
    assert kept not in cleaned.replace("***", "\0")
    assert quote(kept, safe="") not in cleaned
    assert cleaned.startswith("before ")


@given(st.lists(TOKENS, max_size=5), st.text())
def test_text_without_secrets_and_without_what_is_invisible_stays_as_it_is(secrets: list[str], text: str) -> None:
    plain = "".join(letter for letter in text if letter.isalpha() and letter.isascii())[: HEAD - 1]

    assert Redaction(map(SecretStr, secrets)).clean(f"- {plain} -") == f"- {plain} -"


def test_short_words_are_not_blanked_out() -> None:
    assert Redaction([SecretStr("abc"), SecretStr("")]).clean("an abc book") == "an abc book"


def test_what_stands_around_a_secret_stays_readable() -> None:
    redaction = Redaction([SecretStr("canary-Secret-0123456789")])

    assert (
        redaction.clean("GET https://host/canary-Secret-0123456789/x?a=1 failed") == "GET https://host/***/x?a=1 failed"
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("bot123456789:AAF-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/getMe", "bot***/getMe"),
        ("EAAabcdefghijklmnopqrstuvwxyz!", "***!"),
        ("AIza" + "a" * 35, "***"),
        ("Authorization: Bearer AAAA%2Fb", "Authorization: Bearer ***"),
        ("?access_token=a|b&fields=id", "?access_token=***&fields=id"),
        ("12:34:56 2026-11-24", "12:34:56 2026-11-24"),
        ("line\nline", "line\nline"),
    ],
)
def test_what_is_shaped_like_a_token_is_taken_out(text: str, clean: str) -> None:
    assert Redaction([]).clean(text) == clean
