"""What an original says otherwise than we would: a small patch, which is kept, and put back when it is written again.

Every entry of a patch remembers what we would have said (a token of it: the value, or the checksum of a long one) and
what the original says instead. It is put back only where we would still say the same: so a correction that somebody
made in the record is written, and everything else comes back as it was (the idea of `test` in RFC 6902).

A patch of an object has, for each key, `[token, original]`, `[token]` where the original has no such key, or the patch
of a list. A patch of a list of objects has, by their addresses (`addressed`): `each` (patches), `plus` (what only the
original has), `gone` (what it lacks), and `order`, where theirs is another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import JSONEncoder
from typing import Any
from zlib import crc32

from incident_cli.formats.jsonscan import DEEPEST, deep
from incident_cli.formats.source import Unreadable

Patch = dict[str, Any]
Addressed = Sequence[tuple[str, Any]]
"""The elements of a list, each with what it is known by."""

_ABSENT = "-"
_MADE = "?"
_LONGEST = 24
"""Characters of a text that is its own token: an instant as we write it."""
_FLAGS = ("deliver_notifications", "showcase", "group", "only_show_if_degraded")
"""Keys whose values are true or false: Python takes these for 1 and 0, a file does not."""
_REVERSED = "reversed"
_canonical = JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Made(str):
    """A text that is ours and not the record's (an id, a status carried over): it may be another one next time."""

    __slots__ = ()


class MadeList(list[Any]):
    """A list that is ours and not the record's."""

    __slots__ = ()


def difference(told: Mapping[str, Any], original: Mapping[str, Any]) -> Patch:
    """The patch that makes `original` of what we tell; empty where they are the same. Raises Unreadable."""
    patch: Patch = {}
    for key, now in original.items():
        if key not in told:
            patch[key] = [_ABSENT, _kept(now)]
        elif not ((was := told[key]) == now and type(was) is type(now)) and not _same(was, now):
            patch[key] = _change(was, now)
    for key, was in told.items():
        if key not in original:
            patch[key] = [_token(was)]
    return patch


def _change(was: Any, now: Any) -> Any:
    if isinstance(was, list) and isinstance(now, list) and all(isinstance(each, dict) for each in now):
        return difference_of_lists(addressed(was), addressed(now))
    return [_token(was), _kept(now)]


def restored(told: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """What we tell, with the original put back wherever we tell what we told then."""
    found = dict(told)
    for key, change in patch.items():
        if isinstance(change, dict):
            if isinstance(told.get(key), list):
                found[key] = restored_list(addressed(told[key]), change)
        elif change[0] == (_token(told[key]) if key in told else _ABSENT):
            if len(change) > 1:
                found[key] = change[1]
            else:
                del found[key]
    return found


def difference_of_lists(told: Addressed, original: Addressed) -> Patch:
    """The patch of a list of objects; empty where both are the same. Raises Unreadable."""
    before, after = dict(told), dict(original)
    each, plus = {}, {}
    for address, now in after.items():
        if address not in before:
            plus[address] = _kept(now)
        elif not _same(before[address], now) and (change := difference(before[address], now)):
            each[address] = change
    gone = [address for address in before if address not in after]
    patch = {"each": each, "plus": plus, "gone": gone, "order": _order(list(before), list(after))}
    return {name: value for name, value in patch.items() if value}


def _order(before: list[str], after: list[str]) -> list[str] | str:
    if before == after:
        return ""
    return _REVERSED if before[::-1] == after else after


def restored_list(told: Addressed, patch: Mapping[str, Any]) -> list[Any]:
    """A list of objects with the originals put back; what they did not have yet stays at its end of the list."""
    each, gone = patch.get("each", {}), set(patch.get("gone", ()))
    found = {address: value for address, value in told if address not in gone}
    found = {address: restored(value, each[address]) if address in each else value for address, value in found.items()}
    found |= patch.get("plus", {})
    order = patch.get("order", "")
    if order == _REVERSED:
        return list(found.values())[::-1]
    return [found[address] for address in _arranged(list(found), order)] if order else list(found.values())


def _arranged(addresses: list[str], order: Sequence[str]) -> Iterator[str]:
    """The addresses in an order; those that are not in it before or behind all others, as they are here."""
    known, there = set(order), set(addresses)
    first = next((index for index, address in enumerate(addresses) if address in known), 0)
    yield from (address for address in addresses[:first] if address not in known)
    yield from (address for address in order if address in there)
    yield from (address for address in addresses[first:] if address not in known)


def addressed(values: Iterable[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Components or what is said of them, by code, else id, else name."""
    found = list(values)
    names = [next((str(each[key]) for key in ("code", "id", "name") if each.get(key)), "") for each in found]
    return list(zip(unique(names), found, strict=True))


def unique(names: Iterable[str]) -> list[str]:
    """The same names, those that were there before made others: `x`, `x#2`, `x#3`."""
    all_names = list(names)
    if len(set(all_names)) == len(all_names):
        return all_names
    counts: dict[str, int] = {}
    used: set[str] = set()
    found = []
    for name in all_names:
        count = counts.get(name, 0) + 1
        address = name if count == 1 else f"{name}#{count}"
        while address in used:
            count += 1
            address = f"{name}#{count}"
        counts[name] = count
        used.add(address)
        found.append(address)
    return found


def _same(was: Any, now: Any) -> bool:
    """Whether two values are the same in JSON, where true is not 1."""
    if was != now:
        return False
    if isinstance(was, dict):
        for key in _FLAGS:  # noqa: SIM110 (a loop: this is asked of every update)
            if key in was and was[key] is not now[key]:
                return False
        return True
    return type(was) is type(now) or isinstance(was, (Made, MadeList))


def _token(value: Any) -> Any:
    """What a value that we tell is known again by."""
    if isinstance(value, (Made, MadeList)):
        return _MADE
    if isinstance(value, str) and len(value) <= _LONGEST:
        return f"={value}"
    if isinstance(value, (str, list, dict)):
        return f"#{crc32(_canonical(value).encode()):08x}"
    return value


def _kept(value: Any) -> Any:
    if isinstance(value, (dict, list)) and deep(value):
        raise Unreadable(f"lists and objects are nested more than {DEEPEST} levels deep in it")
    return value
