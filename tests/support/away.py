"""A server that comes and goes at once: really an SQLite file behind a switch, for what the outbox itself decides.

What a real server does when it goes is in the tests that have one (`support.postgres`).
"""

import contextlib
import socket
import threading

from incident_cli import context
from incident_cli.errors import Unreachable
from incident_cli.store import open_store
from incident_cli.store.location import is_server
from incident_cli.store.sqlite.store import SqliteStore

WHY = "the server cannot be reached: connection refused"
URL = "postgresql://ann:secret@db.example.org/incident?schema=team"
SHOWN = "postgresql://ann@db.example.org/incident?schema=team"


class Switch:
    """The server of a test. away: nobody reaches it; lost: the next write is committed, and its answer never comes.

    failure: what every use of it raises instead, if something is there. tries: how often anybody asked.
    """

    def __init__(self, path):
        self.path = str(path)
        self.away = self.lost = False
        self.failure = None
        self.tries = 0

    def open(self, location, wait, *, make_folder=False):
        """What `open_store` gives for a location."""
        return _Store(self, wait) if is_server(location) else open_store(location, wait, make_folder=make_folder)

    def ask(self):
        """What every use of the server begins with."""
        self.tries += 1
        if self.failure:
            raise self.failure
        if self.away:
            raise Unreachable(f"{WHY}; nothing was saved")


class _Store:
    def __init__(self, switch, wait):
        self._switch, self._store = switch, SqliteStore(switch.path, wait)

    def write(self, stamp, decide):
        self._switch.ask()
        lost, self._switch.lost = self._switch.lost, False
        written = self._store.write(stamp, decide)
        if lost:
            raise Unreachable("the server does not answer: whether the line is saved is not known")
        return written

    def __getattr__(self, name):
        self._switch.ask()
        return getattr(self._store, name)


def team(incident, monkeypatch):
    """The program over a server of its own, `incident.server`, which can be away."""
    incident.server = Switch(incident.folder / "server.db")
    incident.env["INCIDENT_DB"] = URL
    monkeypatch.setattr(context, "open_store", incident.server.open)
    return incident


def box(incident):
    """The files of the outbox, in the order of their names; none where there is no folder."""
    folder = incident.folder / ".local/state/incident/outbox"
    return sorted(folder.iterdir()) if folder.exists() else []


# -- between the program and a real server ---------------------------------------------------------------------------


class Proxy:
    """Stands before a real server. With `cut` set, the answer to the next COMMIT never comes back, and nobody gets
    through any more."""

    def __init__(self, port):
        self.server, self.cut = port, False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._sockets, self._threads = [], [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self.server))
                self._sockets += [client, server]
                for way in ((client, server, True), (server, client, False)):
                    self._threads.append(threading.Thread(target=self._pass, args=way))
                    self._threads[-1].start()

    def _pass(self, source, target, asking):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if asking and self.cut and b"COMMIT\0" in data:
                    self._listening.shutdown(socket.SHUT_RDWR)
                    source.shutdown(socket.SHUT_RDWR)
                    target.sendall(data)
                    target.shutdown(socket.SHUT_WR)
                    return
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def close(self):
        """End it, with all that goes through it."""
        for each in (self._listening, *self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._listening, *self._sockets):
            each.close()
