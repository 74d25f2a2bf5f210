"""The words of a verdict in two languages.

They do not go through the screen's catalogue: a slip or a notice speaks the customer's language.
"""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # key: (Spanish, English)
    "footer": (
        "Es lo que dice la ley en el caso normal; no es asesoramiento jurídico.",
        "This is what the law says in the usual case; not legal advice.",
    ),
    "covered_until": ("Cubierto hasta el {day} ({why}).", "Covered until {day} ({why})."),
    "last_day": (
        "Hoy es el último día: cubierto hasta el {day} ({why}).",
        "Last day today: covered until {day} ({why}).",
    ),
    "in_time": (
        "Cubierto: la avería se mostró dentro del plazo, que acabó el {day} ({why}).",
        "Covered: the fault showed within the term, which ended on {day} ({why}).",
    ),
    "suspended": (
        "Cubierto: el plazo está parado mientras el aparato está en el taller; si volviera hoy, hasta el {day} ({why}).",
        "Covered: the term stands still while the unit is in the workshop; if it came back today, until {day} ({why}).",
    ),
    "same_defect": (
        "Cubierto hasta el {day} por repetirse una avería ya reparada en garantía ({why}).",
        "Covered until {day} because a fault repaired under guarantee has come back ({why}).",
    ),
    "repair_work": (
        "Cubierto hasta el {day} por la garantía de la reparación que se pagó ({why}).",
        "Covered until {day} by the guarantee of the paid repair ({why}).",
    ),
    "commercial": (
        "Cubierto hasta el {day} por la garantía comercial ({why}).",
        "Covered until {day} by the commercial guarantee ({why}).",
    ),
    "expired": (
        "No cubierto: la garantía acabó el {day} ({why}).",
        "Not covered: the guarantee ended on {day} ({why}).",
    ),
    "claim_prescribed": (
        "No cubierto: el plazo para reclamar acabó el {day} ({why}).",
        "Not covered: the time to claim ended on {day} ({why}).",
    ),
    "excluded_cause": (
        "No cubierto: está probado que la causa es {cause} ({why}).",
        "Not covered: the cause is proved to be {cause} ({why}).",
    ),
    "not_consumer": (
        "Sin garantía legal de consumo: la compra es de una empresa.",
        "No consumer guarantee: the buyer is a business.",
    ),
    "not_delivered": (
        "Todavía no entregado: la garantía empieza el {day}.",
        "Not delivered yet: the guarantee begins on {day}.",
    ),
    "no_rule": (
        "Sin garantía legal para este producto en la fecha de su contrato.",
        "No legal guarantee for these goods at the date of their contract.",
    ),
    "missing_fact": ("No se sabe: falta {needs}.", "Not known: {needs} missing."),
    "customer_from": (
        "Desde el {day} la prueba es del cliente.",
        "From {day} the customer has to prove the fault was there.",
    ),
    "customer_since": (
        "La prueba es del cliente desde el {day}.",
        "The customer has had to prove the fault since {day}.",
    ),
    "seller_proves": ("La prueba es del vendedor.", "The seller has to prove."),
    "assumed": ("Se ha supuesto: {list}.", "Assumed: {list}."),
    "years": ("{n} años", "{n} years"),
    "months": ("{n} meses", "{n} months"),
    "supply": ("mientras dura el suministro", "as long as the supply lasts"),
    "rule": ("regla {id}", "rule {id}"),
    "workshop": ("+{n} días en taller", "+{n} days in the workshop"),
    "workshop_one": ("+1 día en taller", "+1 day in the workshop"),
    # facts
    "need.delivered_on": (
        "la fecha de entrega, de la factura o del albarán",
        "date of delivery, invoice or delivery note",
    ),
    "need.goods": ("saber qué clase de producto es", "kind of goods"),
    "need.supply_until": ("hasta cuándo dura el suministro digital", "end of the digital supply"),
    "need.sale_channel": ("saber dónde se vendió", "where it was sold"),
    "need.withdrawal.informed": ("saber si se informó del desistimiento", "whether withdrawal was explained"),
    "cause.misuse": ("un mal uso", "misuse"),
    "cause.wear": ("el desgaste", "wear"),
    "cause.accident": ("un accidente", "an accident"),
    "assume.buyer_taken_as_consumer": ("que compró como consumidor", "the buyer is a consumer"),
    "assume.delivery_taken_from_invoice": (
        "que se entregó el día de la factura",
        "delivery on the day of the invoice",
    ),
    "assume.delivery_taken_from_delivery_note": (
        "que se entregó el día del albarán",
        "delivery on the day of the delivery note",
    ),
    "assume.contract_taken_as_delivery": (
        "que se contrató el día de la entrega",
        "the contract was made on the day of delivery",
    ),
    "assume.fault_taken_at_delivery": (
        "que la avería estaba ya al entregarlo",
        "the fault was there at delivery",
    ),
    "assume.agreed_term_raised_to_minimum": (
        "el plazo mínimo de un año en vez del escrito",
        "the minimum of one year instead of the term written",
    ),
    "assume.fault_taken_as_digital": (
        "que falla la parte digital, la única aún cubierta",
        "the digital part is at fault, the only one still covered",
    ),
    # steps
    "step.buyer": ("Comprador: {value}.", "Buyer: {value}."),
    "consumer": ("consumidor", "consumer"),
    "business": ("empresa", "business"),
    "step.delivery": ("Entrega: {day}.", "Delivered: {day}."),
    "step.contract": ("Contrato del {day}: {rule}.", "Contract of {day}: {rule}."),
    "step.fault": ("La avería se mostró el {day}.", "The fault showed on {day}."),
    "step.term": ("Plazo: {value} desde la entrega, hasta el {day}.", "Term: {value} from delivery, until {day}."),
    "step.term_stands": (
        "Plazo: {value} desde la entrega, ahora parado.",
        "Term: {value} from delivery, standing still now.",
    ),
    "step.suspended": ("Días en taller en garantía: {n}.", "Days in the workshop under guarantee: {n}."),
    "step.presumption": (
        "Hasta el {day} se presume que el defecto era de origen.",
        "Until {day} the fault is presumed to be from the start.",
    ),
    "step.claim": ("Se puede reclamar ante un juez hasta el {day}.", "A claim at court can be made until {day}."),
    "step.answer": ("Resultado: {value}", "Answer: {value}"),
    "none": ("ninguna regla", "no rule"),
    # what if
    "if.receipt": (
        "Si la factura o el albarán es del {day} o posterior: {value}",
        "If the invoice or delivery note is dated {day} or later: {value}",
    ),
    "if.earlier": ("Si es anterior: {value}", "If it is earlier: {value}"),
    "if.business": ("Si compró como empresa: {value}", "If a business bought it: {value}"),
    "if.consumer": ("Si compró como consumidor: {value}", "If a consumer bought it: {value}"),
    "if.same_fault": (
        "Si es la misma avería que se reparó el {day}: {value}",
        "If it is the fault that was repaired on {day}: {value}",
    ),
    "if.proved": ("Si se prueba que la causa es {cause}: {value}", "If the cause is proved to be {cause}: {value}"),
    "if.not_proved": ("Si la causa no se puede probar: {value}", "If the cause cannot be proved: {value}"),
    "if.shown": ("Si la avería se mostró el {day} o antes: {value}", "If the fault showed on {day} or before: {value}"),
    # withdrawal
    "w.open": ("Puede desistir hasta el {day}.", "The purchase can be withdrawn from until {day}."),
    "w.closed": ("El plazo de desistimiento acabó el {day}.", "The time to withdraw ended on {day}."),
    "w.unknown": ("Desistimiento: falta {needs}.", "Withdrawal: {needs} missing."),
    "w.shop_sale": ("Venta en tienda: sin desistimiento legal.", "Shop sale: no legal right to withdraw."),
    "w.not_consumer": ("Sin desistimiento: compra de empresa.", "No withdrawal: bought by a business."),
    "w.no_rule": ("Sin regla de desistimiento para ese contrato.", "No withdrawal rule for that contract."),
    "w.excluded": ("Excluido del desistimiento ({code}).", "Excluded from withdrawal ({code})."),
}


def say(key: str, lang: str, **values: object) -> str:
    """Give the words of `key` in `lang` ("es"; anything else is English)."""
    spanish, english = _WORDS[key]
    return (spanish if lang == "es" else english).format(**values)
