"""A file that is read: its text, its lines, and what is wrong with it in one sentence."""

import os
from datetime import UTC, datetime

import pytest

from incident_cli.errors import IncidentError
from incident_cli.formats import source
from incident_cli.formats.source import Reading, Source, Unreadable

NOW = datetime(2014, 2, 10, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    def make(content):
        path = tmp_path / "x"
        path.write_bytes(content)
        return Source("x", str(path))

    return make


def wrong(read):
    with pytest.raises(Unreadable) as caught:
        read()
    return caught.value.line, caught.value.message


def test_a_text_is_read_without_its_byte_order_mark(file):
    assert file(b"\xef\xbb\xbfa\r\nb").text() == "a\r\nb"
    assert file(b"\xef\xbb\xbfa").head() == "a"
    assert list(file(b"\xef\xbb\xbfa").lines()) == [(1, "a")]


def test_lines_come_with_their_numbers_and_without_their_ends(file):
    assert list(file("a\r\n\né".encode()).lines()) == [(1, "a"), (2, ""), (3, "é")]


@pytest.mark.parametrize("ask", ["head", "text"])
@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"a\nb\xff", 2, "UTF-8"),
        (b"a\nb\0", 2, "NUL"),
        (b"\xff\xfea\0", 0, "UTF-16"),
        (b"\xfe\xff\0a", 0, "UTF-16"),
        (b"a\xe2\x82", 1, "UTF-8"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(file, ask, content, line, said):
    found, message = wrong(getattr(file(content), ask))
    assert (found, said in message) == (line, True)


def test_a_head_may_end_in_the_middle_of_a_character(file, monkeypatch):
    monkeypatch.setattr(source, "HEAD", 2)
    assert file("aé".encode()).head() == "a"


def test_a_file_that_is_too_long_is_refused(file, monkeypatch):
    monkeypatch.setattr(source, "LIMIT", 3)
    assert "longer" in wrong(file(b"abcd").text)[1]
    assert file(b"abc").text() == "abc"


def test_a_line_that_is_too_long_is_refused_with_its_number(file, monkeypatch):
    monkeypatch.setattr(source, "LINE", 3)
    assert wrong(lambda: list(file(b"a\nabcd\n").lines()))[0] == 2
    assert list(file(b"abc").lines()) == [(1, "abc")]


@pytest.mark.parametrize("name", ["none", "", "a\0b", "x" * 5000])
def test_what_cannot_be_opened_is_one_sentence(tmp_path, name):
    with pytest.raises(IncidentError):
        Source(name, name).open()


def test_a_folder_and_a_pipe_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(IncidentError):
            Source("x", str(path)).open()


def test_a_time_is_read_as_everywhere_and_refused_with_its_line():
    reading = Reading(NOW, UTC, date_order="mdy")
    assert reading.time("02/10/2014 10:05 a.m.") == datetime(2014, 2, 10, 10, 5, tzinfo=UTC)
    assert wrong(lambda: Reading(NOW, UTC).time("02/10/2014", 7))[0] == 7


def test_a_time_in_a_file_may_lie_ahead():
    assert Reading(NOW, UTC).time("2014-02-11 10:05") == datetime(2014, 2, 11, 10, 5, tzinfo=UTC)
