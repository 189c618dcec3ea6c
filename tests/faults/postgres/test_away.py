"""No connection is made, or not one that may write: one line, code 5, in time, and nothing is saved."""

import contextlib
import shutil
import subprocess
import time

import psycopg
import pytest
from support import postgres, proxy, team
from support.team import sound, sql

SOON = 15
"""Seconds after which a command is no longer said to answer; a loaded machine is slow."""


@contextlib.contextmanager
def soon(seconds=SOON):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


HOSTS = {
    "nobody listens": (lambda: contextlib.nullcontext(proxy.unused()), "connection refused"),
    "packets are swallowed": (proxy.deaf, "the server does not answer"),
    "it says nothing": (lambda: proxy.host(None), "the server does not answer"),
    "it hangs up": (lambda: proxy.host(b""), "server closed the connection unexpectedly"),
    "it is a web server": (lambda: proxy.host(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "invalid response"),
}


@pytest.mark.parametrize("line", [["open", "-s", "http6"], ["show", "--json"]])
@pytest.mark.parametrize("what", HOSTS)
def test_a_host_without_a_server_is_one_line_in_time(incident, what, line):
    there, said = HOSTS[what]
    with there() as port, soon():
        url = f"postgresql://ann:hunter2@127.0.0.1:{port}/incident?connect_timeout=2"
        answer = incident.real(*line, INCIDENT_DB=url).failed(5, f"ann@127.0.0.1:{port}", said, "nothing was saved")
    assert len(answer.err.splitlines()) == 2
    assert "hunter2" not in answer.err


def test_the_time_limit_of_a_connection_is_ours_where_nobody_says_one(incident):
    with proxy.host(None) as port, soon():
        incident.real("list", INCIDENT_DB=f"postgresql://127.0.0.1:{port}/x").failed(5, "does not answer")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://no-such-host.invalid/incident", "no-such-host.invalid"),
        ("postgresql:///incident?host=/nowhere", "no such file or directory"),
        ("postgresql://127.0.0.1,no-such-host.invalid:{unused}/incident", "no-such-host.invalid"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(incident, url, said):
    url = url.replace("{unused}", str(proxy.unused()))
    with soon():
        answer = incident.real("open", "-s", "http6", INCIDENT_DB=url).failed(5, said, "nothing was saved")
    assert len(answer.err.splitlines()) == 2


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://127.0.0.1/incident?nonsense=1",
        "postgresql://127.0.0.1:nonsense/incident",
        "postgresql://127.0.0.1:99999/incident",
        "postgresql://127.0.0.1/incident?sslmode=nonsense",
        "postgresql://127.0.0.1/incident?connect_timeout=soon",
        "postgresql://[::1/incident",
        "postgresql://127.0.0.1/%zz",
    ],
)
def test_an_address_that_cannot_be_understood_is_a_wrong_word(incident, url):
    incident("open", "-s", "http6", INCIDENT_DB=url).failed(2, "cannot be understood", "hint: postgresql://")


# -- who may come in -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(lone_server):
    """The address of a server that wants a password of bob, without the name."""
    lone_server.execute("CREATE ROLE bob LOGIN PASSWORD 'hunter2'")
    lone_server.execute("GRANT CREATE ON DATABASE incident TO bob")
    ((file,),) = lone_server.execute("SHOW hba_file")
    with open(file) as rules:
        before = rules.read()
    with open(file, "w") as rules:
        rules.write("host all bob 127.0.0.1/32 scram-sha-256\n" + before)
    lone_server.execute("SELECT pg_reload_conf()")
    return f"127.0.0.1:{lone_server.port}/incident"


@pytest.mark.parametrize(
    ("user", "database", "said", "hint"),
    [
        ("bob:wrong", "", 'password authentication failed for user "bob"', "~/.pgpass"),
        ("bob", "", "it wants a password", "~/.pgpass"),
        ("nobody", "", 'role "nobody" does not exist', ""),
        ("postgres", "2", 'database "incident2" does not exist', "createdb"),
    ],
)
def test_who_may_not_come_in_is_told_why(incident, guarded, user, database, said, hint):
    url = f"postgresql://{user}@{guarded}{database}"
    answer = incident.real("open", "-s", "http6", INCIDENT_DB=url).failed(5, said, "nothing was saved", hint)
    assert "wrong" not in answer.err


@pytest.mark.parametrize("where", ["the address", "a file", "a service", "a variable"])
def test_a_password_is_taken_from_wherever_libpq_knows_it_and_is_never_told(incident, guarded, where):
    url = f"postgresql://{'bob:hunter2' if where == 'the address' else 'bob'}@{guarded}"
    more = {"PGPASSWORD": "hunter2"} if where == "a variable" else {}
    if where == "a file":
        (incident.folder / "pass").write_text("*:*:*:bob:hunter2\n")
        (incident.folder / "pass").chmod(0o600)
        more = {"PGPASSFILE": str(incident.folder / "pass")}
    if where == "a service":
        port = guarded.partition(":")[2].partition("/")[0]
        settings = f"[team]\nhost=127.0.0.1\nport={port}\nuser=bob\ndbname=incident\npassword=hunter2\n"
        (incident.folder / "services").write_text(settings)
        url, more = "postgresql://?service=team", {"PGSERVICEFILE": str(incident.folder / "services")}
    for line in (["open", "-s", "http6", "--json"], ["db", "info"], ["list"]):
        answer = incident(*line, INCIDENT_DB=url, **more)
        assert (answer.code, "hunter2" in answer.out + answer.err) == (0, False), answer


@pytest.fixture
def eve(lone):
    """The program of a role that may do nothing yet, and the schema in quotes."""
    name = lone.db.partition("schema=")[2]
    lone.server.execute(f"CREATE ROLE eve_{name} LOGIN")
    lone.role, lone.env["INCIDENT_DB"] = f"eve_{name}", lone.server.url(name, user=f"eve_{name}")
    return lone


def test_a_role_that_may_not_use_the_schema_is_told_so(eve):
    for line in (["list"], ["update", "x"]):
        eve(*line).failed(5, "this role may not use the schema", "nothing was saved")
    assert sound(eve.db) == ["before"]


def test_a_role_that_may_only_read_reads_and_is_told_that_it_may_not_write(eve):
    schema = eve.db.partition("schema=")[2]
    sql(eve.db, f"GRANT USAGE ON SCHEMA {schema} TO {eve.role}")
    sql(eve.db, f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {eve.role}")
    assert "before" in eve("show").done
    assert "sound" in eve("db", "check").done
    eve("update", "x").failed(5, "this role may not write; nothing was saved", "hint: the owner")
    eve("db", "rebuild").failed(5, "this role may not write")
    assert sound(eve.db) == ["before"]


def test_a_role_that_may_make_no_schema_is_told_so(eve):
    url = eve.env["INCIDENT_DB"] + "new"
    eve("open", "-s", "http6", INCIDENT_DB=url).failed(5, "this role may not make them", "nothing was saved")
    assert eve("list", INCIDENT_DB=url).done == ""


def test_too_many_connections_of_a_role_are_told(eve):
    eve.server.execute(f"ALTER ROLE {eve.role} CONNECTION LIMIT 0")
    eve.real("update", "x").failed(5, "too many connections for role", "nothing was saved", "hint: repeat")


def test_a_server_that_is_full_of_connections_is_told_and_works_again_when_they_go(lone):
    lone.server.execute("ALTER SYSTEM SET max_connections = 5")
    restarted(lone.server)
    try:
        with contextlib.ExitStack() as held:
            for _ in range(5):
                held.enter_context(psycopg.connect(lone.server.dsn))
            lone.real("update", "x").failed(5, "too many clients already", "nothing was saved", "hint: repeat")
    finally:
        lone.server.execute("ALTER SYSTEM RESET max_connections")
        restarted(lone.server)
    lone("update", "after").done
    assert sound(lone.db) == ["before", "after"]


def restarted(server):
    server.stop()
    server.start()


# -- up, down, and in between --------------------------------------------------------------------------------------


@contextlib.contextmanager
def standby(server, **settings):
    """Run the server as a standby, which has nobody to follow."""
    ((data,),) = server.execute("SHOW data_directory")
    options = "".join(f" -c {name}='{value}'" for name, value in settings.items())
    server.stop()
    signal = server.folder / "data" / "standby.signal"
    assert str(signal.parent) == data
    signal.touch()
    shutil.chown(signal, *([postgres.ACCOUNT["user"]] * 2 if postgres.AS_ROOT else []))
    server._run("pg_ctl", "start", "-W", "-s", "-D", data, "-l", server.log, "-o", f"-p {server.port}{options}")
    try:
        yield
    finally:
        server.kill()
        signal.unlink()
        server.start()


def answered(program, *line, code):
    """The first answer of a server that is up, or on its way."""
    deadline = time.monotonic() + SOON
    while (answer := program(*line)).code != code or "refused" in answer.err or "starting up" in answer.err:
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
    return answer


def test_a_standby_can_be_read_and_not_written(lone):
    with standby(lone.server, restore_command="false"):
        assert "before" in answered(lone, "show", code=0).out
        assert "sound" in lone("db", "check").done
        for line in (["update", "x"], ["open", "-s", "db"], ["db", "rebuild"]):
            lone(*line).failed(5, "read-only", "nothing was saved", "target_session_attrs=read-write")
        url = lone.db + "new"
        lone("open", "-s", "http6", INCIDENT_DB=url).failed(5, "read-only", "nothing was saved")
        assert lone("list", INCIDENT_DB=url).done == ""
    assert sound(lone.db) == ["before"]


def test_a_standby_that_answers_nobody_is_one_line(lone):
    with standby(lone.server, hot_standby="off", restore_command="false"):
        answered(lone, "show", code=5).failed(5, "not accepting connections", "nothing was saved", "hint: repeat")


def test_a_server_that_is_starting_up_is_one_line(lone):
    with standby(lone.server, restore_command="sleep 30"):
        deadline = time.monotonic() + SOON
        while "refused" in (answer := lone.real("update", "x")).err:
            assert time.monotonic() < deadline
        answer.failed(5, "the database system is starting up", "nothing was saved", "hint: repeat")


def test_a_server_that_is_shutting_down_is_one_line(lone):
    with team.session(lone.db):
        ((data,),) = lone.server.execute("SHOW data_directory")
        lone.server._run("pg_ctl", "stop", "-W", "-s", "-m", "smart", "-D", data)
        deadline = time.monotonic() + SOON
        while (answer := lone.real("show")).code == 0:
            assert time.monotonic() < deadline
        answer.failed(5, "the database system is shutting down", "nothing was saved", "hint: repeat")
    while postgres.inhabitants(lone.server.folder):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("line", [["update", "x"], ["open", "-s", "db"], ["close"], ["db", "rebuild"]])
def test_a_server_that_is_read_only_by_its_settings_is_told(made, line):
    url = f"{made.db}&options=-c%20default_transaction_read_only%3Don"
    assert "before" in made("show", INCIDENT_DB=url).done
    made(*line, INCIDENT_DB=url).failed(5, "the server is read-only", "nothing was saved")
    assert sound(made.db) == ["before"]


@pytest.fixture
def small_disk(lone_server):
    """A tablespace on a disk of some megabytes."""
    folder = lone_server.folder / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("mounting a small disk is not permitted here")
    postgres._hand_over(folder)
    lone_server.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
    yield folder
    lone_server.execute("ALTER DATABASE incident RESET ALL")
    for (name,) in lone_server.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE tablespace = 'small'"):
        lone_server.execute(f"DROP SCHEMA {name} CASCADE")
    lone_server.execute("CHECKPOINT")
    lone_server.execute("DROP TABLESPACE small")
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_one_line_and_what_was_there_stays(lone, small_disk):
    url = f"{postgres.fresh(lone.server)}&options=-c%20default_tablespace%3Dsmall"
    lone.env["INCIDENT_DB"] = url
    lone("open", "-s", "http6", "-m", "before").done
    long = "".join(f"{number} " for number in range(100_000))
    answer = lone.real("update", "-F", "-", stdin=long * 4)
    answer.failed(5, "the disk of the server is full", "nothing was saved", "hint: repeat")
    assert "before" in lone("show").done
    lone("update", "after").done
    assert sound(url) == ["before", "after"]
