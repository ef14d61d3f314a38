"""Text to tokens with offsets; the only room that knows jieba."""

from zwsearch.segment.analyser import Analyser, Token, TokenKind
from zwsearch.segment.fold import HAN, fold
from zwsearch.segment.patterns import Pattern

__all__ = ["HAN", "Analyser", "Pattern", "Token", "TokenKind", "fold"]
