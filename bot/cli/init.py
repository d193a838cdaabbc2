"""``marsad init``: a folder with settings that work, from a few questions."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.exit_codes import FAILED

if TYPE_CHECKING:
    from seeds import Catalogue

SECRETS = {
    "telegram": ("telegram", "token", "The bot's token, from @BotFather"),
    "x": ("platforms.x", "bearer_token", "X: an app-only bearer token (X charges 0.010 USD for each account and day)"),
    "facebook": ("platforms.facebook", "access_token", "Facebook: a system user's token"),
    "youtube": ("platforms.youtube", "api_key", "YouTube: an API key"),
}
"""What is asked for and kept in a file of its own: its table, its key, and the question."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered.

    Attributes:
        language: Of digests and alerts until a chat chooses another.
        zone: In which days are counted, and digests go out.
        agencies: Ids of the catalogue's agencies to watch.
        admin: The Telegram id of the first administrator; None when it is not known yet.
        secrets: Those that were given, by their file's name.

    """

    language: str
    zone: str
    agencies: tuple[str, ...]
    admin: int | None
    secrets: dict[str, str]


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.pass_context
def command(ctx: click.Context, folder: Path) -> None:
    """Ask a few questions and write FOLDER/config.toml, each secret in a file of its own beside it.

    Nothing that is there is overwritten. What you do not know yet is left out and can be written later.
    """
    from seeds import load

    folder = folder.absolute()
    config = folder / "config.toml"
    there = [path for path in (config, *(folder / "secrets" / name for name in SECRETS)) if path.exists()]
    if there:
        click.echo(f"{there[0]} is there already; name another folder, or remove it", err=True)
        ctx.exit(FAILED)
    catalogue = load()
    answers = _ask(catalogue)
    _write(folder, answers)
    brought = _bring_in(config, catalogue, answers.agencies)
    click.echo(f"\nWritten: {config}")
    click.echo(f"Watched: {brought} accounts. Platforms without credentials are off until they have some.")
    click.echo("Next:")
    for step in ("check", "poll", "run"):
        click.echo(f"  marsad --config {config} {step}")


def _ask(catalogue: "Catalogue") -> Answers:
    from bot.setting_types import Token, Zone
    from bot.settings import LANGUAGES

    language = click.prompt("Language of alerts and digests", type=click.Choice(LANGUAGES), default="ar")
    zone = click.prompt("Time zone", default="Africa/Casablanca", value_proc=_as(Zone))
    known = [agency.id for agency in catalogue.agencies]
    click.echo(f"Agencies of the catalogue: {', '.join(known)}")
    agencies = click.prompt("Agencies to watch", default="ma_dgsn", value_proc=_ids(catalogue))
    click.echo("Secrets are not shown while you paste them; press Enter for what you do not have yet.")
    secrets = {
        name: click.prompt(question, default="", show_default=False, hide_input=True, value_proc=_empty_or(_as(Token)))
        for name, (_, _, question) in SECRETS.items()
    }
    admin = click.prompt("Your numeric Telegram id", default="", show_default=False, value_proc=_empty_or(_as(int)))
    given = {name: secret.get_secret_value() for name, secret in secrets.items() if secret}
    return Answers(language, zone, agencies, admin or None, given)


def _as(kind: Any) -> Callable[[str], Any]:  # noqa: ANN401 - any type that pydantic checks
    """A check of an answer, with the words the settings have for a wrong one."""
    from pydantic import TypeAdapter, ValidationError

    def check(text: str) -> Any:  # noqa: ANN401 - as above
        try:
            return TypeAdapter(kind).validate_python(text.strip())
        except ValidationError as error:
            raise click.UsageError(error.errors(include_input=False)[0]["msg"].removeprefix("Value error, ")) from None

    return check


def _empty_or(check: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: check(text) if text.strip() else ""


def _ids(catalogue: "Catalogue") -> Callable[[str], tuple[str, ...]]:
    def check(text: str) -> tuple[str, ...]:
        try:
            return tuple(catalogue.agency(name).id for name in text.replace(",", " ").split())
        except LookupError as error:
            raise click.UsageError(str(error.args[0])) from None

    return check


def _write(folder: Path, answers: Answers) -> None:
    """The settings and the secrets, for their owner alone."""
    secrets = folder / "secrets"
    folder.mkdir(parents=True, exist_ok=True)
    if answers.secrets:
        secrets.mkdir(mode=0o700, exist_ok=True)
    for name, secret in answers.secrets.items():
        _write_privately(secrets / name, secret + "\n")
    _write_privately(folder / "config.toml", "\n".join(_lines(folder, answers)) + "\n")


def _lines(folder: Path, answers: Answers) -> Iterator[str]:
    yield "# Every key is explained in config.example.toml. `marsad check` tries everything and says what to fix."
    database = folder / "marsad.db"
    yield from ("[storage]", f"url = {_text(f'sqlite:///{database}')}", "")
    yield from ("[digest]", f"language = {_text(answers.language)}", f"time_zone = {_text(answers.zone)}")
    for name, (table, key, _) in SECRETS.items():
        yield from ("", f"[{table}]")
        path = folder / "secrets" / name
        yield f"{key}_file = {_text(str(path))}" if name in answers.secrets else f"# {key}_file = {_text(str(path))}"
        if name == "telegram":
            yield f"admins = [{answers.admin or ''}]"


def _text(text: str) -> str:
    """A text as TOML writes it; its basic strings escape as JSON's do (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False)


def _write_privately(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")


def _bring_in(config: Path, catalogue: "Catalogue", agencies: tuple[str, ...]) -> int:
    from bot.clock import utcnow
    from bot.seeding import bring_in
    from bot.settings_file import load_settings
    from bot.stores import open_store

    now = utcnow()
    with closing(open_store(load_settings(config), now)) as store, store.begin() as tx:
        return sum(bring_in(tx, catalogue, agency, {}, now=now).accounts for agency in agencies)
