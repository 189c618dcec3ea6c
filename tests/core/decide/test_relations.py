"""Links between incidents: both ends at once, each only once, and none to itself."""

import pytest
from support.make import at, incident, opened, row

from incident_cli.core.decide import relations
from incident_cli.core.events import EventKind
from incident_cli.core.model import Status
from incident_cli.errors import Refused

NOW = at("12:00")
ALONE = incident(opened("10:00"))
RELATED = incident(opened("10:00", relate=(2, 3)))
DUPLICATE = incident(opened("10:00"), row("closed", "11:00", 1, status=Status.RESOLVED, duplicate_of=7))


def said(events):
    assert all(e.at == NOW for e in events)
    return [(e.kind, e.incident, e.entry, dict(e.data)) for e in events]


def edit(number, entry=None, **data):
    return (EventKind.EDITED, number, entry, data)


def test_both_ends_are_written():
    assert said(relations.related(ALONE, [2, 3, 2], NOW)) == [
        edit(1, relate=(2, 3)),
        edit(2, relate=(1,)),
        edit(3, relate=(1,)),
    ]


def test_what_is_related_already_is_not_written_again():
    assert relations.related(RELATED, [3, 2], NOW) == []
    assert said(relations.related(RELATED, [3, 4], NOW)) == [edit(1, relate=(4,)), edit(4, relate=(1,))]


def test_afresh_the_others_go():
    assert said(relations.related(RELATED, [3], NOW, afresh=True)) == [edit(1, unrelate=(2,)), edit(2, unrelate=(1,))]
    assert len(relations.related(RELATED, [], NOW, afresh=True)) == 3
    assert relations.related(ALONE, [], NOW, afresh=True) == []


def test_an_incident_is_not_related_to_itself():
    with pytest.raises(Refused, match="to itself"):
        relations.related(ALONE, [1], NOW)


@pytest.mark.parametrize(("original", "chain"), [(1, ()), (2, (1,)), (2, (3, 1))])
def test_an_incident_does_not_become_a_duplicate_of_itself(original, chain):
    with pytest.raises(Refused, match="duplicate of"):
        relations.check_original(1, original, chain)


def test_a_duplicate_of_a_duplicate_is_fine():
    relations.check_original(1, 2, (3, 4))


def test_a_closed_one_can_be_said_to_be_a_duplicate_of_another_or_of_none():
    assert said(relations.merged(DUPLICATE, 8, NOW)) == [
        edit(1, 1, duplicate_of=8),
        edit(7, unduplicate=(1,)),
        edit(8, duplicate=(1,)),
    ]
    assert said(relations.merged(DUPLICATE, None, NOW)) == [edit(1, 1, duplicate_of=None), edit(7, unduplicate=(1,))]
    assert relations.merged(DUPLICATE, 7, NOW) == []
    assert relations.merged(ALONE, 7, NOW) == []


def test_the_fold_adds_and_takes_away():
    rows = [opened("10:00", relate=(3,)), row("edited", "11:00", relate=(2,), duplicate=(9, 8))]
    whole = incident(*rows)
    assert (whole.related, whole.duplicates, whole.linked) == ((2, 3), (8, 9), (8, 9, 2, 3))
    rows.append(row("edited", "11:01", unrelate=(3,), unduplicate=(8, 77)))
    assert (incident(*rows).related, incident(*rows).duplicates) == ((2,), (9,))


def test_a_link_undone_takes_no_later_one_with_it():
    rows = [
        opened("10:00"),
        row("edited", "10:01", batch="a", relate=(2,)),
        row("edited", "10:02", batch="b", relate=(3,)),
        row("voided", "10:03")._replace(data={"batch": "a"}),
    ]
    assert incident(*rows).related == (3,)


def test_what_it_is_a_duplicate_of_goes_with_the_closing():
    assert DUPLICATE.duplicate_of == 7
    gone = [opened("10:00"), row("closed", "11:00", 1, status=Status.RESOLVED, duplicate_of=7)]
    assert incident(*gone, row("deleted", "11:10", 1)).duplicate_of is None
    again = incident(*gone, row("reopened", "11:10", 2, status=Status.INVESTIGATING))
    assert (again.duplicate_of, again.entries[1].duplicate_of) == (None, 7)
