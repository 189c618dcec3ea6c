"""Settings: options over environment over config file over defaults. The only reader of os.environ.

`load` never fails because of a value it does not need: bad ones are refused where they are used.
"""

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from incident_cli import localzone
from incident_cli.errors import Usage

FILE = "config.toml"
DEFAULT_WAIT = 30.0
"""Seconds to wait for another program's lock."""
NARROWEST, WIDEST, USUAL = 20, 1000, 80
"""Columns."""


class Config(NamedTuple):
    """What a command may know of its surroundings. Empty texts mean: not said."""

    db: str
    db_is_default: bool
    tz: str
    date_order: str
    by: str
    host: str
    wait: float
    now: str
    """`INCIDENT_NOW`: the clock, set from outside for tests and demos."""
    incident: str
    """`INCIDENT_ID`: the incident that commands are about when no id is typed."""
    editor: str
    width: int
    """Columns of the terminal; 0 when standard output is none."""
    colour: bool
    interactive: bool
    """Standard input and output are both terminals: questions may be asked."""
    sources: Mapping[str, str]
    """Where db, tz, date_order, by and wait came from: an option, a variable, `config.toml` or `default`."""


def load(options: Mapping[str, str | None], environ: Mapping[str, str] | None = None) -> Config:
    """The settings for one command.

    options: `db`, `tz`, `date_order`, `by` as typed, None where not typed.
    Raises Usage for a config file that cannot be read as TOML, and for a bad `INCIDENT_WAIT`.
    """
    env = os.environ if environ is None else environ
    file = _file(env)
    sources: dict[str, str] = {}

    def setting(name: str, variable: str, default: Callable[[Mapping[str, str]], str] = lambda _: "") -> str:
        typed = options.get(name)
        filed = os.path.expanduser(str(file[name])) if name in file else None
        asked = ((typed, "--" + name.replace("_", "-")), (env.get(variable) or None, variable), (filed, FILE))
        for value, source in asked:
            if value is not None:
                sources[name] = source
                return str(value)
        sources[name] = "default"
        return default(env)

    db = setting("db", "INCIDENT_DB", _default_db)
    sources["wait"] = "INCIDENT_WAIT" if env.get("INCIDENT_WAIT") else "default"
    terminal = _terminal(sys.stdout)
    return Config(
        db=db,
        db_is_default=sources["db"] == "default",
        tz=setting("tz", "INCIDENT_TZ", localzone.name),
        date_order=setting("date_order", "INCIDENT_DATE_ORDER"),
        by=setting("by", "INCIDENT_USER", _login),
        host=os.uname().nodename.encode(errors="backslashreplace").decode(),
        wait=_wait(env),
        now=env.get("INCIDENT_NOW", ""),
        incident=env.get("INCIDENT_ID", ""),
        editor=_editor(env),
        width=_width(env) if terminal else 0,
        colour=terminal and _colour(env),
        interactive=terminal and _terminal(sys.stdin),
        sources=sources,
    )


def _file(env: Mapping[str, str]) -> Mapping[str, Any]:
    path = os.path.join(_folder(env, "XDG_CONFIG_HOME", ".config"), "config.toml")
    try:
        with open(path, "rb", opener=_at_once) as file:
            text = file.read() or b""
    except OSError:
        return {}
    import tomllib

    try:
        return tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Usage(f"{path} is not TOML: {error}", "mend it, or move it away") from error


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting for anybody, as a named pipe would."""
    return os.open(path, flags | os.O_NONBLOCK)


def _folder(env: Mapping[str, str], variable: str, below_home: str) -> str:
    """Our folder under an XDG base directory. A relative one is ignored, as the specification says."""
    base = env.get(variable, "")
    if not os.path.isabs(base):
        base = os.path.join(_home(env), below_home)
    return os.path.join(base, "incident")


def _home(env: Mapping[str, str]) -> str:
    """The home directory; of a user without HOME, the one in the password file."""
    home = env.get("HOME", "")
    if os.path.isabs(home):
        return home
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        raise Usage("there is no home directory for the database", "incident --db FILE") from None


def _default_db(env: Mapping[str, str]) -> str:
    """The user's own database. Raises RuntimeError under test, where it must never be touched."""
    if "PYTEST_CURRENT_TEST" in env:
        raise RuntimeError("a test must say which database it means: its user's own is never touched")
    return os.path.join(_folder(env, "XDG_DATA_HOME", ".local/share"), "incident.db")


def _login(env: Mapping[str, str]) -> str:
    name = env.get("LOGNAME") or env.get("USER")
    if name:
        return name
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _wait(env: Mapping[str, str]) -> float:
    text = env.get("INCIDENT_WAIT", "")
    if not text:
        return DEFAULT_WAIT
    try:
        wait = float(text)
    except ValueError:
        wait = -1.0
    if 0 <= wait < float("inf"):
        return wait
    raise Usage(f'INCIDENT_WAIT="{text}" is not a number of seconds', "INCIDENT_WAIT=30")


def _editor(env: Mapping[str, str]) -> str:
    for variable in ("INCIDENT_EDITOR", "VISUAL", "EDITOR"):
        if env.get(variable, "").strip():
            return env[variable]
    return ""


def _terminal(stream: object) -> bool:
    """Whether a standard stream is a terminal; it may be closed, or missing altogether."""
    try:
        return bool(stream.isatty())  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return False


def _width(env: Mapping[str, str]) -> int:
    """The columns to fit: COLUMNS, else the terminal's own; never fewer than 20. A terminal that says 0 knows none."""
    typed = env.get("COLUMNS", "")
    columns = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
    if not columns:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    return max(NARROWEST, min(columns or USUAL, WIDEST))


def _colour(env: Mapping[str, str]) -> bool:
    """https://no-color.org, https://bixense.com/clicolors: NO_COLOR, the FORCE ones, CLICOLOR=0, TERM=dumb."""
    if env.get("NO_COLOR"):
        return False
    if any(env.get(variable, "") not in ("", "0") for variable in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return env.get("CLICOLOR") != "0" and env.get("TERM", "") not in ("dumb", "")
