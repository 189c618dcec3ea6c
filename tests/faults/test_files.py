"""What may stand where the database should be, how it is named, who owns it, and what else lies around."""

import json
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.program import Answer, Program

READING = (("status",), ("list", "all", "--json"), ("show", "1"), ("db", "info"), ("db", "check"))
WRITING = (("open", "a title"), ("update", "1", "a line"), ("close", "1"), ("server", "set", "web=down"))


@pytest.fixture
def made(incident):
    """A database with one open incident in it."""
    incident("open", "web is slow", "-s", "web=degraded", "-m", "first words").done
    return incident


@pytest.fixture
def shared():
    """The program in a folder into which nobody else may write either: pytest's own ones are closed to them."""
    folder = Path(tempfile.mkdtemp())
    os.chmod(folder, 0o777)
    program = Program(folder).clock("12:00")
    program("open", "web is slow", "-s", "web", "-m", "a line").done
    if os.geteuid() == 0:
        os.chown(program.db, NOBODY, NOBODY)
    yield program
    os.chmod(folder, 0o700)
    shutil.rmtree(folder)


def plain_sql(path, *statements):
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def refuses(program, code, *said, commands=READING + WRITING):
    """Every command ends with that code and one sentence, and changes nothing in the folder."""
    before = sorted(os.listdir(program.folder))
    for words in commands:
        program(*words).failed(code, *said)
    assert sorted(os.listdir(program.folder)) == before


# -- no regular file -------------------------------------------------------------------------------------------


def a_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkdir, "is a directory"),
        (os.mkfifo, "is a pipe"),
        (a_socket, "is a socket"),
        (lambda path: os.symlink("nowhere", path), "link to a file that does not exist"),
        (lambda path: os.symlink(path, path), "symbolic links"),
    ],
)
def test_what_is_no_file_is_named_and_nothing_hangs(incident, make, said):
    make(incident.db)
    refuses(incident, 5, str(incident.db), said)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty"])
def test_a_device_is_refused_and_nothing_hangs(incident, device):
    for words in READING + WRITING:
        incident(*words, INCIDENT_DB=device).failed(5, f"{device} is a device")


@pytest.mark.parametrize("typed", ["", ":memory:", "file:x.db", "file:///tmp/x.db?mode=ro"])
def test_what_sqlite_would_not_take_as_the_name_of_a_file_is_refused(incident, typed, monkeypatch):
    monkeypatch.chdir(incident.folder)
    for words in (("status",), ("open", "x")):
        incident("--db", typed, *words).failed(2, "is not the path of a database file")
    assert os.listdir(incident.folder) == []


# -- names ------------------------------------------------------------------------------------------------------

ODD = ["a?mode=ro", "a#b", "a%20b", "a b", "a'b\"c`d", "a\nb\tc", "-rf", "~", "$HOME", "ünï", "\udcff\udcfe", "x" * 200]


@pytest.mark.parametrize("name", ODD)
def test_any_name_of_a_file_or_folder_is_taken_as_it_is(incident, name):
    folder = incident.folder / name
    folder.mkdir()
    incident.env["INCIDENT_DB"] = str(folder / name)
    incident("open", "web is slow", "-s", "web").done
    incident("update", "a line").done
    assert len(incident("show", "--json").json["incident"]["entries"]) == 2
    incident("db", "backup", str(folder / f"{name}.copy")).done
    incident("db", "rebuild").done
    incident("redact", "1.1", "--yes").done
    assert "sound" in incident("db", "check").done
    assert incident("db", "info").code == incident("db", "info", "--json").code == 0
    assert sorted(os.listdir(folder)) == [name, f"{name}.copy"]


def test_a_name_that_is_not_text_is_taken_from_a_real_environment(incident):
    name = os.fsencode(incident.folder) + b"/\xff\xfe.db"
    incident.real("open", "web is slow", INCIDENT_DB=os.fsdecode(name)).done
    assert incident.real("list", INCIDENT_DB=os.fsdecode(name)).done
    assert os.listdir(os.fsencode(incident.folder)) == [b"\xff\xfe.db"]


@pytest.mark.parametrize(
    ("name", "said"), [("x" * 256, "file name too long"), ("/".join("y" * 99 for _ in range(5)), "too long for SQLite")]
)
def test_a_name_that_is_too_long_is_refused(incident, name, said):
    incident.env["INCIDENT_DB"] = str(incident.folder / name)
    os.makedirs(os.path.dirname(incident.env["INCIDENT_DB"]), exist_ok=True)
    refuses(incident, 5, said)


def test_a_path_through_a_file_says_that_there_is_no_such_folder(made):
    made.env["INCIDENT_DB"] = str(made.db / "x.db")
    for words in WRITING[:1]:
        made(*words).failed(5, str(made.db / "x.db"))
    assert os.listdir(made.folder) == ["incident.db"]


# -- links ------------------------------------------------------------------------------------------------------


def test_a_link_is_followed_and_stays_one(made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    os.rename(made.db, tmp_path / "elsewhere" / "real.db")
    os.symlink("elsewhere/real.db", made.db)
    made("update", "by the link").done
    assert os.path.islink(made.db)
    direct = made("show", "1", INCIDENT_DB=str(tmp_path / "elsewhere" / "real.db")).done
    assert "by the link" in direct
    assert direct == made("show", "1").done
    assert os.listdir(tmp_path / "elsewhere") == ["real.db"]


def test_a_linked_folder_is_followed(made, tmp_path):
    os.symlink(tmp_path, tmp_path / "link")
    made("update", "x", INCIDENT_DB=str(tmp_path / "link" / "incident.db")).done
    assert len(made("show", "--json").json["incident"]["entries"]) == 3


# -- permissions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_files_are_private_whatever_the_umask(incident, umask):
    home = incident.folder / "home"
    home.mkdir()
    env = {"HOME": str(home), "INCIDENT_DB": None, "PYTEST_CURRENT_TEST": None}
    incident.real("open", "x", umask=umask, **env).done
    incident.real("db", "backup", str(home / "copy.db"), umask=umask, **env).done
    folder = home / ".local/share/incident"
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700 & ~umask or stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    for file in (folder / "incident.db", home / "copy.db"):
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert sorted(os.listdir(home)) == [".local", "copy.db"]
    assert os.listdir(folder) == ["incident.db"]


NOBODY = 65534
AS_NOBODY = """
import contextlib, io, json, os, pkgutil, sys
import incident_cli, dateutil.parser, rich.console, sqlite_utils.migrations
for module in pkgutil.walk_packages(incident_cli.__path__, "incident_cli."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
from incident_cli.__main__ import main
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for words in json.loads(sys.argv[1]):
    sys.argv[1:], out, err = words, io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


def as_nobody(program, *commands):
    """Root may do everything: where a permission is what matters, the program runs as nobody. An answer for each."""
    command = [sys.executable, "-c", AS_NOBODY, json.dumps(commands)]
    done = subprocess.run(command, env=program.env, capture_output=True, text=True, timeout=60, check=True, cwd="/")
    return [Answer(*json.loads(line)) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("mode", "folder"), [(0o400, 0o777), (0o400, 0o555), (0o600, 0o555)])
def test_what_may_not_be_written_can_still_be_read(shared, mode, folder):
    truth = shared("show", "1", "--json").out
    os.chmod(shared.db, mode)
    os.chmod(shared.folder, folder)
    read, checked, *written = as_nobody(
        shared, ("show", "1", "--json"), ("db", "check"), *WRITING, ("db", "rebuild"), ("redact", "1.1", "--yes")
    )
    assert read.done == truth
    assert "sound" in checked.done
    for answer in written:
        answer.failed(5, str(shared.db))
    assert shared("show", "1", "--json").out == truth
    assert os.listdir(shared.folder) == ["incident.db"]


def test_what_may_not_be_read_says_so(shared):
    os.chmod(shared.db, 0o200)
    for answer in as_nobody(shared, *READING, *WRITING):
        answer.failed(5, str(shared.db), "permission denied")


def test_a_folder_that_cannot_be_listed_cannot_be_synced_and_takes_no_line(shared):
    os.chown(shared.folder, NOBODY, NOBODY)
    os.chmod(shared.folder, 0o300)
    read, written = as_nobody(shared, ("list",), ("update", "1", "not durable here"))
    assert read.code == 0
    written.failed(5, "cannot be listed")
    os.chmod(shared.folder, 0o700)
    assert "not durable here" not in shared("show", "1").done


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of another user")
@pytest.mark.parametrize(("mode", "codes"), [(0o600, (5, 5)), (0o644, (0, 5)), (0o666, (0, 0))])
def test_the_file_of_another_user_obeys_its_permissions(shared, mode, codes):
    os.chown(shared.db, 0, 0)
    os.chmod(shared.db, mode)
    found = as_nobody(shared, ("status",), ("update", "1", "x"))
    assert tuple(answer.code for answer in found) == codes
    assert (os.stat(shared.db).st_uid, stat.S_IMODE(os.stat(shared.db).st_mode)) == (0, mode)


@pytest.fixture
def mounted(tmp_path):
    """A file system of its own at a folder; the function makes it read-only."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")

    def read_only():
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)

    yield folder, read_only
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # whatever looks at it just now


def test_a_read_only_file_system_is_read_and_a_write_is_one_line(mounted):
    folder, read_only = mounted
    program = Program(folder)
    program("open", "web is slow").done
    read_only()
    assert "web is slow" in program("list").done
    assert "sound" in program("db", "check").done
    for words in (*WRITING[:2], ("db", "rebuild"), ("db", "backup", str(folder / "x.db"))):
        program(*words).failed(5, str(folder))
    program("open", "x", INCIDENT_DB=str(folder / "new.db")).failed(5, "read-only file system")
    assert program("list", INCIDENT_DB=str(folder / "new.db")).done == ""


def test_a_database_with_a_journal_to_roll_back_on_a_read_only_file_system_is_refused(mounted):
    folder, read_only = mounted
    program = Program(folder)
    program("open", "web is slow").done
    killed_half_way(program.db)
    read_only()
    program("list").failed(5, str(program.db))


# -- what belongs to others -----------------------------------------------------------------------------------------


def killed_half_way(path):
    """What a writer leaves that was killed inside its transaction: changed pages, and a journal that undoes them."""
    code = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("DELETE FROM search_docsize")
connection.execute("CREATE TABLE more AS WITH n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i < 9999) SELECT i FROM n")
os.kill(os.getpid(), 9)
"""  # noqa: E501
    subprocess.run(["python3", "-c", code, str(path)], check=False)
    assert os.path.getsize(f"{path}-journal") > 512


def test_a_journal_that_a_killed_writer_left_is_rolled_back(made):
    truth = made("show", "1").done
    killed_half_way(made.db)
    assert made("show", "1").done == truth
    assert "sound" in made("db", "check").done
    assert os.listdir(made.folder) == ["incident.db"]


@pytest.mark.parametrize("content", [b"", b"not a journal at all" * 99, os.urandom(4096), bytes(1024)])
def test_a_journal_that_is_none_does_no_harm(made, content):
    truth = made("show", "1").done
    (made.folder / "incident.db-journal").write_bytes(content)
    assert made("show", "1").done == truth
    made("update", "1", "more").done
    assert "sound" in made("db", "check").done


def another_programs(*statements):
    return lambda path: plain_sql(path, *statements)


FOREIGN = {
    "random bytes": lambda path: path.write_bytes(os.urandom(9000)),
    "a text": lambda path: path.write_text("# notes\n"),
    "less than a header": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "one byte": lambda path: path.write_bytes(b"S"),
    "zeros": lambda path: path.write_bytes(bytes(8192)),
    "another program's tables": another_programs("CREATE TABLE notes (a)", "INSERT INTO notes VALUES (1)"),
    "tables called like ours": another_programs("CREATE TABLE incident (id)", "CREATE TABLE log (id)"),
    "our version": another_programs("CREATE TABLE log (id)", "PRAGMA user_version = 1"),
    "a version alone": another_programs("PRAGMA user_version = 1"),
    "another id": another_programs("CREATE TABLE log (id)", "PRAGMA application_id = 252006673"),
    "our id alone": another_programs("CREATE TABLE l (a)", "PRAGMA user_version=1", "PRAGMA application_id=1229865796"),
    "an empty one in WAL mode": another_programs("PRAGMA journal_mode = WAL", "CREATE TABLE t (a)"),
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_that_is_not_ours_is_refused_by_every_command_and_keeps_its_bytes(incident, what):
    FOREIGN[what](incident.db)
    before = incident.db.read_bytes()
    more = (("db", "rebuild"), ("db", "backup", str(incident.folder / "copy.db")), ("redact", "1.0", "--yes"))
    refuses(incident, 6, str(incident.db), commands=READING + WRITING + more)
    assert incident.db.read_bytes() == before


def test_a_newer_schema_is_refused_for_reading_too(made):
    plain_sql(made.db, "PRAGMA user_version = 99")
    before = made.db.read_bytes()
    refuses(made, 6, "newer version of incident", "schema 99")
    assert made.db.read_bytes() == before


DANGEROUS = {
    "a trigger that eats inserts": "CREATE TRIGGER eater BEFORE INSERT ON log BEGIN SELECT RAISE(IGNORE); END",
    "a trigger that changes them": "CREATE TRIGGER liar AFTER INSERT ON entry BEGIN UPDATE entry SET text = ''; END",
    "a trigger elsewhere": "CREATE TRIGGER spy AFTER UPDATE ON incident BEGIN DELETE FROM claim; END",
    "a guard taken out": "DROP TRIGGER log_no_update",
}


@pytest.mark.parametrize("what", DANGEROUS)
def test_a_foreign_trigger_is_noticed_before_anything_is_read_or_written(made, what):
    plain_sql(made.db, DANGEROUS[what])
    before = made.db.read_bytes()
    refuses(made, 6, "the triggers in", str(made.db))
    assert made.db.read_bytes() == before


@pytest.mark.parametrize("guard", ["log_no_update", "log_no_delete", "log_no_replace"])
def test_a_guard_that_was_replaced_by_a_harmless_one_of_the_same_name_is_noticed(made, guard):
    plain_sql(made.db, f"DROP TRIGGER {guard}", f"CREATE TRIGGER {guard} BEFORE DELETE ON log BEGIN SELECT 1; END")
    refuses(made, 6, "the triggers in")


def test_a_table_and_a_view_that_others_added_are_left_alone(made):
    plain_sql(made.db, "CREATE TABLE notes (a)", "INSERT INTO notes VALUES (7)", "CREATE VIEW v AS SELECT * FROM log")
    made("update", "more").done
    made("db", "rebuild").done
    assert "sound" in made("db", "check").done
    connection = sqlite3.connect(made.db)
    assert connection.execute("SELECT a FROM notes").fetchall() == [(7,)]
    connection.close()


@pytest.mark.parametrize("table", ["log", "entry"])
def test_an_index_of_others_that_refuses_a_line_is_one_sentence(made, table):
    plain_sql(made.db, f"CREATE UNIQUE INDEX more ON {table} (author) WHERE id > 3")
    made("update", "1", "a first").done
    made("update", "1", "a second").failed(6, "UNIQUE constraint failed", str(made.db))


def test_an_empty_file_is_a_new_one(incident):
    incident.db.touch(0o644)
    assert incident("list").done == ""
    assert incident.db.read_bytes() == b""
    incident("open", "x").done
    assert "sound" in incident("db", "check").done


# -- files that move --------------------------------------------------------------------------------------------------


def test_a_copy_of_the_idle_file_alone_carries_everything(made):
    made("close", "over").done
    copy = made.folder / "copy.db"
    shutil.copyfile(made.db, copy)
    for words in READING[:3]:
        assert made(*words, INCIDENT_DB=str(copy)).done == made(*words).done
    assert sorted(os.listdir(made.folder)) == ["copy.db", "incident.db"]


def test_a_file_that_is_replaced_between_two_commands_is_the_one_that_counts(made):
    other = made.folder / "other.db"
    made("open", "another story", INCIDENT_DB=str(other)).done
    os.replace(other, made.db)
    assert "another story" in made("list").done
    os.unlink(made.db)
    assert made("list").done == ""
    assert os.listdir(made.folder) == []
    made("open", "a third").done
    assert len(made("list").rows) == 1


def test_a_database_that_somebody_switched_to_wal_mode_still_works_and_is_whole_when_idle(made):
    plain_sql(made.db, "PRAGMA journal_mode = WAL")
    made("update", "in WAL mode").done
    truth = made("show", "1").done
    assert "in WAL mode" in truth
    assert os.listdir(made.folder) == ["incident.db"]
    shutil.copyfile(made.db, made.folder / "copy.db")
    assert made("show", "1", INCIDENT_DB=str(made.folder / "copy.db")).done == truth


def test_what_others_wrote_in_wal_mode_and_did_not_merge_is_seen(made):
    other = sqlite3.connect(made.db)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE keep (a)")
    made("update", "beside a reader").done
    assert "beside a reader" in made("show", "1").done
    other.close()
