r"""The contract for scripts, as README tells it: every promise is a script that a real bash runs.

`incident` is an executable on the PATH of the script, as it is after an installation, so that `xargs`, `timeout` and
`env -i` can start it too.
"""

import shlex
import shutil
import subprocess

import pytest
from support.processes import writing
from support.program import PROGRAM, ROOT, Answer

from incident_cli import grammar


@pytest.fixture
def script(incident):
    """Run a script with bash in a folder of its own; what it said. Keywords are environment; None takes one away."""
    folder = incident.folder / "bin"
    folder.mkdir()
    program = folder / "incident"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(ROOT)} exec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    incident.env["PATH"] = f"{folder}:{incident.env['PATH']}"
    del incident.env["PYTHONPATH"]

    def run(source, **env):
        done = subprocess.run(
            ["bash", "-c", source],
            env=incident._environment(env),
            cwd=incident.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(errors="backslashreplace"), done.stderr.decode())

    return run


def texts(incident, number=1):
    """The texts of an incident's lines."""
    return [entry["text"] for entry in incident("show", str(number), "--json").json["incident"]["entries"][1:]]


# -- ids and retries -------------------------------------------------------------------------------


def test_a_retried_open_with_a_key_gives_the_same_id(script, incident):
    seen = script("""
        set -euo pipefail
        HOST=web1
        id=$(incident open -s "$HOST=down" --key "probe-$HOST" -q)
        again=$(incident open -s "$HOST=down" --key "probe-$HOST" -q)
        incident close "$id" -q >/dev/null
        later=$(incident open -s "$HOST=down" --key "probe-$HOST" -q)
        echo "$id $again $later"
    """)
    assert seen.done == "1 1 2\n"


def test_a_retried_line_with_a_key_is_stored_once_and_other_words_are_4(script, incident):
    seen = script("""
        incident open x -q
        incident update 1 -m text --key k -q
        incident update 1 -m text --key k -q
        incident update 1 -m other --key k -q || echo "code $?"
    """)
    assert seen.out == "1\n1.1\n1.1\ncode 4\n"
    assert texts(incident) == ["text"]


def test_a_retried_action_with_a_key_is_there_once_and_other_words_are_4(script, incident):
    seen = script("""
        incident open x -q
        for again in 1 2; do incident action add 1 "Mirror it" --due +2w --key k -q; done
        incident action add 1 "Mirror them" --key k -q || echo "code $?"
        incident action list | cut -f1 | while read -r id; do incident action done "$id" -q; done
        incident action done 1.a1 -q
    """)
    assert seen.out == "1\n1.a1\n1.a1\ncode 4\n1.a1\n1.a1\n"
    assert [row[1] for row in incident("action", "list", "all").rows] == ["done"]


@pytest.mark.sqlite  # on a server: faults/postgres
def test_twenty_at_once_with_one_key_open_one_incident(script, incident):
    seen = script("""
        set -euo pipefail
        seq 20 | xargs -P 20 -I{} incident open -s web1 --key same -q | sort | uniq -c
    """)
    assert seen.done.split() == ["20", "1"]
    assert len(incident("list", "all").rows) == 1


@pytest.mark.sqlite  # on a server: faults/postgres
def test_eight_writers_at_once_lose_no_line(script, incident):
    seen = script("""
        set -euo pipefail
        incident open -s web1 -q
        seq 64 | xargs -P 8 -I{} incident update 1 -m "line {}" -q | sort | uniq | wc -l
    """)
    assert seen.done.split() == ["1", "64"]
    assert sorted(texts(incident)) == sorted(f"line {number}" for number in range(1, 65))


@pytest.mark.parametrize(
    "text", ["-x", "--", "--help", "500", "#1", "*", "$(id)", "a\tb\\n\n\nc", "=", "é 日本", " x "]
)
def test_m_takes_any_text_as_it_is(script, incident, text):
    script('incident open x -q; incident update 1 -m "$text" -q', text=text).done
    assert texts(incident) == [text]


# -- standard input belongs to the script ----------------------------------------------------------


def test_a_loop_over_ids_keeps_its_input(script, incident):
    seen = script("""
        set -euo pipefail
        for name in a b c; do incident open -s "$name" -q >/dev/null; done
        incident list open | cut -f1 | while read -r id; do incident close "$id" -q; done
        incident status --exit-code >/dev/null; echo calm
    """)
    assert seen.done == "3.1\n2.1\n1.1\ncalm\n"


QUIET = {
    "open": "open x",
    "update": "update 1 -m text",
    "close": "close 1",
    "list": "list",
    "show": "show 1",
    "postmortem": "postmortem 1",
    "status": "status",
    "edit": "edit 1 --severity 2",
    "redact": "redact 1.1 -y",
    "run": "run -i 1 -- true",
    "server list": "server list",
    "server show": "server show web1",
    "server set": "server set web1=up",
    "reopen": "reopen 1",
    "undo": "undo",
    "check": "check",
    "action add": "action add 1 x",
    "action done": "action done 1.a1",
    "action drop": "action drop 1.a1 why",
    "action reopen": "action reopen 1.a1",
    "action edit": "action edit 1.a1 x",
    "action list": "action list",
    "import": "import none.json",
    "export": "export --all --format csv",
    "stats": "stats",
    "publish": "publish folder",
    "template list": "template list",
    "template show": "template show none",
    "db info": "db info",
    "db check": "db check",
    "db backup": "db backup copy.db",
    "db copy": "db copy incident.db copy.db",
    "db rebuild": "db rebuild",
    "db sync": "db sync",
    "completion": "completion bash",
    "demo": "demo",
}
"""A plain line of each command that leaves standard input alone."""


def commands(found=grammar.COMMANDS, path=()):
    for name, command in found.items():
        if isinstance(command, dict):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name))


def test_every_command_is_told_to_leave_standard_input_alone():
    assert set(commands()) - {"__complete"} <= set(QUIET)


@pytest.mark.sqlite  # what is read is read before any store is asked
@pytest.mark.parametrize("command", sorted(set(commands()) & set(QUIET)))
def test_what_has_no_reason_to_read_leaves_standard_input_to_the_script(script, incident, command):
    incident("open", "-s", "web1", "-m", "first").done
    seen = script(f"printf 'one\\ntwo\\n' | {{ incident {QUIET[command]} >/dev/null 2>&1; cat; }}")
    assert seen.done == "one\ntwo\n"


def test_a_history_goes_from_one_database_to_another_through_a_pipe(script, incident):
    incident("open", "-s", "web1", "-m", "first").done
    line = "set -eo pipefail; incident export 1 --format json | incident --db $other import - -q"
    moved = script(line, other=incident.another)
    assert moved.done == "1\n"
    again = script(line, other=incident.another)
    assert again.done == ""
    copied = script(
        "set -eo pipefail; incident export --all --format jsonl | incident --db $copy import - >/dev/null;"
        "incident --db $copy export --all --format jsonl | cmp - <(incident export --all --format jsonl) && echo same",
        copy=f"{incident.another}_as_well",
    )
    assert copied.done == "same\n"


@pytest.mark.sqlite  # what is read is read before any store is asked
@pytest.mark.parametrize("line", ["update 1 -s web1=up", "update 1 -S identified", "update 1 --link https://x.org"])
def test_a_line_that_says_something_without_a_text_reads_none(script, incident, line):
    incident("open", "-s", "web1").done
    assert script(f"echo kept | {{ incident {line} >/dev/null; cat; }}").done == "kept\n"


def test_a_text_comes_from_standard_input_where_it_is_asked_for(script, incident):
    incident("open", "x").done
    script("""
        set -euo pipefail
        printf 'a log\\nof two lines\\n' | incident update 1 -n -
        echo "from a file" | incident update 1 -F -
        echo "nothing else is said" | incident update 1
    """).done
    assert texts(incident) == ["a log\nof two lines", "from a file", "nothing else is said"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("update 1", 2),
        ("update 1 -", 2),
        ("update 1 -e", 2),
        ("update -m text", 3),
        ("close", 3),
        ("redact 1.0", 1),
        ("postmortem 1 -e", 2),
        ("open", 2),
        ("update 1 --each-line", 0),
    ],
)
def test_nothing_waits_for_anybody(script, incident, line, code):
    incident("open", "x").done
    incident("open", "y").done
    assert script(f"timeout 30 incident {line} </dev/null >/dev/null").code == code


# -- exit codes ------------------------------------------------------------------------------------

CODES = {
    "done": (0, "incident update 1 -m text"),
    "done already": (0, "incident close 1; incident close 1"),
    "nothing to show": (0, "incident list closed"),
    "no file yet": (0, "incident list --db absent.db && ! test -e absent.db"),
    "a rule": (1, "incident open y -S resolved"),
    "usage": (2, "incident update 1 --nope"),
    "a value": (2, "incident update 1 -m x -t 25:00"),
    "no command": (2, "incident frobnicate"),
    "no such incident": (3, "incident show 99"),
    "no such action": (3, "incident action done 1.a9"),
    "no such server": (3, "incident status web9 --exit-code"),
    "which one": (3, "incident open y; incident update -m text"),
    "another command with the key": (4, "incident update 1 -m a --key k; incident update 1 -m b --key k"),
    "no folder": (5, "incident open y --db missing/folder/x.db"),
    "a text file": (6, "echo hello > x.db; incident open y --db x.db"),
    "calm": (0, "incident close 1; incident status --exit-code"),
    "trouble": (10, "incident status --exit-code"),
}


@pytest.mark.parametrize("why", CODES)
def test_each_code_can_be_told_apart(script, incident, why):
    code, line = CODES[why]
    incident("open", "x").done
    seen = script(f"{{ {line}; }} >/dev/null; echo code $?")
    assert seen.out == f"code {code}\n"
    assert (seen.err == "") is (code in (0, 10))


def test_set_e_stops_at_a_failure_and_an_or_goes_on(script, incident):
    seen = script("set -e; incident show 99 || echo handled; incident show 99; echo never")
    assert (seen.code, seen.out) == (3, "handled\n")


def test_a_lock_held_too_long_is_75_and_nothing_was_saved(script, incident):
    incident("open", "x").done
    with writing(incident):
        seen = script('incident update 1 -m text; code=$?; echo "code $code"', INCIDENT_WAIT="0.2")
    assert seen.out == "code 75\n"
    assert texts(incident) == []


def test_75_can_be_repeated_until_it_works(script, incident):
    incident("open", "x").done
    with writing(incident):
        free = script("(incident update 1 -m text -q || echo $?) ; touch tried", INCIDENT_WAIT="0")
        assert free.out == "75\n"
    seen = script("until incident update 1 -m text -q; do test $? = 75 || exit; done", INCIDENT_WAIT="0")
    assert seen.done == "1.1\n"


def test_ctrl_c_is_130_and_nothing_was_saved(script, incident):
    incident("open", "x").done
    seen = script("""
        mkfifo pipe
        exec 3<>pipe
        timeout --preserve-status -s INT 2 incident update 1 - <pipe
        echo "code $?"
    """)
    assert (seen.out, seen.err) == ("code 130\n", "")
    assert texts(incident) == []


def test_status_asks_about_the_servers_named_and_no_others(script, incident):
    seen = script("""
        incident open -s web1 -q >/dev/null
        incident server set db1=up >/dev/null
        incident status --exit-code db1 >/dev/null; echo "db1 $?"
        incident status --exit-code web1 >/dev/null; echo "web1 $?"
        incident status --exit-code web1 db1 >/dev/null; echo "both $?"
        incident status --exit-code >/dev/null; echo "all $?"
        incident status >/dev/null; echo "not asked $?"
    """)
    assert seen.done == "db1 0\nweb1 10\nboth 10\nall 10\nnot asked 0\n"


# -- tab-separated ---------------------------------------------------------------------------------

HOSTILE = "tab\there \\n is no line end,\nthis is; \\ \x1b[31m 50% $HOME `id` é 日本\u202e\u2028 -- end "


def test_every_column_of_list_is_read_by_a_loop(script, incident):
    """Empty columns stay: a tab would not do, since bash takes several tabs for one."""
    incident(
        "open", HOSTILE.strip().replace("\n", " "), "-s", "web1=degraded", "-s", "db1=down", "--severity", "2"
    ).done
    incident("open", "second").done
    seen = script("""
        set -euo pipefail
        incident list open | tr '\\t' '\\037' |
        while IFS=$'\\037' read -r id kind status impact severity began ended servers title; do
            printf -v title %b "$title"
            printf '<%s>' "$id" "$kind" "$status" "$impact" "$severity" "${began:10:1}" "$ended" "$servers" "$title"
            echo
        done
    """)
    assert seen.done.split("\n")[:2] == [
        "<2><incident><investigating><none><><T><><><second>",
        f"<1><incident><investigating><critical><SEV2><T><><web1,db1><{HOSTILE.strip().replace(chr(10), ' ')}>",
    ]


def test_every_column_of_show_is_read_by_a_loop(script, incident):
    incident("open", "x", "-s", "web1").done
    incident("update", "1", "-n", "-s", "web1=up", "-S", "monitoring", "-m", HOSTILE, "--by", "bob").done
    seen = script("""
        set -euo pipefail
        incident show 1 | tr '\\t' '\\037' |
        while IFS=$'\\037' read -r id at recorded kind status servers author text; do
            printf '<%s>' "$id" "${at: -1}" "${recorded: -1}" "$kind" "$status" "$servers" "$author" "$text"
            echo
        done
        incident show 1 --kind note | cut -f8 > field
        printf -v text %b "$(cat field)"
        printf %s "$text" > text
    """)
    first, second = seen.done.splitlines()
    assert first == "<1.0><Z><Z><update><investigating><web1=down><ann><>"
    assert second.startswith("<1.1><Z><Z><note><monitoring><web1=up><bob><tab\\there \\\\n is no line end,\\nthis is;")
    assert (incident.folder / "text").read_bytes() == HOSTILE.encode()


def test_header_names_the_columns_for_awk(script, incident):
    incident("open", "x", "--severity", "3").done
    seen = script("""
        incident list --header | awk -F'\\t' '
            NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
            { print $column["id"], $column["severity"], $column["title"] }'
    """)
    assert seen.done == "1 SEV3 x\n"


def test_head_ends_a_long_answer_without_a_complaint(script, incident):
    for number in range(3):
        incident("open", f"incident {number}").done
    incident("update", "1", "-m", "x" * 300_000).done
    seen = script("""
        set -o pipefail
        incident list | head -n 1 | cut -f1; short=$?
        incident show 1 --json | head -c 1; long=$?
        echo " $short $long"
    """)
    assert seen.err == ""
    assert seen.out in ("3\n{ 0 141\n", "3\n{ 141 141\n")


# -- JSON ------------------------------------------------------------------------------------------

READS = ("list", "show 1", "status", "postmortem 1", "server list", "server show web1", "db info")
WRITES = ("update 1 -m text", "server set db1=up", "edit 1 --severity 1", "close 1", "open y")


@pytest.mark.parametrize("line", READS + WRITES)
def test_json_is_one_object_with_a_schema(script, incident, line):
    incident("open", "-s", "web1", "-m", HOSTILE).done
    read = "python3 -c 'import json, sys; print(json.load(sys.stdin)[\"schema\"])'"
    seen = script(f"set -o pipefail; incident {line} --json | {read}")
    assert (seen.code, seen.out) == (0, "1\n")
    assert seen.err == "" or line == "db info"  # it warns of what the server of the tests does without


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq: apt-get install jq")
def test_jq_reads_a_text_back_byte_for_byte(script, incident):
    incident("open", "-s", "web1", "-m", HOSTILE).done
    script("incident show 1 --json | jq -j '.incident.entries[-1].text' > text").done
    assert (incident.folder / "text").read_bytes() == HOSTILE.encode()


# -- surroundings ----------------------------------------------------------------------------------


def test_variables_say_which_incident_who_and_when(script, incident):
    seen = script("""
        set -euo pipefail
        incident open x -q; incident open y -q
        export INCIDENT_ID=1 INCIDENT_USER=deploy INCIDENT_NOW=2099-01-02T03:04:05Z
        incident update -m "by the variables"
        incident update -m "by the option" --by ann -q
        incident show | tail -n 2 | cut -f1,2,7
    """)
    lines = seen.done.splitlines()
    assert lines[2].endswith(" · the clock is set by INCIDENT_NOW")
    assert lines[-2:] == ["1.1\t2099-01-02T03:04:05.000Z\tdeploy", "1.2\t2099-01-02T03:04:05.000Z\tann"]


@pytest.mark.sqlite
def test_an_empty_environment_is_enough_with_a_file(script, incident):
    seen = script("""
        set -euo pipefail
        program=$(command -v incident)
        env -i "$program" open "down: é 日本" -s web1 -q --db cron.db
        env -i "$program" update 1 -m "text: é" --db cron.db --by cron -q
        env -i "$program" list --db cron.db | cut -f9
    """)
    assert seen.done == "1\n1.1\ndown: é 日本\n"


@pytest.mark.sqlite
def test_the_environment_of_cron_is_enough(script, incident):
    seen = script("""
        set -euo pipefail
        cron="env -i HOME=$PWD/home LOGNAME=ops SHELL=/bin/sh PATH=$PATH"
        mkdir home
        $cron /bin/sh -c 'incident open -s web1 -q && incident update -m "still down" -q'
        $cron incident show | tail -n 1 | cut -f7
        ls home/.local/share/incident
    """)
    assert seen.done == "1\n1.1\nops\nincident.db\n"


def test_a_full_output_does_not_undo_a_line(script, incident):
    incident("open", "x").done
    seen = script('incident update 1 "$text" >/dev/full; echo $?', text="all is well")
    assert seen.out == "0\n"
    assert seen.err == "incident: warning: saved, but the answer cannot be written: no space left on device\n"
    assert texts(incident) == ["all is well"]


def test_a_closed_pipe_does_not_undo_a_line(script, incident):
    incident("open", "x").done
    seen = script("{ sleep 0.5; incident update 1 -m text; } | true; echo ${PIPESTATUS[0]}")
    assert (seen.out, seen.err) == ("0\n", "")
    assert texts(incident) == ["text"]


def test_complaints_are_on_standard_error_alone_a_line_and_its_hint(script, incident):
    seen = script("incident update -m text 2>complaint")
    assert (seen.code, seen.out) == (3, "")
    complaint, *hints = (incident.folder / "complaint").read_text().splitlines()
    assert complaint.startswith("incident: ")
    assert all(hint.startswith("hint: ") for hint in hints)


# -- a stream --------------------------------------------------------------------------------------


def test_a_stream_is_one_line_of_shell(script, incident):
    seen = script("""
        set -euo pipefail
        incident open -s web1 -q
        printf 'one\\ntwo\\n\\nthree\\n' | incident update --each-line 1
        seq 3 | incident update --each-line -n -q | tail -n 1
    """)
    assert seen.done == "1\n#1 web1 is down · 3 lines, 1.1 to 1.3\n1.6\n"


def test_the_ids_of_a_stream_say_how_far_it_is_safe(script, incident):
    incident("open", "x").done
    seen = script("""
        seq 1000 | INCIDENT_WAIT=0 incident update --each-line -q > safe
        echo "code $? $(tail -n 1 safe) $(wc -l < safe)"
    """)
    assert seen.done == "code 0 1.1000 1000\n"
