"""TAB in bash, zsh and fish: what all of them complete, and that no stored word is ever run."""

import pytest
from support.shells import EVIL
from support.terminals import harm

LINES = [
    ("incident upd", "incident update "),
    ("incident db ch", "incident db check "),
    ("incident server sh", "incident server show "),
    ("incident list op", "incident list open "),
    ("incident completion install f", "incident completion install fish "),
    ("incident u --mess", "incident u --message"),
    ("incident --date-order d", "incident --date-order dmy "),
    ("incident list --date-order=d", "incident list --date-order=dmy "),
    ("incident show 50", "incident show 50"),
    ("incident show 507", "incident show 507 "),
    ("incident close ", "incident close 1 "),
    ("incident c ", "incident c 1 "),
    ("incident update -i ", "incident update -i 1 "),
    ("incident update --incident=", "incident update --incident=1 "),
    ("incident edit 1.1", "incident edit 1.1 "),
    ("incident redact 507.1", "incident redact 507.1 "),
    ("incident u -s we", "incident u -s web"),
    ("incident u -s WEB2", "incident u -s web2="),
    ("incident u -s web1=do", "incident u -s web1=down "),
    ("incident u -sweb1=do", "incident u -sweb1=down "),
    ("incident u --server=web1=do", "incident u --server=web1=down "),
    ("incident u -s web1,web2=ma", "incident u -s web1,web2=maintenance "),
    ("incident u -s web1,web2", "incident u -s web1,web2="),
    ("incident server set web1=up web2=par", "incident server set web1=up web2=partial "),
    ("incident list -s web1", "incident list -s web1 "),
    ("incident status web2", "incident status web2 "),
    ("incident u -S inv", "incident u -S investigating "),
    ("incident u -qS mon", "incident u -qS monitoring "),
    ("incident postmortem --status in", "incident postmortem --status in_review "),
    ("incident show --kind com", "incident show --kind command "),
    ("incident list --sort up", "incident list --sort updated "),
    ("incident open --impact=cr", "incident open --impact=critical "),
    ("incident u -t yes", "incident u -t yesterday "),
    ("incident open --for 4", "incident open --for 4h "),
    ("incident --tz Europe/Par", "incident --tz Europe/Paris "),
    ("incident open --tag n03", "incident open --tag n03\\'\\;\\ touch\\ pwned\\;\\ \\' "),
    ("incident u -F /etc/passw", "incident u -F /etc/passwd"),
    ("incident u --file=/etc/passw", "incident u --file=/etc/passwd"),
    ("incident run -- /bin/ech", "incident run -- /bin/echo "),
    ("incident run /bin/ech", "incident run /bin/echo "),
    # Where only the person knows, and where something is wrong, the line stays as it is.
    ("incident open wha", "incident open wha"),
    ("incident u 1 we", "incident u 1 we"),
    ("incident u -m we", "incident u -m we"),
    ("incident nonsense we", "incident nonsense we"),
    ("incident __com", "incident __com"),
    ("incident --db /nonexistent/x.db close ", "incident --db /nonexistent/x.db close "),
    ("incident close --db=/nonexistent/x.db ", "incident close --db=/nonexistent/x.db "),
    ("incident show -- --js", "incident show -- --js"),
]


@pytest.mark.parametrize(("typed", "line"), LINES, ids=[typed for typed, _ in LINES])
def test_tab_completes(every, typed, line):
    """`passwd` may have neighbours (`passwd-`), and zsh writes `--message=`: what follows those is left open."""
    done = every(typed)
    assert done == line or (done.startswith(line) and line[-1] not in " =" and done[len(line) :] in ("=", " ", "-"))


def test_the_first_tab_of_a_new_shell_completes(every, evil, tmp_path):
    fresh = type(every)(every.name, evil, tmp_path)
    assert fresh("incident c ") == "incident c 1 "
    fresh.close()


@pytest.mark.parametrize("index", range(len(EVIL)), ids=EVIL)
def test_a_server_is_completed_to_its_very_name(every, index):
    words = every.words(f"incident server show n{index:02}")
    assert words == ["server", "show", f"n{index:02}{EVIL[index]}"]


@pytest.mark.parametrize("index", range(len(EVIL)), ids=EVIL)
@pytest.mark.parametrize("option", ["-s ", "--server="])
def test_a_server_and_its_state_are_completed_to_its_very_name(every, option, index):
    """zsh takes the `=` back when no state follows."""
    line = every(f"incident u {option}n{index:02}")
    assert line.endswith("=")
    words = every.words(line + "do")
    assert words == ["u", *f"{option}n{index:02}{EVIL[index]}=down".replace("-s ", "-s\0").split("\0")]


@pytest.mark.parametrize(("index", "quote"), [(0, '"'), (0, "'"), (2, '"'), (4, "'"), (6, '"'), (9, '"')])
def test_an_open_quote_is_kept(every, quote, index):
    """What cannot stand between those quotes is not offered: `!` in bash, a single quote in single quotes."""
    line = every(f"incident server show {quote}n{index:02}")
    then = "" if line.rstrip().endswith(quote) else quote
    every.kept.unlink(missing_ok=True)
    assert every.words(line.rstrip(), keys="", then=then) == ["server", "show", f"n{index:02}{EVIL[index]}"]


def test_titles_are_shown_beside_the_numbers(every):
    shown = every.list("incident show ", "Mail is slow", *(f"title {i:02} {word}" for i, word in enumerate(EVIL[:9])))
    assert harm(shown) == set()


def test_lines_are_shown_beside_their_numbers(every):
    every.list("incident edit 1.", "First *word*", "1.0")


def test_statuses_are_told_apart(every):
    every.list("incident u -S ", "in_progress", "maintenance: going on", "the cause is known")


def test_a_database_named_on_the_line_is_asked(every, evil, tmp_path_factory):
    folder = tmp_path_factory.mktemp("my other")
    evil("open", "--number", "77", "Other", "--db", str(folder / "o.db")).done
    quoted = str(folder / "o.db").replace(" ", "\\ ")
    assert every(f"incident --db {quoted} close ") == f"incident --db {quoted} close 77 "
    assert every(f"incident --db='{folder}/o.db' close ") == f"incident --db='{folder}/o.db' close 77 "
    assert every(f'incident close --db "{folder}/o.db" ') == f'incident close --db "{folder}/o.db" 77 '


def test_a_database_below_the_home_directory_is_asked(every, evil):
    evil("open", "--number", "78", "Mine", "--db", str(every.work / "mine.db")).done
    assert every("incident --db ~/mine.db close ") == "incident --db ~/mine.db close 78 "


def test_completing_changes_nothing(every, evil):
    before = evil.db.read_bytes()
    for line in (
        "incident show ",
        "incident redact ",
        "incident u -s ",
        "incident --db new.db close ",
        "incident u --tag ",
    ):
        every(line)
    assert evil.db.read_bytes() == before
    assert not (every.work / "new.db").exists()
    assert sorted(path.name for path in evil.folder.iterdir()) == ["incident.db"]
