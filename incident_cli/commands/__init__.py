"""DO: one file per command, `run(app, **words)`: words into values, ask the core, write, render.

Words are what was typed (str, bool, list of str; None where nothing was): both readers of a command
line, Typer and the front door, pass the same ones through `perform`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from incident_cli import config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from incident_cli.context import App

GLOBAL = ("db", "tz", "date_order", "by")
"""Options of every command, accepted before and after its name."""

ANSWER = ("json", "quiet", "header")
"""Options that say how to answer; a command has those of them that make sense for it."""


QUICK = ("complete",)
"""Commands that a shell runs at every TAB. They get the global options as typed: an `App` costs more than they do."""


def perform(command: str, words: dict[str, Any]) -> int:
    """Run a command (`open`, `server_set`) with its words; the exit code. Raises IncidentError."""
    options = {name: words.pop(name, None) for name in GLOBAL}
    if command in QUICK:
        return int(_module(command).run(options, **words) or 0)
    from incident_cli.context import App
    from incident_cli.store.location import is_server

    settings = config.load(options)
    app = App(settings, **{name: words.pop(name, False) for name in ANSWER})
    if is_server(settings.db) and settings.hooks:  # not from inside of a hook: it would run no others
        app.errand = _deliver
    try:
        try:
            return int(_module(command).run(app, **words) or 0)
        except KeyboardInterrupt:
            app.written = None
            raise
        finally:
            _notify(app)
    finally:
        Outcome.saved = app.saved
        Outcome.drafts = [] if app.saved else app.drafts
        for draft in app.drafts if app.saved else ():
            _gone(draft)


def _module(command: str) -> Any:
    """`importlib` would cost a hundredth of a bare start more."""
    return __import__(f"incident_cli.commands.{command}", fromlist=["run"])


def _deliver(app: App) -> None:
    """Send the outbox. One that is empty costs one look at its folder."""
    if not os.path.isdir(config.outbox()):
        return
    from incident_cli.commands import sending

    sending.first(app)


def _notify(app: App) -> None:
    """Run the hook for what was committed, after the answer: it may take its time. No hooks cost one stat."""
    if app.written is None or not os.path.exists(app.config.hooks):
        return
    from incident_cli.commands.notify import notify
    from incident_cli.render.speech import flush

    flush()
    notify(app)


def _gone(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


class Outcome:
    """What the exit must know of the command that ran: once something is saved, the code is 0."""

    saved = False
    drafts: ClassVar[Sequence[str]] = ()
    """Files of texts that were written in the editor and not saved."""
