"""Every golden command line: name of the file, what is run, what stands on standard input.

A name ends with the language; a case of several lines runs them one after another on the same shop.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One file of `tests/golden/cli`."""

    name: str
    lines: tuple[str, ...]
    input: str = ""
    agent: str = "ana"


FACTS = '{"as_of":"2026-11-19","goods":"new","delivered_on":"2025-03-02","sale_channel":"shop"}'
CONTEXT = '{"lang":"es","formality":"usted","now":"2026-11-19T17:42:00+01:00","context":{"customer":{"given":"Nuria"}},"answers":{}}'
BROKEN = """\
{"kind":"meta","format":"postventa-import/1","source":"manual","zone":"Europe/Madrid"}
{"kind":"customer","ext":"manual:c1","given":"Iria"}
{"kind":"customer","ext":"manual:c2","given":"Xoel","formality":"vos"}
{"kind":"ticket","ext":"manual:t1","subject":"x","customer":"manual:c9","channel":"phone","created_at":"yesterday"}
{"kind":"nothing","ext":"manual:n1"}
no json
"""

QUICK = (
    Case("queue-en", ("queue --lang en",)),
    Case("queue-es", ("queue --lang es",)),
    Case("queue-json", ("queue --json",)),
    Case("queue-open-es", ("queue --view open --lang es",)),
    Case("queue-mine-en", ("queue --view mine --lang en",)),
    Case("queue-unassigned-en", ("queue --view unassigned --lang en",)),
    Case("queue-snoozed-en", ("queue --view snoozed --lang en",)),
    Case("queue-due-json", ("queue --view due --json",)),
    Case("queue-limit-es", ("queue --limit 1 --lang es",)),
    Case("queue-reader-en", ("queue --lang en",), agent="leo"),
    Case("show-json", ("ticket show PV-1001 --json",)),
    Case("show-hash-json", ("ticket show #1002 --json",)),
    Case("search-json", ("search bomba --json",)),
    Case("search-none-json", ("search zzzz --json",)),
)
"""What `cli.fast` answers itself: run both ways."""

READ = (
    Case("queue-quiet", ("queue --quiet",)),
    Case("queue-query-quiet", ("queue etiqueta:bomba --quiet",)),
    Case("queue-csv", ("queue --view open --csv",)),
    Case("queue-csv-raw", ("queue --view open --csv-raw --limit 2",)),
    Case("queue-saved-es", ("queue --view lavadoras --lang es",)),
    Case("queue-empty-en", ("queue estado:snoozed --lang en", "queue etiqueta:nada --lang es")),
    Case("queue-unknown-view", ("queue --view nothing --lang en", "queue --view nothing --json")),
    Case("queue-bad-query-en", ("queue estado:abirto --lang en",)),
    Case("queue-bad-query-es", ("queue estado:abirto --lang es", "queue estado:abirto --json")),
    Case("queue-at-en", ("queue --at 2026-11-19T17:50 --lang en", "queue --at sometime --lang en")),
    Case("show-en", ("ticket show PV-1001 --lang en",)),
    Case("show-es", ("ticket show 1001 --lang es",)),
    Case("show-full-es", ("ticket show pv-1002 --full --lang es",)),
    Case("show-csv", ("ticket show PV-1002 --csv",)),
    Case("show-at-en", ("ticket show PV-1001 --at 2026-11-19T17:50 --lang en",)),
    Case("show-unknown-en", ("ticket show PV-1009 --lang en",)),
    Case("show-unknown-es", ("ticket show 9999 --lang es", "ticket show PV-1009 --json", "ticket show frob --lang es")),
    Case("customer-show-en", ("customer show nuria@example.com --lang en",)),
    Case("customer-show-es", ("customer show 612405517 --lang es",)),
    Case("customer-show-json", ("customer show Brais --json",)),
    Case("customer-show-unknown", ("customer show Nobody --lang es", "customer show Nobody --json")),
    Case("customer-find-es", ("customer find berm --lang es", "customer find zzz --lang es")),
    Case(
        "customer-find-json", ("customer find otero --json", "customer find nuria --csv", "customer find nuria --quiet")
    ),
    Case("search-es", ("search bomba --lang es",)),
    Case("search-en", ("search filtro --in articles --lang en",)),
    Case("search-mean-es", ("search lavadoar --lang es",)),
    Case("search-mean-en", ("search lavadoar --lang en",)),
    Case("search-bad-en", ("search 'bomba estado:abirto' --lang en",)),
    Case("search-bad-es", ("search 'bomba estado:abirto' --lang es", "search 'bomba (' --json")),
    Case("search-explain", ("search 'etiqueta:bomba -factura' --explain --lang en",)),
    Case("sla-show-en", ("sla show PV-1001 --lang en",)),
    Case("sla-show-es", ("sla show PV-1001 --full --lang es",)),
    Case("sla-show-json", ("sla show PV-1002 --json",)),
    Case("sla-lists-es", ("sla policy list --lang es", "sla calendar list --lang es")),
    Case("canned-list-es", ("canned list --lang es", "canned list --json")),
    Case("canned-show-en", ("canned show cita --lang en", "canned show cita --lang es", "canned show nada --lang es")),
    Case("canned-render", ("canned render --template {template} --context - --json",), CONTEXT),
    Case("canned-render-es", ("canned render --template {template} --context - --lang es",), CONTEXT),
    Case("article-list-es", ("article list --lang es", "article list --csv")),
    Case("article-show-en", ("article show no-desagua --lang en", "article show no-desagua --json")),
    Case("article-show-es", ("article show no-desagua --lang es", "article show nada --lang es")),
    Case("warranty-en", ("warranty verdict --facts - --lang en",), FACTS),
    Case("warranty-es", ("warranty verdict --facts - --steps --lang es",), FACTS),
    Case("warranty-asset-es", ("warranty verdict --asset N9-00417 --lang es",)),
    Case("view-list-es", ("view list --lang es", "view list --json")),
    Case("tag-list-en", ("tag list --lang en", "tag list --json", "tag list --csv")),
    Case("status-list-es", ("status list --lang es", "status list --json")),
    Case("team-list-en", ("team list --lang en", "team list --json")),
    Case("agent-list-es", ("agent list --lang es", "agent list --csv")),
    Case("check-en", ("check --lang en",)),
    Case("check-es", ("check --lang es", "check --json")),
    Case("sql-en", ("sql 'SELECT number, subject FROM tickets ORDER BY number' --lang en",)),
    Case("sql-csv", ("sql 'SELECT number, subject FROM tickets ORDER BY number' --csv",)),
    Case(
        "sql-refused",
        ("sql 'DELETE FROM tickets' --lang en", "sql 'SELECT nothing' --lang es", "sql 'DROP TABLE tickets' --json"),
    ),
    Case(
        "usage-en",
        ("frob --lang en", "ticket frob --lang en", "queue --frob --lang en", "ticket set PV-1001 --lang en"),
    ),
    Case(
        "usage-es", ("frob --lang es", "ticket frob --lang es", "queue --frob --lang es", "queue --limit x --lang es")
    ),
    Case("usage-json", ("frob --json", "ticket set PV-1001 --json", "queue --limit 0 --json", "--json ticket show")),
)
"""What reads."""

WRITE = (
    Case("reply-en", ("ticket reply PV-1002 --text 'It leaves today.' --lang en", "ticket show PV-1002 --lang en")),
    Case("reply-es", ("ticket reply PV-1002 --text - --then solved --lang es",), "Hoy mismo sale.\n"),
    Case("reply-json", ("ticket reply PV-1002 --text Listo --json",)),
    Case("reply-empty", ("ticket reply PV-1002 --text '' --lang es", "ticket reply PV-1002 --lang en")),
    Case(
        "reply-canned-es",
        (
            "ticket reply PV-1001 --canned cita --lang es",
            "ticket reply PV-1001 --canned cita --answer día=lunes --lang es",
        ),
    ),
    Case("note-es", ("ticket note PV-1001 --text 'Mirar la goma.' --lang es", "ticket note PV-1001 --text x --quiet")),
    Case("set-en", ("ticket set PV-1001 status=solved priority=low --lang en", "undo --lang en", "undo --lang en")),
    Case("set-es", ("ticket set PV-1001 status=pending 'subject=La bomba' --lang es", "undo --lang es")),
    Case("set-json", ("ticket set PV-1001 status=solved --json",)),
    Case("set-many-es", ("ticket set - status=solved --lang es",), "PV-1001\nPV-9999\n1003\n"),
    Case("set-many-json", ("ticket set - status=solved --json",), "PV-1001\nPV-9999\n1003\n"),
    Case(
        "set-bad",
        (
            "ticket set PV-1001 status=frob --lang es",
            "ticket set PV-1001 color=red --lang en",
            "ticket set PV-1001 frob --lang en",
        ),
    ),
    Case(
        "set-version",
        ("ticket set PV-1001 priority=low --version 1 --lang es", "ticket set PV-1001 priority=low --version 1 --json"),
    ),
    Case(
        "set-dry",
        (
            "ticket set PV-1001 status=solved --dry-run --lang es",
            "ticket set PV-1001 status=solved --dry-run --json",
            "queue --quiet",
        ),
    ),
    Case(
        "set-at",
        (
            "ticket set PV-1001 status=solved --at 2026-11-19 --lang es",
            "ticket set PV-1001 status=solved --at 2026-11-19 --json",
        ),
    ),
    Case("refused-en", ("ticket set PV-1001 status=closed --lang en", "ticket set PV-1001 status=new --lang en")),
    Case("refused-es", ("ticket set PV-1001 status=new --lang es", "ticket set PV-1001 status=new --json")),
    Case(
        "refused-role",
        ("ticket set PV-1001 status=solved --lang es", "ticket note PV-1001 --text x --json"),
        agent="leo",
    ),
    Case(
        "merge-es",
        (
            "ticket merge PV-1003 --into PV-1001 --lang es",
            "ticket show PV-1003 --lang es",
            "ticket unmerge PV-1003 --lang es",
        ),
    ),
    Case(
        "merge-refused",
        (
            "ticket merge PV-1002 --into PV-1001 --lang es",
            "ticket merge PV-1001 --into PV-1001 --lang en",
            "ticket merge PV-1002 --into PV-1001 --json",
        ),
    ),
    Case("merge-json", ("ticket merge PV-1003 --into PV-1001 --json",)),
    Case(
        "next-en",
        ("ticket next --lang en", "ticket assign PV-1002 bea --lang en", "ticket assign PV-1002 nobody --lang en"),
    ),
    Case(
        "tag-es",
        (
            "ticket tag PV-1001 +urgente -bomba --lang es",
            "tag rename lavadora lavadoras --lang es",
            "tag delete nada --lang es",
        ),
    ),
    Case(
        "snooze-es",
        (
            "ticket snooze PV-1001 mañana 9:00 --lang es",
            "ticket snooze PV-1001 blah --lang es",
            "queue --view snoozed --lang es",
        ),
    ),
    Case(
        "new-es",
        (
            "ticket new --customer Brais --subject Hola --text Buenas --lang es",
            "ticket new --customer Nadie --subject Hola --lang es",
        ),
    ),
    Case("undo-nothing", ("undo --lang es", "undo --lang en"), agent="bea"),
    Case("import-es", ("import - --lang es", "import - --keep-going --lang es"), BROKEN),
    Case("import-json", ("import - --json",), BROKEN),
    Case("round-trip-en", ("export {file} --lang en", "import {file} --lang en", "import {file} --json")),
    Case(
        "no-such-file",
        (
            "import /nowhere/x.jsonl --lang es",
            "canned save /nowhere/x.json --lang en",
            "import /nowhere/x.jsonl --json",
        ),
    ),
)
"""What writes, and what is refused."""

CASES = (*QUICK, *READ, *WRITE)
