"""Where a text comes from: words, -m, -F, standard input, the editor; and when standard input is left alone."""

import subprocess

import pytest
from support.program import PROGRAM, Answer

from incident_cli.commands.text import LIMIT


@pytest.fixture
def outage(incident):
    """One open incident, #1."""
    incident("open", "x").done
    return incident


def texts(incident, number=1):
    """The texts of an incident's lines."""
    entries = incident("show", str(number), "--json").json["incident"]["entries"]
    return [entry["text"] for entry in entries if entry["text"]]


@pytest.mark.parametrize("words", [(), ("-",), ("1", "-"), ("-F", "-"), ("1",), ("-n",), ("--guess",), ("-t", "now")])
def test_update_reads_standard_input_when_it_is_told_or_nothing_else_is_said(outage, words):
    outage("update", *words, stdin="piped\n").done
    assert texts(outage) == ["piped"]


@pytest.mark.parametrize("words", [("typed",), ("-m", "typed"), ("-s", "a=up"), ("-S", "identified"), ("--link", "l")])
def test_update_leaves_standard_input_alone_when_something_is_said(outage, words):
    outage("update", *words, stdin="not for me").done
    assert "not for me" not in texts(outage)


def test_a_loop_keeps_its_input(incident):
    for title in "abc":
        incident("open", title).done
    script = 'incident list open | cut -f1 | while read id; do incident close "$id"; done'
    answer = incident.shell(script)
    assert (answer.code, answer.out.count("resolved")) == (0, 3), answer
    assert incident("list", "open").done == ""


def test_a_loop_of_updates_with_words_keeps_its_input(outage):
    answer = outage.shell('printf "a\\nb\\nc\\n" | while read word; do incident update -q "$word"; done')
    assert (answer.code, answer.out) == (0, "1.1\n1.2\n1.3\n"), answer
    assert texts(outage) == ["a", "b", "c"]


def test_a_log_is_piped_in_byte_for_byte(outage):
    text = "  two\n\n\tparagraphs \\n ’…\r\n# hash\n"
    outage("update", stdin=text).done
    assert texts(outage) == [text[:-1]]


def test_only_one_line_end_is_taken_off(outage):
    outage("update", stdin="x\n\n").done
    assert texts(outage) == ["x\n"]


def test_a_long_text_is_kept_whole(outage):
    outage("update", stdin="é" * 500_000).done
    assert texts(outage) == ["é" * 500_000]


@pytest.mark.parametrize("stdin", ["", "\n", " \n\t\n"])
def test_an_empty_standard_input_is_refused(outage, stdin):
    outage("update", stdin=stdin).failed(2, "the text is empty; nothing was saved")


def test_a_closed_standard_input_is_a_sentence(outage):
    outage("update", stdin=None).failed(1, "standard input cannot be read")


@pytest.mark.parametrize("words", [("a", "-m", "b"), ("a", "-F", "f"), ("-m", "b", "-F", "f"), ("-", "-m", "b")])
def test_two_sources_are_refused(outage, words):
    outage("update", *words, stdin="c").failed(2, "the text comes from")
    assert texts(outage) == []


def test_a_text_that_begins_with_a_dash(outage):
    outage("update", "-5 degrees").failed(2, 'put -- before a text that begins with "-"')
    outage("update", "--", "-5 degrees").done
    outage("update", "-m", "-6 degrees").done
    outage("update", "--message=-7 degrees").done
    assert texts(outage) == ["-5 degrees", "-6 degrees", "-7 degrees"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("missing", "no such file"), (".", "is a directory"), ("", "names no file"), ("a\0b", "cannot be read")],
)
def test_a_file_that_cannot_be_read_is_a_sentence(outage, name, says):
    path = str(outage.folder / name) if name and "\0" not in name else name
    answer = outage("update", "-F", path)
    answer.failed(answer.code, says)
    assert answer.code in (1, 2)
    assert texts(outage) == []


def test_invalid_utf8_in_a_file_or_standard_input_is_refused(outage):
    (outage.folder / "latin").write_bytes("café".encode("latin-1"))
    outage("update", "-F", str(outage.folder / "latin")).failed(2, "not valid UTF-8; nothing was saved")
    outage("update", stdin=b"caf\xe9").failed(2, "not valid UTF-8; nothing was saved", "iconv")
    assert texts(outage) == []


def test_invalid_utf8_in_an_argument_is_refused(outage):
    for words in (("update", b"caf\xe9"), ("open", b"caf\xe9"), ("open", "-s", b"caf\xe9"), ("update", "-m", b"\xff")):
        outage.real(*words).failed(2, "not valid UTF-8")
    outage.real("update", "x", "--by", b"\xff").failed(2)
    assert texts(outage) == []


def test_a_nul_is_refused(outage):
    outage("update", stdin=b"a\0b").failed(2, "NUL", "nothing was saved")
    assert texts(outage) == []


def test_any_locale_keeps_the_bytes(outage):
    for number, locale in enumerate(({"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})):
        assert outage.real("update", f"é ’ 🔥 {number}", **locale).code == 0
    assert texts(outage) == ["é ’ 🔥 0", "é ’ 🔥 1"]


def test_an_output_that_is_ascii_gets_escapes(outage):
    outage("update", "é ’ 🔥").done
    answer = outage.real("show", PYTHONIOENCODING="ascii")
    assert answer.code == 0
    assert answer.out.splitlines()[1].endswith(r"\xe9 \u2019 \U0001f525")


def write_editor(folder, body):
    """A script that edits the file named by its first argument."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_the_editor_opens_for_a_bare_update_on_a_terminal(outage):
    outage("update", "an earlier word").done
    editor = write_editor(outage.folder, f'cp "$1" {outage.folder}/seen; printf "written\\nin it" > "$1"')
    answer = outage.terminal("update", EDITOR=editor)
    assert answer.code == 0, answer
    assert texts(outage) == ["an earlier word", "written\nin it"]
    seen = (outage.folder / "seen").read_text()
    assert "#  #1 x\n" in seen
    assert "an earlier word" in seen.partition(">8")[2]
    assert not list(outage.folder.glob("incident-*.md"))


def test_what_stands_below_the_scissors_is_ignored(outage):
    editor = write_editor(outage.folder, 'sed -i "1s/^/above/" "$1"; echo below >> "$1"')
    assert outage.terminal("update", EDITOR=editor).code == 0
    assert texts(outage) == ["above"]


def test_e_opens_with_the_text_given(outage):
    editor = write_editor(outage.folder, 'sed -i "1s/$/ more/" "$1"')
    assert outage.terminal("update", "-e", "some", EDITOR=editor).code == 0
    assert texts(outage) == ["some more"]


@pytest.mark.parametrize("body", ["true", 'printf "" > "$1"', 'printf "  \\n" > "$1"'])
def test_an_unchanged_or_empty_text_cancels(outage, body):
    answer = outage.terminal("update", EDITOR=write_editor(outage.folder, body))
    assert (answer.code, "cancelled, nothing was saved" in answer.out) == (1, True), answer
    assert not list(outage.folder.glob("incident-*.md"))


def test_a_failing_editor_keeps_the_draft_and_names_it(outage):
    editor = write_editor(outage.folder, 'printf precious > "$1"; exit 3')
    answer = outage.terminal("update", EDITOR=editor)
    (draft,) = outage.folder.glob("incident-*.md")
    assert (answer.code, str(draft) in answer.out) == (1, True), answer
    assert (draft.read_text(), draft.stat().st_mode & 0o777) == ("precious", 0o600)


def test_a_text_that_was_edited_and_refused_is_kept_in_its_draft(outage):
    outage("close").done
    editor = write_editor(outage.folder, 'printf precious > "$1"')
    answer = outage.terminal("update", "1", "-e", "-s", "a=down", EDITOR=editor)
    (draft,) = outage.folder.glob("incident-*.md")
    assert (answer.code, str(draft) in answer.out, draft.read_text()) == (1, True, "precious"), answer


def test_ctrl_c_in_the_editor_is_the_editors(outage):
    body = (
        "import signal, sys, time\nsignal.signal(2, lambda *_: open(sys.argv[1], 'w').write('survived') and sys.exit())"
    )
    (outage.folder / "editor.py").write_text(f"{body}\nprint('ready')\ntime.sleep(20)\n")
    editor = f"python3 {outage.folder}/editor.py"
    answer = outage.terminal("update", EDITOR=editor, answers=[("ready", "\x03")])
    assert answer.code == 0, answer
    assert texts(outage) == ["survived"]


def test_an_editor_with_arguments_is_split_but_never_run_by_a_shell(outage):
    editor = write_editor(outage.folder, f'echo "$1" > {outage.folder}/argument; printf text > "$2"')
    assert outage.terminal("update", EDITOR=f"{editor} 'a b;$(touch {outage.folder}/hacked)'").code == 0
    assert (outage.folder / "argument").read_text().startswith("a b;$(touch")
    assert not (outage.folder / "hacked").exists()


def test_the_editors_own_variable_comes_first(outage):
    mine = write_editor(outage.folder, 'printf mine > "$1"')
    assert outage.terminal("update", INCIDENT_EDITOR=mine, VISUAL="false", EDITOR="false").code == 0
    assert texts(outage) == ["mine"]


@pytest.mark.parametrize("editor", ["nonexistent-editor", "'", "/"])
def test_an_editor_that_cannot_be_run_is_a_sentence(outage, editor):
    answer = outage.terminal("update", EDITOR=editor)
    assert answer.code in (1, 2)
    assert answer.out.startswith("incident: the editor")
    assert "Traceback" not in answer.out


def test_e_without_a_terminal_is_refused(outage):
    outage("update", "-e").failed(2, "-e needs a terminal")
    outage("open", "y", "-e").failed(2, "-e needs a terminal")
    assert outage("show", "2").code == 3


def test_an_endless_standard_input_ends_with_a_sentence(outage):
    with open("/dev/zero", "rb") as zero:
        done = subprocess.run([*PROGRAM, "update"], stdin=zero, env=outage.env, capture_output=True, check=False)
    Answer(done.returncode, done.stdout.decode(), done.stderr.decode()).failed(
        2, f"longer than {LIMIT // 1024 // 1024} MB"
    )
