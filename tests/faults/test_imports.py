"""Imports that are killed, or run out of room: all of a history is there, or none of it."""

import json
import os
import shutil
import signal
import subprocess
import time

import pytest
from support.program import PROGRAM

COUNT = 1500


def history(path, count=COUNT):
    """A status page's history of so many incidents."""
    incidents = []
    for number in range(count):
        at = f"2014-{1 + number // 400:02}-{1 + number % 28:02}T{number % 24:02}:00:00.000Z"
        updates = [
            {"id": f"u{number}.{step}", "status": "investigating", "body": f"line {step} " * 20, "created_at": at}
            for step in range(5)
        ]
        incidents.append({"id": f"i{number}", "name": f"Outage {number}", "status": "investigating", "created_at": at})
        incidents[-1]["incident_updates"] = updates
    path.write_text(json.dumps({"page": {"id": "p"}, "incidents": incidents}))
    return str(path)


@pytest.fixture
def made(incident):
    """A database with one incident of its own."""
    incident("open", "-s", "web", "-m", "first").done
    return incident


def counted(program):
    answer = program("list", "all", "--json").json
    assert "sound" in program("db", "check").done
    return len(answer["incidents"])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_an_import_that_is_killed_leaves_all_or_nothing(made, tmp_path, share):
    path = history(tmp_path / "page.json")
    started = time.monotonic()
    made.real("import", path, "--dry-run")
    longest = 2 * (time.monotonic() - started)
    run = subprocess.Popen([*PROGRAM, "import", path], env=made.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(share * longest)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert counted(made) in (1, 1 + COUNT)
    made("update", "1", "it goes on").done


def test_an_import_that_is_interrupted_is_quiet_and_leaves_all_or_nothing(made, tmp_path):
    path = history(tmp_path / "page.json")
    run = subprocess.Popen([*PROGRAM, "import", path], env=made.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.6)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, counted(made)) in ((130, 1), (0, 1 + COUNT))
    assert err == b"" or b"saved" in err


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("what", ["page", "log"])
def test_a_full_disk_is_one_line_and_nothing_is_imported_by_half(made, small_disk, tmp_path, what):
    path = history(tmp_path / "page.json")
    if what == "log":
        other = str(tmp_path / "other.db")
        made("--db", other, "import", path).done
        path = str(tmp_path / "log.jsonl")
        made("--db", other, "export", "--all", "-o", path).done
        made.env["INCIDENT_DB"] = str(small_disk / "new.db")
        made("import", path).failed(5, "full")
        assert os.listdir(small_disk) == []
        return
    shutil.copy(made.db, small_disk / "incident.db")
    made.env["INCIDENT_DB"] = str(small_disk / "incident.db")
    made("import", path).failed(5, "full")
    assert counted(made) == 1


def test_an_export_onto_a_full_disk_leaves_what_was_there(made, small_disk, tmp_path):
    made("import", history(tmp_path / "page.json")).done
    target = small_disk / "out.json"
    target.write_text("mine")
    made("export", "--all", "-o", str(target), "--force").failed(1, "cannot be written")
    assert target.read_text() == "mine"
    assert os.listdir(small_disk) == ["out.json"]


def test_what_others_write_meanwhile_waits_for_the_import_and_is_kept(made, tmp_path):
    path = history(tmp_path / "page.json")
    run = subprocess.Popen([*PROGRAM, "import", path], env=made.env | {"INCIDENT_WAIT": "60"}, stdout=subprocess.PIPE)
    answers = [made.real("update", "1", f"line {number}", INCIDENT_WAIT="60") for number in range(5)]
    run.communicate(timeout=60)
    assert run.returncode == 0
    assert {answer.code for answer in answers} == {0}
    assert len(made("show", "1", "--json").json["incident"]["entries"]) == 7
    assert counted(made) == 1 + COUNT
