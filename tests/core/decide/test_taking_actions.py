"""The actions of a file become rows, and the rows tell the same again."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.portables import SERVERS, START, actions, portables

from incident_cli.core.actions import ActionState
from incident_cli.core.decide import taking
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold, known
from incident_cli.core.model import Server
from incident_cli.core.portable import PortableAction, told

IDS = {server.key: number for number, server in enumerate(SERVERS, start=1)}
KNOWN = {
    number: Server(number, server.name, external_id=server.external_id) for number, server in enumerate(SERVERS, 1)
}
NOW = START + timedelta(days=100)
ACTING = st.tuples(*(actions(number) for number in (1, 2, 3))).map(
    lambda found: tuple({(each.external_id or (each.created_at, each.text)): each for each in found}.values())
)
"""Some actions, no two of them known as one."""


def stored(events, batch="b1", first=1):
    """Rows as a store stamps them."""
    return [
        event._replace(
            id=number, event_id=f"{batch}.{number}", batch=batch, author="ann", recorded_at=event.recorded_at or NOW
        )
        for number, event in enumerate(events, start=first)
    ]


def taken(portable):
    return stored(taking.brought(7, portable, IDS))


def again(rows, portable):
    """The rows of another import over those that are there."""
    before = told(taking.as_told(rows), taking.as_told(rows).title, KNOWN)
    numbers = [row.data["action"] for row in rows if row.kind is EventKind.ACTION_CHANGED]
    entries = [row.entry for row in rows if row.entry is not None]
    following = {"next_entry": max(entries) + 1, "next_action": max(numbers, default=0) + 1}
    return stored(taking.changed(before, portable, IDS, **following, now=NOW), "b2", len(rows) + 1)


def said(found):
    """What a file and the record both say; numbers are ours."""
    return sorted((action._replace(number=0) for action in found), key=repr)


def record(rows):
    incident = fold(rows)
    return told(incident, incident.title, KNOWN)


@given(portables(), ACTING)
def test_what_was_taken_in_is_told_again(portable, found):
    rows = taken(portable._replace(actions=found))
    assert said(record(rows).actions) == said(found)
    assert [action.author for action in fold(rows).actions.values()] == [""] * len(found)
    assert again(rows, portable._replace(actions=found)) == []


@given(portables(), ACTING)
def test_rows_stand_where_they_were_written(portable, found):
    """So at any time of the source that is known which it knew then."""
    rows = taken(portable._replace(actions=found))
    lines = [row for row in rows if row.kind is not EventKind.ACTION_CHANGED]
    assert [row._replace(id=0, event_id="") for row in lines] == [
        row._replace(id=0, event_id="") for row in taken(portable)
    ]
    if all(one.recorded_at <= other.recorded_at for one, other in pairwise(lines[2:])):
        written = [row.recorded_at for row in rows if row.kind is not EventKind.IMPORTED][1:]
        assert written == sorted(written)


@given(portables(), ACTING, ACTING)
def test_what_a_source_says_otherwise_is_told_afterwards(portable, before, after):
    rows = taken(portable._replace(actions=before))
    rows += again(rows, portable._replace(actions=after))
    identity = {each.external_id or (each.created_at, each.text) for each in after}
    now = [a for a in record(rows).actions if (a.external_id or (a.created_at, a.text)) in identity]
    kept = [action._replace(created_at=START) for action in said(now)]  # when it was written does not change
    assert sorted(kept, key=repr) == sorted((a._replace(created_at=START) for a in said(after)), key=repr)
    assert again(rows, portable._replace(actions=after)) == []


def one(*found):
    from incident_cli.core.portable import Portable

    return Portable("elsewhere", "x1", "It broke", START, START, servers=SERVERS, actions=found)


def test_a_source_without_actions_takes_none_away():
    rows = taken(one(PortableAction("Mirror it", START)))
    assert again(rows, one()) == []


def test_what_we_did_about_an_action_stays_when_the_source_says_what_it_said():
    portable = one(PortableAction("Mirror it", START, external_id="1.a1"))
    rows = taken(portable)
    done = Event(EventKind.ACTION_CHANGED, NOW, {"action": 1, "state": ActionState.DONE}, 7)
    rows += stored([done], "mine", len(rows) + 1)
    assert again(rows, portable) == []
    assert fold(rows).actions[1].state is ActionState.DONE


def test_a_new_one_gets_a_number_behind_ours():
    rows = taken(one(PortableAction("a", START, external_id="1.a1")))
    mine = {"action": 2, "text": "ours", "state": ActionState.OPEN}
    rows += stored([Event(EventKind.ACTION_CHANGED, NOW, mine, 7)], "mine", len(rows) + 1)
    more = PortableAction("b", START, external_id="1.a2")
    rows += again(rows, one(PortableAction("a", START, external_id="1.a1"), more))
    assert [action.text for _, action in sorted(fold(rows).actions.items())] == ["a", "ours", "b"]


def test_what_was_known_when_is_what_the_source_knew():
    hour = timedelta(hours=1)
    over = PortableAction("Mirror it", START + hour, state=ActionState.DONE, done_at=START + 3 * hour)
    rows = taken(one(over))
    assert [len(fold(known(rows, START + hours * hour)).actions) for hours in (0, 1, 2)] == [0, 1, 1]
    assert fold(known(rows, START + 2 * hour)).actions[1].open


def test_what_is_for_the_public_names_no_owner():
    incident = fold(taken(one(PortableAction("Mirror it", START, owner="ann"))))
    assert [told(incident, "t", KNOWN, public=public).actions[0].owner for public in (False, True)] == ["ann", ""]
