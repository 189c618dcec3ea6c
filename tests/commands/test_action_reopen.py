"""`incident action reopen`: what was done or dropped is to be done after all."""


def test_an_action_comes_back_as_it_was(incident):
    incident.clock("12:00")
    incident("open", "-s", "web").done
    incident("action", "add", "1", "Mirror it", "--owner", "bob", "--due", "friday").done
    before = incident("action", "list", "--json").json
    incident("action", "done", "1.a1").done
    assert incident("action", "list").rows == []
    assert incident("action", "reopen", "1.a1").done == (
        '1.a1 reopened: "Mirror it" · owner bob · due Fri 2014-02-14 (in 4 d) · #1 web is down'
        " · the clock is set by INCIDENT_NOW\n"
    )
    assert incident("action", "list", "--json").json == before
