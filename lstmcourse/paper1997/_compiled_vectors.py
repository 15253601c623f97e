"""Numbers of several lanes side by side, as instructions for the compiler.

A ``Vector`` stands for one number per lane while Numba compiles: adding two of them writes an
instruction that adds them in all lanes. Each lane gets the very operations that ``_compiled_math``
gives a single number, so it gets the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from lstmcourse.paper1997 import _compiled_math as scalar

_DOUBLE, _WORD, _INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
FOUR = 4
"""Lanes that are turned at once, see ``columns``: their number must be a multiple of this."""


class Vector:
    """One float64 per lane, or the same one in all lanes, in a function that is being compiled."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    @classmethod
    def of_one(cls, builder: Any, number: Any, lanes: int) -> Vector:
        """The same number in all lanes."""
        value = ir.Constant(ir.VectorType(_DOUBLE, lanes), ir.Undefined)
        for lane in range(lanes):
            value = builder.insert_element(value, number, ir.Constant(_INDEX, lane))
        return cls(builder, value)

    def __add__(self, other: Vector | float) -> Vector:
        return Vector(self.builder, self.builder.fadd(self.value, self._like(other)))

    def __sub__(self, other: Vector | float) -> Vector:
        return Vector(self.builder, self.builder.fsub(self.value, self._like(other)))

    def __rsub__(self, other: float) -> Vector:
        return Vector(self.builder, self.builder.fsub(self._like(other), self.value))

    def __mul__(self, other: Vector | float) -> Vector:
        return Vector(self.builder, self.builder.fmul(self.value, self._like(other)))

    def __rtruediv__(self, other: float) -> Vector:
        return Vector(self.builder, self.builder.fdiv(self._like(other), self.value))

    def __neg__(self) -> Vector:
        return -0.0 - self

    __radd__, __rmul__ = __add__, __mul__

    def _like(self, other: Vector | float) -> Any:
        if isinstance(other, Vector):
            return other.value
        return ir.Constant(self.value.type, [other] * self.value.type.count)

    def between(self, bottom: float, top: float) -> Vector:
        """The number where it lies between the two, else the nearer one; a NaN becomes top."""
        builder, value = self.builder, self.value
        for sign, limit in (("<", self._like(top)), (">", self._like(bottom))):
            value = builder.select(builder.fcmp_ordered(sign, value, limit), value, limit)
        return Vector(builder, value)

    def same(self, number: float) -> Vector:
        """This number in all lanes."""
        return Vector(self.builder, self._like(number))

    def is_not(self, number: float) -> Any:
        """In which lanes it is another number."""
        return self.builder.fcmp_ordered("!=", self.value, self._like(number))

    def where(self, condition: Any, other: Vector) -> Vector:
        """This where the condition holds, in these lanes or in all of them; elsewhere the other."""
        return Vector(self.builder, self.builder.select(condition, self.value, other.value))

    def two_to_the(self) -> Vector:
        """2^n, for a whole number n that was rounded by adding 1.5 * 2^52."""
        words = ir.VectorType(_WORD, self.value.type.count)
        bits = self.builder.bitcast(self.value, words)
        moved = self.builder.add(bits, ir.Constant(words, [1023] * words.count))
        moved = self.builder.shl(moved, ir.Constant(words, [52] * words.count))
        return Vector(self.builder, self.builder.bitcast(moved, self.value.type))


def exp(x: Vector) -> Vector:
    """As ``_compiled_math.exp``."""
    x = x.between(-700.0, 700.0)
    shifted = x * scalar._LOG2_E + scalar._ROUND
    n = shifted - scalar._ROUND
    r = (x - n * scalar._LN2_HIGH) - n * scalar._LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (scalar._C2 + scalar._C3 * r)
    middle = (scalar._C4 + scalar._C5 * r) + r2 * (scalar._C6 + scalar._C7 * r)
    high = (scalar._C8 + scalar._C9 * r) + r2 * (scalar._C10 + scalar._C11 * r)
    high = high + r4 * (scalar._C12 + scalar._C13 * r)
    return (low + r4 * (middle + r4 * high)) * shifted.two_to_the()


def logistic(x: Vector) -> Vector:
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


class Memory:
    """An array of float64 in memory, from which Vectors and single lanes are read."""

    def __init__(self, builder: Any, pointer: Any, lanes: int) -> None:
        self.builder, self.pointer = builder, pointer
        self.kind = ir.VectorType(_DOUBLE, lanes)

    def __getitem__(self, place: int) -> Vector:
        """Entry ``place`` of an array (entries, lanes)."""
        return Vector(self.builder, self._load(self._at(place * self.kind.count), self.kind))

    def __setitem__(self, place: int, vector: Vector) -> None:
        self._store(vector.value, self._at(place * self.kind.count))

    def number(self, place: Any) -> Any:
        """The single number at this place."""
        return self.builder.load(self._at(place))

    def of_lanes(self, places: Sequence[Any]) -> Vector:
        """Lane l's number from ``places[l]`` of a flat array."""
        value = ir.Constant(self.kind, ir.Undefined)
        for lane, place in enumerate(places):
            one = self._load(self._at(place), _DOUBLE)
            value = self.builder.insert_element(value, one, ir.Constant(_INDEX, lane))
        return Vector(self.builder, value)

    def rows(self, starts: Sequence[Any], width: int) -> list[Vector]:
        """Lane l's row of numbers, from ``starts[l]`` of a flat array on: one Vector a column."""
        found: list[Vector] = []
        while len(found) < width:
            # Four columns at a time; the last four may include some that are there already.
            column = max(0, min(len(found), width - FOUR))
            if width < FOUR:
                found.append(self.of_lanes([self._moved(start, len(found)) for start in starts]))
                continue
            new = self._four_columns(starts, column)
            found.extend(new[len(found) - column :])
        return found

    def add_to_rows(self, starts: Sequence[Any], columns: Sequence[Vector]) -> None:
        """Add lane l of ``columns`` to its row, from ``starts[l]`` of a flat array on."""
        whole = len(columns) - len(columns) % FOUR
        for column in range(0, whole, FOUR):
            four = [vector.value for vector in columns[column : column + FOUR]]
            for lane in range(0, len(starts), FOUR):
                turned = self._turned([self._part(value, lane) for value in four])
                for start, added in zip(starts[lane : lane + FOUR], turned, strict=True):
                    place = self._at(self._moved(start, column))
                    self._store(self.builder.fadd(self._load(place, added.type), added), place)
        for column in range(whole, len(columns)):
            for lane, start in enumerate(starts):
                added = self.builder.extract_element(
                    columns[column].value, ir.Constant(_INDEX, lane)
                )
                place = self._at(self._moved(start, column))
                self._store(self.builder.fadd(self._load(place, _DOUBLE), added), place)

    def _four_columns(self, starts: Sequence[Any], column: int) -> list[Vector]:
        four = ir.VectorType(_DOUBLE, FOUR)
        groups = []
        for lane in range(0, len(starts), FOUR):
            rows = [
                self._load(self._at(self._moved(start, column)), four)
                for start in starts[lane : lane + FOUR]
            ]
            groups.append(self._turned(rows))
        return [
            Vector(self.builder, self._joined(list(parts))) for parts in zip(*groups, strict=True)
        ]

    def _turned(self, rows: list[Any]) -> list[Any]:
        """Four rows of four numbers as four columns."""
        a, b, c, d = rows
        ab, cd = (self._shuffled(*pair, (0, 4, 2, 6)) for pair in ((a, b), (c, d)))
        ab2, cd2 = (self._shuffled(*pair, (1, 5, 3, 7)) for pair in ((a, b), (c, d)))
        low, high = (0, 1, 4, 5), (2, 3, 6, 7)
        return [
            self._shuffled(ab, cd, low), self._shuffled(ab2, cd2, low),
            self._shuffled(ab, cd, high), self._shuffled(ab2, cd2, high),
        ]  # fmt: skip

    def _joined(self, parts: list[Any]) -> Any:
        while len(parts) > 1:
            order = range(2 * parts[0].type.count)
            pairs = zip(parts[::2], parts[1::2], strict=True)
            parts = [self._shuffled(*pair, order) for pair in pairs]
        return parts[0]

    def _part(self, value: Any, lane: int) -> Any:
        return self._shuffled(value, value, range(lane, lane + FOUR))

    def _shuffled(self, one: Any, other: Any, order: Sequence[int]) -> Any:
        order = list(order)
        chosen = ir.Constant(ir.VectorType(_INDEX, len(order)), order)
        return self.builder.shuffle_vector(one, other, chosen)

    def _moved(self, place: Any, by: int) -> Any:
        return self.builder.add(place, ir.Constant(_WORD, by))

    def _at(self, place: Any) -> Any:
        place = ir.Constant(_WORD, place) if isinstance(place, int) else place
        return self.builder.gep(self.pointer, [place])

    def _load(self, place: Any, kind: Any) -> Any:
        found = self.builder.load(self.builder.bitcast(place, kind.as_pointer()))
        found.align = 8
        return found

    def _store(self, value: Any, place: Any) -> None:
        where = self.builder.bitcast(place, value.type.as_pointer())
        self.builder.store(value, where).align = 8
