"""The picture told with signs: it fits a document of 80 columns, and nothing that somebody typed moves it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from support.histories import logs
from support.make import CET, DB, DEGRADED, DOWN, UP, WEB, at, incident, opened, row

from incident_cli.core import phrase, views
from incident_cli.core.fold import fold
from incident_cli.core.model import Server, Status
from incident_cli.core.picture import SHADES, picture
from incident_cli.core.postmortem.strip import WIDTH, drawn
from incident_cli.core.visible import visible

NAMES = {WEB: "web", DB: "db", 3: "api"}


NOW = at("23:00")


def rows_of(found, names=NAMES, now=NOW):
    servers = {number: Server(number, name) for number, name in names.items()}
    shown = picture(views.sheet(found, phrase.headline(found, names), servers), now)
    return drawn(shown, CET) if shown else ()


OUTAGE = (
    opened("10:00"),
    row("added", "10:10", 1, text="a", states=((DB, DEGRADED),)),
    row("added", "10:40", 2, text="b", states=((WEB, UP), (DB, UP)), status=Status.MONITORING),
    row("closed", "11:00", 3, text="c", status=Status.RESOLVED),
)


def test_it_has_times_bars_lines_phases_and_what_the_signs_mean():
    assert rows_of(incident(*OUTAGE)) == (
        "11:00          11:15          11:30          11:45     12:00  CET",
        "████████████████████████████████████████────────────────────  web",
        "          ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒────────────────────  db",
        "|         |                             |                  |  lines",
        "▸investigating                          ▸monitoring",
        "█ down   ▒ degraded   ─ up",
    )


@given(logs(), st.integers(0, 200), st.text(max_size=20))
def test_whatever_happened_and_however_a_server_is_called_the_bars_keep_their_width(rows, minutes, name):
    whole, name = fold(rows), f"{name}§"
    found = rows_of(whole, dict.fromkeys(NAMES, name), at("10:00") + timedelta(minutes=minutes)) if whole.exists else ()
    assert all("\n" not in each and each == each.rstrip() for each in found)
    bars = [each for each in found if each.endswith("§")]
    assert len(bars) == (len(whole.servers) if found else 0)
    for each in bars:
        assert set(each[:WIDTH]) <= {*SHADES.values(), " "}
        assert each[WIDTH:] == f"  {visible(name)}"


def test_servers_that_have_no_row_are_counted():
    states = tuple((number, DOWN) for number in range(1, 53))
    names = {number: f"s{number}" for number in range(1, 53)}
    assert rows_of(incident(opened("10:00", states=states)), names)[-1] == "and 2 more servers"
