"""cState's issues: the times, the systems and every word of the text are those of the file."""

import builtins
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core.model import EntryKind, Kind, State, Status, Verb
from incident_cli.core.portable import PortableServer
from incident_cli.errors import IncidentError
from incident_cli.formats import cstate
from incident_cli.formats.source import Reading, Source, Unreadable

DATA = Path(__file__).parents[3] / "shared" / "data"
JENKINS = DATA / "cstate-jenkins"
TRUTH = DATA / "truth_dev.json"
jenkins = pytest.mark.skipif(not TRUTH.exists(), reason="the issues of a real site are not here")
READING = Reading(datetime(2026, 8, 1, tzinfo=UTC), ZoneInfo("America/New_York"))
TOP = "title: Mail is down\ndate: 2024-05-14 10:00\n"
OVER = TOP + "resolved: true\nresolvedWhen: 2024-05-14 12:00\n"


def at(words):
    return datetime.fromisoformat(f"2024-05-14 {words}").replace(tzinfo=UTC)


def issue(folder, text, name="2024-05-14-mail.md"):
    path = folder / name
    path.write_bytes(text.encode())
    source = Source(str(path), str(path))
    assert cstate.looks(source.head())
    (piece,) = cstate.read(source, READING)
    found = piece.load()
    assert (piece.created, piece.line) == (found.began_at, 1)
    return found


def told(folder, front, body=""):
    return issue(folder, f"---\n{front}---\n{body}")


def lines(portable):
    return [(line.at, line.text, line.verb is Verb.CLOSED) for line in portable.lines]


@pytest.fixture
def folder(tmp_path):
    deep = tmp_path / "content" / "issues"
    deep.mkdir(parents=True)
    return deep


def test_an_issue_is_an_incident_with_its_systems_in_the_state_of_its_severity(folder):
    found = told(folder, OVER + "severity: down\naffected:\n  - API\n  - Web shop\nsection: issue\n", "\nSorry.\n")
    assert (found.title, found.kind, found.number) == ("Mail is down", Kind.INCIDENT, None)
    assert (found.source, found.external_id) == ("cstate", "2024-05-14-mail")
    assert (found.began_at, found.recorded_at, found.ended_at) == (at("10:00"), at("10:00"), at("12:00"))
    assert (found.status, found.status_now) == (Status.INVESTIGATING, Status.RESOLVED)
    assert found.servers == (PortableServer("API"), PortableServer("Web shop"))
    assert found.states == (("API", State.MAJOR_OUTAGE), ("Web shop", State.MAJOR_OUTAGE))
    assert (found.affected, found.warnings) == ((), ())
    assert lines(found) == [(at("10:00"), "Sorry.", False), (at("12:00"), "", True)]
    assert (found.closing.kind, found.closing.status) == (EntryKind.NOTE, Status.RESOLVED)


@pytest.mark.parametrize(
    ("said", "state", "warning"),
    [
        ("severity: down", State.MAJOR_OUTAGE, ""),
        ("severity: Down", State.MAJOR_OUTAGE, ""),
        ('Severity: "disrupted"', State.PARTIAL_OUTAGE, ""),
        ("severity: distrupted", State.PARTIAL_OUTAGE, "severity: distrupted is read as disrupted"),
        ("severity: partial-outage", State.PARTIAL_OUTAGE, ""),
        ("severity: notice", None, ""),
        ("severity:", None, ""),
        ("pin: true", None, ""),
        ("severity: down\ninformational: true", None, ""),
        ("severity: terrible", None, "there is no severity terrible"),
    ],
)
def test_a_severity_tells_a_state_and_none_is_invented(folder, said, state, warning):
    found = told(folder, f"{OVER}affected: [API]\n{said}\n")
    assert found.states == ((("API", state),) if state else ())
    assert found.affected == (() if state else ("API",))
    assert found.warnings == ((warning,) if warning else ())


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("affected: API", ["API"]),
        ("affected: [API, Web]", ["API", "Web"]),
        ("affected:\n- ' API '\n- API\n-\n- ~\n- 5", ["API", "5"]),
        ("affected:", []),
        ("affected: null", []),
        ('affected: ""', []),
        ("affected: []", []),
        ("affectedsystems: [API]", ["API"]),
        ("pin: false", []),
        ("# affected:\n#  - API", []),
    ],
)
def test_affected_is_a_list_a_name_or_nothing(folder, said, names):
    assert [server.name for server in told(folder, f"{OVER}{said}\n").servers] == names


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-05-14 10:00:00", "10:00"),
        ("2024-05-14 10:00", "10:00"),
        ("2024-05-14 10:00:00 ", "10:00"),
        ('"2024-05-14 10:00:00"', "10:00"),
        ("'2024-05-14 10:00:00Z'", "10:00"),
        ("2024-05-14T10:00:00-00:00", "10:00"),
        ("2024-05-14T9:30:00-00:00", "09:30"),
        ("2024-05-14T9:30", "09:30"),
        ("2024-05-14T10:00:00+02:00", "08:00"),
        ("2024-05-14T10:00:00+00:00Z", "10:00"),
        ("2024-05-14 10:00:00 +0000 UTC", "10:00"),
        ("2024-05-14T10:00:00.482Z", "10:00:00.482"),
        ("2024-05-14", "00:00"),
        ("14 May 2024 10:00", "10:00"),
    ],
)
def test_a_date_is_read_as_it_is_written_and_in_utc(folder, written, instant):
    found = told(folder, f"title: x\ndate: {written}\nresolved: false\n")
    assert (found.began_at, found.ended_at) == (at(instant), None)


@pytest.mark.parametrize(
    ("said", "end", "warning"),
    [
        ("resolved: true\nresolvedWhen: 2024-05-14 12:00", "12:00", ""),
        ("resolved: yes\nresolvedWhen: 2024-05-14 12:00", "12:00", ""),
        ("resolved: True\nresolvedwhen: 2024-05-14 12:00", "12:00", ""),
        ('resolved: "true"\nresolvedWhen: "2024-05-14 12:00"', "12:00", ""),
        ("resolvedWhen: 2024-05-14 12:00", "12:00", ""),
        ("resolved: false", None, ""),
        ("resolved: false\nresolvedWhen:", None, ""),
        ('resolved: no\nresolvedWhen: ""', None, ""),
        ("resolved:", None, ""),
        ("informational: true", "10:00", ""),
        ("informational: true\nresolved: false", None, ""),
        ("resolved: true", "10:00", "it is resolved, but nothing says when: its last update counts as the end"),
        (
            "resolved: false\nresolvedWhen: 2024-05-14 12:00",
            "12:00",
            "resolved is false, but resolvedWhen tells an end: it counts as over",
        ),
        (
            "resolved: false\nresolvedWhen: 2034-05-14 12:00",
            None,
            "it is not resolved: resolvedWhen is left out",
        ),
        (
            "resolved: false\nresolvedWhen: 2014-05-14 12:00",
            None,
            "it is not resolved: resolvedWhen is left out",
        ),
        (
            "resolved: true\nresolvedWhen: 2014-05-14 12:00",
            "10:00",
            "resolvedWhen is before date: the end counts as at the beginning",
        ),
        ("resolved: perhaps", None, "resolved: perhaps is neither true nor false"),
        ("draft: true", None, "it is a draft, which its site does not show"),
    ],
)
def test_it_is_over_where_the_issue_tells_an_end(folder, said, end, warning):
    found = told(folder, f"{TOP}{said}\nsection: issue\n", "Text.")
    assert found.ended_at == (at(end) if end else None)
    assert found.warnings == ((warning,) if warning else ())


def test_an_end_at_the_beginning_is_told_by_a_final_update_alone(folder):
    at_once = TOP + "resolved: true\nresolvedWhen: 2024-05-14 10:00\n"
    assert lines(told(folder, at_once, "Down.")) == [(at("10:00"), "Down.", False), (at("10:00"), "", True)]
    both = told(folder, at_once, "[Final]\nBack.\n\n[Initial]\nDown.")
    assert lines(both) == [(at("10:00"), "[Initial]\nDown.", False), (at("10:00"), "[Final]\nBack.", True)]


def test_what_else_the_front_matter_says_is_kept_as_it_is_written(folder):
    found = told(folder, f"{OVER}Severity: Down\npin: yes\nmonitor:\n  - id: 007\n    since: 2024-01-01\n")
    assert json.loads(found.raw) == {
        "resolved": "true",
        "resolvedWhen": "2024-05-14 12:00",
        "Severity": "Down",
        "pin": "yes",
        "monitor": [{"id": "007", "since": "2024-01-01"}],
    }


def test_toml_is_front_matter_too(folder):
    front = 'title = "Maps"\ndate = 2024-05-14T10:00:00Z\nresolvedWhen = 2024-05-14 12:00:00\nresolved = true\n'
    found = issue(folder, f'+++\n{front}severity = "down"\naffected = ["gis"]\nweight = 1.50\n+++\nText.\n')
    assert (found.title, found.began_at, found.ended_at) == ("Maps", at("10:00"), at("12:00"))
    assert found.states == (("gis", State.MAJOR_OUTAGE),)
    assert json.loads(found.raw)["weight"] == "1.50"


def test_tabs_and_windows_line_ends_are_read_and_the_text_keeps_them(folder):
    text = f"---\n{OVER}severity:\tdown\naffected:\n\t- API\n\t-\tWeb\n---\none\n\n\ttwo\n".replace("\n", "\r\n")
    found = issue(folder, text)
    assert [server.name for server in found.servers] == ["API", "Web"]
    assert found.lines[0].text == "one\r\n\r\n\ttwo"


def test_of_a_key_that_is_given_twice_the_last_one_counts(folder):
    found = told(folder, "date: 2024-05-14 09:00\n" + OVER)
    assert (found.began_at, found.warnings) == (at("10:00"), ("date is given twice: the one in line 4 counts",))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: a: b\ndate: 2024-05-14\nresolved: true\n---\n", 2, "mapping values are not allowed"),
        ("---\ntitle: x\nresolved: true\n---\n", 1, "it has no date"),
        ("---\ndate:\nresolved: true\n---\n", 2, "it has no date"),
        ("---\ntitle: x\ndate: soon\nresolved: true\n---\n", 3, "'soon' is no date"),
        ("---\ntitle: x\ndate: yesterday 10:00\nresolved: true\n---\n", 3, "is no date"),
        ("---\ntitle: x\ndate: 2017-02-30 14:30:00\nresolved: true\n---\n", 3, "there is no such day"),
        ("---\ntitle: x\ndate: 02/10/2024\nresolved: true\n---\n", 3, "02/10/2024"),
        (f"---\n{TOP}resolvedWhen: later\n---\n", 4, "'later' is no date"),
        ("---\ndate: [2024-05-14]\nresolved: true\n---\n", 2, "date is not one value"),
        (f"---\n{TOP}affected:\n- a: b\n---\n", 4, "affected is no list of names"),
        (f"---\n{TOP}resolved: true\n", 1, "no end"),
        (f"---\n{TOP}x: {'y' * 70000}\n---\n", 1, "no end in its first 64 KB"),
        (f"---\n{TOP}a: &a [x, x]\nb: *a\n---\n", 5, "alias"),
        (f"---\n{TOP}a: {'[' * 5000}\n---\n", 4, "too deep"),
        (f"---\n{TOP}a: \x07\n---\n", 4, "control character"),
        (f"---\n{TOP}a: 'b\n---\n", 4, "unexpected end"),
        (f"---\n{TOP}? [a]\n: b\n---\n", 4, "no text"),
        ("---\n- a\n---\n", 2, "no list of keys"),
        ("---\n---\n", 2, "no list of keys"),
        ("+++\ndate = 2024-05-14\nx = \n+++\n", 3, "TOML"),
        (f"+++\ndate = 2024-05-14\nx = {'[' * 5000}\n+++\n", 1, "too deep"),
        ("no front matter", 1, "neither --- nor +++"),
        ("\n---\ndate: 2024-05-14\n---\n", 1, "neither --- nor +++"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(folder, text, line, words):
    path = folder / "x.md"
    path.write_text(text)
    with pytest.raises(Unreadable) as error:
        list(cstate.read(Source("x.md", str(path)), READING))
    assert error.value.line == line
    assert words in error.value.message


def test_without_pyyaml_one_sentence_says_what_to_install(folder, monkeypatch):
    real = builtins.__import__

    def missing(name, *rest):
        if name == "yaml":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(IncidentError, match="PyYAML") as error:
        told(folder, OVER)
    assert error.value.hints == ("pip install 'incident-cli[yaml]'",)


@pytest.mark.parametrize(
    ("name", "config", "source"),
    [
        ("config.yml", "title: x\nbaseURL: https://status.example.org/ # ours\n", "cstate:status.example.org"),
        ("hugo.yaml", 'baseurl: "https://status.example.org"\n', "cstate:status.example.org"),
        ("config.toml", 'baseURL = "https://status.example.org:8080/a"\n', "cstate:status.example.org"),
        ("config.yml", "baseURL: /\n", "cstate"),
        ("config.yml", "params:\n  baseURL: https://elsewhere.example\n", "cstate"),
        ("config.yml", "baseURL: 'http://[x'\n", "cstate"),
        ("other.yml", "baseURL: https://status.example.org/\n", "cstate"),
    ],
)
def test_the_host_of_the_site_is_part_of_the_source(tmp_path, folder, name, config, source):
    (tmp_path / name).write_text(config)
    assert told(folder, OVER).source == source


def test_times_without_a_zone_are_in_the_zone_of_the_site_if_its_configuration_names_one(tmp_path, folder):
    (tmp_path / "config.yml").write_text("baseURL: https://example.org\ntimeZone: Europe/Paris\n")
    found = told(folder, TOP + "resolvedWhen: 2024-05-14T12:00:00Z\n", 'Hm. {{< track "2024-05-14 11:00" >}}')
    assert (found.began_at, found.ended_at) == (at("08:00"), at("12:00"))
    assert found.lines[0].at == at("09:00")


def test_a_copy_of_standard_input_belongs_to_no_site_and_is_called_by_its_title(folder):
    (folder / "config.yml").write_text("baseURL: https://example.org\n")
    path = folder / "copy"
    path.write_text(f"---\n{OVER}---\n")
    (piece,) = cstate.read(Source("-", str(path)), READING)
    assert (piece.load().source, piece.load().external_id) == ("cstate", "Mail is down")


def test_an_index_is_called_by_its_folder(folder):
    (folder / "2024-mail").mkdir()
    assert issue(folder / "2024-mail", f"---\n{OVER}---\n", "index.md").external_id == "2024-mail"


NEWEST_FIRST = """
*Update* - It works. {{< track "2024-05-14 12:00:00" >}}

*Monitoring* - A fix is out.
Wait. {{% track '2024-05-14 11:30' %}}

_Identified_ - The disk.
{{< track "2024-05-14T11:00:00Z" >}}

**Investigating**: Mail waits. {{< track "2024-05-14 10:00:00" >}}
"""


def test_updates_have_the_times_of_their_shortcodes_and_the_statuses_of_their_headings(folder):
    found = told(folder, OVER, NEWEST_FIRST)
    assert lines(found) == [
        (at("10:00"), "**Investigating**: Mail waits.", False),
        (at("11:00"), "_Identified_ - The disk.", False),
        (at("11:30"), "*Monitoring* - A fix is out.\nWait.", False),
        (at("12:00"), "*Update* - It works.", True),
    ]
    assert [line.status for line in found.lines] == [None, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED]


def test_the_status_of_the_first_update_belongs_to_the_opening(folder):
    found = told(folder, OVER, '*Identified* - The disk. {{< track "2024-05-14 10:00" >}}\n')
    assert (found.status, found.lines[0].status) == (Status.IDENTIFIED, None)


def test_no_line_before_the_beginning_or_after_the_end_sets_a_status(folder):
    found = told(
        folder,
        OVER,
        '*Monitoring* - b {{< track "2024-05-14 12:30" >}}\n\n*Monitoring* - a {{< track "2024-05-14 09:30" >}}\n',
    )
    assert lines(found) == [
        (at("09:30"), "*Monitoring* - a", False),
        (at("12:00"), "", True),
        (at("12:30"), "*Monitoring* - b", False),
    ]
    assert [line.status for line in found.lines] == [None, Status.RESOLVED, None]
    assert found.warnings == ("an update is from before the beginning",)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "[Final message]\nBack.\n\n[Initial message]\nDown.",
            [("10:00", "[Initial message]\nDown."), ("12:00", "[Final message]\nBack.")],
        ),
        (
            "[Initial message]\nDown.\n\n[Final message]\nBack.",
            [("10:00", "[Initial message]\nDown."), ("12:00", "[Final message]\nBack.")],
        ),
        ("[Closing]\nBack.\n[Opening]\nDown.", [("10:00", "[Opening]\nDown."), ("12:00", "[Closing]\nBack.")]),
        ("[FINAL]\nBack.\n[INITIAL]\nDown.", [("10:00", "[INITIAL]\nDown."), ("12:00", "[FINAL]\nBack.")]),
        (
            "[close issue]\nBack.\n[open issue]\nDown.",
            [("10:00", "[open issue]\nDown."), ("12:00", "[close issue]\nBack.")],
        ),
        (
            "Final message:\nBack:\n\nInitial message:\nDown.",
            [("10:00", "Initial message:\nDown."), ("12:00", "Final message:\nBack:")],
        ),
        (
            "## Resolved\nBack.\n\n## Investigating\nDown.",
            [("10:00", "## Investigating\nDown."), ("12:00", "## Resolved\nBack.")],
        ),
        (
            "**Resolved:** Back.\n\n**Update:** Down.",
            [("10:00", "**Update:** Down."), ("12:00", "**Resolved:** Back.")],
        ),
        ("[Final](https://x.example)\nBack.", [("10:00", "[Final](https://x.example)\nBack.")]),
        ("*Finally* - Back.", [("10:00", "*Finally* - Back.")]),
        ("*Final* thoughts.", [("10:00", "*Final* thoughts.")]),
        ("```\n[Final message]\n```\nDown.", [("10:00", "```\n[Final message]\n```\nDown.")]),
        ("<!--\n[Final message]\n-->\nDown.", [("10:00", "<!--\n[Final message]\n-->\nDown.")]),
        ("<!-- [Final message] never closed", [("10:00", "<!-- [Final message] never closed")]),
        (
            "[Update 2024-05-14 11h30 UTC]\nc\n[Update 2 - 14th of May 2024 - 11:00 UTC]\nb\n[Initial message]\na",
            [
                ("10:00", "[Initial message]\na"),
                ("11:00", "[Update 2 - 14th of May 2024 - 11:00 UTC]\nb"),
                ("11:30", "[Update 2024-05-14 11h30 UTC]\nc"),
            ],
        ),
        (
            "**Update at 2024-05-14 11:30 UTC**\n\nb\n\n**Initial Message at 2024-05-14 10:30 UTC**\n\na",
            [
                ("10:30", "**Initial Message at 2024-05-14 10:30 UTC**\n\na"),
                ("11:30", "**Update at 2024-05-14 11:30 UTC**\n\nb"),
            ],
        ),
        (
            'Down.\n\n**Update**: The disk. {{< track "2024-05-14 11:00" >}}\n\n'
            '**Update**: More. {{< track "2024-05-14 11:30" >}}',
            [("10:00", "Down."), ("11:00", "**Update**: The disk."), ("11:30", "**Update**: More.")],
        ),
        (
            '**Update**: b {{< track "2024-05-14 11:00" >}}\n\nDown.',
            [("10:00", "Down."), ("11:00", "**Update**: b")],
        ),
        (
            '{{< track "2024-05-14 11:00" >}}\nb\n\n{{< track "2024-05-14 10:30" >}} a',
            [("10:30", "a"), ("11:00", "b")],
        ),
        (
            'b {{< track "2024-05-14 11:00" >}}\n\n---\n\na {{< track "2024-05-14 10:30" >}}',
            [("10:30", "a"), ("11:00", "b\n\n---")],
        ),
        ('a {{< track "some time" >}} b', [("10:00", 'a {{< track "some time" >}} b')]),
        ('a {{< ref "x" >}} b', [("10:00", 'a {{< ref "x" >}} b')]),
        ("Only text.\n\n---\n\nMore.", [("10:00", "Only text.\n\n---\n\nMore.")]),
        ("\n\n    code\n", [("10:00", "    code")]),
        ("", []),
    ],
)
def test_what_a_text_tells_of_its_times_is_read_and_its_words_stay(folder, body, expected):
    found = told(folder, OVER, body)
    assert [(line.at, line.text) for line in found.lines if line.text] == [(at(when), text) for when, text in expected]
    assert (found.ended_at, sum(line.verb is Verb.CLOSED for line in found.lines)) == (at("12:00"), 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "[Final]\nc\n\n[Update]\nb\n\n[Initial]\na",
            [("10:00", "[Initial]\na"), ("12:00", "[Final]\nc\n\n[Update]\nb")],
        ),
        (
            "[Initial]\na\n\n[Update]\nb\n\n[Final]\nc",
            [("10:00", "[Initial]\na"), ("12:00", "[Update]\nb\n\n[Final]\nc")],
        ),
        ("[edit]\nb\n\n[Initial message]\na", [("10:00", "[edit]\nb\n\n[Initial message]\na")]),
        (
            "[Final]\nc\n\n[Update at 11:00]\nb\n\n[Initial]\na",
            [("10:00", "[Initial]\na"), ("12:00", "[Final]\nc\n\n[Update at 11:00]\nb")],
        ),
        (
            "[Final]\nc\n\n[Update on 2024-05-14]\nb\n\n[Initial]\na",
            [("10:00", "[Initial]\na"), ("12:00", "[Final]\nc\n\n[Update on 2024-05-14]\nb")],
        ),
    ],
)
def test_an_update_without_a_time_stays_in_its_place_and_none_is_invented(folder, body, expected):
    found = told(folder, OVER, body)
    assert [(line.at, line.text) for line in found.lines if line.text] == [(at(when), text) for when, text in expected]
    assert found.warnings == ("1 of its headings tell no time: what is below them is in the update beside it",)


PIECES = [
    "[Final message]\n",
    "[Initial message]\n",
    "*Update* - ",
    "word\n",
    "other words\n\n",
    "---\n\n",
    "```\n",
    "<!-- ",
    "-->\n",
]
PIECES += [
    '{{< track "2024-05-14 11:00" >}}\n',
    '{{< track "2024-05-14 10:30" >}} ',
    "[Update 2024-05-14 11:10]\n",
    "\r\n",
]


@given(body=st.lists(st.sampled_from(PIECES), max_size=12).map("".join), over=st.booleans())
def test_every_word_of_a_text_ends_in_one_line_and_lines_are_in_order(tmp_path_factory, body, over):
    found = told(tmp_path_factory.mktemp("issue"), OVER if over else TOP + "resolved: false\n", body)
    said = " ".join(line.text for line in found.lines)
    for track in ('{{< track "2024-05-14 11:00" >}}', '{{< track "2024-05-14 10:30" >}}'):
        said, body = said.replace(track, " "), body.replace(track, " ")
    assert sorted(said.split()) == sorted(body.split())
    times = [line.recorded_at for line in found.lines]
    assert times == sorted(times)
    assert (found.ended_at is not None) == over
    assert all(line.status is None or not line.status.final or line.verb is Verb.CLOSED for line in found.lines)


@pytest.mark.parametrize(
    ("head", "is_issue"),
    [
        (f"---\n{OVER}---\n", True),
        (f"---\r\n{TOP}section: issue\r\n---\r\n".replace("\n", "\r\n").replace("\r\r", "\r"), True),
        ("+++\ndate = 2024-05-14\nresolved = true\n+++\n", True),
        (f"---\n{TOP}section: post\nresolved: true\n---\n", False),
        (f"---\n{TOP}tags: [a]\n---\n", False),
        (f"---\n{TOP}severity: high\n---\n", False),
        ("---\ntitle: x\nresolved: true\n---\n", False),
        (f"\n---\n{OVER}---\n", False),
        ("----\ndate: 2024-05-14\nresolved: true\n---\n", False),
        ("# A post-mortem\n", False),
        ('{"incident": 1}', False),
        ("", False),
        ("---\n" + "x" * 65000, False),
    ],
)
def test_only_the_front_matter_of_an_issue_looks_like_one(head, is_issue):
    assert cstate.looks(head) is is_issue


@pytest.mark.parametrize(
    "body",
    [
        '{{< track "' * 100_000,
        "{{< track " + "\t" * 300_000,
        '{{< track "2024-05-14 10:00" >}}' * 5_000,
        "<!--" * 250_000,
        "<!-- -->" * 100_000,
        "*" * 500_000,
        "[update]\n" * 30_000,
        "```\n" * 50_000,
        "- " * 300_000,
        "\n" * 300_000 + "x",
        " " * 500_000 + "x",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_hostile_text_is_read_in_a_moment(folder, body):
    start = time.process_time()
    told(folder, OVER, body)
    assert time.process_time() - start < 15  # one or two seconds here; what is not linear takes minutes


@jenkins
@pytest.mark.parametrize(
    "truth", json.loads(TRUTH.read_text())["cstate"] if TRUTH.exists() else [], ids=lambda t: t["file"]
)
def test_a_real_issue_is_read_whole(truth):
    path = JENKINS / truth["file"]
    source = Source(str(path), str(path))
    assert cstate.looks(source.head())
    (piece,) = cstate.read(source, READING)
    found = piece.load()
    assert found.source == "cstate:status.jenkins.io"
    assert found.external_id == path.stem
    assert found.title == truth["title"].strip("\"'")
    assert [server.name for server in found.servers] == truth["affected"]
    assert bool(found.states) == (truth["severity"] != "notice" and bool(truth["affected"]))
    # One file has its end a day before its beginning: no incident is over before it begins.
    assert abs(found.ended_at - found.began_at - timedelta(seconds=max(0, truth["duration_s"]))) <= timedelta(seconds=1)
    body = path.read_text().split("---\n", 2)[2]
    assert sorted(" ".join(line.text for line in found.lines).split()) == sorted(body.split())
    if truth["duration_s"] > 0:  # the one that ends before it begins says so
        assert all("headings tell no time" in warning for warning in found.warnings)
