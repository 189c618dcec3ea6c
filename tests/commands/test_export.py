"""`incident export`: which incidents, in which format, and where they go."""

import csv
import io
import json
import os

import pytest

from incident_cli.formats import FORMATS


@pytest.fixture
def two(incident):
    """Two incidents: one that is over, with an internal note, and one that goes on."""
    incident.clock("10:00")
    incident("open", "-s", "web", "-m", "We look at it.", "--tag", "net").done
    incident("update", "the password is hunter2", "-n").done
    incident.clock("10:30")
    incident("close", "Over.").done
    incident.clock("11:00")
    incident("open", "=HYPERLINK(1)", "-s", "db=degraded").done
    return incident


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


# -- which --------------------------------------------------------------------------------------------


def test_without_a_number_it_is_the_incident_that_show_means(two):
    assert [row["id"] for row in rows(two("export", "--format", "csv").done)] == ["2"]


def test_numbers_are_written_in_the_order_typed(two):
    assert [row["id"] for row in rows(two("export", "#2", "1", "--format", "csv").done)] == ["2", "1"]


def test_all_are_written_the_newest_first(two):
    assert [row["id"] for row in rows(two("export", "--all", "--format", "csv").done)] == ["2", "1"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["-s", "web"], ["1"]),
        (["--tag", "net"], ["1"]),
        (["-S", "investigating"], ["2"]),
        (["--since", "2014-02-10T10:45:00+01:00"], ["2"]),
        (["-g", "look"], ["1"]),
        (["--no-postmortem", "--impact", "minor"], ["2"]),
    ],
)
def test_filters_choose_as_in_list(two, words, ids):
    assert [row["id"] for row in rows(two("export", *words, "--format", "csv").done)] == ids


def test_numbers_and_filters_together_are_refused(two):
    two("export", "1", "--all", "--format", "csv").failed(2)


def test_a_number_that_is_not_there(two):
    two("export", "1", "9", "--format", "csv").failed(3, "#9")


def test_a_server_whose_name_has_a_comma_is_found_by_it(incident, tmp_path):
    page = tmp_path / "c.json"
    update = {"id": "u", "created_at": "2014-02-08T10:00:00Z", "status": "investigating", "body": "x"}
    update["affected_components"] = [
        {"code": "c", "name": "Issues, PRs", "old_status": "operational", "new_status": "major_outage"}
    ]
    page.write_text(
        json.dumps(
            {
                "incidents": [
                    {"id": "a", "name": "x", "created_at": "2014-02-08T10:00:00Z", "incident_updates": [update]}
                ]
            }
        )
    )
    incident("import", str(page)).done
    assert [row["servers"] for row in rows(incident("export", "-s", "Issues, PRs", "--format", "csv").done)] == [
        "Issues, PRs"
    ]


# -- as what ------------------------------------------------------------------------------------------


def test_without_a_format_and_a_file_the_formats_are_named(two):
    two("export", "--all").failed(2, "--format", "csv")


@pytest.mark.parametrize("name", ["x.csv", "x.atom", "x.ics", "x.json", "x.txt", "x.jsonl", "X.CSV"])
def test_the_name_of_the_file_tells_the_format(two, name):
    two("export", "--all", "-o", str(two.folder / name)).done
    assert (two.folder / name).stat().st_size > 20


def test_a_name_that_tells_no_format(two):
    two("export", "--all", "-o", "x.doc").failed(2, "x.doc", "--format")


@pytest.mark.parametrize("name", [each.name for each in FORMATS if each.writes and each.name != "jsonl"])
def test_nothing_internal_is_in_public_output(two, name):
    words = ["--public", "--format", name]
    found = two("export", "1", *words).done
    assert found
    for secret in ("hunter2", '"ann"', ",ann,", "@host"):
        assert secret not in found


@pytest.mark.parametrize("name", ["statuspage", "page", "atom", "ics"])
def test_what_others_read_is_public_without_asking(two, name):
    assert "hunter2" not in two("export", "--all", "--format", name).done


def test_an_empty_database_gives_empty_documents(incident):
    assert json.loads(incident("export", "--all", "--format", "json").done) == {"schema": 1, "incidents": []}
    assert json.loads(incident("export", "--all", "--format", "statuspage").done)["incidents"] == []
    assert incident("export", "--all", "--format", "jsonl").done.count("\n") == 1


def test_json_has_incidents_as_show_has_them(two):
    exported = json.loads(two("export", "1", "--format", "json").done)
    assert exported["incidents"] == [two("show", "1", "--json").json["incident"]]


def test_times_of_a_page_are_in_the_zone_of_the_incident_and_in_the_one_that_was_typed(two):
    assert "2014-02-10 10:30" in two("export", "1", "--format", "page").done
    assert "2014-02-10 09:30" in two("export", "1", "--format", "page", "--tz", "UTC").done


def test_the_log_takes_no_choice(two):
    two("export", "1", "--format", "jsonl").failed(2, "whole log")
    two("export", "--all", "--public", "--format", "jsonl").failed(2, "whole log")


def test_the_log_is_every_row(two):
    found = [json.loads(line) for line in two("export", "--format", "jsonl").done.splitlines()]
    assert found[0] == {"incident-log": 1}
    assert [row["id"] for row in found[1:]] == list(range(1, len(found)))
    assert {"server_changed", "opened", "added", "closed"} == {row["kind"] for row in found[1:]}


# -- where --------------------------------------------------------------------------------------------


def test_a_file_that_is_there_stays_as_it_is(two):
    path = two.folder / "x.csv"
    path.write_text("mine")
    two("export", "--all", "-o", str(path)).failed(1, "exists", "--force")
    assert path.read_text() == "mine"
    two("export", "--all", "-o", str(path), "--force").done
    assert path.read_text().startswith("id,")


def test_a_file_is_private_and_nothing_is_left_beside_it(two):
    folder = two.folder / "out"
    folder.mkdir()
    two("export", "--all", "-o", str(folder / "x.csv")).done
    assert os.listdir(folder) == ["x.csv"]
    assert oct((folder / "x.csv").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("path", ["none/x.csv", "x.csv/y.csv"])
def test_a_place_that_cannot_be_written(two, path):
    (two.folder / "x.csv").write_text("")
    two("export", "--all", "-o", str(two.folder / path)).failed(1, "cannot be written")


def test_markdown_of_several_is_a_file_each_and_an_index(two):
    folder = two.folder / "out"
    two("export", "--all", "--format", "markdown", "-o", f"{folder}/").done
    names = ["0001-web-is-down.md", "0001-web-is-down.svg", "0002-hyperlink-1.md", "index.md"]
    assert sorted(os.listdir(folder)) == names  # of what has just begun there is nothing to draw
    assert "0001-web-is-down.md" in (folder / "index.md").read_text()
    assert "We look at it." in (folder / "0001-web-is-down.md").read_text()


def test_markdown_of_several_needs_a_folder(two):
    two("export", "--all", "--format", "markdown").failed(2, "folder", "-o")


def test_markdown_of_one_is_a_document(two):
    assert two("export", "1", "--format", "markdown").done.startswith("# Incident #1: web is down")


def test_a_picture_goes_to_a_file_a_folder_or_standard_output(two):
    folder = two.folder / "out"
    picture = two("export", "1", "--format", "svg").done
    assert picture.startswith("<svg ")
    two("export", "1", "-o", str(two.folder / "x.svg")).done
    assert (two.folder / "x.svg").read_text() == picture
    two("export", "1", "2", "--format", "svg", "-o", f"{folder}/").done
    assert sorted(os.listdir(folder)) == ["0001-web-is-down.svg", "0002-hyperlink-1.svg"]
    assert (folder / "0001-web-is-down.svg").read_text() == picture
    two("export", "--all", "--format", "svg").failed(2, "folder", "-o")


def test_a_document_in_one_file_has_its_picture_beside_it(two):
    two("export", "1", "-o", str(two.folder / "x.md")).done
    assert "](x.svg)" in (two.folder / "x.md").read_text()
    assert (two.folder / "x.svg").read_text() == two("export", "1", "--format", "svg").done
    two("export", "1", "-o", str(two.folder / "x.md")).failed(1, "exists")
    two("export", "1", "-o", str(two.folder / "x.md"), "--force").done


def test_a_document_is_written_after_the_template_of_the_settings(two):
    folder = two.folder / ".config" / "incident"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[postmortem]\ntemplate = "short"\n')
    assert "## Cause and resolution" in two("export", "1", "--format", "markdown").done


def test_no_title_leads_out_of_the_folder(incident):
    incident("open", "../../../../etc/passwd").done
    incident("open", ".." + "/" * 300).done
    incident("open", "/").done
    folder = incident.folder / "out"
    incident("export", "--all", "--format", "markdown", "-o", str(folder) + "/").done
    assert all("/" not in name and not name.startswith(".") for name in os.listdir(folder))
    assert len([name for name in os.listdir(folder) if name.endswith(".md")]) == 4


def test_one_file_is_not_a_folder(two):
    two("export", "--all", "--format", "csv", "-o", str(two.folder)).failed(2, "folder")


def test_a_reader_that_goes_away_is_quiet(two):
    answer = two.shell("set -o pipefail; incident export --all --format json | head -c 1 >/dev/null; echo $?")
    assert answer.out.strip() in ("0", "141")
    assert answer.err == ""
