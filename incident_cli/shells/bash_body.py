"""The part of the script for bash that is the same whatever the grammar; `bash.py` fills the tables in."""

from __future__ import annotations

SCRIPT = r"""# bash completion for incident                                        -*- shell-script -*-
@MARK@

# What words may stand after the command $1 (empty: after `incident`).
_incident_commands() {
    REPLY=
    case $1 in
        @OFFERED@
    esac
}

# The options of the command $1.
_incident_options() {
    REPLY=
    case $1 in
        @OPTIONS@
    esac
}

# What the value of option $2 of the command $1 completes.
_incident_value() {
    REPLY=
    case $1:$2 in
        @VALUES@
    esac
}

# What the word at place $2 (from 0) of the command $1 completes.
_incident_place() {
    REPLY=
    case $1:$2 in
        @PLACES@
    esac
}

# The words of a kind that never change.
_incident_words() {
    REPLY=
    case $1 in
        @STATIC@
    esac
}

# Whether option $1 takes a value.
_incident_takes() {
    case $1 in
        @VALUED@) return 0 ;;
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
                    @STEPS@
                    *) return 1 ;;
                esac
            else
                ((place++))
                # From its first word on, the command line that follows has options of its own.
                case $path in
                    @OWN@) ended=1 ;;
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
            @ASKED@) _incident_ask "$kind" ;;
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
"""
