"""`incident db info`: where the database is, what it holds, and which settings are in force."""

from incident_cli.context import App
from incident_cli.core.views import Fact
from incident_cli.store.location import is_server


def run(app: App) -> None:
    """Tell path, size, schema, counts, and the settings with their sources."""
    info = app.store.info()
    for doubt in info.doubts:
        app.warn(doubt)
    sources = app.config.sources
    app.out.facts(
        "db",
        [
            Fact("path", info.location, sources["db"]),
            Fact("size", info.size),
            Fact("schema", info.schema),
            *(Fact(table, count) for table, count in info.counts.items()),
            Fact("tz", app.config.tz, sources["tz"]),
            Fact("date_order", app.config.date_order, sources["date_order"]),
            Fact("by", app.config.by, sources["by"]),
            Fact("host", app.config.host),
            Fact("wait", app.config.wait, sources["wait"]),
            *_outbox(app),
        ],
    )


def _outbox(app: App) -> list[Fact]:
    """How many commands wait for the server, if it is one; those that it refused are among them."""
    if not is_server(app.config.db):
        return []
    from incident_cli.commands import sending

    return [Fact("outbox", len(sending.left(app)))]
