"""Server names typed in `-s` -> servers of the record, with the question or warning a near-miss deserves."""

from collections.abc import Sequence

from incident_cli.context import App, Doubt
from incident_cli.core.decide import servers
from incident_cli.core.model import State
from incident_cli.errors import Refused
from incident_cli.render.text import line
from incident_cli.store import View

_CELLS = 60
"""Of a name in a question or a warning."""
_NEW = ""
"""The answer that means: it is another server."""


def mention(app: App, view: View, said: Sequence[tuple[str, State]]) -> servers.Mention:
    """The servers that were named, made where they are new.

    A name that is nearly an existing one is asked about on a terminal; `warn` tells a script.
    """
    answered = [(app.answers.get(f"server {name}") or name, state) for name, state in said]
    found = servers.mention(view.servers().values(), answered, view.next_server(), app.now)
    for name, near in found.doubts:
        if app.interactive and app.answers.get(f"server {name}") != _NEW:
            new, known = line(name, _CELLS), line(near, _CELLS)
            choices = [(near, f"{known} (it exists)"), (_NEW, f"{new} (a new server)")]
            raise Doubt(f"server {name}", f'Which server is "{new}"?', choices, Refused(f'"{new}" or "{known}"?'))
    return found


def warn(app: App, found: servers.Mention) -> None:
    """Tell that a server was made whose name is nearly an existing one."""
    for name, near in found.doubts:
        if not app.interactive:
            app.warn(f'"{line(name, _CELLS)}" is a new server; did you mean {line(near, _CELLS)}?')
