"""What a terminal shows: golden screens at 80 columns, and what holds for every screen."""

import io
import os
import re
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from incident_cli.core import measure, phrase, views
from incident_cli.core.events import Event, EventKind
from incident_cli.core.fold import fold
from incident_cli.core.history import History, history
from incident_cli.core.lint.expected import Expected
from incident_cli.core.lint.finding import Finding, Findings, Seen
from incident_cli.core.lint.rules import findings
from incident_cli.core.lint.servers import unheld
from incident_cli.core.model import (
    Claim,
    DocumentStatus,
    EntryKind,
    Incident,
    Kind,
    Server,
    Severity,
    State,
    Status,
)
from incident_cli.core.template import Template
from incident_cli.core.views import Fact, Listing, Match, ServerSheet, ServerState, Sheet, Summary
from incident_cli.render.look import Look
from incident_cli.render.screen import Screen

GOLDEN = Path(__file__).parent / "golden"
DAY = datetime(2031, 3, 4, 20, 40, tzinfo=UTC)  # 21:40 in Madrid
ZONE = ZoneInfo("Europe/Madrid")
UP, MAINT, SLOW, PARTIAL, DOWN = State
SERVERS = {
    1: Server(1, "pay1", group="payments"),
    2: Server(2, "pay2", group="payments", description="the spare; warm, never cold"),
    3: Server(3, "ledger"),
}


def after(minutes: float) -> datetime:
    """An instant so many minutes after the outage of these tests began."""
    return DAY + timedelta(minutes=minutes)


def look(minutes: float = 400, width: int = 80, **more: bool) -> Look:
    return Look(ZONE, after(minutes), width, **more)


class Log:
    """Builds an incident row by row, as commands would."""

    def __init__(self, number: int = 42, **header: object) -> None:
        self.number, self.entries = number, -1
        self.events: list[Event] = []
        self.add(0, EventKind.OPENED, **header)

    def add(self, minutes: float, event: EventKind = EventKind.ADDED, text: str = "", late: float = 0, **data: object):
        author = str(data.pop("author", "ines"))
        entry = data.pop("entry", None)
        if entry is None:
            self.entries += 1
            entry = self.entries
        if text:
            data["text"] = text
        self.events.append(
            Event(
                event,
                after(minutes),
                data,
                incident=self.number,
                entry=entry if isinstance(entry, int) and entry >= 0 else None,
                id=len(self.events) + 1,
                event_id=str(len(self.events)),
                batch=str(len(self.events)),
                recorded_at=after(minutes + late),
                author=author,
            )
        )
        return self

    @property
    def incident(self) -> Incident:
        return fold(self.events)


def outage() -> Log:
    """Cards are declined for three hours one evening; told past midnight, by two people."""
    log = Log(
        title="Card payments are declined",
        status=Status.INVESTIGATING,
        states=((1, DOWN), (3, SLOW)),
        severity=Severity.SEV2,
        tags=("payments", "customer-facing"),
        links=("https://chat.example/rooms/911",),
        impact_began_at=after(-15),
    )
    log.add(6, text="We are looking into declined card payments.")
    log.add(9, text="tail -f on pay1: 'certificate has expired', all over.", kind=EntryKind.NOTE)
    log.add(31, text="Could be the new card scheme rules.", guess=True, states=((1, PARTIAL),))
    log.add(102, text=LONG, status=Status.IDENTIFIED, author="bo")
    log.add(112, text="restarted pay1", late=40, author="bo", kind=EntryKind.COMMAND)
    log.add(125, states=((1, UP), (2, SLOW)), author="bo")
    log.add(126, EventKind.EDITED, entry=3, text="Could be the new rules of the card scheme.")
    log.add(127, EventKind.RETRACTED, entry=3, why="it was the certificate")
    log.add(150, status=Status.MONITORING, text="Payments go through again. We keep watching.")
    log.add(185, EventKind.CLOSED, status=Status.RESOLVED, states=((3, SLOW),), residual="the ledger lags by 5 minutes")
    log.add(260, EventKind.POSTMORTEM_STORED, text=POSTMORTEM, document=DocumentStatus.PUBLISHED, late=90)
    return log


LONG = (
    "The certificate between us and the card acquirer ran out at 21:25. A new one has been asked for; "
    "until it is here, one payment in three goes over the spare line.\n\nNobody is charged twice."
)
POSTMORTEM = (
    "# Summary\n\nA certificate ran out because its renewal was mailed to somebody who had left.\n\n- Watch the dates."
)


def window() -> Incident:
    """A maintenance planned from three hours after the outage began, for an hour."""
    log = Log(43, kind=Kind.MAINTENANCE, status=Status.SCHEDULED, states=((2, MAINT),))
    log.events[0] = log.events[0]._replace(
        at=after(-600), data={**log.events[0].data, "planned_from": after(180), "planned_until": after(240)}
    )
    return log.incident


def evening(log: Log, minutes: float) -> Incident:
    """An incident as it was known so many minutes after the outage began."""
    return fold(e for e in log.events if e.written_at <= after(minutes))


def summary(incident: Incident) -> Summary:
    return Summary(incident, phrase.headline(incident, phrase.server_names(SERVERS)))


def a_board(minutes: float, residuals: tuple[Summary, ...] = ()) -> views.Board:
    """The board of that evening."""
    incidents = [evening(outage(), minutes), window()]
    claims = [(i.id, c) for i in incidents for c in i.standing.claims if c.since <= after(minutes)]
    claimed = {c.server for _, c in claims}
    servers = views.server_states((s for s in SERVERS.values() if s.id in claimed), claims, after(minutes))
    servers += [ServerState(s, None, None) for s in SERVERS.values() if s.id not in claimed]
    return views.board(map(summary, incidents), servers, residuals, after(minutes))


def a_list(*more: Incident) -> Listing:
    rows = [summary(i) for i in (evening(outage(), 110), window(), *more)]
    return Listing(iter(rows), SERVERS, len(rows), 213)


def closed(number: int, title: str) -> Incident:
    log = Log(number, title=title, status=Status.INVESTIGATING, states=((1, SLOW), (3, PARTIAL)))
    log.events[0] = log.events[0]._replace(at=after(-60 * 24 * number))
    return log.add(-60 * 24 * number + 95, EventKind.CLOSED, status=Status.RESOLVED).incident


def a_search() -> Listing:
    """What "declined" was found in."""
    rows = (evening(outage(), 110), closed(7, "Card payments are declined"))
    found = {
        rows[0].id: (
            Match(4, "All of them were declined, as " + "far as we know and " * 8, ((17, 25),)),
            Match(2, "One bank has declined: a guess", ((13, 21),), retracted=True),
        ),
        7: (Match(0, "Card payments are declined", ((18, 26),)),),
    }
    return Listing([summary(i) for i in rows], SERVERS, 2, 2, found)


def a_sheet(minutes: float = 400, **more: bool) -> Sheet:
    incident = evening(outage(), minutes)
    return views.sheet(incident, incident.title, SERVERS, **more)


def a_server(minutes: float = 120) -> ServerSheet:
    incident = evening(outage(), minutes)
    stretches = tuple(measure.stretches(incident, 1))
    now = ServerState(SERVERS[2], PARTIAL, after(31), (42,))
    return ServerSheet(now, stretches, (summary(incident),))


def shown(draw: Callable[[Screen], None], look: Look) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        draw(Screen(look))
    return out.getvalue()


# The screens as they read


def golden(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("INCIDENT_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def overrun() -> views.Board:
    incident = window()
    standing = incident.standing._replace(by_hand=True, status=Status.IN_PROGRESS)
    return views.board([summary(incident._replace(standing=standing))], (), (), after(250))


def deployed() -> Incident:
    """Two commands ran: one failed and wrote much, one went well and wrote nothing."""
    log = Log(title="Card payments are declined", status=Status.INVESTIGATING)
    failed = {"argv": ("make", "deploy", "HOST=pay 1"), "exit_code": 2, "duration_s": 3.14, "left_out_bytes": 48_213}
    log.add(5, text="pay 1: no route to host\nmake: *** [deploy] Error 1", kind=EntryKind.COMMAND, late=1, **failed)
    log.add(8, kind=EntryKind.COMMAND, argv=("systemctl", "restart", "pay"), exit_code=0, duration_s=0.21)
    return log.incident


def calm() -> views.Board:
    servers = [ServerState(SERVERS[1], UP, after(-900)), ServerState(SERVERS[3], None, None)]
    return views.board([summary(window())], servers, (), after(-5))


def a_check() -> Findings:
    """What that evening left to mend, five hours after its beginning."""
    incident = evening(outage(), 110)
    seen = Seen(after(300), ZONE, Expected())
    held = ServerState(SERVERS[3], SLOW, after(-600))
    by_hand = [(None, Claim(3, SLOW, after(-600), standing=True))]
    found = (*unheld([held], by_hand, lambda _: None, seen), *findings(incident, seen))
    later = Finding("entry-in-future", "it is dated 3 d ahead of now", "incident edit 43.2 -t 2031-03-05", 43, 2)
    return Findings((*found, later), {42: incident.title, 43: "A title that is long enough to be wrapped, " * 3})


def a_history() -> History:
    """All that the log of that evening says, and a change that was undone."""
    log = outage()
    log.add(300, EventKind.EDITED, entry=1, text="We are looking into card payments that are declined.")
    log.add(301, EventKind.EDITED, entry=-1, severity=Severity.SEV1, tags=("payments",), author="bo")
    log.add(302, EventKind.VOIDED, entry=-1, batch=str(len(log.events) - 1), author="bo")
    log.add(303, EventKind.EDITED, entry=4, text=LONG.replace("one payment in three", "every third payment"))
    log.add(304, EventKind.EDITED, entry=6, at=after(124), states=((1, UP), (2, DOWN)))
    log.add(305, EventKind.DELETED, entry=5, moved_to="43.7")
    return History(log.incident, "Card payments are declined", phrase.server_names(SERVERS), list(history(log.events)))


TEMPLATES = [
    Template("degraded", "", "It is slow: {servers}.\n\nWe look into it."),
    Template("outage", "{servers}: no service", "We see it."),
    Template("a-name-that-is-far-too-long-for-its-column", "T" * 100, ""),
]
FACTS = [Fact("file", "/srv/" + "deep/" * 20 + "x.db", "--db"), Fact("rows", 12), Fact("copies", ["a", "b"])]
SCREENS: dict[str, tuple[Callable[[Screen], None], float]] = {
    "board_trouble": (lambda s: s.board(a_board(110)), 110),
    "board_silent": (lambda s: s.board(a_board(95)), 95),
    "board_after": (lambda s: s.board(a_board(200, (summary(outage().incident),))), 200),
    "board_calm": (lambda s: s.board(calm()), -5),
    "board_overrun": (lambda s: s.board(overrun()), 250),
    "list": (lambda s: s.listing(a_list(closed(7, "Mail leaves slowly, and some of it bounces"))), 110),
    "list_found": (lambda s: s.listing(a_search()), 110),
    "list_empty": (lambda s: s.listing(Listing(iter(()), SERVERS, 0, 0)), 110),
    "show_closed": (lambda s: s.sheet(a_sheet()), 400),
    "show_open": (lambda s: s.sheet(a_sheet(95)), 95),
    "show_public_reverse": (lambda s: s.sheet(a_sheet(public=True, reverse=True)), 400),
    "show_history": (lambda s: s.history(a_history()), 400),
    "show_command": (lambda s: s.sheet(views.sheet(deployed(), "Card payments are declined", SERVERS)), 60),
    "show_maintenance": (lambda s: s.sheet(views.sheet(window(), "maintenance of pay2", SERVERS)), -5),
    "server_list": (lambda s: s.servers(a_board(110).servers), 110),
    "server_show": (lambda s: s.server(a_server()), 120),
    "facts": (lambda s: s.facts("info", FACTS), 110),
    "check": (lambda s: s.findings(a_check()), 300),
    "check_nothing": (lambda s: s.findings(Findings((), {})), 300),
    "template_list": (lambda s: s.templates("/home/ines/.config/incident/templates", TEMPLATES), 110),
    "template_list_empty": (lambda s: s.templates("/home/ines/.config/incident/templates", []), 110),
    "document": (lambda s: s.document(a_sheet(), POSTMORTEM), 400),
}
every_screen = pytest.mark.parametrize("name", SCREENS)


def drawn(name: str, width: int = 80, *, colour: bool = False) -> str:
    draw, minutes = SCREENS[name]
    return shown(draw, look(minutes, width, colour=colour))


@every_screen
def test_the_screen_reads_as_it_did(name: str) -> None:
    golden(name, drawn(name))


@every_screen
@pytest.mark.parametrize("width", [20, 40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    if name != "document":
        assert max(map(cell_len, drawn(name, width).splitlines())) <= width


@every_screen
def test_a_terminal_of_one_column_does_no_harm(name: str) -> None:
    assert drawn(name, 1) == drawn(name, 20)


@every_screen
def test_without_colour_nothing_is_escaped(name: str) -> None:
    assert "\x1b" not in drawn(name)


@every_screen
def test_colour_adds_colour_and_nothing_else(name: str) -> None:
    if name != "show_history":
        assert re.sub(r"\x1b\[[0-9;]*m", "", drawn(name, colour=True)) == drawn(name)


def test_what_went_and_came_is_struck_and_underlined_or_has_signs() -> None:
    coloured, signed = drawn("show_history", 400, colour=True), drawn("show_history", 400)
    for style, signs in (("9;31", r"\[-(.*?)-\]"), ("4;32", r"\{\+(.*?)\+\}")):
        told = re.findall(signs, signed)
        assert told
        assert re.findall(rf"\x1b\[{style}m(.*?)\x1b", coloured) == told
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == re.sub(r"\[-|-\]|\{\+|\+\}", "", signed)


@pytest.mark.parametrize("name", ["board_trouble", "list", "show_closed", "show_history"])
def test_the_colours_are_as_they_were(name: str) -> None:
    golden(f"{name}_colour", drawn(name, colour=True).replace("\x1b", "␛"))


@every_screen
def test_lines_do_not_end_in_blanks(name: str) -> None:
    assert not re.search(r"[ \t]$", drawn(name), re.MULTILINE)


# Parts of them


@pytest.mark.parametrize("state", State)
def test_a_state_is_told_by_glyph_and_word(state: State) -> None:
    text = shown(lambda s: s.servers([ServerState(SERVERS[3], state, after(0))]), look(10))
    assert f"{state.glyph} {state.short}" in text


def test_a_lone_author_is_not_named_at_every_line() -> None:
    log = Log(title="x", status=Status.INVESTIGATING).add(1, text="one").add(2, text="two")
    text = shown(lambda s: s.sheet(views.sheet(log.incident, "x", SERVERS)), look(5))
    assert "ines" not in text


def test_a_silence_that_still_lasts_is_told_last() -> None:
    log = Log(title="x", status=Status.INVESTIGATING).add(1, text="one")
    text = shown(lambda s: s.sheet(views.sheet(log.incident, "x", SERVERS)), look(50))
    assert text.splitlines()[-1].strip() == "┊  49 m of silence, still"


def test_the_label_operation_says_completed() -> None:
    log = Log(title="x", label="Operation", status=Status.INVESTIGATING)
    log.add(9, EventKind.CLOSED, status=Status.RESOLVED)
    text = shown(lambda s: s.sheet(views.sheet(log.incident, "x", SERVERS)), look(50))
    assert "Operation #42" in text
    assert "closed · ▸ completed" in text
    assert "resolved" not in text


def test_a_draft_post_mortem_is_named_but_not_to_the_public() -> None:
    log = Log(title="x", status=Status.INVESTIGATING)
    log.add(9, EventKind.POSTMORTEM_STORED, text="secret", document=DocumentStatus.DRAFT)
    texts = [
        shown(lambda s, p=public: s.sheet(views.sheet(log.incident, "x", SERVERS, public=p)), look(50))
        for public in (False, True)
    ]
    assert ["draft" in text for text in texts] == [True, False]
    assert not any("secret" in text for text in texts)


def test_a_list_with_severities_has_a_column_for_them_and_one_without_has_none() -> None:
    assert "severity" in drawn("list").splitlines()[0]
    rows = [summary(closed(7, "x"))]
    assert "severity" not in shown(lambda s: s.listing(Listing(rows, SERVERS, 1, 1)), look())


def test_a_long_list_is_written_while_it_is_read() -> None:
    row, out, seen = summary(closed(7, "x")), io.StringIO(), []

    def rows():
        for _ in range(1000):
            seen.append(len(out.getvalue()))
            yield row

    with redirect_stdout(out):
        Screen(look()).listing(Listing(rows(), SERVERS, 1000, 1000))
    assert seen[-1] > seen[500] > 0
    assert out.getvalue().count("#7 ") == 1000


def test_of_a_server_with_many_states_the_latest_are_shown() -> None:
    stretches = tuple(measure.Stretch((UP, DOWN)[n % 2], after(n), after(n + 1)) for n in range(50))
    sheet = ServerSheet(ServerState(SERVERS[1], UP, after(50)), stretches, ())
    text = shown(lambda s: s.server(sheet), look(60))
    assert text.count("■ down") == 10
    assert "and 30 earlier" in text


# Text from outside

BAD = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil\x1b\\x",
    "\x9b2J",
    "\u202egnp",
    "\u2028",
    "\x00",
    "\r",
    "[/x]",
    "[link=http://evil]x[/link]",
    ":fire:",
    "漢" * 50,
    "x" * 500,
    "e\u0301" * 30,
    "a\n\nb\r\n\tc",
]
HOSTILE = st.one_of(st.sampled_from(BAD), st.text(max_size=12), st.lists(st.sampled_from(BAD)).map(" ".join))
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def written_by(text: str) -> tuple[Incident, dict[int, Server]]:
    """An incident in which everything that can be typed is this text."""
    word = text or "x"
    log = Log(title=word, label=text, status=Status.INVESTIGATING, states=((1, DOWN),), tags=(word,), links=(word,))
    log.add(5, text=text, author=text, links=(word,), states=((2, SLOW),))
    log.add(6, text=text, author="b", kind=EntryKind.NOTE)
    log.add(7, EventKind.RETRACTED, entry=2, why=word)
    log.add(50, EventKind.CLOSED, text=text, status=Status.RESOLVED, residual=word)
    return log.incident, {n: Server(n, f"{n}{text}", group=text, description=text) for n in (1, 2)}


def everything(text: str, width: int, *, colour: bool) -> str:
    incident, servers = written_by(text)
    row = Summary(incident, text)
    states = [ServerState(s, DOWN, after(0), (42,)) for s in servers.values()]

    def draw(screen: Screen) -> None:
        opened = Summary(incident._replace(standing=incident.standing._replace(status=Status.MONITORING)), text)
        screen.board(views.Board((opened,), (row,), tuple(states), (row,)))
        screen.listing(Listing([row], servers, 1, 2))
        match = Match(3, text, ((0, 1), (2, len(text)))[: 1 + (len(text) > 2)] if text else ())
        screen.listing(Listing([row], servers, 1, 1, {42: (match, match._replace(retracted=True))}))
        screen.sheet(views.sheet(incident, text, servers))
        screen.servers(states)
        screen.facts(text, [Fact(text, [text], text)])
        server = servers[1]
        found = (Finding("silent", text, text, 42), Finding("server-without-incident", text, text, server=server))
        screen.findings(Findings(found, {42: text}))
        screen.templates(text, [Template(word, text, text) for word in (text or "x", "y")])
        screen.templates(text, [])
        screen.server(ServerSheet(states[0], (), (row,)))

    return shown(draw, look(60, width, colour=colour))


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.sampled_from([20, 40, 80, 120]))
def test_nothing_typed_can_command_the_terminal_or_break_a_line(text: str, width: int) -> None:
    plain = everything(text, width, colour=False)
    assert not HARMFUL.search(plain)
    assert max(map(cell_len, plain.split("\n"))) <= width
    assert re.sub(r"\x1b\[[0-9;]*m", "", everything(text, width, colour=True)) == plain


@pytest.mark.parametrize("text", ["[/x]", "[bold]x[/]", ":fire:", "[link=http://a]x[/link]"])
def test_markup_and_emoji_codes_stay_as_typed(text: str) -> None:
    assert text in everything(text, 80, colour=False)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_title_of_20000_characters_fits(width: int) -> None:
    for title in ("x" * 20_000, "word " * 4_000, "漢" * 20_000):
        row = Summary(outage().incident, title)
        text = shown(lambda s, r=row: s.sheet(views.sheet(r.incident, r.headline, SERVERS)), look(width=width))
        text += shown(lambda s, r=row: s.listing(Listing([r], SERVERS, 1, 1)), look(width=width))
        text += shown(lambda s, r=row: s.board(views.Board((r,), (), (), (r,))), look(width=width))
        assert max(map(cell_len, text.splitlines())) <= width


def test_a_document_is_shown_as_it_is_but_harmless() -> None:
    text = shown(lambda s: s.document(a_sheet(), "# [a](b)\n\n\x1b[2J" + "word " * 50 + "\n"), look())
    assert text == "# [a](b)\n\n\\x1b[2J" + "word " * 50 + "\n"


def test_four_times_the_entries_cost_about_four_times_as_much() -> None:
    def cost(count: int) -> float:
        log = Log(title="x", status=Status.INVESTIGATING, states=((1, DOWN),))
        for number in range(count):
            log.add(number, text=LONG, states=((1, (UP, DOWN)[number % 2]),))
        sheet = views.sheet(log.incident, "x", SERVERS)
        began = time.process_time()
        shown(lambda s: s.sheet(sheet), look(count))
        return time.process_time() - began

    assert cost(1600) < 9 * cost(400)
