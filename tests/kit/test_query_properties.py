"""Whatever is typed, the parser answers, at once and with places inside the text."""

from __future__ import annotations

import json
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.kit import query

VECTORS = Path(__file__).parent.parent / "vectors/search"
QUERIES = [json.loads(line)["query"] for line in (VECTORS / "queries-open.jsonl").read_text("utf-8").splitlines()]
OPERATORS = {"all", "and", "or", "not", "word", "phrase", "ticket", "number", "phone", "email", "field"}


def check(text: str) -> None:
    parsed = query.parse(text)
    for problem in (*parsed.errors, *parsed.hints):
        assert 0 <= problem.start <= problem.end <= len(text), (text, problem)
    check_node(parsed.ast)
    json.dumps(parsed.ast)


def check_node(node: list) -> None:
    assert node[0] in OPERATORS
    if node[0] in ("and", "or"):
        assert len(node) > 2
        for child in node[1:]:
            assert child[0] not in (node[0], "all")
            check_node(child)
    elif node[0] == "not":
        assert node[1][0] not in ("not", "all")
        check_node(node[1])
    elif node[0] in ("word", "phrase"):
        words = node[1:] if node[0] == "phrase" else node[1:2]
        assert all(word and word == word.casefold() and word.isalnum() for word in words)


def test_every_prefix_of_every_case_is_read() -> None:
    for text in QUERIES:
        for end in range(len(text) + 1):
            check(text[:end])


def test_hostile_text_is_read_within_the_time() -> None:
    hostile = ['"' * 999, "*" * 999, "((((" * 200, "a OR " * 190, "NOT " * 240, "-" * 1000, "(a+)+$", "a:" * 400,
               "x,y" * 300, "status:" + "open," * 150, "1 " * 400, "+" * 500, "﷽" * 300, "e\u0301" * 400, "\ud800", "\x00",
               "created:<" + "9" * 500 + "d", "#" + "9" * 900, "🙂" * 900, "@" * 900]  # fmt: skip
    for text in hostile:
        start = time.process_time()
        check(text)
        assert time.process_time() - start < 0.1, text[:20]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    check(text)


_PIECES = st.sampled_from(
    [
        "a",
        "OR",
        "O",
        "AND",
        "Y",
        "NOT",
        "-",
        "--",
        "(",
        ")",
        '"',
        "«",
        "»",
        " ",
        "status:",
        "open",
        ",",
        "created:",
        ">=",
        "<",
        "2026-01",
        "..",
        "7d",
        "600",
        "12",
        "PV-1",
        "@",
        "|",
        "tag:",
        "#",
        "*",
        "xx:y",
        "%",
        "+34 ",
    ]  # fmt: skip
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=14))
def test_any_mix_of_signs_is_read(pieces: list[str]) -> None:
    check("".join(pieces))


def test_limits_stand_alone() -> None:
    for text, code in (("x" * 1001, "too_long"), ("w " * 65, "too_many_terms"), ("(" * 21, "too_deep")):
        parsed = query.parse(text + "" if code != "too_deep" else text)
        assert [error.code for error in parsed.errors] == [code]
        assert parsed.ast == ["all"]
        assert parsed.hints == ()
