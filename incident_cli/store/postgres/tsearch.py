"""Full-text search on PostgreSQL: the words of each text as a `tsvector`, found through a GIN index.

Texts are split into words here and not by the server, whose parser takes `http6.example.com` for one word and depends
on its locale. The rules are those of SQLite's `unicode61 remove_diacritics 2`: a word is a run of letters and digits,
compared without regard to case and accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from incident_cli.core.query import Phrase, phrases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_cli.store.postgres.session import Session
    from incident_cli.store.view import Execute, Fill

COLUMNS = ("entry", "part", "words", "plain")
MARKED = 100
"""Phrases of which the lines are shown, at most."""
PART, OVERLAP = 10_000, 64
"""Words of a part of a long text (a `tsvector` holds 1 MB), and how many of them stand in the part before as well: so
many words of a phrase are compared."""
LONGEST = 200
"""Characters of a word that are compared: a `tsvector` takes 2,046 bytes."""
FEW = 10
"""Phrases that are asked for at once: a plan for many costs the server more than the answer."""
MANY = 5_000
"""Lines in which a word stands that is not rare."""
AT_ONCE = 2_000
"""Texts that are indexed at once."""

_WORD = re.compile("\\w[\\w\u0300-\u036f]*")
"""A class of characters, not a group of them: a group that is repeated costs memory for each letter."""
_ACCENT = re.compile("[\u0300-\u036f]")


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    if text.isascii():
        return [word[:LONGEST] for word in _WORD.findall(_spaced(text.lower()))]
    return [_folded(word) for word in _WORD.findall(_spaced(text))]


def _spaced(text: str) -> str:
    """With the one sign that is no part of a word, though `\\w` takes it, made a blank."""
    return text.replace("_", " ")


def _folded(word: str) -> str:
    """Without case and accents, sign by sign: one stays one, as for SQLite. Letters and digits are left."""
    bare = _ACCENT.sub("", unicodedata.normalize("NFD", "".join(map(str.lower, word))))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", bare)))[:LONGEST]


def rows(entry: int, text: str) -> Iterator[tuple[int, int, str, str]]:
    """What the index holds of a text, as `COLUMNS`; none where there is no word in it."""
    found = words(text)
    for part, start in enumerate(range(0, len(found), PART - OVERLAP)):
        if part and len(found) <= start + OVERLAP:
            return
        told = found[start : start + PART]
        yield entry, part, " ".join(dict.fromkeys(told)), f" {' '.join(told)} "


class TextSearch:
    """The `Search` of the PostgreSQL store."""

    def __init__(self, execute: Execute, fill: Fill) -> None:
        self.execute = execute
        self.fill_in = fill
        self.text: str | None = None
        self.found = ""
        self.phrases: list[tuple[list[str], bool]] = []
        """Of what was last looked up: the words of each phrase, and whether the last is whole."""
        self.rare: tuple[list[str], bool] | None = None
        """The first of these that stands in few lines."""

    def condition(self, text: str) -> str:
        """See `Search.condition`. Words are letters and digits alone, so nothing typed is SQL, or a pattern."""
        if text != self.text:
            self.text = text
            self.phrases = list(_split(phrases(text)))
            told = " AND ".join(self._conditions()) or "1 = 0"
            self.found = told if len(self.phrases) <= FEW else self._kept(told)
        return self.found

    def _conditions(self) -> Iterator[str]:
        """A condition for each phrase. The numbers of a rare one are looked up first: the server does not know how
        rare a beginning of words is, and would look for it in one incident after the other."""
        self.rare = None
        for phrase in self.phrases[:FEW]:
            rows = [] if self.rare else self.execute(f"{_matching('entry.incident', phrase)} LIMIT {MANY}", {})
            if self.rare or len(rows) == MANY:
                yield f"incident.id IN ({_matching('entry.incident', phrase)})"
            else:
                self.rare = phrase
                yield f"incident.id IN ({', '.join(sorted({str(row[0]) for row in rows})) or 'NULL'})"

    def _kept(self, told: str) -> str:
        """Of the incidents found so far, which are few, those that have every other phrase, too."""
        wanted = [_beginning(phrase) for phrase in self.phrases[FEW:]]
        sql = (
            "SELECT incident.id, search.plain FROM incident JOIN entry ON entry.incident = incident.id"
            f" JOIN search ON search.entry = entry.id WHERE {told}"
        )
        left: dict[int, set[str]] = {}
        for incident, plain in self.execute(sql, {}):
            left[incident] = {words for words in left.get(incident, wanted) if words not in plain}
        return f"incident.id IN ({', '.join(str(incident) for incident in left if not left[incident]) or 'NULL'})"

    def lines(self, incidents: Sequence[int]) -> list[int]:
        """See `Search.lines`."""
        ids = ", ".join(str(int(incident)) for incident in incidents)
        if not (ids and self.phrases):
            return []
        of_these = f"AND entry.incident IN ({ids}) GROUP BY entry.incident"
        # Of a common one every line of these incidents is looked at, rather than all that the index knows.
        parts = [
            f"{_matching('max(entry.id)', phrase, indexed=phrase == self.rare)} {of_these}"
            for phrase in self.phrases[:MARKED]
        ]
        return sorted({line for (line,) in self.execute(" UNION ALL ".join(parts), {})})

    def spans(self, texts: Mapping[int, str]) -> dict[int, list[tuple[int, int]]]:
        """See `Search.spans`."""
        found = {line: _joined(sorted(self._marked(text))) for line, text in texts.items()}
        return {line: places for line, places in found.items() if places}

    def _marked(self, text: str) -> Iterator[tuple[int, int]]:
        places = [(match.start(), match.end(), _folded(match[0])) for match in _WORD.finditer(_spaced(text))]
        for wanted, whole in self.phrases:
            for first in range(len(places) - len(wanted) + 1):
                here = places[first : first + len(wanted)]
                if _same([word for _, _, word in here], wanted, whole=whole):
                    yield here[0][0], here[-1][1]

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """See `Search.replace`."""
        if gone:
            ids = ", ".join(str(int(entry)) for entry in gone)
            self.execute(f"DELETE FROM search WHERE entry IN ({ids})", {})
        self.add(new.items())

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """See `Search.add`."""
        self.fill_in("search", COLUMNS, [row for entry, text in texts for row in rows(entry, text)])

    def in_bulk(self, on: bool) -> None:
        """See `Search.in_bulk`: GIN keeps a list of what is pending by itself."""

    def clear(self) -> None:
        """See `Search.clear`."""
        self.execute("DELETE FROM search", {})

    def fill(self) -> None:
        """See `Search.fill`."""
        for texts in _texts(self.execute):
            self.add(texts)


def unsound(session: Session) -> Iterator[str]:
    """Where the index differs from the texts."""
    stored = "SELECT entry, part, tsvector_to_array(words), plain FROM search WHERE entry >= :low AND entry <= :high"
    known = 0
    for texts in _texts(session.execute):
        found = session.execute(f"{stored} ORDER BY entry, part", {"low": texts[0][0], "high": texts[-1][0]})
        told = [(entry, part, sorted(of_it), plain) for entry, part, of_it, plain in found]
        known += len(told)
        meant = [
            (entry, part, sorted(line.split()), plain) for text in texts for entry, part, line, plain in rows(*text)
        ]
        if told != meant:
            yield "the full-text index does not fit the texts: incident db rebuild"
            return
    if session.execute("SELECT count(*) FROM search", {})[0][0] != known:
        yield "the full-text index has texts that the tables do not know: incident db rebuild"


def _texts(execute: Execute) -> Iterator[list[tuple[int, str]]]:
    """All that is to be found, in the order of the log, in groups."""
    sql = (
        "SELECT entry.id, CASE entry.number WHEN 0 THEN incident.headline ELSE entry.text END"
        " FROM entry JOIN incident ON incident.id = entry.incident"
        f" WHERE entry.deleted = 0 AND entry.id > :after ORDER BY entry.id LIMIT {AT_ONCE}"
    )
    after = 0
    while found := execute(sql, {"after": after}):
        after = found[-1][0]
        yield [(entry, text) for entry, text in found]


def _split(typed: Iterable[Phrase]) -> Iterator[tuple[list[str], bool]]:
    """The phrases in which there is a word at all."""
    for phrase in typed:
        found = words(phrase.words)[:OVERLAP]
        if found:
            yield found, phrase.whole


def _matching(what: str, phrase: tuple[list[str], bool], *, indexed: bool = True) -> str:
    """Select something of the lines in which the words of a phrase stand together; the last may go on.

    indexed: found by the index, else by looking at each line that other conditions leave.
    """
    wanted, whole = phrase
    query = " & ".join([*(f"''{word}''" for word in wanted[:-1]), f"''{wanted[-1]}''{'' if whole else ':*'}"])
    there = f"search.words @@ '{query}'" if indexed else f"(search.words @@ '{query}') IS TRUE"
    found = f"SELECT {what} FROM search JOIN entry ON entry.id = search.entry WHERE {there}"
    if len(wanted) == 1:
        return found
    return f"{found} AND search.plain LIKE '%{_beginning(phrase)}%'"


def _beginning(phrase: tuple[list[str], bool]) -> str:
    """How a phrase stands in `plain`."""
    wanted, whole = phrase
    return f" {' '.join(wanted)}{' ' if whole else ''}"


def _same(found: Sequence[str], wanted: Sequence[str], *, whole: bool) -> bool:
    *before, last = wanted
    return list(found[:-1]) == before and (found[-1] == last if whole else found[-1].startswith(last))


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for begin, end in places:
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
