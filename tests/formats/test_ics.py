"""iCalendar of maintenance: each event read back by icalendar, whatever its texts, and the same bytes every time."""

import builtins
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.histories import SERVERS as THREE
from support.histories import logs
from support.make import CET, DB, MAINTENANCE, WEB, at, incident, planned, row

from incident_cli.core.fold import fold
from incident_cli.core.model import EntryKind, Kind, Server, Status, Verb
from incident_cli.core.portable import Portable, PortableLine, PortableServer, told
from incident_cli.errors import IncidentError
from incident_cli.formats import ics
from incident_cli.formats.writing import Writing

icalendar = pytest.importorskip("icalendar", reason="needs the library icalendar")

SERVERS = {WEB: Server(WEB, "web"), DB: Server(DB, "db, eu")}
PLAN = planned("12:00", "14:00", clock="08:00", states=((WEB, MAINTENANCE), (DB, MAINTENANCE)))
BARE = Portable("", "", "t", at("08:00"), at("08:00"), Kind.MAINTENANCE, number=7, planned_from=at("12:00"))


def written(*portables, zone=CET, now="23:00"):
    return "".join(ics.write(portables, Writing(at(now), zone)))


def events(*portables, **more):
    return icalendar.Calendar.from_ical(written(*portables, **more)).walk("VEVENT")


def maintenance(*rows, title="New disks"):
    return told(incident(PLAN, *rows)._replace(id=7), title, SERVERS)


def window(*rows):
    """The beginning and the end of the event, as clocks in UTC."""
    (event,) = events(maintenance(*rows))
    end = event.decoded("DTEND", None)
    return f"{event.decoded('DTSTART'):%H:%M}", end and f"{end:%H:%M}"


# -- the calendar -------------------------------------------------------------------------------------


def test_the_calendar_is_one_that_is_published():
    calendar = icalendar.Calendar.from_ical(written())
    assert {name: str(value) for name, value in calendar.items()} == {
        "PRODID": "-//incident-cli//incident//EN",
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "X-WR-CALNAME": "Maintenance",
    }
    assert calendar.walk("VEVENT") == []


def test_incidents_are_left_out():
    assert len(events(maintenance(), BARE._replace(kind=Kind.INCIDENT), BARE)) == 2


def test_lines_end_with_crlf_and_have_75_octets_at_most():
    text = written(maintenance(row("added", "09:00", 1, text="Straße, naïve\n" * 40)))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_events_come_one_at_a_time():
    def endless():
        while True:
            yield BARE

    found = ics.write(endless(), Writing(at("23:00")))
    assert [next(found).count("BEGIN:VEVENT") for _ in range(50)] == [0] + [1] * 49


def test_without_the_library_there_is_one_sentence(monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name == "icalendar":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(IncidentError) as caught:
        written()
    assert caught.value.hints == ("pip install 'incident-cli[calendar]'",)


# -- an event -----------------------------------------------------------------------------------------


def test_an_event_has_each_field():
    (event,) = events(
        maintenance(
            row("added", "09:00", 1, text="We begin at noon."),
            row("added", "09:05", 2, text="buy disks", kind=EntryKind.NOTE),
            row("added", "12:00", 3, text="Begun", status=Status.IN_PROGRESS, states=((WEB, MAINTENANCE),)),
        )
    )
    assert str(event["SUMMARY"]) == "New disks"
    assert str(event["LOCATION"]) == "web, db, eu"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (at("12:00"), at("14:00"))
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == at("12:00")
    assert event["SEQUENCE"] == 4 * 3600
    assert str(event["DESCRIPTION"]) == (
        "2014-02-10 10:00 CET\nWe begin at noon.\n\n2014-02-10 13:00 CET · in progress · web maintenance\nBegun"
    )


def test_what_nobody_said_is_left_out():
    (event,) = events(BARE)
    assert set(event) == {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "STATUS", "SUMMARY"}
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (at("12:00"), 0)


WINDOWS = {
    "planned": ([], ("12:00", "14:00")),
    "begun early, not over": ([row("added", "11:30", 1, status=Status.IN_PROGRESS)], ("12:00", "14:00")),
    "over early": ([row("closed", "13:00", 1, status=Status.COMPLETED)], ("12:00", "13:00")),
    "overrun": (
        [row("added", "12:30", 1, status=Status.VERIFYING), row("closed", "15:00", 2, status=Status.COMPLETED)],
        ("12:00", "15:00"),
    ),
    "begun early and over late": (
        [row("added", "11:30", 1, status=Status.IN_PROGRESS), row("closed", "14:30", 2, status=Status.COMPLETED)],
        ("11:30", "14:30"),
    ),
    "called off before": ([row("closed", "09:00", 1, status=Status.CANCELLED)], ("12:00", "14:00")),
    "called off in the middle": ([row("closed", "12:30", 1, status=Status.CANCELLED)], ("12:00", "12:30")),
    "over and begun again": (
        [row("closed", "13:00", 1, status=Status.COMPLETED), row("reopened", "13:30", 2, status=Status.IN_PROGRESS)],
        ("12:00", "14:00"),
    ),
    "over in the instant in which it began": ([row("closed", "12:00", 1, status=Status.COMPLETED)], ("12:00", None)),
}


@pytest.mark.parametrize(("rows", "said"), WINDOWS.values(), ids=WINDOWS)
def test_the_window_is_the_planned_one_until_it_really_ended(rows, said):
    assert window(*rows) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"planned_from": None}, (at("08:00"), None)),
        ({"planned_from": None, "planned_until": at("09:00")}, (at("08:00"), at("09:00"))),
        ({"planned_until": at("11:00")}, (at("12:00"), None)),
        ({"planned_until": at("12:00") + timedelta(milliseconds=900)}, (at("12:00"), None)),
    ],
)
def test_a_window_that_nobody_gave_in_full_has_no_end_that_would_break_it(change, said):
    (event,) = events(BARE._replace(**change))
    assert (event.decoded("DTSTART"), event.decoded("DTEND", None)) == said


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([], "CONFIRMED"),
        ([row("closed", "13:00", 1, status=Status.COMPLETED)], "CONFIRMED"),
        ([row("closed", "13:00", 1, status=Status.CANCELLED)], "CANCELLED"),
    ],
)
def test_what_was_called_off_says_so(rows, status):
    (event,) = events(maintenance(*rows))
    assert str(event["STATUS"]) == status


def test_guesses_and_what_was_taken_back_are_marked_and_a_post_mortem_is_left_out():
    guess = PortableLine(at("09:00"), at("09:00"), text="soon", guess=True, retracted="no")
    document = PortableLine(at("10:00"), at("10:00"), text="# What", kind=EntryKind.POSTMORTEM)
    (event,) = events(BARE._replace(lines=(guess, document)), zone=UTC)
    assert str(event["DESCRIPTION"]) == "2014-02-10 09:00 UTC · guess · retracted\nsoon"


@given(st.datetimes(datetime(1000, 1, 1), datetime(9990, 1, 1), timezones=st.just(UTC)), st.integers(0, 10**9))
def test_instants_come_back_to_the_second(start, length):
    end = start + timedelta(seconds=length / 4)
    (event,) = events(BARE._replace(planned_from=start, planned_until=end, recorded_at=start))
    shown = event.decoded("DTSTART"), event.decoded("DTEND", event.decoded("DTSTART")), event.decoded("DTSTAMP")
    assert shown == tuple(each.replace(microsecond=0) for each in (start, end, start))


# -- identity -----------------------------------------------------------------------------------------


def test_the_same_record_gives_the_same_bytes_whenever_it_is_written():
    assert written(maintenance(), now="09:00") == written(maintenance(), now="23:00")


def test_an_event_is_known_again_after_anything_was_changed():
    changed = maintenance(row("closed", "13:00", 1, status=Status.COMPLETED), title="other")
    (before,), (after,) = events(maintenance()), events(changed._replace(planned_until=at("20:00")))
    assert str(before["UID"]) == str(after["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_no_two_incidents_share_an_event():
    others = [BARE, BARE._replace(number=8), BARE._replace(recorded_at=at("08:01")), BARE._replace(source="a")]
    others += [BARE._replace(source="a", external_id="1"), BARE._replace(source="b", external_id="1")]
    assert len({ics.uid(each) for each in others}) == len(others)


def test_the_identity_of_an_event_never_changes_between_versions_of_this_program():
    assert ics.uid(BARE) == "08ac00c7-bc1a-54c2-86ad-9c9251161238"
    assert ics.uid(BARE._replace(source="s", external_id="1")) == "9099789a-d4aa-597d-abce-40efcf796597"


def test_what_was_brought_from_another_database_is_the_same_event():
    brought = BARE._replace(number=1, source="incident", external_id="7@2014-02-10T08:00:00.000Z")
    assert ics.uid(brought) == ics.uid(BARE)


# -- hostile text -------------------------------------------------------------------------------------

HOSTILE = [
    "BEGIN:VEVENT\nSUMMARY:forged\nEND:VEVENT",
    "a\r\nEND:VCALENDAR\r\n",
    "a;b,c\\d:e\"f'g",
    "C:\\New\\node",
    "\\n \\N \\\\n \\; \\,",
    "ends with \\",
    "x" * 74 + "é" * 80,
    "\x00\x07\x1b]0;t\x07\x7f\x85",
    "\u2028\u2029\u202e\ufeff",
    "\ud800",
    "tab\there",
    " padded ",
    "😀" * 40,
    "%2C %0D%0A",
]


def hostile(text):
    line = PortableLine(at("09:00"), at("09:00"), text=text, verb=Verb.UPDATED)
    return BARE._replace(title=text, lines=(line,), servers=(PortableServer(text),), affected=(text,))


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_comes_back_as_it_was_but_for_what_the_grammar_forbids(text):
    forbidden = set(map(chr, range(0x20))) - set("\n\t")
    raw = written(hostile(text))
    assert not forbidden & set(raw.replace("\r\n", ""))
    assert raw.count("BEGIN:VEVENT\r\n") == 1
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert not event.errors
    if text.isprintable() and text:
        assert str(event["SUMMARY"]) == str(event["LOCATION"]) == text
        assert str(event["DESCRIPTION"]).removeprefix("2014-02-10 10:00 CET").removeprefix("\n") == text.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_an_event_whose_texts_are_hostile_is_one_event(text):
    assert len(events(hostile(text), BARE)) == 2


def test_texts_are_escaped_as_the_grammar_says():
    raw = written(hostile("a;b,c\\d\nN"))
    assert r"SUMMARY:a\;b\,c\\d\\nN" in raw
    assert r"CET\na\;b\,c\\d\nN" in raw


def test_a_title_is_one_line_and_a_description_has_its_line_ends():
    (event,) = events(hostile("a\r\nb\x1bc"))
    assert str(event["SUMMARY"]) == r"a\r\nb\x1bc"
    assert str(event["DESCRIPTION"]).split("\n")[1:] == ["a", r"b\x1bc"]


@given(logs(kind=Kind.MAINTENANCE))
def test_every_history_makes_an_event_that_can_be_read(rows):
    found = fold(rows)
    if found.exists:
        names = {number: Server(number, f"s{number}") for number in THREE}
        (event,) = events(told(found, "x", names))
        end = event.decoded("DTEND", None)
        assert end is None or end > event.decoded("DTSTART")
