"""A tracker moves to a server and back: whatever is told of it afterwards is the same bytes."""

import pytest
from support import postgres, stories

from incident_cli import formats

REAL = pytest.mark.skipif(not stories.DATA.exists(), reason="the real histories are not beside this checkout")
WHOLE = [each.name for each in formats.FORMATS if each.writes and each.name not in ("markdown", "svg")]


def told(incident, location):
    """Every export of everything, and what commands answer."""
    first = incident("list", "all", INCIDENT_DB=location).rows[-1][0]
    asked = [("export", *(("--all",) if name != "jsonl" else ()), "--format", name) for name in WHOLE]
    asked += [(*words, "--json") for words in (("list", "all"), ("status",), ("server", "list"), ("action", "list"))]
    asked += [("list", "-g", "server"), ("stats", "--since", "2010-01-01", "--json"), ("check",)]
    asked += [(*words, first, "--json") for words in (("show",), ("show", "--history"), ("postmortem",))]
    answers = {words: incident(*words, INCIDENT_DB=location) for words in asked}
    assert not {words for words, answer in answers.items() if answer.code not in (0, 10)}, answers
    return {words: answer.out for words, answer in answers.items()}


@pytest.mark.parametrize("story", [stories.ordinary, stories.harmful, pytest.param(stories.real, marks=REAL)])
def test_to_a_server_and_back_everything_is_the_same_bytes(incident, postgres_server, story):
    story(incident)
    incident.clock("2026-01-01T00:00:00Z")
    here, server, back = str(incident.db), postgres.fresh(postgres_server), str(incident.folder / "back.db")
    assert incident("db", "copy", here, server).code == 0
    assert incident("db", "copy", server, back).code == 0
    before = told(incident, here)
    assert told(incident, server) == before
    assert told(incident, back) == before
    for location in (here, server, back):
        assert incident("db", "check", INCIDENT_DB=location).done == "sound\tyes\t\n"
