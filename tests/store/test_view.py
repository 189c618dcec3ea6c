"""Questions whose cost must not grow with the past, and that the answers are those of the whole past."""

from datetime import UTC, timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from support.histories import START, worlds
from support.make import DEGRADED, DOWN, WEB, at, row
from support.stores import write_step

from incident_cli.commands.status import board
from incident_cli.core.events import Event, EventKind
from incident_cli.core.prompt import prompt


@settings(max_examples=40)
@given(worlds(), st.integers(-10, 70))
def test_the_claims_that_hold_tell_the_states_that_all_claims_tell(make, steps, minutes):
    """And of a prompt, silence means calm."""
    app = SimpleNamespace(now=START + timedelta(minutes=minutes), zone=UTC)
    store = make()
    for step in steps:
        write_step(store, step)
    whole = store.read(lambda view: board(app, view, []))
    brief = store.read(lambda view: board(app, view, [], brief=True))
    up = {None: "operational"}  # that a server was ever spoken of is only told by its past
    assert [(s.server, up.get(s.state, s.state), s.holders) for s in brief.servers] == [
        (s.server, up.get(s.state, s.state), s.holders) for s in whole.servers
    ]
    assert (brief.incidents, brief.maintenance, brief.calm) == (whole.incidents, whole.maintenance, whole.calm)
    assert whole.calm or prompt(brief, app.now)


def test_of_servers_that_are_not_asked_for_no_claim_comes(store, scribe):
    scribe.write(
        Event(EventKind.SERVER_CHANGED, START, {"name": "web"}, server=WEB),
        row("opened", "10:00", 0, status="investigating", states=((WEB, DOWN), (2, DEGRADED))),
    )
    held = store.read(lambda view: view.holding(at("11:00"), [WEB]))
    assert [(incident, claim.server, claim.state) for incident, claim in held] == [(1, WEB, DOWN)]
    assert store.read(lambda view: view.holding(at("09:00"), [WEB])) == []
    assert store.read(lambda view: view.holding(at("11:00"), [])) == []
