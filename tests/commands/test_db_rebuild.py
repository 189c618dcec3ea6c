"""`incident db rebuild`: every table again from the log."""


def test_it_tells_how_many_incidents_there_are(incident):
    for title in ("one", "two", "three"):
        incident("open", title).done
    assert incident("db", "rebuild").done == "incidents\t3\t\n"
    assert incident("db", "rebuild", "--json").json == {"schema": 1, "rebuild": {"incidents": 3}}


def test_without_a_database_there_is_nothing_to_do_but_to_make_the_tables_of_a_server(incident):
    assert incident("db", "rebuild").done == "incidents\t0\t\n"
    assert incident.made == (incident.db is None)


def test_tables_that_are_empty_are_full_again(incident):
    incident.clock("10:00")
    incident("open", "web is slow", "-s", "web", "-m", "words").done
    incident("server", "set", "spare=maintenance").done
    asked = [("list", "--json"), ("show", "--json"), ("status", "--json"), ("list", "-g", "words")]
    truth = [incident(*words).done for words in asked]
    for table in ("incident", "entry", "claim", "server"):
        incident.sql(f"DELETE FROM {table}")
    incident("db", "rebuild").done
    assert [incident(*words).done for words in asked] == truth


def test_the_log_is_not_touched(incident):
    incident("open", "x", "-m", "words").done
    before = incident.sql("SELECT * FROM log ORDER BY id")
    incident("db", "rebuild").done
    assert incident.sql("SELECT * FROM log ORDER BY id") == before
