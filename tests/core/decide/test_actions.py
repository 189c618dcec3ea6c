"""What may be done to an action."""

import pytest
from support.make import at, incident, opened, row, stamped

from incident_cli.core.actions import ActionState
from incident_cli.core.decide import actions
from incident_cli.core.decide.actions import Draft
from incident_cli.core.events import EventKind
from incident_cli.errors import Conflict, NotFound

NOW = at("14:00")
ADDED = row("action_changed", "12:00", action=1, text="Mirror it", state=ActionState.OPEN, owner="bob")
DONE = row("action_changed", "13:00", action=1, state=ActionState.DONE)
DROPPED = row("action_changed", "13:00", action=1, state=ActionState.DROPPED, why="no money")


def data(events):
    return [dict(event.data) for event in events]


def test_an_action_is_added_with_what_was_said_and_no_more():
    (event,) = actions.added(incident(opened()), 3, Draft("Mirror it", owner="bob"), NOW)
    assert (event.kind, event.at, event.incident, event.entry) == (EventKind.ACTION_CHANGED, NOW, 1, None)
    assert event.data == {"action": 3, "state": ActionState.OPEN, "text": "Mirror it", "owner": "bob"}


def test_a_key_makes_a_retry_harmless_and_other_words_are_a_conflict():
    draft = Draft("Mirror it", due=at("12:00").date(), key="k", key_time="friday")
    first = actions.added(incident(opened()), 1, draft, NOW)
    log = stamped([opened(), *first])
    found = actions.with_key(log, "k")
    later = draft._replace(due=at("24:30").date())
    assert actions.added(incident(opened()), 2, later, NOW, found) == []
    for other in (draft._replace(text="Other"), draft._replace(key_time="monday"), draft._replace(owner="zoe")):
        with pytest.raises(Conflict):
            actions.added(incident(opened()), 2, other, NOW, found)


def test_a_key_names_an_action_that_still_counts():
    first = ADDED._replace(data={**ADDED.data, "key": "k"}, batch="gone")
    line = row("added", "12:00", 1, text="x", key="k")
    void = row("voided", "13:00")._replace(data={"batch": "gone"})
    assert [e.data["action"] for e in actions.with_key(stamped([opened(), first, line]), "k")] == [1]
    assert actions.with_key(stamped([opened(), first, line, void]), "k") == []
    assert actions.with_key(stamped([opened(), ADDED]), "") == []


def test_only_real_changes_become_a_row():
    whole = incident(opened(), ADDED)
    assert data(actions.edited(whole, 1, {"owner": "zoe", "text": "Mirror it", "due": None}, NOW)) == [
        {"action": 1, "owner": "zoe"}
    ]
    assert actions.edited(whole, 1, {"owner": "bob", "text": "Mirror it", "kind": None}, NOW) == []
    assert data(actions.edited(whole, 1, {"owner": None}, NOW)) == [{"action": 1, "owner": None}]


def test_what_is_done_is_done_once():
    assert data(actions.moved(incident(opened(), ADDED), 1, ActionState.DONE, NOW)) == [{"action": 1, "state": "done"}]
    whole = incident(opened(), ADDED, DONE)
    assert actions.moved(whole, 1, ActionState.DONE, NOW) == []
    assert actions.moved(whole, 1, ActionState.DONE, at("13:00"), timed=True) == []
    (event,) = actions.moved(whole, 1, ActionState.DONE, at("12:30"), timed=True)
    assert event.at == at("12:30")


def test_what_is_open_is_not_opened_again():
    assert actions.moved(incident(opened(), ADDED), 1, ActionState.OPEN, NOW) == []
    for over in (DONE, DROPPED):
        found = actions.moved(incident(opened(), ADDED, over), 1, ActionState.OPEN, NOW)
        assert data(found) == [{"action": 1, "state": "open"}]


def test_an_action_is_dropped_once_for_one_reason():
    whole = incident(opened(), ADDED, DROPPED)
    assert actions.dropped(whole, 1, "no money", NOW) == []
    assert actions.dropped(whole, 1, "", NOW) == []
    assert data(actions.dropped(whole, 1, "no time", NOW)) == [{"action": 1, "state": "dropped", "why": "no time"}]
    assert data(actions.dropped(incident(opened(), ADDED, DONE), 1, "", NOW)) == [{"action": 1, "state": "dropped"}]


@pytest.mark.parametrize(
    "decide",
    [
        lambda whole: actions.edited(whole, 2, {"owner": "zoe"}, NOW),
        lambda whole: actions.moved(whole, 2, ActionState.DONE, NOW),
        lambda whole: actions.dropped(whole, 2, "", NOW),
    ],
)
def test_an_action_that_is_not_there_is_refused(decide):
    with pytest.raises(NotFound, match=r"there is no action 1\.a2") as caught:
        decide(incident(opened(), ADDED))
    assert caught.value.hints == ("incident action list all -i 1",)
