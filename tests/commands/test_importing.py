"""`incident import`: what is read, what it does to the record, and what it says."""

import json

import pytest
from support.program import Program

PAGE = """\
Title mail is down
ID Operation #12
State completed
Beginning date 02/10/2014 10:05 a.m.
End date 02/10/2014 11:00 a.m.
Affected servers
  • mail


02/10/2014 10:13 a.m.

We look at it.

02/10/2014 11:00 a.m.

It works again.
"""


def update(name, at, status, body, **more):
    return {"id": name, "created_at": at, "display_at": at, "status": status, "body": body, **more}


def incident_of(name, *updates, **more):
    """An incident of a status page, resolved by its last update."""
    first, last = updates[0], updates[-1]
    resolved = last["created_at"] if last["status"] == "resolved" else None
    return {
        "id": name,
        "name": f"Outage {name}",
        "status": last["status"],
        "impact": "minor",
        "created_at": first["created_at"],
        "started_at": first["created_at"],
        "resolved_at": resolved,
        "incident_updates": list(reversed(updates)),
        **more,
    }


def component(code, name, old, new):
    return {"code": code, "name": name, "old_status": old, "new_status": new}


FIRST = incident_of(
    "a",
    update(
        "a1",
        "2014-02-08T10:00:00.000Z",
        "investigating",
        "Slow.",
        affected_components=[component("c1", "API", "operational", "degraded_performance")],
    ),
    update("a2", "2014-02-08T11:00:00.000Z", "resolved", "Fast."),
)
SECOND = incident_of("b", update("b1", "2014-02-09T10:00:00.000Z", "investigating", "Again."))


@pytest.fixture
def page(incident, tmp_path):
    """A function that writes incidents to a file of a status page; the newest first, as they do."""
    incident.clock("12:00")

    def write(*incidents, name="incidents.json"):
        path = tmp_path / name
        path.write_text(json.dumps({"page": {"id": "p", "name": "Ours"}, "incidents": incidents}))
        return str(path)

    return write


def titles(incident):
    return [row["title"] for row in incident("list", "all", "--sort", "id", "--json").json["incidents"]]


# -- taking in ----------------------------------------------------------------------------------------


def test_incidents_are_numbered_in_the_order_in_which_they_were_made(incident, page):
    said = incident("import", page(SECOND, FIRST)).done
    assert said.startswith("imported: 2 new incidents, #1 to #2 · 3 lines · read as statuspage")
    assert titles(incident) == ["Outage a", "Outage b"]


def test_the_echo_tells_how_to_take_it_back(incident, page):
    assert "incident undo" in incident("import", page(FIRST)).done
    incident("undo").done
    assert titles(incident) == []
    assert incident("server", "list").done == ""


def test_an_undone_import_can_be_done_again(incident, page):
    path = page(FIRST)
    incident("import", path).done
    incident("undo").done
    incident("import", path).done
    assert titles(incident) == ["Outage a"]


def test_the_same_file_again_changes_nothing(incident, page):
    path = page(SECOND, FIRST)
    incident("import", path).done
    before = incident("export", "--all", "--format", "jsonl").done
    assert "nothing new · 2 the same" in incident("import", path).done
    assert incident("export", "--all", "--format", "jsonl").done == before


def test_another_time_at_which_the_file_was_made_is_no_change(incident, page, tmp_path):
    incident("import", page(FIRST)).done
    path = tmp_path / "later.json"
    path.write_text(
        json.dumps({"page": {"id": "p", "name": "Ours", "updated_at": "2014-02-10T00:00:00Z"}, "incidents": [FIRST]})
    )
    assert "nothing new" in incident("import", str(path)).done


def test_what_the_source_says_otherwise_becomes_edits_in_the_history(incident, page):
    incident("import", page(FIRST)).done
    changed = json.loads(json.dumps(FIRST))
    changed["incident_updates"][1]["body"] = "Very slow."
    assert "1 changed incident, #1" in incident("import", page(changed)).done
    assert incident("show", "1", "--json").json["incident"]["entries"][1]["text"] == "Very slow."
    assert "Slow." in incident("show", "1", "--history").done


def test_an_incident_that_was_resolved_meanwhile_is_closed(incident, page):
    incident("import", page(SECOND)).done
    assert incident("show", "1", "--json").json["incident"]["ended_at"] is None
    later = incident_of(
        "b", *reversed(SECOND["incident_updates"]), update("b2", "2014-02-09T12:00:00.000Z", "resolved", "Over.")
    )
    incident("import", page(later)).done
    assert incident("show", "1", "--json").json["incident"]["ended_at"] == "2014-02-09T12:00:00.000Z"


def test_what_we_corrected_stays_when_the_source_says_what_it_said(incident, page):
    path = page(FIRST)
    incident("import", path).done
    incident("edit", "1", "The API was slow", "--severity", "2").done
    assert "nothing new" in incident("import", path).done
    assert titles(incident) == ["The API was slow"]


def test_a_renamed_component_stays_one_server(incident, page):
    renamed = incident_of(
        "c",
        update(
            "c1",
            "2014-02-09T20:00:00.000Z",
            "investigating",
            "x",
            affected_components=[component("c1", "Public API", "operational", "major_outage")],
        ),
    )
    incident("import", page(renamed, FIRST)).done
    (server,) = incident("server", "list", "--json").json["servers"]
    assert (server["name"], server["state"]) == ("Public API", "major_outage")


def test_what_was_known_then_is_what_the_source_had_written_by_then(incident, page):
    incident("import", page(FIRST)).done
    then = incident("show", "1", "--as-of", "2014-02-08T10:30:00Z", "--json").json["incident"]
    assert (then["status"], len(then["entries"])) == ("investigating", 2)


def test_an_import_does_not_change_what_was_known_of_others(incident, page):
    incident("open", "-s", "web").done
    incident.clock("13:00")
    incident("update", "second").done
    incident("import", page(FIRST)).done
    then = incident("show", "1", "--as-of", "12:30", "--json").json["incident"]
    assert len(then["entries"]) == 1


# -- files --------------------------------------------------------------------------------------------


def test_a_folder_is_read_with_the_folders_in_it(incident, page, tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    page(FIRST, name="in/a.json")
    page(SECOND, name="in/deep/b.json")
    (tmp_path / "in" / "README").write_text("nothing of ours")
    answer = incident("import", str(tmp_path / "in"))
    assert answer.code == 0
    assert "README" in answer.err
    assert titles(incident) == ["Outage a", "Outage b"]


def test_standard_input_is_read_where_it_is_named(incident, page):
    with open(page(FIRST)) as file:
        incident("import", "-", stdin=file.read()).done
    assert titles(incident) == ["Outage a"]


def test_a_file_that_is_not_there(incident):
    incident("import", "none.json").failed(1, "none.json cannot be read: no such file")


@pytest.mark.parametrize("word", ["csv", "nothing"])
def test_a_format_that_is_not_read(incident, page, word):
    incident("import", page(FIRST), "--format", word).failed(2, word, "statuspage")


def test_a_format_that_cannot_be_told(incident, tmp_path):
    path = tmp_path / "x"
    path.write_text("hello\n")
    incident("import", str(path)).failed(2, "format", "--format")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"incidents": [{"id": "a", "name": "x"', "incidents.json:1"),
        (b'{"incidents": [' + b"[" * 100_000, "incidents.json"),
        (b'{"incidents": "\xff"}', "UTF-8"),
        (b"\xff\xfe{\0", "UTF-16"),
        (b"\x7fELF\0\0\0", "NUL"),
        (b'{"incidents": [{"id": "a", "id": "b"}]}', "twice"),
        (b"", "format"),
    ],
)
def test_a_damaged_file_changes_nothing_and_is_one_line(incident, tmp_path, content, said):
    path = tmp_path / "incidents.json"
    path.write_bytes(content)
    incident("import", str(path)).failed(2, said)
    assert not incident.made


def test_a_guess_that_was_wrong_says_what_it_was_and_how_to_say_another(incident, tmp_path):
    path = tmp_path / "incidents.json"
    path.write_text('{"page": {}, "incidents": [')
    incident("import", str(path)).failed(2, "read as statuspage", "--format")


def test_a_bad_incident_is_left_out_with_its_place_and_the_others_are_taken(incident, page):
    answer = incident("import", page(SECOND, {"id": "x", "name": "no time"}, FIRST))
    assert answer.code == 0
    assert "incidents.json:1: " in answer.err
    assert titles(incident) == ["Outage a", "Outage b"]


def test_a_file_of_which_nothing_can_be_taken_is_refused(incident, page):
    incident("import", page({"id": "x", "name": "no time"})).failed(2, "incidents.json:1", "nothing was imported")


def test_one_incident_in_two_files_is_taken_once(incident, page):
    answer = incident("import", page(FIRST, name="a.json"), page(FIRST, name="b.json"))
    assert "the same incident stands in" in answer.err
    assert titles(incident) == ["Outage a"]


# -- asking, and not asking -----------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_done_and_does_nothing(incident, page):
    rows = incident("import", page(SECOND, FIRST), "--dry-run").rows
    assert rows == [
        ["new", "1", "2014-02-08T10:00:00.000Z", "2", "a", "Outage a"],
        ["new", "2", "2014-02-09T10:00:00.000Z", "1", "b", "Outage b"],
    ]
    assert not incident.made


def test_quiet_answers_with_the_numbers(incident, page):
    assert incident("import", page(SECOND, FIRST), "-q").done == "1\n2\n"


def test_a_terminal_shows_a_preview_and_asks(incident, page):
    seen = incident.terminal("import", page(FIRST), answers=[("Import this?", "n\n")])
    assert seen.code == 1
    assert "would import: 1 new incident, #1" in seen.out
    assert "Outage a" in seen.out
    assert not incident.made
    assert incident.terminal("import", page(FIRST), answers=[("Import this?", "y\n")]).code == 0
    assert titles(incident) == ["Outage a"]


def test_what_is_pasted_into_a_terminal_ends_with_one_ctrl_d(incident):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    answers = [("", "10:05 looking\nmore of it\n\x04"), ("Import this?", "y\n")]
    assert incident.terminal("import", "--format", "log", "-", answers=answers).code == 0
    assert incident("show", "1", "--json").json["incident"]["entries"][1]["text"] == "looking\nmore of it"


# -- a page, a log, a whole log -------------------------------------------------------------------------


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return str(path)


def test_a_page_needs_a_zone_and_an_order_of_dates(incident, tmp_path):
    path = write(tmp_path, "page.txt", PAGE)
    incident("import", path, INCIDENT_TZ=None, TZ="Europe/Paris").failed(2, "--tz")
    incident("import", path).failed(2, "--date-order")
    assert "#12" in incident("import", path, "--date-order", "mdy").done
    assert incident("show", "12", "--json").json["incident"]["label"] == "Operation"


def test_a_page_invents_no_state_and_infers_only_when_asked(incident, tmp_path):
    path = write(tmp_path, "page.txt", PAGE)
    incident("import", path, "--date-order", "mdy").done
    (server,) = incident("show", "12", "--json").json["incident"]["servers"]
    assert (server["name"], server["states"]) == ("mail", [])
    incident("undo").done
    answer = incident("import", path, "--date-order", "mdy", "--infer")
    assert "page.txt:1: " in answer.err
    (server,) = incident("show", "13", "--json").json["incident"]["servers"]
    assert server["states"][0]["state"] == "major_outage"


def test_a_number_that_was_given_before_is_not_given_again(incident, tmp_path):
    path = write(tmp_path, "page.txt", PAGE)
    incident("open", "mine", "--number", "12").done
    assert "#13" in incident("import", path, "--date-order", "mdy").done


def test_a_pasted_log_goes_into_the_incident_that_is_open(incident, tmp_path):
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    path = write(tmp_path, "chat.txt", "[10:05] <bob> looking\n\nmore of it\n[10:10] <ann> it was the disk\n")
    assert "1 changed incident, #1" in incident("import", path).done
    entries = incident("show", "1", "--json").json["incident"]["entries"]
    assert [(e["author"], e["text"]) for e in entries[1:]] == [
        ("bob", "looking\n\nmore of it"),
        ("ann", "it was the disk"),
    ]
    assert "nothing new" in incident("import", path).done


def test_a_pasted_log_without_an_open_incident_needs_its_number(incident, tmp_path):
    path = write(tmp_path, "chat.txt", "10:05 looking\n10:06 found\n")
    incident.clock("12:00")
    incident("import", path).failed(3, "no incident is open")
    incident("open", "x", "-t", "10:00").done
    incident("close", "1").done
    incident("import", "--into", "1", path).done
    assert len(incident("show", "1", "--json").json["incident"]["entries"]) == 4


def test_only_a_pasted_log_goes_into_an_incident(incident, page):
    incident("open", "x").done
    incident("import", "--into", "1", page(FIRST)).failed(2, "--into")


def test_a_whole_log_makes_the_same_database(incident, page, tmp_path):
    incident("import", page(FIRST)).done
    incident("open", "-s", "web", "-m", "first").done
    log = tmp_path / "log.jsonl"
    incident("export", "--all", "-o", str(log)).done
    other = incident.another
    assert "restored: " in incident("--db", other, "import", str(log)).done
    assert incident("--db", other, "export", "--all", "--format", "jsonl").done == log.read_text()
    assert "all of them are here" in incident("--db", other, "import", str(log)).done


def test_a_log_that_went_another_way_is_refused_with_the_way_for_single_incidents(incident, tmp_path):
    incident("open", "one").done
    log = write(tmp_path, "log.jsonl", incident("export", "--all", "--format", "jsonl").done)
    other = incident.another
    incident("--db", other, "open", "another").done
    incident("--db", other, "import", log).failed(4, "--format json")
    told = incident("export", "1", "--format", "json").done
    incident("--db", other, "import", "-", stdin=told).done
    rows = incident("--db", other, "list", "all", "--sort", "id", "--json").json["incidents"]
    assert [row["title"] for row in rows] == ["another", "one"]


def test_a_log_that_was_cut_off_changes_nothing(incident, tmp_path):
    incident("open", "one").done
    text = incident("export", "--all", "--format", "jsonl").done
    log = write(tmp_path, "log.jsonl", text[:-20])
    other = Program(incident.folder, incident.another)
    other("import", log).failed(2, "log.jsonl:2")
    assert other("list", "all").done == ""
    assert other.made == (other.db is None)  # on a server the tables stay, empty


def test_our_own_incidents_are_not_taken_in_twice(incident):
    incident("open", "one", "-m", "x").done
    told = incident("export", "1", "--format", "json").done
    assert "nothing new" in incident("import", "-", stdin=told).done
