"""Which files are read, and as what."""

import pytest

from incident_cli import formats
from incident_cli.commands.inputs import Inputs
from incident_cli.errors import Usage

LOG = '{"incident-log":1}\n'
PAGE = '{"page": {}, "incidents": []}'


@pytest.fixture
def folder(tmp_path):
    for name, text in {"b.jsonl": LOG, "a.json": PAGE, "deep/c.json": PAGE, ".hidden.json": PAGE, "notes": "x"}.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "in"


def told(*names, asked=None):
    inputs = Inputs([str(name) for name in names], asked)
    with inputs as found:
        return [(each.source.name.rpartition("/in/")[2], each.format.name) for each in found], inputs.strangers


def test_a_folder_gives_its_files_in_the_order_of_their_names(folder):
    found, _ = told(folder)
    assert found == [("a.json", "statuspage"), ("deep/c.json", "statuspage")]


def test_what_cannot_be_told_in_a_folder_is_left_out_and_said(folder):
    _, strangers = told(folder)
    assert [path.rpartition("/")[2] for path in strangers] == ["b.jsonl", "notes"]


def test_a_log_in_a_folder_is_taken_only_when_it_is_asked_for(folder):
    assert told(folder, asked=formats.named("jsonl"))[0] == [("b.jsonl", "jsonl")]


def test_hidden_files_and_folders_are_left_out(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "d.json").write_text(PAGE)
    assert not [name for name, _ in told(folder)[0] if name.startswith(".")]


def test_a_format_that_was_said_takes_those_of_a_folder_that_look_so(folder):
    found, strangers = told(folder, asked=formats.named("statuspage"))
    assert [name for name, _ in found] == ["a.json", "deep/c.json"]
    assert len(strangers) == 2


def test_a_file_that_is_named_is_read_as_it_was_said(folder):
    assert told(folder / "notes", asked=formats.named("log"))[0] == [("notes", "log")]


def test_a_folder_without_any_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    with pytest.raises(Usage, match="no file in it"):
        told(tmp_path / "in")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (LOG, "jsonl"),
        ('{"schema": 1, "incidents": [{"id": 1, "entries": []}]}', "json"),
        (PAGE, "statuspage"),
        ('[{"id": "a", "incident_updates": []}]', "statuspage"),
        ("---\ntitle: x\ndate: 2021-01-01\nresolved: true\nsection: issue\n---\n", "cstate"),
        ("Title x\nID Operation #1\nState completed\nBeginning date 2014-02-10 10:00\n", "page"),
        ('<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "atom"),
        ("10:26 it began\n10:30 it went on\n", "log"),
        ("hello\n", None),
        ("", None),
    ],
)
def test_a_format_is_told_from_the_beginning_of_a_file(head, name):
    found = formats.detect(head)
    assert (found.name if found else None) == name


def test_every_format_has_its_module_and_can_do_what_the_table_says():
    for each in formats.FORMATS:
        module = each.load()
        if each.reads:
            assert callable(module.looks)
            assert callable(module.read)
        assert each.about
        assert each.reads or each.writes


@pytest.mark.parametrize(
    ("path", "name"), [("a.csv", "csv"), ("A.JSONL", "jsonl"), ("x.atom", "atom"), ("x.ics", "ics")]
)
def test_the_name_of_a_file_tells_the_format_to_write(path, name):
    assert formats.by_ending(path).name == name
