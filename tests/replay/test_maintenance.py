"""The whole life of a maintenance, told by the commands with the clock set, and seen in every answer on the way."""

import re

import pytest


@pytest.fixture
def plan(incident):
    """#1, announced at 08:00: db is in maintenance from 20:00 to 22:00."""
    incident.clock("08:00")
    incident("open", "--maintenance", "-s", "db", "--from", "20:00", "--for", "2h", "Upgrade of db").done
    return incident


def shown(incident, number=1):
    return incident("show", str(number), "--json").json["incident"]


def state(incident, server="db"):
    """The state of a server as everybody sees it now."""
    states = {row[0]: row[1] for row in incident("server", "list").rows}
    return states[server]


def on_screen(incident, *words):
    return incident.terminal(*words, NO_COLOR="1").out


def between(found, *names):
    return tuple(found[name] and found[name][11:16] for name in names)


REAL, PLANNED = ("began_at", "ended_at"), ("planned_from", "planned_until")


# -- announced ---------------------------------------------------------------------------------------


def test_announced_it_stands_ahead_on_the_board_and_touches_no_server(plan):
    plan.clock("09:00")
    assert shown(plan)["status"] == "scheduled"
    assert state(plan) == ""
    board = on_screen(plan, "status")
    assert "all calm" in board
    assert re.search(r"#1  Upgrade of db\s+in 11 h, 20:00 CET to 22:00 CET", board)
    assert plan("status", "--exit-code").code == 0
    assert plan("status", "--prompt").done == ""
    assert [i["id"] for i in plan("status", "--json").json["maintenance"]] == [1]


def test_announced_it_takes_no_line_that_was_not_meant_for_it(plan):
    plan("update", "hello").failed(3, "no incident is open")
    plan("close").failed(3, "no incident is open")
    plan("update", "1", "The plan is on the wiki").done
    assert shown(plan)["status"] == "scheduled"


def test_told_afterwards_it_was_announced_when_it_began(incident):
    incident.clock("12:00")
    incident("open", "--maintenance", "-s", "db", "--from", "2014-02-10 10:00", "--for", "1h").done
    incident("update", "1", "went well").done
    (server,) = shown(incident)["servers"]
    assert [between(s, "since", "until") for s in server["states"]] == [("09:00", "10:00")]


# -- in progress -------------------------------------------------------------------------------------


def test_the_clock_starts_and_completes_it(plan):
    for clock, status, held in (
        ("19:59", "scheduled", ""),
        ("20:00", "in_progress", "maintenance"),
        ("21:59", "in_progress", "maintenance"),
        ("22:00", "completed", "up"),
    ):
        plan.clock(clock)
        assert (shown(plan)["status"], state(plan)) == (status, held)
    assert between(shown(plan), *REAL) == ("19:00", "21:00")


def test_begun_early_its_real_beginning_and_the_planned_one_are_apart(plan):
    plan.clock("19:40")("update", "1", "-S", "in_progress").done
    found = shown(plan)
    assert (between(found, *REAL), between(found, *PLANNED)) == (("18:40", None), ("19:00", "21:00"))
    assert (found["status"], state(plan)) == ("in_progress", "maintenance")
    screen = on_screen(plan, "show", "1")
    assert "Beginning    2014-02-10 19:40 CET" in screen
    assert "Planned      2014-02-10 20:00 CET to 22:00 CET" in screen


def test_progress_is_told_line_by_line_without_an_id(plan):
    plan.clock("20:30")("update", "The first disk is copied").done
    plan.clock("21:00")("update", "-S", "verifying", "All disks are copied").done
    found = shown(plan)
    assert [e["text"] for e in found["entries"][1:]] == ["The first disk is copied", "All disks are copied"]
    assert (found["status"], state(plan)) == ("verifying", "maintenance")
    assert "verifying, until 22:00 CET" in on_screen(plan, "status")
    assert "▸ verifying" in on_screen(plan, "show", "1")


def test_while_it_runs_all_is_calm_and_the_prompt_says_it(plan):
    plan.clock("20:30")
    assert plan("status", "--exit-code").code == 0
    assert plan("status", "--prompt").done == "◇ #1 maintenance 30m\n"


def test_held_back_it_waits_and_its_server_is_up(plan):
    plan.clock("20:10")("update", "1", "-S", "scheduled", "We wait for the spare part").done
    plan.clock("20:20")
    assert (shown(plan)["status"], state(plan)) == ("scheduled", "up")
    plan("update", "hello").failed(3)
    plan.clock("20:40")("update", "1", "-S", "in_progress").done
    (server,) = shown(plan)["servers"]
    assert [between(s, "since", "until") for s in server["states"]] == [("19:00", "19:10"), ("19:40", None)]


# -- an outage on the same server --------------------------------------------------------------------


def test_an_outage_in_the_window_is_seen_as_the_outage(plan):
    plan.clock("20:30")("open", "db is gone", "-s", "db=down")
    assert state(plan) == "down"
    assert plan("status", "--exit-code").code == 10
    assert "■ down" in on_screen(plan, "status")
    assert plan("status", "--prompt").done.startswith("■ #2 db down")
    plan.clock("20:50")("close", "2").done
    assert state(plan) == "maintenance"
    downtime = {number: shown(plan, number)["servers"][0]["downtime_s"] for number in (1, 2)}
    assert downtime == {1: 0, 2: 20 * 60}


def test_a_line_typed_during_an_outage_lands_on_the_outage(plan):
    plan.clock("20:30")("open", "db is gone", "-s", "db=down")
    assert plan("update", "we look", "-q").done == "2.1\n"
    assert plan("close", "-q").done == "2.2\n"
    assert plan("update", "the maintenance goes on", "-q").done == "1.1\n"


def test_an_overrun_maintenance_takes_no_line_of_an_outage_either(plan):
    plan.clock("20:30")("update", "1", "-S", "in_progress").done
    plan.clock("22:30")("open", "web is gone", "-s", "web").done
    assert plan("update", "we look", "-q").done == "2.1\n"


# -- its end -----------------------------------------------------------------------------------------


def test_completed_early_its_real_end_and_the_planned_one_are_apart(plan):
    assert "completed · db maintenance → up" in plan.clock("21:15")("close", "Done").done
    found = shown(plan)
    assert (between(found, *REAL), between(found, *PLANNED)) == (("19:00", "20:15"), ("19:00", "21:00"))
    assert state(plan) == "up"
    document = plan("postmortem", "1", "--public").done
    assert "Beginning: 2014-02-10 20:00 CET · End: 2014-02-10 21:15 CET" in document
    assert "Planned: 2014-02-10 20:00 CET – 22:00 CET" in document


def test_closed_before_it_begins_it_is_called_off(plan):
    assert "cancelled" in plan.clock("19:00")("close", "1", "Next week").done
    plan.clock("20:30")
    assert (shown(plan)["status"], state(plan), shown(plan)["servers"][0]["states"]) == ("cancelled", "", [])
    assert plan("status", "--json").json["maintenance"] == []
    screen = on_screen(plan, "show", "1")
    assert "Beginning    —" in screen
    assert "End          2014-02-10 19:00 CET, before it began" in screen
    assert "never began" in on_screen(plan, "list")
    document = plan("postmortem", "1").done
    assert "It was planned to begin at 2014-02-10 20:00 CET, and was called off at 19:00 CET." in document


def test_called_off_before_it_begins_it_is_still_found_by_its_server(plan):
    plan.clock("19:00")("close", "1").done
    assert [row[0] for row in plan("list", "all", "-s", "db").rows] == ["1"]


def test_called_off_inside_its_window_the_server_is_up_from_then_on(plan):
    plan.clock("20:30")("close", "-S", "cancelled", "The part does not fit").done
    found = shown(plan)
    assert (found["status"], between(found, *REAL), state(plan)) == ("cancelled", ("19:00", "19:30"), "up")


def test_a_status_set_by_hand_is_not_completed_by_the_clock_but_overruns(plan):
    plan.clock("20:15")("update", "1", "-S", "in_progress").done
    plan.clock("22:40")
    found = shown(plan)
    assert (found["status"], found["overrun"], found["ended_at"]) == ("in_progress", True, None)
    assert state(plan) == "maintenance"
    assert "overrun by 40 m: in progress, planned until 22:00 CET" in on_screen(plan, "status")
    assert "1 maintenance overrun" in on_screen(plan, "status")
    assert "in progress, overrun" in on_screen(plan, "list")
    assert "overrun by 40 m" in on_screen(plan, "show", "1")
    assert [i["overrun"] for i in plan("list", "--json").json["incidents"]] == [True]
    assert plan("status", "--exit-code").code == 10
    assert plan("status", "--prompt").done == "◇ #1 overrun 40m\n"


def test_an_overrun_one_is_closed_at_its_real_end(plan):
    plan.clock("20:15")("update", "1", "-S", "in_progress").done
    plan.clock("23:00")("close", "Done at last").done
    found = shown(plan)
    assert (found["status"], found["overrun"], between(found, *REAL)) == ("completed", False, ("19:00", "22:00"))


def test_completed_by_the_clock_it_is_closed_already_unless_its_real_end_is_said(plan):
    plan.clock("23:00")
    again = plan("close", "1")
    assert (again.code, "nothing changed" in again.out) == (0, True)
    assert "if it ended later: incident close 1 -t TIME" in again.err
    plan("close", "1", "-t", "22:40", "It took longer").done
    assert between(shown(plan), *REAL) == ("19:00", "21:40")
    assert plan("close", "1", "-t", "22:50").done.count("nothing changed") == 1


def test_its_real_end_may_be_told_as_earlier_than_planned_too(plan):
    plan.clock("23:00")("close", "1", "-t", "21:00").done
    assert between(shown(plan), *REAL) == ("19:00", "20:00")


def test_it_does_not_end_before_it_was_announced(plan):
    plan("close", "1", "-t", "07:30").failed(1, "#1 was not announced yet at that time; nothing was saved")


def test_completed_by_the_clock_it_takes_texts_but_no_states(plan):
    plan.clock("23:00")
    plan("update", "1", "-s", "db=down").failed(1, "is closed", "incident reopen 1")
    plan("update", "1", "All is well").done
    assert shown(plan)["status"] == "completed"


def test_it_has_no_times_to_anything_and_no_downtime(plan):
    plan.clock("21:00")("update", "1", "half way").done
    plan.clock("23:00")
    found = shown(plan)
    metrics = found["metrics"]
    assert metrics.pop("longest_silence_s") == 3600
    assert set(metrics.values()) == {None}
    assert found["servers"][0]["downtime_s"] == 0
    assert "TTR" not in on_screen(plan, "show", "1") + plan("postmortem", "1").done


# -- the plan changes --------------------------------------------------------------------------------


def test_moved_before_it_begins_the_server_follows(plan):
    plan.clock("19:00")("edit", "1", "--from", "21:00", "--until", "23:00").done
    for clock, held in (("20:30", ""), ("21:30", "maintenance"), ("23:00", "up")):
        assert state(plan.clock(clock)) == held


def test_given_more_time_it_does_not_overrun(plan):
    plan.clock("20:15")("update", "1", "-S", "in_progress").done
    plan.clock("22:20")("edit", "1", "--until", "+1h").done
    assert (shown(plan)["overrun"], between(shown(plan), "planned_until")) == (False, ("22:20",))
    assert shown(plan.clock("23:30"))["overrun"] is True


def test_given_more_time_while_the_clock_runs_it_goes_on(plan):
    plan.clock("21:50")("edit", "1", "--until", "23:00").done
    assert (shown(plan.clock("22:30"))["status"], state(plan)) == ("in_progress", "maintenance")
    assert shown(plan.clock("23:00"))["status"] == "completed"


def test_a_plan_is_not_turned_round(plan):
    plan("edit", "1", "--until", "19:00").failed(1, "the planned end is not after the planned beginning")


# -- once more ---------------------------------------------------------------------------------------


def test_reopened_it_goes_on_and_the_pause_belongs_to_nobody(plan):
    plan.clock("21:00")("close", "Done").done
    plan.clock("21:20")("reopen", "1", "One more disk").done
    plan.clock("21:40")("close").done
    (server,) = shown(plan)["servers"]
    assert [between(s, "since", "until") for s in server["states"]] == [("19:00", "20:00"), ("20:20", "20:40")]
    assert "sound" in plan("db", "check").done
