"""What a publication did, in one line.

`published into public: 214 files · 3 written · 1 removed`
"""

from __future__ import annotations

from incident_cli.core.published import Published
from incident_cli.render.text import line


def published_line(told: Published) -> str:
    """The echo."""
    parts = [f"published into {line(told.folder)}: {told.files} file{'s' * (told.files != 1)}"]
    parts += [f"{told.written} written"] if told.written else []
    parts += [f"{told.removed} removed"] if told.removed else []
    return " · ".join(parts if len(parts) > 1 else [*parts, "nothing changed"])
