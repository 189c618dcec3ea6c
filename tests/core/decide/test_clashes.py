"""A later change of somebody else is never run over; what stands beside it is no reason to refuse."""

import pytest
from support.make import DB, DOWN, UP, WEB, at, opened, row, stamped

from incident_cli.core.actions import ActionState
from incident_cli.core.decide import clashes, undoing
from incident_cli.core.decide.clashes import Turn
from incident_cli.core.decide.undoing import Step
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.model import DocumentStatus, Server, Status
from incident_cli.errors import Conflict

NOW = at("12:00")
OPENED = opened("10:00", title="x")


def by(author, event):
    """A row by somebody; its batch is told by who wrote it: mine is "m"."""
    return event._replace(author=author, batch="m" if author == "ann" else "")


def undo(*rows):
    """Undo the command "m" by ann in incident 1, before which carl opened it unless ann does. Raises Conflict."""
    log = stamped(rows)
    since = next(e.id for e in log if e.batch == "m")
    step = Step("m", "m", since)
    after = [*log, undoing.taken(step, 1, None, NOW)._replace(id=99, batch="u", recorded_at=NOW, author="ann")]
    turn = Turn(log, undoing.moved(step, log, after), fold(log), fold(after))
    clashes.check(step, turn, "ann", NOW)


def redo(*rows):
    """Redo "m", which the row of batch "u" undid."""
    log = stamped(rows)
    step = Step("m", "u", next(e.id for e in log if e.batch == "u"), redo=True)
    after = [*log, undoing.taken(step, 1, None, NOW)._replace(id=99, batch="r", recorded_at=NOW, author="ann")]
    clashes.check(step, Turn(log, undoing.moved(step, log, after), fold(log), fold(after)), "ann", NOW)


CARL = by("carl", OPENED)
LINE = row("added", "10:05", 1, text="a")
CLOSING = row("closed", "10:30", 1, status=Status.RESOLVED)
REOPENING = row("reopened", "10:40", 2, status=Status.INVESTIGATING)
TITLE = row("edited", "10:10", title="y")
VOID = row("voided", "10:50")._replace(data={"batch": "m"}, batch="u", author="ann")


def other(kind, entry=None, clock="11:00", **data):
    return by("bob", row(kind, clock, entry, **data))


ACTION = row("action_changed", "10:20", action=1, text="a", state=ActionState.OPEN)
OWNED = row("action_changed", "10:30", action=1, owner="ann")


EARLIER = row("edited", "10:10", 0, at=at("09:00"))
CLOSED = row("closed", "11:30", 2, status=Status.RESOLVED)

REFUSED = {
    "a line in what I opened": ([by("ann", OPENED), other("added", 1, text="b")], "bob wrote 1.1"),
    "an edit of what I opened": ([by("ann", OPENED), other("edited", title="y")], "bob changed #1"),
    "an edit of my line": ([CARL, by("ann", LINE), other("edited", 1, text="b")], "bob changed 1.1"),
    "a retraction of my line": ([CARL, by("ann", LINE), other("retracted", 1, why="b")], "bob retracted 1.1"),
    "a deletion of my line": ([CARL, by("ann", LINE), other("deleted", 1)], "bob deleted 1.1"),
    "a reopening of what I closed": (
        [CARL, by("ann", CLOSING), other("reopened", 2, status=Status.INVESTIGATING)],
        "bob reopened #1",
    ),
    "a closing of what I reopened": (
        [CARL, by("carl", CLOSING), by("ann", REOPENING), other("closed", 3, status=Status.RESOLVED)],
        "bob closed #1",
    ),
    "a state after my reopening": (
        [CARL, by("carl", CLOSING), by("ann", REOPENING), other("added", 3, states=((WEB, DOWN),))],
        "bob wrote 1.3",
    ),
    "the same field of the header": ([CARL, by("ann", TITLE), other("edited", title="z")], "bob changed #1"),
    "the same field of a line": (
        [CARL, by("carl", LINE), by("ann", row("edited", "10:10", 1, text="b")), other("edited", 1, text="c")],
        "bob changed 1.1",
    ),
    "another reason": (
        [CARL, by("carl", LINE), by("ann", row("retracted", "10:10", 1, why="b")), other("retracted", 1, why="c")],
        "bob retracted 1.1",
    ),
    "a later post-mortem": (
        [
            CARL,
            by("ann", row("postmortem_stored", "10:50", 1, text="a", document=DocumentStatus.DRAFT)),
            other("postmortem_stored", 1, text="b", document=DocumentStatus.DRAFT),
        ],
        "bob stored the post-mortem of #1",
    ),
    "a change of the action I added": (
        [CARL, by("ann", ACTION), other("action_changed", action=1, owner="b")],
        "bob changed 1.a1",
    ),
    "an action of what I opened": (
        [by("ann", OPENED), other("action_changed", action=1, text="a", state=ActionState.OPEN)],
        "bob added 1.a1",
    ),
    "the same field of an action": (
        [CARL, by("carl", ACTION), by("ann", OWNED), other("action_changed", action=1, owner="bob")],
        "bob changed 1.a1",
    ),
    "an end before the beginning": (
        [
            CARL,
            by("ann", row("edited", "10:10", 0, at=at("09:00"))),
            other("closed", 1, "09:30", status=Status.RESOLVED),
        ],
        "the end of #1 would be before its beginning",
    ),
}


@pytest.mark.parametrize(("rows", "said"), REFUSED.values(), ids=REFUSED)
def test_an_undo_is_refused_for(rows, said):
    with pytest.raises(Conflict) as caught:
        undo(*rows)
    assert said in caught.value.message
    assert caught.value.message.endswith("nothing was changed")


ALLOWED = {
    "a line beside mine": [CARL, by("ann", LINE), other("added", 2, text="b")],
    "a state beside mine": [
        CARL,
        by("ann", row("added", "10:05", 1, states=((WEB, UP),))),
        other("added", 2, states=((WEB, DOWN),)),
    ],
    "another field of the header": [CARL, by("ann", TITLE), other("edited", tags=("t",))],
    "another field of a line": [
        CARL,
        by("carl", LINE),
        by("ann", row("edited", "10:10", 1, text="b")),
        other("edited", 1, guess=True),
    ],
    "a line after my closing": [CARL, by("ann", CLOSING), other("added", 2, text="b")],
    "a link of another incident beside mine": [
        CARL,
        by("ann", row("edited", "10:10", relate=(2,))),
        other("edited", relate=(3,)),
    ],
    "another field of an action": [
        CARL,
        by("carl", ACTION),
        by("ann", OWNED),
        other("action_changed", action=1, state=ActionState.DONE),
    ],
    "another action": [CARL, by("ann", ACTION), other("action_changed", action=2, text="b", state=ActionState.OPEN)],
    "a redaction of my action": [CARL, by("ann", ACTION), other("redacted", action=1)],
    "a redaction of my line": [CARL, by("ann", LINE), other("redacted", 1)],
    "what was undone itself": [
        CARL,
        by("ann", LINE),
        other("edited", 1, text="b")._replace(batch="b"),
        other("voided")._replace(data={"batch": "b"}),
    ],
    "what came before": [
        CARL,
        other("added", 1, text="b"),
        by("ann", row("closed", "11:30", 2, status=Status.RESOLVED)),
    ],
}


@pytest.mark.parametrize("rows", ALLOWED.values(), ids=ALLOWED)
def test_an_undo_is_not_refused_for(rows):
    undo(*rows)


def test_a_redo_does_not_run_over_a_change_of_my_own_either():
    again = row("edited", "11:00", title="z")._replace(author="ann", batch="n")
    with pytest.raises(Conflict, match="you changed #1"):
        redo(CARL, by("ann", TITLE), VOID, again)


def test_a_redo_of_a_closing_is_refused_when_it_was_closed_again():
    again = row("closed", "11:00", 2, status=Status.RESOLVED)._replace(author="ann", batch="n")
    with pytest.raises(Conflict, match="you closed #1"):
        redo(CARL, by("ann", CLOSING), VOID, again)


def test_a_redo_needs_the_incident_that_it_is_about():
    gone = row("voided", "11:00")._replace(data={"batch": "c"}, author="carl", batch="v")
    with pytest.raises(Conflict, match=r"carl undid 1\.1"):
        redo(CARL._replace(batch="c"), by("ann", LINE), VOID, gone)


def test_a_redo_needs_the_line_that_it_is_about():
    line = LINE._replace(batch="c", author="carl")
    edit = by("ann", row("edited", "10:10", 1, text="b"))
    gone = row("voided", "11:00")._replace(data={"batch": "c"}, author="carl", batch="v")
    with pytest.raises(Conflict, match=r"carl undid 1\.1"):
        redo(CARL, line, edit, VOID, gone)


def test_a_redo_needs_the_action_that_it_is_about():
    gone = row("voided", "11:00")._replace(data={"batch": "c"}, author="carl", batch="v")
    with pytest.raises(Conflict, match=r"carl undid 1\.a1"):
        redo(CARL, ACTION._replace(batch="c", author="carl"), by("ann", OWNED), VOID, gone)
    redo(CARL, ACTION._replace(batch="c", author="carl"), by("ann", OWNED), VOID)


def test_a_redo_does_not_use_the_key_of_an_action_twice():
    mine = by("ann", ACTION._replace(data={**ACTION.data, "key": "k"}))
    again = row("action_changed", "11:00", action=2, text="a", state=ActionState.OPEN, key="k")
    with pytest.raises(Conflict, match='another action with the key "k"'):
        redo(CARL, mine, VOID, again._replace(author="ann", batch="n"))
    line = row("added", "11:00", 1, text="a", key="k")._replace(author="ann", batch="n")
    redo(CARL, mine, VOID, line)


def test_a_redo_does_not_use_a_key_twice():
    mine = by("ann", row("added", "10:05", 1, text="a", key="k"))
    again = row("added", "11:00", 2, text="a", key="k")._replace(author="ann", batch="n")
    with pytest.raises(Conflict, match='another line with the key "k"'):
        redo(CARL, mine, VOID, again)


def test_a_redo_right_after_its_undo_is_never_refused():
    redo(CARL, by("ann", CLOSING), VOID)


# -- servers --------------------------------------------------------------------------------------


def server(kind, author, **data):
    batch = "m" if author == "ann" else ""
    return Event(EventKind(kind), at("10:00"), data, server=WEB, author=author, batch=batch)


def undo_server(*rows):
    log = stamped(rows)
    step = Step("m", "m", next(e.id for e in log if e.batch == "m"))
    clashes.check_server(step, log, [e for e in log if e.batch == "m"], "ann", NOW)


@pytest.mark.parametrize(
    "rows",
    [
        [server("server_changed", "ann", name="web"), server("state_set", "bob", state=DOWN)],
        [server("server_changed", "ann", name="web"), server("server_changed", "bob", group="eu")],
        [server("state_set", "ann", state=DOWN), server("state_set", "bob", state=UP)],
        [server("server_changed", "ann", group="a"), server("server_changed", "bob", group="b")],
    ],
)
def test_a_server_that_somebody_else_uses_or_changes_stays(rows):
    with pytest.raises(Conflict, match="bob changed the same server"):
        undo_server(*rows)


def test_another_field_of_a_server_is_no_reason():
    made = server("server_changed", "carl", name="web")
    undo_server(made, server("server_changed", "ann", group="a"), server("server_changed", "bob", description="b"))


def test_a_server_that_another_incident_speaks_of_stays():
    rows = stamped([server("server_changed", "ann", name="web")])
    clashes.check_unused(rows, [])
    with pytest.raises(Conflict, match='#7 speaks of the server "web"'):
        clashes.check_unused(rows, [7])


def test_no_two_servers_get_one_name_and_none_is_missed():
    one, two = Server(WEB, "web"), Server(DB, "Web")
    clashes.check_servers({}, {WEB: one}, [])
    with pytest.raises(Conflict, match="two servers"):
        clashes.check_servers({WEB: one}, {WEB: one, DB: two}, [])
    whole = fold(stamped([opened()]))
    with pytest.raises(Conflict, match="speak of a server"):
        clashes.check_servers({WEB: one}, {}, [Turn([], [], whole, whole)])
