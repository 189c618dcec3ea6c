"""What a write did, in one line: the same words on a terminal and through a pipe.

`#168 http6 is down · 168.3 at 10:26 CET (22 m ago) · http6 up → down`
"""

from collections.abc import Iterator

from incident_cli.core import phrase
from incident_cli.core.model import Entry, Incident, Verb
from incident_cli.core.views import Receipt
from incident_cli.render.look import Look
from incident_cli.render.text import line

_TITLE_CELLS = 60


def receipt_id(receipt: Receipt) -> str:
    """The id alone, for scripts: `168.3`, or `168` where no line was written but the opening."""
    entry = receipt.entry
    return f"{receipt.incident.id}.{entry.number}" if entry and entry.number else str(receipt.incident.id)


def receipt_line(receipt: Receipt, look: Look) -> str:
    """The echo of a write, with the instant as it was understood."""
    return " · ".join(part for part in _parts(receipt, look) if part)


def _parts(receipt: Receipt, look: Look) -> Iterator[str]:
    incident, entry = receipt.incident, receipt.entry
    title = line(receipt.headline, _TITLE_CELLS)
    yield f"#{incident.id} {title}" if incident.exists else title
    yield line(receipt.did)
    if entry is not None:
        yield _when(incident, entry, look)
        # The window of a planned maintenance tells its status by the clock already.
        told = entry.number == 0 and incident.planned_from is not None
        yield phrase.said_status(entry.status, incident) if entry.status and not (told or entry.deleted) else ""
    for change in receipt.changes:
        name = receipt.names.get(change.server, phrase.UNKNOWN)
        yield phrase.move(line(name), change.before, change.after)
    if entry is not None and entry.ran is not None:
        yield line(phrase.command(entry.ran)[1])
    if entry is not None and not entry.deleted:
        yield from map(line, phrase.marks(entry, lateness=False))  # "22 m ago" says it
        yield "closed incident" if incident.status.final and entry.verb is not Verb.CLOSED else ""
    yield line(receipt.note)
    if not receipt.saved and "nothing" not in receipt.did:
        yield "nothing changed"


def _when(incident: Incident, entry: Entry, look: Look) -> str:
    """When it happened; of an opening, the beginning, or the window of a planned maintenance."""
    if entry.number == 0 and incident.planned_from is not None:
        return phrase.window(incident, look.zone, look.now)
    said = f"{phrase.clock(entry.at, look.zone, look.now)} ({phrase.ago(entry.at, look.now)})"
    return f"{incident.id}.{entry.number} at {said}" if entry.number else f"began {said}"
