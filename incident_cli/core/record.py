"""`NamedTuple` and `StrEnum` for the values of the plain command line, made ten times faster.

Python's own write and compile source for each class of values, and give each word of a vocabulary a
descriptor: with our thirty classes that is half a bare Python's start, in every command. These two
build the same classes from what Python has at hand. A type checker sees Python's own, so whatever
it accepts means the same here; `tests/core/test_record.py` holds them side by side.

A module that declares values with them needs `from __future__ import annotations`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum as StrEnum
    from typing import Any
    from typing import NamedTuple as NamedTuple
else:
    try:
        from _collections import _tuplegetter as _field  # what Python's own named tuples read their fields with
    except ImportError:  # as in `collections`: another Python need not have it
        from operator import itemgetter

        def _field(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    class _Values(type):
        """Makes a subclass of tuple whose annotated names are its fields, in order, with their defaults."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            for index, field in enumerate(fields):
                body[field] = _field(index, field)
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults
            body["_required"] = len(fields) - len(defaults)
            body["_padded"] = (None,) * body["_required"] + tuple(defaults.values())
            return type.__new__(cls, name, bases, body | {"__slots__": ()})

    class NamedTuple(tuple, metaclass=_Values):
        """An immutable value with named fields: as `typing.NamedTuple`."""

        def __new__(cls, *values: Any, **named: Any) -> Any:  # noqa: D102
            if not named and cls._required <= len(values) <= len(cls._fields):  # the quick way, for masses
                return tuple.__new__(cls, values + cls._padded[len(values) :])
            rest = cls._fields[len(values) :]
            given = cls._field_defaults | named if named else cls._field_defaults
            try:
                made = tuple.__new__(cls, (*values, *[given[field] for field in rest]))
            except KeyError as missing:
                raise TypeError(f"{cls.__name__} needs a value for {missing}") from None
            if len(made) != len(cls._fields) or not named.keys() <= set(rest):
                raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields)}, each given once")
            return made

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Any:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, **named: Any) -> Any:
            made = tuple.__new__(type(self), map(named.pop, self._fields, self))
            if named:
                raise ValueError(f"{type(self).__name__} has no {', '.join(named)}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self._asdict().items())})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Vocabulary(type):
        """Makes a subclass of str with one value for each of its words."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            words = {key: word for key, word in body.items() if type(word) is str and key[:1] != "_"}
            made = type.__new__(cls, name, bases, {key: body[key] for key in body if key not in words})
            made._words = {}
            for key, word in words.items():
                made._words[word] = value = str.__new__(made, word)
                value.name = key
                type.__setattr__(made, key, value)
            return made

        def __call__(cls, word: str) -> Any:
            try:
                return cls._words[word]
            except (KeyError, TypeError):
                raise ValueError(f"{word!r} is not a valid {cls.__name__}") from None

        def __iter__(cls) -> Iterator[Any]:
            return iter(cls._words.values())

        def __reversed__(cls) -> Iterator[Any]:
            return reversed(cls._words.values())

        def __len__(cls) -> int:
            return len(cls._words)

        def __contains__(cls, word: object) -> bool:
            return isinstance(word, str) and word in cls._words

        def __setattr__(cls, name: str, value: object) -> None:
            if name != "_words":
                raise AttributeError(f"{cls.__name__} is a vocabulary; its words stay as they are")
            type.__setattr__(cls, name, value)

    class StrEnum(str, metaclass=_Vocabulary):
        """A word of a vocabulary: as `enum.StrEnum`."""

        @property
        def value(self) -> str:
            """The word as a plain string."""
            return str(self)

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {str(self)!r}>"

        def __reduce__(self) -> tuple[Any, ...]:
            return type(self), (str(self),)
