"""What stands between the fences at the top of a Markdown file: YAML (`---`) or TOML (`+++`), every value as text.

Values are never typed: YAML would make 2021-03-21 10:00:00 a time of no zone, and 2021-03-21T9:30 no time at all.
"""

from __future__ import annotations

import re
from typing import Any

from incident_cli.core.record import NamedTuple
from incident_cli.errors import IncidentError
from incident_cli.formats.source import Unreadable

LONGEST = 65_536
"""Characters of front matter; what is longer is none."""
_DEEPEST = 20  # levels of lists in lists
_FENCES = {"---": "YAML", "+++": "TOML"}

Value = Any
"""A text, or a list or mapping of such values; what is empty is an empty text."""


class FrontMatter(NamedTuple):
    """What a file says at its top. values: by key in lower case, as Hugo reads them; names: the keys as written;
    lines: where each key stands, from 1 (0 where that is not known); body: all that follows, as it is written."""

    values: dict[str, Value]
    names: dict[str, str]
    lines: dict[str, int]
    body: str
    warnings: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        """The text of a key; empty where it has none. Raises Unreadable for a list or a mapping."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise Unreadable(f"{self.names[key]} is not one value", self.lines[key])
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, each once; of a single text too. Raises Unreadable for anything else."""
        value = self.values.get(key, "")
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in items):
            raise Unreadable(f"{self.names[key]} is no list of names", self.lines[key])
        return tuple(dict.fromkeys(item.strip() for item in items if item.strip()))


def fenced(text: str) -> tuple[str, str, str | None] | None:
    """(fence, front matter, body) of a text that begins with a fence; None for any other text.

    The body begins below the second fence, byte for byte; None where there is no second fence.
    """
    fence = text[:3]
    if fence not in _FENCES or not re.match(r"[ \t]*\r?\n", text[3:]):
        return None
    start = text.index("\n") + 1
    end = re.compile(rf"^{re.escape(fence)}[ \t]*\r?$", re.MULTILINE).search(text, start)
    if end is None:
        return fence, text[start:], None
    return fence, text[start : end.start()], text[end.end() + 1 :]


def read(text: str) -> FrontMatter:
    """The front matter of a text. Raises Unreadable, with the line; IncidentError where PyYAML is not installed."""
    found = fenced(text)
    if found is None:
        raise Unreadable("there is no front matter: the first line is neither --- nor +++", 1)
    fence, inner, body = found
    if len(inner) > LONGEST:
        raise Unreadable(f"the front matter has no end in its first {LONGEST // 1024} KB", 1)
    if body is None:
        raise Unreadable(f"the front matter has no end: there is no second {fence}", 1)
    return _yaml(inner, body) if fence == "---" else _toml(inner, body)


def _toml(inner: str, body: str) -> FrontMatter:
    import tomllib

    try:
        values = tomllib.loads(inner.replace("\r\n", "\n"), parse_float=str)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        where = re.search(r"\(at line ([0-9]+),", str(error))
        raise Unreadable(f"its TOML cannot be read: {_said(error)}", int(where[1]) + 1 if where else 1) from None
    plain = {key: _untyped(value) for key, value in values.items()}
    lower = {key.lower(): value for key, value in plain.items()}
    return FrontMatter(lower, {key.lower(): key for key in plain}, dict.fromkeys(lower, 0), body)


def _said(error: Exception) -> str:
    """What a parser complains of, without the place."""
    words = re.sub(r" \(at [^()]*\)$", "", str(error)) if not isinstance(error, RecursionError) else "it is too deep"
    return " ".join(words.split())[:120]


def _untyped(value: Any) -> Value:
    """A value of TOML as text."""
    if isinstance(value, dict):
        return {str(key): _untyped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untyped(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _yaml(inner: str, body: str) -> FrontMatter:
    node = _composed(inner)
    import yaml

    warnings: list[str] = []

    if not isinstance(node, yaml.MappingNode):
        raise Unreadable("the front matter is no list of keys and values", 2)
    values: dict[str, Value] = {}
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 2  # the marks count from 0, below the fence
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable("a key of the front matter is no text", line)
        name = key.value.lower()
        if name in values:
            warnings.append(f"{key.value} is given twice: the one in line {line} counts")
        values[name], names[name], lines[name] = _plain(value), key.value, line
    return FrontMatter(values, names, lines, body, tuple(warnings))


def _plain(node: Any) -> Value:
    """A node of YAML as text, or lists and mappings of text."""
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _composed(inner: str) -> Any:
    """The tree of nodes. Raises Unreadable; a text with tabs, of which Hugo is more tolerant, is tried without them."""
    try:
        import yaml
    except ImportError:
        raise IncidentError("YAML needs PyYAML, which is not installed", "pip install 'incident-cli[yaml]'") from None
    try:
        return _compose(inner)
    except yaml.YAMLError as error:
        try:
            if "\t" in inner:
                return _compose(re.sub(r"(?m)(^|[:,\[-])[ \t]*\t[ \t]*", r"\1  ", inner))
        except yaml.YAMLError:
            pass
        raise _unreadable(error, inner) from None


def _unreadable(error: Any, inner: str) -> Unreadable:
    """What PyYAML complains of, with the line in the file."""
    problem = " ".join(str(getattr(error, "problem", None) or error).split())[:120]
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    mark = next(filter(None, marks[::-1] if "end of stream" in problem else marks), None)
    position = getattr(error, "position", None)
    if mark is None and isinstance(position, int):
        return Unreadable("there is a control character in the front matter", inner.count("\n", 0, position) + 2)
    hint = 'put it in quotes, such as title: "…"' if "mapping values" in problem else ""
    return Unreadable(f"its YAML cannot be read: {problem}", mark.line + 2 if mark else 1, hint)


def _compose(inner: str) -> Any:
    """The tree of nodes, of neither aliases (a few lines of them make billions of values) nor great depth."""
    import yaml

    class Loader(yaml.SafeLoader):
        depth = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            mark: Any = event.start_mark
            if isinstance(event, yaml.AliasEvent):
                raise yaml.MarkedYAMLError(problem="it has an alias (*name)", problem_mark=mark)
            self.depth += 1
            if self.depth > _DEEPEST:
                raise yaml.MarkedYAMLError(problem="it is too deep", problem_mark=mark)
            try:
                return super().compose_node(parent, index)
            finally:
                self.depth -= 1

    return yaml.compose(inner, Loader=Loader)
