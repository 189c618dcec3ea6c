"""`incident server set`."""

import pytest


def test_it_sets_several_at_once(incident):
    rows = incident("server", "set", "web1,web2=up", "db=slow", "-m", "RAID without its second disk").rows
    assert [row[:2] for row in rows] == [["web1", "up"], ["web2", "up"], ["db", "degraded"]]


def test_t_dates_it(incident):
    incident.clock("12:00")("server", "set", "web=down", "-t", "11:00").done
    assert incident("server", "list").rows[0][2] == "2014-02-10T10:00:00.000Z"


def test_below_an_open_claim_it_is_stored_and_said_who_holds_it(incident):
    incident("open", "-s", "web").done
    answer = incident("server", "set", "web=up")
    assert (answer.code, answer.err) == (0, "incident: warning: web stays down: #1 claims it\n")
    incident("close", "1").done
    assert incident("server", "list").rows[0][1] == "up"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "missing argument"),
        (("web",), '"web" does not say which state'),
        (("web=",), "does not say which state"),
        (("web=foo",), "no server state"),
        (("=up",), "which server"),
        (("web=up", "-m", ""), "text is empty"),
        (("web=up", "-t", "+1h"), "in the future"),
    ],
)
def test_bad_words_are_refused(incident, words, says):
    incident("server", "set", *words).failed(2, says)
    assert incident("server", "list").done == ""
