"""Errors by Discord's own number: https://docs.discord.com/developers/topics/opcodes-and-status-codes."""

UNKNOWN_CHANNEL = 10003
UNKNOWN_SERVER = 10004
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
UNKNOWN_INTERACTION = 10062  # it is older than three seconds, or its token older than fifteen minutes
OLD_EDITS = 30046
TOO_MANY_CONVERSATIONS = 40003
ALREADY_ANSWERED = 40060
MISSING_ACCESS = 50001
CANNOT_REACH_USER = 50007  # they take no direct messages from the bot
MISSING_PERMISSIONS = 50013
NO_SERVER_IN_COMMON = 50278  # or they take no direct messages from people of the servers that they share with it
NOT_FOR_TEXT = 50008
NOT_FOR_THIS = 50024
ARCHIVED = 50083
LOCKED = 160005
NO_HISTORY = 160002  # to reply to a message takes the permission to read earlier ones

REFUSED_TOKEN = 4004  # of the gateway
