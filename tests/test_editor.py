"""The draft around the editor: what is shown below the scissors never becomes part of the text."""

import os
import stat
import subprocess
import sys

import pytest

from incident_cli import editor
from incident_cli.errors import IncidentError, Refused, Usage

CONTEXT = "#168 http6 is down\n168.1 10:13 CET  We look at it."


@pytest.fixture(autouse=True)
def drafts(tmp_path, monkeypatch):
    """Drafts go to the test's own folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def by_hand(tmp_path):
    """An editor that does what a line of Python says to the text `t` of the file."""

    def command(line):
        path = tmp_path / "editor.py"
        path.write_text(
            "import sys\n"
            f"t = open(sys.argv[1], newline='').read()\n{line}\n"
            "open(sys.argv[1], 'w', newline='').write(t)\n"
        )
        return f"{sys.executable} {path}"

    return command


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("t = 'x' + t", "x"),
        ("t = 'x\\n\\n  y \\n\\n' + t", "x\n\n  y "),
        ("t = 'only this'", "only this"),
        ("t = 'x\\n' + t.lstrip()", "x"),
        ("t = ('x' + t).replace('\\n', '\\r\\n')", "x"),
        ("t = 'a\\n' + '# ' + 24 * '-' + ' >8 ' + 24 * '-' + '\\nb\\n' + t", f"a\n{editor.SCISSORS}\nb"),
        ("t = '# a heading\\n' + t", "# a heading"),
    ],
)
def test_the_text_is_what_stands_above_the_scissors(by_hand, line, text):
    assert editor.edit(by_hand(line), "", CONTEXT).text == text


@pytest.mark.parametrize("line", ["pass", "t = ''", "t = t.lstrip()", "t = ' \\n\\t\\n' + t", "t = t + 'below'"])
def test_empty_or_unchanged_cancels_and_leaves_no_draft(by_hand, drafts, line):
    with pytest.raises(Refused, match="cancelled, nothing was saved"):
        editor.edit(by_hand(line), "", CONTEXT)
    assert not list(drafts.glob("incident-*"))


def test_an_old_text_that_is_left_alone_cancels(by_hand):
    with pytest.raises(Refused):
        editor.edit(by_hand("pass"), "as it was\n", CONTEXT)


def test_a_line_of_the_record_that_looks_like_the_scissors_is_not_taken_for_them(by_hand):
    forged = editor.SCISSORS.removeprefix("# ")
    for context in (f"{forged}\nsecret", f"{editor.SCISSORS}\nsecret"):
        assert editor.edit(by_hand("t = 'x' + t"), "", context).text == "x"


def test_the_draft_is_private_and_kept_for_the_one_who_stores_it(by_hand):
    edited = editor.edit(by_hand("t = 'x'"), "", "")
    assert stat.S_IMODE(os.stat(edited.draft).st_mode) == 0o600


def test_invalid_utf8_keeps_the_draft(by_hand, drafts):
    command = by_hand("open(sys.argv[1], 'wb').write(b'caf\\xe9'); sys.exit()")
    with pytest.raises(Usage, match="not valid UTF-8; nothing was saved, the draft is kept in"):
        editor.edit(command, "", "")
    (draft,) = drafts.glob("incident-*")
    assert draft.read_bytes() == b"caf\xe9"


def test_a_draft_that_was_removed_is_an_error(by_hand):
    with pytest.raises(IncidentError, match="no such file"):
        editor.edit(by_hand("import os; os.unlink(sys.argv[1]); sys.exit()"), "", "")


def test_without_any_editor_it_says_what_to_type(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(IncidentError) as failure:
        editor.edit("", "", "")
    assert "EDITOR" in failure.value.hints[0]


def test_no_place_for_the_draft_is_an_error(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
    with pytest.raises(IncidentError, match="nothing was saved"):
        editor.edit("true", "", "")


def test_ctrl_c_means_the_program_again_after_the_editor(by_hand):
    import signal

    before = signal.getsignal(signal.SIGINT)
    editor.edit(by_hand("t = 'x'"), "", "")
    assert signal.getsignal(signal.SIGINT) is before


def test_the_editor_can_still_be_interrupted_itself(by_hand):
    """It inherits the default for Ctrl-C, not our deafness."""
    line = "import signal; t = str(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert editor.edit(by_hand(line), "", "").text == "True"
    assert subprocess.run(["true"], check=False).returncode == 0
