"""The program, run in three ways: in this process, as a real process, and on a real terminal.

All of them use a database of the test's own, a fixed zone and a clean environment, so that no test
reads or writes anything of the person who runs it.
"""

import fcntl
import io
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import NamedTuple
from unittest import mock

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = (sys.executable, "-m", "incident_cli")
NOON = "2014-02-10T12:00:00Z"


class Answer(NamedTuple):
    """How a run ended: the exit code and what it wrote. On a terminal `out` is all of the screen."""

    code: int
    out: str
    err: str = ""

    @property
    def rows(self):
        """Tab-separated output, apart."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def json(self):
        """The one object that `--json` answers with."""
        return json.loads(self.out)

    @property
    def done(self):
        """What was written, of a command that has to succeed without a complaint."""
        assert (self.code, self.err) == (0, ""), self
        return self.out

    def failed(self, code, *said):
        """Check that it was refused: nothing on standard output, and one complaint that says these words."""
        assert (self.code, self.out) == (code, ""), self
        first, *hints = self.err.splitlines()
        assert first.startswith("incident: "), self
        assert all(hint.startswith("hint: ") for hint in hints), self
        assert "Traceback" not in self.err, self
        for words in said:
            assert words in self.err, self
        return self


class Program:
    """`incident` over one database. Call it with the words of a command line.

    folder: everything it may touch on the disk; location: where the database is, by default a file in there; db: the
    path of that file, None on a server; env: its whole environment, which a test may change.
    `clock` sets INCIDENT_NOW; without it the real clock goes.
    """

    def __init__(self, folder, location=""):
        self.folder = folder
        self.location = location or str(folder / "incident.db")
        self.db = None if "://" in self.location else Path(self.location)
        self.env = {
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": ROOT,
            "PYTHONDONTWRITEBYTECODE": "1",
            "INCIDENT_DB": self.location,
            "INCIDENT_TZ": "Europe/Paris",
            "INCIDENT_USER": "ann",
            "INCIDENT_WAIT": "5",
        }

    def clock(self, words):
        """Set the clock: an ISO instant, or `10:26` on the tenth of February 2014 in Paris."""
        self.env["INCIDENT_NOW"] = f"2014-02-10T{words}+01:00" if re.fullmatch(r"[0-9:]{5,8}", words) else words
        return self

    @property
    def store(self):
        """The store behind it. What starts here must not import one before it is asked."""
        from incident_cli.store import open_store

        return open_store(self.location, float(self.env["INCIDENT_WAIT"]))

    def sql(self, statement):
        """Run one statement behind the program's back; its rows."""
        from support.stores import meddle

        return meddle(self.store, statement)

    @property
    def made(self):
        """Whether anybody has written: nothing else makes the file, or the schema."""
        if self.db:
            return self.db.exists()
        return bool(self.sql(f"SELECT 1 FROM pg_namespace WHERE nspname = '{self.store.address.schema}'"))

    @property
    def data(self):
        """All that the database holds, as bytes: the file, or every row of every table."""
        if self.db:
            return self.db.read_bytes()
        tables = self.sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return str([self.sql(f"SELECT * FROM {table}") for (table,) in tables]).encode()

    @property
    def another(self):
        """The location of a second database of the same kind, which is not there yet."""
        return f"{self.location}_too"

    def _environment(self, env):
        return {name: value for name, value in (self.env | env).items() if value is not None}

    def __call__(self, *words, stdin=b"", **env):
        """Run it in this process, exactly as the real program starts. stdin: bytes or text; None: closed."""
        from incident_cli.__main__ import main
        from incident_cli.commands import Outcome

        Outcome.saved, Outcome.drafts = False, ()
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        typed = None if stdin is None else io.TextIOWrapper(io.BytesIO(_bytes(stdin)), encoding="utf-8")
        clean = self._environment(env) | {"PYTEST_CURRENT_TEST": os.environ.get("PYTEST_CURRENT_TEST", "a test")}
        with (
            mock.patch.object(tempfile, "tempdir", None),
            mock.patch.dict(os.environ, clean, clear=True),
            mock.patch.multiple(sys, argv=["incident", *words], stdin=typed, stdout=out, stderr=err),
        ):
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        return Answer(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())

    def redact(self, *words):
        """Take a text out; how it ended. What a server says every time, that copies may be elsewhere, is set aside."""
        answer = self("redact", *words)
        if self.db:
            return answer
        from incident_cli.store.postgres.purge import COPIES

        assert COPIES in answer.err, answer
        return answer._replace(err=answer.err.replace(f"incident: warning: {COPIES}\n", ""))

    def real(self, *words, stdin=b"", **env):
        """Run it as a process of its own. Keywords in capitals are environment, others are `subprocess.run`'s."""
        more = {name: env.pop(name) for name in list(env) if not name.isupper()}
        done = subprocess.run(
            [*PROGRAM, *words],
            input=_bytes(stdin),
            env=self._environment(env),
            timeout=60,
            check=False,
            **({"cwd": self.folder, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more),
        )
        out, err = ((text or b"").decode(errors="backslashreplace") for text in (done.stdout, done.stderr))
        return Answer(done.returncode, out, err)

    def shell(self, script, *arguments, **env):
        """Run a bash script in which `incident` is this program."""
        function = f'incident() {{ {" ".join(PROGRAM)} "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-c", function + script, "bash", *arguments],
            env=self._environment(env),
            cwd=self.folder,
            capture_output=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *words, answers=(), columns=80, rows=50, **env):
        """Run it on a real terminal. answers: (words to wait for, keys to type then) pairs, in order."""
        return on_terminal([*PROGRAM, *words], self._environment({"TERM": "xterm"} | env), answers, columns, rows)


def _bytes(text):
    return text.encode() if isinstance(text, str) else text


# The child makes the terminal its controlling one, so that Ctrl-C typed there is a signal.
_STUB = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"


def on_terminal(command, env, answers, columns, rows):
    """Run a command on a pseudo-terminal, type the answers, and read the screen to the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", _STUB, *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        screen = _converse(ours, list(answers))
        return Answer(child.wait(10), screen.decode(errors="backslashreplace").replace("\r\n", "\n"))
    finally:
        os.close(ours)
        child.kill()
        child.wait()


def _converse(terminal, answers):
    """Read until the other end closes; after each awaited text, type its answer."""
    screen, seen, deadline = b"", 0, time.monotonic() + 30
    while time.monotonic() < deadline:
        if answers and (found := screen.find(answers[0][0].encode(), seen)) >= 0:
            seen = found + len(answers[0][0])
            os.write(terminal, answers.pop(0)[1].encode())
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux: the last of the other side has gone
            data = b""
        if not data:
            assert not answers, (answers, screen)
            return screen
        screen += data
    raise AssertionError((answers, screen))


def plain(screen):
    """A screen without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)
