"""Hostile text in every place that keeps one, looked for in everything that comes out again."""

import json
import os
import re
import sqlite3
import time

import pytest
from markdown_it import MarkdownIt
from support.program import Program
from support.terminals import harm, on_screen

PAYLOADS = {
    "csi": "\x1b[2J\x1b[10;10H\x1b[7;5mblink\x1b[?1049h",
    "osc-title": "\x1b]0;owned\x07",
    "osc-link": "\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\",
    "osc-clipboard": "\x1b]52;c;cm0gLXJmIC8K\x07",
    "dcs": '\x1bP$q"p\x1b\\\x1bP+q544e\x1b\\',
    "apc": "\x1b_Gi=1\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\",
    "c1": "\x9b31m\x9d0;owned\x9c\x90q\x9c\x85next\x84\x8d",
    "carriage-return": "all is well\rfine",
    "backspace": "secret\b\b\b\b\b\b      \x7f\x7f",
    "bell": "\a\v\f\x0e\x0f\x05\x1a",
    "bidi": "\u202egnp.exe\u202c \u2066\u2067\u2069 \u200f\u061c",
    "line-separators": "one\u2028two\u2029three\x1c\x1d\x1e\x85four",
    "newline": "one\nhint: FORGED\nincident: FORGED\n- FORGED",
    "tab": "one\tFORGED\tdown",
    "invisible": "a\u200bb\u2060c\ufeffd\u00ade\U000e0041\U000e0042",
    "markup": "[/x][/][bold red]b[/][link=https://evil.example]l[/link]:fire:[@click=app.bell]",
    "wide": "日本語のタイトル 👩‍👩‍👧‍👦 ｆｕｌｌ",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞ " + "e\u0301" * 40,
    "markdown": "# H `c` **b** <script>alert(1)</script> ![i](http://e/) [l](http://e/) | --- | <!-- incident:x -->",
    "backslashes": r"\x1b[31m \n \t \\ \u202e \x",
    "quotes": "'\"`$(id)`\"' ; rm -rf / # %s %d {0} {x} =cmd|' /C calc'!A0",
}
ALL = " ".join(PAYLOADS.values())
NAMES = list(PAYLOADS)


def place(name, payload):
    """A text that says in which place it stands, so that it can be found, then the payload."""
    return f"{name.upper()} {payload}".strip()


def server(payload):
    """The payload as the name of a server, for which two signs are taken."""
    return place("server", payload.replace("=", "-").replace(",", "-")).strip()


def plant(incident, number, payload):
    """One incident with the payload in every place that keeps a text."""
    by = {"INCIDENT_USER": place("author", payload)}
    said = [f"--tag={place('tag', payload.replace(',', ';'))}", f"--link={place('link', payload)}"]
    opened = ["open", place("title", payload), "-s", f"{server(payload)}=down", *said, "-m", place("first", payload)]
    labelled = ["--label", place("label", payload), "--key", place("key", payload)]
    for words in (
        [*opened, *labelled],
        [
            "update",
            number,
            "-m",
            place("text", payload),
            "--link",
            place("linked", payload),
            "--by",
            place("by", payload),
        ],
        ["update", number, "-n", "-m", place("note", payload), "--key", place("second", payload)],
        ["edit", f"{number}.2", "--retract", place("reason", payload)],
        ["edit", number, "--residual", place("residual", payload)],
        ["server", "set", f"{server(payload)}=partial", "-m", place("standing", payload)],
    ):
        done = incident(*words, **by)
        assert done.code == 0, done


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A database with one open incident for each payload; nothing in these tests writes to it."""
    incident = Program(tmp_path_factory.mktemp("hostile")).clock("10:26")
    for number, payload in enumerate(PAYLOADS.values(), start=1):
        plant(incident, str(number), payload)
    incident("open", "-s", "plain=down", "--number", "99")
    return incident


@pytest.fixture(scope="module")
def closed(full, tmp_path_factory):
    """The same, with a post-mortem of hand-written hostile text in each, and everything closed."""
    incident = Program(tmp_path_factory.mktemp("closed")).clock("10:26")
    incident.db.write_bytes(full.db.read_bytes())
    for number, payload in enumerate(PAYLOADS.values(), start=1):
        document = incident.folder / "document.md"
        document.write_bytes(f"# Hand\n\n{place('document', payload)}\n".encode())
        assert incident("postmortem", str(number), "-F", str(document), "--publish").code == 0
        assert incident("close", str(number), "-m", place("closing", payload)).code == 0
    return incident


def number_of(name):
    return str(NAMES.index(name) + 1)


# -- a terminal ------------------------------------------------------------------------------------

SHOWN = {
    "status": (["status"], ["TITLE", "SERVER", "RESIDUAL"]),
    "list": (["list"], ["TITLE", "SERVER"]),
    "list all": (["list", "all", "--sort", "title"], ["TITLE"]),
    "server list": (["server", "list"], ["SERVER"]),
    "db info": (["db", "info"], ["AUTHOR"]),
    "db check": (["db", "check"], ["sound"]),
}


@pytest.mark.parametrize("columns", [1, 20, 80, 200])
@pytest.mark.parametrize("colour", [True, False], ids=["colour", "plain"])
@pytest.mark.parametrize("view", SHOWN)
def test_no_view_of_all_sends_a_terminal_anything_but_text(full, view, colour, columns):
    words, marks = SHOWN[view]
    env = {"INCIDENT_USER": place("author", ALL), **({} if colour else {"NO_COLOR": "1"})}
    seen = on_screen(full, *words, columns=columns, **env)
    assert seen.code == 0
    assert harm(seen.out, colour=colour) == set()
    assert columns < 80 or all(mark in seen.out for mark in marks)


@pytest.mark.parametrize("colour", [True, False], ids=["colour", "plain"])
@pytest.mark.parametrize("columns", [1, 80])
@pytest.mark.parametrize("name", NAMES)
def test_an_incident_sends_a_terminal_nothing_but_text(full, name, columns, colour):
    env = {} if colour else {"NO_COLOR": "1"}
    for words in (["show"], ["show", "--public"], ["show", "--reverse"], ["postmortem"], ["postmortem", "--public"]):
        seen = on_screen(full, *words, number_of(name), columns=columns, **env)
        assert seen.code == 0, seen
        assert harm(seen.out, colour=colour) == set(), words
        assert columns == 1 or ("TITLE" in seen.out and "TEXT" in seen.out)
    seen = on_screen(full, "server", "show", server(PAYLOADS[name]), columns=columns, **env)
    assert (seen.code, harm(seen.out, colour=colour)) == (0, set())


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_document_sends_a_terminal_nothing_but_text(closed, name):
    for words in (["postmortem"], ["show"]):
        seen = on_screen(closed, *words, number_of(name))
        assert "DOCUMENT" in seen.out
        assert harm(seen.out, colour=True) == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_echo_of_every_write_is_one_harmless_line(incident, name):
    payload, piped = PAYLOADS[name], Program(incident.folder / "piped")
    piped.folder.mkdir()
    for words in (
        ["open", place("title", payload), "-s", f"{server(payload)}=down", "--label", place("label", payload)],
        ["update", "-m", place("text", payload), "-s", f"{server(payload)}=partial"],
        ["update", "-n", "-m", place("note", payload)],
        ["edit", "1.1", "--retract", place("reason", payload)],
        ["edit", "1", place("other title", payload), "--tag", "x"],
        ["close", place("closing", payload), "--residual", place("residual", payload)],
        ["close", "1"],
    ):
        for seen in (on_screen(incident, *words), piped(*words)):
            assert seen.code == 0, seen
            assert harm(seen.out) == set(), words
            assert seen.out.count("\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_questions_quote_titles_and_names_without_harm(full, tmp_path, name):
    incident = Program(tmp_path)
    incident.db.write_bytes(full.db.read_bytes())
    picked = on_screen(incident, "update", "-m", "one", typed="1\n")
    assert "Which incident?" in picked.out
    assert harm(picked.out, colour=True) == set()
    near = on_screen(incident, "update", number_of(name), "-s", f"{server(PAYLOADS[name])}x=down", typed="2\n")
    assert "Which server is" in near.out
    assert harm(near.out, colour=True) == set()
    asked = on_screen(incident, "redact", f"{number_of(name)}.1", "--text", PAYLOADS[name], typed="n\n")
    assert "[y/N]" in asked.out
    assert harm(asked.out, colour=True) == set()


def test_a_picker_with_long_titles_stays_short(incident):
    for letter in "ab":
        incident("open", letter * 20_000)
    seen = on_screen(incident, "update", "-m", "one", typed="\n")
    assert len(seen.out) < 1_000


@pytest.mark.parametrize("typed", ["\x00\n", "\x1b[A\n", "1" * 3000 + "\n", "١\n", "2.0\n", "-1\n", "0\n", "3\n"])
def test_an_answer_that_is_no_choice_chooses_nothing(incident, typed):
    incident("open", "one"), incident("open", "two")
    seen = on_screen(incident, "update", "-m", "text", typed=typed)
    assert seen.code == 1
    assert "nothing was chosen" in seen.out


def test_an_answer_that_is_not_utf8_chooses_nothing(incident, monkeypatch):
    incident("open", "one"), incident("open", "two")
    real = os.write
    monkeypatch.setattr(os, "write", lambda to, data: real(to, data.replace(b"?", b"\xff")))
    seen = on_screen(incident, "update", "-m", "text", typed="?\n", PYTHONIOENCODING="ascii")
    assert seen.code == 1
    assert "nothing was chosen" in seen.out


@pytest.mark.parametrize(("label", "shown"), [("L" * 500, "L… #1 "), ("bell\a\rreturn", "bell\\x07\\rreturn #1 ")])
def test_the_frame_shows_all_of_a_label_that_fits_and_the_number_always(incident, label, shown):
    incident("open", "x", "--label", label)
    assert shown in on_screen(incident, "show", NO_COLOR="1").out.splitlines()[0]
    assert " #1 " in on_screen(incident, "show", NO_COLOR="1", columns=20).out.splitlines()[0]


def test_a_real_terminal_gets_what_these_tests_saw(full):
    seen = full.terminal("show", number_of("csi"))
    assert seen.code == 0
    assert harm(seen.out, colour=True) == set()
    assert r"\x1b[2J" in seen.out
    assert harm(full.terminal("list", NO_COLOR="1").out) == set()


@pytest.mark.parametrize("name", ["markup", "quotes", "wide", "backslashes"])
def test_what_is_only_text_is_shown_as_it_was_typed(full, name):
    seen = on_screen(full, "show", number_of(name), columns=1000, NO_COLOR="1")
    assert PAYLOADS[name].strip() in seen.out


# -- errors ----------------------------------------------------------------------------------------

REFUSED = {
    1: [["redact", "1.0", "--text", ALL, "-y"], ["close", "1", "-m", ALL, "-t", "1999-01-01 10:00"]],
    2: [
        [ALL],
        ["server", ALL],
        ["db", ALL],
        ["open", f"--{ALL}"],
        ["open", f"-{ALL}"],
        ["open", ALL, "-t", ALL],
        ["open", ALL, "-t", "-" + ALL],
        ["open", ALL, "-t", "10:00 " + ALL],
        ["open", ALL, "-S", ALL],
        ["open", ALL, "--impact", ALL],
        ["open", ALL, "--severity", ALL],
        ["open", ALL, "--number", ALL],
        ["open", ALL, "-s", f"x={ALL}"],
        ["open", ALL, "-s", f"x={ALL}=down"],
        ["open", ALL, "--maintenance", "--from", ALL, "--for", "1h"],
        ["open", ALL, "--maintenance", "--from", "now", "--for", ALL],
        ["open", ALL, "--maintenance", "--from", "9999-12-31", "--for", "9w"],
        ["update", "1", "-s", ALL.replace("=", "")],
        ["update", "1", ALL, "-m", ALL],
        ["update", "-i", ALL, "-m", ALL],
        ["update", "1", "-m", ALL, "-S", ALL],
        ["update", "#1.2", ALL],
        ["show", ALL],
        ["show", "1", ALL],
        ["show", "--kind", ALL],
        ["list", ALL],
        ["list", "-S", ALL],
        ["list", "--limit", ALL],
        ["list", "--sort", ALL],
        ["list", "--since", ALL],
        ["postmortem", ALL],
        ["postmortem", "1", "--status", ALL],
        ["edit", "1", "--began", ALL],
        ["edit", "1", "--relates-to", ALL],
        ["close", "1", "--duplicate-of", ALL],
        ["reopen", "1", "-S", ALL],
        ["redact", ALL],
        ["redact", "1.1", "--text", ""],
        ["server", "set", ALL],
        ["list", "--tz", ALL],
        ["list", "--tz", "Europe/" + ALL],
        ["open", ALL, "-t", "10:00", "--date-order", ALL],
        ["list", f"--limit={ALL}", "--json"],
    ],
    3: [
        ["update", "-m", "x"],
        ["close"],
        ["update", "500", ALL, ALL],
        ["update", "500", ALL],
        ["show", "500"],
        ["redact", "500.1", "-y"],
        ["redact", "1.500", "-y"],
        ["server", "show", ALL],
        ["list", "-s", ALL],
        ["status", ALL],
    ],
    4: [["open", ALL, "-s", "other", "--key", place("key", PAYLOADS["newline"])]],
    5: [["list", "--db", f"/nowhere/{ALL}"], ["open", ALL, "--db", f"/nowhere/{ALL}"]],
}


@pytest.mark.parametrize("run", ["pipe", "terminal"])
@pytest.mark.parametrize(
    ("code", "words"),
    [(code, words) for code, lines in REFUSED.items() for words in lines],
    ids=lambda value: " ".join(word.replace(ALL, "ALL") for word in value)[:40] if isinstance(value, list) else None,
)
def test_an_error_quotes_what_was_typed_in_harmless_short_lines(full, code, words, run):
    if "list" in words and "--db" in words:
        code, words = 5, ["db", "backup", f"/nowhere/{ALL}"]
    if run == "terminal":
        seen = on_screen(full, *words, typed="\n" * 5, columns=80)
        out = seen.out
        assert code == 3 or seen.code == code, seen
    else:
        seen = full(*words)
        assert (seen.code, seen.out) == (code, ""), seen
        out = seen.err
        for row in out.rstrip("\n").split("\n"):
            assert row.startswith(("incident: ", "hint: ")), row
            assert len(row) < 2_000
    assert harm(out) == set()
    assert "Traceback" not in out
    assert re.search(r"^(hint: |incident: )?-? ?FORGED", out, re.MULTILINE) is None


@pytest.mark.parametrize("typed", [True, False], ids=["option", "variable"])
@pytest.mark.parametrize("name", ["INCIDENT_TZ", "INCIDENT_WAIT", "INCIDENT_NOW", "INCIDENT_ID", "INCIDENT_DATE_ORDER"])
def test_a_bad_setting_is_quoted_in_harmless_short_lines(full, name, typed):
    seen = full("update", "-m", "x", "-t", "10:00", **{name: ALL * (20 if typed else 1)})
    assert (seen.code, seen.out) == (2, "")
    assert harm(seen.err) == set()
    assert all(len(row) < 2_000 for row in seen.err.splitlines())
    assert "FORGED" not in {row.removeprefix("hint: ").removeprefix("incident: ") for row in seen.err.split("\n")}


def test_a_hostile_path_of_a_file_that_is_not_ours_is_quoted_harmlessly(incident):
    folder = incident.folder / ("d\x1b[7m\nhint: FORGED\u202e" + "x" * 100)
    folder.mkdir()
    other = folder / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE incident (id)")
    connection.commit()
    seen = incident("list", "--db", str(other))
    assert (seen.code, harm(seen.err), "\nhint: FORGED" in seen.err) == (6, set(), False)
    connection.close()
    other.unlink()
    assert incident("open", "x", "--db", str(other)).code == 0
    holder = sqlite3.connect(other, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    seen = incident("open", "x", "--db", str(other), INCIDENT_WAIT="0")
    holder.close()
    assert (seen.code, harm(seen.err), "\nhint: FORGED" in seen.err) == (75, set(), False)


def test_the_candidates_are_a_command_each_whatever_their_titles_say(full):
    seen = full("close")
    hints = seen.err.split("\n")[1:-1]
    assert len(hints) == len(PAYLOADS) + 1
    assert all(re.fullmatch(r"hint: incident close \d+   # .{1,300}", hint) for hint in hints), hints


def test_a_command_to_copy_quotes_a_long_title_in_short(incident):
    for letter in "ab":
        incident("open", letter * 20_000)
    assert all(len(hint) < 120 for hint in incident("close").failed(3).err.splitlines())


def test_a_warning_quotes_a_near_name_harmlessly(incident):
    incident("open", "-s", server(ALL))
    seen = incident("update", "-s", f"{server(ALL)}x=down")
    assert "did you mean" in seen.err
    assert harm(seen.err) == set()
    assert seen.err.count("\n") == 1


def test_the_editor_shows_the_last_entries_harmlessly_and_none_can_pass_for_the_scissors(incident, tmp_path):
    cut = "------------------------ >8 ------------------------"
    incident("open", ALL)
    incident("update", "-m", f"{ALL}\n{cut}\nSECRET CONTEXT")
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!/bin/sh\ncp "$1" {tmp_path}/seen\n{{ echo typed; cat "$1"; }} > {tmp_path}/n\ncp {tmp_path}/n "$1"\n'
    )
    editor.chmod(0o700)
    seen = on_screen(incident, "update", "1", "-e", EDITOR=str(editor))
    assert seen.code == 0, seen
    assert harm((tmp_path / "seen").read_text()) == set()
    assert incident("show", "1", "--json").json["incident"]["entries"][-1]["text"] == "typed"


# -- a pipe ----------------------------------------------------------------------------------------


def unescaped(field):
    r"""A field of tab-separated output read back: `\\`, `\t`, `\n`, `\r` and `\xNN`, `\uNNNN`, `\UNNNNNNNN`."""
    named = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
    code = r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))"
    return re.sub(code, lambda m: named[m[4]] if m[4] else chr(int(m[1] or m[2] or m[3], 16)), field)


def rows(out):
    assert harm(out.replace("\t", "")) == set()
    return [[unescaped(field) for field in row.split("\t")] for row in out.removesuffix("\n").split("\n")]


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_gives_every_text_back_exactly(full, name):
    payload, number = PAYLOADS[name], number_of(name)
    listed = {row[0]: row for row in rows(full("list", "all").done)}
    assert listed[number][7:] == [server(payload), place("title", payload)]
    shown = rows(full("show", number).done)
    assert all(len(row) == 8 for row in shown)
    assert [row[7] for row in shown] == ["", *(f"{p} {payload}" for p in ("FIRST", "TEXT", "NOTE"))]
    assert [row[6] for row in shown[:3]] == [place("author", payload), place("author", payload), place("by", payload)]
    assert shown[0][5] == f"{server(payload)}=down"
    assert server(payload) in {row[0] for row in rows(full("server", "list").done)}
    board = rows(full("status").done)
    assert ["residual", number, place("residual", payload)] in [[*row[:2], row[4]] for row in board]
    assert place("title", payload) in {row[4] for row in board}
    assert {row[0] for row in rows(full("server", "show", server(payload)).done)} == {server(payload)}


@pytest.mark.parametrize("name", NAMES)
def test_json_is_ascii_and_gives_every_text_back_exactly(full, closed, name):
    payload, number = PAYLOADS[name], number_of(name)
    out = full("show", number, "--json").done
    assert out.isascii()
    assert out.count("\n") == 1
    found = json.loads(out)["incident"]
    assert [found["title"], found["label"], found["key"], found["residual"]] == [
        place(part, payload) for part in ("title", "label", "key", "residual")
    ]
    assert found["tags"] == [place("tag", payload.replace(",", ";"))]
    assert found["servers"][0]["name"] == server(payload)
    assert place("link", payload) in found["links"]
    _, first, text, note = found["entries"]
    assert [first["text"], text["text"], note["text"]] == [f"{p} {payload}" for p in ("FIRST", "TEXT", "NOTE")]
    assert (first["author"], text["author"]) == (place("author", payload), place("by", payload))
    assert text["retracted"] == place("reason", payload)
    assert text["links"] == [place("linked", payload)]
    document = closed("postmortem", number, "--json").json["postmortem"]["text"]
    assert place("document", payload) in document
    for words in (["list", "all"], ["status"], ["server", "list"], ["server", "show", server(payload)], ["db", "info"]):
        out = full(*words, "--json").done
        assert out.isascii()
        assert json.loads(out)["schema"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_generated_document_is_the_same_markdown_whatever_the_record_says(full, closed, name):
    out = full("postmortem", number_of(name)).done
    assert harm(out) == set()
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def structure(text):
        tokens = reader.parse(text)
        inside = [child.type for token in tokens for child in token.children or ()]
        headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
        html = [token.content for token in tokens if token.type == "html_block"]
        return headings[1:], html, {kind for kind in inside if kind in ("link_open", "image", "html_inline", "s_open")}

    assert structure(out) == structure(full("postmortem", "99").done)


def test_help_and_version_are_harmless_on_a_terminal(full):
    for words in (["--help"], ["open", "--help"], ["server", "-h"], ["--version"]):
        assert harm(on_screen(full, *words).out) == set()


# -- size ------------------------------------------------------------------------------------------


def test_a_title_of_20000_characters_is_kept_whole_and_shown_in_time(incident):
    title = "".join(f"word{n} " for n in range(2_500))[:20_000].strip()
    name = "server-" + "x" * 20_000
    began = time.monotonic()
    assert (
        len(incident("open", title, "-s", f"{name}=down", "--tag", "t" * 20_000, "--label", "L" * 20_000).done) < 21_000
    )
    for words in (["status"], ["list"], ["show"], ["postmortem"], ["server", "list"], ["server", "show", name]):
        seen = on_screen(incident, *words)
        assert (seen.code, harm(seen.out, colour=True)) == (0, set())
        assert title in incident(*words, "--json").out or words[0] == "server"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("letter", ["x", "日", "e\u0301", "[", "\x1b", "\n", "👩‍", "\u0301", "- ", "a "])
def test_a_text_of_120_kilobytes_goes_in_and_comes_out_in_time(incident, letter):
    text = ("." + letter * 120_000).encode()[:120_000].decode(errors="ignore").rstrip("\n") + "."
    began = time.monotonic()
    incident("open", "one")
    incident("update", "1", "-m", text).done
    assert incident("show", "--json").json["incident"]["entries"][1]["text"] == text
    assert rows(incident("show").done)[1][7] == text
    for words in (["show"], ["postmortem"], ["status"], ["list", "-g", "nothing"]):
        assert harm(on_screen(incident, *words).out, colour=True) == set()
    assert time.monotonic() - began < 20


def test_a_real_command_line_carries_120_kilobytes(incident):
    text = "line of a log\n" * 8_700
    incident("open", "one")
    incident.real("update", "-m", text).done
    assert incident("show", "--json").json["incident"]["entries"][1]["text"] == text


# -- what is no text -------------------------------------------------------------------------------

NO_UTF8 = "caf\udce9 \udcff"
NOT_TEXT = [
    ["open", NO_UTF8],
    ["open", "x", "-m", NO_UTF8],
    ["open", "-s", f"{NO_UTF8}=down"],
    ["open", "x", "--tag", NO_UTF8],
    ["open", "x", "--link", NO_UTF8],
    ["open", "x", "--label", NO_UTF8],
    ["open", "x", "--key", NO_UTF8],
    ["open", "x", "--by", NO_UTF8],
    ["update", "1", NO_UTF8],
    ["close", "1", NO_UTF8],
    ["close", "1", "--residual", NO_UTF8],
    ["edit", "1", NO_UTF8],
    ["edit", "1.1", "--retract", NO_UTF8],
    ["server", "set", f"{NO_UTF8}=up"],
    ["server", "set", "a=up", "-m", NO_UTF8],
]


@pytest.mark.parametrize("words", NOT_TEXT, ids=lambda words: " ".join(words).encode("ascii", "replace").decode())
def test_an_argument_that_is_not_utf8_is_refused_with_a_sentence(incident, words):
    incident("open", "one", "-m", "first")
    before = incident.db.read_bytes()
    seen = incident(*words).failed(2, "not valid UTF-8", "nothing was saved")
    assert harm(seen.err) == set()
    assert incident.db.read_bytes() == before


def test_bytes_that_are_not_utf8_are_refused_by_the_real_program(incident):
    incident("open", "one")
    incident.shell("incident update \"$(printf 'caf\\351')\"").failed(2, "not valid UTF-8")
    incident.shell("INCIDENT_USER=$(printf '\\377') incident update x").failed(2, "not valid UTF-8")
    incident.shell("printf 'caf\\351' | incident update").failed(2, "not valid UTF-8")
    assert incident("show", "--json").json["incident"]["entries"][1:] == []


@pytest.mark.parametrize("data", [b"caf\xe9\n", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"])
@pytest.mark.parametrize("command", ["update", "postmortem"])
def test_a_file_or_an_input_that_is_not_utf8_is_refused_with_a_sentence(incident, data, command):
    incident("open", "one")
    file = incident.folder / "text"
    file.write_bytes(data)
    incident(command, "1", "-F", str(file)).failed(2, "not valid UTF-8", "nothing was saved")
    incident(command, "1", "-F", "-", stdin=data).failed(2, "not valid UTF-8", "nothing was saved")
    assert len(incident("show", "--json").json["incident"]["entries"]) == 1


@pytest.mark.parametrize("command", ["update", "postmortem"])
def test_a_nul_is_refused_with_a_sentence(incident, command):
    incident("open", "one")
    file = incident.folder / "text"
    file.write_bytes(b"before\0after")
    incident(command, "1", "-F", str(file)).failed(2, "NUL")
    incident(command, "1", "-F", "-", stdin=b"\0").failed(2, "NUL")
    assert len(incident("show", "--json").json["incident"]["entries"]) == 1


def test_an_empty_author_is_refused(incident):
    incident("open", "one", "--by", " ").failed(2, "author", "is empty")
    assert not incident.db.exists()


@pytest.mark.parametrize("text", ["\ufefftext", "a\r\nb\r\n", "  spaces \n\n", "\x1b[31mred\x1b[0m\n", "x\n\n\n"])
def test_an_input_is_kept_byte_for_byte_but_for_its_last_line_end(incident, text):
    incident("open", "one")
    incident("update", stdin=text.encode()).done
    assert incident("show", "--json").json["incident"]["entries"][1]["text"] == re.sub(r"\r?\n\Z", "", text)
