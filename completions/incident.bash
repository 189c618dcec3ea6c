# bash completion for incident                                        -*- shell-script -*-
# Completion of incident, made by incident itself: `incident completion install` writes it again.

# What words may stand after the command $1 (empty: after `incident`).
_incident_commands() {
    REPLY=
    case $1 in
        '') REPLY='stats	Figures over many incidents: MTTD, MTTA, MTTM, MTTR, silences, repeat offenders.
import	Take in histories: a status page'"'"'s JSON, cState, Atom, an operation page, a pasted log, a whole log of ours.
export	Give histories out: all of them, those asked for, or the one that is obvious.
publish	Write the status page: a folder of plain files for any web host.
open	Open an incident, or plan a maintenance.
update	Add a line to the timeline.
close	Close an incident: its servers are up again.
reopen	Open a closed incident again.
list	List incidents: open ones and the latest closed.
show	Show an incident: facts, servers, timeline.
postmortem	Print, edit, store or publish the post-mortem.
status	Show the board: what is open, and every server.
edit	Correct an incident, or one of its lines.
undo	Take your last command back, then the one before.
check	Tell what wants mending, and how.
redact	Take a secret out of a line for good.
run	Run a command, and put it on the timeline.
demo	Play an outage in a throw-away database.
completion	Complete words at TAB: print a shell'"'"'s script, or install it.
action	add, done, drop, reopen, edit, list
db	info, check, backup, copy, rebuild, sync
server	list, show, set
template	list, show' ;;
        action) REPLY='add	Add an action to an incident: something to be done, so that it does not happen again.
done	Mark actions as done.
drop	Give an action up, and say why.
reopen	Open actions again that were done or dropped.
edit	Change what an action says, who owns it, by when; "none" takes a value back.
list	List the actions of all incidents: the overdue first, then by due and by priority.' ;;
        db) REPLY='info	Tell where the database is, what it holds and which settings are in force.
check	Check the file, the log'"'"'s own sequence, and that the tables tell what the log tells.
backup	Copy the database to a new file; safe while others write.
copy	Copy a tracker, row by row: from a file to a PostgreSQL server, back, or into another file.
rebuild	Derive every table again from the log.
sync	Send what was kept while the server was away.' ;;
        server) REPLY='list	List the servers with their states.
show	Show one server: its uptime of the last 90 days, its states and its incidents.
set	Set server states apart from any incident.' ;;
        template) REPLY='list	List the templates with their titles.
show	Print a template as it stands in its file.' ;;
    esac
}

# The options of the command $1.
_incident_options() {
    REPLY=
    case $1 in
        '') REPLY='--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--version	Print the version.
--help	Tell how it is used.' ;;
        stats) REPLY='--since	Only those that began then or later; left out, the last 90 days.
--until	Only those that began before this time.
--server	Only those that touched this server.
--per	Tell them apart by this.
--csv	Answer as CSV, a row for each group.
--markdown	Answer as Markdown.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        import) REPLY='--format	How to read it; left out, it is told from the file.
--into	The incident that a pasted log belongs to, where it is not obvious.
--infer	Take server states from phrases that leave no doubt, such as "it is up again".
--dry-run	Say what would be done, and do nothing.
--yes	Do not ask.
--quiet	Answer with the id only.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        export) REPLY='--all	Every incident.
--server	Only those that touched this server.
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--severity	SEV1 to SEV5, or 1 to 5.
--impact	none, minor, major, critical; left out, from the worst server state.
--tag	Only those with this tag.
--since	Only those going on after this time.
--until	Only those that began before this time.
--grep	Only those in which these words occur.
--no-postmortem	Only those without a post-mortem.
--format	How to write it; left out, -o FILE tells it.
--output	Write it to a file; Markdown and pictures also into a folder.
--public	Leave internal lines and authors out.
--force	Write over files that are there.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        publish) REPLY='--url	The address of the site, for feeds and JSON: https://…
--title	The title of the site.
--days	Days of uptime in the bars; 90, 366 at the most.
--public	Public lines only, as always here.
--force	Write over files that this program did not make.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        open) REPLY='--server	A server'"'"'s state: up, degraded, partial, down, maintenance (a,b=down sets several).
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--file	Read the text from a file; - is standard input.
--edit	Write the text in the editor.
--template	Fill in a template, and take its text.
--maintenance	A planned maintenance; needs --from and --until or --for.
--from	Planned beginning of a maintenance.
--until	Planned end of a maintenance.
--for	Planned length of a maintenance: 90m, 2h.
--impact-start	When users were first hurt.
--detected	When it was noticed; left out, its beginning.
--impact	none, minor, major, critical; left out, from the worst server state.
--severity	SEV1 to SEV5, or 1 to 5.
--tag	A tag; a,b are two.
--link	A link that belongs to it.
--number	Its number, if that was never given.
--label	The noun before the number, such as "Operation".
--relates-to	Another incident that has to do with it; both will show it.
--key	Makes a retry harmless: the same command with the same key is stored once.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        update) REPLY='--incident	The incident'"'"'s number.
--server	A server'"'"'s state: up, degraded, partial, down, maintenance (a,b=down sets several).
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--file	Read the text from a file; - is standard input.
--edit	Write the text in the editor.
--template	Fill in a template, and take its text.
--note	An internal note, never in public output.
--guess	Mark it as a hypothesis.
--link	A link that belongs to it.
--key	Makes a retry harmless: the same command with the same key is stored once.
--each-line	Add each line of standard input as one of its own, as it arrives.
--no-outbox	Fail where the server cannot be reached, rather than keep it and send it later.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        close) REPLY='--incident	The incident'"'"'s number.
--server	A server'"'"'s state: up, degraded, partial, down, maintenance (a,b=down sets several).
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--file	Read the text from a file; - is standard input.
--edit	Write the text in the editor.
--keep	Leave its servers in the state they are in.
--residual	A risk that stays, kept on the board.
--duplicate-of	The incident that it turned out to be; both will show it.
--link	A link that belongs to it.
--key	Makes a retry harmless: the same command with the same key is stored once.
--no-outbox	Fail where the server cannot be reached, rather than keep it and send it later.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        reopen) REPLY='--incident	The incident'"'"'s number.
--server	A server'"'"'s state: up, degraded, partial, down, maintenance (a,b=down sets several).
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--file	Read the text from a file; - is standard input.
--edit	Write the text in the editor.
--link	A link that belongs to it.
--key	Makes a retry harmless: the same command with the same key is stored once.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        list) REPLY='--server	Only those that touched this server.
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--severity	SEV1 to SEV5, or 1 to 5.
--impact	none, minor, major, critical; left out, from the worst server state.
--tag	Only those with this tag.
--since	Only those going on after this time.
--until	Only those that began before this time.
--grep	Only those in which these words occur.
--no-postmortem	Only those without a post-mortem.
--limit	At most so many.
--sort	began, ended, updated, id, severity, impact, title.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        show) REPLY='--incident	The incident'"'"'s number.
--reverse	Latest line first.
--public	Leave internal lines and authors out.
--kind	Only lines of this kind: update, note, command, postmortem.
--history	Who changed what, when, from what to what; what was undone as well.
--watch	Stay, and draw it again whenever it changes; q ends it.
--as-of	As it was known at a time: 10:26, -15m, ISO 8601.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        postmortem) REPLY='--incident	The incident'"'"'s number.
--template	After what a new one is made; FILE is one of your own.
--edit	Write the text in the editor.
--file	Read the text from a file; - is standard input.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--status	How far it is.
--publish	Put it on the timeline, dated by -t.
--public	Leave internal lines and authors out.
--output	Write it to a new file.
--force	Write over files that are there.
--quiet	Answer with the id only.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        status) REPLY='--days	The uptime of the last N days as well, 366 at the most.
--exit-code	Exit with 10 when something is wrong, else 0.
--watch	Stay, and draw it again whenever it changes; q ends it.
--prompt	A few words for a shell'"'"'s prompt or a status bar; nothing when all is calm.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        edit) REPLY='--incident	The incident'"'"'s number.
--server	What a line says of a server, instead of what it said; NAME=none takes it back.
--status	investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.
--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--file	Read the text from a file; - is standard input.
--edit	Write the text in the editor.
--note	An internal note, never in public output.
--public	Make an internal note public.
--guess	Mark it as a hypothesis.
--no-guess	Mark a line as no hypothesis.
--retract	Strike a line through, with the reason.
--delete	Take a line away, as if it had never been written.
--move	Move a line to the incident that it belongs to.
--began	Its beginning.
--ended	Its end.
--impact-start	When users were first hurt.
--detected	When it was noticed; left out, its beginning.
--acknowledged	When somebody took it; left out, the first line after the opening.
--from	Planned beginning of a maintenance.
--until	Planned end of a maintenance.
--impact	none, minor, major, critical; left out, from the worst server state.
--severity	SEV1 to SEV5, or 1 to 5.
--label	The noun before the number, such as "Operation".
--zone	The zone of the place where it happened.
--tag	A tag; a,b are two.
--link	A link that belongs to it.
--residual	A risk that stays, kept on the board.
--relates-to	Another incident that has to do with it; both will show it.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        undo) REPLY='--dry-run	Say what would be done, and do nothing.
--redo	Take the last undo back.
--yes	Do not ask.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        check) REPLY='--incident	The incident'"'"'s number.
--exit-code	Exit with 10 when something is wrong, else 0.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        redact) REPLY='--text	Only this string; left out, the line'"'"'s whole text.
--yes	Do not ask.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        run) REPLY='--incident	The incident'"'"'s number.
--quiet	Say nothing besides what the command says.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        demo) REPLY='--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        completion) REPLY='--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action add') REPLY='--incident	The incident'"'"'s number.
--message	What is to be done.
--owner	Who will do it.
--due	By when: friday, 2014-02-20, +2w; late once that day is over.
--kind	What for: to notice it sooner, to shorten it, to keep it from happening, to work otherwise.
--priority	P1 to P4, or 1 to 4.
--key	Makes a retry harmless: the same command with the same key is stored once.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action done') REPLY='--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action drop') REPLY='--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action reopen') REPLY='--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action edit') REPLY='--message	What is to be done.
--owner	Who will do it.
--due	By when: friday, 2014-02-20, +2w; late once that day is over.
--kind	What for: to notice it sooner, to shorten it, to keep it from happening, to work otherwise.
--priority	P1 to P4, or 1 to 4.
--quiet	Answer with the id only.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'action list') REPLY='--incident	The incident'"'"'s number.
--owner	Only those of this person; none: of nobody.
--kind	Only those of this kind.
--overdue	Only those whose day is over.
--csv	Answer with comma-separated values, for a spreadsheet.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db info') REPLY='--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db check') REPLY='--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db backup') REPLY='--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db copy') REPLY='--dry-run	Say what would be done, and do nothing.
--quiet	Say nothing but what went wrong.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db rebuild') REPLY='--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'db sync') REPLY='--dry-run	Say what would be done, and do nothing.
--drop	Take one out of the outbox for good, and print its text.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'server list') REPLY='--all	Retired ones too.
--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'server show') REPLY='--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'server set') REPLY='--at	When it happened: 10:26, -15m, '"'"'yesterday 23:50'"'"', ISO 8601.
--message	The text.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'template list') REPLY='--header	Begin tab-separated output with the names of the columns.
--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
        'template show') REPLY='--json	Answer with one JSON object.
--db	The database: a file, or postgresql://… [INCIDENT_DB]
--tz	The zone of times read and shown. [INCIDENT_TZ]
--date-order	How to read 02/10/2014. [INCIDENT_DATE_ORDER]
--by	Who writes. [INCIDENT_USER]
--help	Tell how it is used.' ;;
    esac
}

# What the value of option $2 of the command $1 completes.
_incident_value() {
    REPLY=
    case $1:$2 in
        open:--until) REPLY=plans ;;
        edit:--until) REPLY=plans ;;
        stats:-s) REPLY=servers ;;
        export:-s) REPLY=servers ;;
        list:-s) REPLY=servers ;;
        stats:--server) REPLY=servers ;;
        export:--server) REPLY=servers ;;
        list:--server) REPLY=servers ;;
        export:--format) REPLY='@jsonl @json @statuspage @page @atom @markdown @svg @csv @csv-lines @ics' ;;
        postmortem:--status) REPLY='@draft @in_review @published' ;;
        postmortem:--template) REPLY='@sre @short files' ;;
        update:-i) REPLY=open ;;
        close:-i) REPLY=open ;;
        reopen:-i) REPLY=closed ;;
        run:-i) REPLY=open ;;
        update:--incident) REPLY=open ;;
        close:--incident) REPLY=open ;;
        reopen:--incident) REPLY=closed ;;
        run:--incident) REPLY=open ;;
        show:--kind) REPLY=entry_kinds ;;
        *:--db|*:-o|*:--output|*:-F|*:--file) REPLY=files ;;
        *:--tz|*:--zone) REPLY=zones ;;
        *:--date-order) REPLY='@mdy @dmy' ;;
        *:--since|*:--until|*:-t|*:--at|*:--impact-start|*:--detected|*:--as-of|*:--began|*:--ended|*:--acknowledged) REPLY=times ;;
        *:-s|*:--server) REPLY=assignments ;;
        *:--per) REPLY='@server @severity @month @week @tag' ;;
        *:--format) REPLY='@jsonl @json @statuspage @cstate @page @atom @log' ;;
        *:--into|*:--relates-to|*:-i|*:--incident|*:--move) REPLY=ids ;;
        *:-S|*:--status) REPLY=statuses ;;
        *:--severity) REPLY=severities ;;
        *:--impact) REPLY=impacts ;;
        *:--tag) REPLY=tags ;;
        *:--template) REPLY=templates ;;
        *:--from) REPLY=plans ;;
        *:--for) REPLY=durations ;;
        *:--duplicate-of) REPLY=open ;;
        *:--sort) REPLY=sorts ;;
        *:--kind) REPLY='@detect @mitigate @prevent @process' ;;
        *:--due) REPLY=days ;;
        *:--priority) REPLY=priorities ;;
    esac
}

# What the word at place $2 (from 0) of the command $1 completes.
_incident_place() {
    REPLY=
    case $1:$2 in
        import:0) REPLY=files ;;
        import:0) ;;
        import:*) REPLY=files ;;
        export:0) REPLY=ids ;;
        publish:0) REPLY=folders ;;
        update:0) REPLY=open ;;
        close:0) REPLY=open ;;
        reopen:0) REPLY=closed ;;
        list:0) REPLY='@open @closed @all @maintenance' ;;
        show:0) REPLY=ids ;;
        postmortem:0) REPLY='ids @list' ;;
        postmortem:0) ;;
        postmortem:*) REPLY=@list ;;
        status:0) REPLY=servers ;;
        status:0) ;;
        status:*) REPLY=servers ;;
        edit:0) REPLY=addresses ;;
        check:0) REPLY=ids ;;
        redact:0) REPLY='entries actions' ;;
        run:*) REPLY=programs ;;
        completion:0) REPLY='@bash @zsh @fish @install' ;;
        completion:1) REPLY='@bash @zsh @fish' ;;
        completion:0|completion:1) ;;
        completion:*) REPLY='@bash @zsh @fish' ;;
        'action add:0') REPLY=ids ;;
        'action done:0') REPLY=actions ;;
        'action done:0') ;;
        'action done':*) REPLY=actions ;;
        'action drop:0') REPLY=actions ;;
        'action reopen:0') REPLY=over ;;
        'action reopen:0') ;;
        'action reopen':*) REPLY=over ;;
        'action edit:0') REPLY=actions ;;
        'action list:0') REPLY='@open @done @dropped @all' ;;
        'db backup:0') REPLY=files ;;
        'db copy:0') REPLY=files ;;
        'db copy:1') REPLY=files ;;
        'server show:0') REPLY=servers ;;
        'server set:0') REPLY=assignments ;;
        'server set:0') ;;
        'server set':*) REPLY=assignments ;;
        'template show:0') REPLY=templates ;;
    esac
}

# The words of a kind that never change.
_incident_words() {
    REPLY=
    case $1 in
        states) REPLY='down	major outage
partial	partial outage
degraded	degraded performance
maintenance	under maintenance
up	operational' ;;
        statuses) REPLY='investigating	the cause is not known
identified	the cause is known
monitoring	it works, and is watched
resolved	it is over
scheduled	maintenance: planned
in_progress	maintenance: going on
verifying	maintenance: being checked
completed	maintenance: done
cancelled	maintenance: called off' ;;
        impacts) REPLY='none
minor
major
critical' ;;
        severities) REPLY='SEV1
SEV2
SEV3
SEV4
SEV5' ;;
        entry_kinds) REPLY='update
note
command
postmortem' ;;
        sorts) REPLY='began
ended
updated
id
severity
impact
title' ;;
        times) REPLY='now	this moment
-5m	5 minutes ago
-15m	15 minutes ago
-30m	half an hour ago
-1h	an hour ago
-1d	a day ago
-7d	a week ago
yesterday	at midnight' ;;
        plans) REPLY='now	this moment
+1h	in an hour
+2h	in two hours
tomorrow 06:00
tomorrow 22:00' ;;
        days) REPLY='today
tomorrow
friday
+1w	in a week
+2w	in two weeks
+30d	in 30 days' ;;
        priorities) REPLY='P1	now
P2	next
P3	later
P4	some day' ;;
        durations) REPLY='30m
1h
2h
4h
8h
1d' ;;
    esac
}

# Whether option $1 takes a value.
_incident_takes() {
    case $1 in
        --acknowledged|--as-of|--at|--began|--by|--date-order|--days|--db|--detected|--drop|--due|--duplicate-of|--ended|--file|--for|--format|--from|--grep|--impact|--impact-start|--incident|--into|--key|--kind|--label|--limit|--link|--message|--move|--number|--output|--owner|--per|--priority|--relates-to|--residual|--retract|--server|--severity|--since|--sort|--status|--tag|--template|--text|--title|--tz|--until|--url|--zone|-F|-S|-g|-i|-m|-o|-s|-t) return 0 ;;
    esac
    return 1
}

# The word $1 as the shell would read it, in REPLY, without running anything in it; in `open` the quote that is open.
_incident_unquote() {
    local i char
    REPLY='' open=''
    for ((i = 0; i < ${#1}; i++)); do
        char=${1:i:1}
        if [[ $open == "'" && $char != "'" ]]; then
            REPLY+=$char
        elif [[ $char == \\ ]]; then
            ((i++))
            # Between double quotes a backslash stays before all but these.
            [[ $open && ${1:i:1} != [\$\`\"\\] ]] && REPLY+=\\
            REPLY+=${1:i:1}
        elif [[ $open && $char == "$open" ]]; then
            open=''
        elif [[ ! $open && $char == [\'\"] ]]; then
            open=$char
        else
            REPLY+=$char
        fi
    done
}

# Read the words before the cursor: which command it is, how many words it has, which option waits for its value.
_incident_read() {
    local i word rest open
    path='' place=0 wants='' ended='' db=''
    for ((i = 1; i < ${#words[@]} - 1; i++)); do
        _incident_unquote "${words[i]}"
        word=$REPLY
        if [[ $wants ]]; then
            if [[ $wants == --db ]]; then
                db=$word
                [[ ${words[i]} == '~/'* ]] && db=$HOME/${word:2}
            fi
            wants=''
        elif [[ $ended ]]; then
            ((place++))
        elif [[ $word == -- ]]; then
            ended=1
        elif [[ $word == --*=* ]]; then
            [[ $word == --db=* ]] && db=${word#*=}
        elif [[ $word == --* ]]; then
            _incident_takes "$word" && wants=$word
        elif [[ $word == -?* ]]; then
            # -qs NAME: the first letter that takes a value ends the cluster.
            for ((rest = 1; rest < ${#word}; rest++)); do
                if _incident_takes "-${word:rest:1}"; then
                    ((rest == ${#word} - 1)) && wants=-${word:rest:1}
                    break
                fi
            done
        else
            _incident_commands "$path"
            if [[ $REPLY ]]; then
                case $path:$word in
                    :stats) path=stats ;;
        :import) path=import ;;
        :export) path=export ;;
        :publish) path=publish ;;
        :open|:o) path=open ;;
        :update|:u) path=update ;;
        :close|:c) path=close ;;
        :reopen) path=reopen ;;
        :list|:l) path=list ;;
        :show|:s) path=show ;;
        :postmortem|:p) path=postmortem ;;
        :status) path=status ;;
        :edit) path=edit ;;
        :undo) path=undo ;;
        :check) path=check ;;
        :redact) path=redact ;;
        :run) path=run ;;
        :demo) path=demo ;;
        :completion) path=completion ;;
        action:add) path='action add' ;;
        action:done) path='action done' ;;
        action:drop) path='action drop' ;;
        action:reopen) path='action reopen' ;;
        action:edit) path='action edit' ;;
        action:list) path='action list' ;;
        db:info) path='db info' ;;
        db:check) path='db check' ;;
        db:backup) path='db backup' ;;
        db:copy) path='db copy' ;;
        db:rebuild) path='db rebuild' ;;
        db:sync) path='db sync' ;;
        server:list) path='server list' ;;
        server:show) path='server show' ;;
        server:set) path='server set' ;;
        template:list) path='template list' ;;
        template:show) path='template show' ;;
        :action) path=action ;;
        :db) path=db ;;
        :server) path=server ;;
        :template) path=template ;;
                    *) return 1 ;;
                esac
            else
                ((place++))
                # From its first word on, the command line that follows has options of its own.
                case $path in
                    run) ended=1 ;;
                esac
            fi
        fi
    done
}

# Offer the word $1, about which $2 is said, if it begins with what was typed.
_incident_add() {
    if [[ $1 == "$value"* ]]; then
        values+=("$head$1")
        abouts+=("$2")
    fi
}

# Offer the words of the lines on standard input: a word, a tab, what it means. $1 goes behind each word.
_incident_add_lines() {
    local line about
    while IFS= read -r line; do
        about=''
        [[ $line == *$'\t'* ]] && about=${line#*$'\t'}
        [[ $line ]] && _incident_add "${line%%$'\t'*}$1" "$about"
    done
}

# Ask the database for words of kind $1; $2 goes behind each. Nothing it says is run.
_incident_ask() {
    local program=incident about line
    [[ ${words[0]} == */* ]] && program=${words[0]/#'~/'/$HOME/}
    while IFS= read -r line; do
        about=''
        [[ $line == *$'\t'* ]] && about=${line#*$'\t'}
        # Names are found in any case: the answer is not looked through again.
        if [[ $line ]]; then
            values+=("$head${line%%$'\t'*}${2-}")
            abouts+=("$about")
        fi
    done < <("$program" ${db:+--db "$db"} __complete "$1" -- "$value" 2>/dev/null </dev/null)
}

# Offer the words of the kinds $@ for `value`; what stands before it in the same word is in `head`.
_incident_offer() {
    local kind
    for kind; do
        case $kind in
            @*) _incident_add "${kind#@}" '' ;;
            assignments)
                if [[ $value == *=* ]]; then
                    head+=${value%=*}= value=${value##*=}
                    _incident_offer states
                else
                    _incident_several
                    _incident_ask servers =
                fi
                ;;
            tags)
                _incident_several
                _incident_ask tags
                ;;
            ids|open|closed|addresses|entries|actions|over|servers|tags|zones|templates) _incident_ask "$kind" ;;
            files) _incident_files -f ;;
            folders) _incident_files -d ;;
            programs) _incident_programs ;;
            *)
                _incident_words "$kind"
                _incident_add_lines '' <<<"$REPLY"
                ;;
        esac
    done
}

# Of a,b,c only the last is completed.
_incident_several() {
    if [[ $value == *,* ]]; then
        head+=${value%,*}, value=${value##*,}
    fi
}

# Readline's own completion of file names knows best about quotes and ~.
_incident_files() {
    local kind=default
    [[ $1 == -d ]] && kind=dirnames
    if ! compopt -o "$kind" 2>/dev/null; then
        _incident_add_lines '' < <(compgen "$1" -- "$value")
    fi
}

# A command line of its own: the name of a program, then whatever that program completes.
_incident_programs() {
    if ((place == 0)); then
        _incident_add_lines '' < <(compgen -c -- "$value" | sort -u)
    else
        _incident_files -f
    fi
}

# Put the candidates into COMPREPLY, quoted for the place where they go.
_incident_reply() {
    local i item about before=$1 quote=$2 titles='' longest=0 blanks=''
    local -a spoken=()
    # Listing (TAB twice) shows what the words mean. They are apart by plain spaces, which no quoted word holds,
    # so that the common beginning, which readline inserts, never reaches into a title.
    [[ ! $quote && ${#values[@]} -gt 1 && ${COMP_TYPE-} == @(63|33|64) ]] && titles=1
    for ((i = 0; i < ${#values[@]}; i++)); do
        item=${values[i]:${#before}}
        case $quote in
            '') [[ $item ]] && printf -v item %q "$item" && item=${item//\\,/,} ;;
            \")
                [[ $item == *!* ]] && continue # between double quotes nothing keeps ! from the history
                item=${item//\\/\\\\} item=${item//\"/\\\"} item=${item//\$/\\\$} item=${item//\`/\\\`}
                ;;
            *) [[ $item == *\'* ]] && continue ;;
        esac
        ((${#item} > longest)) && longest=${#item}
        COMPREPLY+=("$item")
        spoken+=("${abouts[i]}")
    done
    if [[ $titles ]]; then
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
            printf -v blanks '%*s' $((longest - ${#COMPREPLY[i]} + 2)) ''
            about=${spoken[i]:0:${COLUMNS:-80} - longest - 3}
            [[ $about ]] && COMPREPLY[i]+=$blanks$about
        done
    fi
    compopt -o nosort 2>/dev/null
    [[ ${values[0]-} == *[=.] ]] && compopt -o nospace 2>/dev/null
    return 0
}

_incident() {
    local -a words=() values=() abouts=()
    local IFS=$' \t\n' REPLY='' open='' head='' value='' piece='' blank i
    local path place wants ended db line=${COMP_LINE:0:COMP_POINT}
    COMPREPLY=()

    # The words up to the cursor, those that were cut at = and : put together again.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blank=${line%%[![:space:]]*}
        line=${line#"$blank"}
        piece=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && piece=$line
        line=${line#"$piece"}
        if [[ $i -gt 0 && ! $blank ]]; then
            words[${#words[@]} - 1]+=$piece
        else
            words+=("$piece")
        fi
    done
    # What readline will replace is the last piece, or nothing where that is a mark like = itself.
    [[ $piece && ! ${piece//["$COMP_WORDBREAKS"]/} && $piece != [\'\"] ]] && piece=''
    local raw=${words[${#words[@]} - 1]}
    _incident_unquote "${raw%"$piece"}"
    local before=$REPLY
    _incident_read || return 0

    _incident_unquote "$raw"
    value=$REPLY
    local quote=$open
    if [[ $wants ]]; then
        _incident_value "$path" "$wants"
    elif [[ ! $ended && $value == --*=* ]]; then
        head=${value%%=*}= value=${value#*=}
        _incident_value "$path" "${head%=}"
    elif [[ ! $ended && $value == -[!-]?* ]] && _incident_takes "${value:0:2}"; then
        head=${value:0:2} value=${value:2}
        _incident_value "$path" "$head"
    elif [[ ! $ended && $value == -* ]]; then
        _incident_options "$path"
        _incident_add_lines '' <<<"$REPLY"
        _incident_reply "$before" "$quote"
        return 0
    else
        _incident_commands "$path"
        if [[ $REPLY ]]; then
            _incident_add_lines '' <<<"$REPLY"
            REPLY=''
        else
            _incident_place "$path" "$place"
        fi
    fi
    _incident_offer $REPLY
    _incident_reply "$before" "$quote"
}
complete -F _incident incident
