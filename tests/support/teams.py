"""A team's tracker on a PostgreSQL server, set up by the very words of README's "A team"."""

import itertools
import os
import re
import subprocess
from pathlib import Path

from support import postgres
from support.program import PROGRAM, Program

README = (Path(__file__).parents[2] / "README.md").read_text()
SECTION = re.search(r"## A team\n(.*?)\n## ", README, re.DOTALL)[1]
SETUP = re.search(r"```sh\n(.*?)```", SECTION, re.DOTALL)[1]
ROLES = re.search(r"```sql\n(.*?)```", SECTION, re.DOTALL)[1]
NAMES = re.compile(r"\b(ann|bob|carol|dan|incident_writer|incident_reader|tracker)\b")
_numbers = itertools.count(1)


class Team:
    """One database with its roles, whose names are README's with something behind that nobody else has."""

    def __init__(self, server, folder, file=None):
        """file: one that is brought along."""
        self.server = server
        self.folder = folder
        self.mark = f"{os.environ.get('PYTEST_XDIST_WORKER', '')}_{os.getpid()}_{next(_numbers)}"
        server.execute(self.named("CREATE ROLE ann LOGIN CREATEDB CREATEROLE; CREATE ROLE bob LOGIN"))
        server.execute(self.named("CREATE ROLE carol LOGIN; CREATE ROLE dan LOGIN"))
        (folder / "roles.sql").write_text(self.named(ROLES))
        setup = re.sub("incident db rebuild .* (incident db copy) FILE", rf"\1 {file}", SETUP) if file else SETUP
        lines = [line for line in self.named(setup).splitlines() if not line.startswith("pipx ")]
        script = "\n".join(["set -e", f'incident() {{ {" ".join(PROGRAM)} "$@"; }}', *lines])
        self.shell("ann", script)

    def named(self, text):
        """A text of README with the names of this team, and the host of the tests' server."""
        return NAMES.sub(rf"\g<1>{self.mark}", text).replace("db.example.com", "127.0.0.1")

    def address(self, who):
        """Where the tracker is for somebody."""
        return self.named(f"postgresql://{who}@db.example.com/tracker")

    def someone(self, who):
        """The program as somebody of the team runs it."""
        program = Program(self.folder)
        program.env |= {"INCIDENT_DB": self.address(who), "INCIDENT_USER": who, "PGPORT": str(self.server.port)}
        return program

    def shell(self, who, script):
        """What somebody's script writes, which must succeed in silence; the programs of PostgreSQL are at hand."""
        env = self.someone(who).env | {"PATH": f"{postgres.programs()}:{os.defpath}", "PSQLRC": os.devnull}
        command = ["bash", "-c", script]
        done = subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout
