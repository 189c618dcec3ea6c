"""A database full of hostile words, and real shells over it; each shell starts once for a module."""

import pytest
from support.program import Program
from support.shells import EVIL, SHELLS, Shell


@pytest.fixture(scope="session")
def evil(tmp_path_factory):
    """Incident #1 is open; of each evil word there is a server `nNN...`, a tag, and a closed incident."""
    program = Program(tmp_path_factory.mktemp("evil"))
    for index, word in enumerate(EVIL):
        name = f"n{index:02}{word}"
        program("open", "-s", name, "--tag", name, "--number", str(500 + index), f"title {index:02} {word}")
        program("close", str(500 + index)).done
    program("open", "-s", "web1,web2", "Mail is slow", "--number", "1").done
    program("update", "1", "First *word*").done
    return program


@pytest.fixture(scope="module", params=SHELLS)
def every(request, evil, tmp_path_factory):
    """Each shell in turn."""
    yield from running(request.param, evil, tmp_path_factory)


def running(name, program, folders):
    """A shell that runs for a module; at its end nothing was made by what it completed."""
    shell = Shell(name, program, folders.mktemp(name))
    yield shell
    assert [path.name for path in shell.work.rglob("*pwned*")] == []
    shell.close()
