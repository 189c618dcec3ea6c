"""Templates of pages: ours, and in their place those of a folder of the user's with the same names (extra `site`).

They escape all that they place, and what they ask for and is not there is an error; the user's run in a sandbox.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from incident_cli.errors import IncidentError, Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jinja2 import Environment, Template

OURS = os.path.join(os.path.dirname(__file__), "templates")
NAMES = ("index.html", "incident.html", "month.html", "history.html", "base.html", "parts.html")
STYLE, ICON = "style.css", "icon.svg"
LONGEST = 16 * 1024 * 1024
"""Characters of a page: what is longer comes of a slip in a loop."""


def sources(own: str) -> Iterator[bytes]:
    """All that pages are made with: our files and those of the user's folder, each after its name."""
    for folder in filter(None, (OURS, own)):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and name.endswith((".html", ".css", ".svg")):
                yield f"{name}\n".encode() + content(path)


def content(path: str) -> bytes:
    """What stands in a file. Raises IncidentError."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise IncidentError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


class Templates:
    """own: the folder of the user's templates; empty where there is none.

    Raises Usage for one that is no template, IncidentError without Jinja2.
    """

    def __init__(self, own: str = "") -> None:
        if own and not os.path.isdir(own):
            raise Usage(f"{own} is no folder of templates", '[site] templates = "DIR"')
        self.own = own
        self._environment = _environment(own)
        for name in NAMES:
            self._template(name)

    def page(self, name: str, **values: Any) -> bytes:
        """A page after a template. Raises Usage, as `FILE:LINE: why`, for one that cannot be filled in."""
        template = self._template(name)
        try:
            return _limited(template.generate(values))
        except Exception as error:  # the values are plain: whatever goes wrong here is the template's
            path, line = _place(error, self._folders)
            raise _wrong(path or name, line, str(error) or type(error).__name__) from None

    def _template(self, name: str) -> Template:
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise _wrong(error.filename or error.name or name, error.lineno, error.message or "no template") from None
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            raise _wrong(os.path.join(self.own, name), None, str(error)) from None

    @property
    def _folders(self) -> tuple[str, ...]:
        return tuple(os.path.join(folder, "") for folder in (self.own, OURS) if folder)


def _environment(own: str) -> Environment:
    try:
        from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError:
        raise IncidentError(
            "pages need Jinja2, which is not installed; nothing was written", "pip install 'incident-cli[site]'"
        ) from None
    ours = FileSystemLoader(OURS)
    loaders = [*([FileSystemLoader(own)] if own else []), ours, PrefixLoader({"ours": ours})]
    # The sandbox costs as much again as the page: what we wrote ourselves needs none.
    kind = ImmutableSandboxedEnvironment if own else Environment
    return kind(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _limited(pieces: Iterator[str]) -> bytes:
    found: list[str] = []
    length = 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > LONGEST:
            raise ValueError("the page would be longer than 16 MB")
    return "".join(found).encode()


def _place(error: BaseException, folders: tuple[str, ...]) -> tuple[str, int | None]:
    """The template and the line at which it happened: the deepest frame of one that was running."""
    path, line, at = "", None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename.startswith(folders):
            path, line = at.tb_frame.f_code.co_filename, at.tb_lineno
        at = at.tb_next
    return path, line


def _wrong(path: str, line: int | None, why: str) -> Usage:
    where = path if line is None else f"{path}:{line}"
    reason = why.partition("\n")[0].rstrip(".")
    return Usage(f"{where}: {reason}", 'what a template may place: README, "Status page"')
