"""Returns and repairs of the sample: what the workshop writes while the stories run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.returns import service as returns
from postventa_tui.core.returns.model import Move, NewLine, NewRma
from postventa_tui.core.returns.rows import Part
from postventa_tui.core.tickets import reading
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.seed.stage import Stage
    from postventa_tui.seed.story import Story

PARTS = {
    "drain-pump": ("Bomba de desagüe", 3890), "bearings": ("Rodamientos y retén", 5200), "door-seal": ("Fuelle", 4100),
    "condenser": ("Filtro del condensador", 1900), "tank-seal": ("Junta 24A-11", 350), "scale": ("Filtro de agua", 990),
    "grinder": ("Juego de muelas", 4600), "pump": ("Bomba vibratoria", 3400), "magnetron": ("Diodo y fusible", 1450),
    "blocked": ("Correa del cepillo", 400), "docking": ("Rueda derecha", 2100), "paper-jam": ("Rodillo de arrastre", 1250),
    "battery": ("Batería", 3900), "charging-port": ("Conector de carga", 1700),
}  # fmt: skip
"""What a repair usually takes, in cents without labour."""
LABOUR_CENTS = 2800
LABOUR_MINUTES = 40


class Case(NamedTuple):
    """A return told by hand: after which message it is opened, what is asked, and its steps by message number."""

    after: int
    asked: str
    steps: tuple[tuple[int, Move], ...]


def _open(to: str, **more: object) -> Move:
    return Move(to, tell=False, **more)  # type: ignore[arg-type]


def _in_workshop(at: int, fault: str, supplier: str, supplier_on: str, condition: str) -> tuple[tuple[int, Move], ...]:
    found = _open("inspecting", fault_code=fault, cause="defect")
    waiting = _open("waiting_part", supplier=supplier, supplier_on=supplier_on, fault_code=fault)
    return ((at, _open("approved")), (at, _open("received", condition=condition)), (at, found), (at, waiting))


CASES: dict[str, Case] = {
    "conv-05": Case(2, "repair", _in_workshop(2, "condenser", "Norlan Ibérica SAT", "2026-11-24", "Sin golpes, con filtro y depósito.")),
    "conv-08": Case(6, "repair", _in_workshop(6, "fan", "Piezas Duero", "2026-11-20", "Sin golpes; se trae sin cajones.")),
    "conv-14": Case(5, "repair", _in_workshop(5, "battery", "Recambios Lérez", "2026-11-26", "Tapa con rozaduras, con cargador.")),
    "conv-20": Case(2, "refund", ((2, _open("approved")), (5, _open("received", condition="Tambor húmedo, sin marcas.")))),
    "conv-46": Case(2, "replace", ((2, _open("approved")), (2, _open("label_sent")))),
    "conv-52": Case(3, "replace", ()),
    "conv-25": Case(3, "repair", ((3, _open("approved")),)),
    "conv-13": Case(2, "repair", ((2, _open("approved")),)),
    "conv-04": Case(1, "repair", ()),
    "conv-19": Case(1, "replace", (
        (1, _open("approved")), (1, _open("received", condition="Precintos intactos, con caja.")),
        (2, _open("inspecting", fault_code="wrong-size")), (2, _open("ready")), (2, _open("replaced", reason="No cabe en el hueco.")),
    )),
    "extra-refund": Case(2, "refund", (
        (2, _open("approved")), (3, _open("received", condition="En su caja, suela sin usar.")),
        (4, _open("inspecting", fault_code="withdrawal")), (4, _open("ready")), (4, _open("refunded")),
    )),
    "extra-rejected": Case(2, "repair", (
        (2, _open("approved")), (3, _open("received", condition="Testigos de humedad rojos.")),
        (4, _open("inspecting", fault_code="liquid", cause="misuse", cause_proved=True)),
        (5, _open("rejected", reason="Daño por agua de mar, foto de la placa en el ticket.")),
    )),
    "extra-cancelled": Case(2, "repair", ((2, _open("approved")), (4, _open("cancelled", reason="No era una avería.")))),
    "extra-cut": Case(2, "price_cut", (
        (2, _open("approved")), (3, _open("received", condition="Raya de un palmo en el lateral.")),
        (3, _open("inspecting", fault_code="scratch")), (3, _open("ready")),
        (4, _open("refunded", outcome="price_cut", amount_cents=6000, reason="El cliente prefiere la rebaja.")),
    )),
    "extra-as-is": Case(1, "repair", (
        (1, _open("approved")), (1, _open("received", condition="Golpe en el centro del panel.")),
        (2, _open("inspecting", fault_code="panel", cause="accident", cause_proved=True)), (3, _open("ready")),
        (4, _open("returned", outcome="returned_as_is", reason="No compensa reparar; lo prefiere así.")),
    )),
    "extra-recycled": Case(1, "repair", (
        (1, _open("approved")), (1, _open("received", condition="Puerta vencida.")),
        (2, _open("inspecting", fault_code="magnetron")), (2, _open("ready")),
        (3, _open("returned", outcome="recycled", reason="No merece la pena repararlo.", destination="Punto limpio de Teis")),
    )),
}  # fmt: skip
"""Returns of the stories told by hand."""


class Workshop:
    """Opens and moves returns as the stories go by."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._numbers: dict[str, int] = {}

    def after(self, story: Story, index: int) -> None:
        """Write what the workshop writes after a step of a story."""
        case = CASES.get(story.key)
        if case is not None:
            self._told(story, case, index + 1)
        elif story.rma:
            self._made(story, index)

    def _told(self, story: Story, case: Case, number: int) -> None:
        if number == case.after:
            self._open(story, case.asked)
        for at, move in case.steps:
            if at == number:
                self._move(story, move, "carmen" if move.to == "refunded" else story.agent)

    def _made(self, story: Story, index: int) -> None:
        step = story.steps[index]
        state = self._state(story)
        if step.visit == "deposit" and not state:
            self._open(story, "repair")
            self._move(story, _open("approved"), "lucia")
            self._move(story, _open("received", condition=step.text.split(". ")[-1]), "lucia")
        elif step.what == "note" and state == "received":
            self._move(story, _open("inspecting", fault_code=story.code, cause="defect"), "brais")
            if story.rma != "inspecting":
                self._move(story, _open("repairing"), "brais")
        elif step.what in ("out", "call_out") and state == "repairing":
            self._finish(story)
        elif (step.visit == "pickup" or step.what == "solve") and state in ("repairing", "ready"):
            if state == "repairing":
                self._finish(story)
            self._move(story, _open("returned", outcome="repaired"), "lucia")

    def _finish(self, story: Story) -> None:
        name, cents = PARTS.get(story.code, ("Material de taller", 500))
        reused = len(story.key + story.who) % 6 == 0
        parts = (Part(name, "reused" if reused else "new", cents // 2 if reused else cents),)
        self._move(story, _open("ready", parts=parts, labour_cents=LABOUR_CENTS, minutes=LABOUR_MINUTES), "brais")

    def _state(self, story: Story) -> str:
        number = self._numbers.get(story.key)
        return "" if number is None else returns.get(self._stage.desk("brais"), number).state

    def _open(self, story: Story, asked: str) -> None:
        desk = self._stage.desk(story.agent or "lucia")
        ticket = reading.by_id(desk, self._stage.tickets[story.key])
        line = NewLine(asked, ticket.asset_id, ticket.product_id)
        self._numbers[story.key] = returns.open_rma(desk, NewRma(ticket.id, (line,))).number

    def _move(self, story: Story, move: Move, login: str) -> None:
        returns.move(self._stage.desk(login or "lucia"), self._numbers[story.key], move)
