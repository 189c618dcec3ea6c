"""An incident of the record -> what everybody may read of it. Pure.

A stored post-mortem has parts that were generated from the record, internal lines among them, when it was stored: here
they are made anew from what is public. What stands in HTML comments is hidden from readers, and never given out.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from incident_cli.core import views
from incident_cli.core.model import EntryKind
from incident_cli.core.portable import Portable, told
from incident_cli.formats.markdown import doubtful, fenced, merge, prose, strange

_COMMENT = r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)"


def public(sheet: views.Sheet, now: datetime, zone: tzinfo) -> Portable:
    """An incident for everybody. sheet: a public one, with all its lines.

    Without what is nobody's business: residual risks, actions, what an import kept besides. A post-mortem in which
    internal lines could stay is left out, and a warning says so.
    """
    portable = told(sheet.incident, sheet.headline, sheet.servers, public=True)
    portable = portable._replace(raw="", residual="", actions=())
    stored = sheet.incident.document
    if stored is None or not stored.shown:
        return portable
    text = document(sheet, stored.text, now, zone)
    lines = (
        line._replace(text=text or "") if line.kind is EntryKind.POSTMORTEM else line
        for line in portable.lines
        if line.kind is not EntryKind.POSTMORTEM or text
    )
    warnings = () if text is not None else (_DOUBT.format(sheet.incident.id),)
    return portable._replace(lines=tuple(lines), warnings=warnings)


_DOUBT = "the post-mortem of #{0} is left out: the fences of its generated parts are broken, or not this program's"


def document(sheet: views.Sheet, stored: str, now: datetime, zone: tzinfo) -> str | None:
    """A stored post-mortem for everybody, as Markdown; None for one in which internal lines could stay."""
    if not prose(stored):
        if doubtful(stored) or strange(stored):
            return None
        stored = merge(stored, fenced(sheet, now, zone))
    return re.sub(_COMMENT, "", stored).strip()
