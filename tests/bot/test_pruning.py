from pathlib import Path

import pytest

from bot.pruning import kept_days
from bot.settings_file import load_settings
from growth.platform import YOUTUBE, X


def write(tmp_path: Path, lines: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(lines, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lines", "of_x", "of_youtube"),
    [
        ("", None, 30),
        ("platforms.x.retention_days = 400", 400, 30),
        ("platforms.youtube.retention_days = 7", None, 7),
        ("platforms.youtube.storage_amendment = true", None, None),
        ("[platforms.youtube]\nstorage_amendment = true\nretention_days = 900", None, 900),
    ],
)
def test_readings_are_kept_for_ever_and_of_youtube_as_long_as_its_rules_let_us(
    tmp_path: Path, lines: str, of_x: int | None, of_youtube: int | None
) -> None:
    settings = load_settings(write(tmp_path, lines))

    assert (kept_days(settings, X), kept_days(settings, YOUTUBE)) == (of_x, of_youtube)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "platforms.youtube.retention_days = 31",
            "platforms.youtube.retention_days: is more than this platform",
        ),
        ("platforms.x.storage_amendment = true", "platforms.x.storage_amendment: is no key of this platform"),
        ("platforms.x.retention_days = 0", "platforms.x.retention_days"),
    ],
)
def test_what_a_platform_does_not_allow_is_a_mistake_in_the_settings(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(Exception, match="to fix") as caught:
        load_settings(write(tmp_path, lines))

    assert said in str(caught.value)
