"""What a site gives to programs, checked: the shapes that Statuspage documents, and what RFC 4287 demands of a feed."""

import xml.etree.ElementTree as ET
from datetime import datetime
from urllib.parse import urlsplit


def instant(value):
    return datetime.fromisoformat(value).tzinfo is not None


def either(*words):
    return lambda value: value in words


def text(value):
    return isinstance(value, str)


def some(value):
    return isinstance(value, str) and value != ""


def flag(value):
    return isinstance(value, bool)


def nothing(value):
    return value is None


def perhaps(check):
    return lambda value: value is None or check(value)


def shaped(shape):
    def check(value):
        assert list(value) == list(shape), value
        for key, ok in shape.items():
            assert ok(value[key]) is not False, (key, value[key])

    return check


def each(check):
    def every(values):
        assert isinstance(values, list)
        for value in values:
            check(value)

    return every


STATES = either("operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage")
STATUSES = ("investigating", "identified", "monitoring", "resolved", "postmortem")
PLANNED = ("scheduled", "in_progress", "verifying", "completed")
PAGE = shaped({"id": some, "name": text, "url": text, "time_zone": some, "updated_at": instant})
COMPONENT = {
    "id": some,
    "name": some,
    "status": STATES,
    "created_at": instant,
    "updated_at": instant,
    "position": lambda value: isinstance(value, int) and value > 0,
    "description": perhaps(some),
    "showcase": flag,
    "start_date": nothing,
    "group_id": perhaps(some),
    "page_id": some,
    "group": lambda value: value is False,
    "only_show_if_degraded": flag,
}
GROUP = COMPONENT | {"group": lambda value: value is True, "components": each(some)}
MENTION = shaped({"code": some, "name": some, "old_status": STATES, "new_status": STATES})


def one_component(value):
    shaped(GROUP if value["group"] else COMPONENT)(value)


def happening(statuses, impacts, **more):
    update = {
        "id": some,
        "status": either(*statuses, "postmortem"),
        "body": text,
        "incident_id": some,
        "created_at": instant,
        "updated_at": instant,
        "display_at": instant,
        "affected_components": perhaps(each(MENTION)),
        "deliver_notifications": flag,
        "custom_tweet": nothing,
        "tweet_id": nothing,
    }
    head = {
        "id": some,
        "name": text,
        "status": either(*statuses),
        "created_at": instant,
        "updated_at": instant,
        "monitoring_at": perhaps(instant),
        "resolved_at": perhaps(instant),
        "impact": either(*impacts),
        "shortlink": text,
        "started_at": instant,
        "page_id": some,
    }
    return shaped(head | more | {"incident_updates": each(shaped(update)), "components": each(one_component)})


INCIDENT = happening(STATUSES, ("none", "minor", "major", "critical"))
WORK = happening(
    (*PLANNED, "postmortem"),
    ("none", "minor", "major", "critical", "maintenance"),
    scheduled_for=instant,
    scheduled_until=perhaps(instant),
)
STATUS = shaped({"indicator": either("none", "minor", "major", "critical", "maintenance"), "description": some})
INCIDENTS, WORKS = {"page": PAGE, "incidents": each(INCIDENT)}, {"page": PAGE, "scheduled_maintenances": each(WORK)}
SHAPES = {
    "status": {"page": PAGE, "status": STATUS},
    "components": {"page": PAGE, "components": each(one_component)},
    "summary": {"page": PAGE, "components": each(one_component)}
    | {"incidents": each(INCIDENT), "scheduled_maintenances": each(WORK), "status": STATUS},
    "incidents": INCIDENTS,
    "incidents/unresolved": INCIDENTS,
    "scheduled-maintenances": WORKS,
    "scheduled-maintenances/upcoming": WORKS,
    "scheduled-maintenances/active": WORKS,
}


NAMES = tuple(SHAPES)


A = "{http://www.w3.org/2005/Atom}"


def texts(element, name):
    return [child.text for child in element.findall(A + name)]


def stamp(value):
    assert value.endswith("Z")
    return datetime.fromisoformat(value)


def valid_feed(text):
    """Check what RFC 4287 demands of a feed of this kind."""
    root = ET.fromstring(text)
    assert root.tag == A + "feed"
    for element in (root, *root.findall(A + "entry")):
        (name,), (title,), (updated,) = (texts(element, each) for each in ("id", "title", "updated"))
        assert urlsplit(name).scheme
        assert title.strip()
        stamp(updated)
        links = element.findall(A + "link")
        assert all(link.get("href") for link in links)
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        assert len(set(alternates)) == len(alternates)
        assert all(category.get("term") for category in element.findall(A + "category"))
    for entry in root.findall(A + "entry"):
        (content,) = entry.findall(A + "content")
        assert content.get("type") == "html"
        assert stamp(*texts(entry, "published")) <= stamp(*texts(entry, "updated"))
    assert root.findall(f"{A}author/{A}name")  # of all entries
    names = [name for entry in root.findall(A + "entry") for name in texts(entry, "id")]
    assert len(set(names)) == len(names)
    return root
