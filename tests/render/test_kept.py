"""What is said of the outbox: in lines for people, in rows for pipes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from incident_cli.core.kept import LINES, Count, Keeping, Kept, Left, Sent, Synced
from incident_cli.render import kept as words
from incident_cli.render.look import Look

AT = datetime(2014, 2, 10, 9, 26, tzinfo=UTC)
LOOK = Look(ZoneInfo("Europe/Paris"), AT.replace(minute=48))
KEPT = Kept("0a", "s", "update", {"message": "x\x1b[2J\ny"}, 168, AT, AT, "ann", "h", "", "", "")
GROUP = KEPT._replace(command=LINES, words={}, lines=((AT, "one"), (AT, "two")))


def test_a_command_that_was_kept_is_told_in_one_line():
    keeping = Keeping(KEPT, "path", "the server cannot be reached: no\x1broute", note="a note")
    assert words.keeping_line(keeping, LOOK) == (
        "#168 kept in the outbox at 10:26 CET (22 m ago) · the server cannot be reached: no\\x1broute"
        " · it is sent with the next command, or: incident db sync · a note"
    )


def test_of_a_stream_it_tells_how_many_are_kept_and_how_many_are_saved():
    said = words.keeping_line(Keeping(GROUP, "path", "gone", Count(2, 5, 7)), LOOK)
    assert said.startswith("#168 2 lines kept in the outbox · 5 lines saved, the last is 168.7 · gone · they are sent")
    said = words.keeping_line(Keeping(GROUP, "path", "gone", Count(1)), LOOK)
    assert said.startswith("#168 1 line kept in the outbox · gone · it is sent")


SYNCED = Synced(
    (
        Sent(KEPT, (("168.4", AT),)),
        Sent(GROUP, (("168.5", AT), ("168.6", AT))),
        Sent(KEPT._replace(command="close", words={})),
    ),
    (
        Left("0a", "/box/0a", KEPT, elsewhere=True),
        Left("0b", "/box/0b", KEPT),
        Left("0c", "/box/0c", GROUP, "no such incident"),
        Left("0d", "/box/0d", None, "bad"),
    ),
)


def test_a_terminal_is_told_what_was_sent_and_what_is_left():
    assert words.synced_lines(SYNCED, LOOK) == [
        "sent 168.4 at 10:26 CET (22 m ago)",
        "sent 168.5 to 168.6 at 10:26 CET (22 m ago)",
        "sent #168 · nothing was left to do",
        'kept #168 update at 10:26 CET (22 m ago) · "x\\x1b[2J\\ny" · for s · to remove it: incident db sync --drop 0a',
        'kept #168 update at 10:26 CET (22 m ago) · "x\\x1b[2J\\ny"',
        'kept #168 update --each-line 2 lines at 10:26 CET (22 m ago) · "one\\ntwo" · refused: no such incident'
        " · to remove it: incident db sync --drop 0c",
        "bad · to remove it: incident db sync --drop 0d",
    ]
    assert words.synced_lines(Synced((), ()), LOOK) == ["nothing is kept in the outbox"]


def test_a_pipe_gets_a_row_for_each_line_and_each_command():
    told = [row[:2] + row[5:] for row in words.rows(SYNCED)]
    assert told == [
        ("sent", "168.4", "", "0a"),
        ("sent", "168.5", "", "0a"),
        ("sent", "168.6", "", "0a"),
        ("sent", "168", "", "0a"),
        ("elsewhere", "168", "for s", "0a"),
        ("kept", "168", "", "0b"),
        ("refused", "168", "no such incident", "0c"),
        ("unreadable", "", "bad", "0d"),
    ]


def test_fields_that_an_unreadable_one_cannot_tell_are_null():
    told = words.left_fields(SYNCED.left[-1])
    assert told.keys() == words.left_fields(SYNCED.left[1]).keys()
    assert (told["name"], told["path"], told["incident"], told["refused"]) == ("0d", "/box/0d", None, None)
