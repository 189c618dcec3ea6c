"""The outbox goes to its server: once, in order, as of its time; what is refused stays, and stops nothing."""

import json

import pytest
from support.away import SHOWN, URL, WHY, box, team

from incident_cli import outbox
from incident_cli.commands import sending
from incident_cli.errors import Busy, NotOurs, Unavailable, Unreachable


@pytest.fixture
def shared(incident, monkeypatch):
    """The program over a server, with #1 open on it since 10:05, and nothing kept; the clock says 10:26."""
    team(incident, monkeypatch).clock("10:05")("open", "-s", "http6").done
    return incident.clock("10:26")


@pytest.fixture
def full(shared):
    """Three updates were kept, at 10:26, 10:31 and 10:40; the server is back at 11:00."""
    shared.server.away = True
    for clock, text in (("10:26", "one"), ("10:31", "two"), ("10:40", "three")):
        shared.clock(clock)("update", "1", text).done
    shared.server.away = False
    return shared.clock("11:00")


def entries(incident, number="1"):
    """The lines of an incident after its opening."""
    return incident("show", number, "--json").json["incident"]["entries"][1:]


def texts(incident, number="1"):
    return [entry["text"] for entry in entries(incident, number)]


# -- with the next command -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("list",), ("show", "1"), ("status",), ("db", "info"), ("undo", "--dry-run")])
def test_the_next_command_that_reaches_the_server_sends_it_first_and_says_so(full, words):
    answer = full(*words)
    assert answer.err == "sent from the outbox: 1.1 at 10:26, 1.2 at 10:31, 1.3 at 10:40\n"
    assert answer.out
    assert box(full) == []
    assert full(*words).err == ""
    assert texts(full) == ["one", "two", "three"]


def test_a_new_line_comes_behind_it(full):
    assert full("update", "1", "four", "-q").out == "1.4\n"
    assert texts(full) == ["one", "two", "three", "four"]


def test_what_was_known_at_a_time_is_what_had_arrived_by_then(full):
    """Another one wrote at 10:50; nobody but the author knew of what waited."""
    full.clock("10:50")(
        "update", "1", "four", "--by", "bob", INCIDENT_OUTBOX="0", XDG_STATE_HOME=str(full.folder / "bobs")
    ).done
    full.clock("11:00")("show", "1")
    known = {at: full("show", "1", "--as-of", at).rows for at in ("10:45", "10:55", "11:00")}
    assert {at: [row[-1] for row in rows[1:]] for at, rows in known.items()} == {
        "10:45": [],
        "10:55": ["four"],
        "11:00": ["one", "two", "three", "four"],
    }


def test_the_history_tells_that_it_waited(full):
    full("show", "1")
    rows = full("show", "1", "--history").rows
    assert ["2014-02-10T09:26:00.000Z", "1.1", "arrived_at", "", "2014-02-10T10:00:00.000Z", "ann", "added", ""] in rows


def test_of_many_lines_the_number_is_told(full):
    full.server.away = True
    full("update", "1", "four").done
    full.server.away = False
    assert full("list").err == "sent from the outbox: 4 lines, 1.1 to 1.4\n"


def test_a_command_that_needs_no_store_sends_nothing(full):
    assert full("template", "list").err == ""
    assert len(box(full)) == 3


def test_a_hook_that_runs_the_program_sends_nothing(full):
    assert full("list", INCIDENT_HOOK="on-update").err == ""
    assert len(box(full)) == 3


def test_what_is_for_another_server_stays(full):
    (full.folder / "server.db").rename(full.folder / "other.db")
    full.server.path = str(full.folder / "other.db")
    other = URL.replace("=team", "=others")
    assert full("list", INCIDENT_DB=other).err == ""
    assert full("list", INCIDENT_DB=str(full.folder / "a file.db")).err == ""
    assert len(box(full)) == 3
    assert "sent" in full("list").err


def test_an_outbox_that_was_turned_off_is_sent_all_the_same(full):
    assert "sent" in full("list", INCIDENT_OUTBOX="0").err


# -- as of its time --------------------------------------------------------------------------------------------


def test_the_times_are_those_of_then(full):
    assert "sent" in full("list").err
    times = [(entry["at"], entry["recorded_at"], entry["late_s"]) for entry in entries(full)]
    assert times == [(f"2014-02-10T09:{minute}:00.000Z",) * 2 + (None,) for minute in (26, 31, 40)]


@pytest.mark.parametrize(
    ("words", "then", "at"),
    [
        (("-t", "-5m"), {}, "2014-02-10T09:21:00.000Z"),
        (("-t", "10:20"), {}, "2014-02-10T09:20:00.000Z"),
        (("-t", "10:20"), {"INCIDENT_TZ": "Europe/Helsinki"}, "2014-02-10T08:20:00.000Z"),
        (("-t", "10/02/2014 10:20"), {"INCIDENT_DATE_ORDER": "dmy"}, "2014-02-10T09:20:00.000Z"),
        (("-t", "10:20"), {"INCIDENT_TZ": None, "TZ": "Asia/Tokyo"}, "2014-02-10T01:20:00.000Z"),
    ],
)
def test_what_was_typed_means_what_it_meant_then(shared, words, then, at):
    shared.server.away = True
    shared("update", "1", "x", *words, **then).done
    shared.server.away = False
    shared.clock("2014-02-12T12:00Z")("list", INCIDENT_TZ="America/New_York", INCIDENT_DATE_ORDER="mdy")
    (entry,) = (each for each in shared("show", "1", "--json").json["incident"]["entries"] if each["id"] == "1.1")
    assert (entry["at"], entry["recorded_at"]) == (at, "2014-02-10T09:26:00.000Z")


def test_a_zone_of_the_system_is_the_one_that_it_was_then(shared):
    shared.server.away = True
    shared("update", "1", "x", "-t", "10:20").done
    shared.server.away = False
    (path,) = box(shared)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"tz": "Asia/Tokyo", "tz_source": "/etc/localtime"}))
    shared("list")
    (entry,) = (each for each in shared("show", "1", "--json").json["incident"]["entries"] if each["id"] == "1.1")
    assert entry["at"] == "2014-02-10T01:20:00.000Z"


def test_the_author_is_who_typed_it_and_not_who_sends_it(shared):
    shared.server.away = True
    shared("update", "1", "x", "--by", "bob").done
    shared.server.away = False
    shared("list", "--by", "carol", INCIDENT_ID="77")
    assert entries(shared)[0]["author"] == "bob"


def test_all_that_was_typed_is_in_the_line(shared):
    shared.server.away = True
    shared("update", "1", "-n", "--guess", "a note", "--link", "u", "-s", "http6=degraded").done
    shared("update", "1", "-S", "identified").done
    shared("close", "1", "Over.", "--residual", "one disk", "--keep").done
    shared.server.away = False
    shared("list")
    note, status, end = entries(shared)
    assert (note["kind"], note["guess"], note["links"], note["text"]) == ("note", True, ["u"], "a note")
    assert (status["status"], status["text"]) == ("identified", "")
    assert (end["did"], end["keep"], end["text"]) == ("closed", True, "Over.")
    assert shared("show", "1", "--json").json["incident"]["residual"] == "one disk"


def test_undo_takes_back_what_was_sent(full):
    full("list")
    full("undo").done
    assert texts(full) == ["one", "two"]


def test_a_key_makes_one_line_of_what_was_kept_and_tried_again(shared):
    shared("update", "1", "x", "--key", "k").done
    shared.server.away = True
    shared("update", "1", "x", "--key", "k").done
    shared.server.away = False
    assert shared("list").err == "sent from the outbox: 1 at 10:26\n"
    assert (texts(shared), box(shared)) == (["x"], [])


# -- once ------------------------------------------------------------------------------------------------------


def test_a_line_whose_answer_was_lost_is_not_doubled(shared):
    shared.server.lost = True
    assert "kept in the outbox" in shared("update", "1", "x").done
    assert len(box(shared)) == 1
    assert shared("list").err == "sent from the outbox: 1.1 at 10:26\n"
    assert (texts(shared), box(shared)) == (["x"], [])


def test_a_closing_whose_answer_was_lost_is_not_refused(shared):
    shared.server.lost = True
    shared("close", "1", "Over.").done
    assert shared("list").err == "sent from the outbox: 1.1 at 10:26\n"
    assert box(shared) == []


def test_what_was_committed_and_is_still_there_is_not_doubled(full):
    files = {path: path.read_text() for path in box(full)}
    full("list")
    for path, content in files.items():
        path.write_text(content)
    assert full("list").err == "sent from the outbox: 1.1 at 10:26, 1.2 at 10:31, 1.3 at 10:40\n"
    assert (texts(full), box(full)) == (["one", "two", "three"], [])


def test_what_somebody_else_took_away_meanwhile_is_his_to_tell(full, monkeypatch):
    remove = outbox.remove
    monkeypatch.setattr(outbox, "remove", lambda *place: remove(*place) and remove(*place))
    assert full("list").err == ""
    assert (texts(full), box(full)) == (["one", "two", "three"], [])


def test_a_server_that_goes_in_the_middle_keeps_the_rest(full, monkeypatch):
    write, left = full.server.ask, [2]

    def ask():
        left[0] -= 1
        full.server.away = left[0] < 0
        write()

    monkeypatch.setattr(full.server, "ask", ask)
    answer = full("list")
    assert (answer.code, answer.out) == (5, "")
    assert answer.err == f"sent from the outbox: 1.1 at 10:26, 1.2 at 10:31\nincident: {WHY}; nothing was saved\n"
    assert len(box(full)) == 1


def test_while_the_server_is_away_a_new_line_goes_behind_the_others_without_a_second_wait(full):
    full.server.away, before = True, full.server.tries
    full("update", "1", "four").done
    assert full.server.tries == before + 1
    assert len(box(full)) == 4
    full.server.away = False
    full("list")
    assert texts(full) == ["one", "two", "three", "four"]


@pytest.mark.parametrize("failure", [Busy("busy; nothing was saved"), Unavailable("no right"), NotOurs("newer")])
def test_whatever_else_stops_it_stops_what_writes_and_not_what_can_be_read(full, monkeypatch, failure):
    store, failures = full.server.open, []

    def opened(*place, **more):
        found = store(*place, **more)
        write = found.write

        def once(*what):
            """The first write fails, and others would not."""
            if failures:
                raise failures.pop()
            return write(*what)

        found.write = once
        return found

    monkeypatch.setattr("incident_cli.context.open_store", opened)
    failures.append(failure)
    assert full("list").code == 0
    failures.append(failure)
    full("update", "1", "x").failed(failure.code, failure.message)
    assert len(box(full)) == 3
    assert "sent from the outbox" in full("list").err
    assert texts(full) == ["one", "two", "three"]


# -- what is refused -------------------------------------------------------------------------------------------


@pytest.fixture
def refused(full):
    """Before the second of three, one for an incident that there is not."""
    full.server.away = True
    full("update", "99", "nowhere").done
    full("update", "1", "four").done
    full.server.away = False
    return full


def test_it_stays_with_the_reason_and_does_not_stop_the_others(refused):
    answer = refused("list")
    (path,) = box(refused)
    assert answer.err == (
        "sent from the outbox: 4 lines, 1.1 to 1.4\n"
        f"incident: warning: not sent from the outbox: there is no incident #99; the text stays in {path}"
        "  (incident db sync)\n"
    )
    assert texts(refused) == ["one", "two", "three", "four"]
    told = json.loads(path.read_text())
    assert (told["refused"], told["words"]["message"]) == ("there is no incident #99", "nowhere")


def test_it_is_said_once_and_not_tried_again(refused):
    refused("list")
    before = refused.server.tries
    assert refused("list").err == ""
    assert refused.server.tries == before + 1


@pytest.mark.parametrize(
    ("kept", "meanwhile", "why"),
    [
        (("update", "1", "x", "--key", "k"), ("update", "1", "other", "--key", "k"), 'key "k"'),
        (("update", "1", "x", "-S", "identified"), ("close", "1", "-t", "10:20"), "#1 is closed"),
        (("close", "1", "the whole story"), ("close", "1"), "closed already"),
        (("close", "1", "--residual", "risk"), ("close", "1"), "closed already"),
        (("close", "1", "--duplicate-of", "1"), ("list",), "#1"),
        (("update", "1", "x", "-S", "verifying"), ("list",), "no status of an incident"),
        (("update", "77", "errors", "per", "second"), ("list",), "77 looks like an incident number"),
    ],
)
def test_what_the_record_does_not_allow_any_more_is_not_lost(shared, kept, meanwhile, why):
    shared.server.away = True
    shared(*kept).done
    shared.server.away = False
    hidden = shared.folder / ".local/state/incident/outbox"
    hidden.rename(shared.folder / "aside")
    shared(*meanwhile)
    (shared.folder / "aside").rename(hidden)
    assert why in shared("list").err
    (path,) = box(shared)
    assert why in json.loads(path.read_text())["refused"]


def test_a_bare_closing_of_what_is_closed_is_done(shared):
    shared.server.away = True
    shared("close", "1").done
    shared("close", "1").done
    shared.server.away = False
    assert shared("list").err == "sent from the outbox: 1.1 at 10:26, 1 at 10:26\n"
    assert box(shared) == []


def test_what_cannot_be_read_is_told_and_stops_nothing(full):
    first, *_ = box(full)
    first.write_text("{")
    answer = full("list")
    assert answer.code == 0
    assert "sent from the outbox: 1.1 at 10:31, 1.2 at 10:40\n" in answer.err
    assert f"incident: warning: in the outbox, {first} is damaged" in answer.err
    assert "it was left there" in answer.err
    assert box(full) == [first]


def test_a_folder_that_cannot_be_listed_is_told(full, monkeypatch):
    def forbidden(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(outbox, "names", forbidden)
    answer = full("list")
    assert answer.code == 0
    assert "outbox cannot be listed: permission denied" in answer.err


def test_a_new_server_that_is_nearly_one_that_is_there_is_warned_of_when_it_is_sent(shared):
    shared("update", "1", "-s", "database=down").done
    shared.server.away = True
    shared("update", "1", "-s", "databse=down").done
    shared.server.away = False
    assert "did you mean database?" in shared("list").err


# -- hooks -----------------------------------------------------------------------------------------------------


def test_hooks_run_when_it_is_sent_and_not_when_it_is_kept(shared):
    hook = shared.folder / ".config/incident/hooks/on-update"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ncat >>{shared.folder}/told\n")
    hook.chmod(0o755)
    told = shared.folder / "told"
    shared.server.away = True
    shared("update", "1", "x").done
    shared("update", "1", "y").done
    assert not told.exists()
    shared.server.away = False
    shared("list")
    assert [json.loads(line)["entry"]["text"] for line in told.read_text().splitlines()] == ["x", "y"]
    shared.server.lost = True
    shared("update", "1", "z").done
    shared("list")
    assert len(told.read_text().splitlines()) == 2  # a hook may be missed, and never runs twice


def test_nothing_of_it_is_imported_for_a_file(incident):
    import ast
    import subprocess
    import sys

    incident("open", "x").done
    code = (
        "import sys; sys.argv = ['incident', 'update', 'x', '-q']\n"
        "from incident_cli.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(list(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=incident.env, capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(done.stderr)
    assert "incident_cli.commands.update" in loaded
    assert not [name for name in loaded if name.endswith((".outbox", ".keeping", ".keeper", ".sending", ".kept"))]


def test_sending_itself_raises_nothing(full):
    from incident_cli import config
    from incident_cli.context import App

    full.server.away = True
    app = App(config.load({}, full.env))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(full.folder))
        patch.delenv("XDG_STATE_HOME", raising=False)
        found = sending.deliver(app)
    assert isinstance(found.stopped, Unreachable)
    assert (found.sent, found.refusals, found.odd) == ((), (), ())
    assert SHOWN in box(full)[0].read_text()
