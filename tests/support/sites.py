"""Sites made of portables, as `incident publish` makes them of the record, and files served on loopback."""

import contextlib
import functools
import http.server
import json
import threading
from datetime import UTC

from incident_cli.core.model import Kind, Server, State
from incident_cli.site import api
from incident_cli.site.site import Component, Group, Site, status
from support.make import at

URL = "https://status.example.org"
WEB, DB, MAIL = Server(1, "web", "Front"), Server(2, "db", "Back", "keeps <all>"), Server(3, "mail", external_id="m4il")


def component(server, state=State.OPERATIONAL, since="06:00"):
    return Component(server, state, since and at(since), None, ())


GROUPS = (
    Group("", (component(MAIL),)),
    Group("Front", (component(WEB, State.MAJOR_OUTAGE, "10:00"),)),
    Group("Back", (component(DB, None, None),)),
)


def site(*portables, now="12:00", **said):
    """A site of these incidents and maintenances."""
    now = at(now)
    newest = sorted(portables, key=lambda one: (one.planned_from or one.began_at, one.number), reverse=True)
    incidents = [one for one in newest if one.kind is Kind.INCIDENT]
    maintenances = [one for one in newest if one.kind is Kind.MAINTENANCE]
    going = [one for one in newest if not status(one, now).final]
    planned = sorted((one for one in going if one in maintenances), key=lambda one: one.planned_from)
    written = [one.updated_at or one.recorded_at for one in portables]
    made = {
        "title": "Example",
        "url": URL,
        "zone": UTC,
        "now": now,
        "days": 90,
        "groups": GROUPS,
        "open": tuple(one for one in going if one in incidents),
        "planned": tuple(planned),
        "incidents": incidents,
        "maintenances": maintenances,
        "updated_at": max(written, default=None),
    }
    return Site(**(made | said))


def published(*portables, **said):
    """The files that programs read, by their paths."""
    return {file.path: file.content for file in api.files(site(*portables, **said))}


def read(files, name):
    """A file of the API, read."""
    return json.loads(files[f"api/v2/{name}.json"])


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        self.server.asked.append(self.path)


@contextlib.contextmanager
def served(folder):
    """A folder on loopback: its address, and the paths asked for so far."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", server.asked
        finally:
            server.shutdown()
            thread.join()
