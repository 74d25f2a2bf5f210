"""`postventa ticket` and `queue`: shapes, exit codes, numbers on stdin, dry runs, the past."""

from __future__ import annotations

import json

import pytest


def data(result) -> dict:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def shop(run_cli, desk):
    """A shop with Marta, her ticket PV-1001 and Lucía."""
    from postventa_tui.core.sla import service as sla

    sla.install_starter(desk)
    for words in (
        ("team", "add", "Tienda"),
        ("agent", "add", "lucia", "--name", "Lucía Pardo", "--role", "agent", "--team", "Tienda"),
        ("customer", "new", "--name", "Marta Ruiz Ochoa", "--email", "marta@correo.example", "--phone", "612345678"),
        ("ticket", "new", "--customer", "612 34 56 78", "--subject", "No centrifuga", "--text", "Hace ruido"),
    ):
        assert run_cli(*words).exit_code == 0
    return run_cli


ROW = (
    "number subject status status_type priority channel customer organisation assignee team tags created_at"
    " updated_at waiting_since snoozed_until unread sla product asset_serial merged_into last"
).split()


def test_queue_has_the_documented_shape(shop) -> None:
    found = data(shop("queue", "--json"))
    assert list(found) == ["format", "at", "view", "total", "tickets"]
    row = found["tickets"][0]
    assert list(row) == ROW
    assert row["customer"] == {"ref": "C-1", "name": "Marta Ruiz Ochoa"}
    assert set(row["sla"]) >= {"timer", "state", "warn", "due_at", "remaining_s", "policy"}
    assert row["last"]["excerpt"] == "Hace ruido"
    assert found["at"] == "2026-11-19T16:42:00Z"


def test_ticket_show_has_the_documented_shape(shop) -> None:
    found = data(shop("ticket", "show", "#1001", "--json"))
    wanted = (
        "public_ref ext version follows merged split_from cause custom interactions rma links followers drafts"
    ).split()
    assert set(found) >= {*ROW, *wanted}
    assert list(found["interactions"][0])[:13] == (
        "id ticket origin at recorded_at kind direction channel visibility author state subject body".split()
    )
    assert [timer["timer"] for timer in found["sla"]] == ["first_response", "next_response", "resolution"]


def test_lines_of_a_merged_ticket_show_where_they_come_from(shop) -> None:
    shop("ticket", "new", "--customer", "C-1", "--subject", "Gotea", "--text", "Gotea mucho")
    assert shop("ticket", "merge", "1002", "--into", "1001").exit_code == 0
    found = data(shop("ticket", "show", "1001", "--json"))
    lines = [(one["ticket"], one["origin"], one["kind"]) for one in found["interactions"]]
    assert ("PV-1001", "PV-1002", "message") in lines
    assert (found["merged"], data(shop("ticket", "show", "1002", "--json"))["merged_into"]) == (["PV-1002"], "PV-1001")


def test_queue_as_csv_and_quiet(shop) -> None:
    csv = shop("queue", "--csv").stdout
    assert csv.split("\r\n")[0].startswith("number,subject,status,") and "PV-1001,No centrifuga,new" in csv
    assert shop("queue", "--quiet").stdout == "PV-1001\n"


def test_numbers_come_from_stdin(shop) -> None:
    shop("ticket", "new", "--customer", "C-1", "--subject", "Otra")
    many = shop("queue", "", "--view", "open", "--quiet").stdout
    assert data(shop("ticket", "set", "-", "status=solved", "--json", input=many))["done"] == 2
    assert data(shop("queue", "--json", "--view", "open"))["total"] == 0
    result = shop("ticket", "set", "-", "status=open", input="PV-9999\nPV-1001\n")
    assert result.exit_code == 3
    assert data(shop("ticket", "show", "1001", "--json"))["status"] == "open"


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        (("ticket", "show", "PV-4711"), 3, "ticket_unknown"),
        (("ticket", "show", "PV-99999999999999999999"), 3, "ticket_unknown"),
        (("ticket", "set", "1001", "status=closed"), 4, "solve_first"),
        (("ticket", "set", "1001", "status=new2"), 2, "bad_value"),
        (("ticket", "set", "1001", "color=red"), 2, "unknown_field"),
        (("ticket", "set", "1001", "priority=high", "--version", "1"), 4, "stale"),
        (("ticket", "merge", "1001", "--into", "1001"), 4, "same_ticket"),
        (("ticket", "snooze", "1001", "24:61"), 2, "bad_time"),
        (("ticket", "snooze", "1001", "2020-01-01"), 4, "in_the_past"),
        (("ticket", "assign", "1001", "nadie1"), 3, "agent_unknown"),
        (("ticket", "unmerge", "1001"), 4, "not_merged"),
        (("ticket", "split", "1001", "1"), 4, "would_be_empty"),
        (("ticket", "reply", "1001", "--text", " "), 4, "empty"),
        (("ticket", "reply", "1001", "--text", "Hola {{customer.given}}"), 4, "unresolved_placeholder"),
        (("ticket", "reply", "1001", "--text", "Le adjunto la factura"), 4, "missing_attachment"),
        (("ticket", "reply", "1001", "--canned", "nada"), 3, "canned_unknown"),
        (("ticket", "new", "--customer", "nadie@x.example", "--subject", "x"), 3, "customer_unknown"),
        (("undo", "4711"), 3, "unit_unknown"),
    ],
)
def test_refusals_have_one_shape_and_change_nothing(shop, words, exit_code: int, code: str) -> None:
    before = shop("ticket", "show", "1001", "--json").stdout
    result = shop(*words, "--json")
    error = json.loads(result.stderr)["error"]
    assert (result.exit_code, result.stdout, error["code"]) == (exit_code, "", code)
    assert error["message"]
    assert shop("ticket", "show", "1001", "--json").stdout == before


def test_a_reply_goes_out_and_comes_back(shop) -> None:
    sent = data(shop("ticket", "reply", "1001", "--text", "-", "--then", "solved", "--json", input="Le llamamos.\n"))
    assert (sent["status"], sent["sent"]["send_after"]) == ("solved", "2026-11-19T16:42:15Z")
    assert shop("undo").exit_code == 0
    back = data(shop("ticket", "show", "1001", "--json"))
    assert (back["status"], [draft["body"] for draft in back["drafts"]]) == ("new", ["Le llamamos.\n"])


def test_an_overtaken_reply_is_refused_and_may_be_confirmed(shop) -> None:
    shop("ticket", "reply", "1001", "--text", "Le llamo yo", agent="lucia")
    words = ("ticket", "reply", "1001", "--text", "Le llamo yo", "--seen", "1")
    refused = shop(*words)
    assert (refused.exit_code, "overtaken" in refused.stderr, "lucia" in refused.stderr) == (4, True, True)
    assert shop(*words, "--confirm", "overtaken").exit_code == 0


def test_every_finding_of_the_guard_is_shown_at_once(shop) -> None:
    words = ("ticket", "reply", "1001", "--text", "Le adjunto la factura, te llamo el domingo.")
    shown = shop(*words)
    assert shown.exit_code == 4
    for code in ("missing_attachment", "impossible_promise", "formality"):
        assert f"[{code}]" in shown.stderr
    error = json.loads(shop(*words, "--json").stderr)["error"]
    assert [one["code"] for one in error["findings"]] == ["missing_attachment", "impossible_promise", "formality"]
    assert shop(*words, "--confirm", "missing_attachment").exit_code == 4
    assert shop(*words, "--confirm", "missing_attachment", "--confirm", "impossible_promise").exit_code == 0


def test_an_unknown_ticket_is_answered_with_the_nearest(shop) -> None:
    error = json.loads(shop("ticket", "show", "PV-1003", "--json").stderr)["error"]
    assert error["nearest"] == ["PV-1001"]


def test_a_canned_reply_is_filled_and_sent(shop) -> None:
    body = "{{greeting}}\nSu caso {{ticket.number}} está listo el {{?día}}."
    saved = {"slug": "lista", "lang": "es", "title": "Lista", "body": body}
    assert shop("canned", "save", "-", input=json.dumps(saved)).exit_code == 0
    missing = shop("ticket", "reply", "1001", "--canned", "lista")
    assert (missing.exit_code, "?día" in missing.stderr) == (4, True)
    assert shop("ticket", "reply", "1001", "--canned", "lista", "--answer", "día=martes").exit_code == 0
    last = data(shop("ticket", "show", "1001", "--json"))["interactions"][-1]["body"]
    assert last == "Buenas tardes, Marta Ruiz:\nSu caso PV-1001 está listo el martes."


def test_a_dry_run_reports_and_writes_nothing(shop) -> None:
    before = shop("ticket", "show", "1001", "--json").stdout
    found = data(shop("ticket", "set", "1001", "status=solved", "--dry-run", "--json"))
    assert {"table": "tickets", "id": 1} in found["changes"]
    assert shop("ticket", "show", "1001", "--json").stdout == before


def test_the_past_is_shown_and_not_written(shop, clock) -> None:
    clock.advance(3600)
    shop("ticket", "set", "1001", "status=pending", "subject=Otro")
    then = ("--at", "2026-11-19T17:50")
    assert data(shop("ticket", "show", "1001", "--json", *then))["subject"] == "No centrifuga"
    assert data(shop("queue", "--view", "open", "--json", *then))["tickets"][0]["status"] == "new"
    assert data(shop("queue", "--view", "open", "--json", "--at", "2026-11-01"))["total"] == 0
    assert shop("ticket", "set", "1001", "status=open", *then).exit_code == 4


def test_every_verb_of_the_group_works(shop) -> None:
    for words in (
        ("ticket", "next"),
        ("ticket", "assign", "1001", "lucia"),
        ("ticket", "assign", "1001", "none"),
        ("ticket", "note", "1001", "--text", "visto"),
        ("ticket", "call", "1001", "--direction", "out", "--outcome", "answered", "--seconds", "90"),
        ("ticket", "tag", "1001", "+ruido", "-nada"),
        ("ticket", "follow", "1001"),
        ("ticket", "remind", "1001", "mañana"),
        ("ticket", "snooze", "1001", "2h"),
        ("ticket", "escalate", "1001", "--to", "Tienda", "--reason", "urge"),
        ("handover", "add", "1001", "--text", "espera pieza", "--promise", "2026-11-20"),
        ("handover", "list"),
        ("ticket", "split", "1001", "2"),
        ("ticket", "merge", "1002", "--into", "1001"),
        ("ticket", "unmerge", "1002"),
        ("ticket", "spam", "1002"),
        ("ticket", "spam", "1002", "--off"),
        ("tag", "list"),
        ("tag", "rename", "ruido", "golpe"),
        ("status", "add", "esperando-pieza", "--type", "on_hold"),
        ("ticket", "set", "1001", "status=esperando-pieza", "cause=bomba"),
        ("customer", "show", "C-1"),
        ("agent", "list"),
        ("team", "list"),
        ("undo",),
    ):
        result = shop(*words)
        assert result.exit_code == 0, (words, result.stderr)


def test_hostile_text_never_reaches_the_terminal(shop) -> None:
    bad = "\x1b[31mrojo\x07 [/b] \u202eoir\u009b2J"
    shop("ticket", "set", "1001", f"subject={bad}")
    shop("ticket", "note", "1001", "--text", bad)
    for words in (("queue", "--view", "open"), ("ticket", "show", "1001"), ("ticket", "show", "1001", "--json")):
        out = shop(*words).stdout
        assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_a_call_nobody_took_opens_a_ticket(shop) -> None:
    known = data(shop("ticket", "missed", "612 34 56 78", "--json"))
    assert (known["customer"]["name"], known["channel"], known["status"]) == ("Marta Ruiz Ochoa", "phone", "new")
    unknown = data(shop("ticket", "missed", "699112233", "--json"))
    assert unknown["number"] != known["number"]
    said = data(shop("ticket", "show", known["number"], "--json"))["interactions"][0]
    assert said["call"]["outcome"] == "no_answer"


def test_a_missed_call_of_a_stranger_is_not_noted_where_the_shop_does_not_want_it(shop) -> None:
    assert shop("settings", "set", "missed_calls", "off").exit_code == 0
    done = shop("ticket", "missed", "699112233")
    assert (done.exit_code, "missed_calls" in done.stdout) == (0, True)
    assert data(shop("ticket", "missed", "699112233", "--json")) == {"format": "postventa-missed/1", "ticket": None}
    assert data(shop("ticket", "missed", "612345678", "--json"))["customer"]["name"] == "Marta Ruiz Ochoa"


def test_a_whatsapp_template_is_named_on_the_ticket(shop, clock) -> None:
    from_whatsapp = ("ticket", "new", "--customer", "612345678", "--subject", "Listo", "--channel", "whatsapp")
    number = data(shop(*from_whatsapp, "--text", "hola", "--json"))["number"]
    clock.advance(2 * 86_400)
    words = ("ticket", "reply", number, "--text", "Ya está listo su equipo.")
    assert shop(*words).exit_code == 4
    assert shop(*words, "--template", "equipo_listo").exit_code == 0
    said = data(shop("ticket", "show", number, "--json"))["interactions"]
    assert [one.get("wa_template") for one in said] == [None, "equipo_listo"]
    assert "equipo_listo" in shop("ticket", "show", number).stdout
    assert shop(*words, "--channel", "email", "--template", "equipo_listo").exit_code == 2
