"""Texts and the words in them, compared with SQLite's own."""

import itertools
import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.make import row
from support.stores import NOW, Scribe, meddle, postgres_store

from incident_cli.core.query import Filter, Scope
from incident_cli.store.postgres import tsearch
from incident_cli.store.postgres.tsearch import rows, words
from incident_cli.store.sqlite.fts import TOKENIZER

EUROPEAN = st.characters(max_codepoint=0x24F, exclude_characters="\0\u01d5\u01d6\u0149")


def test_a_word_is_a_run_of_letters_and_digits_without_case_and_accents():
    assert words("HTTP6.example.com: Tête-à-tête, 5xx_errors") == [
        *("http6", "example", "com", "tete", "a", "tete", "5xx", "errors")
    ]
    assert words("→ … 😀 -") == []
    assert words(unicodedata.normalize("NFD", "Crème")) == ["creme"]
    assert words("ΑΘΗΝΑ Москва 東京") == ["αθηνα", "москва", "東京"]


@given(st.text(EUROPEAN, max_size=40))
def test_words_end_where_they_end_for_sqlite(text):
    connection = sqlite3.connect(":memory:")
    connection.execute(f'CREATE VIRTUAL TABLE t USING fts5(text, tokenize="{TOKENIZER}")')
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    connection.execute("INSERT INTO t VALUES (?)", (text,))
    theirs = [term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset")]
    connection.close()
    assert len(words(text)) == len(theirs)


@given(st.text(max_size=40))
def test_a_word_is_letters_and_digits_alone_whatever_the_text(text):
    """So it is no SQL, no pattern and no operator of a query."""
    assert all(word.isalnum() for word in words(text))


def test_a_long_text_has_parts_that_overlap():
    text = " ".join(f"w{n}" for n in range(25_000))
    found = list(rows(7, text))
    assert [part for _, part, _, _ in found] == [0, 1, 2]
    for one, two in itertools.pairwise(found):
        assert one[3].split()[-tsearch.OVERLAP :] == two[3].split()[: tsearch.OVERLAP]
    assert found[-1][3].endswith(" w24999 ")


@pytest.fixture
def scribe(postgres_server):
    return Scribe(postgres_store(postgres_server))


def found(scribe, text):
    view = Filter(NOW, Scope.ALL, text=text)
    return scribe.store.read(lambda v: [summary.incident.id for summary in v.find(view)])


def test_words_of_any_length_and_any_number_of_them_are_found(scribe):
    blob, many = "z" * 100_000, " ".join(f"w{n}" for n in range(30_000))
    scribe.write(row("opened", "10:00", 0, status="investigating", title="x")._replace(incident=1))
    scribe.add(row("added", "10:01", 1, text=blob)._replace(incident=1))
    scribe.add(row("added", "10:02", 1, text=many)._replace(incident=1))
    assert found(scribe, blob) == found(scribe, "w29999") == found(scribe, '"w9999 w10000 w10001"') == [1]
    assert found(scribe, '"w9999 w10001"') == found(scribe, "w30000") == []
    assert scribe.store.check() == []


@pytest.mark.parametrize("harm", ["DELETE FROM search", "UPDATE search SET words = ''", "UPDATE search SET plain = ''"])
def test_an_index_that_does_not_fit_is_found_and_made_anew(scribe, harm):
    scribe.write(row("opened", "10:00", 0, status="investigating", title="disk full")._replace(incident=1))
    meddle(scribe.store, harm)
    assert scribe.store.check() == ["the full-text index does not fit the texts: incident db rebuild"]
    scribe.store.rebuild()
    assert scribe.store.check() == []
    assert found(scribe, "disk") == [1]


def test_what_is_found_is_found_by_the_index(scribe):
    scribe.write(row("opened", "10:00", 0, status="investigating", title="disk full")._replace(incident=1))
    plan = meddle(
        scribe.store, f"SET enable_seqscan = off; EXPLAIN {tsearch._matching('entry.incident', (['disk'], False))}"
    )
    assert any("search_words" in line for (line,) in plan)
