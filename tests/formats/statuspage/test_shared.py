"""Every real incident of Statuspage that is at hand: its figures are the true ones, and it comes out as it came in."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from incident_cli.formats import statuspage
from incident_cli.formats.source import Reading, Source
from incident_cli.formats.writing import Writing

DATA = Path(__file__).parents[4] / "shared" / "data"
FILES = sorted((DATA / "github-incident-history" / "incidents").glob("*.json"))
TRUTH = DATA / "truth_dev.json"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not FILES or not TRUTH.exists(), reason="the collected incidents are not here")


def read(path):
    (piece,) = statuspage.read(Source(path.name, str(path)), Reading(NOW, UTC))
    return piece.load()


@pytest.fixture(scope="module")
def truth():
    return {each["id"]: each for each in json.loads(TRUTH.read_text())["incidents"]}


def held(portable):
    """Seconds that each component was in each state, from the beginning to the end."""
    seconds, states, last = defaultdict(lambda: defaultdict(float)), dict(portable.states), portable.began_at
    for at, said in [*((line.at, line.states) for line in portable.timeline), (portable.ended_at, ())]:
        until = min(at, portable.ended_at)
        for key, state in states.items():
            seconds[key][state] += max((until - last).total_seconds(), 0)
        last = max(last, until)
        states |= dict(said)
    return seconds


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_incident_has_the_true_figures(path, truth):
    portable = read(path)
    true = truth[portable.external_id]
    assert (portable.ended_at - portable.began_at).total_seconds() == pytest.approx(true["duration_eff_s"], abs=1)
    assert sum(line.kind.public for line in portable.lines) == true["updates"]
    seconds = held(portable)
    for key, states in true["comp_fwd_s"].items():
        for state, expected in states.items():
            assert seconds[key][state] == pytest.approx(expected, abs=1), (key, state)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_incident_comes_out_as_it_came_in(path):
    assert statuspage.looks(path.read_text()[:65536])
    original = json.loads(path.read_text())
    assert json.loads(statuspage.single(read(path), Writing(NOW))) == original


@pytest.mark.parametrize("path", FILES[::10], ids=lambda path: path.stem)
def test_a_correction_in_a_real_incident_survives_and_all_else_comes_out_as_it_was(path):
    portable = read(path)
    lines = (portable.lines[0]._replace(text="It was the cable."), *portable.lines[1:])
    found = statuspage.document(portable._replace(lines=lines), Writing(NOW))
    original = json.loads(path.read_text())["incident"]
    name = lines[0].external_id
    for update in original["incident_updates"]:
        update["body"] = "It was the cable." if update["id"] == name else update["body"]
    assert found == original


def test_all_of_them_in_one_file_come_out_as_they_came_in(tmp_path):
    incidents = [json.loads(path.read_text())["incident"] for path in FILES]
    original = {"page": json.loads(FILES[0].read_text())["page"], "incidents": incidents}
    path = tmp_path / "incidents.json"
    path.write_text(json.dumps(original))
    pieces = statuspage.read(Source(path.name, str(path)), Reading(NOW, UTC))
    assert json.loads("".join(statuspage.write((piece.load() for piece in pieces), Writing(NOW)))) == original
