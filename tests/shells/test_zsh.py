"""What is zsh's own: how it is loaded, and that its history is left alone."""

import pytest
from support.shells import EVIL, Shell


@pytest.fixture(scope="module")
def zsh(evil, tmp_path_factory):
    shell = Shell("zsh", evil, tmp_path_factory.mktemp("zsh"))
    yield shell
    shell.close()


def test_the_sourced_script_completes_as_well(evil, tmp_path):
    shell = Shell("zsh", evil, tmp_path, after="unfunction _incident; source $fpath[1]/_incident")
    assert shell("incident c ") == "incident c 1 "
    assert shell("incident u -s web1=do") == "incident u -s web1=down "
    shell.close()


@pytest.mark.parametrize(
    "setting",
    ["setopt ksh_arrays sh_word_split", "setopt no_unset", "setopt menu_complete", "zstyle ':completion:*' verbose no"],
)
def test_it_completes_whatever_was_set(evil, tmp_path, setting):
    shell = Shell("zsh", evil, tmp_path, after=setting)
    assert shell("incident c ") == "incident c 1 "
    assert shell.words("incident server show n06") == ["server", "show", "n06" + EVIL[6]]
    shell.close()


def test_the_sign_behind_a_server_goes_when_no_state_follows(zsh):
    assert zsh.words("incident open -s web1") == ["open", "-s", "web1"]
    assert zsh.words("incident u -s web1", then="up") == ["u", "-s", "web1=up"]


def test_an_option_is_offered_once(zsh):
    assert zsh("incident u --each-line --each") == "incident u --each-line --each"
    assert zsh("incident u -s web1=up --serv") == "incident u -s web1=up --server="


def test_headings_are_no_patterns_of_the_prompt(zsh):
    """`%` in a title starts a sequence in a prompt."""
    zsh.list("incident show 51", "title 12 p%s%n")
