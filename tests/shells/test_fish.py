"""What is fish's own: descriptions beside the words, the order kept."""

import pytest
from support.shells import EVIL, Shell


@pytest.fixture(scope="module")
def fish(evil, tmp_path_factory):
    shell = Shell("fish", evil, tmp_path_factory.mktemp("fish"))
    yield shell
    shell.close()


def test_the_open_ones_come_first(fish):
    shown = fish.list("incident show ", "Mail is slow", "title 00")
    assert shown.index("Mail is slow") < shown.index("title 20") < shown.index("title 00")


def test_a_value_says_what_it_means(fish):
    fish.list("incident u -s web1=", "web1=down", "major outage")
    fish.list("incident u -t ", "-15m", "15 minutes ago")


def test_no_files_where_none_are_meant(fish):
    (fish.work / "web3file").write_text("")
    assert fish("incident u -s web3") == "incident u -s web3"
    assert fish("incident open web3") == "incident open web3"
    assert fish("incident u -F web3") == "incident u -F web3file "


def test_a_word_behind_two_dashes_is_no_option(fish):
    assert fish("incident status -- we") == "incident status -- web"


def test_the_program_behind_run_completes_its_own_words(fish):
    fish("", keys="complete -c tool -f -a alpha\n")
    assert fish("incident run -i 1 -- tool al") == "incident run -i 1 -- tool alpha "
    assert fish("incident run tool al") == "incident run tool alpha "


def test_names_survive_in_single_quotes(fish):
    assert fish.words("incident server show 'n06", then="") == ["server", "show", "n06" + EVIL[6]]
