"""What a post-mortem says of actions."""

from datetime import date

from support.make import CET, at, incident, opened, row

from incident_cli.core.actions import ActionKind, ActionState, Priority
from incident_cli.core.postmortem.actions import actions
from incident_cli.core.views import sheet
from incident_cli.formats.markdown import postmortem

MANY = incident(
    opened(),
    row(
        "action_changed",
        "11:00",
        action=1,
        text="Mirror *it*",
        state=ActionState.OPEN,
        owner="ann",
        due=date(2014, 2, 9),
    ),
    row(
        *("action_changed", "11:00"),
        action=2,
        text="Alert",
        state=ActionState.OPEN,
        due=date(2014, 2, 20),
        kind=ActionKind.DETECT,
        priority=Priority.P2,
    ),
    row("action_changed", "11:00", action=3, text="Hope", state=ActionState.OPEN, owner="bob"),
    row("action_changed", "23:30", action=3, state=ActionState.DROPPED, why="it never helped"),
)


def told(whole, **more):
    return actions(sheet(whole, "t", {}, **more), at("24:30"), CET)


def test_each_action_tells_where_it_stands():
    assert [(line.head, line.facts) for line in told(MANY).lines] == [
        ("1.a1", ("Mirror *it*", "overdue", "owner ann", "due 2014-02-09")),
        ("1.a2", ("Alert", "open", "due 2014-02-20", "detect", "P2")),
        ("1.a3", ("Hope", "dropped 2014-02-11: it never helped", "owner bob")),
    ]


def test_a_public_document_names_no_owners():
    said = str(told(MANY, public=True))
    assert "ann" not in said
    assert "bob" not in said


def test_where_there_are_none_it_says_so():
    assert told(incident(opened())).sentences == ("None yet.",)


def test_a_stored_document_gets_them_anew_and_what_was_written_beside_them_stays():
    whole, now = sheet(MANY, "t", {}), at("24:30")
    stored = "# Mine\n\n<!-- incident:actions -->\n\nold\n\n<!-- /incident:actions -->\n\nand by hand\n"
    found = postmortem(whole, now, CET, stored)
    assert r"- **1.a1** Mirror \*it\* · overdue · owner ann · due 2014-02-09" in found
    assert "old" not in found
    assert found.endswith("\n\nand by hand\n")
