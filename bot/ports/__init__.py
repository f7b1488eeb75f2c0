"""What the core needs from the world outside it."""

from bot.ports.acts import Acts, Done
from bot.ports.choices import Choices
from bot.ports.codes import Codes
from bot.ports.communities import Communities
from bot.ports.editions import Editions, Published
from bot.ports.entries import Entries, Unjudged, Weighed
from bot.ports.evidence import EvidenceOf
from bot.ports.facilitators import Facilitator, Facilitators
from bot.ports.feeds import Feed, Feeds
from bot.ports.inbox import Answer, Inbox
from bot.ports.installations import Installation, Installations
from bot.ports.obstacles import Obstacle, Obstacles
from bot.ports.outbox import Delivery, DeliveryState, Due, Outbox
from bot.ports.people import Named, OwnAccount, People, Presence, Present
from bot.ports.phrases import Phrases, Said
from bot.ports.platforms import Ambiguous, Cause, Clock, FeedReader, Impossible, Messenger, NotSent, Trouble
from bot.ports.postings import Channel, Posting, Postings, Stale
from bot.ports.proposals import Drafts, Proposals
from bot.ports.record import Records
from bot.ports.rolls import Rolls
from bot.ports.store import Store, Transaction
from bot.ports.submissions import Submissions
from bot.ports.subscriptions import Subscriptions
from bot.ports.votes import Voter, Votes

__all__ = [
    "Acts",
    "Ambiguous",
    "Answer",
    "Cause",
    "Channel",
    "Choices",
    "Clock",
    "Codes",
    "Communities",
    "Delivery",
    "DeliveryState",
    "Done",
    "Drafts",
    "Due",
    "Editions",
    "Entries",
    "EvidenceOf",
    "Facilitator",
    "Facilitators",
    "Feed",
    "FeedReader",
    "Feeds",
    "Impossible",
    "Inbox",
    "Installation",
    "Installations",
    "Messenger",
    "Named",
    "NotSent",
    "Obstacle",
    "Obstacles",
    "Outbox",
    "OwnAccount",
    "People",
    "Phrases",
    "Posting",
    "Postings",
    "Presence",
    "Present",
    "Proposals",
    "Published",
    "Records",
    "Rolls",
    "Said",
    "Stale",
    "Store",
    "Submissions",
    "Subscriptions",
    "Transaction",
    "Trouble",
    "Unjudged",
    "Voter",
    "Votes",
    "Weighed",
]
