"""A real outage, replayed through the command line by a shell script, read back in every way."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.stores import ENGINES, location

PAGE = Path(__file__).parents[3] / "shared" / "data" / "operation-168.txt"
SCRIPT = Path(__file__).with_name("operation-168.sh")
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the page of the outage is not beside this checkout")


def page_texts() -> list[str]:
    """The texts of the page, without their dates, byte for byte."""
    page = PAGE.read_bytes().decode()
    return [text.strip("\n") for text in re.split(r"\n\d\d/\d\d/2014 .*\.m\.\n", page)[1:]]


@pytest.fixture(scope="module", params=ENGINES)
def record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The environment in which the outage was replayed."""
    folder = tmp_path_factory.mktemp("operation-168")
    texts = folder / "texts"
    texts.mkdir()
    for number, text in enumerate(page_texts(), start=1):
        (texts / f"{number:02}").write_bytes(text.encode())
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "INCIDENT_DB": location(request, folder),
        "INCIDENT_TZ": "Europe/Paris",
        "INCIDENT_DATE_ORDER": "mdy",
    }
    played = subprocess.run(["bash", SCRIPT, texts], env=env, capture_output=True, text=True, check=False)
    assert (played.returncode, played.stderr) == (0, "")
    return env


def ask(env: dict[str, str], *argv: str) -> str:
    return subprocess.run(["incident", *argv], env=env, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def outage(record) -> dict:
    return json.loads(ask(record, "show", "168", "--json"))["incident"]


def test_it_has_the_number_the_label_and_the_title_of_the_page(outage):
    assert (outage["id"], outage["label"], outage["title"]) == (168, "Operation", "http6 is down")


def test_it_is_stored_as_resolved_and_shown_as_completed(record, outage):
    assert outage["status"] == "resolved"
    assert "State: completed" in ask(record, "postmortem", "168").replace("*", "")


def test_its_entries_are_168_0_to_168_14(outage):
    assert [entry["id"] for entry in outage["entries"]] == [f"168.{number}" for number in range(15)]


def test_every_text_is_that_of_the_page_byte_for_byte(outage):
    assert [entry["text"] for entry in outage["entries"]] == ["", *page_texts()]


def test_curly_apostrophes_and_dashes_of_the_page_are_intact(outage):
    texts = " ".join(entry["text"] for entry in outage["entries"])
    assert {sign for sign in texts if not sign.isascii()} == {sign for sign in PAGE.read_text() if sign in "’“”–—"}


def test_the_beginning_and_the_end_are_those_of_the_page(outage):
    assert (outage["began_at"], outage["ended_at"]) == ("2014-02-10T09:05:00.000Z", "2014-02-10T14:05:00.000Z")


def test_the_post_mortem_of_the_evening_moves_neither_end_nor_status(outage):
    last = outage["entries"][-1]
    assert (last["at"], last["kind"]) == ("2014-02-10T18:38:00.000Z", "postmortem")


def test_http6_was_down_up_down_and_up_again(outage):
    (http6,) = outage["servers"]
    states = [(s["state"], s["since"][11:16], s["until"][11:16]) for s in http6["states"]]
    assert states == [
        ("major_outage", "09:05", "09:22"),
        ("operational", "09:22", "09:26"),
        ("major_outage", "09:26", "12:58"),
        ("operational", "12:58", "14:05"),
    ]


def test_the_figures_are_those_of_the_definitions(outage):
    minutes = {name: value / 60 for name, value in outage["metrics"].items()}
    assert minutes == {
        "ttd_s": 20,
        "first_word_s": 8,
        "tta_s": 8,
        "tti_s": 154,
        "ttm_s": 233,
        "ttr_s": 300,
        "longest_silence_s": 71,
    }


def test_the_hypothesis_is_retracted_and_still_readable(outage):
    guess = outage["entries"][4]
    assert guess["guess"]
    assert guess["retracted"]
    assert guess["text"] == page_texts()[3]


def test_the_residual_risk_stands_on_the_board(record):
    board = json.loads(ask(record, "status", "--json"))
    assert [(i["id"], i["residual"]) for i in board["residuals"]] == [(168, "RAID degraded")]


def test_the_document_tells_the_figures_and_keeps_the_paragraphs(record):
    document = ask(record, "postmortem", "168")
    published = page_texts()[-1]
    assert published in document or all(paragraph in document for paragraph in published.split("\n\n"))


def test_the_document_answers_what_a_reader_would_ask(record):
    document = ask(record, "postmortem", "168")
    for answer in (
        "Users were first hurt at 09:45 CET; it was noticed at 10:05 CET, 20 min later.",
        "- **Mitigated:** 13:58 CET, after 3 h 53 min · from then on every server was up",
        "*Published 2014-02-10 19:38 CET:*",  # what its text calls today
        "a guess · given up when it was over: It was the configuration of the server itself",
        "RAID degraded",
        "Downtime is the time in which a server was degraded, partial or down; maintenance does not count.",
    ):
        assert answer in document


def test_no_heading_of_the_document_stands_above_nothing(record):
    document = re.sub(r"<!--.*?-->", "", ask(record, "postmortem", "168"), flags=re.DOTALL)
    parts = re.split(r"^#+ .*$", document, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in parts)


def test_its_picture_shows_the_false_dawn(record):
    svg = ask(record, "export", "168", "--format", "svg")
    assert "http6: down 10:05 CET – 10:22 CET, up 10:22 CET – 10:26 CET, down 10:26 CET – 13:58 CET" in svg
