import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings_file import SettingsError, load_settings

CANARY = "canary-Secret-0123456789"

AGENCY = '[[agencies]]\nid = "city"\nnames = { en = "City Police" }\n'
ACCOUNT = '[[agencies.accounts]]\nplatform = "x"\nhandle = "city_police"\n'
BASELINE = '[[agencies.accounts.baselines]]\nname = "2k"\nstart = 2026-01-01\ntarget = 2000\nwithin = "1y"\n'

KEYS = {
    **{f"storage.{key}": f"[storage]\n{key} = " for key in ("url", "url_file", "wait")},
    **{
        f"telegram.{key}": f"[telegram]\n{key} = "
        for key in ("token", "token_file", "base_url", "admins", "access", "timeout")
    },
    **{
        f"platforms.x.{key}": f"[platforms.x]\n{key} = "
        for key in ("enabled", "bearer_token", "bearer_token_file", "base_url", "interval", "timeout")
    },
    **{
        f"platforms.facebook.{key}": f"[platforms.facebook]\n{key} = "
        for key in ("access_token", "app_secret", "app_secret_file", "version", "credentials", "options")
    },
    **{f"digest.{key}": f"[digest]\n{key} = " for key in ("weekday", "at", "time_zone", "language")},
    **{
        f"alerts.{key}": f"[alerts]\n{key} = "
        for key in ("surge_share", "drop_share", "behind_share", "ahead_share", "stalled_after", "silent_after")
    },
    **{f"alerts.hold.drop.{key}": f"[alerts.hold.drop]\n{key} = " for key in ("polls", "span")},
    **{f"alerts.{key}": f"[alerts]\n{key} = " for key in ("hold", "keep", "keep.surge")},
    **{f"log.{key}": f"[log]\n{key} = " for key in ("level", "format")},
    **{name: f"{name} = " for name in ("storage", "telegram", "platforms", "digest", "alerts", "log", "agencies")},
    **{
        f"agencies#1.{key}": AGENCY.replace(f"\n{key} = ", "\nunused = ") + f"{key} = "
        for key in ("country", "staff", "staff_year", "population", "source", "accounts")
    },
    "agencies#1.id": '[[agencies]]\nnames = { en = "City Police" }\nid = ',
    "agencies#1.names": '[[agencies]]\nid = "city"\nnames = ',
    "agencies#1.names.en": '[[agencies]]\nid = "city"\nnames.en = ',
    "agencies#1.accounts#1.platform": AGENCY + '[[agencies.accounts]]\nhandle = "a"\nplatform = ',
    "agencies#1.accounts#1.handle": AGENCY + '[[agencies.accounts]]\nplatform = "x"\nhandle = ',
    **{
        f"agencies#1.accounts#1.{key}": f"{AGENCY}{ACCOUNT}{key} = " for key in ("platform_id", "launched", "baselines")
    },
    **{
        f"agencies#1.accounts#1.baselines#1.{key}": AGENCY
        + ACCOUNT
        + re.sub(rf"(?m)^{key} = .*\n", "", BASELINE)
        + f"{key} = "
        for key in ("name", "start", "target", "within", "start_value", "curve", "source")
    },
}
"""Every key there is, as the text that comes before its value."""

VALUES = (
    *(
        f'"{CANARY}"',
        '""',
        '" "',
        f'["{CANARY}"]',
        f'[["{CANARY}"]]',
        f'{{ a = "{CANARY}" }}',
        f'"{CANARY}\\n{CANARY}"',
    ),
    *("5", "-1", "1.5", "10000000000000000000", "nan", "inf", "true", "[]", "{}", "[{}]", f'[{{ id = "{CANARY}" }}]'),
    *("1979-05-27", "07:32:00", "0001-01-01", "9999-12-31", "1979-05-27T07:32:00Z", f'"{"a" * 600}"', '"99999y"'),
    *('"999999w"', '"0s"', '"http://"', f'"https://me:{CANARY}@host"', '"http://host:99999"', '"09:00+02:00"'),
)
"""A value of every kind TOML has, and the ends of every range; nothing here fits every key."""

JARGON = re.compile(
    r"Input|pydantic|valid |instance|pars|cannot be used|None|\bdict|\btuple|str\b|int\b|bool\b|float\b"
)


@pytest.fixture
def mistakes(tmp_path: Path) -> Callable[[str], list[str]]:
    """The mistakes in a settings file, a line each; none when it can be used."""
    path = tmp_path / "config.toml"

    def found(text: str) -> list[str]:
        path.write_text(text, encoding="utf-8")
        try:
            load_settings(path)
        except SettingsError as error:
            return [str(problem) for problem in error.problems]
        return []

    return found


@pytest.mark.parametrize("key", KEYS)
def test_whatever_is_wrong_is_said_in_a_sentence_and_without_the_value(
    mistakes: Callable[[str], list[str]], key: str
) -> None:
    said = [line for value in VALUES for line in mistakes(KEYS[key] + value)]

    assert said
    assert [line for line in said if CANARY in line] == []
    assert [line for line in said if JARGON.search(line.partition(": ")[2])] == []
    assert [line for line in said if not re.fullmatch(r"[\w#.]+: [^;]+; .+", line)] == []
    assert {line.partition(":")[0].partition("#")[0].partition(".")[0] for line in said} == {
        key.partition(".")[0].partition("#")[0]
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[storage]\nurl = "mysql://x"', "storage.url: is not a database address; write sqlite:///marsad.db or"),
        ('[digest]\ntime_zone = "Casablanca"', "; did you mean 'Africa/Casablanca'? write one such as"),
        ('[digest]\nlanguage = "de"', "digest.language: is none of the words it may be; write 'ar', 'fr' or 'en'"),
        ('[platforms.x]\ninterval = "soon"', "platforms.x.interval: is not a duration; write a whole number and s, m,"),
        ('[platforms.x]\ninterval = "60d"', "platforms.x.interval: is out of range; write one from 1s to 31d"),
        ('[platforms.x]\nbearer_tokn = "a"', "bearer_tokn: is not a key Marsad knows; did you mean 'bearer_token'?"),
        ('[platforms.x]\nbearer_tokenfile = "a"', "did you mean 'bearer_token_file'?"),
        ('[platforms.facebook]\nversoin = "v1"', "did you mean 'version'?"),
        (
            '[platforms.facebok]\ninterval = "1h"',
            "platforms.facebok: is not a platform this version reads; did you mean",
        ),
        (
            "[platforms.manual]\nenabled = false",
            "platforms.manual: is a platform that is not asked for anything; delete",
        ),
        ("[platforms.x]\ncredentials = { bearer_token = 'a' }", "platforms.x.credentials: is not a key Marsad knows;"),
        ("[strage]", "strage: is not a key Marsad knows; did you mean 'storage'?"),
        ("[alerts]\nsurge_share = -1", "alerts.surge_share: is too small; write at least 0"),
        ('[alerts]\nsurge_share = "much"', "alerts.surge_share: is not a number; write one such as 0.005"),
        ("[alerts]\nhold.drip = {}", "alerts.hold.drip: is not a key Marsad knows here; write 'milestone'"),
        (
            "[alerts]\nhold.drop = { poll = 2 }",
            "alerts.hold.drop.poll: is not a key Marsad knows; did you mean 'polls'?",
        ),
        ('[telegram]\ntoken = ""', "telegram.token: is empty; write the secret, or delete the key"),
        ('[telegram]\ntoken = "1 2"', "telegram.token: holds a space or a character that no token has; copy it again"),
        (
            '[telegram]\nbase_url = "api.telegram.org"',
            "telegram.base_url: is not an address; write one that starts with",
        ),
        ('[telegram]\nadmins = ["me"]', "telegram.admins#1: is not a whole number; write one such as 45000"),
        ("[agencies]\nid = 'a'", "agencies: is not a list; write [...], or [[agencies]] with two brackets"),
        ('[[agencies]]\nid = "a"', "agencies#1.names: is missing; add it"),
        ('[[agencies]]\nid = "Bad Id"\nnames = {}', "agencies#1.id: is no id; write lower-case letters"),
        (AGENCY.replace("en =", "de ="), "agencies#1.names.de: is not a key Marsad knows here; write 'ar', 'fr'"),
        (f"{AGENCY}country = 'Morocco'", "agencies#1.country: is no country code; write two capital letters"),
        (f"{AGENCY}{ACCOUNT}launched = '15/02/2019'", "accounts#1.launched: is not a day; write year, month and day"),
        (f"{AGENCY}{ACCOUNT}launched = 2019-02-15T10:00:00", "accounts#1.launched: is not a day;"),
        (f"{AGENCY}{ACCOUNT.replace('city_police', ' @ ')}", "accounts#1.handle: is empty; write the handle, or leave"),
        (
            AGENCY + ACCOUNT + BASELINE.replace("2000", "5") + "start_value = 5",
            "agencies#1.accounts#1.baselines#1: asks for no growth; make target larger than start_value",
        ),
        (
            AGENCY + ACCOUNT + BASELINE.replace("1y", "1 year"),
            "baselines#1.within: is not a span; write a whole number",
        ),
        (AGENCY + ACCOUNT + BASELINE.replace("1y", "9999y"), "within reaches past the last year there is; write"),
        (AGENCY + AGENCY, "agencies#2.id: is the same as that of agencies#1; delete one of the two"),
        (
            AGENCY + ACCOUNT + ACCOUNT.replace("city_police", "@City_Police"),
            "agencies#1.accounts#2.handle: is the same as that of agencies#1.accounts#1; delete one of the two",
        ),
        (
            AGENCY + ACCOUNT + "platform_id = '1'\n" + ACCOUNT.replace("city", "town") + "platform_id = '1'\n",
            "agencies#1.accounts#2.platform_id: is the same as that of agencies#1.accounts#1;",
        ),
        (AGENCY + ACCOUNT + BASELINE + BASELINE, "accounts#1.baselines#2.name: is the same as that of"),
    ],
)
def test_a_mistake_names_its_key_and_how_to_mend_it(mistakes: Callable[[str], list[str]], text: str, says: str) -> None:
    found = mistakes(text)

    assert [line for line in found if says in line], found


def test_every_mistake_is_told_at_once(mistakes: Callable[[str], list[str]]) -> None:
    text = (
        '[storage]\nurl = "mysql://x"\n[digest]\ntime_zone = "Casablanca"\nlanguage = "de"\n'
        '[platforms.x]\ninterval = "soon"\ncolour = "blue"\nbearer_token = ""\n[platforms.myspace]\n'
        '[telegram]\ntoken_file = "/nowhere"\naccess = "half"\n[alerts]\nsurge_share = -1\n'
        f'{AGENCY}{AGENCY}[[agencies.accounts]]\nplatform = "x"\nhandle = " "\n'
        '[[agencies.accounts.baselines]]\nname = "n"\nstart = 2019-01-01\ntarget = 5\nwithin = "1 year"\n'
    )

    assert [line.partition(":")[0] for line in mistakes(text)] == [
        "storage.url",
        "telegram.token",
        "telegram.access",
        "platforms.x.interval",
        "platforms.x.bearer_token",
        "platforms.x.colour",
        "platforms.myspace",
        "digest.time_zone",
        "digest.language",
        "alerts.surge_share",
        "agencies#2.accounts#1.handle",
        "agencies#2.accounts#1.baselines#1.within",
        "agencies#2.id",
    ]


def test_a_mistake_in_the_environment_names_its_variable(
    mistakes: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_DIGEST__LANGUAGE", CANARY)
    monkeypatch.setenv("MARSAD_TELEGRAM__ADMINS", CANARY)
    monkeypatch.setenv("MARSAD_AGENCIES", CANARY)
    monkeypatch.setenv("MARSAD_TELEGRAM", "{}")
    monkeypatch.setenv("MARSAD_PLATFORMS__X__BEARER_TOKN", CANARY)

    found = mistakes("")

    assert "digest.language: is none of the words it may be (set by MARSAD_DIGEST__LANGUAGE); write 'ar'" in "".join(
        found
    )
    keys = [line.partition(":")[0] for line in found]
    assert keys == ["telegram", "platforms.x.bearer_tokn", "digest.language", "agencies"]
    assert CANARY not in "".join(found)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("MARSAD_TELEGRM__TOKEN", "MARSAD_TELEGRM__TOKEN: sets nothing; did you mean 'MARSAD_TELEGRAM'? unset it"),
        ("MARSAD_SOURCE", "MARSAD_SOURCE: sets nothing; "),
        ("marsad_colour", "marsad_colour: sets nothing; "),
    ],
)
def test_a_variable_that_sets_nothing_is_a_mistake(
    mistakes: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    monkeypatch.setenv(name, CANARY)

    (found,) = mistakes("")

    assert found.startswith(says)
    assert CANARY not in found


def test_nothing_of_a_mistake_holds_the_secret_behind_its_back(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[telegram]\ntoken = ["{CANARY}"]\n[platforms.x]\nbearer_token = {{ a = "{CANARY}" }}\n')

    with pytest.raises(SettingsError) as caught:
        load_settings(path)

    shown = [str(caught.value), repr(caught.value), repr(caught.value.__context__), repr(caught.value.__cause__)]
    assert CANARY not in "".join(shown)
