"""`incident stats`: figures over many incidents, in every form."""

import csv
import io

import pytest
from support.program import plain

FIGURES = ("ttd_s", "first_word_s", "tta_s", "tti_s", "ttm_s", "ttr_s", "longest_silence_s")


@pytest.fixture
def told(incident):
    """Three outages, the second one reopened, the third one open; a maintenance that overran; one a year ago."""
    incident.clock("12:00")
    incident("open", "Long ago", "-s", "web", "-t", "2013-01-05 10:00").done
    incident("close", "1", "-t", "2013-01-05 18:00").done
    incident("open", "-s", "web,db=down", "-t", "2014-02-03 10:00", "--severity", "1", "--tag", "net,disk").done
    incident("update", "2", "We look.", "-t", "2014-02-03 10:10").done
    incident("close", "2", "Over.", "-t", "2014-02-03 11:00").done
    incident("open", "=cmd", "-s", "web=degraded", "-t", "2014-01-31 23:30").done
    incident("close", "3", "-t", "2014-02-01 00:00").done
    incident("reopen", "3", "Again.", "-t", "2014-02-01 00:10").done
    incident("close", "3", "-t", "2014-02-01 02:30").done
    incident("open", "-s", "web=partial", "-t", "11:30").done
    incident("open", "--maintenance", "-s", "db", "--from", "2014-02-05 10:00", "--for", "1h", "Disks").done
    incident("update", "5", "-S", "in_progress", "-t", "2014-02-05 10:00").done
    incident("close", "5", "-t", "2014-02-05 11:30").done
    incident("action", "add", "2", "A second disk", "--due", "2014-02-08").done
    return incident


def stats(program, *words):
    return program("stats", *words, "--json").json["stats"]


def test_it_tells_of_the_last_90_days_unless_it_is_told_otherwise(told):
    found = stats(told)
    assert (found["since"], found["until"]) == ("2013-11-12T23:00:00.000Z", "2014-02-10T11:00:00.000Z")
    assert (found["incidents"], found["open"]) == (3, 1)
    assert stats(told, "--since", "2013-01-01")["incidents"] == 4
    assert stats(told, "--since", "2014-02-01", "--until", "2014-02-04")["incidents"] == 1


def test_a_reopened_incident_counts_once_to_its_last_end(told):
    found = stats(told, "--until", "2014-02-02")
    assert found["figures"]["ttr_s"] == {"n": 1, "mean": 10800, "median": 10800, "p90": 10800}


def test_figures_have_their_n_and_an_open_incident_has_none(told):
    found = stats(told)
    assert found["figures"]["ttr_s"] == {"n": 2, "mean": 7200, "median": 7200, "p90": 10080}
    assert found["figures"]["ttd_s"] == {"n": 0, "mean": None, "median": None, "p90": None}
    assert tuple(found["figures"]) == FIGURES
    assert found["updates"] == {"n": 2, "mean": 2.5, "median": 2.5, "p90": 2.9, "total": 5}


def test_maintenance_stands_apart(told):
    assert stats(told)["maintenance"] == {
        "planned": 1,
        "done": 1,
        "called_off": 0,
        "overran": 1,
        "lasted_s": 5400,
        "overrun_s": 1800,
    }


def test_repeat_offenders_count_overlapping_incidents_once(told):
    assert told("open", "Again", "-s", "web=down", "-t", "11:45").code == 0
    web, *others = stats(told)["repeat_offenders"]
    assert others == []
    assert (web["name"], web["incidents"]) == ("web", 4)
    assert web["downtime_s"] == 3600 + 30 * 60 + 30 * 60  # reopened without a state, it was up


def test_of_a_server_alone(told):
    found = stats(told, "-s", "db")
    assert [server["name"] for server in found["servers"]] == ["db"]
    assert (found["incidents"], found["figures"]["ttr_s"]["mean"]) == (1, 3600)
    assert stats(told, "-s", "web,db")["incidents"] == 3


def test_longest_silences_and_open_actions(told):
    found = stats(told)
    assert [(each["id"], each["longest_silence_s"]) for each in found["longest_silences"]] == [(3, 8400), (2, 3000)]
    assert found["actions"] == {"open": 1, "overdue": 1}


@pytest.mark.parametrize(
    ("per", "groups"),
    [
        ("month", [("2014-01", 1), ("2014-02", 2)]),
        ("week", [("2014-W05", 1), ("2014-W06", 1), ("2014-W07", 1)]),
        ("severity", [("SEV1", 1), (None, 2)]),
        ("server", [("web", 3), ("db", 1)]),
        ("tag", [("disk", 1), ("net", 1), (None, 2)]),
    ],
)
def test_told_apart(told, per, groups):
    found = stats(told, "--per", per)
    assert [(each["name"], each["incidents"]) for each in found["groups"]] == groups
    assert found["per"] == per
    rows = told("stats", "--per", per).rows
    assert [row[0] for row in rows if row[1] == "incidents"] == [name or "" for name, _ in groups]


def test_a_month_begins_where_the_viewer_is(told):
    assert [each["name"] for each in stats(told, "--per", "month", "--tz", "UTC+3")["groups"]] == ["2014-02"]


def test_in_a_pipe_each_figure_is_a_row(told):
    header, *rows = told("stats", "--header").rows
    assert header == ["group", "figure", "n", "mean", "median", "p90"]
    assert [row[1] for row in rows] == ["incidents", "open", "updates", *FIGURES]
    assert rows[0] == ["", "incidents", "3", "", "", ""]
    assert rows[-2] == ["", "ttr_s", "2", "7200", "7200", "10080"]


def test_csv_is_a_row_for_each_group_and_nothing_in_it_is_run(told):
    told("edit", "2", "--tag", "=1+1").done
    found = list(csv.DictReader(io.StringIO(told("stats", "--csv", "--per", "tag").done)))
    assert [row["group"] for row in found] == ["'=1+1", ""]
    assert (found[0]["ttr_n"], found[0]["ttr_mean_s"], found[0]["ttd_mean_s"]) == ("1", "3600", "")
    (row,) = csv.DictReader(io.StringIO(told("stats", "--csv").done))
    assert (row["incidents"], row["open"], row["updates"]) == ("3", "1", "5")


def test_markdown_has_the_figures_with_their_definitions(told):
    text = told("stats", "--markdown", "--per", "tag").done
    assert "| Time to resolve (TTR) | 2 | 2 h | 2 h | 2 h 48 min |\n" in text
    assert "- Time to resolve (TTR): from the beginning to the end.\n" in text
    assert "- net: 1 incident; TTR mean 1 h, median 1 h, 90th percentile 1 h (n = 1)\n" in text
    assert "- no tag: 2 incidents, 1 open; TTR" in text
    assert "1 open, 1 of them overdue" in text


def test_names_cannot_forge_markdown(told):
    told("edit", "2", "--tag", "**x** | <b>").done
    assert r"\*\*x" in told("stats", "--markdown", "--per", "tag").done


def test_every_figure_is_defined_in_the_help(incident):
    from incident_cli.core.postmortem.figures import METRICS

    page = " ".join(incident("stats", "--help").done.split())
    for _, name, definition in METRICS:
        assert f"{name}: {definition}." in page


def test_on_a_terminal_it_fits_and_has_bars(told):
    for columns in (80, 60):
        screen = plain(told.terminal("stats", "--per", "week", columns=columns).out)
        assert max(map(len, screen.splitlines())) <= columns
    screen = plain(told.terminal("stats", "--per", "week").out)
    assert "3 incidents · 1 of them open · 5 public updates" in screen
    assert "TTR              2       2 h       2 h  2 h 48 m  ██████████████" in screen
    assert "2014-W07" in screen
    assert "1 open · 1 overdue" in screen


def test_nothing_at_all_is_an_answer_too(incident):
    assert stats(incident)["incidents"] == 0
    assert not incident.made
    assert "none" in plain(incident.terminal("stats", "--per", "month").out)
    assert incident("stats", "--per", "month", "--markdown").done.startswith("# Figures")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--per", "day"), "server, severity, month, week, tag"),
        (("--csv", "--json"), "--csv is a form of its own"),
        (("--csv", "--markdown"), "--csv is a form of its own"),
        (("--markdown", "--header"), "--markdown is a form of its own"),
        (("--since", "11:00", "--until", "10:00"), "--since is a later time than --until"),
        (("--until", "2012-01-01"), "--until is before the last 90 days"),
        (("more",), "unexpected"),
    ],
)
def test_what_makes_no_sense_is_2(told, words, said):
    told("stats", *words).failed(2, said)


def test_an_unknown_server_is_3(told):
    told("stats", "-s", "wbe").failed(3, "did you mean web?")
