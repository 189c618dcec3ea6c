"""Several people and machines over one tracker: nobody runs over another, and each line says whose it is."""

import os
import sys

import pytest
from support import stores, team
from support.make import row
from support.processes import crew
from support.program import PROGRAM
from support.team import sound, sql

from incident_cli.store import open_store


@pytest.fixture
def ben(made):
    """What ben types at another machine."""
    return lambda *words, **more: made(*words, INCIDENT_USER="ben", **more)


def editor(program, script):
    """An editor that does what a shell script says."""
    path = program.folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"EDITOR": str(path)}


@pytest.mark.parametrize("theirs", ["edit 1.1 theirs", "edit 1.1 --delete"])
def test_who_edits_a_line_that_another_one_changed_meanwhile_is_told_and_keeps_the_draft(made, theirs):
    command = f"INCIDENT_USER=ben {sys.executable} -m incident_cli {theirs} </dev/null >/dev/null"
    script = f'{command} || exit 1\nsed -i "1s/^/mine: /" "$1"'
    answer = made.terminal("edit", "1.1", **editor(made, script))
    assert (answer.code, "1.1 was changed meanwhile; nothing was saved" in answer.out) == (4, True), answer
    (draft,) = made.folder.glob("incident-*.md")
    assert str(draft) in answer.out
    assert draft.read_text().startswith("mine: before")
    assert sound(made.db)[0] == "before"
    assert "mine" not in made("show", "--history").done


def test_lines_that_others_add_while_one_edits_are_no_conflict(made):
    script = f'{sys.executable} -m incident_cli update 1 theirs </dev/null >/dev/null\nsed -i "1s/^/mine: /" "$1"'
    assert made.terminal("edit", "1.1", **editor(made, script)).code == 0
    assert sql(made.db, "SELECT number, text FROM entry WHERE number > 0 ORDER BY number") == [
        (1, "mine: before"),
        (2, "theirs"),
    ]


def test_a_postmortem_that_another_one_stored_meanwhile_is_a_conflict_and_the_draft_is_kept(made):
    made("close", "1").done
    command = f"echo theirs | INCIDENT_USER=ben {sys.executable} -m incident_cli postmortem 1 -F - >/dev/null"
    answer = made.terminal("postmortem", "1", "-e", **editor(made, f'{command} || exit 1\necho mine >> "$1"'))
    assert (answer.code, "was changed meanwhile" in answer.out) == (4, True), answer
    (draft,) = made.folder.glob("incident-*.md")
    assert draft.read_text().endswith("mine\n")
    assert "theirs" in made("postmortem", "1").done


def test_undo_takes_back_what_is_mine_and_leaves_what_is_theirs(made, ben):
    made("open", "another outage").done
    made("update", "1", "mine").done
    ben("update", "2", "theirs").done
    made("undo").done
    assert sql(made.db, "SELECT text FROM entry WHERE deleted = 0 AND text <> ''") == [("before",), ("theirs",)]
    ben("undo").done
    assert sql(made.db, "SELECT text FROM entry WHERE deleted = 0 AND text <> ''") == [("before",)]
    made("undo", "--redo").done
    sound(made.db)


def test_what_another_one_built_on_it_makes_an_undo_a_conflict(made, ben):
    ben("update", "1", "I see it").done
    made("undo").failed(4, "ben wrote 1.2", "nothing was changed")
    made("undo", "--by", "ben").done
    made("undo").done
    assert made("list", "all").done == ""


def test_those_who_undo_at_once_each_take_back_another_command(made):
    for each in range(8):
        made("update", "1", f"line {each}").done
    answers = [answer for (answer,) in crew(made, *[[["undo"]]] * 6)]
    assert {answer.code for answer in answers} == {0}
    standing = sql(made.db, "SELECT text FROM entry WHERE number > 0 AND deleted = 0 ORDER BY number")
    assert standing == [("before",), ("line 0",), ("line 1",)]
    sound(made.db)


def test_each_line_has_its_author_and_its_machine(made, ben):
    ben("update", "1", "from ben").done
    made.real("update", "1", "from a process", INCIDENT_USER="cleo").done
    store = open_store(made.db, 1.0)
    store.write(stores.stamp("b", author="dan", host="db7"), lambda _: [row("added", "10:05", 4, text="from afar")])
    here = os.uname().nodename
    found = sql(made.db, "SELECT author, host FROM log ORDER BY id")
    assert found[-3:] == [("ben", here), ("cleo", here), ("dan", "db7")]
    assert {line[-2] for line in made("show").rows} == {"ann", "ben", "cleo", "dan"}


def test_a_name_that_two_mention_for_the_first_time_is_one_server(made):
    answers = crew(made, *[[["update", "1", "-s", "new7=down", "-m", f"{each}", "-q"]] for each in range(8)])
    assert {answer.code for (answer,) in answers} == {0}
    assert sql(made.db, "SELECT count(*) FROM server WHERE name = 'new7'") == [(1,)]
    sound(made.db)


def test_a_number_that_two_ask_for_is_given_once(made):
    answers = [answer for (answer,) in crew(made, *[[["open", f"{each}", "--number", "77"]] for each in range(6)])]
    assert sorted(answer.code == 0 for answer in answers) == [False] * 5 + [True]
    sound(made.db)


def test_a_question_that_is_asked_holds_no_lock(made):
    """Two are open: a terminal asks which one is meant, and meanwhile another one writes."""
    made("open", "another outage").done
    from support.live import Live

    with Live([*PROGRAM, "update", "mine"], made.env | {"TERM": "xterm"}) as asked:
        asked.shows("another outage")
        made("update", "1", "theirs", INCIDENT_WAIT="0").done
        asked.type("1\r")
        assert asked.end() == 0, asked.text
    assert team.sound(made.db) == ["before", "theirs", "mine"]
