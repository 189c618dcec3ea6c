"""The PostgreSQL server of the tests (`support.postgres`): one for a session, whole after a kill, gone afterwards."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from support import postgres
from support.program import ROOT

PATIENCE = 30
SESSION = """
import json
import os
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("number", [1, 2])
def test_servers(number, request, postgres_server):
    if os.environ["SESSION"] == "killed":
        request.getfixturevalue("own_server")
    seen = {"home": str(postgres_server.folder.parent), "port": postgres_server.port, "worker": os.getpid()}
    Path(f"seen{number}.part").write_text(json.dumps(seen))
    os.rename(f"seen{number}.part", f"seen{number}")
    if os.environ["SESSION"] == "crashed" and number == 1:
        os._exit(1)
    while not Path("seen2").exists() or os.environ["SESSION"] == "killed":
        time.sleep(0.01)
"""


@pytest.fixture
def session(tmp_path):
    """Starts a small session of pytest with the fixtures of this one; it never outlives the test."""
    shutil.copy(Path(ROOT, "tests", "conftest.py"), tmp_path)
    Path(tmp_path, "test_servers.py").write_text(SESSION)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}

    def start(end, *words):
        settings = ["-q", "-c", f"{ROOT}/pyproject.toml", f"--rootdir={tmp_path}", f"--basetemp={tmp_path}/base"]
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *settings, *words, str(tmp_path)],
            cwd=tmp_path,
            env=inherited | {"SESSION": end},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def seen(path):
    """What a test of a session wrote down, once it did."""
    soon(path.exists)
    return json.loads(path.read_text())


def soon(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def gone(home):
    """Whether nothing is left of the servers below a folder."""
    return not os.path.exists(home) and not postgres.inhabitants(home)


def test_the_workers_of_a_session_share_one_server_which_goes_with_it(tmp_path, session):
    with session("ended", "-n", "2") as process:
        first, second = seen(tmp_path / "seen1"), seen(tmp_path / "seen2")
        assert process.wait(PATIENCE) == 0, process.stdout.read()
    assert first["worker"] != second["worker"]
    assert (first["home"], first["port"]) == (second["home"], second["port"])
    soon(lambda: gone(first["home"]))


def test_a_worker_that_dies_leaves_the_server_to_the_one_that_takes_its_place(tmp_path, session):
    with session("crashed", "-n", "1") as process:
        first, second = seen(tmp_path / "seen1"), seen(tmp_path / "seen2")
        assert "1 failed, 1 passed" in process.stdout.read()
    assert first["worker"] != second["worker"]
    assert first["port"] == second["port"]


@pytest.mark.parametrize("words", [("-p", "no:xdist"), ("-n", "2")], ids=" ".join)
def test_no_server_is_left_of_a_session_that_was_killed(tmp_path, session, words):
    with session("killed", *words) as process:
        home = seen(tmp_path / "seen1")["home"]
        assert len(list(Path(home).glob("*/port"))) >= 2
        process.kill()
    soon(lambda: gone(home))


def test_a_server_that_was_killed_has_its_data_and_its_port_when_it_is_started_again(own_server):
    own_server.execute("CREATE TABLE kept (word text)")
    own_server.execute("INSERT INTO kept VALUES (%s)", "Großer Ausfall")
    port = own_server.port
    for _ in range(2):
        own_server.kill()
        assert postgres.inhabitants(own_server.folder) == set()
        with pytest.raises(psycopg.OperationalError):
            own_server.execute("SELECT 1")
        own_server.start()
    assert own_server.port == port
    assert own_server.execute("SELECT word FROM kept") == [("Großer Ausfall",)]
    assert "was not properly shut down" in own_server.log.read_text()


def test_a_server_that_lost_its_first_process_alone_is_killed_and_started_all_the_same(own_server):
    first = int((own_server.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    own_server.kill()
    assert own_server.start().execute("SELECT 1") == [(1,)]


def test_a_server_that_was_stopped_has_nothing_to_recover_even_if_it_stood_still(own_server):
    own_server.freeze()
    own_server.stop()
    assert postgres.inhabitants(own_server.folder) == set()
    own_server.start()
    assert "was not properly shut down" not in own_server.log.read_text()


def test_a_frozen_server_answers_once_it_is_thawed(own_server):
    with ThreadPoolExecutor() as pool:
        own_server.freeze()
        answer = pool.submit(own_server.execute, "SELECT 1")
        time.sleep(0.3)
        assert not answer.done()
        own_server.thaw()
        assert answer.result(PATIENCE) == [(1,)]


def test_a_process_in_a_folder_that_was_removed_is_found(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    with subprocess.Popen(["sleep", "60"], cwd=folder) as process:
        folder.rmdir()
        found = postgres.inhabitants(folder)
        process.kill()
    assert found == {process.pid}


def test_nothing_is_left_of_a_server_that_was_killed(request, tmp_path_factory):
    with postgres.own_server(request.config, tmp_path_factory.getbasetemp()) as server:
        memory = set(segments())
        server.kill()
        assert len(memory - set(segments())) == 1
    assert gone(server.folder)


def segments():
    """The shared memory of the system that belongs to processes of PostgreSQL's account."""
    return [line.split()[1] for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]


def test_two_servers_of_one_session_do_not_meet(own_server, postgres_server):
    assert own_server.port != postgres_server.port
    assert own_server.folder.parent == postgres_server.folder.parent


def test_a_fresh_schema_is_there_for_nobody_yet(postgres_server):
    address = postgres.fresh(postgres_server)
    schema = address.rpartition("=")[2]
    assert address == f"postgresql://postgres@127.0.0.1:{postgres_server.port}/incident?schema={schema}"
    assert address != postgres.fresh(postgres_server)
    assert postgres_server.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", schema) == []


def test_the_server_speaks_unicode_and_has_room_for_many(postgres_server):
    said = postgres_server.execute("SELECT lower('ÄÖ'), current_setting('max_connections'), current_setting('fsync')")
    assert said == [("äö", "200", "off")]


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_without_a_server_a_test_is_skipped_but_fails_in_ci(monkeypatch, tmp_path, ci, outcome):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    with pytest.raises(outcome, match="apt-get install postgresql"):
        postgres.need()
