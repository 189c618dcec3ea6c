"""Odd clocks: set back, standing still, repeating an hour, skipping one, at both ends of the calendar."""

import os
import re
from pathlib import Path

import pytest
from support.program import plain
from support.terminals import on_screen

from incident_cli import localzone

ZONEINFO = next(
    (folder for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo") if os.path.exists(f"{folder}/Europe/Paris")), ""
)
needs_zones = pytest.mark.skipif(not ZONEINFO, reason="this system has no zone files")


def entries(incident, number="1"):
    """The lines of an incident as JSON tells them."""
    return incident("show", number, "--json").json["incident"]["entries"]


def sound(incident):
    """Check that the tables tell what the log tells, before and after they are derived anew."""
    assert incident("db", "check").code == 0
    before = incident("show", "1", "--json").out
    incident("db", "rebuild").done
    assert incident("show", "1", "--json").out == before


# -- a clock that does not run ---------------------------------------------------------------------


def test_a_clock_set_back_keeps_numbers_in_the_order_of_writing_and_lines_in_the_order_of_time(incident):
    for clock, words in (
        ("10:00", ["open", "one", "-s", "web1"]),
        ("10:30", ["update", "half past", "-s", "web1=partial"]),
        ("10:10", ["update", "ten past", "-s", "web1=degraded"]),
        ("09:00", ["update", "before the beginning", "-n"]),
        ("10:40", ["update", "twenty to", "-s", "web1=up"]),
    ):
        incident.clock(clock)(*words).done
    told = [(e["id"], e["at"][11:16], e["recorded_at"][11:16]) for e in entries(incident)]
    assert told == [
        ("1.3", "08:00", "08:00"),
        ("1.0", "09:00", "09:00"),
        ("1.2", "09:10", "09:10"),
        ("1.1", "09:30", "09:30"),
        ("1.4", "09:40", "09:40"),
    ]
    assert [row[0] for row in incident("show").rows] == [told_as for told_as, *_ in told]
    assert [row[0] for row in incident("show", "--reverse").rows] == [told_as for told_as, *_ in reversed(told)]
    states = incident("show", "--json").json["incident"]["servers"][0]["states"]
    assert [s["since"][11:16] for s in states] == ["09:00", "09:10", "09:30", "09:40"]
    sound(incident)


def test_a_clock_set_back_before_everything_still_shows_and_writes(incident):
    incident.clock("10:00")("open", "one", "-s", "web1", "-m", "first").done
    incident.clock("2001-01-01T00:00:00Z")
    for words in (["status"], ["list"], ["show"], ["server", "list"], ["server", "show", "web1"], ["postmortem"]):
        assert incident(*words).code == 0
        assert on_screen(incident, *words).code == 0
    assert incident("update", "-m", "late").code == 0
    incident.clock("10:05")
    sound(incident)


def test_an_end_before_the_beginning_is_refused_and_said(incident):
    incident.clock("10:00")("open", "one").done
    incident.clock("09:00")("close").failed(1, "nothing was saved")
    incident("close", "-t", "08:00").failed(1, "nothing was saved")
    assert incident.clock("10:20")("close").code == 0


def test_many_updates_in_one_millisecond_keep_their_order(incident):
    incident.clock("10:26")("open", "one", "-s", "web1").done
    states = ["down", "degraded", "partial", "up"]
    for number in range(1, 41):
        incident("update", "-m", f"text {number}", "-s", f"web1={states[number % 4]}").done
    texts = ["", *(f"text {number}" for number in range(1, 41))]
    assert [e["text"] for e in entries(incident)] == texts
    assert [row[7] for row in incident("show").rows] == texts
    assert [row[7] for row in incident("show", "--reverse").rows] == texts[::-1]
    assert re.findall(r"text \d+", plain(on_screen(incident, "show").out)) == texts[1:]
    assert re.findall(r"text \d+", incident("postmortem").out) == texts[1:]
    assert incident("server", "list").rows[0][1] == "down"
    sound(incident)


def test_two_incidents_of_one_millisecond_keep_their_order(incident):
    incident.clock("10:26")
    for title in "abc":
        incident("open", title).done
    assert [row[0] for row in incident("list").rows] == ["3", "2", "1"]


def test_every_echo_under_a_set_clock_says_so(incident):
    incident.clock("10:26")
    for words in (["open", "one"], ["update", "-m", "text"], ["edit", "1", "other"], ["close"]):
        assert "INCIDENT_NOW" in incident(*words).done
    assert "INCIDENT_NOW" not in incident("update", "1", "-m", "text", INCIDENT_NOW="").out


# -- the hours that come twice or never -------------------------------------------------------------

TWICE = [
    ("Europe/Paris", "2014-10-26 02:30", ["2014-10-26T00:30:00.000Z", "2014-10-26T01:30:00.000Z"]),
    ("America/New_York", "2014-11-02 01:30", ["2014-11-02T05:30:00.000Z", "2014-11-02T06:30:00.000Z"]),
    ("Australia/Lord_Howe", "2014-04-06 01:45", ["2014-04-05T14:45:00.000Z", "2014-04-05T15:15:00.000Z"]),
]
NEVER = [
    ("Europe/Paris", "2014-03-30 02:30", ["2014-03-30T00:30:00.000Z", "2014-03-30T01:30:00.000Z"]),
    ("America/New_York", "2014-03-09 02:30", ["2014-03-09T06:30:00.000Z", "2014-03-09T07:30:00.000Z"]),
    ("Australia/Lord_Howe", "2014-10-05 02:15", ["2014-10-04T15:15:00.000Z", "2014-10-04T15:45:00.000Z"]),
    ("Pacific/Apia", "2011-12-30 12:00", ["2011-12-29T22:00:00.000Z", "2011-12-30T22:00:00.000Z"]),
]


@pytest.mark.parametrize(("zone", "words", "instants"), TWICE + NEVER)
def test_a_time_that_comes_twice_or_never_is_refused_with_readings_that_work_when_typed(
    incident, zone, words, instants
):
    incident.clock("2015-01-01T12:00:00Z")
    said = "happens twice" if (zone, words, instants) in TWICE else "does not exist"
    refused = incident("open", "x", "-t", words, "--tz", zone).failed(2, said, words, zone)
    readings = re.findall(r"\d{4}-\S+", refused.err.splitlines()[1])
    assert len(readings) == 2
    assert not incident.db.exists()
    for reading, instant in zip(readings, instants, strict=True):
        assert reading in refused.err.splitlines()[0]
        assert incident("open", "x", "-t", reading, "--tz", zone, "--json").json["incident"]["began_at"] == instant


@pytest.mark.parametrize("option", ["--impact-start", "--detected", "--from"])
def test_every_time_of_a_command_is_refused_so(incident, option):
    incident.clock("2015-01-01T12:00:00Z")
    more = ["--maintenance", "-s", "a", "--for", "1h"] if option == "--from" else []
    incident("open", "x", option, "2014-10-26 02:30", *more).failed(2, "happens twice")


def test_an_abbreviation_tells_the_hours_apart_that_come_twice(incident):
    incident.clock("2014-12-01T12:00:00Z")
    for word, instant in (("CEST", "2014-10-26T00:30:00.000Z"), ("CET", "2014-10-26T01:30:00.000Z")):
        seen = incident("open", "x", "-t", f"2014-10-26 02:30 {word}")
        assert f"2014-10-26 02:30 {word}" in seen.done
        assert incident("list", "--limit", "1").rows[0][5] == instant


@pytest.mark.parametrize(
    ("began", "ended", "seconds", "said"),
    [
        ("2014-03-30 01:30", "2014-03-30 03:30", 3600, "1 h"),
        ("2014-10-26 01:30", "2014-10-26 03:30", 3 * 3600, "3 h"),
        ("2014-10-26 02:45 CEST", "2014-10-26 02:15 CET", 1800, "30 m"),
        ("2014-03-29 12:00", "2014-03-30 12:00", 23 * 3600, "23 h"),
    ],
)
def test_a_duration_across_a_change_of_the_clocks_is_exact(incident, began, ended, seconds, said):
    incident.clock("2015-01-01T12:00:00Z")
    incident("open", "x", "-s", "web1", "-t", began).done
    incident("close", "-t", ended).done
    found = incident("show", "--json").json["incident"]
    assert (found["metrics"]["ttr_s"], found["servers"][0]["downtime_s"]) == (seconds, seconds)
    assert f"after {said}" in plain(on_screen(incident, "show").out)


def test_a_timeline_over_the_change_names_both_zones_and_runs_on(incident):
    incident.clock("2014-10-26T00:30:00Z")("open", "x").done
    for minute, text in (("00:45", "first"), ("01:15", "second"), ("01:45", "third")):
        incident.clock(f"2014-10-26T{minute}:00Z")("update", "-m", text).done
    seen = plain(on_screen(incident, "show").out).partition("╰")[2]
    assert re.findall(r"times in \w+|first|second|third", seen) == [
        "times in CEST",
        "first",
        "times in CET",
        "second",
        "third",
    ]


# -- the ends of the calendar ----------------------------------------------------------------------

INSTANTS = [
    "0001-01-01T00:00:00.000Z",
    "0001-01-01T11:59:59.999Z",
    "1900-02-28T23:59:59.999Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00.000Z",
    "2000-02-29T12:00:00.000Z",
    "2012-02-29T23:30:00.000Z",
    "2038-01-19T03:14:07.999Z",
    "2038-01-19T03:14:08.000Z",
    "2106-02-07T06:28:16.000Z",
    "9999-12-31T12:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
]
VIEWS = [
    ["status"],
    ["list"],
    ["show"],
    ["show", "--reverse"],
    ["server", "list"],
    ["server", "show", "a"],
    ["postmortem"],
]


@pytest.mark.parametrize(
    ("instant", "zone"),
    [
        *((instant, "Asia/Kathmandu") for instant in INSTANTS),
        *((instant, zone) for instant in (INSTANTS[0], INSTANTS[-1]) for zone in ("-12:00", "Pacific/Kiritimati")),
        (INSTANTS[1], "America/New_York"),
    ],
)
def test_any_instant_of_the_calendar_is_stored_shown_and_left_again(incident, instant, zone):
    incident.clock(instant).env["INCIDENT_TZ"] = zone
    opened = incident("open", "one", "-s", "a", "-m", "first")
    assert (opened.code, opened.err) == (0, "")
    assert incident("update", "-m", "second", "-s", "a=up").code == 0
    for number, entry in enumerate(entries(incident)):
        assert (entry["at"], entry["recorded_at"]) == (instant, instant), number
    for words in VIEWS:
        assert incident(*words).code == 0
        seen = on_screen(incident, *words, INCIDENT_NOW="2026-05-01T00:00:00Z")
        assert seen.code == 0, seen
        assert on_screen(incident, *words).code == 0
    assert incident("close").code == 0
    assert on_screen(incident, "show").code == 0
    sound(incident)


@pytest.mark.parametrize("instant", [i for i in INSTANTS if i < "2026"])
def test_any_past_instant_can_be_typed_and_comes_back_exactly(incident, instant):
    incident.clock("2026-05-01T00:00:00Z")
    assert incident("open", "x", "-t", instant, "--json").json["incident"]["began_at"] == instant


@pytest.mark.parametrize(
    "words",
    [
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+01:00",
        "0000-01-01T00:00:00Z",
        "-99999999w",
        "@999999999999",
        "@-1",
        "2013-02-29 10:00",
        "1900-02-29 10:00",
        "2014-02-30 10:00",
        "24:00",
        "10:60",
        "2016-12-31T23:59:60Z",
    ],
)
def test_a_time_that_no_calendar_has_is_refused_with_a_sentence(incident, words):
    incident.clock("2026-05-01T00:00:00Z")("open", "x", "-t", words).failed(2)
    incident("open", "--maintenance", "-s", "a", "--from", words, "--for", "1h").failed(2)
    incident("list", "--since", words).failed(2)
    assert not incident.db.exists()


def test_a_clock_outside_of_the_calendar_is_refused_with_a_sentence(incident):
    for words in ("10000-01-01T00:00:00Z", "nonsense", "@9999999999999999", "0000-00-00"):
        incident("open", "x", INCIDENT_NOW=words).failed(2)
    assert not incident.db.exists()


def test_a_window_beyond_the_calendar_is_refused_with_a_sentence(incident):
    words = ["open", "--maintenance", "-s", "a", "--from", "9999-12-31 12:00"]
    incident(*words, "--for", "99w").failed(2, "9999")
    incident(*words, "--until", "10000-01-01 00:00").failed(2)
    incident(*words, "--for", "5h").done
    for view in VIEWS:
        assert on_screen(incident, *view, "--tz", "Pacific/Kiritimati").code == 0


def test_a_leap_day_without_a_year_is_the_last_there_was(incident):
    incident.clock("2014-03-01T12:00:00Z")("open", "x", "-t", "Feb 29 10:00").done
    assert incident("list").rows[0][5] == "2012-02-29T09:00:00.000Z"


# -- now, and just after ---------------------------------------------------------------------------


def test_up_to_two_minutes_ahead_count_as_now_and_more_is_refused(incident):
    incident.clock("10:26")("open", "x").done
    incident("update", "-m", "ahead", "-t", "10:28").done
    incident("update", "-m", "ahead", "-t", "+90s").done
    assert [e["at"] for e in entries(incident)] == ["2014-02-10T09:26:00.000Z"] * 3
    for words in (
        "2014-02-10 10:28:01 CET",
        "2014-02-10T10:28:00.001+01:00",
        "+3m",
        "2014-02-11",
        "9999-12-31",
        "tomorrow 09:00",
    ):
        for command in (["update", "-m", "x"], ["close"], ["open", "y"], ["server", "set", "a=up"]):
            refused = incident(*command, "-t", words)
            assert (refused.code, refused.out) == (2, ""), (words, command, refused)
    assert len(entries(incident)) == 3


# -- zones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "10:26 CET"),
        ("europe/paris", "10:26 CET"),
        (" UTC ", "09:26 UTC"),
        ("z", "09:26 UTC"),
        ("EST", "04:26 EST"),
        ("EST5EDT", "04:26 EST"),
        ("Etc/GMT+3", "06:26 -03"),
        ("Asia/Kathmandu", "15:11 +0545"),
        ("+05:45", "15:11 UTC+05:45"),
        ("-0330", "05:56 UTC-03:30"),
        ("UTC+3", "12:26 UTC+03:00"),
        ("america/argentina/buenos_aires", "06:26 -03"),
        ("Pacific/Apia", "2014-02-10 23:26 +14"),
        ("Australia/Lord_Howe", "20:26 +11"),
    ],
)
def test_a_zone_of_any_kind_is_shown_by_its_abbreviation(incident, zone, said):
    assert said.split(" ", 1)[-1] in incident.clock("10:26")("open", "x", "--tz", zone).done
    assert f"began {said.removeprefix('2014-02-10 ')} (just now)" in incident("open", "x", INCIDENT_TZ=zone).done
    assert incident("list", "--tz", zone).rows[0][5] == "2014-02-10T09:26:00.000Z"


def test_an_incident_keeps_its_zone_by_the_name_that_it_has(incident):
    assert incident("open", "x", "--tz", "europe/paris", "--json").json["incident"]["zone"] == "Europe/Paris"


@pytest.mark.parametrize(
    "zone",
    [
        *("", " ", "CEST", "IST", "Mars/Olympus", "Europe/Pariss", "Europe", "Europe/", "/etc/localtime", "localtime"),
        *("../../etc/passwd", "right/UTC", "posix/UTC", "Factory", "posixrules", "zone.tab", "tzdata.zi", "+25:00"),
        *(
            "+9:99",
            "UTC\x1b[31m",
            "U\u202eTC",
            "UTC\nUTC",
            "x" * 100_000,
            "+" * 1000,
            "+٠٢:٠٠",
            "🕰",
            "Europe/Paris\udcff",
        ),
    ],
)
def test_an_unknown_zone_is_refused_before_anything_is_stored_or_shown(incident, zone):
    for words in (["open", "x"], ["list"], ["status", "--json"], ["server", "set", "a=up"]):
        incident(*words, "--tz", zone).failed(2, "unknown time zone")
    assert not incident.db.exists()


SYSTEM = {
    "Europe/Paris": "CEST",
    ":Europe/Paris": "CEST",
    "America/New_York": "EDT",
    "EST5EDT": "EDT",
    "": "UTC",
    ":": "UTC",
    "UTC": "UTC",
}


@pytest.mark.parametrize("name", SYSTEM)
def test_a_zone_in_the_environment_is_understood_as_the_system_does(incident, name):
    incident.clock("2014-07-01T12:00:00Z")
    assert f" {SYSTEM[name]} (just now)" in incident("open", "x", INCIDENT_TZ=None, TZ=name).done


@pytest.mark.parametrize(
    ("rule", "winter", "summer"),
    [
        ("CET-1CEST,M3.5.0,M10.5.0/3", "13:00 CET", "14:00 CEST"),
        (":CET-1CEST,M3.5.0,M10.5.0/3", "13:00 CET", "14:00 CEST"),
        ("UTC0", "12:00 UTC", "12:00 UTC"),
        ("UTC+3", "09:00 UTC", "09:00 UTC"),
        ("<+0530>-5:30", "17:30 +0530", "17:30 +0530"),
        ("CET-1CEST", " CE", " CE"),
    ],
)
def test_a_rule_in_the_environment_is_left_to_the_system(incident, rule, winter, summer):
    env = {"INCIDENT_TZ": None, "TZ": rule.removeprefix(":") if "," in rule else rule}
    for clock, said in (("2014-01-01T12:00:00Z", winter), ("2014-07-01T12:00:00Z", summer)):
        assert said in incident.clock(clock).real("open", "x", **env).done
    assert incident("show", "1", "--json").json["incident"]["zone"] == env["TZ"]


def test_a_rule_in_the_environment_tells_repeated_and_skipped_times_as_a_zone_does(incident):
    env = {"INCIDENT_TZ": None, "TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}
    incident.clock("2015-01-01T12:00:00Z")
    twice = incident.real("open", "x", "-t", "2014-10-26 02:30", **env).failed(2, "happens twice", "+02:00", "+01:00")
    incident.real("open", "x", "-t", "2014-03-30 02:30", **env).failed(2, "does not exist")
    for reading, said in zip(re.findall(r"\d{4}-\S+", twice.err.splitlines()[1]), ("CEST", "CET"), strict=True):
        assert f"2014-10-26 02:30 {said}" in incident.real("open", "x", "-t", reading, **env).done
    for ends in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        incident.clock(ends).real("open", "x", **env).done


@needs_zones
def test_a_path_in_the_environment_is_the_zone_of_that_file(incident, tmp_path):
    copy = tmp_path / "zone file"
    copy.write_bytes(Path(ZONEINFO, "Europe/Paris").read_bytes())
    incident.clock("2014-07-01T12:00:00Z")
    for path in (f"{ZONEINFO}/Europe/Paris", f":{ZONEINFO}/Europe/Paris"):
        assert "14:00 CEST" in incident("open", "x", INCIDENT_TZ=None, TZ=path).done
    assert "14:00 CEST" in incident.real("open", "x", INCIDENT_TZ=None, TZ=f":{copy}").done
    assert incident("show", "3", "--json").json["incident"]["zone"] == "localtime"


@pytest.mark.parametrize("name", ["Mars/Olympus", "Europe/Pari", "nonsense", "\x1b[31m", "../../../etc/passwd"])
def test_a_zone_in_the_environment_that_says_nothing_is_refused_by_name(incident, name):
    refused = incident("open", "x", INCIDENT_TZ=None, TZ=name).failed(2, "unknown time zone")
    assert "\x1b" not in refused.err
    assert not incident.db.exists()


def system_zone(monkeypatch, localtime, timezone="/nowhere", **env):
    monkeypatch.setattr(localzone, "LOCALTIME", str(localtime))
    monkeypatch.setattr(localzone, "TIMEZONE", str(timezone))
    name, source = localzone.name(env)
    return name, str(localzone.zone(name, source))


def test_without_any_word_of_the_system_it_is_utc(monkeypatch, tmp_path):
    assert system_zone(monkeypatch, tmp_path / "none") == ("UTC", "UTC")
    (tmp_path / "empty").write_text("\n")
    assert system_zone(monkeypatch, tmp_path / "none", tmp_path / "empty") == ("UTC", "UTC")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    assert system_zone(monkeypatch, tmp_path / "none", tmp_path / "bytes") == ("UTC", "UTC")
    assert system_zone(monkeypatch, tmp_path / "none", tmp_path) == ("UTC", "UTC")


def test_the_system_names_its_zone_by_a_link_or_in_a_file(monkeypatch, tmp_path):
    for name in ("Europe/Paris", "Etc/UTC"):  # `posix/` is missing, as all of them are on a small system
        (tmp_path / "zoneinfo" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "zoneinfo" / name).touch()
    for number, target in enumerate(("zoneinfo/Europe/Paris", "zoneinfo/posix/Europe/Paris", "zoneinfo/Etc/UTC")):
        link = tmp_path / f"link{number}"
        link.symlink_to(target)
        zone = target.removeprefix("zoneinfo/").removeprefix("posix/")
        assert system_zone(monkeypatch, link) == (zone, zone.removeprefix("Etc/")), target
        assert system_zone(monkeypatch, link, TZ="") == ("UTC", "UTC")
    (tmp_path / "named").write_text("Europe/Paris\n")
    assert system_zone(monkeypatch, tmp_path / "none", tmp_path / "named") == ("Europe/Paris", "Europe/Paris")


def test_a_system_whose_zone_has_no_name_tells_its_times_itself(monkeypatch, tmp_path):
    copy = tmp_path / "localtime"
    copy.write_bytes(b"TZif")
    (tmp_path / "named").write_text("Europe/Paris\n")
    assert system_zone(monkeypatch, copy, tmp_path / "named") == ("localtime", "localtime")


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC", "Asia/Kathmandu", "+02:00"])
def test_no_date_and_clock_is_ever_shown_without_its_zone(incident, zone):
    incident.env["INCIDENT_TZ"] = zone
    incident.clock("2014-07-01T22:30:00Z")("open", "x", "-s", "web1", "-t", "-2d", "--impact-start", "-3d").done
    incident("open", "--maintenance", "-s", "db1", "--from", "tomorrow 10:00", "--for", "3d").done
    echoes = [incident("update", "1", "-m", "text", "-t", "-1d").done, incident("close", "1", "-t", "-1m").done]
    shown = [
        on_screen(incident, *words, NO_COLOR="1").out for words in ([*VIEWS[0], "web1"], ["show", "1"], ["show", "2"])
    ]
    shown += [on_screen(incident, *words, NO_COLOR="1").out for words in (["status"], ["postmortem", "1"])]
    shown += [on_screen(incident, "server", "show", name, NO_COLOR="1").out for name in ("web1", "db1")]
    abbreviation = r"(?:CEST|UTC(?:\+02:00)?|\+0545)"
    stamps = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?! {abbreviation})"
    for text in (*echoes, *shown):
        assert re.search(abbreviation, text), text
        assert not re.findall(stamps, " ".join(text.split())), text
    assert re.search(rf"began {abbreviation}", on_screen(incident, "list", "all", NO_COLOR="1").out)
    assert re.search(rf"times in {abbreviation}", shown[1])
