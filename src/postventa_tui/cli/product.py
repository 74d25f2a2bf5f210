"""`postventa product`: models, lots, plans, purchases, the fault radar and the report for the maker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import aftersales_shapes as shapes
from postventa_tui.cli import context, output
from postventa_tui.kit.errors import Usage
from postventa_tui.kit.i18n import _, language, lazy

if TYPE_CHECKING:
    from postventa_tui.core.assets.rows import ProductRow

app = typer.Typer(add_completion=False, no_args_is_help=True)
Sku = Annotated[str, typer.Argument(metavar="SKU")]


@app.command("list", help=lazy("All models."))
def list_() -> None:
    """Print products."""
    from postventa_tui.core.assets import service as assets

    found = assets.products(context.desk())
    rows = [_shape(one) for one in found]
    output.show(
        {"format": "postventa-products/1", "products": rows},
        text=lambda: output.table(
            [[one.sku, one.name, one.brand or "", one.category or "", one.goods or "-"] for one in found],
            [_("SKU"), _("Name"), _("Brand"), _("Category"), _("Goods")],
        ),
        rows=rows,
        quiet=[one.sku for one in found],
    )


@app.command(help=lazy("Add a model or change it."))
def save(
    sku: Sku,
    name: Annotated[str | None, typer.Option("--name")] = None,
    brand: Annotated[str | None, typer.Option("--brand")] = None,
    model: Annotated[str | None, typer.Option("--model")] = None,
    category: Annotated[str | None, typer.Option("--category")] = None,
    goods: Annotated[
        str | None, typer.Option("--goods", metavar="new|second_hand|digital|digital_continuous|goods_with_digital")
    ] = None,
    made_until: Annotated[str | None, typer.Option("--made-until", metavar="DATE")] = None,
    end_of_support: Annotated[str | None, typer.Option("--end-of-support", metavar="DATE")] = None,
    weight: Annotated[int | None, typer.Option("--weight", metavar="GRAMS")] = None,
    maintenance: Annotated[int | None, typer.Option("--maintenance-months")] = None,
    consumable: Annotated[list[str] | None, typer.Option("--consumable")] = None,
    price: Annotated[int | None, typer.Option("--price", metavar="CENTS")] = None,
) -> None:
    """Write a product."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.assets.model import ProductInput

    context.refuse_at()
    given = ProductInput(
        sku, name, brand, model, category, goods, made_until, weight, end_of_support, maintenance,
        tuple(consumable) if consumable else None, None, price, "EUR" if price is not None else None,
    )  # fmt: skip
    saved = assets.save_product(context.desk(), given)
    output.show({"format": "postventa-product/1", **_shape(saved)}, text=lambda: f"{saved.sku}  {saved.name}")


@app.command(help=lazy("Add a lot or change how many of it were sold."))
def lot(
    sku: Sku,
    code: Annotated[str, typer.Argument(metavar="LOT")],
    sold: Annotated[int | None, typer.Option("--sold", min=0)] = None,
) -> None:
    """Write a lot."""
    from postventa_tui.core.assets import service as assets

    context.refuse_at()
    desk = context.desk()
    product = assets.get_product(desk, sku)
    saved = assets.save_lot(desk, product.id, code, **({} if sold is None else {"units_sold": sold}))
    output.show({"format": "postventa-lot/1", "sku": product.sku, "lot": saved.code, "sold": saved.units_sold})


@app.command(help=lazy("Add a maintenance plan: every so many months, or so many of a counter."))
def plan(
    sku: Sku,
    title: Annotated[str, typer.Option("--title")],
    months: Annotated[int | None, typer.Option("--months", min=1)] = None,
    counter: Annotated[int | None, typer.Option("--counter", min=1)] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="km, cups, hours …")] = None,
) -> None:
    """Write a maintenance plan."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.returns import notices

    context.refuse_at()
    desk = context.desk()
    product = assets.get_product(desk, sku)
    plan_id = notices.add_plan(desk, product.id, title, every_months=months, every_counter=counter, counter_unit=unit)
    output.show({"format": "postventa-plan/1", "id": plan_id, "sku": product.sku, "title": title})


@app.command(help=lazy("Note a purchase of a customer."))
def purchase(
    sku: Sku,
    customer: Annotated[str, typer.Option("--customer")],
    number: Annotated[str | None, typer.Option("--number")] = None,
    channel: Annotated[str, typer.Option("--channel", metavar="shop|distance|doorstep")] = "shop",
    contract: Annotated[str | None, typer.Option("--contract", metavar="DATE")] = None,
    invoice: Annotated[str | None, typer.Option("--invoice", metavar="DATE")] = None,
    note: Annotated[str | None, typer.Option("--delivery-note", metavar="DATE")] = None,
    delivered: Annotated[str | None, typer.Option("--delivered", metavar="DATE")] = None,
    price: Annotated[int | None, typer.Option("--price", metavar="CENTS", help="Of one unit.")] = None,
    quantity: Annotated[int, typer.Option("--quantity", min=1)] = 1,
) -> None:
    """Write an order with one line."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.assets.model import LineInput, OrderInput
    from postventa_tui.core.customers import service as customers

    context.refuse_at()
    desk = context.desk()
    given = OrderInput(
        customers.one(desk, customer).id,
        number,
        None,
        None,
        channel,
        contract,
        invoice,
        note,
        delivered,
        None if price is None else price * quantity,
        lines=(LineInput(sku, quantity, price),),
    )
    saved = assets.add_order(desk, given)
    output.show(
        {"format": "postventa-order/1", "id": saved.id, "number": saved.number, "customer": f"C-{saved.customer_id}"}
    )


@app.command(help=lazy("Faults of the last 180 days, lot against the other lots of the product."))
def radar() -> None:
    """Print the fault radar."""
    from postventa_tui.core.returns import radar as scanning

    desk = context.desk()
    found = scanning.scan(desk, context.at_option(desk.shop.zone, desk.clock.now()))
    rows = [shapes.suspicion(one) for one in found]
    output.show(
        {"format": "postventa-radar/1", "faults": rows},
        text=lambda: output.table(
            [
                [
                    "!" if one.flagged else "",
                    one.sku,
                    one.lot or "-",
                    one.fault_code,
                    f"{one.cases}/{one.sold}",
                    f"{one.other_cases}/{one.other_sold}",
                    f"{one.p_value:.4f}",
                    f"{one.serial_from or '-'} – {one.serial_to or '-'}",
                ]
                for one in found
            ],
            ["", _("SKU"), _("Lot"), _("Fault"), _("Cases"), _("Other lots"), "p", _("Serials")],
        ),
        rows=rows,
    )


@app.command(help=lazy("Monthly report of a model for its maker: Markdown, --csv or --json."))
def report(sku: Sku, month: Annotated[str, typer.Option("--month", metavar="YYYY-MM")]) -> None:
    """Print the report of a product."""
    from postventa_tui.core.assets import service as assets
    from postventa_tui.core.returns import product_report

    desk = context.desk()
    product = assets.get_product(desk, sku)
    if len(month) != len("2026-11"):
        raise Usage("bad_value", field="month", value=month, reason="YYYY-MM")
    found = product_report.report(desk, product, month)
    rows: list[shapes.Shape] = [one._asdict() for one in found.faults]
    payload = {
        "format": "postventa-product-report/1",
        "sku": product.sku,
        "month": month,
        "faults": rows,
        "radar": [shapes.suspicion(one) for one in found.suspicions],
        "figures": found.figures._asdict(),
    }
    output.show(payload, text=lambda: product_report.as_markdown(found, language()).rstrip("\n"), rows=rows)


def _shape(one: ProductRow) -> shapes.Shape:
    """A product."""
    return {
        "sku": one.sku,
        "name": one.name,
        "brand": one.brand,
        "model": one.model,
        "category": one.category,
        "goods": one.goods,
        "made_until": one.made_until,
        "end_of_support": one.end_of_support,
        "weight_g": one.weight_g,
        "maintenance_months": one.maintenance_months,
        "consumables": list(one.consumables),
        "price": shapes.money(one.price_cents, one.currency),
    }
