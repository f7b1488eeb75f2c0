"""Which stories an edition tells, and what becomes of every other entry."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.composing import MOST_NEAR, Composed, Taste, compose, headline
from bot.domain.editions import Candidate, Choice, Fate, Told
from bot.domain.stories.items import Item

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
TOPICS = (
    "Regulator of Norway fines a shipping company over emissions",
    "Parliament in Lisbon debates a moratorium on larger training runs",
    "Lab A postpones the training of its next model by six months",
    "Benchmark for autonomous replication gains forty participating universities",
    "Treaty text on compute thresholds circulates among ministers in Geneva",
    "Insurers refuse cover for systems that improve themselves",
    "Astronomers find water vapour around a distant dwarf planet",
    "Court in Ottawa hears an appeal about copyright of paintings",
    "Open letter by nurses asks hospitals to halt automated triage",
    "Chip maker reports record quarterly revenue despite export rules",
    "Volunteers translate the red lines declaration into Swahili",
    "Football club suspends its goalkeeper for three matches",
)


def candidate(topic: int, source: str = "The Example", points: int = 6, **more) -> Candidate:
    choice = more.get("choice")
    feed = more.get("feed", 1)
    hour = more.get("hour", topic)
    item = Item(TOPICS[topic], "", f"https://{source.replace(' ', '-').lower()}.example.org/{topic}", source,
                NOON - timedelta(hours=hour), points)  # fmt: skip
    kept = points >= 5
    code = f"{feed}-{topic:04}{source[-6:]}"
    return Candidate(code, feed, item, kept, ("red line",) if kept else ("too little",), choice)


def fates(composed: Composed) -> list[Fate]:
    return [one.fate for one in composed.became.values()]


def test_stories_come_by_weight_and_of_equal_ones_the_later_first():
    made = compose([candidate(0, "A", 5), candidate(1, "B", 9), candidate(2, "C", 9)], [], Taste())
    assert [story.lead.source for story in made.stories] == ["B", "C", "A"]
    assert made.kept == 3


def test_one_outlet_leads_two_stories_and_the_third_is_left_out_with_its_reason():
    made = compose([candidate(n, points=9 - n) for n in range(3)], [], Taste())
    assert len(made.stories) == 2
    assert made.became[candidate(2).code].fate is Fate.OUTLET
    assert made.kept == 3


def test_a_story_whose_outlet_leads_two_already_is_led_by_another_outlet():
    told = [candidate(n, points=9) for n in range(2)] + [candidate(2, points=8), candidate(2, "Other", 6)]
    made = compose(told, [], Taste())
    assert [story.lead.source for story in made.stories] == ["The Example", "The Example", "Other"]
    assert made.stories[2].outlets == ("The Example",)


def test_no_more_stories_than_the_subscription_asks_for():
    made = compose([candidate(n, f"Outlet {n}") for n in range(12)], [], Taste(length=4))
    assert len(made.stories) == 4
    assert fates(made).count(Fate.LENGTH) == 8


def test_what_is_about_one_event_is_one_story_judged_by_its_best_entry():
    made = compose([candidate(2, "A", 3), candidate(2, "B", 9), candidate(2, "C", 6)], [], Taste(minimum=9))
    (story,) = made.stories
    assert {item.source for item in story.items} == {"A", "B", "C"}
    assert sorted(fate.name for fate in fates(made)) == ["JOINED", "JOINED", "TOLD"]
    assert story.reasons == ("red line",)


def test_a_minimum_of_points_leaves_out_what_has_fewer_but_not_what_a_curator_chose():
    made = compose([candidate(1, points=6), candidate(2, points=2, choice=Choice.ADDED)], [], Taste(minimum=8))
    assert [story.lead.title for story in made.stories] == [TOPICS[2]]
    assert made.became[candidate(1).code].fate is Fate.MINIMUM


def test_feeds_that_are_not_chosen_are_left_out():
    made = compose([candidate(1, feed=1), candidate(2, feed=2)], [], Taste(sources=frozenset({2})))
    assert [story.lead.title for story in made.stories] == [TOPICS[2]]
    assert made.became[candidate(1).code].fate is Fate.SOURCE


def test_a_curator_pins_drops_and_adds():
    made = compose(
        [candidate(1, "A", 9), candidate(2, "B", 6, choice=Choice.PINNED), candidate(3, "C", 9, choice=Choice.DROPPED),
         candidate(4, "D", 1, choice=Choice.ADDED), candidate(5, "E", 1)],
        [], Taste(),
    )  # fmt: skip
    assert [story.lead.source for story in made.stories] == ["B", "A", "D"]
    assert made.stories[0].pinned
    assert made.became[candidate(3, "C").code].fate is Fate.DROPPED
    assert [miss.item.source for miss in made.near] == ["E"]


def test_what_is_pinned_leads_its_story_in_its_own_words_whatever_else_tells_of_it():
    pinned = candidate(1, "A", 6, choice=Choice.PINNED)
    made = compose([candidate(1, "B", 9), pinned, candidate(2, "C", 9)], [], Taste())
    story = made.stories[0]
    assert (story.lead, story.codes[0]) == (pinned.item, pinned.code)
    assert [other.source for other in story.others] == ["B"]


def test_what_was_told_is_not_told_again_but_for_an_update():
    told = [Told((candidate(2).item,), NOON - timedelta(days=7))]
    made = compose([candidate(2, "Other", hour=-20)], told, Taste())
    assert made.stories == ()
    assert fates(made) == [Fate.KNOWN]
    moved = Item("Lab A postpones the training of its next model by six months, then drops it", "",
                 "https://example.org/new", "Other", NOON, 9)  # fmt: skip
    update = Candidate("2-moved", 2, moved, True, ("training run",))
    (story,) = compose([update], told, Taste()).stories
    assert story.updates == NOON - timedelta(days=7)
    again = compose([candidate(2, "Other", hour=-20, choice=Choice.PINNED)], told, Taste())
    assert len(again.stories) == 1


def test_near_misses_are_the_best_of_what_was_not_kept_and_each_page_once():
    weak = [candidate(n, f"Outlet {n}", points=1 + n % 4) for n in range(12)]
    made = compose(weak, [], Taste())
    assert made.stories == ()
    assert len(made.near) == MOST_NEAR
    assert [miss.item.points for miss in made.near] == sorted((miss.item.points for miss in made.near), reverse=True)
    assert fates(made).count(Fate.NEAR) == MOST_NEAR
    assert fates(made).count(Fate.WEAK) == 12 - MOST_NEAR


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from("ABC"), st.integers(0, 9), st.sampled_from([None, *Choice])),
        max_size=20, unique_by=lambda row: row[:2],
    ),
    st.integers(1, 10),
)  # fmt: skip
def test_nothing_is_lost_whatever_comes(rows, length):
    candidates = [candidate(topic, source, points, choice=choice) for topic, source, points, choice in rows]
    made = compose(candidates, [], Taste(length=length))
    assert set(made.became) == {one.code for one in candidates}
    assert len(made.stories) <= length
    told = [code for story in made.stories for code in story.codes]
    assert len(told) == len(set(told))
    shown = {code for code, one in made.became.items() if one.story is not None}
    assert shown == set(told)
    leads = [story.lead.source for story in made.stories if not story.pinned]
    assert all(leads.count(source) <= 2 for source in leads)
    turned = compose(candidates[::-1], [], Taste(length=length))
    assert turned.became == made.became


def test_a_headline_is_the_sources_own_words_in_25_at_most():
    long = " ".join(f"w{n}" for n in range(40))
    item = Item(long, "", "https://example.org", "S", NOON, 1)
    assert headline(item) == " ".join(f"w{n}" for n in range(25)) + " …"
    said = headline(Item("Statement", long, "https://example.org", "S", NOON, 1))
    assert said.startswith("Statement: w0 w1")
    assert len(said.split()) == 26
    assert headline(Item("", "", "", "S", NOON, 1)) == ""
