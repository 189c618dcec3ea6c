"""`incident demo`: an outage of a mail server, played in a throw-away database by the real commands."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module

from incident_cli.config import Config
from incident_cli.context import App
from incident_cli.render.speech import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LENGTH = timedelta(hours=5)
"""How long ago the outage of the demo began."""

# (minutes after the beginning, command, its words)
_STORY: tuple[tuple[int, str, Mapping[str, Any]], ...] = (
    (0, "open", {"server": ["mail1"], "severity": "2"}),
    (7, "update", {"words_": ["Mail is not going out. We are looking at it."]}),
    (16, "update", {"words_": ["After a restart some of it goes out again."], "server": ["mail1=degraded"]}),
    (24, "update", {"words_": ["Stuck again: the queue grows faster than before."], "server": ["mail1=down"]}),
    (31, "update", {"words_": ["A wave of spam from one customer?"], "guess": True}),
    (33, "update", {"words_": ["41,000 messages in the queue, no sender stands out"], "note": True}),
    (
        88,
        "update",
        {"words_": ["The disk under the queue answers ten times slower than its twin."], "status": "identified"},
    ),
    (
        121,
        "update",
        {"words_": ["The queue is on the other disk now and empties."], "server": ["mail1=up"], "status": "monitoring"},
    ),
    (150, "close", {"words_": ["All mail is delivered."], "residual": "mail1 runs on one disk until it is replaced"}),
    (160, "edit", {"words_": ["1.4"], "retract": "No sender stood out: it was the disk"}),
    (161, "edit", {"words_": ["1"], "impact_start": "2h50m ago"}),
)
_FLAGS = {
    "server": "-s",
    "severity": "--severity",
    "guess": "--guess",
    "note": "-n",
    "status": "-S",
    "residual": "--residual",
    "retract": "--retract",
    "impact_start": "--impact-start",
}


def run(app: App) -> None:
    """Play the outage, show it, and say what to type next."""
    folder = tempfile.mkdtemp(prefix="incident-demo-")
    config = app.config._replace(db=os.path.join(folder, "incident.db"), db_is_default=False, now="", incident="")
    began = (app.now - LENGTH).replace(second=0, microsecond=0)
    for minutes, command, words in _STORY:
        at = began + timedelta(minutes=minutes)
        say(f"$ {_line(command, words)}")
        import_module(f"incident_cli.commands.{command}").run(_at(config, at), **words)
    later = _at(config, app.now)
    for command in ("show", "status"):
        say(f"\n$ incident {command}")
        import_module(f"incident_cli.commands.{command}").run(later)
    for line in ("", "This was a demo. To go on with its record:", *_next(config.db)):
        say(line)


def _at(config: Config, now: datetime) -> App:
    """The surroundings of one command of the story, with the clock put there."""
    return App(config, clock=lambda: now)


def _line(command: str, words: Mapping[str, Any]) -> str:
    """The command line that these words come from."""
    parts = ["incident", command]
    for name, value in words.items():
        values = value if isinstance(value, list) else [value]
        for one in values:
            parts += [_FLAGS[name]] if name in _FLAGS else []
            parts += [] if one is True else [one]
    return shlex.join(parts)


def _next(path: str) -> list[str]:
    return [
        f"  export INCIDENT_DB={shlex.quote(path)}",
        "  incident postmortem 1",
        "  incident show 1 --public",
        "  incident update 1 'A line written after the end'",
        "  incident open -s mail1 -t -10m",
        f"  rm -r {shlex.quote(os.path.dirname(path))}",
    ]
