"""Every command that there is. Importing a module declares what is in it, in the order in which help shows it."""

# isort: off
from commands import (  # noqa: F401
    drafting,
    proposals,
    voting,
    link,
    direct_messages,
    bridge,
    rolls,
    charter,
    settings,
    facilitators,
    acts,
    feeds,
    sources,
    digests,
    editions,
    catchup,
    news,
    evidence,
    status,
    help as helping,
)

# isort: on
from commands.spec import CATALOGUE

COMMANDS = CATALOGUE
