"""What a customer's letter says: the words that tell its matter, without greeting, quotes and signature."""

from __future__ import annotations

import re

from postventa_tui.core.knowledge.language import telling
from postventa_tui.kit.words import tokens

LONGEST_TEXT = 2000
SUBJECT_TIMES = 2.0
PRODUCT_TIMES = 0.5
"""A word of the product that the customer did not write: it breaks ties, it does not lead."""
_SIGNATURE = re.compile(r"^(--\s?|__+|—\s?|Enviado desde mi .*|Sent from my .*)$", re.IGNORECASE)
_QUOTE_HEAD = re.compile(r"^(El|On)\b.{0,200}\b(escribió|wrote)\s*:\s*$", re.IGNORECASE)


def own_words(text: str) -> str:
    """Give a message without quoted lines and what follows the signature, at most 2,000 characters."""
    kept = []
    for line in text.splitlines():
        bare = line.strip()
        if _SIGNATURE.match(bare) or _QUOTE_HEAD.match(bare[:260]):
            break
        if not bare.startswith(">"):
            kept.append(line)
    return "\n".join(kept)[:LONGEST_TEXT]


def word_counts(subject: str, text: str, product_words: str = "") -> dict[str, float]:
    """Give the telling words with how much they count: those of the subject twice, the product's half."""
    counts: dict[str, float] = {}
    for words, times in ((tokens(subject), SUBJECT_TIMES), (tokens(own_words(text)), 1.0)):
        for word in telling(words) if words else ():
            counts[word] = counts.get(word, 0.0) + times
    for word in telling(tokens(product_words)) if product_words else ():
        counts.setdefault(word, PRODUCT_TIMES)
    return counts
