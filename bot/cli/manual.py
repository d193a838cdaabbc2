"""``marsad manual``: the manual page, made from what ``--help`` says."""

import inspect
from collections.abc import Iterator
from importlib.metadata import version

import click


@click.command("manual")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print the manual page: `marsad manual > ~/.local/share/man/man1/marsad.1`, then `man marsad`."""
    click.echo("\n".join(_page(ctx.find_root())))


def _page(ctx: click.Context) -> Iterator[str]:
    """The page in man(7)'s macros."""
    yield f'.TH MARSAD 1 "" "marsad {version("marsad")}" "User Commands"'
    yield from (".SH NAME", r"marsad \- watch the official social-media accounts of public security agencies")
    yield from (".SH SYNOPSIS", ".B marsad", r"[\fB\-\-config\fR FILE] COMMAND [ARGS]...")
    yield from (".SH DESCRIPTION", _plain(ctx.command.help or ""), ".SH OPTIONS", *_options(ctx.command))
    yield ".SH COMMANDS"
    yield from _commands(ctx, "")
    yield from (
        ".SH EXIT STATUS",
        "0 done, 1 something failed and was said, 2 wrong usage or settings.",
        ".SH FILES",
        "config.toml, or the file that --config or MARSAD_CONFIG names.",
    )


def _commands(ctx: click.Context, path: str) -> Iterator[str]:
    group = ctx.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(ctx):
        found = group.get_command(ctx, name)
        if found is None or found.hidden:
            continue
        usage = " ".join(found.collect_usage_pieces(click.Context(found)))
        yield from (f".SS {_plain(f'{path}{name} {usage}')}", _plain(found.help or ""))
        yield from _options(found)
        yield from _commands(click.Context(found, parent=ctx), f"{path}{name} ")


def _options(found: click.Command) -> Iterator[str]:
    for parameter in found.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            names = ", ".join((*parameter.opts, *parameter.secondary_opts))
            kind = "" if parameter.is_flag else parameter.make_metavar(click.Context(found))
            yield from (".TP", rf"\fB{_plain(names)}\fR {_plain(kind)}".rstrip(), _plain(parameter.help or ""))


def _plain(text: str) -> str:
    """Text that roff prints as it is (man(7): a backslash escapes, a dot or quote at the start of a line commands)."""
    lines = inspect.cleandoc(text).replace("\b\n", "").replace("\\", r"\e").replace("-", r"\-").splitlines()
    return "\n".join(rf"\&{line}" if line.startswith((".", "'")) else line for line in lines)
