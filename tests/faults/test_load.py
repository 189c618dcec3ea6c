"""Load: many writers and readers at once, a lock held by another program, a reader that nobody reads."""

import itertools
import json
import os
import signal
import sqlite3
import time

import pytest
from support import processes
from support.processes import crew, ended, locked, started, waiting

from incident_cli.config import DEFAULT_WAIT, load


@pytest.fixture
def quick(incident):
    """The program over a database in memory: locks are the same there, and a commit costs no disk."""
    with processes.memory() as folder:
        incident.db = folder / "incident.db"
        incident.env |= {"INCIDENT_DB": str(incident.db), "INCIDENT_WAIT": "60"}
        yield incident


@pytest.fixture
def made(incident):
    """The program over a database with one open incident, on the disk."""
    assert incident("open", "-s", "http6", "-m", "before").code == 0
    return incident


def opened(program, number=1):
    """Open some incidents."""
    for each in range(1, number + 1):
        assert program("open", f"Outage {each}").code == 0
    return program


def sound(program):
    """The texts in the log of a file in which `db check` finds nothing."""
    found = processes.state(str(program.db))
    assert found["wrong"] == []
    return [text for text in found["texts"] if text]


def done(answers):
    """The standard output of commands that all succeeded without a word of complaint."""
    everything = list(itertools.chain.from_iterable(answers))
    assert [answer for answer in everything if (answer.code, answer.err) != (0, "")] == []
    return [answer.out.strip() for answer in everything]


# -- many at once ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attempt", range(5))
def test_processes_that_race_to_create_the_database_all_get_their_incident(quick, attempt):
    numbers = done(crew(quick, *[[["open", f"Outage {each}", "-q"]] for each in range(16)]))
    assert sorted(map(int, numbers)) == list(range(1, 17))
    assert len(quick("list", "open").done.splitlines()) == 16
    sound(quick)
    assert os.listdir(quick.db.parent) == ["incident.db"]


def test_real_programs_that_race_to_create_the_database_all_get_their_incident(incident):
    incident.env["INCIDENT_WAIT"] = "60"
    racing = [started(incident, "open", f"Outage {each}", "-q") for each in range(16)]
    answers = [ended(process) for process in racing]
    assert [answer for answer in answers if answer.code or answer.err] == []
    assert sorted(int(answer.out) for answer in answers) == list(range(1, 17))
    sound(incident)


@pytest.mark.parametrize("incidents", [1, 6])
def test_32_writers_with_50_lines_each_lose_none_double_none_and_number_all(quick, incidents):
    opened(quick, incidents)
    jobs = [
        [["update", str(writer % incidents + 1), f"writer {writer} line {each}", "-q"] for each in range(50)]
        for writer in range(32)
    ]
    told = done(crew(quick, *jobs))
    said = [line[2] for job in jobs for line in job]
    assert sorted(sound(quick)) == sorted(said)
    assert len(set(told)) == 1600
    shown = [entry for each in range(1, incidents + 1) for entry in entries(quick, each)]
    assert {entry["id"]: entry["text"] for entry in shown} == dict(zip(told, said, strict=True))
    for each in range(1, incidents + 1):
        numbers = [int(entry["id"].partition(".")[2]) for entry in entries(quick, each)]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def entries(program, incident):
    """The lines of an incident but its opening."""
    found = program("show", str(incident), "--json").json["incident"]["entries"]
    return [entry for entry in found if not entry["id"].endswith(".0")]


def test_lines_of_one_writer_keep_their_order_among_those_of_others(quick):
    opened(quick)
    done(crew(quick, *[[["update", f"{writer} {each:03}", "-q"] for each in range(40)] for writer in range(4)]))
    texts = sound(quick)
    for writer in range(4):
        own = [text for text in texts if text.startswith(f"{writer} ")]
        assert own == sorted(own)


def test_a_line_that_was_typed_before_others_but_stored_after_them_costs_no_more_than_a_line(made, monkeypatch):
    """Of 32 writers at once nearly all are late: folding the incident again for each made them ten times slower."""
    made("edit", "1", "--began", "1h ago")
    made("update", "first")

    def refold(*_):
        raise AssertionError("the whole incident was folded again")

    monkeypatch.setattr("incident_cli.store.projection.refold", refold)
    assert made("update", "late", "-t", "1m ago").code == 0
    assert made("update", "-n", "a late note", "-t", "2m ago").code == 0
    monkeypatch.undo()
    assert sound(made) == ["before", "first", "late", "a late note"]


def test_8_processes_that_close_the_same_incident_close_it_once(quick):
    opened(quick)
    answers = [answer for (answer,) in crew(quick, *[[["close", "1"]]] * 8)]
    assert {(answer.code, answer.err) for answer in answers} == {(0, "")}
    assert sorted("closed already" in answer.out for answer in answers) == [False] + [True] * 7
    with sqlite3.connect(quick.db) as connection:
        assert connection.execute("SELECT count(*) FROM log WHERE kind = 'closed'").fetchone() == (1,)
    connection.close()
    sound(quick)


def test_8_processes_with_the_same_key_store_it_once(quick):
    opened(quick)
    answers = [answer for (answer,) in crew(quick, *[[["update", "1", "backup failed", "--key", "k", "-q"]]] * 8)]
    assert {answer.code for answer in answers} == {0}
    assert {answer.out for answer in answers} == {"1.1\n"}
    assert sound(quick) == ["backup failed"]


# -- readers beside writers ------------------------------------------------------------------------------------------


def test_readers_beside_writers_always_get_whole_json_and_counts_never_go_down(quick):
    opened(quick)
    writers = [[["update", "1", f"writer {writer} line {each}", "-q"] for each in range(60)] for writer in range(4)]
    readers = [[["show", "1", "--json"], ["list", "--json"], ["status", "--json"]] * 20 for _ in range(4)]
    answers = crew(quick, *writers, *readers)
    done(answers)
    for answer in answers[4:]:
        counts = [len(each.json["incident"]["entries"]) for each in answer[::3]]
        assert counts == sorted(counts)
        for each in answer:
            assert each.json["schema"] == 1
    assert len(sound(quick)) == 240


READING = (
    ["show"],
    ["show", "--json"],
    ["list", "--json"],
    ["status"],
    ["status", "--exit-code"],
    ["server", "list"],
    ["server", "show", "http6"],
    ["postmortem"],
    ["db", "info"],
    ["db", "check"],
    ["list", "-g", "before"],
)


def test_reading_never_writes(made):
    os.utime(made.db, (1, 1))
    before, folder = made.db.read_bytes(), os.stat(made.db.parent).st_mtime_ns
    for line in READING:
        assert made(*line).code in (0, 10), line
    assert (made.db.read_bytes(), os.stat(made.db).st_mtime) == (before, 1)
    assert os.stat(made.db.parent).st_mtime_ns == folder


@pytest.mark.parametrize("line", READING)
def test_a_reader_does_not_wait_for_a_writer_that_has_not_begun_to_commit(made, line):
    with locked(made.db):
        began = time.monotonic()
        answer = made(*line, INCIDENT_WAIT="0")
        if line == ["db", "check"]:
            answer.failed(75, "busy")  # it asks the full-text index, which SQLite takes for a write
        else:
            assert answer.code in (0, 10), answer
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("line", READING)
def test_a_reader_waits_for_a_commit(made, line):
    with locked(made.db, "EXCLUSIVE") as connection:
        process = waiting(started(made, *line, INCIDENT_WAIT="30"), made.db)
        time.sleep(0.5)
        assert process.poll() is None
        connection.execute("COMMIT")
    answer = ended(process)
    assert (answer.code in (0, 10), answer.err) == (True, ""), answer
    assert answer.out


def test_a_reader_whose_output_nobody_reads_blocks_no_writer(made):
    made.real("update", "-F", "-", stdin="long " * 100_000)
    for line in (["show"], ["show", "--json"], ["list", "-g", "long"]):
        process = started(made, *line)
        if line[0] == "show":
            blocked(process)
        assert made("update", f"beside {line}", INCIDENT_WAIT="0").code == 0
        process.kill()
        process.communicate()
    assert len(sound(made)) == 5


def blocked(process):
    """Come back when a process sleeps in a write to its full pipe."""
    for _ in range(2000):
        with open(f"/proc/{process.pid}/wchan") as file, open(f"/proc/{process.pid}/stat") as stat:
            if "pipe" in file.read() or _full(process, stat.read()):
                return
        time.sleep(0.01)
    raise AssertionError("it wrote everything")


def _full(process, stat):
    """Whether 64 KB wait in its pipe, and it sleeps."""
    import fcntl
    import struct
    import termios

    (waits,) = struct.unpack("i", fcntl.ioctl(process.stdout.fileno(), termios.FIONREAD, b"\0" * 4))
    return waits >= 60_000 and stat.rpartition(")")[2].split()[0] == "S"


# -- a lock that another program holds ---------------------------------------------------------------------------------


def test_a_lock_that_is_held_for_three_seconds_is_waited_for(made):
    with locked(made.db) as connection:
        processes_ = [
            waiting(started(made, *line, INCIDENT_WAIT=""), made.db) for line in (["update", "a"], ["update", "b"])
        ]
        time.sleep(3)
        assert [process.poll() for process in processes_] == [None, None]
        connection.execute("COMMIT")
        freed = time.monotonic()
    assert [ended(process).code for process in processes_] == [0, 0]
    assert time.monotonic() - freed < 3
    assert sorted(sound(made)) == ["a", "b", "before"]


@pytest.mark.parametrize("line", [["update", "x"], ["open", "-s", "db1"], ["close"], ["db", "rebuild"]])
def test_a_lock_that_is_never_released_ends_in_one_busy_line_with_nothing_saved(made, line):
    before = made.db.read_bytes()
    with locked(made.db):
        began = time.monotonic()
        answer = made(*line, INCIDENT_WAIT="0.6").failed(75, "busy", "nothing was saved")
        assert 0.6 <= time.monotonic() - began < 3
        assert len([each for each in answer.err.splitlines() if "busy" in each]) == 1
    assert made.db.read_bytes() == before


@pytest.mark.parametrize("line", [*READING, ["db", "backup", "copy.db"]])
def test_a_commit_that_never_ends_is_one_busy_line_for_a_reader(made, line):
    line = [str(made.folder / word) if word == "copy.db" else word for word in line]
    with locked(made.db, "EXCLUSIVE"):
        made(*line, INCIDENT_WAIT="0.3").failed(75, "busy")
    assert os.listdir(made.folder) == ["incident.db"]


def test_the_wait_is_thirty_seconds_unless_it_is_set():
    environment = {"HOME": "/nowhere", "INCIDENT_DB": "/nowhere/x.db"}
    assert load({}, environment).wait == DEFAULT_WAIT == 30
    assert load({}, environment | {"INCIDENT_WAIT": "0.5"}).wait == 0.5


def test_waiting_costs_hardly_any_processor_time(made):
    with locked(made.db):
        process = waiting(started(made, "update", "x", INCIDENT_WAIT="30"), made.db)
        before = used(process)
        time.sleep(1)
        assert used(process) - before < 0.3
        process.send_signal(signal.SIGINT)
        ended(process)


def used(process):
    """The processor seconds of a process so far."""
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_backup_beside_writers_is_one_whole_moment(quick):
    opened(quick)
    copies = [str(quick.db.parent / f"copy{each}.db") for each in range(5)]
    writers = [[["update", f"{writer} {each}", "-q"] for each in range(50)] for writer in range(3)]
    done(crew(quick, *writers, [["db", "backup", copy] for copy in copies]))
    counts = []
    for copy in copies:
        found = processes.state(copy)
        assert found["wrong"] == []
        counts.append(len(found["texts"]))
    assert counts == sorted(counts)


def test_the_answer_of_a_writer_under_load_is_what_is_stored(quick):
    opened(quick)
    jobs = [[["update", "1", f"{writer} {each}", "--json"] for each in range(20)] for writer in range(8)]
    answers = crew(quick, *jobs)
    done(answers)
    stored = {entry["id"]: entry["text"] for entry in entries(quick, 1)}
    for job, told in zip(jobs, answers, strict=True):
        for line, answer in zip(job, told, strict=True):
            said = json.dumps(answer.json)
            assert line[2] in said
            assert any(text == line[2] for text in stored.values())
    assert len(stored) == 160
