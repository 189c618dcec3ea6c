"""Lines that could not be stored: in a private file, or at least on the screen."""

import os
import tempfile

import pytest

from incident_cli.commands import unsaved
from incident_cli.errors import Busy, Unavailable


class Warned(list):
    """As much of an App as is needed: what was warned of."""

    warn = list.append


def test_nothing_left_is_nothing_to_keep():
    assert unsaved.keep(Warned(), "2 lines are saved", [], "command") == ("2 lines are saved", ())


def test_they_are_kept_in_a_private_file(tmp_path, monkeypatch):
    folder = tmp_path / "a folder"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    said = unsaved.keep(Warned(), "no line was saved", ["é", "two\r"], "command")
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == "é\ntwo\r\n".encode()
    assert os.stat(kept).st_mode & 0o777 == 0o600
    assert said == (f"no line was saved; 2 more were read and are not: kept in {kept}", (f"command < '{kept}'",))


def test_where_no_file_can_be_made_they_stand_on_standard_error(monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    warned, long = Warned(), "x" * 5000
    said = unsaved.keep(warned, "no line was saved", ["one\x1b[2J", long], "command")
    assert capsys.readouterr().err == f"one\\x1b[2J\n{long}\n"
    assert "No space left" in warned[0]
    assert said == ("no line was saved; 2 more were read and are not: they stand above", ())


@pytest.mark.parametrize(("failure", "code"), [(Busy("busy; nothing was saved", "again"), 75), (Unavailable("x"), 5)])
def test_the_failure_keeps_its_code_and_says_what_is_saved(failure, code):
    error = unsaved.Unsaved("1 line is saved", ("do this",)).of(failure)
    assert (error.code, error.hints) == (code, ("do this",))
    assert error.message == failure.message.removesuffix("; nothing was saved") + "; 1 line is saved"
    assert unsaved.Unsaved("1 line is saved", ()).of(failure).hints == failure.hints
