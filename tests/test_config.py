"""Settings: options over environment over config file over defaults, and nobody's own data under test."""

import os

import pytest

from incident_cli import config
from incident_cli.core.lint.expected import Expected
from incident_cli.errors import Usage

NOTHING = {"HOME": "/nonexistent", "INCIDENT_DB": "/x.db"}


@pytest.fixture
def home(tmp_path):
    """A home with a config file that says everything."""
    folder = tmp_path / ".config" / "incident"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('db = "/file.db"\ntz = "Asia/Tokyo"\ndate_order = "dmy"\nby = "file"\n')
    return tmp_path


def test_an_option_stands_above_the_environment_and_that_above_the_file(home):
    env = {"HOME": str(home)}
    said = config.load({}, env)
    assert (said.db, said.tz, said.date_order, said.by) == ("/file.db", "Asia/Tokyo", "dmy", "file")
    env |= {"INCIDENT_DB": "/env.db", "INCIDENT_TZ": "UTC", "INCIDENT_DATE_ORDER": "mdy", "INCIDENT_USER": "env"}
    said = config.load({}, env)
    assert (said.db, said.tz, said.date_order, said.by) == ("/env.db", "UTC", "mdy", "env")
    said = config.load({"db": "/typed.db", "tz": "CET", "date_order": "dmy", "by": "typed"}, env)
    assert (said.db, said.tz, said.date_order, said.by) == ("/typed.db", "CET", "dmy", "typed")


def test_xdg_config_home_says_where_the_file_is(home):
    said = config.load({}, {"HOME": "/nonexistent", "XDG_CONFIG_HOME": str(home / ".config")})
    assert said.by == "file"


def test_a_relative_xdg_folder_is_ignored(home, monkeypatch):
    monkeypatch.chdir(home)
    assert config.load({}, {"HOME": str(home), "XDG_CONFIG_HOME": ".config/nowhere"}).by == "file"


def test_under_test_the_users_own_database_is_never_opened(incident):
    answer = incident("list", INCIDENT_DB=None)
    answer.failed(70, "a test must say which database it means")


def test_the_default_database_is_in_a_private_folder(incident):
    incident.real("open", "x", INCIDENT_DB=None).done
    path = incident.folder / ".local/share/incident/incident.db"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_xdg_data_home_says_where_the_database_is(incident):
    incident.real("open", "x", INCIDENT_DB=None, XDG_DATA_HOME=str(incident.folder / "data")).done
    assert (incident.folder / "data/incident/incident.db").exists()


def test_without_home_reading_still_works(incident):
    incident("open", "x").done
    assert incident.real("list", HOME=None).done == incident("list").done
    assert incident.real("list", HOME="relative").code == 0


@pytest.mark.parametrize("text", ["db = ", "\xff", "[a\n"])
def test_a_config_file_that_is_no_toml_is_named(incident, text):
    path = incident.folder / ".config/incident/config.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("latin-1"))
    incident("list").failed(2, str(path), "is not TOML")


def test_what_check_expects_is_read_from_the_file_and_a_bad_value_names_it(home):
    env = {"HOME": str(home)}
    assert config.expected(env) == Expected()
    path = home / ".config/incident/config.toml"
    path.write_text('[cadence]\nSEV1 = "10m"\n')
    assert config.expected(env).cadence["SEV1"].total_seconds() == 600
    path.write_text("[cadence]\nSEV1 = 10\n")
    with pytest.raises(Usage, match=f"{path}: .cadence. SEV1 is not a length"):
        config.expected(env)


def test_templates_are_beside_the_config_file(home):
    assert config.templates({"HOME": str(home)}) == str(home / ".config/incident/templates")


@pytest.mark.parametrize("text", ["x", "-1", "inf", "nan", "1e999"])
def test_a_bad_wait_is_refused(text):
    with pytest.raises(Usage, match="INCIDENT_WAIT"):
        config.load({}, NOTHING | {"INCIDENT_WAIT": text})


def test_the_wait_is_thirty_seconds_unless_said():
    assert config.load({}, NOTHING).wait == 30
    assert config.load({}, NOTHING | {"INCIDENT_WAIT": "0"}).wait == 0


@pytest.mark.parametrize(
    ("env", "editor"),
    [
        ({}, ""),
        ({"EDITOR": "a"}, "a"),
        ({"EDITOR": "a", "VISUAL": "b"}, "b"),
        ({"EDITOR": "a", "VISUAL": "b", "INCIDENT_EDITOR": "c"}, "c"),
        ({"EDITOR": "a", "VISUAL": " "}, "a"),
    ],
)
def test_the_first_editor_that_is_set(env, editor):
    assert config.load({}, NOTHING | env).editor == editor


@pytest.mark.parametrize(
    ("env", "colour"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "CLICOLOR": "0"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb", "CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR": "0", "TERM": "xterm", "CLICOLOR_FORCE": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm"}, False),
    ],
)
def test_colour_on_a_terminal(incident, env, colour):
    incident("open", "-s", "web").done
    assert ("\x1b[" in incident.terminal("list", **env).out) is colour


@pytest.mark.parametrize("columns", ["1", "20", "0", "x", "-5", "99999999999999999999", "²"])
def test_any_columns_get_an_answer(incident, columns):
    incident("open", "-s", "web", "-m", "some words " * 20).done
    for command in ("list", "show", "status"):
        answer = incident.terminal(command, COLUMNS=columns)
        assert (answer.code, "Traceback" in answer.out) == (0, False), answer


@pytest.mark.parametrize(
    ("zone", "began"),
    [
        ("UTC", "2014-02-10T10:00:00.000Z"),
        (":Europe/Paris", "2014-02-10T09:00:00.000Z"),
        ("", "2014-02-10T10:00:00.000Z"),
        ("EST5EDT", "2014-02-10T15:00:00.000Z"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2014-02-10T09:00:00.000Z"),
        ("<+03>-3", "2014-02-10T07:00:00.000Z"),
    ],
)
def test_the_systems_zone_is_tz(incident, zone, began):
    incident.real("open", "x", "-t", "2014-02-10 10:00", TZ=zone, INCIDENT_TZ=None).done
    assert incident("list").rows[0][5] == began


def test_a_zone_file_is_the_systems_zone_as_well(incident):
    path = "/usr/share/zoneinfo/America/New_York"
    if not os.path.exists(path):
        pytest.skip("no zone files here")
    incident.real("open", "x", "-t", "2014-02-10 10:00", TZ=f":{path}", INCIDENT_TZ=None).done
    assert incident("list").rows[0][5] == "2014-02-10T15:00:00.000Z"


def test_an_unknown_zone_is_refused_before_anything_is_saved(incident):
    incident("open", "x", "--tz", "Nowhere").failed(2, "unknown time zone")
    incident("open", "x", INCIDENT_TZ="Nowhere").failed(2, "unknown time zone")
    incident("server", "set", "web=up", "--tz", "Nowhere").failed(2, "unknown time zone")
    assert incident("list").done == incident("server", "list").done == ""
    incident("open", "x", "-q").done
    for words in (("update", "y"), ("update", "y", "-q"), ("close",), ("edit", "y"), ("postmortem", "--publish")):
        incident(*words, "--tz", "Nowhere").failed(2, "unknown time zone")
    assert len(incident("show").rows) == 1


@pytest.mark.parametrize("now", ["2014-02-10T10:00:00Z", "2014-02-10 11:00", "@1392026400"])
def test_incident_now_sets_the_clock_and_the_echo_says_so(incident, now):
    assert "INCIDENT_NOW" in incident("open", "x", INCIDENT_NOW=now).done
    assert incident("list").rows[0][5] == "2014-02-10T10:00:00.000Z"


def test_a_bad_clock_is_refused(incident):
    incident("open", "x", INCIDENT_NOW="soon").failed(2, "soon")
    assert incident("list").done == ""


def test_the_author_is_who_is_logged_in(incident):
    incident.real("open", "x", INCIDENT_USER=None, LOGNAME="carol").done
    assert incident("show").rows[0][6] == "carol"


def test_the_outbox_is_below_the_folder_of_states():
    assert config.outbox({"HOME": "/home/ann"}) == "/home/ann/.local/state/incident/outbox"
    assert config.outbox({"HOME": "/home/ann", "XDG_STATE_HOME": "/state"}) == "/state/incident/outbox"
    assert (
        config.outbox({"HOME": "/home/ann", "XDG_STATE_HOME": "relative"}) == "/home/ann/.local/state/incident/outbox"
    )


@pytest.mark.parametrize(
    ("said", "filed", "keeps"),
    [
        ("", "", True),
        ("", "outbox = true", True),
        ("", "outbox = false", False),
        ("", 'outbox = "off"', False),
        ("0", "outbox = true", False),
        ("1", "outbox = false", True),
        ("No", "", False),
    ],
)
def test_the_outbox_is_on_unless_somebody_says_no(home, said, filed, keeps):
    (home / ".config/incident/config.toml").write_text(filed)
    assert config.keeps({"HOME": str(home), "INCIDENT_OUTBOX": said}) is keeps


def test_a_switch_of_the_outbox_that_is_neither_on_nor_off_is_refused():
    with pytest.raises(Usage, match='outbox is "maybe"'):
        config.keeps(NOTHING | {"INCIDENT_OUTBOX": "maybe"})
