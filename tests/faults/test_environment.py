"""What surrounds the program: editors, foreign modules, folders that are gone, odd variables. And no stray files."""

import os
import stat
import subprocess
import sys

import pytest
from support.program import ROOT

SCRIPT = "from incident_cli.__main__ import main; main()"


@pytest.fixture
def made(incident):
    incident("open", "web is slow", "-s", "web").done
    return incident


def everything(folder):
    """Every file and folder below a folder."""
    found = [os.path.join(at, name) for at, folders, files in os.walk(folder) for name in folders + files]
    return sorted(os.path.relpath(name, folder) for name in found)


# -- editors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["INCIDENT_EDITOR", "VISUAL", "EDITOR"])
@pytest.mark.parametrize(
    "command",
    [
        "touch pwned; true",
        "true && touch pwned;",
        "true | touch pwned #",
        "$(touch pwned)",
        "`touch pwned`",
        "true > pwned",
    ],
)
def test_what_only_a_shell_would_run_is_not_run(made, monkeypatch, variable, command):
    monkeypatch.chdir(made.folder)
    answer = made.terminal("update", "-e", **{variable: command})
    assert answer.code == 1
    assert "pwned" not in os.listdir(made.folder)
    assert len(made("show", "--json").json["incident"]["entries"]) == 1


def drafts(program):
    return [name for name in os.listdir(program.folder) if name.endswith(".md")]


@pytest.mark.parametrize("command", ["no-such-editor", "false", "/", "'unbalanced", "sh -c 'kill -9 $$'"])
def test_an_editor_that_is_missing_or_fails_is_one_sentence_and_loses_no_draft(made, command):
    answer = made.terminal("update", "-e", EDITOR=command)
    assert answer.code in (1, 2)
    assert "Traceback" not in answer.out
    for name in drafts(made):
        assert f"{made.folder / name}" in answer.out.replace("\n", "")
    assert len(made("show", "--json").json["incident"]["entries"]) == 1


def test_an_editor_with_arguments_and_spaces_is_split_as_a_shell_would(made):
    (made.folder / "my editor").write_text('#!/bin/sh\nprintf "%s of $#" "$1" > "$2"\n')
    os.chmod(made.folder / "my editor", 0o700)
    answer = made.terminal("update", "-e", EDITOR=f"'{made.folder}/my editor' 'two words'")
    assert answer.code == 0, answer
    assert made("show", "--json").json["incident"]["entries"][1]["text"] == "two words of 2"
    assert drafts(made) == []


def test_a_text_that_was_written_and_could_not_be_saved_is_kept_private_and_named(made):
    (made.folder / "editor").write_text(
        f'#!/bin/sh\necho precious > "$1"; chmod 000 "$INCIDENT_DB"; echo x > {made.db}\n'
    )
    os.chmod(made.folder / "editor", 0o700)
    answer = made.terminal("update", "-e", EDITOR=str(made.folder / "editor"))
    assert answer.code == 6, answer
    (draft,) = drafts(made)
    assert draft in answer.out.replace("\n", "")
    assert (made.folder / draft).read_text() == "precious\n"
    assert stat.S_IMODE(os.stat(made.folder / draft).st_mode) == 0o600


# -- modules ------------------------------------------------------------------------------------------------------

NAMES = [
    "json",
    "sqlite3",
    "typing",
    "typer",
    "rich",
    "datetime",
    "enum",
    "sqlite_utils",
    "zoneinfo",
    "shlex",
    "tempfile",
]


@pytest.fixture
def trap(incident):
    """A current directory full of modules with the names of those that we mean."""
    folder = incident.folder / "trap"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(
            f"open({str(incident.folder / 'sprung')!r}, 'a').write('{name} ')\nraise SystemExit(9)\n"
        )
    return folder  # fmt: skip


COMMANDS = [
    ("open", "x", "-s", "web"),
    ("list", "--json"),
    ("update", "more", "-t", "-1m"),
    ("show", "1", "--tz", "CET"),
]
COMMANDS += [("--help",), ("nonsense",), ("db", "check"), ("db", "rebuild"), ("update", "-t", "yesterday 10:00", "y")]


@pytest.mark.parametrize("how", [("-m", "incident_cli"), ("-c", SCRIPT), ("script",)])
def test_modules_in_the_current_directory_are_not_imported(incident, trap, how):
    script = incident.folder / "bin" / "incident"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable}\n{SCRIPT}\n")
    words = [sys.executable, *how] if how != ("script",) else [sys.executable, str(script)]
    if how[0] == "-c":
        words.insert(1, "-P")  # with -c the current directory is Python's own doing
    for command in COMMANDS:
        subprocess.run([*words, *command], cwd=trap, env=incident.env, capture_output=True, timeout=60, check=False)
    assert not (incident.folder / "sprung").exists(), (incident.folder / "sprung").read_text()
    assert len(incident("list").rows) == 1


def test_the_modules_of_the_trap_would_have_been_found(incident, trap):
    code = "import json"
    subprocess.run([sys.executable, "-c", code], cwd=trap, env=incident.env, capture_output=True, check=False)
    assert (incident.folder / "sprung").read_text() == "json "


# -- folders and variables -----------------------------------------------------------------------------------------


def test_a_current_directory_that_was_deleted_matters_to_relative_paths_only(made):
    def run(*words, **env):
        script = 'mkdir gone && cd gone && rmdir ../gone && shift && exec "$@"'
        command = ["bash", "-c", script, "bash", "-", sys.executable, "-m", "incident_cli", *words]
        done = subprocess.run(command, cwd=made.folder, env=made.env | env, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert run("update", "more") == (0, "")
    assert run("db", "backup", str(made.folder / "copy.db")) == (0, "")
    code, said = run("open", "more", INCIDENT_DB="relative.db")
    assert (code, said.count("Traceback")) == (5, 0)
    assert everything(made.folder) == ["copy.db", "incident.db"]


BARE = {"INCIDENT_DB": None, "PYTEST_CURRENT_TEST": None}
ODD = [
    {"XDG_DATA_HOME": "data"},
    {"XDG_DATA_HOME": ""},
    {"XDG_DATA_HOME": "../up", "XDG_CONFIG_HOME": "./here"},
    {"XDG_CONFIG_HOME": "config"},
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_relative_folder_in_a_variable_is_not_used_and_home_is(incident, odd):
    (incident.folder / "home").mkdir()
    (incident.folder / "here").mkdir()
    env = BARE | {"HOME": str(incident.folder / "home")} | odd
    incident.real("open", "x", cwd=incident.folder / "here", **env).done
    assert len(incident.real("list", **env).rows) == 1
    assert everything(incident.folder / "here") == []
    assert everything(incident.folder / "home")[-1] == ".local/share/incident/incident.db"
    assert sorted(os.listdir(incident.folder)) == ["here", "home"]


@pytest.mark.parametrize("home", ["somewhere", "", None, "/does/not/exist"])
def test_an_odd_home_does_not_matter_where_the_folders_are_said(incident, home):
    env = BARE | {"HOME": home, "XDG_DATA_HOME": str(incident.folder), "XDG_CONFIG_HOME": str(incident.folder)}
    incident.real("open", "x", **env).done
    assert everything(incident.folder) == ["incident", "incident/incident.db"]


def test_a_folder_with_a_newline_and_one_that_does_not_exist_are_used(incident):
    home = incident.folder / "a\nb" / "not there"
    incident.real("open", "x", XDG_DATA_HOME=str(home), **BARE).done
    assert len(incident.real("list", XDG_DATA_HOME=str(home), **BARE).rows) == 1
    assert everything(home) == ["incident", "incident/incident.db"]


@pytest.mark.parametrize("variable", ["XDG_DATA_HOME", "HOME"])
def test_a_file_where_a_folder_should_be_is_5_and_stays(incident, variable):
    (incident.folder / "file").write_text("mine")
    env = BARE | {variable: str(incident.folder / "file")}
    incident.real("open", "x", **env).failed(5, str(incident.folder / "file"))
    assert incident.real("list", **env).code == 0
    assert (incident.folder / "file").read_text() == "mine"
    assert everything(incident.folder) == ["file"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"db = [", b"db = 7", b"by = ['x']", b"[tz]\na=1", b"\0", b"unknown = 1"]
)
def test_no_config_file_makes_a_bug(made, content):
    (made.folder / ".config/incident").mkdir(parents=True)
    (made.folder / ".config/incident/config.toml").write_bytes(content)
    for words in (("list",), ("update", "more"), ("db", "info")):
        answer = made(*words)
        assert answer.code in (0, 2), answer
        assert answer.code == 0 or "config.toml" in answer.err, answer


def test_a_config_file_that_is_a_folder_or_a_pipe_does_not_hang(made):
    (made.folder / ".config/incident").mkdir(parents=True)
    config = made.folder / ".config/incident/config.toml"
    config.mkdir()
    made.real("list").done
    config.rmdir()
    os.mkfifo(config)
    made.real("list").done


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONOPTIMIZE": "2"},
        {"PYTHONUTF8": "0", "LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error"},
        {"PYTHONHASHSEED": "0"},
        {"PYTHONUNBUFFERED": "1"},
        {"PYTHONSAFEPATH": "1"},
        {"PYTHONPATH": f"{ROOT}:/does/not/exist:"},
        {"PYTHONINTMAXSTRDIGITS": "640"},
        {"PYTHONDONTWRITEBYTECODE": None, "PYTHONPYCACHEPREFIX": "/dev/null/x"},
    ],
    ids=str,
)
def test_pythons_variables_change_nothing_that_is_said_or_stored(made, env):
    made.real("update", "café ☕", **env).done
    plain = made.real("show", "1", "--json", INCIDENT_NOW="2030-01-01T00:00Z").done
    assert made.real("show", "1", "--json", INCIDENT_NOW="2030-01-01T00:00Z", **env).done == plain
    assert "sound" in made.real("db", "check", **env).done


@pytest.mark.parametrize("temporary", ["/does/not/exist", "/proc", ""])
def test_a_temporary_folder_that_cannot_be_used_matters_to_nobody_but_the_editor(made, temporary):
    for words in (
        ("update", "x"),
        ("list", "-g", "slow"),
        ("db", "check"),
        ("db", "rebuild"),
        ("redact", "1.1", "--yes"),
    ):
        made.real(*words, TMPDIR=temporary, SQLITE_TMPDIR=temporary, cwd="/").done
    assert everything(made.folder) == ["incident.db"]


# -- no stray files -------------------------------------------------------------------------------------------------

REFUSED = [
    (("update", "there is no incident"), 3),
    (("close",), 3),
    (("show", "9"), 3),
    (("open", "x", "-t", "tomorrow"), 2),
    (("open", "x", "-s", "=down"), 2),
    (("open", "a", "-m", "x", "-F", "nowhere"), 2),
    (("open", "a", "-F", "nowhere"), 1),
    (("open", "--tz", "Mars/Base", "x"), 2),
    (("redact", "1.1", "--yes"), 3),
    (("edit", "1", "title"), 3),
    (("postmortem", "1"), 3),
    (("db", "backup", "copy.db"), 5),
    (("db", "backup", "no/such/folder/copy.db"), 5),
    (("nonsense",), 2),
    (("--help",), 0),
    (("status",), 0),
    (("list", "all"), 0),
    (("db", "info"), 0),
    (("db", "check"), 0),
    (("db", "rebuild"), 0),
    (("server", "list"), 0),
]


@pytest.mark.parametrize(("words", "code"), REFUSED)
def test_a_first_command_that_is_refused_or_only_reads_makes_nothing_anywhere(incident, words, code):
    (incident.folder / "here").mkdir()
    for env in ({}, BARE | {"HOME": str(incident.folder)}):
        answer = incident.real(*words, cwd=incident.folder / "here", **env)
        assert answer.code == code, answer
        assert everything(incident.folder) == ["here"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("update", "9", "x", "y"), 3),
        (("update", "-s", "web=nonsense"), 2),
        (("open", "x", "--number", "1"), 1),
        (("db", "backup", "incident.db"), 1),
        (("db", "backup", "here"), 1),
        (("db", "backup", "here/no/copy.db"), 5),
        (("redact", "1.0"), 1),
        (("update", "-m", "x" * 100, "-t", "2099-01-01 10:00"), 2),
    ],
)
def test_a_refused_command_leaves_the_file_and_the_folder_as_they_were(made, words, code):
    (made.folder / "here").mkdir()
    before = made.db.read_bytes()
    answer = made.real(*words)
    assert answer.code == code, answer
    assert made.db.read_bytes() == before
    assert everything(made.folder) == ["here", "incident.db"]
