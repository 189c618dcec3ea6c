"""`incident db check`: is the file sound, and do the tables tell what the log tells?"""

from incident_cli.context import App
from incident_cli.core.views import Fact
from incident_cli.errors import NotOurs


def run(app: App) -> int:
    """Tell every problem; the exit code is that of a damaged file when there is one."""
    problems = app.store.check()
    facts = [Fact("problems", problems)] if problems else [Fact("sound", "yes")]
    app.out.facts("check", facts)
    return NotOurs.code if problems else 0
