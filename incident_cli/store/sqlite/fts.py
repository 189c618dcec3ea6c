"""Full-text search on SQLite: an FTS5 index over titles and texts, whose content is the view `searchable`.

A text is looked up once in a transaction, phrase by phrase, into temporary tables: one walk through the index for
each. What is shown of it is marked by FTS5 as well, in a small index of its own: what matched is what gets marked.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from incident_cli.core.query import Phrase
    from incident_cli.store.view import Execute, Fill

TOKENIZER = "unicode61 remove_diacritics 2"
"""How a text is split into words, as the schema says it."""
MARKED = 100
"""At most so many phrases are marked: FTS5 takes no expression of any length."""
MANY = 1000
"""Where so many incidents are found, it is quicker to look at all of them in the order asked for."""
# FTS5 answers by rowid: of the lines of an incident the one written last stays.
BULK, USUAL = 16 * 1024 * 1024, 1024 * 1024
"""Bytes of memory for what is indexed before FTS5 writes it, for bulk work and else (its default)."""
_WALK = """
INSERT OR REPLACE INTO temp.{table} (incident, line)
SELECT entry.incident, entry.id FROM search JOIN entry ON entry.id = search.rowid
WHERE search MATCH :text ORDER BY search.rowid
"""


class Fts5:
    """The `Search` of the SQLite store."""

    def __init__(self, execute: Execute, fill: Fill, sound: Callable[[], None] = lambda: None) -> None:
        self.execute = execute
        self.fill_in = fill
        self.sound = sound
        self.text: str | None = None
        self.found = ""
        self.phrases: list[Phrase] = []

    def condition(self, text: str) -> str:
        """See `Search.condition`."""
        if text != self.text:
            self.sound()
            self._look_up(text)
            self.text = text
            few = self.execute(f"SELECT count(*) FROM (SELECT 1 FROM temp.found LIMIT {MANY})", {})[0][0] < MANY
            # The plus keeps SQLite from beginning with what was found.
            self.found = f"{'' if few else '+'}incident.id IN (SELECT incident FROM temp.found)"
        return self.found

    def _look_up(self, text: str) -> None:
        """Fill `found` with the incidents in which all of the text stands, `also` with lines of the later phrases."""
        from incident_cli.core.query import phrases

        for table in ("found", "walk"):
            self._empty(table, "incident INTEGER PRIMARY KEY, line INTEGER NOT NULL")
        self._empty("also", "incident INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (incident, line)")
        self.phrases = list(self._with_words(phrases(text.replace("\0", " "))))
        for number, phrase in enumerate(self.phrases):
            if number == 0:
                self.execute(_WALK.format(table="found"), {"text": _quoted(phrase)})
            elif self.execute("SELECT 1 FROM temp.found LIMIT 1", {}):
                self._keep(phrase)

    def _keep(self, phrase: Phrase) -> None:
        """Leave in `found` only those that have another phrase, too."""
        self.execute("DELETE FROM temp.walk", {})
        self.execute(_WALK.format(table="walk"), {"text": _quoted(phrase)})
        self.execute("DELETE FROM temp.found WHERE incident NOT IN (SELECT incident FROM temp.walk)", {})
        self.execute(
            "INSERT OR IGNORE INTO temp.also SELECT incident, line FROM temp.walk"
            " WHERE incident IN (SELECT incident FROM temp.found)",
            {},
        )

    def _with_words(self, typed: Iterable[Phrase]) -> Iterator[Phrase]:
        """The phrases in which FTS5 sees a word at all: such a one is found in itself."""
        for phrase in typed:
            self._index({1: phrase.words})
            if self.execute("SELECT 1 FROM temp.shown WHERE shown MATCH :text", {"text": _quoted(phrase)}):
                yield phrase

    def lines(self, incidents: Sequence[int]) -> list[int]:
        """See `Search.lines`."""
        if self.text is None:
            return []
        ids = ", ".join(str(int(incident)) for incident in incidents)
        parts = [f"SELECT line FROM temp.{table} WHERE incident IN ({ids})" for table in ("found", "also")]
        return [line for (line,) in self.execute(" UNION ".join(parts), {})]

    def spans(self, texts: Mapping[int, str]) -> dict[int, list[tuple[int, int]]]:
        """See `Search.spans`. FTS5 puts two characters around each, which stand in none of the texts."""
        self._index(texts)
        used = set().union(*texts.values())
        free = (char for char in map(chr, range(0xFDD0, 0x110000)) if char not in used)
        begin, end = next(free), next(free)
        found = self.execute(
            "SELECT rowid, highlight(shown, 0, :begin, :end) FROM temp.shown WHERE shown MATCH :text",
            {"begin": begin, "end": end, "text": " OR ".join(map(_quoted, self.phrases[:MARKED]))},
        )
        return {line: list(_spans(marked, begin, end)) for line, marked in found}

    def _index(self, texts: Mapping[int, str]) -> None:
        """Make these, by their numbers, all that the small index holds."""
        from incident_cli.core import jsontext

        made = f'CREATE VIRTUAL TABLE IF NOT EXISTS temp.shown USING fts5(text, tokenize="{TOKENIZER}")'
        self.execute(made, {})
        self.execute("DELETE FROM temp.shown", {})
        self.execute(
            "INSERT INTO temp.shown (rowid, text) SELECT CAST(key AS INTEGER), value FROM json_each(:texts)",
            {"texts": jsontext.write({str(number): text for number, text in texts.items()})},
        )

    def _empty(self, table: str, columns: str) -> None:
        self.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns})", {})
        self.execute(f"DELETE FROM temp.{table}", {})

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """See `Search.replace`. FTS5 must be told the old text to forget it."""
        self.fill_in("search", ("search", "rowid", "text"), [("delete", entry, text) for entry, text in gone.items()])
        self.add(new.items())

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """See `Search.add`."""
        self.fill_in("search", ("rowid", "text"), texts)

    def in_bulk(self, on: bool) -> None:
        """See `Search.in_bulk`. FTS5 writes a segment when its memory is full: the more of it, the fewer to merge."""
        size = {"bytes": BULK if on else USUAL}
        self.execute("INSERT INTO search (search, rank) VALUES ('hashsize', :bytes)", size)

    def clear(self) -> None:
        """See `Search.clear`."""
        self.execute("INSERT INTO search (search) VALUES ('delete-all')", {})

    def fill(self) -> None:
        """See `Search.fill`."""
        self.execute("INSERT INTO search (search) VALUES ('rebuild')", {})


def _quoted(phrase: Phrase) -> str:
    """A phrase as FTS5 reads it. Quoted, so that nothing typed is FTS5 syntax."""
    return '"' + phrase.words.replace('"', '""') + ('"' if phrase.whole else '"*')


def _spans(marked: str, begin: str, end: str) -> Iterator[tuple[int, int]]:
    """Where what is between the marks stands in the text without them."""
    first, *rest = marked.split(begin)
    place = len(first)
    for part in rest:
        inside, _, after = part.partition(end)
        yield place, place + len(inside)
        place += len(inside) + len(after)
