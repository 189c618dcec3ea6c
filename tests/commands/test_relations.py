"""Related incidents and duplicates: shown both ways, written and taken back together."""

import pytest


@pytest.fixture
def three(incident):
    """Open incidents #1 "web is down", #2 "second", #3 "third"; it is 12:00."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("open", "second", "-s", "web=degraded", "-t", "10:30").code
    incident("open", "third", "-t", "11:00").done
    return incident


def links(incident, number):
    found = incident("show", str(number), "--json").json["incident"]
    return found["related"], found["duplicate_of"], found["duplicates"]


def on_screen(incident, number):
    return incident.terminal("show", str(number), NO_COLOR="1").out


# -- related -----------------------------------------------------------------------------------------


def test_an_incident_is_opened_as_related_to_others(three):
    three("open", "fourth", "--relates-to", "1", "--relates-to", "#3").done
    assert [links(three, n)[0] for n in (1, 2, 3, 4)] == [[4], [], [4], [1, 3]]


def test_both_show_the_other_with_its_title(three):
    three("edit", "2", "--relates-to", "1").done
    assert "Related      #1 web is down" in on_screen(three, 2)
    assert "Related      #2 second" in on_screen(three, 1)


def test_edit_adds_and_none_takes_back(three):
    assert "relations changed" in three("edit", "1", "--relates-to", "2").done
    three("edit", "1", "--relates-to", "3").done
    assert links(three, 1)[0] == [2, 3]
    three("edit", "1", "--relates-to", "none", "--relates-to", "2").done
    assert [links(three, n)[0] for n in (1, 2, 3)] == [[2], [1], []]
    three("edit", "2", "--relates-to", "none").done
    assert [links(three, n)[0] for n in (1, 2)] == [[], []]


def test_what_is_so_already_changes_nothing_from_either_side(three):
    three("edit", "1", "--relates-to", "2").done
    assert "nothing changed" in three("edit", "2", "--relates-to", "1").done
    assert three("edit", "2", "--relates-to", "1", "--json").json["saved"] is False


def test_a_title_and_a_relation_are_one_command(three):
    assert "title, relations changed" in three("edit", "1", "better", "--relates-to", "2").done


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("edit", "1", "--relates-to", "1"), 1, "cannot be related to itself"),
        (("edit", "1", "--relates-to", "99"), 3, "there is no incident #99"),
        (("edit", "1", "--relates-to", "x"), 2, '"x" is not the number of an incident'),
        (("edit", "1", "--relates-to", "1.2"), 2, "not the number of an incident"),
        (("open", "x", "--relates-to", "99"), 3, "there is no incident #99"),
        (("open", "x", "--relates-to", ""), 2, "not the number of an incident"),
    ],
)
def test_what_cannot_be_related_is_refused_and_nothing_is_saved(three, words, code, said):
    before = three("list", "all", "--json").out
    three(*words).failed(code, said)
    assert three("list", "all", "--json").out == before


def test_a_relation_of_an_opening_is_stored_once_under_its_key(three):
    for _ in range(2):
        assert three("open", "x", "--relates-to", "1", "--key", "k", "-q").done == "4\n"
    assert links(three, 1)[0] == [4]
    three("open", "x", "--relates-to", "2", "--key", "k").failed(4)


# -- duplicates --------------------------------------------------------------------------------------


def test_a_duplicate_is_closed_and_both_say_so(three):
    said = three("close", "2", "--duplicate-of", "1").done
    assert "#2 second · duplicate of #1 · 2.1 at 12:00 CET" in said
    assert "web degraded → up" in said
    assert (links(three, 1), links(three, 2)) == (([], None, [2]), ([], 1, []))
    assert "Duplicate    of #1 web is down" in on_screen(three, 2)
    assert "Duplicates   #2 second" in on_screen(three, 1)


def test_the_sentence_of_a_line_without_a_text_is_made_when_it_is_shown(three):
    three("close", "2", "--duplicate-of", "1").done
    assert three("show", "2").rows[-1][-1] == "duplicate of #1"
    assert "duplicate of #1 · ▸ resolved" in on_screen(three, 2)
    line = three("show", "2", "--json").json["incident"]["entries"][-1]
    assert line["text"] == ""


def test_its_claims_end_and_the_others_stay(three):
    three("close", "2", "--duplicate-of", "1").done
    assert three("server", "list").rows[0][1] == "down"


def test_the_public_post_mortem_names_them(three):
    three("close", "2", "--duplicate-of", "1").done
    three("edit", "2", "--relates-to", "3").done
    assert "Duplicate of: #1 · Related: #3" in three("postmortem", "2", "--public").done
    assert "Duplicates: #2" in three("postmortem", "1", "--public").done


def test_one_that_was_closed_before_can_still_be_said_to_be_a_duplicate(three):
    three("close", "2", "Over", "-t", "11:30").done
    assert "duplicate of #1" in three("close", "2", "--duplicate-of", "1").done
    assert (links(three, 1)[2], links(three, 2)[1]) == ([2], 1)
    assert three("show", "2", "--json").json["incident"]["ended_at"] == "2014-02-10T10:30:00.000Z"
    three("close", "2", "--duplicate-of", "3").done
    assert (links(three, 1)[2], links(three, 2)[1], links(three, 3)[2]) == ([], 3, [2])
    three("close", "2", "--duplicate-of", "none").done
    assert (links(three, 2)[1], links(three, 3)[2]) == (None, [])
    assert "nothing changed" in three("close", "2", "--duplicate-of", "none").done


def test_reopening_takes_it_back_on_both_sides_and_the_line_still_says_it(three):
    three("close", "2", "--duplicate-of", "1").done
    three("reopen", "2").done
    assert (links(three, 1)[2], links(three, 2)[1]) == ([], None)
    assert three("show", "2").rows[-2][-1] == "duplicate of #1"


def test_undoing_the_command_takes_both_sides_back(three):
    three("close", "2", "--duplicate-of", "1").done
    three("undo").done
    assert (links(three, 1), links(three, 2)) == (([], None, []), ([], None, []))
    three("undo", "--redo").done
    assert (links(three, 1)[2], links(three, 2)[1]) == ([2], 1)


def test_deleting_the_closing_takes_both_sides_back(three):
    three("close", "2", "--duplicate-of", "1").done
    three("edit", "2.1", "--delete").done
    assert (links(three, 1)[2], links(three, 2)[1]) == ([], None)


@pytest.mark.parametrize(
    ("of", "code", "said"),
    [("1", 1, "duplicate of itself"), ("2", 1, "#2 is a duplicate of #1 already"), ("99", 3, "#99"), ("x", 2, '"x"')],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(three, of, code, said):
    three("close", "2", "--duplicate-of", "1").done
    three("close", "1", "--duplicate-of", of).failed(code, said)
    assert three("show", "1", "--json").json["incident"]["status"] == "investigating"


def test_no_ring_of_duplicates_however_long(three):
    three("close", "3", "--duplicate-of", "2").done
    three("close", "2", "--duplicate-of", "1").done
    three("close", "1", "--duplicate-of", "3").failed(1, "#3 is a duplicate of #1 already")


def test_a_key_makes_a_retry_harmless(three):
    for _ in range(2):
        assert three("close", "2", "--duplicate-of", "1", "--key", "k", "-q").done == "2.1\n"
    three("close", "2", "--duplicate-of", "3", "--key", "k").failed(4)
    assert links(three, 1)[2] == [2]


def test_the_file_is_sound_and_can_be_derived_again(three):
    three("open", "fourth", "--relates-to", "1").done
    three("close", "2", "--duplicate-of", "1").done
    assert "sound" in three("db", "check").done
    three("db", "rebuild").done
    assert links(three, 1) == ([4], None, [2])
