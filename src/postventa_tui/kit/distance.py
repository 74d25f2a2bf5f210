"""How far two words are apart."""

from __future__ import annotations


def edits(one: str, other: str, most: int) -> int:
    """Give how many letters to change, add, drop or swap with a neighbour (optimal string alignment).

    Args:
        most: Anything farther is given as `most + 1`; bounds the work.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            best = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)
