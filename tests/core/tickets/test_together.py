"""Two processes on one file: nobody gets what another has, no number comes twice."""

from __future__ import annotations

import multiprocessing

from postventa_tui.core.tickets import people, reading
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket, QueueRequest
from postventa_tui.desk import open_desk
from postventa_tui.kit.errors import NotFound

TICKETS = 12


def take_all(path: str, login: str, found) -> None:
    """Take tickets until there is none; say which."""
    desk = open_desk(path, agent=login)
    taken = []
    while True:
        try:
            taken.append(people.take_next(desk, QueueRequest("unassigned")).number)
        except NotFound:
            break
    desk.close()
    found.put((login, taken))


def open_some(path: str, login: str, found) -> None:
    """Open tickets; say their numbers."""
    desk = open_desk(path, agent=login)
    found.put((login, [tickets.create(desk, NewTicket(1, "Caso")).number for _n in range(5)]))
    desk.close()


def run(target, path: str) -> dict[str, list[int]]:
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    workers = [context.Process(target=target, args=(path, login, found)) for login in ("lucia", "joan")]
    for worker in workers:
        worker.start()
    answers = dict(found.get(timeout=60) for _worker in workers)
    for worker in workers:
        worker.join(60)
    return answers


def test_two_agents_never_take_the_same_ticket(shop, marta) -> None:
    numbers = [tickets.create(shop, NewTicket(marta, f"Caso {n}"), "hola").number for n in range(TICKETS)]
    answers = run(take_all, shop.path)
    assert sorted(answers["lucia"] + answers["joan"]) == numbers
    held = {reading.get(shop, number).assignee_id for number in answers["lucia"]}
    assert held <= {2}


def test_two_processes_never_give_the_same_number(shop, marta) -> None:
    answers = run(open_some, shop.path)
    assert sorted(answers["lucia"] + answers["joan"]) == list(range(1001, 1011))
