"""`incident open`: every flag, and what it refuses."""

import pytest


def opened(incident, *words, **more):
    """The incident that a command opened, as JSON."""
    incident("open", *words, **more).done
    return incident("show", "--json", **more).json["incident"]


def test_a_title_is_the_words_joined(incident):
    assert opened(incident, "Checkout", "fails", "for some")["title"] == "Checkout fails for some"


def test_without_a_title_it_is_made_from_the_servers(incident):
    assert opened(incident, "-s", "http6")["title"] == "http6 is down"


def test_a_server_without_a_state_is_down(incident):
    (server,) = opened(incident, "-s", "http6")["servers"]
    assert [part["state"] for part in server["states"]] == ["major_outage"]


@pytest.mark.parametrize("typed", ["-s=http6", "-shttp6", "--server=http6", "-s=http6=down"])
def test_a_server_can_be_glued_on(incident, typed):
    assert opened(incident, typed)["title"] == "http6 is down"


def test_several_servers_take_one_state(incident):
    found = opened(incident, "-s", "web1,web2=partial", "-s", "db=slow")
    states = {server["name"]: server["states"][-1]["state"] for server in found["servers"]}
    assert states == {"web1": "partial_outage", "web2": "partial_outage", "db": "degraded_performance"}


def test_the_last_word_about_a_server_wins(incident):
    (server,) = opened(incident, "-s", "web=down", "-s", "WEB=degraded")["servers"]
    assert (server["name"], server["states"][-1]["state"]) == ("WEB", "degraded_performance")


def test_the_echo_is_one_line_with_the_instant_understood(incident):
    incident.clock("10:30")
    said = incident("open", "-s", "http6", "-t", "10:05").done
    assert said.count("\n") == 1
    for part in ("#1 http6 is down", "10:05 CET", "25 m ago", "http6 down", "INCIDENT_NOW"):
        assert part in said


def test_quiet_prints_only_the_number(incident):
    assert incident("open", "-q", "x").done == "1\n"


def test_t_dates_the_beginning(incident):
    incident.clock("10:30")
    assert opened(incident, "x", "-t", "-25m")["began_at"] == "2014-02-10T09:05:00.000Z"


@pytest.mark.parametrize("typed", ["-t=-15m", "-t-15m", "--at=-15m"])
def test_a_time_that_begins_with_a_dash_can_be_glued_on(incident, typed):
    incident.clock("10:30")
    assert opened(incident, "x", typed)["began_at"] == "2014-02-10T09:15:00.000Z"


def test_m_writes_the_first_line(incident):
    found = opened(incident, "x", "-m", "We look at it.")
    assert [(e["id"], e["text"]) for e in found["entries"]] == [("1.0", ""), ("1.1", "We look at it.")]


def test_capital_f_reads_the_first_line_from_a_file(incident):
    (incident.folder / "text").write_bytes("  Two\n\nparagraphs ’ \n".encode())
    found = opened(incident, "x", "-F", str(incident.folder / "text"))
    assert found["entries"][1]["text"] == "  Two\n\nparagraphs ’ "


def test_capital_f_dash_reads_standard_input(incident):
    assert opened(incident, "x", "-F", "-", stdin="piped\n")["entries"][1]["text"] == "piped"


def test_open_does_not_read_standard_input_on_its_own(incident):
    assert len(opened(incident, "x", stdin="not for me")["entries"]) == 1


def test_a_status_may_be_begun_only(incident):
    assert opened(incident, "x", "-S", "ident")["status"] == "identified"


def test_a_final_status_is_refused(incident):
    incident("open", "x", "-S", "resolved").failed(1, "cannot be opened as resolved")
    assert incident("list").done == ""


@pytest.mark.parametrize("typed", ["2", "sev2", "SEV-2", "Sev_2"])
def test_a_severity_is_read_as_people_write_it(incident, typed):
    assert opened(incident, "x", "--severity", typed)["severity"] == "SEV2"


def test_an_impact_by_hand_stands_above_the_derived_one(incident):
    assert opened(incident, "-s", "web", "--impact", "minor")["impact"] == "minor"


def test_the_impact_comes_from_the_worst_state(incident):
    assert opened(incident, "-s", "a=degraded", "-s", "b=partial")["impact"] == "major"


def test_tags_are_split_at_commas_and_kept_once(incident):
    assert opened(incident, "x", "--tag", "db,net", "--tag", "db")["tags"] == ["db", "net"]


def test_a_link_is_kept(incident):
    assert opened(incident, "x", "--link", "https://example.org/1")["entries"][0]["links"] == ["https://example.org/1"]


def test_a_label_stands_before_the_number(incident):
    assert opened(incident, "x", "--label", "Operation")["label"] == "Operation"


def test_a_number_can_be_chosen_once(incident):
    assert opened(incident, "x", "--number", "168")["id"] == 168
    incident("open", "y", "--number", "168").failed(1, "168 was given before", "169")
    assert incident("open", "-q", "y").done == "169\n"


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "99999999999999999999", "²"])
def test_a_bad_number_is_refused(incident, number):
    incident("open", "x", f"--number={number}").failed(2, "number")


def test_impact_start_and_detection_are_kept(incident):
    incident.clock("10:30")
    found = opened(incident, "x", "-t", "10:05", "--impact-start", "09:45", "--detected", "10:06")
    assert (found["impact_began_at"], found["detected_at"]) == ("2014-02-10T08:45:00.000Z", "2014-02-10T09:06:00.000Z")
    assert found["metrics"]["ttd_s"] == 21 * 60


def test_by_says_who_writes(incident):
    assert opened(incident, "x", "--by", "bob")["entries"][0]["author"] == "bob"


def test_opening_on_a_server_in_trouble_names_the_other_incident(incident):
    incident("open", "-s", "http6").done
    second = incident("open", "-s", "http6=degraded")
    assert second.code == 0
    assert second.err == "incident: warning: http6 is down in #1 already\n"


def test_a_maintenance_runs_by_the_clock(incident):
    incident.clock("10:00")
    words = ("--maintenance", "-s", "db1", "--from", "12:00", "--for", "2h", "Upgrade")
    found = opened(incident, *words)
    assert (found["kind"], found["status"], found["impact"]) == ("maintenance", "scheduled", "none")
    incident.clock("12:30")
    assert incident("show", "--json").json["incident"]["status"] == "in_progress"
    assert incident("server", "list").rows[0][:2] == ["db1", "maintenance"]
    incident.clock("14:00")
    assert incident("show", "--json").json["incident"]["status"] == "completed"
    assert incident("server", "list").rows[0][:2] == ["db1", "up"]


def test_until_after_midnight_is_read_from_the_beginning(incident):
    incident.clock("10:00")
    found = opened(incident, "--maintenance", "x", "--from", "23:00", "--until", "01:00")
    assert (found["planned_from"], found["planned_until"]) == ("2014-02-10T22:00:00.000Z", "2014-02-11T00:00:00.000Z")


@pytest.mark.parametrize(
    "words",
    [
        ("--maintenance", "x"),
        ("--maintenance", "x", "--from", "22:00"),
        ("--maintenance", "x", "--for", "2h"),
        ("--maintenance", "x", "--from", "22:00", "--for", "2h", "--until", "23:00"),
        ("x", "--from", "22:00", "--for", "2h"),
        ("--maintenance", "x", "--from", "22:00", "--for", "2"),
    ],
)
def test_a_window_that_is_not_whole_is_refused(incident, words):
    incident("open", *words).failed(2, "2h")


def test_a_window_that_ends_before_it_begins_is_refused(incident):
    incident("open", "--maintenance", "x", "--from", "+2h", "--until", "+1h").failed(1, "not after")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "a title or a server"),
        (("",), "the title is empty"),
        (("  ", ""), "the title is empty"),
        (("-s", ""), "name is empty"),
        (("-s", "a,,b=down"), "name is empty"),
        (("-s", ","), "name is empty"),
        (("-s", "=down"), "which server"),
        (("-s", "a=b=down"), "cannot be the name"),
        (("-s", "web=foo"), '"foo" is no server state'),
        (("x", "--severity", "9"), "SEV1"),
        (("x", "--severity", ""), "SEV1"),
        (("x", "--impact", "huge"), "critical"),
        (("x", "-S", "foo"), "investigating"),
        (("x", "-S", "i"), "more than one"),
        (("x", "--tag", ""), "tag is empty"),
        (("x", "--label", " "), "label is empty"),
        (("x", "--key", ""), "key is empty"),
        (("x", "--link", ""), "link is empty"),
        (("x", "-m", ""), "text is empty"),
        (("x", "-F", ""), "names no file"),
        (("x", "-m", "a", "-F", "b"), "-m and from -F"),
        (("x", "-t", ""), "time is empty"),
        (("x", "-t", "25:00"), "00:00 to 23:59"),
        (("x", "-t", "02/10/2014"), "2014-02-10"),
        (("x", "-t", "+1h"), "in the future"),
        (("x", "--date-order", "ymd", "-t", "02/10/2014"), "mdy"),
        (("x", "--tz", "Nowhere"), "Europe/Paris"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_to_type(incident, words, says):
    incident("open", *words).failed(2, says)
    assert incident("list").done == ""


def test_a_numeric_date_is_read_in_the_order_given(incident):
    assert opened(incident, "x", "-t", "02/10/2014 10:05 a.m.", "--date-order", "mdy")["began_at"].startswith("2014-02")


def test_a_hundred_servers_at_once(incident):
    names = ",".join(f"web{n}" for n in range(100))
    assert len(opened(incident, "-s", names)["servers"]) == 100


def test_emoji_and_other_scripts_are_names(incident):
    assert opened(incident, "-s", "🔥-α")["servers"][0]["name"] == "🔥-α"
