"""`incident db sync`: what was kept is sent, told, listed, tried again, and dropped when somebody says so."""

import json
import os

import pytest
from support.away import SHOWN, URL, WHY, box, team


@pytest.fixture
def full(incident, monkeypatch):
    """Kept for a server that is back at 11:00: a line for #1, one for #99 which does not exist, a closing of #1."""
    team(incident, monkeypatch).clock("10:05")("open", "-s", "http6").done
    incident.server.away = True
    incident.clock("10:26")("update", "1", "one\ttwo").done
    incident.clock("10:31")("update", "99", "nowhere").done
    incident.clock("10:40")("close", "1").done
    incident.server.away = False
    return incident.clock("11:00")


def names(incident):
    return [path.name for path in box(incident)]


def test_it_sends_and_tells_what_was_sent_and_what_is_left(full):
    first, second, third = names(full)
    answer = full("db", "sync", "--header")
    assert (answer.code, answer.err) == (3, "")
    assert answer.rows == [
        ["did", "id", "at", "command", "text", "why", "name"],
        ["sent", "1.1", "2014-02-10T09:26:00.000Z", "update", "one\\ttwo", "", first],
        ["sent", "1.2", "2014-02-10T09:40:00.000Z", "close", "", "", third],
        ["refused", "99", "2014-02-10T09:31:00.000Z", "update", "nowhere", "there is no incident #99", second],
    ]
    assert names(full) == [second]


def test_json_tells_the_same(full):
    first, second, third = names(full)
    answer = full("db", "sync", "--json")
    assert answer.code == 3
    told = answer.json["sync"]
    assert [each["name"] for each in told["sent"]] == [first, third]
    assert told["sent"][0]["entries"] == [{"id": "1.1", "at": "2014-02-10T09:26:00.000Z"}]
    assert told["left"] == [
        {
            "name": second,
            "server": SHOWN,
            "command": "update",
            "incident": 99,
            "at": "2014-02-10T09:31:00.000Z",
            "recorded_at": "2014-02-10T09:31:00.000Z",
            "author": "ann",
            "host": os.uname().nodename,
            "text": "nowhere",
            "path": str(box(full)[0]),
            "refused": "there is no incident #99",
            "unreadable": False,
        }
    ]
    assert told["dry_run"] is False


def test_nothing_kept_is_nothing_told(incident, monkeypatch):
    team(incident, monkeypatch)
    assert incident("db", "sync").done == ""
    assert incident("db", "sync", "--json").json["sync"] == {"sent": [], "left": [], "dry_run": False}
    incident.server.away = True
    assert incident("db", "sync").done == ""


def test_a_dry_run_lists_and_asks_nobody(full):
    before = full.server.tries
    answer = full("db", "sync", "--dry-run")
    assert answer.done
    assert [row[:2] for row in answer.rows] == [["kept", "1"], ["kept", "99"], ["kept", "1"]]
    assert full.server.tries == before
    assert len(box(full)) == 3


def test_while_the_server_is_away_it_lists_what_is_kept_and_fails_with_the_line_of_the_store(full):
    full.server.away, before = True, full.server.tries
    answer = full("db", "sync")
    assert (answer.code, [row[0] for row in answer.rows]) == (5, ["kept"] * 3)
    assert answer.err == f"incident: {WHY}; nothing was saved\n"
    assert full.server.tries == before + 1


def test_what_was_refused_is_tried_again_and_the_code_is_that_of_the_first_refusal(full):
    full("db", "sync")
    assert full("db", "sync").code == 3
    full("open", "x", "--number", "99", "-t", "10:30").done
    answer = full("db", "sync")
    assert (answer.code, answer.rows[0][:2]) == (0, ["sent", "99.1"])
    assert box(full) == []


def test_another_reason_takes_the_place_of_the_first(full):
    full("list")
    full("open", "x", "--number", "99", "-t", "10:20").done
    full("close", "99", "-t", "10:25").done
    (path,) = box(full)
    told = json.loads(path.read_text())
    told["words"]["status"] = "identified"
    path.write_text(json.dumps(told))
    assert full("db", "sync").code == 1
    assert "#99 is closed" in json.loads(path.read_text())["refused"]


def test_one_is_dropped_and_its_text_is_printed(full):
    name = names(full)[1]
    assert full("db", "sync", "--drop", name).done == "nowhere\n"
    assert name not in names(full)
    assert full("db", "sync").code == 0


def test_the_beginning_of_a_name_will_do_where_it_is_of_one_alone(full):
    first, second, third = names(full)
    full("db", "sync", "--drop", second[:4]).failed(3, "3 in the outbox have the name")
    full("db", "sync", "--drop", "f").failed(3, "nothing in the outbox has the name")
    full("db", "sync", "--drop", "").failed(3)
    length = next(n for n in range(len(second)) if not {first[:n], third[:n]} & {second[:n]})
    full("db", "sync", "--drop", second[:length]).done
    assert names(full) == [first, third]


def test_the_first_part_of_a_stream_can_be_dropped_by_its_whole_name(full):
    first = box(full)[0]
    part = first.with_name(f"{first.name}+1")
    part.write_text(first.read_text().replace(first.name, part.name))
    full("db", "sync", "--drop", first.name).done
    assert first.name not in names(full)
    assert part.name in names(full)


def test_dropping_and_listing_at_once_is_refused(full):
    full("db", "sync", "--drop", "0", "--dry-run").failed(2, "do not go together")
    assert len(box(full)) == 3


def test_what_cannot_be_read_is_listed_and_dropped_with_all_that_is_in_it(full):
    path = box(full)[1]
    path.write_text('{"half": "a line')
    answer = full("db", "sync")
    assert (answer.code, answer.rows[-1][0], answer.rows[-1][6]) == (0, "unreadable", path.name)
    assert "is damaged" in answer.rows[-1][5]
    left = full("db", "sync", "--json").json["sync"]["left"]
    assert (left[0]["unreadable"], left[0]["text"], left[0]["path"]) == (True, None, str(path))
    assert full("db", "sync", "--drop", path.name).done == '{"half": "a line\n'
    assert box(full) == []


def test_what_is_for_another_server_is_listed_and_stays(full):
    answer = full("db", "sync", INCIDENT_DB=URL.replace("=team", "=others"))
    assert (answer.code, [(row[0], row[5]) for row in answer.rows]) == (0, [("elsewhere", f"for {SHOWN}")] * 3)
    assert len(box(full)) == 3


def test_over_a_file_there_is_nothing_to_send(full):
    answer = full("db", "sync", INCIDENT_DB=str(full.folder / "a.db"))
    assert (answer.code, [row[0] for row in answer.rows]) == (0, ["elsewhere"] * 3)
    assert not (full.folder / "a.db").exists()


def test_db_info_tells_how_many_wait(full):
    told = full("db", "info")
    assert "sent from the outbox" in told.err
    assert [row[1] for row in told.rows if row[0] == "outbox"] == ["1"]
    assert not [row for row in full("db", "info", INCIDENT_DB=str(full.folder / "a.db")).rows if row[0] == "outbox"]
