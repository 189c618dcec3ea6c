"""`incident edit 168`: every field, taking one back; nothing is lost. (Lines: `test_edit_entry.py`.)"""

import pytest


@pytest.fixture
def over(incident):
    """#1, closed: web down from 10:00 to 10:20, one text at 10:05."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("update", "An attack?", "-t", "10:05").done
    incident("close", "-t", "10:20").done
    return incident


def shown(incident):
    """The incident as it reads now."""
    return incident("show", "1", "--json").json["incident"]


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (("A", "better", "title"), "title", "A better title"),
        (("--began", "09:50"), "began_at", "2014-02-10T08:50:00.000Z"),
        (("--ended", "10:30"), "ended_at", "2014-02-10T09:30:00.000Z"),
        (("--impact-start", "09:45"), "impact_began_at", "2014-02-10T08:45:00.000Z"),
        (("--detected", "10:01"), "detected_at", "2014-02-10T09:01:00.000Z"),
        (("--acknowledged", "10:02"), "acknowledged_at", "2014-02-10T09:02:00.000Z"),
        (("--impact", "minor"), "impact", "minor"),
        (("--impact", "none"), "impact", "none"),
        (("--severity", "2"), "severity", "SEV2"),
        (("--label", "Operation"), "label", "Operation"),
        (("--zone", "asia/tokyo"), "zone", "Asia/Tokyo"),
        (("--tag", "a,b"), "tags", ["a", "b"]),
        (("--link", "https://example.org"), "links", ["https://example.org"]),
        (("--residual", "one disk"), "residual", "one disk"),
    ],
)
def test_a_field_is_changed_and_the_echo_says_so(over, words, field, value):
    assert "changed" in over("edit", "1", *words).done
    assert shown(over)[field] == value
    assert "nothing changed" in over("edit", "1", *words).done


@pytest.mark.parametrize("option", ["--tag", "--link", "--label", "--residual", "--severity", "--detected"])
def test_taking_back_what_is_not_there_changes_nothing(over, option):
    assert "nothing changed" in over("edit", "1", option, "none").done


@pytest.mark.parametrize(
    ("words", "back", "field", "value"),
    [
        (("--impact-start", "09:45"), ("--impact-start", "none"), "impact_began_at", None),
        (("--detected", "10:01"), ("--detected", "none"), "detected_at", None),
        (("--severity", "1"), ("--severity", "none"), "severity", None),
        (("--impact", "minor"), ("--impact", "auto"), "impact", "critical"),
        (("--label", "Operation"), ("--label", "none"), "label", "Incident"),
        (("--tag", "a"), ("--tag", "none"), "tags", []),
        (("--zone", "UTC"), ("--zone", "none"), "zone", None),
        (("--residual", "one disk"), ("--residual", "none"), "residual", None),
    ],
)
def test_none_takes_a_field_back(over, words, back, field, value):
    over("edit", "1", *words).done
    over("edit", "1", *back).done
    assert shown(over)[field] == value


def test_a_planned_window_moves(incident):
    incident.clock("12:00")("open", "--maintenance", "x", "--from", "13:00", "--for", "1h").done
    incident("edit", "1", "--from", "14:00", "--until", "16:00").done
    assert shown(incident)["planned_until"] == "2014-02-10T15:00:00.000Z"
    incident("edit", "1", "--until", "13:30").failed(1, "not after")


def test_an_end_before_the_beginning_is_refused(over):
    over("edit", "1", "--ended", "09:00").failed(1, "before its beginning; nothing was changed")
    over("edit", "1", "--began", "11:00").failed(1, "before its beginning; nothing was changed")


def test_the_end_of_an_open_incident_cannot_be_moved(incident):
    incident("open", "x", "-t", "-1h").done
    incident("edit", "1", "--ended", "-1m").failed(1, "incident close 1 -t TIME")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("1",), 2, "nothing to change"),
        (("1", "--retract", "why"), 2, "incident edit 1.4 --retract WHY"),
        (("--retract", "why"), 2, "incident edit 168.4 --retract WHY"),
        (("1", "-t", "10:00"), 2, "incident edit 1 --began TIME"),
        (("1", "--delete"), 2, 'incident close 1 "opened by mistake"'),
        (("1", "-m", "x"), 2, 'incident edit 1 "the title"'),
        (("1", "-s", "web=up"), 2, "incident edit 1.4 -s NAME=STATE"),
        (("1", "--zone", "Nowhere/Town"), 2, "unknown time zone"),
        (("9", "title"), 3, "#9"),
        (("1", ""), 2, "title is empty"),
        (("1", "--severity", "9"), 2, "SEV1"),
        (("1", "--began", "none"), 2, "cannot be taken away"),
        (("1", "--began", "soon"), 2, "soon"),
        (("1", "--began", "+1h"), 2, "in the future"),
    ],
)
def test_a_bad_edit_is_refused(over, words, code, says):
    before = shown(over)
    over("edit", *words).failed(code, says)
    assert shown(over) == before
