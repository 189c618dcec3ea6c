"""The templates that come with the program: `sre`, with a place for all that a review asks, and `short`."""

from __future__ import annotations

from datetime import datetime, tzinfo

from incident_cli.core.postmortem.blocks import blocks
from incident_cli.core.postmortem.values import Document, Hand, Section
from incident_cli.core.record import NamedTuple
from incident_cli.core.views import Sheet


class Part(NamedTuple):
    """A section of a template: generated blocks by their names, and hints for what is written by hand."""

    heading: str
    blocks: tuple[str | Hand, ...]
    level: int = 2


SUMMARY = Hand("What happened, who noticed it, why it happened and how it ended, in two or three sentences.")
IMPACT = Hand("What users noticed: who, how many, what they could not do; data lost, requests failed, money.")
DETECTION = Hand("What gave the alarm: monitoring, a user, chance? What would have told us sooner?")
FACTORS = Hand(
    "What had changed before, and what had to come together, technical and not. "
    "Why did each make sense to the people at the time?"
)
RESOLUTION = Hand("What ended it, and what is still to be put right.")
LESSONS = Hand("What everybody should know from now on.")
WELL = Hand("What limited the damage and should stay as it is.")
BADLY = Hand("What cost time, made it worse or hid what was going on.")
LUCKY = Hand("What happened to save us, and would not have to the next time.")
ACTIONS = Hand("What would prevent this, detect it sooner or shorten it.")
EVIDENCE = Hand("Graphs, logs, chats, tickets: where they are kept.")
CAUSE = Hand("Why it happened, what ended it, and what is still to be put right.")

SRE = (
    Part("Summary", ("summary", SUMMARY)),
    Part("Impact", ("impact", IMPACT)),
    Part("Metrics", ("metrics",)),
    Part("Timeline", ("picture", "timeline")),
    Part("Detection", ("detection", DETECTION)),
    Part("Contributing factors", (FACTORS,)),
    Part("What we believed, and when", ("beliefs",)),
    Part("Resolution and residual risk", ("resolution", RESOLUTION)),
    Part("Lessons learned", (LESSONS,)),
    Part("What went well", (WELL,), 3),
    Part("What went badly", (BADLY,), 3),
    Part("Where we were lucky", (LUCKY,), 3),
    Part("Action items", ("actions", ACTIONS)),
    Part("Evidence", ("evidence", EVIDENCE)),
)

SHORT = (
    Part("Summary", ("summary", SUMMARY)),
    Part("Timeline", ("picture", "timeline")),
    Part("Cause and resolution", (CAUSE, "resolution")),
    Part("Action items", ("actions", ACTIONS)),
)

TEMPLATES = {"sre": SRE, "short": SHORT}
"""The templates by their names; the first is the default."""
DEFAULT = "sre"


def build(sheet: Sheet, now: datetime, zone: tzinfo, template: str = DEFAULT) -> Document:
    """The document of an incident as it stands at `now`, with its times in the zone.

    template: the name of one of `TEMPLATES`.
    """
    found = blocks(sheet, now, zone)
    sections = (
        Section(part.heading, tuple(found[b] if isinstance(b, str) else b for b in part.blocks), part.level)
        for part in TEMPLATES[template]
    )
    return Document(title(sheet), found["record"], tuple(sections))


def title(sheet: Sheet) -> str:
    """`Operation #168: http6 is down`."""
    incident = sheet.incident
    return f"{incident.noun} #{incident.id}: {sheet.headline}"
