"""A text changed while its vote is open, on both platforms of one process, with a power cut after voters are told."""

import pytest

from tests.end_to_end.town import Town


@pytest.mark.timeout(180)
async def test_a_changed_text_begins_a_new_vote_and_who_voted_is_told_on_both_platforms(town: Town) -> None:
    for table in town.tables:
        assert "is open for voting" in await table.opens("alice")
        card = await town.appears(table, "RL-1 · Red line · Voting")
        assert "Recorded: For" in await table.votes("bob", card, "for")
        await town.all_sent(table)
        assert "RL-1 is now version 2" in await table.amends("alice", 1, value="12 of 20 families")
        told = table.said(await town.appears(table, "RL-1 changed: a new vote is open"))
        assert "12" in told
        town.passes(seconds=1)
        await town.until(lambda table=table: "12 of 20 families" in table.said(table.posted("RL-1 · Red line")[0]))  # type: ignore[misc]
        await town.until(lambda table=table: table.private("bob"), what="bob to be told")  # type: ignore[misc]
        await town.all_sent(table)  # a cut in the middle of it would leave it in doubt, and that is not repeated
    await town.restart()
    for table in town.tables:
        (told,) = table.private("bob")
        assert "Your vote was on version 1. Version 2 changed Value." in told
        assert "15" in told
        assert table.private("carol") == []
        (card,) = table.posted("RL-1 · Red line · Voting")
        assert "Recorded: Against" in await table.votes("bob", card, "against")
        assert "Version 2" in await table.asks("carol", "history", proposal="1")
    town.check_answered()
