"""`incident db copy`: the same tracker in another place, or a sentence and nothing changed."""

import os
import sqlite3
import stat

import pytest

from incident_cli import formats


@pytest.fixture
def made(incident):
    """A tracker with two incidents and a server."""
    incident.clock("10:00")
    incident("open", "web is slow", "-s", "web", "-m", "first words").done
    incident("update", "1", "a note <&> é\n\nof lines", "-n").done
    incident("close", "1", "over").done
    incident("open", "db is down", "-s", "db").done
    return incident


@pytest.fixture
def copy(made):
    """The path of a copy, which is not there yet."""
    return made.folder / "copy.db"


def copied(program, *words, **env):
    return program("db", "copy", *map(str, words), **env)


def facts(answer):
    return {name: value for name, value, _ in (line.split("\t") for line in answer.done.splitlines())}


def rows(path):
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT * FROM log ORDER BY id").fetchall()
    connection.close()
    return found


EXPORTS = [each.name for each in formats.FORMATS if each.writes and each.name not in ("markdown", "svg")]


def test_everything_is_there_and_every_export_is_the_same_bytes(made, copy):
    told = facts(copied(made, made.db, copy))
    count = len(rows(made.db))
    assert told == {
        "from": str(made.db),
        "to": str(copy),
        "copied": str(count),
        "there": "0",
        "until": str(count),
        "incidents": "2",
    }
    assert made("db", "check", INCIDENT_DB=str(copy)).done == "sound\tyes\t\n"
    for words in (
        *(
            ("export", "--all", "--format", name) if name != "jsonl" else ("export", "--format", name)
            for name in EXPORTS
        ),
        *(("export", "1", "--format", name) for name in ("markdown", "svg")),
        *(("show", "1", "--json"), ("list", "all", "--json"), ("status", "--json"), ("list", "-g", "words")),
    ):
        assert made(*words, INCIDENT_DB=str(copy)).done == made(*words).done, words
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600


def test_it_goes_on_where_it_was(made, copy):
    copied(made, made.db, copy).done
    before = len(rows(copy))
    made("update", "2", "more").done
    told = facts(copied(made, made.db, copy))
    assert (told["copied"], told["there"], told["incidents"]) == ("1", str(before), "1")
    assert rows(copy) == rows(made.db)


def test_where_both_are_the_same_it_says_so_and_writes_nothing(made, copy):
    copied(made, made.db, copy).done
    before = copy.read_bytes()
    told = facts(copied(made, made.db, copy))
    assert (told["copied"], told["same"]) == ("0", "yes")
    assert copy.read_bytes() == before


def test_the_copy_is_a_tracker_of_its_own(made, copy):
    copied(made, made.db, copy).done
    before = rows(made.db)
    made("update", "2", "only there", INCIDENT_DB=str(copy)).done
    made("undo", INCIDENT_DB=str(copy)).done
    assert rows(made.db) == before


def test_a_dry_run_tells_what_there_is_to_do_and_makes_nothing(made, copy):
    told = facts(copied(made, made.db, copy, "--dry-run"))
    assert (told["to_copy"], told["there"], told["incidents"]) == (str(len(rows(made.db))), "0", "2")
    assert not copy.exists()


def test_json_has_the_same_facts(made, copy):
    assert copied(made, made.db, copy, "--json").json == {
        "schema": 1,
        "copy": {"from": str(made.db), "to": str(copy), "copied": 7, "there": 0, "until": 7, "incidents": 2},
    }


def test_quiet_says_nothing(made, copy):
    assert copied(made, made.db, copy, "-q").done == ""
    assert rows(copy) == rows(made.db)


def test_on_a_terminal_it_is_read_as_well(made, copy):
    answer = made.terminal("db", "copy", str(made.db), str(copy))
    assert answer.code == 0
    assert "copied" in answer.out


def test_the_database_that_is_set_is_left_alone(made, copy):
    copied(made, made.db, copy, INCIDENT_DB=str(made.folder / "other.db")).done
    assert sorted(os.listdir(made.folder)) == ["copy.db", "incident.db"]


def test_an_empty_file_is_a_new_one(made, copy):
    copy.touch(0o600)
    assert facts(copied(made, made.db, copy))["there"] == "0"


@pytest.mark.parametrize("name", ["absent.db", "empty.db"])
def test_where_there_is_nothing_to_copy_it_says_so_and_makes_nothing(made, copy, name):
    (made.folder / "empty.db").touch()
    copied(made, made.folder / name, copy).failed(5, name, "nothing was copied")
    assert not copy.exists()
    assert not (made.folder / "absent.db").exists()


@pytest.mark.parametrize("name", ["incident.db", "./incident.db", "link.db", "hard.db"])
def test_one_place_is_no_two(made, monkeypatch, name):
    monkeypatch.chdir(made.folder)
    os.symlink("incident.db", "link.db")
    os.link("incident.db", "hard.db")
    before = made.db.read_bytes()
    copied(made, made.db, name).failed(2, "are one place")
    assert made.db.read_bytes() == before


def test_one_place_on_a_server_is_no_two_and_no_password_is_shown(made):
    addresses = [f"postgresql://ann:{word}@localhost/team" for word in ("hunter1", "hunter2")]
    answer = copied(made, *addresses).failed(2, "postgresql://ann@localhost/team", "are one place")
    assert "hunter" not in answer.err


def test_another_log_is_left_as_it_is(made, copy):
    made("open", "another", INCIDENT_DB=str(copy)).done
    before = copy.read_bytes()
    copied(made, made.db, copy).failed(4, str(copy), str(made.db), "row 1 is another one", "NEW.db")
    assert copy.read_bytes() == before


def test_a_log_that_goes_on_is_left_as_it_is(made, copy):
    copied(made, made.db, copy).done
    made("update", "2", "only there", INCIDENT_DB=str(copy)).done
    before = copy.read_bytes()
    copied(made, made.db, copy).failed(4, "goes on behind row 7", "db copy TO FROM")
    copied(made, made.db, copy, "--dry-run").failed(4, "goes on behind row 7")
    assert copy.read_bytes() == before


def test_a_redaction_since_is_said(made, copy):
    copied(made, made.db, copy).done
    made("redact", "1.1", "--text", "words", "-y").done
    copied(made, made.db, copy).failed(4, "was redacted in one of them")


def test_what_is_no_database_is_left_as_it_is(made, copy):
    copy.write_text("mine")
    copied(made, made.db, copy).failed(6, str(copy))
    copied(made, copy, made.folder / "new.db").failed(6, str(copy))
    assert copy.read_text() == "mine"
    assert not (made.folder / "new.db").exists()


def test_a_row_that_somebody_changed_is_not_carried_on(made, copy):
    connection = sqlite3.connect(made.db)
    (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'log_no_update'").fetchone()
    connection.execute("DROP TRIGGER log_no_update")
    connection.execute("UPDATE log SET author = 'eve' WHERE id = 3")
    connection.execute(guard)
    connection.commit()
    connection.close()
    copied(made, made.db, copy).failed(6, str(made.db), "row 3 does not fit its checksum")
    assert not copy.exists()


@pytest.mark.parametrize(("to", "code"), [("no/such/copy.db", 5), (".", 5), ("", 2), (":memory:", 2)])
def test_where_no_file_can_be_made_it_says_so(made, monkeypatch, to, code):
    monkeypatch.chdir(made.folder)
    copied(made, made.db, to).failed(code)
    assert os.listdir(made.folder) == ["incident.db"]


@pytest.mark.parametrize("words", [(), ("one.db",), ("one.db", "two.db", "three.db")])
def test_it_takes_two_places(made, words):
    copied(made, *words).failed(2)
