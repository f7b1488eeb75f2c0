"""Whether an entry is news about pausing, and why."""

from bot.domain.news.judging import Judgement, judge
from bot.domain.news.vocabulary import PRODUCT, Phrase, Vocabulary, extended

__all__ = ["PRODUCT", "Judgement", "Phrase", "Vocabulary", "extended", "judge"]
