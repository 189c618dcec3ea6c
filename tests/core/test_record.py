"""Our `NamedTuple` and `StrEnum` mean what Python's own mean: each truth is asked of both."""

from __future__ import annotations

import copy
import enum
import json
import pickle
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_cli.core import model, record


class Ours(record.NamedTuple):
    """A value."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.a * 2


class Theirs(typing.NamedTuple):
    """A value."""

    a: int
    b: str = "x"
    c: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        return self.a * 2


class OurWord(record.StrEnum):
    """A word."""

    ONE = "one"
    TWO = "two"

    @property
    def shout(self) -> str:
        return self.upper()


class TheirWord(enum.StrEnum):
    """A word."""

    ONE = "one"
    TWO = "two"

    @property
    def shout(self) -> str:
        return self.upper()


def outcome(make):
    """What it gives as a plain value, or the name of what it raises."""
    try:
        return make()
    except Exception as error:
        return type(error).__name__


VALUES = st.lists(st.integers(), max_size=4)
NAMED = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(), max_size=4)


@given(VALUES, NAMED)
def test_a_value_takes_what_a_named_tuple_takes_and_refuses_what_it_refuses(values, named):
    ours, theirs = (outcome(lambda each=each: each(*values, **named)) for each in (Ours, Theirs))
    assert ours == theirs


@given(NAMED, VALUES)
def test_a_value_is_changed_and_made_as_a_named_tuple_is(named, values):
    for way in (lambda each: each(1)._replace(**named), lambda each: each._make(values)):
        ours, theirs = (outcome(lambda each=each, way=way: way(each)) for each in (Ours, Theirs))
        assert ours == theirs


def test_a_value_reads_as_a_named_tuple_does():
    ours, theirs = Ours(1, c=(2,)), Theirs(1, c=(2,))
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours._asdict(), ours._fields, Ours._field_defaults) == (
        theirs._asdict(),
        theirs._fields,
        Theirs._field_defaults,
    )
    assert (ours.double, hash(ours), ours < (2,), len(ours)) == (
        theirs.double,
        hash(theirs),
        theirs < (2,),
        len(theirs),
    )
    assert type(ours._replace(a=3)) is type(Ours._make((1, "", ()))) is type(copy.copy(ours)) is Ours
    assert pickle.loads(pickle.dumps(ours)) == ours
    match ours:
        case Ours(a, b):
            assert (a, b) == (1, "x")


def test_a_value_cannot_be_changed_in_place():
    value = Ours(1)
    for change in (lambda: setattr(value, "a", 2), lambda: setattr(value, "new", 2), lambda: delattr(value, "a")):
        with pytest.raises(AttributeError):
            change()


def test_a_field_without_a_default_after_one_with_a_default_is_refused():
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(record.NamedTuple):
            a: int = 1
            b: int


WORDS = st.sampled_from(["one", "two", "ONE", "", "three"]) | st.sampled_from([*OurWord, *TheirWord]) | st.none()


@given(WORDS)
def test_a_word_is_found_and_refused_as_in_an_enumeration(word):
    assert outcome(lambda: OurWord(word)) == outcome(lambda: TheirWord(word))
    assert outcome(lambda: OurWord(word).shout) == outcome(lambda: TheirWord(word).shout)


def test_a_word_reads_as_in_an_enumeration():
    assert list(OurWord) == list(TheirWord) == ["one", "two"]
    assert len(OurWord) == len(TheirWord)
    for ours, theirs in zip(OurWord, TheirWord, strict=True):
        assert (ours.name, ours.value, str(ours), f"{ours:>5}", hash(ours)) == (
            theirs.name,
            theirs.value,
            str(theirs),
            f"{theirs:>5}",
            hash(theirs),
        )
        assert repr(ours) == repr(theirs).replace("TheirWord", "OurWord")
        assert json.dumps([ours]) == json.dumps([theirs])
        assert type(str(ours)) is type(ours.value) is str
        assert OurWord(ours) is getattr(OurWord, ours.name) is pickle.loads(pickle.dumps(ours)) is copy.deepcopy(ours)
        assert ours in OurWord
    with pytest.raises(AttributeError):
        OurWord.ONE = "other"


def test_every_vocabulary_has_distinct_words():
    for each in vars(model).values():
        if isinstance(each, type) and issubclass(each, record.StrEnum) and each is not record.StrEnum:
            assert len({word.value for word in each}) == len(each) > 1
