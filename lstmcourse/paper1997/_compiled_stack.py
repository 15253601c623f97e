"""A short array on the stack, for Numba.

Arrays on the heap might overlap for all the compiler knows, so it works on them one number at a
time. An array on the stack overlaps with nothing: its numbers stay in registers.
"""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from lstmcourse.paper1997.engine import MOST_UNITS


@intrinsic
def stack_array(typingctx):
    """``MOST_UNITS`` float64, with any values, that live as long as the calling function."""

    def generate(context, builder, signature, args):
        kind = ir.ArrayType(ir.DoubleType(), MOST_UNITS)
        array = cgutils.alloca_once(builder, kind)
        return builder.bitcast(array, ir.DoubleType().as_pointer())

    return types.CPointer(types.float64)(), generate
