# fish completion for incident
# Completion of incident, made by incident itself: `incident completion install` writes it again.

# Read the words before the cursor: which command it is, how many words it has, which database is named.
function __incident_read
    set -l line (commandline -pc)
    # Every condition below asks; the line is read once.
    if set -q __incident_seen; and test "$__incident_seen" = "$line"
        return
    end
    set -g __incident_seen $line
    set -g __incident_path ''
    set -g __incident_place 0
    set -g __incident_db
    set -g __incident_program incident
    set -l valued --acknowledged --as-of --at --began --by --date-order --days --db --detected --drop --due --duplicate-of --ended --file --for --format --from --grep --impact --impact-start --incident --into --key --kind --label --limit --link --message --move --number --output --owner --per --priority --relates-to --residual --retract --server --severity --since --sort --status --tag --template --text --title --tz --until --url --zone -F -S -g -i -m -o -s -t
    set -l words (commandline -opc)
    set -l wants ''
    set -l ended ''
    if string match -q '*/*' -- $words[1]
        set -g __incident_program (string replace -r '^~/' "$HOME/" -- $words[1])
    end
    for word in $words[2..-1]
        if test -n "$wants"
            test "$wants" = --db; and set -g __incident_db --db (string replace -r '^~/' "$HOME/" -- $word)
            set wants ''
        else if test -n "$ended"
            set -g __incident_place (math $__incident_place + 1)
        else if test "$word" = --
            set ended yes
        else if string match -q -- '--*=*' $word
            string match -q -- '--db=*' $word; and set -g __incident_db --db (string replace -- --db= '' $word)
        else if string match -q -- '--*' $word
            contains -- $word $valued; and set wants $word
        else if string match -qr -- '^-.' $word
            # -qs NAME: the first letter that takes a value ends the cluster.
            set -l letters (string split '' -- (string sub -s 2 -- $word))
            for index in (seq (count $letters))
                if contains -- -$letters[$index] $valued
                    test $index -eq (count $letters); and set wants -$letters[$index]
                    break
                end
            end
        else
            switch "$__incident_path:$word"
                case ':stats'
                    set -g __incident_path 'stats'
                case ':import'
                    set -g __incident_path 'import'
                case ':export'
                    set -g __incident_path 'export'
                case ':publish'
                    set -g __incident_path 'publish'
                case ':open' ':o'
                    set -g __incident_path 'open'
                case ':update' ':u'
                    set -g __incident_path 'update'
                case ':close' ':c'
                    set -g __incident_path 'close'
                case ':reopen'
                    set -g __incident_path 'reopen'
                case ':list' ':l'
                    set -g __incident_path 'list'
                case ':show' ':s'
                    set -g __incident_path 'show'
                case ':postmortem' ':p'
                    set -g __incident_path 'postmortem'
                case ':status'
                    set -g __incident_path 'status'
                case ':edit'
                    set -g __incident_path 'edit'
                case ':undo'
                    set -g __incident_path 'undo'
                case ':check'
                    set -g __incident_path 'check'
                case ':redact'
                    set -g __incident_path 'redact'
                case ':run'
                    set -g __incident_path 'run'
                case ':demo'
                    set -g __incident_path 'demo'
                case ':completion'
                    set -g __incident_path 'completion'
                case 'action:add'
                    set -g __incident_path 'action add'
                case 'action:done'
                    set -g __incident_path 'action done'
                case 'action:drop'
                    set -g __incident_path 'action drop'
                case 'action:reopen'
                    set -g __incident_path 'action reopen'
                case 'action:edit'
                    set -g __incident_path 'action edit'
                case 'action:list'
                    set -g __incident_path 'action list'
                case 'db:info'
                    set -g __incident_path 'db info'
                case 'db:check'
                    set -g __incident_path 'db check'
                case 'db:backup'
                    set -g __incident_path 'db backup'
                case 'db:copy'
                    set -g __incident_path 'db copy'
                case 'db:rebuild'
                    set -g __incident_path 'db rebuild'
                case 'db:sync'
                    set -g __incident_path 'db sync'
                case 'server:list'
                    set -g __incident_path 'server list'
                case 'server:show'
                    set -g __incident_path 'server show'
                case 'server:set'
                    set -g __incident_path 'server set'
                case 'template:list'
                    set -g __incident_path 'template list'
                case 'template:show'
                    set -g __incident_path 'template show'
                case ':action'
                    set -g __incident_path 'action'
                case ':db'
                    set -g __incident_path 'db'
                case ':server'
                    set -g __incident_path 'server'
                case ':template'
                    set -g __incident_path 'template'
                case '*'
                    set -g __incident_place (math $__incident_place + 1)
                    # From its first word on, the command line that follows has options of its own.
                    contains -- "$__incident_path" 'run'; and set ended yes
            end
        end
    end
end

# Whether the line is about command $argv[1], and the word under the cursor at place $argv[2] (from 0; 1+: or later).
function __incident_at
    __incident_read
    test "$__incident_path" = "$argv[1]"; or return 1
    if not set -q argv[2]
        # A word that is no command: nothing is known about what follows.
        contains -- "$argv[1]" '' 'action' 'db' 'server' 'template'; and test $__incident_place -gt 0; and return 1
        return 0
    end
    if string match -q '*+' -- $argv[2]
        test $__incident_place -ge (string trim -r -c + -- $argv[2])
    else
        test $__incident_place -eq $argv[2]
    end
end

# What is typed of the value under the cursor, as the program would get it.
function __incident_typed
    set -l raw (commandline -ct)
    set -l typed (string unescape -- $raw 2>/dev/null)
    or set typed (string replace -ra '[\\\\\'"]' '' -- $raw)
    string match -q -- '--*=*' "$typed"; and set typed (string replace -r -- '^--[^=]*=' '' $typed)
    string match -qr -- '^-[^-=]' "$typed"; and set typed (string sub -s 3 -- $typed)
    printf '%s' "$typed"
end

# Words of a kind that the database knows. They are data: nothing in them is run or expanded.
function __incident_ask
    $__incident_program $__incident_db __complete $argv[1] -- "$argv[2]" 2>/dev/null </dev/null
end

# The words of a kind that never change.
function __incident_words
    switch $argv[1]
        case states
            printf '%s\n' 'down	major outage' 'partial	partial outage' 'degraded	degraded performance' 'maintenance	under maintenance' 'up	operational'
        case statuses
            printf '%s\n' 'investigating	the cause is not known' 'identified	the cause is known' 'monitoring	it works, and is watched' 'resolved	it is over' 'scheduled	maintenance: planned' 'in_progress	maintenance: going on' 'verifying	maintenance: being checked' 'completed	maintenance: done' 'cancelled	maintenance: called off'
        case impacts
            printf '%s\n' 'none' 'minor' 'major' 'critical'
        case severities
            printf '%s\n' 'SEV1' 'SEV2' 'SEV3' 'SEV4' 'SEV5'
        case entry_kinds
            printf '%s\n' 'update' 'note' 'command' 'postmortem'
        case sorts
            printf '%s\n' 'began' 'ended' 'updated' 'id' 'severity' 'impact' 'title'
        case times
            printf '%s\n' 'now	this moment' '-5m	5 minutes ago' '-15m	15 minutes ago' '-30m	half an hour ago' '-1h	an hour ago' '-1d	a day ago' '-7d	a week ago' 'yesterday	at midnight'
        case plans
            printf '%s\n' 'now	this moment' '+1h	in an hour' '+2h	in two hours' 'tomorrow 06:00' 'tomorrow 22:00'
        case days
            printf '%s\n' 'today' 'tomorrow' 'friday' '+1w	in a week' '+2w	in two weeks' '+30d	in 30 days'
        case priorities
            printf '%s\n' 'P1	now' 'P2	next' 'P3	later' 'P4	some day'
        case durations
            printf '%s\n' '30m' '1h' '2h' '4h' '8h' '1d'
    end
end

# The words of the kinds $argv for the value under the cursor.
function __incident_value
    __incident_read
    set -l typed (__incident_typed)
    set -l head (string match -r -- '^.*,' "$typed")
    for kind in $argv
        switch $kind
            case '@*'
                string sub -s 2 -- $kind
            case assignments
                if string match -q -- '*=*' "$typed"
                    set head (string match -r -- '^.*=' "$typed")
                    for word in (__incident_words states)
                        printf '%s%s\n' "$head" $word
                    end
                else
                    for word in (__incident_ask servers (string replace -r -- '^.*,' '' "$typed"))
                        set -l about (string split -m 1 \t -- $word)
                        printf '%s%s=\t%s\n' "$head" $about[1] "$about[2]"
                    end
                end
            case tags
                for word in (__incident_ask tags (string replace -r -- '^.*,' '' "$typed"))
                    printf '%s%s\n' "$head" $word
                end
            case ids open closed addresses entries actions over servers tags zones templates
                __incident_ask $kind "$typed"
            case files folders
                __fish_complete_path "$typed"
            case '*'
                __incident_words $kind
        end
    end
end

# A command line of its own: the name of a program, then whatever that program completes.
function __incident_program
    __incident_read
    set -l words (commandline -opc)
    set -l begun
    test $__incident_place -gt 0; and set begun (string escape -- $words[(math -$__incident_place)..-1])
    complete -C (string join ' ' -- $begun (commandline -ct))
end

complete -c incident -f
complete -c incident -n '__incident_at \'\'' -a stats -d 'Figures over many incidents: MTTD, MTTA, MTTM, MTTR, silences, repeat offenders.'
complete -c incident -n '__incident_at \'\'' -a import -d 'Take in histories: a status page\'s JSON, cState, Atom, an operation page, a pasted log, a whole log of ours.'
complete -c incident -n '__incident_at \'\'' -a export -d 'Give histories out: all of them, those asked for, or the one that is obvious.'
complete -c incident -n '__incident_at \'\'' -a publish -d 'Write the status page: a folder of plain files for any web host.'
complete -c incident -n '__incident_at \'\'' -a open -d 'Open an incident, or plan a maintenance.'
complete -c incident -n '__incident_at \'\'' -a update -d 'Add a line to the timeline.'
complete -c incident -n '__incident_at \'\'' -a close -d 'Close an incident: its servers are up again.'
complete -c incident -n '__incident_at \'\'' -a reopen -d 'Open a closed incident again.'
complete -c incident -n '__incident_at \'\'' -a list -d 'List incidents: open ones and the latest closed.'
complete -c incident -n '__incident_at \'\'' -a show -d 'Show an incident: facts, servers, timeline.'
complete -c incident -n '__incident_at \'\'' -a postmortem -d 'Print, edit, store or publish the post-mortem.'
complete -c incident -n '__incident_at \'\'' -a status -d 'Show the board: what is open, and every server.'
complete -c incident -n '__incident_at \'\'' -a edit -d 'Correct an incident, or one of its lines.'
complete -c incident -n '__incident_at \'\'' -a undo -d 'Take your last command back, then the one before.'
complete -c incident -n '__incident_at \'\'' -a check -d 'Tell what wants mending, and how.'
complete -c incident -n '__incident_at \'\'' -a redact -d 'Take a secret out of a line for good.'
complete -c incident -n '__incident_at \'\'' -a run -d 'Run a command, and put it on the timeline.'
complete -c incident -n '__incident_at \'\'' -a demo -d 'Play an outage in a throw-away database.'
complete -c incident -n '__incident_at \'\'' -a completion -d 'Complete words at TAB: print a shell\'s script, or install it.'
complete -c incident -n '__incident_at \'\'' -a action -d 'add, done, drop, reopen, edit, list'
complete -c incident -n '__incident_at \'\'' -a db -d 'info, check, backup, copy, rebuild, sync'
complete -c incident -n '__incident_at \'\'' -a server -d 'list, show, set'
complete -c incident -n '__incident_at \'\'' -a template -d 'list, show'
complete -c incident -n '__incident_at \'action\'' -a add -d 'Add an action to an incident: something to be done, so that it does not happen again.'
complete -c incident -n '__incident_at \'action\'' -a done -d 'Mark actions as done.'
complete -c incident -n '__incident_at \'action\'' -a drop -d 'Give an action up, and say why.'
complete -c incident -n '__incident_at \'action\'' -a reopen -d 'Open actions again that were done or dropped.'
complete -c incident -n '__incident_at \'action\'' -a edit -d 'Change what an action says, who owns it, by when; "none" takes a value back.'
complete -c incident -n '__incident_at \'action\'' -a list -d 'List the actions of all incidents: the overdue first, then by due and by priority.'
complete -c incident -n '__incident_at \'db\'' -a info -d 'Tell where the database is, what it holds and which settings are in force.'
complete -c incident -n '__incident_at \'db\'' -a check -d 'Check the file, the log\'s own sequence, and that the tables tell what the log tells.'
complete -c incident -n '__incident_at \'db\'' -a backup -d 'Copy the database to a new file; safe while others write.'
complete -c incident -n '__incident_at \'db\'' -a copy -d 'Copy a tracker, row by row: from a file to a PostgreSQL server, back, or into another file.'
complete -c incident -n '__incident_at \'db\'' -a rebuild -d 'Derive every table again from the log.'
complete -c incident -n '__incident_at \'db\'' -a sync -d 'Send what was kept while the server was away.'
complete -c incident -n '__incident_at \'server\'' -a list -d 'List the servers with their states.'
complete -c incident -n '__incident_at \'server\'' -a show -d 'Show one server: its uptime of the last 90 days, its states and its incidents.'
complete -c incident -n '__incident_at \'server\'' -a set -d 'Set server states apart from any incident.'
complete -c incident -n '__incident_at \'template\'' -a list -d 'List the templates with their titles.'
complete -c incident -n '__incident_at \'template\'' -a show -d 'Print a template as it stands in its file.'
complete -c incident -n '__incident_at \'\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'\'' -l version -d 'Print the version.'
complete -c incident -n '__incident_at \'\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'stats\'' -l since -x -k -a '(__incident_value times)' -d 'Only those that began then or later; left out, the last 90 days.'
complete -c incident -n '__incident_at \'stats\'' -l until -x -k -a '(__incident_value times)' -d 'Only those that began before this time.'
complete -c incident -n '__incident_at \'stats\'' -s s -l server -x -k -a '(__incident_value servers)' -d 'Only those that touched this server.'
complete -c incident -n '__incident_at \'stats\'' -l per -x -k -a '(__incident_value @server @severity @month @week @tag)' -d 'Tell them apart by this.'
complete -c incident -n '__incident_at \'stats\'' -l csv -d 'Answer as CSV, a row for each group.'
complete -c incident -n '__incident_at \'stats\'' -l markdown -d 'Answer as Markdown.'
complete -c incident -n '__incident_at \'stats\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'stats\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'stats\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'stats\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'stats\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'stats\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'stats\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'import\' 0' -r -F
complete -c incident -n '__incident_at \'import\' 1+' -r -F
complete -c incident -n '__incident_at \'import\'' -l format -x -k -a '(__incident_value @jsonl @json @statuspage @cstate @page @atom @log)' -d 'How to read it; left out, it is told from the file.'
complete -c incident -n '__incident_at \'import\'' -l into -x -k -a '(__incident_value ids)' -d 'The incident that a pasted log belongs to, where it is not obvious.'
complete -c incident -n '__incident_at \'import\'' -l infer -d 'Take server states from phrases that leave no doubt, such as "it is up again".'
complete -c incident -n '__incident_at \'import\'' -l dry-run -d 'Say what would be done, and do nothing.'
complete -c incident -n '__incident_at \'import\'' -s y -l yes -d 'Do not ask.'
complete -c incident -n '__incident_at \'import\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'import\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'import\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'import\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'import\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'import\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'import\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'import\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'export\' 0' -x -k -a '(__incident_value ids)'
complete -c incident -n '__incident_at \'export\'' -l all -d 'Every incident.'
complete -c incident -n '__incident_at \'export\'' -s s -l server -x -k -a '(__incident_value servers)' -d 'Only those that touched this server.'
complete -c incident -n '__incident_at \'export\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'export\'' -l severity -x -k -a '(__incident_value severities)' -d 'SEV1 to SEV5, or 1 to 5.'
complete -c incident -n '__incident_at \'export\'' -l impact -x -k -a '(__incident_value impacts)' -d 'none, minor, major, critical; left out, from the worst server state.'
complete -c incident -n '__incident_at \'export\'' -l tag -x -k -a '(__incident_value tags)' -d 'Only those with this tag.'
complete -c incident -n '__incident_at \'export\'' -l since -x -k -a '(__incident_value times)' -d 'Only those going on after this time.'
complete -c incident -n '__incident_at \'export\'' -l until -x -k -a '(__incident_value times)' -d 'Only those that began before this time.'
complete -c incident -n '__incident_at \'export\'' -s g -l grep -x -d 'Only those in which these words occur.'
complete -c incident -n '__incident_at \'export\'' -l no-postmortem -d 'Only those without a post-mortem.'
complete -c incident -n '__incident_at \'export\'' -l format -x -k -a '(__incident_value @jsonl @json @statuspage @page @atom @markdown @svg @csv @csv-lines @ics)' -d 'How to write it; left out, -o FILE tells it.'
complete -c incident -n '__incident_at \'export\'' -s o -l output -r -F -d 'Write it to a file; Markdown and pictures also into a folder.'
complete -c incident -n '__incident_at \'export\'' -l public -d 'Leave internal lines and authors out.'
complete -c incident -n '__incident_at \'export\'' -l force -d 'Write over files that are there.'
complete -c incident -n '__incident_at \'export\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'export\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'export\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'export\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'export\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'publish\' 0' -x -a '(__fish_complete_directories (commandline -ct))'
complete -c incident -n '__incident_at \'publish\'' -l url -x -d 'The address of the site, for feeds and JSON: https://…'
complete -c incident -n '__incident_at \'publish\'' -l title -x -d 'The title of the site.'
complete -c incident -n '__incident_at \'publish\'' -l days -x -d 'Days of uptime in the bars; 90, 366 at the most.'
complete -c incident -n '__incident_at \'publish\'' -l public -d 'Public lines only, as always here.'
complete -c incident -n '__incident_at \'publish\'' -l force -d 'Write over files that this program did not make.'
complete -c incident -n '__incident_at \'publish\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'publish\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'publish\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'publish\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'publish\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'publish\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'publish\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'open\'' -s s -l server -x -k -a '(__incident_value assignments)' -d 'A server\'s state: up, degraded, partial, down, maintenance (a,b=down sets several).'
complete -c incident -n '__incident_at \'open\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'open\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'open\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'open\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'open\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'open\'' -l template -x -k -a '(__incident_value templates)' -d 'Fill in a template, and take its text.'
complete -c incident -n '__incident_at \'open\'' -l maintenance -d 'A planned maintenance; needs --from and --until or --for.'
complete -c incident -n '__incident_at \'open\'' -l from -x -k -a '(__incident_value plans)' -d 'Planned beginning of a maintenance.'
complete -c incident -n '__incident_at \'open\'' -l until -x -k -a '(__incident_value plans)' -d 'Planned end of a maintenance.'
complete -c incident -n '__incident_at \'open\'' -l for -x -k -a '(__incident_value durations)' -d 'Planned length of a maintenance: 90m, 2h.'
complete -c incident -n '__incident_at \'open\'' -l impact-start -x -k -a '(__incident_value times)' -d 'When users were first hurt.'
complete -c incident -n '__incident_at \'open\'' -l detected -x -k -a '(__incident_value times)' -d 'When it was noticed; left out, its beginning.'
complete -c incident -n '__incident_at \'open\'' -l impact -x -k -a '(__incident_value impacts)' -d 'none, minor, major, critical; left out, from the worst server state.'
complete -c incident -n '__incident_at \'open\'' -l severity -x -k -a '(__incident_value severities)' -d 'SEV1 to SEV5, or 1 to 5.'
complete -c incident -n '__incident_at \'open\'' -l tag -x -k -a '(__incident_value tags)' -d 'A tag; a,b are two.'
complete -c incident -n '__incident_at \'open\'' -l link -x -d 'A link that belongs to it.'
complete -c incident -n '__incident_at \'open\'' -l number -x -d 'Its number, if that was never given.'
complete -c incident -n '__incident_at \'open\'' -l label -x -d 'The noun before the number, such as "Operation".'
complete -c incident -n '__incident_at \'open\'' -l relates-to -x -k -a '(__incident_value ids)' -d 'Another incident that has to do with it; both will show it.'
complete -c incident -n '__incident_at \'open\'' -l key -x -d 'Makes a retry harmless: the same command with the same key is stored once.'
complete -c incident -n '__incident_at \'open\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'open\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'open\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'open\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'open\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'open\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'open\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'update\' 0' -x -k -a '(__incident_value open)'
complete -c incident -n '__incident_at \'update\'' -s i -l incident -x -k -a '(__incident_value open)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'update\'' -s s -l server -x -k -a '(__incident_value assignments)' -d 'A server\'s state: up, degraded, partial, down, maintenance (a,b=down sets several).'
complete -c incident -n '__incident_at \'update\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'update\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'update\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'update\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'update\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'update\'' -l template -x -k -a '(__incident_value templates)' -d 'Fill in a template, and take its text.'
complete -c incident -n '__incident_at \'update\'' -s n -l note -d 'An internal note, never in public output.'
complete -c incident -n '__incident_at \'update\'' -l guess -d 'Mark it as a hypothesis.'
complete -c incident -n '__incident_at \'update\'' -l link -x -d 'A link that belongs to it.'
complete -c incident -n '__incident_at \'update\'' -l key -x -d 'Makes a retry harmless: the same command with the same key is stored once.'
complete -c incident -n '__incident_at \'update\'' -l each-line -d 'Add each line of standard input as one of its own, as it arrives.'
complete -c incident -n '__incident_at \'update\'' -l no-outbox -d 'Fail where the server cannot be reached, rather than keep it and send it later.'
complete -c incident -n '__incident_at \'update\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'update\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'update\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'update\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'update\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'update\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'update\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'close\' 0' -x -k -a '(__incident_value open)'
complete -c incident -n '__incident_at \'close\'' -s i -l incident -x -k -a '(__incident_value open)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'close\'' -s s -l server -x -k -a '(__incident_value assignments)' -d 'A server\'s state: up, degraded, partial, down, maintenance (a,b=down sets several).'
complete -c incident -n '__incident_at \'close\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'close\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'close\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'close\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'close\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'close\'' -l keep -d 'Leave its servers in the state they are in.'
complete -c incident -n '__incident_at \'close\'' -l residual -x -d 'A risk that stays, kept on the board.'
complete -c incident -n '__incident_at \'close\'' -l duplicate-of -x -k -a '(__incident_value open)' -d 'The incident that it turned out to be; both will show it.'
complete -c incident -n '__incident_at \'close\'' -l link -x -d 'A link that belongs to it.'
complete -c incident -n '__incident_at \'close\'' -l key -x -d 'Makes a retry harmless: the same command with the same key is stored once.'
complete -c incident -n '__incident_at \'close\'' -l no-outbox -d 'Fail where the server cannot be reached, rather than keep it and send it later.'
complete -c incident -n '__incident_at \'close\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'close\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'close\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'close\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'close\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'close\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'close\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'reopen\' 0' -x -k -a '(__incident_value closed)'
complete -c incident -n '__incident_at \'reopen\'' -s i -l incident -x -k -a '(__incident_value closed)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'reopen\'' -s s -l server -x -k -a '(__incident_value assignments)' -d 'A server\'s state: up, degraded, partial, down, maintenance (a,b=down sets several).'
complete -c incident -n '__incident_at \'reopen\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'reopen\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'reopen\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'reopen\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'reopen\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'reopen\'' -l link -x -d 'A link that belongs to it.'
complete -c incident -n '__incident_at \'reopen\'' -l key -x -d 'Makes a retry harmless: the same command with the same key is stored once.'
complete -c incident -n '__incident_at \'reopen\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'reopen\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'reopen\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'reopen\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'reopen\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'reopen\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'reopen\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'list\' 0' -x -k -a '(__incident_value @open @closed @all @maintenance)'
complete -c incident -n '__incident_at \'list\'' -s s -l server -x -k -a '(__incident_value servers)' -d 'Only those that touched this server.'
complete -c incident -n '__incident_at \'list\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'list\'' -l severity -x -k -a '(__incident_value severities)' -d 'SEV1 to SEV5, or 1 to 5.'
complete -c incident -n '__incident_at \'list\'' -l impact -x -k -a '(__incident_value impacts)' -d 'none, minor, major, critical; left out, from the worst server state.'
complete -c incident -n '__incident_at \'list\'' -l tag -x -k -a '(__incident_value tags)' -d 'Only those with this tag.'
complete -c incident -n '__incident_at \'list\'' -l since -x -k -a '(__incident_value times)' -d 'Only those going on after this time.'
complete -c incident -n '__incident_at \'list\'' -l until -x -k -a '(__incident_value times)' -d 'Only those that began before this time.'
complete -c incident -n '__incident_at \'list\'' -s g -l grep -x -d 'Only those in which these words occur.'
complete -c incident -n '__incident_at \'list\'' -l no-postmortem -d 'Only those without a post-mortem.'
complete -c incident -n '__incident_at \'list\'' -l limit -x -d 'At most so many.'
complete -c incident -n '__incident_at \'list\'' -l sort -x -k -a '(__incident_value sorts)' -d 'began, ended, updated, id, severity, impact, title.'
complete -c incident -n '__incident_at \'list\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'list\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'list\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'list\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'list\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'list\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'list\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'show\' 0' -x -k -a '(__incident_value ids)'
complete -c incident -n '__incident_at \'show\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'show\'' -l reverse -d 'Latest line first.'
complete -c incident -n '__incident_at \'show\'' -l public -d 'Leave internal lines and authors out.'
complete -c incident -n '__incident_at \'show\'' -l kind -x -k -a '(__incident_value entry_kinds)' -d 'Only lines of this kind: update, note, command, postmortem.'
complete -c incident -n '__incident_at \'show\'' -l history -d 'Who changed what, when, from what to what; what was undone as well.'
complete -c incident -n '__incident_at \'show\'' -l watch -d 'Stay, and draw it again whenever it changes; q ends it.'
complete -c incident -n '__incident_at \'show\'' -l as-of -x -k -a '(__incident_value times)' -d 'As it was known at a time: 10:26, -15m, ISO 8601.'
complete -c incident -n '__incident_at \'show\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'show\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'show\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'show\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'show\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'show\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'show\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'postmortem\' 0' -x -k -a '(__incident_value ids @list)'
complete -c incident -n '__incident_at \'postmortem\' 1+' -x -k -a '(__incident_value @list)'
complete -c incident -n '__incident_at \'postmortem\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'postmortem\'' -l template -x -k -a '(__incident_value @sre @short files)' -d 'After what a new one is made; FILE is one of your own.'
complete -c incident -n '__incident_at \'postmortem\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'postmortem\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'postmortem\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'postmortem\'' -l status -x -k -a '(__incident_value @draft @in_review @published)' -d 'How far it is.'
complete -c incident -n '__incident_at \'postmortem\'' -l publish -d 'Put it on the timeline, dated by -t.'
complete -c incident -n '__incident_at \'postmortem\'' -l public -d 'Leave internal lines and authors out.'
complete -c incident -n '__incident_at \'postmortem\'' -s o -l output -r -F -d 'Write it to a new file.'
complete -c incident -n '__incident_at \'postmortem\'' -l force -d 'Write over files that are there.'
complete -c incident -n '__incident_at \'postmortem\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'postmortem\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'postmortem\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'postmortem\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'postmortem\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'postmortem\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'postmortem\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'postmortem\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'status\' 0' -x -k -a '(__incident_value servers)'
complete -c incident -n '__incident_at \'status\' 1+' -x -k -a '(__incident_value servers)'
complete -c incident -n '__incident_at \'status\'' -l days -x -d 'The uptime of the last N days as well, 366 at the most.'
complete -c incident -n '__incident_at \'status\'' -l exit-code -d 'Exit with 10 when something is wrong, else 0.'
complete -c incident -n '__incident_at \'status\'' -l watch -d 'Stay, and draw it again whenever it changes; q ends it.'
complete -c incident -n '__incident_at \'status\'' -l prompt -d 'A few words for a shell\'s prompt or a status bar; nothing when all is calm.'
complete -c incident -n '__incident_at \'status\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'status\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'status\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'status\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'status\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'status\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'status\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'edit\' 0' -x -k -a '(__incident_value addresses)'
complete -c incident -n '__incident_at \'edit\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'edit\'' -s s -l server -x -k -a '(__incident_value assignments)' -d 'What a line says of a server, instead of what it said; NAME=none takes it back.'
complete -c incident -n '__incident_at \'edit\'' -s S -l status -x -k -a '(__incident_value statuses)' -d 'investigating, identified, monitoring, resolved; of a maintenance scheduled, in_progress, verifying, completed, cancelled.'
complete -c incident -n '__incident_at \'edit\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'edit\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'edit\'' -s F -l file -r -F -d 'Read the text from a file; - is standard input.'
complete -c incident -n '__incident_at \'edit\'' -s e -l edit -d 'Write the text in the editor.'
complete -c incident -n '__incident_at \'edit\'' -s n -l note -d 'An internal note, never in public output.'
complete -c incident -n '__incident_at \'edit\'' -l public -d 'Make an internal note public.'
complete -c incident -n '__incident_at \'edit\'' -l guess -d 'Mark it as a hypothesis.'
complete -c incident -n '__incident_at \'edit\'' -l no-guess -d 'Mark a line as no hypothesis.'
complete -c incident -n '__incident_at \'edit\'' -l retract -x -d 'Strike a line through, with the reason.'
complete -c incident -n '__incident_at \'edit\'' -l delete -d 'Take a line away, as if it had never been written.'
complete -c incident -n '__incident_at \'edit\'' -l move -x -k -a '(__incident_value ids)' -d 'Move a line to the incident that it belongs to.'
complete -c incident -n '__incident_at \'edit\'' -l began -x -k -a '(__incident_value times)' -d 'Its beginning.'
complete -c incident -n '__incident_at \'edit\'' -l ended -x -k -a '(__incident_value times)' -d 'Its end.'
complete -c incident -n '__incident_at \'edit\'' -l impact-start -x -k -a '(__incident_value times)' -d 'When users were first hurt.'
complete -c incident -n '__incident_at \'edit\'' -l detected -x -k -a '(__incident_value times)' -d 'When it was noticed; left out, its beginning.'
complete -c incident -n '__incident_at \'edit\'' -l acknowledged -x -k -a '(__incident_value times)' -d 'When somebody took it; left out, the first line after the opening.'
complete -c incident -n '__incident_at \'edit\'' -l from -x -k -a '(__incident_value plans)' -d 'Planned beginning of a maintenance.'
complete -c incident -n '__incident_at \'edit\'' -l until -x -k -a '(__incident_value plans)' -d 'Planned end of a maintenance.'
complete -c incident -n '__incident_at \'edit\'' -l impact -x -k -a '(__incident_value impacts)' -d 'none, minor, major, critical; left out, from the worst server state.'
complete -c incident -n '__incident_at \'edit\'' -l severity -x -k -a '(__incident_value severities)' -d 'SEV1 to SEV5, or 1 to 5.'
complete -c incident -n '__incident_at \'edit\'' -l label -x -d 'The noun before the number, such as "Operation".'
complete -c incident -n '__incident_at \'edit\'' -l zone -x -k -a '(__incident_value zones)' -d 'The zone of the place where it happened.'
complete -c incident -n '__incident_at \'edit\'' -l tag -x -k -a '(__incident_value tags)' -d 'A tag; a,b are two.'
complete -c incident -n '__incident_at \'edit\'' -l link -x -d 'A link that belongs to it.'
complete -c incident -n '__incident_at \'edit\'' -l residual -x -d 'A risk that stays, kept on the board.'
complete -c incident -n '__incident_at \'edit\'' -l relates-to -x -k -a '(__incident_value ids)' -d 'Another incident that has to do with it; both will show it.'
complete -c incident -n '__incident_at \'edit\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'edit\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'edit\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'edit\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'edit\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'edit\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'edit\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'undo\'' -l dry-run -d 'Say what would be done, and do nothing.'
complete -c incident -n '__incident_at \'undo\'' -l redo -d 'Take the last undo back.'
complete -c incident -n '__incident_at \'undo\'' -s y -l yes -d 'Do not ask.'
complete -c incident -n '__incident_at \'undo\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'undo\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'undo\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'undo\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'undo\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'undo\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'undo\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'check\' 0' -x -k -a '(__incident_value ids)'
complete -c incident -n '__incident_at \'check\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'check\'' -l exit-code -d 'Exit with 10 when something is wrong, else 0.'
complete -c incident -n '__incident_at \'check\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'check\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'check\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'check\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'check\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'check\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'check\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'redact\' 0' -x -k -a '(__incident_value entries actions)'
complete -c incident -n '__incident_at \'redact\'' -l text -x -d 'Only this string; left out, the line\'s whole text.'
complete -c incident -n '__incident_at \'redact\'' -s y -l yes -d 'Do not ask.'
complete -c incident -n '__incident_at \'redact\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'redact\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'redact\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'redact\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'redact\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'redact\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'redact\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'run\'' -x -a '(__incident_program)'
complete -c incident -n '__incident_at \'run\' 0' -s i -l incident -x -k -a '(__incident_value open)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'run\' 0' -s q -l quiet -d 'Say nothing besides what the command says.'
complete -c incident -n '__incident_at \'run\' 0' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'run\' 0' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'run\' 0' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'run\' 0' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'run\' 0' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'demo\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'demo\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'demo\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'demo\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'demo\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'completion\' 0' -x -k -a '(__incident_value @bash @zsh @fish @install)'
complete -c incident -n '__incident_at \'completion\' 1' -x -k -a '(__incident_value @bash @zsh @fish)'
complete -c incident -n '__incident_at \'completion\' 2+' -x -k -a '(__incident_value @bash @zsh @fish)'
complete -c incident -n '__incident_at \'completion\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'completion\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'completion\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'completion\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'completion\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action add\' 0' -x -k -a '(__incident_value ids)'
complete -c incident -n '__incident_at \'action add\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'action add\'' -s m -l message -x -d 'What is to be done.'
complete -c incident -n '__incident_at \'action add\'' -l owner -x -d 'Who will do it.'
complete -c incident -n '__incident_at \'action add\'' -l due -x -k -a '(__incident_value days)' -d 'By when: friday, 2014-02-20, +2w; late once that day is over.'
complete -c incident -n '__incident_at \'action add\'' -l kind -x -k -a '(__incident_value @detect @mitigate @prevent @process)' -d 'What for: to notice it sooner, to shorten it, to keep it from happening, to work otherwise.'
complete -c incident -n '__incident_at \'action add\'' -l priority -x -k -a '(__incident_value priorities)' -d 'P1 to P4, or 1 to 4.'
complete -c incident -n '__incident_at \'action add\'' -l key -x -d 'Makes a retry harmless: the same command with the same key is stored once.'
complete -c incident -n '__incident_at \'action add\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'action add\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action add\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action add\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action add\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action add\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action add\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action done\' 0' -x -k -a '(__incident_value actions)'
complete -c incident -n '__incident_at \'action done\' 1+' -x -k -a '(__incident_value actions)'
complete -c incident -n '__incident_at \'action done\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'action done\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'action done\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action done\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action done\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action done\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action done\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action done\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action drop\' 0' -x -k -a '(__incident_value actions)'
complete -c incident -n '__incident_at \'action drop\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'action drop\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action drop\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action drop\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action drop\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action drop\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action drop\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action reopen\' 0' -x -k -a '(__incident_value over)'
complete -c incident -n '__incident_at \'action reopen\' 1+' -x -k -a '(__incident_value over)'
complete -c incident -n '__incident_at \'action reopen\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'action reopen\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action reopen\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action reopen\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action reopen\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action reopen\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action reopen\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action edit\' 0' -x -k -a '(__incident_value actions)'
complete -c incident -n '__incident_at \'action edit\'' -s m -l message -x -d 'What is to be done.'
complete -c incident -n '__incident_at \'action edit\'' -l owner -x -d 'Who will do it.'
complete -c incident -n '__incident_at \'action edit\'' -l due -x -k -a '(__incident_value days)' -d 'By when: friday, 2014-02-20, +2w; late once that day is over.'
complete -c incident -n '__incident_at \'action edit\'' -l kind -x -k -a '(__incident_value @detect @mitigate @prevent @process)' -d 'What for: to notice it sooner, to shorten it, to keep it from happening, to work otherwise.'
complete -c incident -n '__incident_at \'action edit\'' -l priority -x -k -a '(__incident_value priorities)' -d 'P1 to P4, or 1 to 4.'
complete -c incident -n '__incident_at \'action edit\'' -s q -l quiet -d 'Answer with the id only.'
complete -c incident -n '__incident_at \'action edit\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action edit\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action edit\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action edit\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action edit\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action edit\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'action list\' 0' -x -k -a '(__incident_value @open @done @dropped @all)'
complete -c incident -n '__incident_at \'action list\'' -s i -l incident -x -k -a '(__incident_value ids)' -d 'The incident\'s number.'
complete -c incident -n '__incident_at \'action list\'' -l owner -x -d 'Only those of this person; none: of nobody.'
complete -c incident -n '__incident_at \'action list\'' -l kind -x -k -a '(__incident_value @detect @mitigate @prevent @process)' -d 'Only those of this kind.'
complete -c incident -n '__incident_at \'action list\'' -l overdue -d 'Only those whose day is over.'
complete -c incident -n '__incident_at \'action list\'' -l csv -d 'Answer with comma-separated values, for a spreadsheet.'
complete -c incident -n '__incident_at \'action list\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'action list\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'action list\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'action list\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'action list\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'action list\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'action list\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db info\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'db info\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db info\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db info\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db info\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db info\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db info\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db check\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'db check\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db check\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db check\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db check\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db check\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db check\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db backup\' 0' -r -F
complete -c incident -n '__incident_at \'db backup\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db backup\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db backup\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db backup\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db backup\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db backup\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db copy\' 0' -r -F
complete -c incident -n '__incident_at \'db copy\' 1' -r -F
complete -c incident -n '__incident_at \'db copy\'' -l dry-run -d 'Say what would be done, and do nothing.'
complete -c incident -n '__incident_at \'db copy\'' -s q -l quiet -d 'Say nothing but what went wrong.'
complete -c incident -n '__incident_at \'db copy\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'db copy\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db copy\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db copy\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db copy\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db copy\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db copy\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db rebuild\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db rebuild\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db rebuild\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db rebuild\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db rebuild\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db rebuild\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'db sync\'' -l dry-run -d 'Say what would be done, and do nothing.'
complete -c incident -n '__incident_at \'db sync\'' -l drop -x -d 'Take one out of the outbox for good, and print its text.'
complete -c incident -n '__incident_at \'db sync\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'db sync\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'db sync\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'db sync\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'db sync\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'db sync\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'db sync\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'server list\'' -l all -d 'Retired ones too.'
complete -c incident -n '__incident_at \'server list\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'server list\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'server list\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'server list\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'server list\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'server list\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'server list\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'server show\' 0' -x -k -a '(__incident_value servers)'
complete -c incident -n '__incident_at \'server show\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'server show\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'server show\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'server show\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'server show\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'server show\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'server show\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'server set\' 0' -x -k -a '(__incident_value assignments)'
complete -c incident -n '__incident_at \'server set\' 1+' -x -k -a '(__incident_value assignments)'
complete -c incident -n '__incident_at \'server set\'' -s t -l at -x -k -a '(__incident_value times)' -d 'When it happened: 10:26, -15m, \'yesterday 23:50\', ISO 8601.'
complete -c incident -n '__incident_at \'server set\'' -s m -l message -x -d 'The text.'
complete -c incident -n '__incident_at \'server set\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'server set\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'server set\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'server set\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'server set\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'server set\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'template list\'' -l header -d 'Begin tab-separated output with the names of the columns.'
complete -c incident -n '__incident_at \'template list\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'template list\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'template list\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'template list\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'template list\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'template list\'' -s h -l help -d 'Tell how it is used.'

complete -c incident -n '__incident_at \'template show\' 0' -x -k -a '(__incident_value templates)'
complete -c incident -n '__incident_at \'template show\'' -l json -d 'Answer with one JSON object.'
complete -c incident -n '__incident_at \'template show\'' -l db -r -F -d 'The database: a file, or postgresql://… [INCIDENT_DB]'
complete -c incident -n '__incident_at \'template show\'' -l tz -x -k -a '(__incident_value zones)' -d 'The zone of times read and shown. [INCIDENT_TZ]'
complete -c incident -n '__incident_at \'template show\'' -l date-order -x -k -a '(__incident_value @mdy @dmy)' -d 'How to read 02/10/2014. [INCIDENT_DATE_ORDER]'
complete -c incident -n '__incident_at \'template show\'' -l by -x -d 'Who writes. [INCIDENT_USER]'
complete -c incident -n '__incident_at \'template show\'' -s h -l help -d 'Tell how it is used.'
