"""Incidents as Statuspage's JSON: what the record tells, with what the original said besides put back (`leftover`).

Lines that are not public are never written. What Statuspage has no word for is left out: severity, authors, guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from json import JSONEncoder
from typing import Any

from incident_cli.core import instant
from incident_cli.core.model import Kind
from incident_cli.core.portable import Portable
from incident_cli.formats.statuspage.kept import kept
from incident_cli.formats.statuspage.leftover import restored, restored_list
from incident_cli.formats.statuspage.telling import Told, listed, told
from incident_cli.formats.writing import Writing

_json = JSONEncoder(separators=(",", ":")).encode


def write(incidents: Iterable[Portable], writing: Writing) -> Iterator[str]:
    """`{"page": …, "incidents": […]}`, an incident a line in the order given, and the maintenances in a list of their
    own behind them, which wait for it in a temporary file."""
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(1024 * 1024, "w+", encoding="ascii", newline="\n") as later:
        between = ""
        for portable in incidents:
            if not between:
                yield f'{{"page":{_json(page(portable, writing))},\n"incidents":['
                between = "\n"
            row = _json(document(portable, writing))
            if portable.kind is Kind.MAINTENANCE:
                later.write(row + "\n")
                continue
            yield between + row
            between = ",\n"
        if not between:
            yield f'{{"page":{_json(_page(writing))},\n"incidents":['
        yield "\n]"
        later.seek(0)
        for number, row in enumerate(later):
            yield (",\n" if number else ',\n"scheduled_maintenances":[\n') + row.rstrip("\n")
        yield "\n]}\n" if later.tell() else "}\n"


def single(portable: Portable, writing: Writing) -> str:
    """One incident with its page: `{"page": …, "incident": {…}}`."""
    said = {"page": page(portable, writing), "incident": document(portable, writing)}
    return _json(said) + "\n"


def page(portable: Portable, writing: Writing) -> Any:
    """The page that an incident was on; one without a name where nobody said so."""
    found = kept(portable).page
    return _page(writing) if found is None else found


def _page(writing: Writing) -> dict[str, Any]:
    return {"id": "", "name": "", "url": "", "time_zone": "Etc/UTC", "updated_at": instant.text(writing.now)}


def document(portable: Portable, writing: Writing) -> dict[str, Any]:
    """One incident as Statuspage's object; what was read in this format comes back as it was."""
    also = kept(portable)
    now = told(portable, also, {}, writing.now)
    try:
        return _restored(now, also.patch)
    except (LookupError, TypeError, ValueError, AttributeError):  # the patch is not as we wrote it
        return _restored(now, {})


def _restored(now: Told, patch: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(now.head)
    for name, entries in (("incident_updates", now.updates), ("components", now.components)):
        change = patch.get(name)
        said[name] = restored_list(entries, change) if isinstance(change, dict) else listed(name, entries)
    return restored(said, {name: change for name, change in patch.items() if not isinstance(change, dict)})
