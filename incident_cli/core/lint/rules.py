"""All the rules about one incident, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator

from incident_cli.core.lint.afterwards import document
from incident_cli.core.lint.finding import Finding, Seen
from incident_cli.core.lint.going_on import all_up, past_its_end, silent
from incident_cli.core.lint.told import behind_the_end, header_times, in_the_future, late_beginning, order
from incident_cli.core.model import Incident

RULES = (silent, all_up, past_its_end, order, in_the_future, late_beginning, header_times, behind_the_end, document)


def findings(incident: Incident, seen: Seen) -> Iterator[Finding]:
    """What is wrong with one incident, which must be whole."""
    for rule in RULES:
        yield from rule(incident, seen)
