"""`incident redact`: its words and its answers (what it leaves behind: `faults/test_redaction.py`)."""

import pytest


@pytest.fixture
def made(incident):
    incident.clock("10:00")
    incident("open", "web is slow", "-s", "web", "-m", "the password is hunter2").done
    return incident


def test_the_echo_says_what_was_done(made):
    assert "redacted 1.1" in made.redact("1.1", "--yes").done


def test_quiet_prints_the_address_alone(made):
    assert made.redact("1.1", "-y", "-q").done == "1.1\n"


def test_json_is_one_object(made):
    assert made("redact", "1.1", "-y", "--json").json["schema"] == 1


def test_a_sharp_sign_is_no_matter(made):
    made.redact("#1.1", "-y").done


@pytest.mark.parametrize("address", ["web", "1.", ".1", "1.x", "", "1.1.1"])
def test_what_is_no_address_is_refused(made, address):
    made("redact", address, "-y").failed(2)


def test_an_opening_without_a_text_has_nothing_to_take_out(made):
    made("redact", "1.0", "-y").failed(1, "no text in 1.0")


def test_a_title_is_redacted_by_the_incident_or_by_its_opening(made):
    made.redact("1", "--text", "slow", "-y").done
    assert "web is [redacted]" in made("list").done
    made.redact("1.0", "--text", "web is", "-y").done
    assert "[redacted] [redacted]" in made("list").done
    assert made("list", "-g", "slow").rows == []


def test_in_json_and_quiet_nobody_is_asked(made):
    for how in ("--json", "-q"):
        answer = made.terminal("redact", "1.1", how)
        assert answer.code == 1
        assert "nobody can be asked" in answer.out


def test_it_cannot_be_seen_in_the_log_of_another_command(made):
    answer = made("redact", "1.1", "--text", "hunter2", "-y")
    assert "hunter2" not in answer.out + answer.err
