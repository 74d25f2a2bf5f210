"""Spanish, English or neither, from the little words.

Source: design, e-mail section 6.4.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_MAX_CHARS = 20_000
_MIN_WORDS = 4
_MIN_HITS = 3
_ES = frozenset(
    [
        "que",
        "de",
        "la",
        "el",
        "no",
        "los",
        "las",
        "por",
        "con",
        "una",
        "un",
        "para",
        "me",
        "mi",
        "es",
        "está",
        "esta",
        "pero",
        "hola",
        "gracias",
        "se",
        "lo",
        "le",
        "les",
        "su",
        "sus",
        "del",
        "al",
        "y",
        "en",
        "como",
        "más",
        "ya",
        "si",
        "sí",
        "muy",
        "o",
        "también",
        "cuando",
        "desde",
        "sobre",
        "hay",
        "porque",
        "han",
        "he",
        "ha",
        "son",
        "ser",
        "fue",
        "ayer",
        "hoy",
        "buenos",
        "buenas",
        "días",
        "tardes",
        "saludo",
        "saludos",
        "usted",
        "ustedes",
        "nos",
        "tengo",
        "tiene",
        "quiero",
        "quería",
        "puede",
        "pueden",
        "favor",
        "este",
        "ese",
        "eso",
        "todo",
        "sin",
        "qué",
        "cómo",
        "mensaje",
        "correo",
        "compré",
        "nuestro",
        "nuestra",
        "su",
        "estoy",
        "están",
        "nada",
        "entre",
        "hasta",
        "donde",
    ]
)
_EN = frozenset(
    [
        "the",
        "and",
        "to",
        "of",
        "is",
        "not",
        "my",
        "it",
        "you",
        "for",
        "in",
        "on",
        "that",
        "this",
        "with",
        "have",
        "has",
        "was",
        "are",
        "be",
        "but",
        "i",
        "we",
        "your",
        "our",
        "from",
        "at",
        "as",
        "if",
        "or",
        "so",
        "they",
        "would",
        "could",
        "can",
        "will",
        "please",
        "hello",
        "hi",
        "thanks",
        "thank",
        "regards",
        "when",
        "what",
        "how",
        "there",
        "which",
        "been",
        "do",
        "does",
        "did",
        "don't",
        "me",
        "an",
        "any",
        "all",
        "about",
        "were",
        "after",
        "before",
        "still",
        "just",
        "get",
        "got",
        "their",
        "its",
        "am",
        "a",
    ]
)
_SHARED = frozenset({"a", "me", "no", "do", "en"})


def detect(visible: str, subject: str = "") -> str:
    """Give `es`, `en` or `und` for a text; the subject counts when the text has under four words."""
    words = _words(visible)
    if len(words) < _MIN_WORDS:
        words += _words(subject)
    spanish = sum(word in _ES for word in words)
    english = sum(word in _EN and word not in _SHARED for word in words)
    if spanish >= _MIN_HITS and spanish > 1.5 * english:
        return "es"
    if english >= _MIN_HITS and english > 1.5 * spanish:
        return "en"
    return "und"


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text[:_MAX_CHARS])]
