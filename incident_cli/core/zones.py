"""Zone names -> zones, and wall clock times -> the instants at which a zone's clocks show them."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from incident_cli.errors import Usage

# Files in a zoneinfo folder that load but are no zones to type; `right/` even counts leap seconds.
_NOT_ZONES = ("right", "posix", "posixrules", "localtime", "factory", "leapseconds")
_SIGNS = {ord(sign): None for sign in "_+-"}
_EXAMPLE = "name a place or an offset, such as Europe/Paris, UTC or +02:00"


def quoted(words: str) -> str:
    """What was typed, for a message: in quotes, control characters escaped, cut to about 60 characters."""
    return repr(words if len(words) <= 60 else words[:59] + "…")


def zone(name: str) -> tzinfo:
    """The zone called `name`: UTC, Z, GMT, an IANA key in any case, or an offset (`+02:00`, `-5`, `UTC+3` is east).

    Raises Usage for every other name, with the closest key as the hint where there is one.
    """
    found = fixed(name.strip()) or named(name.strip().replace(" ", "_"))
    if found is None:
        raise Usage(f"unknown time zone {quoted(name)}", _suggestion(name))
    return found


def fixed(name: str) -> tzinfo | None:
    """UTC or a written offset, east positive as in ISO 8601; None for anything else. Loads no zone data."""
    word = name.upper()
    if word in ("UTC", "Z", "GMT"):
        return UTC
    if word[:1] not in ("+", "-") and word[:3] not in ("UTC", "GMT"):
        return None  # nearly always a place: compiling what follows costs more than loading it
    import re

    match = re.fullmatch(r"(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2})(?::?([0-9]{2}))?)?", word)
    if match is None:
        return None
    sign, hours, minutes, secs = match.groups(default="")
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0), seconds=int(secs or 0))
    # Real offsets end at +14:00; local mean times, always written with minutes, came close to 16 hours.
    if offset > timedelta(hours=16 if minutes else 14) or int(minutes or 0) > 59 or int(secs or 0) > 59:
        return None
    return timezone(-offset if sign == "-" else offset) if offset else UTC


def named(name: str) -> tzinfo | None:
    """The zone of an IANA key, written in any case; None when there is none."""
    # Only plain relative keys ever reach the file system: no dots, no leading slash, no NUL.
    if len(name) > 64 or not name.isascii() or not name[:1].isalpha():
        return None
    parts = name.split("/")
    if len(parts) > 3 or not all(part.translate(_SIGNS).isalnum() for part in parts):
        return None
    if parts[0].lower() in _NOT_ZONES:
        return None
    for key in (name, name.title(), name.upper()):
        found = _load(key)
        if found is not None:
            return found
    key = _keys().get(name.lower(), "")
    return _load(key) if key else None


def _load(key: str) -> tzinfo | None:
    """The zone with exactly this key, or None."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError, ImportError):  # unknown; not a zone file; a directory; no data package
        return None


def _keys() -> dict[str, str]:
    """Every IANA key by its lower case. Walks the zone folders, so only for names that are not written exactly."""
    from zoneinfo import available_timezones

    return {key.lower(): key for key in sorted(available_timezones()) if key.lower() not in _NOT_ZONES}


def _suggestion(name: str) -> str:
    """What to type instead of an unknown zone name."""
    import difflib

    keys, word = _keys(), name.strip().replace(" ", "_").lower()[:64]
    close = [key for lower, key in keys.items() if lower.endswith("/" + word)]
    if not close and len(word) > 4:  # three or four letters are an abbreviation, near to everything
        close = [keys[lower] for lower in difflib.get_close_matches(word, keys, n=1, cutoff=0.75)]
    return f"did you mean {close[0]}?" if close else _EXAMPLE


def uses(tz: tzinfo, abbreviation: str, until: int) -> bool:
    """Whether clocks in `tz` went by this abbreviation (upper case) in a winter or summer from 1970 to `until`."""
    seasons = (datetime(year, month, 1, tzinfo=tz) for year in range(1970, min(until, 9998) + 1) for month in (1, 7))
    return any((season.tzname() or "").upper() == abbreviation for season in seasons)


def readings(wall: datetime, tz: tzinfo) -> list[datetime]:
    """The UTC instants, earliest first, at which clocks in `tz` show the naive `wall`: one, none (skipped), or two.

    Raises OverflowError where the instant lies outside the years 1 to 9999.
    """
    return [instant for instant in around(wall, tz) if instant.astimezone(tz).replace(tzinfo=None, fold=0) == wall]


def around(wall: datetime, tz: tzinfo) -> list[datetime]:
    """`wall` read with the offset before and after a clock change: for a skipped time, its valid neighbours."""
    return sorted({wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)})


def iso(instant: datetime, tz: tzinfo) -> str:
    """ISO 8601 with the offset of `tz`, to show and to copy back; milliseconds only where there are some."""
    return instant.astimezone(tz).isoformat(timespec="milliseconds" if instant.microsecond else "seconds")


def only(wall: datetime, tz: tzinfo, abbreviation: str, words: str) -> datetime:
    """The one instant at which clocks in `tz` show `wall`; Usage, with the readings to copy, if there is not just one.

    An abbreviation (upper case, or empty) must be the one in force then; so it also tells repeated times apart.
    """
    found = readings(wall, tz)
    if not found:
        before, after = (iso(instant, tz) for instant in around(wall, tz))
        message = f"{quoted(words)} does not exist in {tz}: the clocks skip {wall:%H:%M} on {wall.date()}"
        raise Usage(f"{message}; next to it are {before} and {after}", f"type {before} or {after}")
    if abbreviation:
        found = _under(found, tz, abbreviation, words)
    if len(found) == 2:
        first, second = (iso(instant, tz) for instant in found)
        message = f"{quoted(words)} happens twice on {wall.date()} in {tz}: {first} and {second}"
        raise Usage(message, f"type {first} or {second}")
    return found[0]


def _under(found: list[datetime], tz: tzinfo, abbreviation: str, words: str) -> list[datetime]:
    """Those of the readings that carry the abbreviation; Usage if none does (CET in July)."""
    matching = [instant for instant in found if (instant.astimezone(tz).tzname() or "").upper() == abbreviation]
    if not matching:
        other = found[0].astimezone(tz).tzname()
        message = f"{quoted(words)}: {tz} is on {other} then, not on {abbreviation}"
        raise Usage(message, f"type {iso(found[0], tz)}, or write the offset you mean")
    return matching
