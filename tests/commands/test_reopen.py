"""`incident reopen`: which incident, from when on, its servers, and what it refuses."""

import pytest


@pytest.fixture
def over(incident):
    """#1, web down from 10:00 to 11:00 and closed with a risk that stayed; the clock says 12:00."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("close", "Over", "-t", "11:00", "--residual", "one disk").done
    return incident


def shown(incident, number="1"):
    return incident("show", number, "--json").json["incident"]


def web(incident):
    (row,) = incident("server", "list").rows
    return row[1]


def test_the_end_goes_and_the_old_one_stays_in_the_log(over):
    said = over("reopen", "It fails again", "-t", "11:30").done
    for part in ("#1 web is down", "reopened", "1.2 at 11:30 CET (30 m ago)", "investigating"):
        assert part in said
    found = shown(over)
    assert (found["status"], found["ended_at"]) == ("investigating", None)
    assert [(e["did"], e["at"][11:16], e["text"]) for e in found["entries"]] == [
        ("opened", "09:00", ""),
        ("closed", "10:00", "Over"),
        ("reopened", "10:30", "It fails again"),
    ]


def test_its_servers_are_up_unless_something_else_is_said(over):
    over("reopen").done
    assert web(over) == "up"


def test_a_server_is_said_to_be_down_again(over):
    assert "web up → down" in over("reopen", "-s", "web=down", "-t", "11:40").done
    assert web(over) == "down"
    states = [(s["state"], s["since"][11:16], (s["until"] or "")[11:16]) for s in shown(over)["servers"][0]["states"]]
    assert states == [("major_outage", "09:00", "10:00"), ("major_outage", "10:40", "")]


def test_what_the_closing_left_behind_ends(incident):
    incident.clock("12:00")("open", "-s", "web", "-t", "10:00").done
    incident("close", "-t", "11:00", "--keep").done
    assert "web down → up" in incident("reopen").done
    assert web(incident) == "up"


def test_a_second_end_counts_and_the_time_in_between_too(over):
    over("reopen", "-s", "web=down", "-t", "11:30").done
    over("close", "-t", "11:50").done
    found = shown(over)
    assert (found["ended_at"][11:16], found["metrics"]["ttr_s"]) == ("10:50", 110 * 60)
    assert found["servers"][0]["downtime_s"] == 80 * 60


def test_the_risk_stays_until_somebody_takes_it_back(over):
    over("reopen").done
    assert shown(over)["residual"] == "one disk"
    over("edit", "1", "--residual", "none").done
    assert shown(over)["residual"] is None


def test_a_status_is_said(over):
    over("reopen", "-S", "monitoring").done
    assert shown(over)["status"] == "monitoring"


def test_with_nothing_open_it_is_the_one_closed_last(over):
    over("open", "x", "-t", "11:10").done
    over("close", "-t", "11:20").done
    assert over("reopen", "-q").done == "2.2\n"


def test_a_number_before_several_words_is_the_closed_one_that_is_meant(over):
    over("reopen", "1", "it", "fails", "again").done
    assert shown(over)["entries"][-1]["text"] == "it fails again"


def test_one_that_is_open_stays_as_it_is(over):
    over("reopen").done
    again = over("reopen", "1", "once more")
    assert again.code == 0
    assert "open already; nothing changed" in again.out
    assert "the text was not saved" in again.err
    assert over("reopen", "--json").json["saved"] is False
    assert len(shown(over)["entries"]) == 3


def test_the_time_is_not_before_the_end_and_not_in_the_future(over):
    over("reopen", "-t", "10:59").failed(1, "#1 was not closed yet at that time; nothing was saved", "--ended")
    over("reopen", "-t", "2014-02-10 12:30").failed(2)
    assert shown(over)["status"] == "resolved"


@pytest.mark.parametrize("words", [("-s", "web"), ("-S", "resolved"), ("-S", "foo"), ("-m", ""), ("--key", "")])
def test_bad_words_are_refused(over, words):
    over("reopen", *words).failed(2)
    assert shown(over)["status"] == "resolved"


def test_an_unknown_one_is_3(over):
    over("reopen", "99").failed(3, "#99")
    over("reopen", "-i", "99", "x").failed(3, "#99")


def test_with_no_incident_at_all_it_is_3(incident):
    incident("reopen").failed(3, "there is no incident yet")
    assert not incident.made


def test_a_key_makes_a_retry_harmless(over):
    assert over("reopen", "--key", "k", "again", "-q").done == "1.2\n"
    assert over("reopen", "--key", "k", "again", "-q").done == "1.2\n"
    over("reopen", "--key", "k", "other words").failed(4, 'the key "k"')
    assert len(shown(over)["entries"]) == 3


def test_a_file_and_a_link(over):
    (over.folder / "text").write_text("From a file\n")
    over("reopen", "-F", str(over.folder / "text"), "--link", "https://example.org").done
    line = shown(over)["entries"][-1]
    assert (line["text"], line["links"]) == ("From a file", ["https://example.org"])


def test_it_does_not_read_standard_input(over):
    over("reopen", stdin="for the next command").done
    assert shown(over)["entries"][-1]["text"] == ""


def test_the_editor_shows_the_last_lines(over):
    over.env["EDITOR"] = "sed -i 1s/^/edited/"
    answer = over.terminal("reopen", "-e")
    assert answer.code == 0, answer
    assert shown(over)["entries"][-1]["text"] == "edited"


def test_a_state_of_the_time_in_which_it_was_closed_is_refused(over):
    over("reopen", "-t", "11:30").done
    over("update", "-s", "web=down", "-t", "11:10").failed(1, "#1 was closed then, until 1.2", "incident server set")
    over("update", "the log shows errors", "-t", "11:10").done
    assert web(over) == "up"


def test_the_screen_says_that_it_was_reopened(over):
    over("reopen", "It fails again", "-t", "11:30").done
    assert "reopened · ▸ investigating" in over.terminal("show", "1", NO_COLOR="1").out


def test_a_key_of_an_opening_means_the_newest_when_two_that_had_it_are_open(incident):
    incident.clock("12:00")
    incident("open", "x", "--key", "k").done
    incident("close", "1").done
    incident("open", "x", "--key", "k").done
    incident("reopen", "1").done
    assert incident("open", "x", "--key", "k", "-q").done == "2\n"


# -- a maintenance -----------------------------------------------------------------------------------


@pytest.fixture
def planned(incident):
    """#1, a maintenance of db from 20:00 to 22:00; it is 08:00."""
    incident.clock("08:00")("open", "--maintenance", "-s", "db", "--from", "20:00", "--for", "2h").done
    return incident


def test_called_off_by_mistake_it_is_planned_again_and_run_by_the_clock(planned):
    planned.clock("19:00")("close", "1").done
    assert "scheduled" in planned.clock("19:10")("reopen", "1").done
    for clock, status, state in (("19:30", "scheduled", ""), ("20:30", "in_progress", "maintenance")):
        planned.clock(clock)
        assert (shown(planned)["status"], web(planned)) == (status, state)
    planned.clock("22:30")
    assert (shown(planned)["status"], shown(planned)["ended_at"][11:16]) == ("completed", "21:00")


def test_completed_too_early_its_server_is_in_maintenance_again(planned):
    planned.clock("21:00")("close", "1").done
    assert "db up → maintenance" in planned.clock("21:10")("reopen", "one more disk").done
    assert (shown(planned)["status"], web(planned)) == ("in_progress", "maintenance")


def test_completed_by_the_clock_it_goes_on_and_the_time_between_is_not_its_own(planned):
    planned.clock("22:30")("reopen", "1").done
    states = [(s["since"][11:16], (s["until"] or "")[11:16]) for s in shown(planned)["servers"][0]["states"]]
    assert states == [("19:00", "21:00"), ("21:30", "")]
    assert shown(planned)["overrun"] is True


def test_planned_again_it_needs_a_window_ahead(planned):
    planned.clock("22:30")
    planned("reopen", "1", "-S", "scheduled").failed(1, "the planned beginning of #1 is past", "--from TIME")
    planned("edit", "1", "--from", "23:00", "--until", "23:30").done
    planned("update", "1", "moved by an hour").done
    assert shown(planned)["status"] == "scheduled"
