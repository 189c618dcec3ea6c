"""`incident close`: every flag, closing twice, what is left behind."""

import pytest


@pytest.fixture
def outage(incident):
    """One open incident, #1, with web and db down since 10:05; the clock says 10:30."""
    incident.clock("10:30")("open", "-s", "web,db", "-t", "10:05").done
    return incident


def states(incident):
    """The servers' states now."""
    return {name: state for name, state, *_ in incident("server", "list").rows}


def test_the_servers_go_green_by_themselves(outage):
    said = outage("close", "Over", "-t", "10:20").done
    assert "web down → up" in said
    assert states(outage) == {"web": "up", "db": "up"}


def test_another_open_incident_keeps_its_claim(outage):
    outage("open", "-s", "web=partial")
    outage("close", "1").done
    assert states(outage) == {"web": "partial", "db": "up"}


def test_keep_leaves_the_servers_as_they_are(outage):
    outage("close", "--keep").done
    assert states(outage) == {"web": "down", "db": "down"}


def test_a_state_is_left_behind_on_purpose(outage):
    outage("close", "-s", "web=degraded").done
    assert states(outage) == {"web": "degraded", "db": "up"}


def test_residual_stays_on_the_board(outage):
    outage("close", "--residual", "RAID degraded").done
    assert outage().rows[-1] == ["residual", "1", "resolved", "2014-02-10T09:30:00.000Z", "RAID degraded"]


def test_closing_twice_changes_nothing_and_says_so(outage):
    outage("close", "-t", "10:20").done
    again = outage("close", "1").done
    assert "nothing changed" in again
    assert outage("show", "--json").json["incident"]["ended_at"] == "2014-02-10T09:20:00.000Z"


def test_a_text_of_a_second_closing_is_not_lost_in_silence(outage):
    outage("close").done
    again = outage("close", "1", "one more thing")
    assert again.code == 0
    assert "the text was not saved" in again.err
    assert "incident update 1" in again.err


def test_an_end_before_the_beginning_is_refused(outage):
    outage("close", "-t", "10:00").failed(1, "before the beginning", "incident edit 1 --began")
    assert outage("show", "--json").json["incident"]["ended_at"] is None


def test_the_end_may_be_the_beginning(outage):
    outage("close", "-t", "10:05").done
    assert outage("show", "--json").json["incident"]["metrics"]["ttr_s"] == 0


def test_a_maintenance_can_be_cancelled_before_its_window(incident):
    incident.clock("10:00")("open", "--maintenance", "x", "--from", "12:00", "--for", "1h").done
    incident("close", "1", "-S", "cancelled").done
    assert incident("show", "1", "--json").json["incident"]["status"] == "cancelled"


def test_under_the_label_operation_it_reads_completed(incident):
    incident("open", "x", "--label", "Operation").done
    assert "completed" in incident("close").done
    assert incident("list").rows[0][2] == "resolved"


def test_quiet_prints_the_address_of_the_closing_line(outage):
    assert outage("close", "-q").done == "1.1\n"


def test_text_from_a_file_and_a_link(outage):
    (outage.folder / "text").write_text("All good.\n")
    outage("close", "-F", str(outage.folder / "text"), "--link", "https://example.org").done
    line = outage("show", "--json").json["incident"]["entries"][-1]
    assert (line["text"], line["links"], line["did"]) == ("All good.", ["https://example.org"], "closed")


def test_close_does_not_read_standard_input(outage):
    outage("close", stdin="for the next command").done
    assert outage("show", "--json").json["incident"]["entries"][-1]["text"] == ""


@pytest.mark.parametrize("words", [("-s", "web"), ("-s", "web=x"), ("--residual", ""), ("-S", "foo"), ("-m", "")])
def test_bad_words_are_refused(outage, words):
    outage("close", *words).failed(2)
    assert outage("show", "--json").json["incident"]["status"] == "investigating"


@pytest.mark.parametrize("status", ["investigating", "monitoring"])
def test_a_status_that_is_not_final_does_not_close(outage, status):
    outage("close", "-S", status).failed(2, status)
