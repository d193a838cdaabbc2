"""The command line. Each command lives in a module of its own, imported only when it is called.

Exit codes: 0 done, 1 something failed and is said, 2 wrong usage or settings.
"""

import importlib
from keyword import iskeyword
from pathlib import Path

import click

from bot.clock import trust_own_zones

COMMANDS = {
    "accounts": "List, show, add, switch on and off the accounts watched.",
    "backtest": "Replay a history through the rules: what would have been said, and when.",
    "annotate": "List, add and remove notes on what happened.",
    "baselines": "List, add and remove the targets accounts are held against.",
    "chart": "Draw an account's growth as a picture.",
    "check": "Try every setting, the database, each platform and Telegram, and say what to fix.",
    "cite": "Print a figure as a line to quote, in three languages.",
    "cost": "Show what reading the platforms costs, and who the budget leaves out.",
    "compare": "Compare accounts or agencies: size, growth, share, at the same age, per 1,000 residents and staff.",
    "db": "Check, copy, restore, upgrade and measure the database.",
    "demo": "Replay the first year of a presence against simulated platforms.",
    "digest": "Print or send a weekly digest.",
    "export": "Write every figure with its method, precision, source and instant.",
    "figures": "List, add and remove counts that others published.",
    "completion": "Print a script that completes commands in a shell.",
    "manual": "Print the manual page.",
    "init": "Ask a few questions and write settings that work.",
    "forecast": "Say where a counter will stand, and when it will reach a round number.",
    "import": "Bring in counts that somebody else measured, from a file.",
    "impersonators": "List handles that could be taken for an agency's, and which of them exist.",
    "poll": "Read every account once.",
    "report": "Write a week as a page to look into and a table.",
    "rules": "Explain what the rules say of each account now.",
    "run": "Watch: poll, judge, deliver and answer until told to stop.",
    "simulate": "Serve simulated platforms on this machine.",
    "status": "Show every account as it stands.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called, so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in alphabetical order."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None when there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"bot.cli.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what the system refuses (a folder, a file, a port) is said without a traceback."""
        trust_own_zones()  # before a command is imported: settings know the zones from then on
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename is not None else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for ``--help``, from the table above and without an import."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings file; else MARSAD_CONFIG, else ./config.toml.",
)
@click.version_option(package_name="marsad", prog_name="marsad")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Watch the social-media presence of public security agencies."""
    ctx.obj = config
