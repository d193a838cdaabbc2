"""What the documents tell people to type exists, and what can be typed is told."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.telegram.commands import COMMANDS
from report.reply_text import command_menu
from report.words import words_for

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TYPED = re.compile(r"(?m)(?:^    |`)(?:\.venv/bin/|/opt/marsad/\.venv/bin/)?marsad (?P<words>[^`#|\n]+)")
CHAT = re.compile(r"`/(?P<name>[a-z]+)[^`/]*`")


def text_of(*pages: Path) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def typed(text: str) -> Iterator[str]:
    """Every command line after ``marsad``, as it is written in code."""
    return (" ".join(match["words"].split()) for match in TYPED.finditer(text))


def walk(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, groups included."""
    yield name, command
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for one in command.list_commands(ctx):
                found = command.get_command(ctx, one)
                assert found is not None
                yield from walk(found, f"{name} {one}".strip())


EVERY = dict(walk(main))
LEAVES = {name: one for name, one in EVERY.items() if name}


def options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}


def wrong(line: str) -> list[str]:
    """What in a command line does not exist."""
    words = shlex.split(line)
    command, name = main, ""
    unknown: list[str] = []
    known = options(main) | {"--help"}
    for word in words:
        step = f"{name} {word}".strip()
        if isinstance(command, click.Group) and step in EVERY:
            command, name = EVERY[step], step
            known |= options(command)
        elif word.startswith("-") and word.partition("=")[0] not in known:
            unknown.append(word)
    if not name and not {"--help", "--version", "COMMAND"} & set(words):
        unknown.append(words[0])
    return unknown


@pytest.mark.parametrize("line", sorted({*typed(text_of(*PAGES))}))
def test_what_the_documents_tell_people_to_type_exists(line: str) -> None:
    assert wrong(line) == []


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_every_command_is_told_of(name: str) -> None:
    group, _, last = name.rpartition(" ")
    lines = text_of(*PAGES).splitlines()
    told = [line for line in lines if f"marsad {name}" in line or (f"marsad {group} " in line and f"`{last}`" in line)]

    assert told, f"no document tells of `marsad {name}`"


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    command = EVERY[name]
    mute = [one.name for one in command.params if isinstance(one, click.Option) and not one.help]

    assert command.help
    assert command.help.rstrip().endswith((".", ")"))
    assert mute == []


TYPED_IN_CHAT = {name for name, command in COMMANDS.items() if not command.is_button}


@pytest.mark.parametrize("name", sorted(TYPED_IN_CHAT))
def test_every_command_of_the_chat_is_told_of(name: str) -> None:
    assert f"`/{name}" in text_of(ROOT / "README.md"), f"README.md does not tell of /{name}"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_command_of_the_chat_stands_in_its_menu(language: str) -> None:
    assert {name for name, _ in command_menu(words_for(language))} >= TYPED_IN_CHAT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_document_promises_a_command_of_the_chat_that_is_not_there(page: Path) -> None:
    promised = {match["name"] for match in CHAT.finditer(text_of(page))}

    assert sorted(promised - set(COMMANDS)) == []
