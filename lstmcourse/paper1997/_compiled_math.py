"""exp and the logistic function for Numba, from +, -, * and / alone.

The compiler can work on several units at once (in functions with error_model="numpy": a check for
division by zero would forbid it), and the result does not depend on the machine's mathematics
library.
"""

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from lstmcourse.paper1997._numba import compiled

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to a whole number in the low bits
_C2, _C3, _C4, _C5, _C6, _C7 = 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040
_C8, _C9, _C10, _C11 = 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800
_C12, _C13 = 1 / 479001600, 1 / 6227020800


@intrinsic
def _float_of_bits(typingctx, number):
    """The float64 that has these 64 bits."""

    def generate(context, builder, signature, args):
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), generate


@intrinsic
def _bits_of_float(typingctx, number):
    """The 64 bits of a float64 as a whole number."""

    def generate(context, builder, signature, args):
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic
def _clamped(typingctx, x):
    """x between -700 and 700, without a branch; a NaN becomes 700."""

    def generate(context, builder, signature, args):
        top, bottom = ir.Constant(ir.DoubleType(), 700.0), ir.Constant(ir.DoubleType(), -700.0)
        x = builder.select(builder.fcmp_ordered("<", args[0], top), args[0], top)
        return builder.select(builder.fcmp_ordered(">", x, bottom), x, bottom)

    return types.float64(types.float64), generate


@compiled(inline="always")
def exp(x):
    """e^x for |x| <= 700, within about one unit of the last place; beyond, as for +-700.

    x = n ln 2 + r with |r| <= 0.35; e^r by its series; 2^n by writing the exponent's bits.
    """
    x = _clamped(x)
    shifted = x * _LOG2_E + _ROUND
    n = shifted - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + r2 * (_C2 + _C3 * r)
    middle = (_C4 + _C5 * r) + r2 * (_C6 + _C7 * r)
    high = (_C8 + _C9 * r) + r2 * (_C10 + _C11 * r) + r4 * (_C12 + _C13 * r)
    series = low + r4 * (middle + r4 * high)
    return series * _float_of_bits((_bits_of_float(shifted) + 1023) << 52)


@compiled(inline="always")
def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))
