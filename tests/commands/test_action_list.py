"""`incident action list`: every filter, the forms of the answer. (In which order: `store/test_acting.py`.)"""

import csv
import io

import pytest


@pytest.fixture
def told(incident):
    """1.a1 overdue, of ann; 1.a2 done; 2.a1 due, of Bob, to detect it; 2.a2 dropped."""
    incident.clock("12:00")
    for name in ("web", "db"):
        incident("open", "-s", name).done
    incident("action", "add", "1", "late", "--owner", "ann", "--due", "yesterday").done
    incident("action", "add", "1", "over").done
    incident("action", "add", "2", "=soon", "--owner", "Bob", "--due", "today", "--kind", "detect").done
    incident("action", "add", "2", "never").done
    incident("action", "done", "1.a2").done
    incident("action", "drop", "2.a2").done
    return incident


def ids(incident, *words):
    return [row[0] for row in incident("action", "list", *words).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["1.a1", "2.a1"]),
        (("open",), ["1.a1", "2.a1"]),
        (("done",), ["1.a2"]),
        (("dr",), ["2.a2"]),
        (("all",), ["1.a1", "2.a1", "1.a2", "2.a2"]),
        (("all", "-i", "2"), ["2.a1", "2.a2"]),
        (("-i", "#1"), ["1.a1"]),
        (("--owner", "BOB"), ["2.a1"]),
        (("all", "--owner", "none"), ["1.a2", "2.a2"]),
        (("--kind", "det"), ["2.a1"]),
        (("--overdue",), ["1.a1"]),
        (("--overdue", "--owner", "bob"), []),
    ],
)
def test_each_filter(told, words, found):
    assert ids(told, *words) == found


def test_a_day_is_over_where_the_reader_is(told):
    told.clock("2014-02-10T23:30:00Z")
    assert ids(told, "--overdue") == ["1.a1", "2.a1"]
    assert ids(told, "--overdue", "--tz", "America/New_York") == ["1.a1"]


def test_csv_is_for_a_spreadsheet_and_harms_none(told):
    said = told("action", "list", "all", "--csv").done
    assert "\r\n" in said
    first, *rows = csv.DictReader(io.StringIO(said, newline=""))
    assert (first["id"], first["incident_title"], first["due"], first["overdue"]) == (
        "1.a1",
        "web is down",
        "2014-02-09",
        "yes",
    )
    assert [row["text"] for row in rows] == ["'=soon", "over", "never"]
    assert rows[1]["done_at"] == "2014-02-10T11:00:00.000Z"
    assert told("action", "list", "--csv", "--overdue", "--owner", "nobody").done.splitlines() == [
        "id,incident,incident_title,text,state,overdue,due,owner,kind,priority,done_at,why,created_at,author"
    ]


def test_an_id_is_a_slip_for_the_option(told):
    told("action", "list", "1").failed(2, "hint: incident action list -i 1")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nothing",), 2),
        (("done", "--overdue"), 2),
        (("--csv", "--json"), 2),
        (("--csv", "--header"), 2),
        (("--kind", "x"), 2),
        (("-i", "9"), 3),
        (("-i", "x"), 2),
    ],
)
def test_what_is_refused(told, words, code):
    told("action", "list", *words).failed(code)


def test_nothing_to_show_is_nothing(incident):
    assert incident("action", "list").done == ""
    assert incident("action", "list", "--json").json == {"schema": 1, "actions": []}
    assert "no actions" in incident.terminal("action", "list").out
    assert not incident.made


def test_the_board_names_the_overdue_and_stays_calm(told):
    for number in ("1", "2"):
        told("close", number).done
    found = told("status", "--exit-code")
    assert found.code == 0
    assert found.rows[-1] == ["action", "1.a1", "overdue", "2014-02-09", "late"]
    assert [row for row in told("status", "web").rows if row[0] == "action"] == []
    assert told("status", "--prompt").done == ""


def test_as_of_shows_those_known_then(incident):
    incident.clock("10:00")
    incident("open", "-s", "web").done
    incident.clock("11:00")
    incident("action", "add", "1", "Mirror it", "--due", "today").done
    incident.clock("2014-02-12T12:00:00Z")
    incident("action", "done", "1.a1").done

    def known(time):
        return incident("show", "1", "--as-of", time, "--json").json["incident"]["actions"]

    assert known("2014-02-10 10:30") == []
    assert [(a["state"], a["overdue"]) for a in known("2014-02-10 11:30")] == [("open", False)]
    assert [(a["state"], a["overdue"]) for a in known("2014-02-11 11:30")] == [("open", True)]
    assert [a["state"] for a in known("now")] == ["done"]


def test_a_secret_comes_out_of_an_action(told):
    told("action", "add", "1", "Change hunter2", "--owner", "hunter2").done
    told("action", "drop", "1.a3", "hunter2 is long").done
    assert told.redact("1.a3", "--text", "hunter2", "-y", "-q").done == "1.a3\n"
    (action,) = [a for a in told("action", "list", "all", "--json").json["actions"] if a["id"] == "1.a3"]
    assert (action["text"], action["owner"], action["why"]) == (
        "Change [redacted]",
        "[redacted]",
        "[redacted] is long",
    )
    assert b"hunter2" not in told.data
    told.redact("1.a3", "-y").done
    (action,) = [a for a in told("action", "list", "all", "--json").json["actions"] if a["id"] == "1.a3"]
    assert (action["text"], action["owner"], action["why"]) == ("[redacted]", "[redacted]", "[redacted]")
    told("redact", "1.a9", "-y").failed(3, "there is no action 1.a9")
    assert told("db", "check").code == 0


def test_redacting_a_line_names_the_action_in_which_the_secret_stands_too(told):
    told("update", "1", "it is hunter2").done
    told("action", "add", "1", "Change hunter2").done
    assert (
        "it stands in 1.a3 (incident redact 1.a3 --text STRING) too"
        in told("redact", "1.1", "--text", "hunter2", "-y").err
    )


def test_actions_travel_from_one_database_into_another_and_are_known_again(told, tmp_path):
    path = tmp_path / "out.json"
    other = {"INCIDENT_DB": told.another}
    told("export", "--all", "--format", "json", "-o", str(path)).done
    told("import", str(path), "-y", **other).done

    def there():
        return [(row[6], row[1], row[2], row[3]) for row in told("action", "list", "all", **other).rows]

    assert sorted(there()) == sorted((row[6], row[1], row[2], row[3]) for row in told("action", "list", "all").rows)
    told("action", "done", "1.a1").done
    told("action", "edit", "2.a1", "--owner", "zoe").done
    told("action", "add", "2", "more").done
    path.unlink()
    told("export", "--all", "--format", "json", "-o", str(path)).done
    assert "2 changed" in told("import", str(path), "-y", **other).done
    assert sorted(there()) == sorted((row[6], row[1], row[2], row[3]) for row in told("action", "list", "all").rows)
    assert "nothing" in told("import", str(path), "-y", **other).done
    assert told("db", "check", **other).code == 0


def test_a_public_export_names_no_owners(told):
    assert '"owner"' not in told("export", "1", "--format", "json", "--public").done
