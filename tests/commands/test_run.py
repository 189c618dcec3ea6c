"""`incident run`: the command is what counts, its output and code pass through; the timeline tells what it did."""

import os
import signal
import subprocess
import sys

import pytest
from support.processes import ended, hearing, started, until, writing
from support.program import PROGRAM, plain


@pytest.fixture
def outage(incident):
    """One open incident, #1."""
    incident("open", "web is down").done
    with hearing():
        yield incident


def entries(incident, number="1"):
    return incident("show", number, "--json").json["incident"]["entries"][1:]


def ran(incident):
    """The only command of #1."""
    (entry,) = entries(incident)
    assert entry["kind"] == "command"
    return entry


def test_output_and_code_are_the_commands_and_the_receipt_stands_beside_them(outage):
    answer = outage.real("run", "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (answer.code, answer.out) == (3, "out\n")
    first, receipt = answer.err.splitlines()
    assert first == "err"
    assert receipt.startswith("#1 web is down · 1.1 at ")
    assert " · exit 3 after " in receipt


def test_what_ran_is_on_the_timeline(outage):
    outage.real("run", "--by", "bob", "sh", "-c", "echo out; sleep 0.2; exit 3")
    entry = ran(outage)
    assert (entry["author"], entry["host"], entry["text"]) == ("bob", os.uname().nodename, "out")
    command = entry["command"]
    assert (command["argv"], command["exit_code"], command["signal"]) == (
        ["sh", "-c", "echo out; sleep 0.2; exit 3"],
        3,
        None,
    )
    assert 0.2 <= command["duration_s"] < 20
    assert entry["at"] < entry["recorded_at"]


def test_a_quiet_one_says_nothing_of_its_own(outage):
    assert outage.real("run", "-q", "echo", "x").done == "x\n"
    assert len(entries(outage)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("run", "printf", "%s ", "-i", "-q", "--", "--db"),
        ("run", "--", "printf", "%s ", "-i", "-q", "--", "--db"),
        ("run", "-i", "1", "printf", "%s ", "-i", "-q", "--", "--db"),
        ("run", "-i1", "--tz=UTC", "--", "printf", "%s ", "-i", "-q", "--", "--db"),
    ],
)
def test_options_end_at_the_command(outage, words):
    assert outage.real(*words).out == "-i -q -- --db "


def test_a_command_that_a_signal_ended(outage):
    answer = outage.real("run", "sh", "-c", "kill -KILL $$")
    assert answer.code == 137
    assert "ended by SIGKILL" in answer.err
    assert (ran(outage)["command"]["exit_code"], ran(outage)["command"]["signal"]) == (None, "SIGKILL")


def test_a_command_that_is_not_there_is_told_of_and_kept(outage):
    answer = outage.real("run", "no-such-command", "-x")
    assert answer.code == 127
    assert answer.err.startswith("incident: no-such-command: command not found\n#1 ")
    assert ran(outage)["command"]["exit_code"] == 127
    (outage.folder / "plain").write_text("x")
    assert outage.real("run", "./plain").code == 126


HEARING = """
import os, signal, sys, time
signal.signal(signal.Signals[sys.argv[1]], lambda *_: sys.exit(os.write(1, b"caught\\n") + 2))
os.write(1, b"ready\\n")
while True:
    time.sleep(100)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_goes_to_the_command_and_what_it_did_is_kept(outage, name):
    process = subprocess.Popen(
        [*PROGRAM, "run", sys.executable, "-c", HEARING, name],
        env=outage.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(getattr(signal, name))
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (9, b"caught\n")
    assert b"exit 9" in err
    assert ran(outage)["text"] == "ready\ncaught"


# -- which incident ----------------------------------------------------------------------------------


def test_without_an_incident_nothing_is_run(incident):
    mark = incident.folder / "mark"
    incident.real("run", "touch", str(mark)).failed(3, "no incident is open; the command was not run")
    incident("open", "one").done
    incident("open", "other").done
    answer = incident.real("run", "touch", str(mark)).failed(3, "2 incidents are open", "the command was not run")
    assert "hint: incident run -i 2   # other" in answer.err
    incident.real("run", "-i", "9", "touch", str(mark)).failed(3, "no incident #9")
    incident.real("run", "-i", "x", "touch", str(mark)).failed(2)
    assert not mark.exists()
    incident.real("run", "-i", "2", "touch", str(mark))
    assert mark.exists()
    assert len(entries(incident, "2")) == 1


def test_an_id_in_the_place_of_the_command_is_not_run(outage):
    answer = outage.real("run", "1", "true").failed(2, '"1" is no command; the command was not run')
    assert "hint: incident run -i 1 -- COMMAND" in answer.err
    assert entries(outage) == []


def test_nothing_to_run_is_a_mistake(outage):
    for words in (("run",), ("run", "-i", "1"), ("run", "--")):
        outage.real(*words).failed(2, "COMMAND")


def test_the_variable_says_which_and_a_closed_one_takes_it(outage):
    outage("open", "other").done
    outage("close", "1").done
    answer = outage.real("run", "true", INCIDENT_ID="1")
    assert "closed incident" in answer.err
    assert len(entries(outage)) == 2


# -- when it cannot be recorded -----------------------------------------------------------------------


def test_a_busy_database_costs_the_record_and_nothing_else(outage):
    process = subprocess.Popen(
        [*PROGRAM, "run", "sh", "-c", "echo ready; read x; exit 3"],
        env=outage.env | {"INCIDENT_WAIT": "0.3"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    with writing(outage):
        _, err = process.communicate("go\n", timeout=30)
    assert process.returncode == 3
    (warning,) = err.splitlines()
    assert "what ran is not recorded: the database is busy" in warning
    assert "$ sh -c 'echo ready; read x; exit 3' · exit 3 after " in warning
    assert entries(outage) == []


def test_ctrl_c_while_it_waits_to_record_keeps_the_code(outage):
    process = subprocess.Popen(
        [*PROGRAM, "run", "sh", "-c", "echo ready; read x; exit 3"],
        env=outage.env | {"INCIDENT_WAIT": "60"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    with writing(outage) as waits:
        process.stdin.write(b"go\n")
        process.stdin.close()
        process.stdin = None
        until(lambda: waits(process))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 3
    assert b"what ran is not recorded: interrupted" in err


@pytest.mark.sqlite
def test_a_file_that_is_no_longer_ours_costs_the_record_and_nothing_else(outage):
    answer = outage.real("run", "sh", "-c", f"echo out; echo junk >{outage.db}; exit 3")
    assert (answer.code, answer.out) == (3, "out\n")
    (warning,) = answer.err.splitlines()
    assert warning.startswith("incident: warning: what ran is not recorded: ")
    assert "$ sh -c " in warning
    assert "exit 3 after" in warning


# -- how it reads --------------------------------------------------------------------------------------


def test_a_screen_tells_what_ran_how_it_ended_and_the_tail(outage):
    outage.real("run", "sh", "-c", "seq 100; printf '\\033[31mred\\033[0m \\007'; exit 2")
    screen = plain(outage.terminal("show").out)
    assert "$ sh -c 'seq 100; printf" in screen
    assert "exit 2 after " in " ".join(screen.split())
    assert "[174 bytes before this]" in screen
    assert "command (internal)" in screen
    assert " 100\n" in screen
    assert "red" in screen
    assert "\x1b" not in screen


def test_a_pipe_has_it_all_in_the_text(outage):
    outage.real("run", "echo", "a\tb")
    row = outage("show").rows[-1]
    assert row[3] == "command"
    assert row[-1].startswith("$ echo 'a\\tb' · exit 0 after ")
    assert row[-1].endswith("\\na\\tb")


def test_the_public_never_sees_it(outage):
    outage.real("run", "sh", "-c", "echo secret''-output")
    for words in (("show", "--public"), ("show", "--public", "--json"), ("postmortem", "--public")):
        assert "secret-output" not in outage(*words).done
        assert "echo" not in outage(*words).done
    inside = outage("postmortem").done
    assert "$ sh -c" in inside
    assert "secret-output" not in inside  # that stays in the record


def test_a_secret_in_the_command_line_or_the_output_can_be_taken_out(outage):
    outage.real("run", "echo", "-p", "hunter2")
    outage.real("run", "echo", "hunter3")
    outage.redact("1.1", "--text", "hunter2", "--yes").done
    outage.redact("1.2", "--yes").done
    one, other = entries(outage)
    assert (one["command"]["argv"], one["text"]) == (["echo", "-p", "[redacted]"], "-p [redacted]")
    assert (other["command"]["argv"], other["text"]) == (["[redacted]"], "[redacted]")
    data = outage.data
    assert b"hunter2" not in data
    assert b"hunter3" not in data


def test_bytes_that_are_no_utf8_are_passed_on_and_kept_as_escapes(outage):
    answer = subprocess.run(
        [*PROGRAM, "run", "-q", "printf", "%s", b"caf\xe9"], env=outage.env, capture_output=True, check=False
    )
    assert (answer.stdout, answer.stderr) == (b"caf\xe9", b"")
    assert ran(outage)["command"]["argv"][-1] == "caf\\xe9"
    assert ran(outage)["text"] == "caf\ufffd"


def test_on_a_terminal_it_runs_on_one(outage):
    screen = outage.terminal("run", "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size; exit 4")
    assert screen.code == 4
    assert "50 80\n" in screen.out
    assert ran(outage)["text"] == "50 80"


def test_a_person_is_asked_which_incident_before_it_runs(outage):
    outage("open", "other").done
    answer = outage.terminal("run", "echo", "ran", answers=[("Which incident?", "1\n")])
    assert answer.code == 0
    assert answer.out.index("Which incident?") < answer.out.index("ran\n")
    assert len(entries(outage)) + len(entries(outage, "2")) == 1


def test_many_at_once_are_all_recorded(outage):
    crowd = [started(outage, "run", "sh", "-c", f"exit {code}", INCIDENT_WAIT="60") for code in range(8)]
    assert sorted(ended(one).code for one in crowd) == list(range(8))
    assert sorted(entry["command"]["exit_code"] for entry in entries(outage)) == list(range(8))
