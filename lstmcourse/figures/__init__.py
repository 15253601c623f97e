"""Figures of the course: arrays in, Axes out. Needs Matplotlib; trains nothing, knows no cell.

Call `use_style()` once per page. Every other function changes no global setting, never calls
`plt.show()`, does not change its arguments, and draws on a new figure unless it is given `ax`.
"""

from lstmcourse.figures.attention_graph import ATTENTION_NAMES, draw_attention
from lstmcourse.figures.attention_map import attention_map
from lstmcourse.figures.attention_steps import attention_steps
from lstmcourse.figures.block import BLOCK_NAMES, draw_block
from lstmcourse.figures.carousel import draw_carousel
from lstmcourse.figures.cell_graph import GRU_NAMES, LSTM_NAMES, draw_gru_cell, draw_lstm_cell
from lstmcourse.figures.cell_trace import TracePanels, draw_trace
from lstmcourse.figures.error_flow import plot_error_flow
from lstmcourse.figures.fonts import font_families, hangul_available
from lstmcourse.figures.gate_map import GatePanels, plot_gates
from lstmcourse.figures.heatmap import plot_gradient_heatmap
from lstmcourse.figures.learning_curves import plot_learning_curves
from lstmcourse.figures.paper_net import draw_paper_net
from lstmcourse.figures.scoreboard import ScoreRow, plot_scoreboard
from lstmcourse.figures.states import StatePanels, plot_states
from lstmcourse.figures.step_player import StepPlayer
from lstmcourse.figures.style import PALETTE, new_axes, plain_log_ticks, use_style
from lstmcourse.figures.task_strip import draw_sequence
from lstmcourse.figures.unrolled import draw_unrolled

__all__ = [
    "ATTENTION_NAMES",
    "BLOCK_NAMES",
    "GRU_NAMES",
    "LSTM_NAMES",
    "GatePanels",
    "PALETTE",
    "ScoreRow",
    "StatePanels",
    "StepPlayer",
    "TracePanels",
    "attention_map",
    "attention_steps",
    "draw_attention",
    "draw_block",
    "draw_carousel",
    "draw_gru_cell",
    "draw_lstm_cell",
    "draw_paper_net",
    "draw_sequence",
    "draw_trace",
    "draw_unrolled",
    "font_families",
    "hangul_available",
    "new_axes",
    "plain_log_ticks",
    "plot_error_flow",
    "plot_gates",
    "plot_gradient_heatmap",
    "plot_learning_curves",
    "plot_scoreboard",
    "plot_states",
    "use_style",
]
