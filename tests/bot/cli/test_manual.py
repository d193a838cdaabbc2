import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, main


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    script = printed("completion", shell)

    assert "_MARSAD_COMPLETE" in script


def test_a_shell_there_is_no_script_for_is_refused() -> None:
    result = CliRunner().invoke(main, ["completion", "tcsh"])

    assert result.exit_code == 2
    assert "'tcsh' is not one of" in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_the_manual_has_every_command(name: str) -> None:
    page = printed("manual").replace(r"\-", "-")

    assert f"\n.SS {name} " in page


def test_the_manual_is_made_of_macros_of_manual_pages_alone() -> None:
    commands = {line.split()[0] for line in printed("manual").splitlines() if line.startswith((".", "'"))}

    assert commands == {".TH", ".SH", ".SS", ".TP", ".B"}
