"""`incident update --each-line`: every line is a line of the timeline, as it arrives; none is lost without a word."""

import contextlib
import os
import re
import resource
import select
import signal
import subprocess
import time

import pytest
from support.processes import until, writing
from support.program import PROGRAM, on_terminal

from incident_cli.commands import stream
from incident_cli.context import App

DEADLINE = 60
"""Seconds within which what must happen has happened, on a loaded machine."""


@pytest.fixture
def outage(incident):
    """One open incident, #1."""
    incident("open", "-s", "http6").done
    return incident


def texts(incident, number=1):
    """The texts of an incident's lines, in the order of the timeline."""
    entries = incident("show", str(number), "--json").json["incident"]["entries"]
    return [entry["text"] for entry in entries if entry["did"] == "updated"]


def stored(incident):
    """How many lines the log holds."""
    return incident.sql("SELECT count(*) FROM log WHERE kind = 'added'")[0][0]


@contextlib.contextmanager
def streaming(incident, *words, **more):
    """The program, reading a stream that the test writes; it is ended with the test."""
    env = incident._environment({name: more.pop(name) for name in list(more) if name.isupper()})
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*PROGRAM, "update", "--each-line", *words], env=env, **({"stdin": pipe, "stdout": pipe, "stderr": pipe} | more)
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_from_file(incident, text, *words, **env):
    """Stream a file, of which all is there from the start."""
    file = incident.folder / "lines"
    file.write_text(text)
    with open(file, "rb") as source, streaming(incident, *words, stdin=source, **env) as process:
        assert ended(process)[::2] == (0, "")


def batches(incident):
    """How many lines each commit stored, in order."""
    found = incident.sql("SELECT count(*) FROM log WHERE kind = 'added' GROUP BY batch ORDER BY min(id)")
    return [count for (count,) in found]


def say(process, text):
    """Write into the stream at once."""
    process.stdin.write(text.encode())
    process.stdin.flush()


def heard(process):
    """The next line that it says."""
    assert select.select([process.stdout], [], [], DEADLINE)[0], "it said nothing"
    return process.stdout.readline().decode()


def ended(process):
    """How it ended: code, standard output, standard error."""
    out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out.decode(), err.decode()


# -- lines become entries --------------------------------------------------------------------------


def test_each_line_is_a_line_of_its_own_in_the_order_it_came(outage):
    seen = outage.real("update", "--each-line", "1", stdin="one\ntwo\r\n\n   \n - three -\nlast, without an end")
    assert seen.done == "#1 http6 is down · 4 lines, 1.1 to 1.4\n"
    assert texts(outage) == ["one", "two", " - three -", "last, without an end"]


def test_a_line_is_on_disk_at_once_and_dated_by_its_arrival(outage):
    with streaming(outage) as process:
        for number, word in enumerate(("one", "two"), start=1):
            say(process, f"{word}\n")
            until(lambda wanted=number: stored(outage) == wanted)
        process.stdin.close()
        process.stdin = None
        assert ended(process)[0] == 0
    first, second = outage("show", "--json").json["incident"]["entries"][1:]
    assert first["at"] < second["at"]
    assert (first["late_s"], second["late_s"]) == (None, None)


def test_quiet_says_each_id_as_soon_as_it_is_durable(outage):
    with streaming(outage, "-q") as process:
        for number in (1, 2):
            say(process, "text\n")
            assert heard(process) == f"1.{number}\n"
            assert stored(outage) == number
        assert ended(process) == (0, "", "")


def test_json_is_one_object_at_the_end(outage):
    answer = outage.real("update", "--each-line", "--json", stdin="one\ntwo\n").json
    assert [answer[name] for name in ("schema", "lines", "first", "last", "saved")] == [1, 2, "1.1", "1.2", True]
    assert answer["incident"]["id"] == 1
    answer = outage.real("update", "--each-line", "--json").json
    assert [answer[name] for name in ("lines", "first", "last", "saved")] == [0, None, None, False]


def test_an_input_without_a_line_changes_nothing_and_is_no_error(outage):
    assert outage.real("update", "--each-line", stdin="\n\n").done == "#1 http6 is down · no lines; nothing changed\n"
    assert outage.real("update", "--each-line", "-q").done == ""


def test_one_line_is_told_as_one(outage):
    assert outage.real("update", "--each-line", "-", stdin="x").done == "#1 http6 is down · 1 line, 1.1\n"


def test_lines_that_come_fast_share_a_commit_and_keep_their_order(outage):
    lines = [f"line {number}" for number in range(450)]
    read_from_file(outage, "\n".join(lines), "-F", "-")
    assert texts(outage) == lines
    assert batches(outage) == [200, 200, 50]


def test_long_lines_share_a_commit_only_up_to_a_megabyte(outage):
    read_from_file(outage, f"{'x' * 600_000}\n" * 4)
    assert batches(outage) == [2, 2]


def test_a_hook_hears_of_every_group_once(outage):
    hooks = outage.folder / "config" / "incident" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "on-update").write_text(f"#!/bin/sh\ncat >/dev/null\necho ran >> {outage.folder}/ran\n")
    (hooks / "on-update").chmod(0o755)
    numbers = "".join(f"{number}\n" for number in range(450))
    read_from_file(outage, numbers, XDG_CONFIG_HOME=str(outage.folder / "config"))
    assert (outage.folder / "ran").read_text() == "ran\n" * 3


def test_notes_guesses_and_the_author_are_said_of_every_line(outage):
    outage.real("update", "--each-line", "-n", "--by", "app", stdin="a\nb\n").done
    outage.real("update", "--each-line", "--guess", stdin="c\n").done
    entries = outage("show", "--json").json["incident"]["entries"][1:]
    assert [(e["kind"], e["guess"], e["author"]) for e in entries] == [
        ("note", False, "app"),
        ("note", False, "app"),
        ("update", True, "ann"),
    ]


def test_it_takes_the_lines_of_a_maintenance_as_well(outage):
    outage("open", "--maintenance", "-s", "db1", "--from", "now", "--for", "2h").done
    assert outage.real("update", "--each-line", "2", stdin="a\nb\n").done.endswith(" · 2 lines, 2.1 to 2.2\n")
    assert outage("db", "check").code == 0


def test_a_closed_incident_takes_lines_by_its_id_and_the_echo_says_so(outage):
    outage("close").done
    assert outage.real("update", "--each-line", "1", stdin="x\n").done.endswith("1 line, 1.2 · closed incident\n")


def test_what_other_writers_add_stands_between(outage):
    with streaming(outage) as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        outage("update", "1", "by hand").done
        assert ended_after(process, "two\n")[1] == "#1 http6 is down · 2 lines, 1.1 to 1.3\n"
    assert texts(outage) == ["one", "by hand", "two"]


def ended_after(process, text):
    """Say the last of a stream, and how it ended."""
    out, err = process.communicate(text.encode(), timeout=DEADLINE)
    return process.returncode, out.decode(), err.decode()


def test_a_terminal_can_be_typed_on_until_ctrl_d(outage):
    seen = outage.terminal("update", "--each-line", answers=[("", "first\n"), ("first", "\x04")])
    assert seen.code == 0
    assert "1 line, 1.1" in seen.out
    assert texts(outage) == ["first"]


# -- which incident --------------------------------------------------------------------------------


def test_the_incident_is_found_once_and_stays(outage):
    with streaming(outage) as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        outage("open", "-s", "web1").done
        assert ended_after(process, "two\n")[0] == 0
    assert texts(outage, 1) == ["one", "two"]
    assert texts(outage, 2) == []


def test_where_it_is_not_clear_nothing_is_read(outage):
    outage("open", "-s", "web1").done
    seen = outage.shell("printf 'one\\ntwo\\n' | { incident update --each-line; echo $?; cat; }")
    assert seen.out == "3\none\ntwo\n"
    assert "hint: incident update --each-line 1   # http6 is down\n" in seen.err
    assert outage.shell("printf 'one\\n' | { incident update --each-line 99; echo $?; cat; }").out == "3\none\n"


@pytest.mark.parametrize(
    "words",
    [
        ["1", "a text"],
        ["a", "text"],
        ["-m", "x"],
        ["-F", "file"],
        ["-e"],
        ["-s", "http6=up"],
        ["-S", "identified"],
        ["-t", "10:00"],
        ["--key", "k"],
        ["--link", "https://example.org"],
    ],
)
def test_what_belongs_to_one_line_is_refused_before_anything_is_read(outage, words):
    outage("update", "--each-line", *words).failed(2, "--each-line reads every text", "nothing was saved", "hint: ")
    assert stored(outage) == 0


def test_a_closed_input_is_refused(outage):
    outage.shell("incident update --each-line 1 <&-").failed(1, "standard input cannot be read: it is closed")


# -- what no text can hold -------------------------------------------------------------------------


def test_bytes_that_are_no_text_are_kept_as_escapes_and_told_once(outage):
    seen = outage.real("update", "--each-line", stdin=b"a\xffb\nc\0d\n\xfe\ngood\n")
    assert (seen.code, seen.out) == (0, "#1 http6 is down · 4 lines, 1.1 to 1.4\n")
    assert re.fullmatch(r"incident: warning: some bytes are no text [^\n]+\n", seen.err)
    assert texts(outage) == [r"a\xffb", r"c\x00d", r"\xfe", "good"]


def test_an_endless_line_is_cut_told_and_held_in_bounded_memory(outage):
    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))

    size = 10 * 1024 * 1024
    with subprocess.Popen(["sh", "-c", f"head -c {size} /dev/zero | tr '\\0' x"], stdout=subprocess.PIPE) as source:
        with streaming(outage, stdin=source.stdout, preexec_fn=bounded) as process:
            code, out, err = ended(process)
        source.stdout.close()
    assert (code, out) == (0, "#1 http6 is down · 3 lines, 1.1 to 1.3\n")
    assert re.fullmatch(r"incident: warning: a line is longer than 4 MB[^\n]+\n", err)
    assert sum(map(len, texts(outage))) == size


# -- the end comes early ---------------------------------------------------------------------------


def test_ctrl_c_on_tail_f_saves_all_and_is_a_success(outage):
    """It ends both programs; what tail wrote is read to its end."""
    log = outage.folder / "app.log"
    log.write_text("one\ntwo\n")
    command = (
        f"trap : INT; tail -n +1 -f {log} | {' '.join(PROGRAM)} update --each-line -q; echo codes ${{PIPESTATUS[*]}}"
    )
    env = outage._environment({"TERM": "xterm"})
    seen = on_terminal(["/bin/bash", "-c", command], env, [("1.2", "\x03")], 80, 50)
    assert "codes 130 0" in seen.out
    assert texts(outage) == ["one", "two"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_saves_what_was_read_and_says_that_the_input_went_on(outage, number, code):
    with streaming(outage) as process:
        say(process, "one\nhalf a li")
        until(lambda: stored(outage) == 1)
        process.send_signal(number)
        process.wait(DEADLINE)  # our end of the pipe is open all the time
        said = process.stdout.read().decode(), process.stderr.read().decode()
    assert process.returncode == code
    assert said[0] == "#1 http6 is down · 2 lines, 1.1 to 1.2\n"
    assert said[1] == "incident: warning: ended before the end of the input; every line that was read is saved\n"
    assert texts(outage) == ["one", "half a li"]


def test_ctrl_c_in_a_file_leaves_the_rest_of_it_and_is_130(outage):
    file = outage.folder / "big"
    file.write_text("".join(f"line {number}\n" for number in range(200_000)))
    with open(file, "rb") as source, streaming(outage, "-q", stdin=source) as process:
        assert heard(process)
        process.send_signal(signal.SIGINT)
        said = 1 + len(process.stdout.readlines())
        err = process.stderr.read().decode()
        assert process.wait(DEADLINE) == 130
    assert "ended before the end of the input" in err
    assert stored(outage) == said < 200_000


def test_an_end_before_the_end_is_no_success_even_where_nobody_can_be_told(outage):
    with open("/dev/full", "w") as full, streaming(outage, stdout=full) as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) != 0


# -- the store fails -------------------------------------------------------------------------------


def test_lines_that_could_not_be_saved_are_kept_and_the_hint_saves_them(outage):
    with streaming(outage, "-n", INCIDENT_WAIT="0.3") as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        with writing(outage):
            say(process, "two\nthree\nhalf")
            assert process.wait(DEADLINE) == 75
        assert process.stdout.read() == b""
        complaint, hint = process.stderr.read().decode().splitlines()
    assert "another program held its lock" in complaint
    assert "; 1 line is saved, 1.1; 3 more were read and are not: kept in " in complaint
    assert "nothing was saved" not in complaint
    kept = complaint.rpartition(" ")[2]
    assert os.stat(kept).st_mode & 0o777 == 0o600
    assert hint == f"hint: incident update --each-line -n 1 < {kept}"
    assert outage.shell(hint.removeprefix("hint: ")).code == 0
    assert texts(outage) == ["one", "two", "three", "half"]
    assert {e["kind"] for e in outage("show", "--json").json["incident"]["entries"][1:]} == {"note"}


def test_a_lock_that_goes_away_in_time_costs_nothing(outage):
    with streaming(outage) as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        with writing(outage) as waits:
            say(process, "two\n")
            until(lambda: waits(process))
        assert ended(process)[0] == 0
    assert texts(outage) == ["one", "two"]


def test_who_presses_ctrl_c_again_does_not_wait_for_the_lock_and_the_lines_are_kept(outage):
    with streaming(outage, INCIDENT_WAIT="600") as process:
        say(process, "one\n")
        until(lambda: stored(outage) == 1)
        with writing(outage) as waits:
            say(process, "two\n")
            until(lambda: waits(process))
            deadline = time.monotonic() + DEADLINE
            while process.poll() is None and time.monotonic() < deadline:
                process.send_signal(signal.SIGINT)
                time.sleep(0.1)
        assert process.returncode == 130
        err = process.stderr.read().decode()
    assert err.startswith("incident: warning: 1 line is saved, 1.1; 1 more was read and is not: kept in ")
    with open(err.strip().rpartition(" ")[2]) as kept:
        assert kept.read() == "two\n"


def test_ctrl_c_just_after_a_commit_counts_its_lines_and_keeps_the_others(outage, monkeypatch):
    written, commit = [], App.write

    def write(app, decide):
        commit(app, decide)
        written.append(app.saved)
        raise KeyboardInterrupt

    monkeypatch.setattr(App, "write", write)
    with open(outage.folder / "lines", "w+") as file:
        file.write("text\n" * 250)
        file.seek(0)
        monkeypatch.setattr(stream, "_input", file.fileno)
        seen = outage("update", "--each-line", "1")
    assert (seen.code, seen.out, written) == (130, "", [True])
    assert "200 lines are saved, the last is 1.200; 50 more were read and are not: kept in " in seen.err


# -- nobody listens --------------------------------------------------------------------------------


def test_a_reader_of_the_ids_that_went_away_loses_no_line(outage):
    seen = outage.shell("seq 1000 | incident update --each-line -q | head -n 1; echo ${PIPESTATUS[*]}")
    assert seen.out == "1.1\n0 0 0\n"
    assert seen.err == ""
    assert stored(outage) == 1000


@pytest.mark.parametrize("flag", ["-q", "--json", ""])
def test_an_output_that_is_full_only_warns(outage, flag):
    seen = outage.shell(f"seq 500 | incident update --each-line {flag} >/dev/full")
    assert seen.code == 0
    assert seen.err == "incident: warning: saved, but the answer cannot be written: no space left on device\n"
    assert stored(outage) == 500
