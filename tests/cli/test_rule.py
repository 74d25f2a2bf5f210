"""`postventa rule`: save, rehearse, switch on, see it work."""

from __future__ import annotations

import json

RULE = """
format = "postventa-rule/1"
name = "Urgentes"
when = "created"
if = "prioridad:urgente"
do = ["tag +urgente"]
"""


def new(run_cli, subject: str):
    words = ("ticket", "new", "--customer", "C-1", "--subject", subject, "--text", "gotea", "--priority", "urgent")
    return run_cli(*words, "--json")


def test_a_rule_is_rehearsed_before_it_runs(run_cli, tmp_path) -> None:
    (tmp_path / "r.toml").write_text(RULE, "utf-8")
    run_cli("customer", "new", "--name", "Marta Ruiz")
    assert run_cli("rule", "save", str(tmp_path / "r.toml")).exit_code == 0
    new(run_cli, "Fuga")
    found = json.loads(run_cli("rule", "preview", "Urgentes", "--days", "90", "--json").stdout)
    assert [(one["ticket"], one["do"]) for one in found["changes"]] == [("PV-1001", ["tag +urgente"])]
    listed = json.loads(run_cli("rule", "list", "--json").stdout)["rules"]
    assert [(one["name"], one["active"]) for one in listed] == [("Urgentes", False)]
    assert run_cli("rule", "on", "urgentes").exit_code == 0
    assert json.loads(new(run_cli, "Otra").stdout)["tags"] == ["urgente"]
    assert json.loads(run_cli("ticket", "show", "1001", "--json").stdout)["tags"] == []
    assert run_cli("rule", "off", "Urgentes").exit_code == 0


def test_a_broken_rule_is_named_with_file_and_line(run_cli, tmp_path) -> None:
    (tmp_path / "r.toml").write_text(RULE.replace("tag +urgente", "explode"), "utf-8")
    result = run_cli("rule", "save", str(tmp_path / "r.toml"))
    assert (result.exit_code, "line 6" in result.stderr) == (1, True)
    assert run_cli("rule", "preview", "nada").exit_code == 3


def test_rules_are_for_administrators(run_cli) -> None:
    run_cli("agent", "add", "lucia", "--name", "Lucía", "--role", "agent")
    assert run_cli("rule", "save", "-", input=RULE, agent="lucia").exit_code == 4


def test_mail_that_comes_in_is_followed_at_once(run_cli) -> None:
    rule = RULE.replace("prioridad:urgente", "lavadora").replace("+urgente", "+lavadora")
    run_cli("rule", "save", "-", input=rule)
    run_cli("rule", "on", "Urgentes")
    mail = b"From: Marta <marta@correo.example>\nTo: a@b.example\nSubject: Mi lavadora\nMessage-ID: <1@x.example>\n\nhola\n"
    result = run_cli("mail", "deliver", input=mail, agent=None)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(run_cli("ticket", "show", "1001", "--json").stdout)["tags"] == ["lavadora"]


def test_a_rule_that_names_nobody_holds_no_mail(run_cli) -> None:
    run_cli("rule", "save", "-", input=RULE.replace("prioridad:urgente", "").replace("tag +urgente", "assign nadie9"))
    run_cli("rule", "on", "Urgentes")
    mail = b"From: Marta <marta@correo.example>\nTo: a@b.example\nSubject: Hola\nMessage-ID: <2@x.example>\n\nhola\n"
    assert run_cli("mail", "deliver", input=mail, agent=None).exit_code == 0
    assert json.loads(run_cli("ticket", "show", "1001", "--json").stdout)["assignee"] is None
