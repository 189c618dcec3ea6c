"""`incident db info`: where the database is, what it holds, and where each setting came from."""

from incident_cli.store.sqlite.schema import VERSION


def facts(answer):
    """The rows of the answer, by name: (value, source)."""
    assert answer.code == 0, answer
    return {name: (value, source) for name, value, source in answer.rows}


def test_it_tells_path_size_schema_and_counts(incident):
    incident("open", "x", "-s", "web,db", "-m", "first").done
    incident("update", "second").done
    told = facts(incident("db", "info"))
    assert told["path"] == (str(incident.db), "INCIDENT_DB")
    assert told["size"] == (str(incident.db.stat().st_size), "")
    assert told["schema"] == (str(VERSION), "")
    assert [told[table][0] for table in ("log", "incident", "entry", "server")] == ["5", "1", "3", "2"]


def test_what_does_not_exist_yet_is_told_and_not_made(incident):
    told = facts(incident("db", "info"))
    assert (told["size"], told["schema"]) == (("0", ""), ("0", ""))
    assert not incident.db.exists()


def test_an_empty_file_is_one_that_nobody_has_written_to(incident):
    incident.db.touch()
    told = facts(incident("db", "info"))
    assert (told["size"], told["schema"]) == (("0", ""), ("0", ""))


def test_each_setting_says_where_it_came_from(incident):
    config = incident.folder / ".config" / "incident"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('tz = "Asia/Tokyo"\nby = "from the file"\ndate_order = "dmy"\n')
    bare = {"INCIDENT_TZ": None, "INCIDENT_USER": None, "LOGNAME": "login"}
    told = facts(incident("db", "info", **bare))
    assert told["tz"] == ("Asia/Tokyo", "config.toml")
    assert told["by"] == ("from the file", "config.toml")
    assert told["date_order"] == ("dmy", "config.toml")
    told = facts(incident("db", "info", **bare | {"INCIDENT_TZ": "UTC", "INCIDENT_DATE_ORDER": "mdy"}))
    assert told["tz"] == ("UTC", "INCIDENT_TZ")
    assert told["date_order"] == ("mdy", "INCIDENT_DATE_ORDER")
    told = facts(incident("db", "info", "--tz", "CET", "--by", "me", "--db", str(incident.folder / "other.db"), **bare))
    assert told["tz"] == ("CET", "--tz")
    assert told["by"] == ("me", "--by")
    assert told["path"] == (str(incident.folder / "other.db"), "--db")
    (config / "config.toml").unlink()
    told = facts(incident("db", "info", **bare))
    assert told["by"] == ("login", "default")
    assert told["date_order"][1] == "default"
    assert told["tz"][1] in ("/etc/localtime", "/etc/timezone")  # as the system has it
    assert facts(incident("db", "info", **bare, TZ="Europe/Paris"))["tz"] == ("Europe/Paris", "TZ")


def test_the_wait_says_where_it_came_from(incident):
    assert facts(incident("db", "info", INCIDENT_WAIT="7"))["wait"] == ("7.0", "INCIDENT_WAIT")
    assert facts(incident("db", "info", INCIDENT_WAIT=None))["wait"] == ("30.0", "default")


def test_the_default_database_is_named_by_a_real_run(incident):
    answer = incident.real("db", "info", INCIDENT_DB=None)
    assert facts(answer)["path"] == (str(incident.folder / ".local/share/incident/incident.db"), "default")


def test_json_has_the_same_facts(incident):
    incident("open", "x").done
    told = incident("db", "info", "--json").json
    assert told["schema"] == 1
    assert told["db"]["path"] == str(incident.db)
    assert told["db"]["log"] == 1
