"""`incident db sync`: send what was kept while the server was away, tell what is left, or drop one of it."""

from __future__ import annotations

from incident_cli import config, outbox
from incident_cli.commands import sending
from incident_cli.context import App
from incident_cli.core.kept import Left, Synced
from incident_cli.errors import NotFound, Usage


def run(app: App, *, dry_run: bool = False, drop: str | None = None) -> int:
    """Send it, and what was refused before as well; the exit code: that of the first refusal.

    dry_run: tell what is kept. drop: the name of one to take away for good, or the beginning of it.
    Raises what stops the sending, after it told what was sent until then.
    """
    app.errand = None  # what this command does itself
    if drop is not None:
        _drop(app, drop, dry_run=dry_run)
        return 0
    found = sending.Delivery() if dry_run else sending.deliver(app, again=True)
    app.out.synced(Synced(found.sent, tuple(sending.left(app, everywhere=True)), dry_run))
    if found.stopped is not None:
        raise found.stopped
    for _, refusal in found.refusals:
        return refusal.code
    return 0


def _drop(app: App, name: str, *, dry_run: bool) -> None:
    """Take one away, whatever is in it. Raises Usage, NotFound and OSError."""
    if dry_run:
        raise Usage("--drop and --dry-run do not go together", "incident db sync --dry-run  lists what is kept")
    left = [each for each in sending.left(app, everywhere=True) if name and each.name.startswith(name)]
    exact = [each for each in left if each.name == name] or left
    if len(exact) != 1:
        said = "nothing in the outbox has" if not exact else f"{len(exact)} in the outbox have"
        raise NotFound(f'{said} the name "{name}"', "incident db sync --dry-run  lists what is kept")
    app.out.dropped(_with_content(exact[0]))
    outbox.remove(config.outbox(), exact[0].name)


def _with_content(left: Left) -> Left:
    """With all that is in the file, where it cannot be understood: nothing goes without a word."""
    return left if left.kept else left._replace(content=outbox.content(left.path))
