"""Many processes over one database: workers that run commands at once, that are killed, whose disk fails.

A clean helper process imports the program once and forks a worker for each job, so that a command costs
milliseconds and pytest, which has threads, is never forked. A worker runs the program's own `main`.

`recorder()` is a small library, compiled on the spot, that stands before the C library in a process
(LD_PRELOAD): it writes down every call that changes a folder, and can make the n-th one fail or be the last.
"""

import contextlib
import functools
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from support.program import PROGRAM, ROOT, Answer

TESTS = os.path.join(ROOT, "tests")


@contextlib.contextmanager
def memory():
    """A folder in memory where there is one: processes that die and wait need no disk, and are quicker without."""
    folder = tempfile.mkdtemp(prefix="incident-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder)


def started(program, *words, **env):
    """The real program, started and left to run."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*PROGRAM, *words], env=program.env | env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True
    )


def ended(process, seconds=60):
    """How a started program ended."""
    out, err = process.communicate(timeout=seconds)
    return Answer(process.returncode, out, err)


def until(condition, seconds=60):
    """Come back when a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def waiting(process, path):
    """Come back when a process has a file open: it waits for the lock then."""
    until(lambda: _opened(process, path))
    return process


def _opened(process, path):
    for name in os.listdir(f"/proc/{process.pid}/fd"):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/{process.pid}/fd/{name}") == str(path):
                return True
    return False


@contextlib.contextmanager
def hearing():
    """Under `nohup`, or in the background of a script, tests begin deaf to some signals: what they start shall not."""
    deaf = [number for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP) if _ignored(number)]
    before = {number: signal.signal(number, signal.SIG_DFL) for number in deaf}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignored(number):
    return signal.getsignal(number) is signal.SIG_IGN


@contextlib.contextmanager
def locked(path, how="IMMEDIATE"):
    """Hold the lock of a database, as another program may."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"BEGIN {how}")
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def writing(program):
    """Another one writes, and holds the lock. Gives waits(process): whether a started process waits for it."""
    if program.db:
        with locked(program.db):
            yield lambda process: _opened(process, program.db)
        return
    import psycopg

    from incident_cli.store.postgres.schema import lock

    address = program.store.address
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with psycopg.connect(address.conninfo) as connection:
        connection.execute(lock(address))
        yield lambda _: bool(connection.execute(waiting).fetchall())


@contextlib.contextmanager
def shut(program):
    """Nobody can read: a file is being written to, a table of a server is made anew."""
    if program.db:
        with locked(program.db, "EXCLUSIVE"):
            yield
        return
    import psycopg

    address = program.store.address
    with psycopg.connect(address.conninfo) as connection:
        connection.execute(f"LOCK TABLE {address.quoted_schema}.log IN ACCESS EXCLUSIVE MODE")
        yield


class Helper:
    """A helper process that runs one of the functions below; `wait` gives what it returned."""

    def __init__(self, program, task, *arguments, **env):
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"from support import processes; processes.helper({task.__name__!r})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=program.env | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"} | env,
            text=True,
        )
        self.process.stdin.write(json.dumps(arguments))
        self.process.stdin.close()
        self.process.stdin = None

    def wait(self, seconds=120):
        """What the function returned."""
        out, _ = self.process.communicate(timeout=seconds)
        assert self.process.returncode == 0
        return json.loads(out)


COLD = ("interrupted",)
"""Tasks that are about the imports as well."""


def helper(task):
    """The helper process: import the program, run a function, say what it returned."""
    arguments = json.load(sys.stdin)
    answers, sys.stdout = sys.stdout, sys.stderr
    import incident_cli.__main__  # noqa: F401

    if task not in COLD:
        _warm()
    json.dump(globals()[task](*arguments), answers)


def _warm():
    import importlib

    import sqlite_utils.migrations  # noqa: F401

    engine = "postgres" if os.environ["INCIDENT_DB"].startswith("postgres") else "sqlite"
    for name in ("__main__", "front", "render.plain", "render.json", "render.receipt", f"store.{engine}.store"):
        importlib.import_module(f"incident_cli.{name}")
    for name in ("open", "update", "close", "show", "list", "status"):
        importlib.import_module(f"incident_cli.commands.{name}")


def run(argv, interrupt=0):
    """One command line through the program's own `main`: code, standard output, standard error, seconds.

    interrupt: after so many seconds Ctrl-C is pressed.
    """
    import io

    from incident_cli.__main__ import main

    sys.argv = ["incident", *argv]
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, interrupt)
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.perf_counter() - began
    said = [stream.buffer.getvalue().decode() for stream in (sys.stdout, sys.stderr)]
    sys.stdout, sys.stderr = sys.__stderr__, sys.__stderr__
    return code, *said, took


def forked(work):
    """Fork a process for `work`, which gets the file number to report to; (process, file number to read)."""
    ours, theirs = os.pipe()
    process = os.fork()
    if not process:
        try:
            work(theirs)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(theirs)
    return process, ours


def heard(file):
    """All that a process reported."""
    with open(file, "rb") as reports:
        return reports.read()


# -- a crew: many at once ------------------------------------------------------------------------------------


def crew(program, *jobs, **env):
    """Run each job (a list of command lines) in a process of its own, all at once; their answers."""
    return [[Answer(*answer[:3]) for answer in job] for job in Helper(program, at_once, jobs, **env).wait()]


def at_once(jobs):
    """In the helper: fork a worker for each job, let all begin together; what `run` gave for each line."""
    gate, opening = os.pipe()

    def work(job):
        def begin(report):
            os.close(opening)
            os.read(gate, 1)
            with open(report, "w") as file:
                json.dump([run(line) for line in job], file)

        return begin

    workers = [forked(work(job)) for job in jobs]
    os.close(opening)
    reports = [json.loads(heard(file)) for _, file in workers]
    assert all(os.waitpid(process, 0)[1] == 0 for process, _ in workers)
    return reports


# -- killed at random moments ----------------------------------------------------------------------------------


def killed(db, rounds, workers, longest):
    """In the helper: let workers write, kill them all after up to `longest` seconds, again and again.

    What they had acknowledged, how often a journal was left behind, and what went wrong in between.
    """
    acknowledged, journals, wrong = [], 0, []

    def work(name):
        def write(report):
            for number in itertools.count():
                text = f"{name}.{number}"
                code, _, err, _ = run(["update", "1", text, "-q"])
                os.write(report, (f"{text}\n" if code == 0 else f"!{code} {err}\n").encode())

        return write

    for number in range(rounds):
        crowd = [forked(work(f"{number}.{worker}")) for worker in range(workers)]
        time.sleep(random.uniform(0, longest))
        for process, _ in crowd:
            os.kill(process, signal.SIGKILL)
        for process, file in crowd:
            os.waitpid(process, 0)
            lines = heard(file).decode().splitlines()
            acknowledged += [line for line in lines if not line.startswith("!")]
            wrong += [line for line in lines if line.startswith("!")]
        journals += os.path.exists(db + "-journal")
    return {"acknowledged": acknowledged, "journals": journals, "wrong": wrong}


def dying(line, name, at):
    """In the helper, run a command line killed before its `at`-th call of a function of `os`: whether it was."""

    def work(_):
        calls, real = itertools.count(1), getattr(os, name)

        def call(*arguments, **more):
            if next(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)

        setattr(os, name, call)
        run(line)

    process, file = forked(work)
    heard(file)
    return os.waitpid(process, 0)[1] == signal.SIGKILL


def interrupted(line, delays):
    """In the helper: press Ctrl-C so many seconds after a command line began (0: never), each in a process of its own.

    How each ended, and what it said.
    """
    found = []
    for delay in delays:

        def work(report, delay=delay):
            signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
            os.write(report, json.dumps(run([*line, f"after {delay}"], delay)[:3]).encode())

        process, file = forked(work)
        found.append(json.loads(heard(file) or "null"))
        os.waitpid(process, 0)
    return found


# -- a disk that fails, a process that dies, at every single call -----------------------------------------------

FAIL, FAIL_ON, KILL, KILL_HALFWAY = 1, 2, 3, 4
"""What the recorder does at the n-th call: let it fail, it and all later ones, die before it, die in its middle."""


def swept(db, line, what, error):
    """In the helper, under the recorder: run a command line again and again on the same folder, with
    the first, the second, ... call meeting its fate; how each ended, and what the file held afterwards.
    """
    import ctypes

    library = ctypes.CDLL(None)
    library.recorder_watch(os.path.dirname(db).encode(), None)
    folder, found = os.path.dirname(db), []
    pristine = {name: Path(folder, name).read_bytes() for name in os.listdir(folder)}
    for at in itertools.count(1):
        _restore(folder, pristine)

        def work(report, at=at):
            library.recorder_arm(what, at, error)
            answer = run(line)
            library.recorder_disarm()
            os.write(report, json.dumps([*answer[:3], bool(library.recorder_fired())]).encode())

        process, file = forked(work)
        said = heard(file)
        _, status = os.waitpid(process, 0)
        answer = json.loads(said) if said else [os.waitstatus_to_exitcode(status), "", "", True]
        if not answer[3]:
            _restore(folder, pristine)
            return found
        left = sorted(os.listdir(folder))
        found.append({"at": at, "answer": answer[:3], "left": left, "state": state(db), "after": run(line)[:3]})
    return None


def swept_in_portions(db, line, what, error):
    """The same for a copy, of few rows a portion."""
    import incident_cli.commands.db_copy  # noqa: F401
    from incident_cli.store import bulk, copying  # noqa: F401

    copying.PORTION = 8
    return swept(db, line, what, error)


def _restore(folder, files):
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))
    for name, data in files.items():
        Path(folder, name).write_bytes(data)


def state(db):
    """What a file holds: what `db check` finds wrong, and the texts in its log; [] where it is not there yet."""
    from incident_cli.errors import IncidentError
    from incident_cli.store import open_store

    store = open_store(db, 0)
    try:
        wrong = store.check()
        rows = store.read(lambda view: view.execute("SELECT kind, data FROM log ORDER BY id", {}))
    except IncidentError as failure:
        return {"wrong": [failure.message], "texts": []}
    return {"wrong": wrong, "texts": [json.loads(data).get("text", "") if data else "" for _, data in rows]}


@functools.cache
def recorder():
    """The recorder's library, compiled; "" where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return ""
    folder = tempfile.mkdtemp(prefix="incident-recorder-")
    source, library = os.path.join(folder, "recorder.c"), os.path.join(folder, "recorder.so")
    Path(source).write_text(RECORDER)
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=False)
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return library if done.returncode == 0 else ""


NO_RECORDER = "no C compiler: apt-get install gcc libc6-dev"

RECORDER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAIL = 1, FAIL_ON, KILL, KILL_HALFWAY };

static char folder[4096], names[1024][512];
static int journal = -1, mode, at, error, fired;

#define REAL(function) static __typeof__(&function) real; if (!real) real = dlsym(RTLD_NEXT, #function)

static ssize_t plain_write(int fd, const void *data, size_t size) { REAL(write); return real(fd, data, size); }

void recorder_watch(const char *path, const char *log) {
  REAL(open);
  snprintf(folder, sizeof folder, "%s", path);
  if (log) journal = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}
void recorder_arm(int what, int when, int number) { mode = what; at = when; error = number; fired = 0; }
void recorder_disarm(void) { mode = 0; }
int recorder_fired(void) { return fired; }

__attribute__((constructor)) static void begin(void) {
  if (getenv("RECORDER_FOLDER")) recorder_watch(getenv("RECORDER_FOLDER"), getenv("RECORDER_LOG"));
}

/* The name of a path below the folder ("." for the folder itself), or NULL. */
static const char *below(const char *path) {
  size_t length = strlen(folder);
  if (!length || strncmp(path, folder, length)) return NULL;
  if (!path[length]) return ".";
  return path[length] == '/' ? path + length + 1 : NULL;
}
static const char *name_of(int fd) { return fd >= 0 && fd < 1024 && names[fd][0] ? names[fd] : NULL; }

/* One line: what, where, how much, the name; then the data written. */
static void record(char what, const char *name, long long a, long long b, const void *data) {
  char line[1024];
  if (!name || journal < 0) return;
  int kept = errno, length = snprintf(line, sizeof line, "%c %lld %lld %s\n", what, a, b, name);
  plain_write(journal, line, length);
  if (data) plain_write(journal, data, b);
  errno = kept;
}

static int dying(void) { return mode == KILL || mode == KILL_HALFWAY; }

/* Whether this call fails now. change: it changes the folder; to die before any other makes no difference. */
static int fails(const char *name, int change) {
  if (!name || !mode || (dying() && !change) || (fired && mode == FAIL) || (!fired && --at > 0)) return 0;
  fired = 1;
  if (dying() && !(mode == KILL_HALFWAY && change == 2)) kill(getpid(), SIGKILL);
  errno = error;
  return 1;
}
/* A full disk can still be read. One that cannot be read stays so: a single failure SQLite would get over. */
static int unreadable(const char *name) { return mode == FAIL_ON && error == EIO && fails(name, 0); }

static int opened(const char *path, int flags, int rights, int (*real)(const char *, int, ...)) {
  const char *name = below(path);
  int made = name && (flags & O_CREAT) && access(path, F_OK);
  if ((made || unreadable(name)) && fails(name, made)) return -1;
  int fd = real(path, flags, rights);
  if (fd >= 0 && fd < 1024) snprintf(names[fd], sizeof names[fd], "%s", name ? name : "");
  if (fd >= 0 && made) record('C', name, 0, 0, NULL);
  if (fd >= 0 && (flags & O_TRUNC)) record('T', name, 0, 0, NULL);
  return fd;
}
#define OPEN(function) int function(const char *path, int flags, ...) { \
  REAL(function); va_list rest; va_start(rest, flags); \
  int rights = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, int) : 0; \
  va_end(rest); return opened(path, flags, rights, real); }
OPEN(open)
OPEN(open64)

int close(int fd) { REAL(close); if (fd >= 0 && fd < 1024) names[fd][0] = 0; return real(fd); }

static ssize_t half(ssize_t done) { if (dying()) kill(getpid(), SIGKILL); errno = error; return -1; }
#define PWRITE(function) ssize_t function(int fd, const void *data, size_t size, off64_t offset) { \
  REAL(function); const char *name = name_of(fd); \
  if (fails(name, 2)) return half(real(fd, data, size / 2, offset)); \
  ssize_t done = real(fd, data, size, offset); \
  if (done > 0) record('W', name, offset, done, data); \
  return done; }
PWRITE(pwrite)
PWRITE(pwrite64)
ssize_t write(int fd, const void *data, size_t size) {
  const char *name = name_of(fd);
  if (!name) return plain_write(fd, data, size);
  if (fails(name, 2)) return half(plain_write(fd, data, size / 2));
  long long offset = lseek(fd, 0, SEEK_CUR);
  ssize_t done = plain_write(fd, data, size);
  if (done > 0) record('W', name, offset, done, data);
  return done;
}

#define PREAD(function) ssize_t function(int fd, void *data, size_t size, off64_t offset) { \
  REAL(function); return unreadable(name_of(fd)) ? -1 : real(fd, data, size, offset); }
PREAD(pread)
PREAD(pread64)
ssize_t read(int fd, void *data, size_t size) {
  REAL(read);
  return unreadable(name_of(fd)) ? -1 : real(fd, data, size);
}

#define CHANGE(function, what, called, size, parameters, ...) int function parameters { \
  REAL(function); const char *name = called; \
  if (fails(name, 1)) return -1; \
  int done = real(__VA_ARGS__); \
  if (!done) record(what, name, size, 0, NULL); \
  return done; }
CHANGE(ftruncate, 'T', name_of(fd), size, (int fd, off_t size), fd, size)
CHANGE(ftruncate64, 'T', name_of(fd), size, (int fd, off64_t size), fd, size)
CHANGE(fsync, 'S', name_of(fd), 0, (int fd), fd)
CHANGE(fdatasync, 'S', name_of(fd), 0, (int fd), fd)
CHANGE(unlink, 'U', below(path), 0, (const char *path), path)
CHANGE(mkdir, 'M', below(path), 0, (const char *path, mode_t rights), path, rights)
int rename(const char *from, const char *to) {
  REAL(rename);
  if (below(from) || below(to)) abort(); /* nothing here renames yet */
  return real(from, to);
}
"""
