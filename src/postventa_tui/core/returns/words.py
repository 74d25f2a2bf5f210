"""Words of slips and of what the customer is told at each step of a return, in two languages."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # key: (Spanish, English)
    "slip.deposit": ("RESGUARDO DE DEPÓSITO", "DEPOSIT RECEIPT"),
    "slip.copy_customer": ("Ejemplar para el cliente", "Customer's copy"),
    "slip.copy_shop": ("Ejemplar para la tienda", "Shop's copy"),
    "slip.tax_id": ("NIF", "Tax id"),
    "slip.number": ("Resguardo", "Slip"),
    "slip.barcode": ("Código de barras", "Barcode"),
    "slip.date": ("Fecha", "Date"),
    "slip.customer": ("Cliente", "Customer"),
    "slip.product": ("Aparato", "Machine"),
    "slip.serial": ("N.º de serie", "Serial"),
    "slip.no_serial": ("sin número", "none"),
    "slip.condition": ("Estado", "State"),
    "slip.accessories": ("Accesorios", "Accessories"),
    "slip.none": ("ninguno", "none"),
    "slip.fault": ("Avería según el cliente", "Fault in the customer's words"),
    "slip.asked": ("Se pide", "Asked for"),
    "slip.guarantee": ("Garantía", "Guarantee"),
    "slip.estimate": ("Presupuesto", "Estimate"),
    "slip.estimate_wanted": ("se pide presupuesto previo por escrito", "a written estimate is wanted first"),
    "slip.estimate_declined": (
        "el cliente renuncia al presupuesto previo. Firma:",
        "the customer does without an estimate. Signature:",
    ),
    "slip.promised": ("Entrega prevista", "Promised for"),
    "slip.no_promise": ("se avisará", "you will be told"),
    "slip.signatures": (
        "Cliente: ____________________   Tienda: ____________________",
        "Customer: ___________________   Shop: ______________________",
    ),
    "slip.storage_fee": (
        "Un mes después del aviso de que está listo se cobran gastos de almacenaje según la lista de precios expuesta.",
        "One month after the notice that it is ready, storage is charged as shown on the price list on display.",
    ),
    "slip.collect": (
        "El derecho a recuperar el aparato prescribe al año de su entrega para reparar (art. 127 bis.3 TRLGDCU).",
        "The right to collect the machine lapses one year after it was left for repair (TRLGDCU art. 127 bis.3).",
    ),
    "slip.pickup": (
        "Para recogerlo presente este resguardo o un documento de identidad.",
        "To collect it bring this slip or an identity document.",
    ),
    "slip.repair_work": (
        "Toda reparación tiene tres meses de garantía (art. 6 RD 58/1988).",
        "Every repair is guaranteed for three months (RD 58/1988 art. 6).",
    ),
    "slip.privacy": (
        "{shop} trata estos datos para atender esta reparación. Puede pedir verlos, corregirlos o borrarlos en la tienda.",
        "{shop} uses these data to handle this repair. You may ask the shop to see, correct or erase them.",
    ),
    "slip.not_advice": (
        "La garantía indicada es la del caso normal; no es asesoramiento jurídico.",
        "The guarantee shown is that of the usual case; it is not legal advice.",
    ),
    "asked.repair": ("reparar", "repair"),
    "asked.replace": ("cambiar por otro", "replacement"),
    "asked.price_cut": ("rebaja del precio", "price reduction"),
    "asked.refund": ("devolver el dinero", "refund"),
    # what the customer is told
    "tell.approved": (
        "Hemos aceptado su solicitud {ref} para {product}.",
        "We have accepted your request {ref} for {product}.",
    ),
    "tell.label_sent": (
        "Le hemos enviado la etiqueta para mandarnos {product} ({ref}).",
        "We have sent you the label to send us {product} ({ref}).",
    ),
    "tell.received": (
        "Hemos recibido {product} ({ref}). Le avisaremos cuando sepamos qué le pasa.",
        "We have received {product} ({ref}). We will tell you when we know what is wrong.",
    ),
    "tell.waiting_part": (
        "Para reparar {product} ({ref}) hemos pedido una pieza; la esperamos el {day}.",
        "To repair {product} ({ref}) we have ordered a part; we expect it on {day}.",
    ),
    "tell.ready": (
        "{product} ({ref}) está listo. Puede recogerlo en {shop} con el resguardo o un documento de identidad.",
        "{product} ({ref}) is ready. You can collect it at {shop} with the slip or an identity document.",
    ),
    "tell.returned": (
        "Le hemos devuelto {product} ({ref}). Gracias.",
        "We have returned {product} to you ({ref}). Thank you.",
    ),
    "tell.refunded": (
        "Le hemos devuelto {amount} por {product} ({ref}).",
        "We have refunded {amount} for {product} ({ref}).",
    ),
    "tell.replaced": ("Le hemos cambiado {product} ({ref}).", "We have replaced {product} for you ({ref})."),
    "tell.rejected": (
        "No podemos aceptar {ref} para {product}: {reason}",
        "We cannot accept {ref} for {product}: {reason}",
    ),
    "tell.cancelled": ("Hemos anulado {ref} para {product}.", "We have cancelled {ref} for {product}."),
    "tell.call": ("Avisar por teléfono: {text}", "To be told by phone: {text}"),
    # notices
    "notice.guarantee": (
        "La garantía de {product} acaba el {day}. Si nota algo raro, tráiganoslo antes y lo miramos.",
        "The guarantee of {product} ends on {day}. If anything seems wrong, bring it to us before then.",
    ),
    "notice.maintenance": (
        "Le toca la revisión de {product} el {day}. ¿Le damos cita?",
        "{product} is due for service on {day}. Shall we make an appointment?",
    ),
    "notice.consumable": (
        "Es probable que pronto haya que cambiar {part} de {product}.",
        "{part} of {product} probably needs changing soon.",
    ),
    "notice.support": (
        "El fabricante deja de dar soporte a {product} el {day}.",
        "The maker ends support for {product} on {day}.",
    ),
    "notice.parts": (
        "El fabricante puede dejar de tener piezas de {product} desde el {day}.",
        "The maker may no longer have parts for {product} from {day}.",
    ),
    "notice.firmware": ("Hay una actualización para {product}.", "There is an update for {product}."),
}


def say(key: str, lang: str, **values: object) -> str:
    """Give the words of `key` in `lang` ("es"; anything else is English)."""
    spanish, english = _WORDS[key]
    return (spanish if lang == "es" else english).format(**values)


def knows(key: str) -> bool:
    """Say whether there are words for `key`."""
    return key in _WORDS
