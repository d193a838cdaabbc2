from collections.abc import Callable
from pathlib import Path

import pytest

from seeds import Catalogue, SeedError, read_folder

GATHERED = "gathered = 2026-11-24\n"
FILES = {
    "agencies": """
[[agencies]]
id = "ma_dgsn"
names = { en = "General Directorate" }
native = { language = "es", name = "Dirección General" }
country = "MA"
kind = "police"

[[agencies.staff]]
year = 2019
total = 100
women = 10
source = "https://example.org/staff"

[[agencies.accounts]]
platform = "x"
handle = "DGSN_MAROC"
launched = 2019-02-15
confidence = "medium"
source = "https://example.org/x"
note = "A note."
""",
    "baselines": """
[[baselines]]
agency = "ma_dgsn"
platform = "x"
name = "45k in one year"
start = 2019-02-15
target = 45000
within = "1y"
source = "An interview in print"
""",
    "figures": """
[[figures]]
agency = "ma_dgsn"
platform = "x"
date = "2023-12-26"
value = 40
rounding = "exact"
quote_language = "fr"
source = "https://example.org/2023"

[[figures]]
agency = "ma_dgsn"
platform = "all"
date = "2023-12-26"
value = 40
sum_of = ["x"]
rounding = "exact"
quote_language = "fr"
source = "https://example.org/2023"
""",
    "events": """
[[events]]
agency = "ma_dgsn"
kind = "posts_in_year"
platform = "x"
date = "2023"
value = 500
quote_language = "fr"
source = "https://example.org/posts"
""",
}

SAME_ACCOUNT = """[[agencies.accounts]]
platform = "x"
handle = "dgsn_maroc"
confidence = "low"
source = "A citation"
note = "A note."

"""

Read = Callable[..., Catalogue]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads the small catalogue above after one text in one file was replaced by another."""

    def changed(name: str = "agencies", old: str = "", new: str = "") -> Catalogue:
        texts = {**FILES, name: FILES[name].replace(old, new, 1)}
        for file, text in texts.items():
            (tmp_path / f"{file}.toml").write_text(GATHERED + text, encoding="utf-8")
        return read_folder(tmp_path)

    return changed


def twice(header: str) -> str:
    """A second copy of the file's whole table, to stand before the first."""
    return FILES[header].strip() + "\n\n" + f"[[{header}]]\n"


def test_a_folder_without_mistakes_is_read(read: Read) -> None:
    catalogue = read()

    assert [agency.id for agency in catalogue.agencies] == ["ma_dgsn"]
    assert len(catalogue.all_figures) == 2
    assert len(catalogue.all_events) == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "ma_dgsn"', 'id = "DGSN"', r"agencies 1 \(DGSN\): id 'DGSN' must be the country in small letters"),
        ('id = "ma_dgsn"', 'id = "fr_dgsn"', r"id 'fr_dgsn' must be the country in small letters"),
        ('country = "MA"', 'country = "Ma"', "country must be two capital letters, such as MA, not 'Ma'"),
        ('kind = "police"', 'kind = "polis"', "kind 'polis' is not known; write one of police, gendarmerie"),
        ('{ en = "General Directorate" }', '{ fr = "DGSN" }', 'names must be a table with "en" at least'),
        (
            '{ en = "General Directorate" }',
            '{ en = "D", de = "D" }',
            "names: unknown key de; the keys here are ar, fr, en",
        ),
        ('language = "es"', 'language = "fr"', "native: a name in fr belongs under names"),
        ('language = "es"', 'language = "Spanish"', "two small letters, such as ar, not 'Spanish'"),
        ('native = { language = "es", name = "Dirección General" }', 'native = "x"', "native must be a table"),
        ("year = 2019", "year = 2030", r"staff 1: year 2030 is after 2026-11-24"),
        ("women = 10", "women = 101", r"women \(101\) cannot be more than total \(100\)"),
        ("total = 100", 'total = "100"', "total must be a whole number, 0 or more, not '100'"),
        ("total = 100", "total = -1", "total must be a whole number, 0 or more, not -1"),
        (
            'platform = "x"',
            'platform = "twitter"',
            "accounts 1: platform 'twitter' is not known; write one of x, facebook",
        ),
        ('handle = "DGSN_MAROC"', 'handle = "@DGSN_MAROC"', "write the handle without its first @: DGSN_MAROC"),
        ('handle = "DGSN_MAROC"', 'handle = " "', "handle must be a text that is not blank"),
        ("handle =", "handel =", "unknown key handel; the keys here are platform, handle"),
        ("handle =", "legacy_username =", "legacy_username stands for youtube.com/user/NAME alone"),
        ("launched = 2019-02-15", 'launched = "2019"', "launched must be a day without quotes, such as 2019-02-15"),
        ("launched = 2019-02-15", "launched = 2019-02-15T00:00:00Z", "launched must be a day without quotes"),
        ("launched = 2019-02-15", "launched = 2026-11-25", "launched 2026-11-25 is after 2026-11-24, the day the file"),
        (
            'confidence = "medium"',
            'confidence = "sure"',
            "confidence 'sure' is not known; write one of high, medium, low",
        ),
        ('source = "https://example.org/x"', "", "accounts 1: source must be a text that is not blank"),
        ("https://example.org/x", "example.org", "source 'example.org' is neither a web address"),
        ("https://example.org/x", "https://example.org/a b", "is neither a web address without spaces nor a citation"),
        ('note = "A note."', "", "note must be a text that is not blank"),
        (
            "[[agencies.accounts]]",
            "[agencies.accounts]",
            r"accounts must be tables; write each under a \[\[...accounts\]\]",
        ),
        ("[[agencies]]", twice("agencies"), r"agencies 2 \(ma_dgsn\): .*twice"),
        (
            "[[agencies.accounts]]",
            SAME_ACCOUNT + "[[agencies.accounts]]",
            "x account dgsn_maroc is listed under ma_dgsn already",
        ),
    ],
)
def test_a_mistake_in_agencies_is_refused_with_its_place_and_its_fix(
    read: Read, old: str, new: str, message: str
) -> None:
    with pytest.raises(SeedError, match=rf"^agencies\.toml, .*{message}"):
        read("agencies", old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('agency = "ma_dgsn"', 'agency = "ma_x"', r"baselines 1 \(ma_x\): agency 'ma_x' is not in agencies.toml"),
        ('platform = "x"', 'platform = "tiktok"', "ma_dgsn has no tiktok account in agencies.toml; add it there first"),
        ("target = 45000", "target = 0", "target must be above start_value"),
        ('within = "1y"', 'within = "a year"', "within: 'a year' is not a span"),
        ("target = 45000", 'target = 45000\ncurve = "steep"', "curve 'steep' is not known; write one of linear"),
        ("target = 45000", "target = 45000\ntarget_value = 1", "unknown key target_value"),
        ("start = 2019-02-15", "start = 2027-01-01", "start 2027-01-01 is after 2026-11-24"),
        ("[[baselines]]", twice("baselines"), "the name '45k in one year' is used twice on x; rename one"),
    ],
)
def test_a_mistake_in_baselines_is_refused_with_its_place_and_its_fix(
    read: Read, old: str, new: str, message: str
) -> None:
    with pytest.raises(SeedError, match=rf"^baselines\.toml, .*{message}"):
        read("baselines", old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('agency = "ma_dgsn"', 'agency = "ma_x"', r"figures 1 \(ma_x\): agency 'ma_x' is not in agencies.toml"),
        ('platform = "x"', 'platform = "X"', "platform 'X' is not known; write one of x, .*manual, all"),
        ('platform = "x"', 'platform = "x"\nhandle = "dgsn"', "ma_dgsn has no x account 'dgsn' in agencies.toml"),
        ('date = "2023-12-26"', 'date = "26/12/2023"', 'date must be a date such as "2019-02-15", "2019-02" or "2019"'),
        ('date = "2023-12-26"', 'date = "2023-02-30"', 'date must be a date such as "2019-02-15", "2019-02" or "2019"'),
        ('date = "2023-12-26"', 'date = "2026-12"', "date 2026-12-01 is after 2026-11-24"),
        (
            'rounding = "exact"',
            'rounding = "about"',
            "rounding 'about' is not known; write one of exact, rounded, approx",
        ),
        ('quote_language = "fr"', 'quote_language = "FR"', "quote_language must be a language's two small letters"),
        ("value = 40", "value = 39", "value is 40, but sum_of finds x 39 = 39; correct one, or drop sum_of"),
        ("[[figures]]", twice("figures"), "the same source gives this figure for the same date twice"),
        ('sum_of = ["x"]', 'sum_of = ["x", "facebook"]', "value is 40, but sum_of finds x 40 = 40"),
        ('sum_of = ["x"]', 'sum_of = ["tiktok"]', "value is 40, but sum_of finds nothing = 0"),
        ('sum_of = ["x"]', 'sum_of = ["x", "x"]', "sum_of must list platforms, each once"),
        ('sum_of = ["x"]', 'sum_of = "x"', "sum_of must list platforms, each once"),
    ],
)
def test_a_mistake_in_figures_is_refused_with_its_place_and_its_fix(
    read: Read, old: str, new: str, message: str
) -> None:
    with pytest.raises(SeedError, match=rf"^figures\.toml, .*{message}"):
        read("figures", old, new)


def test_a_figure_of_an_agency_with_two_accounts_must_say_which(read: Read) -> None:
    second = SAME_ACCOUNT.replace("dgsn_maroc", "DGSN_Alerts")

    with pytest.raises(SeedError, match="ma_dgsn has several x accounts; say which with handle"):
        read("agencies", "[[agencies.accounts]]", second + "[[agencies.accounts]]")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('agency = "ma_dgsn"', 'agency = "ma_x"', r"events 1 \(ma_x\): agency 'ma_x' is not in agencies.toml"),
        ('kind = "posts_in_year"', 'kind = "party"', "kind 'party' is not known; write one of no_account_statement"),
        ("value = 500\n", "", "posts_in_year needs a value"),
        ('kind = "posts_in_year"', 'kind = "launch"', "launch has no value; remove it"),
        ("[[events]]", twice("events"), "the same source tells this event twice; remove one"),
    ],
)
def test_a_mistake_in_events_is_refused_with_its_place_and_its_fix(
    read: Read, old: str, new: str, message: str
) -> None:
    with pytest.raises(SeedError, match=rf"^events\.toml, .*{message}"):
        read("events", old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gathered = ", "not a TOML file in UTF-8"),
        ("", "gathered must be a day without quotes"),
        ("gathered = 2026-11-24\nextra = 1", "unknown key extra; the keys here are gathered, events"),
        ("gathered = 2026-11-24\nevents = 1", r"events must be tables; write each under a \[\[...events\]\] header"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_by_its_name(
    tmp_path: Path, read: Read, text: str, message: str
) -> None:
    read()
    (tmp_path / "events.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SeedError, match=rf"^events\.toml: {message}"):
        read_folder(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"^baselines\.toml: the file is missing"):
        read_folder(tmp_path)
