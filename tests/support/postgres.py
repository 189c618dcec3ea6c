"""A real PostgreSQL server in a temporary folder: one for all tests of a session, or one of a test's own to be killed.

The servers of a session live in one folder. A process that watches over it kills what runs in there and removes it
when pytest has gone, however it went. What runs in a folder is told by where it stands: every process of a server
has its working directory in there.
"""

import contextlib
import fcntl
import importlib.util
import itertools
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
PORTS = range(20000, 32000)
"""Below those that the system gives to callers: nobody takes a server's port while it is down."""
ATTEMPTS = 20
AS_ROOT = os.getuid() == 0
ACCOUNT = {"user": "postgres", "group": "postgres", "extra_groups": []} if AS_ROOT else {}
"""Whom the server runs as: it refuses to be root."""
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{folder}'
max_connections = 200
dynamic_shared_memory_type = mmap
autovacuum = off
fsync = off
full_page_writes = off
jit = off
"""
_numbers = itertools.count(1)


class Server:
    """A server in a folder; every process that knows the folder may use it, stop it, kill it."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.log = self.folder / "log"
        self._data = self.folder / "data"
        self._port = self.folder / "port"

    @property
    def ready(self):
        """Whether it was made and started once, with its database."""
        return self._port.exists()

    @property
    def port(self):
        """The port, which stays the same; OSError before the first start."""
        return int(self._port.read_text())

    @property
    def dsn(self):
        """What psycopg takes."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/incident"

    def url(self, schema, user="postgres", database="incident"):
        """What the program takes."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}?schema={schema}"

    def execute(self, sql, *values):
        """The rows of one statement, run and committed in the program's database."""
        import psycopg

        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def start(self):
        """Make it where it is not made yet, start it, and come back when it answers; RuntimeError with its log."""
        if not self.ready:
            self._make()
        elif not self._launch(self.port):
            self._complain()
        return self

    def _make(self):
        self.folder.mkdir()
        _hand_over(self.folder)
        words = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=postgres", "--no-sync"]
        if self._run("initdb", "-D", self._data, *words).returncode:
            self._complain()
        with open(self._data / "postgresql.conf", "a") as file:
            file.write(SETTINGS.format(folder=self.folder))
        ports = random.SystemRandom().sample(PORTS, ATTEMPTS)
        port = next(filter(self._launch, ports), None)
        database = ["-h", self.folder, "-p", port, "-U", "postgres", "incident"]
        if port is None or self._run("createdb", *database).returncode:
            self._complain()
        self._port.write_text(str(port))

    def _launch(self, port):
        options = ["-s", "-w", "-D", self._data, "-l", self.log, "-o", f"-p {port}"]
        return self._run("pg_ctl", "start", *options).returncode == 0

    def stop(self):
        """Stop it as an administrator does: connections are closed, nothing is left to recover."""
        self.thaw()
        if self._run("pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", self._data).returncode:
            self._complain()

    def _run(self, program, *words):
        with open(self.folder / "programs", "a") as said:
            return subprocess.run(
                [programs() / program, *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.folder,
                env=ENVIRONMENT,
                check=False,
                **ACCOUNT,
            )

    def _complain(self):
        said = [path.read_text() for path in (self.folder / "programs", self.log) if path.exists()]
        raise RuntimeError("PostgreSQL: " + "\n".join(said)[-5000:])

    def freeze(self):
        """Let every process stand still, as in a machine that hangs; their numbers."""
        frozen = set()
        while found := inhabitants(self.folder) - frozen:  # again: one may have been born in between
            _send(signal.SIGSTOP, found)
            frozen |= found
        return frozen

    def thaw(self):
        """Let them go on."""
        _send(signal.SIGCONT, inhabitants(self.folder))

    def kill(self):
        """Kill every process at once, as a loss of power does; come back when they are gone."""
        _kill(self.freeze())
        self._forget()

    def _forget(self):
        """Remove what the killed leave: their shared memory, and the locks that hold their number.

        Where nobody waits for the dead, that number still looks alive to the next server.
        """
        lock = self._data / "postmaster.pid"
        memory = re.match(r"(?:.*\n){6} *\d+ +(\d+)", lock.read_text()) if lock.exists() else None
        if memory:
            subprocess.run(["ipcrm", "-m", memory[1]], stderr=subprocess.DEVNULL, check=False)
        for each in (lock, *self.folder.glob(".s.PGSQL.*.lock")):
            each.unlink(missing_ok=True)

    def remove(self):
        """End it, and leave nothing of it, even while somebody is about to start it."""
        for _ in range(ATTEMPTS):
            self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists() and not inhabitants(self.folder):
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL: {self.folder} is still there")


def programs():
    """The folder with the programs of the newest server; None where there is none."""
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    found.sort(key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.name)])
    other = shutil.which("initdb")
    return found[-1] if found else other and Path(other).resolve().parent


def missing():
    """What has to be installed before a server can be had; "" when nothing has."""
    if not programs():
        return "PostgreSQL is not installed (apt-get install postgresql)"
    if not importlib.util.find_spec("psycopg"):
        return "psycopg is not installed (pip install 'incident-cli[postgres]')"
    return ""


def need():
    """Skip the test where there can be no server; in CI that is a failure."""
    import pytest

    if lacks := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacks)


def inhabitants(folder):
    """The numbers of the processes whose working directory lies in a folder, a removed one included."""
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if f"{_stands(path)}/".startswith(f"{folder}/")}


def _stands(process):
    with contextlib.suppress(OSError):
        return os.readlink(process / "cwd").removesuffix(" (deleted)")


def _send(number, processes):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _kill(processes):
    watches = []
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            watches.append(os.pidfd_open(process))
    _send(signal.SIGKILL, processes)
    for watch in watches:
        _await(watch)
        os.close(watch)


def _await(watch):
    ends = select.poll()
    ends.register(watch, select.POLLIN)
    ends.poll()


def _hand_over(folder):
    if AS_ROOT:
        shutil.chown(folder, ACCOUNT["user"], ACCOUNT["group"])


# -- a session of tests --------------------------------------------------------------------------------------


def shared_server(config, base):
    """The one server of a session, started by whoever asks first. config, base: pytest's own, and its folder."""
    need()
    with _home(config, base) as home:
        server = Server(home / "shared")
        return server if server.ready else server.start()


@contextlib.contextmanager
def own_server(config, base):
    """A started server of the test's own."""
    need()
    with _home(config, base) as home:
        server = Server(home / _name())
    try:
        yield server.start()
    finally:
        server.remove()


def fresh(server):
    """The address of a schema with a name that nobody had before."""
    return server.url(_name())


def _name():
    return f"t{os.environ.get('PYTEST_XDIST_WORKER', '')}_{next(_numbers)}"


@contextlib.contextmanager
def _home(config, base):
    """The folder of the session's servers, for one worker at a time; pytest's own is closed to other accounts."""
    worker = hasattr(config, "workerinput")
    with open((base.parent if worker else base) / "postgres", "a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        home = note.read()
        if not home:
            home = os.path.realpath(tempfile.mkdtemp(prefix="incident-postgres-"))
            _hand_over(home)
            _watched(home, os.getppid() if worker else os.getpid())
            note.write(home)
        yield Path(home)


def _watched(home, owner):
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run([sys.executable, "-I", __file__, home, str(owner)], **quiet, check=True)


def watch(home, owner):
    """In a process of its own, of which nobody is the parent: when the owner has gone, its servers go."""
    watched = os.pidfd_open(owner)
    if os.fork():
        return
    os.setsid()
    os.chdir("/")
    _await(watched)
    while os.path.exists(home):
        for folder in Path(home).iterdir():
            Server(folder).remove()
        os.rmdir(home)


if __name__ == "__main__":
    watch(sys.argv[1], int(sys.argv[2]))
