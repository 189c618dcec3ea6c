"""Statuspage's JSON, both ways: incidents.json, unresolved.json, scheduled-maintenances.json, summary.json,
components.json, a list of incidents, one incident.

What is read comes out again as it was, key for key: an incident keeps what its object says besides (`leftover`).
Not kept are members at the top of a file other than its page, and a page of more than 4,096 characters; what is written
has the form of incidents.json, whatever it was read from.
"""

from incident_cli.formats.statuspage.files import looks, read, servers
from incident_cli.formats.statuspage.kept import lasting
from incident_cli.formats.statuspage.write import document, single, write

__all__ = ["document", "lasting", "looks", "read", "servers", "single", "write"]
