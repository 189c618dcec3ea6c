"""`incident update`: every flag, what carries over, and what it refuses."""

import pytest


@pytest.fixture
def outage(incident):
    """One open incident, #1, with http6 down since 10:05; the clock says 10:30."""
    incident.clock("10:30")("open", "-s", "http6", "-t", "10:05").done
    return incident


def last(incident):
    """The line written last."""
    return incident("show", "1", "--json").json["incident"]["entries"][-1]


def test_unquoted_words_are_one_text(outage):
    outage("update", "Down", "again.").done
    assert last(outage)["text"] == "Down again."


def test_the_echo_says_what_was_understood(outage):
    said = outage("update", "Down again.", "-s", "http6=up", "-t", "10:08").done
    for part in ("#1 http6 is down", "1.1 at 10:08 CET (22 m ago)", "http6 down → up"):
        assert part in said


def test_quiet_prints_only_the_address(outage):
    assert outage("update", "-q", "x").done == "1.1\n"


def test_a_state_alone_is_a_full_update(outage):
    outage("update", "-s", "http6=up").done
    assert (last(outage)["text"], last(outage)["servers"][0]["state"]) == ("", "operational")


def test_status_and_states_carry_over(outage):
    outage("update", "-S", "identified", "found").done
    outage("update", "just a word").done
    found = outage("show", "--json").json["incident"]
    assert found["status"] == "identified"
    assert found["servers"][0]["states"][-1]["state"] == "major_outage"


def test_a_status_may_go_backwards(outage):
    outage("update", "-S", "monitoring").done
    outage("update", "-S", "inv").done
    assert outage("show", "--json").json["incident"]["status"] == "investigating"


def test_a_final_status_closes(outage):
    outage("update", "-S", "resolved", "over").done
    assert outage("show", "--json").json["incident"]["ended_at"] == "2014-02-10T09:30:00.000Z"


def test_t_puts_it_where_it_happened(outage):
    outage("update", "second", "-t", "10:20").done
    outage("update", "first", "-t", "10:10").done
    texts = [entry["text"] for entry in outage("show", "--json").json["incident"]["entries"]]
    assert texts == ["", "first", "second"]


def test_a_line_written_late_leaves_the_present_alone(outage):
    outage("update", "-s", "http6=up", "-t", "10:20").done
    outage("update", "-s", "http6=partial", "-t", "10:10").done
    assert outage("server", "list").rows[0][:2] == ["http6", "up"]


def test_n_is_internal(outage):
    outage("update", "-n", "root password is on the desk").done
    assert last(outage)["kind"] == "note"
    assert "password" not in outage("show", "--public").done


def test_an_internal_note_cannot_close(outage):
    outage("update", "-n", "x", "-S", "resolved").failed(2, "note")


def test_guess_marks_a_hypothesis(outage):
    outage("update", "--guess", "An attack?").done
    assert last(outage)["guess"] is True


def test_a_link_alone_is_an_update(outage):
    outage("update", "--link", "https://example.org/a", "--link", "https://example.org/b", stdin="unread").done
    assert (last(outage)["links"], last(outage)["text"]) == (["https://example.org/a", "https://example.org/b"], "")


def test_m_gives_the_text(outage):
    outage("update", "-m", "-5 degrees outside").done
    assert last(outage)["text"] == "-5 degrees outside"


def test_by_and_json(outage):
    answer = outage("update", "x", "--by", "bob", "--json").json
    assert (answer["entry"]["author"], answer["saved"]) == ("bob", True)


def test_a_closed_incident_takes_a_line_by_its_id_and_says_so(outage):
    outage("close").done
    assert "closed incident" in outage("update", "1", "a late thought").done
    assert outage("show", "--json").json["incident"]["status"] == "resolved"


def test_a_line_after_the_end_says_nothing_of_servers_left_behind(outage):
    outage("close", "-s", "http6=degraded").done
    assert "degraded" not in outage("update", "1", "a late thought").done


@pytest.mark.parametrize("words", [("-s", "http6=up"), ("-S", "monitoring")])
def test_a_line_after_the_end_moves_no_state_and_no_status(outage, words):
    outage("close").done
    outage("update", "1", *words).failed(1, "#1 is closed", "reopen")


@pytest.mark.parametrize("empty", [("",), ("  ",), ("-m", ""), ("-m", "\n")])
def test_an_empty_text_is_refused(outage, empty):
    outage("update", *empty).failed(2, "the text is empty; nothing was saved")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-s", "http6"), "http6=down"),
        (("-s", "http6="), "http6=down"),
        (("-s", "http6=bad"), "down, partial, degraded, maintenance, up"),
        (("-s", "http6=maj"), None),
        (("x", "-S", "scheduled"), "status of an incident"),
        (("x", "-t", "tomorrow 10:00"), "in the future"),
        (("x", "-t", "yesterday 25:00"), "00:00 to 23:59"),
        (("x", "-t", "02/10/2014"), "month first"),
        (("x", "-t", "10:05 XYZ"), "unknown time zone"),
    ],
)
def test_a_bad_value_is_refused(outage, words, says):
    answer = outage("update", *words)
    if says is None:
        assert answer.code == 0  # `maj` begins one state only
    else:
        answer.failed(2, says)


def test_a_time_up_to_two_minutes_ahead_is_now(outage):
    outage("update", "x", "-t", "10:32").done
    assert last(outage)["at"] == "2014-02-10T09:30:00.000Z"


def test_the_repeated_hour_is_refused_with_both_readings(incident):
    incident("open", "x", "-t", "2014-10-25 10:00").done
    answer = incident("update", "x", "-t", "2014-10-26 02:30").failed(2)
    assert "+02:00" in answer.err
    assert "+01:00" in answer.err
