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
        (("-F", "x", "--template", "short"), "from -F and from --template"),
        (("list", "-e"), "takes no other options"),
        (("list", "--template", "short"), "takes no other options"),
    ],
)
def test_words_that_do_not_fit_are_refused(over, words, says):
    over("postmortem", *words).failed(2, says)


def test_public_leaves_notes_out(over):
    over("update", "1", "-n", "secret", "-t", "10:06").done
    assert "secret" in over("postmortem").done
    assert "secret" not in over("postmortem", "--public").done


# -- templates ------------------------------------------------------------------------------------


def test_a_template_is_chosen_by_its_name(over):
    assert "## Evidence" in over("postmortem").done
    short = over("postmortem", "--template", "short").done
    assert "## Cause and resolution" in short
    assert "## Evidence" not in short


def test_a_template_of_ones_own_is_a_file(over):
    (over.folder / "mine.md").write_text("# {{ title }}\r\n\r\n{{ blocks.timeline }}\r\n")
    text = over("postmortem", "--template", str(over.folder / "mine.md")).done
    assert text.startswith("# Incident #1: web is down\n\n<!-- incident:timeline -->")


def test_what_is_wrong_in_it_is_told_with_file_and_line(over):
    path = over.folder / "mine.md"
    path.write_text("# {{ title }}\n\n{{ nope }}\n")
    over("postmortem", "--template", str(path)).failed(2, f"{path}:3: 'nope' is undefined")


@pytest.mark.parametrize("name", ["nope", "", "./sre"])
def test_a_template_that_is_not_there_is_a_sentence(over, name):
    over("postmortem", "--template", name).failed(2, f'there is no template "{name}"', "sre, short, or a file")


def config(over, text):
    folder = over.folder / ".config" / "incident"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)
    return folder


def test_the_template_of_the_settings_is_used_where_none_is_typed(over):
    config(over, '[postmortem]\ntemplate = "short"\n')
    assert "## Evidence" not in over("postmortem").done
    assert "## Evidence" in over("postmortem", "--template", "sre").done
    assert over("check").code == 0


def test_a_file_of_the_settings_starts_from_their_folder(over):
    folder = config(over, '[postmortem]\ntemplate = "mine.md"\n')
    (folder / "mine.md").write_text("# Ours {{ id }}\n")
    assert over("postmortem").done == "# Ours 1\n"


def test_a_template_of_the_settings_that_is_no_text_is_refused(over):
    config(over, "[postmortem]\ntemplate = 3\n")
    over("postmortem").failed(2, "[postmortem] template is not a text in quotes")


def test_a_new_one_is_stored_after_its_template_and_keeps_it(over):
    over("postmortem", "--status", "draft", "--template", "short").done
    config(over, '[postmortem]\ntemplate = "sre"\n')
    assert "## Evidence" not in over("postmortem").done


def test_a_stored_one_is_not_changed_to_another_template(over):
    over("postmortem", "-F", "-", stdin="# Mine\n").done
    over("postmortem", "--template", "short", "--publish").failed(1, "keeps its template; nothing was saved")
    assert over("postmortem").done == "# Mine"


def test_beside_a_stored_one_a_template_gives_a_fresh_one_and_says_so(over):
    over("postmortem", "-F", "-", stdin="# Mine\n").done
    answer = over("postmortem", "--template", "short")
    assert "nothing of what is stored for #1 is in it" in answer.err
    assert "## Cause and resolution" in answer.out
    assert "# Mine" not in answer.out


def test_prose_has_no_template_so_any_holds_it(over):
    over("postmortem", "-F", "-", stdin="It was the *cable*.\n").done
    for name in ("sre", "short"):
        assert "\n\nIt was the *cable*.\n" in over("postmortem", "--template", name).done


def test_a_template_of_ones_own_that_does_not_place_the_prose_does_not_lose_it(over):
    over("postmortem", "-F", "-", stdin="It was the *cable*.\n").done
    path = over.folder / "mine.md"
    path.write_text("# {{ title }}\n")
    assert over("postmortem", "--template", str(path)).done == "# Incident #1: web is down\n\nIt was the *cable*.\n"
    path.write_text("{{ account }}\n\n# {{ title }}\n")
    assert over("postmortem", "--template", str(path)).done == "It was the *cable*.\n\n# Incident #1: web is down\n"


def test_published_prose_says_when_and_stands_without_empty_headings(over):
    over("postmortem", "-F", "-", "--publish", "-t", "11:38", stdin="Today the cable broke.\n").done
    text = over("postmortem").done
    assert "*Published 2014-02-10 11:38 CET:*\n\nToday the cable broke.\n" in text
    assert "## Contributing factors" not in text
    assert "## Resolution and residual risk" in text


def test_prose_stays_prose_when_it_is_published_later(over):
    over("postmortem", "-F", "-", stdin="It was the cable.\n").done
    over("postmortem", "--publish").done
    assert over("show", "--json").json["incident"]["entries"][-1]["text"] == "It was the cable."


# -- what people wrote ----------------------------------------------------------------------------


def stored_again(over, change):
    """What the next print says after somebody changed the printed document outside and stored it."""
    path = over.folder / "edited.md"
    path.write_bytes(change(over("postmortem").done).encode())
    over("postmortem", "-F", str(path)).done
    over("update", "1", "written later").done
    return over("postmortem").done


def block(text, name):
    start, end = text.index(f"<!-- incident:{name} -->"), f"<!-- /incident:{name} -->"
    return text[start : text.index(end) + len(end)]


def test_a_document_with_windows_line_ends_keeps_them_and_is_refreshed(over):
    again = stored_again(over, lambda text: text.replace("\n", "\r\n"))
    assert "written later" in again
    assert again.replace("\r\n", "").count("\n") == 0


def test_a_byte_order_mark_is_no_part_of_the_document(over):
    again = stored_again(over, lambda text: f"\ufeff{text}")
    assert again.startswith("# Incident #1")
    assert "written later" in again


def test_a_block_that_was_moved_is_refreshed_where_it_is_now(over):
    def moved(text):
        timeline = block(text, "timeline")
        return text.replace(timeline, "(see the end)") + f"\n## At the end\n\n{timeline}\n"

    again = stored_again(over, moved)
    assert "(see the end)" in again
    assert again.index("written later") > again.index("## At the end")


def test_a_block_that_was_deleted_stays_deleted(over):
    again = stored_again(over, lambda text: text.replace(block(text, "metrics"), ""))
    assert "incident:metrics" not in again
    assert "written later" in again


def test_a_block_of_a_newer_program_stays_but_not_in_public(over):
    newer = "<!-- incident:moon -->\nfull\n<!-- /incident:moon -->\n"
    assert newer.strip() in stored_again(over, lambda text: text + newer)
    over("postmortem", "--public").failed(1, "internal lines could stay", "block moon")
    over("export", "1", "--format", "markdown", "--public").failed(1, "internal lines could stay")


def test_a_block_with_broken_fences_is_left_alone_and_never_public(over):
    path = over.folder / "edited.md"
    path.write_text(over("postmortem").done.replace("<!-- /incident:timeline -->", ""))
    over("postmortem", "-F", str(path)).done
    assert "the block timeline of the document of #1 is left as stored" in over("postmortem").err
    over("postmortem", "--public").failed(1, "internal lines could stay", "block timeline has broken fences")


# -- the picture ----------------------------------------------------------------------------------


def test_o_writes_a_picture_beside_the_document_that_shows_it(over):
    path = over.folder / "a b.md"
    over("postmortem", "-o", str(path)).done
    assert "![Timeline of the incident](a%20b.svg)" in path.read_text()
    assert (over.folder / "a b.svg").read_text().startswith("<svg ")


def test_printed_it_tells_the_picture_with_signs(over):
    text = over("postmortem").done
    assert "```text\n" in block(text, "picture")
    assert "![" not in text


def test_a_document_without_the_picture_has_no_file_beside_it(over):
    over("postmortem", "-F", "-", stdin="# Mine\n").done
    over("postmortem", "-o", str(over.folder / "pm.md")).done
    assert not (over.folder / "pm.svg").exists()


def test_where_the_picture_has_no_room_nothing_is_written(over):
    (over.folder / "pm.svg").write_text("mine")
    over("postmortem", "-o", str(over.folder / "pm.md")).failed(1, "pm.svg exists; it was left as it is")
    assert not (over.folder / "pm.md").exists()


def test_force_writes_over_both(over):
    path = over.folder / "pm.md"
    path.write_text("old")
    path.with_suffix(".svg").write_text("old")
    over("postmortem", "-o", str(path), "--force").done
    assert path.read_text().startswith("# Incident")
    assert path.with_suffix(".svg").read_text().startswith("<svg")


def test_a_document_is_no_picture(over):
    over("postmortem", "-o", str(over.folder / "pm.svg")).failed(2, "is Markdown", "incident export -o")


def test_a_document_with_its_picture_that_is_stored_again_is_printed_with_signs(over):
    path = over.folder / "pm.md"
    over("postmortem", "-o", str(path)).done
    over("postmortem", "-F", str(path)).done
    assert "```text\n" in block(over("postmortem").done, "picture")


def test_a_public_picture_has_no_internal_ticks(over):
    over("update", "1", "-n", "secret", "-t", "10:06").done
    for words, lines in (((), 4), (("--public",), 3)):
        path = over.folder / f"pm{lines}.md"
        over("postmortem", "-o", str(path), *words).done
        assert f"{lines} lines" in path.with_suffix(".svg").read_text()
