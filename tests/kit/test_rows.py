"""Rows behave like those of `typing`, and cost a fraction when a module loads."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from postventa_tui.kit.rows import NamedTuple


class Ours(NamedTuple):
    """A row as the project writes it."""

    number: int
    subject: str = "none"
    tags: tuple[str, ...] = ()

    @property
    def double(self) -> int:
        """Give twice the number."""
        return self.number * 2


class Theirs(typing.NamedTuple):
    """The same row, by the standard library."""

    number: int
    subject: str = "none"
    tags: tuple[str, ...] = ()


class Bare(NamedTuple):
    """A row without fields."""


def test_a_row_is_made_by_place_by_name_and_with_what_is_left_out() -> None:
    assert Ours(1) == Theirs(1) == (1, "none", ())
    assert Ours(number=2, tags=("a",)) == Theirs(number=2, tags=("a",))
    assert Bare() == ()
    assert Ours(4).double == 8
    assert Ours(4).subject == "none"


def test_the_class_tells_of_its_fields_as_the_standard_library_does() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__", "__slots__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert Ours.__doc__ == "A row as the project writes it."
    assert repr(Ours(1)) == repr(Theirs(1)).replace("Theirs", "Ours")
    assert not hasattr(Ours(1), "__dict__")


def test_rows_are_replaced_listed_copied_and_kept() -> None:
    row = Ours(1, "broken")
    assert row._replace(number=5) == Theirs(5, "broken")
    assert Ours._make([1, "x", ()]) == Ours(1, "x")
    assert row._asdict() == Theirs(1, "broken")._asdict()
    assert pickle.loads(pickle.dumps(row)) == copy.deepcopy(row) == copy.copy(row) == row  # noqa: S301
    assert type(copy.copy(row)) is Ours


def test_a_wrong_field_is_refused_at_the_first_row_and_at_the_next() -> None:
    for _time in range(2):
        with pytest.raises(TypeError):
            Ours()  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            Ours(1, colour="red")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="colour"):
        Ours(1)._replace(colour="red")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Ours._make([1])


def test_a_row_fits_a_pattern_and_a_class_under_it_is_its_own() -> None:
    class Under(Ours):
        """A row with something more to say."""

    match Ours(7, "x"):
        case Ours(number, subject):
            assert (number, subject) == (7, "x")
    assert repr(Under(3)) == "Under(number=3, subject='none', tags=())"
