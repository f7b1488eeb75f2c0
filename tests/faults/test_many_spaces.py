"""Many spaces, many members, many votes at once: no platform is ever asked too often, and nothing takes longer than
what the platforms allow makes it."""

import json
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.faults.crowd import DISCORD, SLACK, Crowd, done_within
from tests.servers.discord_rest import ALL, OLD_EDITS, SENDS
from tests.servers.slack_wire import UPDATES

BEATS = timedelta(seconds=3)
"""What is due is looked at every second or two."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Size:
    spaces: int
    members: int
    votes: int
    seconds: int
    """For which ballots are cast, each time that they are."""

    ballots: float
    """A second."""


async def deliberation(crowd: Crowd, size: Size) -> dict[str, float]:
    """Let *size* votes be open at once in all spaces, voted on, and close; return how long things took at most."""
    await crowd.sits_down()
    spaces, discords = len(crowd.places), sum(platform is DISCORD for platform, _ in crowd.places)
    began = crowd.now
    await crowd.opens_all(size.votes, "6h")
    sends = max(
        done_within(size.votes, *SENDS),
        done_within(size.votes * discords, *ALL),
        done_within(size.votes, 1, 1.0),
        done_within(size.votes, 240, 60.0),
    )
    await crowd.lasts(int(sends) + 5)
    assert len(crowd.posted_at) == size.votes * spaces, "every card is everywhere"
    assert max(crowd.posted_at.values()) - began <= timedelta(seconds=sends) + BEATS
    measured = {"cards": (max(crowd.posted_at.values()) - began).total_seconds(), "cards at most": sends}

    await crowd.lasts(size.seconds, size.ballots, size.votes)
    measured |= {f"turnout on {p.value}": crowd.longest_lag(p).total_seconds() for p in (DISCORD, SLACK)}
    assert max(crowd.longest_lag(DISCORD), crowd.longest_lag(SLACK)) <= MINUTE

    await crowd.lasts(60)
    crowd.now += timedelta(hours=2)
    crowd.lags.clear()
    await crowd.lasts(size.seconds, size.ballots, size.votes)
    measured |= {f"turnout on {p.value}, old cards": crowd.longest_lag(p).total_seconds() for p in (DISCORD, SLACK)}
    # Of three edits in twenty seconds turnout may have two, one in each half.
    old = timedelta(seconds=max(size.votes * 10, 20) + 20) + BEATS
    assert crowd.longest_lag(SLACK) <= MINUTE
    assert crowd.longest_lag(DISCORD) <= old

    closes = began + timedelta(hours=6)
    crowd.now = closes - timedelta(seconds=size.seconds)
    await crowd.lasts(size.seconds, size.ballots, size.votes)
    assert crowd.now == closes
    assert crowd.told_at == {}
    states = max(
        done_within(size.votes, *UPDATES) + UPDATES[1],  # after turnout had used what it may
        done_within(size.votes, *OLD_EDITS) + OLD_EDITS[1],
    )
    await crowd.lasts(int(max(sends, states)) + 5)
    assert len(crowd.told_at) == size.votes * spaces, "every outcome is told everywhere"
    assert len(crowd.decided_at) == size.votes * spaces, "and shown on every card"
    told, shown = max(crowd.told_at.values()) - closes, max(crowd.decided_at.values()) - closes
    measured |= {"outcomes": told.total_seconds(), "outcomes at most": sends}
    measured |= {"states": shown.total_seconds(), "states at most": states}
    assert told <= timedelta(seconds=sends) + BEATS
    assert shown <= timedelta(seconds=states) + BEATS
    assert crowd.hits == []
    return measured


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_four_spaces_with_six_votes_at_once_hit_no_limit_and_hear_everything_in_time(store, shelf):
    await deliberation(Crowd(store, shelf, 4, 40, seed=3), Size(4, 40, 6, seconds=40, ballots=0.5))


@pytest.mark.soak
async def test_twenty_spaces_and_five_thousand_members_hit_no_limit_and_hear_everything_in_time(store, shelf):
    begun = time.monotonic()
    size = Size(spaces=20, members=5_000, votes=20, seconds=600, ballots=12)
    crowd = Crowd(store, shelf, size.spaces, size.members, seed=4)
    measured = await deliberation(crowd, size)
    edits, sends = len(crowd.lags), sum(wall.sent for wall in crowd.walls.values())
    print(json.dumps(measured | {"messages": sends, "edits": edits, "took": time.monotonic() - begun}, indent=1))
