"""Broken streams and odd terminals: closed, full, endless, blind, or with an encoding of their own."""

import os
import re
import resource
import subprocess
import time

import pytest
from support.program import PROGRAM, Program
from support.terminals import harm, on_screen

READS = ["list", "status --json", "postmortem 1", "--help"]
WRITES = ["open two", "server set a=up", "redact 1.1 -y"]
NOWHERE = [(">&-", "bad file descriptor"), (">/dev/full", "no space left on device")]
LONG = "x" * 100_000
"""More than a pipe holds."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """One incident with a long text, in a database that is only read, or copied."""
    incident = Program(tmp_path_factory.mktemp("streams")).clock("10:26")
    incident("open", "one", "-s", "web1", "-m", "first").done
    incident("update", "1", "-m", LONG).done
    return incident


@pytest.fixture
def incident(kept, tmp_path):
    """A copy of it, to write to."""
    program = Program(tmp_path).clock("10:30")
    program.db.write_bytes(kept.db.read_bytes())
    return program


def log(incident):
    """How many rows the log has."""
    return next(int(row[1]) for row in incident("db", "info").rows if row[0] == "log")


def one_line(err, *said):
    """Check that a complaint is one line, perhaps with a hint, and says these words."""
    assert re.fullmatch(r"incident: [^\n]+\n(hint: [^\n]+\n)?", err), err
    assert all(words in err for words in said), err


# -- standard output -------------------------------------------------------------------------------


@pytest.mark.parametrize("line", READS)
def test_a_reader_that_went_away_ends_a_read_with_141_in_silence(kept, line):
    seen = kept.shell(f"{{ sleep 0.7; exec {' '.join(PROGRAM)} {line}; }} | true; echo ${{PIPESTATUS[0]}}")
    assert (seen.out, seen.err) == ("141\n", "")


def test_a_reader_that_takes_one_line_gets_it_and_ends_a_long_read_with_141(kept):
    seen = kept.shell("incident postmortem 1 | head -1; echo ${PIPESTATUS[*]}")
    assert (seen.out, seen.err) == ("# Incident #1: one\n141 0\n", "")
    seen = kept.shell("incident show 1 --json | head -c 12; ends=${PIPESTATUS[*]}; echo; echo $ends")
    assert (seen.out, seen.err) == ('{"schema": 1\n141 0\n', "")


@pytest.mark.parametrize("line", WRITES)
def test_a_reader_that_went_away_does_not_fail_a_write(incident, line):
    rows = log(incident)
    seen = incident.shell(f"{{ sleep 0.7; exec {' '.join(PROGRAM)} {line}; }} | true; echo ${{PIPESTATUS[0]}}")
    assert (seen.out, seen.err) == ("0\n", "")
    assert log(incident) > rows


@pytest.mark.parametrize(("to", "reason"), NOWHERE)
@pytest.mark.parametrize("line", READS)
def test_an_output_that_cannot_be_written_fails_a_read_with_one_line(kept, line, to, reason):
    seen = kept.shell(f"incident {line} {to}")
    assert (seen.code, seen.out) == (1, "")
    one_line(seen.err, "the answer cannot be written", reason)


@pytest.mark.parametrize(("to", "reason"), NOWHERE)
@pytest.mark.parametrize("line", WRITES)
def test_an_output_that_cannot_be_written_only_warns_after_a_write(incident, line, to, reason):
    rows = log(incident)
    seen = incident.shell(f"incident {line} {to}")
    assert (seen.code, seen.out) == (0, "")
    one_line(seen.err, "warning: saved, but the answer cannot be written", reason)
    assert log(incident) > rows


def test_a_write_that_changed_nothing_and_cannot_say_so_fails_as_a_read_does(incident):
    incident("close", "1").done
    seen = incident.shell("incident close 1 >/dev/full")
    assert (seen.code, seen.err) == (1, "incident: the answer cannot be written: no space left on device\n")


# -- standard error --------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["2>&-", "2>/dev/full"])
def test_a_complaint_that_nobody_can_hear_changes_no_exit_code(incident, to):
    seen = incident.shell(
        f"""incident show 99 {to}; echo $?; incident nonsense {to}; echo $?
        incident update 1 -qs web11x=down {to}; echo $?"""
    )
    assert (seen.out.split(), seen.err) == (["3", "2", "1.3", "0"], "")


def test_with_every_stream_closed_a_write_is_stored_all_the_same(incident):
    seen = incident.shell("incident update 1 -m blind <&- >&- 2>&-; echo $?")
    assert (seen.out, seen.err) == ("0\n", "")
    assert incident("show", "1", "--json").json["incident"]["entries"][-1]["text"] == "blind"
    assert incident("db", "check").code == 0


def test_an_error_and_a_broken_output_are_still_the_error(kept):
    for to in (">&-", "| true"):
        seen = kept.shell(f"incident show 99 {to}; echo ${{PIPESTATUS[0]}}")
        assert seen.out == "3\n"
        one_line(seen.err, "there is no incident #99")


def test_a_question_is_seen_where_only_the_errors_go_to_a_file(incident):
    incident("open", "two").done
    script = f"import os, sys; os.dup2(os.open({str(incident.folder / 'log')!r}, os.O_CREAT | os.O_WRONLY), 2)"
    script += f"; os.execv({PROGRAM[0]!r}, {[*PROGRAM, 'update', '-m', 'picked']!r})"
    from support.program import on_terminal

    env = incident._environment({"TERM": "xterm"})
    seen = on_terminal([PROGRAM[0], "-c", script], env, [("[1-2]", "1\n")], 80, 50)
    assert seen.code == 0
    assert (incident.folder / "log").read_bytes() == b""


# -- standard input --------------------------------------------------------------------------------


def test_a_closed_input_matters_only_to_what_reads_it(incident):
    one_line(incident.shell("incident update <&-").failed(1).err, "standard input cannot be read", "it is closed")
    one_line(incident.shell("incident update 1 -F - <&-").failed(1).err, "standard input cannot be read")
    assert incident.shell("incident update 1 -m text <&-").code == 0
    assert incident.shell("incident list <&-").code == 0


def test_an_input_that_is_a_directory_is_refused_and_nothing_is_stored(incident):
    rows = log(incident)
    one_line(incident("update", "1", "-F", "/").failed(1).err, "/ cannot be read: is a directory; nothing was saved")
    seen = incident.shell("incident update - < /")  # Python itself gives up before any line of ours
    assert seen.code != 0
    assert (seen.out, "Traceback" in seen.err) == ("", False)
    assert log(incident) == rows


@pytest.mark.parametrize("source", ["yes", "cat /dev/zero", "tr '\\0' '\\377' < /dev/zero"])
def test_an_endless_input_ends_with_a_sentence_in_bounded_memory(incident, source):
    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    rows, began = log(incident), time.monotonic()
    with subprocess.Popen(["sh", "-c", source], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as endless:
        seen = subprocess.run(
            [*PROGRAM, "update", "1", "-"],
            stdin=endless.stdout,
            env=incident._environment({}),
            capture_output=True,
            text=True,
            preexec_fn=bounded,
            check=False,
            timeout=60,
        )
        endless.stdout.close()
        endless.wait()
    assert (seen.returncode, seen.stdout) == (2, "")
    one_line(seen.stderr, "the text is longer than", "nothing was saved")
    assert time.monotonic() - began < 10
    assert log(incident) == rows


def test_a_text_just_within_the_limit_is_stored_and_read_back(incident):
    from incident_cli.commands.text import LIMIT

    began, text = time.monotonic(), "log line 123\n" * (LIMIT // 13)
    incident("update", "1", "-F", "-", stdin=text.encode()).done
    assert incident("show", "1", "--json").json["incident"]["entries"][-1]["text"] == text.removesuffix("\n")
    for words in (["status"], ["list"], ["show", "1", "--kind", "note"]):
        assert harm(on_screen(incident, *words, NO_COLOR="1").out) == set()
    assert time.monotonic() - began < 20


def test_a_loop_over_lines_keeps_its_input(incident):
    seen = incident.shell("printf '1\\n1\\n' | while read id; do incident update -q $id -s web1=up; done")
    assert seen.out.split() == ["1.3", "1.4"]


# -- encodings -------------------------------------------------------------------------------------

ENCODINGS = {
    "C": {"LANG": None, "LC_ALL": "C"},
    "unknown": {"LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.ISO-8859-1"},
    "none": {"LANG": None},
    "strict": {"PYTHONIOENCODING": "ascii:strict"},
    "latin": {"PYTHONIOENCODING": "iso-8859-1"},
    "no-utf8-mode": {"LANG": None, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
BLIND = {"strict", "latin", "no-utf8-mode"}


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_locale_without_our_signs_loses_no_text_and_stops_nothing(incident, name):
    env = ENCODINGS[name]
    seen = incident.real("open", "Ψ down → 日本 é", "-s", "wéb=down", **env)
    assert (seen.code, seen.err) == (0, "")
    assert "\\u65e5\\u672c" in seen.out if name in BLIND else "Ψ down → 日本 é" in seen.out
    stored = incident("show", "2", "--json").json["incident"]
    assert (stored["title"], stored["servers"][0]["name"]) == ("Ψ down → 日本 é", "wéb")
    assert incident.real("postmortem", "2", **env).code == 0
    one_line(incident.real("show", "é日本", **env).failed(2).err)


@pytest.mark.parametrize("name", ["C", "strict", "no-utf8-mode"])
def test_a_terminal_without_our_signs_gets_escapes_and_no_error(incident, name):
    incident("open", "日本", "-s", "wéb=down").done
    seen = incident.terminal("status", **ENCODINGS[name])
    assert seen.code == 0
    assert ("\\u65e5\\u672c" if name in BLIND else "日本") in seen.out


def test_a_pipe_of_another_encoding_can_still_be_read_back_exactly(incident):
    incident("open", "日本 \\u65e5 é").done
    title = incident.real("list", PYTHONIOENCODING="ascii").rows[0][-1]
    assert title == "\\u65e5\\u672c \\\\u65e5 \\xe9"


# -- the terminal's own word about itself ----------------------------------------------------------

COLOUR = {
    "a terminal": ({}, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False),
    "an empty NO_COLOR": ({"NO_COLOR": ""}, True),
    "NO_COLOR over FORCE_COLOR": ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    "NO_COLOR over CLICOLOR_FORCE": ({"NO_COLOR": "x", "CLICOLOR_FORCE": "1"}, False),
    "CLICOLOR": ({"CLICOLOR": "0"}, False),
    "CLICOLOR_FORCE over CLICOLOR": ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
    "FORCE_COLOR over a dumb terminal": ({"TERM": "dumb", "FORCE_COLOR": "3"}, True),
    "an empty FORCE_COLOR": ({"TERM": "dumb", "FORCE_COLOR": "", "CLICOLOR_FORCE": ""}, False),
    "FORCE_COLOR of nought": ({"TERM": "dumb", "FORCE_COLOR": "0"}, False),
    "a dumb terminal": ({"TERM": "dumb"}, False),
    "no TERM": ({"TERM": None}, False),
    "an empty TERM": ({"TERM": ""}, False),
    "an unknown TERM": ({"TERM": "x\x1b[31m" * 100}, True),
}


@pytest.mark.parametrize("why", COLOUR)
def test_colour_follows_the_variables_in_their_order(kept, why):
    env, coloured = COLOUR[why]
    for words in (["status"], ["list"], ["show", "1"], ["server", "show", "web1"], ["db", "info"]):
        seen = on_screen(kept, *words, **env)
        assert ("\x1b" in seen.out) is coloured
        assert harm(seen.out, colour=coloured) == set()


def test_no_variable_brings_colour_into_a_pipe(kept):
    for words in (["status"], ["list"], ["show", "1"], ["--help"]):
        assert "\x1b" not in kept(*words, FORCE_COLOR="1", CLICOLOR_FORCE="1", TTY_COMPATIBLE="1").done


@pytest.mark.parametrize(
    ("columns", "width"),
    [
        ("1", 20),
        ("0", 80),
        ("abc", 80),
        ("", 80),
        ("-5", 80),
        ("40.5", 80),
        ("٤٠", 80),
        ("120", 120),
        ("9" * 5000, 1000),
    ],
)
def test_any_word_in_columns_gives_some_width(kept, columns, width):
    seen = on_screen(kept, "show", "1", COLUMNS=columns, NO_COLOR="1")
    assert seen.code == 0
    assert max(map(len, seen.out.splitlines())) == width


def test_a_terminal_that_does_not_know_its_width_gets_the_usual_one(kept):
    seen = on_screen(kept, "show", "1", columns=0, NO_COLOR="1")
    assert max(map(len, seen.out.splitlines())) == 80


def test_a_real_dumb_terminal_of_one_column_gets_plain_text(kept):
    seen = kept.terminal("status", TERM="dumb", COLUMNS="1", columns=1)
    assert seen.code == 0
    assert harm(seen.out) == set()


def test_an_error_leaves_standard_output_empty_on_every_road(kept):
    for words in (
        ["show", "99"],
        ["nonsense"],
        ["list", "--json", "--limit", "x"],
        ["show", "1", "--json", "--tz", "x"],
    ):
        seen = kept.real(*words)
        assert seen.out == ""
        one_line(seen.err)
        assert seen.code in (2, 3)


def test_the_streams_are_put_right_before_any_file_of_ours_is_opened(incident):
    script = "incident update 1 -m 'into the database' >&- 2>&- <&-"
    incident.shell(script)
    assert incident.db.read_bytes()[:16] == b"SQLite format 3\0"
    assert incident("db", "check").code == 0
    assert not [name for name in os.listdir(incident.folder) if name.startswith("incident-bug")]
