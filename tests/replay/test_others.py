"""Histories of other programs: cState's issues, an Atom feed and an operation page, through the program and back."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from support.stores import location

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real histories are not beside this checkout")


@pytest.fixture
def incident(request, tmp_path):
    """A function that runs the program over a database of its own."""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "INCIDENT_DB": location(request, tmp_path)}
    env |= {"LANG": "C.UTF-8", "INCIDENT_TZ": "Europe/Paris", "INCIDENT_DATE_ORDER": "mdy"}

    def run(*argv):
        command = [sys.executable, "-m", "incident_cli", *argv]
        done = subprocess.run(command, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done
        return done.stdout

    return run


def told(incident):
    return json.loads(incident("export", "--all", "--format", "json"))["incidents"]


def seconds(each):
    return (datetime.fromisoformat(each["ended_at"]) - datetime.fromisoformat(each["began_at"])).total_seconds()


def test_every_issue_of_cstate_lasts_as_long_as_it_did(incident):
    truth = {
        each["file"].removesuffix(".md"): each for each in json.loads((DATA / "truth_dev.json").read_text())["cstate"]
    }
    incident("import", str(DATA / "cstate-jenkins"))
    found = {each["external_id"]: each for each in told(incident)}
    assert found.keys() == truth.keys()
    for name, each in truth.items():
        assert seconds(found[name]) == pytest.approx(max(0, each["duration_s"]), abs=1), name
        assert [server["name"] for server in found[name]["servers"]] == list(dict.fromkeys(each["affected"] or [])), (
            name
        )
        assert found[name]["title"] == each["title"].strip("\"'")


def test_every_entry_of_the_feed_is_an_incident_and_the_feed_comes_back(incident, tmp_path):
    feed = DATA / "github-statuses-atom" / "github-status-history.atom"
    incident("import", str(feed))
    found = told(incident)
    assert len(found) == feed.read_text().count("<entry>")
    assert all(each["ended_at"] and each["links"] for each in found)
    before = [(each["title"], each["began_at"], each["ended_at"]) for each in found]
    again = tmp_path / "again.atom"
    incident("export", "--all", "-o", str(again))
    incident("--db", str(tmp_path / "other.db"), "import", str(again))
    other = json.loads(incident("--db", str(tmp_path / "other.db"), "export", "--all", "--format", "json"))["incidents"]
    assert [(each["title"], each["began_at"], each["ended_at"]) for each in other] == before


def test_the_page_of_operation_168_comes_in_and_goes_out_byte_for_byte(incident):
    page = DATA / "operation-168.txt"
    incident("import", str(page))
    assert incident("export", "168", "--format", "page") == page.read_bytes()
    found = json.loads(incident("show", "168", "--json"))["incident"]
    assert (found["label"], found["began_at"], found["ended_at"]) == (
        "Operation",
        "2014-02-10T09:05:00.000Z",
        "2014-02-10T14:05:00.000Z",
    )
    assert [entry["kind"] for entry in found["entries"]] == ["update"] * 14 + ["postmortem"]
    assert [(server["name"], server["states"]) for server in found["servers"]] == [("http6", [])]


def test_inferring_gives_the_page_the_states_that_it_tells(incident):
    incident("import", "--infer", str(DATA / "operation-168.txt"))
    (http6,) = json.loads(incident("show", "168", "--json"))["incident"]["servers"]
    assert [(state["state"], state["since"][11:16]) for state in http6["states"]] == [
        ("major_outage", "09:05"),
        ("operational", "09:22"),
        ("major_outage", "09:26"),
        ("operational", "12:58"),
    ]


@pytest.mark.parametrize("folder", ["cstate-jenkins", "github-statuses-atom", "github-incident-history"])
def test_what_came_from_elsewhere_is_the_same_again(incident, folder):
    incident("import", str(DATA / folder))
    before = incident("export", "--all", "--format", "jsonl")
    incident("import", str(DATA / folder))
    assert incident("export", "--all", "--format", "jsonl") == before
    assert b"sound" in incident("db", "check")
