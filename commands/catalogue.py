"""Every command that there is. Importing a module declares what is in it, in the order in which help shows it."""

# isort: off
from commands import drafting
from commands import proposals
from commands import voting
from commands import link
from commands import direct_messages
from commands import bridge
from commands import rolls
from commands import charter
from commands import settings
from commands import facilitators
from commands import acts
from commands import feeds
from commands import digests
from commands import status
from commands import help as helping

# isort: on
from commands.spec import CATALOGUE

COMMANDS = CATALOGUE
TOPICS = (
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
    digests,
    status,
    helping,
)
