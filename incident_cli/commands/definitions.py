"""What each figure means, one sentence each: said by `stats --help`, and by every document that has figures."""

from incident_cli.core.postmortem.figures import METRICS
from incident_cli.core.stats import COUNTED, OFFENDERS, SPREAD

FIGURES = tuple((name, definition) for _, name, definition in METRICS)
"""The figures of an incident: (name, definition) pairs."""

__all__ = ("COUNTED", "FIGURES", "OFFENDERS", "SPREAD")
