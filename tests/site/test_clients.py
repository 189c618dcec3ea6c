"""A client that was published for Statuspage reads a site of ours: it is given nothing but the address."""

import pytest
from support.clients import exported
from support.make import DOWN, MAINTENANCE, UP, incident, opened, planned, row
from support.sites import DB, GROUPS, WEB, published, served

from incident_cli.core.model import Status
from incident_cli.core.portable import told

SERVERS = {server.id: server for server in (WEB, DB)}


def outage(*rows, number=168, title='Web "is" down,\\ <b>', first=None):
    return told(incident(first or opened(), *rows)._replace(id=number), title, SERVERS, public=True)


PLAN = outage(number=9, title="New disks", first=planned("13:00", "14:00", states=((DB.id, MAINTENANCE),)))
OPEN = outage(row("added", "10:05", 1, text="We look.", states=((WEB.id, DOWN), (DB.id, UP))))
OVER = outage(row("closed", "10:30", 1, text="Over.", status=Status.RESOLVED), number=167)
CALM = tuple(group._replace(components=tuple(c._replace(state=UP) for c in group.components)) for group in GROUPS)


@pytest.fixture
def exporter(tmp_path):
    """What the client makes of a site of some incidents."""

    def run(*portables, **said):
        folder, work = tmp_path / "site", tmp_path / "work"
        for path, content in published(*portables, **said).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        work.mkdir()
        with served(folder) as (home, asked):
            found = exported(home, work)
        assert asked == ["/api/v2/summary.json"]
        return found

    return run


def test_it_sees_each_component_each_open_incident_and_what_is_planned(exporter):
    found = exporter(OPEN, OVER, PLAN)
    assert found["statuspage_probe_check"] == [({"service_name": "ours"}, 1)]
    assert found["statuspage_service_status"] == [({"service_name": "ours"}, 0)]
    components = {labels["component_name"]: value for labels, value in found["statuspage_component_status"]}
    assert components == {"mail": 1, "Front": 0, "web": 0, "Back": 1, "db": 1}
    ((labels, value),) = found["statuspage_incident_info"]
    assert (labels, value) == (
        {
            "service_name": "ours",
            "incident_id": "168",
            "incident_name": 'Web "is" down,\\ <b>',
            "impact": "critical",
            "shortlink": "https://status.example.org/incidents/168.html",
            "started_at": "2014-02-10T10:00:00Z",  # it understood the instant
            "affected_components": "web, db",
        },
        1,
    )
    ((labels, value),) = found["statuspage_maintenance_info"]
    assert (labels["maintenance_id"], labels["scheduled_start"], labels["scheduled_end"], value) == (
        "9",
        "2014-02-10T13:00:00Z",
        "2014-02-10T14:00:00Z",
        1,
    )


def test_it_sees_that_all_is_calm(exporter):
    found = exporter(OVER, groups=CALM)
    assert found["statuspage_service_status"] == [({"service_name": "ours"}, 1)]
    ((labels, value),) = found["statuspage_incident_info"]
    assert (labels["incident_name"], value) == ("No Active Incidents", 0)
    assert {value for _, value in found["statuspage_component_status"]} == {1}
