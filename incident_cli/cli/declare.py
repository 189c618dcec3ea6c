"""How a command is declared: its words, its help, and nothing else.

The function under `@declare` has no body but its docstring. What Typer calls gets the global
options as well, and hands the command and its words back to `cli.run`, which lets `commands.perform`
do the work when Typer is done: it has ways of its own to end at Ctrl-C and at a closed pipe.
"""

import inspect
from collections.abc import Callable
from typing import Any

import typer

from incident_cli.cli import options
from incident_cli.commands import GLOBAL

Declaration = Callable[..., None]
Asked = tuple[str, dict[str, Any]]
"""A command (`open`, `server_set`: the module in commands/) and the words for its `run`."""

COMMAND = "command"
"""The attribute of a callback that names its module in commands/."""

_SHARED = {"db": options.Db, "tz": options.Tz, "date_order": options.DateOrder, "by": options.By}
assert tuple(_SHARED) == GLOBAL


def declare(
    parent: typer.Typer,
    command: str,
    *,
    name: str = "",
    alias: str = "",
    hidden: str = "",
    options_first: bool = False,
) -> Callable[[Declaration], Declaration]:
    """Declare `command` (`open`, `server_set`: the module in commands/) under a Typer app.

    name: as it is typed, where its module cannot be called so (`import`).
    hidden: the name of one that no help tells of, in place of its own.
    options_first: its options end at its first other word; from there on all belongs to that (`run make -j4`).
    """
    name = hidden or name or command.rpartition("_")[2]

    def register(declaration: Declaration) -> Declaration:
        callback = _callback(command, declaration)
        settings = {"help_option_names": ["-h", "--help"], "allow_interspersed_args": not options_first}
        parent.command(name, hidden=bool(hidden), context_settings=settings)(callback)
        if alias:
            parent.command(alias, hidden=True, context_settings=settings)(callback)
        return declaration

    return register


def group(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """A group of commands: `incident NAME ...`."""
    found = typer.Typer(
        help=about,
        no_args_is_help=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.add_typer(found, name=name)
    return found


def _callback(command: str, declaration: Declaration) -> Callable[..., Asked]:
    def callback(ctx: typer.Context, **words: Any) -> Asked:
        return command, (ctx.obj or {}) | _typed(words)

    own = list(inspect.signature(declaration).parameters.values())
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own), *_shared()]
    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    setattr(callback, COMMAND, command)
    callback.__doc__ = declaration.__doc__
    callback.__name__ = declaration.__name__
    callback.__annotations__ = {p.name: p.annotation for p in parameters}
    return callback


def _shared() -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _SHARED.items()
    ]


def _typed(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a command; a global one that was not typed here leaves the one typed before."""
    return {name: value for name, value in words.items() if name not in GLOBAL or value is not None}
