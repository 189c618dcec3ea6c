"""Values -> the words that people read: spans, times of day, titles, changes. Plain text, no colour.

Every screen, echo and document says things through these, so that one thing has one wording.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from incident_cli.core.instant import seconds
from incident_cli.core.measure import called_off, end_of, overrun, phase
from incident_cli.core.model import Entry, EntryKind, Incident, Kind, Ran, Server, State, States, Status, Verb

UNKNOWN = "—"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def span(duration: float | None, minute: str = "min") -> str:
    """Seconds as people say them, in two units at most: `45 s`, `20 min`, `2 h 34 min`, `3 d 4 h`.

    Rounded down to whole seconds, and to minutes from one minute on; unknown is a dash.
    """
    if duration is None:
        return UNKNOWN
    rest = int(duration)
    parts: list[str] = []
    for size, unit in _UNITS:
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(f"{amount} {minute if unit == 'min' else unit}")
        elif parts:
            break  # `2 h`, not `2 h 5 s`: the next unit is nothing, smaller ones are noise
        if len(parts) == 2 or (parts and unit == "min"):
            break
    return " ".join(parts) or "0 s"


def brief(duration: float | None) -> str:
    """`span` for narrow places and echoes: `22 m`, `2 h 34 m`."""
    return span(duration, minute="m")


def ago(at: datetime, now: datetime) -> str:
    """`22 m ago`, `just now`, or `in 2 h` for a planned time."""
    passed = seconds(at, now)
    if -1 < passed < 1:
        return "just now"
    return f"{brief(passed)} ago" if passed > 0 else f"in {brief(-passed)}"


def local(at: datetime, zone: tzinfo) -> datetime:
    """An instant by the clocks of a zone; by UTC in the hours at both ends of the calendar where those leave it."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at.astimezone(UTC)


def clock(at: datetime, zone: tzinfo, now: datetime) -> str:
    """The time of day as an echo says it: `10:26 CET`, on another day `2014-02-10 10:26 CET`.

    With the seconds when they were meant, which those of the present moment are not.
    """
    shown = local(at, zone)
    day = "" if shown.date() == local(now, zone).date() else f"{shown.year:04}-{shown:%m-%d} "
    seconds_meant = f":{shown:%S}" if shown.second and at != now else ""
    return f"{day}{shown:%H:%M}{seconds_meant} {zone_name(at, zone)}"


def time_of_day(at: datetime, zone: tzinfo) -> str:
    """`10:26`: screens and documents show minutes; pipes and JSON carry the milliseconds."""
    return f"{local(at, zone):%H:%M}"


def stamp(at: datetime | None, zone: tzinfo) -> str:
    """Date, time and zone: `2014-02-10 10:05 CET`; unknown is a dash."""
    if at is None:
        return UNKNOWN
    shown = local(at, zone)
    return f"{shown.year:04}-{shown:%m-%d} {time_of_day(at, zone)} {zone_name(at, zone)}"


def zone_name(at: datetime, zone: tzinfo) -> str:
    """The zone's abbreviation at that instant; zones without one say their offset (`+0545`)."""
    return local(at, zone).tzname() or UNKNOWN


def title(given: str, kind: Kind, states: States, names: Mapping[int, str]) -> str:
    """The title as given, else one made from the servers: `http6 is down`, `a, b are down`."""
    if given:
        return given
    if kind is Kind.MAINTENANCE:
        return "maintenance of " + ", ".join(names.get(server, UNKNOWN) for server, _ in states)
    groups: dict[State, list[str]] = {}
    for server, state in states:
        groups.setdefault(state, []).append(names.get(server, UNKNOWN))
    return "; ".join(f"{', '.join(group)} {_verb(group)} {state.short}" for state, group in groups.items()) or UNKNOWN


def _verb(group: list[str]) -> str:
    return "is" if len(group) == 1 else "are"


def headline(incident: Incident, names: Mapping[int, str]) -> str:
    """The title of a whole incident; the made-up one comes from the states of its opening."""
    return title(incident.title, incident.kind, incident.entries[0].states, names)


def status_word(incident: Incident, now: datetime) -> str:
    """What a person reads as State; with the label Operation, `resolved` is said `completed`."""
    return said_status(phase(incident, now), incident)


def said_status(status: Status, incident: Incident) -> str:
    """A status as this incident says it: under the label Operation, `resolved` is `completed`."""
    if status is Status.RESOLVED and incident.label.casefold() == "operation":
        status = Status.COMPLETED
    return status.value.replace("_", " ")


def move(name: str, before: State | None, after: State) -> str:
    """`http6 up → down`, or `http6 down` when nothing was claimed before."""
    return f"{name} {after.short}" if before is None or before is after else f"{name} {before.short} → {after.short}"


def server_names(servers: Mapping[int, Server]) -> dict[int, str]:
    """The names by id."""
    return {server.id: server.name for server in servers.values()}


def late(at: datetime, recorded_at: datetime) -> float | None:
    """How long after it happened a line was written, in seconds; None below `LATE_AFTER`."""
    behind = recorded_at - at
    return behind.total_seconds() if behind >= LATE_AFTER else None


LATE_AFTER = timedelta(minutes=5)
"""A line written this long after it happened is marked late: typing one takes a minute or two."""


def offset(at: datetime, began: datetime) -> str:
    """How far into the incident: `T+21 m`, `T+0`, and `T-2 h` for what came before its beginning."""
    passed = seconds(began, at)
    if -1 < passed < 1:
        return "T+0"
    return f"T{'+' if passed > 0 else '-'}{brief(abs(passed))}"


def day(at: datetime, zone: tzinfo) -> str:
    """The day, with the zone that the times below it are told in: `Mon 2014-02-10, times in CET`."""
    shown = local(at, zone)
    return f"{shown:%a} {shown.year:04}-{shown:%m-%d}, times in {zone_name(at, zone)}"


def lasted(incident: Incident, now: datetime) -> str:
    """How long it was: `5 h`; `open 2 h 3 m` while it is; `in 3 h` while it is only planned; `never began`."""
    end = end_of(incident, now)
    if called_off(incident, now):
        return "never began"
    if end is not None:
        return brief(max(0.0, seconds(incident.began_at, end)))
    if now < incident.began_at:
        return ago(incident.began_at, now)
    return f"open {brief(seconds(incident.began_at, now))}"


def last_word(incident: Incident, now: datetime) -> str:
    """How long the public has been waiting: `last word 22 m ago`."""
    said = incident.standing.last_word_at
    return f"last word {ago(said, now)}" if said else "no word yet"


def silence(duration: float) -> str:
    """`1 h 11 m of silence`."""
    return f"{brief(duration)} of silence"


def window(incident: Incident, zone: tzinfo, now: datetime) -> str:
    """Where a maintenance stands: `in 3 h, 15:00 CET to 17:00 CET`, `in progress, until 17:00 CET`."""
    start, end = incident.planned_from, incident.planned_until
    until = clock(end, zone, now) if end else UNKNOWN
    if overrun(incident, now) and end is not None:
        return f"overrun by {brief(seconds(end, now))}: {status_word(incident, now)}, planned until {until}"
    if start is not None and phase(incident, now) is Status.SCHEDULED:
        due = ago(start, now) if start > now else f"due {ago(start, now)}"
        until = clock(end, zone, start) if end else UNKNOWN  # the day is said once
        return f"{due}, {clock(start, zone, now)} to {until}"
    return f"{status_word(incident, now)}, until {until}"


def happened(entry: Entry) -> str:
    """What a line did, where its text, its states and its status do not say it: `opened`, `duplicate of #168`."""
    if entry.duplicate_of is not None:
        return f"duplicate of #{entry.duplicate_of}"
    if entry.verb is Verb.REOPENED:
        return entry.verb.value
    return "" if entry.text.strip() or entry.verb is Verb.UPDATED else entry.verb.value


def command(ran: Ran) -> tuple[str, str]:
    """What ran, as it would be typed in a shell, and how it ended: `$ make deploy`, `exit 2 after 3.1 s`."""
    from shlex import join

    how = f"ended by {ran.signal}" if ran.exit_code is None else f"exit {ran.exit_code}"
    return f"$ {join(ran.argv)}", f"{how} after {_took(ran.duration_s)}"


def _took(duration: float) -> str:
    """How long a command took: `40 ms`, `3.1 s`, `2 m`."""
    if duration < 1:
        return f"{duration * 1000:.0f} ms"
    return f"{duration:.1f} s" if duration < _MINUTE else brief(duration)


_MINUTE = 60


def said(entry: Entry) -> str:
    """The text of a line; of a command the tail of its output, after a note of what is missing before it."""
    if entry.ran is None or not entry.ran.left_out_bytes:
        return entry.text
    return f"[{size(entry.ran.left_out_bytes)} before this]\n{entry.text}"


def size(count: int) -> str:
    """Bytes as people say them: `812 bytes`, `1.2 kB`, `48 kB`, `3.1 MB`."""
    if count < 1000:
        return f"{count} bytes" if count != 1 else "1 byte"
    amount, unit = (count / 1000, "kB") if count < 1_000_000 else (count / 1_000_000, "MB")
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"


def afterwards(incident: Incident) -> datetime | None:
    """When the whole record was written, if that was after the end: then each line is late, and says nothing by it."""
    opening, end = incident.entries.get(0), incident.ended_at
    return opening.recorded_at if opening and end and opening.recorded_at - end >= LATE_AFTER else None


def marks(entry: Entry, *, lateness: bool = True) -> list[str]:
    """What a reader has to know of a line: internal, a guess, edited, late, taken back and why."""
    said = [_KIND_MARKS[entry.kind]] if entry.kind in _KIND_MARKS else []
    said += ["guess"] if entry.guess else []
    said += ["edited"] if entry.edited else []
    behind = late(entry.over_at, entry.recorded_at) if lateness else None
    if behind is not None and entry.document is None:
        said.append(f"+{brief(behind)} late")
    return [*said, f"retracted: {entry.retracted}"] if entry.retracted else said


_KIND_MARKS = {
    EntryKind.NOTE: "note (internal)",
    EntryKind.COMMAND: "command (internal)",
    EntryKind.POSTMORTEM: "post-mortem",
}


def planned(incident: Incident, zone: tzinfo, now: datetime) -> str:
    """The planned window of a maintenance, and whether it is past it: `… 15:00 CET to 17:00 CET`."""
    start, end = incident.planned_from, incident.planned_until
    until = clock(end, zone, start) if start and end else stamp(end, zone)
    told = f"{stamp(start, zone)} to {until}"
    if end is not None and overrun(incident, now):
        return f"{told}, overrun by {brief(seconds(end, now))}"
    return told


def links(incident: Incident) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The other incidents that one names, by what they are to it."""
    if incident.duplicate_of is not None:
        yield "Duplicate of", (incident.duplicate_of,)
    if incident.duplicates:
        yield "Duplicates", incident.duplicates
    if incident.related:
        yield "Related", incident.related


def document(entry: Entry) -> str:
    """How far a post-mortem is: `draft`, `in review`, `published`."""
    return entry.document.value.replace("_", " ") if entry.document else UNKNOWN
