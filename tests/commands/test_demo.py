"""`incident demo`: an outage in a throw-away database."""

import re
import shlex


def test_it_leaves_the_users_database_alone_and_ends_with_commands_that_work(incident):
    said = incident("demo").done
    assert not incident.made
    path = re.search(r"export INCIDENT_DB=(\S+)", said)[1]
    assert path.startswith(str(incident.folder))
    tail = said.partition("This was a demo")[2]
    lines = [shlex.split(line) for line in tail.splitlines() if line.startswith("  incident ")]
    assert len(lines) >= 3
    for words in lines:
        answer = incident(*words[1:], INCIDENT_DB=path)
        assert answer.code == 0, (words, answer)


def test_on_a_terminal_it_asks_nothing(incident):
    assert incident.terminal("demo").code == 0
