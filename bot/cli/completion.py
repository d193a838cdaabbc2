"""``marsad completion``: what a shell needs to complete commands and options."""

import click
from click.shell_completion import get_completion_class

_WHERE = {
    "bash": "marsad completion bash > ~/.local/share/bash-completion/completions/marsad",
    "zsh": "marsad completion zsh > ~/.zfunc/_marsad",
    "fish": "marsad completion fish > ~/.config/fish/completions/marsad.fish",
}


@click.command("completion", epilog="\n\n".join(("\b\nFor example:", *_WHERE.values())))
@click.argument("shell", type=click.Choice(tuple(_WHERE)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a script that lets SHELL complete commands and options; write it where the shell looks for such."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"this version of click completes nothing for {shell}")
    click.echo(found(ctx.find_root().command, {}, "marsad", "_MARSAD_COMPLETE").source())
