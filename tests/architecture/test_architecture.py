"""The rules of the house (DESIGN section 2), held by a walk over the syntax trees.

Each rule looks at one module (cycles: at all of them) and says what is wrong with it. Each has a
small source that breaks it, so that a rule which stopped looking is noticed.
"""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = "incident_cli"
ROOT = Path(__file__).parents[2] / PACKAGE
LINES, FUNCTION_LINES = 400, 50


class Import(NamedTuple):
    """What a module imports: the dotted name, the line, and whether it waits inside a function."""

    name: str
    line: int
    lazy: bool


class Module(NamedTuple):
    """A source file. `path` is relative to the package: `store/view.py`."""

    path: str
    source: str

    @property
    def tree(self):
        return ast.parse(self.source)

    @property
    def name(self):
        parts = [PACKAGE, *self.path.removesuffix(".py").split("/")]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self):
        """The package that it lies in, or its own name when it stands in the hall: `store`, `config`."""
        return self.path.split("/")[0].removesuffix(".py")

    def at(self, node_or_import):
        line = getattr(node_or_import, "lineno", None) or node_or_import.line
        return f"{self.path}:{line}"

    @property
    def imports(self):
        return list(_imports(self, self.tree, lazy=False))


def _imports(module, node, *, lazy):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports(module, ast.Module([other], []), lazy=lazy)
        elif isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = _base(module, child)
            yield from (Import(f"{base}.{alias.name}", child.lineno, lazy) for alias in child.names)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(module, child, lazy=lazy or inside)


def _base(module, node):
    if not node.level:
        return node.module
    parts = module.name.split(".")
    parts = parts if module.path.endswith("__init__.py") else parts[:-1]
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, node.module] if node.module else parts)


def read_all():
    return [Module(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(ROOT.rglob("*.py"))]


MODULES = read_all()
NAMES = {module.name for module in MODULES}


def top(name):
    return name.split(".")[0]


# -- the table -------------------------------------------------------------------------------------

PLAIN_RENDER = {f"render/{name}.py" for name in ("__init__", "plain", "json", "text", "receipt")}
OWNERS = {
    "typer": lambda m: m.room == "cli",
    "click": lambda m: m.room == "cli",
    "rich": lambda m: m.room == "render" and m.path not in PLAIN_RENDER,
    "sqlite3": lambda m: m.room == "store",
    "sqlite_utils": lambda m: m.room == "store",
    "psycopg": lambda m: m.room == "store",
    "dateutil": lambda m: m.room == "core",
    "jinja2": lambda m: m.path in ("formats/owntemplate.py", "site/templating.py"),
}
"""Who may import what; core only inside a function."""

HALL = {"errors", "__init__"}
DOORS = {
    "__init__": set(),
    "errors": set(),
    "grammar": set(),
    "front": {"grammar"},
    "core": {"core"},
    "store": {"store", "core"},
    "render": {"render", "core"},
    "formats": {"formats", "core"},
    "site": {"site", "formats", "core"},
    "localzone": {"core"},
    "config": {"localzone", "core"},
    "editor": {"config", "context", "core", "render"},
    "hooks": {"config", "context", "core", "render"},
    "templates": {"core"},
    "outbox": {"core"},
    "child": {"child"},
    "shells": {"shells", "grammar", "core"},
    "context": {"config", "localzone", "core", "store", "render"},
    "commands": {
        "commands",
        "core",
        "store",
        "render",
        "formats",
        "site",
        "config",
        "context",
        "editor",
        "hooks",
        "templates",
        "outbox",
        "child",
        "shells",
    },
    "cli": {"cli", "commands", "grammar", "shells", "formats"},
    "__main__": {"front", "cli", "commands", "grammar", "render"},
}
"""Which rooms a room may look into, besides the hall: dependencies point down the list of DESIGN section 2."""

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
STREAMS = {"sys.stdout.write", "sys.stderr.write", "sys.stdout.writelines", "sys.stderr.writelines", "print"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}


# -- the rules -------------------------------------------------------------------------------------


def heavy_modules_have_one_owner(module):
    for each in module.imports:
        owns = OWNERS.get(top(each.name))
        if owns is not None and not owns(module):
            yield f"{module.at(each)} imports {top(each.name)}"


def dateutil_waits_inside_a_function(module):
    for each in module.imports:
        if top(each.name) == "dateutil" and not each.lazy:
            yield f"{module.at(each)} imports dateutil before it is needed"


def core_is_pure(module):
    """Only the standard library, itself and the errors; and of the standard library nothing that does."""
    acting = {"sqlite3", "subprocess", "socket", "shutil", "tempfile", "pathlib", "os", "io", "logging", "asyncio"}
    if module.room != "core":
        return
    for each in module.imports:
        known = top(each.name) in sys.stdlib_module_names - acting or top(each.name) in ("dateutil", PACKAGE)
        if not known:
            yield f"{module.at(each)} imports {each.name}"


def dependencies_point_down(module):
    allowed = DOORS.get(module.room)
    if allowed is None:
        yield f"{module.path} has no place in the house: add it to DOORS"
        return
    for each in module.imports:
        if top(each.name) == PACKAGE:
            room = [*each.name.split("."), "__init__"][1]
            room = room if room in DOORS else "__init__"  # a name of the package itself: its version
            if room not in allowed | HALL:
                yield f"{module.at(each)} imports {each.name}"


def _dotted(module, found):
    """Uses of dotted names, `from os import environ` included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in found:
            yield node, ast.unparse(node)
        if isinstance(node, ast.Attribute) and ast.unparse(node).removeprefix("datetime.") in found:
            yield node, ast.unparse(node)
        if isinstance(node, ast.Name) and node.id in found:
            yield node, node.id
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if f"{node.module}.{alias.name}" in found:
                    yield node, f"{node.module}.{alias.name}"


def only_config_reads_the_environment(module):
    if module.path != "config.py":
        for node, name in _dotted(module, ENVIRONMENT):
            yield f"{module.at(node)} reads {name}"


def only_context_reads_the_clock(module):
    if module.path != "context.py":
        for node, name in _dotted(module, CLOCKS):
            yield f"{module.at(node)} reads {name}"


def only_render_prints(module):
    if module.room != "render" and module.path != "__main__.py":
        for node, name in _dotted(module, STREAMS):
            yield f"{module.at(node)} uses {name}"


def modules_are_short(module):
    """But for the generated one, which grows with the commands and is read by nobody."""
    lines = module.source.count("\n")
    if lines > LINES and module.path != "grammar.py":
        yield f"{module.path} has {lines} lines"


def functions_are_short(module):
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{module.at(node)} {node.name} has {lines} lines"


RULES = [
    heavy_modules_have_one_owner,
    dateutil_waits_inside_a_function,
    core_is_pure,
    dependencies_point_down,
    only_config_reads_the_environment,
    only_context_reads_the_clock,
    only_render_prints,
    modules_are_short,
    functions_are_short,
]


def graph(modules):
    """Who imports whom among our own modules, imports inside functions included."""
    names = {module.name for module in modules}
    found = {}
    for module in modules:
        targets = set()
        for each in module.imports:
            name = each.name if each.name in names else each.name.rpartition(".")[0]
            targets |= {name} & names
        found[module.name] = targets - {module.name}
    return found


def cycles(edges):
    """Cycles as the names on the way: at least one for every import that would have to go."""
    state, found = {}, []

    def visit(name, way):
        state[name] = "open"
        for target in sorted(edges.get(name, ())):
            if state.get(target) == "open":
                found.append(" -> ".join([*way[way.index(target) :], target]).replace(f"{PACKAGE}.", ""))
            elif target not in state:
                visit(target, [*way, target])
        state[name] = "done"

    for name in sorted(edges):
        if name not in state:
            visit(name, [name])
    return found


# -- the house as it stands ------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    assert [said for module in MODULES for said in rule(module)] == []


def test_no_module_imports_itself_by_way_of_others():
    assert cycles(graph(MODULES)) == []


def test_the_walk_sees_the_house():
    assert {"incident_cli", "incident_cli.core.fold", "incident_cli.store.view"} <= NAMES
    assert sum(len(module.imports) for module in MODULES) > 100


# -- the rules see what breaks them ----------------------------------------------------------------

BROKEN = [
    (heavy_modules_have_one_owner, "commands/open.py", "import typer"),
    (heavy_modules_have_one_owner, "core/fold.py", "def f():\n    from rich.text import Text"),
    (heavy_modules_have_one_owner, "render/plain.py", "def f():\n    import rich"),
    (heavy_modules_have_one_owner, "render/__init__.py", "from rich import console"),
    (heavy_modules_have_one_owner, "commands/db.py", "import sqlite3"),
    (heavy_modules_have_one_owner, "cli/db.py", "from sqlite_utils import Database"),
    (heavy_modules_have_one_owner, "render/screen.py", "import psycopg"),
    (heavy_modules_have_one_owner, "config.py", "from dateutil import parser"),
    (heavy_modules_have_one_owner, "formats/markdown.py", "def f():\n    import jinja2"),
    (heavy_modules_have_one_owner, "core/x.py", "try:\n    import sqlite3\nexcept ImportError:\n    pass"),
    (dateutil_waits_inside_a_function, "core/when.py", "from dateutil import parser"),
    (dateutil_waits_inside_a_function, "core/when.py", "class A:\n    import dateutil.tz"),
    (core_is_pure, "core/x.py", "import numpy"),
    (core_is_pure, "core/x.py", "def f():\n    import os"),
    (core_is_pure, "core/x.py", "from pathlib import Path"),
    (dependencies_point_down, "core/fold.py", "from incident_cli.store import view"),
    (dependencies_point_down, "core/fold.py", "from ..store import view"),
    (dependencies_point_down, "core/fold.py", "def f():\n    from incident_cli.render.text import line"),
    (dependencies_point_down, "store/view.py", "import incident_cli.render.text"),
    (dependencies_point_down, "store/view.py", "from incident_cli import config"),
    (dependencies_point_down, "render/plain.py", "from incident_cli.commands import show"),
    (dependencies_point_down, "formats/page.py", "from incident_cli.render.text import line"),
    (dependencies_point_down, "commands/show.py", "from incident_cli.cli import options"),
    (dependencies_point_down, "cli/__init__.py", "from incident_cli.store import open_store"),
    (dependencies_point_down, "errors.py", "from incident_cli.core import words"),
    (dependencies_point_down, "attic/x.py", ""),
    (only_config_reads_the_environment, "context.py", "import os\nx = os.environ['A']"),
    (only_config_reads_the_environment, "editor.py", "from os import environ"),
    (only_config_reads_the_environment, "core/x.py", "import os\nos.getenv('A')"),
    (only_context_reads_the_clock, "core/when.py", "from datetime import datetime\nx = datetime.now()"),
    (only_context_reads_the_clock, "store/view.py", "import datetime\nx = datetime.datetime.now()"),
    (only_context_reads_the_clock, "commands/open.py", "import time\nx = time.time()"),
    (only_context_reads_the_clock, "commands/open.py", "from time import time"),
    (only_context_reads_the_clock, "commands/open.py", "f = date.today"),
    (only_render_prints, "commands/open.py", "print('x')"),
    (only_render_prints, "core/x.py", "say = print"),
    (only_render_prints, "store/x.py", "import sys\nsys.stdout.write('x')"),
    (only_render_prints, "cli/x.py", "import sys\nsys.stderr.write('x')"),
    (modules_are_short, "core/x.py", "\n" * 401),
    (functions_are_short, "core/x.py", "def f():\n" + "    pass\n" * 50),
    (functions_are_short, "core/x.py", "class A:\n    async def f():\n" + "        pass\n" * 50),
]


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_a_rule_sees_what_breaks_it(rule, path, source):
    assert list(rule(Module(path, source)))


ALLOWED = [
    ("cli/x.py", "import typer\nfrom incident_cli.commands import show\nfrom incident_cli import __version__"),
    ("render/screen.py", "import rich\nfrom incident_cli.core.views import Sheet\nprint('x')"),
    ("store/x.py", "import sqlite3\nfrom incident_cli.errors import Busy\nfrom . import rows"),
    ("core/when.py", "import re\ndef f():\n    from dateutil import parser"),
    ("core/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from incident_cli.store import View"),
    ("config.py", "import os\nx = os.environ"),
    ("context.py", "from datetime import datetime\nx = datetime.now"),
    ("render/plain.py", "import sys\nsys.stdout.write('x')"),
    ("core/x.py", "\n" * 400),
    ("core/x.py", "def f():\n" + "    pass\n" * 49),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_a_rule_leaves_alone_what_keeps_it(path, source):
    assert [said for rule in RULES for said in rule(Module(path, source))] == []


def test_a_cycle_is_seen_through_an_import_inside_a_function():
    a = Module("core/a.py", "from incident_cli.core import b")
    b = Module("core/b.py", "def f():\n    from .c import g")
    c = Module("core/c.py", "from incident_cli.core.a import h")
    assert cycles(graph([a, b, c])) == ["core.a -> core.b -> core.c -> core.a"]
    assert cycles(graph([a, b])) == []


def test_a_cycle_for_the_type_checker_alone_is_none():
    a = Module("core/a.py", "from incident_cli.core import b")
    b = Module("core/b.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import x")
    assert cycles(graph([a, b])) == []


def test_a_package_that_imports_its_module_which_imports_the_package_is_a_cycle():
    package = Module("store/__init__.py", "def f():\n    from .sqlite import S")
    module = Module("store/sqlite.py", "from . import Stamp")
    assert cycles(graph([package, module])) == ["store -> store.sqlite -> store"]
