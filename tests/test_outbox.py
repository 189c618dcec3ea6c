"""The outbox: whole files or none, in order, and what cannot be understood stays where it is."""

import json
import os
from datetime import UTC, datetime

import pytest

from incident_cli import outbox
from incident_cli.core.kept import LINES, Kept
from incident_cli.outbox import Unreadable

AT = datetime(2014, 2, 10, 9, 26, tzinfo=UTC)


def kept(batch="0a", **more):
    """A command that was kept."""
    words = {"incident": "168", "message": "é\nDown again.", "server": ["web=down"], "time": "10:26", "note": True}
    told = Kept(batch, "postgresql://h/d", "update", words, 168, AT, AT, "ann", "host1", "Europe/Paris", "TZ", "dmy")
    return told._replace(**more)


def test_what_was_put_is_read_again(tmp_path):
    told = kept(refused="no such incident")
    assert outbox.put(str(tmp_path), told) == str(tmp_path / "0a")
    assert outbox.read(str(tmp_path), "0a") == told


def test_a_group_of_lines_is_read_again_each_with_its_time(tmp_path):
    told = kept(command=LINES, words={"guess": True}, lines=((AT, "one"), (AT.replace(minute=27), "two")))
    outbox.put(str(tmp_path), told)
    assert outbox.read(str(tmp_path), "0a") == told


def test_folders_and_files_are_private_whatever_the_mask_says(tmp_path):
    before = os.umask(0)
    try:
        outbox.put(str(tmp_path / "state/incident/outbox"), kept())
    finally:
        os.umask(before)
    made = [tmp_path / "state", tmp_path / "state/incident", tmp_path / "state/incident/outbox"]
    assert [path.stat().st_mode & 0o777 for path in made] == [0o700] * 3
    assert (made[-1] / "0a").stat().st_mode & 0o777 == 0o600


def test_the_file_is_synced_before_it_has_its_name_and_the_folders_after_that(tmp_path, monkeypatch):
    done, real = [], {name: getattr(os, name) for name in ("fsync", "rename")}

    def fsync(descriptor):
        done.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}"))[:3])
        real["fsync"](descriptor)

    def rename(old, new):
        done.append("rename")
        real["rename"](old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    outbox.put(str(tmp_path / "state/box"), kept())
    assert done == [tmp_path.name[:3], "sta", ".0a", "rename", "box", "sta"]


def test_what_could_not_be_written_leaves_nothing_and_what_was_there_before(tmp_path, monkeypatch):
    outbox.put(str(tmp_path), kept())

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        outbox.put(str(tmp_path), kept(refused="another one"))
    assert os.listdir(tmp_path) == ["0a"]
    assert outbox.read(str(tmp_path), "0a") == kept()


def test_what_is_not_durable_was_not_kept(tmp_path, monkeypatch):
    real = os.fsync

    def failing(descriptor):
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise OSError(5, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output"):
        outbox.put(str(tmp_path), kept())
    assert os.listdir(tmp_path) == []


def test_names_come_in_the_order_of_the_commands_and_of_their_parts(tmp_path):
    for name in ("0b", "0a+10", "0a", "0a+2", "0c+1"):
        outbox.put(str(tmp_path), kept(name))
    for stranger in (".0a.77", "notes.txt", "0a~"):
        (tmp_path / stranger).write_text("x")
    assert outbox.names(str(tmp_path)) == ["0a", "0a+2", "0a+10", "0b", "0c+1"]


def test_without_a_folder_nothing_is_kept(tmp_path):
    assert outbox.names(str(tmp_path / "none")) == []
    assert outbox.read(str(tmp_path / "none"), "0a") is None


def test_of_several_who_take_one_away_one_is_the_one(tmp_path):
    outbox.put(str(tmp_path), kept())
    assert [outbox.remove(str(tmp_path), "0a") for _ in range(2)] == [True, False]


def damaged(**changes):
    """A file in which something was changed; None: it is not there."""
    told = {"schema": 1, **json.loads(json.dumps(_fields()))} | changes
    return json.dumps({name: value for name, value in told.items() if value is not None})


def _fields():
    from incident_cli.core.kept import fields

    return fields(kept())


DAMAGE = {
    "empty": "",
    "zeros": "\0" * 100,
    "cut": damaged()[:100],
    "a list": "[1]",
    "deep": "[" * 100_000,
    "of another": damaged(batch="0b"),
    "no words": damaged(words=None),
    "more": damaged(more=1),
    "a time": damaged(at="10:26"),
    "no instant": damaged(now=5),
    "a command": damaged(command="redact"),
    "no number": damaged(incident="168"),
    "true": damaged(incident=True),
    "a word": damaged(words={"no_outbox": True}),
    "kind of word": damaged(words={"message": ["x"]}),
    "list of numbers": damaged(words={"server": [1]}),
    "lines of an update": damaged(lines=[["2014-02-10T09:26:00.000Z", "x"]]),
    "no lines": damaged(command=LINES, words={}),
    "lines": damaged(command=LINES, words={}, lines=[["2014-02-10T09:26:00.000Z", 5]]),
    "half a line": damaged(command=LINES, words={}, lines=[["x"]]),
    "an author": damaged(author=7),
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_damaged_is_told_and_stays(tmp_path, content):
    (tmp_path / "0a").write_text(content)
    with pytest.raises(Unreadable, match=f"{tmp_path}/0a is damaged"):
        outbox.read(str(tmp_path), "0a")
    assert (tmp_path / "0a").read_text() == content


def test_what_a_newer_version_wrote_is_told_as_that(tmp_path):
    (tmp_path / "0a").write_text(damaged(schema=2, of_tomorrow=True))
    with pytest.raises(Unreadable, match="written by a newer version"):
        outbox.read(str(tmp_path), "0a")


def test_what_cannot_be_read_is_told(tmp_path):
    (tmp_path / "0a").mkdir()
    with pytest.raises(Unreadable, match="cannot be read: is a directory"):
        outbox.read(str(tmp_path), "0a")


def test_the_content_of_anything_can_be_shown(tmp_path):
    (tmp_path / "0a").write_bytes(b"half a \xff")
    assert outbox.content(str(tmp_path / "0a")) == "half a \\xff"
    assert outbox.content(str(tmp_path / "none")) == ""
