"""A secret that was pasted into a line can be removed for good: no byte of it stays in the file or beside it."""

import itertools
import json
import os
import random
import sqlite3
import subprocess
from datetime import UTC, datetime

import pytest
from support.program import PROGRAM

from incident_cli.core.events import Event, EventKind
from incident_cli.store import Stamp, open_store

SECRET = 'hunter2-\u00fc"quoted"\\and\nbroken'
WRITTEN = [
    SECRET.encode(),
    json.dumps(SECRET)[1:-1].encode(),
    json.dumps(SECRET, ensure_ascii=False)[1:-1].encode(),
    SECRET.encode("utf-16-le"),
    b"hunter2",
    b"HUNTER2",
]
"""The ways in which the bytes of the secret may stand in a file; the index folds its words."""


@pytest.fixture
def pasted(incident):
    """An incident with the secret in its third line, and nowhere else."""
    incident.clock("10:00")
    incident("open", "login fails", "-s", "web", "-m", "It began.").done
    incident("update", "-m", "Looking.").done
    incident.clock("10:10")
    incident("update", "-m", f"The password is {SECRET}, try it", "-s", "web=degraded").done
    incident("update", "-m", "Later.").done
    return incident.clock("11:00")


def void(program, address, now="2014-02-10T10:30:00Z"):
    """Undo the command that wrote a line, as `undo` does: a row that voids the batch."""
    store = open_store(str(program.db), 5)
    number, entry = map(int, address.split("."))
    batch = next(e.batch for e in store.read(lambda view: view.log(incident=number)) if e.entry == entry)
    at = datetime.fromisoformat(now).astimezone(UTC)
    event = Event(EventKind.VOIDED, at, {"batch": batch}, incident=number)
    store.write(Stamp(f"undo{entry}", at, "ann", "host"), lambda _view: [event])


def leftovers(program):
    """The files in which any form of the secret stands."""
    names = [name for name in os.listdir(program.folder) if (program.folder / name).is_file()]
    contents = {name: (program.folder / name).read_bytes() for name in names}
    return [name for name, content in contents.items() for form in WRITTEN if form in content]


def log(program):
    connection = sqlite3.connect(program.db)
    rows = connection.execute("SELECT * FROM log ORDER BY id").fetchall()
    connection.close()
    return rows


def test_the_string_is_nowhere_afterwards_and_everything_else_is_as_before(pasted):
    before, told = log(pasted), pasted("show", "--json").json["incident"]["entries"]
    assert leftovers(pasted) == ["incident.db"] * len(leftovers(pasted)) != []
    assert "redacted 1.3" in pasted("redact", "1.3", "--text", SECRET, "--yes").done
    assert leftovers(pasted) == []
    assert os.listdir(pasted.folder) == ["incident.db"]
    after = log(pasted)
    assert [row[:-1] for row in after[: len(before)]] == [row[:-1] for row in before]
    assert len(after) == len(before) + 1
    assert after[-1][6] == "redacted"
    now = pasted("show", "--json").json["incident"]["entries"]
    assert now[3]["text"] == "The password is [redacted], try it"
    assert [e["servers"] for e in now] == [e["servers"] for e in told]
    assert [e["text"] for e in now if e["id"] != "1.3"] == [e["text"] for e in told if e["id"] != "1.3"]
    assert "sound" in pasted("db", "check").done


def test_the_mark_says_who_and_when(pasted):
    pasted("redact", "1.3", "--text", SECRET, "--yes", "--by", "ben").done
    (row,) = [row for row in log(pasted) if '"redacted"' in row[-1]]
    assert row[-1].startswith('{"redacted":"ben, 2014-02-10T10:00:00.000Z",')
    assert all('"sum":' in row[-1] for row in log(pasted))  # and each row has its checksum again


def test_the_whole_text_goes_without_a_string(pasted):
    pasted("redact", "1.3", "--yes").done
    assert pasted("show", "--json").json["incident"]["entries"][3]["text"] == "[redacted]"
    assert leftovers(pasted) == []


def test_the_index_forgets_the_words_and_knows_the_others(pasted):
    assert pasted("list", "-g", "hunter2").rows
    pasted("redact", "1.3", "--text", SECRET, "--yes").done
    assert pasted("list", "-g", "hunter2").rows == []
    assert pasted("list", "-g", "password").rows
    assert pasted("list", "-g", "began").rows


def test_rows_that_were_retracted_edited_or_undone_lose_it_too(pasted):
    pasted("edit", "1.3", "--retract", f"{SECRET} is no more").done
    pasted("update", "-m", f"again {SECRET}").done
    void(pasted, "1.5")
    store = open_store(str(pasted.db), 5)
    at = datetime(2014, 2, 10, 9, 30, tzinfo=UTC)
    change = Event(EventKind.EDITED, at, {"text": f"edited, but {SECRET}"}, incident=1, entry=3)
    store.write(Stamp("edit", at, "ann", "host"), lambda _view: [change])
    pasted("redact", "1.3", "--text", SECRET, "--yes")
    answer = pasted("redact", "1.5", "--text", SECRET, "--yes")
    assert answer.code == 0, answer
    assert leftovers(pasted) == []
    assert "sound" in pasted("db", "check").done


def test_other_places_are_named_with_what_to_type_and_can_be_cleaned_so(pasted):
    secret = "hunter2"
    pasted("edit", "1", f"login fails: {secret}").done
    pasted("edit", "1", "--residual", f"{secret} is still valid").done
    pasted("edit", "1.2", "--retract", f"no, {secret}").done
    pasted("update", "-m", "see link", "--link", f"https://x.example/?token={secret}").done
    pasted("update", "-m", f"perhaps {secret}", "--guess").done
    pasted("update", "-m", f"a note {secret}", "-n").done
    pasted("postmortem", "-F", "-", stdin=f"# What happened\n\nIt was {secret}.\n").done
    pasted("open", f"another: {secret}", "-s", "db", "--key", secret).done
    answer = pasted("redact", "1.3", "--text", secret, "--yes")
    assert answer.code == 0
    commands = []
    for line in answer.err.splitlines():
        assert line.startswith("incident: warning: it stands in ")
        assert secret not in line
        commands.append(line.partition("(incident ")[2].partition(")")[0].replace("STRING", secret).split())
    assert [words[1] for words in commands] == ["1", "1.2", "1.5", "1.6", "1.7", "1.8", "2"]
    for words in commands:
        assert pasted(*words, "--yes").code == 0
    assert leftovers(pasted) == []
    assert pasted("list", "all", "--json").done.count("[redacted]") >= 3
    assert "sound" in pasted("db", "check").done


def test_an_incident_alone_needs_the_string(pasted):
    pasted("redact", "1", "--yes").failed(2, "say which string")
    pasted("redact", "7", "--text", "x", "--yes").failed(3, "no incident 7")


TEXTS = ["'single'", "%_!", "[a-z]*", "\\", "\\n", "\u2028", "\U0001f4a3", "é", "{}", '"sum":1', "null", "x" * 5000]


@pytest.mark.parametrize("text", TEXTS)
def test_any_string_can_be_named(incident, text):
    incident("open", "t", "-m", f"before {text} after {text}").done
    incident("redact", "1.1", "--yes", "--text", text).done
    assert incident("show", "--json").json["incident"]["entries"][1]["text"] == "before [redacted] after [redacted]"
    assert "sound" in incident("db", "check").done


def test_what_is_not_there_is_refused_and_nothing_is_written(pasted):
    before = pasted.db.read_bytes()
    pasted("redact", "1.3", "--text", "never said", "--yes").failed(1, "does not stand in 1.3")
    pasted("redact", "1.2", "--text", "hunter2", "--yes").failed(1, "does not stand in 1.2")
    pasted("redact", "1.9", "--yes").failed(3, "no entry 1.9")
    pasted("redact", "9.1", "--yes").failed(3, "no entry 9.1")
    pasted("redact", "1.3", "--text", "", "--yes").failed(2, "--text is empty")
    pasted("redact", "nonsense", "--yes").failed(2)
    assert pasted.db.read_bytes() == before


def test_a_second_time_there_is_nothing_left_to_do(pasted):
    pasted("redact", "1.3", "--text", SECRET, "--yes").done
    pasted("redact", "1.3", "--text", SECRET, "--yes").failed(1, "does not stand")


def test_without_a_terminal_it_needs_a_word_of_consent(pasted):
    before = pasted.db.read_bytes()
    pasted("redact", "1.3").failed(1, "nobody can be asked", "--yes")
    pasted.real("redact", "1.3", "--text", SECRET).failed(1, "nothing was changed")
    assert pasted.db.read_bytes() == before


@pytest.mark.parametrize(("typed", "code", "gone"), [("y\n", 0, True), ("n\n", 1, False), ("\n", 1, False)])
def test_on_a_terminal_it_asks(pasted, typed, code, gone):
    answer = pasted.terminal("redact", "1.3", "--text", SECRET, answers=[("[y/N] ", typed)])
    assert answer.code == code
    assert "cannot be undone" in answer.out
    assert (leftovers(pasted) == []) is gone


def test_a_reader_who_holds_the_file_open_is_waited_for(pasted):
    reader = sqlite3.connect(pasted.db, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM log").fetchone()
    pasted("redact", "1.3", "--text", SECRET, "--yes", INCIDENT_WAIT="0.3").failed(75, "nothing was saved")
    assert leftovers(pasted) != []
    reader.execute("ROLLBACK")
    reader.close()
    pasted("redact", "1.3", "--text", SECRET, "--yes").done
    assert leftovers(pasted) == []


def test_readers_see_the_text_or_the_mark_and_nothing_else(pasted):
    loop = f"for i in $(seq 12); do {' '.join(PROGRAM)} show 1 --json || exit; done"
    with subprocess.Popen(["bash", "-c", loop], env=pasted.env, stdout=subprocess.PIPE) as reader:
        pasted.real("redact", "1.3", "--text", SECRET, "--yes").done
        said = reader.communicate(timeout=60)[0].decode()
    assert reader.returncode == 0
    for line in said.splitlines():
        assert json.loads(line)["incident"]["entries"][3]["text"].split()[3:] in (
            f"{SECRET}, try it".split(),
            ["[redacted],", "try", "it"],
        )


def test_nothing_is_left_in_pages_that_were_split_and_filled_later(incident):
    """Lines of many lengths before and after, so that the row moves about in the file."""
    chance = random.Random(4)
    incident.clock("10:00")
    incident("open", "t", "-s", "web").done
    for number in range(1, 60):
        secret = f"hunter2-{number}" if number % 6 == 0 else ""
        text = "word " * chance.choice([1, 5, 50, 300, 900])
        incident("update", "-m", text + secret + text).done
    for number in itertools.takewhile(lambda n: n < 60, itertools.count(6, 6)):
        incident("redact", f"1.{number}", "--text", f"hunter2-{number}", "--yes").done
    assert leftovers(incident) == []
    assert "sound" in incident("db", "check").done


def test_a_backup_made_afterwards_has_it_neither(pasted):
    pasted("redact", "1.3", "--text", SECRET, "--yes").done
    pasted("db", "backup", str(pasted.folder / "copy.db")).done
    pasted("db", "rebuild").done
    assert leftovers(pasted) == []
    assert pasted("show", "1", INCIDENT_DB=str(pasted.folder / "copy.db")).done == pasted("show", "1").done


def test_the_draft_of_an_edited_text_is_gone_when_it_is_saved(incident):
    (incident.folder / "editor").write_text('#!/bin/sh\nprintf "hunter2\\n" > "$1"\n')
    os.chmod(incident.folder / "editor", 0o700)
    incident("open", "t").done
    answer = incident.terminal("update", "-e", EDITOR=str(incident.folder / "editor"))
    assert answer.code == 0
    os.unlink(incident.folder / "editor")
    incident("redact", "1.1", "--text", "hunter2", "--yes").done
    assert leftovers(incident) == []
    assert os.listdir(incident.folder) == ["incident.db"]
