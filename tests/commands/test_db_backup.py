"""`incident db backup`: a private copy in a new file, or a sentence and no file."""

import os
import stat

import pytest


@pytest.fixture
def made(incident):
    incident.clock("10:00")
    incident("open", "web is slow", "-s", "web", "-m", "words").done
    return incident


def new(made):
    """The files beside the database."""
    return sorted(set(os.listdir(made.folder)) - {"incident.db"})


def test_the_copy_is_a_whole_database_and_private(made):
    copy = made.folder / "copy.db"
    assert made("db", "backup", str(copy)).done == f"file\t{copy}\t\n"
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600
    for words in (("show", "--json"), ("list", "-g", "words"), ("status",), ("db", "check")):
        assert made(*words, INCIDENT_DB=str(copy)).done == made(*words).done
    made("update", "on with it", INCIDENT_DB=str(copy)).done


def test_a_file_that_exists_is_left_as_it_is(made):
    (made.folder / "mine").write_text("mine")
    os.symlink("nowhere", made.folder / "link")
    for name in ("mine", "link"):
        made("db", "backup", str(made.folder / name)).failed(1, "exists; it was left as it is")
    assert (made.folder / "mine").read_text() == "mine"
    assert new(made) == ["link", "mine"]


@pytest.mark.sqlite
def test_the_database_itself_is_left_as_it_is(made):
    made("db", "backup", str(made.db)).failed(1, "exists; it was left as it is")
    assert "sound" in made("db", "check").done


@pytest.mark.parametrize("target", ["", ":memory:", "file:copy.db"])
def test_what_is_no_path_is_refused(made, target):
    made("db", "backup", target).failed(2, "is not the path")


@pytest.mark.parametrize("target", ["no/such/folder.db", "file/copy.db"])
def test_where_no_file_can_be_made_it_says_so(made, target):
    (made.folder / "file").touch()
    made("db", "backup", str(made.folder / target)).failed(5, str(made.folder / target))
    assert new(made) == ["file"]


def test_without_a_database_there_is_nothing_to_copy(incident):
    incident("db", "backup", str(incident.folder / "copy.db")).failed(5, "there is no database yet")
    assert os.listdir(incident.folder) == []


def test_a_relative_name_is_meant_from_here(made, monkeypatch):
    monkeypatch.chdir(made.folder)
    made("db", "backup", "-").done
    assert new(made) == ["-"]
