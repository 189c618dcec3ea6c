"""DO: one file per command, `run(app, **words)`: words into values, ask the core, write, render.

Words are what was typed (str, bool, list of str; None where nothing was): both readers of a command
line, Typer and the front door, pass the same ones through `perform`.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar

from incident_cli import config
from incident_cli.context import App

GLOBAL = ("db", "tz", "date_order", "by")
"""Options of every command, accepted before and after its name."""

ANSWER = ("json", "quiet", "header")
"""Options that say how to answer; a command has those of them that make sense for it."""


def perform(command: str, words: dict[str, Any]) -> int:
    """Run a command (`open`, `server_set`) with its words; the exit code. Raises IncidentError."""
    settings = config.load({name: words.pop(name, None) for name in GLOBAL})
    app = App(settings, **{name: words.pop(name, False) for name in ANSWER})
    try:
        module = import_module(f"incident_cli.commands.{command}")
        return int(module.run(app, **words) or 0)
    finally:
        Outcome.saved = app.saved
        Outcome.drafts = [] if app.saved else app.drafts
        for draft in app.drafts if app.saved else ():
            with suppress(OSError):
                os.unlink(draft)


class Outcome:
    """What the exit must know of the command that ran: once something is saved, the code is 0."""

    saved = False
    drafts: ClassVar[Sequence[str]] = ()
    """Files of texts that were written in the editor and not saved."""
