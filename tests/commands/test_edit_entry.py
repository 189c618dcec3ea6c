"""`incident edit 168.4`: correcting, retracting, deleting, moving a line; nothing is lost."""

import sys

import pytest


@pytest.fixture
def over(incident):
    """#1, closed: web down from 10:00 to 11:00, lines at 10:05 and 10:10, a note at 10:15; #2 is open since 10:30."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("update", "An atack?", "-t", "10:05", "--link", "https://example.org", "--by", "bob").done
    incident("update", "Better", "-t", "10:10", "-s", "web=degraded", "-S", "identified").done
    incident("update", "psst", "-t", "10:15", "-n").done
    incident("close", "-t", "11:00", "--residual", "one disk").done
    incident("open", "Something else", "-t", "10:30").done
    return incident


def shown(incident, number=1):
    """The incident as it reads now."""
    return incident("show", str(number), "--json").json["incident"]


def line(incident, number, of=1):
    """One of its lines; None where it is gone."""
    return next((e for e in shown(incident, of)["entries"] if e["id"] == f"{of}.{number}"), None)


# -- correcting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (("1.1", "An", "attack?"), "text", "An attack?"),
        (("#1.1", "An attack?"), "text", "An attack?"),
        (("1.1", "-m", "-x none"), "text", "-x none"),
        (("1.2", "-m", ""), "text", ""),
        (("1.1", "-t", "10:06"), "at", "2014-02-10T09:06:00.000Z"),
        (("1.2", "-S", "monitoring"), "status", "monitoring"),
        (("1.2", "-S", "none"), "status", None),
        (("1.1", "--link", "https://a.example", "--link", "b"), "links", ["https://a.example", "b"]),
        (("1.1", "--link", "none"), "links", []),
        (("1.1", "--guess"), "guess", True),
        (("1.1", "--note"), "kind", "note"),
        (("1.3", "--public"), "kind", "update"),
        (("1.4", "All is well"), "text", "All is well"),
        (("1.0", "-S", "identified"), "status", "identified"),
    ],
)
def test_what_a_line_says_is_corrected_without_a_new_line(over, words, field, value):
    lines = len(shown(over)["entries"])
    assert "nothing changed" not in over("edit", *words).done
    found = line(over, words[0][-1])
    assert found[field] == value
    assert found["edited"]
    assert len(shown(over)["entries"]) == lines
    assert "nothing changed" in over("edit", *words).done


def test_the_echo_says_what_changed_and_when_it_is_told_of(over):
    said = over("edit", "1.1", "An attack?", "-t", "10:06", "--guess").done
    assert "text, time changed · marked as a guess · 1.1 at 10:06 CET (1 h 54 m ago)" in said
    assert over("edit", "1.1", "-q", "Yes").done == "1.1\n"
    assert over("edit", "1.1", "--json", "No").json["entry"]["text"] == "No"


def test_a_text_comes_from_a_file_or_standard_input(over):
    over("edit", "1.1", "-F", "-", stdin="From\nthe pipe\n").done
    assert line(over, 1)["text"] == "From\nthe pipe"
    over("edit", "1.1", "-", stdin="x").done
    assert line(over, 1)["text"] == "x"


def test_states_replace_those_of_the_same_server_and_none_takes_one_back(over):
    def states():
        return {s["name"]: s["state"] for s in line(over, 2)["servers"]}

    over("edit", "1.2", "-s", "web=partial", "-s", "db=down").done
    assert states() == {"web": "partial_outage", "db": "major_outage"}
    over("edit", "1.2", "-s", "db=none").done
    assert states() == {"web": "partial_outage"}
    over("edit", "1.2", "-s", "db=none").failed(1, "1.2 says nothing of db; nothing was changed")
    over("edit", "1.2", "-s", "ghost=none").failed(3, "ghost")


def test_a_corrected_state_or_time_changes_the_figures_as_if_it_had_always_been_so(over):
    assert shown(over)["servers"][0]["downtime_s"] == 3600
    over("edit", "1.2", "-s", "web=up").done
    assert (shown(over)["servers"][0]["downtime_s"], shown(over)["metrics"]["ttm_s"]) == (600, 600)
    over("edit", "1.2", "-t", "10:30").done
    assert (shown(over)["servers"][0]["downtime_s"], shown(over)["metrics"]["tti_s"]) == (1800, 1800)


def test_the_time_of_the_opening_is_the_beginning_and_that_of_the_closing_the_end(over):
    assert "resolved at 11:10 CET" in over("edit", "1.4", "-t", "11:10").done
    over("edit", "1.0", "-t", "09:50").done
    assert (shown(over)["began_at"], shown(over)["ended_at"]) == (
        "2014-02-10T08:50:00.000Z",
        "2014-02-10T10:10:00.000Z",
    )
    over("edit", "1.4", "-t", "09:40").failed(1, "before its beginning; nothing was changed")


def test_a_correction_says_what_it_does_to_an_open_incident(over):
    over("update", "2", "-s", "db=down", "-S", "identified", "-t", "11:00").done
    assert "#2 is monitoring now" in over("edit", "2.1", "-S", "monitoring").done
    assert "db down → partial" in over("edit", "2.1", "-s", "db=partial").done


# -- in the editor ---------------------------------------------------------------------------------


def editor(incident, script):
    path = incident.folder / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"EDITOR": str(path)}


@pytest.mark.parametrize("words", [(), ("-e",)])
def test_the_text_is_edited_with_the_old_one_in_it(over, words):
    answer = over.terminal("edit", "1.1", *words, **editor(over, 'sed -i s/atack/attack/ "$1"'))
    assert answer.code == 0, answer
    assert line(over, 1)["text"] == "An attack?"
    assert not list(over.folder.glob("incident-*.md"))


def test_a_text_left_as_it_was_cancels(over):
    answer = over.terminal("edit", "1.1", **editor(over, "true"))
    assert (answer.code, "unchanged: cancelled" in answer.out) == (1, True), answer
    assert not line(over, 1)["edited"]


@pytest.mark.parametrize("theirs", ["edit 1.1 Theirs", "edit 1.1 --delete"])
def test_a_change_meanwhile_is_a_conflict_and_the_draft_is_kept(over, theirs):
    script = f'cd /\n{sys.executable} -m incident_cli {theirs} </dev/null\nsed -i "1s/^/mine: /" "$1"'
    answer = over.terminal("edit", "1.1", **editor(over, script))
    assert (answer.code, "1.1 was changed meanwhile; nothing was saved" in answer.out) == (4, True), answer
    (draft,) = over.folder.glob("incident-*.md")
    assert str(draft) in answer.out
    assert "mine" in draft.read_text()
    assert (line(over, 1) or {"text": "Theirs"})["text"] == "Theirs"


def test_what_has_no_text_opens_no_editor(over):
    over("postmortem", "1", "-F", "-", "--publish", stdin="# It\n").done
    failing = editor(over, "false")
    for address, says in (("1.0", "is the opening"), ("1.5", "incident postmortem 1 -e"), ("1.9", "no entry 9")):
        answer = over.terminal("edit", address, **failing)
        assert answer.code in (1, 3)
        assert says in answer.out


# -- retracting ------------------------------------------------------------------------------------


def test_a_line_is_retracted_and_can_still_be_read(over):
    over("edit", "1.1", "--retract", "It was no attack").done
    found = shown(over)["entries"][1]
    assert (found["text"], found["retracted"]) == ("An atack?", "It was no attack")
    assert "nothing changed" in over("edit", "1.1", "--retract", "It was no attack").done


def test_a_retraction_is_taken_back_with_none(over):
    over("edit", "1.1", "--retract", "It was no attack").done
    assert "no longer retracted" in over("edit", "1.1", "--retract", "none").done
    assert line(over, 1)["retracted"] is None
    assert "is not retracted; nothing changed" in over("edit", "1.1", "--retract", "none").done


# -- deleting --------------------------------------------------------------------------------------


def test_a_deleted_line_is_gone_and_its_number_not_given_again(over):
    said = over("edit", "1.2", "--delete").done
    assert "deleted · 1.2 at 10:10 CET" in said
    assert "identified" not in said
    found = shown(over)
    assert [e["id"] for e in found["entries"]] == ["1.0", "1.1", "1.3", "1.4"]
    assert (found["metrics"]["tti_s"], found["servers"][0]["downtime_s"]) == (None, 3600)
    assert "is deleted already; nothing changed" in over("edit", "1.2", "--delete").done
    assert over("update", "1", "-q", "again", "-t", "10:20").done == "1.5\n"
    assert over("list", "all", "-g", "Better").done == ""


def test_deleting_the_closing_opens_the_incident_again(over):
    said = over("edit", "1.4", "--delete").done
    assert "#1 is open again: identified" in said
    assert "web degraded" in said
    found = shown(over)
    assert (found["status"], found["ended_at"], found["residual"]) == ("identified", None, None)


def test_deleting_says_what_it_does_to_an_open_incident(over):
    over("update", "2", "-s", "db=down", "-t", "11:00").done
    over("update", "2", "-s", "db=up", "-S", "monitoring", "-t", "11:30").done
    said = over("edit", "2.2", "--delete").done
    assert "#2 is investigating now" in said
    assert "db up → down" in said


def test_the_opening_cannot_be_deleted(over):
    refused = over("edit", "1.0", "--delete").failed(1, "1.0 opened #1", "nothing was changed")
    assert "incident undo" in refused.err
    assert 'incident close 1 "opened by mistake"' in refused.err


# -- moving ----------------------------------------------------------------------------------------


def test_a_moved_line_stands_in_the_other_incident_as_it_was(over):
    before = line(over, 1)
    over.clock("13:00")
    said = over("edit", "1.1", "--move", "2").done
    assert "#2 Something else · moved from 1.1 · 2.1 at 10:05 CET" in said
    assert line(over, 1) is None
    assert line(over, 1, of=2) == before | {"id": "2.1"}
    assert before["author"] == "bob"
    over("edit", "1.1", "again").failed(3, "no longer has the entry 1")
    assert over("edit", "1.3", "-q", "--move", "#2").done == "2.2\n"


def test_moving_says_what_it_does_to_both(over):
    over("update", "2", "-s", "db=down", "-t", "11:00").done
    over("open", "A third", "-t", "10:40").done
    said = over("edit", "2.1", "--move", "3").done
    assert "#3 A third · moved from 2.1 · 3.1 at 11:00 CET" in said
    assert "db down" in said
    assert "#2: db down → up" in said


def test_a_secret_in_a_moved_line_is_found_where_it_came_from(over):
    over("edit", "1.1", "--move", "2").done
    assert "incident redact 1.1" in over("redact", "2.1", "--text", "atack", "-y").err


def test_the_history_of_both_tells_of_a_moved_line(over):
    over("edit", "1.1", "--move", "2").done
    assert over("db", "check").done
    assert ["moved_from", "", "1.1"] in [row[2:5] for row in over("show", "2", "--history").rows]
    assert over("show", "1", "--history").rows[-1][1:5] == ["1.1", "moved_to", "", "2.1"]


def test_the_key_of_a_moved_line_still_makes_its_retry_harmless(over):
    over("update", "2", "once", "--key", "k").done
    over("edit", "2.1", "--move", "1").done
    assert "nothing changed" in over("update", "2", "once", "--key", "k").done


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("1.1",), 2, "there is nothing to change in 1.1"),
        (("1.9", "x"), 3, "no entry 9"),
        (("9.1", "x"), 3, "no incident #9"),
        (("1.9", "--delete"), 3, "no entry 9"),
        (("9.1", "--delete"), 3, "no incident #9"),
        (("1.1", "--move", "9"), 3, "no incident #9"),
        (("1.1", "--move", "1"), 2, "is a line of #1 already"),
        (("1.1", "--move", "x"), 2, "is not the number of an incident"),
        (("1.4", "--move", "2"), 1, "where #1 was closed, and cannot be moved"),
        (("1.0", "--move", "2"), 1, "where #1 was opened, and cannot be moved"),
        (("1.1", "--retract", ""), 2, "reason is empty"),
        (("1.9", "--retract", "why"), 3, "no entry 9"),
        (("9.1", "--retract", "why"), 3, "#9"),
        (("1.0", "--retract", "why"), 1, "cannot be retracted"),
        (("1.1", "--delete", "--guess"), 2, "--delete stands alone, without --guess"),
        (("1.1", "--delete", "--move", "2"), 2, "stands alone"),
        (("1.1", "--retract", "why", "text"), 2, "--retract stands alone, without a text"),
        (("1.1", "--move", "2", "--link", "u"), 2, "--move stands alone, without --link"),
        (("1.1", "--guess", "--no-guess"), 2, "--guess and --no-guess contradict each other"),
        (("1.1", "--note", "--public"), 2, "--note and --public contradict each other"),
        (("1.1", "a", "-m", "b"), 2, "words and from -m"),
        (("1.1", "-m", "  "), 2, "the text is empty"),
        (("1.1", "-e"), 2, "-e needs a terminal"),
        (("1.1", "-t", "+1h"), 2, "in the future"),
        (("1.1", "-t", "soon"), 2, "soon"),
        (("1.1", "-S", "nope"), 2, "is no status of an incident"),
        (("1.1", "-S", "resolved"), 1, "cannot become the end"),
        (("1.1", "-s", "web"), 2, "does not say which state"),
        (("1.1", "-s", "=none"), 2, "state"),
        (("1.1", "--severity", "1"), 2, "incident edit 1 --severity 1"),
        (("1.1", "--from", "10:00"), 2, "incident edit 1 --from 10:00"),
        (("1.1", "--tag", "a", "--tag", "b"), 2, "incident edit 1 --tag a b"),
        (("1.4", "-S", "investigating"), 1, "closes #1, and investigating does not"),
        (("1.4", "--note"), 1, "was closed: that is public"),
        (("1.2", "-t", "11:30"), 1, "a line after its end moves no status"),
    ],
)
def test_a_bad_edit_is_refused_and_changes_nothing(over, words, code, says):
    before = shown(over), shown(over, 2)
    over("edit", *words).failed(code, says)
    assert (shown(over), shown(over, 2)) == before
