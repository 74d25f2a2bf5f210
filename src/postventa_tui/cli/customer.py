"""`postventa customer`: card and lifeline, find, new, set, consent, merge, privacy."""

from __future__ import annotations

from typing import Annotated

import typer

from postventa_tui.cli import context, customer_privacy, customer_show, output
from postventa_tui.kit import cells
from postventa_tui.kit.errors import NotFound, Usage
from postventa_tui.kit.i18n import _, lazy

app = typer.Typer(add_completion=False, no_args_is_help=True)
CustomerArg = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Reference, e-mail, phone or a name that fits one.")
]


@app.command(help=lazy("Card and lifeline."))
def show(
    customer: CustomerArg,
    limit: Annotated[int, typer.Option("--limit", min=1, max=5000)] = 50,
    after: Annotated[str, typer.Option("--next", help="Token of the page before.")] = "",
) -> None:
    """Print one customer."""
    from postventa_tui.core.custody.privacy import access
    from postventa_tui.core.customers import service as customers

    desk = context.desk()
    if context.OPTIONS.at:
        from postventa_tui.core.tickets import past

        desk = past.desk_at(desk, context.at_option(desk.shop.zone, desk.clock.now()))
    person = customers.one(desk, customer)
    if not context.OPTIONS.at:
        access.opened(desk, person.id)
    shape = customer_show.whole(desk, person, limit, after)
    output.show(shape, text=lambda: customer_show.text_of(desk, shape))


@app.command(help=lazy("Search people by name, phone, e-mail or reference; parts are enough."))
def find(
    words: Annotated[list[str], typer.Argument(metavar="TEXT")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
) -> None:
    """List the people that fit."""
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import search
    from postventa_tui.core.tickets.query_fields import Seat

    desk = context.desk()
    text = " ".join(words)
    people = customers.find(desk, text, limit)
    if not people:
        seat = Seat(0, desk.clock.now(), desk.shop.zone)
        people = [customers.get(desk, one) for one in search.find_people(desk.db, text, seat, limit)]
    rows = [
        {
            "ref": person.ref,
            "name": person.name,
            "points": [point.norm for point in customers.points_of(desk, person.id)],
        }
        for person in people
    ]
    output.show(
        {"format": "postventa-customers/1", "customers": rows},
        text=lambda: (
            "\n".join(f"{row['ref']:<8}{cells.pad(str(row['name']), 32)}  {', '.join(row['points'])}" for row in rows)
            or _("Nobody fits.")
        ),
        rows=rows,
        quiet=[person.ref for person in people],
    )


@app.command(help=lazy("A new customer."))
def new(
    name: Annotated[str, typer.Option("--name", help="One text; it is split into given name and surnames.")] = "",
    given: Annotated[str, typer.Option("--given")] = "",
    surname1: Annotated[str, typer.Option("--surname1")] = "",
    surname2: Annotated[str, typer.Option("--surname2")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    handle: Annotated[str, typer.Option("--handle", help="network:name")] = "",
    formality: Annotated[str, typer.Option("--formality", metavar="tu|usted")] = "",
    language: Annotated[str, typer.Option("--language")] = "",
    household_of: Annotated[str, typer.Option("--household-of", metavar="CUSTOMER")] = "",
) -> None:
    """Write a new customer."""
    from postventa_tui.core.customers import names
    from postventa_tui.core.customers import service as customers

    if name and (given or surname1 or surname2):
        raise Usage("usage", reason=_("--name, or --given and --surname1"))
    context.refuse_at()
    desk = context.desk()
    parts = names.split(name) if name else names.Name(given or None, surname1 or None, surname2 or None)
    fields = {
        "given": parts.given, "surname1": parts.surname1, "surname2": parts.surname2,
        "formality": formality or None, "lang": language or None,
    }  # fmt: skip
    contact = {kind: value for kind, value in (("email", email), ("phone", phone), ("handle", handle)) if value}
    if not any((parts.given, parts.surname1, contact)):
        raise Usage("usage", reason=_("give a name or a contact point"))
    home = customers.one(desk, household_of).household_id if household_of else None
    made = customers.create(desk, {k: v for k, v in fields.items() if v}, contact, household_id=home)
    _written(desk, made)


def _written(desk: object, customer_id: int) -> None:
    from postventa_tui.core.customers.rows import ref
    from postventa_tui.desk import Desk

    assert isinstance(desk, Desk)
    if context.OPTIONS.dry_run:
        output.show({})
        return
    from postventa_tui.core.customers import service as customers

    person = customers.get(desk, customer_id)
    output.show(
        {"format": "postventa-customer-ref/1", "ref": ref(customer_id), "name": person.name},
        text=lambda: f"{person.ref}  {person.name}",
    )


@app.command(
    "set", help=lazy("Change fields: given=… surname1=… lang=en formality=tu email=… phone=… preferences.quiet=…")
)
def set_(
    customer: CustomerArg,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE…")],
    version: Annotated[int | None, typer.Option("--version")] = None,
) -> None:
    """Change fields of a customer in one unit."""
    from postventa_tui.cli import ticket_fields
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    values = ticket_fields.parse(fields)
    desk = context.desk()
    person = customers.one(desk, customer)
    wishes = {k.removeprefix("preferences."): v or None for k, v in values.items() if k.startswith("preferences.")}
    points = {k: v for k, v in values.items() if k in customers.POINT_KINDS}
    rest = {k: v or None for k, v in values.items() if k not in points and not k.startswith("preferences.")}
    with desk.transaction("customer.set"):
        if rest:
            customers.change(desk, person.id, rest, version)
        if wishes:
            customers.prefer(desk, person.id, wishes)
        for kind, value in points.items():
            customers.add_point(desk, person.id, kind, value)
    _written(desk, person.id)


@app.command(help=lazy("Grant or withdraw consent for a purpose and channel, with proof."))
def consent(
    customer: CustomerArg,
    purpose: Annotated[str, typer.Argument(metavar="service|survey|recall|maintenance|marketing")],
    channel: Annotated[str, typer.Argument()],
    change: Annotated[str, typer.Argument(metavar="grant|withdraw")],
    proof: Annotated[str, typer.Option("--proof", help="Text shown, slip or contact.")] = "",
) -> None:
    """Write a consent row."""
    from postventa_tui.core.customers import groups
    from postventa_tui.core.customers import service as customers

    states = {"grant": "granted", "withdraw": "withdrawn"}
    if change not in states:
        raise Usage("bad_value", field="consent", value=change, reason="grant, withdraw")
    if change == "grant" and not proof.strip():
        raise Usage("usage", reason=_("a granted consent needs --proof"))
    context.refuse_at()
    desk = context.desk()
    person = customers.one(desk, customer)
    groups.set_consent(desk, person.id, purpose, channel, states[change], proof=proof or None)
    _written(desk, person.id)


@app.command(help=lazy("Merge a person into another, by pointer; undoable."))
def merge(customer: CustomerArg, into: Annotated[str, typer.Option("--into", metavar="CUSTOMER")]) -> None:
    """Merge people."""
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    desk = context.desk()
    target = customers.one(desk, into)
    customers.merge(desk, customers.one(desk, customer).id, target.id)
    _written(desk, target.id)


@app.command(help=lazy("Take a people-merge back."))
def unmerge(customer: Annotated[str, typer.Argument(metavar="C-…")]) -> None:
    """Clear the pointer of a merged person."""
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    desk = context.desk()
    number = customer.upper().removeprefix("C-")
    if not number.isdecimal():
        raise Usage("bad_value", field="customer", value=customer, reason="C-12")
    customers.unmerge(desk, int(number))
    _written(desk, int(number))


@app.command(help=lazy("People who may be one and the same, with the reason."))
def duplicates() -> None:
    """List candidate pairs."""
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.customers.rows import ref

    desk = context.desk()
    rows = [{"one": ref(a), "other": ref(b), "reason": reason} for a, b, reason in customers.duplicates(desk)]
    output.show(
        {"format": "postventa-duplicates/1", "pairs": rows},
        text=lambda: "\n".join(f"{row['one']}  {row['other']}  {row['reason']}" for row in rows) or _("None found."),
        rows=rows,
    )


@app.command(help=lazy("Organisations; --shared lets the people of one write on each other's tickets."))
def organisation(
    name: Annotated[str, typer.Argument(metavar="NAME", help="All without it.")] = "",
    shared: Annotated[
        bool | None, typer.Option("--shared/--not-shared", help="Whether its people share their tickets.")
    ] = None,
) -> None:
    """List organisations, or set whether one shares its tickets."""
    from postventa_tui.core.customers import groups

    if shared is not None:
        if not name:
            raise Usage("usage", reason=_("Name the organisation."))
        context.refuse_at()
    desk = context.desk()
    found = groups.organisation_named(desk, name) if name else None
    if name and found is None:
        raise NotFound("organisation_unknown", name=name)
    if found is not None and shared is not None:
        groups.share(desk, found.id, shared)
        found = groups.organisation_named(desk, name)
    rows = [
        {"name": one.name, "tax_id": one.tax_id, "shared": bool(one.shared)}
        for one in ([found] if found is not None else groups.organisations(desk))
    ]
    output.show(
        {"format": "postventa-organisations/1", "organisations": rows},
        text=lambda: (
            "\n".join(f"{cells.pad(str(row['name']), 32)}  {_('shared') if row['shared'] else '-'}" for row in rows)
            or _("None found.")
        ),
        rows=rows,
    )


customer_privacy.add_to(app)
