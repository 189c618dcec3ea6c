"""The options and arguments of the commands, each declared once: the same letter means the same thing everywhere.

Arguments are hidden from the list below a help page (Typer would add their Python type); the usage line
names them, and the completions say what their help says. What a shell completes is told by the metavar alone:
`shells/kinds.py` has the table.
"""

from typing import Annotated

import typer

Words = list[str] | None

Title = Annotated[
    Words,
    typer.Argument(metavar="TITLE", help="What is wrong; left out, it is made from the servers.", hidden=True),
]
Text = Annotated[
    Words,
    typer.Argument(
        metavar="ID TEXT",
        help="The incident's number, where it is not obvious, and the text.",
        hidden=True,
    ),
]
Id = Annotated[Words, typer.Argument(metavar="ID", help="The incident's number, where it is not obvious.", hidden=True)]
IdOrList = Annotated[
    Words,
    typer.Argument(metavar="ID|list", help="The incident's number, where it is not obvious; or: list.", hidden=True),
]
Address = Annotated[
    Words,
    typer.Argument(
        metavar="ID TITLE|ID.N TEXT", help="An incident and its new title, or a line and its new text.", hidden=True
    ),
]
Scope = Annotated[
    str | None,
    typer.Argument(
        metavar="open|closed|all|maintenance",
        help="Which ones; left out, open and the latest closed.",
        hidden=True,
    ),
]
Servers = Annotated[Words, typer.Argument(metavar="SERVER", help="Only these servers.", hidden=True)]
ServerName = Annotated[str, typer.Argument(metavar="SERVER", help="The server.", hidden=True)]
Assignments = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME=STATE",
        help="Servers and their states: up, degraded, partial, down, maintenance.",
        hidden=True,
    ),
]

Command = Annotated[
    list[str],
    typer.Argument(metavar="COMMAND", help="The command and its words.", hidden=True),
]

Incident = Annotated[str | None, typer.Option("-i", "--incident", metavar="ID", help="The incident's number.")]
Server = Annotated[
    Words,
    typer.Option(
        "-s",
        "--server",
        metavar="NAME=STATE",
        help="A server's state: up, degraded, partial, down, maintenance (a,b=down sets several).",
    ),
]
ServerFilter = Annotated[
    Words, typer.Option("-s", "--server", metavar="SERVER", help="Only those that touched this server.")
]
Status = Annotated[
    str | None,
    typer.Option(
        "-S",
        "--status",
        metavar="STATUS",
        help="investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.",
    ),
]
Time = Annotated[
    str | None,
    typer.Option("-t", "--at", metavar="TIME", help="When it happened: 10:26, -15m, 'yesterday 23:50', ISO 8601."),
]
Message = Annotated[str | None, typer.Option("-m", "--message", metavar="TEXT", help="The text.")]
File = Annotated[
    str | None, typer.Option("-F", "--file", metavar="FILE", help="Read the text from a file; - is standard input.")
]
Edit = Annotated[bool, typer.Option("-e", "--edit", help="Write the text in the editor.")]
Template = Annotated[
    str | None, typer.Option("--template", metavar="TEMPLATE", help="Fill in a template, and take its text.")
]
TemplateName = Annotated[str, typer.Argument(metavar="TEMPLATE", help="The template.", hidden=True)]
Note = Annotated[bool, typer.Option("-n", "--note", help="An internal note, never in public output.")]
Guess = Annotated[bool, typer.Option("--guess", help="Mark it as a hypothesis.")]
EachLine = Annotated[
    bool, typer.Option("--each-line", help="Add each line of standard input as one of its own, as it arrives.")
]
NoOutbox = Annotated[
    bool,
    typer.Option("--no-outbox", help="Fail where the server cannot be reached, rather than keep it and send it later."),
]
Link = Annotated[Words, typer.Option("--link", metavar="URL", help="A link that belongs to it.")]
Key = Annotated[
    str | None,
    typer.Option(
        "--key", metavar="KEY", help="Makes a retry harmless: the same command with the same key is stored once."
    ),
]

Maintenance = Annotated[
    bool, typer.Option("--maintenance", help="A planned maintenance; needs --from and --until or --for.")
]
From = Annotated[str | None, typer.Option("--from", metavar="WHEN", help="Planned beginning of a maintenance.")]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Planned end of a maintenance.")]
For = Annotated[str | None, typer.Option("--for", metavar="DURATION", help="Planned length of a maintenance: 90m, 2h.")]
ImpactStart = Annotated[str | None, typer.Option("--impact-start", metavar="TIME", help="When users were first hurt.")]
Detected = Annotated[
    str | None, typer.Option("--detected", metavar="TIME", help="When it was noticed; left out, its beginning.")
]
Acknowledged = Annotated[
    str | None,
    typer.Option(
        "--acknowledged", metavar="TIME", help="When somebody took it; left out, the first line after the opening."
    ),
]
Impact = Annotated[
    str | None,
    typer.Option(
        "--impact", metavar="IMPACT", help="none, minor, major, critical; left out, from the worst server state."
    ),
]
Severity = Annotated[str | None, typer.Option("--severity", metavar="SEVERITY", help="SEV1 to SEV5, or 1 to 5.")]
Tag = Annotated[Words, typer.Option("--tag", metavar="TAG", help="A tag; a,b are two.")]
TagFilter = Annotated[str | None, typer.Option("--tag", metavar="TAG", help="Only those with this tag.")]
Number = Annotated[str | None, typer.Option("--number", metavar="N", help="Its number, if that was never given.")]
Label = Annotated[
    str | None, typer.Option("--label", metavar="NOUN", help='The noun before the number, such as "Operation".')
]
Keep = Annotated[bool, typer.Option("--keep", help="Leave its servers in the state they are in.")]
Residual = Annotated[
    str | None, typer.Option("--residual", metavar="TEXT", help="A risk that stays, kept on the board.")
]

RelatesTo = Annotated[
    Words,
    typer.Option("--relates-to", metavar="ID", help="Another incident that has to do with it; both will show it."),
]
DuplicateOf = Annotated[
    str | None,
    typer.Option("--duplicate-of", metavar="ID", help="The incident that it turned out to be; both will show it."),
]

Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Only those going on after this time.")]
UntilTime = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Only those that began before this time.")
]
Grep = Annotated[
    str | None, typer.Option("-g", "--grep", metavar="TEXT", help="Only those in which these words occur.")
]
NoPostmortem = Annotated[bool, typer.Option("--no-postmortem", help="Only those without a post-mortem.")]
Limit = Annotated[str | None, typer.Option("--limit", metavar="N", help="At most so many.")]
Sort = Annotated[
    str | None, typer.Option("--sort", metavar="FIELD", help="began, ended, updated, id, severity, impact, title.")
]

Reverse = Annotated[bool, typer.Option("--reverse", help="Latest line first.")]
Public = Annotated[bool, typer.Option("--public", help="Leave internal lines and authors out.")]
EntryKind = Annotated[
    Words, typer.Option("--kind", metavar="KIND", help="Only lines of this kind: update, note, command, postmortem.")
]
Watch = Annotated[bool, typer.Option("--watch", help="Stay, and draw it again whenever it changes; q ends it.")]
Days = Annotated[
    str | None, typer.Option("--days", metavar="N", help="The uptime of the last N days as well, 366 at the most.")
]
Prompt = Annotated[
    bool, typer.Option("--prompt", help="A few words for a shell's prompt or a status bar; nothing when all is calm.")
]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit with 10 when something is wrong, else 0.")]
Retract = Annotated[
    str | None, typer.Option("--retract", metavar="WHY", help="Strike a line through, with the reason.")
]
ServerCorrected = Annotated[
    Words,
    typer.Option(
        "-s",
        "--server",
        metavar="NAME=STATE",
        help="What a line says of a server, instead of what it said; NAME=none takes it back.",
    ),
]
NoGuess = Annotated[bool, typer.Option("--no-guess", help="Mark a line as no hypothesis.")]
ToPublic = Annotated[bool, typer.Option("--public", help="Make an internal note public.")]
Delete = Annotated[bool, typer.Option("--delete", help="Take a line away, as if it had never been written.")]
Move = Annotated[
    str | None, typer.Option("--move", metavar="ID", help="Move a line to the incident that it belongs to.")
]
Zone = Annotated[str | None, typer.Option("--zone", metavar="ZONE", help="The zone of the place where it happened.")]
History = Annotated[
    bool, typer.Option("--history", help="Who changed what, when, from what to what; what was undone as well.")
]
Began = Annotated[str | None, typer.Option("--began", metavar="TIME", help="Its beginning.")]
Ended = Annotated[str | None, typer.Option("--ended", metavar="TIME", help="Its end.")]
DocumentStatus = Annotated[
    str | None, typer.Option("--status", metavar="draft|in_review|published", help="How far it is.")
]
Publish = Annotated[bool, typer.Option("--publish", help="Put it on the timeline, dated by -t.")]
DocumentTemplate = Annotated[
    str | None,
    typer.Option("--template", metavar="sre|short|FILE", help="After what a new one is made; FILE is one of your own."),
]
OutputFile = Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to a new file.")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are there.")]
All = Annotated[bool, typer.Option("--all", help="Retired ones too.")]

Db = Annotated[
    str | None, typer.Option("--db", metavar="FILE|URL", help="The database: a file, or postgresql://… [INCIDENT_DB]")
]
Tz = Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="The zone of times read and shown. [INCIDENT_TZ]")]
DateOrder = Annotated[
    str | None, typer.Option("--date-order", metavar="mdy|dmy", help="How to read 02/10/2014. [INCIDENT_DATE_ORDER]")
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who writes. [INCIDENT_USER]")]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Answer with the id only.")]
QuietRun = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing besides what the command says.")]
Header = Annotated[bool, typer.Option("--header", help="Begin tab-separated output with the names of the columns.")]
Version = Annotated[bool, typer.Option("--version", help="Print the version.")]

EntryAddress = Annotated[
    str, typer.Argument(metavar="ID.N|ID.aN", help="The line, or the action: 168.4, 168.a3.", hidden=True)
]
Secret = Annotated[
    str | None,
    typer.Option("--text", metavar="STRING", help="Only this string; left out, the line's whole text."),
]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]

Completion = Annotated[
    str, typer.Argument(metavar="bash|zsh|fish|install", help="The script to print, or: install.", hidden=True)
]
Shells = Annotated[Words, typer.Argument(metavar="bash|zsh|fish", help="The shells to install it for.", hidden=True)]
Candidates = Annotated[str, typer.Argument(metavar="KIND", help="What kind of words.", hidden=True)]
Prefix = Annotated[str | None, typer.Argument(metavar="TEXT", help="How they begin.", hidden=True)]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Redo = Annotated[bool, typer.Option("--redo", help="Take the last undo back.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="As it was known at a time: 10:26, -15m, ISO 8601.")
]

Actions = Annotated[list[str], typer.Argument(metavar="ID.aN", help="The actions: 168.a3.", hidden=True)]
Action = Annotated[str, typer.Argument(metavar="ID.aN", help="The action: 168.a3.", hidden=True)]
ActionText = Annotated[Words, typer.Argument(metavar="TEXT", help="What is to be done.", hidden=True)]
ActionMessage = Annotated[str | None, typer.Option("-m", "--message", metavar="TEXT", help="What is to be done.")]
Why = Annotated[Words, typer.Argument(metavar="WHY", help="Why nobody will do it.", hidden=True)]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Who will do it.")]
Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DAY", help="By when: friday, 2014-02-20, +2w; late once that day is over."),
]
ActionKind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="detect|mitigate|prevent|process",
        help="What for: to notice it sooner, to shorten it, to keep it from happening, to work otherwise.",
    ),
]
Priority = Annotated[str | None, typer.Option("--priority", metavar="PRIORITY", help="P1 to P4, or 1 to 4.")]
ActionScope = Annotated[
    str | None,
    typer.Argument(metavar="open|done|dropped|all", help="Which ones; left out, the open ones.", hidden=True),
]
OwnerFilter = Annotated[
    str | None, typer.Option("--owner", metavar="NAME", help="Only those of this person; none: of nobody.")
]
ActionKindFilter = Annotated[
    str | None, typer.Option("--kind", metavar="detect|mitigate|prevent|process", help="Only those of this kind.")
]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only those whose day is over.")]
Csv = Annotated[bool, typer.Option("--csv", help="Answer with comma-separated values, for a spreadsheet.")]
