"""Rows of a few numbers as vector instructions, for steps with a target.

Left alone, the compiler works on such short rows one number at a time. Every number gets the
operations of the rule in ``_compiled_net``, in the same order.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_DOUBLE, _WORD, _INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)


class _Rows:
    """Memory as rows of ``width`` float64, in a function that is being compiled."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any, width: int) -> None:
        self.builder, self.width, self.pointer = builder, width, value
        if isinstance(kind, types.Array):
            self.pointer = context.make_array(kind)(context, builder, value).data

    def _place(self, row: Any) -> Any:
        first = self.builder.mul(row, ir.Constant(_WORD, self.width))
        kind = ir.VectorType(_DOUBLE, self.width).as_pointer()
        return self.builder.bitcast(self.builder.gep(self.pointer, [first]), kind)

    def load(self, row: Any) -> Any:
        return self.builder.load(self._place(row), align=8)

    def store(self, vector: Any, row: Any) -> None:
        self.builder.store(vector, self._place(row), align=8)


def _same(builder: Any, number: Any, width: int) -> Any:
    """The number ``width`` times."""
    nothing = ir.Constant(ir.VectorType(_DOUBLE, width), ir.Undefined)
    first = builder.insert_element(nothing, number, ir.Constant(_INDEX, 0))
    return _picked(builder, first, first, [0] * width)


def _zeros(width: int) -> Any:
    return ir.Constant(ir.VectorType(_DOUBLE, width), [0.0] * width)


def _picked(builder: Any, one: Any, other: Any, lanes: list[int]) -> Any:
    """Entries of one vector followed by another."""
    kind = ir.VectorType(_INDEX, len(lanes))
    return builder.shuffle_vector(one, other, ir.Constant(kind, lanes))


_ROW_0, _ROW_1 = ir.Constant(_WORD, 0), ir.Constant(_WORD, 1)


@intrinsic
def learn_row(typingctx, sizes, per_step, rate, net, grads, mask, partials, m, value, growth, d):
    """Row m of the partials, which grow by ``value`` times ``growth``, and of the hidden weights.

    Args:
        sizes: as in ``_compiled_net.run_sequence``.
        per_step: a tuple: () adds to the gradients, (0,) changes the weights at once.
        rate: of learning.
        net, grads, mask, partials: flat arrays, see ``engine``.
        m, value: the row, and what its source shows.
        growth: (2 C,) on the stack: what ds gains by the net inputs of input gates and cells.
        d: (4 C,) on the stack: dE/ds twice, then dE by the net inputs of the output gates.
    """
    J, S = len(sizes[0]), len(sizes[1])
    C, G = J * S, 2 * J
    U = G + C

    def generate(context, builder, signature, args):
        def rows(number, width):
            return _Rows(context, builder, signature.args[number], args[number], width)

        m, value = args[7], _same(builder, args[8], 2 * C)
        partials, asks = rows(6, 2 * C), rows(10, 2 * C)
        grown = builder.fmul(value, rows(9, 2 * C).load(_ROW_0))
        p = builder.fadd(partials.load(m), grown)
        partials.store(p, m)
        asked = builder.fmul(asks.load(_ROW_0), p)
        out = builder.fmul(asks.load(_ROW_1), value)

        changed = rows(3 if len(per_step) else 4, U)
        old = changed.load(m)
        q = _zeros(U) if len(per_step) else old
        for v in range(S):
            gates = [j * S + v for j in range(J)]
            if v == 0:
                rest = [2 * C + j for j in range(J)] + [C + c for c in range(C)]
                part = _picked(builder, asked, out, gates + rest)
            else:
                part = _picked(builder, asked, _zeros(2 * C), gates + [2 * C] * (J + C))
            q = builder.fadd(q, part)
        if len(per_step):
            q = _changed(builder, old, args[2], rows(5, U).load(m), q)
        changed.store(q, m)
        return context.get_dummy_value()

    return types.none(
        sizes, per_step, rate, net, grads, mask, partials, m, value, growth, d
    ), generate


def _changed(builder: Any, old: Any, rate: Any, exists: Any, gradient: Any) -> Any:
    step = builder.fmul(_same(builder, rate, old.type.count), exists)
    return builder.fsub(old, builder.fmul(step, gradient))


@intrinsic
def add_row(typingctx, few, values, net, row, gate, shown):
    """values += net's row * gate * shown; ``few`` is a tuple of K entries."""
    K = max(1, len(few))  # also compiled where it is never called

    def generate(context, builder, signature, args):
        def rows(number):
            return _Rows(context, builder, signature.args[number], args[number], K)

        product = builder.fmul(rows(2).load(args[3]), _same(builder, args[4], K))
        product = builder.fmul(product, _same(builder, args[5], K))
        rows(1).store(builder.fadd(rows(1).load(_ROW_0), product), _ROW_0)
        return context.get_dummy_value()

    return types.none(few, values, net, row, gate, shown), generate


@intrinsic
def learn_output_row(typingctx, few, per_step, rate, net, grads, mask, row, value, d_nets):
    """As ``learn_row``, for the weights from one source, which shows ``value``, to K outputs."""
    K = max(1, len(few))  # also compiled where it is never called

    def generate(context, builder, signature, args):
        def rows(number):
            return _Rows(context, builder, signature.args[number], args[number], K)

        row, gradient = args[6], _same(builder, args[7], K)
        gradient = builder.fmul(gradient, rows(8).load(_ROW_0))
        changed = rows(3 if len(per_step) else 4)
        old = changed.load(row)
        if len(per_step):
            gradient = builder.fadd(_zeros(K), gradient)
            new = _changed(builder, old, args[2], rows(5).load(row), gradient)
        else:
            new = builder.fadd(old, gradient)
        changed.store(new, row)
        return context.get_dummy_value()

    return types.none(few, per_step, rate, net, grads, mask, row, value, d_nets), generate
