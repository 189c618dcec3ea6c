"""`--watch` on a real terminal: what is seen, what is written, how it ends, and what is left behind."""

import os
import re
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from support.live import Live
from support.postgres import fresh
from support.processes import locked
from support.program import PROGRAM, plain
from support.terminals import harm

TERMINAL = {"TERM": "xterm-256color"}


@pytest.fixture
def board(incident):
    """#1 open on web, said two hours later."""
    incident.clock("10:00")
    incident("open", "-s", "web").done
    incident("update", "first").done
    return incident.clock("12:00")


@pytest.fixture
def watch(incident):
    """Starts a command of the program on a terminal that is closed at the end."""
    started = []

    def start(*words, columns=80, rows=24, **env):
        live = Live([*PROGRAM, *words], incident.env | TERMINAL | env, columns, rows)
        started.append(live)
        return live

    yield start
    for live in started:
        live.__exit__()


def cpu(process):
    """CPU seconds that a process has taken, and how often it has gone to sleep."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{process.pid}/status").read_text()
    slept = next(line for line in status.splitlines() if line.startswith("voluntary_ctxt_switches"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(slept.split()[1])


# -- what is seen ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("status",), ("status", "web"), ("show",), ("show", "1", "--reverse")])
def test_it_draws_what_the_command_draws(board, watch, words):
    once = plain(board.terminal(*words, **TERMINAL).out).rstrip().splitlines()
    live = watch(*words, "--watch", rows=40)
    live.shows("q quits")
    assert live.text.splitlines()[: len(once)] == once
    assert "".join(live.text.splitlines()[len(once) : -1]) == ""


@pytest.mark.parametrize(("command", "news"), [("status", "identified"), ("show", "the disk is dying")])
def test_what_another_process_writes_appears(board, watch, command, news):
    live = watch(command, "--watch")
    live.shows("web is down")
    assert news not in live.text
    board.real("update", "-S", "identified", "the disk is dying").done
    live.shows(news)


def soonest(board, watch):
    """Seconds from a write to its picture, at best: a loaded machine is slow at times."""
    live, took = watch("show", "--watch"), []
    live.shows("web is down")
    for number in range(3):
        live.quiet(0.5)
        board("update", f"news {number}.").done
        took.append(live.shows(f"news {number}."))
    return min(took)


def test_what_is_written_to_a_file_is_drawn_within_half_a_second(board, watch):
    assert soonest(board, watch) < 0.5


def test_nothing_is_written_and_little_is_done_while_nothing_changes(board, watch):
    live = watch("status", "--watch")
    live.shows("q quits")
    live.quiet(0.5)
    busy, slept = cpu(live.process)
    assert live.quiet(3) == b""
    assert cpu(live.process)[0] - busy < 0.3
    assert cpu(live.process)[1] - slept < 60


def test_the_clock_alone_is_reason_enough_to_draw_again(board, watch):
    live = watch("status", "--watch", INCIDENT_NOW="")
    live.shows("web is down")
    board("open", "-s", "db", INCIDENT_NOW="").done
    live.shows("db is down")
    now = live.text
    live.until(lambda text: text != now)
    assert "db is down" in live.text


def test_a_window_of_another_size_is_filled_anew(board, watch):
    live = watch("show", "--watch")
    live.shows("q quits")
    live.resize(50, 8)
    live.until(lambda text: "more lines" in text.splitlines()[-1])
    lines = live.text.splitlines()
    assert len(lines) == 8
    assert lines[-2] == "   ┊  2 h of silence, still"
    assert max(map(len, lines)) <= 50
    live.resize(100, 40)
    live.until(lambda text: "╮" in text.splitlines()[0][90:])
    assert "more line" not in live.text


def test_keys_move_what_is_cut(board, watch):
    for number in range(40):
        board("update", f"line {number}.").done
    live = watch("show", "--watch")
    live.shows("line 39.", "↑ ")
    live.type("g")
    live.shows("Incident #1", "↓ ")
    live.type("jj")
    live.until(lambda text: "Incident #1" not in text)
    live.type("\x1b[F")
    live.shows("line 39.")
    live.type("kk")
    live.shows("↓ 2 more lines")
    board("update", "news").done
    live.shows("↓ 3 more lines")  # who reads further up is not torn away
    live.type("G")
    live.shows("news")


def test_a_long_board_is_seen_from_its_top(board, watch):
    board("open", "-s", ",".join(f"s{number}" for number in range(40))).done
    live = watch("status", "--watch")
    live.shows("2 incidents open", "↓ ")
    assert "↑" not in live.text


def test_show_stays_with_its_incident(board, watch):
    live = watch("show", "--watch")
    live.shows("web is down")
    board("open", "-s", "db").done
    board("update", "1", "still the first one").done
    live.shows("still the first one")


def test_of_a_long_timeline_the_latest_lines_are_drawn(board, watch):
    text = "".join(f"line {number}.\n" for number in range(500))
    board.real("update", "1", "--each-line", stdin=text).done
    live = watch("show", "--watch", columns=120)
    live.shows("line 499.", "latest 300 of 502 lines")


@pytest.mark.parametrize("words", [("status",), ("show",)])
def test_stored_text_cannot_reach_the_terminal(incident, watch, words):
    incident("open", "\x1b]0;pwned\x07\x1b[?1049l[red]x\x9b2J", "-s", "we\x1bb=down").done
    incident("update", "one\x1b[2Jtwo\rthree").done
    live = watch(*words, "--watch")
    live.shows("q quits")
    live.type("q")
    live.end()
    ours = live.bytes.decode()
    for known in ("\x1b[?1049h", "\x1b[?25l", "\x1b[?7l", "\x1b[?7h", "\x1b[?25h", "\x1b[?1049l", "\x1b[2J", "\x1b[K"):
        ours = ours.replace(known, "", 99 if known == "\x1b[K" else 1)
    rows = [f"\x1b[{row}H" for row in (*range(1, 25), 999)]
    for known in (*rows, "\x1b[m", "\r"):
        ours = ours.replace(known, "")
    assert harm(ours, colour=True) == set()


# -- how it ends -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "signal_", "code"),
    [
        ("q", None, 0),
        ("\x03", None, 130),
        ("", signal.SIGINT, 130),
        ("", signal.SIGTERM, -signal.SIGTERM),
        ("", signal.SIGHUP, -signal.SIGHUP),
        ("\x1c", None, -signal.SIGQUIT),
    ],
)
def test_it_leaves_the_terminal_as_it_was(board, watch, keys, signal_, code):
    live = watch("status", "--watch")
    live.shows("q quits")
    assert live.private_modes == {1049: True, 25: False, 7: False}
    if signal_:
        live.process.send_signal(signal_)
    else:
        live.type(keys)
    assert live.end() == code
    live.left_as_it_was()
    assert "Traceback" not in live.text


def test_a_second_signal_does_not_stop_the_way_out(board, watch):
    live = watch("show", "--watch")
    live.shows("q quits")
    for signal_ in (signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGHUP):
        live.process.send_signal(signal_)
    assert live.end() in (-signal.SIGTERM, 130, -signal.SIGHUP)
    live.left_as_it_was()


def test_ctrl_c_at_any_moment_of_the_start_leaves_the_terminal_as_it_was(board, watch):
    for number in range(12):
        live = watch("status", "--watch")
        live.quiet(number / 40)
        live.process.send_signal(signal.SIGTERM)
        assert live.end() in (-signal.SIGTERM, 0)
        assert live.private_modes in ({}, {1049: False, 25: True, 7: True})


def test_a_terminal_that_goes_away_ends_it(board, watch):
    live = watch("status", "--watch")
    live.shows("q quits")
    for end in (live.ours, live.theirs):
        os.close(end)
    live.ours, live.theirs = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY)
    assert live.process.wait(30) == -signal.SIGHUP


def test_a_terminal_that_goes_away_where_the_signal_is_not_heard_ends_it(board, watch):
    """`nohup`, `trap '' HUP`: what is left is that nothing can be read any more."""
    script = f"trap '' HUP; {sys.executable} -m incident_cli status --watch; echo code=$? > {board.folder}/code"
    live = Live(["/bin/bash", "-c", script], board.env | TERMINAL)
    with live:
        live.shows("q quits")
        for end in (live.ours, live.theirs):
            os.close(end)
        live.ours, live.theirs = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY)
        live.process.wait(30)
    assert (board.folder / "code").read_text() == "code=129\n"


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(board):
    env = board.env | TERMINAL | {"PS1": "ready> "}
    with Live(["/bin/bash", "--norc", "--noediting", "-i"], env) as shell:
        shell.shows("ready>")
        shell.type(" ".join(PROGRAM) + " status --watch\n")
        shell.shows("q quits")
        shell.type("\x1a")
        shell.until(lambda text: shell.private_modes.get(1049) is False and "Stopped" in text)
        board("update", "-S", "identified", "meanwhile").done
        shell.type("fg\n")
        shell.until(lambda text: shell.private_modes[1049] and "identified" in text and "q quits" in text)
        shell.type("q")
        shell.until(lambda _: shell.private_modes[1049] is False)
        shell.type("echo code=$?\n")
        shell.shows("code=0")


# -- the file under it -----------------------------------------------------------------------------


def test_a_database_that_appears_later_is_picked_up(incident, watch):
    live = watch("status", "--watch")
    live.shows("all calm")
    assert not incident.db.exists()
    incident("open", "-s", "web").done
    live.shows("web is down")


def test_a_busy_file_keeps_the_last_picture(board, watch):
    live = watch("status", "--watch")
    live.shows("web is down")
    with locked(board.db, "EXCLUSIVE") as other:
        other.execute("PRAGMA user_version")
        os.utime(board.db)  # somebody writes
        live.shows("web is down", "! the database is busy · as of 12:00 CET")
    live.until(lambda text: "busy" not in text)
    board("update", "-S", "identified", "after it").done
    live.shows("identified")


def test_a_file_that_is_replaced_is_read(board, watch):
    live = watch("status", "--watch")
    live.shows("web is down")
    other = board.folder / "other.db"
    board("open", "-s", "db", "--db", str(other)).done
    os.replace(other, board.db)
    live.shows("db is down")


def test_a_file_that_goes_away_takes_nothing_off_the_screen(board, watch):
    live = watch("show", "--watch")
    live.shows("first")
    kept = board.folder / "kept.db"
    os.replace(board.db, kept)
    live.shows("first", "! there is no incident #1")
    os.replace(kept, board.db)
    live.until(lambda text: "!" not in text)


def test_a_copy_over_the_file_is_waited_for(board, watch):
    live = watch("show", "--watch")
    live.shows("first")
    backup = board.db.read_bytes()
    board("update", "after the backup").done
    live.shows("after the backup")
    with open(board.db, "r+b", buffering=0) as file:  # as `cp` does it, slowly
        file.truncate(0)

        def noted(text):
            file.write(b"x")
            return "! incident.db is not a database · " in text

        live.until(noted)
        file.seek(0)
        file.write(backup)
    live.until(lambda text: "!" not in text and "after the backup" not in text)


def test_a_file_that_is_not_ours_any_more_ends_it_with_one_line(board, watch):
    live = watch("status", "--watch")
    live.shows("web is down")
    os.unlink(board.db)
    with closing(sqlite3.connect(board.db)) as other:
        other.execute("CREATE TABLE notes (text)")
        other.commit()
    assert live.end() == 6
    live.left_as_it_was()
    after = live.bytes.rpartition(b"\x1b[?1049l")[2].decode()
    assert after.splitlines()[0] == (f"incident: {board.db} belongs to another program; it was left untouched")


# -- the server under it ---------------------------------------------------------------------------


@pytest.fixture
def on_server(board):
    """Makes the tracker of a server: #1 open on web."""

    def make(server):
        board.env["INCIDENT_DB"] = fresh(server)
        board("open", "-s", "web").done
        return board

    return make


def asked(server):
    """What the server was asked since it was told to write that down: first of all, that it be told."""
    return re.findall(r" LOG:  (?:statement|execute [^:]*): (.*)", server.log.read_text())


def write_down(server):
    """Let the server write down what it is asked."""
    server.execute("ALTER SYSTEM SET log_statement = 'all'")
    while not asked(server):
        server.execute("SELECT pg_reload_conf()")
    return asked(server)


def turning(seconds):
    """A clock, for INCIDENT_NOW, whose minute is over in so many seconds."""
    return f"-{(time.time() + seconds) % 60:.0f}s"


def test_what_is_written_to_a_server_is_drawn_at_once(on_server, watch, postgres_server):
    assert soonest(on_server(postgres_server), watch) < 0.15


def test_a_crowd_of_writers_takes_no_more_than_its_share(on_server, watch, postgres_server):
    board = on_server(postgres_server)
    board.real("update", "1", "--each-line", stdin="".join(f"line {number}.\n" for number in range(300))).done
    live = watch("show", "--watch")
    live.shows("line 299.")
    live.quiet(2)
    schema = board.env["INCIDENT_DB"].rpartition("=")[2]
    busy, began = cpu(live.process)[0], time.monotonic()
    while time.monotonic() - began < 4:
        postgres_server.execute(f"DO $$ BEGIN FOR i IN 1..100 LOOP NOTIFY {schema}; COMMIT; END LOOP; END $$")
        live.read(0)
    share = (cpu(live.process)[0] - busy) / (time.monotonic() - began)
    assert 0 < share < 0.35


def test_in_silence_a_server_is_asked_nothing(on_server, watch, own_server):
    on_server(own_server)
    live = watch("status", "--watch")
    live.shows("web is down")
    live.quiet(1)
    before = write_down(own_server)
    busy, slept = cpu(live.process)
    assert live.quiet(6) == b""
    assert asked(own_server) == before
    assert cpu(live.process)[0] - busy < 0.1
    assert cpu(live.process)[1] - slept < 5


def test_a_server_is_asked_at_the_turn_of_the_minute(on_server, watch, own_server):
    board = on_server(own_server)
    board("update", "just now", INCIDENT_NOW="").done
    live = watch("show", "--watch", INCIDENT_NOW=turning(6))
    live.shows("just now")
    now, before = live.text, write_down(own_server)
    live.until(lambda text: text != now)
    assert live.quiet(3) == b""
    assert len(asked(own_server)) > len(before)


def test_a_server_that_died_keeps_the_last_picture_and_it_goes_on_by_itself(on_server, watch, own_server):
    board = on_server(own_server)
    live = watch("status", "--watch")
    live.shows("web is down")
    own_server.kill()
    live.shows("web is down", "! connection refused · as of 12:00 CET")
    live.type("j")
    own_server.start()
    live.until(lambda text: "refused" not in text)
    board("update", "-S", "identified", "after it").done
    live.shows("identified")


@pytest.mark.parametrize("signal_", [None, signal.SIGTERM])
def test_a_server_that_hangs_does_not_keep_it_from_its_end(on_server, watch, own_server, signal_):
    on_server(own_server)
    live = watch("status", "--watch", INCIDENT_NOW=turning(5))
    live.shows("web is down")
    own_server.freeze()
    live.shows("web is down", "! no answer yet · as of ")
    began = time.monotonic()
    if signal_:
        live.process.send_signal(signal_)
    else:
        live.type("q")
    assert live.end() == (-signal_ if signal_ else 0)
    assert time.monotonic() - began < 2
    live.left_as_it_was()
    assert live.bytes.endswith(b"\x1b[?1049l")


def test_a_server_that_hung_goes_on_by_itself(on_server, watch, own_server):
    on_server(own_server)
    live = watch("status", "--watch", INCIDENT_NOW=turning(5))
    live.shows("web is down")
    own_server.freeze()
    live.shows("! no answer yet")
    own_server.thaw()
    live.until(lambda text: "no answer" not in text)


# -- where it makes no sense -----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "show"])
def test_without_a_terminal_it_is_refused(board, command):
    board(command, "--watch").failed(2, "needs a terminal", f"hint: incident {command}")
    board.real(command, "--watch").failed(2, "needs a terminal")


@pytest.mark.parametrize(
    "words", [("status", "--json"), ("show", "--header"), ("status", "--exit-code"), ("show", "7")]
)
def test_what_does_not_go_with_it_is_refused(board, words):
    answer = board.terminal(*words, "--watch", **TERMINAL)
    assert answer.code == (3 if "7" in words else 2)
    assert answer.out.startswith("incident: ")
    assert "\x1b" not in answer.out


def test_a_terminal_that_cannot_move_its_cursor_is_refused(board):
    answer = board.terminal("status", "--watch", TERM="dumb")
    assert (answer.code, answer.out.splitlines()[0]) == (
        2,
        "incident: --watch needs a terminal that can move its cursor (TERM)",
    )


def test_standard_input_need_not_be_a_terminal(board):
    script = f"{' '.join(PROGRAM)} status --watch < /dev/null; echo code=$?"
    with Live(["/bin/bash", "-c", script], board.env | TERMINAL) as live:
        live.shows("web is down", "Ctrl-C quits")
        live.type("\x03")
        live.end()
        assert live.private_modes == {1049: False, 25: True, 7: True}
