"""The machine formats are a promise (DESIGN section 6): names are added, never renamed or removed.

A new field is added to a list here by hand. A field that is missing from an answer is a broken promise.
"""

import json
import re

import pytest
from support.away import team


def words(text):
    """The names in a text."""
    return set(text.split())


INCIDENT = words("""
    id title kind label status impact severity tags links began_at ended_at impact_began_at detected_at
    planned_from planned_until overrun zone key residual source external_id last_word_at updated_at servers
    related duplicate_of duplicates
""")
WHOLE = INCIDENT | {"acknowledged_at", "entries", "metrics", "actions"}
ACTION = words("id text owner due kind priority state done_at why created_at overdue")
ASSIGNED = ACTION | {"incident", "incident_title"}
ENTRY = words(
    "id at recorded_at late_s kind did status servers text links guess retracted retracted_at edited command"
    " keep external_id author host"
)
COMMAND = words("argv exit_code signal duration_s left_out_bytes")
MATCH = words("id text spans")
METRICS = words("ttd_s first_word_s tta_s tti_s ttm_s ttr_s longest_silence_s")
SERVER = words("id name state since incidents group description retired source external_id")
CLAIMED = words("id name downtime_s states")
CHANGE = words("recorded_at author host id did field before after undone")
STRETCH = words("state since until")
KEPT = words("name server command incident at recorded_at author host text")

BOARD = words("schema calm incidents maintenance servers residuals actions")

LIST = ["id", "kind", "status", "impact", "severity", "began_at", "ended_at", "servers", "title"]
HISTORY = ["at", "id", "field", "before", "after", "author", "did", "undone"]
ACTIONS = ["id", "state", "due", "owner", "kind", "priority", "text", "incident_title"]
CHECK = ["rule", "id", "about", "text", "command"]
SYNC = ["did", "id", "at", "command", "text", "why", "name"]
SHOW = ["id", "at", "recorded_at", "kind", "status", "servers", "author", "text"]

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def told(incident):
    """#1: web down 10:00 to 10:20 and over; #2 open on db; #3 a maintenance planned."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00", "--severity", "1", "--tag", "net", "--impact-start", "09:50").done
    incident("update", "tab\tnew\nline back\\slash é \x1b[31m", "-t", "10:05", "-S", "identified").done
    incident("close", "1", "-t", "10:20", "--residual", "risk").done
    incident("open", "-s", "db=degraded", "-t", "11:00").done
    incident("open", "--maintenance", "-s", "db", "--from", "13:00", "--for", "1h")
    return incident


def answer(incident, *words):
    """The object, after checking what holds for all of them."""
    said = incident(*words, "--json")
    assert said.code == 0, said
    assert said.out.isascii()
    assert said.out.endswith("\n")
    found = json.loads(said.out)
    assert found["schema"] == 1
    _check_values(found)
    return found


def _check_values(value, name=""):
    """Instants are ISO in UTC, durations are numbers or null."""
    if isinstance(value, dict):
        for key, part in value.items():
            _check_values(part, key)
    elif isinstance(value, list):
        for part in value:
            _check_values(part, name)
    elif name.endswith("_at") or name in ("at", "since", "until", "planned_from", "planned_until"):
        assert value is None or INSTANT.fullmatch(value), (name, value)
    elif name.endswith("_s"):
        assert value is None or (isinstance(value, int | float) and value >= 0), (name, value)


def check_incident(found, keys=INCIDENT):
    assert set(found) == keys
    assert all({"id", "name"} <= set(server) for server in found["servers"])


def test_list(told):
    found = answer(told, "list", "all")
    assert set(found) == {"schema", "total", "incidents"}
    assert (found["total"], len(found["incidents"])) == (3, 3)
    for one in found["incidents"]:
        check_incident(one)


def test_a_search(told):
    found = answer(told, "list", "all", "-g", "back")
    assert set(found) == {"schema", "total", "incidents"}
    (one,) = found["incidents"]
    check_incident(one, INCIDENT | {"matches"})
    assert [set(match) for match in one["matches"]] == [MATCH]
    (match,) = one["matches"]
    assert [match["text"][start:end] for start, end in match["spans"]] == ["back"]


def test_show(told):
    found = answer(told, "show", "1")
    assert set(found) == {"schema", "incident", "as_of"}
    assert found["as_of"] is None
    one = found["incident"]
    check_incident(one, WHOLE)
    assert set(one["metrics"]) == METRICS
    assert [set(entry) for entry in one["entries"]] == [ENTRY] * 3
    (server,) = one["servers"]
    assert set(server) == CLAIMED
    assert [set(stretch) for stretch in server["states"]] == [STRETCH]
    assert set(one["entries"][0]["servers"][0]) == {"id", "name", "state"}


def test_show_has_the_values_of_the_record(told):
    one = answer(told, "show", "1")["incident"]
    assert {name: one[name] for name in ("id", "kind", "label", "status", "impact", "severity", "residual")} == {
        "id": 1,
        "kind": "incident",
        "label": "Incident",
        "status": "resolved",
        "impact": "critical",
        "severity": "SEV1",
        "residual": "risk",
    }
    assert one["entries"][1]["text"] == "tab\tnew\nline back\\slash é \x1b[31m"
    assert one["metrics"] == {
        "ttd_s": 600,
        "first_word_s": 300,
        "tta_s": 300,
        "tti_s": 300,
        "ttm_s": 1200,
        "ttr_s": 1200,
        "longest_silence_s": 900,
    }


@pytest.fixture
def acting(told):
    """#1 has an action that is overdue, one that is done, and one that was dropped; #2 has one."""
    told(
        "action",
        "add",
        "1",
        "Mirror it",
        "--owner",
        "bob",
        "--due",
        "2014-02-09",
        "--kind",
        "prevent",
        "--priority",
        "1",
    ).done
    told("action", "add", "1", "Alert").done
    told("action", "add", "1", "Hope").done
    told("action", "add", "2", "Tune it").done
    told("action", "done", "1.a2").done
    told("action", "drop", "1.a3", "that never helped").done
    return told


def test_actions_in_an_incident(acting):
    for command in ("show", "postmortem"):
        found = answer(acting, command, "1")["incident"]["actions"]
        assert [set(action) for action in found] == [ACTION] * 3
    assert found[0] == {
        "id": "1.a1",
        "text": "Mirror it",
        "owner": "bob",
        "due": "2014-02-09",
        "kind": "prevent",
        "priority": "P1",
        "state": "open",
        "done_at": None,
        "why": None,
        "created_at": "2014-02-10T11:00:00.000Z",
        "overdue": True,
    }
    by_id = {action["id"]: action for action in found}
    assert (by_id["1.a2"]["state"], by_id["1.a2"]["done_at"]) == ("done", "2014-02-10T11:00:00.000Z")
    assert (by_id["1.a3"]["state"], by_id["1.a3"]["why"]) == ("dropped", "that never helped")


def test_a_public_incident_names_no_owner(acting):
    found = answer(acting, "show", "1", "--public")["incident"]["actions"]
    assert [set(action) for action in found] == [ACTION - {"owner"}] * 3


def test_action_list(acting):
    found = answer(acting, "action", "list", "all")
    assert set(found) == {"schema", "actions"}
    assert [set(action) for action in found["actions"]] == [ASSIGNED] * 4
    assert [(each["id"], each["incident"], each["incident_title"]) for each in found["actions"]][:2] == [
        ("1.a1", 1, "web is down"),
        ("2.a1", 2, "db is degraded"),
    ]


def test_the_columns_of_actions_are_a_promise(acting):
    assert acting("action", "list", "--header").rows == [
        ACTIONS,
        ["1.a1", "open", "2014-02-09", "bob", "prevent", "P1", "Mirror it", "web is down"],
        ["2.a1", "open", "", "", "", "", "Tune it", "db is degraded"],
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "1", "x"),
        ("done", "1.a1", "1.a2"),
        ("done", "1.a2"),
        ("drop", "1.a1", "why"),
        ("reopen", "1.a3"),
        ("edit", "1.a1", "--due", "none"),
    ],
)
def test_every_write_of_an_action(acting, words):
    found = answer(acting, "action", *words)
    assert set(found) == {"schema", "actions", "saved"}
    assert found["saved"] is (words != ("done", "1.a2"))
    assert {frozenset(action) for action in found["actions"]} == {frozenset(ASSIGNED)}


def test_the_board_has_the_overdue_actions(acting):
    (one,) = answer(acting, "status")["actions"]
    assert (set(one), one["id"]) == (ASSIGNED, "1.a1")


def test_public_leaves_author_and_host_out(told):
    for entry in answer(told, "show", "1", "--public")["incident"]["entries"]:
        assert set(entry) == ENTRY - {"author", "host"}


@pytest.mark.parametrize("words", [(), ("status",)])
def test_status(told, words):
    found = answer(told, *(words or ("status",)))
    assert set(found) == BOARD
    for name in ("incidents", "maintenance", "residuals"):
        assert len(found[name]) == 1
        check_incident(found[name][0])
    assert [set(server) for server in found["servers"]] == [SERVER] * 2


UPTIME = words("days percent weights cells")
CELL = words("day state downtime_s maintenance_s known_s")
SPREAD = words("n mean median p90")


def check_uptime(found, days):
    assert set(found) == UPTIME
    assert set(found["weights"]) == words("major_outage partial_outage degraded_performance")
    assert (found["days"], len(found["cells"])) == (days, days)
    assert {frozenset(cell) for cell in found["cells"]} == {frozenset(CELL)}


def test_status_with_days(told):
    found = answer(told, "status", "--days", "3")
    assert set(found) == {"schema", "calm", "incidents", "maintenance", "servers", "residuals", "actions"}
    for server in found["servers"]:
        assert set(server) == SERVER | {"uptime"}
        check_uptime(server["uptime"], 3)


def test_stats(told):
    found = answer(told, "stats", "--per", "server", "-s", "web")["stats"]
    group = words("incidents open updates figures")
    more = words("since until servers per groups longest_silences repeat_offenders maintenance actions")
    assert set(found) == group | more
    assert [set(each) for each in found["groups"]] == [group | {"name"}]
    for each in (found, *found["groups"]):
        assert set(each["figures"]) == METRICS
        assert {frozenset(spread) for spread in each["figures"].values()} == {frozenset(SPREAD)}
        assert set(each["updates"]) == SPREAD | {"total"}
    assert {frozenset(each) for each in found["longest_silences"]} == {frozenset(words("id title longest_silence_s"))}
    assert set(found["maintenance"]) == words("planned done called_off overran lasted_s overrun_s")
    assert set(found["actions"]) == words("open overdue")
    told("open", "again", "-s", "web").done
    (offender,) = answer(told, "stats")["stats"]["repeat_offenders"]
    assert set(offender) == words("id name incidents downtime_s")


@pytest.mark.parametrize("words", [("server", "list"), ("server", "list", "--all"), ("server", "set", "web=up")])
def test_server_list_and_set(told, words):
    found = answer(told, *words)
    assert set(found) == {"schema", "servers"}
    assert {frozenset(server) for server in found["servers"]} == {frozenset(SERVER)}


def test_server_show(told):
    found = answer(told, "server", "show", "web")
    assert set(found) == {"schema", "server"}
    assert set(found["server"]) == SERVER - {"incidents"} | {"states", "incidents", "uptime"}
    check_uptime(found["server"]["uptime"], 90)
    assert {frozenset(part) for part in found["server"]["states"]} == {frozenset(STRETCH)}
    for one in found["server"]["incidents"]:
        check_incident(one)


def test_postmortem(told):
    found = answer(told, "postmortem", "1")
    assert set(found) == {"schema", "incident", "postmortem"}
    assert set(found["postmortem"]) == {"status", "text"}
    check_incident(found["incident"], WHOLE)


def test_show_history(told):
    told("edit", "1.1", "-s", "db=down", "-t", "10:06").done
    found = answer(told, "show", "1", "--history")
    assert set(found) == {"schema", "incident", "history"}
    check_incident(found["incident"])
    assert {frozenset(change) for change in found["history"]} == {frozenset(CHANGE)}
    at, servers = (next(c for c in found["history"][::-1] if c["field"] == name) for name in ("at", "servers"))
    assert (at["id"], at["did"], at["before"]) == ("1.1", "edited", "2014-02-10T09:05:00.000Z")
    assert (servers["before"], servers["after"]) == (None, [{"id": 2, "name": "db", "state": "major_outage"}])


def test_the_columns_of_the_history_are_a_promise(told):
    header, *rows = told("show", "1", "--history", "--header").rows
    assert header == HISTORY
    assert {len(row) for row in rows} == {len(HISTORY)}


def test_check(told):
    told("server", "set", "web=down").done
    found = answer(told, "check")
    assert set(found) == {"schema", "findings"}
    (one,) = found["findings"]
    assert set(one) == {"rule", "incident", "title", "entry", "action", "server", "text", "command"}
    assert set(one["server"]) == {"id", "name"}
    (one,) = answer(told.clock("23:00"), "check", "2")["findings"]
    assert (one["incident"], one["title"], one["entry"], one["server"]) == (2, "db is degraded", None, None)


def test_post_mortems_that_are_awaited(told):
    found = answer(told, "postmortem", "list")
    assert set(found) == {"schema", "postmortems"}
    (one,) = found["postmortems"]
    assert set(one) == {"incident", "title", "status", "due_at", "overdue", "ended_at"}
    assert (one["incident"], one["status"], one["overdue"]) == (1, "missing", False)


def test_templates(told):
    folder = told.folder / ".config" / "incident" / "templates"
    folder.mkdir(parents=True)
    (folder / "outage.md").write_text("# {server} is down\n\nWe see it.")
    found = answer(told, "template", "list")
    assert set(found) == {"schema", "folder", "templates"}
    assert [set(one) for one in found["templates"]] == [{"name", "title"}]
    found = answer(told, "template", "show", "outage")
    assert set(found["template"]) == {"name", "path", "title", "text", "fields"}


@pytest.mark.parametrize(
    "words",
    [
        ("open", "x", "-s", "mail"),
        ("update", "2", "hello"),
        ("close", "2", "over"),
        ("close", "1"),
        ("close", "2", "--duplicate-of", "1"),
        ("reopen", "1", "again"),
        ("edit", "1", "title"),
        ("edit", "1", "--relates-to", "2"),
        ("edit", "1.1", "--retract", "why"),
        ("postmortem", "1", "--publish"),
    ],
)
def test_every_write(told, words):
    found = answer(told, *words)
    assert set(found) == {"schema", "incident", "entry", "saved"}
    check_incident(found["incident"])
    assert found["saved"] is (words != ("close", "1"))
    assert found["entry"] is None or set(found["entry"]) == ENTRY


def test_a_command_that_ran(told):
    told.real("run", "-i", "2", "sh", "-c", "echo é; exit 3")
    told.real("run", "-i", "2", "sh", "-c", "kill $$")
    one, other = answer(told, "show", "2")["incident"]["entries"][-2:]
    assert set(one) == ENTRY
    assert set(one["command"]) == COMMAND
    assert (one["kind"], one["text"]) == ("command", "é")
    told_of = {"argv": ["sh", "-c", "echo é; exit 3"], "exit_code": 3, "signal": None, "left_out_bytes": 0}
    assert one["command"].items() >= told_of.items()
    assert (other["command"]["exit_code"], other["command"]["signal"]) == (None, "SIGTERM")
    assert answer(told, "show", "1")["incident"]["entries"][0]["command"] is None


def test_a_stream(told):
    for lines in ("one\ntwo\n", ""):
        found = told.real("update", "2", "--each-line", "--json", stdin=lines).json
        assert set(found) == {"schema", "incident", "lines", "first", "last", "saved"}
        check_incident(found["incident"])


def test_show_as_of(told):
    found = answer(told, "show", "1", "--as-of", "12:00")
    assert set(found) == {"schema", "incident", "as_of"}
    assert INSTANT.fullmatch(found["as_of"])
    check_incident(found["incident"], WHOLE)


def test_undo(told):
    for words in (["undo", "--dry-run"], ["undo"], ["undo", "--redo"], ["undo", "--redo"]):
        found = answer(told, *words)
        assert set(found) == {"schema", "action", "command", "incidents", "dry_run", "saved"}
        assert found["action"] == ("redo" if "--redo" in words else "undo")
        assert found["dry_run"] is ("--dry-run" in words)
        assert found["saved"] is (found["command"] is not None and not found["dry_run"])
        for one in found["incidents"]:
            check_incident(one)
        if found["command"] is not None:
            assert set(found["command"]) == {"name", "ids", "at", "text"}
    assert found["command"] is None


def test_an_empty_database_answers_with_the_same_keys(incident):
    assert answer(incident, "list") == {"schema": 1, "total": 0, "incidents": []}
    assert set(answer(incident, "status")) == BOARD
    assert answer(incident, "server", "list") == {"schema": 1, "servers": []}


def test_a_refusal_says_nothing_on_standard_output(told):
    told("show", "99", "--json").failed(3)
    told("update", "1", "", "--json").failed(2)


def test_a_json_answer_is_the_same_on_a_terminal(told):
    assert told.terminal("show", "1", "--json").out == told("show", "1", "--json").out


def unescaped(field):
    """The text of a field of tab-separated output."""
    escapes = {r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\\": "\\"}
    pattern = r"\\(?:[tnr\\]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})"
    return re.sub(pattern, lambda m: escapes.get(m[0]) or chr(int(m[0][2:], 16)), field)


@pytest.mark.parametrize(("command", "columns"), [("list", LIST), ("show", SHOW)])
def test_the_columns_are_a_promise(told, command, columns):
    words = (command, "1") if command == "show" else (command, "all")
    header, *rows = told(*words, "--header").rows
    assert header == columns
    assert [len(row) for row in rows] == [len(columns)] * 3
    assert told(*words).rows == rows


def test_the_columns_of_check_are_a_promise(told):
    header, *rows = told.clock("23:00")("check", "--header").rows
    assert header == CHECK
    assert [len(row) for row in rows] == [len(CHECK)]
    assert rows[0][:3] == ["silent", "2", "2"]


def test_a_row_of_list(told):
    (row,) = told("list", "closed").rows
    began, ended = "2014-02-10T09:00:00.000Z", "2014-02-10T09:20:00.000Z"
    assert row == ["1", "incident", "resolved", "critical", "SEV1", began, ended, "web", "web is down"]


def test_a_field_is_escaped_never_cut_and_can_be_read_back(told):
    long = "w " * 3000
    told("update", "2", long).done
    assert told("show", "2").rows[-1][-1] == long
    row = told("show", "1").rows[1]
    assert row[-1] == r"tab\tnew\nline back\\slash é \x1b[31m"
    assert unescaped(row[-1]) == "tab\tnew\nline back\\slash é \x1b[31m"


def test_pipes_are_never_coloured(told):
    for env in ({"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}, {"COLUMNS": "20"}):
        assert told.real("show", "1", **env).out == told("show", "1").out


# -- the outbox ------------------------------------------------------------------------------------


@pytest.fixture
def apart(told, monkeypatch):
    """The program over a server that is away, with one line kept for it."""
    team(told, monkeypatch)
    told("open", "x").done
    told.server.away = True
    told("update", "1", "x").done
    return told


def test_a_line_that_was_kept(apart):
    found = answer(apart, "update", "1", "y")
    assert set(found) == {"schema", "kept", "saved"}
    assert set(found["kept"]) == KEPT | words("lines stored last why path")


def test_db_sync(apart):
    (left,) = answer(apart, "db", "sync", "--dry-run")["sync"]["left"]
    assert set(left) == KEPT | words("path refused unreadable")
    apart.server.away = False
    found = answer(apart, "db", "sync")
    assert set(found) == {"schema", "sync"}
    assert set(found["sync"]) == words("sent left dry_run")
    (sent,) = found["sync"]["sent"]
    assert set(sent) == KEPT | {"entries"}
    assert [set(entry) for entry in sent["entries"]] == [{"id", "at"}]
    assert apart("db", "sync", "--header").rows == [SYNC]


def test_what_was_dropped(apart):
    (name,) = (row[6] for row in apart("db", "sync", "--dry-run").rows)
    found = answer(apart, "db", "sync", "--drop", name)
    assert set(found) == {"schema", "dropped"}
    assert set(found["dropped"]) == KEPT | words("path refused unreadable")
