"""A child of ours: its bytes, its terminal, its signals and its end are what they are without us. Real processes."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import NamedTuple

import pytest
from support.processes import hearing
from support.program import _STUB, ROOT, on_terminal

# Runs its words as `incident run` does, and writes what it was told of them to the file in its environment.
DRIVER = """
import os, sys
from incident_cli import child
kept = bytearray()
ended = child.run([os.fsencode(word) for word in sys.argv[1:]], kept.extend)
with open(os.environ["REPORT"], "wb") as file:
    file.write(repr((ended, bytes(kept))).encode())
sys.exit(ended.code)
"""


class Driver:
    """Starts the driver; `report` is what it was told."""

    def __init__(self, folder):
        self.path = folder / "report"
        (folder / "driver.py").write_text(DRIVER)
        self.env = os.environ | {"REPORT": str(self.path), "PYTHONPATH": ROOT, "TERM": "xterm"}
        self.command = [sys.executable, str(folder / "driver.py")]

    def start(self, *words, **more):
        """The driver, started and left to run, in a session of its own: nobody else gets its signals."""
        pipes = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE) | {"stdin": subprocess.DEVNULL}
        return subprocess.Popen([*self.command, *words], env=self.env, start_new_session=True, **(pipes | more))

    def run(self, *words, text=b"", **more):
        """What became of it: exit code, standard output, standard error."""
        process = self.start(*words, **({"stdin": subprocess.PIPE} | more))
        out, err = process.communicate(text, timeout=60)
        return process.returncode, out, err

    def bash(self, *answers):
        """A person at an interactive bash in which `run` is the driver; what the screen showed."""
        line = f'cd {self.path.parent}; run() {{ {" ".join(self.command)} "$@"; }}\n'
        # Bracketed paste and the history would put other things on the screen, and into the user's own files.
        env = self.env | {"PS1": "@> ", "HISTFILE": "", "INPUTRC": "/dev/null", "TERM": "dumb"}
        return on_terminal(["/bin/bash", "--norc", "-i"], env, [("@> ", line), *answers, ("@> ", "exit\n")], 80, 24).out

    @property
    def report(self):
        return eval(self.path.read_text(), {"Ended": Ended})


class Person:
    """The driver on a terminal of which we hold the other side."""

    def __init__(self, driver, *words):
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", _STUB, *driver.command, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=driver.env,
            cwd=driver.path.parent,
            start_new_session=True,
        )
        self.found = termios.tcgetattr(theirs)
        os.close(theirs)
        self.screen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.terminal is not None:
            os.close(self.terminal)
        self.process.kill()
        self.process.wait()

    def sees(self, text):
        """Wait for a text on the screen."""
        deadline = time.monotonic() + 30
        while text.encode() not in self.screen:
            left = deadline - time.monotonic()
            assert left > 0, (text, self.screen)
            if select.select([self.terminal], [], [], left)[0]:
                self.screen += os.read(self.terminal, 65536)


class Ended(NamedTuple):
    code: int
    signal: str
    seconds: float
    problem: str = ""


@pytest.fixture
def driver(tmp_path):
    with hearing():
        yield Driver(tmp_path)


def until(condition, seconds=30):
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.01)
    return found


# -- streams that are no terminals ---------------------------------------------------------------------


def test_the_two_outputs_stay_apart_and_are_kept_together(driver):
    assert driver.run("sh", "-c", "echo out; echo err >&2; exit 3") == (3, b"out\n", b"err\n")
    ended, kept = driver.report
    assert (ended.code, ended.signal, ended.problem) == (3, "", "")
    assert sorted(kept.splitlines()) == [b"err", b"out"]


def test_megabytes_pass_unchanged_both_ways_at_once(driver):
    data = os.urandom(1024) * 4096
    code, out, err = driver.run("sh", "-c", "tee /dev/stderr", text=data)
    assert (code, out == data, err == data) == (0, True, True)
    assert len(driver.report[1]) == 2 * len(data)


def test_a_reader_of_one_output_does_not_have_to_read_the_other(driver):
    """Standard error is full and nobody reads it; standard output still comes."""
    script = "head -c 1000000 /dev/zero >&2 & head -c 1000000 /dev/zero; echo end; wait"
    with driver.start("sh", "-c", script) as process:
        assert process.stdout.read(1_000_004)[-4:] == b"end\n"
        assert len(process.communicate(timeout=60)[1]) == 1_000_000


def test_what_goes_to_one_file_keeps_its_order(driver, tmp_path):
    script = "for i in $(seq 200); do echo out $i; echo err $i >&2; done"
    with open(tmp_path / "log", "wb") as log:
        driver.run("sh", "-c", script, stdout=log, stderr=log)
    expected = "".join(f"out {i}\nerr {i}\n" for i in range(1, 201))
    assert (tmp_path / "log").read_text() == expected
    assert driver.report[1].decode() == expected


def test_output_comes_as_it_is_written(driver):
    with driver.start("sh", "-c", "echo first; read x; echo then", stdin=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"first\n"
        assert process.communicate(b"\n", timeout=30)[0] == b"then\n"


def test_standard_input_is_inherited_and_nothing_of_it_is_eaten(driver, tmp_path):
    (tmp_path / "in").write_text("one\ntwo\n")
    with open(tmp_path / "in") as file:
        assert driver.run("sh", "-c", "read x; echo $x", stdin=file)[1] == b"one\n"
    with open(tmp_path / "in") as file:
        driver.run("true", stdin=file)
        assert file.read() == "one\ntwo\n"


def test_other_open_files_are_inherited(driver):
    ours, theirs = os.pipe()
    driver.run("bash", "-c", f"echo here >&{theirs}", pass_fds=[theirs])
    os.close(theirs)
    with open(ours, "rb") as file:
        assert file.read() == b"here\n"


def test_words_are_passed_byte_for_byte(driver):
    assert driver.run("printf", "%s|", b"caf\xe9", "é", "", "a b\n", "$HOME")[1] == "caf\udce9|é||a b\n|$HOME|".encode(
        errors="surrogateescape"
    )


def test_a_reader_that_goes_away_ends_the_child_as_it_would_without_us(driver):
    with driver.start("yes") as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(30) == 128 + signal.SIGPIPE
        assert driver.report[0].signal == "SIGPIPE"


def test_a_full_disk_ends_the_child(driver):
    with open("/dev/full", "wb") as full:
        assert driver.run("sh", "-c", "while echo x; do :; done", stdout=full)[0] == 128 + signal.SIGPIPE


def test_a_closed_output_is_closed_for_the_child_too(driver):
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 1</dev/null', "sh", *driver.command, "sh", "-c", "echo x || exit 9"],
        env=driver.env,
        check=False,
        stderr=subprocess.DEVNULL,
    )
    assert done.returncode == 9


# -- what is left running --------------------------------------------------------------------------------


def test_a_server_left_behind_is_not_waited_for_and_keeps_its_output(driver, tmp_path):
    go = tmp_path / "go"
    script = f"(until test -e {go}; do sleep 0.05; done; echo served; echo noted >&2) & echo started"
    with driver.start("sh", "-c", script) as process:
        assert process.wait(30) == 0
        assert process.stdout.readline() == b"started\n"
        go.touch()
        assert process.communicate(timeout=30) == (b"served\n", b"noted\n")
        assert driver.report[1] == b"started\n"


def test_one_that_writes_without_end_is_not_waited_for_either(driver):
    with driver.start("sh", "-c", "yes & echo $! >&2") as process:
        server = int(process.stderr.readline())
        try:
            reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
            assert process.wait(30) == 0
        finally:
            os.kill(server, signal.SIGKILL)
            process.stdout.close()
        assert reader.wait(30) == 0


def test_a_reader_who_does_not_read_is_waited_for_until_a_signal(driver):
    with driver.start("sh", "-c", "head -c 100000 /dev/zero; echo $$ >&2; exit 3") as process:
        child = int(process.stderr.readline())
        until(lambda: not os.path.exists(f"/proc/{child}"))
        assert process.poll() is None
        assert any(ends_by(process, signal.SIGTERM) for _ in range(4))
        assert process.wait() == 3


def ends_by(process, number):
    """Send a signal, and wait for the end. One that comes in the instant of the child's end still means the child."""
    process.send_signal(number)
    try:
        return process.wait(8) is not None
    except subprocess.TimeoutExpired:
        return False


# -- how it ends ---------------------------------------------------------------------------------------


def test_a_command_that_is_not_there_is_127(driver):
    assert driver.run("no-such-command")[0] == 127
    assert driver.report[0].problem == "command not found"
    assert driver.run("./no/such")[0] == driver.run("")[0] == 127


def test_one_that_cannot_be_run_is_126(driver, tmp_path):
    (tmp_path / "plain").write_text("x")
    assert driver.run(str(tmp_path / "plain"))[0] == driver.run(str(tmp_path))[0] == 126
    assert driver.report[0].problem == "permission denied"


def test_a_script_without_a_first_line_is_one_for_sh(driver, tmp_path):
    (tmp_path / "no-shebang").write_text("echo $0 $1\nexit 4\n")
    (tmp_path / "no-shebang").chmod(0o755)
    assert driver.run(str(tmp_path / "no-shebang"), "a b")[:2] == (4, f"{tmp_path}/no-shebang a b\n".encode())
    driver.env["PATH"] = f"{tmp_path}:{driver.env['PATH']}"
    assert driver.run("no-shebang")[0] == 4


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL", "SIGABRT"])
def test_one_that_a_signal_ended_is_128_and_its_number(driver, name):
    number = signal.Signals[name]
    assert driver.run("sh", "-c", f"kill -{int(number)} $$")[0] == 128 + number
    assert driver.report[0].signal == name


def test_the_time_is_told(driver):
    driver.run("sleep", "0.3")
    assert 0.3 <= driver.report[0].seconds < 20


# -- signals -------------------------------------------------------------------------------------------

# Not a shell: bash forgets a Ctrl-C at times that comes while it waits for a command that does not mind it.
HEARING = """
import os, signal, sys, time
def hear(*_):
    os.write(1, b"heard\\n")
signal.signal(signal.Signals[sys.argv[1]], hear)
signal.signal(signal.SIGALRM, lambda *_: sys.exit(9))
os.write(1, b"ready\\n")
while True:
    time.sleep(100)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1"])
def test_a_signal_sent_to_us_goes_to_the_child_once(driver, name):
    with driver.start(sys.executable, "-c", HEARING, name) as process:
        assert process.stdout.readline() == b"ready\n"
        for _ in range(3):
            process.send_signal(signal.Signals[name])
            assert process.stdout.readline() == b"heard\n"
        child = children(process.pid)[0]
        os.kill(child, signal.SIGALRM)
        assert process.wait(30) == 9
        assert process.stdout.read() == b""


def children(process):
    """The processes that one has started."""
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(number) for number in file.read().split()]


def test_a_signal_that_the_child_does_not_mind_does_not_end_us(driver):
    with driver.start("sh", "-c", "trap '' TERM; echo ready; read x; echo done", stdin=subprocess.PIPE) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.communicate(b"\n", timeout=30)[0] == b"done\n"
        assert process.returncode == 0


def test_what_nohup_made_deaf_stays_deaf_and_so_does_the_child(driver):
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *driver.command, "sh", "-c", "echo ready; read x; echo done"],
        env=driver.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGHUP)
    assert process.communicate(b"\n", timeout=30)[0] == b"done\n"


# -- terminals -------------------------------------------------------------------------------------------


def test_a_terminal_stays_a_terminal_of_the_same_size_and_is_left_as_it_was(driver):
    screen = driver.bash(
        ("@> ", "stty -a >before; run sh -c 'test -t 0 && test -t 1 && test -t 2 && stty size && tty; exit 7'\n"),
        ("/dev/", ""),
        ("@> ", "echo code=$?; stty -a >after; cmp before after && echo un''changed\n"),
        ("unchanged", ""),
    )
    assert "24 80" in screen
    assert "code=7" in screen
    assert b"24 80" in driver.report[1]


def test_what_is_typed_reaches_the_child(driver):
    screen = driver.bash(("@> ", "run sh -c 'echo rea''dy; read x; echo got:$x'\n"), ("ready", "word\n"), ("got:", ""))
    assert "got:word" in screen


COUNTING = """
import os, signal, sys, time
counted = []
signal.signal(signal.SIGINT, lambda *_: counted.append(1))
terminal = os.open("/dev/tty", os.O_WRONLY)
os.write(terminal, b"ready\\n")
while not counted:
    time.sleep(0.01)
time.sleep(0.3)  # a second one would come at once
print("counted", len(counted))
"""


@pytest.mark.parametrize("where", ["", ">log 2>&1", "</dev/null", "| cat", ">log 2>&1 </dev/null"])
def test_ctrl_c_is_the_childs_and_comes_once(driver, where):
    """With a terminal of its own, and with ours, of which everybody in the foreground hears."""
    (driver.path.parent / "counting.py").write_text(COUNTING)
    driver.bash(
        ("@> ", f"run {sys.executable} counting.py {where}\n"),
        ("ready", "\x03"),
        ("@> ", "echo en''ded\n"),
        ("ended", ""),
    )
    assert b"counted 1" in driver.report[1]


def test_ctrl_z_stops_it_and_fg_goes_on(driver):
    screen = driver.bash(
        ("@> ", "stty -a >before; run sh -c 'echo rea''dy; read x; echo got:$x'\n"),
        ("ready", "\x1a"),
        ("Stopped", ""),
        ("@> ", "stty -a >after; cmp before after && echo un''changed\n"),
        ("unchanged", ""),
        ("@> ", "fg; echo code=$?\n"),
        ("code=", "word\n"),  # typed behind the echo of the line
        ("got:word", ""),
    )
    assert "code=0" in screen


def test_a_new_size_reaches_the_child(driver):
    with Person(
        driver, "bash", "-c", "trap 'stty size' WINCH; echo ready; until test -e end; do sleep 0.05; done"
    ) as one:
        one.sees("ready")
        fcntl.ioctl(one.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
        one.sees("33 99")
        (driver.path.parent / "end").touch()
        assert one.process.wait(30) == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_the_terminal_is_left_as_it_was_when_a_signal_ends_it(driver, name):
    with Person(driver, "sh", "-c", "echo ready; exec sleep 1000") as one:
        one.sees("ready")
        until(lambda: termios.tcgetattr(one.terminal) != one.found)  # the keys are the child's
        one.process.send_signal(getattr(signal, name))
        assert one.process.wait(30) == 128 + getattr(signal, name)
        assert termios.tcgetattr(one.terminal) == one.found


def test_a_terminal_that_goes_away_hangs_up_the_child(driver):
    with Person(
        driver, "bash", "-c", "trap 'echo $$ >hung; exit 3' HUP; echo ready; while :; do sleep 0.05; done"
    ) as one:
        one.sees("ready")
        os.close(one.terminal)
        one.terminal = None
        assert one.process.wait(30) in (3, -signal.SIGHUP)
        assert until((driver.path.parent / "hung").exists)


def test_an_output_alone_on_a_terminal_is_one_for_the_child(driver):
    """In a pipeline: standard input is none; a line end stays what it is."""
    screen = driver.bash(
        (
            "@> ",
            "echo in | run sh -c 'test -t 1 && test -t 2 && ! test -t 0 && cat; stty size <&2; echo err >&2; exit 6'\n",
        ),
        ("err", ""),
        ("@> ", "echo code=$?\n"),
        ("code=", ""),
    )
    assert "code=6" in screen
    assert driver.report[1] == b"in\n24 80\nerr\n"


def test_behind_a_pipe_standard_error_is_still_the_terminal(driver):
    screen = driver.bash(
        ("@> ", "run sh -c 'test -t 2 && ! test -t 1 && test -t 0 && echo y''es >&2; seq 3' | tr 123 abc\n"),
        ("c\r", ""),
    )
    assert "yes" in screen
    assert driver.report[1] in (b"yes\n1\n2\n3\n", b"1\n2\n3\nyes\n")


def test_a_pager_at_the_end_of_a_pipe_gets_its_keys(driver):
    """It looks for them at standard error, and takes them one by one."""
    pager = (
        "import sys, tty; tty.setcbreak(2); print('rea' + 'dy', flush=True); print('key', sys.stderr.buffer.fileno()); "
    )
    pager += "import os; print('got', os.read(2, 1), flush=True)"
    screen = driver.bash(
        ("@> ", f'stty -a >before; seq 3 | run {sys.executable} -c "{pager}"\n'),
        ("ready", "k"),
        ("got b'k'", ""),
        ("@> ", "stty -a >after; cmp before after && echo un''changed\n"),
        ("unchanged", ""),
    )
    assert "got b'k'" in screen


def test_a_job_in_the_background_does_not_touch_the_keys(driver):
    screen = driver.bash(
        ("@> ", "run sh -c 'until test -e go; do sleep 0.05; done; echo wo''rked' & sleep 0.1\n"),
        ("@> ", "echo ty''ped; touch go; wait; echo code=$?\n"),
        ("code=", ""),
    )
    assert "typed" in screen
    assert "worked" in screen
    assert "code=0" in screen
