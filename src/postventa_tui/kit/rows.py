"""`NamedTuple` as in `typing`, at a fraction of its cost when a module loads.

`typing.NamedTuple` compiles each field's annotation and evaluates the source of a constructor, for each class, although
most classes of a run are never made. Here annotations stay the text they are, the methods are shared, and a
constructor is compiled when a row is first made by name. Type checkers see `typing.NamedTuple`.
Source: design, performance section 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter

    _make_tuple = tuple.__new__

    def _compile(cls):
        """Give the constructor of one class: its fields in order, by place or by name."""
        names = ", ".join(cls._fields)
        source = (
            f"lambda _cls, {names}: _make_tuple(_cls, ({names},))" if names else "lambda _cls: _make_tuple(_cls, ())"
        )
        made = eval(source, {"_make_tuple": _make_tuple, "__builtins__": {}})  # noqa: S307 (field names are identifiers)
        made.__defaults__ = tuple(cls._field_defaults.values())
        made.__name__, made.__qualname__ = "__new__", f"{cls.__qualname__}.__new__"
        made.__doc__ = f"Create new instance of {cls.__name__}({names})"
        return made

    def _first(owner, size, defaults):
        """Give the constructor of rows made by place; the first made by name has the other one compiled."""
        least = size - len(defaults)

        def __new__(cls, /, *args, **kwargs):
            if not kwargs and least <= len(args) <= size:
                return _make_tuple(cls, args + defaults[len(args) - least :])
            made = _compile(owner[0])
            owner[0].__new__ = staticmethod(made)
            return made(cls, *args, **kwargs)

        return __new__

    class _Row(tuple):
        """What all rows share; the meaning of each method is that of `collections.namedtuple`."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}

        @classmethod
        def _make(cls, iterable):
            """Make a new row from a sequence or iterable."""
            made = _make_tuple(cls, iterable)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes):
            """Give a new row with some fields replaced."""
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            """Give a new dict of the field names and their values."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            """Give the row as it would be written in code."""
            told = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{self.__class__.__name__}({told})"

        def __getnewargs__(self):
            """Give the row as a plain tuple, to copy and pickle."""
            return tuple(self)

    class _Making(type):
        """Turns the body of `class X(NamedTuple)` into an ordinary class of rows."""

        def __new__(cls, name, bases, space):
            """Give the class; the root itself is made as usual."""
            if not bases:
                return super().__new__(cls, name, bases, space)
            fields = tuple(space.get("__annotations__", ()))
            space["_fields"] = space["__match_args__"] = fields
            space["_field_defaults"] = {field: space[field] for field in fields if field in space}
            for place, field in enumerate(fields):
                space[field] = _tuplegetter(place, f"Alias for field number {place}")
            space["__slots__"] = ()
            owner = []
            space["__new__"] = _first(owner, len(fields), tuple(space["_field_defaults"].values()))
            made = type(name, (_Row,), space)
            owner.append(made)
            return made

    class NamedTuple(metaclass=_Making):
        """The base to write in `class X(NamedTuple)`."""
