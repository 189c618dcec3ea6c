"""`incident show --history`: who changed what, when, from what to what."""

import pytest
from support.terminals import harm, on_screen


@pytest.fixture
def changed(incident):
    """#1 with a line that was corrected by somebody else, and a title."""
    incident.clock("10:00")
    incident("open", "-s", "web", "-m", "An \x1b[31matack?").done
    incident.clock("10:30")
    incident("edit", "1.1", "An attack?\n\tYes", "--by", "bob").done
    incident("edit", "1", "web is slow").done
    return incident


def test_piped_it_is_a_row_for_each_change(changed):
    header, *rows = changed("show", "--history", "--header").rows
    assert header == ["at", "id", "field", "before", "after", "author", "did", "undone"]
    assert rows[-2:] == [
        [
            *("2014-02-10T09:30:00.000Z", "1.1", "text", r"An \x1b[31matack?", r"An attack?\n\tYes"),
            *("bob", "edited", ""),
        ],
        ["2014-02-10T09:30:00.000Z", "1", "title", "", "web is slow", "ann", "edited", ""],
    ]
    assert ["2014-02-10T09:00:00.000Z", "1.0", "servers", "", "web=down", "ann", "opened", ""] in rows


def test_on_a_terminal_words_that_went_and_came_are_told(changed):
    screen = on_screen(changed, "show", "--history", NO_COLOR="1").out
    assert "edited · bob" in screen
    assert r"An [-\x1b[31matack-]{+attack+}?" in screen
    assert not harm(screen)


def test_latest_first(changed):
    rows = changed("show", "--history", "--reverse").rows
    assert [row[2] for row in rows[:2]] == ["title", "text"]
    assert rows[-1][6] == "opened" or rows[-1][6] == "added"


def test_what_was_redacted_stays_so(changed):
    changed.redact("1.1", "--text", "atack", "-y").done
    told = changed("show", "--history").done
    assert "atack" not in told
    assert "[redacted]" in told
    assert changed("show", "--history").rows[-1][1:3] == ["1.1", "redacted"]


def test_a_typo_corrected_adds_no_line_to_the_timeline(changed):
    assert len(changed("show", "1").rows) == 2


@pytest.mark.parametrize("words", [("--watch",), ("--public",), ("--kind", "note")])
def test_what_asks_for_something_else_is_refused(changed, words):
    changed("show", "1", "--history", *words).failed(2, f"does not go with {words[0]}")


def test_an_incident_that_is_not_there_has_no_history(changed):
    changed("show", "9", "--history").failed(3, "#9")
