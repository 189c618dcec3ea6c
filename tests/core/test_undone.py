"""What was undone, in words."""

import pytest
from support.make import DOWN, UP, WEB, at, opened, planned, row, stamped

from incident_cli.core.actions import ActionState
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import DocumentStatus, EntryKind, Status
from incident_cli.core.undone import Facts, Undone, effect, parts, question, told

NAMES = {WEB: "web"}
LINE = row("added", "10:05", 1, text="Down  again.\nReally.")
CLOSING = row("closed", "10:30", 1, text="over", status=Status.RESOLVED)


def said(*rows, mine=1):
    """What the last rows are called; those before are somebody else's."""
    log = stamped(rows)
    whole = fold(log)
    return told(Facts(log[-mine:], {1: whole}, {1: "a title"}, NAMES))


def server(kind, **data):
    return Event(EventKind(kind), at("10:00"), data, server=WEB)


ACTION = row("action_changed", "10:40", action=3, text="Mirror  it", state=ActionState.OPEN)


def acted(**data):
    """A further row about that action."""
    return row("action_changed", "10:50", **{"action": 3} | data)


CASES = {
    "open": ([opened()], "open", "#1 a title", ("1",)),
    "line": ([opened(), LINE], "update", '1.1 "Down again. Really."', ("1.1",)),
    "states": ([opened(), row("added", "10:05", 1, states=((WEB, UP),))], "update", "1.1", ("1.1",)),
    "close": ([opened(), CLOSING], "close", 'the closing of #1 "over"', ("1.1",)),
    "reopen": (
        [opened(), CLOSING, row("reopened", "10:40", 2, status=Status.INVESTIGATING)],
        "reopen",
        "the reopening of #1",
        ("1.2",),
    ),
    "header": (
        [opened(), row("edited", "10:10", title="t", impact_began_at=at("09:00"))],
        "edit",
        "the edit of #1 (title, impact start)",
        ("1",),
    ),
    "edit": ([opened(), LINE, row("edited", "10:10", 1, text="b")], "edit", "the edit of 1.1 (text)", ("1.1",)),
    "retract": ([opened(), LINE, row("retracted", "10:10", 1, why="b")], "edit", "the retraction of 1.1", ("1.1",)),
    "delete": ([opened(), LINE, row("deleted", "10:10", 1)], "edit", "the deletion of 1.1", ("1.1",)),
    "postmortem": (
        [opened(), row("postmortem_stored", "11:00", 1, text="#", document=DocumentStatus.IN_REVIEW)],
        "postmortem",
        "the post-mortem 1.1 (in review)",
        ("1.1",),
    ),
    "run": (
        [opened(), row("added", "10:05", 1, kind=EntryKind.COMMAND, argv=("make", "a b"), exit_code=0, duration_s=1)],
        "run",
        "1.1 $ make 'a b'",
        ("1.1",),
    ),
    "action": ([opened(), ACTION], "action", 'the action 1.a3 "Mirror it"', ("1.a3",)),
    "action edit": (
        [opened(), ACTION, acted(owner="b", due=None)],
        "action",
        "the edit of 1.a3 (owner, due)",
        ("1.a3",),
    ),
    "action done": ([opened(), ACTION, acted(state=ActionState.DONE)], "action", '1.a3 "Mirror it" done', ("1.a3",)),
    "action reopen": (
        [opened(), ACTION, acted(state=ActionState.DONE), acted(state=ActionState.OPEN)],
        "action",
        '1.a3 "Mirror it" reopened',
        ("1.a3",),
    ),
    "server set": ([server("state_set", state=DOWN)], "server set", "server set web=down", ("web",)),
    "server": ([server("server_changed", group="eu")], "server", "the change of web", ("web",)),
}


@pytest.mark.parametrize(("rows", "command", "what", "ids"), CASES.values(), ids=CASES)
def test_a_command_is_called(rows, command, what, ids):
    found = said(*rows)
    assert (found.command, found.what, found.ids) == (command, what, ids)


def test_an_opening_with_its_text_and_its_new_server_is_one_thing():
    assert said(server("server_changed", name="web"), opened(), LINE, mine=3).ids == ("1",)


def test_several_lines_are_counted():
    found = said(opened(), LINE, LINE._replace(entry=2), LINE._replace(entry=3), mine=3)
    assert (found.what, found.ids, found.text) == ("3 lines, 1.1 to 1.3", ("1.1", "1.2", "1.3"), "")


def test_several_actions_are_named():
    found = said(opened(), ACTION, acted(owner="b"), acted(kind=None), mine=2)
    assert (found.what, found.ids) == ("2 changes of actions, 1.a3", ("1.a3",))


def test_a_move_is_called_a_move():
    there = row("added", "10:05", 7, text="x")._replace(incident=1)
    assert said(opened(), LINE, row("deleted", "10:10", 1), there, mine=2).what == "the move of 1.1 to 1.7"


def test_a_long_text_is_cut():
    assert said(opened(), row("added", "10:05", 1, text="word " * 50)).what.endswith('word…"')


def test_the_echo_tells_what_changed_and_the_way_back():
    before, after = fold(stamped([opened(), CLOSING])), fold(stamped([opened()]))
    undone = said(opened(), CLOSING)._replace(effects=(effect(before, after, "web is down"),))
    assert list(filter(None, parts(undone, at("10:52")))) == [
        'undone: the closing of #1 "over" (22 m ago)',
        "#1 web is down",
        "resolved → investigating",
        "web down",
        "to take that back: incident undo --redo",
    ]
    assert question(undone, at("10:52")) == (
        'would undo: the closing of #1 "over" (22 m ago) · #1 web is down · resolved → investigating · web down. Go on?'
    )


def test_a_redo_names_the_undo_as_the_way_back():
    undone = said(opened(), LINE)._replace(redo=True)
    assert next(parts(undone, at("10:05"))).startswith("redone: ")
    assert list(parts(undone, at("10:05")))[-1] == "to take that back: incident undo"


def test_nothing_is_one_sentence():
    assert list(parts(Undone("", "nothing to undo"), at("10:00"))) == ["nothing to undo"]


def test_of_many_incidents_three_are_told():
    before, after = fold(stamped([opened(), CLOSING])), fold(stamped([opened()]))
    undone = said(opened())._replace(effects=(effect(before, after, "x"),) * 5)
    assert "and 2 more" in list(parts(undone, at("10:30")))


def test_a_server_that_is_claimed_no_more_is_up():
    before, after = fold(stamped([opened(states=())])), fold(stamped([planned("11:00", "12:00")]))
    assert effect(after, before, "").changes == ()
    held = fold(stamped([opened()]))
    assert [change[1:] for change in effect(held, before, "").changes] == [(DOWN, UP)]
