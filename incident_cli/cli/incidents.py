"""The commands about incidents."""

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare


@declare(app, "open", alias="o")
def open_(
    words_: o.Title = None,
    server: o.Server = None,
    status: o.Status = None,
    time: o.Time = None,
    message: o.Message = None,
    file: o.File = None,
    edit: o.Edit = False,
    template: o.Template = None,
    maintenance: o.Maintenance = False,
    planned_from: o.From = None,
    planned_until: o.Until = None,
    planned_for: o.For = None,
    impact_start: o.ImpactStart = None,
    detected: o.Detected = None,
    impact: o.Impact = None,
    severity: o.Severity = None,
    tag: o.Tag = None,
    link: o.Link = None,
    number: o.Number = None,
    label: o.Label = None,
    relates_to: o.RelatesTo = None,
    key: o.Key = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Open an incident, or plan a maintenance.

    -s NAME means NAME=down (with --maintenance: in maintenance inside the window).

    \b
    incident open -s http6
    incident open "Checkout fails for some users" -s web1,web2=partial --severity 2
    incident open -s db1 -t -20m -m "We are investigating."
    incident open --maintenance -s db1 --from "tomorrow 22:00" --for 2h "Upgrade of db1"
    incident open -s web1 --template outage
    """


@declare(app, "update", alias="u")
def update(
    words_: o.Text = None,
    incident: o.Incident = None,
    server: o.Server = None,
    status: o.Status = None,
    time: o.Time = None,
    message: o.Message = None,
    file: o.File = None,
    edit: o.Edit = False,
    template: o.Template = None,
    note: o.Note = False,
    guess: o.Guess = False,
    link: o.Link = None,
    key: o.Key = None,
    each_line: o.EachLine = False,
    no_outbox: o.NoOutbox = False,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Add a line to the timeline.

    Status and server states carry over when not given. Without any text, -s, -S or --link the
    text is read from standard input, or on a terminal written in the editor.

    \b
    incident update Half of the pages load again
    incident update 168 "It stopped once more" -s http6=down -t 10:26
    incident update -S identified "The certificate ran out at noon"
    incident update --guess "The new release, perhaps"
    journalctl -u nginx -n 20 | incident update -n -
    tail -f app.log | incident update --each-line 168
    """


@declare(app, "close", alias="c")
def close(
    words_: o.Text = None,
    incident: o.Incident = None,
    server: o.Server = None,
    status: o.Status = None,
    time: o.Time = None,
    message: o.Message = None,
    file: o.File = None,
    edit: o.Edit = False,
    keep: o.Keep = False,
    residual: o.Residual = None,
    duplicate_of: o.DuplicateOf = None,
    link: o.Link = None,
    key: o.Key = None,
    no_outbox: o.NoOutbox = False,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Close an incident: its servers are up again.

    Unless another open incident claims them.

    -s NAME=STATE, or --keep, leaves servers in a state on purpose. Closing twice changes nothing, but
    --duplicate-of can still be said.

    \b
    incident close
    incident close 168 "All orders go through" -t 15:05
    incident close "Up, on one disk" --residual "no redundancy until Thursday"
    incident close 170 --duplicate-of 168
    """


@declare(app, "reopen")
def reopen(
    words_: o.Text = None,
    incident: o.Incident = None,
    server: o.Server = None,
    status: o.Status = None,
    time: o.Time = None,
    message: o.Message = None,
    file: o.File = None,
    edit: o.Edit = False,
    link: o.Link = None,
    key: o.Key = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Open a closed incident again.

    Its servers are up until -s says otherwise; those of a maintenance are in maintenance.

    The end goes, the log keeps it. An incident that is open stays as it is.

    \b
    incident reopen
    incident reopen 168 "It fails again" -s http6=down -t -5m
    """


@declare(app, "list", alias="l")
def list_(
    scope: o.Scope = None,
    server: o.ServerFilter = None,
    status: o.Status = None,
    severity: o.Severity = None,
    impact: o.Impact = None,
    tag: o.TagFilter = None,
    since: o.Since = None,
    until: o.UntilTime = None,
    grep: o.Grep = None,
    no_postmortem: o.NoPostmortem = False,
    limit: o.Limit = None,
    sort: o.Sort = None,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """List incidents: open ones and the latest closed.

    \b
    incident list
    incident list all -s http6 --since "2014-02-01"
    incident list closed --no-postmortem
    incident list all -g "certificate" --json
    """


@declare(app, "show", alias="s")
def show(
    words_: o.Id = None,
    incident: o.Incident = None,
    reverse: o.Reverse = False,
    public: o.Public = False,
    kind: o.EntryKind = None,
    history: o.History = False,
    watch: o.Watch = False,
    as_of: o.AsOf = None,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Show an incident: facts, servers, timeline.

    \b
    incident show
    incident show --watch
    incident show 168 --public
    incident show 168 --history
    incident show 168 --as-of 11:00
    """


@declare(app, "postmortem", alias="p")
def postmortem(
    words_: o.IdOrList = None,
    incident: o.Incident = None,
    template: o.DocumentTemplate = None,
    edit: o.Edit = False,
    file: o.File = None,
    time: o.Time = None,
    status: o.DocumentStatus = None,
    publish: o.Publish = False,
    public: o.Public = False,
    output: o.OutputFile = None,
    force: o.Force = False,
    quiet: o.Quiet = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Print, edit, store or publish the post-mortem.

    It is a Markdown document made from the record; "list" tells which are missing, being written or in review.

    What is written by hand outside the generated blocks is never touched. -o FILE writes a picture beside it.

    \b
    incident postmortem -o postmortem.md
    incident postmortem 168 -e --template short
    incident postmortem 168 -F postmortem.md --publish -t 19:38
    incident postmortem list
    """


@declare(app, "status")
def status(
    names: o.Servers = None,
    days: o.Days = None,
    exit_code: o.ExitCode = False,
    watch: o.Watch = False,
    prompt: o.Prompt = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Show the board: what is open, and every server.

    Planned maintenance and residual risks as well. With --days a cell for each day, which shows its worst state, and
    a percentage: the known time less what was lost, by the weights below it. Overlapping incidents count once,
    maintenance is left out, and of the time before a server's first record nothing is said.

    \b
    incident
    incident status --watch
    incident status --days 90
    incident status http6 --exit-code
    PS1='$(incident status --prompt)'"$PS1"
    """


@declare(app, "edit")
def edit(
    words_: o.Address = None,
    incident: o.Incident = None,
    server: o.ServerCorrected = None,
    status: o.Status = None,
    time: o.Time = None,
    message: o.Message = None,
    file: o.File = None,
    edit: o.Edit = False,
    note: o.Note = False,
    public: o.ToPublic = False,
    guess: o.Guess = False,
    no_guess: o.NoGuess = False,
    retract: o.Retract = None,
    delete: o.Delete = False,
    move: o.Move = None,
    began: o.Began = None,
    ended: o.Ended = None,
    impact_start: o.ImpactStart = None,
    detected: o.Detected = None,
    acknowledged: o.Acknowledged = None,
    planned_from: o.From = None,
    planned_until: o.Until = None,
    impact: o.Impact = None,
    severity: o.Severity = None,
    label: o.Label = None,
    zone: o.Zone = None,
    tag: o.Tag = None,
    link: o.Link = None,
    residual: o.Residual = None,
    relates_to: o.RelatesTo = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Correct an incident, or one of its lines.

    Statuses, states and figures are then as if it had always been so; "show --history" tells what it was.

    "none" takes a value back; --impact auto derives it again.

    \b
    incident edit 168 "http6 is down"
    incident edit 168 --impact-start 09:45 --severity 2
    incident edit 168.4                 (its text, in the editor)
    incident edit 168.4 "Half of the pages load" -t 10:26 -s http6=partial
    incident edit 168.4 --retract "The release was innocent"
    incident edit 168.4 --move 169
    """


@declare(app, "undo")
def undo(
    dry_run: o.DryRun = False,
    redo: o.Redo = False,
    yes: o.Yes = False,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Take your last command back, then the one before.

    Whatever it was: open, update, close, edit, server set, postmortem, run. --redo takes the last undo back.

    The log keeps both. What somebody else built on it since stays: then nothing is undone (exit code 4).

    \b
    incident undo --dry-run
    incident undo
    incident undo --redo
    """


@declare(app, "check")
def check(
    words_: o.Id = None,
    incident: o.Incident = None,
    exit_code: o.ExitCode = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """Tell what wants mending, and how.

    Servers, open incidents and those closed lately; with ID one incident, however old.

    \b
    incident check
    incident check 168
    found=$(incident check --exit-code) || echo "$found" | mail -s "to mend" oncall
    """


@declare(app, "redact")
def redact(
    address: o.EntryAddress,
    text: o.Secret = None,
    yes: o.Yes = False,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Take a secret out of a line for good.

    Out of every row of the log, the search index and the free space of the file.

    It cannot be undone. Other places where the string stands are listed.

    
    incident redact 168.4
    incident redact 168.4 --text "hunter2" --yes
    incident redact 168 --text "hunter2"        (its title and facts)
    """


@declare(app, "run", options_first=True)
def run(
    command: o.Command,
    incident: o.Incident = None,
    quiet: o.QuietRun = False,
) -> None:
    """Run a command, and put it on the timeline.

    Its output and its exit code pass through as they are. What ran, when, for how long, how it ended and the
    tail of its output become an internal line. Options of incident end at the command, or at "--".

    \b
    incident run make deploy
    incident run -i 168 -- systemctl restart nginx
    """


@declare(app, "demo")
def demo() -> None:
    """Play an outage in a throw-away database."""
