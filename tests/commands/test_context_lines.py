"""The editor and a server that comes back while somebody writes."""

import pytest
from support.away import WHY, box, team

from incident_cli import config, editor
from incident_cli.commands import close, sending, update
from incident_cli.context import App


@pytest.fixture
def shared(incident, monkeypatch):
    """The program over a server that is away, with #1 open on it, and a line kept for that."""
    team(incident, monkeypatch).clock("10:05")("open", "-s", "http6").done
    incident.server.away = True
    incident.clock("10:26")("update", "1", "before").done
    monkeypatch.setenv("HOME", str(incident.folder))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return incident


class Out:
    """Where the command answers."""

    def receipt(self, receipt):
        self.said = f"1.{receipt.entry.number}"

    def kept(self, keeping):
        self.said = "kept" if keeping.path else ""


def edited(incident, monkeypatch, command, *, back):
    """Write `after` in the editor, while the server may come back: what was answered, and what stood below."""
    seen = []

    def edit(_command, _before, below=""):
        seen.append(below)
        incident.server.away = not back
        (incident.folder / "draft").write_text("after")
        return editor.Edited("after", str(incident.folder / "draft"))

    monkeypatch.setattr(editor, "edit", edit)
    app = App(config.load({}, incident.env)._replace(interactive=True))
    app.errand = sending.first
    app.__dict__["out"] = Out()
    command.run(app, ["1"], edit=True)
    return app.out.said, seen[0]


@pytest.mark.parametrize("command", [update, close])
def test_the_server_is_asked_again_and_what_was_kept_goes_first(shared, monkeypatch, command):
    assert edited(shared, monkeypatch, command, back=True) == ("1.2", f"#1: {WHY}")
    texts = [entry["text"] for entry in shared("show", "1", "--json").json["incident"]["entries"][1:]]
    assert (texts, box(shared)) == (["before", "after"], [])


@pytest.mark.parametrize("command", [update, close])
def test_what_was_written_is_kept_where_the_server_stays_away(shared, monkeypatch, command):
    assert edited(shared, monkeypatch, command, back=False) == ("kept", f"#1: {WHY}")
    assert len(box(shared)) == 2
