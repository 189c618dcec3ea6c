"""What the site that an issue belongs to says of it: its host, and the zone of times that name none."""

from __future__ import annotations

import os
import re
from datetime import UTC, tzinfo

from incident_cli.core import zones
from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError
from incident_cli.formats.source import Source

NAME = "cstate"
_CONFIGS = tuple(f"{name}.{suffix}" for name in ("config", "hugo") for suffix in ("yml", "yaml", "toml"))
_UP = 3  # folders above that of the issue: content/issues/2024/x.md is the deepest that people make
_LONGEST = 1 << 20  # bytes of a configuration that are looked at


class Site(NamedTuple):
    """source: `cstate:HOST`, or `cstate` where no configuration names a host; zone: Hugo's `timeZone`, else UTC."""

    source: str = NAME
    zone: tzinfo = UTC


def site_of(source: Source) -> Site:
    """The site of a file, by the configuration in its folder or in up to three above; of a copy nothing is known."""
    if os.path.basename(source.name) != os.path.basename(source.path):
        return Site()
    folder = os.path.dirname(os.path.abspath(source.path))
    for _ in range(_UP + 1):
        for name in _CONFIGS:
            path = os.path.join(folder, name)
            said = _said(path) if os.path.isfile(path) else {}
            if "baseurl" in said:
                return Site(_named(said["baseurl"]), _zone(said.get("timezone", "")))
        folder = os.path.dirname(folder)
    return Site()


def _said(path: str) -> dict[str, str]:
    """The plain values at the top level of a configuration in YAML or TOML, by their keys in lower case."""
    try:
        with Source(path, path).open() as file:
            text = file.read(_LONGEST).decode(errors="replace")
    except IncidentError:
        return {}
    pattern = r"""^(baseurl|timezone)["']?[ \t]*[:=][ \t]*["']?([^\s"'#]+)"""
    return {key.lower(): value for key, value in re.findall(pattern, text, re.IGNORECASE | re.MULTILINE)}


def _named(address: str) -> str:
    from urllib.parse import urlsplit

    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return f"{NAME}:{host}" if host else NAME


def _zone(name: str) -> tzinfo:
    return (zones.fixed(name) or zones.named(name) or UTC) if name else UTC
