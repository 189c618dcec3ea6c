"""A command that was kept: what it says, and whether anything is lost with it."""

from datetime import UTC, datetime

import pytest

from incident_cli.core.kept import LINES, Kept, fields, understood

AT = datetime(2014, 2, 10, 9, 26, tzinfo=UTC)


def kept(command="update", lines=(), **words):
    return Kept("0a", "s", command, words, 168, AT, AT, "ann", "h", "UTC", "TZ", "", lines)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (kept(message="Down\nagain."), "Down\nagain."),
        (kept(words_=["168", "it", "is", "down"]), "it is down"),
        (kept(server=["web=up"]), ""),
        (kept(LINES, ((AT, "one"), (AT, "two"))), "one\ntwo"),
    ],
)
def test_its_text_is_what_was_typed(told, text):
    assert told.text == text
    assert understood(fields(told)) == told


@pytest.mark.parametrize("words", [{}, {"status": "resolved"}, {"time": "10:26"}, {"keep": True}, {"key": "k"}])
def test_a_closing_that_says_no_more_is_bare(words):
    assert kept("close", **words).bare


@pytest.mark.parametrize("words", [{"message": "x"}, {"residual": "x"}, {"server": ["a=up"]}, {"link": ["u"]}])
def test_what_would_be_lost_is_not_bare(words):
    assert not kept("close", **words).bare
