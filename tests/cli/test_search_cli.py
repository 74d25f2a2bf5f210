"""`search`, `article` and `view` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parent.parent / "vectors/search"
ARTICLES = VECTORS / "relevance-open/articles"


def test_explain_needs_no_file_and_exits_0(run_cli, monkeypatch, tmp_path) -> None:
    result = run_cli("--db", str(tmp_path / "none.db"), "search", "status:opne x", "--explain", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "query": "status:opne x",
        "ast": ["word", "x"],
        "errors": [{"code": "bad_value", "start": 7, "end": 11, "suggest": ["open"]}],
        "hints": [],
    }


@pytest.mark.parametrize("query", ["-factura", "--factura", "- x", "(a OR b)"])
def test_query_that_looks_like_an_option_is_a_query(run_cli, query: str) -> None:
    result = run_cli("search", "--explain", "--json", "--", query)
    assert json.loads(result.stdout)["query"] == query
    if query == "-factura":
        assert json.loads(run_cli("search", query, "--explain", "--json").stdout)["ast"] == ["not", ["word", "factura"]]


def test_error_has_the_caret_on_stderr(run_cli) -> None:
    result = run_cli("search", "lavadora estado:abirto", "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[1].startswith(" " * 16 + "^^^^^^ ")
    assert "“abierto”" in result.stderr


def test_error_as_json(run_cli) -> None:
    result = run_cli("queue", "estado:abirto", "--json")
    assert result.exit_code == 2
    error = json.loads(result.stderr)["error"]
    assert error["code"] == "bad_value"
    assert error["errors"][0]["suggest"][0] == "abierto"


def test_groups_asked_for_are_always_there(run_cli) -> None:
    result = run_cli("search", "nada", "--in", "articles", "--in", "tickets", "--json")
    groups = json.loads(result.stdout)["groups"]
    assert list(groups) == ["tickets", "articles"]
    assert groups["tickets"] == {"total": 0, "more": False, "items": []}


def test_unknown_kind_is_a_usage_error(run_cli) -> None:
    assert run_cli("search", "x", "--in", "things").exit_code == 2


def test_articles_are_imported_searched_suggested_and_exported(run_cli, tmp_path) -> None:
    first = json.loads(run_cli("article", "import", str(ARTICLES), "--json").stdout)
    assert first == {"imported": 147, "updated": 0, "unchanged": 0, "errors": []}
    assert json.loads(run_cli("article", "import", str(ARTICLES), "--json").stdout)["unchanged"] == 147
    found = json.loads(run_cli("search", "papel atascado", "--in", "articles", "--json", "--limit", "3").stdout)
    group = found["groups"]["articles"]
    assert group["items"][0]["slug"] == "impresora-atasco"
    assert len(group["items"]) == 3 and group["more"]
    result = run_cli(
        "article", "suggest", "--text", "-", "--subject", "Papel", "--json", input="La impresora se atasca."
    )
    suggested = json.loads(result.stdout)
    assert [one["slug"] for one in suggested["articles"]][0] == "impresora-atasco"
    assert suggested["canned"] == []
    assert run_cli("article", "export", str(tmp_path / "out")).exit_code == 0
    again = json.loads(run_cli("article", "import", str(tmp_path / "out"), "--json").stdout)
    assert again["errors"] == [] and again["imported"] == again["updated"] == 0


def test_bad_article_is_told_and_the_others_are_taken(run_cli, tmp_path) -> None:
    (tmp_path / "a.md").write_text("---\nslug: a\nlang: es\ntitle: A\nstatus: published\n---\n\nTexto\n")
    (tmp_path / "b.md").write_text("sin cabecera")
    (tmp_path / "c.md").write_bytes(b"---\nslug: c\nlang: es\ntitle: \xff\n---\n")
    (tmp_path / "d.md").symlink_to(tmp_path / "a.md")
    result = run_cli("article", "import", str(tmp_path), "--json")
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert done["imported"] == 1
    assert [(error["file"], error["line"]) for error in done["errors"]] == [("b.md", 1), ("c.md", 4)]


def test_article_is_written_published_and_archived(run_cli) -> None:
    draft = "---\nslug: nuevo\nlang: es\ntitle: Cambiar el fusible\nstatus: draft\n---\n\nDesenchufe el aparato.\n"
    assert run_cli("article", "save", "-", input=draft).exit_code == 0
    find = ("search", "fusible", "--in", "articles", "--quiet")
    assert run_cli(*find).stdout == ""
    assert run_cli("article", "publish", "nuevo").exit_code == 0
    assert run_cli(*find).stdout == "nuevo\n"
    assert "Desenchufe" in run_cli("article", "show", "nuevo").stdout
    assert run_cli("article", "archive", "nuevo").exit_code == 0
    assert run_cli(*find).stdout == ""
    assert run_cli("article", "show", "otro").exit_code == 3


def test_view_is_saved_listed_and_deleted(run_cli) -> None:
    assert run_cli("view", "save", "correo", "canal:correo").exit_code == 0
    listed = json.loads(run_cli("view", "list", "--json").stdout)["views"]
    assert {
        "name": "correo",
        "query": "canal:correo",
        "shared": False,
        "built_in": False,
        "tickets": 0,
        "error": None,
    } in listed
    assert run_cli("queue", "--view", "correo").exit_code == 0
    assert run_cli("view", "delete", "correo").exit_code == 0
    assert run_cli("view", "save", "x", "canal:fax").exit_code == 2


def test_canned_replies_are_imported_and_suggested(run_cli) -> None:
    file = VECTORS / "relevance-open/canned.jsonl"
    first = json.loads(run_cli("canned", "import", str(file), "--json").stdout)
    assert first == {"imported": 62, "updated": 0, "unchanged": 0, "errors": []}
    again = json.loads(run_cli("canned", "import", str(file), "--json").stdout)
    assert again == {"imported": 0, "updated": 0, "unchanged": 62, "errors": []}
    cases = [json.loads(line) for line in (VECTORS / "relevance-open/suggest.jsonl").read_text("utf-8").splitlines()]
    right = 0
    for case in cases:
        words = ("article", "suggest", "--text", "-", "--subject", case["subject"], "--json")
        found = json.loads(run_cli(*words, input=case["text"]).stdout)
        right += bool({one["slug"] for one in found["canned"]} & set(case["canned"]))
    assert right / len(cases) >= 0.88


def test_bad_canned_line_is_told_and_the_others_are_taken(run_cli, tmp_path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text(
        '{"slug": "a", "lang": "es", "title": "A", "body": "Hola"}\n{"slug": "b", "lang": "es", "title": "B", "body": "{{nada.x}}"}\n'
    )
    result = run_cli("canned", "import", str(file), "--json")
    assert result.exit_code == 1
    done = json.loads(result.stdout)
    assert (done["imported"], [error["line"] for error in done["errors"]]) == (1, [2])


def test_person_is_found_by_half_a_number_and_by_a_slip(run_cli) -> None:
    made = run_cli("customer", "new", "--name", "Nuria Bermúdez Lago", "--phone", "612345678", "--json")
    assert made.exit_code == 0, made.stderr
    for text in ("bermudes", "61234", "345678", "nuria berm"):
        found = json.loads(run_cli("customer", "find", text, "--json").stdout)["customers"]
        assert [one["name"] for one in found] == ["Nuria Bermúdez Lago"], text


def test_odd_query_runs_and_is_told(run_cli) -> None:
    result = run_cli("search", "statsu:open", "--lang", "en")
    assert result.exit_code == 0
    assert result.stderr == "“statsu” is not a field. Did you mean “status”?\n"
    assert run_cli("search", "agua", "--at", "2026-01-01").exit_code == 2
