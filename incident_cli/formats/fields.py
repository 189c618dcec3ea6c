"""An object of a JSON file, whose fields are looked at before they are believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any, TypeVar

from incident_cli.core import instant
from incident_cli.core.record import StrEnum
from incident_cli.core.zones import quoted
from incident_cli.formats.source import Unreadable

Word = TypeVar("Word", bound=StrEnum)


class Fields:
    """The fields of an object. what: how messages name it; line: where it stands in the file.

    A field that is missing says the same as one that is null. Every method raises Unreadable for what it does not
    expect.
    """

    def __init__(self, value: Any, what: str, line: int) -> None:
        self.what = what
        self.line = line
        if not isinstance(value, dict):
            raise self.wrong("it is no object")
        self.values: dict[str, Any] = value

    def wrong(self, why: str) -> Unreadable:
        """What is to be raised, with the object and the line named."""
        return Unreadable(f"{self.what}: {why}", self.line)

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        return self._text(self.values.get(name), name)

    def needed(self, name: str) -> str:
        """A text that must be there."""
        found = self.text(name)
        if not found:
            raise self.wrong(f'"{name}" is missing')
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list."""
        return tuple(self._text(value, name) for value in self._list(name))

    def flag(self, name: str) -> bool:
        """Whether it is true."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(f'"{name}" is neither true nor false')
        return bool(value)

    def whole(self, name: str) -> int | None:
        """A whole number."""
        value = self.values.get(name)
        if value is not None and type(value) is not int:
            raise self.wrong(f'"{name}" is no whole number')
        return value

    def seconds(self, name: str) -> float:
        """A length of time; 0 where there is none."""
        value = self.values.get(name) or 0
        if type(value) not in (int, float) or not isfinite(value) or value < 0:
            raise self.wrong(f'"{name}" is no number of seconds')
        return float(value)

    def instant(self, name: str) -> datetime | None:
        """An instant as this program writes them."""
        value = self.text(name)
        try:
            return instant.parse(value) if value else None
        except ValueError:
            raise self.wrong(f'"{name}" is {quoted(value)}, and a time is 2014-02-10T09:05:00.000Z') from None

    def day(self, name: str) -> date | None:
        """A day, such as 2014-02-20."""
        value = self.text(name)
        try:
            found = date.fromisoformat(value) if value else None
        except ValueError:
            found = None
        if value and (found is None or found.isoformat() != value):  # it reads other forms as well
            raise self.wrong(f'"{name}" is {quoted(value)}, and a day is 2014-02-20')
        return found

    def moment(self, name: str) -> datetime:
        """An instant that must be there."""
        found = self.instant(name)
        if found is None:
            raise self.wrong(f'"{name}" is missing')
        return found

    def word(self, name: str, words: type[Word]) -> Word | None:
        """A word of a vocabulary."""
        value = self.text(name)
        try:
            return words(value) if value else None
        except ValueError:
            raise self.wrong(f'"{name}" is {quoted(value)}, and it is one of {" ".join(words)}') from None

    def objects(self, name: str) -> Iterator[Fields]:
        """The objects of a list."""
        return (Fields(value, f'{self.what}, "{name}"', self.line) for value in self._list(name))

    def object(self, name: str) -> Fields | None:
        """An object."""
        value = self.values.get(name)
        return None if value is None else Fields(value, f'{self.what}, "{name}"', self.line)

    def _list(self, name: str) -> Iterable[Any]:
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            raise self.wrong(f'"{name}" is no list')
        return value or ()

    def _text(self, value: Any, name: str) -> str:
        if value is not None and not isinstance(value, str):
            raise self.wrong(f'"{name}" is no text')
        if value and not value.isprintable() and ("\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
            raise self.wrong(f'"{name}" has a character that no text can hold: {quoted(value)}')
        return value or ""
