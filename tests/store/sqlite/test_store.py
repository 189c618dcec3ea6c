"""The SQLite file: what may stand at its path, what the file itself refuses, locks, and races."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.make import at, row
from support.stores import NOW, Scribe, sqlite_store, stamp

from incident_cli.core.model import Status
from incident_cli.core.query import Filter, Scope
from incident_cli.errors import Busy, IncidentError, NotOurs, Unavailable, Usage
from incident_cli.store import open_store
from incident_cli.store.appending import read_back, stamped
from incident_cli.store.sqlite import files
from incident_cli.store.sqlite.schema import APPLICATION_ID, VERSION, scratch
from incident_cli.store.sqlite.store import SqliteStore, _append, _view

OPENING = row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING)


def count(store):
    return store.read(lambda view: view.count(Filter(NOW, Scope.ALL)))


def write(store, batch="b"):
    return store.write(stamp(batch), lambda view: [OPENING._replace(incident=view.next_incident())])


@pytest.fixture
def store(tmp_path):
    return sqlite_store(tmp_path)


@pytest.fixture
def made(store):
    """A store with one incident in it."""
    write(store)
    return store


def sql(path, *statements):
    """What another program does to the file; each statement is a transaction of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return [connection.execute(statement).fetchall() for statement in statements]
    finally:
        connection.close()


# -- the file and its name -------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_is_private_whatever_the_umask(store, umask):
    before = os.umask(umask)
    try:
        write(store)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(store.path).st_mode) == 0o600


def test_reading_a_file_that_is_missing_answers_empty_and_creates_nothing(store, tmp_path):
    assert count(store) == 0
    assert store.read(lambda view: view.next_incident()) == 1
    assert os.listdir(tmp_path) == []


def test_reading_in_a_folder_that_is_missing_answers_empty(tmp_path):
    assert count(SqliteStore(str(tmp_path / "no" / "x.db"), 0)) == 0
    assert os.listdir(tmp_path) == []


def test_writing_into_a_folder_that_is_missing_says_which(tmp_path):
    with pytest.raises(Unavailable, match="there is no folder"):
        write(SqliteStore(str(tmp_path / "no" / "x.db"), 0))


def test_an_empty_file_is_a_new_one(store):
    Path(store.path).touch()
    assert count(store) == 0
    write(store)
    assert count(store) == 1


def test_a_refused_first_command_leaves_no_file_behind(store, tmp_path):
    with pytest.raises(Unavailable, match="no"):
        store.write(stamp("b"), lambda _view: (_ for _ in ()).throw(Unavailable("no")))
    assert os.listdir(tmp_path) == []


def test_nothing_is_left_beside_the_file(made, tmp_path):
    assert os.listdir(tmp_path) == ["incident.db"]


@pytest.mark.parametrize("path", ["", ":memory:", "file:x.db", "file:x.db?mode=memory", "a\0b"])
def test_what_is_no_path_of_a_file_is_refused(path):
    with pytest.raises(Usage, match="not the path"):
        open_store(path, 0)


def test_a_path_is_found_again_from_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = open_store("x.db", 0)
    monkeypatch.chdir("/")
    write(store)
    assert os.listdir(tmp_path) == ["x.db"]


# -- what is not ours is left as it is -------------------------------------------------------------


def foreign(*statements):
    return lambda path: sql(path, *statements)


def newer(path):
    write(SqliteStore(path, 1))
    sql(path, f"PRAGMA user_version = {VERSION + 1}")


def cut(path):
    write(SqliteStore(path, 1))
    os.truncate(path, os.stat(path).st_size // 2)


def overwritten(path):
    write(SqliteStore(path, 1))
    with open(path, "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 8)


def trigger(path):
    write(SqliteStore(path, 1))
    sql(path, "CREATE TRIGGER spy AFTER INSERT ON log BEGIN DELETE FROM entry; END")


def disarmed(path):
    write(SqliteStore(path, 1))
    sql(path, "DROP TRIGGER log_no_delete")


NOT_OURS = {
    "another program's": foreign("CREATE TABLE notes (a)"),
    "another program's with our table names": foreign("CREATE TABLE incident (id)", "CREATE TABLE log (id)"),
    "another program's empty one with a version": foreign("PRAGMA user_version = 1"),
    "another program's empty one with its id": foreign("PRAGMA application_id = 7"),
    "another program's with its id and our version": foreign("PRAGMA application_id = 7", "CREATE TABLE log (id)"),
    "another program's that holds a view only": foreign("CREATE VIEW v AS SELECT 1"),
    "ours from the future": newer,
    "random bytes": lambda path: Path(path).write_bytes(os.urandom(8192)),
    "a short text": lambda path: Path(path).write_text("hello"),
    "one zero byte": lambda path: Path(path).write_bytes(b"\0"),
    "zeros": lambda path: Path(path).write_bytes(bytes(8192)),
    "a header and nothing else": lambda path: Path(path).write_bytes(b"SQLite format 3\0" + b"\xff" * 600),
    "ours with a foreign trigger": trigger,
    "ours with a guard taken out": disarmed,
    "ours cut in half": cut,
}


@pytest.mark.parametrize("what", NOT_OURS)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(store, tmp_path, what):
    NOT_OURS[what](store.path)
    before = Path(store.path).read_bytes()
    for attempt in (count, write):
        with pytest.raises(NotOurs) as refused:
            attempt(store)
        assert store.path in refused.value.message
    assert Path(store.path).read_bytes() == before
    assert os.listdir(tmp_path) == ["incident.db"]


def test_a_newer_file_says_so(store):
    newer(store.path)
    with pytest.raises(NotOurs, match="newer version"):
        count(store)


def test_a_damaged_file_says_so_and_is_left_as_it_is(store):
    overwritten(store.path)
    before = Path(store.path).read_bytes()
    with pytest.raises(NotOurs, match="damaged"):
        write(store, "c")
    assert Path(store.path).read_bytes() == before


# -- what is no regular file -----------------------------------------------------------------------


def listening(path):
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(os.path.dirname(path))  # the name of a socket is short
        try:
            server.bind(os.path.basename(path))
        finally:
            os.chdir(here)


ODD = {
    "a directory": (os.mkdir, "is a directory"),
    "a pipe": (os.mkfifo, "is a pipe"),
    "a socket": (listening, "is a socket"),
    "a link to a file that does not exist": (lambda path: os.symlink("nowhere", path), "link to a file that does not"),
    "a link to itself": (lambda path: os.symlink(path, path), "symbolic links"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_regular_file_is_refused_with_what_it_is(store, tmp_path, what):
    make, words = ODD[what]
    make(store.path)
    for attempt in (count, write):
        with pytest.raises(Unavailable, match=words):
            attempt(store)
    assert os.listdir(tmp_path) == ["incident.db"]


def test_a_device_is_refused():
    with pytest.raises(Unavailable, match="is a device"):
        count(SqliteStore("/dev/null", 0))


def test_a_link_to_a_good_file_is_followed(made, tmp_path):
    os.symlink(made.path, tmp_path / "link.db")
    linked = SqliteStore(str(tmp_path / "link.db"), 1)
    write(linked, "c")
    assert count(made) == count(linked) == 2
    assert os.path.islink(linked.path)


# -- permissions: in a process that is not root, so that root runs them too ------------------------


NOBODY = 65534
UNPRIVILEGED = """
import os, sys
sys.path[:0] = sys.argv[2:]
from support.make import row
from support.stores import stamp
from incident_cli.core.model import Status
from incident_cli.core.query import Filter, Scope
from incident_cli.errors import IncidentError
from incident_cli.store.sqlite.store import SqliteStore
from support.stores import NOW
import sqlite_utils.migrations
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
store = SqliteStore(sys.argv[1], 0.5)
opening = row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING)
for attempt in (
    lambda: store.read(lambda view: view.count(Filter(NOW, Scope.ALL))),
    lambda: store.write(stamp("c"), lambda view: [opening._replace(incident=view.next_incident())]).events[0].incident,
):
    try:
        print(attempt())
    except IncidentError as error:
        print(type(error).__name__, error.message)
"""


def unprivileged(path):
    """What an unprivileged user's read and write of the file say."""
    tests = Path(__file__).parents[2]
    command = [sys.executable, "-B", "-c", UNPRIVILEGED, str(path), str(tests), str(tests.parent)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def shared():
    """A folder that an unprivileged user may enter and write into: pytest's own ones are closed to others."""
    import shutil
    import tempfile

    folder = tempfile.mkdtemp()
    os.chmod(folder, 0o777)
    yield Path(folder)
    os.chmod(folder, 0o700)
    shutil.rmtree(folder)


@pytest.fixture
def theirs(shared):
    """A store with one incident in it that belongs to the unprivileged user."""
    store = SqliteStore(str(shared / "incident.db"), 1)
    write(store)
    if os.geteuid() == 0:
        os.chown(store.path, NOBODY, NOBODY)
    return store


def test_a_file_of_ones_own_is_read_and_written_without_privileges(theirs):
    assert unprivileged(theirs.path) == ["1", "2"]


def test_a_file_that_may_not_be_read_says_permission_denied(theirs):
    os.chmod(theirs.path, 0o000)
    for said in unprivileged(theirs.path):
        assert said == f"Unavailable {theirs.path} cannot be read: permission denied"


def test_a_file_that_may_not_be_written_can_still_be_read(theirs):
    os.chmod(theirs.path, 0o400)
    read, written = unprivileged(theirs.path)
    assert read == "1"
    assert written.startswith("Unavailable")
    assert "read-only" in written
    assert count(theirs) == 1


def test_a_folder_that_may_not_be_written_can_still_be_read_from(theirs, shared):
    before = Path(theirs.path).read_bytes()
    os.chmod(shared, 0o555)
    read, written = unprivileged(theirs.path)
    assert read == "1"
    assert written.startswith("Unavailable")
    assert theirs.path in written
    assert Path(theirs.path).read_bytes() == before


def test_a_folder_that_may_not_be_entered_says_permission_denied(theirs, shared):
    os.chmod(shared, 0o000)
    for said in unprivileged(theirs.path):
        assert said.startswith("Unavailable")
        assert "permission denied" in said


def test_a_new_file_in_a_folder_that_may_not_be_written_says_permission_denied(shared):
    os.chmod(shared, 0o555)
    read, written = unprivileged(shared / "new.db")
    assert read == "0"
    assert written.startswith("Unavailable")
    assert "permission denied" in written


# -- what the file itself refuses ------------------------------------------------------------------

ONE = "id, event_id, batch, incident, entry, server, kind, at, recorded_at, author, host"
TAMPERING = {
    "update": "UPDATE log SET author = 'eve'",
    "update of the data": "UPDATE log SET data = '{}'",
    "update to nothing new": "UPDATE log SET data = data",
    "update of the id": "UPDATE log SET id = 99",
    "update or replace": "UPDATE OR REPLACE log SET event_id = 'z'",
    "delete": "DELETE FROM log",
    "delete one": "DELETE FROM log WHERE id = 1",
    "replace by id": f"REPLACE INTO log SELECT {ONE}, '{{}}' FROM log",
    "replace by id alone": "REPLACE INTO log SELECT id, 'z', batch, incident, entry, server, kind, at, recorded_at,"
    " author, host, '{}' FROM log",
    "replace by event": "REPLACE INTO log SELECT 99, event_id, batch, incident, entry, server, kind, at, recorded_at,"
    " author, host, '{}' FROM log",
    "insert or ignore": f"INSERT OR IGNORE INTO log SELECT {ONE}, '{{}}' FROM log",
    "upsert": f"INSERT INTO log SELECT {ONE}, data FROM log WHERE true ON CONFLICT (id) DO UPDATE SET author = 'eve'",
    "a mark and something else": """UPDATE log SET data = '{"redacted":"x"}', author = 'eve'""",
    "a mark elsewhere": """UPDATE log SET data = '{"text":"x","redacted":1}'""",
    "a mark moved to another line": """UPDATE log SET data = '{"redacted":"x"}', entry = 9""",
    "a mark on null": """UPDATE log SET data = '{"redacted":"x"}', server = 1""",
}


@pytest.mark.parametrize("what", TAMPERING)
@pytest.mark.parametrize("settings", [(), ("PRAGMA recursive_triggers = ON", "PRAGMA foreign_keys = ON")])
def test_the_file_itself_refuses_to_change_its_log(made, what, settings):
    before = sql(made.path, "SELECT * FROM log")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql(made.path, *settings, TAMPERING[what])
    assert sql(made.path, "SELECT * FROM log") == before


def test_redaction_may_put_a_mark_in_the_place_of_the_data_and_nothing_else(made):
    sql(made.path, """UPDATE log SET data = '{"redacted":"by ann"}' WHERE id = 1""")
    assert sql(made.path, "SELECT data FROM log") == [[('{"redacted":"by ann"}',)]]


@pytest.mark.parametrize("data", ["'a' || char(0)", "char(0)", "'{\"text\":\"a' || char(0) || '\"}'"])
def test_the_file_itself_refuses_a_nul(made, data):
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        sql(made.path, f"INSERT INTO log VALUES (9, 'z', 'z', 1, 1, NULL, 'added', '', '', '', '', {data})")


def test_the_file_itself_holds_values_to_their_types(made):
    with pytest.raises(sqlite3.IntegrityError):
        sql(made.path, "INSERT INTO log VALUES (9, 'z', 'z', 'one', 1, NULL, 'added', '', '', '', '', '')")


def tampered(trigger):
    """A view of a store in memory with a trigger put there behind our back."""
    connection = scratch()
    connection.execute(trigger)
    return _view(connection)


def stamped_opening():
    return stamped([OPENING], stamp("c"))


def test_an_insert_that_was_eaten_is_noticed():
    view = tampered("CREATE TRIGGER eater BEFORE INSERT ON log BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(Unavailable, match="did not keep the line"):
        _append(view, stamped_opening()[0])


def test_a_line_that_was_changed_on_its_way_is_noticed():
    view = tampered(
        "CREATE TRIGGER liar AFTER INSERT ON log BEGIN"
        """ UPDATE log SET data = '{"redacted":"ha"}' WHERE id = NEW.id; END"""
    )
    events = [_append(view, event) for event in stamped_opening()]
    with pytest.raises(Unavailable, match="did not keep the line as written"):
        read_back(view, stamp("c"), events)


def test_a_line_that_was_kept_is_read_back():
    view = tampered("CREATE TRIGGER idle AFTER INSERT ON log BEGIN SELECT 1; END")
    read_back(view, stamp("c"), [_append(view, event) for event in stamped_opening()])


def test_the_log_alone_would_refuse_the_same_event_twice(made):
    with pytest.raises(IncidentError, match="append-only"):
        write(made)
    assert count(made) == 1


# -- settings --------------------------------------------------------------------------------------


def test_the_settings_that_keep_a_line_safe_are_in_force(made):
    names = ("synchronous", "foreign_keys", "recursive_triggers", "cell_size_check", "secure_delete", "trusted_schema")
    names += ("journal_mode", "application_id", "user_version")

    def ask(view):
        return {name: view.execute(f"PRAGMA {name}", {})[0][0] for name in names}

    assert made.read(ask) == {
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "cell_size_check": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "journal_mode": "delete",
        "application_id": APPLICATION_ID,
        "user_version": VERSION,
    }


def test_a_question_leaves_no_copy_of_what_is_stored_in_a_temporary_file(made):
    assert made.read(lambda view: view.execute("PRAGMA temp_store", {})) == [(2,)]


def test_the_header_of_the_file_tells_that_it_is_ours(made):
    assert Path(made.path).read_bytes()[68:72] == b"INCD"


def test_every_table_of_ours_is_strict(made):
    (tables,) = sql(made.path, "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    strict = {name for name, strict in tables if strict}
    assert {"log", "incident", "entry", "claim", "server"} <= strict


def test_a_database_in_wal_mode_is_still_read_and_written(made):
    sql(made.path, "PRAGMA journal_mode = WAL")
    write(made, "c")
    assert count(made) == 2


# -- locks -----------------------------------------------------------------------------------------

HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
connection.execute("SELECT count(*) FROM log").fetchall()
print("held", flush=True)
time.sleep(float(sys.argv[3]))
connection.execute("ROLLBACK")
"""


class Holder:
    """Another program that holds a lock for a while."""

    def __init__(self, path, how, seconds):
        command = [sys.executable, "-c", HOLDER, path, how, str(seconds)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "held\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN"])
def test_a_lock_held_for_a_while_is_waited_for(made, how):
    with Holder(made.path, how, 0.6):
        write(made, "c")
    assert count(made) == 2


def test_a_read_waits_for_a_lock_too(made):
    with Holder(made.path, "BEGIN EXCLUSIVE", 0.6):
        assert count(made) == 1


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE", "BEGIN"])
def test_a_lock_held_too_long_gives_busy_and_nothing_was_written(made, how):
    short = SqliteStore(made.path, 0.3)
    with Holder(made.path, how, 30):
        started = time.monotonic()
        with pytest.raises(Busy, match="nothing was saved"):
            write(short, "c")
        assert 0.3 <= time.monotonic() - started < 3
    assert count(made) == 1


def test_a_read_is_not_kept_waiting_by_a_writer_that_has_not_committed(made):
    with Holder(made.path, "BEGIN IMMEDIATE", 30):
        assert count(SqliteStore(made.path, 0)) == 1


def test_deciding_again_after_a_lock_sees_what_the_other_wrote(made, tmp_path):
    """Each attempt decides anew: a reader held the commit back, and the second decision counts."""
    seen = []

    def decide(view):
        seen.append(view.next_incident())
        return [OPENING._replace(incident=view.next_incident())]

    with Holder(made.path, "BEGIN", 0.6):
        made.write(stamp("c"), decide)
    assert len(seen) > 1
    assert count(made) == 2


def test_nothing_is_decided_before_the_lock_is_ours(made):
    """What was decided on a record that another is about to change would have to be decided again."""
    asked = []
    with Holder(made.path, "BEGIN IMMEDIATE", 30), pytest.raises(Busy):
        SqliteStore(made.path, 0).write(stamp("c"), lambda view: asked.append(view) or [])
    assert asked == []


def test_a_write_that_was_interrupted_leaves_the_file_as_it_was(made):
    def interrupt(view):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made.write(stamp("c"), interrupt)
    write(made, "d")
    assert count(made) == 2


def test_a_writer_that_was_killed_leaves_the_file_as_it_was(made):
    code = """
import os, sys
sys.path[:0] = sys.argv[2:]
from support.make import row
from support.stores import stamp
from incident_cli.store.sqlite.store import SqliteStore
def decide(view):
    view.execute("DELETE FROM incident", {})
    view.execute("PRAGMA cache_spill = 1", {})
    os.kill(os.getpid(), 9)
SqliteStore(sys.argv[1], 1).write(stamp("c"), decide)
"""
    tests = Path(__file__).parents[2]
    command = [sys.executable, "-c", code, made.path, str(tests), str(tests.parent)]
    assert subprocess.run(command, check=False, timeout=60).returncode == -9
    assert count(made) == 1
    write(made, "d")
    assert count(made) == 2


def test_a_first_write_that_was_killed_half_way_is_rolled_back(store):
    """Pages may reach the disk before the one with the header: the file then begins with zeros."""
    code = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in ("PRAGMA cache_size = 2", "BEGIN IMMEDIATE", "CREATE TABLE t (a)"):
    connection.execute(statement)
for _ in range(100):
    connection.execute("INSERT INTO t VALUES (?)", ("x" * 3000,))
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code, store.path], check=False, timeout=60).returncode == -9
    assert Path(store.path).read_bytes()[:16] == bytes(16)
    assert count(store) == 0
    write(store)
    assert count(store) == 1


@pytest.mark.parametrize("size", [16, 100, 511, 512, 8192])
def test_zeros_beside_a_journal_that_is_none_are_not_ours(store, size):
    Path(store.path).write_bytes(bytes(size))
    Path(store.path + "-journal").write_bytes(b"nothing of the kind" * 100)
    for attempt in (count, write):
        with pytest.raises(NotOurs):
            attempt(store)
    assert Path(store.path).read_bytes() == bytes(size)


# -- races -----------------------------------------------------------------------------------------

RACER = """
import sys
sys.path[:0] = sys.argv[3:]
from support.make import row
from support.stores import stamp
from incident_cli.core.model import Status
from incident_cli.store.sqlite.store import SqliteStore
import sqlite_utils.migrations
opening = row("opened", "10:00", 0, title="x", status=Status.INVESTIGATING)
print("ready", flush=True)
sys.stdin.readline()
store = SqliteStore(sys.argv[1], 30)
written = store.write(stamp(sys.argv[2]), lambda view: [opening._replace(incident=view.next_incident())])
print(written.events[0].incident)
"""


def test_eight_processes_that_make_the_same_file_at_once_all_succeed(store):
    tests = Path(__file__).parents[2]
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, store.path, f"r{n}", str(tests), str(tests.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(8)
    ]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()
    said = [racer.communicate(timeout=60) for racer in racers]
    assert [error for _, error in said] == [""] * 8
    assert sorted(int(number) for number, _ in said) == list(range(1, 9))
    assert count(store) == 8
    assert sql(store.path, "PRAGMA integrity_check") == [[("ok",)]]


def test_readers_while_the_file_is_being_made_see_nothing_or_all(store):
    code = """
import sys
sys.path[:0] = sys.argv[2:]
from incident_cli.core.query import Filter, Scope
from incident_cli.store.sqlite.store import SqliteStore
from support.stores import NOW
store = SqliteStore(sys.argv[1], 30)
print("ready", flush=True)
seen = set()
while not seen or max(seen) < 1:
    seen.add(store.read(lambda view: view.count(Filter(NOW, Scope.ALL))))
print(sorted(seen))
"""
    tests = Path(__file__).parents[2]
    command = [sys.executable, "-c", code, store.path, str(tests), str(tests.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "ready\n"
        write(store)
        answer = reader.communicate(timeout=60)[0].strip()
    assert answer in ("[0, 1]", "[1]")


def test_the_clock_of_the_writer_is_what_is_recorded(store):
    scribe = Scribe(store, now=at("11:11"))
    assert scribe.write(OPENING).events[0].recorded_at == at("11:11")


def test_a_default_folder_that_another_program_has_just_made_is_made_durable_as_well(tmp_path, monkeypatch):
    synced, real = [], files._sync
    monkeypatch.setattr(files, "_sync", lambda name, flags: (synced.append(name), real(name, flags)))
    (tmp_path / "made").mkdir()
    files.create_folder(str(tmp_path / "made"))
    assert synced == [str(tmp_path)]
