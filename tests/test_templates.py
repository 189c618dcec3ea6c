"""The folder of templates: which files are some, and what cannot be read."""

import os

import pytest

from incident_cli import templates
from incident_cli.errors import IncidentError, NotFound, Usage


@pytest.fixture
def folder(tmp_path):
    for name in ("outage.md", "half", "note.txt", ".hidden.md", "half~", "both", "both.md", ".md"):
        (tmp_path / name).write_text(name)
    (tmp_path / "sub.md").mkdir()
    os.mkfifo(tmp_path / "pipe")
    return str(tmp_path)


def test_plain_files_are_templates_and_a_suffix_is_no_part_of_the_name(folder):
    assert templates.names(folder) == ["both", "half", "note.txt", "outage"]


def test_no_folder_has_none(tmp_path):
    assert templates.names(str(tmp_path / "nowhere")) == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("outage", "outage.md"),
        ("outage.md", "outage.md"),
        ("half", "half"),
        ("both", "both.md"),
        ("note.txt", "note.txt"),
    ],
)
def test_a_name_finds_its_file(folder, name, file):
    assert templates.read(folder, name) == file


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/etc/passwd", ".hidden", "x\0y"])
def test_a_name_is_that_of_a_file_alone(folder, name):
    with pytest.raises(Usage, match="is not the name of a template"):
        templates.read(folder, name)


@pytest.mark.parametrize(
    ("name", "hint"), [("outgae", "did you mean outage"), ("x", "incident template list"), ("sub", "template list")]
)
def test_one_that_is_not_there(folder, name, hint):
    with pytest.raises(NotFound) as refused:
        templates.read(folder, name)
    assert hint in refused.value.hints[0]


def test_where_there_are_none_the_hint_says_where_to_put_one(tmp_path):
    with pytest.raises(NotFound) as refused:
        templates.read(str(tmp_path / "t"), "x")
    assert refused.value.hints == (f"write it: {tmp_path}/t/x.md",)


def test_a_named_pipe_is_not_waited_for(folder):
    with pytest.raises(NotFound):
        templates.read(folder, "pipe")


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff", "is not valid UTF-8"), (b"x" * (1024 * 1024 + 1), "is longer than 1 MB")]
)
def test_what_is_no_text_is_refused(tmp_path, content, said):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Usage, match=said):
        templates.read(str(tmp_path), "x")


def test_line_ends_and_the_mark_of_other_systems_are_no_text(tmp_path):
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbf# T\r\nx\r\n")
    assert templates.read(str(tmp_path), "x") == "# T\nx\n"


def test_a_file_that_nobody_may_read_is_named(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "x").touch(0)
    with pytest.raises(IncidentError, match="cannot be read"):
        templates.read(str(tmp_path), "x")
