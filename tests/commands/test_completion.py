"""`incident completion`: the script printed, or put where the shell looks by itself."""

import os

import pytest

from incident_cli.shells import SHELLS, script
from incident_cli.shells.lines import MARK

pytestmark = pytest.mark.sqlite  # no store is asked

PLACES = {
    "bash": ".local/share/bash-completion/completions/incident",
    "zsh": ".local/share/zsh/site-functions/_incident",
    "fish": ".config/fish/completions/incident.fish",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_printed(incident, shell):
    assert incident("completion", shell).done == script(shell)
    assert not incident.made


@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_written_where_the_shell_looks(incident, shell):
    told = incident("completion", "install", shell).done
    path = incident.folder / PLACES[shell]
    assert path.read_text() == script(shell)
    assert told.startswith(f"{shell}: {path} was written\n")
    assert path.stat().st_mode & 0o022 == 0
    assert os.listdir(path.parent) == [path.name]
    assert not incident.made


def test_a_second_time_changes_nothing(incident):
    incident("completion", "install", *SHELLS).done
    before = {shell: (incident.folder / place).stat() for shell, place in PLACES.items()}
    told = incident("completion", "install", *SHELLS, "bash").done
    assert told.count("is there already; nothing was changed") == 3
    assert {shell: (incident.folder / place).stat() for shell, place in PLACES.items()} == before


def test_the_folders_of_the_user_are_kept_to(incident):
    env = {"XDG_DATA_HOME": str(incident.folder / "data"), "XDG_CONFIG_HOME": str(incident.folder / "settings")}
    incident("completion", "install", *SHELLS, **env).done
    assert (incident.folder / "data/bash-completion/completions/incident").exists()
    assert (incident.folder / "data/zsh/site-functions/_incident").exists()
    assert (incident.folder / "settings/fish/completions/incident.fish").exists()


@pytest.mark.parametrize("login", ["/bin/bash", "/usr/bin/zsh", "fish"])
def test_without_a_name_it_is_the_login_shell(incident, login):
    assert incident("completion", "install", SHELL=login).done.startswith(os.path.basename(login) + ": ")


@pytest.mark.parametrize("login", [None, "", "/bin/dash"])
def test_a_login_shell_that_has_none_is_2_with_what_to_type(incident, login):
    incident("completion", "install", SHELL=login).failed(2, "nothing was installed", "incident completion install zsh")
    assert os.listdir(incident.folder) == []


@pytest.mark.parametrize("words", [("dash",), ("install", "dash"), ("install", "bash", "dash"), ("bash", "zsh"), ("",)])
def test_another_shell_is_2_and_nothing_is_written(incident, words):
    incident("completion", *words).failed(2, "incident completion")
    assert os.listdir(incident.folder) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_file_that_is_not_ours_is_left_as_it_is(incident, shell):
    path = incident.folder / PLACES[shell]
    path.parent.mkdir(parents=True)
    path.write_text("# mine")
    incident("completion", "install", shell).failed(1, str(path), "left as it is", "hint: mv ")
    assert path.read_text() == "# mine"


def test_an_older_one_of_ours_is_brought_up_to_date(incident):
    path = incident.folder / PLACES["fish"]
    path.parent.mkdir(parents=True)
    path.write_text(f"{MARK}\nold")
    assert "was brought up to date" in incident("completion", "install", "fish").done
    assert path.read_text() == script("fish")


def test_a_link_stays_a_link(incident):
    path = incident.folder / PLACES["fish"]
    path.parent.mkdir(parents=True)
    (incident.folder / "dotfiles").mkdir()
    path.symlink_to(incident.folder / "dotfiles" / "incident.fish")
    incident("completion", "install", "fish").done
    assert path.is_symlink()
    assert (incident.folder / "dotfiles" / "incident.fish").read_text() == script("fish")


def test_a_folder_that_cannot_be_made_is_5(incident):
    (incident.folder / ".config").write_text("")
    incident("completion", "install", "fish").failed(5, str(incident.folder / PLACES["fish"]), "it was not written")


def test_what_zsh_needs_is_said_until_it_is_there(incident):
    folder = (incident.folder / PLACES["zsh"]).parent
    line = f"fpath=({folder} $fpath)"
    assert f"  {line}\n  autoload -Uz compinit && compinit\n" in incident("completion", "install", "zsh").done
    assert line in incident("completion", "install", "zsh").done
    assert line not in incident("completion", "install", "zsh", FPATH=f"/usr/share/zsh:{folder}").done
    (incident.folder / ".zshrc").write_text(f"{line}\nautoload -Uz compinit && compinit\n")
    assert line not in incident("completion", "install", "zsh").done


def test_what_bash_may_need_is_said(incident):
    assert f"\n  . {incident.folder / PLACES['bash']}\n" in incident("completion", "install", "bash").done


def test_a_hostile_home_is_shown_safely(incident):
    home = incident.folder / "a\x1b[31mb"
    home.mkdir()
    told = incident("completion", "install", *SHELLS, HOME=str(home)).done
    assert "\x1b" not in told


def test_typers_own_completion_is_off(incident):
    """Its scripts run code that stands in a title."""
    for instruction in ("complete_bash", "source_zsh", "complete_fish"):
        answer = incident("-h", _INCIDENT_COMPLETE=instruction, COMP_WORDS="incident ", COMP_CWORD="1")
        assert answer == incident("-h")
    for option in ("--install-completion", "--show-completion"):
        incident(option).failed(2)
