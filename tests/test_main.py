"""The one exit: every way a command can end badly has its code, its line, and nothing lost."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.processes import until, writing
from support.program import PROGRAM, Answer, Program

READS = (("list",), ("show",), ("status",), ("server", "list"), ("postmortem",))
WRITES = (("open", "x"), ("update", "1", "x"), ("close", "1"), ("server", "set", "web=up"), ("edit", "1", "x"))


@pytest.fixture
def outage(incident):
    """One open incident, #1, with a text of 200,000 characters."""
    incident("open", "-s", "web", "-m", "x" * 200_000).done
    return incident


def digest(path):
    """What a file holds."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entries(incident):
    """How many lines #1 has."""
    return len(incident("show", "1").rows)


# The database.


def test_a_missing_database_is_made_by_a_write_and_not_by_a_read(incident):
    for words in READS:
        answer = incident(*words)
        assert (answer.code, answer.out) == (3 if words[0] in ("show", "postmortem") else 0, "")
        assert not incident.db.exists()
    incident("open", "x").done
    assert incident.db.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("words", [*READS, *WRITES])
def test_a_directory_is_5(incident, words):
    incident(*words, "--db", str(incident.folder)).failed(5, "is a directory", str(incident.folder))


def test_a_folder_that_does_not_exist_is_5(incident):
    incident("open", "x", "--db", str(incident.folder / "no" / "x.db")).failed(5, "no folder", "mkdir -p")


@pytest.mark.parametrize("words", [("list",), ("open", "x")])
@pytest.mark.parametrize("content", [b"hello", os.urandom(5000), b"SQLite format 3\0" + os.urandom(5000), b"\0" * 4096])
def test_what_is_no_database_is_6_and_left_untouched(incident, words, content):
    incident.db.write_bytes(content)
    incident(*words).failed(6, str(incident.db))
    assert incident.db.read_bytes() == content


@pytest.mark.parametrize("words", [*READS, *WRITES])
def test_another_programs_database_is_6_and_left_untouched(incident, words):
    with sqlite3.connect(incident.db) as theirs:
        theirs.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, title TEXT)")
    theirs.close()
    before = digest(incident.db)
    incident(*words).failed(6, "another program; it was left untouched")
    assert digest(incident.db) == before
    assert os.listdir(incident.folder) == [incident.db.name]


def test_a_newer_database_is_6(outage):
    with sqlite3.connect(outage.db) as ours:
        ours.execute("PRAGMA user_version = 999")
    ours.close()
    before = digest(outage.db)
    for words in (("list",), ("update", "1", "x")):
        outage(*words).failed(6, "newer version")
    assert digest(outage.db) == before


@pytest.mark.parametrize("path", ["", ":memory:", "file:x"])
def test_what_is_no_path_is_2(incident, path):
    for words in (("list",), ("open", "x")):
        incident(*words, "--db", path).failed(2, "is not the path of a database file")


def test_a_hostile_path_is_shown_safely(incident):
    answer = incident("open", "x", "--db", str(incident.folder / "no\x1b[31m\nway" / "x")).failed(5)
    assert "\x1b" not in answer.err


@pytest.mark.engines
def test_a_locked_database_is_75_and_safe_to_repeat(outage):
    with writing(outage):
        outage("update", "hello", INCIDENT_WAIT="0.2").failed(75, "busy", "nothing was saved", "repeat")
    outage("update", "hello").done


@pytest.mark.engines
def test_a_failing_write_saves_nothing(outage):
    before = entries(outage)
    outage("update", "1", "x", "-t", "+1h").failed(2)
    outage("update", "1", "x", "-s", "a=b=c").failed(2)
    assert entries(outage) == before
    assert [row[0] for row in outage("server", "list").rows] == ["web"]


# The interpreter itself may lie where nobody else may read, so everything is imported before.
_AS_NOBODY = """
import contextlib, difflib, importlib, os, pkgutil, sys, tomllib, zoneinfo
import incident_cli
for module in pkgutil.walk_packages(incident_cli.__path__, "incident_cli."):
    with contextlib.suppress(ImportError):
        importlib.import_module(module.name)
zoneinfo.ZoneInfo("Europe/Paris")
sys.argv[0] = "incident"
os.setgroups([]), os.setgid(65534), os.setuid(65534)
sys.modules["incident_cli.__main__"].main()
"""


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become nobody")
class TestReadOnly:
    """As another user, who may read but not write."""

    @pytest.fixture
    def theirs(self):
        """A database of root's in a folder that everybody may read."""
        folder = Path(tempfile.mkdtemp())
        program = Program(folder)
        program("open", "-s", "web", "first").done
        folder.chmod(0o755)
        program.db.chmod(0o644)
        program.env |= {"HOME": "/nonexistent", "TMPDIR": "/tmp"}
        yield program
        shutil.rmtree(folder)

    def nobody(self, program, *words):
        command = [sys.executable, "-c", _AS_NOBODY, *words]
        done = subprocess.run(command, env=program.env, capture_output=True, text=True, check=False, cwd="/")
        return Answer(done.returncode, done.stdout, done.stderr)

    def test_reading_works(self, theirs):
        for words in READS:
            assert self.nobody(theirs, *words).code == 0

    @pytest.mark.parametrize("words", WRITES)
    def test_writing_is_5_and_changes_nothing(self, theirs, words):
        before = digest(theirs.db)
        self.nobody(theirs, *words).failed(5, str(theirs.db), "nothing was saved")
        assert digest(theirs.db) == before
        assert os.listdir(theirs.folder) == [theirs.db.name]

    def test_a_file_that_may_not_be_read_is_5(self, theirs):
        theirs.db.chmod(0o600)
        for words in (("list",), ("open", "x")):
            self.nobody(theirs, *words).failed(5, "permission denied")

    def test_a_folder_that_may_not_be_written_is_5(self, theirs):
        self.nobody(theirs, "open", "x", "--db", str(theirs.folder / "new.db")).failed(5, "permission denied")


# The streams.


def test_a_reader_that_goes_away_is_141_and_quiet(outage):
    answer = outage.shell("incident show 1 | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}")
    assert (answer.out, answer.err) == ("141\n", "")
    answer = outage.shell("incident list | true; echo ${PIPESTATUS[0]}; incident show 1 --json | true; echo $?")
    assert answer.err == ""


def test_a_write_whose_reader_has_gone_is_saved_and_0(outage):
    before = entries(outage)
    answer = outage.shell("(sleep 0.3; incident update 1 hello; echo $? >&2) | true")
    assert (answer.code, answer.err) == (0, "0\n")
    assert entries(outage) == before + 1


@pytest.mark.parametrize("words", ["list", "show 1", "status --json", "--version", "--help", "postmortem"])
def test_a_full_standard_output_is_1(outage, words):
    answer = outage.shell(f"incident {words} > /dev/full")
    assert answer.code == 1
    assert answer.err == "incident: the answer cannot be written: no space left on device\n"


def test_a_write_to_a_full_standard_output_is_saved_and_0(outage):
    before = entries(outage)
    answer = outage.shell("incident update 1 hello > /dev/full")
    assert (answer.code, answer.err) == (
        0,
        "incident: warning: saved, but the answer cannot be written: no space left on device\n",
    )
    assert entries(outage) == before + 1


@pytest.mark.engines
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("incident list >&-", 1),
        ("incident --version >&-", None),
        ("incident list >&- 2>&- <&-", 1),
        ("incident update 1 hello >&-", 0),
        ("incident update 1 hello 2>&-", 0),
        ("incident update 1 hello <&-", 0),
        ("incident update 1 hello >&- 2>&- <&-", 0),
        ("incident show 99 2>&-", 3),
        ("incident show 99 2>/dev/full", 3),
        ("incident nope 2>&-", 2),
        ("incident update <&-", 1),
    ],
)
def test_closed_streams_never_make_a_bug(outage, line, code):
    before = entries(outage)
    answer = outage.shell(line)
    assert answer.code == code if code is not None else answer.code in (0, 1), answer
    assert "bug" not in answer.err
    assert "Traceback" not in answer.err
    assert entries(outage) == before + ("hello" in line)


@pytest.mark.engines
def test_a_closed_standard_error_never_lands_in_the_database(outage):
    outage.shell("for n in 1 2 3; do incident open -s wbe 2>&- >&-; done")
    assert outage("db", "check").code == 0


def test_ctrl_c_is_130_and_saves_nothing(outage):
    before = entries(outage)
    outage("open", "y").done
    answer = outage.terminal("update", "hello", answers=[("[1-2] ", "\x03")])
    assert (answer.code, "Traceback" in answer.out) == (130, False)
    assert entries(outage) == before


@pytest.mark.engines
def test_ctrl_c_while_waiting_for_a_lock_is_130(outage):
    with writing(outage) as waits:
        process = subprocess.Popen([*PROGRAM, "update", "1", "x"], env=outage.env, stderr=subprocess.PIPE)
        until(lambda: waits(process))
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=5)[1]
    assert (process.returncode, err) == (130, b"")


def test_ctrl_c_while_reading_standard_input_is_130(outage):
    reading = subprocess.Popen([*PROGRAM, "update", "1"], env=outage.env, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        reading.wait(1)
    reading.send_signal(signal.SIGINT)
    assert reading.wait(5) == 130
    assert b"Traceback" not in reading.stderr.read()
    reading.stderr.close()
    reading.stdin.close()


# A bug.

_BROKEN = """
import sys
import incident_cli.commands.show as command
from incident_cli.__main__ import main
def broken(*_, **__):
    raise LookupError("a \\x1b[31m bug\\nof ours")
command.run = broken
sys.argv = ["incident", "show", "secret"]
main()
"""


def test_a_bug_is_70_with_one_line_and_a_report(outage):
    done = subprocess.run([sys.executable, "-c", _BROKEN], env=outage.env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (70, "")
    line, hint = done.stderr.splitlines()
    assert line.startswith("incident: a bug in incident: LookupError: a ")
    assert "nothing was saved" in line
    assert "\x1b" not in done.stderr
    (report,) = outage.folder.glob("incident-bug-*.txt")
    assert str(report) in hint
    assert "Traceback" in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_bug_without_a_place_for_the_report_is_70_all_the_same(outage):
    env = outage.env | {"TMPDIR": "/nonexistent"}
    nowhere = "import sys, tempfile\ntempfile._candidate_tempdir_list = lambda: ['/proc/x']\n"
    command = [sys.executable, "-c", _BROKEN.replace("import sys\n", nowhere)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (70, False)


# Odd surroundings.


def test_a_deleted_current_directory_does_not_matter(outage):
    script = "mkdir gone && cd gone && rmdir ../gone && incident list && incident update 1 hello -q"
    answer = outage.shell(script)
    assert (answer.code, answer.err) == (0, ""), answer


def test_an_empty_environment_is_enough(outage):
    command = [*PROGRAM, "list", "--db", str(outage.db)]
    keep = {"PYTHONPATH": outage.env["PYTHONPATH"]}
    done = subprocess.run(command, env=keep, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.engines
@pytest.mark.parametrize("words", [("list", "--limit"), ("open", "x", "--number"), ("show",), ("update", "-i")])
def test_huge_numbers_are_refused(outage, words):
    outage(*words, "9" * 400).failed(2)


@pytest.mark.engines
def test_the_largest_number_is_kept(outage):
    outage("open", "x", "--number", "999999999999999").done
    assert outage("open", "y", "-q").done == "1000000000000000\n"


@pytest.mark.engines
def test_a_megabyte_of_title_makes_a_short_echo(incident):
    echo = incident("open", "x" * 1_000_000).done
    assert len(echo) < 500
    assert len(incident("list").rows[0][-1]) == 1_000_000


def test_a_megabyte_in_an_error_is_cut(incident):
    answer = incident("open", "-s", f"web={'x' * 1_000_000}").failed(2)
    assert len(answer.err) < 2000


@pytest.mark.engines
def test_hostile_text_reaches_no_terminal(incident):
    evil = "a\x1b]0;owned\x07\x1b[2Jb\u202ec\u2028d [red]e[/red] :fire:"
    for words in (("open", evil, "-s", evil.replace("=", ""), "-m", evil, "--label", evil, "--tag", evil),):
        incident.real(*words).done
    for command in ("list", "show", "status", "server list"):
        for answer in (incident(*command.split()), incident.terminal(*command.split(), TERM="dumb")):
            assert answer.code == 0
            assert not any(c in answer.out for c in "\x1b\x07\u202e\u2028")
    assert "[red]e" in incident("show").out
    assert ":fire:" in incident.terminal("show").out
