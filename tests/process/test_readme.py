"""The README's lines to a first vote, typed as they stand."""

import re

from tests.process.home import ROOT, Home


async def test_the_ten_lines_lead_to_a_vote(home: Home) -> None:
    readme = (ROOT / "README.md").read_text()
    block = readme.partition("## Ten lines to a first vote")[2].partition("\n    ")[2].partition("\n\n")[0]
    lines = [line.strip() for line in block.split("\n")]
    assert len(lines) == 10
    process = await home.run(*lines)
    assert process.child.returncode == 0
    answers = re.split(r"^\w+> ", process.out, flags=re.MULTILINE)
    for seen in ("Preview · RL-1", "Done: you set the quorum", "is open for voting", "Recorded: For", "You are bob now",
                 "Results are hidden until", "2 voted of 3; quorum 2 reached", "RL-1 No autonomous replication",
                 "1 proposal at the table"):  # fmt: skip
        assert any(seen in answer for answer in answers), seen
    assert len([answer for answer in answers if "Recorded: For" in answer]) == 2
