"""Two hundred real incidents of a status page, imported, measured and written out again."""

import json
import os
import statistics
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from support.stores import ENGINES, location

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = DATA / "github-incident-history" / "incidents"
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the real histories are not beside this checkout")


def run(env, *argv, code=0):
    done = subprocess.run([sys.executable, "-m", "incident_cli", *argv], env=env, capture_output=True, text=True)
    assert done.returncode == code, done
    return done.stdout


@pytest.fixture(scope="module", params=ENGINES)
def env(request, tmp_path_factory):
    """The environment of a database into which all of them were imported."""
    folder = tmp_path_factory.mktemp("statuspage")
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "INCIDENT_DB": location(request, folder)}
    env |= {"INCIDENT_TZ": "UTC", "LANG": "C.UTF-8"}
    said = run(env, "import", str(FILES), "--format", "statuspage", "-q")
    assert said.split() == [str(number) for number in range(1, len(list(FILES.iterdir())) + 1)]
    return env


@pytest.fixture(scope="module")
def truth():
    found = json.loads((DATA / "truth_dev.json").read_text())["incidents"]
    return {each["id"]: each for each in found}


@pytest.fixture(scope="module")
def told(env):
    """What our JSON says of each, by its id at the source."""
    answer = json.loads(run(env, "export", "--all", "--format", "json"))
    return {each["external_id"]: each for each in answer["incidents"]}


def instant(text):
    return datetime.fromisoformat(text)


def seconds(since, until):
    return (instant(until) - instant(since)).total_seconds()


def spent(server):
    """Seconds by state, as an incident tells them of one server."""
    found = Counter()
    for state in server["states"]:
        found[state["state"]] += seconds(state["since"], state["until"])
    return found


def test_every_incident_is_there(told, truth):
    assert told.keys() == truth.keys()


def test_beginnings_ends_and_durations_are_those_of_the_truth(told, truth):
    for name, each in truth.items():
        mine = told[name]
        assert abs(seconds(each["start_eff"], mine["began_at"])) <= 1, name
        assert abs(seconds(each["end"], mine["ended_at"])) <= 1, name
        assert abs(seconds(mine["began_at"], mine["ended_at"]) - each["duration_eff_s"]) <= 1, name
        assert mine["metrics"]["ttr_s"] == pytest.approx(each["duration_eff_s"], abs=1), name


def test_figures_over_all_of_them_are_those_of_the_truth(env, truth):
    found = json.loads(run(env, "stats", "--since", "2000-01-01", "--json"))["stats"]
    lasted = [each["duration_eff_s"] for each in truth.values()]
    ttr = found["figures"]["ttr_s"]
    assert (found["incidents"], found["open"], ttr["n"]) == (len(truth), 0, len(lasted))
    assert ttr["mean"] == pytest.approx(statistics.fmean(lasted), abs=1)
    assert ttr["median"] == pytest.approx(statistics.median(lasted), abs=1)
    assert ttr["p90"] == pytest.approx(statistics.quantiles(lasted, n=10, method="inclusive")[8], abs=1)
    assert found["updates"]["total"] == sum(each["updates"] for each in truth.values())


def test_figures_of_each_year_are_those_of_the_truth(env, truth):
    years = {each["start_eff"][:4] for each in truth.values()}
    for year in years:
        words = ("--since", f"{year}-01-01", "--until", f"{int(year) + 1}-01-01", "--json")
        found = json.loads(run(env, "stats", *words))["stats"]["figures"]["ttr_s"]
        lasted = [each["duration_eff_s"] for each in truth.values() if each["start_eff"][:4] == year]
        assert (found["n"], found["mean"]) == (len(lasted), pytest.approx(statistics.fmean(lasted), abs=1))


def test_updates_are_as_many_as_the_source_has(told, truth):
    for name, each in truth.items():
        assert len(told[name]["entries"]) - 1 == each["updates"], name


def test_states_last_as_long_as_in_the_truth(env, told, truth):
    names = {
        server["external_id"]: server["name"] for server in json.loads(run(env, "server", "list", "--json"))["servers"]
    }
    for name, each in truth.items():
        servers = {server["name"]: spent(server) for server in told[name]["servers"]}
        for code, expected in each["comp_fwd_s"].items():
            mine = servers[names[code]]
            for state in expected.keys() | mine.keys():
                assert mine[state] == pytest.approx(expected.get(state, 0), abs=1), (name, code, state)


def test_a_component_left_red_is_closed_by_the_end(env, told, truth):
    left = [name for name, each in truth.items() if "component_left_not_operational" in each["flags"]]
    assert left
    now = {server["state"] for server in json.loads(run(env, "server", "list", "--json"))["servers"]}
    assert now - {None} == {"operational"}  # of some it is only known that they were affected


def test_every_file_comes_out_as_it_went_in(env, tmp_path):
    ids = {str(n): None for n in range(1, len(list(FILES.iterdir())) + 1)}
    for path in FILES.iterdir():
        source = json.loads(path.read_text())
        ids[source["incident"]["id"]] = source["incident"]
    written = json.loads(run(env, "export", "--all", "--format", "statuspage"))
    for each in written["incidents"]:
        assert each == ids[each["id"]], each["id"]


def test_a_file_for_each_incident_equals_the_file_that_came_in(env, tmp_path):
    run(env, "export", "--all", "--format", "statuspage", "-o", f"{tmp_path}/out/")
    sources = [json.loads(path.read_text()) for path in FILES.iterdir()]
    written = [json.loads(path.read_text()) for path in (tmp_path / "out").iterdir()]
    by_id = {each["incident"]["id"]: each for each in written}
    assert len(written) == len(sources)
    assert all(by_id[source["incident"]["id"]] == source for source in sources)


def test_importing_again_changes_nothing(env):
    answer = json.loads(run(env, "import", str(FILES), "--format", "statuspage", "--json"))
    assert answer["imported"] == {"new": 0, "changed": 0, "same": len(list(FILES.iterdir()))}
    assert not answer["saved"]


def test_the_database_is_sound(env):
    assert "sound" in run(env, "db", "check")


def test_the_log_makes_the_same_database_again(env, tmp_path):
    log = tmp_path / "log.jsonl"
    run(env, "export", "--all", "-o", str(log))
    other = env | {"INCIDENT_DB": f"{env['INCIDENT_DB']}_too"}
    run(other, "import", str(log))
    assert run(other, "export", "--all", "--format", "jsonl") == log.read_text()
    assert run(other, "list", "all", "--json") == run(env, "list", "all", "--json")
    assert "sound" in run(other, "db", "check")
