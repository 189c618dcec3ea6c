"""`incident undo`: the last command of mine, then the one before; never over what somebody else built on it."""

import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import worlds
from support.live import Live
from support.program import PROGRAM
from support.stores import NOW, sqlite_store, stamp, tables, write_step

from incident_cli.commands.undo import planned
from incident_cli.core.events import EventKind
from incident_cli.errors import Conflict

COSTLY = settings(max_examples=settings().max_examples // 3)
"""For tests that write a file in every example."""


# -- any history ----------------------------------------------------------------------------------


def typed(steps):
    """The steps as commands would write them: no server gets the name of another, no two openings have one key."""
    names, kept = {}, []
    for step in steps:
        new = {e.server: e.data["name"].casefold() for e in step.events if "name" in e.data and e.server}
        if not set(new.values()) & {name for server, name in names.items() if server not in new}:
            names |= new
            kept.append(step._replace(events=tuple(map(_keyless, step.events))))
    return kept


def _keyless(event):
    if event.kind is not EventKind.OPENED:
        return event
    return event._replace(data={name: value for name, value in event.data.items() if name != "key"})


class Hand:
    """An author who undoes and redoes in a store, as the command does."""

    turns = 0

    def __init__(self, store, author):
        self.store = store
        self.app = SimpleNamespace(author=author, now=NOW, config=SimpleNamespace(now=""))

    def take(self, *, redo=False):
        """One step; whether there was one. Raises Conflict."""
        Hand.turns += 1

        def decide(view):
            plan = planned(self.app, view, redo=redo)
            return plan.events if plan else ()

        return bool(self.store.write(stamp(f"u{Hand.turns}", NOW, self.app.author), decide).events)


def record(store):
    """The derived tables: all that any command shows."""
    return tables(store)


def played(folder, steps):
    """A store with the steps written, and its record after each. What is planned is the same on every store."""
    store = sqlite_store(Path(folder))
    store.write(stamp("none"), lambda _: ())
    records = [record(store)]
    for step in steps:
        if write_step(store, step).events:
            records.append(record(store))
    return store, records


@COSTLY
@given(worlds(voids=False).map(typed))
def test_as_many_undos_as_commands_lead_back_step_by_step_and_as_many_redos_forth_again(steps):
    with tempfile.TemporaryDirectory() as folder:
        store, records = played(folder, [step._replace(author="ann") for step in steps])
        ann = Hand(store, "ann")
        for before in reversed(records[:-1]):
            assert ann.take()
            assert record(store) == before
        assert not ann.take()
        for after in records[1:]:
            assert ann.take(redo=True)
            assert record(store) == after
        assert not ann.take(redo=True)
        assert store.check() == []


@COSTLY
@given(worlds(voids=False).map(typed))
def test_two_authors_who_undo_in_turns_from_the_last_command_on_are_never_refused(steps):
    with tempfile.TemporaryDirectory() as folder:
        steps = [step for step in steps if step.events]
        store, records = played(folder, steps)
        for step, before in zip(reversed(steps), reversed(records[:-1]), strict=True):
            assert Hand(store, step.author).take()
            assert record(store) == before


@COSTLY
@given(worlds(voids=False, most=8).map(typed), st.data())
def test_two_authors_in_any_order_are_refused_or_lead_back_to_nothing_and_a_redo_undoes_an_undo(steps, data):
    with tempfile.TemporaryDirectory() as folder:
        # The servers are somebody's who undoes last: else one could take a server away between two undos of a line.
        store, records = played(folder, [steps[0]._replace(author="zoe"), *steps[1:]])
        refused = set()
        while len(refused) < 2:
            author = data.draw(st.sampled_from(sorted({"ann", "bob"} - refused)))
            hand, before = Hand(store, author), record(store)
            try:
                done = hand.take()
            except Conflict:
                assert record(store) == before
                refused.add(author)
                continue
            if not done:
                refused.add(author)
                continue
            after = record(store)
            assert hand.take(redo=True)
            assert record(store) == before
            assert hand.take()
            assert record(store) == after
            refused.clear()
        assert record(store) == records[1]
        assert Hand(store, "zoe").take()
        assert record(store) == records[0]
        assert store.check() == []


# -- the command ----------------------------------------------------------------------------------

SAVED = "to take that back: incident undo --redo"


@pytest.fixture
def made(incident):
    """#1 with a line, at 10:00; a minute passes before each test."""
    incident.clock("10:00")("open", "-s", "web", "-m", "first").done
    incident.clock("10:01")("update", "Down again.", "-s", "web=degraded").done
    return incident.clock("10:15")


def everything(incident):
    """All that reading commands say."""
    numbers = [str(one["id"]) for one in incident("list", "all", "--json").json["incidents"]]
    words = [
        ("list", "all"),
        ("status",),
        ("server", "list", "--all"),
        ("action", "list", "all"),
        *(("show", n) for n in numbers),
    ]
    return [incident(*each, "--json").done for each in words]


COMMANDS = {
    "open": ["open", "-s", "db", "a title", "--key", "k"],
    "update": ["update", "1", "more", "-s", "web=down", "-s", "mail=partial"],
    "a note": ["update", "1", "-n", "more"],
    "close": ["close", "1", "over", "--residual", "a crack"],
    "edit": ["edit", "1", "another title", "--severity", "2", "--began", "09:50"],
    "edit of a line": ["edit", "1.1", "-m", "other words"],
    "retract": ["edit", "1.1", "--retract", "no"],
    "delete": ["edit", "1.2", "--delete"],
    "server set": ["server", "set", "mail=down"],
    "action add": ["action", "add", "1", "Mirror it", "--due", "yesterday"],
    "action edit": ["action", "edit", "1.a1", "--owner", "zoe"],
    "action done": ["action", "done", "1.a1"],
    "postmortem": ["postmortem", "1", "--publish"],
    "maintenance": ["open", "--maintenance", "-s", "web", "--from", "12:00", "--for", "1h"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_every_command_can_be_undone_and_redone(made, words):
    if words[0] == "action":
        made("action", "add", "1", "Alert", "--by", "bob").done
    before = everything(made)
    assert made(*words).code == 0
    after = everything(made)
    assert after != before
    assert made("undo").done.rstrip().endswith("· the clock is set by INCIDENT_NOW · " + SAVED)
    assert everything(made) == before
    assert made("undo", "--redo").done.startswith("redone: ")
    assert everything(made) == after
    assert "sound" in made("db", "check").done


def test_a_command_that_ran_and_a_line_moved_or_linked_can_be_undone(made):
    made("open", "second", "-s", "db").done
    before = everything(made)
    for words in (
        ["run", "-i", "1", "true"],
        ["edit", "1.2", "--move", "2"],
        ["close", "2", "--duplicate-of", "1"],
        ["edit", "1", "--relates-to", "2"],
    ):
        assert made.real(*words).code == 0
        assert everything(made) != before
        made("undo").done
        assert everything(made) == before


def test_a_reopening_can_be_undone(made):
    made("close", "1", "-t", "10:10").done
    before = everything(made)
    made("reopen", "1", "-s", "web=down").done
    made("undo").done
    assert everything(made) == before


def test_a_stream_is_one_command(made):
    before = everything(made)
    lines = "".join(f"line {number}\n" for number in range(450))
    made.real("update", "1", "--each-line", stdin=lines)
    assert "undone: 450 lines, 1.3 to 1.452 (just now)" in made("undo").done
    assert everything(made) == before
    assert "redone: 450 lines" in made("undo", "--redo").done
    assert len(made("show", "1").rows) == 453
    assert made("undo", "-q").out.split() == [f"1.{number}" for number in range(3, 453)]


def test_the_echo_says_what_was_undone_and_what_changed(made):
    said = 'undone: 1.2 "Down again." (14 m ago) · #1 web is down · web degraded → down · '
    assert made("undo").done.startswith(said)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(made):
    before = everything(made)
    assert made("undo", "--dry-run").done.startswith('would undo: 1.2 "Down again." (14 m ago)')
    assert made("undo", "--dry-run", "-q").done == "1.2\n"
    assert everything(made) == before
    made("undo").done
    assert made("undo", "--redo", "--dry-run").done.startswith('would redo: 1.2 "Down again."')
    assert "--redo" not in made("undo", "--dry-run").done


def test_quiet_prints_the_ids(made):
    assert made("undo", "-q").done == "1.2\n"
    assert made("undo", "-q").done == "1\n"
    assert made("undo", "-q").done == ""


def test_with_nothing_to_undo_it_says_so(incident):
    for words, said in ((["undo"], "nothing to undo"), (["undo", "--redo"], "nothing to redo")):
        assert incident(*words).done.startswith(said)
        assert not incident.made
    incident("open", "x", "--by", "bob").done
    assert incident("undo").done == "nothing to undo: ann has no command that still counts\n"
    assert incident("undo", "-y", "--json").json["command"] is None


def test_an_incident_that_was_undone_says_so_and_its_number_is_not_given_again(made):
    made("undo"), made("undo")
    for words in (["show", "1"], ["update", "1", "x"], ["close", "1"], ["edit", "1", "x"]):
        made(*words).failed(3, "#1 was undone by ann at 10:15 CET", "incident undo --redo")
    made("show", "1", "--by", "bob").failed(3, "by ann")
    assert made("open", "next", "-q").done == "2\n"
    made("open", "--number", "1", "again").failed(1)
    assert made("undo", "--redo").done.startswith("redone: #1 web is down")


def test_a_key_is_free_again_and_is_not_used_twice(made):
    made("open", "db fails", "--key", "k", "-q").done
    made("undo").done
    assert made("open", "db fails", "--key", "k", "-q").done == "3\n"
    made("undo", "--redo").failed(4, '#3 has the key "k" of #2 by now', "incident close 3")
    made("close", "3").done
    assert made("undo", "--redo").done.startswith("redone: #2")


def test_reopening_by_undo_does_not_give_a_key_twice(made):
    made("open", "db fails", "--key", "k", "--by", "bob").done
    made("close", "2", "over").done
    made("open", "db fails", "--key", "k", "--by", "bob").done
    made("undo").failed(4, '#3 has the key "k" of #2 by now')


def test_what_somebody_else_built_on_it_stays(made):
    made("update", "1", "I see", "--by", "bob").done
    made("undo").done  # beside mine
    made("undo").failed(4, "bob wrote 1.3", "nothing was changed", 'incident close 1 "opened by mistake"', "by bob")
    made("undo", "--by", "bob").done
    assert made("undo").done.startswith("undone: #1")


def test_a_server_that_somebody_else_speaks_of_stays(made):
    assert made("open", "elsewhere", "-s", "web", "--by", "bob").code == 0
    made("undo").done
    made("undo").failed(4, '#2 speaks of the server "web"')


def test_a_secret_that_was_redacted_stays_out(made):
    made.redact("1.2", "--yes").done
    assert made("undo").done.startswith('undone: 1.2 "[redacted]"')
    assert "Down again" not in made("undo", "--redo").done
    assert "Down again" not in made("show", "1").out


def test_on_a_terminal_it_asks(made):
    question = 'would undo: 1.2 "Down again." (14 m ago)'
    before = everything(made)
    for key in ("n", ""):
        answer = made.terminal("undo", answers=[("Go on? [y/N] ", f"{key}\n")], columns=200)
        assert (answer.code, question in answer.out) == (1, True)
        assert "cancelled; nothing was changed" in answer.out
        assert everything(made) == before
    assert "undone: 1.2" in made.terminal("undo", answers=[("Go on? [y/N] ", "y\n")], columns=200).out
    assert "undone: #1" in made.terminal("undo", "-y", columns=200).out


def test_what_was_agreed_to_is_what_is_undone(made):
    """While the question stands, another command of the same author is written."""
    with Live([*PROGRAM, "undo"], made.env | {"TERM": "xterm"}, 200) as live:
        live.shows("Go on? [y/N]")
        made("update", "1", "one more").done
        live.type("y\n")
        assert live.end() == 4
        assert "another one by now; nothing was changed" in live.text
    assert [row[-1] for row in made("show", "1").rows] == ["", "first", "Down again.", "one more"]


@pytest.mark.parametrize("option", ["--json", "-q"])
def test_scripts_are_not_asked(made, option):
    assert made.terminal("undo", option).code == 0
    assert len(made("show", "1").rows) == 2


def test_hostile_text_is_made_safe(made):
    made("update", "1", "\x1b]0;x\x07 a\nb").done
    said = made("undo").done
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_a_damaged_log_is_told_as_damage(made):
    made.sql("DROP TRIGGER log_no_update" if made.db else "DROP TRIGGER log_no_update ON log")
    made.sql("UPDATE log SET kind = 'added' WHERE kind = 'opened'")
    assert made("undo").code == 6
