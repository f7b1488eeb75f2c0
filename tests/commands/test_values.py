"""Single values: what is understood, and what is said of what is not."""

from datetime import time, timedelta
from fractions import Fraction

import pytest

from bot.domain.charter import Authority, Unset
from bot.domain.editions import Section
from bot.domain.errors import Misread
from bot.domain.ids import MemberId
from bot.domain.people import Called, MemberRef, Mentioned, Role
from bot.domain.periods import Every, Weekday
from bot.domain.proposals import Kind, Numbered, ProposalRef, Seen
from bot.domain.rules import MAJORITY, TWO_THIRDS, Comparison, Quorum, RollKind, Threshold
from bot.domain.voting import Choice
from commands import values
from commands.types import (
    PARAM_TYPES,
    ChannelKey,
    Day,
    FeedRef,
    FeedUrl,
    Language,
    Quiet,
    Sections,
    Sources,
    Switch,
    Zone,
)

ID = "0123456789abcdefghjkmnpqrs"


def parse(type, text):
    return PARAM_TYPES[type].parse(text)


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        (ProposalRef, "12", Numbered(12)),
        (ProposalRef, "#12", Numbered(12)),
        (ProposalRef, "rl-12", Numbered(12, Kind.RED_LINE)),
        (ProposalRef, "RL–12", Numbered(12, Kind.RED_LINE)),
        (ProposalRef, "RL 12", Numbered(12, Kind.RED_LINE)),
        (ProposalRef, "RL12", Numbered(12, Kind.RED_LINE)),
        (ProposalRef, "007", Numbered(7)),
        (ProposalRef, "2147483647", Numbered(2**31 - 1)),
        (ProposalRef, f"~{ID}.3", Seen(ID, 3)),
        (int, "3", 3),
        (int, "#3", 3),
        (int, "0", 0),
        (Choice, "FOR", Choice.FOR),
        (Choice, "abstain", Choice.ABSTAIN),
        (Kind, "Red Line", Kind.RED_LINE),
        (timedelta, "90s", timedelta(seconds=90)),
        (timedelta, "20m", timedelta(minutes=20)),
        (timedelta, "20 M", timedelta(minutes=20)),
        (timedelta, "5 minutes", timedelta(minutes=5)),
        (timedelta, "12h", timedelta(hours=12)),
        (timedelta, "7d", timedelta(days=7)),
        (timedelta, "1w", timedelta(weeks=1)),
        (timedelta, "1 day 12 hours", timedelta(hours=36)),
        (timedelta, "1d12h", timedelta(hours=36)),
        (Quorum | Unset, "3", Quorum(ballots=3)),
        (Quorum | Unset, "1/3", Quorum(share=Fraction(1, 3))),
        (Weekday, "mon", Weekday.MON),
        (Weekday, "Sunday", Weekday.SUN),
        (Weekday, "thurs", Weekday.THU),
        (Every, "Weekly", Every.WEEKLY),
        (Day, "Tuesday", Weekday.TUE),
        (Day, "1st", 1),
        (Day, "last", 31),
        (Sections, "news", frozenset({Section.NEWS})),
        (Sections, "table, news and near-misses", frozenset(Section)),
        (Sources, "3,1", frozenset({1, 3})),
        (Sources, "all", frozenset()),
        (time, "09:00", time(9)),
        (time, "9:00", time(9)),
        (time, "9.30", time(9, 30)),
        (time, "9am", time(9)),
        (time, "9:15 PM", time(21, 15)),
        (time, "12 a.m.", time(0)),
        (time, "12pm", time(12)),
        (time, "23:59", time(23, 59)),
        (Zone, "Europe/Berlin", "Europe/Berlin"),
        (Zone, "europe/berlin", "Europe/Berlin"),
        (Zone, "america/new york", "America/New_York"),
        (Zone, "utc", "UTC"),
        (ChannelKey | Unset, "#general", "general"),
        (ChannelKey | Unset, "C0123ABC", "C0123ABC"),
        (ChannelKey | Unset, "<#123456>", "123456"),
        (ChannelKey | Unset, "<#C0123ABC|general>", "C0123ABC"),
        (ChannelKey | Unset, "off", Unset.DEFAULT),
        (ChannelKey | Unset, "#off", "off"),
        (Quorum | Unset, "Default", Unset.DEFAULT),
        (Threshold | Unset, "2/3", TWO_THIRDS),
        (Threshold | Unset, "two thirds", TWO_THIRDS),
        (Threshold | Unset, "Majority", MAJORITY),
        (Threshold | Unset, "more than 1/2", MAJORITY),
        (Threshold | Unset, "> half", MAJORITY),
        (Threshold | Unset, "at least 3/5", Threshold(Comparison.AT_LEAST, Fraction(3, 5))),
        (Threshold | Unset, "60 %", Threshold(Comparison.AT_LEAST, Fraction(3, 5))),
        (Threshold | Unset, "none", Unset.DEFAULT),
        (timedelta | Unset, "default", Unset.DEFAULT),
        (RollKind, "registered", RollKind.REGISTERED),
        (Switch, "OFF", Switch.OFF),
        (Authority, "founders", Authority.FOUNDERS),
        (Authority, "founding space", Authority.FOUNDERS),
        (Authority, "vote", Authority.VOTE),
        (Language | Unset, "EN", "en"),
        (Language | Unset, "pt-br", "pt-BR"),
        (Language | Unset, "zh-hant-tw", "zh-Hant-TW"),
        (Language | Unset, "sl-rozaj-biske", "sl-rozaj-biske"),
        (Language | Unset, "off", Unset.DEFAULT),
        (Quiet | Unset, "22:00-07:00", (time(22), time(7))),
        (Quiet | Unset, "10pm to 7am", (time(22), time(7))),
        (Quiet | Unset, "off", Unset.DEFAULT),
        (Role | Unset, "<@&123|Council>", Role("123", "Council")),
        (Role | Unset, "<!subteam^S012AB|@council>", Role("S012AB", "council")),
        (Role | Unset, "<@&123>", Role("123", "123")),
        (Role | Unset, "@Tech Council", Role("Tech Council", "Tech Council")),
        (Role | Unset, "off", Unset.DEFAULT),
        (MemberRef, "<@123|Dee Smith>", Mentioned("123", "Dee Smith")),
        (MemberRef, "<@!123>", Mentioned("123")),
        (MemberRef, "<@U02BOB|bob>", Mentioned("U02BOB", "bob")),
        (MemberRef, "U02BOB12345", Mentioned("U02BOB12345")),
        (MemberRef, "123456789012345678", Mentioned("123456789012345678")),
        (MemberRef, f"~{ID}", MemberId(ID)),
        (MemberRef, "@alice", Called("alice")),
        (MemberRef, "Dee Smith", Called("Dee Smith")),
        (FeedUrl, "https://example.org/feed?a=1&b=%20", "https://example.org/feed?a=1&b=%20"),
        (FeedUrl, "HTTP://Example.org:8080/", "HTTP://Example.org:8080/"),
        (FeedUrl, "<https://example.org/feed>", "https://example.org/feed"),
        (FeedUrl, "<https://example.org/feed|example.org>", "https://example.org/feed"),
        (FeedRef, "3", 3),
        (FeedRef, "https://example.org/feed", "https://example.org/feed"),
    ],
)
def test_values(type, text, value):
    assert parse(type, text) == value


@pytest.mark.parametrize(
    ("type", "text", "part", "suggestion"),
    [
        (ProposalRef, "twelve", "“twelve” is not a proposal's number, such as 12 or RL-12", None),
        (ProposalRef, "2147483648", "2,147,483,648 is too large a number: 2,147,483,647 is the largest", None),
        (ProposalRef, "9" * 5000, "is not a proposal's number", None),
        (ProposalRef, "0", "numbered from 1", None),
        (ProposalRef, "-1", "is not a proposal's number", None),
        (ProposalRef, "XY-12", "is not a proposal's number", None),
        (ProposalRef, "~short.1", "This button no longer applies", None),
        (ProposalRef, f"~{ID}.0", "This button no longer applies", None),
        (ProposalRef, f"~{ID.upper()}.1", "This button no longer applies", None),
        (int, "3.5", "“3.5” is not a number, such as 3", None),
        (int, "1_000", "is not a number", None),
        (Choice, "yes", "“yes” is not a choice: for, against, abstain", None),
        (Choice, "agianst", "is not a choice", "against"),
        (timedelta, "7", "“7” is not a length of time, such as 20m, 12h, 7d or 1w", None),
        (timedelta, "1mo", "is not a length of time", None),
        (timedelta, "-1d", "is not a length of time", None),
        (timedelta, "0m", "above 0", None),
        (timedelta, "999999w", "at most at ten years", None),
        (Quorum | Unset, "0", "1 or more; “0” is not one", None),
        (Quorum | Unset, "3/2", "“3/2” is not one", None),
        (Quorum | Unset, "1/0", "“1/0” is not one", None),
        (Quorum | Unset, "a third", "“a third” is not a quorum: a number of ballots, such as 3, or a share", None),
        (Weekday, "mondya", "“mondya” is not a day of the week: mon, tue, wed, thu, fri, sat, sun", "monday"),
        (Every, "hourly", "“hourly” is not how often a digest comes: daily, weekly, monthly", None),
        (time, "9", "“9” is not a time of day, such as 09:00 or 9am", None),
        (time, "24:00", "is not a time of day", None),
        (time, "13pm", "is not a time of day", None),
        (time, "0am", "is not a time of day", None),
        (time, "9:60", "is not a time of day", None),
        (Zone, "Europe/Berln", "There is no time zone “Europe/Berln”. Did you mean Europe/Berlin?", "Europe/Berlin"),
        (Zone, "CEST", "There is no time zone “CEST”. Name a city of your zone, such as Europe/Berlin, or UTC.", None),
        (Zone, "Berlin", "Did you mean Europe/Berlin?", "Europe/Berlin"),
        (Zone, "germany/berlin", "Did you mean Europe/Berlin?", "Europe/Berlin"),
        (Zone, "UTC+2", "Name a city of your zone, such as Europe/Berlin", None),
        (Zone, "gmt -5:30", "Name a city of your zone", None),
        (Zone, "+0200", "Name a city of your zone", None),
        (Zone, "Middle Earth", "Name a city of your zone, such as Europe/Berlin, or UTC", None),
        (Zone, "../../etc/passwd", "There is no time zone", None),
        (ChannelKey | Unset, "a b", "“a b” is not a channel, such as #general", None),
        (ChannelKey | Unset, "<@U123>", "is not a channel", None),
        (Threshold | Unset, "lots", "such as 2/3, majority, more than 1/2 or at least 3/5", None),
        (Threshold | Unset, "3/2", "is not a threshold", None),
        (Threshold | Unset, "1/0", "is not a threshold", None),
        (Threshold | Unset, "0/3", "is not a threshold", None),
        (Threshold | Unset, "more than 1/1", "is not a threshold", None),
        (Language | Unset, "english", "is not a language tag, such as en, de or pt-BR", None),
        (Language | Unset, "en_US", "Did you mean en-US?", "en-US"),
        (Language | Unset, "xx", "There is no language “xx”. Name one by its tag", None),
        (Language | Unset, "e", "is not a language tag", None),
        (Quiet | Unset, "night", "are not hours, such as 22:00-07:00", None),
        (Quiet | Unset, "22:00-22:00", "begin and end at different times", None),
        (Quiet | Unset, "22:00-25:00", "is not a time of day", None),
        (MemberRef, "~short", "This button no longer applies", None),
        (MemberRef, "@", "is not a member's name", None),
        (FeedUrl, "example.org/feed", "begins with https:// or http://", "https://example.org/feed"),
        (FeedUrl, "javascript:alert(1)", "begins with https:// or http://", None),
        (FeedUrl, "file:///etc/passwd", "begins with https:// or http://", None),
        (FeedUrl, "localhost", "begins with https:// or http://", None),
        (FeedUrl, "https://", "is not an address, such as https://example.org/feed", None),
        (FeedUrl, "https://[::1", "is not an address", None),
        (FeedUrl, "https://example.org:99999/", "is not an address", None),
        (FeedUrl, "https://example.org/a b", "is not an address", None),
        (FeedUrl, "https://alice:secret@example.org/", "a name or a password", None),
        (FeedRef, "three", "neither a feed's number, such as 3, nor its address", None),
        (FeedRef, "example.org", "begins with https:// or http://", "https://example.org"),
    ],
)  # fmt: skip
def test_refusals(type, text, part, suggestion):
    with pytest.raises(Misread) as refused:
        parse(type, text)
    assert part in refused.value.message
    assert refused.value.suggestion == suggestion
    assert len(refused.value.message) < 200


def test_zones_are_offered_by_what_their_names_begin_with():
    offers = PARAM_TYPES[Zone].complete("ber")
    assert ("Europe/Berlin", "Europe/Berlin") in offers[:6]
    assert len(PARAM_TYPES[Zone].complete("")) == 25
    assert PARAM_TYPES[Zone].complete("nowhere at all") == []


@pytest.mark.parametrize("kind", [k for k in PARAM_TYPES.values() if k.example], ids=lambda k: k.name)
def test_every_example_is_a_value(kind):
    kind.parse(kind.example.strip('"'))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.phrase, "compute cap", "compute cap"),
        (values.phrase, "SB-1047", "SB-1047"),
        (values.points, "6", 6),
        (values.points, "−6", -6),
        (values.points, "+30", 30),
        (values.entry, "3-9F86D08188", "3-9f86d08188"),
        (values.entry, "3–9f86d08188", "3-9f86d08188"),
    ],
)
def test_what_curators_type_is_read(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (values.phrase, "...", "A phrase has a word at least"),
        (values.phrase, "long " * 13, "60 characters at most"),
        (values.phrase, "SB 1047", "Join it with a hyphen"),
        (values.points, "0", "is no number of points"),
        (values.points, "31", "is no number of points"),
        (values.points, "many", "is no number of points"),
        (values.entry, "9f86d08188", "is not an entry's code"),
        (values.entry, "3-9f86", "is not an entry's code"),
        (values.entry, "9999999999-9f86d08188", "is not an entry's code"),
    ],
)
def test_what_curators_cannot_type_is_said(read, text, told):
    with pytest.raises(Misread) as refused:
        read(text)
    assert told in refused.value.message
