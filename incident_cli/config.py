"""Settings: options over environment over config file over defaults. The only reader of os.environ.

`load` never fails because of a value it does not need: bad ones are refused where they are used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from incident_cli.core.record import NamedTuple
from incident_cli.errors import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_cli.core.lint.expected import Expected
    from incident_cli.core.uptime import Weights

FILE = "config.toml"
DEFAULT_WAIT = 30.0
"""Seconds to wait for another program's lock."""
_ZONES = "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"
NARROWEST, WIDEST, USUAL = 20, 1000, 80
"""Columns."""
_DUMB = ("dumb", "")


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
    dumb: bool
    """The terminal cannot move its cursor (`TERM=dumb`, or none said)."""
    interactive: bool
    """Standard input and output are both terminals: questions may be asked."""
    sources: Mapping[str, str]
    """Where db, tz, date_order, by and wait came from: an option, a variable, `config.toml` or `default`;
    tz in the end from TZ or /etc/localtime."""
    hooks: str = ""
    """The folder of the user's hooks; empty inside of one (`INCIDENT_HOOK`), so that no hook calls the next."""
    hook_timeout: str = ""
    """`hook_timeout` of the file, as it stands there."""


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
    tz = setting("tz", "INCIDENT_TZ")
    if sources["tz"] == "default":
        from incident_cli import localzone

        tz, sources["tz"] = localzone.name(env)
    sources["wait"] = "INCIDENT_WAIT" if env.get("INCIDENT_WAIT") else "default"
    terminal = _terminal(sys.stdout)
    return Config(
        db=db,
        db_is_default=sources["db"] == "default",
        tz=tz,
        date_order=setting("date_order", "INCIDENT_DATE_ORDER"),
        by=setting("by", "INCIDENT_USER", _login),
        host=os.uname().nodename.encode(errors="backslashreplace").decode(),
        wait=_wait(env),
        now=env.get("INCIDENT_NOW", ""),
        incident=env.get("INCIDENT_ID", ""),
        editor=_editor(env),
        width=_width(env) if terminal else 0,
        colour=terminal and _colour(env),
        dumb=env.get("TERM", "") in _DUMB,
        interactive=terminal and _terminal(sys.stdin),
        sources=sources,
        hooks="" if env.get("INCIDENT_HOOK") else os.path.join(_folder(env, "XDG_CONFIG_HOME", ".config"), "hooks"),
        hook_timeout=str(file.get("hook_timeout", "")),
    )


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Our own environment for a program that we start, with some variables set besides."""
    return {**os.environ, **more}


def location(options: Mapping[str, str | None], environ: Mapping[str, str] | None = None) -> str:
    """Where the database is, as `load` finds it, for who needs nothing else. Raises Usage."""
    env = os.environ if environ is None else environ
    typed = options.get("db")
    if typed is not None:
        return typed
    if env.get("INCIDENT_DB"):
        return env["INCIDENT_DB"]
    file = _file(env)
    return os.path.expanduser(str(file["db"])) if "db" in file else _default_db(env)


def expected(environ: Mapping[str, str] | None = None) -> Expected:
    """What `check` expects of the record: the tables [cadence], [postmortem] and [check] of the file.

    Raises Usage, which names the file, for what they cannot say.
    """
    from incident_cli.core.lint.expected import understood

    env = os.environ if environ is None else environ
    tables = _file(env)
    try:
        return understood(tables)
    except Usage as error:
        raise Usage(f"{_path(env)}: {error.message}", *error.hints) from None


def weights(environ: Mapping[str, str] | None = None) -> Weights:
    """How much of a second counts as lost in each state: the table [uptime] of the file.

    Raises Usage, which names the file, for what it cannot say.
    """
    from incident_cli.core.uptime import understood

    env = os.environ if environ is None else environ
    try:
        return understood(_file(env))
    except Usage as error:
        raise Usage(f"{_path(env)}: {error.message}", *error.hints) from None


def templates(environ: Mapping[str, str] | None = None) -> str:
    """The folder of the user's templates. Raises Usage where there is no home directory."""
    return os.path.join(_folder(os.environ if environ is None else environ, "XDG_CONFIG_HOME", ".config"), "templates")


def postmortem_template(environ: Mapping[str, str] | None = None) -> str:
    """What the file says after `[postmortem] template`: the name of one that comes with the program, or the path of a
    file, which may start from the folder of `config.toml`; empty where it says nothing. Raises Usage.
    """
    from incident_cli.core.postmortem.builtin import TEMPLATES

    env = os.environ if environ is None else environ
    table = _file(env).get("postmortem", {})
    named = table.get("template", "") if isinstance(table, Mapping) else ""
    if not isinstance(named, str):
        raise Usage(f"{_path(env)}: [postmortem] template is not a text in quotes", 'template = "short"')
    if not named or named in TEMPLATES:
        return named
    return os.path.join(os.path.dirname(_path(env)), os.path.expanduser(named))


def outbox(environ: Mapping[str, str] | None = None) -> str:
    """The folder of what could not be sent to a server yet. Raises Usage where there is no home directory."""
    return os.path.join(_folder(os.environ if environ is None else environ, "XDG_STATE_HOME", ".local/state"), "outbox")


def keeps(environ: Mapping[str, str] | None = None) -> bool:
    """Whether what cannot be sent to a server is kept: unless `INCIDENT_OUTBOX` or `outbox` of the file says no.

    Raises Usage for a word that is neither.
    """
    env = os.environ if environ is None else environ
    said = env.get("INCIDENT_OUTBOX") or str(_file(env).get("outbox", True))
    found = _SWITCH.get(said.lower())
    if found is None:
        raise Usage(f'outbox is "{said}", neither on nor off', "INCIDENT_OUTBOX=0  or  outbox = false")
    return found


_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class Site(NamedTuple):
    """What the table [site] of the file says; empty texts where it says nothing. templates, stylesheet: paths."""

    title: str = ""
    url: str = ""
    zone: str = ""
    templates: str = ""
    stylesheet: str = ""


def site(environ: Mapping[str, str] | None = None) -> Site:
    """The table [site] of the file. Paths may start from its folder. Raises Usage, which names the file."""
    env = os.environ if environ is None else environ
    table = _file(env).get("site", {})
    if not isinstance(table, Mapping):
        raise Usage(f"{_path(env)}: site is not a table", "[site]")
    for key, value in table.items():
        if key not in Site._fields:
            raise Usage(f'{_path(env)}: [site] has no "{key}"', ", ".join(Site._fields))
        if not isinstance(value, str):
            raise Usage(f"{_path(env)}: [site] {key} is not a text in quotes", f'{key} = "…"')
    found = Site(**table)
    paths = {key: getattr(found, key) for key in ("templates", "stylesheet")}
    folder = os.path.dirname(_path(env))
    return found._replace(
        **{key: os.path.join(folder, os.path.expanduser(path)) for key, path in paths.items() if path}
    )


class Shells(NamedTuple):
    """What the completions need to know: the name of the login shell, and where each shell looks for scripts of a
    user's own."""

    login: str
    data: str
    config: str
    zshrc: str
    fpath: tuple[str, ...]
    """Where zsh looks for functions, if it told us."""


def shells(environ: Mapping[str, str] | None = None) -> Shells:
    """The shells and their folders. Raises Usage where there is no home directory."""
    env = os.environ if environ is None else environ
    return Shells(
        login=os.path.basename(env.get("SHELL", "")),
        data=_base(env, "XDG_DATA_HOME", ".local/share"),
        config=_base(env, "XDG_CONFIG_HOME", ".config"),
        zshrc=os.path.join(env.get("ZDOTDIR") or _home(env), ".zshrc"),
        fpath=tuple(filter(None, env.get("FPATH", "").split(":"))),
    )


def import_zoneinfo() -> None:
    """Import `zoneinfo` with its search path said (https://docs.python.org/3/library/zoneinfo.html).

    Where it is not, it reads the whole configuration of Python's build to find it: a fifth of a bare start.
    The path is CPython's own default; beyond it the package tzdata is looked at, as ever.
    """
    if "PYTHONTZPATH" in os.environ or "zoneinfo" in sys.modules:
        return
    os.environ["PYTHONTZPATH"] = _ZONES
    try:
        import zoneinfo  # noqa: F401
    finally:
        del os.environ["PYTHONTZPATH"]


def _file(env: Mapping[str, str]) -> Mapping[str, Any]:
    path = _path(env)
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


def _path(env: Mapping[str, str]) -> str:
    return os.path.join(_folder(env, "XDG_CONFIG_HOME", ".config"), FILE)


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting for anybody, as a named pipe would."""
    return os.open(path, flags | os.O_NONBLOCK)


def _folder(env: Mapping[str, str], variable: str, below_home: str) -> str:
    """Our folder under an XDG base directory."""
    return os.path.join(_base(env, variable, below_home), "incident")


def _base(env: Mapping[str, str], variable: str, below_home: str) -> str:
    """An XDG base directory. A relative one is ignored, as the specification says."""
    base = env.get(variable, "")
    return base if os.path.isabs(base) else os.path.join(_home(env), below_home)


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
    return env.get("CLICOLOR") != "0" and env.get("TERM", "") not in _DUMB
