"""Plays a scene with the real process at both simulated platforms, and keeps what it sent for the documents' pictures.

``python -m tests.docs.scene docs/pictures`` writes ``{discord,slack}-{card,form}.json``, each as it was on the wire
save what the platform adds: a red line at a table that both share, on which one has voted in each, and the form that
another opens by its button.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.end_to_end.test_bridge import bridged
from tests.end_to_end.town import Town

TEXT = {
    "act": "A model copies its own weights to machines that its developer does not control.",
    "title": "No self-replication in the wild",
}


async def play(directory: Path) -> Mapping[str, Any]:
    """Return the payloads by the name of their file."""
    async with Town(directory, f"sqlite+aiosqlite:///{directory / 'scene.db'}") as town:
        town.comes(datetime.fromtimestamp(town.now(), UTC).replace(hour=17, minute=0) + timedelta(days=1))
        await bridged(town)
        await town.in_discord.asks("alice", "charter set", voting_period="3d")
        await town.in_discord.opens("alice", **TEXT)
        for table, name, choice in ((town.in_slack, "bob", "for"), (town.in_discord, "carol", "against")):
            await table.votes(name, await town.appears(table, "RL-1 · Red line · Voting"), choice)
        town.passes(minutes=1)
        in_slack = await town.appears(town.in_slack, "2 voted")
        in_discord = await town.appears(town.in_discord, "2 voted")
        slack = await town.slack.person("dave").press(in_slack, "Vote")
        discord = await town.discord.person("dave").click(in_discord, "Vote")
        assert slack.view is not None
        assert discord.modal is not None
        return {
            "slack-card": {"text": in_slack.text, "blocks": in_slack.blocks},
            "slack-form": slack.view.body,
            "discord-card": {"flags": in_discord["flags"], "components": in_discord["components"]},
            "discord-form": discord.modal,
        }


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        payloads = asyncio.run(play(Path(directory)))
    for name, payload in payloads.items():
        text = json.dumps(payload, ensure_ascii=False, indent=1)
        (target / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
