"""What an import did, in one line; and what it would do, as a screen.

`imported: 211 new incidents, #1 to #211 · 499 lines · from 211 files (statuspage) · to take that back: incident undo`
"""

from __future__ import annotations

from collections.abc import Iterator

from incident_cli.core.imported import Did, Imported
from incident_cli.render.text import line


def imported_line(told: Imported) -> str:
    """The echo."""
    return " · ".join(part for part in _parts(told) if part)


def _parts(told: Imported) -> Iterator[str]:
    if told.rows is not None:
        yield f"{'would restore' if told.dry else 'restored'}: {told.rows or 'no'} row{'s' * (told.rows != 1)} of a log"
        yield "" if told.rows else "all of them are here"
        yield line(told.note)
        return
    counts = {did: told.count(did) for did in Did}
    said = ", ".join(filter(None, (_many(counts[did], did) for did in (Did.NEW, Did.CHANGED))))
    verb = "would import" if told.dry else "imported"
    yield f"{verb}: {said or ('no incidents' if told.servers else 'nothing new')}{_numbers(told)}"
    yield f"{told.servers} server{'s' * (told.servers != 1)}" if told.servers else ""
    lines = sum(each.lines for each in told.taken if each.did is not Did.SAME)
    yield f"{lines} line{'s' * (lines != 1)}" if lines else ""
    yield f"{counts[Did.SAME]} the same as before" if counts[Did.SAME] else ""
    files = f"{told.files} files" if told.files > 1 else ""
    yield f"from {files} ({', '.join(told.formats)})" if files else f"read as {', '.join(told.formats)}"
    yield line(told.note)
    if told.changes and not told.dry:
        yield "to take that back: incident undo"


def _many(count: int, did: Did) -> str:
    return f"{count} {did} incident{'s' * (count != 1)}" if count else ""


def _numbers(told: Imported) -> str:
    numbers = [each.number for each in told.taken if each.did is not Did.SAME]
    if not numbers:
        return ""
    low, high = min(numbers), max(numbers)
    return f", #{low}" if low == high else f", #{low} to #{high}"


def ids(told: Imported) -> list[str]:
    """The numbers of what was written, for `-q`."""
    return [str(each.number) for each in told.taken if each.did is not Did.SAME]
