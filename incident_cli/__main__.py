"""The front door: runs a command line, and ends every failure in one place with one line."""

import gc
import io
import os
import sys

from incident_cli import errors


def program() -> None:
    """The program `incident`: `main`, left at once when it is done.

    Collecting cyclic garbage while a command runs, and taking every module apart after it, would be a fifth of
    a short command. Nothing is left to tidy by then: the store is closed, and the streams are written out here.
    """
    gc.set_threshold(100_000)  # a long import still collects
    _leave_here()
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):  # `main` said so, where anybody can still hear it
            continue
    os._exit(code)


def main() -> None:
    """Run the command line, and exit with its code (DESIGN section 7)."""
    try:
        _hush_interrupts()
        _open_streams()
        code = _flushed(_run([_utf8(word) for word in sys.argv[1:]]))
    except KeyboardInterrupt:
        code = _interrupted()
    _name_drafts()
    sys.exit(code)


def _hush_interrupts() -> None:
    """Ctrl-C inside a clean-up of Python's own (the import lock's, say) cannot be raised, only told of: it is
    not told of, and the command goes on."""
    tell = sys.unraisablehook

    def hook(told: "sys.UnraisableHookArgs") -> None:
        if told.exc_type is not KeyboardInterrupt:
            tell(told)

    sys.unraisablehook = hook


def _open_streams() -> None:
    """Make the standard streams safe to use, whatever the caller left of them.

    The number of a closed one must not go to a file of ours, and writing to it must fail with a reason.
    A character that its encoding lacks is written as the escape that `render/text.py` uses as well.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (it stays open)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _utf8(word: str) -> str:
    """What was typed, byte for byte as UTF-8, whatever the locale made of it."""
    return os.fsencode(word).decode("utf-8", "surrogateescape")


def _name_drafts() -> None:
    """Say where the texts are that were written in the editor and not saved."""
    commands = sys.modules.get("incident_cli.commands")
    for path in commands.Outcome.drafts if commands else ():
        from incident_cli.render.complaint import warn

        warn(f"the text is not saved; it is kept in {path}")


def _run(argv: list[str]) -> int:
    try:
        from incident_cli.commands import perform
        from incident_cli.front import parse

        asked = parse(argv)
        if asked is not None:
            return perform(*asked)
        from incident_cli.cli import run  # Typer, for all that is not plain

        return run(argv)
    except errors.IncidentError as failure:
        if _saved():
            return _unanswered(failure.message.removesuffix("; nothing was saved"))
        from incident_cli.render.complaint import error

        error(failure)
        return failure.code
    except (BrokenPipeError, SystemExit):  # click's way to end when the reader of its help went away
        return _closed_pipe()
    except OSError as failure:
        return _unwritable(failure)
    except Exception as bug:
        return _bug(argv, bug)


def _saved() -> bool:
    """Whether the command committed something: what happens to the output no longer matters then."""
    from incident_cli.commands import Outcome

    return Outcome.saved


def _interrupted() -> int:
    """Ctrl-C, wherever it struck: quiet, unless the line was saved already."""
    if "incident_cli.commands" not in sys.modules or not _saved():
        return errors.INTERRUPTED
    from incident_cli.render.complaint import warn

    warn("interrupted, but the line is saved")
    return 0


def _closed_pipe() -> int:
    """The reader went away. Nobody wants to hear of it: standard output goes nowhere from here on."""
    _silence()
    return 0 if _saved() else errors.CLOSED_PIPE


def _unwritable(failure: OSError) -> int:
    """Standard output is full or closed: what was saved is saved, and the rest is one line."""
    from incident_cli.render import complaint

    _silence()
    reason = (failure.strerror or str(failure)).lower()
    if _saved():
        return _unanswered(reason)
    complaint.error(errors.IncidentError(f"the answer cannot be written: {reason}"))
    return errors.IncidentError.code


def _unanswered(reason: str) -> int:
    """What was typed is saved, so the code is 0 and nobody repeats it, though the answer did not come out."""
    from incident_cli.render.complaint import warn

    warn(f"saved, but the answer cannot be written: {reason}")
    return 0


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _flushed(code: int) -> int:
    """Write out what is buffered before the exit code is final."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except (OSError, ValueError) as failure:
        return _unwritable(failure if isinstance(failure, OSError) else OSError(str(failure)))
    return code


def _bug(argv: list[str], bug: Exception) -> int:
    """A bug: one line and a report file, never a traceback on the screen."""
    import tempfile
    import traceback

    from incident_cli import __version__
    from incident_cli.render import complaint

    kept = "; what was typed is saved" if _saved() else "; nothing was saved"
    try:
        descriptor, path = tempfile.mkstemp(prefix="incident-bug-", suffix=".txt")
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as report:
            report.write(f"incident {__version__}, Python {sys.version}\n{argv!r}\n\n")
            report.write("".join(traceback.format_exception(bug)))
    except OSError:
        path = ""
    hint = f"please report it with {path}" if path else ""
    complaint.error(errors.IncidentError(f"a bug in incident: {type(bug).__name__}: {bug}{kept}", hint))
    return errors.BUG


def _leave_here() -> None:
    """Python looks for modules beside the script first, `python -m` in the current directory: a `json.py` there is
    not the one we mean, and looking costs a stat for every module. An archive or a folder that is run (`zipapp`) is
    looked at: it carries what we import."""
    if not sys.flags.safe_path and sys.path[0] != sys.argv[0]:
        del sys.path[0]


if __name__ == "__main__":
    program()
