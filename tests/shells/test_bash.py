"""What is bash's own: where it cuts words, what it shows, how it is set up."""

import pytest
from support.shells import EVIL, Shell


@pytest.fixture(scope="module")
def bash(evil, tmp_path_factory):
    shell = Shell("bash", evil, tmp_path_factory.mktemp("bash"))
    yield shell
    shell.close()


@pytest.fixture
def odd(evil, tmp_path, request):
    """A bash in which something was set before."""
    shell = Shell("bash", evil, tmp_path, before=request.param)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    "odd",
    [
        "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]/}",
        "COMP_WORDBREAKS=' '",
        "set -u",
        "shopt -s failglob nullglob dotglob",
        "IFS=:",
        "set -o posix",
        "complete -D -F nothing; unset BASH_COMPLETION_VERSINFO",
    ],
    indirect=True,
)
def test_it_completes_whatever_was_set(odd):
    assert odd("incident u --server=web1=do") == "incident u --server=web1=down "
    assert odd("incident u -s web1,web2=do") == "incident u -s web1,web2=down "
    assert odd("incident close ") == "incident close 1 "
    assert odd.words("incident server show n06") == ["server", "show", "n06" + EVIL[6]]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_what_cannot_stand_between_the_quotes_is_not_offered(bash, quote):
    index = 13 if quote == '"' else 5
    assert bash(f"incident server show {quote}n{index:02}") == f"incident server show {quote}n{index:02}"


def test_the_first_tab_never_inserts_a_title(bash):
    assert bash("incident show 5", keys="\t\t\t") == "incident show 5"
    assert bash("incident redact 1.", keys="\t\t\t") == "incident redact 1."


@pytest.mark.parametrize(
    "odd", ["bind 'set show-all-if-ambiguous on'", "bind 'set menu-complete-display-prefix on'"], indirect=True
)
def test_nor_does_any_other_way_to_show(odd):
    assert odd("incident show 50") == "incident show 50"
    odd.list("incident show 50", "500", "title 00")


@pytest.mark.parametrize("odd", ["bind 'TAB: menu-complete'"], indirect=True)
def test_a_menu_holds_words_alone(odd):
    assert odd("incident show 50").rstrip() in {f"incident show 50{digit}" for digit in range(10)}


def test_the_cursor_may_stand_inside_the_line(bash):
    assert bash("incident upd 1 hello", keys="\x1b[D" * 8 + "\t") == "incident update 1 hello"
    assert bash("incident u -s web1=do hello", keys="\x1b[D" * 6 + "\t") == "incident u -s web1=down hello"


def test_a_program_by_its_path_answers_for_itself(bash):
    assert bash(f"{bash.folder}/bin/incident close ") == f"{bash.folder}/bin/incident close 1 "


def test_it_follows_other_commands_on_the_line(bash):
    assert bash("true && incident close ") == "true && incident close 1 "
    assert bash("true; incident u -s web1=do") == "true; incident u -s web1=down "
