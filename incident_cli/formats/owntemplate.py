"""A post-mortem after a template of one's own: a file in the language of Jinja2 (extra `jinja`).

The values are those of the built-in templates, written as Markdown: whatever somebody typed is escaped already, so
that a template places it as it stands. The template runs in a sandbox; what it asks for and is not there is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from incident_cli.core import measure, phrase
from incident_cli.core.actions import Action, in_order
from incident_cli.core.postmortem import figures, timeline
from incident_cli.core.postmortem.blocks import blocks
from incident_cli.core.postmortem.builtin import title
from incident_cli.core.postmortem.values import Line
from incident_cli.core.views import Sheet
from incident_cli.errors import IncidentError, Usage
from incident_cli.formats.markdown import fenced, heading, one_line, paragraphs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 16 * 1024 * 1024
"""Characters of a document: what is longer comes of a slip in a loop."""


def write(template: str, path: str, values: Mapping[str, Any]) -> str:
    """A document after a template. path: of its file, for what is wrong in it.

    Raises Usage, which names the line, for a template that cannot be filled in, IncidentError without Jinja2.
    """
    try:
        from jinja2 import StrictUndefined, TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError:
        raise IncidentError(
            "a template of your own needs Jinja2, which is not installed", "pip install 'incident-cli[jinja]'"
        ) from None

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return _limited(environment.from_string(template).generate(values))
    except TemplateSyntaxError as error:
        raise _wrong(path, error.lineno, error.message or "it is no template") from None
    except Exception as error:  # the values are plain: whatever goes wrong here is the template's
        raise _wrong(path, _line(error), str(error) or type(error).__name__) from None


def _limited(pieces: Iterator[str]) -> str:
    found: list[str] = []
    length = 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > LONGEST:
            raise ValueError("the document would be longer than 16 MB")
    return "".join(found)


def _line(error: BaseException) -> int | None:
    """The line of the template at which it happened: the deepest frame of it that was running."""
    line, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == "<template>":
            line = at.tb_lineno
        at = at.tb_next
    return line


def _wrong(path: str, line: int | None, why: str) -> Usage:
    where = path if line is None else f"{path}:{line}"
    reason = why.partition("\n")[0].rstrip(".")
    return Usage(f"{where}: {reason}", 'what a template may place: README, "A template of one\'s own"')


def values(sheet: Sheet, now: datetime, zone: tzinfo, account: str = "", picture: str = "") -> dict[str, Any]:
    """What a template may place. account: prose that was stored as the post-mortem, as it is.

    picture: the name of the file with the picture, as in `markdown.postmortem`.
    """
    incident = sheet.incident
    end, found = measure.end_of(incident, now), blocks(sheet, now, zone)
    return {
        "id": incident.id,
        "noun": one_line(incident.noun),
        "title": heading(title(sheet)),
        "headline": one_line(sheet.headline),
        "status": phrase.status_word(incident, now),
        "impact": str(incident.impact),
        "severity": "" if sheet.public else str(incident.severity or ""),
        "tags": [one_line(tag) for tag in incident.tags],
        "links": [one_line(link) for link in incident.links],
        "began": phrase.stamp(incident.began_at, zone),
        "ended": phrase.stamp(end, zone) if end else "",
        "duration": phrase.span(measure.elapsed(incident.began_at, end or now)),
        "residual": one_line(incident.residual),
        "public": sheet.public,
        "account": account,
        "servers": [_server(line) for line in found["impact"].lines],
        "metrics": _metrics(sheet, now, zone),
        "entries": list(_entries(sheet, zone)),
        "actions": [_action(incident.id, action, public=sheet.public) for action in in_order(incident.actions)],
        "blocks": fenced(sheet, now, zone, picture),
    }


def _server(line: Line) -> dict[str, Any]:
    return {"name": one_line(line.head), "downtime": line.facts[0], "states": list(line.parts)}


def _metrics(sheet: Sheet, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """The figures by their short names: `metrics.ttr.value`."""
    told = {line.head: line.facts for line in figures.metrics(sheet, now, zone).lines}
    return {
        field.removesuffix("_s"): {"name": name, "value": told[f"{name}:"][0], "definition": definition}
        for field, name, definition in figures.METRICS
        if f"{name}:" in told
    }


def _entries(sheet: Sheet, zone: tzinfo) -> Iterator[dict[str, Any]]:
    lines = timeline.timeline(sheet, zone).lines
    for entry, line in zip(timeline.told(sheet), lines, strict=True):
        yield {
            "id": f"{sheet.incident.id}.{entry.number}",
            "at": phrase.stamp(entry.at, zone),
            "kind": str(entry.kind),
            "status": phrase.said_status(entry.status, sheet.incident) if entry.status else "",
            "author": "" if sheet.public else one_line(entry.author),
            **_item(line),
        }


def _action(incident: int, action: Action, *, public: bool) -> dict[str, Any]:
    return {
        "id": f"{incident}.a{action.number}",
        "text": one_line(action.text),
        "owner": "" if public else one_line(action.owner),
        "due": action.due.isoformat() if action.due else "",
        "kind": str(action.kind or ""),
        "priority": str(action.priority or ""),
        "state": str(action.state),
        "why": one_line(action.why),
    }


def _item(line: Line) -> dict[str, Any]:
    """A line of a block: what stands first, the facts behind it, the text in paragraphs, the links or finer lines."""
    return {
        "head": one_line(line.head),
        "facts": [one_line(fact) for fact in line.facts],
        "text": paragraphs(line.text),
        "parts": [one_line(part) for part in line.parts],
    }
