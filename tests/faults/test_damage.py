"""Damage to the file: a wrong answer never comes with success, and never a traceback with anything."""

import os
import random
import sqlite3

import pytest

from incident_cli.store.sqlite import store

PAGE = 4096
ASKED = [
    ("list", "all", "--json"),
    ("list", "--json"),
    ("list", "all", "-s", "web1", "--json"),
    ("list", "all", "-g", "lorem", "--json"),
    ("show", "3", "--json"),
    ("show", "4"),
    ("status", "--json"),
    ("status", "--days", "3", "--json"),
    ("stats", "--json"),
]
LATER = "2014-02-12T12:00:00Z"


class Sound:
    """A small database that is in order: its bytes, the tables by page, and what it answers."""

    def __init__(self, program):
        self.program = program
        for number in range(1, 7):
            hour = f"2014-02-10T{9 + number:02}"
            program(
                "open", f"outage {number}", "-s", f"web{number % 3}=down", "-m", "début", INCIDENT_NOW=f"{hour}:00Z"
            )
            for line in range(1, 5):
                words = ("-m", f"line {line} of {number} " + "lorem ipsum " * 5 * line, "--link", "https://x.example/")
                state = f"web{line % 3}=degraded"
                program("update", str(number), *words, "-s", state, INCIDENT_NOW=f"{hour}:{line * 10}Z")
            if number % 2:
                program("close", str(number), "-m", "over", "--residual", "hot", INCIDENT_NOW=f"{hour}:55Z")
        program("update", "4", "-m", "a long one " + "y" * 9000, INCIDENT_NOW="2014-02-11T10:00Z")
        program("edit", "3.1", "--retract", "lorem, said wrongly", INCIDENT_NOW="2014-02-11T11:00Z").done
        program.clock(LATER)
        self.bytes = program.db.read_bytes()
        self.pages = len(self.bytes) // PAGE
        self.truth = {words: program(*words).done for words in ASKED}

    def answers(self, damaged):
        """Put a damaged file there and ask: every answer is the true one, or a refusal that leaves the file alone."""
        for words in ASKED:
            self.program.db.write_bytes(damaged)
            answer = self.program(*words)
            if answer.code == 0:
                assert (answer.out, answer.err) == (self.truth[words], "")
            else:
                self.refused(answer, damaged)

    def refused(self, answer, damaged):
        assert answer.code in (5, 6), answer
        answer.failed(answer.code, str(self.program.db))
        assert self.program.db.read_bytes() == damaged
        assert os.listdir(self.program.folder) == ["incident.db"]  # and nothing lies beside it

    def with_page(self, number, page):
        """The file with another page at that place, counted from 0."""
        return self.bytes[: number * PAGE] + page + self.bytes[(number + 1) * PAGE :]


@pytest.fixture(scope="module")
def _built(tmp_path_factory):
    from support.program import Program

    return Sound(Program(tmp_path_factory.mktemp("sound")))


@pytest.fixture
def sound(_built):
    _built.program.db.write_bytes(_built.bytes)
    return _built


def flipped(page, where, chance):
    """A page with one bit of the byte at a place turned."""
    return page[:where] + bytes([page[where] ^ 1 << chance.randrange(8)]) + page[where + 1 :]


def hurt(page, chance, flips):
    """A page damaged in several ways: gone, overwritten, torn, with a hole, with single bits turned."""
    yield bytes(PAGE)
    yield b"\xff" * PAGE
    yield chance.randbytes(PAGE)
    yield page[: PAGE // 2] + bytes(PAGE // 2)
    where = chance.randrange(PAGE - 400)
    yield page[:where] + bytes(400) + page[where + 400 :]
    used = [place for place, byte in enumerate(page) if byte] or [0]
    for _ in range(flips):
        yield flipped(page, chance.choice(used), chance)


def test_the_database_of_these_tests_has_all_tables_and_some_depth(sound):
    pages = ask(sound.program.db, "SELECT name FROM dbstat")
    assert {"log", "entry", "incident", "claim", "server", "search_data", "log_batch"} <= set(pages)
    assert min(pages.count("entry"), pages.count("log")) > 4
    assert 40 < sound.pages < store.SMALL


@pytest.mark.parametrize("part", range(8))
def test_a_damaged_page_gives_the_true_answer_or_a_refusal(sound, part):
    chance = random.Random(part)
    for number in range(part, sound.pages, 8):
        page = sound.bytes[number * PAGE : (number + 1) * PAGE]
        for damaged in hurt(page, chance, 4):
            sound.answers(sound.with_page(number, damaged))


def ask(path, sql):
    """The first column of what plain SQL finds."""
    connection = sqlite3.connect(path)
    rows = connection.execute(sql).fetchall()
    connection.close()
    return [row[0] for row in rows]


def logged(path):
    """The data of the rows of the log."""
    return ask(path, "SELECT data FROM log ORDER BY id")


def integrity(path):
    return ask(path, "PRAGMA integrity_check")[0]


def test_an_update_of_a_damaged_file_is_kept_or_refused(sound):
    chance = random.Random(9)
    for number in range(sound.pages):
        page = sound.bytes[number * PAGE : (number + 1) * PAGE]
        for page_ in hurt(page, chance, 1):
            damaged = sound.with_page(number, page_)
            sound.program.db.write_bytes(damaged)
            answer = sound.program("update", "4", "-m", "one more")
            if answer.code:
                sound.refused(answer, damaged)
            else:
                assert "one more" in logged(sound.program.db)[-1]


def rows(sound):
    """Where the texts of rows stand in the file: damage that SQLite cannot notice."""
    for text in ("line 2 of 4", "outage 4", "2014-02-10T13:20", "degraded_performance", "web1", "https://x.example"):
        place = sound.bytes.find(text.encode())
        while place >= 0:
            yield place + 3
            place = sound.bytes.find(text.encode(), place + 1)


def test_a_bit_turned_in_the_text_of_a_row_is_noticed(sound):
    all_bits(sound)


def all_bits(sound):
    chance = random.Random(1)
    for place in list(rows(sound))[::7]:
        number, where = divmod(place, PAGE)
        page = sound.bytes[number * PAGE : (number + 1) * PAGE]
        sound.answers(sound.with_page(number, flipped(page, where, chance)))


@pytest.mark.parametrize("words", [("-S", "identified"), ("--severity", "2"), ("--tag", "money")])
def test_an_incident_that_damage_would_leave_out_of_an_answer_is_noticed(sound, words):
    program = sound.program
    program("open", "to be found", "-S", "identified", "--severity", "2", "--tag", "money").done
    assert len(program("list", *words).rows) == 1
    good = program.db.read_bytes()
    for text in (b"identified", b"SEV2", b"money"):
        program.db.write_bytes(good.replace(text, text[:-1] + b"?"))
        program("list", *words).failed(6, str(program.db))


def test_the_seals_alone_notice_it_too_in_a_file_too_large_to_be_checked_whole(sound, monkeypatch):
    monkeypatch.setattr(store, "SMALL", 0)
    all_bits(sound)


@pytest.mark.parametrize("table", ["incident", "entry", "claim", "server"])
def test_a_row_that_another_program_changed_is_noticed(sound, monkeypatch, table):
    monkeypatch.setattr(store, "SMALL", 0)
    column = {"incident": "title", "entry": "text", "claim": "since", "server": "name"}[table]
    with sqlite3.connect(sound.program.db) as connection:
        connection.execute(f"UPDATE {table} SET {column} = {column} || 'x'")
    connection.close()
    sound.program("show", "4").failed(6, str(sound.program.db), f"the table {table}")


def test_a_log_row_that_does_not_fit_its_checksum_is_never_folded(sound):
    before = sound.bytes.replace(b"line 2 of 4", b"line 9 of 4")
    for words in (("edit", "4.1", "--retract", "no"), ("redact", "4.1", "--yes"), ("db", "rebuild")):
        sound.program.db.write_bytes(before)
        assert sound.program(*words).code == 6
        assert sound.program.db.read_bytes() == before


def lengths(size):
    return sorted({*range(1, 600, 97), 99, 100, 512, PAGE - 1, PAGE, PAGE + 1, *range(PAGE, size, 5 * PAGE), size - 1})


def test_a_file_cut_short_gives_the_true_answer_or_a_refusal(sound):
    for length in lengths(len(sound.bytes)):
        sound.answers(sound.bytes[:length])
        sound.program.db.write_bytes(sound.bytes[:length])
        if sound.program("update", "4", "-m", "more").code == 0:
            assert "more" in sound.program("show", "4").done
        else:
            assert sound.program.db.read_bytes() == sound.bytes[:length]


def test_a_file_with_something_behind_its_end_is_read_as_before(sound):
    sound.answers(sound.bytes + b"\0" * PAGE)
    sound.answers(sound.bytes + os.urandom(100))


@pytest.mark.parametrize("command", [("db", "check"), ("db", "info"), ("db", "rebuild"), ("db", "backup", "copy.db")])
def test_no_command_about_the_database_fails_badly_on_a_damaged_one(sound, command, monkeypatch):
    monkeypatch.chdir(sound.program.folder)
    chance = random.Random(3)
    for number in range(sound.pages):
        page = sound.bytes[number * PAGE : (number + 1) * PAGE]
        for page_ in hurt(page, chance, 0):
            sound.program.db.write_bytes(sound.with_page(number, page_))
            answer = sound.program(*command)
            assert answer.code in (0, 5, 6), answer
            assert "Traceback" not in answer.err
            if os.path.exists("copy.db"):
                assert answer.code == 0, "a backup that failed leaves no file"
                assert integrity("copy.db") == "ok"
                os.unlink("copy.db")
            if command[1] == "rebuild" and answer.code == 0:
                assert all(sound.program(*words).out == said for words, said in sound.truth.items())


def test_check_notices_what_no_command_has_read(sound):
    """A damaged row of the log, or one in an entry that nobody asks for."""
    place = sound.bytes.rfind(b"line 2 of 4")
    sound.program.db.write_bytes(sound.bytes[:place] + b"LINE" + sound.bytes[place + 4 :])
    assert sound.program("db", "check").code == 6
