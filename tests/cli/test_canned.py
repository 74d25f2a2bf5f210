"""`postventa canned`: filling needs no shop; the list is the agent's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[1] / "vectors" / "domain" / "placeholders-open.json"
CASES = json.loads(VECTORS.read_text("utf-8"))["cases"]
SAVED = json.dumps(
    {
        "slug": "reparacion-lista", "lang": "es", "title": "Reparación lista", "shortcut": ";lista",
        "body": "{{greeting}}\n\nSu {{ticket.product|aparato}} del caso {{ticket.number}} está listo el {{?día}}.",
    },
    ensure_ascii=False,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES[::9], ids=lambda case: case["id"])
def test_render_prints_the_documented_object(case, run_cli, tmp_path) -> None:
    (tmp_path / "t.txt").write_bytes(case["template"].encode())
    (tmp_path / "c.json").write_text(json.dumps(case["context"]), "utf-8")
    result = run_cli(
        "canned", "render", "--template", str(tmp_path / "t.txt"), "--context", str(tmp_path / "c.json"), "--json"
    )
    expect = case["expect"]
    assert json.loads(result.stdout) == expect
    assert list(json.loads(result.stdout)) == ["format", "ok", "text", "cursor", "unresolved", "ask", "errors"]
    assert result.exit_code == (0 if expect["ok"] else 1 if expect["errors"] else 4)


def test_render_says_what_is_wrong_with_a_context(run_cli, tmp_path) -> None:
    (tmp_path / "c.json").write_text("[1]", "utf-8")
    result = run_cli("canned", "render", "--template", "-", "--context", str(tmp_path / "c.json"), input="hola")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad_file" in result.stderr


def test_saved_replies_are_listed_and_shown(run_cli) -> None:
    assert run_cli("canned", "save", "-", input=SAVED).exit_code == 0
    listed = json.loads(run_cli("canned", "list", "--json").stdout)
    assert [(one["slug"], one["used"]) for one in listed["canned"]] == [("reparacion-lista", 0)]
    shown = json.loads(run_cli("canned", "show", ";lista", "--json").stdout)
    assert shown["title"] == "Reparación lista"
    again = json.loads(run_cli("canned", "import", "-", "--json", input=SAVED).stdout)
    assert again == {"imported": 0, "updated": 0, "unchanged": 1, "errors": []}


@pytest.mark.parametrize(
    ("body", "code", "exit_code"), [("{{cliente.x}}", "unknown_root", 4), ("{{mal", "bad_token", 1)]
)
def test_a_text_that_cannot_be_filled_is_not_saved(run_cli, body: str, code: str, exit_code: int) -> None:
    one = json.dumps({"slug": "x", "lang": "es", "title": "X", "body": body})
    result = run_cli("canned", "save", "-", input=one)
    assert (result.exit_code, code in result.stderr) == (exit_code, True)
    assert json.loads(run_cli("canned", "list", "--json").stdout)["canned"] == []


def test_unknown_reply_is_not_found(run_cli) -> None:
    assert run_cli("canned", "show", "nada").exit_code == 3
