"""Statements on their way to the server."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.store.postgres import session as module
from incident_cli.store.postgres.session import Session, rewritten


@pytest.fixture
def session(postgres_server):
    with psycopg.connect(postgres_server.dsn, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("CREATE TEMP TABLE made (number bigint, text text)")
        yield Session(connection)


@pytest.mark.parametrize(
    ("sql", "theirs"),
    [
        ("SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT ':a', 'it''s :b', :c", "SELECT ':a', 'it''s :b', %(c)s"),
        ("SELECT x::text, :a::text", "SELECT x::text, %(a)s::text"),
        ("x LIKE '%+%' AND y % 2 = :y", "x LIKE '%%+%%' AND y %% 2 = %(y)s"),
    ],
)
def test_parameters_are_named_as_psycopg_has_them(sql, theirs):
    assert rewritten(sql) == theirs


def test_what_only_changes_waits_for_the_next_question(session):
    session.execute("INSERT INTO made VALUES (:n, :t)", {"n": 1, "t": "a"})
    session.execute("UPDATE made SET number = 2 WHERE number = :n", {"n": 1})
    assert len(session.waiting) == 2
    assert session.execute("SELECT number, text FROM made", {}) == [(2, "a")]
    assert session.waiting == []


def test_a_failure_of_what_waited_is_raised_by_the_question(session):
    session.execute("INSERT INTO made VALUES (1 / :n)", {"n": 0})
    with pytest.raises(psycopg.errors.DivisionByZero):
        session.execute("SELECT 1", {})


def test_a_heavy_message_does_not_wait(session, monkeypatch):
    monkeypatch.setattr(module, "HEAVY", 100)
    session.execute("INSERT INTO made (text) VALUES (:t)", {"t": "x" * 200})
    assert session.waiting == []
    assert session.execute("SELECT count(*) FROM made", {}) == [(1,)]


@pytest.mark.parametrize("count", [0, 1, module.AT_ONCE, module.AT_ONCE + 1])
def test_few_rows_are_inserted_and_many_are_copied(session, count):
    session.fill("made", ("number", "text"), iter([(n, None if n else "\t\\N'\n%s :a") for n in range(count)]))
    assert len(session.waiting) == (0 < count <= module.AT_ONCE)
    assert session.execute("SELECT count(*), max(text) FROM made", {}) == [(count, "\t\\N'\n%s :a" if count else None)]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.integers(-(2**63), 2**63 - 1))
def test_every_text_and_number_arrives_as_it_was(session, text, number):
    assert session.execute("SELECT :t, :n", {"t": text, "n": number}) == [(text, number)]


def test_only_what_changes_rows_is_a_change(session):
    session.add("SET statement_timeout TO 0")
    session.execute("SELECT 1", {})
    session.fill("made", ("number",), [])
    assert not session.changed
    session.fill("made", ("number",), [(1,)])
    assert session.changed
