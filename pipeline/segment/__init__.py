"""Segment: sentences, clauses and words of an article, as spans of its simplified text."""

from pipeline.segment.sentences import split_clauses, split_sentences
from pipeline.segment.words import cut_words, rarity

__all__ = ["cut_words", "rarity", "split_clauses", "split_sentences"]
