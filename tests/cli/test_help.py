"""Help, aliases, the global options before and after the command: what Typer and the front door share."""

import pytest

COMMANDS = (
    *("open", "update", "close", "reopen", "list", "show", "postmortem", "status", "edit", "demo", "redact", "run"),
    "stats",
    *("server list", "server show", "server set", "db info", "db check", "db backup", "db copy", "db rebuild"),
)
ALIASES = {"o": "open", "u": "update", "c": "close", "l": "list", "s": "show", "p": "postmortem"}


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_page_with_a_sentence(incident, command, flag):
    page = incident(*command.split(), flag).done
    assert page.startswith(f"Usage: incident {command} [OPTIONS]")
    sentence = page.split("\n\n")[1].strip()
    assert sentence[0].isupper()
    assert "." in sentence
    assert not incident.db.exists()


@pytest.mark.parametrize(
    "command", ["open", "update", "close", "reopen", "list", "show", "postmortem", "status", "edit"]
)
def test_the_main_commands_show_examples(incident, command):
    name = "" if command == "status" else f" {command}"  # bare `incident` is the board
    assert incident(command, "-h").done.count(f"\n  incident{name}") >= 2


def test_every_command_is_on_the_first_page(incident):
    page = incident("--help").done
    for command in COMMANDS:
        assert f"\n  {command.split()[0]} " in page


@pytest.mark.parametrize("group", ["server", "db"])
def test_a_group_lists_its_commands(incident, group):
    page = incident(group, "-h").done
    for command in COMMANDS:
        if command.startswith(f"{group} "):
            assert f"\n  {command.split()[1]} " in page


def test_every_option_has_a_sentence(incident):
    for command in COMMANDS:
        options = incident(*command.split(), "-h").done.partition("Options:\n")[2]
        for line in options.splitlines():
            assert not line.strip().endswith("  "), (command, line)


@pytest.mark.parametrize("columns", ["80", "40"])
def test_help_fits_the_terminal(incident, columns):
    page = incident("open", "-h", COLUMNS="80").done
    prose = [line for line in page.splitlines() if not line.startswith("  incident ")]
    assert max(map(len, prose)) <= 80


def test_an_alias_is_its_command(incident):
    incident("o", "-s", "web").done
    incident("u", "hello").done
    assert incident("l").done == incident("list").done
    assert incident("s").done == incident("show").done
    later = {"INCIDENT_NOW": "2099-01-01"}  # the document tells how long it has been open
    assert incident("p", **later).done == incident("postmortem", **later).done
    assert "resolved" in incident("c").done
    for alias, command in ALIASES.items():
        page, whole = (incident(name, "-h").done.partition("\n")[2] for name in (alias, command))
        assert page == whole


def test_version_is_one_line_from_anywhere(incident):
    from incident_cli import __version__

    assert incident("--version").done == incident.real("--version").done == f"incident {__version__}\n"


@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if name.split()[0] not in ("demo", "db", "redact", "run")]
)
def test_global_options_stand_before_and_after(incident, command):
    words = {"open": ["x"], "update": ["x"], "edit": ["x"], "server show": ["web"], "server set": ["web=up"]}
    typed = [*command.split(), *words.get(command, ())]
    globals_ = ["--tz", "UTC", "--by", "bob", "--date-order", "dmy"]
    answers = []
    for where in ("before", "after", "between"):
        db = str(incident.folder / f"{where}.db")
        incident.clock("10:00")("open", "-s", "web", "--db", db).done
        options = [*globals_, "--db", db]
        line = {
            "before": [*options, *typed],
            "after": [*typed, *options],
            "between": ["--db", db, "--by", "nobody", *typed, *globals_],
        }[where]
        answers.append(incident(*line))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].code == 0


def test_the_last_of_an_option_given_twice_wins(incident):
    incident("open", "x", "--severity", "1", "--severity", "2", "--by", "a", "--by", "b").done
    found = incident("show", "--json").json["incident"]
    assert (found["severity"], found["entries"][0]["author"]) == ("SEV2", "b")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nope",), "no such command"),
        (("server", "nope"), "no such command"),
        (("list", "--nope"), "no such option"),
        (("--nope",), "no such option"),
        (("list", "--limit"), "requires an argument"),
        (("show", "--json=yes"), "does not take a value"),
        (("update", "-x"), "no such option"),
        (("OPEN", "x"), "no such command"),
        (("",), "no such command"),
        (("--", "nope"), "no such command"),
    ],
)
def test_a_line_that_is_wrong_is_2_with_a_hint(incident, words, says):
    incident(*words).failed(2, says, "--help")


def test_a_real_process_answers_the_same(incident):
    incident.clock("10:00")
    incident("open", "-s", "web", "-m", "é ’").done
    for words in ((), ("show",), ("list", "--json"), ("nope",), ("update",), ("open", "-h")):
        assert incident.real(*words) == incident(*words)
