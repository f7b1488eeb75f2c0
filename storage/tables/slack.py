"""In which Slack workspaces the app is installed."""

from sqlalchemy import Column, Table, Text

from storage.tables.columns import metadata, needed
from storage.types import Instant

installations = Table(
    "installations",
    metadata,
    Column("team", Text, primary_key=True),
    Column("enterprise", Text, primary_key=True),  # empty outside Enterprise organisations
    needed("name", Text),
    needed("bot", Text),
    needed("token", Text),
    needed("installed", Instant),
)
