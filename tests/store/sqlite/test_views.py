"""The views for people who query the file: their columns are a promise, and they say what the commands say."""

import json
import sqlite3

import pytest

INCIDENT = (
    "id title kind status impact severity servers tags began_at ended_at impact_began_at planned_from planned_until"
    " open updates ttd_s first_word_s tta_s tti_s ttm_s ttr_s longest_silence_s residual source external_id"
)
TIMELINE = "incident number id title at recorded_at kind public did status servers author text guess retracted edited"
DOWNTIME = "incident server state since until seconds"


@pytest.fixture
def told(incident):
    """#1 is over, with a note and a deleted line; #2 is open; #3 is a maintenance that is over by the clock."""
    incident.clock("10:00")
    incident("open", "-s", "web,db=degraded", "-t", "09:00", "--tag", "b,a", "--severity", "1").done
    incident("update", "We look.", "-t", "09:05", "-S", "identified").done
    incident("update", "Between us.", "-n", "-t", "09:06").done
    incident("update", "Wrong.", "-t", "09:07").done
    incident("edit", "1.3", "--delete").done
    incident("close", "Over.", "-t", "09:30", "--residual", "one disk").done
    incident("postmortem", "1", "-F", "-", stdin="# Secret\n").done
    incident("open", "mail is slow", "-s", "mail=partial", "-t", "09:50").done
    incident("open", "--maintenance", "-s", "web", "--from", "11:00", "--for", "1h", "Disks").done
    return incident


def rows(program, sql):
    connection = sqlite3.connect(program.db)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(sql)]
    connection.close()
    return found


@pytest.mark.parametrize(
    ("view", "columns"), [("v_incident", INCIDENT), ("v_timeline", TIMELINE), ("v_downtime", DOWNTIME)]
)
def test_the_columns_are_a_promise(told, view, columns):
    assert list(rows(told, f"SELECT * FROM {view}")[0]) == columns.split()


def test_incidents_are_as_the_program_tells_them(told):
    told.clock("2020-01-01T00:00Z")
    listed = {each["id"]: each for each in told("list", "all", "--json").json["incidents"]}
    found = rows(told, "SELECT * FROM v_incident ORDER BY id")
    assert [row["id"] for row in found] == [1, 2, 3]
    for row in found:
        each = listed[row["id"]]
        same = listed[1].keys() & row.keys() - {"id", "servers", "tags", "external_id"}
        assert {name: row[name] for name in same} == {name: each[name] for name in same}
        assert (row["servers"] or "").split(", ") == sorted(server["name"] for server in each["servers"])
        assert row["open"] == (each["status"] not in ("resolved", "completed", "cancelled"))
    assert [(row["tags"], row["updates"]) for row in found] == [("b, a", 2), (None, None), (None, None)]


def test_figures_are_those_of_show(told):
    (row,) = rows(told, "SELECT * FROM v_incident WHERE id = 1")
    figures = told("show", "1", "--json").json["incident"]["metrics"]
    assert {name: row[name] for name in figures} == figures
    (row,) = rows(told, "SELECT * FROM v_incident WHERE id = 2")
    assert {row[name] for name in figures} == {None}


def test_the_timeline_says_what_is_public_and_has_nothing_that_was_deleted_or_is_not_published(told):
    found = rows(told, "SELECT * FROM v_timeline WHERE incident = 1 ORDER BY at, number")
    assert [(row["id"], row["public"], row["text"]) for row in found] == [
        ("1.0", 1, ""),
        ("1.1", 1, "We look."),
        ("1.2", 0, "Between us."),
        ("1.4", 1, "Over."),
    ]
    assert found[0]["servers"] == "web=degraded_performance, db=degraded_performance"
    assert [row["did"] for row in found] == ["opened", "updated", "updated", "closed"]
    assert "Secret" not in json.dumps(found)


def test_a_row_of_downtime_for_each_stretch_of_a_server_below_up(told):
    found = rows(told, "SELECT * FROM v_downtime ORDER BY incident, server")
    assert [(row["incident"], row["server"], row["state"], row["seconds"]) for row in found[:2]] == [
        (1, "db", "degraded_performance", 1800.0),
        (1, "web", "degraded_performance", 1800.0),
    ]
    assert (len(found), found[2]["until"]) == (3, None)
    assert found[2]["seconds"] > 10**8  # it is open, and lasts to this day
