"""What a call to Slack draws on: docs.slack.dev/apis/web-api/rate-limits."""

from collections.abc import Sequence

from bot.domain.pacing import Limit, Ration
from bot.platforms.slack import limits


def sending(team: str, channel: str) -> Sequence[Ration]:
    return (
        Ration(f"slack:{team}:{channel}:send", Limit(*limits.SENDS_IN_CHANNEL)),
        Ration(f"slack:{team}:send", Limit(*limits.SENDS)),
    )


def editing(team: str) -> Sequence[Ration]:
    return (Ration(f"slack:{team}:edit", Limit(*limits.EDITS)),)
