"""The three word files say the same things, in the same order, each by its own language's rules."""

import re
import string
import unicodedata

import pytest
from babel import Locale

from growth.baseline import Curve, PaceState
from growth.event import Rule
from growth.figure import Method, Rounding
from growth.platform import BUILT_IN, Metric
from growth.state import AccountState
from report.reply_text import COMMANDS
from report.words import LANGUAGES, Entry, entries

TAG = re.compile(r"<[^>]*>")
MARKS = re.compile("[\u200e\u2068\u2069]")
OWN_SCRIPT = {"language.ar", "language.fr", "language.en"}


def texts(entry: Entry) -> list[str]:
    """The texts of an entry."""
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def wanted(entry: Entry) -> set[str]:
    """The placeholders of an entry; those of a plural's general form, since "one" may say the number in words."""
    return placeholders(entry if isinstance(entry, str) else entry["other"])


def every_text(language: str) -> list[tuple[str, str]]:
    """Every text of a language with its key."""
    return [(key, text) for key, entry in entries(language).items() for text in texts(entry)]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    keys = list(entries(language))

    assert keys == list(entries("en"))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_languages_fill_the_same_placeholders(language: str) -> None:
    filled = {key: wanted(entry) for key, entry in entries(language).items()}

    assert filled == {key: wanted(entry) for key, entry in entries("en").items()}


def test_no_plural_form_asks_for_more_than_the_general_one(language: str) -> None:
    greedy = [key for key, text in every_text(language) if not placeholders(text) <= wanted(entries(language)[key])]

    assert greedy == []


def test_every_plural_has_exactly_its_languages_categories(language: str) -> None:
    plurals = {key: set(entry) for key, entry in entries(language).items() if not isinstance(entry, str)}

    needed = {*Locale.parse(language).plural_form.tags, "other"}

    assert {key: forms for key, forms in plurals.items() if forms != needed} == {}


def test_the_languages_agree_on_what_has_a_plural() -> None:
    plurals = [{key for key, entry in entries(lang).items() if not isinstance(entry, str)} for lang in LANGUAGES]

    assert plurals[0] == plurals[1] == plurals[2]


def test_bold_is_the_only_markup(language: str) -> None:
    tags = {tag for _, text in every_text(language) for tag in TAG.findall(text)}

    assert tags == {"<b>", "</b>"}


def test_every_bold_is_closed(language: str) -> None:
    assert [key for key, text in every_text(language) if text.count("<b>") != text.count("</b>")] == []


@pytest.mark.parametrize(
    "key",
    [
        *(f"rule.{rule}" for rule in Rule),
        *(f"state.{state}" for state in AccountState),
        *(f"gone.{state}" for state in AccountState),
        *(f"metric.{metric}" for metric in Metric),
        *(f"counted.{metric}" for metric in Metric),
        *(f"platform.{platform}" for platform in BUILT_IN),
        *(f"pace.{state}" for state in PaceState),
        *(f"curve.{curve}" for curve in Curve),
        *(f"command.{command}" for command in COMMANDS),
        *(f"method.{method}" for method in Method),
        *(f"rounding.{rounding}" for rounding in Rounding),
        *(f"language.{language}" for language in LANGUAGES),
    ],
)
def test_everything_that_has_a_name_has_a_word(key: str) -> None:
    assert [lang for lang in LANGUAGES if not entries(lang).get(key)] == []


def test_telegram_takes_every_command_description(language: str) -> None:
    lengths = [len(str(entries(language)[f"command.{command}"])) for command in COMMANDS]

    assert max(lengths) <= 256


def test_every_arabic_text_starts_from_the_right() -> None:
    bare = {key: TAG.sub("", re.sub(r"\{[^}]*\}|\u2068[^\u2069]*\u2069", "", text)) for key, text in every_text("ar")}

    first = {
        key: next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "none")
        for key, text in bare.items()
        if key not in OWN_SCRIPT and key != "date.first_of_month"
    }

    assert {key for key, kind in first.items() if kind not in {"R", "AL"}} == set()


def test_latin_in_arabic_is_isolated() -> None:
    bare = {key: re.sub(r"\{[^}]*\}|\u2068[^\u2069]*\u2069|<[^>]*>", "", text) for key, text in every_text("ar")}

    assert {key for key, text in bare.items() if re.search("[A-Za-z]", text)} == OWN_SCRIPT - {"language.ar"}


def test_french_punctuation_keeps_its_unbreakable_spaces() -> None:
    wrong = re.compile(r"[^\u00a0\u202f]([;:!?»])|«[^\u00a0]")

    assert [key for key, text in every_text("fr") if wrong.search(TAG.sub("", text))] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_apostrophes_are_typographic(language: str) -> None:
    assert [key for key, text in every_text(language) if "'" in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_begins_or_ends_with_space(language: str) -> None:
    assert [key for key, text in every_text(language) if MARKS.sub("", text) != MARKS.sub("", text).strip()] == []
