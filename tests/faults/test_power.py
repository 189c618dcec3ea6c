"""Power loss: what a disk may hold at any moment, played from the system calls of a real command.

The rules are the ones that file systems keep: a write may be lost, or torn, until its file is synced;
a name made or removed in a folder may come back or go until the folder is synced.
"""

import itertools
import random
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from support import processes

LIBRARY = processes.recorder()
pytestmark = pytest.mark.skipif(not LIBRARY, reason=processes.NO_RECORDER)
SECTOR = 512


class Call(NamedTuple):
    """One call that changed the folder: made, written, truncated, synced, unlinked, folder made."""

    what: str
    where: int
    name: str
    data: bytes


def calls(log):
    """The calls that the recorder wrote down."""
    rest, found = Path(log).read_bytes(), []
    while rest:
        line, _, rest = rest.partition(b"\n")
        what, where, size, name = line.decode().split(" ", 3)
        data, rest = (rest[: int(size)], rest[int(size) :]) if what == "W" else (b"", rest)
        found.append(Call(what, int(where), name, data))
    return found


class File:
    """A file: what is safe of it, and the changes since the last sync."""

    def __init__(self, safe=b""):
        self.safe, self.pending = safe, []

    def sync(self):
        self.safe, self.pending = self.holding(self.pending), []

    def holding(self, changes):
        """Its bytes after some changes."""
        data = bytearray(self.safe)
        for change in changes:
            if change.what == "T":
                data = data[: change.where].ljust(change.where, b"\0")
            else:
                data = data.ljust(change.where, b"\0")
                data[change.where : change.where + len(change.data)] = change.data
        return bytes(data)


class Disk:
    """A folder, and what of it is safe. A name is bound to a file, or to None for a folder."""

    def __init__(self, names):
        self.names, self.safe, self.pending = dict(names), dict(names), []

    def play(self, call):
        """One call more."""
        if call.what in "CMU":
            file = {"C": File(), "M": None, "U": ...}[call.what]
            self.names[call.name] = file
            self.pending.append((call.name, file))
        elif call.what == "S" and self._folder(call.name):
            for name, file in self.pending:
                if _parent(name) == call.name:
                    self.safe[name] = file
            self.pending = [change for change in self.pending if _parent(change[0]) != call.name]
        elif call.what == "S":
            self.names[call.name].sync()
        else:
            self.names[call.name].pending.append(call)

    def _folder(self, name):
        return name == "." or self.names[name] is None

    def images(self):
        """What may be found after a power loss now: {name: bytes, or None for a folder}."""
        yield self._image(lambda _: False, 0)
        yield self._image(lambda _: True, 0)
        unsafe = len(self.pending) + sum(len(file.pending) for file in self._files())
        for alone in range(min(unsafe, 40)):  # one change alone came through, or alone did not
            yield self._image(lambda number, alone=alone: number == alone, 0)
            yield self._image(lambda number, alone=alone: number != alone, 0)
        for _ in range(4 if unsafe else 0):
            yield self._image(lambda _: random.random() < 0.5, 0.3)

    def _files(self):
        everywhere = itertools.chain(self.names.values(), self.safe.values(), (file for _, file in self.pending))
        return {id(file): file for file in everywhere if isinstance(file, File)}.values()

    def _image(self, survives, torn):
        number = itertools.count()
        names = dict(self.safe)
        for name, file in self.pending:
            if survives(next(number)):
                names[name] = file
        held = {}
        for file in self._files():
            through = [_torn(change, torn) for change in file.pending if survives(next(number))]
            held[id(file)] = file.holding(through)
        there = {name: file for name, file in names.items() if file is not ... and _reachable(names, name)}
        return {name: None if file is None else held[id(file)] for name, file in there.items()}


def _parent(name):
    return name.rpartition("/")[0] or "."


def _reachable(names, name):
    return _parent(name) == "." or (names.get(_parent(name), ...) is None and _reachable(names, _parent(name)))


def _torn(change, probability):
    """A write of which only some sectors at its beginning came through."""
    if random.random() >= probability:
        return change
    return change._replace(data=change.data[: random.randrange(0, len(change.data) + 1, SECTOR)])


def recorded(incident, tmp_path, *words, **env):
    """What the folder of the database was, the calls of one real command, and how the command ended."""
    before = {path.name: File(path.read_bytes()) for path in incident.folder.iterdir()}
    log = tmp_path / f"calls-{random.random()}"
    answer = incident.real(
        *words, LD_PRELOAD=LIBRARY, RECORDER_FOLDER=str(incident.folder), RECORDER_LOG=str(log), **env
    )
    assert (answer.code, answer.err) == (0, "")
    return Disk(before), calls(log)


def found(image, database):
    """What the program finds in a folder after the power is back: (what is wrong, texts)."""
    with processes.memory() as folder:
        for name, data in sorted(image.items()):
            if data is None:
                (folder / name).mkdir()
            else:
                (folder / name).write_bytes(data)
        state = processes.state(str(folder / database))
    return state["wrong"], state["texts"]


def every_power_loss(disk, played, database):
    """For each moment of a command, every distinct thing that may be found then, as (call, wrong, texts)."""
    seen = {}
    for number, call in enumerate([None, *played]):
        if call is not None:
            disk.play(call)
        for image in disk.images():
            key = hash(tuple(sorted(image.items())))
            if key not in seen:
                seen[key] = found(image, database)
            yield number, call, *seen[key]


@pytest.fixture
def folder(tmp_path):
    """The folder of the database, with nothing else in it."""
    return tmp_path / "store"


@pytest.fixture
def incident(folder):
    """The program over a database in that folder."""
    from support.program import Program

    folder.mkdir()
    return Program(folder)


def test_a_line_that_was_acknowledged_survives_the_loss_of_power_right_after(incident, tmp_path):
    incident("open", "-s", "http6", "-m", "before")
    disk, played = recorded(incident, tmp_path, "update", "the line")
    for call in played:
        disk.play(call)
    for image in disk.images():
        assert found(image, "incident.db") == ([], ["", "", "before", "the line"])


def test_the_loss_of_power_at_any_moment_leaves_the_old_or_the_new_state_and_never_damage(incident, tmp_path):
    incident("open", "-s", "http6", "-m", "before")
    states = set()
    for number, call, wrong, texts in every_power_loss(
        *recorded(incident, tmp_path, "update", "the line"), "incident.db"
    ):
        assert wrong == [], (number, call)
        assert texts in (["", "", "before"], ["", "", "before", "the line"]), (number, call)
        states.add(len(texts))
    assert states == {3, 4}


def test_the_loss_of_power_while_the_file_is_made_leaves_none_or_the_first_incident(incident, tmp_path):
    states = set()
    for number, call, wrong, texts in every_power_loss(
        *recorded(incident, tmp_path, "open", "-s", "http6", "-m", "first"), "incident.db"
    ):
        assert wrong == [], (number, call)
        assert texts in ([], ["", "", "first"]), (number, call)
        states.add(len(texts))
    assert states == {0, 3}


def test_the_first_incident_that_was_acknowledged_is_found_after_the_loss_of_power_in_its_new_folder(
    incident, tmp_path
):
    disk, played = recorded(incident, tmp_path, "open", "-s", "http6", "-m", "first", INCIDENT_DB=None)
    for call in played:
        disk.play(call)
    for image in disk.images():
        assert found(image, ".local/share/incident/incident.db") == ([], ["", "", "first"])


def test_a_backup_that_was_acknowledged_survives_the_loss_of_power(incident, tmp_path):
    incident("open", "-s", "http6", "-m", "kept")
    disk, played = recorded(incident, tmp_path, "db", "backup", str(incident.folder / "copy.db"))
    for call in played:
        disk.play(call)
    for image in disk.images():
        assert found(image, "copy.db") == ([], ["", "", "kept"])


def test_a_rollback_after_the_loss_of_power_may_lose_power_itself(incident, tmp_path):
    incident("open", "-s", "http6", "-m", "before")
    disk, played = recorded(incident, tmp_path, "update", "the line")
    for call in itertools.takewhile(lambda call: call.what != "U", played):
        disk.play(call)
    shutil.rmtree(incident.folder)
    incident.folder.mkdir()
    for name, data in disk._image(lambda number: number % 2 == 0, 0).items():
        (incident.folder / name).write_bytes(data)
    assert (incident.folder / "incident.db-journal").exists()
    for number, call, wrong, texts in every_power_loss(*recorded(incident, tmp_path, "list"), "incident.db"):
        assert (wrong, texts) == ([], ["", "", "before"]), (number, call)


def test_the_rules_of_this_file_know_a_disk_that_forgets():
    """The model itself: without a sync nothing is safe, with it everything."""
    disk = Disk({})
    disk.play(Call("C", 0, "a", b""))
    disk.play(Call("W", 0, "a", b"text"))
    assert {str(image) for image in disk.images()} >= {"{}", "{'a': b''}", "{'a': b'text'}"}
    disk.play(Call("S", 0, "a", b""))
    assert {str(image) for image in disk.images()} == {"{}", "{'a': b'text'}"}
    disk.play(Call("S", 0, ".", b""))
    assert list(disk.images()) == [{"a": b"text"}] * 2
