"""What a post-mortem consists of."""

from __future__ import annotations

from incident_cli.core.record import NamedTuple


class Line(NamedTuple):
    """One line of a block: a head, short facts, somebody's words in paragraphs, and finer lines below."""

    head: str
    facts: tuple[str, ...] = ()
    text: str = ""
    parts: tuple[str, ...] = ()


class Generated(NamedTuple):
    """What the record says: sentences, then lines; written anew each time under its name.

    drawn: rows of signs that must stand exactly below each other.
    """

    name: str
    sentences: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    drawn: tuple[str, ...] = ()


class Hand(NamedTuple):
    """A place for people to write; the hint is for whoever fills it in, not for the reader."""

    hint: str


class Section(NamedTuple):
    """A heading and what stands below it. level: 2 below the title, 3 below another section."""

    heading: str
    blocks: tuple[Generated | Hand, ...]
    level: int = 2


class Document(NamedTuple):
    """A post-mortem: the title, what stands directly below it, and the sections."""

    title: str
    record: Generated
    sections: tuple[Section, ...]

    @property
    def generated(self) -> tuple[Generated, ...]:
        """The blocks that come from the record, in order."""
        return (self.record, *(b for section in self.sections for b in section.blocks if isinstance(b, Generated)))


def listed(name: str, lines: tuple[Line, ...], nothing: str) -> Generated:
    """A block of lines; where there are none it says so in words."""
    return Generated(name, () if lines else (nothing,), lines)
