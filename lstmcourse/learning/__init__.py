"""Learning: losses, networks, gradients through time, optimisers, and measures of error flow."""

from lstmcourse.learning.bptt import BpttResult, bptt, truncated_bptt
from lstmcourse.learning.carousel_flow import CarouselFlow, carousel_flow
from lstmcourse.learning.clipping import clip_by_global_norm, clip_by_value, global_norm
from lstmcourse.learning.comparison import (
    Comparison,
    ComparisonRow,
    compare,
    hidden_for,
)
from lstmcourse.learning.construction import Grower, add_block, has_stalled, staggered_biases
from lstmcourse.learning.error_flow import ErrorFlow, error_flow, hochreiter_factors, upper_bound
from lstmcourse.learning.full_rtrl1997 import full_rtrl1997, full_rtrl1997_costs
from lstmcourse.learning.gradcheck import GradientRow, GradientTable, gradient_check
from lstmcourse.learning.losses import (
    IGNORE,
    at_last_step,
    cross_entropy,
    log_softmax,
    softmax,
    squared_error,
)
from lstmcourse.learning.network import (
    Network,
    NetworkTape,
    network_backward,
    network_forward,
    network_init,
    weight_count,
)
from lstmcourse.learning.online1997 import (
    OnlineStep,
    Partials,
    advance_partials,
    online_costs,
    online_gradient,
    online_pass,
    online_step,
    zero_partials,
)
from lstmcourse.learning.online_training import OnlineHistory, train_online
from lstmcourse.learning.optimisers import SGD, Adam
from lstmcourse.learning.paper_network import (
    OutputUnits,
    PaperGradient,
    PaperNetwork,
    PaperTape,
    paper_error,
    paper_forward,
    paper_gradient,
    paper_network,
)
from lstmcourse.learning.readout import Readout, init_readout, readout_backward, readout_forward
from lstmcourse.learning.rtrl import Costs, bptt_costs, rtrl, rtrl_costs
from lstmcourse.learning.training import History, train
from lstmcourse.learning.trees import leaves, map_tree

__all__ = [
    "Comparison",
    "ComparisonRow",
    "compare",
    "hidden_for",
    "CarouselFlow",
    "carousel_flow",
    "Grower",
    "add_block",
    "has_stalled",
    "staggered_biases",
    "full_rtrl1997",
    "full_rtrl1997_costs",
    "OnlineStep",
    "Partials",
    "advance_partials",
    "online_costs",
    "online_gradient",
    "online_pass",
    "online_step",
    "zero_partials",
    "OnlineHistory",
    "train_online",
    "OutputUnits",
    "PaperGradient",
    "PaperNetwork",
    "PaperTape",
    "paper_error",
    "paper_forward",
    "paper_gradient",
    "paper_network",
    "weight_count",
    "IGNORE",
    "SGD",
    "Adam",
    "BpttResult",
    "Costs",
    "ErrorFlow",
    "GradientRow",
    "GradientTable",
    "History",
    "Network",
    "NetworkTape",
    "Readout",
    "at_last_step",
    "bptt",
    "bptt_costs",
    "clip_by_global_norm",
    "clip_by_value",
    "cross_entropy",
    "error_flow",
    "global_norm",
    "gradient_check",
    "hochreiter_factors",
    "init_readout",
    "leaves",
    "log_softmax",
    "map_tree",
    "network_backward",
    "network_forward",
    "network_init",
    "readout_backward",
    "readout_forward",
    "rtrl",
    "rtrl_costs",
    "softmax",
    "squared_error",
    "train",
    "truncated_bptt",
    "upper_bound",
]
