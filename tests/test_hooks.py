"""Hooks: told of what was committed, after it; whatever they do, the line is saved and the command is done."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from support.processes import hearing
from support.program import PROGRAM

from incident_cli import hooks

NAMES = ("on-open", "on-update", "on-close", "on-postmortem")


class Hooks:
    """The user's folder of hooks."""

    def __init__(self, incident):
        self.incident = incident
        self.folder = incident.folder / ".config/incident/hooks"
        self.folder.mkdir(parents=True)

    def put(self, name, script, *, mode=0o755):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(mode)

    def limit(self, seconds):
        (self.folder.parent / "config.toml").write_text(f"hook_timeout = {seconds}\n")

    def noting(self, *names):
        """Hooks that keep what they are told, a file each, one line a call."""
        for name in names or NAMES:
            self.put(name, f"cat >>'{self.incident.folder}/{name}.json'")

    def told(self, name):
        """What a hook was told, call by call."""
        path = self.incident.folder / f"{name}.json"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def calls(self):
        return {name: len(self.told(name)) for name in NAMES if self.told(name)}


@pytest.fixture
def hooked(incident):
    """A program whose user has a folder of hooks, empty as yet."""
    incident.hooks = Hooks(incident)
    with hearing():
        yield incident


# -- which, and when ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("open", "x", "-m", "first"), "on-open"),
        (("open", "--maintenance", "-s", "db", "--from", "+1h", "--for", "1h"), "on-open"),
        (("update", "1", "x"), "on-update"),
        (("update", "1", "-n", "x"), "on-update"),
        (("update", "1", "-s", "new=down"), "on-update"),
        (("close", "1"), "on-close"),
        (("update", "1", "-S", "resolved"), "on-close"),
        (("postmortem", "1", "--publish"), "on-postmortem"),
        (("edit", "1", "title"), None),
        (("edit", "1.1", "--retract", "why"), None),
        (("edit", "1.1", "--delete"), None),
        (("redact", "1.1", "--yes"), None),
        (("server", "set", "web=up"), None),
        (("show",), None),
        (("list",), None),
    ],
)
def test_each_command_runs_its_hook_once(hooked, words, name):
    hooked("open", "web is down", "-m", "zzz").done
    hooked.hooks.noting()
    hooked(*words).done
    assert hooked.hooks.calls() == ({name: 1} if name else {})


def test_a_command_that_ran_is_an_update(hooked):
    hooked("open", "x").done
    hooked.hooks.noting()
    assert hooked.real("run", "-q", "sh", "-c", "exit 3").code == 3
    (told,) = hooked.hooks.told("on-update")
    assert told["entry"]["command"]["exit_code"] == 3


def test_a_line_that_is_moved_was_told_of_when_it_was_written(hooked):
    hooked("open", "x", "-m", "to the wrong one").done
    hooked("open", "y").done
    hooked.hooks.noting()
    hooked("edit", "1.1", "--move", "2").done
    assert hooked.hooks.calls() == {}


@pytest.mark.engines
def test_what_changed_nothing_runs_none(hooked):
    hooked("open", "x", "--key", "k").done
    hooked("close", "1").done
    hooked("open", "y", "--key", "k").done
    hooked.hooks.noting()
    hooked("close", "1").done
    hooked("open", "y", "--key", "k").done
    hooked("update", "99", "x").failed(3)
    assert hooked.hooks.calls() == {}


def test_the_demo_and_the_throw_away_database_run_none(hooked):
    hooked.hooks.noting()
    hooked("demo").done
    assert hooked.hooks.calls() == {}


# -- what it is told ----------------------------------------------------------------------------------


@pytest.mark.engines
def test_it_reads_what_the_command_itself_answers(hooked):
    hooked.clock("10:00")
    hooked.hooks.noting()
    hooked("open", "é is down", "-s", "web").done
    answer = hooked("update", "1", "x\ny", "-s", "web=up", "--json").json
    (told,) = hooked.hooks.told("on-update")
    assert (told["schema"], told["hook"]) == (1, "on-update")
    assert (told["incident"], told["entry"], told["entries"]) == (
        answer["incident"],
        answer["entry"],
        [answer["entry"]],
    )
    assert set(told) == {"schema", "hook", "incident", "entry", "entries"}


def test_an_opening_brings_its_first_text_along(hooked):
    hooked.hooks.noting()
    hooked("open", "x", "-m", "looking").done
    (told,) = hooked.hooks.told("on-open")
    assert (told["entry"]["id"], [e["id"] for e in told["entries"]]) == ("1.0", ["1.0", "1.1"])
    assert told["entries"][1]["text"] == "looking"


@pytest.mark.engines
def test_it_runs_after_the_commit_and_its_own_commands_run_no_hooks(hooked):
    program = " ".join(PROGRAM)
    hooked.hooks.put(
        "on-open", f'cd /; {program} update "$INCIDENT_ID" -q "seen by $INCIDENT_HOOK" --db "$INCIDENT_DB"'
    )
    hooked.hooks.put("on-update", f"touch {hooked.folder}/twice")
    hooked.real("open", "x", INCIDENT_DB=hooked.db.name if hooked.db else hooked.location).done
    assert hooked("show", "1").rows[-1][-1] == "seen by on-open"
    assert not (hooked.folder / "twice").exists()


def test_the_answer_comes_before_the_hook(hooked):
    hooked.hooks.limit(60)
    hooked.hooks.put("on-open", f"until test -e {hooked.folder}/go; do sleep 0.05; done")
    began = time.monotonic()
    process = subprocess.Popen(
        [*PROGRAM, "open", "x"], env=hooked.env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert process.stdout.readline().startswith(b"#1 x")
    assert process.poll() is None
    assert time.monotonic() - began < 50
    (hooked.folder / "go").touch()
    assert process.communicate(timeout=30)[0] == b""
    assert process.returncode == 0


# -- what it cannot do -------------------------------------------------------------------------------


def one_warning(answer, *said):
    """The command was done, and there is one line about the hook."""
    assert (answer.code, answer.out) == (0, "1\n")
    (warning,) = answer.err.splitlines()
    assert warning.startswith("incident: warning: hook on-open failed: ")
    assert warning.endswith("; the line is saved")
    for words in said:
        assert words in warning
    return warning


def test_a_hook_that_succeeds_says_nothing(hooked):
    hooked.hooks.put("on-open", "echo out; echo err >&2")
    assert hooked.real("open", "x", "-q").done == "1\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo first; echo last >&2; exit 3", "exit 3 (last)"),
        ("exit 4", "exit 4;"),
        ("printf 'bad \\033[31m\\n'; exit 1", r"exit 1 (bad \x1b[31m)"),
        ("kill -9 $$", "ended by signal 9"),
        ("printf 'caf\\351'; exit 1", "(caf\N{REPLACEMENT CHARACTER})"),
    ],
)
def test_a_hook_that_fails_is_one_warning(hooked, script, said):
    hooked.hooks.put("on-open", script)
    one_warning(hooked.real("open", "x", "-q"), said)
    assert hooked("list").rows


def test_a_hook_that_takes_too_long_is_ended_with_all_that_it_started(hooked):
    hooked.hooks.limit(0.3)
    hooked.hooks.put("on-open", f"sleep 1000 & echo $! >{hooked.folder}/pid; wait")
    began = time.monotonic()
    one_warning(hooked.real("open", "x", "-q"), "longer than 0.3 s")
    assert time.monotonic() - began < 30
    process = int((hooked.folder / "pid").read_text())
    deadline = time.monotonic() + 30
    while os.path.exists(f"/proc/{process}/fd") and os.listdir(f"/proc/{process}/fd"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_time_limit_that_is_none_is_told(hooked):
    (hooked.hooks.folder.parent / "config.toml").write_text('hook_timeout = "soon"\n')
    hooked.hooks.noting("on-open")
    answer = hooked.real("open", "x", "-q")
    assert (answer.code, answer.out) == (0, "1\n")
    assert 'hook_timeout in config.toml is "soon"' in answer.err
    assert hooked.hooks.calls() == {"on-open": 1}


def test_a_hook_that_does_not_read_or_writes_without_end_does_no_harm(hooked):
    text = "x" * 3_000_000
    hooked.hooks.put("on-open", "exec true")
    assert hooked.real("open", "x", "-q", "-F", "-", stdin=text).done == "1\n"
    hooked.hooks.limit(0.5)
    hooked.hooks.put("on-update", "yes")
    answer = hooked.real("update", "1", "x", "-q")
    assert (answer.code, answer.out) == (0, "1.2\n")
    assert "longer than 0.5 s" in answer.err


def test_what_a_hook_leaves_running_is_not_waited_for(hooked):
    hooked.hooks.put("on-open", f"sleep 1000 & echo $! >{hooked.folder}/pid")
    began = time.monotonic()
    try:
        assert hooked.real("open", "x", "-q").done == "1\n"
        assert time.monotonic() - began < 9  # before the limit
    finally:
        os.kill(int((hooked.folder / "pid").read_text()), signal.SIGKILL)


def test_one_that_cannot_be_run_is_one_warning(hooked):
    hooked.hooks.put("on-open", "true", mode=0o644)
    one_warning(hooked.real("open", "x", "-q"), "permission denied (is it executable")
    (hooked.hooks.folder / "on-open").unlink()
    (hooked.hooks.folder / "on-open").symlink_to("/nonexistent")
    answer = hooked.real("update", "1", "x", "-q")
    assert answer.done == "1.1\n"
    assert "no such file" in hooked.real("open", "y", "-q").err


def test_a_hook_has_no_terminal_and_not_our_keys(hooked):
    hooked.hooks.put("on-open", "test -t 0 || test -t 1 || test -t 2 || exit 5")
    screen = hooked.terminal("open", "x").out
    assert "exit 5" in screen


def test_ctrl_c_ends_the_hook_and_the_line_is_saved(hooked):
    hooked.hooks.limit(60)
    hooked.hooks.put("on-open", f"echo $$ >{hooked.folder}/pid; exec sleep 1000")
    process = subprocess.Popen(
        [*PROGRAM, "open", "x"],
        env=hooked.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not (hooked.folder / "pid").exists() or not (hooked.folder / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.startswith(b"#1 x")
    assert b"interrupted, but the line is saved" in err
    with pytest.raises(ProcessLookupError):
        os.kill(int((hooked.folder / "pid").read_text()), 0)


def test_a_reader_who_went_away_does_not_keep_the_hook_from_running(hooked):
    hooked.hooks.noting("on-open")
    done = hooked.shell("incident open x | true; true")
    assert done.code == 0
    assert hooked.hooks.calls() == {"on-open": 1}


# -- what it costs -------------------------------------------------------------------------------------


def test_without_hooks_nothing_of_them_is_imported(incident):
    incident("open", "x").done
    code = (
        "import sys; sys.argv = ['incident', 'update', 'x', '-q']\n"
        "from incident_cli.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=incident.env,
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    loaded = set(done.stderr.split())
    assert not loaded & {"subprocess", "select", "tempfile", "incident_cli.hooks", "incident_cli.commands.notify"}


def test_a_program_that_is_not_there_is_told_in_words(tmp_path):
    assert hooks.run(str(tmp_path / "none"), b"", {}, 1).startswith("no such file")
