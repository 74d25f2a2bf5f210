"""The kinds of line of `postventa-import/1`: their keys, what each key takes, and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping

from postventa_tui.core.exchange.checks import (
    MAX_INT,
    Check,
    array,
    day,
    filled,
    flag,
    free,
    instant,
    integer,
    matching,
    maybe,
    one_of,
    record,
    ref,
    text,
)
from postventa_tui.kit.rows import NamedTuple

FORMAT = "postventa-import/1"
CHANNELS = ("email", "phone", "web", "chat", "whatsapp", "social", "counter")
PRIORITIES = ("low", "normal", "high", "urgent")
STATUS_TYPES = ("new", "open", "pending", "on_hold", "solved", "closed", "merged", "spam")
RMA_STATES = (
    "requested", "approved", "label_sent", "received", "inspecting", "waiting_part", "repairing", "ready", "returned",
    "refunded", "replaced", "rejected", "cancelled",
)  # fmt: skip
SCORES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


class Ref(NamedTuple):
    """A key that names another line: its path (`lines[].product`) and the kind of that line."""

    path: str
    kind: str


class Kind(NamedTuple):
    """What a line of one kind must and may hold."""

    required: tuple[str, ...]
    keys: Mapping[str, Check]
    refs: tuple[Ref, ...] = ()


_channel = one_of(*CHANNELS)
_purpose = one_of("service", "survey", "recall", "maintenance", "marketing")
_consent_state = one_of("granted", "withdrawn", "never_asked")
_cents = integer(0)
_currency = matching("[A-Z]{3}")
_money = record(("cents", "currency"), {"cents": _cents, "currency": _currency})
_signed_money = record(("cents", "currency"), {"cents": integer(-MAX_INT), "currency": _currency})  # credit notes
_ref_or_null = maybe(ref)
_day_or_null = maybe(day)
_instant_or_null = maybe(instant)
_texts = array(text)

_consent_keys: dict[str, Check] = {
    "purpose": _purpose,
    "channel": _channel,
    "state": _consent_state,
    "at": instant,
    "proof": text,
}
_point = record(
    ("kind", "value"),
    {
        "kind": one_of("email", "phone", "handle"),
        "value": text,
        "primary": flag,
        "valid": flag,
        "do_not_use": flag,
        "reason": text,
        "ext_number": text,
    },
)
_address = record((), dict.fromkeys(("street", "postcode", "city", "region", "country"), text))
_commercial = record(
    ("by", "months"),
    {
        "by": one_of("maker", "seller"),
        "months": integer(0, 1200),
        "starts_on": _day_or_null,
        "covers": _texts,
    },
)
_order_line = record(
    ("product", "quantity"),
    {"product": ref, "quantity": integer(0, 1_000_000), "price": _signed_money, "assets": array(ref)},
)
_part = record((), {"name": text, "state": one_of("new", "reused"), "price": _money})
_rma_line = record(
    ("asked",),
    {
        "asset": _ref_or_null,
        "product": _ref_or_null,
        "asked": one_of("refund", "replace", "repair", "price_cut"),
        "outcome": maybe(
            one_of("repaired", "replaced", "refunded", "price_cut", "returned_as_is", "rejected", "recycled")
        ),
        "amount": _money,
        "fault_code": text,
        "cause": text,
        "cause_proved": flag,
        "parts": array(_part),
    },
)
_author = record(
    ("kind",),
    {"kind": one_of("customer", "contact", "agent", "auto", "import"), "ext": ref, "name": text},
)
_call = record(
    (),
    {
        "duration_s": integer(0, 31_536_000),
        "outcome": one_of("answered", "voicemail", "no_answer", "busy", "wrong_number"),
    },
)


def _keys(**own: Check) -> dict[str, Check]:
    return {"kind": text, "ext": ref, **own}


META = Kind(
    ("format", "source"),
    {
        "kind": text,
        "format": one_of(FORMAT),
        "source": text,
        "zone": text,
        "exported_at": instant,
        "app_version": text,
    },
)

AGENT = Kind(
    ("ext", "login", "name"),
    _keys(
        login=filled, name=text, email=text, role=one_of("read_only", "agent", "lead", "admin"), active=flag,
        language=text,
    ),
)  # fmt: skip
TEAM = Kind(("ext", "name"), _keys(name=filled, members=array(ref)), (Ref("members[]", "agent"),))
ORGANISATION = Kind(("ext", "name"), _keys(name=text, tax_id=text, domains=_texts, policy=text, notes=text))
CUSTOMER = Kind(
    ("ext",),
    _keys(
        given=text,
        surname1=text,
        surname2=text,
        name=text,
        display=text,
        formality=one_of("tu", "usted"),
        language=text,
        points=array(_point),
        address=_address,
        organisations=array(record(("ext",), {"ext": ref, "role": text})),
        household=text,
        tier=one_of("none", "bronze", "silver", "gold"),
        since=day,
        preferences=free,
        notes=text,
        consents=array(record(("purpose", "channel", "state", "at"), _consent_keys)),
        merged_into=_ref_or_null,
        created_at=instant,
    ),
    (Ref("organisations[].ext", "organisation"), Ref("merged_into", "customer")),
)
PRODUCT = Kind(
    ("ext", "sku", "name"),
    _keys(
        sku=filled,
        name=text,
        brand=text,
        model=text,
        category=text,
        goods=one_of("new", "second_hand", "digital", "digital_continuous", "goods_with_digital"),
        made_until=_day_or_null,
        end_of_support=_day_or_null,
        weight_g=integer(),
        consumables=_texts,
        maintenance_months=integer(0, 1200),
        price=_money,
    ),
)
ORDER = Kind(
    ("ext", "customer"),
    _keys(
        customer=ref,
        organisation=_ref_or_null,
        number=text,
        sale_channel=one_of("shop", "distance", "doorstep"),
        contract_on=day,
        invoice_on=_day_or_null,
        invoice=text,
        delivery_note_on=_day_or_null,
        delivered_on=_day_or_null,
        lines=array(_order_line),
        total=_signed_money,
    ),
    (
        Ref("customer", "customer"),
        Ref("organisation", "organisation"),
        Ref("lines[].product", "product"),
        Ref("lines[].assets[]", "asset"),
    ),
)
ASSET = Kind(
    ("ext", "product"),
    _keys(
        product=ref,
        serial=text,
        lot=text,
        customer=_ref_or_null,
        order=_ref_or_null,
        delivered_on=_day_or_null,
        agreed_months=integer(0, 1200),
        sold_by_us=flag,
        supply_until=_day_or_null,
        commercial=array(_commercial),
        notes=text,
    ),
    (Ref("product", "product"), Ref("customer", "customer"), Ref("order", "order")),
)
TICKET = Kind(
    ("ext", "subject", "customer", "created_at"),
    _keys(
        number=integer(1),
        subject=text,
        customer=ref,
        organisation=_ref_or_null,
        status=text,
        status_type=one_of(*STATUS_TYPES),
        priority=one_of(*PRIORITIES),
        channel=_channel,
        assignee=_ref_or_null,
        team=_ref_or_null,
        tags=_texts,
        asset=_ref_or_null,
        product=_ref_or_null,
        order=_ref_or_null,
        cause=text,
        language=text,
        created_at=instant,
        first_reply_at=_instant_or_null,
        solved_at=_instant_or_null,
        closed_at=_instant_or_null,
        snoozed_until=_instant_or_null,
        reopen_count=integer(),
        merged_into=_ref_or_null,
        follows=_ref_or_null,
        split_from=_ref_or_null,
        custom=free,
        followers=array(ref),
    ),
    (
        Ref("customer", "customer"),
        Ref("organisation", "organisation"),
        Ref("assignee", "agent"),
        Ref("team", "team"),
        Ref("asset", "asset"),
        Ref("product", "product"),
        Ref("order", "order"),
        Ref("merged_into", "ticket"),
        Ref("follows", "ticket"),
        Ref("split_from", "ticket"),
        Ref("followers[]", "agent"),
    ),
)
INTERACTION = Kind(
    ("ext", "at", "kind_of"),
    _keys(
        ticket=_ref_or_null,
        customer=_ref_or_null,
        kind_of=one_of("message", "call", "visit", "note", "event"),
        direction=one_of("in", "out", "internal"),
        channel=maybe(_channel),
        visibility=one_of("public", "internal"),
        author=_author,
        at=instant,
        recorded_at=instant,
        state=one_of("queued", "sending", "sent", "delivered", "read", "failed", "uncertain", "bounced", "cancelled"),
        subject=text,
        body=text,
        message_id=text,
        in_reply_to=text,
        call=_call,
        visit_kind=one_of("deposit", "pickup", "advice", "complaint"),
        attachments=array(ref),
        redacted=flag,
    ),
    (Ref("ticket", "ticket"), Ref("customer", "customer"), Ref("attachments[]", "attachment")),
)
ARTICLE = Kind(
    ("ext", "title", "body"),
    _keys(
        group=text,
        title=text,
        body=text,
        language=text,
        state=one_of("draft", "review", "published", "archived"),
        visibility=one_of("internal", "public"),
        tags=_texts,
        products=array(ref),
        version=integer(),
        updated_at=instant,
        author=_ref_or_null,
    ),
    (Ref("products[]", "product"), Ref("author", "agent")),
)
CANNED = Kind(
    ("ext", "name", "body"),
    _keys(
        name=text, group=text, shortcut=text, language=text, body=text, scope=one_of("mine", "team", "shop"),
        channels=array(_channel), tags=_texts, active=flag, owner=_ref_or_null, uses=integer(),
    ),
    (Ref("owner", "agent"),),
)  # fmt: skip
RMA = Kind(
    ("ext", "ticket"),
    _keys(
        ticket=ref,
        state=one_of(*RMA_STATES),
        lines=array(_rma_line),
        slip=text,
        created_at=instant,
        closed_at=_instant_or_null,
    ),
    (Ref("ticket", "ticket"), Ref("lines[].asset", "asset"), Ref("lines[].product", "product")),
)
REPAIR = Kind(
    ("ext", "asset", "handed_over", "under"),
    _keys(
        asset=ref,
        ticket=_ref_or_null,
        handed_over=day,
        returned=_day_or_null,
        fault_code=text,
        repair_kind=one_of("repair", "replacement"),
        under=one_of("statutory", "commercial", "paid"),
    ),
    (Ref("asset", "asset"), Ref("ticket", "ticket")),
)
SURVEY = Kind(
    ("ext", "customer", "survey_kind", "sent_at"),
    _keys(
        customer=ref,
        ticket=_ref_or_null,
        survey_kind=one_of(*SCORES),
        sent_at=instant,
        answered_at=_instant_or_null,
        score=maybe(integer(0, 10)),
        comment=text,
        agent=_ref_or_null,
        product=_ref_or_null,
        channel=_channel,
    ),
    (Ref("customer", "customer"), Ref("ticket", "ticket"), Ref("agent", "agent"), Ref("product", "product")),
)
CONSENT = Kind(
    ("ext", "customer", "purpose", "channel", "state", "at"),
    _keys(customer=ref, **_consent_keys),
    (Ref("customer", "customer"),),
)
ATTACHMENT = Kind(
    ("ext", "name", "sha256"),
    _keys(name=text, type=text, bytes=integer(), sha256=matching("[0-9a-f]{64}"), base64=text),
)

KINDS: dict[str, Kind] = {
    "agent": AGENT,
    "team": TEAM,
    "organisation": ORGANISATION,
    "customer": CUSTOMER,
    "product": PRODUCT,
    "asset": ASSET,
    "order": ORDER,
    "ticket": TICKET,
    "interaction": INTERACTION,
    "article": ARTICLE,
    "canned": CANNED,
    "rma": RMA,
    "repair": REPAIR,
    "survey": SURVEY,
    "consent": CONSENT,
    "attachment": ATTACHMENT,
}
"""Kinds in the order of an export."""
WRITE_ORDER = (
    "agent", "team", "organisation", "customer", "product", "order", "asset", "ticket", "attachment", "interaction",
    "article", "canned", "rma", "repair", "survey", "consent",
)  # fmt: skip
"""Kinds in the order of writing: what others refer to comes first."""
