"""A line that the server of a team could not take: kept on the local disk, and said so.

Only what names its incident is kept: which one is meant otherwise, the server alone knows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from incident_cli import config, outbox
from incident_cli.commands import lines, unsaved
from incident_cli.commands.target import Typed
from incident_cli.context import App
from incident_cli.core import words
from incident_cli.core.decide.lines import Line
from incident_cli.core.kept import LINES, Count, Keeping, Kept
from incident_cli.errors import Unavailable, Unreachable
from incident_cli.store.location import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_EMPTY: tuple[Any, ...] = (None, False, "", [])
"""Words that were not typed."""


def number(app: App, typed: Typed, failure: Unreachable, *, off: bool) -> int:
    """The incident of a line that may be kept. off: `--no-outbox`. Raises the failure where it may not be."""
    named = typed.incident
    if named is None and app.config.incident:
        named = words.incident_id(app.config.incident)
    if off or not config.keeps():
        raise failure
    if named is None:
        hint = "with the number of the incident it is kept in the outbox: incident update ID TEXT"
        raise Unreachable(failure.message, *failure.hints, hint) from failure
    return named


def without(app: App, typed: Typed, failure: Unreachable, *, off: bool) -> None:
    """Go on without what only the server knows, and without asking it again. Raises as `number` does."""
    number(app, typed, failure, off=off)
    app.away = failure


def keep(
    app: App,
    failure: Unreachable,
    typed: Typed,
    command: str,
    said: lines.Said,
    make: lines.Make,
    more: Mapping[str, Any] | None = None,
    *,
    off: bool,
) -> None:
    """Keep a line, and say so. said: what was typed, with its text; more: words of its command besides.

    Raises the failure where it may not be kept, Usage for what nobody could store, and Unavailable.
    """
    incident = number(app, typed, failure, off=off)
    at = lines.rehearse(app, said, make)
    kept = _kept(app, command, _words(typed, incident, said) | dict(more or {}), incident, at)
    try:
        path = put(app, kept, failure)
    finally:  # Ctrl-C may strike between the rename and the word of it
        app.saved = os.path.lexists(os.path.join(config.outbox(), kept.batch))
    app.kept()
    _say(app, Keeping(kept, path, why(failure)))


def _words(typed: Typed, incident: int, said: lines.Said) -> dict[str, Any]:
    """The words that say it again, with the text that was found for it."""
    unsure = typed.unsure and said.text == " ".join(typed.text)  # the server tells whether the first one is a number
    named = {"words_": [str(incident), *typed.text]} if unsure else {"incident": str(incident), "message": said.text}
    return named | {
        "server": [f"{name}={state.short}" for name, state in said.states],
        "status": said.status,
        "time": said.time,
        "link": list(said.links),
        "key": said.key,
        "note": not said.kind.public,
        "guess": said.guess,
    }


def put(app: App, kept: Kept, failure: Unreachable) -> str:
    """Put it into the outbox; the path. Raises Unavailable where that cannot be, with the text in a file of its own."""
    try:
        return outbox.put(config.outbox(), kept)
    except OSError as full:
        reason = (full.strerror or str(full)).lower()
        message = f"{why(failure)}; the outbox cannot be written: {reason}; nothing was saved"
        raise Unavailable(message, *_draft(app, kept)) from failure


def _draft(app: App, kept: Kept) -> Sequence[str]:
    """What to type to say it again. A text of the editor is in a file already, and lines are those of a stream."""
    if not kept.text or kept.lines or app.drafts:
        return ()
    path = unsaved.file(app, [kept.text])
    if not path:
        return ("the text stands above",)
    from shlex import quote

    return (f"incident {kept.command} {kept.incident} -F {quote(path)}",)


def group(app: App, typed_words: Mapping[str, Any], incident: int, group: Sequence[Line]) -> Kept:
    """A group of lines of a stream, to be kept."""
    kept = _kept(app, LINES, typed_words, incident, group[0].at)
    return kept._replace(lines=tuple((line.at, line.text) for line in group))


def _kept(app: App, command: str, typed_words: Mapping[str, Any], incident: int, at: datetime) -> Kept:
    """What is to be done again, under the name that it had: the server may have it, and only the answer was lost.

    Of the words those that were typed.
    """
    app.zone  # noqa: B018 (an unknown one is refused, as it is by a store)
    stamp, settings = app.stamp(), app.config
    return Kept(
        stamp.batch,
        shown(settings.db),
        command,
        {name: value for name, value in typed_words.items() if value not in _EMPTY},
        incident,
        at,
        stamp.recorded_at,
        stamp.author,
        stamp.host,
        settings.tz,
        settings.sources["tz"],
        settings.date_order,
    )


def why(failure: Unreachable) -> str:
    """What is wrong with the server, in a few words."""
    return failure.message.removesuffix("; nothing was saved")


def tell(app: App, incident: int, path: str, why: str, count: Count) -> None:
    """Say that lines of a stream are kept. path, why: of the group that was kept last."""
    _say(app, Keeping(_kept(app, LINES, {}, incident, app.now), path, why, count))


def _say(app: App, keeping: Keeping) -> None:
    from incident_cli.commands import receipts

    app.out.kept(keeping._replace(note=receipts.note(app)))
