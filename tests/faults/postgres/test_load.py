"""Load: many machines append at once; nothing is lost, doubled or misnumbered, and tables are made once."""

import itertools
import json

import pytest
from support import team
from support.processes import crew, ended, started
from support.team import sound, sql

from incident_cli.store.postgres import schema

WRITERS, LINES = 32, 5


def done(answers):
    """The standard output of commands that all succeeded without a word of complaint."""
    everything = list(itertools.chain.from_iterable(answers))
    assert [answer for answer in everything if (answer.code, answer.err) != (0, "")] == []
    return [answer.out.strip() for answer in everything]


@pytest.mark.parametrize("incidents", [1, 5])
def test_32_writers_lose_none_double_none_and_number_all(crowd, incidents):
    for each in range(1, incidents + 1):
        crowd("open", f"Outage {each}").done
    jobs = [
        [["update", str(writer % incidents + 1), f"{writer} {each:02}", "-q"] for each in range(LINES)]
        for writer in range(WRITERS)
    ]
    told = done(crew(crowd, *jobs))
    said = [line[2] for job in jobs for line in job]
    texts = sound(crowd.db)
    assert sorted(texts) == sorted(said)
    stored = {f"{incident}.{number}": text for incident, number, text in lines(crowd)}
    assert stored == dict(zip(told, said, strict=True))
    for writer in range(WRITERS):
        own = [text for text in texts if text.startswith(f"{writer} ")]
        assert own == sorted(own)


def lines(program):
    return sql(program.db, "SELECT incident, number, text FROM entry WHERE number > 0")


def test_tables_that_many_wrote_are_those_that_the_log_tells(crowd):
    crowd("open", "-s", "http6").done
    jobs = [
        [
            ["update", "1", f"{writer}", "-s", f"http{writer % 3}={'down' if writer % 2 else 'degraded'}", "-q"],
            ["open", f"Outage of {writer}", "-s", f"db{writer % 4}=down", "-q"],
            ["update", "1", f"{writer} late", "-t", "1m ago", "-q"],
            ["edit", f"1.{writer + 1}", f"{writer} corrected", "-q"],
            ["undo", "--by", f"nobody{writer}"],
        ]
        for writer in range(10)
    ]
    answers = crew(crowd, *jobs)
    assert {answer.code for job in answers for answer in job[:3]} == {0}
    assert {answer.code for job in answers for answer in job[3:]} <= {0, 1, 3, 4}
    sound(crowd.db)
    before = team.tables(crowd.db)
    crowd("db", "rebuild").done
    assert team.tables(crowd.db) == before
    assert len(crowd("list", "open").done.splitlines()) == 11


def test_streams_of_several_real_programs_keep_every_line_in_its_order(made, tmp_path):
    for writer in range(6):
        (tmp_path / str(writer)).write_text("".join(f"{writer} {each:03}\n" for each in range(150)))
    script = 'for i in 0 1 2 3 4 5; do incident update --each-line 1 < "$i" > "told$i" & done; wait'
    assert made.shell(f"cd {tmp_path}; {script}") == (0, "", "")
    texts = sound(made.db)
    assert len(texts) == 901
    for writer in range(6):
        assert [text for text in texts if text.startswith(f"{writer} ")] == [f"{writer} {n:03}" for n in range(150)]


def test_real_programs_that_race_to_make_the_tables_all_get_their_incident(crowd):
    racing = [started(crowd, "open", f"Outage {each}", "-q") for each in range(8)]
    answers = [ended(process) for process in racing]
    assert [answer for answer in answers if answer.code or answer.err] == []
    assert sorted(int(answer.out) for answer in answers) == list(range(1, 9))
    assert sql(crowd.db, "SELECT number, name FROM migration") == [(1, "first")]
    sound(crowd.db)


@pytest.mark.parametrize("attempt", range(2))
def test_the_first_writes_of_16_processes_make_the_tables_once(crowd, attempt):
    numbers = done(crew(crowd, *[[["open", f"Outage {each}", "-q"]] for each in range(16)]))
    assert sorted(map(int, numbers)) == list(range(1, 17))
    sound(crowd.db)


@pytest.mark.parametrize(("line", "told"), [(["open", "mine"], "#2 mine"), (["list"], "theirs")])
def test_tables_that_another_one_makes_while_we_look_for_them_are_ours(crowd, monkeypatch, line, told):
    look = schema.check_unmade

    def late(address, session):
        monkeypatch.undo()
        crowd.real("open", "theirs").done
        look(address, session)

    monkeypatch.setattr(schema, "check_unmade", late)
    assert told in crowd(*line).done
    sound(crowd.db)


def test_incidents_that_are_opened_at_once_with_one_key_are_one(crowd):
    line = ["open", "disk full", "--key", "disk", "-q"]
    assert set(done(crew(crowd, *[[line]] * 12))) == {"1"}
    assert sql(crowd.db, "SELECT count(*) FROM log WHERE kind = 'opened'") == [(1,)]
    sound(crowd.db)


def test_lines_that_are_added_at_once_with_one_key_are_one(made):
    assert set(done(crew(made, *[[["update", "1", "backup failed", "--key", "k", "-q"]]] * 12))) == {"1.2"}
    assert sound(made.db) == ["before", "backup failed"]


def test_processes_that_close_the_same_incident_close_it_once(made):
    told = done(crew(made, *[[["close", "1"]]] * 12))
    assert sorted("closed already" in answer for answer in told) == [False] + [True] * 11
    assert sql(made.db, "SELECT count(*) FROM log WHERE kind = 'closed'") == [(1,)]


def test_readers_beside_writers_get_whole_answers_and_counts_never_go_down(made):
    writers = [[["update", "1", f"{writer} {each}", "-q"] for each in range(8)] for writer in range(4)]
    answers = crew(made, *writers, *[[["show", "1", "--json"]] * 6 for _ in range(4)])
    done(answers)
    for answer in answers[4:]:
        counts = [len(json.loads(each.out)["incident"]["entries"]) for each in answer]
        assert counts == sorted(counts)
    assert len(sound(made.db)) == 33


def test_a_reader_does_not_wait_for_a_writer(made):
    with team.locked(made.db):
        for line in (["show"], ["list"], ["status"], ["db", "check"], ["db", "info"]):
            assert made(*line, INCIDENT_WAIT="0").code == 0, line
