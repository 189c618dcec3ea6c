"""CSV for spreadsheets: rows that a reader of RFC 4180 gives back, and no cell that a spreadsheet would run."""

import csv as standard
import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import DB, DEGRADED, DOWN, UP, WEB, at, incident, opened, planned, row

from incident_cli.core.model import EntryKind, Impact, Ran, Server, Severity, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer, told
from incident_cli.formats import csv
from incident_cli.formats.writing import Writing

NOW = at("23:00")
SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db, eu")}
NOTHING = Portable("", "", "t", at("10:00"), at("10:00"))


def table(make, *portables, now=NOW):
    """The rows as dicts, read back by the standard reader, which is strict."""
    text = "".join(make(portables, Writing(now)))
    assert text.endswith("\r\n")
    header, *rows = standard.reader(io.StringIO(text, newline=""), strict=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def incidents(*portables, now=NOW):
    return table(csv.write, *portables, now=now)


def lines(*portables):
    return table(csv.lines, *portables)


def outage(**header):
    found = incident(
        opened("10:00", states=((WEB, DOWN),), tags=("net", "eu"), severity=Severity.SEV2, **header),
        row("added", "10:05", 1, text="It is the fibre", status=Status.IDENTIFIED, states=((DB, DEGRADED), (WEB, UP))),
        row("added", "10:06", 2, text="mailq is empty", kind=EntryKind.NOTE),
        row("closed", "10:20:30", 3, text="Over", status=Status.RESOLVED),
    )
    return told(found._replace(id=168), "web is down", SERVERS)


# -- a row for each incident --------------------------------------------------------------------------


def test_an_incident_is_one_row_of_the_promised_columns():
    (found,) = incidents(outage(source="statuspage", external_id="x1", impact_began_at=at("09:50")))
    assert found == {
        "id": "168",
        "kind": "incident",
        "title": "web is down",
        "status": "resolved",
        "impact": "critical",
        "severity": "SEV2",
        "began_at": "2014-02-10T10:00:00.000Z",
        "ended_at": "2014-02-10T10:20:30.000Z",
        "duration_s": "1230",
        "impact_began_at": "2014-02-10T09:50:00.000Z",
        "detected_at": "",
        "acknowledged_at": "2014-02-10T10:05:00.000Z",
        "planned_from": "",
        "planned_until": "",
        "servers": "web; db, eu",
        "tags": "net; eu",
        "updates": "2",
        "source": "statuspage",
        "external_id": "x1",
    }


def test_what_is_open_has_no_end_and_no_duration():
    (found,) = incidents(told(incident(opened()), "web is down", SERVERS))
    assert (found["status"], found["ended_at"], found["duration_s"]) == ("investigating", "", "")


def test_a_maintenance_is_told_as_it_stands_at_the_time_of_writing():
    plan = told(incident(planned("12:00", "14:00")), "disks", SERVERS)
    (ahead,), (over,) = incidents(plan, now=at("11:00")), incidents(plan, now=at("15:00"))
    assert (ahead["status"], ahead["began_at"], ahead["ended_at"]) == ("scheduled", "2014-02-10T12:00:00.000Z", "")
    assert (over["status"], over["duration_s"], over["impact"]) == ("completed", "7200", "none")
    assert (over["planned_from"], over["planned_until"]) == (over["began_at"], over["ended_at"])


def test_a_maintenance_that_never_began_has_no_duration():
    off = incident(planned("12:00", "14:00"), row("closed", "09:00", 1, status=Status.CANCELLED))
    (found,) = incidents(told(off, "disks", SERVERS))
    assert (found["status"], found["duration_s"]) == ("cancelled", "")


def test_parts_of_a_second_are_told():
    end = PortableLine(at("10:01") + timedelta(milliseconds=250), at("10:01"), verb=Verb.CLOSED)
    (found,) = incidents(NOTHING._replace(lines=(end,)))
    assert found["duration_s"] == "60.25"


def test_an_impact_that_was_set_is_told_as_it_was_set():
    (found,) = incidents(NOTHING._replace(impact=Impact.MINOR, affected=("web",)))
    assert (found["impact"], found["servers"], found["id"]) == ("minor", "web", "")


def test_nothing_gives_the_header_line_alone():
    assert "".join(csv.write([], Writing(NOW))) == ",".join(csv.COLUMNS) + "\r\n"
    assert "".join(csv.lines([], Writing(NOW))) == ",".join(csv.LINES) + "\r\n"


# -- a row for each line ------------------------------------------------------------------------------


def test_a_timeline_is_one_row_for_each_line_as_they_happened():
    found = lines(outage())
    assert [row["id"] for row in found] == ["168.0", "168.1", "168.2", "168.3"]
    assert found[1] == {
        "id": "168.1",
        "incident": "168",
        "title": "web is down",
        "at": "2014-02-10T10:05:00.000Z",
        "recorded_at": "2014-02-10T10:05:00.000Z",
        "kind": "update",
        "did": "updated",
        "status": "identified",
        "servers": "db, eu=degraded; web=up",
        "author": "ann",
        "text": "It is the fibre",
    }
    assert [row["did"] for row in found] == ["opened", "updated", "updated", "closed"]
    assert [row["kind"] for row in found] == ["update", "update", "note", "update"]


def test_a_command_is_told_with_how_it_ended_and_its_output():
    ran = Ran(("make", "deploy"), exit_code=2, duration_s=3.1, left_out_bytes=9)
    line = PortableLine(at("10:01"), at("10:01"), text="no", kind=EntryKind.COMMAND, ran=ran)
    assert lines(NOTHING._replace(lines=(line,)))[1]["text"] == (
        "$ make deploy · exit 2 after 3.1 s\n[9 bytes before this]\nno"
    )


def test_rows_come_one_at_a_time():
    def endless():
        while True:
            yield outage()

    for make in (csv.write, csv.lines):
        found = make(endless(), Writing(NOW))
        assert len([next(found) for _ in range(100)]) == 100


# -- hostile text -------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\tx", "\rx", " =1", "\n=1", "\u3000@x", "\xa0+1", "\u200d=1"]
FORMULAS += ["＝1", "＋1", "－1", "＠x", " \t\n＝1", '=cmd|"/c calc"!A1', "- a list"]


def everywhere(text):
    """An incident with the same text in each place, and the cells that hold it."""
    portable = Portable(
        *(text, text, text, at("10:00"), at("10:00")),
        tags=(text,),
        affected=(text,),
        author=text,
        servers=(PortableServer(text),),
        states=((text, DOWN),),
        lines=(PortableLine(at("10:01"), at("10:02"), text=text, author=text),),
    )
    (first,), rows = incidents(portable), lines(portable)
    cells = [first[name] for name in ("title", "servers", "tags", "source", "external_id")]
    return cells + [row[name] for row in rows for name in ("title", "author")] + [rows[1]["text"], rows[0]["servers"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_text(text):
    assert [cell[0] for cell in everywhere(text)] == ["'"] * 11


@pytest.mark.parametrize("text", ["web=down", "a - b", "'=1", '"', "1-2", "", "é=", "#168", "5 h"])
def test_a_cell_that_no_spreadsheet_runs_is_as_it_was_written(text):
    assert everywhere(text)[:-1] == [text] * 10


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", r"a\x00b"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x00=1", r"\x00=1"),
        ("\u200b=1", r"\u200b=1"),
        ("\ufeffa", r"\ufeffa"),
        ("a\rb", r"a\rb"),
        ("a\r\nb", "a\nb"),
        ("\u202eab", r"\u202eab"),
        ("\ud800", r"\ud800"),
        ("a\n\tb", "a\n\tb"),
    ],
)
def test_what_no_reader_may_meet_raw_is_made_visible(text, shown):
    assert everywhere(text)[:-1] == [shown] * 10


@given(st.text() | st.sampled_from(FORMULAS))
def test_no_text_runs_breaks_a_row_or_brings_a_control_character(text):
    for cell in everywhere(text):
        assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
        assert not cell.startswith("\t")
        assert not [sign for sign in cell if (sign < " " and sign not in "\n\t") or "\ud800" <= sign <= "\udfff"]


def test_a_long_run_of_spaces_takes_no_time_to_look_behind():
    assert everywhere(" " * 100_000)[0] == " " * 100_000
