"""The commands about actions: what is to be done so that it does not happen again."""

from incident_cli.cli import options as o
from incident_cli.cli.app import app
from incident_cli.cli.declare import declare, group

actions = group(app, "action", "Actions: add, done, drop, reopen, edit, list.")


@declare(actions, "action_add")
def add(
    words_: o.Text = None,
    incident: o.Incident = None,
    message: o.ActionMessage = None,
    owner: o.Owner = None,
    due: o.Due = None,
    kind: o.ActionKind = None,
    priority: o.Priority = None,
    key: o.Key = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Add an action to an incident: something to be done, so that it does not happen again.

    Without ID it is that of the only open one, else of the one closed last.

    \b
    incident action add "Replace the disk of mail1" --owner ann --due friday
    incident action add 168 Alert on the length of the queue --kind detect --priority 2
    """


@declare(actions, "action_done")
def done(actions: o.Actions, time: o.Time = None, quiet: o.Quiet = False, json: o.Json = False) -> None:
    """Mark actions as done.

    \b
    incident action done 168.a3
    incident action done 168.a1 168.a2 -t yesterday
    """


@declare(actions, "action_drop")
def drop(action: o.Action, why: o.Why = None, quiet: o.Quiet = False, json: o.Json = False) -> None:
    """Give an action up, and say why.

    \b
    incident action drop 168.a3 "mail1 is switched off in May"
    """


@declare(actions, "action_reopen")
def reopen(actions: o.Actions, quiet: o.Quiet = False, json: o.Json = False) -> None:
    """Open actions again that were done or dropped.

    \b
    incident action reopen 168.a3
    """


@declare(actions, "action_edit")
def edit(
    action: o.Action,
    words_: o.ActionText = None,
    message: o.ActionMessage = None,
    owner: o.Owner = None,
    due: o.Due = None,
    kind: o.ActionKind = None,
    priority: o.Priority = None,
    quiet: o.Quiet = False,
    json: o.Json = False,
) -> None:
    """Change what an action says, who owns it, by when; "none" takes a value back.

    \b
    incident action edit 168.a3 --owner bob --due +2w
    incident action edit 168.a3 "Replace both disks of mail1" --priority none
    """


@declare(actions, "action_list")
def list_(
    state: o.ActionScope = None,
    incident: o.Incident = None,
    owner: o.OwnerFilter = None,
    kind: o.ActionKindFilter = None,
    overdue: o.Overdue = False,
    csv: o.Csv = False,
    header: o.Header = False,
    json: o.Json = False,
) -> None:
    """List the actions of all incidents: the overdue first, then by due and by priority.

    \b
    incident action list
    incident action list all -i 168
    incident action list --owner ann --overdue
    incident action list all --csv > actions.csv
    """
