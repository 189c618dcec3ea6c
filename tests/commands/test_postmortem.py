"""`incident postmortem`: printed, stored, published, edited by hand."""

import pytest


@pytest.fixture
def over(incident):
    """#1, closed: web down from 10:00 to 10:20."""
    incident.clock("12:00")
    incident("open", "-s", "web", "-t", "10:00").done
    incident("update", "Two.\n\nParagraphs.", "-t", "10:05").done
    incident("close", "Over.", "-t", "10:20").done
    return incident


def test_piped_it_prints_markdown(over):
    text = over("postmortem").done
    assert text.startswith("#")
    for part in ("web", "Over.", "Two.", "Paragraphs."):
        assert part in text


def test_o_writes_a_new_file_and_never_over_one(over):
    path = over.folder / "pm.md"
    assert over("postmortem", "-o", str(path)).done == ""
    written = path.read_text()
    assert written.startswith("# Incident #1: web is down\n")
    over("postmortem", "-o", str(path)).failed(1, "exists; it was left as it is")
    assert path.read_text() == written


@pytest.mark.parametrize("name", ["missing/pm.md", ""])
def test_o_that_cannot_be_written_is_a_sentence(over, name):
    path = str(over.folder / name) if name else name
    answer = over("postmortem", "-o", path)
    answer.failed(answer.code)
    assert answer.code in (1, 2)


def test_capital_f_stores_a_draft_that_is_not_on_the_timeline(over):
    said = over("postmortem", "1", "-F", "-", stdin="# Mine\n").done
    assert "draft" in said
    assert len(over("show").rows) == 3
    assert "# Mine" in over("postmortem").done


def test_publish_puts_it_on_the_timeline_dated_by_t(over):
    over("postmortem", "1", "-F", "-", "--publish", "-t", "11:38", stdin="# Mine\n").done
    last = over("show", "--json").json["incident"]
    assert (last["entries"][-1]["kind"], last["entries"][-1]["at"]) == ("postmortem", "2014-02-10T10:38:00.000Z")
    assert last["ended_at"] == "2014-02-10T09:20:00.000Z"


def test_a_stored_one_is_published_later(over):
    over("postmortem", "-F", "-", stdin="# Mine\n").done
    over("postmortem", "--publish").done
    assert over("postmortem", "--json").json["postmortem"]["status"] == "published"


def test_status_alone_stores_it(over):
    over("postmortem", "--status", "in_rev").done
    assert over("postmortem", "--json").json["postmortem"]["status"] == "in_review"


def test_the_same_again_changes_nothing(over):
    over("postmortem", "-F", "-", stdin="# Mine\n").done
    assert "nothing changed" in over("postmortem", "-F", "-", stdin="# Mine\n").done


def test_hand_written_parts_survive_regeneration(over):
    path = over.folder / "pm.md"
    over("postmortem", "-o", str(path)).done
    path.write_text(path.read_text() + "\n## What I think\n\nIt was <b>the</b> cable.\n")
    over("postmortem", "-F", str(path)).done
    over("update", "1", "written later").done
    again = over("postmortem").done
    assert "It was <b>the</b> cable." in again
    assert "written later" in again


def test_e_edits_it_in_the_editor(over):
    editor = over.folder / "editor"
    editor.write_text('#!/bin/sh\necho "By hand." >> "$1"\n')
    editor.chmod(0o755)
    answer = over.terminal("postmortem", "-e", EDITOR=str(editor))
    assert answer.code == 0, answer
    assert "By hand." in over("postmortem").done


def test_a_change_meanwhile_is_a_conflict_and_the_text_is_kept(over):
    editor = over.folder / "editor"
    editor.write_text(
        f"#!/bin/sh\ncd /\n{' '.join(__import__('sys').executable.split())} -m incident_cli postmortem 1 -F - <<E\n"
        '# Theirs\nE\necho "By hand." >> "$1"\n'
    )
    editor.chmod(0o755)
    answer = over.terminal("postmortem", "1", "-e", EDITOR=str(editor))
    assert (answer.code, "changed meanwhile; nothing was saved" in answer.out) == (4, True), answer
    (draft,) = over.folder.glob("incident-*.md")
    assert str(draft) in answer.out
    assert "# Theirs" in over("postmortem").done


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-t", "10:00"), "-t dates a post-mortem that is stored"),
        (("--publish", "--status", "draft"), "contradict"),
        (("--status", "nope"), "draft, in_review, published"),
        (("--publish", "-o", "x"), "two commands"),
        (("--publish", "--public"), "two commands"),
        (("-F", ""), "names no file"),
        (("-F", "-"), "the text is empty"),
        (("--publish", "-t", "+1h"), "in the future"),
        (("-e",), "terminal"),
        (("1", "2"), "takes one incident"),
    ],
)
def test_words_that_do_not_fit_are_refused(over, words, says):
    over("postmortem", *words).failed(2, says)


def test_public_leaves_notes_out(over):
    over("update", "1", "-n", "secret", "-t", "10:06").done
    assert "secret" in over("postmortem").done
    assert "secret" not in over("postmortem", "--public").done
