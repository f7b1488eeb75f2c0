"""What Slack takes, in characters unless said otherwise.

Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects), /reference/views and
/reference/methods/chat.postMessage. The sum over a message is what ``msg_blocks_too_long`` refuses in practice, less a
margin.
"""

from datetime import timedelta

SENDS_IN_CHANNEL = (1, timedelta(seconds=1))
SENDS = (240, timedelta(minutes=1))
"""In a workspace; Slack says "several hundred"."""

EDITS = (50, timedelta(minutes=1))
"""In a workspace: ``chat.update`` is of tier 3."""

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
CHARACTERS_IN_MESSAGE = 12_000
TEXT = 3_000
"""One text object, and by our choice one rich text block."""

SUMMARY = 3_000
"""``text`` beside blocks; ``chat.update`` takes no more than 4,000."""

HEADER = 150
BUTTONS_IN_BLOCK = 25
BUTTON_LABEL = 75
BUTTON_VALUE = 2_000
URL = 3_000

VIEW_TITLE = 24
VIEW_BUTTON = 24
METADATA = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
INPUT_VALUE = 3_000
ERROR = 1_000
"""One message under a field of a modal; Slack states no limit, this one keeps the field in sight."""

RADIO_OPTIONS = 10
SELECT_OPTIONS = 100
OPTION_LABEL = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
