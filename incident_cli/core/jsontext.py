"""JSON text, written without the module `json`, whose import is a seventh of a bare Python's start.

Written for the log and the tables, where every command writes: the same text as
`json.dumps(value, ensure_ascii=False, separators=(",", ":"))`, which a property test compares it with.
Reading is left to `json`, but for lists of numbers, which every incident has.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)}
_ESCAPES |= {ord(sign): "\\" + name for sign, name in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)}
_WORDS = {None: "null", True: "true", False: "false"}


def write(value: Any) -> str:
    """The JSON text of texts, whole and finite numbers, booleans, None, lists, tuples, and dicts with texts as keys."""
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(write, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{write(key)}:{write(each)}' for key, each in value.items())}}}"
    return repr(value)


def quick() -> Callable[[Any], str]:
    """A writer of the same texts for masses of them: Python's own, once its import does not matter."""
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def read(text: str) -> Any:
    """The value of a JSON text. Raises ValueError."""
    numbers = text[1:-1].split(",")
    if all(map(str.isdecimal, numbers)):
        found = [int(number) for number in numbers]
        if write(found) == text:
            return found
    from json import loads

    return loads(text)
