"""A short array on the stack, for Numba.

Arrays on the heap might overlap for all the compiler knows, so it works on them one number at a
time. An array on the stack overlaps with nothing: its numbers stay in registers.
"""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from lstmcourse.paper1997.engine import MOST_OUTPUTS, MOST_UNITS


def _array_of(length):
    def generate(context, builder, signature, args):
        array = cgutils.alloca_once(builder, ir.ArrayType(ir.DoubleType(), length))
        return builder.bitcast(array, ir.DoubleType().as_pointer())

    return types.CPointer(types.float64)(), generate


@intrinsic
def stack_array(typingctx):
    """``MOST_UNITS`` float64, with any values, that live as long as the calling function."""
    return _array_of(MOST_UNITS)


@intrinsic
def outputs_array(typingctx):
    """The same with ``MOST_OUTPUTS`` float64."""
    return _array_of(MOST_OUTPUTS)
