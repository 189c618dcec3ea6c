"""The connection is lost around COMMIT: the program tells the truth about the line, and never doubles it."""

import contextlib
import re

import pytest
from support import team
from support.proxy import ANSWERED, BEFORE, SWALLOWED, UNHEARD, Relay
from support.team import sound

from incident_cli.store import open_store
from incident_cli.store.postgres import connection

UNKNOWN = "it may be saved, or not"


@contextlib.contextmanager
def through(program, fate, **more):
    """The program over a relay that loses the connection of its next commit."""
    with Relay(int(re.search(r":(\d+)/", program.db)[1]), fate, **more) as relay:
        program.env["INCIDENT_DB"] = re.sub(r":\d+/", f":{relay.port}/", program.db)
        yield relay
        program.env["INCIDENT_DB"] = program.db
    assert relay.cut.is_set()


@pytest.mark.parametrize(
    "line", [["update", "the line"], ["close", "the line"], ["open", "-s", "db", "-m", "the line"]]
)
@pytest.mark.parametrize("fate", [UNHEARD, ANSWERED])
def test_a_commit_whose_answer_is_lost_is_found_out_and_is_no_failure(made, fate, line):
    with through(made, fate):
        answer = made.real(*line)
    assert answer.done.startswith("#")
    assert sound(made.db) == ["before", "the line"]


def test_a_commit_that_the_server_never_heard_is_told_and_the_line_can_be_repeated(made):
    with through(made, BEFORE):
        made.real("update", "the line").failed(5, "the connection was lost", "nothing was saved", "hint: repeat")
    assert sound(made.db) == ["before"]
    made("update", "the line").done
    assert sound(made.db) == ["before", "the line"]


@pytest.mark.parametrize(("fate", "stored"), [(BEFORE, []), (UNHEARD, ["the line"]), (ANSWERED, ["the line"])])
def test_a_commit_of_which_nothing_can_be_found_out_is_said_to_be_unknown(made, fate, stored):
    with through(made, fate, gone=True):
        answer = made.real("update", "the line").failed(5, UNKNOWN, "hint: look whether it is there")
    assert "nothing was saved" not in answer.err
    assert sound(made.db) == ["before", *stored]


def test_a_commit_that_landed_is_found_though_another_writer_has_the_lock(made):
    made.env["INCIDENT_WAIT"] = "0.5"
    with contextlib.ExitStack() as held, through(made, ANSWERED, then=lambda: held.enter_context(team.locked(made.db))):
        made("update", "the line").done
    assert sound(made.db) == ["before", "the line"]


def test_a_commit_that_may_still_land_is_never_said_to_be_busy(made):
    made.env["INCIDENT_WAIT"] = "0.5"
    with contextlib.ExitStack() as held, through(made, BEFORE, then=lambda: held.enter_context(team.locked(made.db))):
        answer = made("update", "the line").failed(5, UNKNOWN)
    assert "nothing was saved" not in answer.err
    assert sound(made.db) == ["before"]


def test_a_commit_that_is_swallowed_ends_by_our_own_clock(made, monkeypatch):
    monkeypatch.setattr(connection, "GRACE", 1 - 30 - 0.5)
    made.env["INCIDENT_WAIT"] = "0.5"
    with through(made, SWALLOWED):
        answer = made("update", "the line")
    answer.failed(5)
    assert (UNKNOWN in answer.err) != ("nothing was saved" in answer.err)
    assert sound(made.db) == ["before"]


def test_a_stream_that_loses_a_commit_doubles_no_line(made):
    typed = "".join(f"{each}\n" for each in range(700))
    with through(made, ANSWERED):
        made.real("update", "--each-line", "1", stdin=typed).done
    assert sound(made.db) == ["before", *map(str, range(700))]


def test_an_import_that_loses_its_commit_is_found_out(made, tmp_path):
    (tmp_path / "log").write_text("2014-02-10 10:05 mail is down\n2014-02-10 10:12 it is up\n")
    with through(made, ANSWERED):
        answer = made.real("import", "--into", "1", str(tmp_path / "log"))
    assert answer.code == 0, answer
    assert sound(made.db) == ["before", "mail is down", "it is up"]


@pytest.mark.parametrize("fate", [UNHEARD, ANSWERED])
def test_bulk_work_whose_answer_is_lost_is_found_out_too(made, fate):
    log = open_store(made.db, 5).read(lambda view: view.page(0, view.last(), 100))
    other = made.db + "_copy"
    open_store(other, 5).restore(lambda: log[:1], 0)
    with Relay(int(re.search(r":(\d+)/", other)[1]), fate) as relay:
        through_it = open_store(re.sub(r":\d+/", f":{relay.port}/", other), 5)
        assert through_it.restore(lambda: log[1:], 1).rows == len(log) - 1
    assert relay.cut.is_set()
    assert open_store(other, 5).read(lambda view: view.page(0, view.last(), 100)) == log
    assert open_store(other, 5).check() == []
