import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from report.telegram_html import (
    Html,
    clean_name,
    code,
    entities,
    escape,
    isolated,
    link,
    plain,
    split,
    utf16_length,
    visible,
    visible_length,
)
from simulator.telegram_text import message_text

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("<>&\"'/@#_*`[]()\u202e\u2066\u2068\u2069\u200b\u200d\ufeff\u0301\u0000\n\t\ud83d😀👩🏽ـ"),
    ),
    max_size=120,
)
WORD = st.text("aé<&>ب😀 ", min_size=1, max_size=12)
PIECE = WORD.map(escape) | WORD.map(lambda word: Html(f"<b>{escape(word)}</b>")) | WORD.map(code)
LINES = st.lists(st.lists(PIECE, max_size=6).map("".join), max_size=30)


def squeezed(text: str) -> str:
    """A text without any white space."""
    return "".join(text.split())


@given(HOSTILE)
def test_telegram_reads_a_hostile_name_as_its_cleaned_text(name: str) -> None:
    clean = clean_name(name)
    assume(clean)

    read = message_text(f"<b>x{isolated(escape(clean))}x</b>", "HTML", None).formatted

    assert read.text == visible(f"x{isolated(escape(clean))}x")
    assert read.warnings == ()


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(name: str) -> None:
    once = clean_name(name)

    assert clean_name(once) == once


@given(HOSTILE)
def test_a_clean_name_holds_nothing_that_reorders_or_hides(name: str) -> None:
    kinds = {unicodedata.category(char) for char in clean_name(name) if char not in "\u200c\u200d"}

    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("  two\n\tlines ", "two lines"),
        ("\u202eevil\u202c", "evil"),
        ("می\u200cشود", "می\u200cشود"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("\u200b\ufeff\u2800", ""),
        ("x" * 65, "x" * 63 + "…"),
        ("e" + "\u0301" * 50, "é" + "\u0301" * 11),
    ],
)
def test_a_name_keeps_what_people_can_read(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(HOSTILE, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_handle_makes_a_link_telegram_reads(name: str, handle: str) -> None:
    clean = clean_name(name)
    assume(clean.strip())

    read = message_text(link(clean, f"https://x.com/{handle}"), "HTML", None).formatted

    assert read.text == clean
    assert [entity.type for entity in read.entities] == ["text_link"]


def test_a_message_is_as_long_as_telegram_counts_it() -> None:
    assert visible_length("<b>a&lt;😀</b>") == 4


def test_every_pair_of_tags_is_one_entity() -> None:
    assert entities('<b>a</b> <a href="https://x.com/">b</a> &lt;') == 2


def test_text_that_fits_is_one_part() -> None:
    text = Html("<b>one</b>\ntwo")

    assert split(text) == (text,)


def test_a_part_ends_at_a_lines_end() -> None:
    assert split("aaaa\nbbbb\ncccc", limit=10) == ("aaaa\nbbbb", "cccc")


def test_tags_are_closed_in_one_part_and_opened_in_the_next() -> None:
    assert split("<b>aaaa\nbbbb</b>", limit=5) == ("<b>aaaa</b>", "<b>bbbb</b>")


def test_a_line_longer_than_a_message_is_cut_inside() -> None:
    assert split("a&amp;b&amp;c", limit=2) == ("a&amp;", "b&amp;", "c")


def test_too_many_entities_make_another_part() -> None:
    assert split("<b>a</b>\n<b>b</b>\n<b>c</b>", max_entities=2) == ("<b>a</b>\n<b>b</b>", "<b>c</b>")


def test_blank_text_has_no_part() -> None:
    assert split("\n \n") == ()


def test_a_limit_nothing_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing fits"):
        split("😀", limit=1)


@given(LINES, st.integers(4, 60), st.integers(1, 5))
def test_no_part_exceeds_a_limit_and_nothing_is_lost(lines: list[str], limit: int, most: int) -> None:
    text = "\n".join(lines)

    parts = split(text, limit=limit, max_entities=most)

    assert all(visible_length(part) <= limit for part in parts)
    assert all(entities(part) <= most for part in parts)
    assert squeezed("".join(map(visible, parts))) == squeezed(visible(text))


@given(LINES)
def test_telegram_reads_every_part(lines: list[str]) -> None:
    parts = split("\n".join(lines), limit=20)

    read = [message_text(part, "HTML", None).formatted.text for part in parts]

    assert read == [visible(part).strip(" \n") for part in parts]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf16_length_is_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == sum(1 + (char > "\uffff") for char in text)


def test_a_terminal_gets_no_tags_and_no_marks_in_latin_lines() -> None:
    assert plain("\u200e<b>\u2068A &amp; B\u2069</b>") == "A & B"


def test_a_terminal_gets_the_marks_that_order_arabic_lines() -> None:
    assert plain("<b>بلغ \u2068+5\u2069</b>\n\u2068+5\u2069") == "بلغ \u2068+5\u2069\n+5"
