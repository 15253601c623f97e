"""Figures of the course: arrays in, Axes out. Needs Matplotlib; trains nothing, knows no cell.

Call `use_style()` once per page. Every other function changes no global setting, never calls
`plt.show()`, does not change its arguments, and draws on a new figure unless it is given `ax`.
"""

from lstmcourse.figures.error_flow import plot_error_flow
from lstmcourse.figures.fonts import font_families, hangul_available
from lstmcourse.figures.heatmap import plot_gradient_heatmap
from lstmcourse.figures.learning_curves import plot_learning_curves
from lstmcourse.figures.style import PALETTE, new_axes, plain_log_ticks, use_style
from lstmcourse.figures.unrolled import draw_unrolled

__all__ = [
    "PALETTE",
    "draw_unrolled",
    "font_families",
    "hangul_available",
    "new_axes",
    "plain_log_ticks",
    "plot_error_flow",
    "plot_gradient_heatmap",
    "plot_learning_curves",
    "use_style",
]
